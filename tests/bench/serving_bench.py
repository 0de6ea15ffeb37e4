"""Build, start-up and requests a second of the real data, as served by `kg serve`.

Prints a table; run it on a quiet machine: python tests/bench/serving_bench.py [seconds]
"""

from __future__ import annotations

import http.client
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[2]
CONNECTIONS = 4
SELECT = (
    "PREFIX cd: <https://w3id.org/city-diplomacy/ns#> SELECT ?p WHERE "
    "{ <https://w3id.org/city-diplomacy/id/city/san-antonio-us> cd:partnerCity ?p }"
)
PATHS = {
    "home": "/",
    "city page": "/cities/san-antonio-us",
    "list page": "/partnerships?currentRelation=sister",
    "search": "/search?q=" + quote("광주"),
    # As the form's page: rows alone would soon meet the limit a client has in a minute.
    "small SELECT, as a page": "/sparql?query=" + quote(SELECT),
}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _get(connection: http.client.HTTPConnection, path: str, fresh: str = "") -> int:
    # A comment or an argument nobody reads makes an address that no cache has seen.
    address = path + fresh
    connection.request("GET", address, headers={"Accept": "text/html, */*;q=0.1"})
    answer = connection.getresponse()
    answer.read()
    return answer.status


def _load(port: int, path: str, seconds: float, fresh: bool) -> tuple[float, list[float]]:
    """Requests a second and the times of each, over some connections."""
    times: list[float] = []
    end = time.perf_counter() + seconds

    def client(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        count = 0
        while time.perf_counter() < end:
            join = "&" if "?" in path else "?"
            more = f"{join}utm_bench={number}.{count}" if fresh else ""
            begun = time.perf_counter()
            status = _get(connection, path, more)
            times.append(time.perf_counter() - begun)
            if status != 200:
                raise SystemExit(f"{path} answered {status}")
            count += 1

    threads = [threading.Thread(target=client, args=(n,)) for n in range(CONNECTIONS)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(times) / (time.perf_counter() - begun), times


def main(seconds: float) -> None:
    """Builds into a folder of its own, serves, measures, stops."""
    with tempfile.TemporaryDirectory() as folder:
        port = _free_port()
        env = os.environ | {"KG_VAR": folder, "KG_PORT": str(port)}
        kg = str(Path(sys.executable).parent / "kg")
        begun = time.perf_counter()
        subprocess.run([kg, "build"], env=env, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
        print(f"build of the real data      {time.perf_counter() - begun:8.2f} s")
        begun = time.perf_counter()
        subprocess.run([kg, "build"], env=env, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
        print(f"build, nothing changed      {time.perf_counter() - begun:8.2f} s")
        begun = time.perf_counter()
        server = subprocess.Popen(
            [kg, "serve"], env=env, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            while True:
                try:
                    if _get(http.client.HTTPConnection("127.0.0.1", port), "/healthz") == 200:
                        break
                except OSError:
                    time.sleep(0.05)
            print(f"start to the first answer   {time.perf_counter() - begun:8.2f} s")
            print(f"{'':28}{'req/s':>8}{'p50 ms':>9}{'p99 ms':>9}   ({CONNECTIONS} connections)")
            for name, path in PATHS.items():
                for fresh in (False, True):
                    _load(port, path, 0.5, fresh)
                    rate, times = _load(port, path, seconds, fresh)
                    cuts = statistics.quantiles(times, n=100)
                    label = f"{name}, {'page not kept' if fresh else 'kept'}"
                    print(f"{label:28}{rate:8.0f}{cuts[49] * 1e3:9.2f}{cuts[98] * 1e3:9.2f}")
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(20)


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 4.0)
