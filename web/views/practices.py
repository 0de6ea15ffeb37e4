"""The library of practices: its list with a heading in words, and the page of one practice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

from flask_babel import gettext as _

from kg.export import versions
from kg.export.citation import citation
from kg.questions.listing import Facet, Listing
from kg.questions.page import Page
from kg.questions.values import Value
from web.asked import Asked, ask
from web.language import language
from web.reading import library, reading, settings
from web.words import spoken

ORDER = ("field", "sdg", "cityRegion", "city", "cityType", "detailLevel", "resultsTold", "method",
         "takenUpBy", "status", "decade")  # fmt: skip
"""Filters in the order in which people choose a practice."""


def shelf(listing: Listing) -> dict[str, Any]:
    """The heading in words, the filters in their order, and why there is none for city size."""
    return {
        "heading": heading(listing),
        "facets": sorted(listing.facets, key=_place),
        "populations": ask("city-populations"),
        "taken_up": ask("adopted-practices"),
    }


def heading(listing: Listing) -> str:
    """The filters as a sentence: Practices on human rights in Southern Europe, with …"""
    about, clauses = [], []
    for local, ids in sorted(listing.selection.chosen.items(), key=lambda c: _order(c[0])):
        words = _named(listing, local, ids)
        if local in _ABOUT:
            about.append(_ABOUT[local](words))
        else:
            clauses.append(_clause(local, ids, words, listing))
    if listing.selection.words:
        clauses.append(_("named “%(words)s”", words=listing.selection.words))
    kind = listing.selection.kind.plural[language()]
    if language() == "ko":  # what qualifies a noun stands before it
        return " ".join(filter(None, (", ".join([*about, *clauses]), kind)))
    return ", ".join([" ".join([kind, *about]), *clauses])


_ABOUT: dict[str, Callable[[str], str]] = {
    "field": lambda values: _("on %(values)s", values=_small(values)),
    "sdg": lambda values: _("for the goal %(values)s", values=_small(values)),
    "cityRegion": lambda values: _("in %(values)s", values=values),
    "city": lambda values: _("of %(values)s", values=values),
    "cityType": lambda values: _("in a place of the type %(values)s", values=_small(values)),
    "method": lambda values: _("by %(values)s", values=_small(values)),
}


def _clause(local: str, ids: Sequence[str], words: str, listing: Listing) -> str:
    if len(ids) == 1:
        said = {
            ("resultsTold", "measured"): _("with measured results"),
            ("resultsTold", "in-words"): _("with results told in words"),
            ("detailLevel", "full"): _("told in full"),
            ("detailLevel", "brief"): _("told in brief"),
        }.get((local, ids[0]))
        if said:
            return str(said)
    if local == "takenUpBy":
        return str(_("taken up by %(values)s", values=words))
    if local == "decade":
        return str(_("begun in the %(values)ss", values=words))
    try:
        name = listing.selection.kind.find(local).name[language()]
    except KeyError:  # the listing has refused what the kind does not have
        name = local
    return str(_("%(property)s: %(values)s", property=name, values=words))


def _named(listing: Listing, local: str, ids: Sequence[str]) -> str:
    """The chosen values in the reader's words; alternatives joined by “or”."""
    facet = next((f for f in listing.facets if f.property.local == local), None)
    known = {c.value.id: spoken(c.value) for c in facet.choices} if facet else {}
    words = [known.get(id) or _concept(listing, local, id) for id in ids]
    return str(_(" or ").join(words))


def _concept(listing: Listing, local: str, id: str) -> str:
    """The label of a concept that no practice bears, or the id itself."""
    prop = listing.selection.kind.find(local)
    scheme = library().model.schemes.get(prop.of or "", "")
    labels = library().model.concepts.get(scheme, {})
    return next(
        (told[language()] for iri, told in labels.items() if iri.rpartition("/")[2] == id), id
    )


def _small(words: str) -> str:
    """English words within a sentence; AI and its like stay."""
    return words[:1].lower() + words[1:] if words[1:2].islower() else words


def _order(local: str) -> int:
    return ORDER.index(local) if local in ORDER else len(ORDER)


def _place(facet: Facet) -> int:
    return _order(facet.property.local)


def practice(page: Page) -> dict[str, Any]:
    """The panels of a practice's page."""
    key = page.thing.key
    asked = {
        name: ask(question, practice=key)
        for name, question in (
            ("adoptions", "adoptions-of-practice"),
            ("shown", "sessions-of-practice"),
            ("city_at_forums", "practice-city-at-forums"),
            ("projects", "projects-near-practice"),
            ("similar", "similar-practices"),
            ("offices", "offices-of-practice"),
        )
    }
    revision = versions.revision(settings(), reading().revision)
    return {
        "asked": asked,
        "adoptions": asked["adoptions"].merged("adoption"),
        "near_forums": asked["city_at_forums"].merged("edition", "role", "session"),
        "projects": _together(asked["projects"], "project", "field"),
        "similar": _together(asked["similar"], "similar", "reason"),
        "offices": asked["offices"].merged("office"),
        "cited": citation(library().names, revision),
    }


def _together(asked: Asked, thing: str, reason: str) -> list[tuple[dict[str, Any], list[Value]]]:
    """Rows of one thing together, with its reasons, each once."""
    rows = asked.merged(thing, reason)
    found = []
    for _iri, same in groupby(rows, lambda row: row[thing].iri):
        held = list(same)
        found.append((held[0], [row[reason] for row in held]))
    return found
