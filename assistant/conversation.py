"""The one door: `reply(message)`. A typed state, one message, one transaction.

A message is understood and, where it asks something, answered before the transaction opens, so that no lock is
held while passages are looked up or a language model thinks. If another message of the same conversation came
first meanwhile, the turn is taken again on the newer state.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from assistant import wording
from assistant.errors import CodeExpiredError, RateLimitedError, WrongCodeError
from assistant.model import Answer, Channel, IntentName, Reply, TicketType
from assistant.requests.authority import about_another, says_own, stated_authority
from assistant.requests.controls import controls
from assistant.requests.intake import Form, Step, advance, begin

if TYPE_CHECKING:
    from assistant.model import Citation, Intent, Kind, Message, OnBehalfOf, TicketView
    from assistant.organisation import Organisation
    from assistant.ports import Now, UnitOfWork
    from assistant.requests.filing import Filing

KEPT = timedelta(days=30)
_OFFER_FROM = 0.5

Classify = Callable[[str], "Intent"]
AnswerQuestion = Callable[[str, str], Answer]
"""Takes the question and the one before it ("" when there is none)."""


@dataclass(frozen=True, slots=True)
class State:
    """What is remembered between turns: the form, what was offered, and the last question for a follow-up."""

    form: Form | None = None
    whose: Form | None = None
    offered: tuple[TicketType, ...] = ()
    question: str = ""
    filed: tuple[str, ...] = ()
    greeted: bool = False


_STATES = TypeAdapter(State)


@dataclass(frozen=True, slots=True)
class _Turn:
    """What a turn leads to."""

    state: State
    kind: Kind
    text: str
    citations: tuple[Citation, ...] = ()
    ticket: TicketView | None = None
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Heard:
    """A message, what it was taken for, the answer if it needs one, and the transaction it is handled in."""

    message: Message
    intent: Intent
    answer: Answer | None
    work: UnitOfWork

    @property
    def text(self) -> str:
        return self.message.text


class Conversation:
    """Turns messages into replies for every channel. Safe to use from several threads."""

    def __init__(  # noqa: PLR0913 - every collaborator is an argument, joined in bootstrap
        self,
        *,
        classify: Classify,
        answer: AnswerQuestion,
        filing: Filing,
        unit_of_work: Callable[[], UnitOfWork],
        organisation: Organisation,
        now: Now,
        new_id: Callable[[], str],
        committed: Callable[[], None] = lambda: None,
    ) -> None:
        """Join the collaborators; `committed` is called after each turn that may have put mail into the outbox."""
        self._classify = classify
        self._answer = answer
        self._filing = filing
        self._unit_of_work = unit_of_work
        self._organisation = organisation
        self._now = now
        self._new_id = new_id
        self._committed = committed

    def reply(self, message: Message) -> Reply:
        """Take one message in and return the reply; what it changed is durable when this returns."""
        intent = self._classify(message.text)
        stored = self._stored(message.conversation_id)
        while True:
            before = stored
            state = _STATES.validate_json(before) if before else State()
            asks = self._asks(state, message.text, intent)
            answer = self._answer(message.text, state.question) if asks else None
            with self._unit_of_work() as work:
                known = message.conversation_id
                stored = work.conversations.load(known) if known else None
                if stored != before:
                    continue
                heard = _Heard(message, intent, answer, work)
                turn = self._turn(state, heard)
                keep_id = known is not None and (stored is not None or message.channel is Channel.SLACK)
                conversation_id = known if keep_id and known else self._new_id()
                dumped = _STATES.dump_json(replace(turn.state, greeted=True)).decode()
                now = self._now()
                work.conversations.save(conversation_id, dumped, now=now, expires_at=now + KEPT)
                work.commit()
            if turn.state.form is not state.form:
                self._committed()
            form = turn.state.form
            return Reply(
                conversation_id=conversation_id,
                kind=turn.kind,
                text=turn.text,
                intent=intent,
                citations=turn.citations,
                ask=wording.ask(form)[1] if form else None,
                ticket=turn.ticket,
                suggestions=turn.suggestions,
            )

    def _stored(self, conversation_id: str | None) -> str | None:
        if conversation_id is None:
            return None
        with self._unit_of_work() as work:
            return work.conversations.load(conversation_id)

    @staticmethod
    def _asks(state: State, text: str, intent: Intent) -> bool:
        """Tell whether the turn will need an answer from the policy."""
        if state.form:
            return advance(state.form, text, intent).act == "interrupted"
        return intent.name is IntentName.QUESTION

    def _turn(self, state: State, heard: _Heard) -> _Turn:
        if state.form:
            return self._in_form(state, state.form, heard)
        if state.whose and (turn := self._whose_it_is(state, state.whose, heard)):
            return turn
        if state.offered and "yes" in controls(heard.text):
            words = tuple(text for text in (state.question, heard.text) if text)
            form = replace(begin(state.offered, heard.text, at=heard.message.received_at), words=words)
            return self._start(state, form)
        state = replace(state, offered=(), whose=None)
        match heard.intent.name:
            case IntentName.REQUEST:
                return self._request(state, heard)
            case IntentName.COMPLAINT:
                return self._start(state, begin((TicketType.COMPLAINT,), heard.text, at=heard.message.received_at))
            case IntentName.INCIDENT:
                return self._start(state, begin((TicketType.INCIDENT,), heard.text, at=heard.message.received_at))
            case IntentName.QUESTION:
                return self._question(state, heard)
            case IntentName.STATUS:
                return self._status(state, heard)
            case IntentName.HUMAN:
                text = self._say(wording.HANDOFF)
                return _Turn(replace(state, offered=(TicketType.ENQUIRY,)), "handoff", text, suggestions=wording.TAKE_DOWN)
            case IntentName.SMALLTALK:
                text = self._say(wording.SMALLTALK if state.greeted else wording.GREETING)
                return _Turn(state, "smalltalk", text, suggestions=wording.EXAMPLES)
            case IntentName.OUT_OF_SCOPE:
                return _Turn(state, "no_answer", self._say(wording.OUT_OF_SCOPE), suggestions=wording.EXAMPLES)

    def _say(self, sentence: str) -> str:
        return sentence.format(controller=self._organisation.controller, dpo=self._filing.dpo_email)

    # ---- outside the form

    def _question(self, state: State, heard: _Heard) -> _Turn:
        assert heard.answer is not None
        types = tuple(
            TicketType(name) for name, score in heard.intent.type_scores.items() if score >= _OFFER_FROM
        )
        text, suggestions = heard.answer.text, ()
        if types and heard.answer.kind == "answer":
            text = f"{text}\n\n{wording.offer(types)}"
            suggestions = wording.START
        return _Turn(
            replace(state, question=heard.text, offered=types if suggestions else ()),
            heard.answer.kind,
            text,
            heard.answer.citations,
            suggestions=suggestions,
        )

    def _request(self, state: State, heard: _Heard) -> _Turn:
        types = tuple(TicketType(kind) for kind in heard.intent.request_types)
        if not types:
            return _Turn(state, "clarify", wording.WHICH)
        another = about_another(heard.text)
        if another is None:
            return self._start(state, begin(types, heard.text, at=heard.message.received_at))
        if another.authority:
            return self._start(state, self._form_for(types, heard, another.on_behalf_of))
        whose = begin(types, heard.text, at=heard.message.received_at)
        return _Turn(replace(state, whose=whose), "clarify", wording.WHOSE.format(who=another.who))

    @staticmethod
    def _form_for(types: tuple[TicketType, ...], heard: _Heard, on_behalf_of: OnBehalfOf) -> Form:
        return begin(types, heard.text, at=heard.message.received_at, on_behalf_of=on_behalf_of)

    def _whose_it_is(self, state: State, form: Form, heard: _Heard) -> _Turn | None:
        """Go on once the person says whose data it is and by what right; None when they talk of something else."""
        words = (*form.words, heard.text)
        if says_own(heard.text):
            return self._start(state, replace(form, words=words))
        if authority := stated_authority(heard.text):
            another = about_another(form.words[0])
            who = another.who if another else "another person"
            on_behalf_of = replace(another.on_behalf_of, authority=authority) if another else None
            return self._start(state, replace(form, words=words, on_behalf_of=on_behalf_of)) if who else None
        if controls(heard.text) & {"no", "cancel"}:
            return _Turn(replace(state, whose=None), "cancelled", wording.CANCELLED)
        return None

    def _start(self, state: State, form: Form) -> _Turn:
        return self._ask(replace(state, offered=(), whose=None, filed=state.filed), form, wording.opening(form, self._organisation))

    def _status(self, state: State, heard: _Heard) -> _Turn:
        ticket = heard.work.tickets.get(state.filed[-1]) if state.filed else None
        if ticket is None:
            return _Turn(state, "status", self._say(wording.STATUS))
        text = wording.STATUS_KNOWN.format(reference=ticket.reference, due=wording.long_date(ticket.due_on))
        return _Turn(state, "status", text, ticket=ticket.view)

    # ---- in the form

    def _in_form(self, state: State, form: Form, heard: _Heard) -> _Turn:
        step = advance(form, heard.text, heard.intent)
        match step.act:
            case "ask":
                return self._ask(state, step.form)
            case "again":
                return self._ask(state, step.form, wording.PROBLEMS[step.problem])
            case "correct":
                return _Turn(replace(state, form=step.form), "confirm", wording.TO_CHANGE, suggestions=wording.CONFIRM)
            case "interrupted":
                assert heard.answer is not None
                asked = wording.ask(form)[0]
                text = f"{heard.answer.text}\n\nBack to your request. {asked}"
                state = replace(state, question=heard.text)
                return _Turn(state, heard.answer.kind, text, heard.answer.citations)
            case "cancel" | "restart":
                return self._leave(state, step, heard)
            case "submit":
                return self._submit(state, step.form, heard)
            case "resend":
                return self._code_again(state, step.form, heard)
            case "verify":
                return self._verify(state, step, heard)
            case "reopen":
                self._filing.withdraw(heard.work, form.reference)
                return self._ask(state, step.form)

    def _ask(self, state: State, form: Form, lead: str = "") -> _Turn:
        state = replace(state, form=form)
        if form.asks == "confirm":
            due = self._filing.due(form.draft(Channel.WEB))
            text = wording.summary(form, organisation=self._organisation, dpo=self._filing.dpo_email, due=due)
            return _Turn(state, "confirm", "\n\n".join(part for part in (lead, text) if part), suggestions=wording.CONFIRM)
        text = " ".join(part for part in (lead, wording.ask(form)[0]) if part)
        return _Turn(state, "ask", text, suggestions=wording.SUGGESTED.get(form.asks, ()))

    def _leave(self, state: State, step: Step, heard: _Heard) -> _Turn:
        if step.form.reference:
            self._filing.withdraw(heard.work, step.form.reference)
        if step.act == "cancel":
            return _Turn(replace(state, form=None), "cancelled", wording.CANCELLED)
        fresh = replace(step.form, name=None, email=None, details=None, reference="", words=step.form.words[:1])
        return self._ask(state, fresh, wording.RESTARTED)

    def _submit(self, state: State, form: Form, heard: _Heard) -> _Turn:
        now, source = self._now(), heard.message.source
        draft = form.draft(heard.message.channel)
        if not form.needs_identity:
            return self._filed(state, form, self._filing.file_unverified(heard.work, draft, now=now).view)
        try:
            ticket = self._filing.open(heard.work, draft, now=now, source=source)
        except RateLimitedError as error:
            return _Turn(state, "confirm", wording.limited(error.retry_after))
        return self._ask(state, replace(form, reference=ticket.reference), wording.CODE_SENT.format(email=form.email))

    def _code_again(self, state: State, form: Form, heard: _Heard) -> _Turn:
        try:
            self._filing.resend(heard.work, form.reference, now=self._now(), source=heard.message.source)
        except RateLimitedError as error:
            return self._ask(state, form, wording.limited(error.retry_after))
        return self._ask(state, replace(form), wording.CODE_SENT.format(email=form.email))

    def _verify(self, state: State, step: Step, heard: _Heard) -> _Turn:
        try:
            filed = self._filing.verify(heard.work, step.form.reference, step.code, now=self._now())
        except WrongCodeError as error:
            return self._ask(state, step.form, wording.code_wrong(error.tries_left))
        except CodeExpiredError:
            return self._ask(state, step.form, wording.CODE_GONE)
        return self._filed(state, step.form, filed.ticket.view)

    def _filed(self, state: State, form: Form, ticket: TicketView) -> _Turn:
        email = form.email if form.needs_identity else ""
        text = wording.filed(ticket, controller=self._organisation.controller, email=email or "")
        state = replace(state, form=None, filed=(*state.filed, ticket.reference))
        return _Turn(state, "filed", text, ticket=ticket)
