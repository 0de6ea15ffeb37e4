"""Opening the folder of an archive: made when absent, refused when it is something else."""

from __future__ import annotations

from pathlib import Path

import pygit2
from pygit2.enums import RepositoryOpenFlag

from kg.archive.lock import LOCK_FILE, clear_stale, held
from kg.errors import ArchiveProblem

_PARTS = {"HEAD", "config", "description", "hooks", "info", "objects", "refs"}
_BRANCH = "main"


def opened(folder: Path) -> None:
    """See to it that the folder is a bare repository; raises ArchiveProblem when it cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        fresh = _unborn(folder)
    except OSError as reason:
        raise ArchiveProblem(
            f"{folder} cannot be the archive's folder: {reason.strerror}.",
            remedy="Set KG_VAR to a folder that this user may write.",
        ) from reason
    if fresh:
        _make(folder)
    try:
        flags = RepositoryOpenFlag.BARE | RepositoryOpenFlag.NO_SEARCH
        pygit2.Repository(folder, flags)
    except pygit2.GitError as reason:
        raise _refusal(folder, reason) from reason


def _make(folder: Path) -> None:
    # Two processes may come at once: the second finds the work done.
    with held(folder, "making the archive"):
        if not _unborn(folder):
            return
        clear_stale(folder)
        try:
            made = pygit2.init_repository(folder, bare=True, initial_head=_BRANCH)
            # For those who write with git itself; our own writes sync in any case.
            made.config["core.fsyncObjectFiles"] = True
        except (pygit2.GitError, OSError) as reason:
            raise ArchiveProblem(
                f"The archive could not be made in {folder}: {reason}.",
                remedy="Free space on its disk or correct the rights on it, and do it again.",
            ) from reason


def _unborn(folder: Path) -> bool:
    """Whether the folder is empty, or holds no more than a making that was cut short."""
    names = {p.name for p in folder.iterdir()} - {LOCK_FILE}
    names = {n.removesuffix(".lock") for n in names}
    if not names <= _PARTS or {"HEAD", "config", "objects", "refs"} <= names:
        return False
    kept = [folder / "objects", folder / "refs"]
    return not any(p.is_file() for part in kept for p in part.rglob("*"))


def _refusal(folder: Path, reason: pygit2.GitError) -> ArchiveProblem:
    if "not owned" in str(reason):
        return ArchiveProblem(
            f"The archive {folder} belongs to another user, and git refuses to trust it.",
            remedy="Run as the user who owns the folder, or give it to this one with `chown -R`.",
        )
    if any((folder / part).exists() for part in ("objects", "refs", "HEAD")):
        return ArchiveProblem(
            f"The archive {folder} is damaged: {str(reason).strip('. ')}.",
            remedy="Bring the folder back from its backup (a clone of it is one).",
        )
    return ArchiveProblem(
        f"{folder} holds other things, so it is no archive.",
        remedy="Set KG_VAR to another folder, or move what is in there away.",
    )
