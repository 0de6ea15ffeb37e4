"""The form of a question: a field a parameter, with what can be chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from kg.questions.moment import relative
from kg.questions.question import Parameter, Question
from kg.terms import NAMESPACES
from web.language import language
from web.reading import library, reading

SUGGESTED = 300
"""Most names a field suggests."""
FEW = 15
"""As many or fewer are a list to choose from; more are suggested while one types."""


@dataclass(frozen=True)
class Field:
    """One field: its look (`select`, `list`, `number`, `text`), and (value, words) to choose."""

    name: str
    label: str
    look: str
    value: str
    options: Sequence[tuple[str, str]] = ()
    hint: str = ""


def fields(question: Question, values: Mapping[str, str]) -> list[Field]:
    """The fields of a question's form, filled with the values it is asked with."""
    return [_field(p, values.get(p.name, "")) for p in question.parameters]


def _field(p: Parameter, value: str) -> Field:
    tongue = language()
    label = p.help.get(tongue) or p.name
    if p.choices:
        words = [(word, told[tongue]) for word, told in p.choices.items()]
        return Field(p.name, label, "select", value, _with_none(p, words))
    if p.type == "concept":
        concepts = library().model.concepts.get(p.of, {}).items()
        words = [(iri.rpartition("/")[2], labels.get(tongue, iri)) for iri, labels in concepts]
        words.sort(key=lambda pair: pair[1])
        return Field(p.name, label, "select", value, _with_none(p, words))
    if p.type == "iri" and p.of:
        return _thing(p, label, value)
    if p.type == "integer":
        return Field(p.name, label, "number", value)
    return Field(p.name, label, "text", value, hint=_hint(p))


def _thing(p: Parameter, label: str, value: str) -> Field:
    kind = library().model.kind(NAMESPACES["cd"] + p.of)
    found = reading().choices(kind, SUGGESTED)
    options = [(v.key, v.text) for v in found.values]
    held = {key for key, __ in options}
    if found.complete and len(options) <= FEW and (not value or value in held):
        return Field(p.name, label, "select", value, _with_none(p, options))
    hint = _("A name of the list, or a key such as %(key)s.", key=p.sample or "san-antonio-us")
    return Field(p.name, label, "list", value, options, hint)


def _with_none(p: Parameter, options: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return options if p.default is not None else [("", _("Choose one")), *options]


def _hint(p: Parameter) -> str:
    moving = bool(p.default) and relative(p.default or "")
    told = {
        ("iri", False): _("Kind and key, such as %(example)s.", example=p.sample),
        ("year", True): _("A year, such as 2024; left empty, it is counted from today."),
        ("year", False): _("A year, such as 2024."),
        ("date", True): _(
            "Year, month or day: 2024, 2024-07, 2024-07-16. Left empty, it is counted from today."
        ),
        ("date", False): _("Year, month or day: 2024, 2024-07, 2024-07-16."),
    }
    return str(told.get((p.type, moving), ""))
