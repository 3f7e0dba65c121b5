"""All of the requester's pages, to be hung into the app."""

from fastapi import Request, Response

from api.requester import files, new, page, sign_in, ticket
from api.requester.session import NotOpenError

ROUTERS = (page.router, new.router, sign_in.router, ticket.router, files.router)


async def ask_for_code(request: Request, error: Exception) -> Response:
    """Answer for a request that the browser has not opened."""
    assert isinstance(error, NotOpenError)
    return sign_in.knock(request.app.state.application, error.reference, status=404)
