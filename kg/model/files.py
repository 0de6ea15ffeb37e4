"""The ontology's files as one Turtle document."""

from __future__ import annotations

from pathlib import Path


def ontology_turtle(folder: Path) -> str:
    """Terms and shapes, file after file (each brings its own prefixes, which Turtle allows)."""
    files = [folder / "terms.ttl", *sorted((folder / "shapes").glob("*.ttl"))]
    return "\n".join(path.read_text(encoding="utf-8") for path in files if path.exists())
