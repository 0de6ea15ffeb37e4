"""The list of stored questions as a document, `docs/questions.md`, made from their headers."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from kg.questions.catalogue import Catalogue
from kg.questions.question import Parameter, Question
from kg.questions.topics import by_topic, topic_name

MADE_BY = "kg questions --output docs/questions.md"
_HEAD = f"""# Stored questions

Written by `{MADE_BY}` from the headers of `kg/questions/<topic>/<name>.rq`; not to be edited by hand.

Each question has a page with a form (`/questions/<name>`), and the same address ends in `.csv`,
`.xlsx`, `.json` or `.ttl` for the answer as a file. On the command line: `kg ask <name> parameter=value`.
For programs: `/api`, `/openapi.json`. How to write one: [kg/questions/README.md](../kg/questions/README.md).
"""


def questions_page(catalogue: Catalogue) -> str:
    """The document: every question by topic with titles, parameters, columns and address."""
    return "\n".join([_HEAD, *_lines(catalogue)])


def _lines(catalogue: Catalogue) -> Iterator[str]:
    topics = by_topic(catalogue)
    total = sum(map(len, topics.values()))
    yield f"{total} questions in {len(topics)} topics:"
    yield ""
    for topic, questions in topics.items():
        name = topic_name(topic, "en")
        yield f"- [{name} · {topic_name(topic, 'ko')}](#{topic}) ({len(questions)})"
    for topic, questions in topics.items():
        yield ""
        yield f'<a id="{topic}"></a>'
        yield ""
        yield f"## {topic_name(topic, 'en')} · {topic_name(topic, 'ko')}"
        for question in questions:
            yield ""
            yield from _question(question)


def _question(question: Question) -> Iterator[str]:
    yield f"### {question.name}"
    yield ""
    for language in ("en", "ko"):
        yield f"**{_plain(question.title[language])}** {_plain(question.help[language])}"
        yield ""
    yield f"- Address: `{_address(question)}`"
    for parameter in question.parameters:
        yield f"- {_parameter(parameter)}"
    columns = (
        f"`{c}` {_plain(question.headings.get(c, {}).get('en', c))}" for c in question.columns
    )
    yield "- Columns: " + ", ".join(columns)
    if question.chart:
        drawn = " ".join(filter(None, question.chart.columns.values()))
        yield f"- Picture: {question.chart.kind} of {drawn}"


def _address(question: Question) -> str:
    told = "&".join(f"{name}={quote(text, safe='/')}" for name, text in question.samples.items())
    return f"/questions/{question.name}" + (f"?{told}" if told else "")


def _parameter(p: Parameter) -> str:
    type = f"{p.type}:{p.of}" if p.of else p.type
    if p.choices:
        type = " or ".join(p.choices)
    default = (
        "required" if p.default is None else f"default `{p.default}`" if p.default else "empty"
    )
    return f"Parameter `{p.name}` ({type}, {default}): {_plain(p.help.get('en', ''))}"


def _plain(text: str) -> str:
    """A text in which nothing is taken for a mark of Markdown."""
    for mark in ("\\", "*", "_", "<", "[", "|", "`"):
        text = text.replace(mark, "\\" + mark)
    return text
