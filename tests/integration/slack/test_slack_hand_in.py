"""A request that reached somebody in Slack is handed in, dated from when it was written."""

from __future__ import annotations

import json
import threading
import time
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from desk import a_user
from slack_client import signing_client
from slack_fakes import ScriptedApplication, echo
from slack_peer import PERSON, SlackPeer, command, event, person, shortcut, submission

from assistant.model import Channel, HandedIn, OnBehalfOf, TicketStatus, TicketType, Wanted

if TYPE_CHECKING:
    from slack_client import SigningClient

    from assistant.adapters.database import Database
    from assistant.model import Message, Reply, Ticket

WORDS = "Hi Kim, please delete everything about me. Jo, <mailto:jo@example.org|jo@example.org>"


@pytest.fixture
def slack(slack: SlackPeer) -> SlackPeer:
    slack.people |= {PERSON: person("Kim Colleague", "kim@corp.example"), "U02ASKS": person("Jo", "jo@other.example")}
    return slack


async def opened(bot: SigningClient, slack: SlackPeer, click: dict[str, Any]) -> dict[str, Any]:
    await bot.press(click)
    view: dict[str, Any] = (await slack.wait_for("views.open", len(slack.called("views.open")) + 1))[-1]["view"]
    return view


def proposed(view: dict[str, Any]) -> dict[str, Any]:
    elements = {block["block_id"]: block["element"] for block in view["blocks"]}
    kinds = [option["value"] for option in elements["types"].get("initial_options", [])]
    return {"types": kinds} | {
        name: element["initial_value"] for name, element in elements.items() if "initial_value" in element
    }


def tickets(application: ScriptedApplication) -> list[Ticket]:
    with application.unit_of_work(read_only=True) as work:
        return list(work.tickets.walk(Wanted()))


def limit(application: ScriptedApplication) -> str:
    source = application.source_of(f"slack:T01TEAM:{PERSON}")
    return f"handed_in:{source}"


def mailed(application: ScriptedApplication) -> list[str]:
    return [mail.to for mail in application.office.mails()]


