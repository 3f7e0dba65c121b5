"""What integration tests share."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword
from postbox import FreePortController, Postbox

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator


@pytest.fixture
def start_smtp() -> Iterator[Callable[..., Postbox]]:
    """`start_smtp()` runs a server on a free port of this machine until the test is over."""
    with contextlib.ExitStack() as running:

        def start(
            *,
            utf8: bool = True,
            starttls: ssl.SSLContext | None = None,
            implicit: ssl.SSLContext | None = None,
            login: tuple[str, str] | None = None,
        ) -> Postbox:
            postbox = Postbox()

            def authenticate(*words: object) -> AuthResult:
                given = words[-1]
                assert isinstance(given, LoginPassword)
                return AuthResult(success=login == (given.login.decode(), given.password.decode()))

            controller = FreePortController(
                postbox,
                hostname="127.0.0.1",
                port=0,
                ssl_context=implicit,
                enable_SMTPUTF8=utf8,
                tls_context=starttls,
                require_starttls=starttls is not None,
                auth_required=login is not None,
                authenticator=authenticate,
                auth_require_tls=login is None,
            )
            controller.start()
            running.callback(controller.stop)
            postbox.port = controller.port
            return postbox

        yield start
