"""Reads kinds from the shapes, and refuses what it does not understand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store, parse

from kg.errors import ModelProblem
from kg.model.kinds import Kind, Model, Property, Text, Value
from kg.model.sheet import entered
from kg.terms import NAMESPACES, RDF_TYPE, cd, name, shorten

LANGUAGES = ("ko", "en")

_SH = NAMESPACES["sh"]
_DATATYPES: dict[str, Value] = {
    "rdf:langString": "text",
    "xsd:string": "literal",
    "xsd:decimal": "decimal",
    "xsd:integer": "integer",
    "xsd:boolean": "boolean",
    "xsd:dateTime": "time",
    "xsd:anyURI": "iri",
}
_OF_A_PROPERTY = {
    *("path name description message order class datatype node nodeKind".split()),
    *("minCount maxCount uniqueLang minInclusive maxInclusive pattern".split()),
}
_OF_A_KIND = {"targetClass", "node", "property", "order"}
_OURS_OF_A_PROPERTY = {"key", "listed", "facet", "caption", "derived", "column"}
_OURS_OF_A_KIND = {"kind", "slug", "plural", "edgeThrough", "partThrough"}

Node = NamedNode | BlankNode


class _Shapes:
    """The shapes of all files in one store; each shape remembers its file."""

    def __init__(self, folder: Path) -> None:
        self.store = Store()
        self.file_of: dict[Node, str] = {}
        files = sorted((folder / "shapes").glob("*.ttl")) + sorted((folder / "vocab").glob("*.ttl"))
        terms = folder / "terms.ttl"
        for path in [*files, *([terms] if terms.exists() else [])]:
            for triple in _parse(path):
                self.store.add(triple)
                if path.parent.name == "shapes" and isinstance(triple.subject, Node):
                    self.file_of.setdefault(triple.subject, path.name)

    def all(self, subject: Node, predicate: NamedNode) -> list[NamedNode | BlankNode | Literal]:
        found = self.store.quads_for_pattern(subject, predicate, None)
        return [q.object for q in found]  # type: ignore[misc]

    def one(self, subject: Node, predicate: NamedNode) -> NamedNode | BlankNode | Literal | None:
        return next(iter(self.all(subject, predicate)), None)

    def value(self, subject: Node, predicate: NamedNode) -> str | None:
        found = self.one(subject, predicate)
        return None if found is None else found.value

    def text(self, subject: Node, predicate: NamedNode) -> Text:
        return {
            o.language: o.value
            for o in self.all(subject, predicate)
            if isinstance(o, Literal) and o.language in LANGUAGES
        }

    def refuse(self, shape: Node, problem: str, remedy: str) -> ModelProblem:
        return ModelProblem(
            f"ontology/shapes/{self.file_of.get(shape, '?')}: {problem}", remedy=remedy
        )

    def order(self, node: Node, shape: Node, otherwise: float) -> float:
        said = self.value(node, name("sh:order"))
        try:
            return float(said) if said else otherwise
        except ValueError:
            raise self.refuse(
                shape, f"sh:order is {said!r}, which is no number.", "Write a number, such as 10."
            ) from None

    def whole(self, node: Node, shape: Node, term: str, what: str) -> int | None:
        said = self.value(node, name(term))
        if said is None:
            return None
        if not said.isdecimal():
            raise self.refuse(
                shape, f"{term} of {what} is {said!r}, which is no count.", "Write 0, 1, 2 or more."
            )
        return int(said)

    def check_terms(self, shape: Node, allowed_sh: set[str], allowed_ours: set[str]) -> None:
        for quad in self.store.quads_for_pattern(shape, None, None):
            term = quad.predicate.value
            if term.startswith(_SH) and term[len(_SH) :] not in allowed_sh:
                raise self.refuse(
                    shape,
                    f"{shorten(term)} is not understood here.",
                    "Use one of sh:" + ", sh:".join(sorted(allowed_sh)) + ".",
                )
            ours = NAMESPACES["cd"]
            if term.startswith(ours) and term[len(ours) :] not in allowed_ours:
                raise self.refuse(
                    shape,
                    f"{shorten(term)} is not understood here.",
                    "Use one of cd:" + ", cd:".join(sorted(allowed_ours)) + ".",
                )


def _parse(path: Path) -> Iterator[Quad]:
    try:
        # Labels of blank nodes are renamed, so that two files never share one.
        yield from parse(path=str(path), format=RdfFormat.TURTLE, rename_blank_nodes=True)
    except (SyntaxError, OSError) as reason:
        raise ModelProblem(
            f"{path.parent.name}/{path.name} cannot be read: {reason}.",
            remedy="Correct the Turtle at the place it names.",
        ) from reason


def snake(local: str) -> str:
    """The import column of a property: `validUntil` becomes `valid_until`."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", lambda m: "_" + m[1].lower(), local).lower()


