"""What the domain needs from outside, as protocols. Adapters and the tests' fakes implement them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date
    from types import TracebackType

    import numpy as np
    from numpy.typing import NDArray

    from assistant.model import (
        AnswerFile,
        ApiToken,
        Call,
        Challenge,
        Code,
        Document,
        Edition,
        Ends,
        Entry,
        Generation,
        Line,
        Mail,
        OutboxRow,
        Passage,
        Session,
        SessionKind,
        Ticket,
        TicketStatus,
        User,
        Wanted,
        Webhook,
    )

    Now = Callable[[], datetime]
    """Returns the present as an aware UTC time."""


def utc_now() -> datetime:
    """Return the present as an aware UTC time: the Now of everything that is not told another."""
    return datetime.now(UTC)


class Encoder(Protocol):
    """Turns texts into vectors."""

    @property
    def name(self) -> str:
        """Identifies the weights; an index made with another name must be made again."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one unit vector a text, shape (len(texts), dimensions), float32."""


class Reader(Encoder, Protocol):
    """An encoder that also tells what a message's words are like as a whole, from the same pass."""

    def features(self, text: str) -> NDArray[np.float32]:
        """Return the mean of the token states and the first of them, shape (2 * dimensions,), float32."""

    def states(self, text: str) -> NDArray[np.float32]:
        """Return the token states as unit vectors, shape (tokens, dimensions), float32; first and last are marks."""


