"""Totals under each counting rule, beside the numbers that were published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask import Blueprint, Flask, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from kg.questions.values import Value
from web.asked import Asked, ask
from web.pictures.years import text_of
from web.reading import library, settings
from web.views.desk.files import spreadsheet

bp = Blueprint("counting", __name__)
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Rule:
    """A counting rule with what it counts today; nothing where no question counts by it."""

    rule: Value
    definition: Value
    recount: Asked | None

    def count(self, measure: str) -> int | None:
        """Today's number of a measure (its id), None where the rule does not count it."""
        return self.counts.get(measure.replace("-", "_"))

    @property
    def counts(self) -> dict[str, int]:
        """The numbers of the recount by column; a question of many rows recounts nothing."""
        if self.recount is None or self.recount.count != 1:
            return {}
        row = next(iter(self.recount.table))
        return {c: int(v.text) for c, v in row.items() if v is not None and v.text.isdigit()}


@dataclass(frozen=True)
class Published:
    """A published number beside today's recount under the rule it was read to follow."""

    row: Row
    rule: Rule | None
    """None where nobody said by which rule."""
    by: Rule | None
    """The rule it is recounted under: its own, else the plain one."""

    @property
    def recount(self) -> int | None:
        """Today's number."""
        return self.by.count(self.row["measure"].id) if self.by else None

    @property
    def difference(self) -> int | None:
        """By how much the published number exceeds the recount; None where either is missing."""
        text = text_of(self.row["value"])
        if self.recount is None or not text.lstrip("-").isdigit():
            return None
        return int(text) - self.recount


@bp.get("/counting")
@bp.get("/counting.<ending>")
def page(ending: str = "") -> str | Response:
    """Each rule with its recount, and each published number beside the recount of its rule."""
    home = settings().home
    rules = _rules(home)
    asked = ask("published-counts", city=home)
    published = _published(asked, rules)
    if ending:
        header = [_("Measure"), _("As of"), _("Published"), _("Claimed by"), _("Rule")]
        header += [_("Recounted today"), _("Difference"), _("Source")]
        known = asked.table.sources
        rows = [_cells(p, [known[s].url or s for s in p.row["sources"]]) for p in published]
        title = _("Counting rules")
        return spreadsheet(header, rows, ending, name="counting", title=title)
    return render_template(
        "desk/counting.html",
        rules=rules,
        asked=asked,
        rules_asked=ask("counting-rules"),
        measures=[
            (walked[0].row["measure"], walked)
            for _key, same in groupby(published, lambda p: p.row["measure"].iri)
            if (walked := list(same))
        ],
        columns=_columns(rules),
        totals=[ask(name, city=home) for name in ("project-total", "exchange-total")],
        home=home,
    )


def _rules(home: str) -> list[Rule]:
    """The rules, each asked by the question it names; one that names none the house has counts nothing."""
    known = {
        question.name
        for question in library().catalogue
        if "city" in {p.name for p in question.parameters}
    }
    found = []
    for row in ask("counting-rules").merged("rule"):
        name = text_of(row["question"]).rpartition("/")[2]
        recount = ask(name, city=home) if name in known else None
        found.append(Rule(row["rule"], row["definition"], recount))
    return sorted(found, key=lambda rule: (not rule.counts, rule.rule.iri))


def _columns(rules: list[Rule]) -> list[tuple[str, dict[str, str]]]:
    """The measures that recounts give, with their headings in every language."""
    found: dict[str, dict[str, str]] = {}
    for rule in rules:
        if rule.recount is not None:
            for column in rule.counts:
                found.setdefault(column, dict(rule.recount.question.headings[column]))
    return list(found.items())


def _published(asked: Asked, rules: list[Rule]) -> list[Published]:
    by_iri = {rule.rule.iri: rule for rule in rules}
    plain = next((rule for rule in rules if rule.rule.key == "sister-and-friendship"), None)
    found = []
    for row in asked.merged("observation"):
        rule = by_iri.get(row["rule"].iri) if row["rule"] else None
        found.append(Published(row, rule, rule or plain))
    return found


def _cells(p: Published, sources: list[str]) -> list[str]:
    row = p.row
    rule = p.rule.rule.text if p.rule else ""
    counted = "" if p.recount is None else str(p.recount)
    difference = "" if p.difference is None else str(p.difference)
    texts = [text_of(row[c]) for c in ("measure", "asof", "value", "claimant")]
    return [*texts, rule, counted, difference, " ".join(sources)]


def install(app: Flask) -> None:
    """Registers the addresses."""
    app.register_blueprint(bp)
