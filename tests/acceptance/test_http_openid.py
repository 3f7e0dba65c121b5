"""Signing in at the desk through an OpenID provider: a real one, over HTTP, over a database of each kind."""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import uuid4

import httpx
import pytest
from acceptance.serving import SECONDS, serving
from desk import a_user
from identity import Provider, providing

from api.app import create_app
from assistant.bootstrap import Application, build
from assistant.errors import ConfigurationError
from assistant.model import Role, User
from assistant.ports import utc_now
from assistant.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CLIENT = "the desk"


@dataclass(frozen=True)
class Desk:
    """A running server that knows a provider, and a browser that has not signed in."""

    application: Application
    provider: Provider
    browser: httpx.Client

    def has(self, **changed: object) -> User:
        """Make a user whom the provider knows too."""
        user = a_user(Role.READER, **changed)
        with self.application.unit_of_work() as work:
            work.users.put(user)
            work.commit()
        self.provider.knows(user.email)
        return user

    def leave(self, wanted: str = "/desk") -> str:
        """Choose to sign in at the provider, and return where that is."""
        response = self.browser.get("/desk/openid", params={"next": wanted})
        assert response.status_code == 303, response.text
        return str(response.headers["location"])


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with providing() as provider:
        yield provider


@contextlib.contextmanager
def running(folder: Path, provider: Provider, **settings: str) -> Iterator[tuple[Application, str]]:
    known = {
        "ASSISTANT_DATA_DIR": str(folder),
        "ASSISTANT_OIDC_ISSUER": provider.issuer,
        "ASSISTANT_OIDC_CLIENT_ID": CLIENT,
        "ASSISTANT_OIDC_CLIENT_SECRET": "s3cret",
    }
    with (
        contextlib.closing(build(Settings.model_validate({**known, **settings}))) as application,
        serving(create_app(application)) as url,
    ):
        yield application, url


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def served(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, provider: Provider
) -> Iterator[tuple[Application, str]]:
    settings = {}
    if request.param == "postgresql":
        settings["ASSISTANT_DATABASE_URL"] = request.getfixturevalue("postgres").new_database(template="template")
    with running(tmp_path_factory.mktemp(request.param), provider, **settings) as served:
        yield served


@pytest.fixture
def desk(served: tuple[Application, str], provider: Provider) -> Iterator[Desk]:
    application, url = served
    with httpx.Client(base_url=url, timeout=SECONDS, headers={"Accept": "text/html"}) as browser:
        yield Desk(application, provider, browser)
    provider.claims, provider.metadata, provider.without, provider.forged = {}, {}, (), False


def here(address: str) -> str:
    """The path and query of an address: the provider knows the desk by its public address."""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def changed(address: str, **values: str) -> str:
    """An address with other values in its query."""
    parts = urlsplit(address)
    query = {name: value for name, (value,) in parse_qs(parts.query).items()}
    return parts._replace(query=urlencode({**query, **values})).geturl()


