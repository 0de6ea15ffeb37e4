"""`python -m tests.bench.world_network_bench <twin_cities.csv> [<var>]`: the network at world size.

Imports the links into an archive of the real data (once; a var folder named may be used again),
serves it, and prints how long each page takes when it is asked for first and from what is kept.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from flask.testing import FlaskClient

from kg.engine.running import start_keeper
from kg.ingest.imports import ImportRequest, import_table
from kg.ingest.run import build
from kg.projection import Projection
from kg.questions.library import open_library
from kg.settings import ROOT, Settings
from web import create_app

MANIFEST = ROOT / "docs" / "datasets" / "twin-cities"
WAIT = 120.0
PAGES = {
    "network now, with measures": "/network",
    "network of every kind": "/network?through=ties&through=networks&through=forum",
    "network as GraphML": "/network.graphml",
    "way, two steps": "/path?from=san-antonio-us&to=nuremberg-de",
    "way, far": "/path?from=sendai-jp&to=nairobi-ke-g184745&count=5",
    "suggestions": "/suggestions",
    "suggestions, weighed anew": "/suggestions?w_network=3&w_plan=0",
    "suggestions, Central Asia": "/suggestions?region=central-asia",
    "surroundings, two steps": "/network/turin-it?depth=2",
    "home page": "/",
}


def world(links: Path, var: Path) -> tuple[Settings, float]:
    """Settings on an archive of the real data and the world's links, and seconds of the import."""
    folder = var / "data"
    settings = Settings(var=var, data=folder)
    if folder.exists():
        return settings, 0.0
    build(replace(settings, data=ROOT / "data"))
    shutil.copytree(ROOT / "data", folder)
    shutil.copytree(MANIFEST, folder / MANIFEST.name)
    began = time.perf_counter()
    report = import_table(settings, ImportRequest(path=links, dataset=MANIFEST.name))
    assert not report.refused, report.findings[:3]
    return settings, time.perf_counter() - began


@contextmanager
def served(settings: Settings) -> Iterator[None]:
    """A keeper over the settings' archive."""
    keeper = start_keeper(Projection(settings), settings)
    try:
        keeper.wait_until_ready(120)
        yield
    finally:
        keeper.stop()


def client(settings: Settings) -> FlaskClient:
    """An application that keeps nothing in memory yet, as a web process just started."""
    return create_app(settings, open_library(settings)).test_client()


def timed(asker: FlaskClient, address: str) -> float:
    """Seconds until the answer."""
    began = time.perf_counter()
    answer = asker.get(address, headers={"Accept": "text/html", "Accept-Language": "en"})
    while answer.status_code == 503 and time.perf_counter() - began < WAIT:
        # Measures that take long go on while the visitor is asked to come again.
        answer = asker.get(address, headers={"Accept": "text/html", "Accept-Language": "en"})
    assert answer.status_code == 200, (address, answer.get_data(as_text=True)[:500])
    return time.perf_counter() - began


def main() -> None:
    links = Path(sys.argv[1])
    var = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(tempfile.mkdtemp())
    settings, took = world(links, var)
    shutil.rmtree(var / "analysis", ignore_errors=True)
    print(f"import {took:.1f} s" if took else "archive used again")
    with served(settings):
        first, second = client(settings), client(settings)
        print(f"{'page':32}{'first':>9}{'again':>9}{'other process':>15}")
        for name, address in PAGES.items():
            times = [timed(asker, address) for asker in (first, first, second)]
            print(f"{name:32}{times[0]:8.2f}s{times[1]:8.3f}s{times[2]:14.2f}s", flush=True)


if __name__ == "__main__":
    main()
