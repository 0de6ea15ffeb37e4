"""What is counted for those who watch the server (Prometheus)."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector

from kg.errors import KgError
from kg.export import versions
from kg.questions.library import Library
from kg.questions.workers import workers
from kg.settings import Settings

SHARED = "PROMETHEUS_MULTIPROC_DIR"
"""Names the folder in which the web processes count together; `kg serve` sets it."""
_BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0)
_OUTCOMES = {
    400: "wrong", 403: "refused", 406: "no_format", 413: "too_large", 414: "too_large",
    429: "too_many", 502: "service", 503: "busy", 504: "too_long",
}  # fmt: skip


class Counts:
    """The counters of an application; those of all web processes where they share a folder."""

    def __init__(self) -> None:
        own = CollectorRegistry()
        self._own = own
        self.requests = Counter(
            "kg_requests", "Requests answered", ["route", "method", "status"], registry=own
        )
        self.seconds = Histogram(
            "kg_request_seconds", "Seconds until an answer was ready", ["route"],
            buckets=_BOUNDS, registry=own,
        )  # fmt: skip
        self.queries = Counter(
            "kg_queries", "Queries of visitors by how they ended", ["outcome"], registry=own
        )
        self.query_seconds = Histogram(
            "kg_query_seconds", "Seconds a visitor's query took", buckets=_BOUNDS, registry=own
        )
        self.pages = Counter(
            "kg_kept_pages", "Pages by where they came from: memory, the client (304), or made",
            ["came"], registry=own,
        )  # fmt: skip
        # By route, method and status, of which there are few; looking them up by their labels takes
        # longer than counting.
        self._found: dict[tuple[str, str, int], tuple[Counter, Histogram, Counter]] = {}

    def take(self, response: Response, seconds: float) -> None:
        """Counts one answer."""
        # Routes, not addresses: there are a few dozen of them, however much is asked for.
        route = request.url_rule.rule if request.url_rule else "none"
        method = request.method if request.url_rule else "none"
        self.count(route, method, response.status_code, seconds, query="query" in g)
        if "query" in g:
            return
        if request.method == "GET" and response.status_code in (200, 304):
            came = "client" if response.status_code == 304 else "made"
            self.pages.labels("memory" if g.get("from_memory") else came).inc()

    def count(self, route: str, method: str, status: int, seconds: float, *, query: bool) -> None:
        """Counts an answer of a route, and the visitor's own query that it answers."""
        name = route, method, status
        found = self._found.get(name)
        if found is None:
            told = "answered" if status < 400 else _OUTCOMES.get(status, "failed")
            found = (
                self.requests.labels(route, method, str(status)),
                self.seconds.labels(route),
                self.queries.labels(told),
            )
            self._found[name] = found
        requests, took, outcome = found
        requests.inc()
        took.observe(seconds)
        if query:
            outcome.inc()
            self.query_seconds.observe(seconds)

    def exposed(self, *more: object) -> bytes:
        """All of it in the text format, with what other collectors say at this moment."""
        registry = CollectorRegistry()
        if os.environ.get(SHARED):
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        else:
            registry.register(self._own)
        for collector in more:
            registry.register(collector)  # type: ignore[arg-type]
        return generate_latest(registry)


class Served:
    """What is served at this moment: the revision, its age, and the keeper's processes."""

    def __init__(self, settings: Settings, library: Library) -> None:
        self._settings = settings
        self._library = library

    def collect(self) -> Iterator[Metric]:
        """The gauges; without an engine only that there is none."""
        up = GaugeMetricFamily("kg_up", "Whether the engine answers")
        try:
            with self._library.reading("en") as reading:
                revision = reading.revision
            made = versions.revision(self._settings, revision).when
        except KgError:
            up.add_metric([], 0)
            yield up
        else:
            up.add_metric([], 1)
            yield up
            told = GaugeMetricFamily("kg_revision", "The revision served", labels=["revision"])
            told.add_metric([revision], 1)
            yield told
            age = GaugeMetricFamily("kg_revision_age_seconds", "Seconds since it was committed")
            age.add_metric([], (datetime.now(UTC) - made).total_seconds())
            yield age
        if self._settings.engine == "embedded":
            yield from self._processes()

    def _processes(self) -> Iterator[Metric]:
        found = workers(self._settings)
        running = GaugeMetricFamily("kg_engine_processes", "Processes of the keeper and below it")
        running.add_metric([], found.processes)
        yield running
        memory = GaugeMetricFamily(
            "kg_engine_memory_bytes", "Memory of these processes, shared pages counted once"
        )
        memory.add_metric([], found.memory)
        yield memory
        ended = GaugeMetricFamily(
            "kg_workers_replaced", "Query workers ended and replaced of late", labels=["reason"]
        )
        for reason, number in found.ended.items():
            ended.add_metric([reason], number)
        yield ended


def install(app: Flask) -> None:
    """Counts every answer."""
    counts = Counts()
    app.extensions["counts"] = counts

    @app.before_request
    def begin() -> None:
        g.counted_from = time.monotonic()

    @app.after_request
    def end(response: Response) -> Response:
        counts.take(response, time.monotonic() - g.get("counted_from", time.monotonic()))
        return response
