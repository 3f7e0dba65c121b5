"""Figures for operators, in Prometheus's format. They count; nothing in them tells who or what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.model import Reply
    from assistant.ports import UnitsOfWork

_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


class Metrics:
    """The counters of one app, in a registry of their own."""

    def __init__(self, unit_of_work: UnitsOfWork) -> None:
        self._registry = CollectorRegistry()
        self._registry.register(_Outbox(unit_of_work))
        self._requests = Counter(
            "assistant_http_requests", "Requests answered.", ("method", "route", "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "assistant_http_seconds", "Seconds to the last byte.", ("route",), buckets=_BUCKETS, registry=self._registry
        )
        self._replies = Counter("assistant_replies", "Turns by kind of reply.", ("kind",), registry=self._registry)
        self._intents = Counter("assistant_intents", "Messages by intent.", ("intent",), registry=self._registry)
        self._feedback = Counter(
            "assistant_feedback",
            "What people think of answers.",
            ("kind", "helpful", "reason"),
            registry=self._registry,
        )

    def request(self, *, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request that was answered; `route` is the template, never the address."""
        self._requests.labels(method, route, status).inc()
        self._seconds.labels(route).observe(seconds)

    def turn(self, reply: Reply) -> None:
        """Count a turn of a conversation."""
        self._replies.labels(reply.kind).inc()
        self._intents.labels(reply.intent.name.value).inc()

    def feedback(self, *, kind: str, helpful: bool, reason: str) -> None:
        """Count what somebody thinks of an answer; `reason` is one of a few words, or empty."""
        self._feedback.labels(kind, "yes" if helpful else "no", reason).inc()

    def page(self) -> bytes:
        """Return all figures as text."""
        return generate_latest(self._registry)


class _Outbox:
    """Looks at the outbox when it is asked for: what other replicas changed counts too."""

    def __init__(self, unit_of_work: UnitsOfWork) -> None:
        self._unit_of_work = unit_of_work

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """Name the metric without a look at the database."""
        yield GaugeMetricFamily("assistant_outbox_mails", "Mails not delivered, by state.", labels=("state",))

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Count the mails that wait and those set aside."""
        with self._unit_of_work(read_only=True) as unit:
            counts = {state: unit.outbox.count(state) for state in ("pending", "set_aside")}
        for family in self.describe():
            for state, count in counts.items():
                family.add_metric((state,), count)
            yield family
