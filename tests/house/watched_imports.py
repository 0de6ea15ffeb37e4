"""Imports every module of kg and web and prints, as JSON, what they did and made meanwhile.

A program of its own, because an audit hook cannot be taken off and modules are imported once.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import sys
from types import FrameType
from typing import Any

ROOMS = ("kg", "web")
ACTS = {
    "_thread.start_new_thread",
    "os.exec",
    "os.fork",
    "os.mkdir",
    "os.posix_spawn",
    "os.putenv",
    "os.remove",
    "os.rename",
    "os.system",
    "os.unsetenv",
    "socket.__new__",
    "socket.bind",
    "socket.connect",
    "subprocess.Popen",
}
# What is made once at start and handed in, never held by a module.
HELD = (
    ("flask", "Flask"),
    ("kg.settings", "Settings"),
    ("pygit2", "Repository"),
    ("pyoxigraph", "Store"),
    ("rdflib", "Graph"),
)
acts: list[str] = []


def watch(event: str, arguments: tuple[Any, ...]) -> None:
    """Notes an act that one of our modules does while it is imported.

    Acts of a library that our module imports have a module of the library between, and are its
    own affair.
    """
    writes = event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+")
    if not writes and event not in ACTS:
        return
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and frame.f_code.co_name != "<module>":
        frame = frame.f_back
    if frame is not None and str(frame.f_globals.get("__name__")).partition(".")[0] in ROOMS:
        acts.append(f"{frame.f_globals['__name__']}:{frame.f_lineno} {event} {arguments!r}"[:300])


def import_all() -> list[str]:
    """The names of all modules, imported."""
    names = []
    for room in ROOMS:
        package = importlib.import_module(room)
        names.append(room)
        for module in pkgutil.walk_packages(package.__path__, room + "."):
            if not module.name.endswith(".__main__"):
                importlib.import_module(module.name)
                names.append(module.name)
    return names


def held_by(names: list[str]) -> list[str]:
    """The names under which modules hold what should be handed in."""
    kinds = tuple(getattr(sys.modules[m], k) for m, k in HELD if m in sys.modules)
    return [
        f"{name}.{key}"
        for name in names
        for key, value in vars(sys.modules[name]).items()
        if isinstance(value, kinds)
    ]


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    sys.addaudithook(watch)
    imported = import_all()
    print(json.dumps({"names": imported, "acts": acts, "held": held_by(imported)}))
