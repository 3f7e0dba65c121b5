"""Who somebody is in Slack, as Slack says."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

import aiohttp
from slack_sdk.errors import SlackApiError

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from assistant.model import User
    from assistant.ports import UnitOfWork

# What waits for it has to answer within three seconds.
_SECONDS = 1.5


@dataclass(frozen=True, slots=True)
class Profile:
    """A person's name and address. `sure` tells that Slack has confirmed the address, and that they are of the house.

    `email` is "" where Slack does not tell it.
    """

    name: str
    email: str
    sure: bool


async def profile_of(client: AsyncWebClient, user: str) -> Profile | None:
    """Return who a user is, None where Slack does not tell within a second and a half."""
    if not user:
        return None
    try:
        async with asyncio.timeout(_SECONDS):
            found = (await client.users_info(user=user))["user"]
    except (SlackApiError, aiohttp.ClientError, TimeoutError):
        return None
    profile = found.get("profile") or {}
    email = profile.get("email") or ""
    # Guests and people of other companies, who share a channel, are not vouched for.
    outside = ("deleted", "is_bot", "is_stranger", "is_restricted", "is_ultra_restricted")
    return Profile(
        name=profile.get("real_name") or found.get("real_name") or "",
        email=email,
        sure=bool(email and found.get("is_email_confirmed") and not any(found.get(mark) for mark in outside)),
    )


def user_of(work: UnitOfWork, profile: Profile | None) -> User | None:
    """Return the desk's user of the address that Slack vouches for; None for nobody, or one who was disabled."""
    user = work.users.by_email(profile.email) if profile and profile.sure else None
    return user if user and not user.disabled_at else None
