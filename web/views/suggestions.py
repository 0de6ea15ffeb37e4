"""Cities to approach next: candidates with their reasons, what speaks against each, and weights."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Blueprint, Flask, Response, jsonify, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from kg.analysis.suggestions import AGAINST, FOR, HEAVIEST, WEIGHTS, Candidate, Reason
from kg.errors import QuestionProblem, UnknownThing
from kg.export.tables import as_csv, as_xlsx
from kg.questions.page import outspoken
from kg.questions.sources import Source
from kg.questions.values import Value
from kg.terms import concept
from web import analysing
from web.analysing import analyst, city_of, offered, whole
from web.footnotes import footnotes
from web.formats import TABLES, download
from web.reading import library, reading, settings
from web.words import today

bp = Blueprint("suggestions", __name__)
_NAMED = 3
"""Records that a reason names; the question has the others."""
_ASLEEP = 730
"""Days without an exchange after which a tie counts as asleep."""
_COUNT, _MOST = 5, 50
_MARKS = 2
"""Sources cited behind a record; its own page has all."""


@dataclass(frozen=True)
class Said:
    """A reason in words, with some of its records by name and where all of them are."""

    reason: Reason
    text: str
    named: tuple[Value, ...]
    address: str
    sources: Mapping[str, tuple[str, ...]]
    """Of each record named, the best-ranked sources."""


@dataclass(frozen=True)
class Suggested:
    """A candidate as the page tells it."""

    candidate: Candidate
    city: Value
    country: Value
    region: Value | None
    reasons: tuple[Said, ...]
    against: tuple[Said, ...]


@bp.get("/suggestions")
@bp.get("/suggestions.<ending>")
def page(ending: str = "") -> str | Response:
    """The best `count` candidates for `city`, by the weights, fields and regions of the address."""
    if ending and ending not in TABLES:
        raise UnknownThing(
            _("No export ends in .%(ending)s.", ending=ending),
            remedy=_("Use one of: %(all)s.", all=", ".join(TABLES)),
        )
    city = city_of(request.args.get("city", "").strip() or settings().home)
    count = whole("count", _COUNT, 1, _MOST)
    weights = {name: _weight(name, usual) for name, usual in WEIGHTS.items()}
    fields, regions = _concepts("field", "field"), _concepts("region", "m49")
    awake = (today() - timedelta(days=_ASLEEP)).isoformat()
    found = analyst().candidates(reading(), city, weights, fields, regions, awake)
    shown = _told(found[:count], city.rpartition("/")[2], fields, awake)
    if ending:
        return _export(shown, ending)
    return render_template(
        "network/suggestions.html",
        city=reading().name([city])[city],
        found=found,
        shown=shown,
        count=count,
        weights=weights,
        usual=WEIGHTS,
        pro=list(FOR),
        contra=list(AGAINST),
        heaviest=HEAVIEST,
        sorts=sort_names(),
        fields=[f.rpartition("/")[2] for f in fields],
        regions=[r.rpartition("/")[2] for r in regions],
        all_regions=_regions(),
        offered=offered(),
        awake=awake,
    )


def _weight(name: str, usual: float) -> float:
    said = request.args.get(f"w_{name}", "").strip()
    if not said:
        return usual
    try:
        weight = float(said) if len(said) < 8 else -1.0
    except ValueError:
        weight = -1.0
    if not 0 <= weight <= HEAVIEST:  # not a number fails this, too
        raise QuestionProblem(
            _("%(said)s cannot be a weight.", said=repr(said[:20])),
            remedy=_("Write a number from 0 to %(most)s.", most=f"{HEAVIEST:g}"),
        )
    return weight


def _concepts(name: str, scheme: str) -> list[str]:
    """The IRIs of the concepts the address names; raises QuestionProblem for an unknown one."""
    known = library().model.concepts.get(scheme, {})
    found = []
    for id in request.args.getlist(name)[:40]:
        if not id:
            continue
        try:
            iri = concept(scheme, id).value
        except ValueError:
            iri = ""
        if iri not in known:
            raise QuestionProblem(
                _("%(id)s is not in the list of this filter.", id=repr(id[:40])),
                remedy=_("Choose from the form."),
            )
        found.append(iri)
    return found


def _regions() -> list[tuple[str, str]]:
    """The regions in which some city lies, by name."""
    labels = library().model.concepts.get("m49", {})
    there = {place.region for place in analyst().places(reading()).values()}
    lang = reading().language
    return sorted(
        ((iri.rpartition("/")[2], labels[iri].get(lang, "")) for iri in there if iri in labels),
        key=lambda pair: pair[1],
    )


def sort_names() -> dict[str, str]:
    """The sorts of reasons in the reader's words."""
    return {
        "exchange": _("Exchanges without a tie"),
        "begun": _("Cooperation or letter of intent"),
        "forum": _("Forums attended together"),
        "network": _("Shared networks"),
        "theme": _("Records in the fields"),
        "plan": _("Region the plan names"),
        "partner": _("Partners in common"),
        "country": _("Ties in the same country"),
        "asleep": _("Ties asleep there"),
        "unmet": _("No contact on record"),
    }


def _told(found: list[Candidate], home: str, fields: list[str], awake: str) -> list[Suggested]:
    iris: set[str] = set()
    for c in found:
        iris |= {c.city, c.place.country, *([c.place.region] if c.place.region else [])}
        for reason in (*c.reasons, *c.against):
            iris |= set(reason.things[:_NAMED])
    names = reading().name(sorted(iris))
    cited = _cited(found)
    return [
        Suggested(
            c,
            names[c.city],
            names[c.place.country],
            names.get(c.place.region),
            tuple(_said(r, c, home, names, fields, awake, cited) for r in c.reasons if r.points),
            tuple(_said(r, c, home, names, fields, awake, cited) for r in c.against if r.points),
        )
        for c in found
    ]


