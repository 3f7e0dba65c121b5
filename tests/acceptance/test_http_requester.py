"""The requester's pages over HTTP, with both databases and a real mail server."""

from __future__ import annotations

import html
import re
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from acceptance.serving import SECONDS
from bureau import Bureau, bureau

from api.app import create_app
from api.requester.pace import Pace, pace
from api.requester.session import COOKIE
from assistant.model import OPEN, Action, TicketStatus
from assistant.ports import utc_now

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.bootstrap import Application
    from assistant.model import AnswerFile, Ticket

UNKNOWN = "PR-0000-0000-00"
NASTY = "</textarea></title><script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
OFFICER = "dpo@integra.co.in"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def desk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bureau]:
    settings: dict[str, Any] = {"ASSISTANT_DATA_DIR": tmp_path_factory.mktemp("requester")}
    if request.param == "postgresql":
        settings["ASSISTANT_DATABASE_URL"] = request.getfixturevalue("postgres").new_database(template="template")
    with bureau(**settings) as running:
        yield running


@pytest.fixture
def visitor(desk: Bureau) -> Iterator[httpx.Client]:
    """A browser that has opened nothing, and follows no redirect by itself."""
    with httpx.Client(base_url=desk.url, timeout=SECONDS, headers={"Accept": "text/html"}) as client:
        yield client


def token_for(application: Application, ticket: Ticket) -> str:
    """Open a ticket beside the pages."""
    requester, now = application.requester, utc_now()
    requester = replace(
        requester, filing=replace(requester.filing, mint=replace(requester.filing.mint, code=lambda: "424242"))
    )
    with application.unit_of_work() as uow:
        requester.send_code(uow, ticket.reference, now=now, source=ticket.reference)
        token = requester.sign_in(uow, ticket.reference, "424242", now=now, source=ticket.reference)
        uow.commit()
    return token


def opens(visitor: httpx.Client, desk: Bureau, ticket: Ticket) -> str:
    """Open a ticket, and return the token against forgery that its forms carry."""
    token = token_for(desk.application, ticket)
    visitor.cookies.set(COOKIE, token, domain="127.0.0.1", path="/requests")
    return desk.application.requester.csrf(token)


def code_in(desk: Bureau, address: str, *, count: int) -> str:
    """Wait for so many mails to an address, and read the code in the newest."""
    text = desk.mails(address, count=count)[-1].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    found = re.search(r"(?m)^\s*(\d{6})\s*$", text)
    assert found, text
    return found[1]


def heard(desk: Bureau, subject: str) -> str:
    """Wait until the officer has a mail of that subject, and return its text."""
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        for mail in desk.postbox.to(OFFICER):
            if mail["Subject"] == subject:
                return str(mail.get_body(("plain",)).get_content())  # type: ignore[union-attr]
        time.sleep(0.02)
    return ""


def page(visitor: httpx.Client, ticket: Ticket) -> str:
    response = visitor.get(f"/requests/{ticket.reference}")
    assert response.status_code == 200, response.text
    return html.unescape(response.text)


def with_file(desk: Bureau, **file: Any) -> tuple[Ticket, AnswerFile]:  # noqa: ANN401 - any of `Bureau.leaves`
    ticket = desk.taken()
    return ticket, desk.leaves(ticket, **file)


def alike(response: httpx.Response, reference: str) -> tuple[int, str, str, set[str]]:
    """What a response tells beside the reference that was asked for."""
    location = response.headers.get("location", "").replace(reference, "…")
    return response.status_code, location, response.text.replace(reference, "…"), set(response.headers)


