"""What each dataset's `dataset.toml` says: title, licence, files, what is left out and why."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import InputProblem


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
    """One dataset.toml."""
    where = f"{path.parent.name}/{path.name}"
    try:
        told: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as reason:
        raise InputProblem(
            f"{where} cannot be read: {reason}.", remedy="It must be TOML in UTF-8."
        ) from reason
    missing = [key for key in ("title", "publisher", "licence", "file") if key not in told]
    if missing or not {"ko", "en"} <= set(told.get("title", {})):
        raise InputProblem(
            f"{where} does not say {', '.join(missing) or 'its title in ko and en'}.",
            remedy="See CONTRIBUTING.md, 'Add a dataset'.",
        )
    return Manifest(
        name=path.parent.name,
        folder=path.parent,
        title=told["title"],
        publisher=told["publisher"],
        licence=told["licence"],
        retrieved=str(told.get("retrieved", "")),
        attribution=told.get("attribution", ""),
        order=float(told.get("order", 50)),
        files=tuple(_file(f, where) for f in told["file"]),
        set_aside={f"{s['file']}#{s['id']}": s["reason"] for s in told.get("set_aside", [])},
    )


def _file(told: Mapping[str, Any], where: str) -> SourceFile:
    if "name" not in told or not (told.get("mapper") or told.get("kind")):
        raise InputProblem(
            f"{where}: a [[file]] lacks name, or both mapper and kind.",
            remedy="Name the table, and its mapper or the kind its rows describe.",
        )
    return SourceFile(
        name=told["name"],
        mapper=told.get("mapper", "sheet"),
        kind=told.get("kind", ""),
        rows=told.get("rows"),
        source=told.get("source", ""),
        ignored=dict(told.get("ignored", {})),
    )
