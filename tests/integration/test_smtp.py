"""Mails through real SMTP servers and into a folder."""

from __future__ import annotations

import logging
import socket
import ssl
import stat
import threading
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st

from assistant.adapters.smtp import FolderMailer, Sender, SmtpMailer, build
from assistant.errors import ConfigurationError, MailDelayedError, MailRefusedError
from assistant.model import Attachment, Mail

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from postbox import Postbox

NOW = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
SENDER = Sender("Integra privacy assistant", "dpo@integra.co.in")
MAIL = Mail(
    key="k",
    message_id="<0123abcd@integra.co.in>",
    to="zoe@example.org",
    subject="Für Zoë 明: PR-1",
    text="Zoë Ωmega 明\n.\n\nFrom the start\n",
    html="<p>Zoë Ωmega 明</p>",
    reply_to="ada@example.org",
)
HEADERS = ["From", "To", "Reply-To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"]
THREAD = "<PR-1.person@integra.co.in>"
CALENDAR = Attachment("PR-1.ics", "text/calendar; charset=utf-8", "BEGIN:VCALENDAR\r\nSUMMARY:Zoë\r\nEND:VCALENDAR\r\n")
NASTY = st.lists(
    st.sampled_from(
        [
            "\r\n",
            "\n",
            "\r",
            "\x0b",
            "\x85",
            "\u2028",
            "Bcc: x@example.org",
            "=?utf-8?q?",
            "=0D=0A",
            "?=",
            " ",
            ",",
            "<",
            ">",
            "@",
            '"',
            "明",
        ]
    )
    | st.text(max_size=5)
).map("".join)


def mailer(postbox: Postbox, *, tls: str = "none", user: str = "", host: str = "127.0.0.1") -> SmtpMailer:
    return SmtpMailer(f"smtp://{user}{host}:{postbox.port}?tls={tls}", sender=SENDER, now=lambda: NOW)


class TestBuild:
    def test_makes_one_mail_of_text_and_html(self) -> None:
        message = message_from_bytes(build(MAIL, sender=SENDER, now=NOW).as_bytes(), policy=policy.default)
        assert [name for name in message.keys() if name in HEADERS] == HEADERS  # noqa: SIM118 - a header may be twice
        assert message["From"] == "Integra privacy assistant <dpo@integra.co.in>"
        assert message["Subject"] == MAIL.subject
        assert message["Message-ID"] == MAIL.message_id
        assert message["Auto-Submitted"] == "auto-generated"
        assert message["Date"].datetime == NOW
        text, html = (message.get_body((kind,)) for kind in ("plain", "html"))
        assert text is not None
        assert html is not None
        assert text.get_content().splitlines() == MAIL.text.splitlines()
        assert html.get_content().rstrip() == MAIL.html

    def test_names_nobody_to_reply_to_where_nobody_was_proved(self) -> None:
        assert "Reply-To" not in build(replace(MAIL, reply_to=""), sender=SENDER, now=NOW)

    def test_refers_to_its_thread(self) -> None:
        message = build(replace(MAIL, thread=THREAD), sender=SENDER, now=NOW)
        assert (message["In-Reply-To"], message["References"]) == (THREAD, THREAD)
        assert message["Message-ID"] == MAIL.message_id
        assert not {"In-Reply-To", "References"} & set(build(MAIL, sender=SENDER, now=NOW).keys())

    def test_carries_files_beside_what_is_read(self) -> None:
        mail = replace(MAIL, attachments=(CALENDAR, replace(CALENDAR, name="für 明.ics")))
        message = message_from_bytes(build(mail, sender=SENDER, now=NOW).as_bytes(), policy=policy.default)
        assert message.get_content_type() == "multipart/mixed"
        files = list(message.iter_attachments())
        assert [file.get_filename() for file in files] == ["PR-1.ics", "für 明.ics"]
        for file in files:
            assert (file.get_content_type(), file.get_content_disposition()) == ("text/calendar", "attachment")
            assert file.get_content().splitlines() == CALENDAR.text.splitlines()
        for kind, expected in (("plain", MAIL.text), ("html", MAIL.html)):
            body = message.get_body((kind,))
            assert body is not None
            assert body.get_content().splitlines() == expected.splitlines()

    @given(thread=NASTY, name=NASTY)
    def test_lets_no_thread_and_no_file_begin_a_header(self, thread: str, name: str) -> None:
        file = Attachment(name, "text/calendar", "x")
        try:
            message = build(replace(MAIL, thread=thread, attachments=(file,)), sender=SENDER, now=NOW)
        except MailRefusedError:
            return
        read = message_from_bytes(message.as_bytes(), policy=policy.default)
        assert sorted(read.keys()) == sorted([*HEADERS, *(["In-Reply-To", "References"] if thread else [])])
        (attached,) = read.iter_attachments()
        assert set(attached.keys()) <= {
            "Content-Type",
            "Content-Transfer-Encoding",
            "Content-Disposition",
            "MIME-Version",
        }

    @given(subject=NASTY, name=NASTY, identity=NASTY)
    def test_lets_no_field_begin_a_header(self, subject: str, name: str, identity: str) -> None:
        try:
            sender = replace(SENDER, name=name)
            message = build(replace(MAIL, subject=subject, message_id=identity), sender=sender, now=NOW)
        except MailRefusedError:
            return
        read = message_from_bytes(message.as_bytes(), policy=policy.default)
        assert sorted(read.keys()) == sorted(HEADERS)
        assert [address.addr_spec for address in read["To"].addresses] == ["zoe@example.org"]

    @given(address=NASTY | NASTY.map(lambda text: f"{text}@example.org") | NASTY.map(lambda text: f"a@{text}.org"))
    def test_takes_exactly_one_recipient_or_none(self, address: str) -> None:
        try:
            message = build(replace(MAIL, to=address, reply_to=address), sender=SENDER, now=NOW)
        except MailRefusedError:
            return
        read = message_from_bytes(message.as_bytes(policy=policy.SMTP.clone(utf8=True)), policy=policy.default)
        assert sorted(read.keys()) == sorted(HEADERS)
        assert len(read["To"].addresses) == len(read["Reply-To"].addresses) == 1

    @pytest.mark.parametrize("address", ["", "zoe", "a@example.org, b@example.org", "=?utf-8?q?=0D=0A?=@example.org"])
    def test_refuses_what_is_no_address(self, address: str) -> None:
        with pytest.raises(MailRefusedError):
            build(replace(MAIL, to=address), sender=SENDER, now=NOW)

    def test_refuses_half_a_character_in_the_text(self) -> None:
        with pytest.raises(MailRefusedError):
            build(replace(MAIL, text="\ud800"), sender=SENDER, now=NOW)


