"""A row is a practice of a city that others may take up."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode

from kg.ingest.known import Known
from kg.ingest.row import Row
from kg.ingest.statements import EDITORS, SOURCE, Statement

COLUMNS = ("id", "title_en", "title_ko", "city_en", "country_iso2", "fields", "source_url")

_TEXTS = ("summary", "problem", "approach", "cost", "results")


def statements(row: Row, known: Known) -> Iterator[Statement]:
    """The practice as its document tells it; fields, SDGs and methods are our classification.

    Lessons are the document's unless `lessons_by` says that they are our reading of it.
    """
    practice = known.draft("practice", known.key(row))
    practice.say("label", *known.texts(row, "title"))
    practice.say("city", *_cities(row, known))
    practice.say("start", known.date(row, "start"))
    practice.say("status", known.concept(row, "status", "practice-status"))
    practice.say("detailLevel", Literal(row["detail_level"]) if row["detail_level"] else None)
    for text in _TEXTS:
        practice.say(text, *known.texts(row, text))
    lessons_by = EDITORS if row["lessons_by"] == EDITORS else SOURCE
    practice.say("lessons", *known.texts(row, "lessons"), by=lessons_by)
    leads = (known.actor_surely(lead, "lead") for lead in row.many("lead", ";"))
    practice.say("lead", *leads).say("leadNote", *known.texts(row, "lead_note"))
    practice.say("field", *known.fields(row, "fields"), by=EDITORS)
    goals = (known.concept_called(goal, "sdg", "sdgs") for goal in row.many("sdgs"))
    practice.say("sdg", *goals, by=EDITORS)
    methods = (known.concept_called(id, "practice-method", "methods") for id in row.many("methods"))
    practice.say("method", *methods, by=EDITORS)
    practice.say("note", *known.texts(row, "note"))
    practice.say("note", *known.texts(row, "source_note"), known.text(row, "source_note"))
    yield from practice


def _cities(row: Row, known: Known) -> Iterator[NamedNode]:
    for city in row.many("city_en", ";"):
        yield known.city_called(city, row["country_iso2"], "city_en")
