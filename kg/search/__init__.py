"""Search over the names, aliases and descriptions of all things, Korean and Latin alike."""

from kg.search.answer import Found, Hit, Match, Reason
from kg.search.index import Index
from kg.search.marking import marks
from kg.search.writer import ALIAS, DESCRIPTION, LABEL, Entry, build

__all__ = [
    "ALIAS",
    "DESCRIPTION",
    "LABEL",
    "Entry",
    "Found",
    "Hit",
    "Index",
    "Match",
    "Reason",
    "build",
    "marks",
]
