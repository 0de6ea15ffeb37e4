"""The web interface: pages, addresses and the SPARQL endpoint over the library of questions."""

from web.application import create_app

__all__ = ["create_app"]
