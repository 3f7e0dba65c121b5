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


class OpenIdProvider:
    """Implements ports.IdentityProvider. What the provider says of itself is asked for with every sign-in."""

    def __init__(self, issuer: str, *, client_id: str, client_secret: str | None, redirect_uri: str) -> None:
        self._issuer = issuer
        self._client_id = client_id
        self._client_secret = client_secret
        self._redirect_uri = redirect_uri

    def address(self, challenge: Challenge) -> str:
        """Return where to send a browser."""
        with self._asking() as client:
            address, _ = client.create_authorization_url(
                self._metadata(client)["authorization_endpoint"],
                state=challenge.state,
                code_verifier=challenge.verifier,
                nonce=challenge.nonce,
            )
        return str(address)

    def email(self, code: str, challenge: Challenge, *, now: datetime) -> str:
        """Return the e-mail address, proved to the provider, of who came back with this code."""
        with self._asking() as client:
            metadata = self._metadata(client)
            client.token_endpoint_auth_method = self._method(metadata)
            token = client.fetch_token(
                metadata["token_endpoint"],
                grant_type="authorization_code",
                code=code,
                code_verifier=challenge.verifier,
            )
            known = self._read(token, _fetched(client, metadata["jwks_uri"]), metadata, challenge, now=now)
            if "email" not in known and "userinfo_endpoint" in metadata:
                told = client.get(metadata["userinfo_endpoint"]).raise_for_status().json()
                known = {**told, "sub": known["sub"]} if told["sub"] == known["sub"] else {}
            if not known.get("email") or known.get("email_verified") not in {True, "true"}:
                raise ForbiddenError("The sign-in service does not vouch for your e-mail address.")
        return str(known["email"])

    def _read(
        self,
        token: Mapping[str, Any],
        keys: Any,  # noqa: ANN401 - JSON
        metadata: Mapping[str, Any],
        challenge: Challenge,
        *,
        now: datetime,
    ) -> Mapping[str, Any]:
        """Return what the ID token claims, once signature, issuer, audience, nonce and times are as they have to be."""
        signed = jwt.decode(token["id_token"], KeySet.import_key_set(keys), algorithms=_ALGORITHMS)
        options = {
            "iss": {"essential": True, "value": metadata["issuer"]},
            "aud": {"essential": True, "value": self._client_id},
            "nonce": {"essential": True, "value": challenge.nonce},
        }
        params = {"client_id": self._client_id, "access_token": token.get("access_token")}
        claims = CodeIDToken(signed.claims, signed.header, options, params)
        claims.validate(now=int(now.timestamp()), leeway=_LEEWAY_SECONDS)
        return dict(claims)

    def _metadata(self, client: OAuth2Client) -> Mapping[str, Any]:
        metadata: Mapping[str, Any] = _fetched(client, f"{self._issuer}/.well-known/openid-configuration")
        if metadata["issuer"].rstrip("/") != self._issuer:
            raise ValueError("The provider calls itself otherwise.")
        return metadata

    def _method(self, metadata: Mapping[str, Any]) -> str:
        if self._client_secret is None:
            return "none"
        known = metadata.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        return "client_secret_basic" if "client_secret_basic" in known else "client_secret_post"

    @contextmanager
    def _asking(self) -> Iterator[OAuth2Client]:
        """Open a client, and put whatever goes wrong with it in our words."""
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
        except (AuthlibBaseError, JoseError, ValueError, KeyError, TypeError) as error:
            _log.warning("What the OpenID provider says does not hold: %s", type(error).__name__)
            raise ForbiddenError("What the sign-in service says cannot be relied on. Please start again.") from error


def _fetched(client: OAuth2Client, address: str) -> Any:  # noqa: ANN401 - JSON
    return client.get(address, withhold_token=True).raise_for_status().json()
