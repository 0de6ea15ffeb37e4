"""Terms as pySHACL wants them: rdflib's, each literal with its own spelling."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

import pyoxigraph as ox
import rdflib

from kg.errors import InputProblem
from kg.terms import name, partial_date

_ILL_FORMED = "urn:ill-formed:"
_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?")


def term(value: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> rdflib.term.Identifier:
    """The same term in rdflib: language, datatype and spelling of a literal are kept.

    rdflib takes any text for a gYear or gYearMonth, 1e5 for a decimal and a blank for the T of a
    dateTime. So a literal that its datatype does not allow is handed on under a datatype no shape
    asks for, and breaks the rule. A date with a zone is among them: days of the archive have none.
    """
    match value:
        case ox.NamedNode():
            return rdflib.URIRef(value.value)
        case ox.BlankNode():
            return rdflib.BNode(value.value)
        case ox.Literal() if value.language:
            return rdflib.Literal(value.value, lang=value.language, normalize=False)
        case ox.Literal():
            datatype = value.datatype.value
            well_formed = _WELL_FORMED.get(datatype)
            if well_formed and not well_formed(value.value):
                datatype = _ILL_FORMED + datatype
            return rdflib.Literal(value.value, datatype=rdflib.URIRef(datatype), normalize=False)
    raise InputProblem(
        "A statement about a statement cannot be checked.",
        remedy="Say it of the thing, or in the graph of its source.",
    )


def _dated(datatype: str) -> Callable[[str], bool]:
    def well_formed(text: str) -> bool:
        try:
            return text == text.strip() and partial_date(text).datatype.value == datatype
        except ValueError:
            return False

    return well_formed


def _like(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern, re.ASCII)
    return lambda text: compiled.fullmatch(text) is not None


def _moment(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return _DATE_TIME.fullmatch(text) is not None


_WELL_FORMED: dict[str, Callable[[str], bool]] = {
    **{
        (datatype := name(short).value): _dated(datatype)
        for short in ("xsd:gYear", "xsd:gYearMonth", "xsd:date")
    },
    name("xsd:integer").value: _like(r"[+-]?\d+"),
    name("xsd:decimal").value: _like(r"[+-]?(\d+(\.\d*)?|\.\d+)"),
    name("xsd:boolean").value: _like("true|false|1|0"),
    name("xsd:dateTime").value: _moment,
}
