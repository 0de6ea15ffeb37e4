"""A citation says which revision, of which day, and where it is for good."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

from kg.archive import Revision
from kg.export.citation import TITLE, citation
from kg.terms import Names

ID = "5979b20b9abc6214c45be7f57941a53c07965611"
MADE = Revision(ID, None, datetime(2026, 7, 14, 23, 5, tzinfo=UTC), "the desk", "why", number=7)
CITED = citation(Names("https://example.org/graph/"), MADE)


def test_the_sentence_has_title_day_revision_licence_and_lasting_address_in_both_languages():
    for language in ("ko", "en"):
        sentence = CITED.text(language)
        assert TITLE[language] in sentence
        for part in ("2026-07-14", ID[:12], "CC BY 4.0", f"https://example.org/graph/data/{ID}"):
            assert part in sentence


def test_bibtex_has_balanced_braces_and_the_fields_a_dataset_needs():
    entry = CITED.bibtex()
    assert entry.startswith(f"@dataset{{city-diplomacy-{ID[:12]},\n")
    assert entry.count("{") == entry.count("}")
    fields = dict(re.findall(r"^  (\w+) += \{(.*)\},?$", entry, re.MULTILINE))
    assert fields["date"] == "2026-07-14"
    assert fields["year"] == "2026"
    assert fields["version"] == ID[:12]
    assert fields["url"].endswith(ID)
    assert fields["titleaddon"] == TITLE["ko"]


def test_csl_json_is_a_list_of_one_dataset_issued_on_the_day_of_the_revision():
    (item,) = json.loads(CITED.csl())
    assert item["type"] == "dataset"
    assert item["issued"] == {"date-parts": [[2026, 7, 14]]}
    assert item["URL"] == f"https://example.org/graph/data/{ID}"
    assert item["author"] == [{"literal": item["publisher"]}]
