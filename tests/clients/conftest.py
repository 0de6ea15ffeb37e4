"""A server over real HTTP, for programs that know nothing of Flask."""

from __future__ import annotations

import threading

import pytest
from werkzeug.serving import make_server

from kg.questions.library import open_library
from tests.web.served import built, copied, kept, shared_folder
from web import create_app


@pytest.fixture(scope="session")
def root(tmp_path_factory):
    """The address of a server over the whole graph, with the slash at its end."""
    settings = copied(
        built(shared_folder(tmp_path_factory)), tmp_path_factory.mktemp("var"), client_queries=12
    )
    with kept(settings):
        app = create_app(settings, open_library(settings))
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join(10)
            server.server_close()


@pytest.fixture(scope="session")
def endpoint(root):
    return root + "sparql"
