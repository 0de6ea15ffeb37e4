"""The answer to a stored question as RDF: the result-set vocabulary of the SPARQL test suites."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import urlencode

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from kg.engine.protocol import Answer
from kg.export.citation import LICENCE
from kg.questions.library import Reading
from kg.questions.question import Question
from kg.terms import LABEL, NAMESPACES, RDF_TYPE, Names, name

RESULT_SET = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
_PREFIXES = NAMESPACES | {"rs": RESULT_SET}


def as_turtle(
    reading: Reading, question: Question, values: Mapping[str, str], names: Names
) -> bytes:
    """The answer as Turtle: an `rs:ResultSet` with the rows in their order (`rs:index`).

    Terms stand as the graph has them, with language and datatype, and what has a name bears it
    in every language. Every node has an IRI under the question's own address.
    """
    answer = reading.answer(question.name, **values)
    triples = _triples(question, values, answer, names, reading)
    return serialize(triples, format=RdfFormat.TURTLE, prefixes=_PREFIXES) or b""


def _triples(
    question: Question,
    values: Mapping[str, str],
    answer: Answer,
    names: Names,
    reading: Reading,
) -> Iterator[Triple]:
    asked = f"?{urlencode(values)}" if values else ""
    address = f"{names.base}questions/{question.name}{asked}"
    whole = NamedNode(f"{address}#answer")
    yield Triple(whole, RDF_TYPE, _rs("ResultSet"))
    for language, title in question.title.items():
        yield Triple(whole, name("dcterms:title"), Literal(title, language=language))
    yield Triple(whole, name("dcterms:license"), NamedNode(LICENCE))
    revision = NamedNode(f"{names.base}data/{reading.revision}")
    yield Triple(whole, name("prov:wasDerivedFrom"), revision)
    for column in question.columns:
        yield Triple(whole, _rs("resultVariable"), Literal(column))
    rows = [NamedNode(f"{address}#row-{n}") for n in range(1, len(answer.rows) + 1)]
    yield from (Triple(whole, _rs("solution"), row) for row in rows)
    mentioned: set[str] = set()
    for number, (row, terms) in enumerate(zip(rows, answer.rows, strict=True), 1):
        bound = [
            (NamedNode(f"{row.value}-{column}"), column, term)
            for column, term in zip(answer.variables, terms, strict=True)
            if isinstance(term, NamedNode | Literal)
        ]
        yield Triple(row, _rs("index"), Literal(number))
        yield from (Triple(row, _rs("binding"), binding) for binding, _, _ in bound)
        for binding, column, term in bound:
            yield Triple(binding, _rs("variable"), Literal(column))
            yield Triple(binding, _rs("value"), term)
            if isinstance(term, NamedNode):
                mentioned.add(term.value)
    for iri, captions in sorted(reading.captions(sorted(mentioned)).items()):
        for language, text in sorted(captions.items()):
            label = Literal(text, language=language) if language else Literal(text)
            yield Triple(NamedNode(iri), LABEL, label)


def _rs(local: str) -> NamedNode:
    return NamedNode(RESULT_SET + local)
