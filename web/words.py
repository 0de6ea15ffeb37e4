"""What templates can say: links, dates, numbers, names of kinds, addresses."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from babel.dates import format_date
from flask import Flask
from flask_babel import gettext as _
from markupsafe import Markup, escape

from kg.model import Kind
from kg.questions.values import Value
from kg.terms import shorten
from web import addresses
from web.footnotes import footnotes
from web.language import LANGUAGES, language
from web.reading import library, settings


def today() -> date:
    """The day on which a question that counts to today is asked."""
    return datetime.now(UTC).date()


def spoken(value: Value) -> str:
    """A value's text; the few plain words of shapes and answers are said in the reader's language."""
    said = {
        "full": _("full"),
        "brief": _("brief"),
        "about": _("about"),
        "at-least": _("at least"),
        "up-to": _("up to"),
        "expected": _("expected"),
        "true": _("yes"),
        "false": _("no"),
    }
    return value.text if value.iri or value.language else said.get(value.text, value.text)


def link(value: Value | None, *, mark: str = "") -> Markup:
    """A value as text, with a link to its page and its language where it is not the page's."""
    if value is None:
        return Markup("")
    tag = Markup(' lang="{}"').format(value.language) if foreign(value) else Markup("")
    href = addresses.of_thing(value)
    if not href:
        return Markup("<span{}>{}</span>").format(tag, value.text) if tag else escape(spoken(value))
    more = Markup(' rel="external"') if value.kind is None else Markup("")
    return Markup('<a href="{}"{}{}>{}</a>').format(href, tag, more, value.text + mark)


def foreign(value: Value) -> bool:
    """Whether a text is in another language than the page."""
    return bool(value.language) and value.language.split("-")[0] != language()


def written_date(text: str) -> str:
    """A partial date as a sentence has it: 16 July 2013, July 2013, 2013."""
    try:
        whole = date.fromisoformat((text + "-01-01")[:10])
    except ValueError:
        return text
    korean = language() == "ko"
    if len(text) == 4:
        return f"{text}년" if korean else text
    if len(text) == 7:
        return f"{whole.year}년 {whole.month}월" if korean else format_date(whole, "MMMM y", "en")
    if korean:
        return f"{whole.year}년 {whole.month}월 {whole.day}일"
    return format_date(whole, "d MMMM y", "en")


def number(value: str | int | float) -> str:
    """A number with its thousands parted."""
    text = str(value)
    whole, point, fraction = text.partition(".")
    return f"{int(whole):,}{point}{fraction}" if whole.lstrip("-").isdigit() else text


def menu() -> list[Kind]:
    """The kinds people look for first, in the order of their shapes."""
    return [k for k in library().model if k.order < 20]


def install(app: Flask) -> None:
    """Gives templates these words."""
    app.jinja_env.filters.update(link=link, number=number, spoken=spoken, written_date=written_date)
    app.jinja_env.tests["foreign"] = foreign

    @app.context_processor
    def words() -> dict[str, Any]:
        return {
            "lang": language(),
            "languages": LANGUAGES,
            "model": library().model,
            "menu": menu,
            "today": today,
            "settings": settings(),
            "changed": addresses.changed,
            "toggled": addresses.toggled,
            "in_language": addresses.in_language,
            "in_format": addresses.in_format,
            "of_list": addresses.of_list,
            "of_thing": addresses.of_thing,
            "footnotes": footnotes(),
            "cite": footnotes().cite,
            "shorten": shorten,
        }
