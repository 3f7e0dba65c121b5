"""Signing in at the desk in a real browser, which decides by itself which cookies it sends along."""

from __future__ import annotations

import re
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING

import pytest
from browser.axe import assert_accessible_everywhere
from browser.stage import serving
from desk import a_user
from identity import Provider, providing
from playwright.sync_api import expect

from api.app import create_app
from assistant.bootstrap import Application, build
from assistant.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi import FastAPI
    from playwright.sync_api import Page

    from assistant.model import User

PASSWORD = "correct horse battery"


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    """A provider that is another site than the desk, as it would be outside of tests."""
    with providing() as provider:
        provider.issuer = provider.issuer.replace("127.0.0.1", "localhost")
        yield provider


@pytest.fixture(scope="module")
def applications() -> list[Application]:
    return []


@pytest.fixture(scope="module")
def desk(
    tmp_path_factory: pytest.TempPathFactory, provider: Provider, applications: list[Application]
) -> Iterator[str]:
    """The address of a desk whose users may sign in at the provider."""
    folder = tmp_path_factory.mktemp("desk")

    def make(address: str) -> FastAPI:
        settings = {
            "ASSISTANT_DATA_DIR": folder,
            "ASSISTANT_PUBLIC_URL": address,
            "ASSISTANT_OIDC_ISSUER": provider.issuer,
            "ASSISTANT_OIDC_CLIENT_ID": "the desk",
            "ASSISTANT_OIDC_CLIENT_SECRET": "s3cret",
        }
        applications.append(opened.enter_context(closing(build(Settings.model_validate(settings)))))
        return create_app(applications[0])

    with ExitStack() as opened, serving(make) as address:
        yield address


@pytest.fixture
def user(desk: str, applications: list[Application], provider: Provider) -> User:  # noqa: ARG001 - it opens the application
    """Somebody whom the desk and the provider know."""
    (application,) = applications
    user = a_user(full_name="Zoë Brandt", password_hash=application.sign_in.passwords.hash(PASSWORD))
    with application.unit_of_work() as work:
        work.users.put(user)
        work.commit()
    provider.knows(user.email)
    return user


class TestPassword:
    def test_lets_in_by_keyboard_alone_after_a_slip(self, desk: str, page: Page, user: User) -> None:
        page.goto(f"{desk}/desk/figures")
        expect(page).to_have_title(re.compile(r"^Sign in .*Integra$"))
        assert_accessible_everywhere(page)
        page.keyboard.press("Tab")  # the skip link
        page.keyboard.press("Enter")
        for typed in (user.name, "not the one"):
            page.keyboard.press("Tab")
            page.keyboard.type(typed)
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("Name and password do not fit together.")
        assert_accessible_everywhere(page)
        page.get_by_role("link", name="Name and password").click()
        expect(page.get_by_label("Name")).to_be_focused()
        expect(page.get_by_label("Name")).to_have_value(user.name)
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        expect(page).to_have_url(f"{desk}/desk/figures")
        expect(page.get_by_text("Zoë Brandt")).to_be_visible()

    def test_lets_out_for_good(self, desk: str, page: Page, user: User) -> None:
        enter(page, desk, user)
        page.get_by_role("button", name="Sign out").click()
        expect(page).to_have_url(f"{desk}/desk/sign-in")
        page.go_back()
        page.reload()
        expect(page.get_by_label("Password")).to_be_visible()

    def test_gives_back_what_was_written_too_late(
        self, desk: str, page: Page, user: User, applications: list[Application]
    ) -> None:
        enter(page, desk, user)
        with applications[0].unit_of_work() as work:
            work.sessions.end_all(kind="desk", subject=user.name)
            work.commit()
        words = "Dear Zoë,\nwe have looked into it."
        page.evaluate(
            """text => {
                const form = document.querySelector("form.who");
                form.action = "/desk/tickets/PR-7KQ2-M9XD-4T/note";
                form.append(Object.assign(document.createElement("textarea"), {name: "text", value: text}));
            }""",
            words,
        )
        page.get_by_role("button", name="Sign out").click()
        expect(page.get_by_role("alert")).to_contain_text("Your session has ended. Nothing was done.")
        expect(page.get_by_role("textbox", name="What you had written")).to_have_value(words)
        assert_accessible_everywhere(page)


class TestAnotherSite:
    def test_leads_who_is_signed_in_straight_to_the_page(
        self, desk: str, page: Page, user: User, provider: Provider
    ) -> None:
        enter(page, desk, user)
        page.goto(f"{provider.issuer}/")
        page.evaluate("address => { location.href = address }", f"{desk}/desk/figures")
        expect(page).to_have_url(f"{desk}/desk/figures")
        expect(page.get_by_text("Zoë Brandt")).to_be_visible()

    def test_leads_who_is_not_to_the_sign_in_page(self, desk: str, page: Page, provider: Provider) -> None:
        page.goto(f"{provider.issuer}/")
        page.evaluate("address => { location.href = address }", f"{desk}/desk/figures")
        expect(page).to_have_url(f"{desk}/desk/sign-in?next=%2Fdesk%2Ffigures")

    def test_cannot_sign_anybody_in(self, desk: str, page: Page, user: User, provider: Provider) -> None:
        page.goto(f"{provider.issuer}/")
        page.evaluate(
            """([address, name, password]) => {
                const form = Object.assign(document.createElement("form"), {method: "post", action: address});
                for (const [key, value] of Object.entries({name, password}))
                    form.append(Object.assign(document.createElement("input"), {name: key, value}));
                document.body.append(form);
                form.submit();
            }""",
            [f"{desk}/desk/sign-in", user.name, PASSWORD],
        )
        expect(page.get_by_text("This form was sent from another site.")).to_be_visible()
        assert_accessible_everywhere(page)
        assert page.context.cookies() == []


class TestOpenId:
    def test_leads_to_the_provider_and_back_to_the_page(self, desk: str, page: Page, user: User) -> None:
        page.goto(f"{desk}/desk/figures")
        page.get_by_role("link", name="Sign in with your company account").click()
        page.locator("input[name=sub]").fill(user.email)
        page.locator("input[name=sub]").press("Enter")
        expect(page).to_have_url(f"{desk}/desk/figures")
        expect(page.get_by_text("Zoë Brandt")).to_be_visible()
        assert {cookie["name"] for cookie in page.context.cookies()} == {"desk"}

    def test_says_who_is_unknown_here(self, desk: str, page: Page, provider: Provider) -> None:
        provider.knows("stranger@example.com")
        page.goto(f"{desk}/desk/openid")
        page.locator("input[name=sub]").fill("stranger@example.com")
        page.locator("input[name=sub]").press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("Your address is not known at this desk.")
        assert_accessible_everywhere(page)


def enter(page: Page, desk: str, user: User) -> None:
    """Sign in and look at the figures."""
    page.goto(f"{desk}/desk/sign-in?next=/desk/figures")
    page.get_by_label("Name").fill(user.name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(f"{desk}/desk/figures")