class TestSmtpMailer:
    def test_hands_a_mail_over(self, start_smtp: Callable[..., Postbox]) -> None:
        postbox = start_smtp()
        mailer(postbox).send(MAIL)
        (envelope,), (message,) = postbox.envelopes, postbox.messages
        assert (envelope.mail_from, envelope.rcpt_tos) == ("dpo@integra.co.in", ["zoe@example.org"])
        body = message.get_body(("plain",))
        assert body is not None
        assert body.get_content().splitlines() == MAIL.text.splitlines()

    def test_sends_thread_and_files_on_the_wire(self, start_smtp: Callable[..., Postbox]) -> None:
        postbox = start_smtp()
        for number in range(2):
            mail = replace(MAIL, message_id=f"<{number}@integra.co.in>", thread=THREAD, attachments=(CALENDAR,))
            mailer(postbox).send(mail)
        assert [message["References"] for message in postbox.messages] == [THREAD, THREAD]
        assert [message["In-Reply-To"] for message in postbox.messages] == [THREAD, THREAD]
        assert [message["Message-ID"] for message in postbox.messages] == ["<0@integra.co.in>", "<1@integra.co.in>"]
        for message in postbox.messages:
            (file,) = message.iter_attachments()
            assert file.get_filename() == "PR-1.ics"
            assert "SUMMARY:Zoë" in file.get_content()

    @pytest.mark.parametrize(("verdict", "error"), [("550 No", MailRefusedError), ("451 Later", MailDelayedError)])
    def test_tells_for_good_from_for_now(
        self, start_smtp: Callable[..., Postbox], verdict: str, error: type[Exception]
    ) -> None:
        postbox = start_smtp()
        postbox.verdict = verdict
        with pytest.raises(error, match=verdict):
            mailer(postbox).send(MAIL)
        postbox.refusals[MAIL.to] = verdict
        with pytest.raises(error, match=verdict):
            mailer(postbox).send(MAIL)

    def test_waits_for_a_server_that_is_away(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
        with pytest.raises(MailDelayedError):
            SmtpMailer(f"smtp://127.0.0.1:{port}?tls=none", sender=SENDER).send(MAIL)

    def test_does_not_send_again_for_a_bad_farewell(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as server:
            thread = threading.Thread(target=_rude_server, args=(server,))
            thread.start()
            SmtpMailer(f"smtp://127.0.0.1:{server.getsockname()[1]}?tls=none", sender=SENDER).send(MAIL)
            thread.join()

    @pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
    def test_logs_in(self, start_smtp: Callable[..., Postbox]) -> None:
        postbox = start_smtp(login=("us er", "p@ss:word"))
        mailer(postbox, user="us%20er:p%40ss%3Aword@").send(MAIL)
        assert len(postbox.messages) == 1

    @pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
    def test_keeps_mails_while_the_credentials_are_wrong(self, start_smtp: Callable[..., Postbox]) -> None:
        postbox = start_smtp(login=("user", "right"))
        for user in ("user:wrong@", ""):
            with pytest.raises(MailDelayedError) as caught:
                mailer(postbox, user=user).send(MAIL)
            assert "wrong" not in str(caught.value)

    @pytest.mark.parametrize("tls", ["starttls", "implicit"])
    def test_speaks_tls_with_servers_it_can_trust(
        self, start_smtp: Callable[..., Postbox], tls: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        authority = trustme.CA()
        server_side = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        authority.issue_cert("localhost").configure_cert(server_side)
        postbox = start_smtp(**{tls: server_side})
        with pytest.raises(MailDelayedError, match="CERTIFICATE_VERIFY_FAILED"):
            mailer(postbox, tls=tls, host="localhost").send(MAIL)
        authority.cert_pem.write_to_path(tmp_path / "authority.pem")
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
        mailer(postbox, tls=tls, host="localhost").send(MAIL)
        assert len(postbox.messages) == 1

    def test_sends_nothing_in_the_clear_to_a_server_without_starttls(self, start_smtp: Callable[..., Postbox]) -> None:
        postbox = start_smtp()
        with pytest.raises(MailDelayedError, match="STARTTLS"):
            mailer(postbox, tls="starttls").send(MAIL)
        assert postbox.envelopes == []

    def test_writes_to_addresses_outside_ascii(self, start_smtp: Callable[..., Postbox]) -> None:
        postbox = start_smtp()
        mailer(postbox).send(replace(MAIL, to="jörg@bücher.example", reply_to="zoë@example.org"))
        (envelope,) = postbox.envelopes
        assert envelope.rcpt_tos == ["jörg@bücher.example"]
        assert "Reply-To: zoë@example.org\r\n".encode() in (envelope.original_content or b"")

    def test_writes_domains_so_that_every_server_takes_them(self, start_smtp: Callable[..., Postbox]) -> None:
        postbox = start_smtp(utf8=False)
        mailer(postbox).send(replace(MAIL, to="a@bücher.example", reply_to="b@bücher.example"))
        assert postbox.envelopes[0].rcpt_tos == ["a@xn--bcher-kva.example"]
        assert postbox.messages[0]["Reply-To"] == "b@xn--bcher-kva.example"

    def test_does_without_what_an_old_server_cannot_take(self, start_smtp: Callable[..., Postbox]) -> None:
        postbox = start_smtp(utf8=False)
        mailer(postbox).send(replace(MAIL, reply_to="zoë@example.org"))
        assert "Reply-To" not in postbox.messages[0]
        with pytest.raises(MailRefusedError, match="SMTPUTF8"):
            mailer(postbox).send(replace(MAIL, to="jörg@example.org"))

    @pytest.mark.parametrize(
        "url",
        [
            "",
            "mail.example.org",
            "smtps://h",
            "smtp://",
            "smtp://h?tls=maybe",
            "smtp://h?tls",
            "smtp://h?x=y",
            "smtp://u:hunter2@h:port",
        ],
    )
    def test_refuses_a_setting_without_repeating_it(self, url: str) -> None:
        with pytest.raises(ConfigurationError, match="ASSISTANT_SMTP_URL") as caught:
            SmtpMailer(url, sender=SENDER)
        assert "hunter2" not in str(caught.value)


class TestFolderMailer:
    def test_writes_a_mail_for_its_owner_only_and_says_so(
        self, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.INFO)
        folder = tmp_path / "mail"
        FolderMailer(folder, sender=SENDER, now=lambda: NOW).send(replace(MAIL, to="jörg@example.org"))
        (path,) = folder.iterdir()
        assert path.name == "0123abcd_integra.co.in.eml"
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        assert message["To"].addresses[0].addr_spec == "jörg@example.org"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert str(path) in caplog.text
        assert "jörg" not in caplog.text

    def test_writes_thread_and_files_too(self, tmp_path: Path) -> None:
        FolderMailer(tmp_path, sender=SENDER).send(replace(MAIL, thread=THREAD, attachments=(CALENDAR,)))
        (path,) = tmp_path.iterdir()
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        assert message["References"] == THREAD
        assert [file.get_filename() for file in message.iter_attachments()] == ["PR-1.ics"]

    def test_keeps_a_mail_sent_twice_once(self, tmp_path: Path) -> None:
        for _ in range(2):
            FolderMailer(tmp_path, sender=SENDER).send(MAIL)
        assert len(list(tmp_path.iterdir())) == 1

    def test_never_leaves_the_folder(self, tmp_path: Path) -> None:
        FolderMailer(tmp_path / "mail", sender=SENDER).send(replace(MAIL, message_id="</../../x@example.org>"))
        assert [path.name for path in tmp_path.iterdir()] == ["mail"]

    def test_waits_for_a_folder_it_cannot_write(self, tmp_path: Path) -> None:
        (tmp_path / "mail").touch()
        with pytest.raises(MailDelayedError):
            FolderMailer(tmp_path / "mail", sender=SENDER).send(MAIL)


def _rude_server(server: socket.socket) -> None:
    """Take one mail and answer QUIT with an error."""
    connection, _ = server.accept()
    with connection, connection.makefile("rwb") as lines:
        lines.write(b"220 hello\r\n")
        lines.flush()
        in_data = False
        for line in lines:
            word = line.strip().upper()
            if in_data and word != b".":
                continue
            in_data = word == b"DATA"
            lines.write(b"354 go\r\n" if in_data else b"421 no\r\n" if word == b"QUIT" else b"250 fine\r\n")
            lines.flush()
            if word == b"QUIT":
                return
