"""What a kind and a property are, as the shapes declare them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal as OneOf

from kg.terms import shorten

Text = Mapping[str, str]
"""A text by language, `ko` and `en`."""

Value = OneOf[
    "thing", "concept", "text", "literal", "date", "decimal", "integer", "boolean", "time", "iri"
]
"""What a property's values are: `text` is language-tagged, `literal` may be either."""


@dataclass(frozen=True, kw_only=True)
class Property:
    """One property of a kind: what its values are, and where it is shown and entered."""

    path: str
    name: Text
    help: Text
    message: Text
    order: float
    value: Value
    of: str | None = None
    """Class of the values, when they are things or concepts."""
    least: int = 0
    most: int | None = None
    one_a_language: bool = False
    """Whether one source may give one text a language only."""
    plain: bool = False
    """Whether the texts have no language: codes, identifiers."""
    key: bool = False
    listed: bool = False
    facet: bool = False
    caption: bool = False
    derived: bool = False
    """Whether a rule says it, never a source: no import column, nothing to miss."""
    column: str = ""
    """Header of the import column."""

    @property
    def local(self) -> str:
        """The path's local name, which addresses and exports use."""
        return self.path.rpartition("#")[2].rpartition("/")[2]

    @property
    def links(self) -> bool:
        """Whether the values are other things or concepts."""
        return self.value in ("thing", "concept")

    @property
    def single(self) -> bool:
        """Whether one source may give one value only, so that several sources may conflict."""
        return self.most == 1


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of thing."""

    iri: str
    name: str
    """Segment in IRIs: `city`."""
    slug: str
    """Segment in addresses: `cities`."""
    label: Text
    plural: Text
    help: Text
    order: float
    properties: tuple[Property, ...]
    above: tuple[str, ...] = ()
    """Every class above this one."""
    edge_through: str | None = None
    part_through: str | None = None
    """The property by which a whole points to things of this kind (a stage, an amount)."""

    def find(self, name: str) -> Property:
        """The property of that path, local name or column; raises KeyError."""
        for candidate in self.properties:
            if name in (candidate.path, candidate.local, candidate.column):
                return candidate
        raise KeyError(name)

    @property
    def labelled(self) -> bool:
        """Whether things of this kind bear a name; the others get a caption composed."""
        return any(p.local == "label" and p.least > 0 for p in self.properties)

    @property
    def keys(self) -> tuple[Property, ...]:
        """Properties each source must give with the thing."""
        return tuple(p for p in self.properties if p.key)

    @property
    def listed(self) -> tuple[Property, ...]:
        """Columns of the list."""
        return tuple(p for p in self.properties if p.listed)

    @property
    def columns(self) -> tuple[Property, ...]:
        """Columns of the list beside the name, which already tells the ends of an edge."""
        return tuple(p for p in self.listed if p.path != self.edge_through)

    @property
    def newest_first(self) -> str:
        """The order of a list nobody has ordered: newest first where there is a date."""
        return next((f"-{p.local}" for p in self.listed if p.value == "date"), "")

    @property
    def facets(self) -> tuple[Property, ...]:
        """Filters of the list."""
        return tuple(p for p in self.properties if p.facet)

    @property
    def captions(self) -> tuple[Property, ...]:
        """Properties that make up the caption of a thing without a name."""
        return tuple(p for p in self.properties if p.caption)


@dataclass(frozen=True)
class Model:
    """All kinds, and the concept schemes their properties draw from."""

    kinds: tuple[Kind, ...]
    schemes: Mapping[str, str] = field(default_factory=dict)
    """Scheme id by concept class: `…ns#Relation` to `relation`."""
    concepts: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)
    """Labels of each concept, by scheme id and concept IRI."""

    def __iter__(self) -> Iterator[Kind]:
        return iter(self.kinds)

    @cached_property
    def _named(self) -> Mapping[str, Kind]:
        # The first of two that share a word, as they stand in order.
        kinds = reversed(self.kinds)
        return {name: kind for kind in kinds for name in (kind.iri, kind.slug, kind.name)}

    @cached_property
    def schemes_of(self) -> Mapping[str, tuple[str, Text]]:
        """The scheme id and the labels of each concept, by its IRI."""
        return {
            iri: (scheme, labels)
            for scheme, members in self.concepts.items()
            for iri, labels in members.items()
        }

    @cached_property
    def terms(self) -> Mapping[str, Text]:
        """What the shapes call each class and property, by its IRI."""
        found = {p.path: p.name for kind in self.kinds for p in kind.properties}
        return found | {kind.iri: kind.label for kind in self.kinds}

    @cached_property
    def derived(self) -> tuple[str, ...]:
        """The paths of all properties that a rule says, never a source."""
        return tuple(sorted({p.path for k in self.kinds for p in k.properties if p.derived}))

    def kind(self, name: str) -> Kind:
        """The kind of that name, slug or class IRI; raises KeyError."""
        return self._named[name]

    def kinds_of(self, cls: str) -> tuple[Kind, ...]:
        """The kinds whose things are of a class: the kind itself, or those below `cd:Actor`."""
        return tuple(k for k in self.kinds if cls == k.iri or cls in k.above)

    def linking_to(self, kind: Kind) -> Iterator[tuple[Kind, Property]]:
        """Every property of every kind that may point to things of this kind."""
        for other in self.kinds:
            for prop in other.properties:
                if prop.value == "thing" and (
                    prop.of is None or prop.of == kind.iri or prop.of in kind.above
                ):
                    yield other, prop

    def wholes(self, kind: Kind) -> Iterator[tuple[Kind, Property]]:
        """The kinds this kind is a part of, and the property that says so."""
        for other, prop in self.linking_to(kind):
            if prop.path == kind.part_through:
                yield other, prop

    def __str__(self) -> str:
        return ", ".join(shorten(k.iri) for k in self.kinds)
