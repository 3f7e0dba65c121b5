"""The only place that joins ports to adapters. Nothing is opened at import."""

from assistant.bootstrap.application import Application, build
from assistant.bootstrap.ingest import Ingester, ingester
from assistant.bootstrap.parts import delivery, open_database, opened_database, purge, sender
from assistant.bootstrap.understanding import Library, Understanding, understanding

__all__ = [
    "Application",
    "Ingester",
    "Library",
    "Understanding",
    "build",
    "delivery",
    "ingester",
    "open_database",
    "opened_database",
    "purge",
    "sender",
    "understanding",
]
