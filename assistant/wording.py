"""Every sentence of our own that a person reads. Plain, short, friendly; it never says a fact of the policy's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.model import OPEN, Ask, Channel, TicketStatus, TicketType
from assistant.requests.clock import in_words
from assistant.requests.ticket import FILED_AS, RIGHTS, WISHES
from assistant.requests.verification import LIFETIME
from assistant.words import MAX_MESSAGE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from assistant.model import Slot, Ticket, TicketView
    from assistant.requests.filing import Filing
    from assistant.requests.form import Form

_HINTS: dict[Slot, str] = {
    "name": "Your name",
    "email": "Your e-mail address",
    "details": "Anything that helps, or “nothing”",
    "code": "The six digits we mailed you",
    "confirm": "“Yes”, or what should be changed",
}
_QUESTIONS: dict[Slot, str] = {
    "name": "What is your name?",
    "email": "Which e-mail address can we reach you at?",
    "details": (
        "Is there anything that helps to find your data, such as when and how you were in touch? "
        "If not, just say “nothing”."
    ),
    "code": "Please type the six digits from the mail here. (No mail? Say “new code”.)",
    "confirm": "Is this right? Say “yes” to go on, or tell me what to change.",
}
_WHAT_HAPPENED = "What happened? Please tell it in your own words."
_WHICH_MESSAGE = "What would you like to tell or ask the data protection officer?"
_OPTIONAL = "You can also leave this out: just say “skip”."

PROBLEMS: dict[str, str] = {
    "name": "I did not catch a name there.",
    "email": "I need an e-mail address to go on, such as name@example.com.",
    "email_malformed": "That does not look like a complete e-mail address. It should read like name@example.com.",
    "needed": "The data protection officer needs this to find your data and to answer you.",
    "details": "Please go on.",
    "details_long": f"That is more than I can take in. Please keep the details within {MAX_MESSAGE:,} characters.",
    "confirm": "I was not sure what you meant.",
    "code": "I need the six digits from the mail we sent you.",
}

GREETING = (
    "Hello! I'm an automated assistant. I can tell you what {controller}'s privacy policy says, and file a request "
    "about your personal data with the data protection officer. What would you like to know?"
)
SMALLTALK = (
    "I'm an automated assistant, here for {controller}'s privacy policy and for requests about your personal data. "
    "For a person, write to the data protection officer: {dpo}."
)
AFRESH = (
    "All right, from the start. Ask me what {controller}'s privacy policy says, or tell me what you want done with "
    "your personal data."
)
OUT_OF_SCOPE = (
    "That's outside what I can help with. I can tell you what {controller}'s privacy policy says, or file a request "
    "about your personal data."
)
PERSON = "I'm an automated assistant. To reach a person, write to the data protection officer: {dpo}."
HANDOFF = f"{PERSON} Shall I take down a message for them here?"
STATUS = (
    "I can't look up requests here, so that nobody else can find out about yours. Open it at {page}: with its "
    "reference, which stands in the mail that confirmed it, and a code that we mail you. Or write to {dpo}."
)
FILED_ALREADY = (
    "Your request {reference} is already with the data protection officer. To take it back, open "
    "{page}/{reference} or write to {dpo}."
)
STANDING = {
    TicketStatus.AWAITING_VERIFICATION: ("Not sent yet", "It is sent once you have typed the code that we mailed you."),
    TicketStatus.RECEIVED: (
        "Received",
        "It is with the data protection officer, who will take it up. You need not do anything.",
    ),
    TicketStatus.IN_PROGRESS: (
        "In progress",
        "Somebody is working on it. You get a mail when there is an answer, or if we need something from you.",
    ),
    TicketStatus.WAITING: (
        "Waiting for you",
        "We need something from you to go on. Please answer our question here, or reply to its mail.",
    ),
    TicketStatus.EXTENDED: (
        "In progress, with more time",
        "It takes longer than usual; our message says why. You get a mail when there is an answer.",
    ),
    TicketStatus.COMPLETED: ("Completed", "You have our answer, and nothing more is to be done."),
    TicketStatus.PARTLY_REFUSED: (
        "Completed in part",
        "We did a part of what you asked for and refused the rest. Our answer says why, and what you can do about it.",
    ),
    TicketStatus.REFUSED: (
        "Refused",
        "We did not do what you asked for. Our answer says why, and what you can do about it.",
    ),
    TicketStatus.WITHDRAWN: (
        "Taken back",
        "You took it back, so nothing more is done about it. You can make the same request again at any time.",
    ),
    TicketStatus.MERGED: (
        "Joined with another",
        "You had asked for the same before: what you wrote is kept there, and the earlier date counts.",
    ),
}
"""Where a request stands, and what happens next, to the person who made it."""

CANCELLED = "All right, nothing was sent. Is there anything else?"
DECLINED = "All right. Is there anything else?"
RESTARTED = "All right, from the start."
REOPENED = "All right. The code I mailed before no longer counts."
TO_CHANGE = (
    "Nothing has been sent. Tell me what to change (name, e-mail, details or what you ask for), or say “cancel”."
)
WHOSE = (
    "This sounds like somebody else's data ({who}). I can only file a request for your own data, or if you may act "
    "for the person: as a parent, with a power of attorney, or as their lawyer or agent. If so, tell me in what "
    "capacity; if it is your own data, say “it's my own”."
)
CAPACITY = Ask("details", "By what right you may act for the person, or “it's my own”")
REFUSED = (
    "Then I can't file this. The person can ask here themselves, or you can come back with their permission or a "
    "power of attorney. Nothing was sent."
)
WHICH = (
    "What would you like to be done with your data? For example: send me a copy, correct it, delete it, or stop the "
    "advertising."
)
CODE_GONE = "That code cannot be used any more. Say “new code” and I'll mail you another."
TICKET_GONE = "We waited too long for the code, so I need your yes again. Nothing was sent."

START = ("Yes, start it", "No, thanks")
CONFIRM = ("Yes, go ahead", "Cancel")
TAKE_DOWN = ("Yes", "No, thanks")
SUGGESTED: dict[Slot, tuple[str, ...]] = {"details": ("Nothing else",), "code": ("New code", "Cancel")}
EXAMPLES = (
    "How long do you keep my data?",
    "Who do you share my data with?",
    "I want a copy of my data",
)


def sentences(*parts: str) -> str:
    """Join what there is into one paragraph."""
    return " ".join(part for part in parts if part)


def paragraphs(*parts: str) -> str:
    """Join what there is, a paragraph each."""
    return "\n\n".join(part for part in parts if part)


def offer(types: Iterable[TicketType]) -> str:
    """Return the offer to start what a question on a right was about."""
    return f"Shall I start {_titles(types)} for you?"


def limited(seconds: int) -> str:
    """Say how long to wait for another code."""
    minutes = max(1, -(-seconds // 60))
    return f"There were too many tries in a short time. Please try again in {minutes} minute{_s(minutes)}."


def code_sent(form: Form) -> str:
    """Say where the code goes, why, and how long it works."""
    minutes = LIFETIME.seconds // 60
    return (
        f"A six-digit code is on its way to {form.email}, to be sure that the address is yours. "
        f"It works for {minutes} minutes."
    )


def code_wrong(tries_left: int) -> str:
    """Say that a code does not fit, and how often it may be tried again."""
    return f"That code does not fit. You can try {tries_left} more time{_s(tries_left)}."


def opening(form: Form, *, filing: Filing) -> str:
    """Say what will happen before anything is asked for; to a complaint, also what the law leaves open."""
    what, officer = _titles(form.types), f"{filing.controller}'s data protection officer"
    if RIGHTS.isdisjoint(form.types):
        lead = f"I can pass this on to {officer} as {what}, in your own words."
    else:
        lead = f"I can file {what} with {officer}."
    helps = "anything that helps to find your data" if not RIGHTS.isdisjoint(form.types) else "what it is about"
    asked = {"name": "your name", "email": "an e-mail address where we can reach you", "details": helps}
    missing = [words for slot, words in asked.items() if getattr(form, slot) is None]
    need = f"I need {_joined(missing)}." if missing and form.needs_identity else ""
    return sentences(lead, need, "You'll see a summary before anything is sent.", _remedy(form, filing=filing))


def ask(form: Form) -> tuple[str, Ask]:
    """Return the form's next question and its hint."""
    slot = form.asks
    question = _QUESTIONS[slot]
    if slot == "details" and RIGHTS.isdisjoint(form.types):
        question = _WHICH_MESSAGE if TicketType.ENQUIRY in form.types else _WHAT_HAPPENED
    if slot in ("name", "email") and not form.needs_identity:
        question = sentences(question, _OPTIONAL)
    return question, Ask(slot, _HINTS[slot])


