"""A rule: a CONSTRUCT with a header, read from `ontology/rules/NN-name.rq`.

    # @rule   last
    # @help   Last exchange of each tie.
    # @help   교류 관계마다 마지막 교류. @ko
    # @reads  cd:ofTie cd:start

`@reads` names the predicates whose change makes the rule run again, or `*` for all of them.
A predicate that stands in the text and not in the header is refused: the derived statements
would grow stale without a word. `rdf:type` need not be named, for the type of a thing is fixed
by its IRI and comes and goes with its key properties.

Relative IRIs, such as `<graph/sources>`, are resolved against the base of the things' IRIs; `<home>`
is the city whose graph this is.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from pyoxigraph import NamedNode, QueryTriples, Store

from kg.errors import ModelProblem
from kg.terms import CANONICAL, NAMESPACES, name

_FILE = re.compile(r"\d\d-([a-z]+(?:-[a-z]+)*)\Z")
_HEADER = re.compile(r"#\s*@(\w+)\s+(.*?)\s*\Z")
_LANGUAGE = re.compile(r"(.*?)\s+@(ko|en)\Z")
# Strings, comments and IRIs, in which a word is no function and a name no predicate.
_SKIPPED = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""'
    r"|'''(?:[^'\\]|\\.|'(?!''))*'''"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'(?:[^'\\\n]|\\.)*'"
    r'|<[^<>"{}|^`\\\s]*>'
    r"|#[^\n]*"
)
_FORBIDDEN = re.compile(r"(?<![\w:?$-])(NOW|RAND|UUID|STRUUID|BNODE|SERVICE)\b(?!:)", re.IGNORECASE)
_PROPERTY = re.compile(r"(?<![\w:?$])([a-z]\w*):([a-z][\w-]*)(?![\w/-])")
_TERMS = ("rdf", "sh", "xsd")


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule, ready to run; its statements lie in the graph `graph/derived/<name>`."""

    name: str
    text: str
    reads: frozenset[str] | None
    """IRIs of the predicates it reads, or None for all."""
    path: Path
    help: Mapping[str, str] = field(default_factory=dict)
    """What it derives, by language."""

    def concerned(self, changed: Iterable[str]) -> bool:
        """Whether a change of these predicates can change what the rule derives."""
        return any(self.reads is None or predicate in self.reads for predicate in changed)

    def of(self, home: NamedNode) -> Rule:
        """The rule for the graph of one city: `<home>` becomes its IRI."""
        return replace(self, text=self.text.replace("<home>", str(home)))


def read_rules(folder: Path) -> tuple[Rule, ...]:
    """The rules of a folder, in the order they run (that of the file names).

    Raises ModelProblem naming the file when its name, header or query cannot be used, when the
    answer would differ from run to run (NOW, RAND, UUID, blank nodes) or come from elsewhere
    (SERVICE), and when two files hold a rule of one name.
    """
    rules: dict[str, Rule] = {}
    for path in sorted(folder.glob("*.rq")):
        rule = _read(path)
        if rule.name in rules:
            raise ModelProblem(
                f"{_place(path)}: the rule {rule.name} is also in {rules[rule.name].path.name}.",
                remedy="Rename one of them.",
            )
        rules[rule.name] = rule
    if not rules:
        raise ModelProblem(
            f"The folder {folder} holds no rules.",
            remedy="Point KG_ONTOLOGY at the ontology folder.",
        )
    return tuple(rules.values())


def digest(rules: Iterable[Rule], files: Iterable[Path] = ()) -> str:
    """The SHA-256 of rules and further files of the ontology, in hexadecimal.

    The same texts under the same names give the same digest wherever the folder lies and in
    whatever order they come.
    """
    parts = [(f"rules/{rule.path.name}", rule.text.encode()) for rule in rules]
    parts += [(f"{path.parent.name}/{path.name}", path.read_bytes()) for path in files]
    whole = hashlib.sha256()
    for file, content in sorted(parts):
        whole.update(f"{file} {hashlib.sha256(content).hexdigest()}\n".encode())
    return whole.hexdigest()