def _cited(found: list[Candidate]) -> Mapping[str, Source]:
    """What is known of the sources of the records that are named; they become footnotes if cited."""
    iris = {
        iri
        for c in found
        for reason in (*c.reasons, *c.against)
        for thing in reason.things[:_NAMED]
        for iri in _witnesses(reason, thing)
    }
    cited = reading().sources(sorted(iris))
    footnotes().know(cited)
    return cited


def _witnesses(reason: Reason, thing: str) -> tuple[str, ...]:
    return outspoken(tuple(reason.sources.get(thing, ())), library().names)


def _said(
    reason: Reason,
    candidate: Candidate,
    home: str,
    names: dict[str, Value],
    fields: list[str],
    awake: str,
    cited: Mapping[str, Source],
) -> Said:
    n = len(reason.things)
    text = {
        "exchange": ngettext(
            "%(num)d recorded exchange without a tie", "%(num)d recorded exchanges without a tie", n
        ),
        "begun": _("Cooperation or a letter of intent stands already"),
        "forum": ngettext(
            "%(num)d forum edition attended by both", "%(num)d forum editions attended by both", n
        ),
        "network": ngettext(
            "%(num)d network that both belong to", "%(num)d networks that both belong to", n
        ),
        "theme": ngettext(
            "%(num)d record in the fields asked for", "%(num)d records in the fields asked for", n
        )
        if fields
        else ngettext(
            "%(num)d record in fields that both work in",
            "%(num)d records in fields that both work in",
            n,
        ),
        "plan": _("The plan names this region"),
        "partner": ngettext(
            "%(num)d partner has a tie with this city",
            "%(num)d partners have ties with this city",
            n,
        ),
        "country": ngettext(
            "%(num)d tie in the same country already", "%(num)d ties in the same country already", n
        ),
        "asleep": ngettext("%(num)d of these is asleep", "%(num)d of these are asleep", n),
        "unmet": _("No exchange, forum or agreement on record"),
    }[reason.sort]
    shown = () if reason.sort == "unmet" else tuple(names[t] for t in reason.things[:_NAMED])
    best = {
        v.iri: tuple(
            sorted(
                (iri for iri in _witnesses(reason, v.iri) if iri in cited),
                key=lambda iri: (cited[iri].rank, iri),
            )[:_MARKS]
        )
        for v in shown
    }
    return Said(reason, text, shown, _address(reason, candidate, home, fields, awake), best)


def _address(reason: Reason, candidate: Candidate, home: str, fields: list[str], awake: str) -> str:
    """Where the records of a reason can be read: a stored question, the tie, or the way."""
    other = candidate.city.rpartition("/")[2]
    of_two = {
        "exchange": "exchanges-between",
        "forum": "shared-editions",
        "network": "shared-networks",
        "partner": "common-partners",
    }
    if reason.sort in of_two:
        return url_for("questions.page", name=of_two[reason.sort], city=home, other=other)
    if reason.sort == "begun":
        return url_for("things.partnerships", key=reason.things[0].rpartition("/")[2])
    if reason.sort == "theme":
        one = fields[0].rpartition("/")[2] if len(fields) == 1 else "all"
        return url_for("questions.page", name="city-fields", city=other, field=one)
    if reason.sort == "plan":
        return url_for("questions.page", name="plan-regions", city=home)
    if reason.sort == "country":
        country = candidate.place.country.rpartition("/")[2]
        return url_for("questions.page", name="ties-in-country", city=home, country=country)
    if reason.sort == "asleep":
        return url_for("questions.page", name="asleep", city=home, **_since(awake))
    return url_for("path.page", to=other, **_since(home))


def _since(said: str) -> dict[str, Any]:
    """The argument `from`, which is no name in Python."""
    return {"from": said}


def _export(shown: list[Suggested], ending: str) -> Response:
    header = [_("Rank"), _("Key"), _("City"), _("Country or territory"), _("Points"), _("Reasons"),
              _("Counter-arguments")]  # fmt: skip
    if ending == "json":
        return jsonify(
            [
                {
                    "city": s.city.key,
                    "id": s.city.iri,
                    "name": s.city.text,
                    "country": s.country.key,
                    "points": s.candidate.score,
                    "reasons": list(_as_json(s.reasons)),
                    "against": list(_as_json(s.against)),
                }
                for s in shown
            ]
        )
    rows = [
        [str(n), s.city.key, s.city.text, s.country.text, str(s.candidate.score),
         "; ".join(_written(s.reasons)), "; ".join(_written(s.against))]
        for n, s in enumerate(shown, 1)
    ]  # fmt: skip
    body = (
        b"".join(as_csv(header, rows))
        if ending == "csv"
        else as_xlsx(header, rows, _("Cities to approach"))
    )
    return download(body, TABLES[ending], f"suggestions.{ending}")


def _as_json(said: tuple[Said, ...]) -> Iterator[dict[str, object]]:
    for s in said:
        yield {
            "sort": s.reason.sort,
            "points": s.reason.points,
            "records": list(s.reason.things),
            "sources": {thing: list(said) for thing, said in s.reason.sources.items()},
            "address": s.address,
        }


def _written(said: tuple[Said, ...]) -> Iterator[str]:
    for s in said:
        named = ", ".join(v.text for v in s.named)
        yield f"{s.text} ({named})" if named else s.text


def install(app: Flask) -> None:
    """Registers the addresses."""
    analysing.install(app)
    app.register_blueprint(bp)
