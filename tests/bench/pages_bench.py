"""City pages and question pages at a steady pace, as many visitors look at many cities.

`python -m tests.bench.pages_bench [STATEMENTS] [FOLDER] [A_SECOND] [SECONDS]`: 1 million statements,
20 requests a second for 60 seconds unless told. Requests are sent at their time whether or not the
ones before were answered (an open loop), and the time counts from when each was due, so that a
server that falls behind is not spared. No address is asked twice: nothing is kept.
"""

from __future__ import annotations

import statistics
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.bench.asking import connection, load_average
from tests.bench.generate import generate
from tests.bench.peers import ours
from tests.bench.world import World

_CLIENTS = 16
_HUBS = 20
"""Cities with thousands of ties, which few visitors look at; they are not among these."""


def _pages(world: World) -> dict[str, Callable[[int], str]]:
    cities = world.cities[_HUBS:]

    def city(nth: int) -> str:
        return cities[nth * 7 % len(cities)]

    names = ("partners", "exchanges", "asleep", "how-many")
    return {
        "city page": lambda n: f"/cities/{city(n)}?n={n}",
        "question page": lambda n: f"/questions/{names[n % 4]}?city={city(n)}&lang=ko",
    }


def main(statements: int, folder: Path, a_second: float, seconds: float) -> None:
    """Runs and prints a table."""
    generate(folder, statements, peers=False)
    pages = _pages(World(statements))
    times: dict[str, list[float]] = defaultdict(list)
    failed: Counter[str] = Counter()
    held = threading.local()
    with ours(folder) as served:
        served.settle()

        def ask(kind: str, path: str, due: float) -> None:
            line = getattr(held, "line", None)
            if line is None:
                line = held.line = connection(served.address.port, 30)
            try:
                status, _ = line.ask(path, {"Accept": "text/html", "Accept-Language": "ko"})
                if status != 200:
                    failed[f"{kind}: {status}"] += 1
            except OSError as reason:
                failed[f"{kind}: {type(reason).__name__}"] += 1
            times[kind].append(time.perf_counter() - due)

        kinds = list(pages)
        with ThreadPoolExecutor(_CLIENTS) as clients:
            for kind in kinds:  # each process has its own first time
                for n in range(8):
                    clients.submit(ask, kind, pages[kind](10_000 + n), time.perf_counter())
        times.clear()
        before, began = load_average(), time.perf_counter()
        with ThreadPoolExecutor(_CLIENTS) as clients:
            for n in range(int(a_second * seconds)):
                due = began + n / a_second
                time.sleep(max(0.0, due - time.perf_counter()))
                kind = kinds[n % len(kinds)]
                clients.submit(ask, kind, pages[kind](n), due)
        after = load_average()
    say = sys.stdout.write
    say(f"{statements:,} statements, {a_second:g} requests a second, ")
    say(f"load average {before} before, {after} after; failed: {dict(failed) or 'none'}\n\n")
    say("| page, made anew each time | requests | p50, ms | p95, ms | p99, ms |\n")
    say("| --- | --- | --- | --- | --- |\n")
    for kind in kinds:
        cuts = statistics.quantiles(times[kind], n=100)
        p50, p95, p99 = (cuts[at] * 1000 for at in (49, 94, 98))
        say(f"| {kind} | {len(times[kind]):,} | {p50:.0f} | {p95:.0f} | {p99:.0f} |\n")


if __name__ == "__main__":
    given = sys.argv[1:]
    size = int(given[0]) if given else 1_000_000
    place = Path(given[1]) if len(given) > 1 else Path(f"var/bench/{size}")
    pace = float(given[2]) if len(given) > 2 else 20.0
    main(size, place, pace, float(given[3]) if len(given) > 3 else 60.0)
