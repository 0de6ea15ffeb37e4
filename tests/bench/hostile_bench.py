"""What visitors notice while others send hostile queries: a small SELECT and a city page.

`python -m tests.bench.hostile_bench [STATEMENTS] [FOLDER] [SECONDS]`: first calm, then while ten
clients at ten addresses of this machine send hostile queries without a pause, whatever they are
answered. Visitors come at a steady pace, each waits for its answer; beside them a program that only
sleeps tells what the machine itself makes everybody wait. Ends with status 1 when a bound of the
endpoint is not held.
"""

from __future__ import annotations

import itertools
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from kg.settings import Settings
from tests.bench.asking import JSON, Times, connection, load_average, renewed
from tests.bench.domain import PREFIXES, Domain
from tests.bench.generate import generate
from tests.bench.peers import Served, ours
from tests.bench.watching import Metronome, Watch, open_files
from tests.bench.world import World

HOSTILE = 10
FACTOR = 3.0
_PAUSE = 0.02
_P, _Q, _R = "?a ?b ?c", "?d ?e ?f", "?g ?h ?i"
_DOUBLING = " ".join(f"BIND (CONCAT(?t{n}, ?t{n}) AS ?t{n + 1})" for n in range(40))
_CITY = "https://w3id.org/city-diplomacy/id/city/gwangju-kr"

QUERIES = {
    "product": f"SELECT (COUNT(*) AS ?n) {{ {_P} . {_Q} . {_R} FILTER (?c = CONCAT(?f, ?i)) }}",
    "product, sorted": f"SELECT * {{ {_P} . {_Q} }} ORDER BY ?c ?f LIMIT 10",
    "order of everything": "SELECT * { GRAPH ?g { ?s ?p ?o } } ORDER BY ?o DESC(?p) ?s ?g",
    "distinct product": f"SELECT DISTINCT ?a ?d {{ {_P} . {_Q} }}",
    "GROUP_CONCAT": f'SELECT (GROUP_CONCAT(STR(?c); separator="{"x" * 500}") AS ?t) {{ {_P} }}',
    "doubling": f'SELECT ?t40 {{ BIND ("aaaaaaaaaaaaaaaa" AS ?t0) {_DOUBLING} }}',
    "paths from everywhere": "SELECT (COUNT(*) AS ?n) { ?a (cd:party|^cd:party|cd:actor)* ?b }",
    "paths from a hub": f"SELECT ?x {{ <{_CITY}> (!cd:nothing|!^cd:nothing)* ?x }} ORDER BY ?x",
    "nesting": "SELECT * { " + "{ " * 3000 + "?s ?p ?o" + " }" * 3000 + " }",
    "IN list": "SELECT * { ?s ?p ?o FILTER (STR(?o) IN ("
    + ", ".join(f'"v{n}"' for n in range(6000)) + ")) }",
    "regex": 'SELECT * { ?s ?p ?o FILTER REGEX(STR(?o), "((a+)+b?){1,40}(.*){1,40}$") }',
    "VALUES product": "SELECT (COUNT(*) AS ?n) { "
    + " ".join(f"VALUES ?v{n} {{ {' '.join(map(str, range(60)))} }}" for n in range(8)) + " }",
    "OPTIONALs": f"SELECT * {{ {_P} OPTIONAL {{ {_Q} }} OPTIONAL {{ {_R} }} }} ORDER BY ?i",
    "SERVICE": "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "FROM outside": "SELECT * FROM <http://127.0.0.1:1/x.ttl> { ?s ?p ?o }",
}  # fmt: skip


