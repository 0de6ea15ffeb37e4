"""Addresses of things and lists, and the present address with changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask import request, url_for
from werkzeug.datastructures import MultiDict

from kg.model import Kind
from kg.questions.values import Value

Change = str | int | Iterable[str] | None


def of_thing(value: Value) -> str:
    """The page of a thing; an address elsewhere as it is; empty when there is none."""
    if value.kind is not None:
        return url_for(f"things.{value.kind.slug}", key=value.key)
    return value.iri if value.iri.startswith("http") and not value.scheme else ""


def of_list(kind: Kind, **chosen: Change) -> str:
    """The list of a kind with filters."""
    return url_for(f"lists.{kind.slug}", **_plain(chosen))  # type: ignore[arg-type]


def changed(**changes: Change) -> str:
    """The present address with some arguments changed; None takes one away, `page` starts anew."""
    state: MultiDict[str, str] = MultiDict(request.args)
    state.poplist("lang")
    if "page" not in changes:
        state.poplist("page")
    for name, value in _plain(changes).items():
        state.setlist(name, value)
    told = state.to_dict(flat=False)
    return url_for(request.endpoint or "home.page", **{**(request.view_args or {}), **told})


def toggled(name: str, id: str) -> str:
    """The present address with one choice of a filter put in or taken out."""
    ids = request.args.getlist(name)
    return changed(**{name: [i for i in ids if i != id] if id in ids else [*ids, id]})


def in_language(language: str) -> str:
    """The present address in another language."""
    told = request.args.to_dict(flat=False) | {"lang": [language]}
    if request.endpoint is None:
        return "/?lang=" + language
    return url_for(request.endpoint, **{**(request.view_args or {}), **told})


def in_format(ending: str) -> str:
    """The present address with an ending, which exports exactly what is shown."""
    query = request.query_string.decode()
    path = request.path.rstrip("/")
    return f"{path}.{ending}" + (f"?{query}" if query else "")


def _plain(changes: Mapping[str, Change]) -> dict[str, list[str]]:
    plain: dict[str, list[str]] = {}
    for name, value in changes.items():
        if value is None:
            plain[name] = []
        elif isinstance(value, str | int):
            plain[name] = [str(value)]
        else:
            plain[name] = [str(v) for v in value]
    return plain
