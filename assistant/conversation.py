"""The one door: `reply(message)`. A typed state, one message, one transaction.

A message is understood and, where it asks something, answered before the transaction opens, so that no lock is
held while passages are looked up or a language model thinks. If another message of the same conversation came
first meanwhile, the turn is taken again on the newer state.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from assistant import wording
from assistant.errors import InputError
from assistant.model import Answer, Channel, IntentName, Reply
from assistant.requests.intake import advance
from assistant.requests.wishes import asked, refuses
from assistant.turns.fill import Fill
from assistant.turns.state import Heard, State, dump, load
from assistant.turns.talk import Talk
from assistant.words import refusal

if TYPE_CHECKING:
    from assistant.model import Ask, Intent, Message
    from assistant.ports import Now, UnitOfWork, UnitsOfWork
    from assistant.requests.filing import Filing
    from assistant.turns.state import Turn

_KEPT_UNBOUND = timedelta(days=1)
_DERIVED = f"{Channel.SLACK}:"
_FIRST_TURN = timedelta(hours=1)
_WORTH_LOOKING_UP = 0.05
_PLAINLY = 0.95
_HARDLY_IN_DOUBT = 0.9
_SENTENCES = re.compile(r"(?<=[.!?;])\s+|\n+")
_MOST_SENTENCES = 6
_REPEATABLE = timedelta(minutes=10)
_REPLIES = TypeAdapter(Reply)

Classify = Callable[[str], "Intent"]
AnswerQuestion = Callable[[str, str], Answer]
"""Takes the question and the one before it ("" when there is none)."""


class Conversation:
    """Turns messages into replies for every channel. Safe to use from several threads."""

    def __init__(  # noqa: PLR0913 - every collaborator is an argument, joined in bootstrap
        self,
        *,
        classify: Classify,
        answer: AnswerQuestion,
        filing: Filing,
        unit_of_work: UnitsOfWork,
        now: Now,
        new_id: Callable[[], str],
        committed: Callable[[], None] = lambda: None,
        kept: timedelta = timedelta(days=30),
    ) -> None:
        """Join the collaborators; `committed` is called after each turn that put mail into the outbox.

        A conversation is `kept` so long after its last message, one day at most where nothing was begun in it.
        """
        self._classify = classify
        self._answer = answer
        self._unit_of_work = unit_of_work
        self._now = now
        self._new_id = new_id
        self._committed = committed
        self._kept = kept
        self._fill = Fill(filing, now)
        self._talk = Talk(self._fill)

    def reply(self, message: Message) -> Reply:
        """Take one message in and return the reply; what it changed is durable when this returns.

        A message that comes again under its key within ten minutes, since its reply was lost on the way, gets the
        same reply and changes nothing. The first of a conversation has nothing yet that it could do twice.

        Raises InputError for a message that is too long, empty, or holds what no database can carry, and
        ConflictError for a key that was another message's.
        """
        if why := refusal(message.text):
            raise InputError(why, field="message")
        message = _in_its_own(message)
        intent = self._classify(message.text)
        with self._unit_of_work(read_only=True) as work:
            before = work.conversations.load(message.conversation_id) if message.conversation_id else None
        while True:
            state = load(before)
            answer = self._answer(message.text, state.question) if _asks(state, message.text, intent) else None
            wish = None if state.form else self._wish(message.text, intent)
            # What a question leaves behind is a convenience: its loss in a power cut is worth no wait for the disk.
            durable = state.binds or intent.name is not IntentName.QUESTION
            with self._unit_of_work(durable=durable) as work:
                stored = self._stored(work, message)
                key = _key(message) if stored and message.key else ""
                if told := self._told(work, key, message.text):
                    return told
                if stored == before:
                    turn = self._turn(state, Heard(message, intent, answer, work, wish))
                    reply = _reply(self._id_for(message, stored), turn, intent)
                    self._save(work, reply.conversation_id, turn.state)
                    if key:
                        work.keys.answer(key, _REPLIES.dump_json(reply).decode())
                    work.commit()
                    break
            before = stored
        if turn.mailed:
            self._committed()
        return reply

    def forget(self, conversation_id: str) -> None:
        """Delete a conversation and what was begun but not filed in it; what was filed stays the officer's."""
        if conversation_id.startswith(_DERIVED):
            return
        with self._unit_of_work() as work:
            state = load(work.conversations.load(conversation_id))
            self._fill.leave(state, work)
            work.conversations.remove(conversation_id)
            work.keys.forget(f"turn:{conversation_id}:")
            work.commit()

    def _told(self, work: UnitOfWork, key: str, text: str) -> Reply | None:
        """Return the reply that the message under `key` was given before; None, and the key taken, when it is new."""
        if not key:
            return None
        now = self._now()
        stored = work.keys.take(key, fingerprint=_hash(text), now=now, expires_at=now + _REPEATABLE)
        return _REPLIES.validate_json(stored) if stored else None

    def _turn(self, state: State, heard: Heard) -> Turn:
        return self._fill.turn(state, state.form, heard) if state.form else self._talk.turn(state, heard)

    def _wish(self, text: str, intent: Intent) -> Intent | None:
        """Find the sentence of a question that makes a request ("How long do you keep it? I want mine deleted.")."""
        sentences = _SENTENCES.split(text)[:_MOST_SENTENCES]
        if intent.name is not IntentName.QUESTION or len(sentences) == 1:
            return None
        taken_for = ((each, self._classify(each)) for each in sentences if each.strip())
        return next((wish for sentence, wish in taken_for if _plainly_requests(sentence, wish)), None)

    def _stored(self, work: UnitOfWork, message: Message) -> str | None:
        """Return the stored state and hold it, also when it is not there yet."""
        if message.conversation_id is None:
            return None
        stored = work.conversations.load(message.conversation_id)
        if stored is None and message.channel is Channel.SLACK:
            # Where the id is derived two first messages can race, and a row that is not there holds nobody back.
            now = self._now()
            key = f"conversation:{message.conversation_id}"
            work.keys.take(key, fingerprint="", now=now, expires_at=now + _FIRST_TURN)
            stored = work.conversations.load(message.conversation_id)
        return stored

    def _id_for(self, message: Message, stored: str | None) -> str:
        """Keep an id that is known, or that its channel derives; else mint one, so that nobody chooses theirs."""
        if message.conversation_id and (stored is not None or message.channel is Channel.SLACK):
            return message.conversation_id
        return self._new_id()

    def _save(self, work: UnitOfWork, conversation_id: str, state: State) -> None:
        now = self._now()
        kept = self._kept if state.binds else min(self._kept, _KEPT_UNBOUND)
        work.conversations.save(conversation_id, dump(replace(state, greeted=True)), now=now, expires_at=now + kept)


