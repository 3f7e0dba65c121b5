"""The manifests that people paste, and the page that explains them."""

from __future__ import annotations

import json
import re
import tomllib
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

from bots.slack import hand_in
from bots.slack.http import router

ROOT = Path(__file__).parents[3]
ADDRESS = "https://privacy.example.org/slack/events"


def manifest(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((ROOT / "bots" / "slack" / name).read_text(encoding="utf-8"))
    return read


class TestManifest:
    def test_for_http_differs_in_nothing_but_the_way_in(self) -> None:
        over_http = manifest("manifest.http.json")
        settings = over_http["settings"]

        assert settings["event_subscriptions"].pop("request_url") == ADDRESS
        assert settings["interactivity"].pop("request_url") == ADDRESS
        assert over_http["features"]["slash_commands"][0].pop("url") == ADDRESS
        assert over_http["oauth_config"].pop("redirect_urls") == ["https://privacy.example.org/slack/oauth_redirect"]
        # Several workspaces are served over HTTP only.
        for event in ("app_uninstalled", "tokens_revoked"):
            settings["event_subscriptions"]["bot_events"].remove(event)
        assert over_http == manifest("manifest.json") | {"settings": settings}
        in_socket_mode = {"socket_mode_enabled": True, "org_deploy_enabled": False}
        assert settings | in_socket_mode == manifest("manifest.json")["settings"]

    def test_asks_for_exactly_what_the_page_explains(self) -> None:
        page = (ROOT / "docs" / "slack.md").read_text(encoding="utf-8")

        explained = re.findall(r"^\| `([a-z_:.]+)` \|", page, flags=re.MULTILINE)

        assert sorted(explained) == manifest("manifest.json")["oauth_config"]["scopes"]["bot"]

    def test_offers_the_shortcuts_that_are_listened_to(self) -> None:
        shortcuts = manifest("manifest.json")["features"]["shortcuts"]

        assert {(one["type"], one["callback_id"]) for one in shortcuts} == {
            ("message", hand_in.MESSAGE_SHORTCUT),
            ("global", hand_in.GLOBAL_SHORTCUT),
        }
        assert all(len(one["name"]) <= 24 and len(one["description"]) <= 150 for one in shortcuts)

    def test_is_told_of_exactly_what_is_listened_to(self) -> None:
        read = manifest("manifest.json")
        code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "bots" / "slack").glob("*.py"))

        heard = set(re.findall(r"app\.event\(\"(\w+)\"\)", code))
        pane = {f"assistant_{kind}" for kind in re.findall(r"assistant\.(thread_\w+)\(self", code)}
        told = {event.removesuffix(".im") for event in read["settings"]["event_subscriptions"]["bot_events"]}

        assert told == heard | pane
        assert read["features"]["app_home"]["home_tab_enabled"]
        assert [one["command"] for one in read["features"]["slash_commands"]] == re.findall(
            r"app\.command\(\"(.+)\"\)", code
        )

    def test_keeps_to_slacks_lengths(self) -> None:
        read = manifest("manifest.json")

        assert len(read["display_information"]["name"]) <= 35
        assert len(read["display_information"]["description"]) <= 140
        assert len(read["features"]["bot_user"]["display_name"]) <= 80


class TestEntryPoint:
    def test_leads_the_api_to_the_routes(self) -> None:
        group = "privacy_assistant.routers"
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

        assert EntryPoint("slack", project["entry-points"][group]["slack"], group).load() is router
