"""A row is one exchange: who met whom, when, for what, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode

from kg.errors import RowProblem
from kg.ingest.known import Known
from kg.ingest.row import Row
from kg.ingest.statements import EDITORS, Statement

COLUMNS = ("id", "start", "kind", "title_en", "city_en", "country_iso2", "home", "source_url")


def statements(row: Row, known: Known) -> Iterator[Statement]:
    """The exchange as its document tells it; the fields are our classification.

    Parties are the cities of `city_en`, each in the country at its place in `country_iso2`, and
    the home city where `home` is yes. Where no city is named, the countries stand for
    themselves.
    """
    exchange = known.draft("exchange", known.key(row))
    exchange.say("kind", known.concept(row, "kind", "exchange-kind"))
    exchange.say("label", *known.texts(row, "title"))
    exchange.say("altLabel", *known.texts(row, "headline"))
    parties, countries = _parties(row, known)
    exchange.say("party", *parties).say("country", *countries)
    exchange.say("start", known.date(row, "start")).say("end", known.date(row, "end"))
    exchange.say("actor", *(known.actor_surely(a, "actor") for a in row.many("actor")))
    exchange.say("delegation", *known.texts(row, "delegation"))
    exchange.say("outcome", *known.texts(row, "outcome"))
    exchange.say("project", known.thing(row, "project", "project"))
    exchange.say("programme", known.thing(row, "programme", "programme"))
    exchange.say("evidence", known.concept(row, "evidence", "evidence"))
    exchange.say("note", *known.texts(row, "source_note"), known.text(row, "source_note"))
    exchange.say("field", *known.fields(row, "fields"), by=EDITORS)
    yield from exchange


def _parties(row: Row, known: Known) -> tuple[list[NamedNode], list[NamedNode]]:
    """The cities that met, and the countries where only those are known."""
    names, codes = row.many("city_en"), row.many("country_iso2")
    parties = [known.home] if _home_took_part(row) else []
    countries = []
    if not names:
        countries = [known.country_of("country_iso2", code) for code in codes]
    elif len(names) != len(codes):
        raise RowProblem(
            "country_iso2",
            f"{len(names)} cities, but {len(codes)} countries are named.",
            remedy="Write one code for each city, in the same order: CN;CN;JP.",
        )
    for name, code in zip(names, codes, strict=True) if names else ():
        parties.append(known.city_called(name, code, "city_en"))
    if not parties and not countries:
        raise RowProblem(
            "city_en",
            "The row names neither a city nor a country.",
            remedy="Name the cities, or the country in country_iso2, or write yes in home.",
        )
    return parties, countries


def _home_took_part(row: Row) -> bool:
    if row["home"] not in ("yes", "no"):
        raise RowProblem(
            "home",
            f"{row['home']!r} does not say whether the home city took part.",
            remedy="Write yes or no.",
        )
    return row["home"] == "yes"
