"""The tokens of SPARQL 1.1, each with its place in the text."""

from __future__ import annotations

import re
from typing import NamedTuple

# Character classes of the grammar (SPARQL 1.1 Query, section 19.8), spelled out because
# Python's \w holds other letters than they do.
_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_U = _BASE + "_"
_PN = _U + "0-9\u00b7\u0300-\u036f\u203f-\u2040" + r"\-"
_PLX = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
# A prefix is read to 200 characters only: without a bound, a text of dots takes quadratic time.
_PREFIX = rf"[{_BASE}](?:[{_PN}.]{{0,200}}[{_PN}])?"
_LOCAL = rf"(?:[{_U}:0-9]|{_PLX})(?:\.*+(?:[{_PN}:]|{_PLX}))*+"
_IRI = r"<(?:[^<>\"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*+>"

_TOKEN = re.compile(
    rf"""
      (?P<space>[ \t\r\n]++|\#[^\r\n]*+)
    | (?P<string>
          \"{{3}}(?:\"{{0,2}}(?:[^\"\\]|\\(?s:.)))*+\"{{3}}
        | '{{3}}(?:'{{0,2}}(?:[^'\\]|\\(?s:.)))*+'{{3}}
        | \"(?:[^\"\\\r\n]|\\[^\r\n])*+\"
        | '(?:[^'\\\r\n]|\\[^\r\n])*+')
    | (?P<variable>[?$][{_U}0-9][{_U}0-9\u00b7\u0300-\u036f\u203f-\u2040]*+)
    | (?P<blank>_:[{_U}0-9](?:\.*+[{_PN}])*+)
    | (?P<prefixed>(?:{_PREFIX})?:(?:{_LOCAL})?)
    | (?P<language>@[A-Za-z]+(?:-+[A-Za-z0-9]+)*+)
    | (?P<word>[A-Za-z_][A-Za-z0-9_]*+)
    | (?P<number>\d+\.\d*[eE][+-]?\d+|\.?\d+[eE][+-]?\d+|\d*\.\d+|\d+)
    | (?P<sign>\^\^|\|\||&&|!=|<=|>=|[{{}}()\[\].,;=<>!|/^*+\-?&])
    """,
    re.VERBOSE,
)
_REFERENCE = re.compile(_IRI)
_COMMENT_LINE = re.compile(r"^[ \t]*#[^\r\n]*", re.MULTILINE)


class Token(NamedTuple):
    """A piece of a query: its kind (a group of the pattern, or `iri`), text and offset."""

    kind: str
    text: str
    start: int

    @property
    def upper(self) -> str:
        """The text as keywords are compared."""
        return self.text.upper()


def next_token(text: str, position: int, *, operator: bool) -> Token | None:
    """The token at that offset, or None where no token of SPARQL begins.

    `operator` says that an operator is due there, so that `<` is less-than: `?a<?b&&?c>?d` and
    an IRI look alike, and only the place tells them apart.
    """
    if text.startswith("<", position) and not operator:
        reference = _REFERENCE.match(text, position)
        if reference:
            return Token("iri", reference.group(), position)
    found = _TOKEN.match(text, position)
    if found is None or found.lastgroup is None:
        return None
    return Token(found.lastgroup, found.group(), position)


def without_comment_lines(text: str) -> str:
    """The text without lines that are a comment from their beginning to their end.

    Nothing else of a query can stand there: an IRI ends with its line, and what a line of a long
    string says is no query.
    """
    return _COMMENT_LINE.sub("", text) if "#" in text else text


def place(text: str, offset: int) -> tuple[int, int]:
    """The line and column of an offset, both counted from 1."""
    before = text[:offset]
    return before.count("\n") + 1, offset - before.rfind("\n")
