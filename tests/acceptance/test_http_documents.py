from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from acceptance.serving import Server

ADDRESS = "/v1/documents/privacy_policy"


class TestDocument:
    def test_has_its_sections_in_place(self, server: Server) -> None:
        document = server.client.get(ADDRESS).json()
        assert document["document"] == "privacy_policy"
        assert document["sections"]
        for section in document["sections"]:
            assert document["text"][section["start"] :].startswith(section["heading"])
            assert section["start"] < section["end"] <= len(document["text"])

    def test_is_not_sent_again_to_those_who_have_it(self, server: Server) -> None:
        tag = server.client.get(ADDRESS).headers["etag"]
        for known in (tag, f"W/{tag}", f'"x", {tag}', "*"):
            again = server.client.get(ADDRESS, headers={"If-None-Match": known})
            assert (again.status_code, again.content) == (304, b"")
        assert server.client.get(ADDRESS, headers={"If-None-Match": '"x"'}).status_code == 200

    def test_of_a_named_version_is_that_version(self, server: Server) -> None:
        version = server.client.get(ADDRESS).json()["version"]
        assert server.client.get(ADDRESS, params={"version": version}).json()["version"] == version

    @pytest.mark.parametrize(
        "path",
        [
            "nothing",
            "privacy_policy?version=nothing",
            "%00",
            "privacy_policy?version=%00",
            "%ff",
            "..%2fsecrets",
            "x" * 999,
        ],
    )
    def test_that_is_not_there_is_404(self, server: Server, path: str) -> None:
        response = server.client.get(f"/v1/documents/{path}")
        assert (response.status_code, response.headers["content-type"]) == (404, "application/problem+json")
