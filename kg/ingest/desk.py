"""The desk at which rows are read: model, words and what stands already."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from pyoxigraph import Quad

from kg.errors import RevisionMoved
from kg.ingest.check import Checker, Violation
from kg.ingest.known import Known
from kg.ingest.manifest import Manifest, SourceFile
from kg.ingest.pipeline import Mapped, Place, map_dataset
from kg.ingest.report import Finding
from kg.ingest.row import Table
from kg.ingest.sources import Sources
from kg.ingest.standing import Standing
from kg.ingest.words import Words, read_words
from kg.model import Model, read_model
from kg.settings import Settings
from kg.terms import Names

Advance = Callable[[str, int], None]
"""Told the dataset's name and how many rows went by, for a progress bar."""

ATTEMPTS = 3
Made = TypeVar("Made")


@dataclass
class Desk:
    """All that reading rows needs: the model, the tables of words, what stands."""

    settings: Settings
    model: Model
    names: Names
    words: Words
    standing: Standing

    @classmethod
    def open(cls, settings: Settings) -> Desk:
        """The desk with nothing standing yet.

        Raises ModelProblem for a broken ontology, InputProblem for a broken table of words.
        """
        names = Names(settings.base)
        model = read_model(settings.ontology)
        words = read_words(settings.data / "reference", model.concepts.get("field", {}))
        return cls(settings, model, names, words, Standing(names))

    def map(
        self,
        manifest: Manifest,
        tables: list[tuple[SourceFile, Table]] | None = None,
        advance: Advance = lambda dataset, rows: None,
        refused: Mapping[Place, Finding] | None = None,
    ) -> Mapped:
        """One dataset mapped, from its own tables or from those given in their place."""
        known = Known(
            self.model,
            self.names,
            self.standing.places,
            self.words,
            self.settings.home,
            lambda iri: bool(self.standing.classes(iri)),
            self.standing.same.get,
        )
        sources = Sources(self.names, self.words, self.standing.said_of)
        mapped = map_dataset(
            manifest, known, sources, tables, lambda rows: advance(manifest.name, rows), refused
        )
        mapped.findings += [
            Finding(
                severity="warning",
                file=manifest.name,
                problem=f"The publisher at {host} is not known; its rank is taken as press.",
                remedy="Add the host to data/reference/publishers.csv.",
            )
            for host in sorted(sources.unknown_hosts)
        ]
        return mapped

    def stand(self, datasets: Iterable[Iterable[Quad]]) -> None:
        """Only these datasets stand from now on."""
        self.standing = Standing(self.names)
        for quads in datasets:
            self.standing.add(quads)

    def violations(self, quads: Iterable[Quad]) -> list[Violation]:
        """What the rules of the ontology find in these statements, given what stands."""
        graphs: dict[str, list[Quad]] = {}
        for quad in quads:
            graphs.setdefault(quad.graph_name.value, []).append(quad)  # type: ignore[union-attr]
        checker = Checker(self.settings.ontology, self.model)
        triples = {graph: [q.triple for q in said] for graph, said in graphs.items()}
        return checker.check(triples, self.standing.union, self.standing.classes)


def again_if_moved(body: Callable[[], Made]) -> Made:
    """Does something that reads the newest revision and commits onto it.

    When another commit came between, it is done again on what is newest by then; after
    ATTEMPTS times RevisionMoved is raised.
    """
    for _ in range(ATTEMPTS - 1):
        try:
            return body()
        except RevisionMoved:
            continue
    return body()
