"""What can be asked for in the plain form: each type in a few words, and in a sentence what comes of it."""

from dataclasses import dataclass

from assistant.model import TicketType


@dataclass(frozen=True, slots=True)
class Choice:
    """A type as the form offers it."""

    type: TicketType
    label: str
    hint: str


RIGHTS = (
    Choice(TicketType.ACCESS, "See my data", "You get a copy of the data that is held about you."),
    Choice(TicketType.RECTIFICATION, "Correct my data", "What is wrong is put right, and what is missing is added."),
    Choice(TicketType.ERASURE, "Delete my data", "The data about you is deleted, unless there is a reason to keep it."),
    Choice(
        TicketType.RESTRICTION,
        "Keep my data, but do not use it",
        "It is stored and otherwise left alone, for instance while a mistake is looked into.",
    ),
    Choice(TicketType.PORTABILITY, "Take my data with me", "You get what you gave us in a format for other services."),
    Choice(
        TicketType.OBJECTION,
        "Object to a use of my data",
        "Your reasons are weighed against ours. Say below which use you mean, and why.",
    ),
    Choice(TicketType.MARKETING_OPT_OUT, "No more advertising", "Your data is not used for advertising any more."),
    Choice(TicketType.CONSENT_WITHDRAWAL, "Take a permission back", "What you once agreed to ends from now on."),
)
"""Those whose answer the law puts a date on."""

OTHERS = (
    Choice(TicketType.COMPLAINT, "Make a complaint", "Something about your data was not handled as it should be."),
    Choice(
        TicketType.INCIDENT,
        "Report an incident",
        "Data was lost, or seen by somebody who should not see it. You need not say who you are.",
    ),
    Choice(TicketType.ENQUIRY, "Ask a question", "Anything else that the data protection officer should read."),
)

LABELS = {choice.type: choice.label for choice in (*RIGHTS, *OTHERS)}
