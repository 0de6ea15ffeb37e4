"""The stored questions as RDF: SHACL prefixes, and each question as an executable example."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from kg.questions.catalogue import Catalogue
from kg.questions.question import Question
from kg.terms import LABEL, NAMESPACES, RDF_TYPE, Names, name

_COMMENT = name("rdfs:comment")


def declared_prefixes(about: NamedNode) -> Iterator[Triple]:
    """The prefixes every query of the house may use, declared on an ontology's IRI."""
    for prefix, namespace in NAMESPACES.items():
        declaration = NamedNode(f"{about.value}#prefix-{prefix}")
        yield Triple(about, name("sh:declare"), declaration)
        yield Triple(declaration, RDF_TYPE, name("sh:PrefixDeclaration"))
        yield Triple(declaration, name("sh:prefix"), Literal(prefix))
        datatype = name("xsd:anyURI")
        yield Triple(declaration, name("sh:namespace"), Literal(namespace, datatype=datatype))


def examples(catalogue: Catalogue, names: Names, home: str) -> Iterator[Triple]:
    """Each stored question as a `sh:SPARQLSelectExecutable`, ready to be run at /sparql.

    Parameters stand at their defaults; those that have none stay `$name`, which SPARQL reads as
    a variable: the answer is then about all there is. `home` is the key of the city given
    where a city is wanted.
    """
    about = NamedNode(f"{names.base}data/questions")
    yield from declared_prefixes(about)
    for question in catalogue:
        node = NamedNode(f"{names.base}questions/{question.name}")
        yield Triple(node, RDF_TYPE, name("sh:SPARQLExecutable"))
        yield Triple(node, RDF_TYPE, name("sh:SPARQLSelectExecutable"))
        for language, title in question.title.items():
            yield Triple(node, LABEL, Literal(title, language=language))
        for language, help in question.help.items():
            yield Triple(node, _COMMENT, Literal(help, language=language))
        yield Triple(node, name("sh:prefixes"), about)
        text = _runnable(catalogue, question, home)
        yield Triple(node, name("sh:select"), Literal(text))
        yield Triple(node, name("schema:target"), NamedNode(f"{names.base}sparql"))
        yield Triple(node, name("schema:keywords"), Literal(question.topic))


def _runnable(catalogue: Catalogue, question: Question, home: str) -> str:
    given = {p.name: home for p in question.parameters if p.of == "City" and p.default is None}
    free = [p for p in question.parameters if p.default is None and p.name not in given]
    text = question.text if free else catalogue.query(question.name, **given)
    # The labels tell what the header tells.
    return "\n".join(x for x in text.splitlines() if not x.startswith("# @")).strip() + "\n"
