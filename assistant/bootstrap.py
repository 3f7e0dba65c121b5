"""The only place that joins ports to adapters. Nothing is opened at import."""

from __future__ import annotations

import hashlib
import hmac
import random
import secrets
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from filelock import FileLock

from assistant import weights
from assistant.adapters.chroma import ChromaStore
from assistant.adapters.database import Database, migrate
from assistant.adapters.encoder import OnnxEncoder, SentenceEncoder
from assistant.adapters.lexical import Bm25Ranker
from assistant.adapters.openid import OpenIdProvider
from assistant.adapters.passwords import Argon2Passwords
from assistant.adapters.smtp import FolderMailer, Sender, SmtpMailer
from assistant.adapters.webhook import HttpCaller
from assistant.conversation import Conversation
from assistant.errors import ConfigurationError, NotFoundError
from assistant.intents.classifier import Classifier, Heads
from assistant.organisation import read_organisation
from assistant.people.openid import OpenId
from assistant.people.sessions import DeskSessions
from assistant.people.sign_in import SignIn
from assistant.policy import index
from assistant.policy.chain import Question, build_chain
from assistant.policy.closeness import Attention, Closeness
from assistant.policy.ranking import Ranking
from assistant.policy.retrieve import PassageRetriever
from assistant.policy.silence import Silence
from assistant.ports import utc_now
from assistant.requests import clock
from assistant.requests.desk import Desk
from assistant.requests.filing import Filing
from assistant.requests.outbox import Delivery, Worker
from assistant.requests.regime import load_regime
from assistant.requests.reminders import Reminders
from assistant.requests.requester import Requester
from assistant.requests.retention import Purge
from assistant.requests.ticket import mint_salt
from assistant.upkeep import Job, Upkeep

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from langchain_core.runnables import Runnable

    from assistant.model import Answer, Document, Edition
    from assistant.organisation import Organisation
    from assistant.ports import Chooser, Encoder, Mailer, Now, UnitOfWork, UnitsOfWork, VectorStore
    from assistant.settings import Settings

_PURGE_SECONDS = 3600.0
_REMINDER_SECONDS = 300.0


@dataclass(frozen=True)
class Ingester:
    """Brings documents into the index."""

    database: Database
    store: VectorStore
    encoder: Encoder

    def plan(self, documents: Sequence[Document], *, keep_others: bool) -> index.Plan:
        """Say what an ingest of `documents` would change; with `keep_others`, documents not named stay."""
        with self.database.unit_of_work(read_only=True) as work:
            old = work.corpus.current()
        if old and keep_others:
            named = {document.name for document in documents}
            documents = [*documents, *(document for document in old.documents if document.name not in named)]
        return index.plan(old, documents, encoder=self.encoder.name)

    def apply(self, plan: index.Plan, *, progress: Callable[[int, int], None]) -> None:
        """Put the plan in force, telling `progress` how many of how many passages are embedded."""
        index.apply(
            plan,
            store=self.store,
            encoder=self.encoder,
            unit_of_work=self.database.unit_of_work,
            progress=progress,
        )


@contextmanager
def ingester(settings: Settings) -> Iterator[Ingester]:
    """Open all that an ingest needs, migrating the database first; ingests in one data folder take turns.

    Raises ConfigurationError when the data folder cannot be written to or a part cannot be opened, and
    ModelWeightsError when the weights are not the expected ones.
    """
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        lock = FileLock(settings.data_dir / "ingest.lock").acquire()
    except OSError as error:
        raise ConfigurationError(
            f"Cannot write to the folder {settings.data_dir}: {error.strerror}. Choose one with ASSISTANT_DATA_DIR."
        ) from None
    with lock:
        encoder = SentenceEncoder.shipped()
        migrate(settings.database_address)
        database = Database(settings.database_address)
        try:
            yield Ingester(database, vector_store(settings), encoder)
        finally:
            database.close()


def vector_store(settings: Settings) -> VectorStore:
    """Open the vectors: a Chroma server when one is set, else the data folder."""
    if settings.chroma_url:
        return ChromaStore.remote(settings.chroma_url)
    return ChromaStore.embedded(settings.data_dir / "chroma")


