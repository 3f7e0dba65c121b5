"""Files that pages load: made once, served often, to any site."""

from __future__ import annotations

import gzip
import hashlib
from base64 import b64encode
from typing import TYPE_CHECKING

from fastapi import Response

if TYPE_CHECKING:
    from fastapi import Request

_WHILE = "public, max-age=300"
_FOR_GOOD = "public, max-age=31536000, immutable"


class Asset:
    """A file made once and served often, to any site."""

    def __init__(self, content: str, media_type: str) -> None:
        self._plain = content.encode()
        self._packed = gzip.compress(self._plain, mtime=0)
        self._media_type = media_type
        self._tag = f'"{self.name}"'

    @property
    def name(self) -> str:
        """What tells this content from any other."""
        return hashlib.sha256(self._plain).hexdigest()[:20]

    @property
    def integrity(self) -> str:
        """What a page writes beside the file's address, so that the browser takes no other content."""
        return f"sha384-{b64encode(hashlib.sha384(self._plain).digest()).decode()}"

    def response(self, request: Request, *, lasting: bool = False) -> Response:
        """Answer with the file, packed for those who can unpack it, or with 304 when it is unchanged.

        A `lasting` one has its name in its address, so that nobody need ever ask again.
        """
        headers = {
            # A page of another site loads the script, and needs this to check its integrity hash.
            "Access-Control-Allow-Origin": "*",
            "Cross-Origin-Resource-Policy": "cross-origin",
            "Cache-Control": _FOR_GOOD if lasting else _WHILE,
            "ETag": self._tag,
            "Vary": "Accept-Encoding",
        }
        if self._tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        if "gzip" not in request.headers.get("accept-encoding", ""):
            return Response(self._plain, media_type=self._media_type, headers=headers)
        return Response(self._packed, media_type=self._media_type, headers={**headers, "Content-Encoding": "gzip"})
