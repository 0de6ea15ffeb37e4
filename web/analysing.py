"""The application's analyst and its cities by name, and what an address may ask of them."""

from __future__ import annotations

from typing import cast

from flask import Flask, current_app, request
from flask_babel import gettext as _

from kg.analysis.analyst import Analyst
from kg.analysis.kept import Recent
from kg.analysis.links import NOW, THROUGH, chosen
from kg.errors import QuestionProblem
from kg.ingest.matching import Asked, Cities
from web.reading import library, reading, settings
from web.words import today

_LISTED = 400
"""Cities offered while one types; with more, the name is typed whole."""


def install(app: Flask) -> None:
    """Gives the application its analyst; whoever comes first does it for all pages."""
    if "analyst" not in app.extensions:
        with app.app_context():
            app.extensions["analyst"] = Analyst(settings().var / "analysis")
        app.extensions["cities"] = Recent[Cities](1)


def analyst() -> Analyst:
    """The application's analyst."""
    return cast(Analyst, current_app.extensions["analyst"])


def cities() -> Cities:
    """The cities of the request's revision, by name."""
    held = cast("Recent[Cities]", current_app.extensions["cities"])
    here = reading()
    return held.get((here.key,), lambda: Cities.read(here, library().names))


def city_of(text: str) -> str:
    """The IRI of the city that a key or a name means; raises QuestionProblem with who is near."""
    text = text.strip()[:200]
    try:
        iri = library().names.thing("city", text).value
    except ValueError:
        iri = ""
    if iri and cities().gazetteer.keyed(iri):
        return iri
    found = cities().match(Asked(text))
    if found.how == "name":
        return found.places[0][0].iri
    near = ", ".join(str(place) for place, _likeness in found.places)
    raise QuestionProblem(
        _("%(text)s may be several cities.", text=repr(text))
        if found.how == "ambiguous"
        else _("No city here is called %(text)s.", text=repr(text)),
        remedy=_("Write a key. Near are: %(near)s.", near=near)
        if near
        else _("Write a key such as san-antonio-us; the list of cities names them all."),
    )


def through(*usual: str) -> tuple[str, ...]:
    """The kinds of link that the address names; without any, the usual ones (none: all)."""
    return chosen(request.args.getlist("through")[: len(THROUGH)] or usual)


def year() -> str:
    """The year the address names, NOW when it names none; raises QuestionProblem."""
    said = request.args.get("year", "").strip()
    if not said or said == NOW:
        return NOW
    if not (len(said) == 4 and said.isascii() and said.isdigit()) or not (
        1800 <= int(said) <= today().year
    ):
        raise QuestionProblem(
            _("%(year)s is no year of the network.", year=repr(said[:20])),
            remedy=_("Write a year from 1800 to this one, or leave it empty for now."),
        )
    return said


def whole(name: str, usual: int, least: int, most: int) -> int:
    """A whole number of the address within its bounds; raises QuestionProblem."""
    said = request.args.get(name, "").strip() or str(usual)
    if not (said.isascii() and said.isdigit() and len(said) < 6 and least <= int(said) <= most):
        raise QuestionProblem(
            _("%(said)s cannot be the %(name)s here.", said=repr(said[:20]), name=name),
            remedy=_("Write a whole number from %(least)s to %(most)s.", least=least, most=most),
        )
    return int(said)


def offered() -> list[tuple[str, str]]:
    """Keys and names of the cities to choose from while typing, by name."""
    gazetteer = cities().gazetteer
    if len(gazetteer) > _LISTED:
        return []
    named = reading().name([place.iri for place in gazetteer])
    return sorted(((v.key, v.text) for v in named.values()), key=lambda pair: pair[1])


def through_names() -> dict[str, str]:
    """The kinds of link in the reader's words."""
    return {
        "ties": _("Ties"),
        "networks": _("Networks"),
        "forum": _("Forums"),
        "exchanges": _("Exchanges"),
        "projects": _("Projects"),
        "practices": _("Practices"),
    }
