"""An hour's worth of requests of every sort, while revisions are committed.

`python -m tests.bench.soak_bench [REQUESTS] [STATEMENTS] [FOLDER] [MINUTES]`: 100,000 requests
unless told, ended early after that many minutes (20 unless told). Ends with status 1 when a request
was answered with another status than it should be, or when memory or open files have grown since
the warm-up (the first fifth) by more than a tenth. Memory goes up and down by half with every revision,
of which two are held for a moment; what has leaked would be seen where it comes down to, so the
lower quartile counts, and the median is told beside it.
"""

from __future__ import annotations

import random
import statistics
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

from pyoxigraph import RdfFormat, parse

from kg.archive import Archive
from kg.archive.statements import Edit
from kg.settings import Settings
from tests.bench.asking import JSON, connection, load_average, renewed
from tests.bench.domain import FIELDS, Domain
from tests.bench.generate import generate
from tests.bench.peers import Served, ours
from tests.bench.watching import open_files
from tests.bench.world import World

CONNECTIONS = 6
GROWTH = 1.1
_BETWEEN = 20.0
_LOOK = 2.0
_FORMATS = (JSON, "text/csv", "application/sparql-results+xml", "text/tab-separated-values")

Request = tuple[str, dict[str, str], int]


class Mixture:
    """Requests as visitors, programs and careless programs send them, with the status due."""

    def __init__(self, world: World, domain: Domain) -> None:
        self._world = world
        self._domain = domain

    def request(self, number: int) -> Request:
        """The path, headers and status of the request of that number."""
        chance = random.Random(number)
        kinds: tuple[tuple[int, Callable[[random.Random, int], Request]], ...] = (
            (50, self._small), (6, self._repeated), (6, self._stored), (3, self._broken),
            (1, self._refused), (14, self._page), (4, self._data), (4, self._list),
            (4, self._search), (3, self._missing), (2, self._construct), (3, self._home),
        )  # fmt: skip
        pick = chance.choices([k for _, k in kinds], [w for w, _ in kinds])[0]
        return pick(chance, number)

    def _small(self, chance: random.Random, number: int) -> Request:
        return _sparql(self._domain.small(number), chance.choice(_FORMATS))

    def _repeated(self, chance: random.Random, number: int) -> Request:
        return _sparql(self._domain.small(number % 20), JSON)

    def _stored(self, chance: random.Random, number: int) -> Request:
        names = ("look-up of one thing", "page with OPTIONALs", "how many partners",
                 "partners by region", "values in conflict", "practices, theme and SDG")  # fmt: skip
        return _sparql(self._domain.texts(chance.choice(names), number % 40 + 1)[-1], JSON)

    def _construct(self, chance: random.Random, number: int) -> Request:
        city = f"https://w3id.org/city-diplomacy/id/city/{self._city(chance)}"
        return _sparql(f"CONSTRUCT {{ <{city}> ?p ?o }} {{ <{city}> ?p ?o }}", "text/turtle")

    def _broken(self, chance: random.Random, number: int) -> Request:
        return _sparql(f"SELECT ?s {{ ?s ?p {number} ", JSON, 400)

    def _refused(self, chance: random.Random, number: int) -> Request:
        return _sparql(f"DELETE WHERE {{ ?s ?p {number} }}", JSON, 403)

    def _page(self, chance: random.Random, number: int) -> Request:
        return f"/cities/{self._city(chance)}", _language(chance), 200

    def _data(self, chance: random.Random, number: int) -> Request:
        return f"/cities/{self._city(chance)}.{chance.choice(('ttl', 'jsonld'))}", {}, 200

    def _list(self, chance: random.Random, number: int) -> Request:
        if chance.random() < 0.5:
            return f"/practices?field={chance.choice(FIELDS)}", _language(chance), 200
        country = chance.choice(self._world.countries).upper()
        return f"/cities?country={country}&page={chance.randint(1, 3)}", _language(chance), 200

    def _search(self, chance: random.Random, number: int) -> Request:
        word = self._city(chance).partition("-")[0]
        return "/search?" + urlencode({"q": word}), _language(chance), 200

    def _home(self, chance: random.Random, number: int) -> Request:
        return chance.choice(("/healthz", "/about", "/questions")), _language(chance), 200

    def _missing(self, chance: random.Random, number: int) -> Request:
        return f"/cities/nowhere-{number}-xx", _language(chance), 404

    def _city(self, chance: random.Random) -> str:
        # Not the hubs: a page with thousands of ties is measured elsewhere.
        return chance.choice(self._world.cities[20:])


def _sparql(text: str, accept: str, status: int = 200) -> Request:
    return "/sparql?" + urlencode({"query": text}), {"Accept": accept}, status


def _language(chance: random.Random) -> dict[str, str]:
    return {"Accept": "text/html", "Accept-Language": chance.choice(("ko", "en"))}


