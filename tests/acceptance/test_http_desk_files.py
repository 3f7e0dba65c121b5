"""Files for the person: left at the desk, kept with an end date, never more than may be sent."""

from __future__ import annotations

import http.client
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from acceptance.deskwork import page, seen

from assistant.model import Action, Role

if TYPE_CHECKING:
    import httpx
    from bureau import Bureau
    from desk import DeskClient

    from assistant.model import AnswerFile, Ticket

LARGEST = 25_000_000


def leaves(
    client: DeskClient, ticket: Ticket, content: bytes, *, name: str = "your data.pdf", newest: str = ""
) -> httpx.Response:
    """Send a file as the ticket's page does."""
    path = f"/desk/tickets/{ticket.reference}"
    newest = newest or seen(page(client, ticket))
    return client.send_form(f"{path}/files", files={"file": (name, content, "text/html")}, seen=newest)


def kept(desk: Bureau, ticket: Ticket) -> list[AnswerFile]:
    with desk.application.unit_of_work(read_only=True) as unit:
        return unit.files.of(ticket.reference)


class TestAddFile:
    def test_keeps_the_file_and_mails_the_person(self, desk: Bureau, anna: DeskClient) -> None:
        ticket, content = desk.taken(days=0), bytes(range(256)) * 5_000
        response = leaves(anna, ticket, content)
        assert response.status_code == 303
        (file,) = kept(desk, ticket)
        assert (file.name, file.size, file.media_type) == ("your data.pdf", len(content), "application/octet-stream")
        assert file.expires_at - file.created_at == timedelta(days=30)
        with desk.application.unit_of_work(read_only=True) as unit:
            found = unit.files.open(file.id)
        assert found
        assert found[1] == content
        entry = desk.history(ticket.reference)[-1].deed
        assert (entry.action, dict(entry.body)) == (Action.FILE_ADDED, {"file": "your data.pdf"})
        mail = desk.mails(ticket.draft.email, count=3)[2]
        words = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
        assert f"/requests/{ticket.reference}" in words
        assert not list(mail.iter_attachments())
        text = anna.get(response.headers["location"]).text
        assert all(part in text for part in ("your data.pdf", "1.3 MB", "not collected yet"))

    def test_takes_the_largest(self, desk: Bureau, anna: DeskClient) -> None:
        ticket = desk.taken()
        assert leaves(anna, ticket, bytes(LARGEST)).status_code == 303
        assert kept(desk, ticket)[0].size == LARGEST

    @pytest.mark.parametrize("content", [b"", bytes(LARGEST + 1)], ids=["none", "more"])
    def test_says_beside_the_field_what_is_wrong(self, desk: Bureau, anna: DeskClient, content: bytes) -> None:
        ticket = desk.taken()
        wrong = leaves(anna, ticket, content)
        assert (wrong.status_code, 'id="file-error"' in wrong.text) == (422, True)
        assert kept(desk, ticket) == []

    def test_wants_a_file(self, desk: Bureau, anna: DeskClient) -> None:
        ticket = desk.taken()
        path, newest = f"/desk/tickets/{ticket.reference}/files", seen(page(anna, ticket))
        assert anna.send_form(path, seen=newest, file="no file").status_code == 422
        assert anna.send_form(path, seen=newest).status_code == 422

    def test_makes_a_name_harmless(self, desk: Bureau, anna: DeskClient) -> None:
        ticket = desk.taken()
        leaves(anna, ticket, b"x", name="../<script>alert(1)</script>\u202etxt.exe")
        assert kept(desk, ticket)[0].name == "script_txt.exe"
        assert "<script" not in anna.get(f"/desk/tickets/{ticket.reference}").text

    def test_leaves_the_same_file_once(self, desk: Bureau, anna: DeskClient) -> None:
        ticket = desk.taken()
        newest = seen(page(anna, ticket))
        answers = [leaves(anna, ticket, b"x", newest=newest).status_code for _ in range(2)]
        assert answers == [303, 409]
        assert len(kept(desk, ticket)) == 1

    def test_needs_a_proved_address(self, desk: Bureau, anna: DeskClient) -> None:
        ticket = desk.does(desk.application.desk.take, desk.unproved(), handler="ben")
        assert "A file can be left for a proved address only" in anna.get(f"/desk/tickets/{ticket.reference}").text
        assert leaves(anna, ticket, b"x").status_code == 409

    def test_works_on_what_is_closed_and_not_before_it_is_taken(self, desk: Bureau, anna: DeskClient) -> None:
        assert leaves(anna, desk.filed(), b"x").status_code == 409
        closed = desk.does(desk.application.desk.withdraw, desk.taken(), reason="They rang")
        assert leaves(anna, closed, b"x").status_code == 303

    def test_is_not_for_readers(self, desk: Bureau) -> None:
        ticket = desk.taken()
        with desk.client(Role.READER) as reader:
            assert leaves(reader, ticket, b"x", newest="99999").status_code == 403
        assert kept(desk, ticket) == []


