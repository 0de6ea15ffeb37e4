"""Puts what the pages load in the browser into static/vendor, from the packages npm installs.

Run at set-up by `make assets`; the server never runs it. Nothing is loaded from another host,
and only the files named in PARTS are served.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from kg.errors import KgError

FOLDER = Path(__file__).resolve().parent
VENDOR = FOLDER / "static" / "vendor"


class NodeMissing(KgError):
    """No npm with a node that is new enough was found."""


class InstallFailed(KgError):
    """npm could not install what package-lock.json names."""


class PartMissing(KgError):
    """A package no longer holds a file that is to be served."""


@dataclass(frozen=True)
class Part:
    """Files of one package (patterns within it) and the folder of static/vendor they go to."""

    package: str
    files: tuple[str, ...]
    target: str


PARTS = (
    Part("krds-uiux", ("resources/css/token/krds_tokens.css",), "krds"),
    # The variable font in unicode-range pieces: every weight in 5.7 MB where the static pieces
    # take 22 MB, and a page fetches only the few pieces of about 48 kB whose letters it shows.
    Part(
        "pretendard-gov",
        (
            "dist/LICENSE.txt",
            "dist/web/variable/pretendardvariable-gov-dynamic-subset.css",
        ),
        "pretendard-gov",
    ),
    Part(
        "pretendard-gov",
        ("dist/web/variable/woff2-dynamic-subset/*.woff2",),
        "pretendard-gov/woff2-dynamic-subset",
    ),
    # For the printed briefing: the typesetter reads no woff2.
    Part(
        "pretendard-gov",
        tuple(f"dist/public/static/PretendardGOV-{w}.otf" for w in ("Regular", "SemiBold", "Bold")),
        "pretendard-gov/print",
    ),
    # 50m: the 110m file lacks Singapore, Hong Kong, Macau, Malta and Bahrain.
    Part("world-atlas", ("LICENSE", "countries-50m.json"), "world-atlas"),
    Part("vis-network", ("LICENSE-MIT", "standalone/umd/vis-network.min.js"), "vis-network"),
    Part("@zazuko/yasgui", ("build/yasgui.min.js", "build/yasgui.min.css"), "yasgui"),
)


def node_serves(version: str) -> bool:
    """Whether a node that calls itself so, such as `v22.19.0`, meets package.json's engines."""
    match = re.match(r"v(\d+)\.(\d+)\.", version)
    if not match:
        return False
    major, minor = int(match[1]), int(match[2])
    return major >= 24 or (major == 22 and minor >= 19)


def find_npm(folders: Iterable[Path]) -> Path:
    """The npm of the first folder that has one beside a node that is new enough.

    Raises NodeMissing, saying what was found and how to get one.
    """
    seen = []
    for folder in folders:
        npm, node = (shutil.which(program, path=str(folder)) for program in ("npm", "node"))
        if not (npm and node):
            continue
        version = subprocess.run(
            [node, "--version"], capture_output=True, text=True, check=False
        ).stdout.strip()
        if node_serves(version):
            return Path(npm)
        seen.append(f"{version or 'a node that does not start'} in {folder}")
    raise NodeMissing(
        "No npm with node 22.19, or 24 and later was found"
        + (f" (but {', '.join(seen)})." if seen else "."),
        remedy="Run `make node`, which installs both into the virtual environment.",
    )


def install(npm: Path, folder: Path = FOLDER) -> None:
    """Installs into folder/node_modules exactly what folder/package-lock.json names.

    Raises InstallFailed with npm's last words.
    """
    environment = {**os.environ, "PATH": f"{npm.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    done = subprocess.run(
        [npm, "ci", "--ignore-scripts", "--loglevel=error"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        words = (done.stderr.strip() or done.stdout.strip()).splitlines()
        raise InstallFailed(
            "npm could not install the browser parts: " + " ".join(words[-8:]),
            remedy="Check that the npm registry can be reached, then run `make assets` again.",
        )


def copy(modules: Path, vendor: Path = VENDOR) -> int:
    """Replaces vendor by the files of PARTS found in modules; returns how many there are.

    Vendor is replaced as a whole once everything is copied, so that an interrupted copy is
    never taken for a complete one. Raises PartMissing naming the package and the file.
    """
    fresh = vendor.with_name(vendor.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    count = 0
    for part in PARTS:
        target = fresh / part.target
        target.mkdir(parents=True, exist_ok=True)
        for file in _files(part, modules):
            shutil.copyfile(file, target / file.name)
            count += 1
    shutil.rmtree(vendor, ignore_errors=True)
    fresh.rename(vendor)
    return count


def _files(part: Part, modules: Path) -> Iterator[Path]:
    for pattern in part.files:
        found = sorted((modules / part.package).glob(pattern))
        if not found:
            raise PartMissing(
                f"The package {part.package} holds no {pattern}.",
                remedy="Run `make assets` again; if its version was changed, correct PARTS in "
                "web/assets.py.",
            )
        yield from found


def _folders() -> Iterator[Path]:
    yield Path(sys.executable).parent
    yield from (Path(entry) for entry in os.get_exec_path() if entry)


@click.command(help=__doc__)
@click.option("--find-node", is_flag=True, help="Only say which npm would be used.")
def main(find_node: bool) -> None:
    """Installs and copies; on a problem prints it with its remedy and exits 1."""
    try:
        npm = find_npm(_folders())
        if find_node:
            click.echo(npm)
            return
        click.echo("Browser parts: installing the packages of web/package-lock.json ...")
        install(npm)
        count = copy(FOLDER / "node_modules")
        click.echo(f"Browser parts: {count} files stand in {VENDOR.relative_to(FOLDER.parent)}.")
    except KgError as problem:
        raise click.ClickException(str(problem)) from problem


if __name__ == "__main__":
    main()