class TestTheWholePath:
    def test_leads_from_a_reference_to_the_officer_and_back(self, desk: Bureau, visitor: httpx.Client) -> None:
        ticket = desk.filed()
        path, address = f"/requests/{ticket.reference}", ticket.draft.email
        asked = visitor.post("/requests", data={"reference": f" {ticket.reference.lower()} "})
        assert (asked.status_code, asked.headers["location"]) == (303, f"{path}/code?mailed=yes")
        assert "a code is on its way to its address" in visitor.get(asked.headers["location"]).text
        code = code_in(desk, address, count=2)

        typed = visitor.post(f"{path}/code", data={"code": f" {code[:3]} {code[3:]}"})
        assert (typed.status_code, typed.headers["location"]) == (303, path)
        shown = page(visitor, ticket)
        assert ticket.working[0] in shown
        assert "Your data deleted (by law: GDPR Art. 17)" in re.sub(r"<[^>]+>", "", shown)

        csrf = re.search(r'name="csrf" value="(\w+)"', shown)
        assert csrf
        written = visitor.post(f"{path}/messages", data={"csrf": csrf[1], "text": "My old name was Zoë Klein."})
        assert written.headers["location"] == f"{path}?done=written"
        assert "My old name was Zoë Klein." in page(visitor, ticket)
        assert "> My old name was Zoë Klein." in heard(desk, f"They wrote about {ticket.reference}")

        assert "Yes, take it back" in visitor.get(f"{path}/withdrawal").text
        taken_back = visitor.post(f"{path}/withdrawal", data={"csrf": csrf[1]})
        assert taken_back.headers["location"] == f"{path}?done=withdrawn"
        assert desk.ticket(ticket.reference).status is TicketStatus.WITHDRAWN
        assert "withdrawn" in desk.mails(address, count=3)[-1]["Subject"]
        assert heard(desk, f"They took {ticket.reference} back")

    def test_files_a_request_whose_chat_was_lost(self, desk: Bureau, visitor: httpx.Client) -> None:
        address = f"lost.{utc_now().timestamp()}@example.com"
        body = {"types": ["access"], "name": "Lo St", "email": address, "details": "Everything, please."}
        reference = visitor.post("/v1/tickets", json=body).json()["reference"]
        typed = visitor.post(f"/requests/{reference}/code", data={"code": code_in(desk, address, count=1)})
        assert typed.status_code == 303
        assert desk.ticket(reference).status is TicketStatus.RECEIVED
        assert "Received" in page(visitor, desk.ticket(reference))

    def test_ends_when_they_sign_out(self, desk: Bureau, visitor: httpx.Client) -> None:
        ticket = desk.filed()
        csrf = opens(visitor, desk, ticket)
        held = dict(visitor.cookies)
        assert ticket.draft.details in page(visitor, ticket)
        out = visitor.post(f"/requests/{ticket.reference}/sign-out", data={"csrf": csrf})
        assert (out.status_code, out.headers["location"]) == (303, "/requests")
        assert not visitor.cookies
        again = visitor.get(f"/requests/{ticket.reference}", headers={"Cookie": f"{COOKIE}={held[COOKIE]}"})
        assert ticket.draft.details not in again.text


class TestApi:
    def test_tells_the_same_to_who_holds_the_ticket(self, desk: Bureau, visitor: httpx.Client) -> None:
        address = f"api.{utc_now().timestamp()}@example.com"
        body = {"types": ["erasure"], "name": "A Pi", "email": address, "details": "All of it."}
        reference = visitor.post("/v1/tickets", json=body).json()["reference"]
        code = {"code": code_in(desk, address, count=1)}
        token = visitor.post(f"/v1/tickets/{reference}/verification", json=code).json()["token"]
        ticket, deeds = desk.ticket(reference), desk.application.desk
        desk.does(deeds.take, ticket, handler="ben")
        desk.does(deeds.note, ticket, text="SECRET")
        desk.does(
            deeds.close,
            ticket,
            outcome=Action.REFUSED,
            text="We must keep it.",
            ground="legal_duty",
        )
        told = visitor.get(f"/v1/tickets/{reference}", headers={"Authorization": f"Bearer {token}"}).json()
        assert told["status"] == "refused"
        asked, refused = told["correspondence"]
        assert (asked["author"], asked["action"], asked["text"]) == ("requester", "opened", "All of it.")
        assert (refused["author"], refused["text"]) == ("controller", "We must keep it.")
        assert refused["ground"].endswith("(by law: GDPR Art. 17(3)(b))")