def summary(form: Form, *, filing: Filing) -> str:
    """Return everything that will be sent, who gets it, and by when an answer is due and why that day."""
    lines = ["Please check before anything is sent:"]
    lines += [f"- You ask for: {_wish(kind, form, filing=filing)}" for kind in form.types]
    lines.append(f"- Name: {form.name or 'left out'}")
    lines.append(f"- E-mail: {form.email or 'left out'}")
    if form.on_behalf_of:
        lines.append(f"- For: {form.on_behalf_of.name} (you say: “{form.on_behalf_of.authority}”)")
    lines.append(f"- Details: {form.details or 'none'}")
    lines += [f"- Your words: “{words}”" for words in form.words]
    lines.append("")
    lines.append(f"It goes to {filing.controller}'s data protection officer ({filing.dpo_email}).")
    if not RIGHTS.isdisjoint(form.types):
        due = filing.due(form.draft(Channel.WEB))
        day, steps = in_words(due.due_on), " ".join(due.steps)
        lines.append(f"By law ({due.law}) the answer is due by {day}. How that day is found: {steps}")
    lines.append(_QUESTIONS["confirm"])
    return "\n".join(lines)


def filed(form: Form, ticket: TicketView, *, filing: Filing) -> str:
    """Return the receipt."""
    right = not RIGHTS.isdisjoint(ticket.types)
    what = "request" if right else FILED_AS[ticket.types[0]].split(" ", 1)[1]
    done = f"Done. Your {what} {ticket.reference} is filed with {filing.controller}'s data protection officer."
    due = f"By law the answer is due by {in_words(ticket.due_on)}." if right else ""
    if not form.needs_identity:
        return sentences(done, due, "Thank you for telling us.")
    mail = f"A confirmation is on its way to {form.email}."
    return sentences(done, due, mail, f"See where it stands, add to it or take it back: {_page(ticket, filing)}")


