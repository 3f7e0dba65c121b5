"""What is imported is declared, and the one door that is no package keeps to its place."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[2]
OURS = {"assistant", "api", "bots"}
SHIPPED = [ROOT / "ingest.py", *(path for package in sorted(OURS) for path in (ROOT / package).rglob("*.py"))]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def imported(path: Path) -> set[str]:
    tree = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    found = {alias.name for node in tree if isinstance(node, ast.Import) for alias in node.names}
    found |= {node.module for node in tree if isinstance(node, ast.ImportFrom) and node.module and not node.level}
    return {name.partition(".")[0] for name in found}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


class TestImports:
    def test_are_all_declared(self) -> None:
        wanted = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["llm"]]
        declared = {normal(re.split(r"[\[>=<;! ]", dependency)[0]) for dependency in wanted}
        names = set().union(*map(imported, SHIPPED)) - OURS - set(sys.stdlib_module_names)
        distributions = packages_distributions()
        assert {name for name in names if not {normal(each) for each in distributions[name]} & declared} == set()

    def test_of_ingest_reach_into_the_house_and_no_other_door(self) -> None:
        own = {path.name for path in ROOT.iterdir() if (path / "__init__.py").exists()} | OURS
        assert imported(ROOT / "ingest.py") & own == {"assistant"}

    def test_never_lead_to_ingest(self) -> None:
        assert [path for path in SHIPPED if "ingest" in imported(path)] == []
