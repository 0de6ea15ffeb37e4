"""Puts values into a query's `$name` variables as typed terms, never as pasted text."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pyoxigraph import Literal, NamedNode

from kg.errors import QuestionProblem
from kg.model import Model
from kg.questions.question import Parameter, Question
from kg.terms import NAMESPACES, Names, concept, name, partial_date

Term = NamedNode | Literal

# What may hide a `$` that is no variable comes first: strings, IRIs, comments.
_TOKEN = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""'
    r"|'''(?:[^'\\]|\\.|'(?!''))*'''"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'(?:[^'\\\n]|\\.)*'"
    r"|<[^<>\"{}|^`\\\s]*>"
    r"|#[^\n]*"
    r"|\$(?P<name>[A-Za-z_][A-Za-z_0-9]*)",
    re.DOTALL,
)


def variables(query: str) -> set[str]:
    """The names of the `$` variables of a query."""
    return {found["name"] for found in _TOKEN.finditer(query) if found["name"]}


def bind(query: str, values: Mapping[str, Term]) -> str:
    """The query with each `$name` replaced by its term; raises QuestionProblem for one missing."""

    def put(found: re.Match[str]) -> str:
        given = found["name"]
        if not given:
            return found[0]
        if given not in values:
            raise QuestionProblem(
                f"No value is given for {given!r}.", remedy=f"Give one: {given}=…"
            )
        term = values[given]
        # A whole number stands bare, so that LIMIT and OFFSET take it too.
        return term.value if _whole(term) else str(term)

    return _TOKEN.sub(put, query)


def _whole(term: Term) -> bool:
    return isinstance(term, Literal) and term.datatype == name("xsd:integer")


def terms(
    question: Question, given: Mapping[str, str], model: Model, names: Names
) -> dict[str, Term]:
    """The typed terms of the values given as text, defaults filled in.

    Raises QuestionProblem for a value of the wrong type, a missing one without a default, and a
    name the question does not know.
    """
    known = {p.name for p in question.parameters}
    for stray in set(given) - known:
        raise QuestionProblem(
            f"The question {question.name!r} has no parameter {stray!r}.",
            remedy="Its parameters are: " + (", ".join(sorted(known)) or "none") + ".",
        )
    return {p.name: _term(p, given.get(p.name), model, names) for p in question.parameters}


def _term(parameter: Parameter, text: str | None, model: Model, names: Names) -> Term:
    text = (text if text not in (None, "") else parameter.default) or ""
    if not text:
        raise QuestionProblem(
            f"No value is given for {parameter.name!r}.",
            remedy=f"{parameter.help.get('en', '')} Give {parameter.name}=…",
        )
    try:
        return _typed(parameter, text, model, names)
    except (ValueError, KeyError) as reason:
        raise QuestionProblem(
            f"{text!r} cannot be the {parameter.name!r} of this question.",
            remedy=f"It is {_wanted(parameter)}: {parameter.help.get('en', '')}",
        ) from reason


def _wanted(parameter: Parameter) -> str:
    return {
        "iri": f"the key of a {parameter.of.lower()}, such as san-antonio-us",
        "concept": f"a concept of the list {parameter.of!r}",
        "year": "a year, such as 2024",
        "date": "a date: 2013, 2013-07 or 2013-07-16",
    }.get(parameter.type, f"a value of type {parameter.type}")


def _typed(parameter: Parameter, text: str, model: Model, names: Names) -> Term:
    match parameter.type:
        case "iri":
            kind = model.kind(NAMESPACES["cd"] + parameter.of)
            if text.startswith(names.base):
                found = names.split(text)
                if found is None:
                    raise ValueError(text)
                return names.thing(*found)
            return names.thing(kind.name, text)
        case "concept":
            iri = concept(parameter.of, text)
            if iri.value not in model.concepts.get(parameter.of, {}):
                raise ValueError(text)
            return iri
        case "integer":
            if not re.fullmatch(r"[+-]?[0-9]{1,18}", text):
                raise ValueError(text)
            return Literal(str(int(text)), datatype=name("xsd:integer"))
        case "decimal":
            if not re.fullmatch(r"[+-]?[0-9]{1,18}(\.[0-9]{1,18})?", text):
                raise ValueError(text)
            return Literal(text, datatype=name("xsd:decimal"))
        case "year":
            if not re.fullmatch(r"\d{4}", text):
                raise ValueError(text)
            return Literal(text)
        case "date":
            # Dates are compared as text (kinds.md, Dates), so a plain string is bound.
            return Literal(partial_date(text).value)
        case _:
            return Literal(text)
