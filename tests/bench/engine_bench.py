"""How fast the embedded engine answers, forks and replaces; run it by itself, not with pytest.

`python tests/bench/engine_bench.py [quads]` generates that many quads (100,000 unless told).
"""

from __future__ import annotations

import logging
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pyoxigraph

from kg.engine import processes
from kg.engine.cache import CachedEngine
from kg.engine.embedded import EmbeddedEngine
from kg.engine.protocol import MIB, Engine, Limits, Query
from kg.engine.running import running_engine
from kg.engine.store import UnionStore
from kg.errors import QueryTimeout

LIMITS = Limits(30, 1024 * MIB, 256 * MIB)
NS = "http://example.org/"
LOOK_UPS = 2000


def lines(count: int) -> Iterator[bytes]:
    """Cities with labels, countries and ties, in the graphs of a hundred sources."""
    for i in range(count // 5):
        graph = f"<{NS}source/{i % 100}>"
        city = f"<{NS}city/{i}>"
        for predicate, value in (
            ("type", f"<{NS}City>"),
            ("label", f'"City {i}"@en'),
            ("label", f'"도시 {i}"@ko'),
            ("country", f"<{NS}country/{i % 190}>"),
            ("partner", f"<{NS}city/{i * 7919 % (count // 5)}>"),
        ):
            yield f"{city} <{NS}{predicate}> {value} {graph} .".encode()


class Generated:
    """A content of two revisions that differ in a thousand lines; the newest is in a file."""

    def __init__(self, file: Path, count: int) -> None:
        self._file, self._count = file, count

    def newest(self) -> str:
        """What the file says."""
        return self._file.read_text()

    def lines(self, revision: str) -> Iterator[bytes]:
        """The first revision."""
        return lines(self._count)

    def difference(self, old: str, new: str) -> tuple[list[bytes], Iterator[bytes]]:
        """A thousand new lines."""
        graph = f"<{NS}source/new>"
        return [], (f'<{NS}city/{i}> <{NS}note> "{new}" {graph} .'.encode() for i in range(1000))

    def prepare(self, store: UnionStore, revision: str, changed: set[str] | None) -> str:
        """Nothing derived."""
        return "none"


def say(text: str) -> None:
    """Prints a line of the report."""
    sys.stdout.write(text + "\n")


def measure(name: str, threads: int, ask: Callable[[int], object]) -> None:
    """Look-ups a second and the time of one, with that many threads."""
    taken: list[float] = []

    def one(i: int) -> None:
        began = time.perf_counter()
        ask(i)
        taken.append((time.perf_counter() - began) * 1000)

    began = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(one, range(LOOK_UPS)))
    seconds = time.perf_counter() - began
    cuts = statistics.quantiles(taken, n=100)
    say(f"{name:34} {threads} threads {LOOK_UPS / seconds:8.0f}/s"
        f"  p50 {cuts[49]:6.2f} ms  p99 {cuts[98]:6.2f} ms")  # fmt: skip


def look_up(i: int) -> Query:
    """The labels, country and partner of one city."""
    return Query(f"SELECT ?p ?o {{ <{NS}city/{i}> ?p ?o }}")


def through(engine: Engine) -> Callable[[int], object]:
    """Look-ups in sessions of their own."""
    return lambda i: engine.ask(look_up(i), LIMITS)


def page(engine: Engine, i: int) -> None:
    """Five questions in one session."""
    with engine.session() as session:
        for k in range(5):
            session.ask(look_up(i * 5 + k), LIMITS)


def replacement(engine: EmbeddedEngine) -> float:
    """Milliseconds from the end of a worker at its deadline to the next answer, one worker."""
    product = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c = CONCAT(?f, ?i, 'no')) }"
    with suppress(QueryTimeout):
        engine.ask(Query(product), Limits(0.1, LIMITS.memory, LIMITS.answer))
    began = time.perf_counter()
    engine.ask(look_up(1), LIMITS)
    return (time.perf_counter() - began) * 1000


def main(count: int) -> None:
    """Prints the report."""
    logging.basicConfig(level=logging.WARNING)
    logging.getLogger("kg.engine").setLevel(logging.ERROR)
    began = time.perf_counter()
    store = UnionStore()
    store.load(lines(count))
    say(f"{count} quads loaded with their union in {time.perf_counter() - began:.1f} s,"
        f" {processes.memory()[1] // MIB} MiB resident")  # fmt: skip
    began = time.perf_counter()
    for _ in range(20):
        os.waitpid(processes.fork(lambda: None), 0)
    say(f"fork and end of a child: {(time.perf_counter() - began) * 50:.1f} ms")
    json = pyoxigraph.QueryResultsFormat.JSON

    def direct(i: int, store: UnionStore = store) -> object:
        results = store.query(look_up(i).text)
        assert isinstance(results, pyoxigraph.QuerySolutions)
        return results.serialize(format=json)

    for threads in (1, 4, 8):
        measure("Store.query in process", threads, direct)
    del store, direct
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "newest").write_text("r1")
        content = Generated(folder / "newest", count)
        with running_engine(content, folder / "var", workers=4) as engine:
            for threads in (1, 4, 8):
                measure("client, a session each", threads, through(engine))
            for threads in (1, 4, 8):
                measure("client, a page of five", threads, lambda i: page(engine, i))
            cached = CachedEngine(engine, 256 * MIB)
            for i in range(LOOK_UPS):
                cached.ask(look_up(i), LIMITS)
            measure("client, kept answers", 4, through(cached))
            everything = Query("SELECT * { ?s ?p ?o }")
            began = time.perf_counter()
            size = sum(map(len, engine.stream(everything, "text/csv", LIMITS)))
            say(f"export of {size / MIB:.1f} MiB: {time.perf_counter() - began:.2f} s")
            began = time.perf_counter()
            (folder / "newest").write_text("r2")
            engine.follow("r2", 60)
            say(f"1,000 quads followed in {(time.perf_counter() - began) * 1000:.0f} ms")
        with running_engine(content, folder / "other", workers=1) as engine:
            times = [replacement(engine) for _ in range(5)]
            say(f"a worker ended and replaced, next answer after {statistics.median(times):.0f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
