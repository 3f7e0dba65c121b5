"""A local Slack, a scripted application over a real database, and the bot's routes between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from slack_client import signing_client
from slack_fakes import ScriptedApplication
from slack_peer import SlackPeer, slack_peer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from slack_client import SigningClient

    from assistant.adapters.database import Database


@pytest.fixture
async def slack() -> AsyncIterator[SlackPeer]:
    async with slack_peer() as peer:
        yield peer


@pytest.fixture
def application(database: Database) -> ScriptedApplication:
    return ScriptedApplication(database)


@pytest.fixture
async def bot(application: ScriptedApplication, slack: SlackPeer) -> AsyncIterator[SigningClient]:
    async with signing_client(application, slack) as client:
        yield client
