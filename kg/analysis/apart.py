"""Long computations in a process of their own, so that pages of others do not wait for them."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from typing import Any

from kg.errors import EngineUnavailable, QueryTimeout, QueryTooLarge

SECONDS = 120.0
MEMORY = 2 << 30
"""Bytes of address space."""
_POLITE = 5


def apart(module: str, given: object, *, seconds: float = SECONDS) -> Any:
    """What `python -m module` writes as JSON, given JSON; the module begins with `hold_back`.

    Raises QueryTimeout when it takes more than `seconds`, QueryTooLarge when it needs more than
    MEMORY, EngineUnavailable when it fails or does not start.
    """
    try:
        ended = subprocess.run(  # noqa: S603 - a module of ours; what is given goes by standard input
            [sys.executable, "-m", module],
            input=json.dumps(given).encode(),
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as reason:
        raise QueryTimeout(
            f"The network was measured for {seconds:g} seconds without an end.",
            remedy="Take fewer kinds of link, or an earlier year.",
        ) from reason
    except OSError as reason:
        raise EngineUnavailable(
            "Nothing can be computed right now.", remedy="Try again in a few seconds."
        ) from reason
    if ended.returncode:
        if b"MemoryError" in ended.stderr:
            raise QueryTooLarge(
                f"The network is too large to be measured in {MEMORY >> 20} MiB.",
                remedy="Take fewer kinds of link, or an earlier year.",
            )
        raise EngineUnavailable(
            "The measures could not be computed: "
            + ended.stderr.decode(errors="replace").strip().rpartition("\n")[2][:200],
            remedy="Try again; the export of the network can be measured elsewhere.",
        )
    return json.loads(ended.stdout)


def hold_back() -> None:
    """Called by the process that computes: bounds its memory, and lets others go first."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    os.nice(_POLITE)
