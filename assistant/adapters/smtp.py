"""Hands mails over: to an SMTP server, or as files into a folder when none is set."""

from __future__ import annotations

import contextlib
import logging
import os
import re
import smtplib
import ssl
from dataclasses import dataclass
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

from assistant.errors import ConfigurationError, MailDelayedError, MailRefusedError
from assistant.ports import utc_now
from assistant.requests.addresses import read_address

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from email_validator import ValidatedEmail

    from assistant.model import Mail
    from assistant.ports import Now

_log = logging.getLogger(__name__)

_TIMEOUT_SECONDS = 30.0
_PERMANENT = 500
_PORTS = {"none": 25, "starttls": 587, "implicit": 465}
# What a header must not hold: ends of lines and other controls, and half a character.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_BAD_SETTING = (
    "ASSISTANT_SMTP_URL cannot be used; write smtp://user:password@host:port?tls=starttls "
    "(tls: none, starttls or implicit)."
)


@dataclass(frozen=True, slots=True)
class Sender:
    """Whom the mails come from: the controller's assistant, under the data protection officer's own address.

    Not a no-reply address of ours: receivers check that the server may speak for the From domain (SPF, DKIM,
    DMARC), and the officer's is the domain a controller's server speaks for. Answers and bounces reach a person.
    """

    name: str
    address: str


class SmtpMailer:
    """Implements ports.Mailer with `smtp://user:password@host:port?tls=starttls`; one connection a mail.

    Without `tls` it is starttls, without a port the usual one. Raises ConfigurationError, which never repeats
    the password.
    """

    def __init__(self, url: str, *, sender: Sender, now: Now = utc_now) -> None:
        try:
            parts = urlsplit(url)
            options = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
            self._tls = options.pop("tls", "starttls")
            self._port = parts.port or _PORTS[self._tls]
        except (ValueError, KeyError):
            raise ConfigurationError(_BAD_SETTING) from None
        if parts.scheme != "smtp" or not parts.hostname or self._tls not in _PORTS or options:
            raise ConfigurationError(_BAD_SETTING)
        self._host = parts.hostname
        self._user = unquote(parts.username or "")
        self._password = unquote(parts.password or "")
        self._sender = sender
        self._now = now

    def send(self, mail: Mail) -> None:
        """Hand the mail over.

        Raises MailRefusedError when the mail cannot be built or the server refuses it or its recipient for good.
        Anything else, wrong credentials included, is no fault of the mail: MailDelayedError.
        """
        message = build(mail, sender=self._sender, now=self._now())
        try:
            self._hand_over(message)
        except smtplib.SMTPRecipientsRefused as error:
            ((code, reason),) = error.recipients.values()
            raise _refusal(code, reason) from None
        except smtplib.SMTPDataError as error:
            raise _refusal(error.smtp_code, error.smtp_error) from None
        except smtplib.SMTPResponseException as error:
            raise MailDelayedError(_said(error.smtp_code, error.smtp_error)) from None
        except (OSError, smtplib.SMTPException) as error:
            raise MailDelayedError(f"{type(error).__name__}: {error}"[:500]) from None

    def _hand_over(self, message: EmailMessage) -> None:
        smtp = self._connect()
        try:
            if self._tls == "starttls":
                smtp.starttls(context=ssl.create_default_context())
            if self._user:
                smtp.login(self._user, self._password)
            smtp.ehlo_or_helo_if_needed()
            _submit(smtp, message)
            # The mail is handed over: a server that stumbles over the farewell must not be sent it again.
            with contextlib.suppress(OSError, smtplib.SMTPException):
                smtp.quit()
        finally:
            smtp.close()

    def _connect(self) -> smtplib.SMTP:
        if self._tls == "implicit":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self._host, self._port, timeout=_TIMEOUT_SECONDS, context=context)
        return smtplib.SMTP(self._host, self._port, timeout=_TIMEOUT_SECONDS)


