"""The list of each kind, from its shape; the whole filter state stands in the address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Flask, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from kg.errors import QuestionProblem
from kg.model import Kind
from kg.questions.listing import PAGE, Listing, Selection
from web.formats import exported
from web.reading import library, reading
from web.views.practices import shelf
from web.views.templates import template_of

MORE: dict[str, Callable[[Listing], dict[str, Any]]] = {"practice": shelf}
"""What a hand-made list needs beside the listing, by kind."""
PER = {"practice": 20}
"""Rows of a page where they are paragraphs, by kind."""
_OTHER = ("q", "sort", "page", "lang")


def selection_of(kind: Kind) -> Selection:
    """What the address asks of a kind; raises QuestionProblem for what the kind does not have."""
    chosen: dict[str, tuple[str, ...]] = {}
    for name, ids in request.args.lists():
        if name in _OTHER or name.startswith("utm_"):
            continue
        filters = [p.local for p in kind.properties]
        if name not in filters:
            raise QuestionProblem(
                _("This list has no filter called %(name)s.", name=name),
                remedy=_("Its filters are: %(all)s.", all=", ".join(filters)),
            )
        wanted = tuple(id for id in ids if id)
        if wanted:
            chosen[name] = wanted
    page = request.args.get("page", "1")
    if not page.isdecimal() or not 1 <= int(page) <= 1_000_000:
        raise QuestionProblem(
            _("%(page)s is no page.", page=page), remedy=_("Pages are counted from 1.")
        )
    return Selection(
        kind=kind,
        chosen=chosen,
        words=request.args.get("q", "").strip()[:200],
        sort=request.args.get("sort", ""),
        page=int(page),
        per=PER.get(kind.name, PAGE),
    )


def _view(kind: Kind) -> Callable[..., str | Response]:
    def view(ending: str = "") -> str | Response:
        selection = selection_of(kind)
        if ending:
            return exported(kind, reading().selected(selection), ending, name=kind.slug)
        listing = reading().listing(selection)
        return render_template(
            template_of("lists", kind, "list.html"),
            listing=listing,
            kind=kind,
            selection=selection,
            **MORE.get(kind.name, _none)(listing),
        )

    view.__doc__ = f"The list of {kind.plural['en'].lower()}."
    return view


def _none(listing: Listing) -> dict[str, Any]:
    return {}


def install(app: Flask) -> None:
    """A list for every kind the model knows."""
    lists = Blueprint("lists", __name__)
    with app.app_context():
        for kind in library().model:
            view = _view(kind)
            lists.add_url_rule(f"/{kind.slug}", kind.slug, view)
            lists.add_url_rule(f"/{kind.slug}.<ending>", kind.slug, view)
    app.register_blueprint(lists)