class TestStrangers:
    """For a stranger there is no difference between a request and none."""

    def test_are_told_the_same_of_every_reference(self, desk: Bureau, visitor: httpx.Client) -> None:
        filed, unproved, spent = desk.filed(), desk.unproved(), desk.filed()
        token_for(desk.application, spent)
        told = []
        for reference in (UNKNOWN, filed.reference, unproved.reference, spent.reference):
            path = f"/requests/{reference}"
            responses = [visitor.get(path), visitor.post("/requests", data={"reference": reference})]
            responses += [visitor.get(f"{path}/code"), visitor.post(f"{path}/code", data={"code": "000000"})]
            responses += [visitor.get(f"{path}{more}") for more in ("/withdrawal", "/files/x", "/due.ics")]
            responses += [visitor.post(f"{path}/{deed}") for deed in ("messages", "withdrawal", "sign-out")]
            told.append([alike(response, reference) for response in responses])
        assert told[1:] == [told[0]] * 3
        assert [status for status, *_ in told[0]] == [200, 303, 200, 422, 404, 404, 404, 404, 404, 404]

    def test_are_told_the_same_with_the_session_of_another(self, desk: Bureau, visitor: httpx.Client) -> None:
        mine, (other, file) = desk.filed(), with_file(desk)
        csrf = opens(visitor, desk, mine)
        told = []
        for reference in (UNKNOWN, other.reference):
            path = f"/requests/{reference}"
            responses = [visitor.get(f"{path}{more}") for more in ("", "/withdrawal", f"/files/{file.id}", "/due.ics")]
            data = {"csrf": csrf, "text": "hello"}
            responses += [visitor.post(f"{path}/{deed}", data=data) for deed in ("messages", "withdrawal", "sign-out")]
            told.append([alike(response, reference) for response in responses])
        assert told[0] == told[1]
        assert {status for status, *_ in told[0][1:]} == {404}
        assert desk.ticket(other.reference) == other

    async def test_wait_for_the_same_beat(self, desk: Bureau) -> None:
        beats: list[tuple[str, float]] = []

        async def note(seconds: float) -> None:
            beats.append((reference, seconds))

        app = create_app(desk.application)
        app.dependency_overrides[pace] = lambda: Pace(beat=0.5, clock=lambda: 1.0, sleep=note)
        filed = desk.filed()
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=desk.url) as client:
            for reference in (UNKNOWN, filed.reference):
                await client.post("/requests", data={"reference": reference})
                await client.post(f"/requests/{reference}/code", data={"code": "000000"})
        assert beats == [(reference, 0.5) for reference in (UNKNOWN, UNKNOWN, filed.reference, filed.reference)]

    @pytest.mark.parametrize("code", ["", "12345", "abcdef", "0" * 5000, "1\0", "١٢٣٤٥٦"])
    def test_are_told_that_a_code_does_not_fit(self, visitor: httpx.Client, code: str) -> None:
        refused = visitor.post(f"/requests/{UNKNOWN}/code", data={"code": code})
        assert (refused.status_code, refused.text.count("This code does not fit")) == (422, 2)

    @pytest.mark.parametrize("typed", ["", "PR-12", NASTY, "\ud7ff\0"])
    def test_are_shown_what_is_no_reference(self, visitor: httpx.Client, typed: str) -> None:
        refused = visitor.post("/requests", data={"reference": typed})
        assert refused.status_code == 422
        assert 'aria-invalid="true"' in refused.text
        assert "<script" not in refused.text

    def test_find_nothing_at_what_is_no_reference(self, visitor: httpx.Client) -> None:
        assert visitor.get("/requests/nonsense").status_code == 404


class TestCookie:
    def test_is_for_these_pages_and_no_script(self, desk: Bureau, visitor: httpx.Client) -> None:
        ticket = desk.filed()
        visitor.post("/requests", data={"reference": ticket.reference})
        code = code_in(desk, ticket.draft.email, count=2)
        held = visitor.post(f"/requests/{ticket.reference}/code", data={"code": code}).headers["set-cookie"]
        assert re.fullmatch(rf"{COOKIE}=[\w-]{{43}}; HttpOnly; Max-Age=1800; Path=/requests; SameSite=strict", held), (
            held
        )

    async def test_is_secure_where_the_address_is(self, desk: Bureau) -> None:
        secure = desk.application.settings.model_copy(update={"public_url": "https://privacy.example"})
        app = create_app(replace(desk.application, settings=secure))
        app.dependency_overrides[pace] = lambda: Pace(beat=0.01)
        ticket = desk.filed()
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://privacy.example") as client:
            await client.post("/requests", data={"reference": ticket.reference})
            code = code_in(desk, ticket.draft.email, count=2)
            typed = await client.post(f"/requests/{ticket.reference}/code", data={"code": code})
        assert "; Secure" in typed.headers["set-cookie"]

    def test_is_none_for_who_only_looks(self, visitor: httpx.Client) -> None:
        assert all("set-cookie" not in visitor.get(path).headers for path in ("/requests", f"/requests/{UNKNOWN}"))


