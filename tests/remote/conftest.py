"""The pages over engines of other makers, which hold the real data."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg.publish import publish
from kg.questions.library import open_library
from tests.kg.engine.peers import oxigraph, virtuoso
from tests.web.served import built, copied, shared_folder
from web import create_app

PEERS = {"oxigraph": oxigraph, "virtuoso": virtuoso}


@pytest.fixture(scope="session", params=sorted(PEERS))
def remote(request, tmp_path_factory):
    """An application over a peer that was filled with `kg publish`; skips where there is none."""
    folder = tmp_path_factory.mktemp(request.param)
    local = copied(built(shared_folder(tmp_path_factory)), tmp_path_factory.mktemp("var"))
    with PEERS[request.param](folder) as peer:
        settings = replace(
            local, engine=peer.engine, engine_update=peer.engine_update,
            engine_user=peer.engine_user, engine_password=peer.engine_password, deadline=30.0,
        )  # fmt: skip
        publish(settings)
        app = create_app(settings, open_library(settings))
        app.extensions["peer"] = request.param
        yield app
