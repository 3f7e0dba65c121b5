"""Which form of the answer a caller would rather have."""

from __future__ import annotations

_STREAM = "text/event-stream"
_JSON = "application/json"


def wants_stream(accept: str) -> bool:
    """Tell whether an Accept header prefers server-sent events to JSON.

    A stream has to be named: wildcards mean JSON. Named both with the same weight, JSON it is.
    """
    weights = dict(_read(part) for part in accept.split(","))
    json = next((weights[name] for name in (_JSON, "application/*", "*/*") if name in weights), 0.0)
    stream = weights.get(_STREAM, 0.0)
    return stream > json or (stream == json > 0 and _JSON not in weights)


def _read(part: str) -> tuple[str, float]:
    """Split one media range from its weight; a weight that is no number counts as none."""
    name, *parameters = (piece.strip().lower() for piece in part.split(";"))
    weight = next((value for value in parameters if value.startswith("q=")), "q=1")
    try:
        return name, min(max(float(weight[2:]), 0.0), 1.0)
    except ValueError:
        return name, 0.0
