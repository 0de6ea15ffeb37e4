"""What a row says: statements, each with the voice that says it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from kg.errors import ModelProblem
from kg.model import Kind
from kg.terms import RDF_TYPE, name

SOURCE = ""
"""The document the row itself cites."""
EDITORS = "editors"
"""Those who classify: fields, SDGs, roles that the document does not name (kinds.md, change 5)."""
PLACES = "place-register"
"""The register of cities and countries, each described once."""
DECISIONS = "decisions"
"""Recorded decisions on which source is heard first; they stand in a graph of their own."""

Object = NamedNode | Literal


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement and who makes it: a voice above, or the address of another document."""

    subject: NamedNode
    predicate: NamedNode
    object: Object
    by: str = SOURCE


class Draft:
    """What a row says of one thing, property by property as the kind's shape declares them."""

    def __init__(self, kind: Kind, iri: NamedNode, *, by: str = SOURCE) -> None:
        self.kind = kind
        self.iri = iri
        self.by = by
        self._said: list[Statement] = [
            Statement(iri, RDF_TYPE, NamedNode(kind.iri), by),
        ]

    def say(self, property: str, *values: Object | None, by: str | None = None) -> Draft:
        """Adds the values of a property; None is nothing said.

        Raises ModelProblem when the shape declares no such property: a mapper that invents one
        would fill the graph with what no page shows.
        """
        try:
            path = NamedNode(self.kind.find(property).path)
        except KeyError:
            raise ModelProblem(
                f"The shape of {self.kind.name!r} has no property {property!r}.",
                remedy=f"Declare it in ontology/shapes/{self.kind.name}.ttl, or correct the mapper.",
            ) from None
        voice = self.by if by is None else by
        self._said += [Statement(self.iri, path, v, voice) for v in values if v is not None]
        return self

    def __iter__(self) -> Iterator[Statement]:
        yield from self._said


def integer(number: int) -> Literal:
    """A count."""
    return Literal(str(number), datatype=name("xsd:integer"))


_NUMBER = re.compile(r"([+-]?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d*))?", re.ASCII)


def decimal(text: str) -> Literal:
    """A number in its one form: no exponent, no trailing zeros (`700` and `700.0` are one).

    Commas part thousands. Raises ValueError for anything else: `1,5` is no number here, since
    it might be fifteen or one and a half.
    """
    found = _NUMBER.fullmatch(text.strip())
    if not found:
        raise ValueError(f"{text!r} is no number")
    sign, whole, fraction = found.groups(default="")
    whole = whole.replace(",", "").lstrip("0") or "0"
    fraction = fraction.rstrip("0")
    plain = f"{whole}.{fraction}" if fraction else whole
    negative = "-" if sign == "-" and plain != "0" else ""
    return Literal(negative + plain, datatype=name("xsd:decimal"))


def integer_of(text: str) -> Literal:
    """A whole number, written as `decimal` reads it; raises ValueError when it is none."""
    number = decimal(text).value
    if "." in number:
        raise ValueError(f"{text!r} is no whole number")
    return integer(int(number))
