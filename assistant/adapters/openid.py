"""Sign-in at an OpenID provider by authorization code and PKCE, spoken by Authlib."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from pydantic import BaseModel

from assistant.errors import ForbiddenError, UnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from assistant.model import Challenge

_SECONDS = 10.0
# Clocks differ.
_LEEWAY_SECONDS = 60
# Signed with the provider's private key: never "none", and never with a secret that others may hold.
_ALGORITHMS = [f"{family}{bits}" for family in ("RS", "PS", "ES") for bits in (256, 384, 512)]

_log = logging.getLogger(__name__)


class _Metadata(BaseModel):
    """What a provider says of itself (OpenID Connect Discovery)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str = ""
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)


class _Person(BaseModel):
    """What a provider says of somebody; `sub` is their name there."""

    sub: str
    email: str = ""
    email_verified: bool = False


class OpenIdProvider:
    """Implements ports.IdentityProvider. The provider is asked anew with every sign-in, so that new keys are known."""

    def __init__(self, issuer: str, *, client_id: str, client_secret: str, redirect_uri: str) -> None:
        self._issuer = issuer
        self._client_id = client_id
        self._client_secret = client_secret
        self._redirect_uri = redirect_uri

    def address(self, challenge: Challenge) -> str:
        """Return where to send a browser."""
        with self._asking() as client:
            address, _ = client.create_authorization_url(
                self._metadata(client).authorization_endpoint,
                state=challenge.state,
                code_verifier=challenge.verifier,
                nonce=challenge.nonce,
            )
        return str(address)

    def email(self, code: str, challenge: Challenge, *, now: datetime) -> str:
        """Return the e-mail address, proved to the provider, of who came back with this code."""
        with self._asking() as client:
            provider = self._metadata(client)
            if "client_secret_basic" not in provider.token_endpoint_auth_methods_supported:
                client.token_endpoint_auth_method = "client_secret_post"  # noqa: S105 - a method's name
            token = client.fetch_token(
                provider.token_endpoint,
                grant_type="authorization_code",
                code=code,
                code_verifier=challenge.verifier,
            )
            keys = KeySet.import_key_set(_fetched(client, provider.jwks_uri, withhold_token=True))
            person = self._person(token, keys, issuer=provider.issuer, nonce=challenge.nonce, now=now)
            if not person.email and provider.userinfo_endpoint:
                told = _Person.model_validate(_fetched(client, provider.userinfo_endpoint))
                person = told if told.sub == person.sub else person
        if not person.email or not person.email_verified:
            raise ForbiddenError("The sign-in service does not vouch for your e-mail address.")
        return person.email

    def _person(self, token: Mapping[str, Any], keys: KeySet, *, issuer: str, nonce: str, now: datetime) -> _Person:
        """Read the ID token, whose signature, issuer, audience, nonce and times have to be as they should."""
        signed = jwt.decode(token["id_token"], keys, algorithms=_ALGORITHMS)
        wanted = {"iss": issuer, "aud": self._client_id, "nonce": nonce}
        claims = CodeIDToken(
            signed.claims,
            signed.header,
            {name: {"essential": True, "value": value} for name, value in wanted.items()},
            {"client_id": self._client_id, "access_token": token.get("access_token")},
        )
        claims.validate(now=int(now.timestamp()), leeway=_LEEWAY_SECONDS)
        return _Person.model_validate(claims)

    def _metadata(self, client: OAuth2Client) -> _Metadata:
        address = f"{self._issuer}/.well-known/openid-configuration"
        metadata = _Metadata.model_validate(_fetched(client, address, withhold_token=True))
        if metadata.issuer.rstrip("/") != self._issuer:
            raise ValueError("The provider calls itself otherwise.")
        return metadata

    @contextmanager
    def _asking(self) -> Iterator[OAuth2Client]:
        """Open a client, and put what goes wrong with it in our words."""
        try:
            with OAuth2Client(
                self._client_id,
                self._client_secret,
                scope="openid email",
                redirect_uri=self._redirect_uri,
                code_challenge_method="S256",
                timeout=_SECONDS,
            ) as client:
                yield client
        except httpx2.HTTPError as error:
            _log.warning("The OpenID provider could not be asked: %s", type(error).__name__)
            raise UnavailableError("The sign-in service does not answer. Please try again in a while.") from error
        except (AuthlibBaseError, JoseError, ValueError, KeyError) as error:
            _log.warning("What the OpenID provider says does not hold: %s", type(error).__name__)
            raise ForbiddenError("What the sign-in service says cannot be relied on. Please start again.") from error


def _fetched(client: OAuth2Client, address: str, **options: bool) -> Any:  # noqa: ANN401 - JSON
    return client.request("GET", address, **options).raise_for_status().json()
