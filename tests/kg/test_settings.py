"""Settings from the environment."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from kg.errors import SettingProblem
from kg.settings import Settings


def test_without_an_environment_the_defaults_hold():
    assert Settings.from_environment({}) == Settings()


def test_a_variable_sets_its_setting_and_an_empty_one_none():
    told = {
        "KG_PORT": "0",
        "KG_VAR": "/srv/kg",
        "KG_BASE_IRI": "",
        "PATH": "/bin",
        "KG_DEADLINE": "2.5",
    }
    settings = Settings.from_environment(told)

    assert (settings.port, settings.var, settings.deadline) == (0, Path("/srv/kg"), 2.5)
    assert settings.base == Settings().base
    assert settings.archive == Path("/srv/kg/archive")


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        ("KG_PORT", "eighty"),
        ("KG_PORT", "65536"),
        ("KG_PORT", "-1"),
        ("KG_WORKERS", "0"),
        ("KG_WORKERS", "2.5"),
        ("KG_DEADLINE", "0"),
        ("KG_DEADLINE", "nan"),
        ("KG_DEADLINE", "inf"),
        ("KG_BASE_IRI", "https://example.org"),
        ("KG_BASE_IRI", "example.org/"),
        ("KG_BASE_IRI", "https://example.org/<a>/"),
        ("KG_ENGINE", "oxigraph"),
        ("KG_HOME_CITY", "Gwangju KR"),
        ("KG_HOME_CITY", "../etc"),
    ],
)
def test_a_value_that_cannot_be_used_names_variable_value_and_meaning(variable: str, text: str):
    with pytest.raises(SettingProblem) as caught:
        Settings.from_environment({variable: text})

    assert f"{variable} is {text!r}" in caught.value.problem
    assert "wanted" in caught.value.problem
    meant = next(f for f in dataclasses.fields(Settings) if f.metadata["variable"] == variable)
    assert meant.metadata["help"] in caught.value.remedy


def test_a_misspelt_variable_is_not_silently_ignored():
    with pytest.raises(SettingProblem, match="KG_PROT is not a setting") as caught:
        Settings.from_environment({"KG_PROT": "8000"})
    assert "KG_PORT" in caught.value.remedy


def test_each_setting_has_a_variable_of_its_own_and_a_help():
    settings = dataclasses.fields(Settings)
    variables = [f.metadata["variable"] for f in settings]

    assert len(set(variables)) == len(variables)
    assert all(f.metadata["help"] for f in settings)
