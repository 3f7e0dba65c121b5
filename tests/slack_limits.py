"""Slack's published limits on messages: what its own servers refuse, and the local peer refuses too."""

from __future__ import annotations

from typing import Any

MAX_FALLBACK = 40_000
MAX_BLOCKS = 50
MAX_ELEMENTS = {"context": 10, "actions": 25}
MAX_TEXT = 3000
MAX_LABEL = 75
MAX_VALUE = 2000
MAX_ACTION_ID = 255


def complaints(post: dict[str, Any]) -> list[str]:
    """Say what Slack would not take; nothing when it would take the post."""
    blocks = post.get("blocks", [])
    found = [] if 1 <= len(post.get("text", "")) <= MAX_FALLBACK else ["fallback text"]
    if not 1 <= len(blocks) <= MAX_BLOCKS:
        found.append(f"{len(blocks)} blocks")
    for block in blocks:
        elements = block.get("elements", [])
        if block["type"] in MAX_ELEMENTS and not 1 <= len(elements) <= MAX_ELEMENTS[block["type"]]:
            found.append(f"{len(elements)} elements in {block['type']}")
    return found + [f"text of {len(text)}" for text in texts(post) if not 1 <= len(text) <= MAX_TEXT] + _buttons(post)


def texts(post: dict[str, Any]) -> list[str]:
    """Return the words of the sections and contexts, in order."""
    parts = [part for block in post["blocks"] for part in (block.get("text"), *block.get("elements", [])) if part]
    return [part["text"] for part in parts if part["type"] == "mrkdwn"]


def buttons(post: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the buttons, in order."""
    return [element for block in post["blocks"] if block["type"] == "actions" for element in block["elements"]]


def _buttons(post: dict[str, Any]) -> list[str]:
    found = []
    for button in buttons(post):
        if not 1 <= len(button["text"]["text"]) <= MAX_LABEL or button["text"]["type"] != "plain_text":
            found.append("a button's label")
        if not 1 <= len(button["value"]) <= MAX_VALUE or not 1 <= len(button["action_id"]) <= MAX_ACTION_ID:
            found.append("a button's value or id")
    if len({button["action_id"] for button in buttons(post)}) < len(buttons(post)):
        found.append("two buttons of one id")
    return found