def _place(path: Path) -> str:
    return f"ontology/rules/{path.name}"


def _read(path: Path) -> Rule:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as reason:
        raise ModelProblem(
            f"{_place(path)} cannot be read: {reason}.", remedy="Save it as UTF-8 text."
        ) from reason
    header: dict[str, list[str]] = {"rule": [], "help": [], "reads": []}
    for line in text.splitlines():
        match = _HEADER.match(line)
        if match and match[1] not in header:
            raise ModelProblem(
                f"{_place(path)}: @{match[1]} is not understood.",
                remedy="A header has @rule, @help and @reads.",
            )
        if match:
            header[match[1]].append(match[2])
    reads = _reads(path, " ".join(header["reads"]).split())
    rule = Rule(
        name=_name(path, header["rule"]),
        text=text,
        reads=reads,
        path=path,
        help=_help(path, header["help"]),
    )
    _check_query(rule)
    return rule


def _name(path: Path, given: list[str]) -> str:
    match = _FILE.match(path.stem)
    if not match or given != [match[1]]:
        raise ModelProblem(
            f"{_place(path)}: file name and `# @rule` do not say the same name.",
            remedy="Call the file NN-name.rq, two digits and the name in small letters, and "
            "write `# @rule name` once.",
        )
    return match[1]


def _help(path: Path, lines: list[str]) -> dict[str, str]:
    found = {}
    for line in lines:
        match = _LANGUAGE.match(line)
        found[match[2] if match else "en"] = match[1] if match else line
    if set(found) != {"en", "ko"}:
        raise ModelProblem(
            f"{_place(path)}: the header does not say in Korean and English what is derived.",
            remedy="Write `# @help text` and `# @help 글 @ko`.",
        )
    return found


def _reads(path: Path, words: list[str]) -> frozenset[str] | None:
    if words == ["*"]:
        return None
    for word in words:
        prefix, colon, local = word.partition(":")
        if not colon or prefix not in NAMESPACES or not local:
            raise ModelProblem(
                f"{_place(path)}: @reads names {word!r}, which is no prefixed name known here.",
                remedy="Name predicates such as cd:start, or write `*` alone for all of them.",
            )
    if not words:
        raise ModelProblem(
            f"{_place(path)}: the header has no @reads.",
            remedy="Name the predicates the rule reads, or write `# @reads *`.",
        )
    return frozenset(name(word).value for word in words)


def _check_query(rule: Rule) -> None:
    bare = _SKIPPED.sub(" ", rule.text)
    forbidden = _FORBIDDEN.search(bare)
    if forbidden:
        raise ModelProblem(
            f"{_place(rule.path)} uses {forbidden[1].upper()}: a rule derives the same from the "
            "same graph, wherever and whenever it runs.",
            remedy="Derive from what the graph says; today's date is a parameter of questions.",
        )
    try:
        made = Store().query(rule.text, base_iri=CANONICAL)
    except SyntaxError as reason:
        raise ModelProblem(
            f"{_place(rule.path)} is not SPARQL: {reason}.",
            remedy="Correct it at the place it names.",
        ) from reason
    if not isinstance(made, QueryTriples) or not re.search(r"\bCONSTRUCT\b", bare, re.IGNORECASE):
        raise ModelProblem(
            f"{_place(rule.path)} is no CONSTRUCT.", remedy="A rule constructs statements."
        )
    if rule.reads is not None:
        _check_reads(rule, bare, rule.reads)


def _check_reads(rule: Rule, bare: str, reads: frozenset[str]) -> None:
    where = re.split(r"\bWHERE\b", bare, maxsplit=1, flags=re.IGNORECASE)[-1]
    for prefix, local in _PROPERTY.findall(where):
        namespace = NAMESPACES.get(prefix)
        if namespace and prefix not in _TERMS and namespace + local not in reads:
            raise ModelProblem(
                f"{_place(rule.path)} reads {prefix}:{local}, but its header does not say so.",
                remedy=f"Add {prefix}:{local} to @reads; else a change of it would go unseen.",
            )
