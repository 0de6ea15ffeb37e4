"""All that is known of one thing: what each source says, what differs, what points to it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode

from kg.engine.protocol import Limits, Query, Session
from kg.errors import KgError, UnknownThing
from kg.model import Kind, Model, Property
from kg.questions.naming import Naming
from kg.questions.sources import Source
from kg.questions.values import Value, Words, plain, values_clause
from kg.terms import LABEL, NAMESPACES, Names

_CD = NAMESPACES["cd"]
FEW = 12
"""Things shown of each group that points to a page; the rest is a link to the list."""
_ASIDE = 60
"""Properties from this order on (other names, notes) are not missed when absent."""

Term = NamedNode | Literal


class Moved(KgError):
    """The thing has a new key; the address moves for good."""

    def __init__(self, kind: str, key: str) -> None:
        super().__init__(f"It is now called {key}.", remedy="Follow the new address.")
        self.kind = kind
        self.key = key


@dataclass(frozen=True)
class Claim:
    """A value and the sources that give it."""

    value: Value
    sources: tuple[str, ...] = ()
    first: bool = False
    """Shown first of several that differ."""
    derived: bool = False
    note: str = ""


@dataclass(frozen=True)
class Fact:
    """A property of a thing with every value any source gives."""

    property: Property
    claims: tuple[Claim, ...]
    disagrees: bool = False
    chosen_by: str = ""


@dataclass(frozen=True)
class Part:
    """A thing that is part of the page's thing, such as a stage of a tie."""

    kind: Kind
    thing: Value
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Group:
    """Things of one kind that point here by one property."""

    kind: Kind
    property: Property
    total: int
    things: tuple[Value, ...]


@dataclass(frozen=True)
class Page:
    """One thing."""

    thing: Value
    kind: Kind
    facts: tuple[Fact, ...]
    parts: tuple[Part, ...]
    missing: tuple[Property, ...]
    sources: Mapping[str, Source]
    names: Mapping[str, str] = field(default_factory=dict)
    """Labels by language."""

    def fact(self, local: str) -> Fact | None:
        """The fact of a property, None when no source says anything."""
        return next((f for f in self.facts if f.property.local == local), None)

    @property
    def own_facts(self) -> list[Fact]:
        """The facts without those that only lead to parts, which are shown whole."""
        leading = {part.kind.part_through for part in self.parts}
        return [f for f in self.facts if f.property.path not in leading]

    @property
    def disagreements(self) -> int:
        """How many properties have values that differ between sources, parts included."""
        facts = [*self.facts, *(f for part in self.parts for f in part.facts)]
        return sum(f.disagrees for f in facts)


@dataclass
class _Said:
    """Rows of the graph about the page's things, by thing and property."""

    values: dict[tuple[str, str], dict[Term, list[str]]] = field(default_factory=dict)
    choices: dict[tuple[str, str], tuple[Term, bool, str]] = field(default_factory=dict)


