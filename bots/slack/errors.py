"""One table: what went wrong -> what the person is told."""

from __future__ import annotations

from assistant.errors import (
    ConflictError,
    ForbiddenError,
    IndexMissingError,
    InputError,
    NotAllowedError,
    NotFoundError,
    RateLimitedError,
)

NOT_FILED = "Something went wrong here, and nothing was filed. Please press the button again in a minute."
"""About a form that is still open."""

_WORDS: tuple[tuple[type[Exception], str], ...] = (
    (RateLimitedError, "That was a lot in a short time. Please try again in {retry_after} seconds."),
    (InputError, "{message}"),
    (NotFoundError, "{message}"),
    (NotAllowedError, "{message}"),
    (ForbiddenError, "{message}"),
    (ConflictError, "{message}"),
    (IndexMissingError, "I have not been given the policy yet. Please tell the people who run me."),
    (
        Exception,
        "Something went wrong here, and your message was not dealt with. Please send it again in a few minutes.",
    ),
)


def words(error: Exception) -> str:
    """Return one or two sentences for the person."""
    sentence = next(sentence for kind, sentence in _WORDS if isinstance(error, kind))
    return sentence.format_map(vars(error))