def _key(message: Message) -> str:
    return f"turn:{message.conversation_id}:{_hash(message.key)}"


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _in_its_own(message: Message) -> Message:
    """Drop the id of a conversation that is another channel's: only Slack's own door proves who writes there."""
    if message.channel is Channel.SLACK or not (message.conversation_id or "").startswith(_DERIVED):
        return message
    return replace(message, conversation_id=None)


def _plainly_requests(sentence: str, intent: Intent) -> bool:
    return intent.name is IntentName.REQUEST and intent.confidence >= _PLAINLY and not refuses(sentence, asked(intent))


def _asks(state: State, text: str, intent: Intent) -> bool:
    """Tell whether the turn will need an answer from the policy."""
    if state.form:
        return intent.name is not IntentName.HUMAN and advance(state.form, text, intent).act == "interrupted"
    if intent.name in {IntentName.QUESTION, IntentName.REQUEST}:
        return intent.name is IntentName.QUESTION or _may_only_ask(text, intent)
    # What may be a question is looked up: the policy itself is the better judge of what it speaks of.
    return intent.scores.get(IntentName.QUESTION, 0.0) >= _WORTH_LOOKING_UP


def _may_only_ask(text: str, intent: Intent) -> bool:
    """Tell a request that may be a question: it is answered before the form begins."""
    return intent.confidence < _HARDLY_IN_DOUBT or text.rstrip().endswith("?")


def _waits_for(state: State) -> Ask | None:
    if state.form:
        return wording.ask(state.form)[1]
    return wording.CAPACITY if state.whose else None


def _reply(conversation_id: str, turn: Turn, intent: Intent) -> Reply:
    return Reply(
        conversation_id=conversation_id,
        kind=turn.kind,
        text=turn.text,
        intent=intent,
        citations=turn.citations,
        ask=_waits_for(turn.state),
        ticket=turn.ticket,
        suggestions=turn.suggestions,
    )