def read_model(folder: Path) -> Model:
    """The model that the files of the ontology declare.

    Raises ModelProblem naming file and term where a shape uses what is not understood, lacks a
    label in Korean or English, or clashes with another kind.
    """
    shapes = _Shapes(folder)
    schemes = {
        quad.object.value: quad.subject.value.rpartition("/")[2]
        for quad in shapes.store.quads_for_pattern(None, cd("conceptClass"), None)
        if isinstance(quad.object, NamedNode) and isinstance(quad.subject, NamedNode)
    }
    found = {}
    for quad in shapes.store.quads_for_pattern(None, name("sh:targetClass"), None):
        if not isinstance(quad.subject, NamedNode) or not isinstance(quad.object, NamedNode):
            raise ModelProblem(
                f"ontology/shapes: a shape of {quad.object} has no name, or its class is none.",
                remedy="Name the shape, such as cd:CityShape, and its class.",
            )
        found[quad.subject] = _kind(shapes, quad.subject, schemes)
    kinds = tuple(sorted(found.values(), key=lambda k: (k.order, k.name)))
    _refuse_clashes(kinds)
    for shape, kind in found.items():
        _refuse_unknown_classes(shapes, shape, kind, kinds)
        _refuse_shared_columns(shapes, shape, kind)
    return Model(kinds=kinds, schemes=schemes, concepts=_concepts(shapes, schemes))


def _refuse_clashes(kinds: Iterable[Kind]) -> None:
    seen: dict[str, Kind] = {}
    for kind in kinds:
        for word in {kind.name, kind.slug}:
            if word in seen:
                raise ModelProblem(
                    f"ontology/shapes: two kinds are called {word!r}: "
                    f"{shorten(seen[word].iri)} and {shorten(kind.iri)}.",
                    remedy="Give one another cd:kind or cd:slug.",
                )
            seen[word] = kind


def _refuse_unknown_classes(
    shapes: _Shapes, shape: Node, kind: Kind, kinds: Iterable[Kind]
) -> None:
    """A class that is misspelled would leave a column that nothing fits."""
    known = {iri for k in kinds for iri in (k.iri, *k.above)}
    for prop in kind.properties:
        if prop.value == "thing" and prop.of not in known:
            raise shapes.refuse(
                shape,
                f"the values of {shorten(prop.path)} are of {shorten(prop.of or '')}, which is "
                "neither a kind nor the class of a concept scheme.",
                "Correct sh:class, or declare the class.",
            )


def _refuse_shared_columns(shapes: _Shapes, shape: Node, kind: Kind) -> None:
    seen = {"id": "the key", "source_url": "the source"}
    for prop in entered(kind):
        if prop.column in seen:
            raise shapes.refuse(
                shape,
                f"{shorten(prop.path)} and {seen[prop.column]} of {kind.name!r} share the column "
                f"{prop.column!r}.",
                "Give one another cd:column.",
            )
        seen[prop.column] = shorten(prop.path)


def _concepts(shapes: _Shapes, schemes: dict[str, str]) -> dict[str, dict[str, Text]]:
    labels: dict[str, dict[str, Text]] = {}
    for cls, scheme in schemes.items():
        members = shapes.store.quads_for_pattern(None, RDF_TYPE, NamedNode(cls))
        labels[scheme] = {
            quad.subject.value: shapes.text(quad.subject, name("skos:prefLabel"))
            for quad in members
            if isinstance(quad.subject, NamedNode)
        }
    return labels


def _both(shapes: _Shapes, shape: Node, about: Node, term: str, what: str) -> Text:
    text = shapes.text(about, name(term))
    missing = [language for language in LANGUAGES if not text.get(language)]
    if missing:
        raise shapes.refuse(
            shape, f"{what} lacks {term} in {' and '.join(missing)}.", "Add it in both languages."
        )
    return text


def _kind(shapes: _Shapes, shape: NamedNode, schemes: dict[str, str]) -> Kind:
    shapes.check_terms(shape, _OF_A_KIND, _OURS_OF_A_KIND)
    cls = shapes.one(shape, name("sh:targetClass"))
    assert isinstance(cls, NamedNode)
    what = shorten(cls.value)
    short = shapes.value(shape, cd("kind"))
    slug = shapes.value(shape, cd("slug"))
    if not short or not slug:
        raise shapes.refuse(shape, f"{what} lacks cd:kind or cd:slug.", "Say how it is addressed.")
    for word in (short, slug):
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", word):
            raise shapes.refuse(
                shape,
                f"{what} is called {word!r}, which cannot stand in an address.",
                "Use lower-case letters, digits and hyphens.",
            )
    return Kind(
        iri=cls.value,
        name=short,
        slug=slug,
        label=_both(shapes, shape, cls, "rdfs:label", what),
        plural=_both(shapes, shape, shape, "cd:plural", what),
        help=_both(shapes, shape, cls, "rdfs:comment", what),
        order=shapes.order(shape, shape, 100),
        properties=_properties(shapes, shape, schemes),
        above=tuple(dict.fromkeys(_above(shapes, cls, (cls.value,)))),
        edge_through=shapes.value(shape, cd("edgeThrough")),
        part_through=shapes.value(shape, cd("partThrough")),
    )


