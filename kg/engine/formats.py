"""The media types answers are written in, their file extensions, and who writes them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from pyoxigraph import QueryResultsFormat, RdfFormat

from kg.errors import QueryProblem

Form = Literal["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"]


@dataclass(frozen=True)
class Format:
    """A way to write answers: `media_type` is the registered name, sent without parameters."""

    name: str
    media_type: str
    extension: str
    writer: QueryResultsFormat | RdfFormat
    aliases: tuple[str, ...] = ()

    @property
    def of_graphs(self) -> bool:
        """Whether it holds triples (CONSTRUCT, DESCRIBE), not rows (SELECT, ASK)."""
        return isinstance(self.writer, RdfFormat)

    @property
    def content_type(self) -> str:
        """The value of the Content-Type header."""
        text = self.media_type.startswith("text/")
        return self.media_type + ("; charset=utf-8" if text else "")


ROWS: tuple[Format, ...] = (
    Format(
        "JSON", "application/sparql-results+json", "json", QueryResultsFormat.JSON,
        ("application/json", "srj"),
    ),
    Format(
        "XML", "application/sparql-results+xml", "xml", QueryResultsFormat.XML,
        ("application/xml", "text/xml", "srx"),
    ),
    Format("CSV", "text/csv", "csv", QueryResultsFormat.CSV),
    Format("TSV", "text/tab-separated-values", "tsv", QueryResultsFormat.TSV),
)  # fmt: skip

GRAPHS: tuple[Format, ...] = (
    Format("Turtle", "text/turtle", "ttl", RdfFormat.TURTLE, ("application/x-turtle",)),
    Format(
        "JSON-LD", "application/ld+json", "jsonld", RdfFormat.JSON_LD, ("application/json", "json")
    ),
    Format("N-Triples", "application/n-triples", "nt", RdfFormat.N_TRIPLES, ("text/plain",)),
    Format(
        "RDF/XML", "application/rdf+xml", "rdf", RdfFormat.RDF_XML,
        ("application/xml", "text/xml", "xml"),
    ),
    Format("TriG", "application/trig", "trig", RdfFormat.TRIG),
    Format("N-Quads", "application/n-quads", "nq", RdfFormat.N_QUADS),
)  # fmt: skip


def formats(form: Form) -> tuple[Format, ...]:
    """The formats an answer of that form can be written in, the usual one first."""
    return ROWS if form in ("SELECT", "ASK") else GRAPHS


def find(name: str, among: Iterable[Format] = (*ROWS, *GRAPHS)) -> Format | None:
    """The format with that media type (parameters are left out), alias or file extension."""
    wanted = name.partition(";")[0].strip().lower().lstrip(".")
    listed = tuple(among)
    for format in listed:
        if wanted in (format.media_type, format.extension):
            return format
    return next((format for format in listed if wanted in format.aliases), None)


def format_for(form: Form, media_type: str) -> Format:
    """The format to write an answer of that form in.

    Raises QueryProblem naming the media types there are when that one is none of them.
    """
    served = formats(form)
    found = find(media_type, served)
    if found is None:
        raise QueryProblem(
            f"The answer of a {form} query cannot be written as {media_type}.",
            remedy="Ask for " + ", ".join(f.media_type for f in served) + ".",
        )
    return found