class VectorStore(Protocol):
    """Keeps the vectors of one generation of the index."""

    def vectors(self, generation: str, ids: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """Return the stored vectors among `ids`, so that kept passages are not embedded again."""

    def write(self, generation: str, ids: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Write a whole generation; a half-written one of the same name is replaced."""

    def nearest(self, generation: str, vector: NDArray[np.float32], *, count: int) -> list[tuple[str, float]]:
        """Return up to `count` (passage id, cosine similarity), best first."""

    def keep_only(self, generations: Sequence[str]) -> None:
        """Drop every other generation."""


class Ranker(Protocol):
    """A lexical index over one set of passages."""

    def rank(self, question: str, *, count: int) -> list[tuple[str, float]]:
        """Return up to `count` (passage id, score), best first; only passages that share a word."""


class Chooser(Protocol):
    """A language model that points at passages. It never writes an answer."""

    def choose(self, question: str, passages: Sequence[Passage]) -> list[int] | None:
        """Return the numbers (from 0) of the passages that answer, [] for none, None when it gave no usable answer."""


class Mailer(Protocol):
    """Hands one mail over.

    Raises MailRefusedError when it will never be taken and MailDelayedError when it may be later.
    """

    def send(self, mail: Mail) -> None:
        """Hand the mail over, or raise."""


class Passwords(Protocol):
    """Makes hashes of passwords, slowly, so that trying many takes long."""

    def hash(self, password: str) -> str:
        """Return a hash with a fresh salt in it."""

    def fit(self, password: str, hashed: str) -> bool:
        """Tell whether a password is the one that was hashed; never with "", which takes as long."""

    def is_outdated(self, hashed: str) -> bool:
        """Tell whether a hash would be made otherwise today."""


class IdentityProvider(Protocol):
    """Where users may sign in instead: an OpenID provider.

    Raises UnavailableError while it cannot be asked and ForbiddenError when what it says is not to be believed.
    """

    def address(self, challenge: Challenge) -> str:
        """Return where to send a browser."""

    def email(self, code: str, challenge: Challenge, *, now: datetime) -> str:
        """Return the e-mail address, proved to the provider, of who came back with this code."""


class Caller(Protocol):
    """Calls another system's address.

    Raises MailRefusedError when it will never take the call and MailDelayedError when it may later.
    """

    def call(self, call: Call, *, to: Webhook) -> None:
        """Hand the call over, signed with the webhook's secret, or raise."""


class Corpus(Protocol):
    """The documents and passages of the generation in force."""

    def current(self) -> Generation | None:
        """Return the generation in force, or None before the first ingest."""

    def current_id(self) -> str | None:
        """Return only its id: cheap enough to ask for at every question."""

    def replace(self, generation: Generation) -> None:
        """Put a generation in force; it holds once the unit of work commits."""

    def document(self, name: str, version: str | None = None) -> Document | None:
        """Return a document of the generation in force, or an earlier version of it that is still kept."""

    def editions(self, name: str) -> list[Edition]:
        """Return the versions of a document that are kept, newest first."""


class Conversations(Protocol):
    """Where conversations are kept between turns, each with an end date."""

    def load(self, conversation_id: str) -> str | None:
        """Return the state as JSON (None: unknown or expired); held until the unit of work ends if that may write."""

    def save(self, conversation_id: str, state: str, *, now: datetime, expires_at: datetime) -> None:
        """Insert or update."""

    def remove(self, conversation_id: str) -> None:
        """Delete one, if it is there."""

    def forget(self, references: Sequence[str]) -> None:
        """Take these tickets' references out of every state, and leave the rest of it as it is."""


class Tickets(Protocol):
    """The register of requests."""

    def add(self, ticket: Ticket) -> None:
        """Insert; ConflictError when the reference exists."""

    def get(self, reference: str) -> Ticket | None:
        """Return a ticket or None; its row is held until the unit of work ends if that may write."""

    def update(self, ticket: Ticket) -> None:
        """Replace the stored ticket of that reference."""

    def remove(self, reference: str) -> None:
        """Delete the ticket and its code, if there is one."""

    def page(
        self, wanted: Wanted, *, after: tuple[date, str] | None = None, count: int, latest: bool = False
    ) -> list[Ticket]:
        """Return up to `count` tickets, what is due first first, from the one after (due day, reference).

        With `latest`, what is due last first.
        """

    def count(self, wanted: Wanted, *, most: int) -> int:
        """Return how many tickets are wanted, `most` if they are more."""

    def counts(self) -> dict[TicketStatus, int]:
        """Return how many tickets are in each state that has any."""

    def same_address(self, ticket: Ticket) -> list[Ticket]:
        """Return the other open tickets whose mailbox was proved to be the same, the earliest first."""

    def walk(self, wanted: Wanted) -> Iterator[Ticket]:
        """Yield the wanted tickets by the time they were made, reading a few at a time."""

    def lines(self, *, since: datetime) -> Iterator[Line]:
        """Yield the line of every filed ticket that came in, was closed or was due since then, a few at a time."""


class Deadlines(Protocol):
    """Finds the tickets that time asks something of, by reference. None is held: get it again to change it."""

    def unreminded(self, stage: int, *, first: date, last: date) -> list[str]:
        """Return the open tickets due from `first` to `last` whose `reminded` is not "{due day}:{stage}"."""

    def filed(self, since: datetime, until: datetime) -> list[str]:
        """Return the tickets that were filed from `since` on and before `until`, the earliest first."""

    def stripped(self, since: datetime, until: datetime) -> int:
        """Return how many tickets were stripped from `since` on and before `until`."""

    def ended(self, closed: Mapping[str, datetime]) -> list[str]:
        """Return the tickets that are neither held nor stripped and have ended, as `Ends.closed` has it."""


class Codes(Protocol):
    """One-time codes, hashed, one in force a ticket."""

    def get(self, reference: str) -> Code | None:
        """Return the newest code for the ticket or None; held until the unit of work ends if that may write."""

    def put(self, code: Code) -> None:
        """Insert or replace the ticket's code."""

    def forget(self, reference: str) -> None:
        """Delete the ticket's code, if there is one."""


class History(Protocol):
    """The audit log, append-only. `assistant.requests.history` makes its entries."""

    def head(self) -> tuple[int, str]:
        """Return number and hash of the newest entry, (0, "") of an empty log; held so that appends take turns."""

    def append(self, entry: Entry) -> None:
        """Insert the entry after the newest."""

    def of(self, reference: str) -> list[Entry]:
        """Return a ticket's entries, oldest first."""

    def walk(self) -> Iterator[Entry]:
        """Yield all entries in the order of their numbers, reading a few at a time."""

    def forget(self, reference: str) -> None:
        """Empty the bodies of a ticket's entries for good."""


class Files(Protocol):
    """Files for requesters, each with an end date."""

    def add(self, file: AnswerFile, content: bytes) -> None:
        """Insert."""

    def of(self, reference: str) -> list[AnswerFile]:
        """Return what there is for a ticket, oldest first, without the contents."""

    def open(self, file_id: str) -> tuple[AnswerFile, bytes] | None:
        """Return a file with its content, or None."""

    def collected(self, file_id: str, *, now: datetime) -> None:
        """Record that the requester has it."""

    def remove(self, file_id: str) -> None:
        """Delete it."""

    def forget(self, reference: str) -> None:
        """Delete what there is for a ticket."""


class Users(Protocol):
    """Who may sign in at the desk."""

    def get(self, name: str) -> User | None:
        """Return a user or None."""

    def by_email(self, email: str) -> User | None:
        """Return the user of an e-mail address, its letters' case aside, or None."""

    def put(self, user: User) -> None:
        """Insert or replace; ConflictError when another user has the e-mail address."""

    def all(self) -> list[User]:
        """Return all users by name."""


class Sessions(Protocol):
    """Who has signed in, each until its end date."""

    def get(self, token_hash: str, *, kind: SessionKind) -> Session | None:
        """Return a session or None."""

    def put(self, session: Session) -> None:
        """Insert or replace."""

    def prolong(self, token_hash: str, *, seen_at: datetime, expires_at: datetime) -> None:
        """Update a session; none is made where there is none any more."""

    def end(self, token_hash: str) -> None:
        """Delete one."""

    def end_all(self, *, kind: SessionKind, subject: str) -> None:
        """Delete all of one subject."""


class Subscriptions(Protocol):
    """Other systems: tokens to read with, and addresses that are told."""

    def token(self, token_hash: str) -> ApiToken | None:
        """Return a token or None."""

    def tokens(self) -> list[ApiToken]:
        """Return all tokens by name."""

    def put_token(self, token: ApiToken) -> None:
        """Insert; ConflictError when the name is taken."""

    def end_token(self, name: str) -> None:
        """Delete; NotFoundError when there is none of that name."""

    def webhook(self, webhook_id: str) -> Webhook | None:
        """Return a webhook or None."""

    def webhooks(self) -> list[Webhook]:
        """Return all webhooks, oldest first."""

    def add_webhook(self, webhook: Webhook) -> None:
        """Insert."""

    def end_webhook(self, webhook_id: str) -> None:
        """Delete; NotFoundError when there is none."""


class Installations(Protocol):
    """Where the chat bot was installed, by organisation ("" for none) and workspace ("": all of the organisation's)."""

    def get(self, enterprise: str, team: str) -> str | None:
        """Return what was put there, sealed as it was, or None."""

    def put(self, enterprise: str, team: str, sealed: str) -> None:
        """Insert or replace; what is put must be sealed: a copy of the database is not to open a workspace."""

    def remove(self, enterprise: str, team: str) -> None:
        """Delete, if it is there."""


class Limits(Protocol):
    """Counts events by key in sliding windows, shared by all replicas."""

    def hit(self, key: str, *, now: datetime, window_seconds: int, limit: int) -> None:
        """Count one event; RateLimitedError when there were already `limit` within the window."""

    def take_back(self, key: str, *, at: datetime) -> None:
        """Count the event of that time no more, since it was none after all."""


class Outbox(Protocol):
    """Mails and calls that were promised and have not all left yet."""

    def add(self, parcel: Mail | Call, *, now: datetime) -> None:
        """Insert; what has a key that exists is already promised and is left as it is."""

    def claim(self, *, now: datetime, lease_seconds: int) -> OutboxRow | None:
        """Take the pending row that is due longest and lease it, so that no other worker sends it."""

    def mark_sent(self, row_id: int, *, now: datetime) -> None:
        """Record that the mail was handed over."""

    def postpone(self, row_id: int, *, until: datetime, error: str) -> None:
        """Count the attempt and try again at `until`."""

    def set_aside(self, row_id: int, *, now: datetime, error: str) -> None:
        """Never try again; keep it visible."""

    def rows(self, *, state: str | None = None) -> list[OutboxRow]:
        """Return the rows, oldest first."""

    def about(self, reference: str) -> list[OutboxRow]:
        """Return the rows whose mails are about a ticket, oldest first; those that left are kept for a while only."""

    def count(self, state: str) -> int:
        """Return how many rows are in a state, reading none of their mails."""

    def forget(self, reference: str) -> None:
        """Delete the rows whose mails are about a ticket, those included that did not leave."""


class Keys(Protocol):
    """Keys that may be used once: idempotency keys and event ids, each with an end date."""

    def take(self, key: str, *, fingerprint: str, now: datetime, expires_at: datetime) -> str | None:
        """Claim a key.

        Returns None when it was free, else what was stored by `answer` ("" while none was).
        Raises ConflictError when it was taken with another fingerprint.
        """

    def answer(self, key: str, value: str) -> None:
        """Store what the first use led to, for the repeats."""

    def forget(self, prefix: str) -> None:
        """Delete every key that begins so."""


class UnitOfWork(Protocol):
    """One transaction: used as a context manager, rolled back unless `commit` was called."""

    conversations: Conversations
    tickets: Tickets
    deadlines: Deadlines
    codes: Codes
    history: History
    files: Files
    users: Users
    sessions: Sessions
    subscriptions: Subscriptions
    installations: Installations
    outbox: Outbox
    limits: Limits
    keys: Keys
    corpus: Corpus

    def __enter__(self) -> Self:
        """Begin."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Roll back what was not committed."""

    def commit(self) -> None:
        """Make everything since the beginning durable."""

    def purge(self, ends: Ends, *, count: int) -> dict[str, int]:
        """Delete up to `count` records of each kind whose end has come; return how many.

        Not the tickets that were filed: they are stripped, which is `assistant.requests.retention`'s.
        """

    def count_past(self, ends: Ends) -> dict[str, int]:
        """Return how many records of each kind have reached their end, "tickets" that can be stripped included."""


class UnitsOfWork(Protocol):
    """Opens units of work."""

    def __call__(self, *, read_only: bool = False, durable: bool = True) -> UnitOfWork:
        """Return a unit of work.

        One that is `read_only` waits for no writer, holds no row and refuses to write. What one that is not
        `durable` commits may be lost, as a whole, when the machine loses its power right afterwards: only for
        what nobody was promised.
        """
