"""What the SPARQL page gives its editor: prefixes, examples, words to complete, names of things."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from flask import Blueprint, Flask, Response, jsonify, request, url_for
from flask_babel import gettext as _

from kg.errors import KgError, QueryTooLarge
from kg.model.lexicon import Word, query_prefixes, read_lexicon
from kg.questions.endpoint import asked
from kg.questions.question import Question
from kg.questions.values import Value
from web import addresses
from web.language import language
from web.programs import Answer, Program, programs
from web.reading import library, reading, settings

bp = Blueprint("editor", __name__)
NAMED = 500
"""Most things named in one answer."""
READ = 32
"""MiB of an answer that the page shows; larger ones are taken as a file."""
_FIRST = ("ties", "places", "conflicts")
"""Topics whose questions stand first; counts of classes and properties interest fewer."""


@dataclass(frozen=True)
class Example:
    """A stored question as a query to begin with."""

    name: str
    title: str
    help: str
    topic: str
    query: str


@bp.get("/sparql/editor.json")
def data() -> Response:
    """All the editor needs beside the query, in the reader's language."""
    lexicon = read_lexicon(library().model, settings().ontology)
    tongue = reading().language  # of the revision's reading, so that the answer bears its ETag
    return jsonify(
        language=tongue,
        base=settings().base,
        codebook=url_for("data.ontology"),
        prefixes=query_prefixes(library().model, settings().base),
        examples=[asdict(example) for example in examples()],
        classes=[_told(word, tongue) for word in lexicon.classes],
        properties=[_told(word, tongue) for word in lexicon.properties],
        concepts=_concepts({word.scheme for word in lexicon.properties}, tongue),
        programs={
            answer: [asdict(program) for program in programs(_endpoint(), answer)]
            for answer in ("rows", "truth", "graph")
        },
        limits={"seconds": settings().deadline, "mebibytes": settings().answer, "shown": READ},
        words=_words(),
    )


@bp.post("/sparql/names")
def names() -> Response:
    """Name and page of each thing or concept posted as `iri`, in the reader's language.

    Raises QueryTooLarge for more than NAMED of them; leaves out what bears no name.
    """
    iris = list(dict.fromkeys(request.form.getlist("iri")))
    if len(iris) > NAMED:
        raise QueryTooLarge(
            f"{len(iris)} names are asked for at once.", remedy=f"Ask for {NAMED} at most."
        )
    ours = [iri for iri in iris if _plain(iri)]
    found = reading().name(ours)
    told = {iri: _named(value) for iri, value in found.items() if value.kind or value.scheme}
    response = jsonify(told)
    response.headers["Cache-Control"] = "no-store"
    return response


def _plain(iri: str) -> bool:
    """Whether a text can be an IRI at all (RFC 3987 leaves these characters out)."""
    return ":" in iri and not any(c in '<>"{}|\\^`' or c <= " " for c in iri)


def _named(value: Value) -> dict[str, str]:
    href = addresses.of_thing(value)
    if value.scheme and not href:
        href = url_for("vocabulary.concept", scheme=value.scheme, id=value.id)
    return {"text": value.text, "language": value.language, "href": href}


def examples() -> list[Example]:
    """The stored questions as queries, parameters at their examples and defaults."""
    tongue = language()
    ordered = sorted(library().catalogue, key=_place)
    return [
        Example(q.name, q.title[tongue], q.help[tongue], q.topic, _query(q, tongue))
        for q in ordered
    ]


def _place(question: Question) -> tuple[int, str, str]:
    topic = question.topic
    place = _FIRST.index(topic) if topic in _FIRST else len(_FIRST)
    return place, topic, question.name


def _query(question: Question, tongue: str) -> str:
    return f"# {question.title[tongue]}\n" + library().catalogue.runnable(question.name)


def in_programs(query: str) -> list[dict[str, str]]:
    """A query as programs, each with its name; a query that is none is written as a SELECT."""
    return [
        {"name": program.name, "code": program.written(query.strip())}
        for program in _programs(query)
    ]


def _programs(query: str) -> tuple[Program, ...]:
    try:
        form = asked(query).form
    except KgError:
        form = "SELECT"
    kinds: dict[str, Answer] = {"SELECT": "rows", "ASK": "truth"}
    return programs(_endpoint(), kinds.get(form, "graph"))


def _endpoint() -> str:
    return url_for("sparql.endpoint", _external=True)


def _told(word: Word, tongue: str) -> dict[str, str]:
    kind = next((k for k in library().model if k.iri == word.iri), None)
    told = {
        "iri": word.iri,
        "label": word.label.get(tongue, ""),
        "scheme": word.scheme,
        "href": url_for("data.ontology", _anchor=kind.name) if kind else "",
    }
    return {name: text for name, text in told.items() if text}


def _concepts(schemes: set[str], tongue: str) -> dict[str, list[dict[str, str]]]:
    return {
        scheme: [{"iri": iri, "label": labels.get(tongue, "")} for iri, labels in members.items()]
        for scheme, members in library().model.concepts.items()
        if scheme in schemes
    }


def _words() -> dict[str, Any]:
    """The texts of the page's script."""
    return {
        "editor": _("Query editor"),
        "keys": _(
            "Ctrl+Enter runs the query, Ctrl+Space completes a word. Esc, then Tab, leaves the "
            "editor."
        ),
        "leave": _("Tab now leaves the editor."),
        "run": _("Run"),
        "cancel": _("Cancel"),
        "running": _("Running…"),
        "seconds": _("{0} of at most {1} seconds"),
        "cancelled": _("The query was cancelled."),
        "again": _("Change it, or run it again."),
        "unreached": _("The server does not answer."),
        "connection": _("Check the connection, then run the query again."),
        "failed": _("This cannot be answered as asked"),
        "place": _("Line {0}, column {1}"),
        "toolarge": _("The answer is too large to be shown here."),
        "download_it": _("It has more than {0} MiB. Take it as a file, or set a LIMIT."),
        "copy_query": _("Copy address of the query"),
        "copy_answer": _("Copy address of the answer"),
        "copy_code": _("Copy"),
        "copied": _("Copied"),
        "rows": _("{0} rows"),
        "row": _("{0} row"),
        "statements": _("{0} statements"),
        "took": _("{0} seconds"),
        "revision": _("revision {0}"),
        "table": _("Table"),
        "response": _("As received"),
        "answer": _("Answer"),
        "filter": _("Filter rows"),
        "fitting": _("{0} of {1} rows"),
        "more": _("Show {0} more rows"),
        "download": _("Download"),
        "empty": _("The answer is empty"),
        "nothing": _("No statement of the graph fits the query."),
        "yes": _("Yes"),
        "no": _("No"),
        "cut": _("The first {0} characters are shown; the download has all."),
    }


def install(app: Flask) -> None:
    """Registers the addresses, and what the page's template says."""
    app.register_blueprint(bp)
    app.jinja_env.globals.update(examples=examples, in_programs=in_programs)