class FolderMailer:
    """Implements ports.Mailer with a file `*.eml` for each mail; a mail sent twice is one file."""

    def __init__(self, folder: Path, *, sender: Sender, now: Now = utc_now) -> None:
        self._folder = folder
        self._sender = sender
        self._now = now

    def send(self, mail: Mail) -> None:
        """Write the mail; who sees the file sees all of it.

        Raises MailRefusedError when it cannot be built, MailDelayedError when the folder cannot be written to.
        """
        # In ASCII throughout: more programs that read files decode that than UTF-8 in a header.
        content = build(mail, sender=self._sender, now=self._now()).as_bytes()
        name = re.sub(r"[^A-Za-z0-9.-]", "_", mail.message_id.strip("<>"))
        path = self._folder / f"{name}.eml"
        part = self._folder / f"{name}.part"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            part.rename(path)
            _sync_folder(self._folder)
        except OSError as error:
            raise MailDelayedError(f"Cannot write to {self._folder}: {error.strerror}.") from None
        _log.info("No mail server is set (ASSISTANT_SMTP_URL): a mail was written to %s", path)


def build(mail: Mail, *, sender: Sender, now: datetime) -> EmailMessage:
    """Make the message: one recipient, text and HTML, text files. MailRefusedError when that is not possible.

    Nothing in a mail's fields can begin another header, nor add a recipient.
    """
    try:
        recipient = read_address(mail.to)
        message = EmailMessage(policy=policy.SMTP)
        message["From"] = Address(_header(sender.name), addr_spec=_deliverable(read_address(sender.address)))
        message["To"] = _as_header(recipient)
        if mail.reply_to:
            message["Reply-To"] = _as_header(read_address(mail.reply_to))
        message["Subject"] = _header(mail.subject)
        message["Date"] = now
        message["Message-ID"] = _header(mail.message_id)
        if mail.thread:
            message["In-Reply-To"] = message["References"] = _header(mail.thread)
        # So that no holiday notice answers a machine.
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(mail.text)
        message.add_alternative(mail.html, subtype="html")
        for file in mail.attachments:
            subtype = file.media_type.partition(";")[0].removeprefix("text/")
            message.add_attachment(file.text, subtype=subtype, filename=_header(file.name))
        message.as_bytes()
    except (ValueError, LookupError) as error:
        raise MailRefusedError(f"The mail cannot be built: {type(error).__name__}.") from error
    return message


def _header(text: str) -> str:
    # "=?" would begin an encoded word, whose decoding can bring an end of line back.
    return _UNPRINTABLE.sub(" ", text).replace("=?", "= ?").strip()


def _deliverable(address: ValidatedEmail) -> str:
    """With the domain in ASCII where that suffices: then every server takes it."""
    return address.ascii_email or address.normalized


def _as_header(address: ValidatedEmail) -> Address:
    # From its parts: text is not parsed again, so it stays one address.
    return Address(username=address.local_part, domain=address.domain)


def _submit(smtp: smtplib.SMTP, message: EmailMessage) -> None:
    (to,) = message["To"].addresses
    recipient = _deliverable(read_address(to.addr_spec))
    _in_ascii(message, "To")
    _in_ascii(message, "Reply-To")
    international = not f"{message['To']}{message['Reply-To']}".isascii()
    if international and not smtp.has_extn("smtputf8"):
        if not recipient.isascii():
            raise MailRefusedError("The mail server takes no addresses outside ASCII (SMTPUTF8).")
        # The requester's address stands in the text as well; better the mail without this header than no mail.
        del message["Reply-To"]
        international = False
    options = ["SMTPUTF8", "BODY=8BITMIME"] if international else []
    content = message.as_bytes(policy=policy.SMTP.clone(utf8=international))
    (sender,) = message["From"].addresses
    smtp.sendmail(sender.addr_spec, [recipient], content, options)


def _in_ascii(message: EmailMessage, header: str) -> None:
    if header in message:
        (address,) = message[header].addresses
        message.replace_header(header, _deliverable(read_address(address.addr_spec)))


def _refusal(code: int, reason: bytes | str) -> MailRefusedError | MailDelayedError:
    kind = MailRefusedError if code >= _PERMANENT else MailDelayedError
    return kind(_said(code, reason))


def _said(code: int, reason: bytes | str) -> str:
    text = reason.decode(errors="replace") if isinstance(reason, bytes) else reason
    return f"{code} {text}"[:500]


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
