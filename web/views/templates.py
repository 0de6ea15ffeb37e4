"""Which template shows a kind: one made by hand for it, or the one every kind has."""

from __future__ import annotations

from flask import current_app
from jinja2 import TemplateNotFound

from kg.model import Kind


def template_of(room: str, kind: Kind, otherwise: str) -> str:
    """`<room>/<kind>.html` where there is one, else `<room>/<otherwise>`."""
    own = f"{room}/{kind.name}.html"
    try:
        current_app.jinja_env.get_template(own)
    except TemplateNotFound:
        return f"{room}/{otherwise}"
    return own
