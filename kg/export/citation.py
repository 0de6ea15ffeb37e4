"""How to cite one revision: as a sentence, for BibTeX, and as CSL-JSON."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date

from kg.archive import Revision
from kg.terms import Names

TITLE = {
    "ko": "광주 도시외교 교류 지식그래프",
    "en": "City-diplomacy exchange knowledge graph of Gwangju",
}
PUBLISHER = {
    "ko": "도시외교 교류 지식그래프 사업",
    "en": "City-diplomacy exchange knowledge graph project",
}
DESCRIPTION = {
    "ko": "광주광역시의 교류 관계, 교류, 개발협력, 포럼, 사례와 그 출처를 적은 RDF 그래프입니다.",
    "en": "Ties, exchanges, development cooperation, forums and practices of Gwangju "
    "Metropolitan City as an RDF graph, each statement in the graph of its source.",
}
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
LICENCE_NAME = "CC BY 4.0"
_SHORT = 12
_SPECIAL = re.compile(r"[\\{}$&#^_~%]")


@dataclass(frozen=True)
class Citation:
    """What a citation says. `date` is the day the revision was made (UTC), never today's."""

    revision: str
    number: int
    date: date
    url: str
    whole: str
    """The address of the graph whatever its revision."""

    def text(self, language: str) -> str:
        """One sentence in Korean or English."""
        if language == "ko":
            return (
                f"{PUBLISHER['ko']} ({self.date.year}). 《{TITLE['ko']}》, 판 {self.version} "
                f"({self.date.isoformat()}). {LICENCE_NAME}. {self.url}"
            )
        return (
            f"{PUBLISHER['en']} ({self.date.year}). {TITLE['en']}, revision {self.version} "
            f"({self.date.isoformat()}). {LICENCE_NAME}. {self.url}"
        )

    @property
    def version(self) -> str:
        """The revision's first digits."""
        return self.revision[:_SHORT]

    def bibtex(self) -> str:
        """An entry for BibLaTeX; `@dataset` is read as `@misc` by older styles."""
        said = {
            "title": _tex(TITLE["en"]),
            "titleaddon": _tex(TITLE["ko"]),
            # Within braces the name of a body is not taken for first and last name.
            "author": "{" + _tex(PUBLISHER["en"]) + "}",
            "publisher": _tex(PUBLISHER["en"]),
            "year": str(self.date.year),
            "date": self.date.isoformat(),
            "version": self.version,
            "url": self.url,
            "note": LICENCE_NAME,
        }
        lines = ",\n".join(f"  {name:<10} = {{{value}}}" for name, value in said.items())
        return f"@dataset{{city-diplomacy-{self.version},\n{lines}\n}}\n"

    def csl(self) -> str:
        """CSL-JSON, as Zotero and citation processors read it: a list of one."""
        item = {
            "id": f"city-diplomacy-{self.version}",
            "type": "dataset",
            "title": TITLE["en"],
            "original-title": TITLE["ko"],
            "author": [{"literal": PUBLISHER["en"]}],
            "publisher": PUBLISHER["en"],
            "issued": {"date-parts": [[self.date.year, self.date.month, self.date.day]]},
            "version": self.version,
            "URL": self.url,
            "license": LICENCE,
            "language": "en",
        }
        return json.dumps([item], ensure_ascii=False, indent=1) + "\n"


def citation(names: Names, revision: Revision) -> Citation:
    """The citation of a revision, under its lasting address `<base>data/<revision>`."""
    url, day = version_iri(names, revision.id), revision.when.date()
    return Citation(revision.id, revision.number, day, url, f"{names.base}data")


def version_iri(names: Names, revision: str) -> str:
    """The address that names one revision of the whole graph for good."""
    return f"{names.base}data/{revision}"


def _tex(text: str) -> str:
    """Text with the marks that TeX would act on made harmless."""
    return _SPECIAL.sub(lambda m: {"\\": r"\textbackslash{}"}.get(m[0], "\\" + m[0]), text)
