"""The address by which visitors know this server, where a proxy stands before it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from kg.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Known:
    """An application that takes every request as asked at one address, whatever Host said."""

    def __init__(self, application: WSGIApplication, address: str) -> None:
        parts = urlsplit(address)
        self._application = application
        self._scheme, self._host = parts.scheme, parts.netloc
        self._name = parts.hostname or ""
        self._port = str(parts.port or (443 if parts.scheme == "https" else 80))

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answers as the application does."""
        environ["wsgi.url_scheme"] = self._scheme
        environ["HTTP_HOST"] = self._host
        environ["SERVER_NAME"], environ["SERVER_PORT"] = self._name, self._port
        return self._application(environ, start)


def install(app: Flask) -> None:
    """Believes as many proxies as the settings say, and none without (anybody writes headers)."""
    settings: Settings = app.extensions["settings"]
    if settings.public_address:
        known = Known(app.wsgi_app, settings.public_address)
        app.wsgi_app = known  # type: ignore[method-assign, assignment]
    if settings.proxies:
        n = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n, x_host=n)  # type: ignore[method-assign]
