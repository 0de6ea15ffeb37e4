"""What the keeper serves: a revision of the archive, with ontology, imports and derived graphs."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from pyoxigraph import Literal, NamedNode, Triple

from kg.archive import Archive, ArchiveContent, Revision
from kg.engine.store import UnionStore
from kg.rules import digest, load_ontology, ontology_files, read_rules, run_rules
from kg.settings import Settings
from kg.terms import RDF_TYPE, Names, cd, name

RECENT = 200
"""Imports that graph/imports of a revision describes, the last before it; older ones stay in the archive's log."""


Beside = Mapping[str, Callable[[date], Iterable[Triple]]]
"""Graphs of rooms above by their names below `graph/`, and what gives their triples on
the day of the revision (the same revision gives the same graphs on any day)."""


class Projection(ArchiveContent):
    """The content of an archive, completed by what is no part of it.

    `beside` are graphs that the rooms above add, such as the stored questions as examples: the
    projection serves them without knowing what they hold. They are asked for anew with each
    revision, and when the keeper is told to read all again (SIGHUP).
    """

    def __init__(self, settings: Settings, beside: Beside | None = None) -> None:
        archive = Archive.open(settings.archive)
        super().__init__(archive)
        self._revisions = archive
        self._settings = settings
        self._names = Names(settings.base)
        self._beside = dict(beside or {})

    def prepare(self, store: UnionStore, revision: str, changed: set[str] | None) -> str:
        """Adds ontology, vocabularies and the imports, and runs the rules a change concerns.

        Returns a digest of ontology, rules and the graphs beside, which answers depend on, too.
        Raises ModelProblem when a file of the ontology is broken.
        """
        folder = self._settings.ontology
        home = self._names.thing("city", self._settings.home)
        rules = [rule.of(home) for rule in read_rules(folder / "rules")]
        touched = load_ontology(store.store, folder, self._names)
        imports = list(self._imports(revision))
        if store.replace_graph(self._names.graph("imports"), imports):
            touched |= {triple.predicate.value for triple in imports}
        told = hashlib.sha256(digest(rules, ontology_files(folder)).encode())
        day = self._revisions.revision(revision).when.date() if revision else date.min
        for local, give in self._beside.items():
            triples = list(give(day))
            if store.replace_graph(self._names.graph(local), triples):
                touched |= {triple.predicate.value for triple in triples}
            told.update("\n".join((local, *sorted(map(str, triples)))).encode())
        if changed is not None:
            changed = changed | touched
        run_rules(store.store, rules, self._names, changed)
        return told.hexdigest()

    def _imports(self, revision: str) -> Iterable[Triple]:
        """An ImportActivity for this revision and those before it, read from the archive's log."""
        if not revision:
            return
        for entry in self._revisions.revisions(RECENT, revision):
            yield from self._import(entry)

    def _import(self, entry: Revision) -> Iterator[Triple]:
        activity = self._names.thing("import-activity", entry.id[:16])
        yield Triple(activity, RDF_TYPE, cd("ImportActivity"))
        when = entry.when.strftime("%Y-%m-%dT%H:%M:%SZ")
        stamp = Literal(when, datatype=name("xsd:dateTime"))
        yield Triple(activity, name("prov:endedAtTime"), stamp)
        yield Triple(activity, cd("revision"), Literal(entry.id))
        yield Triple(activity, cd("note"), Literal(entry.why, language="en"))
        for used in entry.inputs:
            # The checksum names the file that was read, wherever it lies now.
            yield Triple(activity, name("prov:used"), NamedNode(f"urn:sha256:{used.sha256}"))
