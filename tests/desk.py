"""Users of the desk for tests, signed in without a password: their session is written where the server looks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import httpx

from api.desk.session import COOKIE
from assistant.model import Role, User
from assistant.ports import utc_now

if TYPE_CHECKING:
    from assistant.bootstrap import Application

SECONDS = 20.0


@dataclass(frozen=True)
class Seat:
    """A user with an open session: what a browser of theirs sends along, and what their forms carry."""

    user: User
    cookies: dict[str, str]
    csrf: str

    def at(self, url: str) -> DeskClient:
        """A client for a running server; to be closed, as by `with`."""
        return DeskClient(self, url)


class DeskClient(httpx.Client):
    """Posts forms as the desk's pages do; follows no redirect by itself."""

    def __init__(self, seat: Seat, url: str) -> None:
        super().__init__(base_url=url, cookies=seat.cookies, timeout=SECONDS, headers={"Accept": "text/html"})
        self.seat = seat

    def send_form(self, path: str, *, files: Any = None, **fields: Any) -> httpx.Response:  # noqa: ANN401 - as httpx takes them
        """Post a form with the session's token in it; a list makes a field of several values."""
        return self.post(path, data={"csrf": self.seat.csrf, **fields}, files=files)


def a_user(role: Role = Role.HANDLER, **changed: Any) -> User:  # noqa: ANN401 - any field
    """A user with a name and an address of their own, and no password."""
    name = f"{role}-{uuid4().hex[:8]}"
    known: dict[str, Any] = {"full_name": name.title(), "email": f"{name}@example.com", "password_hash": ""}
    return User(**{"name": name, "role": role, "created_at": utc_now(), **known, **changed})


def seat(application: Application, role: Role = Role.HANDLER, *, user: User | None = None) -> Seat:
    """Make a user (or take the given one) and open a session for them."""
    user = user or a_user(role)
    with application.unit_of_work() as work:
        work.users.put(user)
        token = application.sign_in.sessions.begin(work, user, now=utc_now())
        work.commit()
    return Seat(user, {COOKIE: token}, application.sign_in.sessions.csrf(token))
