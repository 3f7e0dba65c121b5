"""What a person at the desk does in a browser: read a ticket's page, fill its forms, send what was shown."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpx
    from desk import DeskClient

    from assistant.model import Ticket

NASTY = "</textarea><script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


def page(client: DeskClient, ticket: Ticket) -> str:
    response = client.get(f"/desk/tickets/{ticket.reference}")
    assert response.status_code == 200, response.text
    return response.text


def seen(text: str) -> str:
    found = re.search(r'name="seen" value="(\d+)"', text)
    assert found
    return found[1]


def does(client: DeskClient, ticket: Ticket, deed: str, **fields: str) -> httpx.Response:
    """Send a form as the ticket's page has it now, unless `seen` says otherwise."""
    fields = {"seen": seen(page(client, ticket)) if "seen" not in fields else "", **fields}
    return client.send_form(f"/desk/tickets/{ticket.reference}/{deed}", **fields)


def values_of(preview: str) -> dict[str, str]:
    """What stands in a preview's hidden fields."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', preview)
    return {name: html.unescape(value) for name, value in found if name != "csrf"}


def sent(client: DeskClient, ticket: Ticket, deed: str, **fields: str) -> httpx.Response:
    """Preview a deed and send it from there, as a person would."""
    preview = does(client, ticket, deed, step="preview", **fields)
    assert preview.status_code == 200, preview.text
    return client.send_form(f"/desk/tickets/{ticket.reference}/{deed}", step="send", **values_of(preview.text))


def offered(text: str) -> set[str]:
    return set(re.findall(r'action="/desk/tickets/[^/"]+/([^"]+)"', text))


def words_of(mail: Any) -> str:  # noqa: ANN401 - the library's type has no name for it
    return str(mail.get_body(("plain",)).get_content())


def squeezed(text: str) -> str:
    return " ".join(text.split())
