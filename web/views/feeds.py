"""Atom feeds (RFC 4287): exchanges, practices, one city, and the revisions of the data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from feedgen.feed import FeedGenerator
from flask import Blueprint, Flask, Response, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from kg.export import versions
from kg.export.citation import LICENCE, LICENCE_NAME, PUBLISHER, version_iri
from kg.export.touched import touched
from kg.questions.values import Value
from web import addresses
from web.asked import ask
from web.language import LANGUAGES, language
from web.reading import library, reading, settings
from web.words import written_date

bp = Blueprint("feeds", __name__)
LENGTH = 50
"""Entries of a feed."""
_ASKED = "500"
"""Rows asked for; the feed has those whose record changed last."""
ATOM = "application/atom+xml"


@dataclass(frozen=True)
class Entry:
    """One entry: what it is about, what is said, and when its record changed."""

    id: str
    title: str
    href: str
    text: str
    updated: datetime
    order: str = ""
    """Among entries that changed at one time, the later text comes first."""


@bp.get("/feeds/exchanges.atom")
def exchanges() -> Response:
    """The exchanges whose record changed last."""
    rows = ask("latest-exchanges", count=_ASKED).merged("exchange")
    entries = _of_things(
        (row["exchange"], _text(row["start"]), _said(row["kind"], row["start"])) for row in rows
    )
    return _feed(_("Exchanges on record"), _dates_told(), url_for("lists.exchanges"), entries)


@bp.get("/feeds/practices.atom")
def practices() -> Response:
    """The practices whose record changed last."""
    rows = ask("latest-practices", count=_ASKED).merged("practice")
    entries = _of_things(
        (
            row["practice"],
            _text(row["issued"]),
            ". ".join(
                filter(
                    None,
                    (
                        _text(row["city"]),
                        _("document of %(date)s", date=written_date(_text(row["issued"])))
                        if _text(row["issued"])
                        else "",
                    ),
                )
            ),
        )
        for row in rows
    )
    return _feed(_("Practices of cities"), _dates_told(), url_for("lists.practices"), entries)


@bp.get("/feeds/city/<key>.atom")
def city(key: str) -> Response:
    """What is on record between one city and the home city; for the home city all its own."""
    page = reading().page(library().model.kind("city"), key)
    rows = ask("shared-timeline", a=settings().home, b=page.thing.key).merged("thing")
    entries = _of_things(
        (row["thing"], _text(row["start"]), _said(row["detail"], row["start"])) for row in rows
    )
    title = _("%(city)s: what is on record", city=page.thing.text)
    return _feed(title, _dates_told(), addresses.of_thing(page.thing), entries)


@bp.get("/feeds/revisions.atom")
def revisions() -> Response:
    """What changed in the data: a revision an entry."""
    found, _total = versions.history(settings(), 1, LENGTH)
    entries = [
        Entry(
            id=version_iri(library().names, revision.id),
            title=_(
                "Revision %(number)s: %(why)s", number=revision.number, why=_line(revision.why)
            ),
            href=url_for("versions.version", name=revision.id),
            text=_changed(revision.id),
            updated=revision.when,
        )
        for revision in found
    ]
    return _feed(
        _("Revisions of the data"),
        _("Each change of the data, with how many statements came and went."),
        url_for("data.page"),
        entries,
    )


def _changed(id: str) -> str:
    tallies = versions.version(settings(), id).tallies
    came, went = sum(t.added for t in tallies), sum(t.removed for t in tallies)
    names = ", ".join(t.dataset for t in tallies if t.added or t.removed)
    told = ngettext("%(num)d statement came", "%(num)d statements came", came)
    told += ", " + ngettext("%(num)d went", "%(num)d went", went)
    return f"{told}. {names}" if names else told


def _of_things(rows: Iterable[tuple[Value | None, str, str]]) -> list[Entry]:
    """Entries of things that have a page, each with the time its record changed."""
    held = [(thing, start, said) for thing, start, said in rows if thing and thing.kind]
    changed = touched(settings(), {thing.iri for thing, *_rest in held})
    return [
        Entry(thing.iri, thing.text, addresses.of_thing(thing), said, changed[thing.iri], start)
        for thing, start, said in held
        if thing.iri in changed
    ]


def _feed(title: str, subtitle: str, page: str, entries: list[Entry]) -> Response:
    """The feed; it names the host it was asked at, so it is sent as a stream, which is not kept."""
    made: Any = FeedGenerator()
    made.id(_whole(request.path) + f"?lang={language()}")
    made.title(" · ".join((title, _("Gwangju city diplomacy graph"))))
    made.subtitle(subtitle)
    made.author(name=PUBLISHER[language()])
    made.language(language())
    made.rights(f"{LICENCE_NAME} {LICENCE}")
    made.link(href=_whole(request.full_path.rstrip("?")), rel="self", type=ATOM)
    made.link(href=_whole(page), rel="alternate", type="text/html")
    shown = sorted(entries, key=lambda e: (e.updated, e.order, e.id), reverse=True)[:LENGTH]
    newest = versions.revision(settings(), reading().revision).when
    made.updated(max((e.updated for e in shown), default=newest))
    for told in shown:
        entry = made.add_entry(order="append")
        entry.id(told.id)
        entry.title(told.title)
        entry.link(href=_whole(told.href), rel="alternate", type="text/html")
        entry.updated(told.updated)
        entry.summary(told.text or told.title)
    body: bytes = made.atom_str(pretty=True)
    response = Response(iter((body,)), mimetype=ATOM)
    response.content_length = len(body)
    return response


def _whole(path: str) -> str:
    return request.url_root.rstrip("/") + path


def _said(kind: Value | None, start: Value | None) -> str:
    when = written_date(start.text) if start else _("date not known")
    return f"{kind.text}. {when}" if kind else when


def _text(value: Value | None) -> str:
    return "" if value is None else value.text


def _line(text: str) -> str:
    return text.strip().splitlines()[0][:120] if text.strip() else ""


def _dates_told() -> str:
    return str(
        _(
            "An entry bears the time at which its record changed here; the day of the event stands "
            "in its text, no more precise than the sources have it."
        )
    )


def here() -> list[tuple[str, str]]:
    """Addresses and titles of the feeds that belong to the page being made."""
    endpoint, lang = request.endpoint or "", language() if language() in LANGUAGES else "ko"
    found: list[tuple[str, str, dict[str, Any]]] = [
        ("feeds.revisions", _("Revisions of the data"), {})
    ]
    if endpoint in ("home.page", "lists.exchanges", "lists.partnerships"):
        found.insert(0, ("feeds.exchanges", _("Exchanges on record"), {}))
    if endpoint in ("lists.practices", "things.practices"):
        found.insert(0, ("feeds.practices", _("Practices of cities"), {}))
    if endpoint in ("things.cities", "held.page"):
        key = str((request.view_args or {}).get("key", ""))
        found.insert(0, ("feeds.city", _("What is on record of this city"), {"key": key}))
    elsewhere = endpoint not in ("home.page", "data.page", "versions.version")
    if elsewhere and len(found) == 1:
        return []
    return [(url_for(name, lang=lang, **values), title) for name, title, values in found]


def install(app: Flask) -> None:
    """Registers the addresses, and tells pages which feeds belong to them."""
    app.register_blueprint(bp)
    app.context_processor(lambda: {"feeds_here": here})
