"""What axe-core finds wrong with a page."""

from __future__ import annotations

import pytest

from tests.browser.conftest import WEB

PROGRAM = WEB / "node_modules" / "axe-core" / "axe.min.js"
# Only of faults are all elements told; what is in order would be up to two megabytes a page.
FIND = """async () => (await axe.run(document, {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  resultTypes: ['violations'],
})).violations"""


def checking():
    """What makes a visitor one whose pages can be asked for their `faults`."""
    if not PROGRAM.exists():
        pytest.skip("axe-core is not installed: run `make assets`")
    return {"script": PROGRAM, "reduced_motion": "reduce"}


def faults(page):
    """One text for each rule that the page breaks: the rule, and the first elements at fault."""
    return [
        f"{v['id']} ({v['impact']}): {v['help']}\n    "
        + "\n    ".join(n["html"][:160] + " | " + n["failureSummary"] for n in v["nodes"][:3])
        for v in page.evaluate(FIND)
    ]
