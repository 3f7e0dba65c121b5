"""The parts that stand alone: database, vectors, mail, and what ends records."""

from __future__ import annotations

import random
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from assistant.adapters.chroma import ChromaStore
from assistant.adapters.database import Database, migrate
from assistant.adapters.smtp import FolderMailer, Sender, SmtpMailer
from assistant.adapters.webhook import HttpCaller
from assistant.errors import ConfigurationError
from assistant.ports import utc_now
from assistant.requests.outbox import Delivery
from assistant.requests.retention import Purge
from assistant.requests.ticket import mint_salt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.organisation import Organisation
    from assistant.ports import Mailer, Now, VectorStore
    from assistant.settings import Settings


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


def vector_store(settings: Settings) -> VectorStore:
    """Open the vectors: a Chroma server when one is set, else the data folder."""
    if settings.chroma_url:
        return ChromaStore.remote(settings.chroma_url)
    return ChromaStore.embedded(settings.data_dir / "chroma")


def delivery(settings: Settings, database: Database, *, organisation: Organisation, now: Now) -> Delivery:
    """Join the outbox to the mail server, or to a folder of files when none is set, and to who listens."""
    mailer: Mailer
    if settings.smtp_url is None:
        mailer = FolderMailer(settings.data_dir / "mail", sender=sender(settings, organisation))
    else:
        mailer = SmtpMailer(settings.smtp_url.get_secret_value(), sender=sender(settings, organisation))
    return Delivery(database.unit_of_work, mailer, now=now, chance=random.uniform, caller=HttpCaller(now=now))


def sender(settings: Settings, organisation: Organisation) -> Sender:
    """Return whom the mails come from."""
    return Sender(f"{organisation.controller} privacy assistant", contact_of(settings, organisation))


def contact_of(settings: Settings, organisation: Organisation) -> str:
    """Return the data protection officer's address: the setting's, else the organisation's."""
    return settings.dpo_email or str(organisation.dpo_email)


def purge(database: Database, *, organisation: Organisation, now: Now) -> Purge:
    """Join what ends records to the database and to the organisation's periods."""
    return Purge(database.unit_of_work, organisation.retention, now, salt=mint_salt, wipe=database.wipe)
