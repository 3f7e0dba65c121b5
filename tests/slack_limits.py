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
MAX_VIEW_BLOCKS = 100
MAX_TITLE = 24
MAX_OPTIONS = 100


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
    rows = [element for block in post["blocks"] if block["type"] == "actions" for element in block["elements"]]
    return rows + [block["accessory"] for block in post["blocks"] if "accessory" in block]


def _buttons(post: dict[str, Any]) -> list[str]:
    found = []
    for button in buttons(post):
        if not 1 <= len(button["text"]["text"]) <= MAX_LABEL or button["text"]["type"] != "plain_text":
            found.append("a button's label")
        if not 1 <= len(button["value"]) <= MAX_VALUE or not 1 <= len(button["action_id"]) <= MAX_ACTION_ID:
            found.append("a button's value or id")
    for block in post["blocks"]:
        ids = [element["action_id"] for element in block.get("elements", []) if "action_id" in element]
        if len(set(ids)) < len(ids):
            found.append("two buttons of one id")
    return found


def view_complaints(view: dict[str, Any]) -> list[str]:
    """Say what Slack would not take of a modal or a home tab."""
    found = [] if len(view["blocks"]) <= MAX_VIEW_BLOCKS else ["too many blocks"]
    found += [name for name in ("title", "submit", "close") if name in view and len(view[name]["text"]) > MAX_TITLE]
    if len(view.get("private_metadata", "")) > MAX_TEXT:
        found.append("private_metadata")
    for block in view["blocks"]:
        if block["type"] == "input":
            found += _input(block)
    if any(not 1 <= len(text) <= MAX_TEXT for text in texts(view)):
        found.append("a text")
    ids = [block["block_id"] for block in view["blocks"] if "block_id" in block]
    return found + _buttons(view) + (["two blocks of one id"] if len(set(ids)) < len(ids) else [])


def _input(block: dict[str, Any]) -> list[str]:
    element = block["element"]
    found: list[str] = [
        name for name in ("label", "hint") if name in block and not 1 <= len(block[name]["text"]) <= MAX_VALUE
    ]
    if len(element.get("initial_value", "")) > element.get("max_length", MAX_TEXT):
        found.append("an initial value")
    if "options" in element and not 1 <= len(element["options"]) <= MAX_OPTIONS:
        found.append("options")
    if "initial_options" in element and not all(option in element["options"] for option in element["initial_options"]):
        found.append("an initial option")
    found += [f"option {one}" for one in element.get("options", []) if not 1 <= len(one["text"]["text"]) <= MAX_LABEL]
    return found
