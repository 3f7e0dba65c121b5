"""Calls other systems, signed as Standard Webhooks has it (https://www.standardwebhooks.com)."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import httpx
from standardwebhooks.webhooks import Webhook as Signer

from assistant.errors import MailDelayedError, MailRefusedError

if TYPE_CHECKING:
    from assistant.model import Call, Webhook
    from assistant.ports import Now

_SECONDS = 10.0


class HttpCaller:
    """Implements ports.Caller. It follows no redirect: whoever moved is told anew."""

    def __init__(self, *, now: Now) -> None:
        self._now = now

    def call(self, call: Call, *, to: Webhook) -> None:
        """Post the call.

        MailRefusedError for 410 Gone, as the standard has it; MailDelayedError for whatever else is no success.
        """
        at = self._now()
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "privacy-assistant",
            "webhook-id": call.event_id,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": Signer(to.secret).sign(call.event_id, at, call.body),
        }
        try:
            answer = httpx.post(to.url, content=call.body, headers=headers, timeout=_SECONDS, trust_env=False)
        except httpx.HTTPError as error:
            raise MailDelayedError(f"The webhook cannot be reached: {type(error).__name__}.") from None
        if answer.status_code == HTTPStatus.GONE:
            raise MailRefusedError("The webhook wants no more calls: 410 Gone.")
        if not answer.is_success:
            raise MailDelayedError(f"The webhook answered {answer.status_code}.")
