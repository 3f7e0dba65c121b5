"""Everything that can go wrong, drawn once. A class's docstring is its default message to a person.

AssistantError
├── ConfigurationError        a setting or an installed part is not usable
│   └── ModelWeightsError     weights are absent or not the ones expected
├── CorpusError               a document cannot be taken in
├── IndexMissingError         nothing has been ingested yet
├── InputError                what a person sent cannot be used
│   ├── WrongCodeError        the one-time code does not fit
│   └── CodeExpiredError      the one-time code cannot be used any more
├── NotFoundError             no such thing, or not for you
├── NotAllowedError           the ticket's state does not allow it
├── ForbiddenError            the user may not do it, or not come in
├── TokenError                another system showed no token that is good
├── ConflictError             the same key was used for something else, or somebody else was quicker
├── RateLimitedError          too many tries; carries retry_after in seconds
├── UnavailableError          the database does not answer
└── MailError
    ├── MailRefusedError      for good: set aside
    ├── MailExpiredError      too late to be of use: set aside
    └── MailDelayedError      for now: tried again
"""

from __future__ import annotations


class AssistantError(Exception):
    """Something went wrong."""

    def __init__(self, message: str = "") -> None:
        self.message = message or (type(self).__doc__ or "").strip()
        super().__init__(self.message)


class ConfigurationError(AssistantError):
    """A setting is not usable."""


class ModelWeightsError(ConfigurationError):
    """The model weights are missing or are not the ones expected."""


class CorpusError(AssistantError):
    """A document cannot be taken in."""


class IndexMissingError(AssistantError):
    """Nothing has been ingested yet. Run: python ingest.py"""  # noqa: D400 - a command, as it is typed


class InputError(AssistantError):
    """This cannot be used as it is. `field` names the part it is about."""

    def __init__(self, message: str = "", *, field: str = "") -> None:
        self.field = field
        super().__init__(message)


class WrongCodeError(InputError):
    """That code does not fit."""

    def __init__(self, message: str = "", *, tries_left: int) -> None:
        self.tries_left = tries_left
        super().__init__(message, field="code")


class CodeExpiredError(InputError):
    """That code cannot be used any more."""


class NotFoundError(AssistantError):
    """There is nothing here, or it is not for you."""


class NotAllowedError(AssistantError):
    """This ticket does not allow that now."""


class ForbiddenError(AssistantError):
    """Your role does not allow that."""


class TokenError(AssistantError):
    """This needs a token that is good: Authorization: Bearer …"""  # noqa: D400 - a header, as it is sent


class ConflictError(AssistantError):
    """The same key was used before for something else."""


class RateLimitedError(AssistantError):
    """Too many tries in a short time. Please wait."""

    def __init__(self, message: str = "", *, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__(message)


class UnavailableError(AssistantError):
    """The assistant cannot reach its database. Please try again shortly."""


class MailError(AssistantError):
    """A mail could not be handed over."""


class MailRefusedError(MailError):
    """The mail was refused for good."""


class MailExpiredError(MailError):
    """What the mail says does not hold any more."""


class MailDelayedError(MailError):
    """The mail could not be handed over now."""