class Pager:
    """Asks for pages over one session."""

    def __init__(
        self, session: Session, within: Limits, model: Model, names: Names, naming: Naming
    ) -> None:
        self._session = session
        self._within = within
        self._model = model
        self._names = names
        self._naming = naming

    def page(self, kind: Kind, key: str) -> Page:
        """The page of a thing; raises UnknownThing, or Moved when it has a new key."""
        try:
            iri = self._names.thing(kind.name, key).value
        except ValueError as reason:
            raise _unknown(kind, key) from reason
        said = self._said([iri])
        if (iri, NAMESPACES["rdf"] + "type") not in said.values:
            raise self._absent(iri, kind, key)
        parts = self._part_iris(kind, iri, said)
        about_parts = self._said(parts)
        words = self._words([said, about_parts], [iri, *parts])
        facts = self._facts(kind, iri, said, words)
        shown = [self._part(part, about_parts, words) for part in parts]
        cited = {s for f in facts for c in f.claims for s in c.sources}
        cited |= {s for p in shown for f in p.facts for c in f.claims for s in c.sources}
        present = {fact.property.path for fact in facts}
        return Page(
            thing=words.value(NamedNode(iri)),
            kind=kind,
            facts=tuple(facts),
            parts=tuple(shown),
            missing=tuple(
                p for p in kind.properties if p.path not in present and self._missed(p, kind)
            ),
            sources=self._naming.sources(cited),
            names={
                term.language or "": term.value
                for term in said.values.get((iri, LABEL.value), {})
                if isinstance(term, Literal)
            },
        )

    def groups(self, page: Page, apart: Collection[str] = ()) -> tuple[Group, ...]:
        """What points to a page's thing, without the kinds of these names."""
        rows = self._group_rows(page.kind, page.thing.iri, apart)
        words = self._naming.words({iri for *_, found in rows for iri in found})
        return tuple(
            Group(k, p, n, tuple(words.value(NamedNode(t)) for t in things))
            for k, p, n, things in rows
        )

    def _missed(self, prop: Property, kind: Kind) -> bool:
        if prop.path == LABEL.value:
            return kind.labelled
        return prop.order < _ASIDE and not prop.derived

    def _absent(self, iri: str, kind: Kind, key: str) -> KgError:
        rows = self._ask(
            f"SELECT ?new WHERE {{ {NamedNode(iri)} <{NAMESPACES['dcterms']}isReplacedBy> ?new }}"
        )
        if rows and isinstance(rows[0][0], NamedNode):
            found = self._names.split(rows[0][0].value)
            if found:
                return Moved(*found)
        return _unknown(kind, key)

    # queries

    def _ask(self, text: str) -> list[tuple[Term | None, ...]]:
        rows = self._session.ask(Query(text), self._within).rows
        return [tuple(t if isinstance(t, NamedNode | Literal) else None for t in r) for r in rows]

    def _said(self, things: Sequence[str]) -> _Said:
        said = _Said()
        if not things:
            return said
        block = values_clause("thing", things)
        rows = self._ask(
            f"SELECT ?thing ?property ?value ?graph WHERE {{ {block} "
            "GRAPH ?graph { ?thing ?property ?value } }"
        )
        ours, derived_graphs = self._names.graph("").value, self._names.graph("derived/").value
        for thing, path, value, graph in rows:
            if value is None:
                continue
            if plain(graph).startswith(derived_graphs):
                # Of what rules say, some is about how values were chosen, and shown as such.
                if plain(path) in self._model.derived:
                    said.values.setdefault((plain(thing), plain(path)), {}).setdefault(value, [])
                continue
            voices = said.values.setdefault((plain(thing), plain(path)), {}).setdefault(value, [])
            # What we keep about sources, datasets and imports stands in graphs of our own.
            if not plain(graph).startswith(ours):
                voices.append(plain(graph))
        rows = self._ask(
            f"SELECT ?thing ?property ?shown ?disagrees ?how WHERE {{ {block} "
            f"?choice <{_CD}about> ?thing ; <{_CD}onProperty> ?property ; "
            f"<{_CD}shownValue> ?shown ; <{_CD}disagrees> ?disagrees . "
            f"OPTIONAL {{ ?choice <{_CD}chosenBy> ?how }} }}"
        )
        for thing, path, shown, disagrees, how in rows:
            if shown is not None:
                said.choices[plain(thing), plain(path)] = (
                    shown,
                    plain(disagrees) == "true",
                    plain(how),
                )
        return said

    def _part_iris(self, kind: Kind, iri: str, said: _Said) -> list[str]:
        """Parts in their own order: the properties that lead to them, then key."""
        through = [
            p.path
            for p in kind.properties
            for part in self._model.kinds_of(p.of or "")
            if part.part_through == p.path
        ]
        found = [v.value for path in through for v in said.values.get((iri, path), {})]
        return list(dict.fromkeys(sorted(found)))

    def _group_rows(
        self, kind: Kind, iri: str, apart: Collection[str]
    ) -> list[tuple[Kind, Property, int, list[str]]]:
        linking = {
            (other.iri, prop.path): (other, prop)
            for other, prop in self._model.linking_to(kind)
            if other.name not in apart
            and (other.part_through != prop.path or other.iri != kind.iri)
        }
        if not linking:
            return []
        rows = self._ask(
            f"SELECT ?type ?property (COUNT(DISTINCT ?thing) AS ?n) WHERE {{ "
            f"{values_clause('property', sorted({path for _, path in linking}))} "
            f"?thing ?property {NamedNode(iri)} ; a ?type }} GROUP BY ?type ?property"
        )
        groups = []
        for cls, path, n in rows:
            if (plain(cls), plain(path)) not in linking:
                continue
            other, prop = linking[plain(cls), plain(path)]
            few = self._ask(
                f"SELECT DISTINCT ?thing WHERE {{ ?thing {NamedNode(prop.path)} {NamedNode(iri)} "
                f"; a {NamedNode(other.iri)} OPTIONAL {{ ?thing <{_CD}year> ?year }} }} "
                f"ORDER BY DESC(?year) ?thing LIMIT {FEW}"
            )
            groups.append((other, prop, int(plain(n)), [plain(row[0]) for row in few]))
        return sorted(groups, key=lambda g: (g[0].order, g[1].order))

    # words

    def _words(self, saids: Iterable[_Said], things: Sequence[str]) -> Words:
        iris = set(things)
        for said in saids:
            for values in said.values.values():
                iris |= {term.value for term in values if isinstance(term, NamedNode)}
        return self._naming.words(iris)

    def _part(self, iri: str, said: _Said, words: Words) -> Part:
        value = words.value(NamedNode(iri))
        assert value.kind is not None
        return Part(value.kind, value, tuple(self._facts(value.kind, iri, said, words)))

    def _facts(self, kind: Kind, iri: str, said: _Said, words: Words) -> list[Fact]:
        facts = []
        for prop in kind.properties:
            values = said.values.get((iri, prop.path))
            if values:
                choice = said.choices.get((iri, prop.path))
                claims = self._claims(prop, values, choice, words)
                disagrees = choice is not None and choice[1]
                facts.append(Fact(prop, claims, disagrees, choice[2] if choice else ""))
        return facts

    def _claims(
        self,
        prop: Property,
        values: Mapping[Term, list[str]],
        choice: tuple[Term, bool, str] | None,
        words: Words,
    ) -> tuple[Claim, ...]:
        shown = choice[0] if choice else None
        claims = [
            Claim(words.value(term), self._voices(sources), term == shown, prop.derived)
            for term, sources in values.items()
        ]
        if prop.value == "text":
            claims = self._one_language(claims)
        claims.sort(key=lambda c: (not c.first, c.value.text))
        return tuple(claims)

    def _voices(self, sources: Sequence[str]) -> tuple[str, ...]:
        return outspoken(sources, self._names)

    def _one_language(self, claims: list[Claim]) -> list[Claim]:
        """Of each source's text in several languages, the reader's, else the first it has."""
        best: dict[str, tuple[bool, bool, str]] = {}
        for claim in claims:
            for source in claim.sources:
                best[source] = min(best.get(source, self._fits(claim)), self._fits(claim))
        # A source may say several things in one language (notes): all of them stay.
        return [c for c in claims if any(best[s] == self._fits(c) for s in c.sources)]

    def _fits(self, claim: Claim) -> tuple[bool, bool, str]:
        language = claim.value.language
        return language != self._naming.language, language != "en", language


def _unknown(kind: Kind, key: str) -> UnknownThing:
    return UnknownThing(
        f"No {kind.label['en'].lower()} has the key {key!r}.",
        remedy="Search for its name, or see the list.",
    )


def outspoken(sources: Sequence[str], names: Names) -> tuple[str, ...]:
    """Sources of a statement without the editors, where a document says it too.

    A thing's type and key properties are repeated in every graph that speaks of it (kinds.md,
    Graphs); the editors' repeating is no second witness.
    """
    editors = names.source("editors").value
    others = tuple(dict.fromkeys(s for s in sources if s != editors))
    return others or tuple(dict.fromkeys(sources))
