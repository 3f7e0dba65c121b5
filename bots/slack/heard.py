"""What reached us, read from Slack's payloads. Pure; whatever is not a person's new words is None."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bots.slack import mrkdwn

Payload = dict[str, Any]
"""A payload as Slack documents it, already proved to come from Slack."""

_QUESTION = re.compile(r"^question:?\s+", re.IGNORECASE)
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


@dataclass(frozen=True, slots=True)
class Press:
    """A press on a button that carries a value; `key` is the same for every delivery of it."""

    key: str
    value: str


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a form that was sent remembers of how it was opened; `at` is None where no message was clicked on.

    `address` is who sent it, to be hashed before it is kept.
    """

    key: str
    address: str
    at: datetime | None = None
    link: str = ""


@dataclass(frozen=True, slots=True)
class Opening:
    """A click that opens a form: on a message, whose `text` and `author` it has, or on nothing ("" both).

    `key` is the same for every delivery of it, and for the form it opens.
    """

    key: str
    trigger: str
    user: str
    metadata: str
    text: str = ""
    author: str = ""
    at: datetime | None = None


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
        text=_QUESTION.sub("", mrkdwn.plain(body.get("text", ""))),
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


def press(body: Payload) -> Press:
    """Read a press on a button."""
    enterprise, team = (body.get("enterprise") or {}).get("id"), (body.get("team") or {}).get("id", "")
    return Press(_key(enterprise, team, body["trigger_id"]), body["actions"][0]["value"])


def shortcut(body: Payload) -> Opening:
    """Read a click on a message's shortcut, or on the one that belongs to no message."""
    message = body.get("message") or {}
    return _opening(body, user=body["user"]["id"], message=message, link=_link(body, message))


def form_wanted(body: Payload) -> Opening:
    """Read a slash command as the wish for an empty form."""
    return _opening(body, user=body["user_id"], message={}, link="")


def metadata(body: Payload) -> Metadata:
    """Read what a form that was sent remembers."""
    kept = json.loads(body["view"]["private_metadata"])
    address = f"slack:{body['view']['team_id']}:{body['user']['id']}"
    return Metadata(kept["key"], address, _moment(kept["ts"]) if kept["ts"] else None, kept["link"])


def _opening(body: Payload, *, user: str, message: Payload, link: str) -> Opening:
    team = (body.get("team") or {}).get("id") or body.get("team_id") or body.get("user", {}).get("team_id", "")
    enterprise = (body.get("enterprise") or {}).get("id") or body.get("enterprise_id")
    key, ts = _key(enterprise, team, f"form:{body['trigger_id']}"), message.get("ts", "")
    # Mail and other apps put the words into attachments.
    parts = [message.get("text"), *(part.get("text") for part in message.get("attachments") or [])]
    return Opening(
        key=key,
        trigger=body["trigger_id"],
        user=user,
        metadata=json.dumps({"key": key, "ts": ts, "link": link}),
        text=mrkdwn.plain("\n".join(part for part in parts if part)),
        author=message.get("user") or "",
        at=_moment(ts) if ts else None,
    )


def _link(body: Payload, message: Payload) -> str:
    """Return the message's address in Slack, made as Slack makes them: the bot need not be in the channel to link."""
    domain, channel = (body.get("team") or {}).get("domain"), body.get("channel", {}).get("id")
    if not domain or not message:
        return ""
    link = f"https://{domain}.slack.com/archives/{channel}/p{message['ts'].replace('.', '')}"
    thread = message.get("thread_ts")
    return f"{link}?thread_ts={thread}&cid={channel}" if thread and thread != message["ts"] else link


def _moment(ts: str) -> datetime:
    return datetime.fromtimestamp(float(ts), UTC)


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
        at=_moment(event["ts"]),
    )


def _key(enterprise: str | None, team: str, once: str) -> str:
    return f"slack:{enterprise or ''}:{team}:{once}"