class TestSigningIn:
    def test_leads_from_the_sign_in_page_to_the_page_that_was_wanted(self, desk: Desk) -> None:
        user = desk.has()
        assert "/desk/openid?next=%2Fdesk%2Ffigures" in desk.browser.get("/desk/sign-in?next=/desk/figures").text
        back = desk.provider.lets_in(desk.leave("/desk/figures"), user.email)
        assert back.startswith("http://127.0.0.1:8000/desk/openid/callback?")
        arrived = desk.browser.get(here(back))
        assert arrived.status_code == 200
        assert arrived.headers["refresh"] == "0; url=/desk/figures"
        assert desk.browser.get("/desk/sign-in").headers["location"] == "/desk"

    def test_proves_with_a_challenge_that_it_is_the_one_who_asked(self, desk: Desk) -> None:
        asked = parse_qs(urlsplit(desk.leave()).query)
        assert asked["code_challenge_method"] == ["S256"]
        assert len(asked["code_challenge"][0]) == 43
        assert asked["scope"] == ["openid email"]
        assert asked["state"] != asked["nonce"]

    def test_finds_the_user_whatever_the_case_of_the_address(self, desk: Desk) -> None:
        user = desk.has()
        shouted = user.email.upper()
        desk.provider.knows(shouted)
        arrived = desk.browser.get(here(desk.provider.lets_in(desk.leave(), shouted)))
        assert arrived.status_code == 200

    def test_asks_for_the_address_where_the_token_does_not_tell_it(self, desk: Desk) -> None:
        user = desk.has()
        desk.provider.without = ("email", "email_verified")
        arrived = desk.browser.get(here(desk.provider.lets_in(desk.leave(), user.email)))
        assert arrived.status_code == 200

    @pytest.mark.parametrize(("known", "header"), [("client_secret_basic", "Basic "), ("client_secret_post", "")])
    def test_shows_its_secret_in_the_way_the_provider_knows(self, desk: Desk, known: str, header: str) -> None:
        user = desk.has()
        desk.provider.metadata = {"token_endpoint_auth_methods_supported": [known]}
        assert desk.browser.get(here(desk.provider.lets_in(desk.leave(), user.email))).status_code == 200
        assert desk.provider.shown[-1][:6] == header

    def test_holds_its_own_cookie_apart_from_the_sessions(self, desk: Desk) -> None:
        user = desk.has()
        response = desk.browser.get("/desk/openid")
        cookie = response.headers["set-cookie"].lower()
        assert all(part in cookie for part in ("httponly", "samesite=lax", "path=/desk/openid", "max-age=600"))
        arrived = desk.browser.get(here(desk.provider.lets_in(response.headers["location"], user.email)))
        cookies = [cookie.lower() for cookie in arrived.headers.get_list("set-cookie")]
        assert any("samesite=strict" in cookie and "path=/desk;" in f"{cookie};" for cookie in cookies)
        assert any(cookie.startswith('desk_openid="";') and "max-age=0" in cookie for cookie in cookies)


