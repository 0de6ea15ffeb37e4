"""What each dataset's `dataset.toml` says: title, licence, files, what is left out and why."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from kg.errors import InputProblem
from kg.terms import partial_date


@dataclass(frozen=True, kw_only=True)
class SourceFile:
    """One table of a dataset and the mapper that reads it."""

    name: str
    mapper: str
    """Module of kg.ingest.mappers; `sheet` reads the kind's own columns."""
    kind: str = ""
    """The kind the rows describe, for the mapper `sheet`."""
    rows: int | None = None
    """How many rows to expect; another number is a finding."""
    source: str = ""
    """Address of the document that says every row, where no column does."""
    repeats: bool = False
    """Whether several rows may bear one identifier, each restating the thing for its document."""
    ignored: Mapping[str, str]
    """Columns left unread on purpose, with the reason."""


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """A dataset: a folder with a dataset.toml and its tables."""

    name: str
    folder: Path
    title: Mapping[str, str]
    publisher: str
    licence: str
    retrieved: str
    attribution: str
    order: float
    """Datasets are read in this order: places before what names them."""
    files: tuple[SourceFile, ...]
    set_aside: Mapping[str, str]
    """Rows left out on purpose: `file#id` and the reason."""


def read_manifests(folder: Path) -> tuple[Manifest, ...]:
    """The datasets of a folder, in the order they are to be read.

    Raises InputProblem when there is none, or when a manifest lacks what it must say.
    """
    found = [read_manifest(path) for path in sorted(folder.glob("*/dataset.toml"))]
    if not found:
        raise InputProblem(
            f"No dataset stands in {folder.name or folder}.",
            remedy="Each dataset is a folder with a dataset.toml; KG_DATA names the folder.",
        )
    return tuple(sorted(found, key=lambda m: (m.order, m.name)))


def read_manifest(path: Path) -> Manifest:
    """One dataset.toml; raises InputProblem saying what it lacks or says wrongly."""
    where = f"{path.parent.name}/{path.name}"
    try:
        told: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as reason:
        raise InputProblem(
            f"{where} cannot be read: {reason}.", remedy="It must be TOML in UTF-8."
        ) from reason
    _expect(where, told, _DATASET, {"title", "publisher", "licence", "file"})
    if not {"ko", "en"} <= told["title"].keys():
        raise InputProblem(f"{where} does not say its title in ko and en.", remedy=_GUIDE)
    retrieved = str(told.get("retrieved", ""))
    if retrieved:
        _date(where, retrieved)
    for entry in told["file"]:
        _expect(where, entry, _FILE, {"name"}, "[[file]]")
    for entry in told.get("set_aside", []):
        _expect(where, entry, _SET_ASIDE, set(_SET_ASIDE), "[[set_aside]]")
    return Manifest(
        name=path.parent.name,
        folder=path.parent,
        title=told["title"],
        publisher=told["publisher"],
        licence=told["licence"],
        retrieved=retrieved,
        attribution=told.get("attribution", ""),
        order=float(told.get("order", 50)),
        files=tuple(_file(f, where) for f in told["file"]),
        set_aside={f"{s['file']}#{s['id']}": s["reason"] for s in told.get("set_aside", [])},
    )


_GUIDE = "See CONTRIBUTING.md, 'Add a dataset'."
_DATASET: Mapping[str, tuple[type, ...]] = {
    "title": (dict,),
    "publisher": (str,),
    "licence": (str,),
    "retrieved": (str, date),
    "attribution": (str,),
    "order": (int, float),
    "file": (list,),
    "set_aside": (list,),
}
_FILE: Mapping[str, tuple[type, ...]] = {
    "name": (str,),
    "mapper": (str,),
    "kind": (str,),
    "rows": (int,),
    "source": (str,),
    "repeats": (bool,),
    "ignored": (dict,),
}
_SET_ASIDE: Mapping[str, tuple[type, ...]] = {"file": (str,), "id": (str,), "reason": (str,)}


def _expect(
    where: str,
    told: object,
    known: Mapping[str, tuple[type, ...]],
    needed: set[str],
    part: str = "",
) -> None:
    """Refuses what a manifest says that nobody reads, lacks, or says in another form."""
    place = f"{where}: {part}" if part else where
    if not isinstance(told, dict):
        raise InputProblem(f"{place} is no table of keys and values.", remedy=_GUIDE)
    if missing := sorted(needed - told.keys()):
        raise InputProblem(f"{place} does not say {', '.join(missing)}.", remedy=_GUIDE)
    for key, value in told.items():
        if key not in known:
            raise InputProblem(
                f"{place} says {key!r}, which nothing reads.",
                remedy="It may say " + ", ".join(known) + ".",
            )
        if not isinstance(value, known[key]):
            forms = " or ".join(t.__name__ for t in known[key])
            raise InputProblem(
                f"{place}: {key} is {value!r}, where {forms} is wanted.", remedy=_GUIDE
            )


def _date(where: str, text: str) -> None:
    try:
        partial_date(text)
    except ValueError as reason:
        raise InputProblem(
            f"{where}: retrieved is {text!r}, which is no date.",
            remedy="Write 2013, 2013-07 or 2013-07-16.",
        ) from reason


def _file(told: Mapping[str, Any], where: str) -> SourceFile:
    if not (told.get("mapper") or told.get("kind")):
        raise InputProblem(
            f"{where}: the [[file]] {told['name']} says neither mapper nor kind.",
            remedy="Name its mapper, or the kind its rows describe.",
        )
    return SourceFile(
        name=told["name"],
        mapper=told.get("mapper", "sheet"),
        kind=told.get("kind", ""),
        rows=told.get("rows"),
        source=told.get("source", ""),
        repeats=told.get("repeats", False),
        ignored=told.get("ignored", {}),
    )
