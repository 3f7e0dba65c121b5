"""What one message does to the form, and the form after it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from assistant.requests.form import Form

Act = Literal[
    "ask",  # something was taken in, the next thing is asked for
    "again",  # what was typed cannot be used: say why and ask again
    "interrupted",  # a question in between: answer it, then ask again
    "correct",  # a no to the summary without saying what is wrong
    "submit",  # the summary was confirmed
    "verify",  # a code was typed
    "resend",  # a new code is wanted
    "reopen",  # corrected while the code was awaited: the opened ticket is void
    "cancel",
    "refuse",  # another person's data after all without authority
    "restart",
]


@dataclass(frozen=True, slots=True)
class Step:
    """What a message did to the form. `problem` names what is said about an "again"; `code` is the code typed."""

    act: Act
    form: Form
    problem: str = ""
    code: str = ""
