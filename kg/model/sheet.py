"""The blank import sheet of a kind: which properties people enter, in which columns."""

from __future__ import annotations

from kg.model.kinds import Kind, Property


def entered(kind: Kind) -> tuple[Property, ...]:
    """The properties people enter: all but the derived."""
    return tuple(p for p in kind.properties if not p.derived)


def columns(kind: Kind) -> tuple[str, ...]:
    """The header of the kind's blank import sheet.

    Texts have a column a language; a name may also stand in another language's column, such as
    `label_ja`. Several values of a cell are separated by `;`.
    """
    header = ["id"]
    for prop in entered(kind):
        if prop.value in ("text", "literal") and prop.local != "identifier":
            header += [f"{prop.column}_ko", f"{prop.column}_en"]
        else:
            header.append(prop.column)
    return (*header, "source_url")
