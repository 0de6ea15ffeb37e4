"""`/embed/…`: a tie's badge and timeline for other people's pages, without any script."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from kg.errors import QuestionProblem, UnknownThing
from kg.questions.page import Page
from web.asked import ask
from web.language import LANGUAGES
from web.pictures.badge import badge
from web.pictures.standalone import THEMES, Theme, standalone, titled
from web.reading import library, reading
from web.views.timeline import drawn, timeline_of
from web.words import today, written_date

bp = Blueprint("embed", __name__)
WHAT = ("badge", "timeline")
MAX_AGE = 3600
"""Seconds for which others may keep a picture without asking."""


@bp.get("/embed/<what>/<tie>")
def picture(what: str, tie: str) -> Response:
    """The picture: as a small page to frame, with `.svg` at the end as an image to show.

    `in` is the language (ko, en), `theme` light, dark or auto, which follows the reader's.
    Neither leaves a cookie.
    """
    if what not in WHAT:
        raise UnknownThing(
            _("Nothing called %(what)s can be embedded.", what=what),
            remedy=_("Use one of: %(all)s.", all=", ".join(WHAT)),
        )
    _known(request.args.get("in", ""))
    theme = _theme(request.args.get("theme", "auto"))
    key = tie.removesuffix(".svg")
    page = reading().page(library().model.kind("partnership"), key)
    made = _badge(page) if what == "badge" else _timeline(page)
    if tie != key:
        body, media = str(standalone(made, theme)), "image/svg+xml"
    else:
        whole = url_for("things.partnerships", key=page.thing.key)
        body = render_template(
            "embed/frame.html", page=page, theme=theme, picture=standalone(made, theme), whole=whole
        )
        media = "text/html"
    response = Response(body, mimetype=media)
    response.headers["Cache-Control"] = f"public, max-age={MAX_AGE}"
    return response


def _known(wanted: str) -> None:
    """Refuses a language there is not; `web.language` has read one that there is."""
    if wanted and wanted not in LANGUAGES:
        raise QuestionProblem(
            _("%(wanted)s is no language of these pages.", wanted=wanted),
            remedy=_("Use one of: %(all)s.", all=", ".join(LANGUAGES)),
        )


def _theme(wanted: str) -> Theme:
    for theme in THEMES:
        if theme == wanted:
            return theme
    raise QuestionProblem(
        _("%(wanted)s is no theme.", wanted=wanted),
        remedy=_("Use one of: %(all)s.", all=", ".join(THEMES)),
    )


def _badge(page: Page) -> Markup:
    relation, since = page.fact("currentRelation"), page.fact("since")
    exchanges = ask("exchanges-of-tie", tie=page.thing.key).merged("exchange")
    days = [row["start"].text for row in exchanges if row["start"]]
    start = since.claims[0].value.text if since else ""
    told = relation.claims[0].value.text if relation else _("relation not known")
    if start:
        told += " · " + _("since %(date)s", date=written_date(start))
    return badge(
        _cities(page), told, relation.claims[0].value.id if relation else "", start, days, today()
    )


def _timeline(page: Page) -> Markup:
    parties = page.fact("party")
    keys = [claim.value.key for claim in parties.claims] if parties else []
    rows = timeline_of(keys[0], keys[1])[1] if len(keys) > 1 else []
    title = " – ".join(_cities(page))
    made = drawn(rows, title)
    if made is None:  # nothing has a date: the badge says what there is
        return _badge(page)
    return titled(made, title, _("Gwangju city diplomacy graph"))


def _cities(page: Page) -> list[str]:
    parties = page.fact("party")
    return [claim.value.text for claim in parties.claims] if parties else [page.thing.text]


def install(app: Flask) -> None:
    """Registers the addresses."""
    app.register_blueprint(bp)
