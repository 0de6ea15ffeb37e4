"""Things of a kind to choose one from: names in the reader's language, those most used first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from kg.engine.protocol import Limits, Query, Session
from kg.model import Kind
from kg.questions.values import Value, plain


@dataclass(frozen=True)
class Choices:
    """Some things of a kind by their names, and whether these are all there are."""

    values: tuple[Value, ...]
    complete: bool


def choices(
    session: Session,
    within: Limits,
    name: Callable[[Sequence[str]], Mapping[str, Value]],
    kind: Kind,
    most: int,
) -> Choices:
    """At most so many things of a kind: those most statements point to, in the order of names.

    Whoever wants one seldom pointed to finds it by the search: a list of thousands helps nobody.
    """
    answer = session.ask(
        Query(
            f"SELECT ?thing (COUNT(?other) AS ?uses) WHERE {{ ?thing a {NamedNode(kind.iri)} . "
            "OPTIONAL { ?other ?property ?thing } } "
            f"GROUP BY ?thing ORDER BY DESC(?uses) ?thing LIMIT {most + 1}"
        ),
        within,
    )
    iris = [plain(row[0]) for row in answer.rows]
    named = name(iris[:most])
    shown = sorted((named[iri] for iri in iris[:most]), key=lambda value: value.text.casefold())
    return Choices(tuple(shown), complete=len(iris) <= most)
