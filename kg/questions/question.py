"""A stored question: its header, parameters and columns, as its file declares them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kg.errors import QuestionProblem
from kg.model.kinds import Text

_HEADER = re.compile(r"#\s*@(\w+)\s+(.*?)\s*$")
_TYPES = ("iri", "concept", "integer", "decimal", "year", "date", "text")


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A value the caller gives: `iri:City`, `concept:field`, `integer`, `year`, `date`, `text`."""

    name: str
    type: str
    of: str = ""
    """The kind's class (`City`) or the concept scheme (`field`)."""
    default: str | None = None
    help: Text = field(default_factory=dict)


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


def read_question(path: Path) -> Question:
    """The question in a file.

    Raises QuestionProblem naming the file when the header lacks a title or help in Korean or
    English, the columns, or has a parameter whose type is not known.
    """
    where = f"{path.parent.name}/{path.name}"
    text = path.read_text(encoding="utf-8")
    title: dict[str, str] = {}
    help: dict[str, str] = {}
    headings: dict[str, Text] = {}
    parameters: list[Parameter] = []
    columns: tuple[str, ...] = ()
    for line in text.splitlines():
        found = _HEADER.match(line)
        if not found:
            continue
        tag, told = found.groups()
        if tag in ("title", "help"):
            korean = told.endswith("@ko")
            (title if tag == "title" else help)["ko" if korean else "en"] = told.removesuffix(
                "@ko"
            ).strip()
        elif tag == "param":
            parameters.append(_parameter(told, where))
        elif tag == "answer":
            columns = tuple(told.split())
        elif tag == "column":
            name, _, words = told.partition(" ")
            headings[name] = _two(words)
        else:
            raise QuestionProblem(
                f"{where}: the header has an unknown line @{tag}.",
                remedy="Use @title, @help, @param, @answer or @column.",
            )
    for what, said in (("@title", title), ("@help", help)):
        if set(said) != {"ko", "en"}:
            raise QuestionProblem(
                f"{where}: {what} is missing in Korean or English.", remedy="Add both lines."
            )
    if not columns:
        raise QuestionProblem(f"{where}: @answer is missing.", remedy="Name the columns.")
    return Question(
        name=path.stem,
        topic=path.parent.name,
        title=title,
        help=help,
        parameters=tuple(parameters),
        columns=columns,
        headings=headings,
        text=text,
    )


def _two(words: str) -> Text:
    en, _, ko = words.partition("|")
    return {"en": en.strip(), "ko": ko.strip() or en.strip()}


def _parameter(told: str, where: str) -> Parameter:
    name, _, rest = told.partition(" ")
    declared, _, words = rest.strip().partition(" ")
    declared, equals, default = declared.partition("=")
    type, _, of = declared.partition(":")
    if type not in _TYPES:
        raise QuestionProblem(
            f"{where}: the parameter {name!r} has the unknown type {declared!r}.",
            remedy="Types are " + ", ".join(_TYPES) + "; iri:Kind and concept:scheme.",
        )
    return Parameter(
        name=name, type=type, of=of, default=default if equals else None, help=_two(words)
    )
