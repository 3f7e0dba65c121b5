"""Slack's markup, both ways: what people typed becomes plain words, our words become inert mrkdwn."""

from __future__ import annotations

import re

_ENTITIES = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"))
_REFERENCE = re.compile(r"<([^<>|]+)(?:\|([^<>]*))?>")


def escape(text: str) -> str:
    """Return mrkdwn in which nothing of the text is a mention, a link or a command to Slack."""
    for character, entity in _ENTITIES:
        text = text.replace(character, entity)
    return text


def link(url: str, label: str) -> str:
    """Return a link that shows the label; neither part can end it early."""
    return f"<{escape(url).replace('|', '%7C')}|{escape(label)}>"


def plain(text: str, *, without: str = "") -> str:
    """Return what a person typed, without Slack's markup around addresses and names.

    Mentions of the user id `without` (the bot's own) are left out.
    """
    if without:
        text = re.sub(rf"<@{re.escape(without)}(\|[^<>]*)?>", " ", text)
    text = _REFERENCE.sub(_words, text)
    for character, entity in reversed(_ENTITIES):
        text = text.replace(entity, character)
    return text.strip()


def _words(reference: re.Match[str]) -> str:
    target, label = reference[1], reference[2] or ""
    if target[0] == "!":
        return label or f"@{target[1:]}"
    if target[0] in "@#":
        return target[0] + (label or target[1:])
    for scheme in ("mailto:", "tel:"):
        target = target.removeprefix(scheme)
    # Slack makes links of bare addresses, "example.org" as <http://example.org|example.org>: they stay as typed.
    return f"{label} ({target})" if label and not target.endswith(label) else label or target
