"""The whole house behind Slack: real weights, real index, real mails, signed requests."""

from __future__ import annotations

import asyncio
import contextlib
import email
import email.policy
import json
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from slack_peer import APP_TOKEN, BOT_TOKEN, PERSON, SECRET, SlackPeer, event

from assistant.bootstrap import build, ingester
from assistant.model import TicketStatus
from assistant.policy import documents
from assistant.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

    from slack_client import SigningClient

    from assistant.bootstrap import Application

SECONDS = 20.0
ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def application(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    settings = Settings.model_validate(
        {
            "ASSISTANT_DATA_DIR": tmp_path_factory.mktemp("slack"),
            "ASSISTANT_CORPUS_DIR": ROOT / "corpus",
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_APP_TOKEN": APP_TOKEN,
            "SLACK_SIGNING_SECRET": SECRET,
        }
    )
    with ingester(settings) as index:
        plan = index.plan(documents.read([settings.corpus_dir]), keep_others=False)
        index.apply(plan, progress=lambda _done, _total: None)
    with contextlib.closing(build(settings)) as application:
        application.worker.start()
        yield application


async def say(text: str, bot: SigningClient, slack: SlackPeer, *, user: str = PERSON) -> dict[str, Any]:
    await bot.event(event(text, user=user))
    return (await slack.wait_for_said(len(slack.said()) + 1))[-1]


async def mail_to(address: str, subject: str, folder: Path) -> EmailMessage:
    return await asyncio.to_thread(wait_for_mail, address, subject, folder)


def wait_for_mail(address: str, subject: str, folder: Path) -> EmailMessage:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        for path in folder.glob("*.eml"):
            mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            if address in mail["To"] and subject in mail["Subject"]:
                return mail
        time.sleep(0.05)
    pytest.fail(f"no mail about {subject} to {address}")


class TestDirectMessage:
    async def test_is_answered_from_the_policys_exact_words(
        self, application: Application, bot: SigningClient, slack: SlackPeer
    ) -> None:
        post = await say("How long do you keep data about services we instructed?", bot, slack, user="U02ASKS")

        (cited,) = (block["elements"][0]["text"] for block in post["blocks"] if block["type"] == "context")
        found = re.search(r"\[1\] <([^|>]+)\|[^>]+>: “([^”]+)”", cited)
        assert found
        assert found[1].startswith("http://127.0.0.1:8000/policy/privacy_policy?")
        assert found[2] in application.documents.document("privacy_policy").text

    async def test_files_a_request_from_the_first_word_to_the_code(
        self, application: Application, bot: SigningClient, slack: SlackPeer
    ) -> None:
        mails = application.settings.data_dir / "mail"

        await say("please delete my data", bot, slack)
        await say("My name is Jo Example, <mailto:jo@example.org|jo@example.org>", bot, slack)
        summary = await say("I was a customer of Bits &amp; Bobs <!channel> in 2019", bot, slack)
        await say("yes", bot, slack)
        code = re.search(r"\b\d{6}\b", str(await mail_to("jo@example.org", "code", mails)))
        assert code
        receipt = await say(code[0], bot, slack)

        assert "Bits &amp; Bobs @channel in 2019" in json.dumps(summary["blocks"], ensure_ascii=False)
        reference = re.search(r"[A-Z0-9]+-[A-Z0-9-]+", receipt["text"])
        assert reference
        to_officer = await mail_to("dpo@integra.co.in", reference[0], mails)
        assert "jo@example.org" in to_officer["Reply-To"]
        with application.unit_of_work() as work:
            ticket = work.tickets.get(reference[0])
        assert ticket
        assert ticket.status is TicketStatus.RECEIVED
        # The clock counts from when the first message was written, not from when it reached us.
        assert ticket.draft.requested_at.year == 2023
