"""A query as a program: curl, Python, R and JavaScript, ready to be run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal as OneOf

Answer = OneOf["rows", "truth", "graph"]
"""What a query's answer is: of SELECT, of ASK, of CONSTRUCT and DESCRIBE."""

PLACE = "@QUERY@"
"""Where the query stands in a template."""
_ENDPOINT = "@ENDPOINT@"


@dataclass(frozen=True)
class Program:
    """A program with a place for the query; the page's script fills it as `written` does."""

    name: str
    template: str
    escapes: tuple[tuple[str, str], ...]
    """What is replaced in the query, in this order, so that the language reads it as it is."""

    def written(self, query: str) -> str:
        """The program that asks a query."""
        for plain, escaped in self.escapes:
            query = query.replace(plain, escaped)
        return self.template.replace(PLACE, query)


_SHELL = (("'", "'\\''"),)
_PYTHON = (("\\", "\\\\"), ('"""', '\\"\\"\\"'))
_R = (("\\", "\\\\"), ('"', '\\"'))
_SCRIPT = (("\\", "\\\\"), ("`", "\\`"), ("${", "\\${"))

_CURL = """curl -H 'Accept: @MEDIA@' --data-urlencode 'query=
@QUERY@
' @ENDPOINT@
"""
_MEDIA: dict[Answer, str] = {
    "rows": "text/csv",
    "truth": "application/sparql-results+json",
    "graph": "text/turtle",
}
_WRAPPER = '''from SPARQLWrapper import @FORMAT@, POST, SPARQLWrapper

query = """
@QUERY@
"""
endpoint = SPARQLWrapper("@ENDPOINT@")
endpoint.setMethod(POST)
endpoint.setReturnFormat(@FORMAT@)
endpoint.setQuery(query)
answer = endpoint.queryAndConvert()
@USE@
'''
_WRAPPER_ENDS: dict[Answer, tuple[str, str]] = {
    "rows": (
        "JSON",
        'for row in answer["results"]["bindings"]:\n'
        '    print({name: term["value"] for name, term in row.items()})',
    ),
    "truth": ("JSON", 'print(answer["boolean"])'),
    "graph": ("TURTLE", "print(answer.decode())"),
}
_PANDAS = '''from urllib.parse import urlencode
from urllib.request import urlopen

import pandas as pd

query = """
@QUERY@
"""
asked = urlencode({"query": query, "format": "csv"}).encode()
rows = pd.read_csv(urlopen("@ENDPOINT@", asked))
print(rows)
'''
_R_PROGRAM = """query <- "
@QUERY@
"
asked <- paste0("@ENDPOINT@?format=@ENDING@&query=", URLencode(query, reserved = TRUE))
@USE@
"""
_R_ENDS: dict[Answer, tuple[str, str]] = {
    "rows": ("csv", 'rows <- read.csv(asked, encoding = "UTF-8")\nprint(rows)'),
    "truth": ("json", 'cat(readLines(asked, encoding = "UTF-8", warn = FALSE))'),
    "graph": ("ttl", 'cat(readLines(asked, encoding = "UTF-8"), sep = "\\n")'),
}
_FETCH = """const query = `
@QUERY@
`;
const response = await fetch("@ENDPOINT@", {
  method: "POST",
  headers: { Accept: "@MEDIA@" },
  body: new URLSearchParams({ query }),
});
if (!response.ok) throw new Error(await response.text());
@USE@
"""
_FETCH_ENDS: dict[Answer, tuple[str, str]] = {
    "rows": (
        "application/sparql-results+json",
        "const { results } = await response.json();\nconsole.table(results.bindings.map((row) =>\n"
        "  Object.fromEntries(Object.entries(row).map(([name, term]) => [name, term.value]))));",
    ),
    "truth": (
        "application/sparql-results+json",
        "const { boolean } = await response.json();\nconsole.log(boolean);",
    ),
    "graph": ("text/turtle", "console.log(await response.text());"),
}


def programs(endpoint: str, answer: Answer) -> tuple[Program, ...]:
    """The programs that ask the endpoint at an address, for a kind of answer."""
    return tuple(
        Program(name, _put(template, parts | {_ENDPOINT: endpoint}), escapes)
        for name, template, parts, escapes in _templates(answer)
    )


_Template = tuple[str, str, dict[str, str], tuple[tuple[str, str], ...]]


def _templates(answer: Answer) -> Iterator[_Template]:
    yield "curl", _CURL, {"@MEDIA@": _MEDIA[answer]}, _SHELL
    format, use = _WRAPPER_ENDS[answer]
    yield "Python (SPARQLWrapper)", _WRAPPER, {"@FORMAT@": format, "@USE@": use}, _PYTHON
    if answer == "rows":
        yield "Python (pandas)", _PANDAS, {}, _PYTHON
    ending, use = _R_ENDS[answer]
    yield "R", _R_PROGRAM, {"@ENDING@": ending, "@USE@": use}, _R
    media, use = _FETCH_ENDS[answer]
    yield "JavaScript", _FETCH, {"@MEDIA@": media, "@USE@": use}, _SCRIPT


def _put(template: str, parts: dict[str, str]) -> str:
    for place, text in parts.items():
        template = template.replace(place, text)
    return template