def status(ticket: Ticket, *, filing: Filing) -> str:
    """Say where a request of this conversation stands; one whose address nobody proved has no page."""
    stands, follows = STANDING[ticket.status]
    by_law = ticket.status in OPEN and ticket.law
    due = f"By law the answer is due by {in_words(ticket.due_on)}." if by_law else ""
    lead = f"Your request {ticket.reference}: {stands[0].lower()}{stands[1:]}. {follows}"
    return sentences(lead, due, f"See all of it: {_page(ticket, filing)}" if ticket.verified_at else "")


def _page(ticket: Ticket | TicketView, filing: Filing) -> str:
    return f"{filing.public_url}/requests/{ticket.reference}"


def _wish(kind: TicketType, form: Form, *, filing: Filing) -> str:
    wish = WISHES[kind].format(whose="their" if form.on_behalf_of else "your")
    article = filing.regime.articles.get(kind)
    return f"{wish} ({article})" if article else wish


def _remedy(form: Form, *, filing: Filing) -> str:
    remedy = filing.regime.complain
    if remedy is None or TicketType.COMPLAINT not in form.types:
        return ""
    return f"By law ({remedy.source}) you can also complain to {remedy.to}."


def _titles(types: Iterable[TicketType]) -> str:
    return _joined([FILED_AS[kind] for kind in types])


def _joined(items: list[str]) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


def _s(number: int) -> str:
    return "" if number == 1 else "s"
