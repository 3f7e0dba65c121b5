"""A turn while a form is being filled in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant import wording
from assistant.errors import CodeExpiredError, NotFoundError, RateLimitedError, WrongCodeError
from assistant.requests.intake import advance
from assistant.requests.wishes import offered
from assistant.turns.state import Turn

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.model import TicketView
    from assistant.ports import Now, UnitOfWork
    from assistant.requests.filing import Filing
    from assistant.requests.form import Form
    from assistant.requests.step import Act, Step
    from assistant.turns.state import Heard, State


@dataclass(frozen=True, slots=True)
class Fill:
    """Takes a message into the form, and files when the form is confirmed and the code is right."""

    filing: Filing
    now: Now

    def turn(self, state: State, form: Form, heard: Heard) -> Turn:
        """Return what the message leads to."""
        step = advance(form, heard.text, heard.intent)
        return self._acts()[step.act](state, step, heard)

    def ask(self, state: State, form: Form, lead: str = "") -> Turn:
        """Ask for what the form waits for, after the lead-in; at its end that is a yes to the summary."""
        state = replace(state, form=form)
        if form.asks == "confirm":
            text = wording.paragraphs(lead, wording.summary(form, filing=self.filing))
            return Turn(state, "confirm", text, suggestions=wording.CONFIRM)
        text = wording.sentences(lead, wording.ask(form)[0])
        return Turn(state, "ask", text, suggestions=wording.SUGGESTED.get(form.asks, ()))

    def leave(self, state: State, work: UnitOfWork) -> None:
        """Forget the ticket that waits for its code, if there is one, and make the code void."""
        if state.form and state.form.reference:
            self.filing.withdraw(work, state.form.reference, now=self.now())

    def _acts(self) -> dict[Act, Callable[[State, Step, Heard], Turn]]:
        return {
            "ask": lambda state, step, _: self.ask(state, step.form),
            "again": lambda state, step, _: self.ask(state, step.form, wording.PROBLEMS[step.problem]),
            "correct": self._correct,
            "interrupted": self._interrupted,
            "cancel": self._cancel,
            "refuse": self._refuse,
            "restart": self._restart,
            "submit": self._submit,
            "resend": self._resend,
            "verify": self._verify,
            "reopen": self._reopen,
        }

    def _correct(self, state: State, step: Step, _heard: Heard) -> Turn:
        return Turn(replace(state, form=step.form), "confirm", wording.TO_CHANGE, suggestions=wording.CONFIRM)

    def _interrupted(self, state: State, step: Step, heard: Heard) -> Turn:
        back = f"Back to your request. {wording.ask(step.form)[0]}"
        if heard.answer is None:
            text = wording.paragraphs(wording.PERSON.format(dpo=self.filing.dpo_email), back)
            return Turn(state, "handoff", text)
        state = replace(state.asked(heard.text), form=replace(step.form, spoken_of=offered(heard.intent)))
        return Turn(state, heard.answer.kind, wording.paragraphs(heard.answer.text, back), heard.answer.citations)

    def _cancel(self, state: State, _step: Step, heard: Heard) -> Turn:
        self.leave(state, heard.work)
        return Turn(replace(state, form=None), "cancelled", wording.CANCELLED)

    def _refuse(self, state: State, _step: Step, heard: Heard) -> Turn:
        self.leave(state, heard.work)
        return Turn(replace(state, form=None), "cancelled", wording.REFUSED)

    def _restart(self, state: State, step: Step, heard: Heard) -> Turn:
        self.leave(state, heard.work)
        return self.ask(state, step.form, wording.RESTARTED)

    def _reopen(self, state: State, step: Step, heard: Heard) -> Turn:
        self.leave(state, heard.work)
        return self.ask(state, step.form, wording.REOPENED)

    def _submit(self, state: State, step: Step, heard: Heard) -> Turn:
        form, now, source = step.form, self.now(), heard.message.source
        draft = form.draft(heard.message.channel)
        try:
            if not form.needs_identity:
                ticket = self.filing.file_unverified(heard.work, draft, now=now, source=source)
                return self._filed(state, form, ticket.view)
            ticket = self.filing.open(heard.work, draft, now=now, source=source)
        except RateLimitedError as error:
            return Turn(state, "confirm", wording.limited(error.retry_after), suggestions=wording.CONFIRM)
        return self._code_sent(state, replace(form, reference=ticket.reference))

    def _resend(self, state: State, step: Step, heard: Heard) -> Turn:
        form = step.form
        try:
            self.filing.resend(heard.work, form.reference, now=self.now(), source=heard.message.source)
        except RateLimitedError as error:
            return self.ask(state, form, wording.limited(error.retry_after))
        except NotFoundError:
            return self._gone(state, form)
        return self._code_sent(state, form)

    def _verify(self, state: State, step: Step, heard: Heard) -> Turn:
        form = step.form
        try:
            filed = self.filing.verify(heard.work, form.reference, step.code, now=self.now())
        except WrongCodeError as error:
            return self.ask(state, form, wording.code_wrong(error.tries_left))
        except CodeExpiredError:
            return self.ask(state, form, wording.CODE_GONE)
        except NotFoundError:
            return self._gone(state, form)
        return self._filed(state, form, filed.ticket.view)

    def _gone(self, state: State, form: Form) -> Turn:
        """Go back to the summary: the ticket waited too long for its code and was purged."""
        return self.ask(state, replace(form, reference=""), wording.TICKET_GONE)

    def _code_sent(self, state: State, form: Form) -> Turn:
        return replace(self.ask(state, form, wording.code_sent(form)), mailed=True)

    def _filed(self, state: State, form: Form, ticket: TicketView) -> Turn:
        text = wording.filed(form, ticket, filing=self.filing)
        state = replace(state, form=None, filed=(*state.filed, ticket.reference))
        return Turn(state, "filed", text, ticket=ticket, mailed=True)
