"""Everything that a door needs."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from assistant.adapters.openid import OpenIdProvider
from assistant.adapters.passwords import Argon2Passwords
from assistant.bootstrap.parts import contact_of, delivery, open_database, purge
from assistant.bootstrap.understanding import Library, Understanding, understand
from assistant.conversation import Conversation
from assistant.errors import ConfigurationError
from assistant.organisation import read_organisation
from assistant.people.openid import OpenId
from assistant.people.sessions import DeskSessions
from assistant.people.sign_in import SignIn
from assistant.ports import utc_now
from assistant.requests import clock
from assistant.requests.desk import Desk
from assistant.requests.filing import Filing
from assistant.requests.outbox import Worker
from assistant.requests.regime import load_regime
from assistant.requests.reminders import Reminders
from assistant.requests.requester import Requester
from assistant.requests.standstill import Standstill
from assistant.upkeep import Job, Upkeep

if TYPE_CHECKING:
    from assistant.adapters.database import Database
    from assistant.organisation import Organisation
    from assistant.ports import Now, UnitOfWork
    from assistant.requests.retention import Purge
    from assistant.settings import Settings


_PURGE_SECONDS = 3600.0
_REMINDER_SECONDS = 300.0


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
        return contact_of(self.settings, self.organisation)

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
    contact = contact_of(settings, organisation)
    filing = Filing(
        controller=organisation.controller,
        dpo_email=contact,
        regime=regime,
        calendar=organisation.clock.calendar,
        key=key,
        public_url=settings.public_url,
        zone=organisation.clock.zone,
    )
    desk = Desk(filing.letters, calendars=organisation.clock.calendars, mint=filing.mint, zone=organisation.clock.zone)
    worker = Worker(delivery(settings, database, organisation=organisation, now=now))
    reader, understanding = understand(settings, database, contact=contact)
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
            Reminders(database.unit_of_work, filing.letters, now, promised=worker.wake, zone=organisation.clock.zone),
            Standstill(database.unit_of_work, desk, now),
        ),
        database=database,
        source_key=key,
    )


def _upkeep(purge: Purge, reminders: Reminders, standstill: Standstill) -> Upkeep:
    return Upkeep(
        [
            Job("purge", _PURGE_SECONDS, purge.run),
            Job("clock", _REMINDER_SECONDS, standstill.run),
            Job("reminders", _REMINDER_SECONDS, reminders.remind),
            Job("digest", _REMINDER_SECONDS, reminders.digest),
        ]
    )


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
