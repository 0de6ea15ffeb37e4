"""Places, countries, ties, exchanges and the tables of words, as they stand in data/."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from kg.errors import RowProblem
from kg.ingest.known import Known
from kg.ingest.manifest import read_manifest
from kg.ingest.pipeline import map_dataset
from kg.ingest.sources import RANKS, Sources
from kg.ingest.standing import Standing
from kg.ingest.words import SPELLING_COLUMNS, Words, read_words
from kg.model import Model, read_model
from kg.terms import Names, latest_day, source_key

DATASETS = ("countries", "places", "partnerships", "exchanges")
SLUG = re.compile(r"[a-z0-9]+(?:-{1,2}[a-z0-9]+)*\Z")
Table = list[dict[str, str]]


def table(path: Path) -> Table:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def data(repo: Path) -> Path:
    return repo / "data"


@pytest.fixture(scope="module")
def rows(data: Path) -> Mapping[str, Table]:
    return {name: table(data / name / f"{name}.csv") for name in DATASETS}


@pytest.fixture(scope="module")
def model(repo: Path) -> Model:
    return read_model(repo / "ontology")


@pytest.fixture(scope="module")
def words(data: Path, model: Model) -> Words:
    return read_words(data / "reference", model.concepts["field"])


@pytest.fixture(scope="module")
def known(data: Path, model: Model, words: Words) -> Known:
    """What rows may refer to once places stand."""
    names = Names()
    standing = Standing(names)
    known = Known(model, names, standing.places, words, "gwangju-kr")
    for name in ("countries", "places"):
        manifest = read_manifest(data / name / "dataset.toml")
        standing.add(map_dataset(manifest, known, Sources(names, words)).quads)
    return known


# what the pipeline makes of them


def test_every_row_is_loaded_or_set_aside_with_a_reason_and_every_column_is_read(
    data: Path, model: Model, words: Words
):
    names = Names()
    standing = Standing(names)
    for name in DATASETS:
        manifest = read_manifest(data / name / "dataset.toml")
        known = Known(model, names, standing.places, words, "gwangju-kr")
        sources = Sources(names, words)
        mapped = map_dataset(manifest, known, sources)
        standing.add(mapped.quads)
        assert [str(finding) for finding in mapped.findings] == []
        assert mapped.tally.read == mapped.tally.expected
        assert mapped.tally.loaded + len(manifest.set_aside) == mapped.tally.read
        assert sources.unknown_hosts == set()


# keys


@pytest.mark.parametrize("name", ["countries", "places", "exchanges"])
def test_ids_are_unique_slugs(rows: Mapping[str, Table], name: str):
    ids = Counter(row["id"] for row in rows[name])

    assert [id for id, times in ids.items() if times > 1] == []
    assert [id for id in ids if not SLUG.match(id)] == []


def test_places_end_in_their_country_and_are_part_of_places_that_are_listed(
    rows: Mapping[str, Table],
):
    ids = {row["id"] for row in rows["places"]}

    assert [
        row["id"]
        for row in rows["places"]
        if not row["id"].endswith("-" + row["country_iso2"].lower())
    ] == []
    assert {row["part_of"] for row in rows["places"]} - ids == {""}


def test_the_two_cities_of_gwangju_are_two_things(rows: Mapping[str, Table]):
    by_id = {row["id"]: row for row in rows["places"]}

    assert by_id["gwangju-kr"]["qid"] == "Q41283"
    assert by_id["gwangju-gyeonggi-kr"]["qid"] == "Q42069"
    assert by_id["gwangju-gyeonggi-kr"]["city_ko"] != by_id["gwangju-kr"]["city_ko"]


def test_the_key_of_a_tie_is_its_parties_sorted(rows: Mapping[str, Table]):
    for row in rows["partnerships"]:
        parties = row["id"].split("--")
        assert parties == sorted(parties)
        assert "gwangju-kr" in parties
        assert len(parties) == 2


def test_an_exchange_begins_with_its_date(rows: Mapping[str, Table]):
    for row in rows["exchanges"]:
        assert row["id"].startswith((row["start"] or "undated") + "-")


# ties


def stages(rows: Table) -> dict[tuple[str, str], Table]:
    found: dict[tuple[str, str], Table] = defaultdict(list)
    for row in rows:
        found[row["id"], row["stage"]].append(row)
    return found


def test_eight_sister_and_sixteen_friendship_cities_are_in_force(rows: Mapping[str, Table]):
    in_force: dict[str, set[str]] = defaultdict(set)
    for (tie, _), said in stages(rows["partnerships"]).items():
        if not any(row["end"] for row in said):
            in_force[said[0]["relation"]].add(tie)

    assert len(in_force["sister"]) == 8
    assert len(in_force["friendship"]) == 16
    assert in_force["sister"] & in_force["friendship"] == set()


def test_the_documents_of_a_stage_agree_on_its_relation(rows: Mapping[str, Table]):
    for stage, said in stages(rows["partnerships"]).items():
        assert len({row["relation"] for row in said}) == 1, stage


def test_each_document_says_one_start_of_a_stage(rows: Mapping[str, Table]):
    for stage, said in stages(rows["partnerships"]).items():
        documents = [row["source_url"] for row in said]
        assert len(documents) == len(set(documents)), stage


def test_three_documents_give_the_tie_with_san_antonio_three_beginnings(
    rows: Mapping[str, Table],
):
    said = stages(rows["partnerships"])["gwangju-kr--san-antonio-us", "s1"]

    assert {(urlsplit(row["source_url"]).netloc, row["start"]) for row in said} == {
        ("eng.gwangju.go.kr", "1982-02-04"),
        ("sanantonio.legistar.com", "1981"),
        ("www.hankyung.com", "1983"),
    }


def test_turin_expired_in_2012_and_was_signed_again(rows: Mapping[str, Table]):
    said = stages(rows["partnerships"])
    (first,), (second,) = (said["gwangju-kr--turin-it", stage] for stage in ("s1", "s2"))

    assert (first["start"], first["end"], first["end_reason"]) == ("2002", "2012", "expired")
    assert (second["start"], second["end"]) == ("2024-04-15", "")


def test_a_letter_of_intent_came_before_the_tie_with_yancheng(rows: Mapping[str, Table]):
    said = stages(rows["partnerships"])
    letter, sister = (said["gwangju-kr--yancheng-cn", stage][0] for stage in ("s1", "s2"))

    assert (letter["relation"], letter["start"]) == ("letter-of-intent", "2017-05-19")
    assert (sister["relation"], sister["start"]) == ("sister", "2025-11-20")


@pytest.mark.parametrize("name", ["partnerships", "exchanges"])
def test_nothing_ends_before_it_starts(rows: Mapping[str, Table], name: str):
    for row in rows[name]:
        if row["start"] and row["end"]:
            assert row["start"] <= latest_day(row["end"]), row["id"]


# exchanges


def test_every_exchange_has_a_title_in_both_languages(rows: Mapping[str, Table]):
    for row in rows["exchanges"]:
        assert re.search("[가-힣]", row["title_ko"]), row["id"]
        assert re.search("[A-Za-z]", row["title_en"]), row["id"]


def test_every_sister_or_friendship_signature_is_an_exchange_too(rows: Mapping[str, Table]):
    signed = {
        (row["start"], row["city_en"])
        for row in rows["partnerships"]
        if row["relation"] in ("sister", "friendship") and len(row["start"]) == 10
    }
    held = {
        (row["start"], city)
        for row in rows["exchanges"]
        for city in row["city_en"].split(";")
        if row["kind"] == "agreement"
    }

    # Only a list names the day of the accord with Dalian.
    assert signed - held == {("2011-02-23", "Dalian")}


# words


def test_every_word_for_a_field_is_mapped(rows: Mapping[str, Table], words: Words):
    used = {
        word.strip()
        for name in ("partnerships", "exchanges")
        for row in rows[name]
        for word in row["fields"].split(";")
        if word
    }

    assert {word for word in used if not words.fields(word)} == set()


def test_field_words_mean_fields_of_the_list(words: Words, model: Model):
    ids = {iri.rpartition("/")[2] for iri in model.concepts["field"]}

    assert {id for meant in words.field_ids.values() for id in meant} <= ids


def test_a_host_has_names_in_both_languages_and_a_kind_that_has_a_rank(data: Path):
    hosts = table(data / "reference" / "publishers.csv")

    assert len({row["host"] for row in hosts}) == len(hosts)
    for row in hosts:
        assert row["name_ko"], row["host"]
        assert row["name_en"], row["host"]
        assert row["kind"] in RANKS, row["host"]
        assert row["host"] == row["host"].lower().removeprefix("www.")


def test_spellings_of_one_document_describe_it_alike(data: Path):
    spellings = table(data / "reference" / "sources.csv")
    by_key: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for row in spellings:
        assert tuple(row) == SPELLING_COLUMNS
        by_key[row["key"]].add(tuple(row[column] for column in SPELLING_COLUMNS[2:]))
        if row["spelling"].startswith("http"):
            # An address keeps the key it would have without a label.
            assert row["key"] == source_key(row["spelling"])

    assert {key: told for key, told in by_key.items() if len(told) > 1} == {}


def test_a_body_has_one_key_however_it_is_spelled(words: Words):
    assert words.actor("UCLG-CSIPDHR") == words.actor("UCLG-CISDP") == ("network", "uclg-cisdp")
    assert words.actor("org-koica") == words.actor("koica") == ("organisation", "koica")
    assert words.actor("org-gwangju-city") == words.actor("광주광역시") == ("city", "gwangju-kr")
    assert words.actor("City of Nuremberg") == ("city", "nuremberg-de")


def test_names_of_bodies_are_told_once_and_cities_among_them_are_listed(
    data: Path, rows: Mapping[str, Table]
):
    bodies = table(data / "reference" / "organisations.csv")
    names = Counter(row["name"].casefold() for row in bodies)
    cities = {row["id"] for row in rows["places"]}

    assert [name for name, times in names.items() if times > 1] == []
    assert {row["key"] for row in bodies if row["kind"] == "city"} <= cities
    assert {row["kind"] for row in bodies} == {"city", "country", "network", "organisation"}


def test_extra_spellings_find_places_that_are_listed(
    data: Path, rows: Mapping[str, Table], known: Known
):
    places = {row["id"]: row for row in rows["places"]}
    for row in table(data / "reference" / "place-names.csv"):
        assert places[row["key"]]["country_iso2"] == row["country_iso2"]
        assert row["reason"]
        found = known.city_called(row["name"], row["country_iso2"], "city_en")
        assert found.value.rpartition("/")[2] == row["key"]


# against the facts


@pytest.mark.shared
def test_every_host_among_the_facts_has_a_publisher(shared: Path, words: Words):
    hosts = set()
    for path in (shared / "facts").glob("*.csv"):
        if path.name.startswith("twin_cities"):
            continue
        for row in table(path):
            for column in ("source_url", "other_source_urls", "source"):
                for url in re.findall(r"https?://[^\s|]+", row.get(column) or ""):
                    hosts.add(urlsplit(url).netloc.lower().removeprefix("www."))

    assert hosts - set(words.publishers) == set()


@pytest.mark.shared
def test_every_word_for_a_field_among_the_facts_is_mapped(shared: Path, words: Words):
    columns = {
        "partner_cities.csv": "fields",
        "exchanges.csv": "fields",
        "practices.csv": "themes",
        "oda_projects.csv": "themes",
        "commitments.csv": "policy_area",
    }
    used = {
        word.strip()
        for file, column in columns.items()
        for row in table(shared / "facts" / file)
        for word in re.split(r"[;|]", row[column])
        if word.strip()
    }

    assert {word for word in used if not words.fields(word)} == set()


@pytest.mark.shared
def test_every_row_of_the_facts_is_there(shared: Path, rows: Mapping[str, Table], known: Known):
    facts = {
        name: table(shared / "facts" / f"{name}.csv")
        for name in ("country_codes", "place_names", "partner_cities", "exchanges")
    }
    assert {r["iso2"] for r in facts["country_codes"]} == {r["iso2"] for r in rows["countries"]}
    assert Counter((r["date"], r["source_url"]) for r in facts["exchanges"]) == Counter(
        (r["start"], r["source_url"]) for r in rows["exchanges"]
    )
    unknown = []
    for row in [*facts["place_names"], *facts["partner_cities"]]:
        try:
            known.city_called(row["city_en"], row["country_iso2"], "city_en")
        except RowProblem as problem:
            unknown.append(str(problem))
    assert unknown == []
    ties = {row["city_en"].removesuffix(" Province") for row in facts["partner_cities"]}
    assert ties == {row["city_en"] for row in rows["partnerships"]}
