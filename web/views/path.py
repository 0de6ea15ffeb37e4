"""How are we connected? The best few ways between two cities, in sentences, picture and table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Flask, Response, jsonify, render_template, request, url_for
from flask_babel import gettext as _

from kg.analysis.links import THROUGH, Link
from kg.analysis.paths import LARGEST, MOST, Shared, Step, Way
from kg.errors import QuestionProblem, UnknownThing
from kg.questions.values import Value
from web import analysing
from web.analysing import analyst, city_of, offered, through, through_names, whole
from web.footnotes import footnotes
from web.pictures.ways import Crossing, ways_picture
from web.reading import reading, settings
from web.words import written_date

bp = Blueprint("path", __name__)
_SHOWN = 3
"""Things of one sort that a sentence names; the question has the others."""
_OF_TWO = {
    "networks": "shared-networks",
    "forum": "shared-editions",
    "exchanges": "exchanges-between",
}
"""The stored question that lists what two cities share; for other sorts, of all cities."""


@dataclass(frozen=True)
class Together:
    """All that two cities share of one sort: some by name, the others by number."""

    through: str
    named: tuple[Value, ...]
    more: int
    sources: tuple[str, ...]
    address: str
    """Where all of them are listed."""


@dataclass(frozen=True)
class Told:
    """A step as the page tells it."""

    one: Value
    other: Value
    ties: tuple[tuple[Link, Value, str], ...]
    """Each tie with the thing that records it and its start, written out."""
    together: tuple[Together, ...]

    @property
    def sources(self) -> tuple[str, ...]:
        """Every source of the step."""
        said = [s for link, _, _ in self.ties for s in link.sources]
        return tuple(dict.fromkeys(said + [s for t in self.together for s in t.sources]))


@bp.get("/path")
@bp.get("/path.<ending>")
def page(ending: str = "") -> str | Response:
    """The ways from `from` to `to`, through the kinds of link named, at most `count`."""
    if ending not in ("", "json"):
        raise UnknownThing(
            _("No export ends in .%(ending)s.", ending=ending),
            remedy=_("Use one of: %(all)s.", all="json"),
        )
    kinds = through()
    count = whole("count", 3, 1, MOST)
    said = [request.args.get(name, "").strip() for name in ("from", "to")]
    without = [city_of(text) for text in request.args.getlist("without")[:5] if text.strip()]
    ends = [city_of(text) for text in said] if all(said) else []
    if ends and ends[0] == ends[1]:
        raise QuestionProblem(
            _("Both ends are one city."), remedy=_("Name two cities that differ.")
        )
    ways = analyst().ways(reading(), (ends[0], ends[1]), kinds, count, without) if ends else []
    names = _names(ways, [*ends, *without])
    footnotes().know(reading().sources(list(_sources(ways))))
    told = [tuple(_told(step, names) for step in way.steps) for way in ways]
    if ending:
        return jsonify(_as_json(ways, told, [names[e] for e in ends], kinds))
    return render_template(
        "network/path.html",
        said=said,
        ends=[names[iri] for iri in ends],
        without=[names[iri] for iri in without],
        kinds=kinds,
        kind_names=through_names(),
        count=count,
        most=MOST,
        largest=LARGEST,
        ways=[(way, steps) for way, steps in zip(ways, told, strict=True)],
        picture=_picture(told),
        left_out=_left_out(kinds) if ends else [],
        offered=offered(),
        hub=_hub(ways, names),
        start=said[0] or settings().home,
    )


def _names(ways: Iterable[Way], more: Iterable[str]) -> dict[str, Value]:
    iris = set(more)
    for way in ways:
        for step in way.steps:
            iris |= {step.one, step.other, *(link.fact for link in step.ties)}
            iris |= {s.body for s in step.shared}
    return reading().name(sorted(iris))


def _sources(ways: Iterable[Way]) -> Iterator[str]:
    for way in ways:
        for step in way.steps:
            for link in (*step.ties, *(link for s in step.shared for link in (*s.one, *s.other))):
                yield from link.sources


def _told(step: Step, names: dict[str, Value]) -> Told:
    one, other = names[step.one], names[step.other]
    ties = sorted(step.ties, key=lambda link: (not link.start, link.start))
    sorts: dict[str, list[Shared]] = {}
    for shared in step.shared:
        sorts.setdefault(shared.through, []).append(shared)
    together = []
    for name, shared_list in sorts.items():
        whole_list = shared_list
        if name == "forum":
            # A session lies within an edition, which is named already.
            whole_list = [s for s in shared_list if "/session/" not in s.body] or shared_list
        sources = dict.fromkeys(
            source
            for s in whole_list[:_SHOWN]
            for link in (*s.one, *s.other)
            for source in link.sources
        )
        values: dict[str, Any] = {"city": one.key, "other": other.key} if name in _OF_TWO else {}
        together.append(
            Together(
                name,
                tuple(names[s.body] for s in whole_list[:_SHOWN]),
                max(0, len(whole_list) - _SHOWN),
                tuple(sources),
                url_for("questions.page", name=_OF_TWO.get(name, THROUGH[name]), **values),
            )
        )
    return Told(
        one,
        other,
        tuple((link, names[link.fact], written_date(link.start)) for link in ties),
        tuple(together),
    )


def _picture(told: list[tuple[Told, ...]]) -> object:
    rows = [
        [
            Crossing(
                step.one.text,
                step.other.text,
                step.ties[0][0].role_id if step.ties else step.together[0].through,
                _short(step),
                step.one.key == settings().home,
                step.other.key == settings().home,
            )
            for step in steps
        ]
        for steps in told
    ]
    return ways_picture(rows)


def _short(step: Told) -> str:
    """What joins the two, in a word or two."""
    if step.ties:
        start = step.ties[0][0].start[:4]
        name = relation_names().get(step.ties[0][0].role_id, step.ties[0][0].role_id)
        return f"{name} · {start}" if start else name
    return through_names()[step.together[0].through]


def relation_names() -> dict[str, str]:
    """Relations as a sentence about two cities has them."""
    return {
        "sister": _("sister cities"),
        "friendship": _("friendship cities"),
        "twin": _("twinned cities"),
        "cooperation": _("cities of cooperation"),
        "letter-of-intent": _("cities with a letter of intent"),
        "project": _("cities of a joint project"),
    }


def _left_out(kinds: tuple[str, ...]) -> list[Value]:
    named = reading().name(list(analyst().ground(reading(), kinds).left_out[:20]))
    return list(named.values())


def _hub(ways: list[Way], names: dict[str, Value]) -> Value | None:
    """The city that every way passes, when there is one: it can be left out."""
    passed = [set(way.cities[1:-1]) for way in ways]
    common = set.intersection(*passed) if passed else set()
    return names[min(common)] if common else None


def _as_json(
    ways: list[Way], told: list[tuple[Told, ...]], ends: list[Value], kinds: tuple[str, ...]
) -> dict[str, object]:
    return {
        "from": ends[0].key if ends else None,
        "to": ends[1].key if ends else None,
        "through": list(kinds),
        "ways": [
            {
                "cost": way.cost,
                "cities": [{"key": s.one.key, "name": s.one.text} for s in steps]
                + [{"key": steps[-1].other.key, "name": steps[-1].other.text}],
                "steps": [
                    {
                        "from": step.one.key,
                        "to": step.other.key,
                        "ties": [
                            {"tie": thing.key, "relation": link.role_id, "start": link.start}
                            for link, thing, _ in step.ties
                        ],
                        "shared": [
                            {
                                "through": t.through,
                                "things": [{"id": v.iri, "name": v.text} for v in t.named],
                                "more": t.more,
                            }
                            for t in step.together
                        ],
                        "sources": list(step.sources),
                    }
                    for step in steps
                ],
            }
            for way, steps in zip(ways, told, strict=True)
        ],
    }


def install(app: Flask) -> None:
    """Registers the addresses."""
    analysing.install(app)
    app.register_blueprint(bp)
    app.jinja_env.globals["relation_names"] = relation_names
