"""Puts values into a query's `$name` variables as typed terms, never as pasted text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from pyoxigraph import Literal, NamedNode

from kg.errors import QuestionProblem
from kg.model import Model
from kg.questions.moment import relative, resolved
from kg.questions.question import Parameter, Question
from kg.terms import NAMESPACES, Names, concept, name, partial_date

Term = NamedNode | Literal
LONGEST = 2_000
"""Characters of a text that may be given."""

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


def texts(question: Question, given: Mapping[str, str], on: date) -> dict[str, str]:
    """The values of a question's parameters as text: those given, else the defaults.

    Days told by their distance from today stand as they are on that day. A parameter without
    value and default is left out. Raises QuestionProblem for a name the question does not know.
    """
    known = {p.name for p in question.parameters}
    for stray in set(given) - known:
        raise QuestionProblem(
            f"The question {question.name!r} has no parameter {stray!r}.",
            remedy="Its parameters are: " + (", ".join(sorted(known)) or "none") + ".",
        )
    found = {}
    for p in question.parameters:
        text = given.get(p.name) or p.default
        if text is not None and (text or p.default is not None):
            found[p.name] = _on(p, text, on)
    return found


def _on(parameter: Parameter, text: str, on: date) -> str:
    if parameter.type not in ("date", "year") or not relative(text):
        return text
    try:
        day = resolved(text, on).isoformat()
    except ValueError as reason:
        raise _unfit(parameter, text) from reason
    return day if parameter.type == "date" else day[:4]


def terms(
    question: Question, given: Mapping[str, str], model: Model, names: Names, on: date
) -> dict[str, Term]:
    """The typed terms of the values given as text, defaults filled in as they are on a day.

    Raises QuestionProblem for a value of the wrong type, a missing one without a default, and a
    name the question does not know.
    """
    told = texts(question, given, on)
    return {p.name: _term(p, told.get(p.name), model, names) for p in question.parameters}


def _term(parameter: Parameter, text: str | None, model: Model, names: Names) -> Term:
    if text is None or (not text and parameter.type != "text"):
        raise QuestionProblem(
            f"No value is given for {parameter.name!r}.",
            remedy=f"{parameter.help.get('en', '')} Give {parameter.name}=…",
        )
    try:
        return _typed(parameter, text, model, names)
    except (ValueError, KeyError) as reason:
        raise _unfit(parameter, text) from reason


def _unfit(parameter: Parameter, text: str) -> QuestionProblem:
    return QuestionProblem(
        f"{text!r} cannot be the {parameter.name!r} of this question.",
        remedy=f"It is {_wanted(parameter)}: {parameter.help.get('en', '')}",
    )


def _wanted(parameter: Parameter) -> str:
    if parameter.choices:
        return "one of " + ", ".join(parameter.choices)
    if parameter.type == "iri" and not parameter.of:
        return "a thing as kind/key, such as city/san-antonio-us"
    return {
        "iri": f"the key of a {parameter.of.lower()}, such as san-antonio-us",
        "concept": f"a concept of the list {parameter.of!r}",
        "year": "a year, such as 2024, or today-10y",
        "date": "a date: 2013, 2013-07, 2013-07-16, or today-2y",
    }.get(parameter.type, f"a value of type {parameter.type}")


def _typed(parameter: Parameter, text: str, model: Model, names: Names) -> Term:
    match parameter.type:
        case "iri" if not parameter.of:
            local = text.removeprefix(f"{names.base}id/")
            kind_name, _, key = local.partition("/")
            return names.thing(model.kind(kind_name).name, key)
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
            if parameter.choices and text not in parameter.choices:
                raise ValueError(text)
            if len(text) > LONGEST:
                raise ValueError(f"{text[:40]}…")
            return Literal(text)
