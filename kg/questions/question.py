"""A stored question: its header, parameters and columns, as its file declares them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from kg.errors import QuestionProblem
from kg.model.kinds import Text
from kg.questions.chart import Chart, read_chart
from kg.questions.moment import relative

_HEADER = re.compile(r"#\s*@(\w+)\s+(.*?)\s*$")
_TAKEN = ("lang", "name", "ending")
"""What addresses mean already."""
_TAGS = ("title", "help", "param", "choice", "example", "answer", "column", "chart")
_TYPES = ("iri", "concept", "integer", "decimal", "year", "date", "text")
_CHOICES = re.compile(r"text\(([\w.-]+(?:\|[\w.-]+)+)\)")


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A value the caller gives.

    Its type is `iri:City`, `iri` (any thing, as `kind/key`), `concept:field`, `integer`, `decimal`, `year`, `date`, `text`, or
    `text(a|b|c)` for one of a few words. The default of a date or year may be told by its
    distance from today (`today-2y`); a default of nothing (`text=`) is the empty text.
    """

    name: str
    type: str
    of: str = ""
    """The kind's class (`City`) or the concept scheme (`field`)."""
    default: str | None = None
    help: Text = field(default_factory=dict)
    choices: Mapping[str, Text] = field(default_factory=dict)
    """The words that may be given, each with what it means; empty when any may."""
    example: str | None = None
    """A value that shows what the question is about; every parameter without default has one."""

    @property
    def sample(self) -> str:
        """The value tests, documents and descriptions give: the example, else the default."""
        return (self.example if self.example is not None else self.default) or ""


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question as its `.rq` file says it."""

    name: str
    topic: str
    title: Text
    help: Text
    parameters: tuple[Parameter, ...]
    columns: tuple[str, ...]
    headings: Mapping[str, Text]
    """Column titles that differ from the column's name."""
    text: str
    chart: Chart | None = None

    @property
    def samples(self) -> dict[str, str]:
        """The examples of the parameters that have one: with them the question can be asked."""
        return {p.name: p.example for p in self.parameters if p.example is not None}


def read_question(path: Path) -> Question:
    """The question in a file.

    Raises QuestionProblem naming the file when the header lacks a title or help in Korean or
    English, the columns, or has a line, type, chart or example that cannot be read.
    """
    where = f"{path.parent.name}/{path.name}"
    text = path.read_text(encoding="utf-8")
    told: dict[str, list[str]] = {tag: [] for tag in _TAGS}
    for line in text.splitlines():
        found = _HEADER.match(line)
        if not found:
            continue
        tag, words = found.groups()
        if tag not in told:
            raise QuestionProblem(
                f"{where}: the header has an unknown line @{tag}.",
                remedy="Use " + ", ".join(f"@{t}" for t in _TAGS) + ".",
            )
        told[tag].append(words)
    columns = tuple(" ".join(told["answer"]).split())
    if not columns:
        raise QuestionProblem(f"{where}: @answer is missing.", remedy="Name the columns.")
    headings = {}
    for words in told["column"]:
        name, _, heading = words.partition(" ")
        headings[name] = _two(heading)
    parameters = {p.name: p for p in (_parameter(words, where) for words in told["param"])}
    for words in told["choice"]:
        _choose(words, parameters, where)
    for words in told["example"]:
        _exemplify(words, parameters, where)
    return Question(
        name=path.stem,
        topic=path.parent.name,
        title=_both(told["title"], "@title", where),
        help=_both(told["help"], "@help", where),
        parameters=tuple(parameters.values()),
        columns=columns,
        headings=headings,
        text=text,
        chart=_chart(told["chart"], columns, where),
    )


def _both(lines: list[str], what: str, where: str) -> Text:
    """A text in English and, ending in @ko, in Korean."""
    said = {
        "ko" if line.endswith("@ko") else "en": line.removesuffix("@ko").strip() for line in lines
    }
    if set(said) != {"ko", "en"}:
        raise QuestionProblem(
            f"{where}: {what} is missing in Korean or English.", remedy="Add both lines."
        )
    return said


def _two(words: str) -> Text:
    en, _, ko = words.partition("|")
    return {"en": en.strip(), "ko": ko.strip() or en.strip()}


def _parameter(told: str, where: str) -> Parameter:
    name, _, rest = told.partition(" ")
    declared, _, words = rest.strip().partition(" ")
    declared, equals, default = declared.partition("=")
    if name in _TAKEN:
        raise QuestionProblem(
            f"{where}: no parameter can be called {name!r}.",
            remedy="Call it otherwise: addresses use " + ", ".join(_TAKEN) + " themselves.",
        )
    few = _CHOICES.fullmatch(declared)
    type, _, of = ("text", "", "") if few else declared.partition(":")
    if type not in _TYPES:
        raise QuestionProblem(
            f"{where}: the parameter {name!r} has the unknown type {declared!r}.",
            remedy="Types are " + ", ".join(_TYPES) + "; iri:Kind, concept:scheme, text(a|b|c).",
        )
    if relative(default) and type not in ("date", "year"):
        raise QuestionProblem(
            f"{where}: the parameter {name!r} is no date, so its default cannot be {default!r}.",
            remedy="Only a date or a year is told by its distance from today.",
        )
    choices = {word: {"en": word, "ko": word} for word in few[1].split("|")} if few else {}
    if choices and equals and default not in choices:
        raise QuestionProblem(
            f"{where}: the default {default!r} is none of the words of {name!r}.",
            remedy="Use one of " + ", ".join(choices) + ".",
        )
    return Parameter(
        name=name,
        type=type,
        of=of,
        default=default if equals else None,
        help=_two(words),
        choices=choices,
    )


def _choose(told: str, parameters: dict[str, Parameter], where: str) -> None:
    """Says what one of the words of a parameter means: `@choice by weight heaviest | 무거운 것`."""
    name, _, rest = told.partition(" ")
    word, _, words = rest.strip().partition(" ")
    parameter = parameters.get(name)
    if parameter is None or word not in parameter.choices:
        raise QuestionProblem(
            f"{where}: {word!r} is no word of the parameter {name!r}.",
            remedy="Declare it first: @param name text(a|b|c).",
        )
    parameters[name] = replace(parameter, choices={**parameter.choices, word: _two(words)})


def _exemplify(told: str, parameters: dict[str, Parameter], where: str) -> None:
    """Gives a parameter its example: `@example city=san-antonio-us`."""
    name, equals, value = told.partition("=")
    if name not in parameters or not equals:
        raise QuestionProblem(
            f"{where}: the example {told!r} is of no parameter.",
            remedy="Write one line for each: @example name=value.",
        )
    parameters[name] = replace(parameters[name], example=value)


def _chart(lines: list[str], columns: tuple[str, ...], where: str) -> Chart | None:
    if len(lines) > 1:
        raise QuestionProblem(f"{where}: there are several charts.", remedy="Keep one.")
    return read_chart(lines[0], columns, where) if lines else None
