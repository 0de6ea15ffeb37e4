"""For machines that watch and crawl: health, robots."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, jsonify, url_for

from web.reading import reading

bp = Blueprint("operations", __name__)


@bp.get("/healthz")
def health() -> Response:
    """200 with the revision when the engine answers, else 503 through the error table."""
    return jsonify({"status": "ok", "revision": reading().revision})


@bp.get("/robots.txt")
def robots() -> Response:
    """Crawlers may read everything but what asks the engine anew each time."""
    lines = ["User-agent: *", f"Disallow: {url_for('sparql.endpoint')}", "Disallow: /search"]
    lines.append(f"Sitemap: {url_for('sitemap.index', _external=True)}")
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


def install(app: Flask) -> None:
    """Registers the addresses."""
    app.register_blueprint(bp)
