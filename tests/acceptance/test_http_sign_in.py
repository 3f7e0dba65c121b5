"""Signing in and out at the desk, and who is kept out, over HTTP."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

import httpx
import pytest
from acceptance.serving import SECONDS
from desk import DeskClient, a_user, seat

from api.app import create_app
from assistant.model import Role, User
from assistant.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from acceptance.serving import Server

PASSWORD = "correct horse battery"
WRONG = "Name and password do not fit together."


@pytest.fixture
def browser(server: Server) -> Iterator[httpx.Client]:
    """Somebody who has not signed in yet, on a page of ours."""
    headers = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}
    with httpx.Client(base_url=server.client.base_url, timeout=SECONDS, headers=headers) as browser:
        yield browser


@pytest.fixture
def user(server: Server) -> User:
    """A handler with a password."""
    user = a_user(password_hash=server.application.sign_in.passwords.hash(PASSWORD))
    put(server, user)
    return user


@pytest.fixture
def reader(server: Server) -> Iterator[DeskClient]:
    with seat(server.application, Role.READER).at(str(server.client.base_url)) as client:
        yield client


def put(server: Server, user: User) -> None:
    with server.application.unit_of_work() as work:
        work.users.put(user)
        work.commit()


def enter(browser: httpx.Client, name: str, password: str = PASSWORD, **fields: str) -> httpx.Response:
    return browser.post("/desk/sign-in", data={"name": name, "password": password, **fields})


def is_in(browser: httpx.Client) -> bool:
    """Tell whether the sign-in page sends its visitor on."""
    return browser.get("/desk/sign-in").status_code == 303


class TestSigningIn:
    def test_leads_to_the_page_that_was_wanted(self, browser: httpx.Client, user: User) -> None:
        asked = browser.get("/desk?status=late&page=2")
        assert asked.status_code == 303
        page = browser.get(asked.headers["location"]).text
        assert 'name="next" value="/desk?status=late&amp;page=2"' in page
        done = enter(browser, user.name, next="/desk?status=late&page=2")
        assert (done.status_code, done.headers["location"]) == (303, "/desk?status=late&page=2")
        assert is_in(browser)

    def test_gives_a_cookie_to_the_desks_pages_only(self, browser: httpx.Client, user: User) -> None:
        cookie = enter(browser, user.name).headers["set-cookie"]
        (value,) = re.findall(r"^desk=([\w-]{43});", cookie)
        assert {part.strip().lower() for part in cookie.split(";")[1:]} == {"httponly", "path=/desk", "samesite=strict"}
        assert value in browser.cookies["desk"]

    async def test_marks_the_cookie_secure_where_the_public_address_is(self, server: Server, user: User) -> None:
        settings = Settings.model_validate({"ASSISTANT_PUBLIC_URL": "https://privacy.example"})
        app = create_app(replace(server.application, settings=settings))
        form = {"name": user.name, "password": PASSWORD}
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://inside") as browser:
            done = await browser.post("/desk/sign-in", data=form, headers={"Origin": "https://privacy.example"})
        assert "secure" in done.headers["set-cookie"].lower().split("; ")

    def test_keeps_the_name_and_not_the_password_of_who_is_wrong(self, browser: httpx.Client, user: User) -> None:
        refused = enter(browser, user.name, "not <the> one")
        assert refused.status_code == 401
        assert WRONG in refused.text
        assert f'value="{user.name}"' in refused.text
        assert "&lt;the&gt;" not in refused.text
        assert not is_in(browser)

    @pytest.mark.parametrize("body", [b"", b"name=%ff%00&password=%00", b"name=\xff", b"%", b"name=" + b"x" * 100_000])
    def test_takes_any_form_for_a_wrong_one(self, browser: httpx.Client, body: bytes) -> None:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        refused = browser.post("/desk/sign-in", content=body, headers=kind)
        assert refused.status_code == 401, refused.text

    def test_takes_no_form_in_an_encoding_that_spells_half_characters(self, browser: httpx.Client) -> None:
        body = "--x\r\nContent-Disposition: form-data; name=name\r\n\r\n\\ud800\r\n--x--\r\n"
        kind = {"Content-Type": "multipart/form-data; boundary=x; charset=unicode_escape"}
        refused = browser.post("/desk/sign-in", content=body, headers=kind)
        assert (refused.status_code, "sent in UTF-8" in refused.text) == (422, True)

    def test_says_when_to_try_again(self, browser: httpx.Client) -> None:
        name = f"nobody-{uuid4().hex}"
        assert [enter(browser, name).status_code for _ in range(10)] == [401] * 10
        late = enter(browser, name)
        assert late.status_code == 429
        assert 0 < int(late.headers["retry-after"]) <= 900
        assert "Too many tries. Please wait 15 minutes and try again." in late.text

    def test_changes_the_token_with_every_sign_in(self, server: Server, browser: httpx.Client, user: User) -> None:
        enter(browser, user.name)
        before = browser.cookies["desk"]
        enter(browser, user.name)
        assert browser.cookies["desk"] != before
        cookies = {"desk": before}
        with httpx.Client(base_url=server.client.base_url, cookies=cookies, timeout=SECONDS) as other:
            assert not is_in(other)

    @pytest.mark.parametrize(
        "wanted",
        [
            "https://evil.example",
            "//evil.example/desk",
            "/deskx",
            "/desk/../policy/privacy_policy",
            "/desk/%2e%2e/policy",
            "/desk/%2E%2e%2fpolicy",
            "/desk\\..\\x",
            "/desk/\nSet-Cookie: x=y",
            "javascript:alert(1)",
            "/",
            "",
        ],
    )
    def test_leads_nowhere_but_to_the_desk(self, browser: httpx.Client, user: User, wanted: str) -> None:
        assert 'name="next" value="/desk"' in browser.get("/desk/sign-in", params={"next": wanted}).text
        assert enter(browser, user.name, next=wanted).headers["location"] == "/desk"

    @pytest.mark.parametrize(
        "headers",
        [
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
            {"Sec-Fetch-Site": "", "Origin": "https://evil.example"},
        ],
    )
    def test_lets_no_other_site_sign_anybody_in(
        self, browser: httpx.Client, user: User, headers: dict[str, str]
    ) -> None:
        form = {"name": user.name, "password": PASSWORD}
        refused = browser.post("/desk/sign-in", data=form, headers=headers)
        assert refused.status_code == 403
        assert "This form was sent from another site. Nothing was done." in refused.text
        assert not is_in(browser)

    def test_logs_no_name(self, browser: httpx.Client, user: User, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level("DEBUG", logger="assistant")
        caplog.set_level("DEBUG", logger="api")
        enter(browser, user.name, "not the one")
        enter(browser, user.name)
        ours = [record.getMessage() for record in caplog.records if record.name.startswith(("api", "assistant"))]
        assert ours
        assert user.name not in "".join(ours)


class TestSigningOut:
    def test_ends_the_session_and_forgets_the_cookie(self, server: Server, reader: DeskClient) -> None:
        done = reader.send_form("/desk/sign-out")
        assert (done.status_code, done.headers["location"]) == (303, "/desk/sign-in")
        assert 'desk="";' in done.headers["set-cookie"]
        with reader.seat.at(str(server.client.base_url)) as again:
            assert not is_in(again)

    def test_needs_a_form_of_the_desk(self, reader: DeskClient) -> None:
        assert reader.post("/desk/sign-out").status_code == 403
        assert is_in(reader)

    def test_is_done_already_where_the_session_is_over(self, browser: httpx.Client) -> None:
        assert browser.post("/desk/sign-out").headers["location"] == "/desk/sign-in"


class TestBeingKeptOut:
    def test_sends_who_comes_from_another_site_once_around(self, browser: httpx.Client, reader: DeskClient) -> None:
        from_mail = {"Sec-Fetch-Site": "cross-site"}
        page = browser.get("/desk?status=late", headers=from_mail)
        assert (page.status_code, page.headers["refresh"]) == (200, "0; url=/desk?status=late")
        assert '<a href="/desk?status=late">' in page.text
        assert reader.get("/desk", headers=from_mail).status_code == 200

    def test_does_nothing_for_a_form_that_comes_too_late_and_gives_its_words_back(self, browser: httpx.Client) -> None:
        words = "Dear Zoë,\n\nwe <have> looked into it."
        late = browser.post("/desk/tickets/PR-7KQ2-M9XD-4T/note", data={"text": words, "csrf": "x" * 64})
        assert late.status_code == 401
        assert "Your session has ended. Nothing was done." in late.text
        assert "we &lt;have&gt; looked into it.</textarea>" in late.text
        assert "x" * 64 not in late.text
        assert 'name="next" value="/desk/tickets/PR-7KQ2-M9XD-4T"' in late.text

    def test_repeats_no_words_of_another_site(self, browser: httpx.Client) -> None:
        form = {"text": "Send your password to evil.example"}
        late = browser.post("/desk/tickets/PR-7KQ2-M9XD-4T/note", data=form, headers={"Sec-Fetch-Site": "cross-site"})
        assert late.status_code == 401
        assert "evil.example" not in late.text

    @pytest.mark.parametrize("csrf", ["", "é", "0" * 64])
    def test_takes_no_form_without_the_sessions_own_mark(self, reader: DeskClient, csrf: str) -> None:
        refused = reader.send_form("/desk/sign-out", csrf=csrf)
        assert refused.status_code == 403
        assert "This form is not one that the desk gave to you. Nothing was done." in refused.text

    def test_takes_no_form_with_the_mark_of_another_session(self, server: Server, reader: DeskClient) -> None:
        other = seat(server.application, Role.READER)
        assert reader.send_form("/desk/sign-out", csrf=other.csrf).status_code == 403

    def test_takes_no_form_from_another_site(self, reader: DeskClient) -> None:
        reader.headers["Origin"] = "null"
        assert reader.send_form("/desk/sign-out").status_code == 403

    def test_says_to_a_reader_what_is_not_for_readers(self, reader: DeskClient) -> None:
        refused = reader.send_form("/desk/tickets/PR-7KQ2-M9XD-4T/note", text="Nothing special about it.")
        assert refused.status_code == 403
        assert "For this you need to be at least handler; you are reader." in refused.text


class TestErrorPages:
    @pytest.mark.parametrize(
        ("path", "way_on"), [("/desk/nowhere", 'href="/desk">Go'), ("/requests/a/b/c", 'href="/requests">Look')]
    )
    def test_tell_a_person_in_plain_words(self, browser: httpx.Client, path: str, way_on: str) -> None:
        page = browser.get(path)
        assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
        assert "<h1>Not found</h1>" in page.text
        assert way_on in page.text
        assert page.headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'")

    @pytest.mark.parametrize(
        ("path", "accept"), [("/desk/nowhere", "application/json"), ("/desk/nowhere", "*/*"), ("/deskx", "text/html")]
    )
    def test_leave_others_their_problem_document(self, browser: httpx.Client, path: str, accept: str) -> None:
        answer = browser.get(path, headers={"Accept": accept})
        assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
