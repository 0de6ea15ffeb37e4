"""The application over the real data, asked in one line."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from kg.questions.library import open_library
from tests.web.served import built, copied, kept, shared_folder
from web import create_app

TRANSLATIONS = Path(__file__).resolve().parents[2] / "web" / "translations"
PAGE = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
"""What browsers send as Accept."""


@pytest.fixture(scope="session")
def translated(tmp_path_factory):
    """The texts as the .po files say now; the .mo of an older checkout changes no test."""
    folder = tmp_path_factory.mktemp("translations")
    for po in TRANSLATIONS.glob("*/LC_MESSAGES/messages.po"):
        mo = folder / po.relative_to(TRANSLATIONS).with_suffix(".mo")
        mo.parent.mkdir(parents=True)
        with po.open("rb") as texts, mo.open("wb") as compiled:
            write_mo(compiled, read_po(texts))
    return folder


@pytest.fixture(scope="session")
def archive(tmp_path_factory):
    """The var folder of the build all workers share; copy it, do not serve it."""
    return built(shared_folder(tmp_path_factory))


@pytest.fixture(scope="session")
def settings(archive, tmp_path_factory):
    return copied(archive, tmp_path_factory.mktemp("var"))


@pytest.fixture(scope="session")
def app(settings, translated):
    """The application over the whole graph; tests only read it."""
    with kept(settings):
        yield make(settings, translated)


def make(settings, translated):
    """An application over a keeper that runs, in the texts of the working tree."""
    app = create_app(settings, open_library(settings))
    app.extensions["babel"].translation_directories = [str(translated)]
    return app


@pytest.fixture(scope="session")
def library(app):
    return app.extensions["library"]


@pytest.fixture
def get(app):
    """Asks for an address as a browser does: `get("/cities", "ko")`; fails if it is no answer."""

    def ask(address, lang="en", *, accept=PAGE, status=200, **headers):
        client = app.test_client(use_cookies=False)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        response = client.get(address, headers={"Accept": accept, "Accept-Language": lang, **named})
        assert response.status_code == status, response.get_data(as_text=True)[:2000]
        return response

    return ask


@pytest.fixture
def read(get):
    """The text of a page, `read("/cities", "ko")`."""

    def text(address, lang="en", **more):
        return get(address, lang, **more).get_data(as_text=True)

    return text


@pytest.fixture
def program(app):
    """A client that sends no Accept of a browser, as programs do."""
    return app.test_client(use_cookies=False)


@pytest.fixture
def own(archive, tmp_path, translated):
    """A keeper and an application of the test's own: `with own(deadline=1) as it: it.client`."""

    @contextmanager
    def start(**more):
        settings = copied(archive, tmp_path / "var", **more)
        with kept(settings) as keeper:
            app = make(settings, translated)
            yield SimpleNamespace(
                app=app, client=app.test_client(), keeper=keeper, settings=settings
            )

    return start