class TestForms:
    @pytest.mark.parametrize("csrf", ["", "wrong", "\u00e9"])
    def test_do_nothing_without_their_token_and_keep_the_words(
        self, desk: Bureau, visitor: httpx.Client, csrf: str
    ) -> None:
        ticket = desk.filed()
        opens(visitor, desk, ticket)
        refused = visitor.post(f"/requests/{ticket.reference}/messages", data={"csrf": csrf, "text": f"long {NASTY}"})
        assert refused.status_code == 404
        assert html.escape(NASTY, quote=False)[:30] in refused.text
        assert "<script" not in refused.text
        assert visitor.post(f"/requests/{ticket.reference}/withdrawal", data={"csrf": csrf}).status_code == 404
        assert desk.ticket(ticket.reference) == ticket

    @pytest.mark.parametrize(
        "headers",
        [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}],
    )
    def test_are_not_taken_from_other_sites(self, desk: Bureau, visitor: httpx.Client, headers: dict[str, str]) -> None:
        ticket = desk.filed()
        data = {"csrf": opens(visitor, desk, ticket), "text": "hello", "reference": ticket.reference, "code": "1"}
        for path in ("", *(f"/{ticket.reference}/{each}" for each in ("code", "messages", "withdrawal", "sign-out"))):
            assert visitor.post(f"/requests{path}", data=data, headers=headers).status_code == 403
        assert desk.ticket(ticket.reference) == ticket

    def test_come_with_the_origin_that_they_are_told_by(self, visitor: httpx.Client) -> None:
        # With no-referrer, a browser would write "Origin: null" to our own form.
        assert visitor.get("/requests").headers["referrer-policy"] == "same-origin"

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("", "This is empty."),
            (" \r\n", "This is empty."),
            ("ä" * 10_001, "10,000 are the most"),
            ("a\x07", "control"),
        ],
    )
    def test_say_beside_the_field_what_is_wrong(
        self, desk: Bureau, visitor: httpx.Client, text: str, says: str
    ) -> None:
        ticket = desk.filed()
        csrf = opens(visitor, desk, ticket)
        refused = visitor.post(f"/requests/{ticket.reference}/messages", data={"csrf": csrf, "text": text})
        assert refused.status_code == 422
        assert says in refused.text.split('id="text-error"')[1]
        assert 'href="#text"' in refused.text
        assert f">\n{text}</textarea>" in refused.text.replace("\r\n", "\n") or not text.strip()

    def test_say_when_there_were_too_many_and_keep_the_words(self, desk: Bureau, visitor: httpx.Client) -> None:
        ticket = desk.filed()
        csrf = opens(visitor, desk, ticket)
        data = {"csrf": csrf, "text": "hello"}
        with desk.application.unit_of_work() as uow:
            for _ in range(19):
                uow.limits.hit(f"written:{ticket.reference}", now=utc_now(), window_seconds=3600, limit=20)
            uow.commit()
        answers = [visitor.post(f"/requests/{ticket.reference}/messages", data=data) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [303, 429]
        assert ">\nhello</textarea>" in answers[-1].text


class TestPage:
    def test_tells_what_was_written_both_ways_and_nothing_of_the_desk(
        self, desk: Bureau, visitor: httpx.Client
    ) -> None:
        ticket = desk.taken(details=f"Look here: {NASTY}")
        deeds = desk.application.desk
        desk.does(deeds.note, ticket, text="SECRET NOTE")
        desk.does(deeds.hold, ticket, reason="SECRET CLAIM")
        desk.does(deeds.ask, ticket, kind="clarification", text=f"Which one? {NASTY}", reason="Two fit.")
        opens(visitor, desk, ticket)
        shown = visitor.get(f"/requests/{ticket.reference}").text
        assert "<script" not in shown
        assert "<img" not in shown
        shown = html.unescape(shown)
        assert all(words in shown for words in ("Waiting for you", f"Which one? {NASTY}", "Two fit.", f"here: {NASTY}"))
        assert not any(words in shown for words in ("SECRET", "ben", "Ben"))

    def test_tells_a_refusal_with_its_ground_and_what_can_be_done(self, desk: Bureau, visitor: httpx.Client) -> None:
        ticket = desk.taken()
        desk.does(
            desk.application.desk.close,
            ticket,
            outcome=Action.REFUSED,
            text="The invoices are from 2022.",
            ground="legal_duty",
        )
        opens(visitor, desk, ticket)
        shown = page(visitor, ticket)
        words = ("Refused", "The invoices are from 2022.", "(by law: GDPR Art. 17(3)(b))", "GDPR Art. 77", "Art. 79")
        assert all(each in shown for each in words)
        assert "/messages" not in shown
        assert "/withdrawal" not in shown

    def test_says_when_the_day_is_over_and_what_can_be_done(self, desk: Bureau, visitor: httpx.Client) -> None:
        late, early = desk.filed(days=50), desk.filed()
        opens(visitor, desk, late)
        assert "That day is over." in page(visitor, late)
        opens(visitor, desk, early)
        assert "That day is over." not in page(visitor, early)

    def test_keeps_words_for_a_request_that_was_closed_meanwhile(self, desk: Bureau, visitor: httpx.Client) -> None:
        ticket = desk.taken()
        csrf = opens(visitor, desk, ticket)
        desk.does(desk.application.desk.close, ticket, outcome=Action.COMPLETED, text="Done.")
        path = f"/requests/{ticket.reference}"
        late = visitor.post(f"{path}/messages", data={"csrf": csrf, "text": "one more thing"})
        assert late.status_code == 409
        assert ">\none more thing</textarea>" in late.text
        assert visitor.post(f"{path}/withdrawal", data={"csrf": csrf}).headers["location"] == path
        assert visitor.get(f"{path}/withdrawal").headers["location"] == path
        assert desk.ticket(ticket.reference).status is TicketStatus.COMPLETED

    def test_leads_from_a_merged_request_to_the_other(self, desk: Bureau, visitor: httpx.Client) -> None:
        one = desk.taken(email="twice@example.com")
        two = desk.filed(email="twice@example.com")
        desk.does(desk.application.desk.merge, two, into=one.reference)
        opens(visitor, desk, two)
        assert f'href="/requests/{one.reference}"' in page(visitor, two)
        assert "Mail me a code" in visitor.get(f"/requests/{one.reference}").text

    def test_is_kept_by_nobody_and_runs_nothing(self, desk: Bureau, visitor: httpx.Client) -> None:
        ticket = desk.filed()
        opens(visitor, desk, ticket)
        headers = visitor.get(f"/requests/{ticket.reference}").headers
        assert headers["cache-control"] == "no-store"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "script-src" not in headers["content-security-policy"]


class TestFiles:
    def test_are_saved_under_their_name_and_recorded_once(self, desk: Bureau, visitor: httpx.Client) -> None:
        ticket, file = with_file(desk, name="Ihre Daten “Zoë”.html")
        opens(visitor, desk, ticket)
        assert "Ihre Daten “Zoë”.html" in page(visitor, ticket)
        for _ in range(2):
            response = visitor.get(f"/requests/{ticket.reference}/files/{file.id}")
            assert (response.status_code, response.content) == (200, b"zip")
        assert response.headers["content-type"] == "application/octet-stream"
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["content-disposition"] == (
            'attachment; filename="Ihre Daten _Zo__.html"; '
            "filename*=UTF-8''Ihre%20Daten%20%E2%80%9CZo%C3%AB%E2%80%9D.html"
        )
        collected = [e for e in desk.history(ticket.reference) if e.deed.action is Action.FILE_COLLECTED]
        assert len(collected) == 1
        assert "you have got it" in page(visitor, ticket)

    def test_are_not_there_when_their_time_is_over(self, desk: Bureau, visitor: httpx.Client) -> None:
        ticket, file = with_file(desk, name="old.zip", days=-1)
        opens(visitor, desk, ticket)
        assert f"/files/{file.id}" not in page(visitor, ticket)
        assert visitor.get(f"/requests/{ticket.reference}/files/{file.id}").status_code == 404
        assert [entry for entry in desk.history(ticket.reference) if entry.deed.action is Action.FILE_COLLECTED] == []

    def test_of_another_request_are_not_there(self, desk: Bureau, visitor: httpx.Client) -> None:
        (ticket, _), (_, foreign) = with_file(desk), with_file(desk)
        opens(visitor, desk, ticket)
        assert visitor.get(f"/requests/{ticket.reference}/files/{foreign.id}").status_code == 404


class TestDueDay:
    def test_comes_as_a_file_for_the_calendar(self, desk: Bureau, visitor: httpx.Client) -> None:
        ticket = desk.filed()
        opens(visitor, desk, ticket)
        response = visitor.get(f"/requests/{ticket.reference}/due.ics")
        assert response.headers["content-type"] == "text/calendar; charset=utf-8"
        assert f'filename="{ticket.reference}.ics"' in response.headers["content-disposition"]
        assert f"DTSTART;VALUE=DATE:{ticket.due_on:%Y%m%d}" in response.text

    def test_is_none_where_no_answer_is_awaited(self, desk: Bureau, visitor: httpx.Client) -> None:
        ticket = desk.filed()
        opens(visitor, desk, ticket)
        desk.does(desk.application.desk.withdraw, ticket, actor="person")
        assert desk.ticket(ticket.reference).status not in OPEN
        assert visitor.get(f"/requests/{ticket.reference}/due.ics").status_code == 404
