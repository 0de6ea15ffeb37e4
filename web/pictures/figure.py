"""The picture of an answer, as the question's header asks for it (`@chart`)."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _
from markupsafe import Markup

from kg.questions.library import Table
from kg.questions.question import Question
from kg.questions.whereabouts import Whereabouts
from web.language import language
from web.pictures.bars import bars
from web.pictures.heat import heat
from web.pictures.lines import lines
from web.pictures.nearmap import nearmap
from web.pictures.plot import Words
from web.pictures.plotted import plotted
from web.pictures.spots import Row
from web.pictures.worldmap import worldmap

MOST_SPOTS = 400
"""Cities put on a map; the table has the others."""
_DRAW = {"bar": bars, "line": lines, "heat": heat}


def figure(question: Question, table: Table) -> Markup:
    """The answer as bars, lines or a heat table; empty when it cannot be drawn or is a map."""
    chart = question.chart
    if chart is None or chart.kind not in _DRAW:
        return Markup("")
    found = plotted(table, chart)
    if found is None:
        return Markup("")
    told = _(
        "%(y)s by %(x)s. The table below holds the same numbers.",
        y=_heading(question, chart["value"] or chart["y"]),
        x=_heading(question, chart["x"]),
    )
    words = Words(f"chart-{question.name}", question.title[language()], told)
    return _DRAW[chart.kind](found, words)


def _heading(question: Question, column: str) -> str:
    return question.headings.get(column, {}).get(language(), column)


def on_map(
    question: Question, table: Table, places: Mapping[str, Whereabouts], centre: str, name: str
) -> Markup:
    """The cities of an answer on the world map; `centre` is the key of the one in the middle.

    Lines lead from the centre where the chart names a relation: without one they would say
    that there is a tie. Empty when no city has coordinates.
    """
    chart = question.chart
    if chart is None or chart.kind != "map":
        return Markup("")
    rows: dict[tuple[str, str], Row] = {}
    middle = None
    for row in table:
        city = row[chart["city"]]
        relation = row[chart["relation"]] if chart["relation"] else None
        where = places.get(city.iri) if city else None
        if city is None or where is None or len(rows) >= MOST_SPOTS:
            continue
        rows.setdefault(
            (city.iri, relation.iri if relation else ""),
            {
                "partner": city,
                "country": where.country,
                "relation": relation,
                "status": row.get("status"),
                "latitude": where.latitude,
                "longitude": where.longitude,
            },
        )
    for where in places.values():
        if where.key == centre:
            middle = float(where.latitude.text), float(where.longitude.text)
    shown = [row for (iri, _r), row in rows.items() if not iri.endswith(f"/{centre}")]
    if not shown:
        return Markup("")
    if len({row["country"].iri for row in shown if row["country"]}) == 1:
        return nearmap(shown, centre, middle, name)
    if middle is None:
        return worldmap(shown, centre, name=name)
    return worldmap(shown, centre, at=middle, name=name)
