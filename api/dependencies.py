"""What routes ask for: the application, who asks, and that the body is JSON."""

from datetime import datetime
from email.message import Message
from typing import Annotated, cast

from fastapi import Depends, Request
from starlette.exceptions import HTTPException

from api.limits import TokenBuckets, network
from api.metrics import Metrics
from assistant.bootstrap import Application
from assistant.ports import utc_now


def _application(request: Request) -> Application:
    return cast("Application", request.app.state.application)


def _metrics(request: Request) -> Metrics:
    return cast("Metrics", request.app.state.metrics)


Assistant = Annotated[Application, Depends(_application)]
Figures = Annotated[Metrics, Depends(_metrics)]


async def source(request: Request, assistant: Assistant) -> str:
    """Return a keyed hash that tells one caller's network from another's and tells nothing else."""
    return assistant.source_of(network(request.client.host if request.client else ""))


Source = Annotated[str, Depends(source)]


async def present() -> datetime:
    """Return the present as an aware UTC time."""
    return utc_now()


Present = Annotated[datetime, Depends(present)]


async def _within_limits(request: Request, caller: Source) -> None:
    cast("TokenBuckets", request.app.state.buckets).take(caller)


async def _is_json(request: Request) -> None:
    """Refuse a body that does not claim to be JSON; this also keeps a foreign site's plain form post out."""
    header = Message()
    header["content-type"] = request.headers.get("content-type", "")
    subtype = header.get_content_subtype()
    if header.get_content_maintype() != "application" or not (subtype == "json" or subtype.endswith("+json")):
        raise HTTPException(415)


LIMITED = [Depends(_within_limits)]
"""For a route that does something without taking a body."""

ACCEPTS_JSON = [*LIMITED, Depends(_is_json)]
"""For every route that takes a body: counted first, then looked at."""
