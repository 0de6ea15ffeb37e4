"""Chromium over a real server on this machine."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from playwright.sync_api import expect, sync_playwright

from tests.browser.visitor import Visitor
from tests.web.served import DEADLINE, built, copied, shared_folder

WEB = Path(__file__).resolve().parents[2] / "web"
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
STARTING = 90.0
# What a test expects of a page may take a machine long that is busy with other tests.
expect.set_options(timeout=30_000)


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """`kg serve` over the whole graph on a free port; its address, without a slash."""
    compiled()
    settings = copied(built(shared_folder(tmp_path_factory)), tmp_path_factory.mktemp("var"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "KG_VAR": str(settings.var), "KG_PORT": str(port), "KG_WORKERS": "2", "KG_WEB_WORKERS": "1",
        "KG_DEADLINE": str(DEADLINE), "PYTHONWARNINGS": "default",
    }  # fmt: skip
    log = settings.var / "serve.log"
    with log.open("w") as lines:
        server = subprocess.Popen(
            [sys.executable, "-c", "from kg.cli import main; main()", "serve"], env=environment, stdout=lines,
            stderr=subprocess.STDOUT, cwd=WEB.parent,
        )  # fmt: skip
    try:
        address = f"http://127.0.0.1:{port}"
        end = time.monotonic() + STARTING
        while not answers(address):
            assert server.poll() is None, log.read_text()[-3000:]
            assert time.monotonic() < end, log.read_text()[-3000:]
            time.sleep(0.05)
        yield address
    finally:
        server.terminate()
        server.wait(30)


def compiled():
    """The Korean texts as `make` compiles them, where they are older than their source."""
    for po in WEB.glob("translations/*/LC_MESSAGES/messages.po"):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        fresh = mo.with_suffix(f".{os.getpid()}")
        with po.open("rb") as texts, fresh.open("wb") as out:
            write_mo(out, read_po(texts))
        fresh.rename(mo)


def answers(address):
    try:
        with urllib.request.urlopen(address + "/healthz", timeout=5) as response:
            return response.status == 200
    except OSError:
        return False


@pytest.fixture(scope="session")
def browser():
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("Chromium is not installed: run `make browser-packages` as root")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser, site):
    """A visitor who was never here: `visit(lang="ko", width=360).open("/cities")` is the page.

    Every visitor of a test leaves with it, and nothing of theirs stays.
    """
    visitors = []

    def come(**more):
        visitors.append(Visitor(browser, site, **more))
        return visitors[-1]

    yield come
    for visitor in visitors:
        visitor.context.close()


@pytest.fixture(scope="module")
def regular(browser, site):
    """A visitor who was here before: `regular(lang="ko", width=360).look("/cities")`.

    One for each kind there is in a module; their cache saves the tests what they do not look at.
    """
    visitors = {}

    def come(**more):
        kind = repr(sorted(more.items()))
        if kind not in visitors:
            visitors[kind] = Visitor(browser, site, **more)
        return visitors[kind]

    yield come
    for visitor in visitors.values():
        visitor.context.close()
