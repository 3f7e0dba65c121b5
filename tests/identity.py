"""A real OpenID provider on a free port, which can be told to lie."""

from __future__ import annotations

import contextlib
import json
import threading
import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from joserfc.util import urlsafe_b64decode
from werkzeug.serving import make_server
from werkzeug.test import run_wsgi_app

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it uses a part of Authlib that is on its way out
    import oidc_provider_mock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

SECONDS = 10.0
_HEADER = {"alg": "RS256", "kid": "1"}
_OURS = RSAKey.generate_key(2048, {"kid": "1"})
_ANOTHERS = RSAKey.generate_key(2048, {"kid": "1"})


@dataclass
class Provider:
    """The provider. Every ID token has `claims` put into it and loses `without`; with `forged`, another signs it.

    `metadata` is put into what it says of itself; `shown` are the Authorization headers of who asked for tokens.
    """

    issuer: str = ""
    metadata: dict[str, Any] = field(default_factory=dict)
    shown: list[str] = field(default_factory=list)
    claims: dict[str, Any] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    forged: bool = False

    def knows(self, email: str, **claims: object) -> None:
        """Make the provider know somebody by their address, which it vouches for unless told otherwise."""
        claims = {"email": email, "email_verified": True, **claims}
        httpx.put(f"{self.issuer}/users/{email}", json=claims).raise_for_status()

    def lets_in(self, address: str, email: str) -> str:
        """Sign somebody in where the desk sent them, and return where the provider sends them back to."""
        return _back(httpx.post(address, data={"sub": email}))

    def refuses(self, address: str) -> str:
        """Let nobody in, and return where the provider sends them back to."""
        return _back(httpx.post(address, data={"action": "deny"}))

    def says(self, path: str, body: bytes) -> bytes:
        """Return what the provider answers under a path: with our keys, and with what we make of its tokens."""
        if path == "/jwks":
            return json.dumps(KeySet([_OURS]).as_dict(private=False)).encode()
        if path == "/.well-known/openid-configuration":
            return json.dumps({**json.loads(body), **self.metadata}).encode()
        if path != "/oauth2/token" or b"id_token" not in body:
            return body
        answer = json.loads(body)
        honest = json.loads(urlsafe_b64decode(answer["id_token"].split(".")[1].encode()))
        claims = {name: value for name, value in {**honest, **self.claims}.items() if name not in self.without}
        answer["id_token"] = jwt.encode(_HEADER, claims, _ANOTHERS if self.forged else _OURS)
        return json.dumps(answer).encode()


@contextlib.contextmanager
def providing() -> Iterator[Provider]:
    """Run a provider on a free port until the block ends."""
    provider = Provider()
    server = make_server("127.0.0.1", 0, _front(provider, oidc_provider_mock.app()), threaded=True)
    provider.issuer = f"http://127.0.0.1:{server.port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join(SECONDS)
        server.server_close()


def _front(provider: Provider, app: WSGIApplication) -> WSGIApplication:
    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        if environ["PATH_INFO"] == "/oauth2/token":
            provider.shown.append(environ.get("HTTP_AUTHORIZATION", ""))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            pieces, status, headers = run_wsgi_app(app, environ, buffered=True)
        body = provider.says(environ["PATH_INFO"], b"".join(pieces))
        headers["Content-Length"] = str(len(body))
        start_response(status, headers.to_wsgi_list())
        return [body]

    return answer


def _back(response: httpx.Response) -> str:
    assert response.status_code == 302, response.text
    return str(response.headers["location"])
