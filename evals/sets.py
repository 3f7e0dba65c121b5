"""The labelled sets: JSON Lines, one item a line, checked when they are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.model import IntentName, RequestType, Slot  # noqa: TC001 - pydantic reads the annotations at run time

if TYPE_CHECKING:
    from pathlib import Path


class SetError(Exception):
    """A set cannot be used as it is."""


class Item(BaseModel):
    """What every item has."""

    model_config = ConfigDict(frozen=True)

    id: str


class Question(Item):
    """A question, and the document's words that answer it: alternatives, each of one or several pieces."""

    question: str
    style: str
    topic: str
    answerable: bool
    gold: tuple[tuple[str, ...], ...] = ()
    must_mention: tuple[str, ...] = ()
    why: str = ""


class Utterance(Item):
    """A message and what it is to be taken for."""

    text: str
    intent: IntentName
    request_types: frozenset[RequestType] = frozenset()
    style: str = ""
    why: str = ""

    @property
    def tempting(self) -> bool:
        """Whether it looks like a request and is none."""
        return self.why.startswith("tempting")


class Interruption(BaseModel):
    """What the person says instead of going on, once they were asked for `after` and answered."""

    after: Slot
    say: str


class Expectation(BaseModel):
    """How a dialogue is to end: with exactly this ticket, or with none."""

    filed: bool
    types: frozenset[str] = frozenset()
    name: str = ""
    email: str = ""
    note: str = ""


class Dialogue(Item):
    """An opening, and the person's answers by slot, `…_retry` and `…_retry2` for a second and third asking."""

    title: str
    opening: str
    answers: dict[str, str]
    interruptions: tuple[Interruption, ...] = ()
    expect: Expectation


class Attack(Item):
    """A hostile message, as text or as the raw bytes inside the JSON string."""

    kind: str
    expect: str
    text: str = ""
    hex: str | None = None


ItemT = TypeVar("ItemT", bound=Item)


def read(path: Path, item: type[ItemT]) -> list[ItemT]:
    """Return a set's items, none when there is no such file; SetError names the line that cannot be used."""
    if not path.exists():
        return []
    items: dict[str, ItemT] = {}
    # Only "\n" ends a line: hostile texts hold every other line end there is.
    for number, line in enumerate(path.read_bytes().decode().split("\n"), start=1):
        if not line.strip():
            continue
        try:
            found = item.model_validate_json(line)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"]))
            raise SetError(f"{path}, line {number}: {where or 'the line'}: {first['msg']}.") from None
        if found.id in items:
            raise SetError(f"{path}, line {number}: {found.id} is there twice.")
        items[found.id] = found
    return list(items.values())
