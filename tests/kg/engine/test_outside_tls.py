"""SERVICE over TLS: whom a certificate makes believed, and that none opens this network."""

from __future__ import annotations

import socket
import time

import pytest

from kg.engine.outside import Outside
from kg.errors import QueryRefused, ServiceProblem
from tests.kg.engine.authority import Authority
from tests.kg.engine.strangers import stranger, told

NAMES = told(["w"], ["http://e.org/w1"])
HOST = "sparql.example.org"


@pytest.fixture(scope="module")
def authorities(tmp_path_factory):
    """Two, of which a test believes the first or none."""
    return [Authority(tmp_path_factory.mktemp(name) / "own") for name in ("known", "other")]


@pytest.fixture
def believing(authorities, monkeypatch):
    """Makes the first authority the only one believed, as an operator does for a machine."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authorities[0].certificate))
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)


@pytest.fixture(autouse=True)
def looked_up(monkeypatch):
    """Lets the name lead to this machine; every time it was looked up."""
    times = []

    def found(host, port, *_, **__):
        times.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", found)
    return times


def asked(server):
    """What the server answers when it is asked by its name; it is on loopback, so trusted."""
    address = server.root + "/good"
    outside = Outside([], trusted=[address], seconds=5.0)
    return outside.ask(address, "SELECT ?w { ?w ?p ?o }", time.monotonic() + 5)


def served(context):
    return stranger({"/good": NAMES}, context=context, host=HOST)


def test_a_certificate_of_a_known_authority_for_that_name_is_believed(authorities, believing):
    with served(authorities[0].context(HOST)) as server:
        found = asked(server)

    assert server.root.startswith(f"https://{HOST}:")
    assert [[term.value for term in row] for row in found.rows] == [["http://e.org/w1"]]


@pytest.mark.parametrize(
    ("authority", "name", "days", "reason"),
    [
        (0, "elsewhere.example", 2, f"not valid for '{HOST}'"),
        (1, HOST, 2, "unable to get local issuer certificate"),
        (0, HOST, -1, "certificate has expired"),
    ],
    ids=["another name", "an unknown authority", "past its days"],
)
def test_a_certificate_that_proves_nothing_is_refused_before_the_query_is_sent(
    authorities, believing, authority, name, days, reason
):
    with (
        served(authorities[authority].context(name, days)) as server,
        pytest.raises(ServiceProblem, match=reason) as caught,
    ):
        asked(server)

    assert server.root.removeprefix("https://") in caught.value.problem
    assert "certificate" in caught.value.remedy
    assert server.asked == []


def test_an_authority_is_unknown_until_it_is_made_known(authorities):
    with (
        served(authorities[0].context(HOST)) as server,
        pytest.raises(ServiceProblem, match="does not prove who it is"),
    ):
        asked(server)

    assert server.asked == []


def test_a_server_that_speaks_no_tls_is_no_https_server():
    with stranger({"/good": NAMES}, host=HOST) as server:
        server.root = server.root.replace("http:", "https:")
        with pytest.raises(ServiceProblem) as caught:
            asked(server)

    assert caught.value.remedy
    assert server.asked == []


def test_a_listed_name_within_this_network_is_refused_however_right_its_certificate(
    authorities, believing
):
    with served(authorities[0].context(HOST)) as server:
        address = server.root + "/good"
        listed = Outside([address], seconds=5.0)
        with pytest.raises(QueryRefused, match="not public") as caught:
            listed.ask(address, "SELECT ?w { ?w ?p ?o }", time.monotonic() + 5)

    assert caught.value.remedy
    assert server.asked == []


def test_a_name_is_looked_up_once_so_that_no_second_answer_can_lead_inside(
    authorities, believing, looked_up
):
    with served(authorities[0].context(HOST)) as server:
        asked(server)

    assert looked_up.count(HOST) == 1
