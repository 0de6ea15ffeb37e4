"""What sources say, in few words: Turtle with the prefixes of the house, a home city, a tie."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Quad, RdfFormat, parse

from kg.terms import NAMESPACES, Names

_SCHEMES = ("relation", "commitment-status", "eligibility", "amount-kind", "project-role")
_PREFIXES = "".join(
    f"PREFIX {prefix}: <{iri}>\n"
    for prefix, iri in (NAMESPACES | {s: f"{NAMESPACES['v']}{s}/" for s in _SCHEMES}).items()
)
HOME = """<city/gwangju-kr> a cd:City ; cd:country <country/kr> .
<city/turin-it> a cd:City ; cd:country <country/it> .
<country/kr> a cd:Country ; cd:iso2 "KR" . <country/it> a cd:Country ; cd:iso2 "IT" .
<country/tw> a cd:Country ; cd:iso2 "TW" . <country/cn> a cd:Country ; cd:iso2 "CN" ."""


def quads(source: str, turtle: str) -> Iterator[Quad]:
    """A Turtle text as the word of a source of rank 4; `<city/x>` is the thing of that name."""
    names = Names()
    graph = names.source(source)
    text = f"{_PREFIXES}{turtle}\n<{graph.value}> a cd:Source ; cd:rank 4 ."
    for quad in parse(text, format=RdfFormat.TURTLE, base_iri=f"{names.base}id/"):
        yield Quad(quad.subject, quad.predicate, quad.object, graph)


def tie(partner, relation, start="", end="", country="it"):
    dates = (f' ; cd:start "{start}"' if start else "") + (f' ; cd:end "{end}"' if end else "")
    key = f"gwangju-kr--{partner}"
    return f"""<city/{partner}> a cd:City ; cd:country <country/{country}> .
<partnership/{key}> a cd:Partnership ; cd:party <city/gwangju-kr>, <city/{partner}> ;
  cd:stage <stage/{key}--s1> .
<stage/{key}--s1> a cd:Stage ; cd:relation relation:{relation}{dates} ."""