@dataclass(frozen=True)
class Library:
    """The documents that citations open: the ones in force, and earlier versions that are still kept."""

    index: index.IndexReader
    unit_of_work: UnitsOfWork

    def names(self) -> tuple[str, ...]:
        """Return the names of the documents in force."""
        return tuple(self.index.current().documents)

    def document(self, name: str, version: str | None = None) -> Document:
        """Return a document; NotFoundError when there is none of that name and version."""
        found = self.index.current().documents.get(name)
        if found is None or version not in (None, found.version):
            with self.unit_of_work(read_only=True) as work:
                found = work.corpus.document(name, version)
        if found is None:
            raise NotFoundError
        return found

    def editions(self, name: str) -> list[Edition]:
        """Return the versions of a document that are kept, newest first."""
        with self.unit_of_work(read_only=True) as work:
            return work.corpus.editions(name)


@dataclass(frozen=True)
class Understanding:
    """The read-only half of the house: what a message is taken for, and what the policy says to it."""

    classifier: Classifier
    retriever: PassageRetriever
    chain: Runnable[Question, Answer]

    def answer(self, text: str, previous: str) -> Answer:
        """Answer a question, read together with the one before it."""
        return self.chain.invoke(Question(text, previous))


@dataclass(frozen=True)
class Application:
    """Everything a door needs, opened and joined."""

    settings: Settings
    organisation: Organisation
    conversation: Conversation
    understanding: Understanding
    filing: Filing
    desk: Desk
    requester: Requester
    sign_in: SignIn
    openid: OpenId | None
    documents: Library
    worker: Worker
    upkeep: Upkeep
    database: Database
    source_key: bytes

    @property
    def contact(self) -> str:
        """The data protection officer's address: the setting's, else the organisation's."""
        return _contact(self.settings, self.organisation)

    def unit_of_work(self, *, read_only: bool = False, durable: bool = True) -> UnitOfWork:
        """Open a transaction; `ports.UnitsOfWork` says what the keywords mean."""
        return self.database.unit_of_work(read_only=read_only, durable=durable)

    def source_of(self, address: str) -> str:
        """Return a keyed hash of where somebody calls from: enough to count by, useless to look up."""
        return hmac.new(self.source_key, address.encode(), hashlib.sha256).hexdigest()[:32]

    def ready(self) -> None:
        """Raise when the database does not answer or there is no index."""
        if not self.database.ping():
            raise ConfigurationError("The database does not answer.")
        self.documents.names()

    def start(self) -> None:
        """Begin to deliver mail, to remind the officer, and to purge what is past its end date."""
        self.worker.start()
        self.upkeep.start()

    def close(self) -> None:
        """Stop what `start` began and let go of the database."""
        self.upkeep.stop()
        self.worker.stop()
        self.database.close()


def build(settings: Settings, *, now: Now = utc_now) -> Application:
    """Open and join everything; the database is migrated first.

    Raises ConfigurationError for a setting or a part that cannot be used, ModelWeightsError for the weights.
    """
    organisation = read_organisation(settings.corpus_dir)
    regime = load_regime(organisation.clock.regime)
    # An unknown calendar is found now, and not when somebody files.
    clock.due(now().date(), regime, calendar=organisation.clock.calendar)
    database = open_database(settings, now=now)
    key = bytes.fromhex(database.secret("hashes", mint=lambda: secrets.token_hex(32)))
    contact = _contact(settings, organisation)
    filing = Filing(
        controller=organisation.controller,
        dpo_email=contact,
        regime=regime,
        calendar=organisation.clock.calendar,
        key=key,
        public_url=settings.public_url,
    )
    desk = Desk(filing.letters, calendars=organisation.clock.calendars, mint=filing.mint)
    worker = Worker(delivery(settings, database, organisation=organisation, now=now))
    reader, understanding = _understand(settings, database, contact=contact)
    conversation = Conversation(
        classify=understanding.classifier.classify,
        answer=understanding.answer,
        filing=filing,
        unit_of_work=database.unit_of_work,
        now=now,
        new_id=lambda: secrets.token_urlsafe(18),
        committed=worker.wake,
        kept=timedelta(days=organisation.retention.transcripts_days),
    )
    sign_in = SignIn(database.unit_of_work, DeskSessions(key, filing.mint.token), Argon2Passwords(), key)
    return Application(
        settings=settings,
        organisation=organisation,
        conversation=conversation,
        understanding=understanding,
        filing=filing,
        desk=desk,
        requester=Requester(filing, desk),
        sign_in=sign_in,
        openid=_openid(settings, sign_in),
        documents=Library(reader, database.unit_of_work),
        worker=worker,
        upkeep=_upkeep(
            purge(database, organisation=organisation, now=now),
            Reminders(database.unit_of_work, filing.letters, now, promised=worker.wake),
        ),
        database=database,
        source_key=key,
    )


