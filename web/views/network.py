"""The network of ties at a year: measures and files; and the surroundings of one city."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from flask import Blueprint, Flask, Response, jsonify, render_template, request, url_for
from flask_babel import gettext as _

from kg.analysis.links import NOW, THROUGH, Link
from kg.analysis.measures import SEED, Measures
from kg.analysis.network import as_json, described
from kg.analysis.picture import MOST, drawn, surroundings
from kg.errors import QuestionProblem, UnknownThing
from kg.export.networks import NETWORK_FORMATS, as_network
from kg.questions.values import Value
from web import analysing
from web.addresses import of_thing
from web.analysing import analyst, city_of, offered, through, through_names, whole, year
from web.asked import ask
from web.footnotes import footnotes
from web.formats import download
from web.reading import reading, settings
from web.views.path import relation_names

bp = Blueprint("network", __name__)
ENDINGS = ("json", *NETWORK_FORMATS)
SORTS = ("degree", "betweenness", "core")
TOP = 20
"""Cities in the table of measures; the files have all."""
_GROUPS = 8
_EXAMPLES = 3
_FIRST = ("2000", "2010", "2020", NOW)
"""Years whose files the page offers."""


@bp.get("/network")
@bp.get("/network.<ending>")
def page(ending: str = "") -> str | Response:
    """The network at the end of `year`, by `through`, its cities in the order of `sort`."""
    kinds, at = through("ties"), year()
    if ending:
        return _file(ending, kinds, at)
    sort = request.args.get("sort", SORTS[0])
    if sort not in SORTS:
        raise QuestionProblem(
            _("The table cannot be put in the order of %(sort)s.", sort=repr(sort[:20])),
            remedy=_("Use one of: %(all)s.", all=", ".join(SORTS)),
        )
    graph = analyst().network(reading(), kinds, at)
    measures = analyst().measures(reading(), kinds, at)
    cities = [n for n in measures.order if "/city/" in n]
    best = sorted(cities, key=lambda n: (-measures.of(n)[sort], -measures.of(n)["degree"], n))[:TOP]
    groups = _groups(measures)
    bridges = measures.bridges[:10]
    names = reading().name(
        sorted(
            {*best, *(n for _, _, some in groups for n in some), *(n for b in bridges for n in b)}
        )
    )
    star = bool(measures.edges) and measures.edges == len(cities) - 1 == max(measures.degree)
    return render_template(
        "network/network.html",
        year="" if at == NOW else at,
        at=at,
        now=NOW,
        kinds=kinds,
        kind_names=through_names(),
        questions={k: url_for("questions.page", name=THROUGH[k], year=at) for k in kinds},
        graph=graph,
        cities=cities,
        measures=measures,
        rows=[(names[n], measures.of(n)) for n in best],
        sort=sort,
        groups=[(number, size, [names[n] for n in some]) for number, size, some in groups],
        bridges=[(names[a], names[b]) for a, b in bridges],
        sizes=Counter(measures.component),
        seed=SEED,
        star=star,
        years=ask("ties-per-year"),
        undated=len(reading().answer("undated-ties").rows),
        files=_FIRST,
        endings=ENDINGS,
        offered=offered(),
        home=settings().home,
    )


def _groups(measures: Measures) -> list[tuple[int, int, list[str]]]:
    """The largest communities: number, size, and the members with most neighbours."""
    members: dict[int, list[tuple[int, str]]] = {}
    for node, community, degree in zip(
        measures.order, measures.community, measures.degree, strict=True
    ):
        members.setdefault(community, []).append((-degree, node))
    return [
        (number, len(members[number]), [n for _, n in sorted(members[number])[:_EXAMPLES]])
        for number in sorted(members)[:_GROUPS]
    ]


def _file(ending: str, kinds: tuple[str, ...], at: str) -> Response:
    if ending not in ENDINGS:
        raise UnknownThing(
            _("No export ends in .%(ending)s.", ending=ending),
            remedy=_("Use one of: %(all)s.", all=", ".join(ENDINGS)),
        )
    network = described(
        analyst().network(reading(), kinds, at),
        analyst().measures(reading(), kinds, at),
        reading(),
        analyst().places(reading()),
    )
    name = "network" + ("" if at == NOW else f"-{at}") + f".{ending}"
    if ending == "json":
        return jsonify(as_json(network))
    return download(as_network(network, ending), NETWORK_FORMATS[ending], name)


@bp.get("/network/<key>")
def around(key: str) -> str | Response:
    """What lies within `depth` steps of a city: a table, and a picture where scripts run."""
    stem, dot, ending = key.partition(".")
    if dot and ending != "json":
        raise UnknownThing(
            _("No export ends in .%(ending)s.", ending=ending),
            remedy=_("Use one of: %(all)s.", all="json"),
        )
    kinds, depth = through("ties", "networks", "forum"), whole("depth", 1, 1, 2)
    city = city_of(stem)
    seen = surroundings(analyst().links(reading(), kinds), city, depth)
    names = reading().name(sorted({*seen.steps, *_roles(seen.links)}))
    if dot:
        return jsonify(
            drawn(
                seen,
                lambda n: names[n].text,
                lambda n: of_thing(names[n]),
                lambda n: k.name if (k := names[n].kind) else "",
                lambda link: _edge(link, names),
            )
        )
    footnotes().know(reading().sources(sorted({s for link in seen.links for s in link.sources})))
    links = sorted(seen.links, key=lambda k: (max(seen.steps[k.city], seen.steps[k.other]),
                                             list(THROUGH).index(k.through), k.city, k.other))  # fmt: skip
    return render_template(
        "network/around.html",
        city=names[city],
        depth=depth,
        kinds=kinds,
        kind_names=through_names(),
        nodes=Counter(k.label[reading().language] for n in seen.steps if (k := names[n].kind)),
        home=settings().home,
        left_out=seen.left_out,
        most=MOST,
        links=[(k, names[k.city], names[k.other], _edge(k, names)) for k in links],
        offered=offered(),
        data=url_for("network.around", key=f"{names[city].key}.json", **_state(kinds, depth)),
    )


def _state(kinds: tuple[str, ...], depth: int) -> dict[str, Any]:
    return {"through": list(kinds), "depth": depth, "lang": reading().language}


def _roles(links: Iterable[Link]) -> set[str]:
    return {link.role for link in links if link.role.startswith("http")}


def _edge(link: Link, names: dict[str, Value]) -> str:
    """What a link says, in words."""
    said = relation_names().get(link.role_id) if link.direct else None
    if said is None:
        said = names[link.role].text if link.role in names else through_names()[link.through]
    return f"{said} · {link.start[:4]}" if link.start else said


def install(app: Flask) -> None:
    """Registers the addresses."""
    analysing.install(app)
    app.register_blueprint(bp)
