"""Queries that are plainly harmless, told apart quickly from those the guard reads by tokens.

Reading token by token takes longer than a small query takes to answer. Whatever is said here of
a text is said on the safe side: a word counts wherever it stands, in a string or a name as well,
and brackets and separators count in all, not by group. What does not pass is not refused; it is
read in earnest.
"""

from __future__ import annotations

import re
from typing import cast

from kg.engine.formats import Form
from kg.engine.tokens import without_comment_lines

_LONGEST = 4096
_DEEPEST = 40
_MOST = 90
# A backslash may hide any of these.
_SUSPECT = (
    "\\", "SERVICE", "FROM", "BASE", "NOW", "RAND", "UUID", "BNODE", "INSERT", "DELETE", "LOAD",
    "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH",
)  # fmt: skip
_HEAD = re.compile(
    r"(?:[ \t\r\n]"
    r"|PREFIX[ \t\r\n]+[A-Za-z][\w-]*:[ \t\r\n]*<[^<>\"{}|^`\x00-\x20]*>)*+"
    r"(SELECT|ASK|CONSTRUCT|DESCRIBE)(?![\w:.-])",
    re.IGNORECASE,
)
# A parenthesis that opens an expression: after one of these words, or before a function's name.
# Elsewhere it may open a collection, whose members are patterns without a separator.
_FUNCTION = (
    "COUNT|SUM|MIN|MAX|AVG|SAMPLE|STR|LANG|LANGMATCHES|BOUND|CONTAINS|STRSTARTS|LCASE|UCASE|SUBSTR"
    "|STRLEN|CONCAT|DATATYPE|YEAR|REGEX|IF|COALESCE"
)
_EXPRESSION = re.compile(
    rf"(?<![\w:.%-])(?:SELECT|DISTINCT|FILTER|BIND|HAVING|BY|ASC|DESC|{_FUNCTION})[ \t\r\n]*\("
    rf"|\((?=[ \t\r\n]*(?:{_FUNCTION})[ \t\r\n]*\()",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\s(){}\[\].;,/]+")
_SEPARATOR = re.compile(r"[({\[.;,/!|&=<>*+^-]")


def plain_form(text: str) -> Form | None:
    """The form of a query that is plainly harmless, and whose answer lasts; None for any other."""
    if len(text) > _LONGEST:
        return None
    text = without_comment_lines(text)
    upper = text.upper()
    if any(word in upper for word in _SUSPECT):
        return None
    head = _HEAD.match(text)
    if head is None:
        return None
    body = text[head.start(1) :]
    if "(" in body and body.count("(") != len(_EXPRESSION.findall(body)):
        return None
    opened = [body.count(sign) for sign in "({["]
    if sum(opened) > _DEEPEST or opened != [body.count(sign) for sign in ")}]"]:
        return None
    # What is no longer than that holds no more signs, and no more words.
    if len(body) > _MOST and max(len(f.findall(body)) for f in (_SEPARATOR, _WORD)) > _MOST:
        return None
    return cast(Form, head[1].upper())
