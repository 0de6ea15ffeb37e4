"""Absolute addresses and the client's address behind a proxy."""

from __future__ import annotations

import pytest

from kg.errors import SettingProblem
from kg.settings import Settings
from tests.web.conftest import make

FORWARDED = {
    "X-Forwarded-Proto": "https", "X-Forwarded-Host": "graph.example.org",
    "X-Forwarded-For": "203.0.113.9",
}  # fmt: skip
PLACES = ["/sitemap.xml", "/data/catalog.nt", "/data/void.nt", "/robots.txt"]


@pytest.fixture
def behind(app, settings, translated):
    """An application with other settings over the keeper that runs: `behind(proxies=1)`."""
    from dataclasses import replace

    def start(**more):
        return make(replace(settings, **more), translated).test_client()

    return start


@pytest.mark.parametrize("address", PLACES)
def test_addresses_are_those_of_the_public_address(behind, address):
    client = behind(public_address="https://graph.example.org")
    told = client.get(address, headers={"Host": "10.0.0.5:8000"}).text
    assert "https://graph.example.org/" in told
    assert "10.0.0.5" not in told
    assert "http://graph.example.org" not in told


@pytest.mark.parametrize("address", PLACES)
def test_addresses_are_those_a_believed_proxy_tells(behind, address):
    told = behind(proxies=1).get(address, headers=FORWARDED).text
    assert "https://graph.example.org/" in told
    assert "localhost" not in told


@pytest.mark.parametrize("address", PLACES)
def test_without_the_setting_nobody_is_believed(behind, address):
    told = behind().get(address, headers=FORWARDED).text
    assert "graph.example.org" not in told


@pytest.mark.parametrize(
    "address", ["graph.example.org", "ftp://graph.example.org", "https://graph.example.org/kg"]
)
def test_a_public_address_is_an_origin(address):
    with pytest.raises(SettingProblem, match="KG_PUBLIC_ADDRESS"):
        Settings.from_environment({"KG_PUBLIC_ADDRESS": address})
