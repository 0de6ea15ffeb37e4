"""Documents that say something: how they are called, and how much their word counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import Literal

from kg.engine.protocol import Limits, Query, Session
from kg.questions.values import in_blocks, plain, values_clause
from kg.terms import NAMESPACES

_CD = NAMESPACES["cd"]


@dataclass(frozen=True)
class Source:
    """One document."""

    iri: str
    key: str
    label: str
    url: str = ""
    issued: str = ""
    retrieved: str = ""
    rank: int = 9
    kind: str = ""
    """Id of its source-kind."""


def describe(
    session: Session, within: Limits, iris: Iterable[str], language: str
) -> dict[str, Source]:
    """The descriptions of sources, by IRI, in the reader's language where there is one."""
    rows = [
        row
        for block in in_blocks(sorted(set(iris)))
        for row in session.ask(
            Query(
                "SELECT ?source ?label ?url ?issued ?retrieved ?rank ?kind WHERE { "
                f"{values_clause('source', block)} ?source a <{_CD}Source> ; <{_CD}rank> ?rank ; "
                f"<{_CD}sourceKind> ?kind . "
                f"OPTIONAL {{ ?source <{NAMESPACES['rdfs']}label> ?label }} "
                f"OPTIONAL {{ ?source <{NAMESPACES['schema']}url> ?url }} "
                f"OPTIONAL {{ ?source <{NAMESPACES['dcterms']}issued> ?issued }} "
                f"OPTIONAL {{ ?source <{_CD}retrieved> ?retrieved }} }}"
            ),
            within,
        ).rows
    ]
    found: dict[str, Source] = {}
    for source, label, url, issued, retrieved, rank, kind in rows:
        iri = plain(source)
        fits = isinstance(label, Literal) and label.language == language
        if iri in found and not fits:
            continue
        found[iri] = Source(
            iri,
            iri.rpartition("/")[2],
            plain(label) or iri,
            plain(url),
            plain(issued),
            plain(retrieved),
            int(plain(rank)),
            plain(kind).rpartition("/")[2],
        )
    return found
