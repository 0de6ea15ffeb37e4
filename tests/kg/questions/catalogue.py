"""The catalogue as the tests of questions read it, on a day that stays."""

from __future__ import annotations

from datetime import date

from kg.model import read_model
from kg.questions.catalogue import Catalogue
from kg.settings import Settings
from kg.terms import Names

DAY = date(2026, 11, 22)
CATALOGUE = Catalogue.read(read_model(Settings().ontology), Names(), clock=lambda: DAY)
NAMES = sorted(question.name for question in CATALOGUE)

EMPTY = {
    "common-partners": "Only the home city's ties are on record; a world list would fill it.",
    "partner-of-partner": "Only the home city's ties are on record; a world list would fill it.",
    "sessions-of-practice": "No source on record says which practice a participant presented.",
}
"""Questions that have no row on the real data on purpose, and why."""
