"""axe-core finds nothing on any kind of page, in both languages, light and dark."""

from __future__ import annotations

import pytest

from tests.browser.conftest import WEB
from tests.browser.pages import PAGES

AXE = WEB / "node_modules" / "axe-core" / "axe.min.js"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


# Each page in both languages and in both schemes; all four together take twice as long and differ
# in nothing that axe looks at.
@pytest.mark.parametrize(("lang", "scheme"), [("ko", "light"), ("en", "dark")])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_fault(visit, name, lang, scheme):
    if not AXE.exists():
        pytest.skip("axe-core is not installed: run `make assets`")
    # The pages' own policy keeps scripts of others out, the checker's too.
    visitor = visit(lang=lang, color_scheme=scheme, bypass_csp=True, reduced_motion="reduce")
    page = visitor.open(PAGES[name])
    page.add_script_tag(path=AXE)
    found = page.evaluate("rules => axe.run(document, rules)", RULES)
    told = [
        f"{v['id']} ({v['impact']}): {v['help']}\n    "
        + "\n    ".join(n["html"][:160] + " | " + n["failureSummary"] for n in v["nodes"][:3])
        for v in found["violations"]
    ]
    assert not told, "\n".join(told)


@pytest.mark.parametrize("name", ["list", "city"])
def test_axe_finds_no_fault_on_a_phone(visit, name):
    if not AXE.exists():
        pytest.skip("axe-core is not installed: run `make assets`")
    page = visit(lang="ko", width=360, bypass_csp=True).open(PAGES[name])
    page.add_script_tag(path=AXE)
    found = page.evaluate("rules => axe.run(document, rules)", RULES)
    assert [(v["id"], v["nodes"][0]["html"][:200]) for v in found["violations"]] == []