class TestMessageShortcut:
    async def test_opens_a_form_that_proposes_what_the_message_says(self, bot: SigningClient, slack: SlackPeer) -> None:
        view = await opened(bot, slack, shortcut(WORDS))

        assert proposed(view) == {
            "types": ["erasure"],
            "name": "Jo",
            "email": "jo@example.org",
            "details": "Hi Kim, please delete everything about me. Jo, jo@example.org",
        }

    async def test_never_proposes_who_clicked(self, bot: SigningClient, slack: SlackPeer) -> None:
        view = await opened(bot, slack, shortcut("Delete my data, says a customer. kim@corp.example", user=PERSON))

        assert {"name", "email"}.isdisjoint(proposed(view))

    async def test_opens_with_what_is_known_where_slack_tells_no_names(
        self, bot: SigningClient, slack: SlackPeer
    ) -> None:
        slack.people.clear()

        assert proposed(await opened(bot, slack, shortcut(WORDS)))["email"] == "jo@example.org"

    async def test_clicked_once_opens_one_form_however_often_it_is_delivered(
        self, bot: SigningClient, slack: SlackPeer
    ) -> None:
        click = shortcut(WORDS)
        await opened(bot, slack, click)
        await bot.press(click)
        await opened(bot, slack, shortcut("another"))

        assert len(slack.called("views.open")) == 2

    async def test_files_with_the_messages_time_words_and_place(
        self, bot: SigningClient, slack: SlackPeer, application: ScriptedApplication
    ) -> None:
        view = await opened(bot, slack, shortcut(WORDS, thread_ts="1699.5"))

        answer = await bot.submit(submission(view))

        (ticket,) = tickets(application)
        draft = ticket.draft
        assert (ticket.status, ticket.verified_at, draft.channel) == (TicketStatus.RECEIVED, None, Channel.SLACK)
        assert draft.requested_at == datetime(2023, 11, 14, 22, 13, 20, 250000, tzinfo=UTC)
        assert ticket.due_on == date(2023, 12, 14)
        assert (draft.words, draft.details) == ((proposed(view)["details"],), "")
        link = "https://made-up.slack.com/archives/C01ROOM/p1700000000250000?thread_ts=1699.5&cid=C01ROOM"
        assert draft.handed_in == HandedIn("Kim Colleague (kim@corp.example)", link)
        assert mailed(application) == ["dpo@integra.co.in", "jo@example.org"]
        assert application.worker.woken == 1
        assert answer["response_action"] == "update"
        assert ticket.reference in json.dumps(answer["view"])
        assert "Thursday 14 December 2023" in json.dumps(answer["view"])
        (entry,) = application.office.history(ticket.reference)
        assert entry.deed.actor == f"staff:slack:{PERSON}"

    async def test_names_the_user_of_the_desk_who_handed_it_in(
        self, bot: SigningClient, slack: SlackPeer, application: ScriptedApplication
    ) -> None:
        with application.unit_of_work() as work:
            work.users.put(a_user(name="kim", email="kim@corp.example"))
            work.commit()
        await bot.submit(submission(await opened(bot, slack, shortcut(WORDS))))

        (entry,) = application.office.history(tickets(application)[0].reference)
        assert entry.deed.actor == "staff:kim"

    async def test_keeps_all_words_of_a_message_that_is_longer_than_a_field(
        self, bot: SigningClient, slack: SlackPeer, application: ScriptedApplication
    ) -> None:
        long = "delete it, " * 1000
        await bot.submit(submission(await opened(bot, slack, shortcut(long)), email="jo@example.org"))

        (ticket,) = tickets(application)
        assert (ticket.draft.words, ticket.draft.details) == ((long.strip(),), "")

    async def test_reads_the_words_of_a_mail_that_another_app_posted(
        self, bot: SigningClient, slack: SlackPeer
    ) -> None:
        click = shortcut("New mail", user=None, bot_id="B09", attachments=[{"text": "delete my data"}])

        assert proposed(await opened(bot, slack, click))["details"] == "New mail\ndelete my data"


class TestForm:
    async def test_sent_again_by_another_replica_files_once(
        self, bot: SigningClient, slack: SlackPeer, application: ScriptedApplication, database: Database
    ) -> None:
        sent = submission(await opened(bot, slack, shortcut(WORDS)))
        first = await bot.submit(sent)
        async with signing_client(ScriptedApplication(database), slack) as other:
            assert await other.submit(sent) == first

        assert len(tickets(application)) == 1

    @pytest.mark.parametrize(
        ("typed", "field"),
        [
            ({"email": "jo@"}, "email"),
            ({"name": "two\nlines"}, "name"),
            ({"name": "", "email": None}, "name"),
            ({"for": "Ada"}, "authority"),
            ({"authority": "parent"}, "for"),
            ({"details": "\x00"}, "details"),
        ],
    )
    async def test_says_beside_the_field_what_cannot_be_filed(
        self, bot: SigningClient, slack: SlackPeer, application: ScriptedApplication, typed: dict[str, Any], field: str
    ) -> None:
        answer = await bot.submit(submission(await opened(bot, slack, shortcut(WORDS)), **typed))

        assert answer["response_action"] == "errors"
        assert list(answer["errors"]) == [field]
        assert tickets(application) == []

    async def test_files_for_somebody_else(
        self, bot: SigningClient, slack: SlackPeer, application: ScriptedApplication
    ) -> None:
        view = await opened(bot, slack, shortcut(WORDS))
        await bot.submit(submission(view, types=["access", "complaint"], **{"for": "Ada", "authority": "her mother"}))

        (ticket,) = tickets(application)
        assert ticket.draft.types == (TicketType.ACCESS, TicketType.COMPLAINT)
        assert ticket.draft.on_behalf_of == OnBehalfOf("Ada", "her mother")

    async def test_says_so_when_nothing_was_filed_and_files_when_it_is_sent_again(
        self, bot: SigningClient, slack: SlackPeer, application: ScriptedApplication
    ) -> None:
        sent = submission(await opened(bot, slack, shortcut(WORDS)))
        before = [await bot.submit(submission(await opened(bot, slack, shortcut(WORDS)))) for _ in range(60)]
        refused = await bot.submit(sent)
        with application.unit_of_work() as work:
            work.limits.take_back(limit(application), at=tickets(application)[0].created_at)
            work.commit()
        taken = await bot.submit(sent)

        assert {answer["response_action"] for answer in before} == {"update"}
        assert "a lot in a short time" in refused["errors"]["details"]
        assert taken["response_action"] == "update"


