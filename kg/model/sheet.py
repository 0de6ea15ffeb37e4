"""The blank import sheet of a kind: which properties people enter, in which columns."""

from __future__ import annotations

from kg.model.kinds import Kind, Property


def entered(kind: Kind) -> tuple[Property, ...]:
    """The properties people enter: all but the derived."""
    return tuple(p for p in kind.properties if not p.derived)


def columns(kind: Kind) -> tuple[str, ...]:
    """The header of the kind's blank import sheet.

    Texts have a column a language; a text may also stand in another language's column, such as
    `label_ja`, and one of no language in the column without an ending. Several values of a cell
    are separated by `;`, several texts stand on lines of their own.
    """
    header = ["id"]
    for prop in entered(kind):
        if in_languages(prop):
            header += [column_of(prop, language) for language in ("ko", "en")]
        else:
            header.append(prop.column)
    return (*header, "source_url")


def in_languages(prop: Property) -> bool:
    """Whether a property has a column a language."""
    return prop.value in ("text", "literal") and prop.local != "identifier" and not prop.plain


def column_of(prop: Property, language: str | None) -> str:
    """The column in which a value of a property stands, by the language of the value."""
    return f"{prop.column}_{language}" if language and in_languages(prop) else prop.column
