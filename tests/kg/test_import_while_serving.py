"""An import while the graph is being read: readers see the old revision or the new, whole."""

from __future__ import annotations

import threading
import time

from kg.engine.protocol import Limits, Query
from kg.engine.running import running_engine
from kg.projection import Projection
from tests.kg.tiny import PLACES, Office

# Each import gives every city the same latitude, so a mixture would show.
READ = Query(
    "PREFIX schema: <https://schema.org/> SELECT DISTINCT ?lat WHERE { ?city schema:latitude ?lat }"
)
IMPORTS = 3


def test_an_import_reaches_readers_within_seconds_and_whole(built: Office):
    def all_at(latitude: int) -> None:
        built.bring([{**p, "lat": f"{latitude}", "lon": "1"} for p in PLACES], dataset="places")

    all_at(1)
    with running_engine(Projection(built.settings), built.settings.var) as engine:
        limits = Limits.from_settings(built.settings)
        seen: list[set[str]] = []
        over = threading.Event()

        def read() -> None:
            while not over.wait(0.002):
                rows = engine.ask(READ, limits).rows
                seen.append({lat.value for (lat,) in rows})

        readers = [threading.Thread(target=read) for _ in range(2)]
        for reader in readers:
            reader.start()
        waited = []
        try:
            for number in range(2, IMPORTS + 2):
                all_at(number)
                began = time.monotonic()
                while seen[-1:] != [{str(number)}] and time.monotonic() < began + 20:
                    time.sleep(0.01)
                waited.append(time.monotonic() - began)
                assert seen[-1] == {str(number)}
        finally:
            over.set()
            for reader in readers:
                reader.join(30)

    torn = [values for values in seen if len(values) != 1]
    assert torn == []
    # Never backwards: what one saw is not taken back.
    assert {int(next(iter(v))) for v in seen} == set(range(1, IMPORTS + 2))
    assert max(waited) < 20
