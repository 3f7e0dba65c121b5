"""Every sentence of our own that a person reads. Plain, short, friendly; it never says a fact of the policy's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.model import Ask, TicketType

if TYPE_CHECKING:
    from datetime import date

    from assistant.model import Slot, TicketView
    from assistant.organisation import Organisation
    from assistant.requests.clock import Due
    from assistant.requests.intake import Form

TITLES: dict[TicketType, tuple[str, str]] = {
    TicketType.ACCESS: ("an access request", "a copy of your data (access, GDPR Art. 15)"),
    TicketType.RECTIFICATION: ("a correction request", "correcting your data (rectification, GDPR Art. 16)"),
    TicketType.ERASURE: ("an erasure request", "deleting your data (erasure, GDPR Art. 17)"),
    TicketType.RESTRICTION: ("a restriction request", "keeping your data without using it (restriction, GDPR Art. 18)"),
    TicketType.PORTABILITY: ("a portability request", "your data in a reusable format (portability, GDPR Art. 20)"),
    TicketType.OBJECTION: ("an objection", "an objection to a use of your data (GDPR Art. 21(1))"),
    TicketType.MARKETING_OPT_OUT: ("a marketing opt-out", "no more advertising (GDPR Art. 21(2)-(3))"),
    TicketType.CONSENT_WITHDRAWAL: ("a withdrawal of consent", "taking back a permission (GDPR Art. 7(3))"),
    TicketType.COMPLAINT: ("a complaint", "a complaint about how your data is handled"),
    TicketType.INCIDENT: ("an incident report", "a report of a suspected incident"),
    TicketType.ENQUIRY: ("an enquiry", "an enquiry to the data protection officer"),
}
HINTS: dict[Slot, str] = {
    "name": "Your name",
    "email": "Your e-mail address",
    "details": "Anything that helps to find your data, or “nothing”",
    "code": "The six digits we mailed you",
    "confirm": "“Yes”, or what should be changed",
}
QUESTIONS: dict[Slot, str] = {
    "name": "What is your name?",
    "email": "Which e-mail address can we reach you at?",
    "details": "Is there anything that helps to find your data or to understand what you want, such as when and how you were in touch? If not, just say “nothing”.",
    "code": "Please type the six digits from the mail here. (No mail? Say “new code”.)",
    "confirm": "Is this right? Say “yes” to go on, or tell me what to change.",
}
OPTIONAL = " You can also leave this out: just say “skip”."
PROBLEMS: dict[str, str] = {
    "name": "I did not catch a name there.",
    "email": "I need an e-mail address to go on, such as name@example.com.",
    "email_malformed": "That does not look like a complete e-mail address. It should read like name@example.com.",
    "details": "That is more than I can take in at once. Please keep it under 4,000 characters.",
    "confirm": "I was not sure what you meant.",
    "code": "I need the six digits from the mail we sent you.",
}
GREETING = (
    "Hello! I'm an automated assistant. I can tell you what {controller}'s privacy policy says, and file a request about "
    "your personal data with the data protection officer. What would you like to know?"
)
SMALLTALK = (
    "I'm an automated assistant, here for {controller}'s privacy policy and for requests about your personal data. "
    "For a person, write to the data protection officer: {dpo}."
)
OUT_OF_SCOPE = (
    "That's outside what I can help with. I can tell you what {controller}'s privacy policy says, or file a request about "
    "your personal data."
)
HANDOFF = (
    "I'm an automated assistant. To reach a person, write to the data protection officer: {dpo}. "
    "Shall I take down a message for them here?"
)
STATUS = (
    "I can't look up requests here, so that nobody else can find out about yours. The mail that confirmed your request "
    "has its reference and the date by which an answer is due; reply to it, or write to {dpo}."
)
STATUS_KNOWN = "Your request {reference} is with the data protection officer. By law an answer is due by {due}."
CANCELLED = "All right, nothing was sent. Is there anything else?"
RESTARTED = "All right, from the start."
TO_CHANGE = "Nothing has been sent. Tell me what to change (name, e-mail, details or what you ask for), or say “cancel”."
WHOSE = (
    "This sounds like somebody else's data ({who}). I can only file a request for your own data, or if you may act for "
    "the person: as a parent, with a power of attorney, or as their lawyer or agent. If so, tell me in what capacity; if it "
    "is your own data, say “it's my own”."
)
WHICH = "What would you like to be done with your data? For example: send me a copy, correct it, delete it, or stop the advertising."
CODE_SENT = "I've mailed a six-digit code to {email}, to be sure that the address is yours. It works for ten minutes."
CODE_GONE = "That code cannot be used any more. Say “new code” and I'll mail you another."
LIMITED = "Too many codes were asked for in a short time. Please wait {minutes} minutes and say “new code”."
FILED = (
    "Done. Your request {reference} is with {controller}'s data protection officer. By law an answer is due by {due}. "
    "A confirmation is on its way to {email}."
)
FILED_UNVERIFIED = "Done. {title} {reference} is with {controller}'s data protection officer. Thank you for telling us."


START = ("Yes, start it", "No, thanks")
CONFIRM = ("Yes, go ahead", "Cancel")
TAKE_DOWN = ("Yes", "No, thanks")
SUGGESTED: dict[Slot, tuple[str, ...]] = {"details": ("Nothing else",), "code": ("New code", "Cancel")}
EXAMPLES = (
    "How long do you keep my data?",
    "Who do you share my data with?",
    "I want a copy of my data",
)


def offer(types: tuple[TicketType, ...]) -> str:
    """Return the offer to start what a question on a right was about."""
    return f"Shall I start {titles(types)} for you?"


def limited(seconds: int) -> str:
    """Say how long to wait for another code."""
    return LIMITED.format(minutes=max(1, -(-seconds // 60)))


def code_wrong(tries_left: int) -> str:
    """Say that a code does not fit, and how often it may be tried again."""
    if not tries_left:
        return f"That code does not fit. {CODE_GONE}"
    return f"That code does not fit. You can try {tries_left} more time{'s' if tries_left > 1 else ''}."


def joined(items: list[str]) -> str:
    """Return "a, b and c"."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


