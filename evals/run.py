"""One company's run: the assistant is opened on its documents, and every set that is there is put to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

from rich.console import Console
from rich.progress import track

from assistant.model import Message
from evals import answers, dialogues, hostile, intents, retrieval
from evals.company import ground_of, installed, opened, served
from evals.mailbox import Mailbox
from evals.sets import Attack, Dialogue, Question, SetError, Utterance, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from assistant.bootstrap import Application
    from assistant.model import Reply
    from assistant.settings import Settings
    from evals.company import Company
    from evals.figures import Figure

ItemT = TypeVar("ItemT")


@dataclass
class Results:
    """Everything that was put to the assistant and what came of it; `searches` by system."""

    answered: list[answers.Answered] = field(default_factory=list)
    searches: dict[str, list[retrieval.Search]] = field(default_factory=dict)
    taken: list[intents.Taken] = field(default_factory=list)
    held: list[dialogues.Held] = field(default_factory=list)
    attacked: list[hostile.Attacked] = field(default_factory=list)
    attack_mails: int = 0

    def figures(self) -> list[Figure]:
        """Work out the figures of every part that something was put to."""
        return [
            *(answers.figures(self.answered) if self.answered else ()),
            *retrieval.figures(self.searches),
            *(intents.figures(self.taken) if self.taken else ()),
            *(dialogues.figures(self.held) if self.held else ()),
            *(hostile.figures(self.attacked, mails=self.attack_mails) if self.attacked else ()),
        ]


def pooled(results: Sequence[Results]) -> Results:
    """Return the results of several companies as if they were one's."""
    systems = dict.fromkeys(system for each in results for system in each.searches)
    return Results(
        answered=[one for each in results for one in each.answered],
        searches={name: [one for each in results for one in each.searches.get(name, ())] for name in systems},
        taken=[one for each in results for one in each.taken],
        held=[one for each in results for one in each.held],
        attacked=[one for each in results for one in each.attacked],
        attack_mails=sum(each.attack_mails for each in results),
    )


class Run:
    """Puts the sets of one company to the assistant; with `peers`, ranks its passages in the plain ways too."""

    def __init__(self, company: Company, *, split: str, peers: bool) -> None:
        """Read the sets; SetError tells which one cannot be used."""
        self._name = company.name
        self._company = company
        self._peers = peers
        self._questions = read(company.sets / f"qa.{split}.jsonl", Question)
        self._utterances = read(company.sets / f"intents.{split}.jsonl", Utterance)
        self._dialogues = read(company.sets / f"dialogues.{split}.jsonl", Dialogue)
        self._attacks = read(company.hostile, Attack) if company.hostile else []
        if not self._questions:
            raise SetError(f"{company.sets} has no qa.{split}.jsonl with questions; docs/quality.md tells its form.")

    def results(self) -> Results:
        """Open the assistant and put everything to it; AssistantError for documents or parts that cannot be used."""
        results = Results()
        with installed(self._company) as settings:
            with opened(settings) as application:
                results.answered = self._ask(application)
                results.searches = self._search(application, results.answered)
                results.taken = intents.take(
                    self._shown(self._utterances, "intents"), classify=lambda text: _reply(application, text).intent
                )
                results.held = dialogues.hold(self._shown(self._dialogues, "dialogues"), application=application)
            if self._attacks:
                self._attack(settings, results)
        return results

    def _ask(self, application: Application) -> list[answers.Answered]:
        ground = ground_of(application)
        return [
            answers.score(
                item,
                _reply(application, item.question),
                ground=ground,
                judged=application.understanding.answer(item.question, ""),
            )
            for item in self._shown(self._questions, "questions")
        ]

    def _search(self, application: Application, answered: list[answers.Answered]) -> dict[str, list[retrieval.Search]]:
        now = application.documents.index.current()
        judge = retrieval.Judge(ground_of(application), now.passages, now.documents)
        orders = {
            retrieval.OURS: [[(each.passage.id, each.score) for each in one.judged.ranked] for one in answered],
        }
        if self._peers:
            passages, texts = now.generation.passages, [item.question for item in self._questions]
            orders |= {name: plain(passages)(texts) for name, plain in self._shown(retrieval.PEERS.items(), "peers")}
        return {name: [*map(judge.search, self._questions, found)] for name, found in orders.items()}

    def _attack(self, settings: Settings, results: Results) -> None:
        # A second opening on the same data: the server starts and stops a mail worker of its own.
        with opened(settings) as application, served(settings) as address:
            mailbox = Mailbox(application)
            shown = self._shown(self._attacks, "hostile messages")
            results.attacked = hostile.attack(shown, address=address, ground=ground_of(application))
            results.attack_mails = len(mailbox.arrived())

    def _shown(self, items: Iterable[ItemT], what: str) -> Iterable[ItemT]:
        items = list(items)
        console = Console(stderr=True)
        silent = not items or not console.is_terminal
        return track(items, f"{self._name}: {what}", console=console, transient=True, disable=silent)


def _reply(application: Application, text: str) -> Reply:
    return application.conversation.reply(Message(text, received_at=datetime.now(UTC)))