@contextmanager
def understanding(settings: Settings) -> Iterator[Understanding]:
    """Open only what understands messages, for looking inside."""
    organisation = read_organisation(settings.corpus_dir)
    with opened_database(settings) as database:
        yield _understand(settings, database, contact=_contact(settings, organisation))[1]


@contextmanager
def opened_database(settings: Settings) -> Iterator[Database]:
    """Open the database for one command, and close it behind it."""
    with closing(open_database(settings)) as database:
        yield database


def open_database(settings: Settings, *, now: Now = utc_now) -> Database:
    """Migrate and open the database; ConfigurationError when its folder cannot be made."""
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(
            f"Cannot write to the folder {settings.data_dir}: {error.strerror}. Choose one with ASSISTANT_DATA_DIR."
        ) from None
    migrate(settings.database_address)
    return Database(settings.database_address, now=now)


def delivery(settings: Settings, database: Database, *, organisation: Organisation, now: Now) -> Delivery:
    """Join the outbox to the mail server, or to a folder of files when none is set, and to who listens."""
    mailer: Mailer
    if settings.smtp_url is None:
        mailer = FolderMailer(settings.data_dir / "mail", sender=sender(settings, organisation))
    else:
        mailer = SmtpMailer(settings.smtp_url.get_secret_value(), sender=sender(settings, organisation))
    return Delivery(database.unit_of_work, mailer, now=now, chance=random.uniform, caller=HttpCaller(now=now))


def purge(database: Database, *, organisation: Organisation, now: Now) -> Purge:
    """Join what ends records to the database and to the organisation's periods."""
    return Purge(database.unit_of_work, organisation.retention, now, salt=mint_salt, wipe=database.wipe)


def _upkeep(purge: Purge, reminders: Reminders) -> Upkeep:
    return Upkeep(
        [
            Job("purge", _PURGE_SECONDS, purge.run),
            Job("reminders", _REMINDER_SECONDS, reminders.remind),
            Job("digest", _REMINDER_SECONDS, reminders.digest),
        ]
    )


def sender(settings: Settings, organisation: Organisation) -> Sender:
    """Return whom the mails come from."""
    return Sender(f"{organisation.controller} privacy assistant", _contact(settings, organisation))


def _contact(settings: Settings, organisation: Organisation) -> str:
    return settings.dpo_email or str(organisation.dpo_email)


def _openid(settings: Settings, sign_in: SignIn) -> OpenId | None:
    issuer, client_id, secret = settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret
    if not (issuer or client_id or secret):
        return None
    if not (issuer and client_id and secret):
        raise ConfigurationError(
            "Set all of ASSISTANT_OIDC_ISSUER, ASSISTANT_OIDC_CLIENT_ID and ASSISTANT_OIDC_CLIENT_SECRET, or none."
        )
    provider = OpenIdProvider(
        issuer,
        client_id=client_id,
        client_secret=secret.get_secret_value(),
        redirect_uri=f"{settings.public_url}/desk/openid/callback",
    )
    return OpenId(sign_in.unit_of_work, sign_in.sessions, provider, sign_in.key, sign_in.sessions.mint)


def _understand(settings: Settings, database: Database, *, contact: str) -> tuple[index.IndexReader, Understanding]:
    weights.check()
    encoder = OnnxEncoder()
    reader = index.IndexReader(unit_of_work=database.unit_of_work, rank=Bm25Ranker, encoder=encoder.name)
    ranking = Ranking.read(weights.MODELS / "ranking.json")
    heads = Heads.read(weights.MODELS / "heads.npz")
    retriever = PassageRetriever(
        index=reader,
        encoder=encoder,
        store=vector_store(settings),
        closeness=Closeness(encoder, Attention(heads.attention[:-1], float(heads.attention[-1]))),
        silence=Silence(encoder, heads.silence),
        mixture=ranking.mixture,
    )
    chain = build_chain(
        retriever,
        judge=ranking.judge,
        contact=contact,
        public_url=settings.public_url,
        chooser=_chooser(settings),
    )
    return reader, Understanding(Classifier(encoder, heads), retriever, chain)


def _chooser(settings: Settings) -> Chooser | None:
    if settings.llm is None:
        return None
    from assistant.adapters.llm import LangChainChooser  # noqa: PLC0415 - an optional extra

    return LangChainChooser.named(settings.llm)
