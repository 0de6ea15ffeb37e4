"""The stored questions as RDF: each an executable SHACL example that SPARQL finds and runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from pyoxigraph import Literal, NamedNode, Triple

from kg.model import read_model
from kg.questions.catalogue import Catalogue
from kg.rules.ontology import ONTOLOGY, declared_prefixes
from kg.settings import Settings
from kg.terms import LABEL, RDF_TYPE, Names, name

GRAPH = "examples"
"""The name of their graph below `graph/`."""
_COMMENT = name("rdfs:comment")


def beside(settings: Settings) -> dict[str, Callable[[date], Iterator[Triple]]]:
    """What a projection serves beside a revision: the questions as examples.

    They are read anew each time, so that a keeper told to look again has those of today.
    """

    def give(day: date) -> Iterator[Triple]:
        names = Names(settings.base)
        model = read_model(settings.ontology)
        return _examples(Catalogue.read(model, names, clock=lambda: day), names)

    return {GRAPH: give}


def examples(catalogue: Catalogue, names: Names) -> Iterator[Triple]:
    """The stored questions as a document that stands for itself: with the prefixes they name."""
    yield from declared_prefixes()
    yield from _examples(catalogue, names)


def _examples(catalogue: Catalogue, names: Names) -> Iterator[Triple]:
    """Each stored question as a `sh:SPARQLSelectExecutable`, ready to be run at /sparql.

    Parameters stand at their example, else at their default.
    """
    for question in catalogue:
        node = NamedNode(f"{names.base}questions/{question.name}")
        yield Triple(node, RDF_TYPE, name("sh:SPARQLExecutable"))
        yield Triple(node, RDF_TYPE, name("sh:SPARQLSelectExecutable"))
        for language, title in question.title.items():
            yield Triple(node, LABEL, Literal(title, language=language))
        for language, help in question.help.items():
            yield Triple(node, _COMMENT, Literal(help, language=language))
        yield Triple(node, name("sh:prefixes"), ONTOLOGY)
        yield Triple(node, name("sh:select"), Literal(catalogue.runnable(question.name)))
        yield Triple(node, name("schema:target"), NamedNode(f"{names.base}sparql"))
        yield Triple(node, name("schema:keywords"), Literal(question.topic))
