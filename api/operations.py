"""What those who run it look at: is it up, is it ready, and its figures."""

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST

from api.dependencies import Assistant, Figures
from api.problems import problems

router = APIRouter(tags=["operations"])


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """Say that the process answers."""
    return {"status": "up"}


@router.get("/readyz", responses=problems(503))
def readyz(assistant: Assistant) -> dict[str, str]:
    """Say that database and index can be used.

    Mail does not count: while its server is down, mails wait and nobody has to be turned away. The figures tell
    how many.
    """
    assistant.ready()
    return {"status": "ready"}


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
def metrics(figures: Figures) -> Response:
    """Return the figures in Prometheus's format."""
    return Response(figures.page(), media_type=CONTENT_TYPE_LATEST)
