"""Our endpoint against its peers over HTTP, with one client and one graph; prints Markdown.

`python -m tests.bench.endpoint_bench [--in-turn] [STATEMENTS] [FOLDER] [ENGINE ...]`; engines are
`ours`, `oxigraph-disk`, `oxigraph-published`, `oxigraph-memory`, `virtuoso`, `rdflib`; all unless
some are named. The graph is made in the folder first if it is not there. One server runs at a time,
and is left alone until it does nothing any more by itself. Each is given five minutes for the domain
queries; rdflib-endpoint ten minutes to load, so that at a million statements a smaller run beside
ours is wanted for it: `endpoint_bench 100000 FOLDER ours rdflib`.

With `--in-turn` all servers run and are asked in turn, query by query and load by load: on a machine
that is now faster and now slower, each figure of a row was then taken within the same few seconds.
What only we have is not measured then.
"""

from __future__ import annotations

import itertools
import json
import math
import shutil
import statistics
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import RdfFormat, parse

from kg.archive import Archive
from kg.archive.statements import Edit
from kg.settings import Settings
from tests.bench import peers
from tests.bench.asking import JSON, Line, Times, connection, load_average, one_by_one, together
from tests.bench.domain import Domain
from tests.bench.generate import generate
from tests.bench.peers import Served
from tests.bench.world import World

REPEATS = 15
PATIENCE = 20.0
BUDGET = 300.0
"""Seconds one server is given for the domain queries; those it does not come to are not asked."""
_CONNECTIONS = 8
_SECONDS = 5.0
_WRITTEN = 40_000
"""Requests of a load that are written before its clock runs."""

ENGINES: dict[str, Callable[[Path], AbstractContextManager[Served]]] = {
    "ours": peers.ours,
    "oxigraph-disk": peers.oxigraph_disk,
    "oxigraph-published": peers.oxigraph_published,
    "oxigraph-memory": peers.oxigraph_memory,
    "virtuoso": peers.virtuoso,
    "rdflib": peers.rdflib_endpoint,
}


@dataclass
class Figures:
    """What was measured of one engine."""

    name: str
    domain: dict[str, Times] = field(default_factory=dict)
    # Milliseconds of processor an answer took.
    processor: dict[str, float] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    other: dict[str, str] = field(default_factory=dict)
    rates: dict[str, float] = field(default_factory=dict)


def measure(served: Served, domain: Domain, folder: Path, world: World) -> Figures:
    """All figures of a server that runs."""
    figures = Figures(served.name)
    figures.other["load, s"] = f"{served.load:.1f}"
    figures.other["start to first answer, s"] = f"{served.start:.1f}"
    figures.other["memory after loading, MB"] = f"{served.memory():.0f}"
    served.settle()
    end = time.perf_counter() + BUDGET
    for name in domain.names:
        if time.perf_counter() > end or not ask(served, domain, name, figures):
            break
    for name in LOADS:
        load(served, domain, name, figures)
    figures.other["memory at the end, MB"] = f"{served.memory():.0f}"
    if served.name == "this house":
        _own(served, domain, folder, world, figures)
    return figures


def ask(served: Served, domain: Domain, name: str, figures: Figures) -> bool:
    """Measures one query; returns whether the server can be asked another."""
    texts = domain.texts(name, REPEATS + 1)
    one_by_one(served.address, texts[-1:], JSON, PATIENCE)
    before = served.processor()
    times = figures.domain[name] = one_by_one(served.address, texts[:-1], JSON, PATIENCE)
    took = served.processor() - before
    figures.processor[name] = took * 1000 / max(1, len(times.seconds))
    figures.rows[name] = _rows(served, texts[0])
    return bool(times.seconds) or _settled(served)


_runs = itertools.count()
LOADS = {
    "small SELECT, 4 connections": (Domain.small, 4, _SECONDS),
    "small SELECT, 8 connections": (Domain.small, _CONNECTIONS, _SECONDS),
    "small SELECT, repeated": (lambda domain, _: domain.small(0), _CONNECTIONS, _SECONDS),
    "stream": (Domain.stream, 2, _SECONDS * 2),
}
"""Loads by name: the query by the number of the request, connections, seconds."""


