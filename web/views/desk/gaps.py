"""Which records lack data, most important first, each with the sheet to fill in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from flask import Blueprint, Flask, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from kg.errors import ModelProblem, UnknownThing
from kg.model import Kind, Property
from kg.questions.values import Value
from web.asked import ask
from web.reading import library, reading
from web.views.desk.files import spreadsheet

bp = Blueprint("gaps", __name__)
FIRST = 6
"""Records named before the rest is asked for."""


@dataclass(frozen=True)
class Gap:
    """Records of a kind that say nothing of a property."""

    importance: int
    kind: Kind
    property: str
    """Its local name, as the shapes and the address have it."""
    name: dict[str, str]
    """What is missing, in Korean and English."""
    records: tuple[Value, ...]
    wholes: tuple[Value | None, ...]
    """What each is a part of, such as the tie of a stage."""

    def called(self, place: int) -> str:
        """What a record is called: a part by its whole, too, for its own name says little."""
        record, whole = self.records[place], self.wholes[place]
        return f"{whole.text} · {record.text}" if whole else record.text


@bp.get("/gaps")
@bp.get("/gaps.<ending>")
def page(ending: str = "") -> str | Response:
    """The gaps by importance; of one kind, or one property, with every record."""
    wanted = {name: request.args.get(name, "") for name in ("kind", "property")}
    kind = _kind(wanted["kind"])
    everything = gaps(ask("missing-data").table)
    found = [
        gap
        for gap in everything
        if (kind is None or gap.kind is kind)
        and (not wanted["property"] or gap.property == wanted["property"])
    ]
    if ending:
        header = [_("Importance"), _("Kind"), _("What is missing"), _("Record"), _("Address")]
        rows = [cells for gap in found for cells in _cells(gap)]
        return spreadsheet(header, rows, ending, name="gaps", title=_("Missing data"))
    kinds = {gap.kind.slug: gap.kind for gap in everything}
    return render_template(
        "desk/gaps.html",
        asked=ask("missing-data"),
        counts=ask("missing-counts"),
        levels=[(level, list(same)) for level, same in groupby(found, lambda gap: gap.importance)],
        total=sum(len(gap.records) for gap in found),
        kinds=[
            (k, sum(len(gap.records) for gap in everything if gap.kind is k))
            for k in kinds.values()
        ],
        kind=kind,
        first=None if kind and wanted["property"] else FIRST,
        property=wanted["property"],
        why=reasons(),
        meaning=levels(),
    )


def gaps(rows: Iterable[dict[str, Value | None]]) -> list[Gap]:
    """The answer to `missing-data`, put together by importance, kind and property."""
    found = []
    for (importance, class_, path), same in groupby(
        rows, lambda row: tuple(_said(row[c]) for c in ("importance", "class", "property"))
    ):
        kind = library().model.kind(class_)
        told = [(thing, row["whole"]) for row in same if (thing := row["thing"])]
        local, name = _named(kind, path)
        records, wholes = tuple(t for t, _whole in told), tuple(w for _thing, w in told)
        found.append(Gap(int(importance), kind, local, name, records, wholes))
    return found


def _said(value: Value | None) -> str:
    return "" if value is None else value.iri or value.text


def _named(kind: Kind, path: str) -> tuple[str, dict[str, str]]:
    """The local name of a property and what it is called; a name is asked for in Korean."""
    prop: Property = kind.find(path)
    if prop.local == "label":
        return prop.local, {"ko": "한국어 이름", "en": "Korean name"}
    return prop.local, dict(prop.name)


def levels() -> dict[int, tuple[str, str]]:
    """What each importance is called, and what it means."""
    return {
        1: (
            _("Needed"),
            _("A count, an anniversary or a reminder is wrong or impossible without."),
        ),
        2: (_("Useful"), _("A briefing has a gap without it.")),
        3: (_("Good to have"), _("Nothing the desk does depends on it.")),
    }


def reasons() -> dict[str, str]:
    """Why a property of a kind is asked for, by `kind.property`."""
    return {
        "stage.start": _("Without it there is no anniversary and no duration."),
        "stage.document": _("The agreement itself is the best proof of a tie."),
        "exchange.start": _("Without it the tie may seem asleep."),
        "exchange.outcome": _("A briefing cannot say what came of the visit."),
        "commitment.due": _("Without it nobody is reminded."),
        "project.amount": _("The table of budgets has a gap."),
        "project.status": _("It cannot be told whether the project goes on."),
        "project.start": _("The project has no place in time."),
        "practice.cost": _("Cities ask first what it costs."),
        "practice.results": _("Whether it worked cannot be said."),
        "practice.lessons": _("Others would repeat the mistakes."),
        "edition.start": _("The edition has no place in time."),
        "edition.document": _("What was adopted cannot be read."),
        "membership.start": _("Since when the city is a member is not known."),
        "city.latitude": _("The city is not on the map."),
        "city.label": _("The city cannot be found in Korean."),
    }


def _kind(slug: str) -> Kind | None:
    if not slug:
        return None
    try:
        return library().model.kind(slug)
    except (KeyError, ModelProblem):
        raise UnknownThing(
            f"No kind is called {slug!r}.", remedy="See the code book at /ontology."
        ) from None


def _cells(gap: Gap) -> Iterable[list[str]]:
    language = reading().language
    for place, record in enumerate(gap.records):
        yield [
            str(gap.importance),
            gap.kind.label[language],
            gap.name[language],
            gap.called(place),
            record.iri,
        ]


def install(app: Flask) -> None:
    """Registers the addresses."""
    app.register_blueprint(bp)
