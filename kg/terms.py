"""Namespaces, how things get their IRIs, and partial dates."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote, urlsplit

from pyoxigraph import Literal, NamedNode

CANONICAL = "https://w3id.org/city-diplomacy/"

NAMESPACES = {
    "cd": CANONICAL + "ns#",
    "v": CANONICAL + "vocab/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "sh": "http://www.w3.org/ns/shacl#",
    "prov": "http://www.w3.org/ns/prov#",
    "dcterms": "http://purl.org/dc/terms/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "schema": "https://schema.org/",
    "org": "http://www.w3.org/ns/org#",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "qb": "http://purl.org/linked-data/cube#",
    "void": "http://rdfs.org/ns/void#",
    "sdg": "http://metadata.un.org/sdg/",
}

# Our own keys, and identifiers of others percent-encoded; `.` and `..` would be lost on the way.
_KEY = re.compile(r"(?!\.{1,2}\Z)(?:[A-Za-z0-9._~-]|%[0-9A-Fa-f]{2})+\Z", re.ASCII)


def name(prefixed: str) -> NamedNode:
    """The IRI of a prefixed name such as `cd:since`."""
    prefix, _, local = prefixed.partition(":")
    return NamedNode(NAMESPACES[prefix] + local)


def cd(local: str) -> NamedNode:
    """The IRI of a term of our own namespace."""
    return NamedNode(NAMESPACES["cd"] + local)


def concept(scheme: str, id: str) -> NamedNode:
    """The IRI of a concept, `v:scheme/id`; SDG goals and targets keep the UN's IRI."""
    if scheme == "sdg":
        return NamedNode(NAMESPACES["sdg"] + id)
    return NamedNode(f"{NAMESPACES['v']}{scheme}/{id}")


def shorten(iri: str) -> str:
    """The prefixed name of an IRI where one of our prefixes fits, else the IRI."""
    for prefix, namespace in NAMESPACES.items():
        if iri.startswith(namespace) and re.fullmatch(r"[\w.-]+", iri[len(namespace) :]):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


RDF_TYPE = name("rdf:type")
LABEL = name("rdfs:label")
ALT_LABEL = name("skos:altLabel")
NOTE = cd("note")


@dataclass(frozen=True)
class Names:
    """Mints and reads the IRIs of things and graphs under one base (a setting)."""

    base: str = CANONICAL

    def thing(self, kind: str, key: str) -> NamedNode:
        """`<base>id/<kind>/<key>`; raises ValueError unless the key is a slug or an escaped id."""
        if not _KEY.match(key):
            raise ValueError(f"{key!r} is no key: lower-case letters, digits and hyphens are.")
        return NamedNode(f"{self.base}id/{kind}/{key}")

    def graph(self, local: str) -> NamedNode:
        """`<base>graph/<local>`, a graph of ours that is no source's."""
        return NamedNode(f"{self.base}graph/{local}")

    def source(self, key: str) -> NamedNode:
        """The IRI of a Source, which names its graph too."""
        return self.thing("source", key)

    def split(self, iri: str) -> tuple[str, str] | None:
        """The kind and key of a thing's IRI, or None when it is none of ours."""
        head = f"{self.base}id/"
        if not iri.startswith(head):
            return None
        kind, slash, key = iri[len(head) :].partition("/")
        return (kind, key) if slash and key else None


def slug(text: str) -> str:
    """A key proposed from a name: ASCII lower case, hyphens, marks removed."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(_UNMARKED))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


# Letters that no normal form takes apart.
_UNMARKED = str.maketrans(
    {"ø": "o", "ı": "i", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ß": "ss"}
)


def escaped(identifier: str) -> str:
    """An identifier of others as a key: trimmed, percent-encoded, case kept (kinds.md, Names)."""
    return quote(identifier.strip(), safe="~")


def digest(text: str, length: int = 6) -> str:
    """The first hex digits of the SHA-256 of a text, for keys that would clash."""
    return hashlib.sha256(text.encode()).hexdigest()[:length]


def source_key(url: str) -> str:
    """The key of the Source at an address: host and 10 hex digits of the address's SHA-256.

    Scheme, `www.`, fragment and `utm_*` are left out first, so that spellings of one address
    that differ only there get one key (kinds.md, Names).
    """
    parts = urlsplit(url.strip())
    host = parts.netloc.lower().removeprefix("www.")
    query = "&".join(q for q in parts.query.split("&") if q and not q.startswith("utm_"))
    bare = host + parts.path.rstrip("/") + ("?" + query if query else "")
    return f"{slug(host) or 'document'}-{digest(bare, 10)}"


_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?\Z", re.ASCII)
_PRECISION = {4: "gYear", 7: "gYearMonth", 10: "date"}


def partial_date(text: str) -> Literal:
    """A date as precise as it is known: `2013`, `2013-07` or `2013-07-16`.

    Raises ValueError when the text is none of these or no day of the calendar.
    """
    text = text.strip()
    if not _DATE.match(text):
        raise ValueError(f"{text!r} is no date")
    date.fromisoformat((text + "-01-01")[:10])
    return Literal(text, datatype=name("xsd:" + _PRECISION[len(text)]))


def latest_day(text: str) -> str:
    """The latest possible day of a partial date, as text that sorts by time (kinds.md, Dates)."""
    return text + "9999-12-31"[len(text) :]
