"""The HTML that is served follows the standard.

Why web/.htmlvalidate.json departs from the recommended rules: checkboxes of one filter share a
name, as several values of it are alternatives; the width and colour of a bar are its value; blanks
at the ends of lines come from templates and cost nothing once compressed; a title names its thing,
however long that name is; a table that scrolls is a region for the keyboard, not a section of the
text.
"""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.browser.conftest import WEB
from tests.browser.pages import PAGES

PROGRAM = WEB / "node_modules" / ".bin" / "html-validate"


def served(address, lang):
    request = urllib.request.Request(
        address, headers={"Accept": "text/html", "Accept-Language": lang}
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return response.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.read()


def test_the_html_of_every_kind_of_page_is_clean(site, tmp_path):
    node = Path(sys.executable).parent
    if not PROGRAM.exists():
        pytest.skip("html-validate is not installed: run `make assets`")
    for name, address in PAGES.items():
        for lang in ("ko", "en"):
            page = tmp_path / f"{name.replace(' ', '-')}.{lang}.html"
            page.write_bytes(served(site + address, lang))
    told = subprocess.run(
        [PROGRAM, "--config", WEB / ".htmlvalidate.json", "--formatter", "text", tmp_path],
        capture_output=True, text=True, env=os.environ | {"PATH": f"{node}:{os.environ['PATH']}"},
    )  # fmt: skip
    lines = [line.removeprefix(str(tmp_path)) for line in told.stdout.splitlines()]
    assert told.returncode == 0, "\n".join(lines[:40]) + told.stderr