class Soak:
    """The run: clients, a committer, a watcher."""

    def __init__(self, served: Served, folder: Path, world: World, requests: int) -> None:
        self._served = served
        self._archive = Archive.open(Settings(var=folder / "var").archive)
        self._world = world
        self._mixture = Mixture(world, Domain(world))
        self._requests = requests
        self._next = iter(range(requests))
        self._lock = threading.Lock()
        self._end = threading.Event()
        self.done = 0
        self.revisions = 0
        self.statuses: Counter[int] = Counter()
        self.wrong: Counter[str] = Counter()
        self.seconds: list[float] = []
        # Requests done, MB, open files.
        self.looks: list[tuple[int, float, int]] = []

    def run(self, minutes: float) -> None:
        """Sends all requests, or as many as fit into the time."""
        timer = threading.Timer(minutes * 60, self._end.set)
        timer.daemon = True
        timer.start()
        clients = [threading.Thread(target=self._client) for _ in range(CONNECTIONS)]
        others = [threading.Thread(target=t) for t in (self._commit, self._look)]
        for thread in (*clients, *others):
            thread.start()
        for thread in clients:
            thread.join()
        self._end.set()
        timer.cancel()
        for thread in others:
            thread.join()

    def _client(self) -> None:
        line, count = connection(self._served.address.port, 60), 0
        while not self._end.is_set():
            line, count = renewed(line, count, 60), count + 1
            with self._lock:
                number = next(self._next, None)
            if number is None:
                break
            path, headers, due = self._mixture.request(number)
            asked = time.perf_counter()
            try:
                told, _ = line.ask(path, headers)
            except OSError as reason:
                told = 0
                path = f"{type(reason).__name__} {path}"
            with self._lock:
                self.done += 1
                self.statuses[told] += 1
                self.seconds.append(time.perf_counter() - asked)
                if told != due:
                    self.wrong[f"{told} for {due}: {path[:60]}"] += 1
        line.close()

    def _commit(self) -> None:
        while not self._end.wait(_BETWEEN):
            self.revisions += 1
            lines = "\n".join(self._world.news(int(time.time()))).encode()
            news = Edit(added=list(parse(lines, RdfFormat.N_QUADS)))
            self._archive.commit({"exchanges": news}, parent=None, who="bench", why="soak")

    def _look(self) -> None:
        while not self._end.wait(_LOOK):
            look = self.done, self._served.memory(), open_files(self._served.process)
            self.looks.append(look)

    def growth(self) -> tuple[float, float, float]:
        """The last fifth over the second: memory's lower quartile and median, open files' median."""
        second = [x for x in self.looks if 0.2 <= x[0] / max(1, self.done) < 0.4]
        last = [x for x in self.looks if x[0] / max(1, self.done) >= 0.8]
        if len(second) < 2 or len(last) < 2:
            return float("nan"), float("nan"), float("nan")
        low, memory = (
            statistics.quantiles([x[1] for x in last], n=4)[quartile]
            / statistics.quantiles([x[1] for x in second], n=4)[quartile]
            for quartile in (0, 1)
        )
        files = statistics.median(x[2] for x in last) / statistics.median(x[2] for x in second)
        return low, memory, files


def main(requests: int, statements: int, folder: Path, minutes: float) -> bool:
    """Runs and prints; returns whether all went well."""
    generate(folder, statements, peers=False)
    world, say = World(statements), sys.stdout.write
    with ours(folder) as served:
        served.settle()
        soak = Soak(served, folder, world, requests)
        say(f"load average {load_average()}, {statements:,} statements\n")
        began = time.perf_counter()
        soak.run(minutes)
        took = time.perf_counter() - began
        low, memory, files = soak.growth()
        cuts = statistics.quantiles(soak.seconds, n=100)
        say(f"{soak.done:,} requests in {took:.0f} s, {soak.done / took:.0f} a second, ")
        say(f"p50 {cuts[49] * 1000:.1f} ms, p99 {cuts[98] * 1000:.1f} ms\n")
        say(f"{soak.revisions} revisions committed; statuses {dict(soak.statuses)}\n")
        for step in range(0, len(soak.looks), max(1, len(soak.looks) // 10)):
            say("    after {:>7,} requests {:6.0f} MB, {} files\n".format(*soak.looks[step]))
        say(
            f"growth since the warm-up: memory × {low:.2f} (lower quartile; median × {memory:.2f}), "
        )
        say(f"open files × {files:.2f}\n")
        for told, count in soak.wrong.most_common(20):
            say(f"    WRONG {told} × {count}\n")
        held = not soak.wrong and low <= GROWTH and files <= GROWTH
        whole = "all" if soak.done >= requests else f"ended after {minutes:g} minutes, not all"
        say(f"load average {load_average()}; {whole} of {requests:,} requests sent; ")
        say(f"bounds {'held' if held else 'NOT held'}\n")
    return held


if __name__ == "__main__":
    given = sys.argv[1:]
    size = int(given[1]) if len(given) > 1 else 100_000
    place = Path(given[2]) if len(given) > 2 else Path(f"var/bench/{size}")
    bound = float(given[3]) if len(given) > 3 else 20.0
    sys.exit(0 if main(int(given[0]) if given else 100_000, size, place, bound) else 1)
