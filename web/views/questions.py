"""Stored questions: the list of them, and a page with form, answer and query for each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Flask, Response, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from kg.errors import UnknownThing
from kg.export.answers import as_turtle
from kg.export.tables import answer_rows, as_csv, as_xlsx
from kg.questions.question import Question
from kg.questions.topics import by_topic, topic_name
from kg.terms import NAMESPACES
from web.asked import Asked, ask, number_columns
from web.fetching import fetched
from web.formats import XLSX, download
from web.negotiate import wants_html
from web.question_form import fields
from web.reading import library, reading
from web.views.editor import in_programs

bp = Blueprint("questions", __name__)
FORMATS = ("csv", "xlsx", "json", "ttl")
SHOWN = 1_000
"""Rows of an answer that its page shows; the files have all."""
_LONGEST = 100
"""Characters of a needle for the list of questions."""


def given(question: Question) -> dict[str, str]:
    """The values the address gives for a question's parameters."""
    known = {p.name for p in question.parameters}
    return {
        name: value
        for name, value in request.args.items()
        if name in known or (name != "lang" and not name.startswith("utm_"))
    }


def answer_in(name: str, values: Mapping[str, str], ending: str) -> Response:
    """The answer to a question as a file."""
    question = library().catalogue[name]
    if ending not in FORMATS:
        raise UnknownThing(
            _("No export ends in .%(ending)s.", ending=ending),
            remedy=_("Use one of: %(all)s.", all=", ".join(FORMATS)),
        )
    full = library().catalogue.values(name, **values)
    if ending == "ttl":
        body = as_turtle(reading(), question, full, library().names)
        return download(body, "text/turtle; charset=utf-8", f"{name}.ttl")
    table = reading().ask(name, **values)
    language = reading().language
    if ending == "json":
        rows = [
            {
                column: None if value is None else {"text": value.text, "id": value.iri or None}
                for column, value in row.items()
            }
            for row in table
        ]
        return jsonify({"question": name, "values": full, "rows": rows})
    header = [question.headings.get(c, {}).get(language, c) for c in table.columns]
    if ending == "csv":
        body = b"".join(as_csv(header, answer_rows(table)))
        return download(body, "text/csv; charset=utf-8", f"{name}.csv")
    return download(
        as_xlsx(header, answer_rows(table), question.title[language]), XLSX, f"{name}.xlsx"
    )


@bp.get("/questions")
def index() -> str:
    """Every stored question by topic, or those in whose title or help a needle stands."""
    needle = request.args.get("q", "")[:_LONGEST].strip()
    words = needle.casefold().split()
    found = [q for q in library().catalogue if all(w in _text(q) for w in words)]
    return render_template(
        "questions/index.html", topics=by_topic(found), needle=needle, total=len(found)
    )


def _text(question: Question) -> str:
    told = (question.name, *question.title.values(), *question.help.values())
    return " ".join(told).casefold()


@bp.get("/questions/<name>")
def page(name: str) -> str | AnyResponse:
    """A question with its form; the answer once every value is there."""
    stem, dot, ending = name.rpartition(".")
    if dot:
        return answer_in(stem, given(library().catalogue[stem]), ending)
    question = library().catalogue[name]
    values = _keys(question, given(question))
    if values != given(question):
        named: dict[str, Any] = dict(values)
        return redirect(url_for("questions.page", name=name, **named), 303)
    full = library().catalogue.values(name, **values)
    complete = all(p.name in full for p in question.parameters)
    asked: Asked | None = ask(name, **values) if complete else None
    query = library().catalogue.query(name, **values) if complete else question.text
    return render_template(
        "questions/question.html",
        question=question,
        fields=fields(question, full),
        asked=asked,
        shown=SHOWN,
        query=query,
        formats=FORMATS,
        permalink=_absolute(name, full),
        programs=_programs(name, full, query) if complete else [],
    )


def _keys(question: Question, values: dict[str, str]) -> dict[str, str]:
    """The values with names of things in place of keys as keys: people type `샌안토니오`.

    Only for people: a program that gives a name is told what is wanted.
    """
    found = dict(values)
    for p in question.parameters:
        text = values.get(p.name, "").strip()
        if p.type != "iri" or not p.of or not text or not wants_html() or _known(p.of, text):
            continue
        kind = library().model.kind(NAMESPACES["cd"] + p.of)
        hits = reading().search(text, kinds={kind.name}, limit=1, offset=0).hits
        if hits and hits[0].match == "exact":
            found[p.name] = hits[0].thing.rpartition("/")[2]
    return found


def _known(of: str, text: str) -> bool:
    """Whether a text is the key, or the IRI, of something that has a name."""
    kind = library().model.kind(NAMESPACES["cd"] + of)
    if text.startswith(library().names.base):
        return True
    try:
        iri = library().names.thing(kind.name, text).value
    except ValueError:
        return False
    return bool(reading().captions([iri]))


def _absolute(name: str, values: Mapping[str, str]) -> str:
    """The address of a question with every value, so that tomorrow's default changes nothing."""
    given: dict[str, Any] = dict(values)
    address = url_for("questions.page", name=name, _external=True, **given)
    # An address stands between quotes in programs: one in a value must not end them.
    return address.replace("'", "%27")


def _programs(name: str, values: Mapping[str, str], query: str) -> list[dict[str, str]]:
    files = {ending: _absolute(f"{name}.{ending}", values) for ending in ("csv", "json")}
    fetching = list(fetched(name, files["csv"], files["json"]))
    wrapper = [p for p in in_programs(query) if "SPARQLWrapper" in p["name"]]
    return [*fetching, *wrapper]


def install(app: Flask) -> None:
    """Registers the addresses, and what templates say of topics and tables."""
    app.register_blueprint(bp)
    app.jinja_env.globals.update(topic_name=topic_name, number_columns=number_columns)