def takes_back(client: DeskClient, ticket: Ticket, file: AnswerFile) -> httpx.Response:
    path = f"/desk/tickets/{ticket.reference}"
    return client.send_form(f"{path}/files/{file.id}/removal", seen=seen(page(client, ticket)))


class TestRemoveFile:
    def test_takes_it_back(self, desk: Bureau, anna: DeskClient) -> None:
        ticket = desk.taken()
        leaves(anna, ticket, b"the wrong one")
        (file,) = kept(desk, ticket)
        assert f"/files/{file.id}/removal" in anna.get(f"/desk/tickets/{ticket.reference}").text
        assert takes_back(anna, ticket, file).status_code == 303
        assert kept(desk, ticket) == []
        entry = desk.history(ticket.reference)[-1].deed
        assert (entry.action, dict(entry.body)) == (Action.FILE_REMOVED, {"file": "your data.pdf"})
        assert takes_back(anna, ticket, file).status_code == 404

    def test_is_too_late_once_the_person_has_it(self, desk: Bureau, anna: DeskClient) -> None:
        ticket = desk.taken()
        leaves(anna, ticket, b"x")
        (file,) = kept(desk, ticket)
        with desk.application.unit_of_work() as unit:
            unit.files.collected(file.id, now=file.created_at)
            unit.commit()
        assert "/removal" not in anna.get(f"/desk/tickets/{ticket.reference}").text
        late = takes_back(anna, ticket, file)
        assert (late.status_code, "has this file already" in late.text) == (409, True)
        assert kept(desk, ticket) != []

    def test_reaches_no_file_of_another_request(self, desk: Bureau, anna: DeskClient) -> None:
        ticket, other = desk.taken(), desk.taken()
        leaves(anna, ticket, b"x")
        assert takes_back(anna, other, kept(desk, ticket)[0]).status_code == 404
        assert kept(desk, ticket) != []


def announced(desk: Bureau, path: str, size: int, *, cookie: str = "") -> int:
    """Announce a body of that size, send nothing of it, and return the status."""
    where = urlsplit(desk.url)
    connection = http.client.HTTPConnection(str(where.hostname), where.port, timeout=20)
    connection.putrequest("POST", path)
    connection.putheader("Content-Type", "multipart/form-data; boundary=x")
    connection.putheader("Content-Length", str(size))
    if cookie:
        connection.putheader("Cookie", cookie)
    connection.endheaders()
    status = connection.getresponse().status
    connection.close()
    return status


class TestBodyLimit:
    def test_is_raised_for_files_alone_and_for_whom_the_desk_knows(self, desk: Bureau, anna: DeskClient) -> None:
        ticket = desk.taken()
        (cookie,) = (f"{name}={value}" for name, value in anna.cookies.items())
        path = f"/desk/tickets/{ticket.reference}"
        assert announced(desk, f"{path}/files", LARGEST + 20_000, cookie=cookie) == 413
        assert announced(desk, f"{path}/note", LARGEST, cookie=cookie) == 413
        assert announced(desk, f"{path}/files", LARGEST) == 401