def _above(shapes: _Shapes, cls: NamedNode, below: tuple[str, ...]) -> Iterator[str]:
    for parent in shapes.all(cls, name("rdfs:subClassOf")):
        # A class that is above itself, by whatever way, says nothing more.
        if isinstance(parent, NamedNode) and parent.value not in below:
            yield parent.value
            yield from _above(shapes, parent, (*below, parent.value))


def _properties(shapes: _Shapes, shape: Node, schemes: dict[str, str]) -> tuple[Property, ...]:
    """Own properties, then those of the shapes taken over by sh:node; one path is one property."""
    gathered: dict[str, Property] = {}
    for node in shapes.all(shape, name("sh:property")):
        if isinstance(node, Node):
            prop = _property(shapes, shape, node, schemes)
            gathered[prop.path] = prop
    for taken in shapes.all(shape, name("sh:node")):
        if isinstance(taken, Node):
            if not shapes.all(taken, RDF_TYPE):
                raise shapes.refuse(
                    shape,
                    f"it takes over {shorten(taken.value)}, which no file declares.",
                    "Correct sh:node, or declare the shape.",
                )
            shapes.check_terms(taken, {"node", "property"}, set())
            for prop in _properties(shapes, taken, schemes):
                mine = gathered.get(prop.path)
                # A second shape of a path may only tighten it (a name that must be there).
                if mine is None or prop.least > mine.least:
                    gathered[prop.path] = prop
    return tuple(sorted(gathered.values(), key=lambda p: (p.order, p.path)))


def _property(shapes: _Shapes, shape: Node, node: Node, schemes: dict[str, str]) -> Property:
    path = shapes.one(node, name("sh:path"))
    if not isinstance(path, NamedNode):
        raise shapes.refuse(
            shape, "a property has no sh:path that is one property.", "Paths are single IRIs here."
        )
    what = shorten(path.value)
    shapes.check_terms(node, _OF_A_PROPERTY, _OURS_OF_A_PROPERTY)
    value, of = _value(shapes, shape, node, schemes, what)

    def marked(term: str) -> bool:
        return shapes.value(node, cd(term)) == "true"

    local = path.value.rpartition("#")[2].rpartition("/")[2]
    return Property(
        path=path.value,
        name=_both(shapes, shape, node, "sh:name", what),
        help=_both(shapes, shape, node, "sh:description", what),
        message=_both(shapes, shape, node, "sh:message", what),
        order=shapes.order(node, shape, 50),
        value=value,
        of=of,
        least=shapes.whole(node, shape, "sh:minCount", what) or 0,
        most=shapes.whole(node, shape, "sh:maxCount", what),
        one_a_language=shapes.value(node, name("sh:uniqueLang")) == "true",
        plain=shapes.value(node, name("sh:datatype")) == NAMESPACES["xsd"] + "string",
        key=marked("key"),
        listed=marked("listed"),
        facet=marked("facet"),
        caption=marked("caption"),
        derived=marked("derived"),
        column=shapes.value(node, cd("column")) or snake(local),
    )


def _value(
    shapes: _Shapes, shape: Node, node: Node, schemes: dict[str, str], what: str
) -> tuple[Value, str | None]:
    cls = shapes.value(node, name("sh:class"))
    if cls:
        return ("concept" if cls in schemes else "thing"), cls
    if shapes.value(node, name("sh:node")) == cd("PartialDate").value:
        return "date", None
    datatype = shapes.value(node, name("sh:datatype"))
    if datatype:
        short = shorten(datatype)
        if short not in _DATATYPES:
            raise shapes.refuse(
                shape,
                f"{what} has the datatype {short}, which is not understood.",
                "Use one of " + ", ".join(_DATATYPES) + ", or sh:node cd:PartialDate.",
            )
        return _DATATYPES[short], None
    kind = shapes.value(node, name("sh:nodeKind"))
    if kind == _SH + "IRI":
        # An address elsewhere, or any thing of ours: pages find out which by looking it up.
        return "iri", None
    if kind == _SH + "Literal":
        return "literal", None
    raise shapes.refuse(
        shape, f"{what} does not say what its values are.", "Add sh:class, sh:datatype or sh:node."
    )
