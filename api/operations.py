"""What those who run it look at: is it up, is it ready, and its figures."""

from datetime import timedelta

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST

from api.dependencies import Assistant, Figures, Present
from api.problems import problems
from assistant.errors import ConfigurationError

router = APIRouter(tags=["operations"])

_STUCK = timedelta(minutes=10)


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """Say that the process answers."""
    return {"status": "up"}


@router.get("/readyz", responses=problems(503))
def readyz(assistant: Assistant, now: Present) -> dict[str, str]:
    """Say that database and index can be used and that mails are being taken from the outbox.

    A mail server that is down makes nothing unready: its mails are tried again later, and nobody is turned away.
    """
    assistant.ready()
    with assistant.unit_of_work() as unit:
        if any(row.next_attempt_at < now - _STUCK for row in unit.outbox.rows(state="pending")):
            raise ConfigurationError("Mails wait in the outbox and no worker takes them.")
    return {"status": "ready"}


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
def metrics(figures: Figures) -> Response:
    """Return the figures in Prometheus's format."""
    return Response(figures.page(), media_type=CONTENT_TYPE_LATEST)
