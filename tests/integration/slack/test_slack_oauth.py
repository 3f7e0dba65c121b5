"""Installing into several workspaces, each with a token of its own, and being thrown out again."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.fernet import Fernet
from slack_client import signing_client
from slack_fakes import ScriptedApplication
from slack_peer import SECRET, SlackPeer, event
from sqlalchemy import select

from assistant.adapters.database.engine import open_engine
from assistant.adapters.database.tables import installations
from assistant.errors import ConfigurationError
from assistant.settings import Settings
from bots.slack.http import router
from bots.slack.installations import STATE_MINUTES, States
from bots.slack.oauth import scopes

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import httpx
    from slack_client import SigningClient

    from assistant.adapters.database import Database

# slack_sdk's, in oauth.v2.access.
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")

SEVERAL = {
    "SLACK_SIGNING_SECRET": SECRET,
    "SLACK_CLIENT_ID": "1.2",
    "SLACK_CLIENT_SECRET": "shh",
    "SLACK_TOKEN_KEY": Fernet.generate_key().decode(),
    "SLACK_WORKSPACES": "T01TEAM, T02TEAM, E01ORG",
    "ASSISTANT_PUBLIC_URL": "https://privacy.example",
}


@pytest.fixture
def application(database: Database) -> ScriptedApplication:
    return ScriptedApplication(database, settings=Settings.model_validate(SEVERAL))


@pytest.fixture
async def bot(application: ScriptedApplication, slack: SlackPeer) -> AsyncIterator[SigningClient]:
    async with signing_client(application, slack) as client:
        yield client


async def installed(
    bot: SigningClient, slack: SlackPeer, *, team: str | None = "T01TEAM", enterprise: str | None = None
) -> httpx.Response:
    """Walk to Slack and back; the code tells the peer where we were installed."""
    to_slack = await bot.client.get("/slack/install")
    state = parse_qs(urlsplit(to_slack.headers["location"]).query)["state"][0]
    code = slack.allow(team=team, enterprise=enterprise)
    return await bot.client.get(
        "/slack/oauth_redirect",
        params={"code": code, "state": state},
        headers={"Cookie": f"slack-app-oauth-state={state}"},
    )


def from_team(team: str, text: str = "hello", **more: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever Slack says
    return event(text) | {"team_id": team, **more}


def tokens_that_spoke(slack: SlackPeer) -> list[str]:
    return [token for method, token in slack.tokens_used if method == "chat.postMessage"]


class TestInstall:
    async def test_leads_to_slack_with_the_least_scopes(self, bot: SigningClient) -> None:
        response = await bot.client.get("/slack/install")

        address = urlsplit(response.headers["location"])
        asked = parse_qs(address.query)
        assert (response.status_code, address.netloc, address.path) == (302, "slack.com", "/oauth/v2/authorize")
        assert asked["scope"] == [",".join(scopes())]
        assert asked["redirect_uri"] == ["https://privacy.example/slack/oauth_redirect"]
        assert asked.get("user_scope", [""]) == [""]
        assert "Secure" in response.headers["set-cookie"]
        assert "HttpOnly" in response.headers["set-cookie"]

    async def test_answers_each_workspace_with_its_own_token(self, bot: SigningClient, slack: SlackPeer) -> None:
        for team in ("T01TEAM", "T02TEAM"):
            assert (await installed(bot, slack, team=team)).status_code == 200
        await bot.event(from_team("T02TEAM"))
        await slack.wait_for_said(1)
        await bot.event(from_team("T01TEAM"))
        await slack.wait_for_said(2)

        assert tokens_that_spoke(slack) == ["xoxb-T02TEAM", "xoxb-T01TEAM"]

    async def test_serves_every_workspace_of_an_organisation(self, bot: SigningClient, slack: SlackPeer) -> None:
        assert (await installed(bot, slack, team=None, enterprise="E01ORG")).status_code == 200
        await bot.event(from_team("T09NEW", enterprise_id="E01ORG"))
        await slack.wait_for_said(1)

        assert tokens_that_spoke(slack) == ["xoxb-E01ORG"]

    async def test_keeps_no_token_in_the_clear(
        self, bot: SigningClient, slack: SlackPeer, database_address: str
    ) -> None:
        await installed(bot, slack)

        engine = open_engine(database_address)
        with engine.connect() as connection:
            (row,) = connection.execute(select(installations))
        engine.dispose()
        assert (row.enterprise, row.team) == ("", "T01TEAM")
        assert "xoxb" not in row.sealed

    async def test_is_refused_to_a_workspace_that_is_not_ours(self, bot: SigningClient, slack: SlackPeer) -> None:
        response = await installed(bot, slack, team="T66EVIL")

        assert response.status_code == 403
        assert (await bot.send(json.dumps(from_team("T66EVIL")))).status_code == 200
        assert slack.said() == []

    @pytest.mark.parametrize("spoilt", ["cookie", "state", "code", "denied"])
    async def test_is_refused_to_who_was_not_sent_to_slack_by_us(
        self, bot: SigningClient, slack: SlackPeer, spoilt: str
    ) -> None:
        to_slack = await bot.client.get("/slack/install")
        state = parse_qs(urlsplit(to_slack.headers["location"]).query)["state"][0]
        good = {"code": slack.allow(team="T01TEAM"), "state": state}
        asked = (
            good
            | {
                "cookie": {},
                "state": {"state": "forged"},
                "code": {"code": "forged"},
                "denied": {"error": "<b>access_denied</b>"},
            }[spoilt]
        )
        cookie = "another" if spoilt == "cookie" else asked["state"]

        response = await bot.client.get(
            "/slack/oauth_redirect", params=asked, headers={"Cookie": f"slack-app-oauth-state={cookie}"}
        )

        assert (response.status_code, response.headers["content-type"]) == (400, "text/plain; charset=utf-8")
        assert "<b>" not in response.text

    @pytest.mark.parametrize(
        ("happened", "left"),
        [
            ({"type": "app_uninstalled"}, 0),
            ({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["U01BOT"]}}, 0),
            ({"type": "tokens_revoked", "tokens": {"oauth": ["U01PERSON"], "bot": []}}, 1),
        ],
    )
    async def test_ends_with_its_removal(
        self,
        bot: SigningClient,
        slack: SlackPeer,
        application: ScriptedApplication,
        happened: dict[str, Any],
        left: int,
    ) -> None:
        await installed(bot, slack)
        await installed(bot, slack, team="T02TEAM")
        await bot.event(event("") | {"event": happened})

        with application.unit_of_work(read_only=True) as work:
            kept = [work.installations.get("", team) for team in ("T01TEAM", "T02TEAM")]
        assert [bool(one) for one in kept] == [bool(left), True]


class TestStates:
    async def test_are_good_once_and_for_ten_minutes(self, database: Database) -> None:
        now = datetime(2026, 2, 3, tzinfo=UTC)
        states = States(database.unit_of_work, now=lambda: now)
        later = States(database.unit_of_work, now=lambda: now + timedelta(minutes=STATE_MINUTES))
        first, second = await states.async_issue(), await states.async_issue()

        assert [await states.async_consume(state) for state in (first, first, "forged", "forged")] == [
            True,
            False,
            False,
            False,
        ]
        assert not await later.async_consume(second)


class TestSettings:
    @pytest.mark.parametrize("missing", ["SLACK_CLIENT_SECRET", "SLACK_TOKEN_KEY", "SLACK_WORKSPACES"])
    def test_name_what_is_missing(self, application: ScriptedApplication, missing: str) -> None:
        settings = Settings.model_validate({name: value for name, value in SEVERAL.items() if name != missing})

        with pytest.raises(ConfigurationError, match=missing):
            router(replace(application, settings=settings))

    @pytest.mark.parametrize("wrong", [{"SLACK_TOKEN_KEY": "short"}, {"SLACK_BOT_TOKEN": "xoxb-1"}])
    def test_name_what_is_wrong(self, application: ScriptedApplication, wrong: dict[str, str]) -> None:
        with pytest.raises(ConfigurationError, match=next(iter(wrong))):
            router(replace(application, settings=Settings.model_validate(SEVERAL | wrong)))
