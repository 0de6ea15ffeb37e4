"""What a sheet says, in one structure for the page and for the PDF."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from kg.questions.values import Value
from web import addresses
from web.asked import Asked
from web.footnotes import Footnotes
from web.words import foreign

MARKS = 2
"""Sources numbered behind one value: the best-ranked; all of them stand at its address."""


@dataclass(frozen=True)
class Cell:
    """A piece of text with the numbers of its sources."""

    text: str
    href: str = ""
    marks: tuple[int, ...] = ()
    sign: str = ""
    """Id of a relation, or `on`, `slow`, `off`: a shape stands before the text."""
    language: str = ""
    """The text's language where it is not the side's."""
    minor: str = ""
    """A second line, less important."""
    strong: bool = False


Line = tuple[Cell, ...]


@dataclass(frozen=True)
class Block:
    """A section: rows of cells, or the reason why there are none."""

    id: str
    title: str
    lines: tuple[Line, ...] = ()
    columns: tuple[str, ...] = ()
    """Headings; a block without them is a list of terms with what is said of each."""
    figure: str = ""
    """The number behind the title."""
    question: str = ""
    """Where that number is counted."""
    rest: str = ""
    """What was left out, in words."""
    rest_href: str = ""
    rule: str = ""
    """How the figures are counted."""
    empty: str = ""
    """Why there is nothing, where there is nothing."""


@dataclass(frozen=True)
class Side:
    """The sheet in one language."""

    language: str
    kicker: str
    title: str
    names: tuple[tuple[str, str], ...]
    """The other names with their languages."""
    place: str
    sentence: str
    blocks: tuple[Block, ...]
    foot: tuple[str, ...]
    """Counting rules, date and revision of the data."""
    contents: str = ""
    """Title of the table of contents, for sheets of several pages."""
    sources: str = ""
    """Title of the list of sources."""


@dataclass(frozen=True)
class Note:
    """A source at the foot."""

    number: int
    label: str
    url: str
    issued: str


@dataclass(frozen=True)
class Sheet:
    """A sheet in one language, or in two side by side."""

    sides: tuple[Side, ...]
    notes: tuple[Note, ...]
    address: str


@dataclass
class Writer:
    """Turns values into cells, numbering their sources as they come."""

    footnotes: Footnotes = field(default_factory=Footnotes)

    def know(self, *asked: Asked) -> None:
        """Takes in the sources of answers."""
        for one in asked:
            self.footnotes.know(one.table.sources)

    def cell(
        self,
        value: Value | str | None,
        sources: Iterable[str] = (),
        *,
        sign: str = "",
        minor: str = "",
        strong: bool = False,
        otherwise: str = "",
    ) -> Cell:
        """The cell of a value; `otherwise` stands where there is none."""
        marks = self.footnotes.numbers(sources, MARKS)
        if value is None or value == "":
            return Cell(otherwise, minor=minor)
        if isinstance(value, str):
            return Cell(value, marks=marks, sign=sign, minor=minor, strong=strong)
        return Cell(
            value.text,
            addresses.of_thing(value),
            marks,
            sign,
            value.language if foreign(value) else "",
            minor,
            strong,
        )

    def notes(self) -> tuple[Note, ...]:
        """The list at the foot."""
        return tuple(
            # Many labels name the day themselves.
            Note(n, s.label, s.url, "" if s.issued in s.label else s.issued)
            for n, s in self.footnotes.listed()
        )
