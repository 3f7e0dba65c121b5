"""The folder that the assistant's mails land in, read as its receivers read them."""

from __future__ import annotations

import email
import email.policy
import re
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from email.message import EmailMessage
    from pathlib import Path

    from assistant.bootstrap import Application

_CODE = re.compile(r"(?m)^\s*(\d{6,8})\s*$")
_LONGEST_WAIT_SECONDS = 15.0


class Mailbox:
    """The mails that arrive from now on."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._folder = application.settings.data_dir / "mail"
        self._old = set(self._files())
        self._used: set[Path] = set()

    def arrived(self, address: str | None = None) -> list[EmailMessage]:
        """Return the new mails (to `address`), oldest first, once every promised one has left."""
        self._settle()
        mails = [_read(path) for path in self._files() if path not in self._old]
        return [mail for mail in mails if address is None or address.lower() in recipients(mail)]

    def code_for(self, address: str) -> str | None:
        """Return the code in the newest mail to `address` that no code was taken from before."""
        self._settle()
        fresh = [path for path in self._files() if path not in self._old | self._used]
        found = [path for path in fresh if address.lower() in recipients(_read(path))]
        for path in reversed(found):
            if code := _CODE.search(body_of(_read(path))):
                self._used.update(found)
                return code.group(1)
        return None

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)

    def _settle(self) -> None:
        until = time.monotonic() + _LONGEST_WAIT_SECONDS
        while time.monotonic() < until:
            with self._application.unit_of_work() as work:
                if not work.outbox.rows(state="pending"):
                    return
            time.sleep(0.005)


def recipients(mail: EmailMessage) -> set[str]:
    """Return everybody a mail is addressed to, in small letters."""
    headers = (header for name in ("To", "Cc", "Bcc") for header in mail.get_all(name, []))
    return {address.addr_spec.lower() for header in headers for address in header.addresses}


def body_of(mail: EmailMessage) -> str:
    """Return the text part."""
    part = mail.get_body(("plain",))
    return str(part.get_content()) if part else ""


def _read(path: Path) -> EmailMessage:
    return email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
