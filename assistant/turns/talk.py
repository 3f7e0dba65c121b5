"""A turn while no form is being filled in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant import wording
from assistant.model import IntentName, TicketType
from assistant.requests.authority import about_another, denies_authority, says_own, stated_authority
from assistant.requests.controls import agrees, controls, leaves
from assistant.requests.form import begin
from assistant.requests.wishes import asked, offered
from assistant.turns.state import Offer, Turn

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.model import Answer, Intent
    from assistant.requests.form import Form
    from assistant.turns.fill import Fill
    from assistant.turns.state import Heard, State

# What is taken for something that is not for us is answered only when the policy is as likely as this to tell.
_SURELY = 0.9


@dataclass(frozen=True, slots=True)
class Talk:
    """Answers, offers to file, and begins a form when a request is made or an offer taken."""

    fill: Fill

    def turn(self, state: State, heard: Heard) -> Turn:
        """Return what the message leads to."""
        turn = self._to_what_was_asked(state, heard) or self._to_a_control(state, heard)
        if turn:
            return turn
        state = replace(state, offer=None, whose=None)
        # Looked up because it is a question, or may be one: then what the policy says comes first.
        if heard.answer and (heard.intent.name is IntentName.QUESTION or _tells(heard.answer, heard.intent)):
            return self._question(state, heard)
        return self._intents()[heard.intent.name](state, heard)

    def _intents(self) -> dict[IntentName, Callable[[State, Heard], Turn]]:
        return {
            IntentName.QUESTION: self._question,
            IntentName.REQUEST: self._request,
            IntentName.STATUS: self._status,
            IntentName.HUMAN: self._human,
            IntentName.COMPLAINT: lambda state, heard: self._matter(state, heard, TicketType.COMPLAINT),
            IntentName.INCIDENT: lambda state, heard: self._matter(state, heard, TicketType.INCIDENT),
            IntentName.SMALLTALK: self._smalltalk,
            IntentName.OUT_OF_SCOPE: self._out_of_scope,
        }

    def _to_what_was_asked(self, state: State, heard: Heard) -> Turn | None:
        """Take the answer to an offer, or to whose data it is; None when they talk of something else."""
        said = controls(heard.text)
        if state.whose and (turn := self._whose(state, state.whose, heard)):
            return turn
        if state.offer and ("yes" in said or agrees(heard.text)):
            form = begin(state.offer.types, heard.text, at=heard.message.received_at)
            words = () if "yes" in said else form.words
            return self._start(state, replace(form, words=(state.offer.words, *words)))
        if state.offer and said & {"no", "cancel"}:
            return Turn(replace(state, offer=None), "cancelled", wording.DECLINED)
        return None

    def _to_a_control(self, state: State, heard: Heard) -> Turn | None:
        """Take a word to a form where there is none, or none any more."""
        said = controls(heard.text)
        if "restart" in said:
            state = replace(state, offer=None, whose=None)
            return Turn(state, "smalltalk", self._say(wording.AFRESH), suggestions=wording.EXAMPLES)
        if "cancel" not in said or heard.intent.name is IntentName.SMALLTALK:
            return None
        if state.filed:
            return Turn(state, "status", self._say(wording.FILED_ALREADY, reference=state.filed[-1]))
        return Turn(state, "cancelled", wording.CANCELLED)

    def _whose(self, state: State, form: Form, heard: Heard) -> Turn | None:
        """Take the answer to whose data it is; a question in between is answered, and anything else asked again."""
        said, another = controls(heard.text), about_another(form.words[0])
        if another is None or "restart" in said or heard.intent.name is IntentName.HUMAN:
            return None
        form_now = form.hearing(heard.text)
        if says_own(heard.text):
            return self._start(state, form_now)
        if said & {"no", "cancel"} or leaves(heard.text) or denies_authority(heard.text):
            return Turn(replace(state, whose=None), "cancelled", wording.REFUSED)
        if authority := stated_authority(heard.text):
            on_behalf_of = replace(another.on_behalf_of, authority=authority)
            return self._start(state, replace(form_now, on_behalf_of=on_behalf_of))
        again = wording.WHOSE.format(who=another.who)
        if heard.answer and heard.intent.name is IntentName.QUESTION:
            text = wording.paragraphs(heard.answer.text, again)
            return Turn(state.asked(heard.text), heard.answer.kind, text, heard.answer.citations)
        return Turn(state, "clarify", again)

    def _question(self, state: State, heard: Heard) -> Turn:
        if heard.answer is None:
            raise AssertionError
        types = offered(heard.intent)
        state = state.asked(heard.text)
        wish = heard.intent if heard.intent.name is IntentName.REQUEST else heard.wish
        if wish:
            turn = self._request(state, replace(heard, intent=wish))
            kind = "answer" if heard.answer.kind == "answer" else turn.kind
            text = wording.paragraphs(heard.answer.text, turn.text)
            return replace(turn, kind=kind, text=text, citations=heard.answer.citations)
        if not types or heard.answer.kind != "answer":
            return Turn(state, heard.answer.kind, heard.answer.text, heard.answer.citations)
        return Turn(
            replace(state, offer=Offer(types, heard.text)),
            heard.answer.kind,
            wording.paragraphs(heard.answer.text, wording.offer(types)),
            heard.answer.citations,
            suggestions=wording.START,
        )

    def _request(self, state: State, heard: Heard) -> Turn:
        types = asked(heard.intent)
        if not types:
            return Turn(state, "clarify", wording.WHICH)
        another = about_another(heard.text)
        form = begin(types, heard.text, at=heard.message.received_at)
        if another is None:
            return self._start(state, form)
        if another.authority:
            return self._start(state, replace(form, on_behalf_of=another.on_behalf_of))
        return Turn(replace(state, whose=form), "clarify", wording.WHOSE.format(who=another.who))

    def _matter(self, state: State, heard: Heard, kind: TicketType) -> Turn:
        return self._start(state, begin((kind,), heard.text, at=heard.message.received_at))

    def _start(self, state: State, form: Form) -> Turn:
        lead = wording.opening(form, filing=self.fill.filing)
        return self.fill.ask(replace(state, offer=None, whose=None), form, lead)

    def _status(self, state: State, heard: Heard) -> Turn:
        ticket = heard.work.tickets.get(state.filed[-1]) if state.filed else None
        if ticket is None:
            return Turn(state, "status", self._say(wording.STATUS))
        return Turn(state, "status", wording.status(ticket, filing=self.fill.filing), ticket=ticket.view)

    def _human(self, state: State, heard: Heard) -> Turn:
        state = replace(state, offer=Offer((TicketType.ENQUIRY,), heard.text))
        return Turn(state, "handoff", self._say(wording.HANDOFF), suggestions=wording.TAKE_DOWN)

    def _smalltalk(self, state: State, _heard: Heard) -> Turn:
        sentence = wording.SMALLTALK if state.greeted else wording.GREETING
        return Turn(state, "smalltalk", self._say(sentence), suggestions=wording.EXAMPLES)

    def _out_of_scope(self, state: State, _heard: Heard) -> Turn:
        return Turn(state, "no_answer", self._say(wording.OUT_OF_SCOPE), suggestions=wording.EXAMPLES)

    def _say(self, sentence: str, **more: str) -> str:
        filing = self.fill.filing
        page = f"{filing.public_url}/requests"
        return sentence.format(controller=filing.controller, dpo=filing.dpo_email, page=page, **more)


def _tells(answer: Answer, intent: Intent) -> bool:
    """Tell whether the policy answers what is probably no question; what is probably not for us it must surely."""
    surely = intent.name is not IntentName.OUT_OF_SCOPE or answer.answerable >= _SURELY
    return answer.kind == "answer" and surely
