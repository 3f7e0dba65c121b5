"""What reached us, read from Slack's payloads. Pure; whatever is not a person's new words is None."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bots.slack import mrkdwn

Payload = dict[str, Any]
"""A payload as Slack documents it, already proved to come from Slack."""

# A message with any other subtype was not newly written by a person: edits, deletions, joins, bots.
_WRITTEN = (None, "file_share", "thread_broadcast")


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing a person said in Slack, and where the answer belongs.

    `key` is the same for every delivery of it. `thread` is "" outside threads. `at` is when it was written as an
    aware UTC time, None where Slack does not tell. `private` asks for an answer that only this person sees.
    """

    key: str
    team: str
    channel: str
    user: str
    text: str
    thread: str = ""
    at: datetime | None = None
    private: bool = False

    @property
    def place(self) -> str:
        """One person in one place, who continues one conversation there; to be hashed before it is kept.

        The person is part of it, so that nobody goes on with another's form in a shared thread.
        """
        return f"slack:{self.team}:{self.channel}:{self.thread}:{self.user}"

    @property
    def public(self) -> bool:
        """Tell whether others read along: a direct message's channel begins with a D."""
        return not self.private and not self.channel.startswith("D")

    @property
    def address(self) -> str:
        """The person, for rate limits; to be hashed before it is kept."""
        return f"slack:{self.team}:{self.user}"


def direct_message(body: Payload) -> Heard | None:
    """Read a `message` event: what a person wrote to the bot alone."""
    event = body["event"]
    if event.get("channel_type") != "im" or event.get("subtype") not in _WRITTEN:
        return None
    return _written(body, thread=event.get("thread_ts", ""))


def mention(body: Payload, *, bot_user: str) -> Heard | None:
    """Read an `app_mention` event; the answer goes into the thread, a new one if there is none yet."""
    event = body["event"]
    return _written(body, thread=event.get("thread_ts") or event["ts"], bot_user=bot_user)


def command(body: Payload) -> Heard:
    """Read a slash command."""
    return Heard(
        key=_key(body.get("enterprise_id"), body["team_id"], body["trigger_id"]),
        team=body["team_id"],
        channel=body["channel_id"],
        user=body["user_id"],
        text=mrkdwn.plain(body.get("text", "")),
        private=True,
    )


def button(body: Payload) -> Heard:
    """Read a press on a suggestion: its words are what the person says next, where the suggestion stands."""
    container, person = body["container"], body["user"]
    team = (body.get("team") or {}).get("id") or person["team_id"]
    return Heard(
        key=_key((body.get("enterprise") or {}).get("id"), team, body["trigger_id"]),
        team=team,
        channel=container["channel_id"],
        user=person["id"],
        text=body["actions"][0]["value"],
        thread=container.get("thread_ts") or body.get("message", {}).get("thread_ts", ""),
        private=bool(container.get("is_ephemeral")),
    )


def _written(body: Payload, *, thread: str, bot_user: str = "") -> Heard | None:
    event = body["event"]
    if "bot_id" in event or "edited" in event or not event.get("user"):
        return None
    return Heard(
        key=_key(body.get("enterprise_id"), body["team_id"], body["event_id"]),
        team=body["team_id"],
        channel=event["channel"],
        user=event["user"],
        text=mrkdwn.plain(event.get("text", ""), without=bot_user),
        thread=thread,
        at=datetime.fromtimestamp(float(event["ts"]), UTC),
    )


def _key(enterprise: str | None, team: str, once: str) -> str:
    return f"slack:{enterprise or ''}:{team}:{once}"