class TestForms:
    async def test_are_filed_within_a_second_while_many_answers_take_long(
        self, bot: SigningClient, slack: SlackPeer, application: ScriptedApplication
    ) -> None:
        ready = threading.Event()

        def slow(message: Message) -> Reply:
            assert ready.wait(20)
            return echo(message)

        application.conversation.answer = slow
        took = []
        for number in range(100):
            start = time.perf_counter()
            await bot.event(event("how long?", user=f"U{number}"))
            took.append(time.perf_counter() - start)
        start = time.perf_counter()
        await bot.press(shortcut(WORDS))
        took.append(time.perf_counter() - start)
        (call,) = await slack.wait_for("views.open")
        start = time.perf_counter()
        await bot.submit(submission(call["view"]))
        took.append(time.perf_counter() - start)
        ready.set()
        await slack.wait_for_said(100)

        assert max(took) < 1
        assert len(tickets(application)) == 1


class TestEmptyForm:
    @pytest.mark.parametrize("way", ["shortcut", "command"])
    async def test_opens_from_the_shortcut_and_from_the_command(
        self, bot: SigningClient, slack: SlackPeer, application: ScriptedApplication, way: str
    ) -> None:
        if way == "shortcut":
            await bot.press(shortcut())
        else:
            await bot.command(command(" Request ", response_url=slack.response_url))
        ((call),) = await slack.wait_for("views.open")

        assert proposed(call["view"]) == {"types": []}
        assert application.conversation.heard == []

    async def test_takes_the_workspaces_word_for_who_an_employee_is(
        self, bot: SigningClient, slack: SlackPeer, application: ScriptedApplication
    ) -> None:
        view = await opened(bot, slack, shortcut())
        await bot.submit(submission(view, types=["access"], own=["own"], details="what HR has"))

        (ticket,) = tickets(application)
        assert (ticket.draft.name, ticket.draft.email) == ("Kim Colleague", "kim@corp.example")
        assert ticket.verified_at is not None
        assert [mail.key.partition(":")[0] for mail in application.office.mails()] == ["officer", "acknowledgement"]

    @pytest.mark.parametrize(
        "who",
        [
            None,
            person("Kim", ""),
            person("Kim", "kim@corp.example", is_email_confirmed=False),
            person("Kim", "kim@corp.example", is_stranger=True),
            person("Kim", "kim@corp.example", is_restricted=True),
        ],
    )
    async def test_takes_nobodys_word_else(
        self, bot: SigningClient, slack: SlackPeer, application: ScriptedApplication, who: dict[str, Any] | None
    ) -> None:
        view = await opened(bot, slack, shortcut())
        slack.people = {PERSON: who} if who else {}
        answer = await bot.submit(submission(view, types=["access"], own=["own"]))

        assert list(answer["errors"]) == ["own"]
        assert tickets(application) == []

    async def test_counts_from_the_day_on_which_it_came_in(
        self, bot: SigningClient, slack: SlackPeer, application: ScriptedApplication
    ) -> None:
        view = await opened(bot, slack, shortcut())
        yesterday, tomorrow = (datetime.now(UTC).date() + timedelta(days=days) for days in (-1, 1))
        refused = await bot.submit(submission(view, types=["access"], name="Jo", received=tomorrow.isoformat()))
        await bot.submit(submission(view, types=["access"], name="Jo", received=yesterday.isoformat()))

        assert list(refused["errors"]) == ["received"]
        (ticket,) = tickets(application)
        assert ticket.draft.requested_at.date() == yesterday
