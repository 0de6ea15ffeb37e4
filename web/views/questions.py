"""Stored questions: the list of them, and a page with form, answer and query for each."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Flask, Response, jsonify, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from kg.errors import UnknownThing
from kg.export.tables import answer_rows, as_csv, as_xlsx
from kg.questions.question import Question
from web.footnotes import footnotes
from web.formats import XLSX, download
from web.reading import library, reading

bp = Blueprint("questions", __name__)


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
        return jsonify({"question": name, "values": dict(values), "rows": rows})
    if ending not in ("csv", "xlsx"):
        raise UnknownThing(
            _("No export ends in .%(ending)s.", ending=ending),
            remedy=_("Use one of: %(all)s.", all="csv, xlsx, json"),
        )
    header = [question.headings.get(c, {}).get(language, c) for c in table.columns]
    if ending == "csv":
        body = b"".join(as_csv(header, answer_rows(table)))
        return download(body, "text/csv; charset=utf-8", f"{name}.csv")
    return download(
        as_xlsx(header, answer_rows(table), question.title[language]), XLSX, f"{name}.xlsx"
    )


@bp.get("/questions")
def index() -> str:
    """Every stored question by topic."""
    topics: dict[str, list[Question]] = {}
    for question in library().catalogue:
        topics.setdefault(question.topic, []).append(question)
    return render_template("questions/index.html", topics=topics)


@bp.get("/questions/<name>")
def page(name: str) -> str | AnyResponse:
    """A question with its form; the answer once every value is there."""
    stem, dot, ending = name.rpartition(".")
    if dot:
        return answer_in(stem, given(library().catalogue[stem]), ending)
    question = library().catalogue[name]
    values = given(question)
    complete = all(values.get(p.name) or p.default is not None for p in question.parameters)
    table = reading().ask(name, **values) if complete else None
    query = library().catalogue.query(name, **values) if complete else question.text
    if table:
        footnotes().know(table.sources)
    cities = {p.name: values.get(p.name) or p.default or "" for p in question.parameters}
    return render_template(
        "questions/question.html",
        question=question,
        values=cities,
        table=table,
        query=query,
        endpoint=url_for("sparql.endpoint"),
    )


def install(app: Flask) -> None:
    """Registers the addresses."""
    app.register_blueprint(bp)
