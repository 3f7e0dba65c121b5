"""Where the bot was installed through OAuth: kept in our database, each token sealed with a key from outside of it."""

from __future__ import annotations

import asyncio
import json
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from cryptography.fernet import InvalidToken
from slack_bolt.error import BoltError
from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

if TYPE_CHECKING:
    from collections.abc import Collection

    from cryptography.fernet import MultiFernet

    from assistant.ports import Now, UnitsOfWork

STATE_MINUTES = 10
_FINGERPRINT = "slack state"
_USED = "used"


class Installations(AsyncInstallationStore):
    """Keeps the bot's token of each workspace, or of an organisation for all of its workspaces.

    Only `workspaces`, ids of workspaces or organisations, may install: who signs in there is taken for an employee.
    """

    def __init__(self, unit_of_work: UnitsOfWork, seal: MultiFernet, *, workspaces: Collection[str]) -> None:
        self._unit_of_work = unit_of_work
        self._seal = seal
        self._workspaces = workspaces

    async def async_save(self, installation: Installation) -> None:
        """Keep an installation; BoltError for a workspace that may not install."""
        if not {installation.team_id, installation.enterprise_id} & set(self._workspaces):
            raise BoltError("This workspace is none of those that may install.")
        await self.async_save_bot(installation.to_bot())

    async def async_save_bot(self, bot: Bot) -> None:
        """Keep what the bot needs in a workspace; whoever installs it gives no token of their own."""
        sealed = self._seal.encrypt(json.dumps(bot.to_dict_for_copying(), default=str).encode()).decode()
        await asyncio.to_thread(
            self._put, bot.enterprise_id or "", _team(bot.team_id, bot.is_enterprise_install), sealed
        )

    async def async_find_bot(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> Bot | None:
        """Return the bot of a workspace, else that of its organisation; None where neither was installed."""
        team = _team(team_id, is_enterprise_install)
        sealed = await asyncio.to_thread(self._get, enterprise_id or "", team)
        try:
            return Bot(**json.loads(self._seal.decrypt(sealed))) if sealed else None
        except InvalidToken:
            # Sealed with a key that is not among SLACK_TOKEN_KEY any more: it has to be installed again.
            return None

    async def async_delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        """Forget the bot of a workspace, or with no workspace that of an organisation."""
        await asyncio.to_thread(self._remove, enterprise_id or "", team_id or "")

    async def async_delete_installation(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None
    ) -> None:
        """Do nothing: no person's own token is kept."""

    def _put(self, enterprise: str, team: str, sealed: str) -> None:
        with self._unit_of_work() as work:
            work.installations.put(enterprise, team, sealed)
            work.commit()

    def _get(self, enterprise: str, team: str) -> str | None:
        with self._unit_of_work(read_only=True) as work:
            found = work.installations.get(enterprise, team)
            return found or (work.installations.get(enterprise, "") if enterprise else None)

    def _remove(self, enterprise: str, team: str) -> None:
        with self._unit_of_work() as work:
            work.installations.remove(enterprise, team)
            work.commit()


class States(AsyncOAuthStateStore):
    """What proves that somebody who comes back from Slack was sent there by us: good once, for ten minutes."""

    def __init__(self, unit_of_work: UnitsOfWork, *, now: Now) -> None:
        self._unit_of_work = unit_of_work
        self._now = now

    async def async_issue(self, *args: object, **kwargs: object) -> str:  # noqa: ARG002 - bolt's signature
        """Return a new state."""
        state = secrets.token_urlsafe(24)
        await asyncio.to_thread(self._take, state)
        return state

    async def async_consume(self, state: str) -> bool:
        """Tell whether a state was issued, within ten minutes and not consumed before."""
        return await asyncio.to_thread(self._take, state, issued=True)

    def _take(self, state: str, *, issued: bool = False) -> bool:
        now, key = self._now(), f"slack-state:{state}"
        end = now + timedelta(minutes=STATE_MINUTES)
        with self._unit_of_work() as work:
            taken = work.keys.take(key, fingerprint=_FINGERPRINT, now=now, expires_at=end)
            if issued and taken != "":
                # Unknown, too old or used: left without a commit, or asking would issue it.
                return False
            if issued:
                work.keys.answer(key, _USED)
            work.commit()
        return True


def _team(team: str | None, is_enterprise_install: bool | None) -> str:  # noqa: FBT001 - as Slack says it
    return "" if is_enterprise_install or not team else team
