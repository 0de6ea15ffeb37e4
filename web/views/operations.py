"""For machines that watch and crawl: health, robots."""

from __future__ import annotations

from ipaddress import ip_address

from flask import Blueprint, Flask, Response, abort, current_app, jsonify, request, url_for

from web.metrics import Served
from web.reading import library, reading, settings

bp = Blueprint("operations", __name__)


@bp.get("/healthz")
def health() -> Response:
    """200 with the revision when the engine answers, else 503 through the error table."""
    return jsonify({"status": "ok", "revision": reading().revision})


_FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via")


@bp.get("/metrics")
def metrics() -> Response:
    """Counts for Prometheus; without KG_METRICS=all for this machine alone, 404 to others."""
    allowed = settings().metrics
    if allowed == "off" or (allowed == "loopback" and not _from_this_machine()):
        abort(404)
    told = current_app.extensions["counts"].exposed(Served(settings(), library()))
    response = Response(told, content_type="text/plain; version=0.0.4; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response


def _from_this_machine() -> bool:
    """Whether the client is on this machine, and not merely the proxy before it."""
    try:
        near = ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False
    return near and (settings().proxies > 0 or not any(h in request.headers for h in _FORWARDED))


@bp.get("/robots.txt")
def robots() -> Response:
    """Crawlers may read everything but what asks the engine anew each time."""
    lines = ["User-agent: *", f"Disallow: {url_for('sparql.endpoint')}", "Disallow: /search"]
    # Each of these has as many addresses as there are pairs of cities.
    lines += [f"Disallow: {path}" for path in ("/path", "/suggestions", "/match", "/compare")]
    lines.append(f"Sitemap: {url_for('sitemap.index', _external=True)}")
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


def install(app: Flask) -> None:
    """Registers the addresses."""
    app.register_blueprint(bp)