def titles(types: tuple[TicketType, ...]) -> str:
    """Return what is filed, as in "an access request and an erasure request"."""
    return joined([TITLES[kind][0] for kind in types])


def opening(form: Form, organisation: Organisation) -> str:
    """Say what will happen before anything is asked for."""
    what = titles(form.types)
    officer = f"{organisation.controller}'s data protection officer"
    missing = [
        words
        for slot, words in (("name", "your name"), ("email", "an e-mail address where we can reach you"), ("details", "anything that helps to find your data"))
        if getattr(form, slot) is None
    ]
    if set(form.types) <= {TicketType.INCIDENT, TicketType.COMPLAINT, TicketType.ENQUIRY}:
        lead = f"Thank you for telling us. I can pass this on to {officer} as {what}, in your own words."
    else:
        lead = f"I can file {what} with {officer}."
    need = f" I need {joined(missing)}." if missing else ""
    return f"{lead}{need} You'll see a summary before anything is sent."


def ask(form: Form) -> tuple[str, Ask]:
    """Return the form's next question and its hint."""
    slot = form.asks
    question = QUESTIONS[slot]
    if slot in ("name", "email") and not form.needs_identity:
        question += OPTIONAL
    return question, Ask(slot, HINTS[slot])


def summary(form: Form, *, organisation: Organisation, dpo: str, due: Due) -> str:
    """Return everything that will be sent, who gets it, and by when an answer is due and why that day."""
    lines = ["Please check before anything is sent:"]
    lines += [f"- You ask for: {TITLES[kind][1]}" for kind in form.types]
    lines.append(f"- Name: {form.name or 'left out'}")
    lines.append(f"- E-mail: {form.email or 'left out'}")
    if form.on_behalf_of:
        lines.append(f"- For: {form.on_behalf_of.name} (you say: “{form.on_behalf_of.authority}”)")
    lines.append(f"- Details: {form.details or 'none'}")
    lines += [f"- Your words: “{words}”" for words in form.words]
    lines.append("")
    lines.append(f"It goes to {organisation.controller}'s data protection officer ({dpo}).")
    if form.needs_identity:
        lines.append(f"The answer is due by {long_date(due.due_on)}. That is the law's date, not the policy's: {' '.join(due.working)}")
    lines.append(QUESTIONS["confirm"])
    return "\n".join(lines)


def filed(ticket: TicketView, *, controller: str, email: str) -> str:
    """Return the receipt."""
    if not email:
        kind = TITLES[ticket.types[0]][0].split(" ", 1)[1]
        return FILED_UNVERIFIED.format(title=f"Your {kind}", reference=ticket.reference, controller=controller)
    return FILED.format(
        reference=ticket.reference, controller=controller, due=long_date(ticket.due_on), email=email
    )


def long_date(day: date) -> str:
    """Return "Monday 2 March 2026"."""
    return f"{day:%A} {day.day} {day:%B %Y}"
