"""What programs can call, as an OpenAPI 3.1 document made from catalogue and kinds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from kg.export.citation import DESCRIPTION, LICENCE, LICENCE_NAME, TITLE
from kg.model import Kind
from kg.questions.endpoint import asked
from kg.questions.question import Parameter, Question
from kg.questions.topics import TOPICS, topic_name
from web.formats import TABLES, XLSX, endings
from web.reading import library, settings

VERSION = "1.0.0"
"""Version of the addresses, not of the data: these bear their revision."""
_PROBLEM = "application/problem+json"
_TURTLE = "text/turtle"
_PATTERNS = {
    "date": r"^(\d{4}(-\d{2}(-\d{2})?)?|today([+-]\d{1,4}[ymd])?)$",
    "year": r"^(\d{4}|today([+-]\d{1,4}[ymd])?)$",
    "decimal": r"^[+-]?\d{1,18}(\.\d{1,18})?$",
}
_ERRORS = {
    "400": "The question cannot be answered as asked; `remedy` says what to change.",
    "503": "The graph is not being served right now.",
    "504": "The answer took too long.",
}


def document(language: str) -> dict[str, Any]:
    """The description: one operation a stored question, then lists, search and SPARQL."""
    questions = list(library().catalogue)
    used = {q.topic for q in questions}
    topics = [t for t in TOPICS if t in used] + sorted(used - set(TOPICS))
    lists = [kind for kind in library().model if kind.properties]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": TITLE[language],
            "version": VERSION,
            "description": DESCRIPTION[language],
            "license": {"name": LICENCE_NAME, "url": LICENCE},
            **({"contact": {"email": settings().contact}} if settings().contact else {}),
        },
        "servers": [{"url": "/"}],
        "externalDocs": {"url": "/api"},
        "tags": [
            *({"name": t, "description": topic_name(t, language)} for t in topics),
            {"name": "lists", "description": _("Lists, one a kind of thing")},
            {"name": "search", "description": _("Search")},
            {"name": "sparql", "description": "SPARQL 1.1 Protocol"},
        ],
        "paths": {
            **{f"/questions/{q.name}.{{ending}}": {"get": _question(q)} for q in questions},
            **{f"/{kind.slug}.{{ending}}": {"get": _list(kind)} for kind in lists},
            "/search/suggest": {"get": _suggest()},
            "/sparql": {"get": _sparql()},
        },
        "components": {"schemas": _SCHEMAS | _concepts(questions), "responses": _responses()},
    }


def _concepts(questions: Sequence[Question]) -> dict[str, Any]:
    """A schema for each concept scheme that a parameter is of."""
    schemes = {p.of for q in questions for p in q.parameters if p.type == "concept"}
    model = library().model
    return {
        scheme: {
            "type": "string",
            "enum": sorted(iri.rpartition("/")[2] for iri in model.concepts.get(scheme, {})),
        }
        for scheme in sorted(schemes)
    }


def _two(text: Any) -> str:
    return f"{text['en']} | {text['ko']}"


def _question(question: Question) -> dict[str, Any]:
    cell = {"$ref": "#/components/schemas/Cell"}
    row = {
        "type": "object",
        "properties": {
            c: cell | {"description": _two(question.headings.get(c, {"en": c, "ko": c}))}
            for c in question.columns
        },
        "required": list(question.columns),
    }
    answer = {
        "type": "object",
        "required": ["question", "values", "rows"],
        "properties": {
            "question": {"const": question.name},
            "values": {"type": "object", "additionalProperties": {"type": "string"}},
            "rows": {"type": "array", "items": row},
        },
    }
    return {
        "operationId": f"question-{question.name}",
        "summary": _two(question.title),
        "description": _two(question.help),
        "tags": [question.topic],
        "parameters": [
            _ending(("csv", "xlsx", "json", "ttl"), "json"),
            _LANGUAGE,
            *map(_parameter, question.parameters),
        ],
        "responses": _answers(
            {
                "text/csv": {"schema": {"type": "string"}},
                XLSX: {"schema": {"type": "string", "format": "binary"}},
                "application/json": {"schema": answer},
                _TURTLE: {"schema": {"type": "string"}},
            }
        ),
    }


def _parameter(p: Parameter) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "integer" if p.type == "integer" else "string"}
    if p.choices:
        schema["enum"] = list(p.choices)
    elif p.type == "concept":
        schema = {"$ref": f"#/components/schemas/{p.of}"}
    elif p.type in _PATTERNS:
        schema["pattern"] = _PATTERNS[p.type]
    if p.default is not None:
        schema["default"] = int(p.default) if p.type == "integer" and p.default else p.default
    told: dict[str, Any] = {
        "name": p.name,
        "in": "query",
        "required": p.default is None,
        "description": _two(p.help or {"en": p.name, "ko": p.name}),
        "schema": schema,
    }
    if p.sample:
        told["example"] = int(p.sample) if p.type == "integer" else p.sample
    return told


def _list(kind: Kind) -> dict[str, Any]:
    offered = endings(kind)
    filters = [p for p in kind.properties if p.facet]
    return {
        "operationId": f"list-{kind.slug}",
        "summary": _two(kind.plural),
        "description": _two(kind.help),
        "tags": ["lists"],
        "parameters": [
            _ending(offered, "json"),
            _LANGUAGE,
            {
                "name": "q",
                "in": "query",
                "description": "Words of the name | 이름에 든 말",
                "schema": {"type": "string", "maxLength": 200},
            },
            *(
                {
                    "name": p.local,
                    "in": "query",
                    "description": _two(p.name),
                    "schema": {"type": "array", "items": {"type": "string"}},
                    "style": "form",
                    "explode": True,
                }
                for p in filters
            ),
        ],
        "responses": _answers(
            {TABLES.get(e, "application/octet-stream").partition(";")[0]: {} for e in offered}
        ),
    }


def _suggest() -> dict[str, Any]:
    hit = {
        "type": "object",
        "properties": {n: {"type": "string"} for n in ("name", "kind", "href")},
    }
    return {
        "operationId": "suggest",
        "summary": "Names that begin with a text | 글로 시작하는 이름",
        "tags": ["search"],
        "parameters": [
            _LANGUAGE,
            {
                "name": "q",
                "in": "query",
                "required": True,
                "description": "The text | 찾을 글",
                "schema": {"type": "string"},
                "example": "광주",
            },
        ],
        "responses": _answers({"application/json": {"schema": {"type": "array", "items": hit}}}),
    }


def _sparql() -> dict[str, Any]:
    kinds = ("SELECT * { ?s ?p ?o }", "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    media: dict[str, Any] = {f.media_type: {} for text in kinds for f in asked(text).formats}
    return {
        "operationId": "sparql",
        "summary": "A SPARQL 1.1 query; POST takes it too | SPARQL 1.1 질의(POST도 됨)",
        "description": "Update, SERVICE and LOAD are refused; time and size are bounded.",
        "tags": ["sparql"],
        "parameters": [
            {
                "name": "query",
                "in": "query",
                "required": True,
                "description": "SELECT, ASK, CONSTRUCT or DESCRIBE | 질의문",
                "schema": {"type": "string"},
                "example": "SELECT * WHERE { ?tie a <https://w3id.org/city-diplomacy/ns#Partnership> } "
                "LIMIT 5",
            },
            *(
                {
                    "name": name,
                    "in": "query",
                    "description": told,
                    "schema": {"type": "array", "items": {"type": "string", "format": "uri"}},
                    "style": "form",
                    "explode": True,
                }
                for name, told in (
                    ("default-graph-uri", "Graphs asked as one | 하나로 합쳐 물을 그래프"),
                    ("named-graph-uri", "Graphs asked by name | 이름으로 물을 그래프"),
                )
            ),
            {
                "name": "format",
                "in": "query",
                "description": "Ending of a format in place of Accept | Accept 대신 쓰는 형식",
                "schema": {"type": "string"},
                "example": "json",
            },
        ],
        "responses": _answers(media)
        | {str(n): {"$ref": "#/components/responses/Problem"} for n in (403, 406, 413, 414, 429)},
    }


def _ending(offered: Sequence[str], example: str) -> dict[str, Any]:
    return {
        "name": "ending",
        "in": "path",
        "required": True,
        "description": "Format of the answer | 답의 형식",
        "schema": {"type": "string", "enum": list(offered)},
        "example": example,
    }


def _answers(content: dict[str, Any]) -> dict[str, Any]:
    answered = {"description": "The answer.", "headers": _HEADERS, "content": content}
    return {"200": answered} | {
        status: {"$ref": f"#/components/responses/Problem{status}"} for status in _ERRORS
    }


def _responses() -> dict[str, Any]:
    content = {_PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"Problem": {"description": "What is wrong, and what to do.", "content": content}} | {
        f"Problem{status}": {"description": t, "content": content} for status, t in _ERRORS.items()
    }


_LANGUAGE: dict[str, Any] = {
    "name": "lang",
    "in": "query",
    "description": "Language of names; otherwise Accept-Language | 이름의 언어",
    "schema": {"type": "string", "enum": ["ko", "en"]},
}
_HEADERS: dict[str, Any] = {
    "ETag": {
        "description": "Stays as long as the data do.",
        "schema": {"type": "string"},
    },
}
_SCHEMAS: dict[str, Any] = {
    "Cell": {
        "description": "A value: its text, and the IRI of what it names; null where nothing is known.",
        "type": ["object", "null"],
        "required": ["text", "id"],
        "properties": {
            "text": {"type": "string"},
            "id": {"type": ["string", "null"], "format": "uri"},
        },
    },
    "Problem": {
        "description": "RFC 9457, with the remedy.",
        "type": "object",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "remedy": {"type": "string"},
        },
    },
}