class Visitors:
    """Two who ask small SELECTs and one who reads city pages, at a steady pace."""

    def __init__(self, served: Served, domain: Domain) -> None:
        self._served = served
        self._domain = domain
        self._pages = itertools.cycle(domain.pages())
        self._number = iter(range(10**9))

    def come(self, seconds: float) -> dict[str, Times]:
        """Their times over some seconds."""
        selects, pages = Times(), Times()
        end = time.perf_counter() + seconds
        threads = [
            *(threading.Thread(target=self._visit, args=(selects, end, False)) for _ in range(2)),
            threading.Thread(target=self._visit, args=(pages, end, True)),
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return {"small SELECT": selects, "city page": pages}

    def _visit(self, times: Times, end: float, pages: bool) -> None:
        line = connection(self._served.address.port)
        while time.perf_counter() < end:
            line = renewed(line, len(times.seconds))
            asked = time.perf_counter()
            try:
                if pages:
                    status, _ = line.ask(next(self._pages), {"Accept": "text/html"})
                else:
                    text = self._domain.small(next(self._number))
                    status, _ = self._served.address.request(line, text, JSON)
            except OSError as reason:
                times.failed(type(reason).__name__)
                continue
            times.seconds.append(time.perf_counter() - asked)
            if status != 200:
                times.failed(str(status))
            time.sleep(_PAUSE)


class Hostiles:
    """Ten clients that send one hostile query after another."""

    def __init__(self, served: Served) -> None:
        self._served = served
        self._end = threading.Event()
        self._lock = threading.Lock()
        self.answers: Counter[tuple[str, str]] = Counter()
        self.slowest = 0.0

    def __enter__(self) -> Hostiles:
        self._threads = [threading.Thread(target=self._attack, args=(n,)) for n in range(HOSTILE)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        for thread in self._threads:
            thread.join()

    def _attack(self, number: int) -> None:
        line = connection(self._served.address.port)
        # Posted: a query over 8 kB would be too long an address, and never reach what is tested.
        address = replace(self._served.address, post=True)
        for name, text in _for_ever(number):
            if self._end.is_set():
                break
            asked = time.perf_counter()
            try:
                status, _ = address.request(line, text, JSON)
                told = str(status)
            except OSError as reason:
                told = type(reason).__name__
            took = time.perf_counter() - asked
            with self._lock:
                self.answers[name, told] += 1
                self.slowest = max(self.slowest, took)
        line.close()


def _for_ever(number: int) -> Iterator[tuple[str, str]]:
    """Hostile queries, each another text, beginning at another place of the list."""
    names, count = list(QUERIES), number * 3
    while True:
        name = names[count % len(names)]
        yield name, f"{PREFIXES}{QUERIES[name]} # {number}.{count}"
        count += 1


def main(statements: int, folder: Path, seconds: float) -> bool:
    """Measures and prints; returns whether all bounds were held."""
    generate(folder, statements, peers=False)
    domain, say = Domain(World(statements)), sys.stdout.write
    deadline = Settings().deadline
    with ours(folder) as served:
        served.settle()
        visitors = Visitors(served, domain)
        visitors.come(5)
        say(f"load average {load_average()}, {statements:,} statements\n\n")
        with Watch(served):  # what watching costs is the same in both
            metronome = Metronome(seconds)
            calm = visitors.come(seconds)
            quiet = metronome.milliseconds(99)
        memory, files = served.memory(), open_files(served.process)
        with Watch(served) as watch, Hostiles(served) as hostiles:
            time.sleep(2)
            metronome = Metronome(seconds)
            stormy = visitors.come(seconds)
            loud = metronome.milliseconds(99)
        settled = _settled(served, memory)
        say("| | calm p50 / p99, ms | hostile p50 / p99, ms | p99, times | failed |\n")
        say("| --- | --- | --- | --- | --- |\n")
        held = True
        for name, times in stormy.items():
            before = calm[name]
            factor = times.milliseconds(99) / before.milliseconds(99)
            held = held and factor <= FACTOR and not times.failures
            say(
                f"| {name} | {_both(before)} ({len(before.seconds)}) | {_both(times)}"
                f" ({len(times.seconds)}) | {factor:.1f} | {times.failures or 'none'} |\n"
            )
        say(f"| a program that only sleeps | – / {quiet:.1f} | – / {loud:.1f} | | |\n")
        over = watch.longest - deadline
        held = held and over <= 1.0 and settled <= memory * 1.1
        say(f"\nlongest stretch a worker computed: {watch.longest:.1f} s (deadline {deadline:g}; ")
        say(f"{watch.who})\n")
        say(f"slowest hostile answer: {hostiles.slowest:.1f} s\n")
        say(f"memory MB: before {memory:.0f}, after {settled:.0f}; the machine's, meanwhile at ")
        say(f"most {watch.most_memory:+.0f}\n")
        say(f"open files: before {files}, most {watch.most_files}, ")
        say(f"after {open_files(served.process)}\n")
        for (name, told), count in sorted(hostiles.answers.items()):
            say(f"    {name}: {told} × {count}\n")
        say(f"load average {load_average()}; bounds {'held' if held else 'NOT held'}\n")
    return held


def _both(times: Times) -> str:
    return f"{times.milliseconds(50):.1f} / {times.milliseconds(99):.1f}"


def _settled(served: Served, memory: float) -> float:
    """The memory once it is back, or after 20 seconds."""
    end = time.monotonic() + 20
    while served.memory() > memory * 1.02 and time.monotonic() < end:
        time.sleep(0.5)
    return served.memory()


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    place = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(f"var/bench/{size}")
    sys.exit(0 if main(size, place, float(sys.argv[3]) if len(sys.argv) > 3 else 30.0) else 1)
