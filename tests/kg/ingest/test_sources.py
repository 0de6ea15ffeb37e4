"""Which document a row cites, and how it is described."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import InputProblem, RowProblem
from kg.ingest.manifest import Manifest, SourceFile
from kg.ingest.sources import OFFICE, Sources
from kg.ingest.words import SPELLING_COLUMNS, Publisher, Spelling, Words, read_words
from kg.terms import Names, source_key

NAMES = Names()
URL = "https://www.paper.example/news?id=71234"
LETTER = Spelling(
    key="letter-2020",
    url="",
    label={"ko": "편지", "en": "Letter"},
    publisher={"ko": "광주광역시", "en": "Gwangju"},
    issued="2020-10-05",
    kind="register",
)
SITE = Spelling(
    key="site-nepal",
    url=URL,
    label={"ko": "", "en": "Project in Nepal"},
    publisher={"ko": "", "en": ""},
    issued="",
    kind="",
)
WORDS = Words(
    publishers={"paper.example": Publisher({"ko": "신문", "en": "The paper"}, "press")},
    spellings={"seed document 000": LETTER, "letter": LETTER, "the site, Nepal": SITE},
)


@pytest.fixture
def sources() -> Sources:
    return Sources(NAMES, WORDS)


def _described(sources: Sources, retrieved: str = "2026-01-02") -> dict[str, dict[str, set[str]]]:
    manifest = Manifest(
        name="ties", folder=Path(), title={"ko": "가", "en": "A"}, publisher="Tests", licence="free",
        retrieved=retrieved, attribution="", order=1,
        files=(SourceFile(name="t.csv", mapper="sheet", ignored={}),), set_aside={},
    )  # fmt: skip
    found: dict[str, dict[str, set[str]]] = {}
    for s, p, o in sources.describe(manifest):
        about = found.setdefault(s.value.rpartition("/")[2], {})
        about.setdefault(p.value.rpartition("/")[2].rpartition("#")[2], set()).add(
            o.value.rpartition("/")[2]
            if o.value.startswith("http") and "url" not in p.value
            else o.value
        )
    return found


def test_spellings_of_one_document_are_one_source(sources: Sources):
    found = {sources.find(text) for text in ("seed document 000", "letter")}

    assert found == {NAMES.source("letter-2020")}


def test_an_address_is_a_source_whatever_its_spelling(sources: Sources):
    assert sources.find(URL) == sources.find(URL.replace("https://www.", "http://"))
    assert sources.find(URL) == NAMES.source(source_key(URL))


def test_our_own_sheets_may_name_a_source_by_its_iri(sources: Sources):
    for key in ("site-nepal", "editors", OFFICE):
        assert sources.find(NAMES.source(key).value) == NAMES.source(key)
    with pytest.raises(RowProblem, match="neither a web address nor a known document"):
        sources.find(NAMES.source("never-seen").value)


@pytest.mark.parametrize(
    ("voice", "rank"), [("editors", "6"), ("place-register", "1"), (OFFICE, "1")]
)
def test_our_own_voices_have_a_rank_and_no_day_on_which_they_were_retrieved(
    sources: Sources, voice: str, rank: str
):
    iri = sources.find(voice)
    about = _described(sources)[voice]

    assert iri == NAMES.source(voice)
    assert about["rank"] == {rank}
    assert "retrieved" not in about
    assert len(about["label"]) == 2


def test_a_page_is_described_by_its_publisher(sources: Sources):
    sources.find(URL)
    about = _described(sources)[source_key(URL)]

    assert about["publisher"] == {"신문", "The paper"}
    assert about["rank"] == {"4"}
    assert about["sourceKind"] == {"press"}
    assert about["url"] == {URL}
    assert about["retrieved"] == {"2026-01-02"}
    assert about["dataset"] == {"ties"}
    assert about["label"] == {"신문 · news 71234", "The paper · news 71234"}
    assert sources.unknown_hosts == set()


def test_a_host_nobody_knows_counts_as_press_and_is_told(sources: Sources):
    sources.find("https://new.example/a")

    assert _described(sources)[source_key("https://new.example/a")]["rank"] == {"4"}
    assert sources.unknown_hosts == {"new.example"}


def test_a_document_described_by_hand_keeps_its_own_words(sources: Sources):
    sources.find("letter")
    sources.find("the site, Nepal")
    about = _described(sources)

    assert about["letter-2020"]["issued"] == {"2020-10-05"}
    assert about["letter-2020"]["rank"] == {"1"}
    # What is left empty comes from the host.
    assert about["site-nepal"]["label"] == {"Project in Nepal", "신문"}
    assert about["site-nepal"]["rank"] == {"4"}


def test_the_day_on_which_another_dataset_retrieved_it_stays():
    stands = Sources(NAMES, WORDS, lambda iri: {NAMES_RETRIEVED})
    stands.find(URL)

    assert "retrieved" not in _described(stands)[source_key(URL)]


@pytest.mark.parametrize(
    "text", ["", "a talk", "ftp://paper.example/x", "https://paper.example/a b"]
)
def test_no_source_no_row(sources: Sources, text: str):
    with pytest.raises(RowProblem) as caught:
        sources.find(text)
    assert caught.value.column == "source_url"
    assert caught.value.remedy


BROKEN = {
    "publishers.csv": (
        "host,name_ko,name_en,kind\na.example,가,A,gossip\n",
        "column kind: 'gossip'",
    ),
    "sources.csv": (",".join(SPELLING_COLUMNS) + "\na,A B,,c,d,e,f,,press\n", "column key: 'A B'"),
    "organisations.csv": ("name,kind,key\nA,organisation,a b\n", "column key: 'a b'"),
    "place-names.csv": ("name,country_iso2,key\nA,KR,\n", "column key: ''"),
    "fields.csv": ("word\nculture\n", "lacks the column 'fields'"),
}


@pytest.mark.parametrize("file", BROKEN)
def test_a_table_of_words_names_file_row_and_column_of_what_cannot_be_used(
    tmp_path: Path, file: str
):
    text, problem = BROKEN[file]
    (tmp_path / file).write_text(text)

    with pytest.raises(InputProblem) as caught:
        read_words(tmp_path, {})
    assert file in caught.value.problem
    assert problem in caught.value.problem
    assert caught.value.remedy


def test_a_document_without_an_address_must_have_a_kind(tmp_path: Path):
    (tmp_path / "sources.csv").write_text(",".join(SPELLING_COLUMNS) + "\na,a,,c,d,e,f,,\n")

    with pytest.raises(InputProblem, match="column kind"):
        read_words(tmp_path, {})


NAMES_RETRIEVED = "https://w3id.org/city-diplomacy/ns#retrieved"
