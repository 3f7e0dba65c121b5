# Every command sets up what it needs and does nothing twice. `make help` lists them.

PYTHON ?= python3
VENV ?= .venv
HOST ?= 127.0.0.1
PORT ?= 8000
# The wheel index that torch comes from. On Linux the default wheel brings several GB for graphics cards;
# PyTorch's own CPU index (see pytorch.org, "Get started", compute platform CPU) does not.
TORCH_INDEX ?=
CORPUS ?=

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install --constraint constraints.txt

.PHONY: help serve demo ingest slack test check types eval bench train format
.DEFAULT_GOAL := help

help:  ## list the commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 16

# Links must lead to the port that is served; a public address of your own goes first.
serve: export ASSISTANT_PUBLIC_URL ?= http://$(HOST):$(PORT)
serve: $(VENV)/.run  ## install, ingest corpus/ if it changed, start API, widget and policy page
	$(BIN)/python ingest.py
	$(BIN)/python -m api --host $(HOST) --port $(PORT)

demo: $(VENV)/.run  ## the same, and on the next port a customer's page that embeds the chat from there
	$(BIN)/python ingest.py
	$(BIN)/python -m api.demo --host $(HOST) --port $(PORT)

ingest: $(VENV)/.run  ## install, bring corpus/ into the index
	$(BIN)/python ingest.py

slack: $(VENV)/.run  ## start the Slack bot in Socket Mode
	$(BIN)/python ingest.py
	$(BIN)/python -m bots.slack

test: $(VENV)/.dev  ## install, run the whole test suite
	$(BIN)/python -m pytest --cov --cov-report=term:skip-covered

check: $(VENV)/.dev  ## format, lint, types, import contracts, docs in step with the code, floors of quality
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m docs.make --check
	$(BIN)/python -m pytest tests/unit/api/test_embed.py
	$(MAKE) --no-print-directory types
	$(BIN)/python -m evals --check

types: node_modules/.bin/tsc  ## the types of the widget's JavaScript (needs npm; `make check` runs it)
	@if test -x $<; then $< --project tsconfig.json; \
	else echo "Left out: the types of the widget's JavaScript. To get npm: apt-get install npm"; test "$$REQUIRE_ALL" != 1; fi

format: $(VENV)/.dev  ## put the code into shape, and the docs in step with it
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .
	$(BIN)/python -m docs.make

eval: $(VENV)/.dev  ## score answers, abstention, intents and dialogues on evals/ (CORPUS=… for another policy)
	$(BIN)/python -m evals $(CORPUS)

bench: $(VENV)/.dev  ## benchmarks: a turn beside the bare encoder, start, memory
	$(BIN)/python -m benchmarks

train: $(VENV)/.train  ## make the weights in assistant/models again (two to three hours on two cores)
	$(BIN)/python -m training

$(VENV)/.run: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed: make PYTHON=python3.12 …")'
	@echo "Installing into $(VENV) (a few minutes the first time) …"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX)) torch
	$(PIP) --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.run
	$(PIP) --editable '.[dev,llm]'
	@touch $@

# Without npm there is no such file, which is for `types` to say.
node_modules/.bin/tsc: package.json
	@if command -v npm >/dev/null; then npm install --no-package-lock --no-audit --no-fund --silent && touch $@; fi

$(VENV)/.train: $(VENV)/.dev
	$(PIP) --editable '.[train]'
	@touch $@