def load(served: Served, domain: Domain, name: str, figures: Figures) -> None:
    """Measures one load."""
    text, connections, seconds = LOADS[name]
    # Numbers that no load before had: a text that was asked before is answered from a cache.
    first = next(_runs) * 1_000_000
    # Written before the clock runs; should a server take more of them, they are written meanwhile.
    requests = [served.address.written(text(domain, first + n)) for n in range(_WRITTEN)]

    def sent(line: Line, n: int) -> tuple[int, bytes]:
        if n < len(requests):
            return line.send(requests[n])
        return served.address.request(line, text(domain, first + n))

    times = together(sent, served.address.port, connections, seconds)
    if name == "stream":
        title = f"stream of {times.size / 1e6:.1f} MB, {connections} connections"
        _report(figures, title, times, name)
    else:
        _report(figures, name, times)


def in_turn(all_served: list[Served], domain: Domain, rounds: int = 3) -> list[Figures]:
    """The figures of servers that all run, each asked the same within the same few seconds."""
    all_figures = [Figures(served.name) for served in all_served]
    for served in all_served:
        served.settle()
    both = list(zip(all_served, all_figures, strict=True))
    for name in domain.names:
        for served, figures in both:
            ask(served, domain, name, figures)
    # A load takes seconds, in which the machine may change: several rounds, the middle one counts.
    for name in LOADS:
        runs: dict[str, list[tuple[float, str]]] = {served.name: [] for served in all_served}
        for _ in range(rounds):
            for served, figures in both:
                load(served, domain, name, figures)
                runs[served.name].append((figures.rates[name], figures.other[name]))
        for _, figures in both:
            rates = sorted(runs[figures.name])
            figures.rates[name], figures.other[name] = rates[len(rates) // 2]
    return all_figures


def _own(served: Served, domain: Domain, folder: Path, world: World, figures: Figures) -> None:
    """What only we have: pages, and following the archive."""
    addresses = domain.pages()
    page = together(lambda line, n: _get(line, next(addresses)), served.address.port, 1, _SECONDS)
    _report(figures, "city page not kept, 1 connection", page)
    page = together(lambda line, n: _get(line, next(addresses)), served.address.port, 4, _SECONDS)
    _report(figures, "city page not kept, 4 connections", page)
    kept = together(
        lambda line, n: _get(line, "/cities/gwangju-kr"), served.address.port, 4, _SECONDS
    )
    _report(figures, "city page kept, 4 connections", kept)
    archive = Archive.open(Settings(var=folder / "var").archive)
    lines = "\n".join(world.news(int(time.time()), 100)).encode()
    news = list(parse(lines, RdfFormat.N_QUADS))
    revision = archive.commit(
        {"exchanges": Edit(added=news)}, parent=None, who="bench", why="follow"
    )
    began = time.perf_counter()
    line = connection(served.address.port)
    while json.loads(_get(line, "/healthz")[1])["revision"] != revision.id:
        if time.perf_counter() - began > 300:
            raise SystemExit("the revision was not followed in five minutes")
        time.sleep(0.05)
    took = time.perf_counter() - began
    figures.other[f"a revision of {len(news)} statements followed, s"] = f"{took:.1f}"


def _get(line: Line, path: str) -> tuple[int, bytes]:
    return line.ask(path, {"Accept": "text/html, */*;q=0.1"})


def _report(figures: Figures, name: str, times: Times, rate: str = "") -> None:
    failed = f"; failed {times.failures}" if times.failures else ""
    figures.rates[rate or name] = times.rate
    figures.other[rate or name] = (
        f"{times.rate:.0f}/s, p50 {times.milliseconds(50):.1f} ms, "
        f"p99 {times.milliseconds(99):.1f} ms{failed}"
        if times.rate >= 30
        else f"{times.rate:.1f}/s, median {times.milliseconds(50):.0f} ms{failed}"
    )
    if rate:
        figures.other[rate] += f" ({name})"


def _rows(served: Served, text: str) -> int:
    line = connection(served.address.port, PATIENCE)
    try:
        status, body = served.address.request(line, text, JSON)
        return len(json.loads(body)["results"]["bindings"]) if status == 200 else -1
    except (OSError, ValueError):
        return -1
    finally:
        line.close()


def _settled(served: Served) -> bool:
    """Whether a server that failed answers again within three minutes."""
    end = time.perf_counter() + 180
    while time.perf_counter() < end:
        if _rows(served, "SELECT ?s { ?s ?p ?o } LIMIT 1") == 1:
            return True
    return False


def table(all_figures: list[Figures], names: list[str]) -> str:
    """The figures as Markdown, with the geometric means of the ratios to the first."""
    heads = [f.name for f in all_figures]
    lines = [
        "| query, ms: median / p95 / processor | " + " | ".join(heads) + " |",
        _rule(len(heads) + 1),
    ]
    first = all_figures[0]
    for name in names:
        cells = []
        for figures in all_figures:
            times = figures.domain.get(name)
            if times is None or not times.seconds:
                why = ", ".join(times.failures) if times else "not asked"
                cells.append(f"– ({why})")
                continue
            other = (
                "" if figures.rows[name] == first.rows[name] else f" ({figures.rows[name]} rows)"
            )
            cells.append(
                f"{times.milliseconds(50):.1f} / {times.milliseconds(95):.1f}"
                f" / {figures.processor[name]:.0f}{other}"
            )
        lines.append(f"| {name} ({first.rows[name]} rows) | " + " | ".join(cells) + " |")
    means = []
    for figures in all_figures:
        mean, over = ratio(first, figures, names)
        means.append(f"{mean:.1f} over {over} queries" if over else "–")
    lines.append("| **times as long, geometric mean** | " + " | ".join(means) + " |")
    keys = list(dict.fromkeys(key for f in all_figures for key in f.other))
    lines += ["", "| | " + " | ".join(heads) + " |", _rule(len(heads) + 1)]
    for key in keys:
        lines.append(f"| {key} | " + " | ".join(f.other.get(key, "") for f in all_figures) + " |")
    return "\n".join(lines)


def ratio(first: Figures, other: Figures, names: list[str]) -> tuple[float, int]:
    """The geometric mean of how many times as long another took, and over how many queries.

    A query it did not finish counts with the patience: a bound from below.
    """
    logs = []
    for name in names:
        mine, its = first.domain.get(name), other.domain.get(name)
        if mine is None or its is None or not mine.seconds:
            continue
        took = statistics.median(its.seconds) if its.seconds else PATIENCE
        if its.seconds or "TimeoutError" in its.failures or "timeout" in str(its.failures):
            logs.append(math.log(took / statistics.median(mine.seconds)))
    return (math.exp(statistics.fmean(logs)), len(logs)) if logs else (float("nan"), 0)


def _rule(columns: int) -> str:
    return "| --- " * columns + "|"


def main(statements: int, folder: Path, wanted: list[str], *, turns: bool = False) -> None:
    """Measures the engines one after another."""
    facts = generate(folder, statements)
    say = sys.stdout.write
    say(" · ".join(f"{k} {v:,.1f}" for k, v in facts.items()) + "\n")
    world = World(statements)
    domain, all_figures = Domain(world), []
    if turns:
        with ExitStack() as stack:
            say(f"load average {load_average()}\n")
            running = [stack.enter_context(ENGINES[key](folder)) for key in wanted]
            all_figures = in_turn(running, domain)
            say(f"\n{table(all_figures, domain.names)}\n\nload average {load_average()}\n")
        return
    for key in wanted:
        if key == "virtuoso":
            shutil.rmtree(folder / "virtuoso", ignore_errors=True)
        if key == "oxigraph-disk":
            shutil.rmtree(folder / "oxigraph", ignore_errors=True)
        if key == "oxigraph-published":
            shutil.rmtree(folder / "oxigraph-named", ignore_errors=True)
        before = load_average()
        try:
            with ENGINES[key](folder) as served:
                loaded = load_average()
                figures = measure(served, domain, folder, world)
        except SystemExit as reason:
            say(f"\n{key} was not measured: {reason}\n")
            continue
        figures.other["load average before, loaded, after"] = (
            f"{before}, {loaded}, {load_average()}"
        )
        all_figures.append(figures)
        say(f"\n{table([figures], domain.names)}\n")
        sys.stdout.flush()
    if len(all_figures) > 1:
        say(f"\n{table(all_figures, domain.names)}\n")


if __name__ == "__main__":
    words = [word for word in sys.argv[1:] if word != "--in-turn"]
    size = int(words[0]) if words else 1_000_000
    place = Path(words[1]) if len(words) > 1 else Path(f"var/bench/{size}")
    main(size, place, words[2:] or list(ENGINES), turns="--in-turn" in sys.argv)
