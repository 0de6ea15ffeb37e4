"""Which rows break a rule of the ontology, and how that is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pyoxigraph import Literal, Quad

from kg.ingest.check import Violation
from kg.ingest.pipeline import Mapped, Place
from kg.ingest.report import Finding
from kg.model import Model

_REMEDY = {
    "within": "Correct the cell, or first add the thing it names; the code book says what fits.",
    "union": "No source says it yet: fill it in here, or in another row of the same thing.",
}

Row = tuple[Place, list[Quad]]


def blamed(violation: Violation, batch: Iterable[Mapped]) -> list[Place]:
    """File and row of those that break the rule; none when no row of the batch does.

    A value that may not be is the fault of each row that says it. Of values that may not stand
    together the later one is: what came first stays.
    """
    speaking = [
        row
        for mapped in batch
        for row in mapped.rows
        if any(_about(quad, violation) for quad in row[1])
    ]
    saying = [(place, _values(quads, violation)) for place, quads in speaking]
    saying = [(place, values) for place, values in saying if values]
    if not saying:
        return [place for place, _ in speaking]
    exactly = [p for p, values in saying if violation.value in {_shown(v) for v in values}]
    return exactly or [_later(saying)]


def _about(quad: Quad, violation: Violation) -> bool:
    return quad.subject.value == violation.thing and violation.graph in (  # type: ignore[union-attr]
        None,
        quad.graph_name.value,  # type: ignore[union-attr]
    )


def _values(quads: Iterable[Quad], violation: Violation) -> list[object]:
    return [q.object for q in quads if q.predicate.value == violation.path and _about(q, violation)]


def _shown(value: object) -> str:
    if isinstance(value, Literal) and value.language:
        return f"{value.value}@{value.language}"
    return str(getattr(value, "value", value))


def _later(saying: Sequence[tuple[Place, list[object]]]) -> Place:
    """The last row that says another value than a row before it, in the same language if any."""
    first: dict[str, object] = {}
    found = saying[-1][0]
    for place, values in saying:
        for value in values:
            language = (value.language or "") if isinstance(value, Literal) else ""
            if first.setdefault(language, value) != value:
                found = place
    return found


def finding(violation: Violation, place: tuple[str, int | None], model: Model) -> Finding:
    """A violation as a finding at a row."""
    value = f" (value: {violation.value})" if violation.value else ""
    return Finding(
        severity="refused",
        file=place[0],
        row=place[1],
        column=_column(violation, model),
        problem=f"{violation.message['en']}{value}",
        remedy=_REMEDY[violation.variant],
    )


def edited(violation: Violation, dataset: str) -> Finding:
    """A violation that no row explains, since an edit in the archive has part in it."""
    return Finding(
        severity="warning",
        file=dataset,
        problem=f"With what was edited in the archive, {violation.thing} breaks a rule: "
        f"{violation.message['en']}" + (f" (value: {violation.value})" if violation.value else ""),
        remedy="Correct it by an import, or take the edit back (kg log, kg undo).",
    )


def _column(violation: Violation, model: Model) -> str:
    """The column of the property; kinds may call it differently, so the thing's own comes first."""
    kinds = sorted(model, key=lambda kind: f"/{kind.name}/" not in violation.thing)
    for kind in kinds:
        for prop in kind.properties:
            if prop.path == violation.path:
                return prop.column
    return ""


def all_blamed(
    violations: Iterable[Violation], batch: Sequence[Mapped], model: Model
) -> Iterator[tuple[Place, Finding]]:
    """Each row to blame with its finding; a row may come more than once."""
    for violation in violations:
        for place in blamed(violation, batch):
            yield place, finding(violation, place, model)