class TestRefusing:
    @pytest.fixture(autouse=True)
    def nobody_is_in(self, desk: Desk) -> Iterator[None]:
        yield
        assert desk.browser.get("/desk/sign-in").status_code == 200

    def refused(self, desk: Desk, address: str, words: str) -> None:
        response = desk.browser.get(here(address))
        assert (response.status_code, words in response.text) == (403, True), response.text
        assert "You are not signed in" in response.text

    def test_refuses_a_state_that_is_not_this_browsers(self, desk: Desk) -> None:
        back = desk.provider.lets_in(desk.leave(), desk.has().email)
        self.refused(desk, changed(back, state="another"), "did not begin in this browser")

    def test_refuses_another_browser(self, desk: Desk) -> None:
        back = desk.provider.lets_in(desk.leave(), desk.has().email)
        desk.browser.cookies.clear()
        self.refused(desk, back, "began in another browser")

    def test_takes_a_way_back_once(self, desk: Desk) -> None:
        back = desk.provider.lets_in(desk.leave(), desk.has().email)
        ticket = desk.browser.cookies["desk_openid"]
        assert desk.browser.get(here(back)).status_code == 200
        desk.browser.cookies.clear()
        desk.browser.cookies.set("desk_openid", ticket)
        self.refused(desk, back, "Please start again")

    def test_refuses_a_nonce_that_is_not_ours(self, desk: Desk) -> None:
        back = desk.provider.lets_in(changed(desk.leave(), nonce="another"), desk.has().email)
        self.refused(desk, back, "cannot be relied on")

    def test_refuses_a_code_that_another_client_was_given(self, desk: Desk) -> None:
        back = desk.provider.lets_in(changed(desk.leave(), client_id="another"), desk.has().email)
        self.refused(desk, back, "cannot be relied on")

    @pytest.mark.parametrize(
        "lie",
        [
            {"aud": "another"},
            {"aud": ["another"], "azp": CLIENT},
            {"iss": "https://another.example"},
            {"exp": int(time.time()) - 120},
            {"nonce": None},
            {"email_verified": [True]},
        ],
    )
    def test_refuses_a_token_that_is_not_for_us_from_them_and_now(self, desk: Desk, lie: dict[str, object]) -> None:
        user = desk.has()
        desk.provider.claims = lie
        self.refused(desk, desk.provider.lets_in(desk.leave(), user.email), "cannot be relied on")

    @pytest.mark.parametrize("missing", ["iss", "aud", "exp", "nonce", "sub"])
    def test_refuses_a_token_that_leaves_out_what_it_is_held_against(self, desk: Desk, missing: str) -> None:
        user = desk.has()
        desk.provider.without = (missing,)
        self.refused(desk, desk.provider.lets_in(desk.leave(), user.email), "cannot be relied on")

    def test_refuses_a_token_that_another_signed(self, desk: Desk) -> None:
        user = desk.has()
        desk.provider.forged = True
        self.refused(desk, desk.provider.lets_in(desk.leave(), user.email), "cannot be relied on")

    def test_refuses_a_provider_that_calls_itself_otherwise(self, desk: Desk) -> None:
        desk.provider.metadata = {"issuer": "https://another.example"}
        self.refused(desk, "/desk/openid", "cannot be relied on")

    def test_refuses_an_address_that_the_provider_does_not_vouch_for(self, desk: Desk) -> None:
        user = desk.has()
        desk.provider.knows(user.email, email_verified=False)
        self.refused(desk, desk.provider.lets_in(desk.leave(), user.email), "does not vouch for")

    def test_makes_no_user(self, desk: Desk) -> None:
        stranger = f"{uuid4().hex}@example.com"
        desk.provider.knows(stranger)
        self.refused(desk, desk.provider.lets_in(desk.leave(), stranger), "not known at this desk")
        with desk.application.unit_of_work(read_only=True) as work:
            assert work.users.by_email(stranger) is None

    def test_refuses_a_user_who_is_disabled(self, desk: Desk) -> None:
        user = desk.has(disabled_at=utc_now())
        self.refused(desk, desk.provider.lets_in(desk.leave(), user.email), "not known at this desk")

    def test_takes_a_no_of_the_provider(self, desk: Desk) -> None:
        self.refused(desk, desk.provider.refuses(desk.leave()), "did not let you in")

    @pytest.mark.parametrize("address", ["/desk/openid/callback", "/desk/openid/callback?state=%ff&code=x"])
    def test_refuses_who_never_left(self, desk: Desk, address: str) -> None:
        self.refused(desk, address, "Please start again")


class TestProviderAway:
    def test_says_so_on_the_sign_in_page(self, tmp_path: Path) -> None:
        with contextlib.ExitStack() as stack:
            with providing() as provider:
                application, url = stack.enter_context(running(tmp_path, provider))
                browser = stack.enter_context(httpx.Client(base_url=url, timeout=SECONDS))
                desk = Desk(application, provider, browser)
                back = desk.provider.lets_in(desk.leave(), desk.has().email)
            for address in (here(back), "/desk/openid"):
                response = browser.get(address)
                assert response.status_code == 503
                assert "The sign-in service does not answer." in response.text


class TestConfiguration:
    @pytest.mark.parametrize("missing", ["ISSUER", "CLIENT_ID", "CLIENT_SECRET"])
    def test_wants_all_settings_or_none(self, tmp_path: Path, missing: str) -> None:
        settings = {"ISSUER": "https://id.example", "CLIENT_ID": CLIENT, "CLIENT_SECRET": "s3cret"}
        given = {f"ASSISTANT_OIDC_{name}": value for name, value in settings.items() if name != missing}
        with pytest.raises(ConfigurationError, match=f"ASSISTANT_OIDC_{missing}"):
            build(Settings.model_validate({"ASSISTANT_DATA_DIR": tmp_path, **given}))
