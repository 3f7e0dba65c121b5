"""A real SMTP server for the tests, which can be told to refuse."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

from aiosmtpd.controller import Controller

if TYPE_CHECKING:
    from email.message import EmailMessage

    from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Postbox:
    """What the server was handed, and what it answers: by recipient at RCPT, else `verdict` at DATA."""

    verdict: str = "250 OK"
    refusals: dict[str, str] = field(default_factory=dict)
    envelopes: list[Envelope] = field(default_factory=list)
    port: int = 0

    @property
    def messages(self) -> list[EmailMessage]:
        """The mails, parsed."""
        return [_parsed(envelope) for envelope in self.envelopes]

    def to(self, address: str) -> list[EmailMessage]:
        """The mails to an address; only these are parsed, so that it can be asked for often."""
        return [_parsed(envelope) for envelope in self.envelopes if address in envelope.rcpt_tos]

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - the same
        if self.verdict.startswith("250"):
            self.envelopes.append(envelope)
        return self.verdict


def _parsed(envelope: Envelope) -> EmailMessage:
    return message_from_bytes(envelope.original_content or b"", policy=policy.default)


class FreePortController(Controller):
    """Binds the port the system gives, and says which."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]
