"""Writes a made-up graph as an archive to serve, and as one file for other engines.

`python -m tests.bench.generate FOLDER STATEMENTS` makes `FOLDER/var` (to serve: `KG_VAR`) and
`FOLDER/peers.nq`: what our engine holds of it, derived statements and vocabularies too, with the
distinct union in the default graph; `union-named.nq` has that union in `graph/all`, for engines
whose default graph cannot be filled; `named.nq` has none, for engines that make it as they answer
and each statement once. A folder that is already whole is left as it is.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from pyoxigraph import RdfFormat, parse

from kg.archive import Archive
from kg.engine import processes
from kg.engine.protocol import MIB
from kg.engine.store import UnionStore
from kg.projection import Projection
from kg.settings import Settings
from kg.terms import Names
from tests.bench.world import World

UNION = Names().graph("all").value


def generate(folder: Path, statements: int, *, peers: bool = True) -> dict[str, float]:
    """Makes the files unless they are there; returns what making and projecting them took.

    The numbers: statements of the archive, quads with all that is derived and the union, and
    seconds for each step.
    """
    facts = folder / "facts.json"
    folder.mkdir(parents=True, exist_ok=True)
    found: dict[str, float] = json.loads(facts.read_text()) if facts.exists() else {}
    settings = Settings(var=folder / "var")
    if not found:
        began = time.perf_counter()
        written = _archive(settings, World(statements))
        found = {"statements": written, "archive s": time.perf_counter() - began}
        facts.write_text(json.dumps(found, indent=1))
    if peers and "quads" not in found:
        _in_child(lambda: _project_into(facts, found, settings, folder))
        found = json.loads(facts.read_text())
    return found


def _archive(settings: Settings, world: World) -> int:
    archive = Archive.open(settings.archive)
    archive.commit(
        {
            name: parse("\n".join(lines).encode(), RdfFormat.N_QUADS)
            for name, lines in world.datasets()
        },
        parent=None,
        who="bench",
        why="Generated",
    )
    return sum(archive.datasets(archive.newest_id()).values())


def _project(settings: Settings, folder: Path) -> dict[str, float]:
    """Loads the newest revision as the keeper does, and writes down all it then holds."""
    content = Projection(settings)
    revision = content.newest()
    began = time.perf_counter()
    store = UnionStore()
    store.load(content.lines(revision))
    loaded = time.perf_counter()
    content.prepare(store, revision, None)
    prepared = time.perf_counter()
    resident = processes.memory()[1] / MIB
    with (folder / "peers.nq").open("wb") as whole:
        store.store.dump(whole, RdfFormat.N_QUADS)
    quads = 0
    with (
        (folder / "peers.nq").open("rb") as whole,
        (folder / "union-named.nq").open("wb") as union_named,
        (folder / "named.nq").open("wb") as named,
    ):
        for line in whole:
            quads += 1
            if _named(line):
                named.write(line)
                union_named.write(line)
            else:
                union_named.write(line[:-2] + f"<{UNION}> .\n".encode())
    return {
        "quads": quads,
        "load s": loaded - began,
        "rules s": prepared - loaded,
        "store MB": resident,
    }


def _named(line: bytes) -> bool:
    """Whether an N-Quads line as the engine writes it names a graph."""
    body = line[:-3]
    if not body.endswith(b">"):
        return False  # a literal or a tag ends it: the object
    last = body[body.rindex(b"<") - 1 : body.rindex(b"<")]
    if last != b" ":
        return False  # the datatype of a literal
    # Subject, predicate and an IRI as object are three terms without a blank inside.
    return body.count(b" ") > 2 or b'"' in body


def _project_into(facts: Path, found: dict[str, float], settings: Settings, folder: Path) -> None:
    facts.write_text(json.dumps(found | _project(settings, folder), indent=1))


def _in_child(body: Callable[[], None]) -> None:
    """Runs something in a process of its own, so that its memory is given back."""
    child = processes.fork(body)
    if os.waitpid(child, 0)[1] != 0:
        raise SystemExit("the graph could not be projected; read the lines above")


if __name__ == "__main__":
    for name, value in generate(Path(sys.argv[1]), int(sys.argv[2])).items():
        sys.stdout.write(f"{name:12} {value:14,.1f}\n")
