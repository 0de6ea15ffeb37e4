"""The gazetteer: which place a name means, and when it says that it cannot tell."""

from __future__ import annotations

import pytest

from kg.errors import RowProblem
from kg.ingest.names import AmbiguousName, Gazetteer, Place, UnknownName


def place(key: str, *names: str, of: str = "city") -> Place:
    iri = f"https://example.org/id/city/{key}"
    return Place(iri, key.rpartition("-")[2].upper(), names, of)


GWANGJU = place("gwangju-kr", "Gwangju", "광주", "광주광역시", "光州", of="metropolitan-city")
GYEONGGI = place("gwangju-gyeonggi-kr", "Gwangju (Gyeonggi)", "광주(경기)", "경기도 광주시")


@pytest.fixture
def gazetteer() -> Gazetteer:
    return Gazetteer(
        [
            GWANGJU,
            GYEONGGI,
            place("gwangju-seo-gu-kr", "Gwangju (Seo-gu)", "광주 서구", of="district"),
            place("incheon-kr", "Incheon", "인천", "인천광역시"),
            place("jeju-kr", "Jeju", "제주", "제주도", of="province"),
            place("guangzhou-cn", "Guangzhou", "광저우", "广州市", "광주(廣州)"),
            place("tainan-tw", "Tainan", "타이난 시", "臺南市"),
            place("nuremberg-de", "Nuremberg", "뉘른베르크", "Nürnberg"),
            place("xian-cn", "Xi'an", "시안", "西安市"),
            place("san-antonio-us", "San Antonio", "샌안토니오"),
            place("san-antonio-cl", "San Antonio", "산안토니오"),
            place("fukushima-jp", "Fukushima", "후쿠시마", "福島市"),
            place("nghe-an-vn", "Nghe An Province", "응에안성", "Nghệ An", of="province"),
            place("namur-be", "Namur", "나뮈르"),
            place("namur-province-be", "Namur Province", "Namur", of="province"),
            place("cebu-ph", "Cebu", "세부", of="province"),
            place("mexico-city-mx", "Mexico City", "멕시코시티"),
            place("tbilisi-ge", "Tbilisi", "트빌리시"),
        ]
    )


def key_of(gazetteer: Gazetteer, name: str, country: str | None, *, outside: bool = False) -> str:
    return gazetteer.find(name, country, outside=outside).key


@pytest.mark.parametrize(
    ("name", "country", "key"),
    [
        ("Nuremberg", "DE", "nuremberg-de"),
        ("NÜRNBERG", "DE", "nuremberg-de"),
        ("Nurnberg", "de", "nuremberg-de"),
        ("뉘른베르크", "DE", "nuremberg-de"),
        ("City of Nuremberg", "DE", "nuremberg-de"),
        ("Xian", "CN", "xian-cn"),
        ("Xi’an", "CN", "xian-cn"),
        ("San-Antonio", "US", "san-antonio-us"),
        ("샌 안토니오", "US", "san-antonio-us"),
        ("타이난", "TW", "tainan-tw"),
        ("타이난시", "TW", "tainan-tw"),
        ("Tainan City", "TW", "tainan-tw"),
        ("台南市", "TW", "tainan-tw"),
        ("광저우시", "CN", "guangzhou-cn"),
        ("广州", "CN", "guangzhou-cn"),
        ("인천시", "KR", "incheon-kr"),
        ("Incheon-si", "KR", "incheon-kr"),
        ("Incheon Metropolitan City", "KR", "incheon-kr"),
        ("트빌리시", "GE", "tbilisi-ge"),
    ],
)
def test_spellings_and_languages_of_a_name_find_the_same_place(gazetteer, name, country, key):
    assert key_of(gazetteer, name, country) == key


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("광주", GWANGJU),
        ("Gwangju", GWANGJU),
        ("광주광역시", GWANGJU),
        ("Gwangju Metropolitan City", GWANGJU),
        ("경기도 광주시", GYEONGGI),
        ("경기도 광주", GYEONGGI),
        ("경기 광주", GYEONGGI),
        ("Gwangju, Gyeonggi", GYEONGGI),
    ],
)
def test_the_two_gwangjus_are_kept_apart(gazetteer, name, found):
    assert gazetteer.find(name, "KR") == found


@pytest.mark.parametrize("name", ["광주시", "광주 시", "Gwangju-si", "Gwangju City"])
def test_a_name_that_either_gwangju_bears_is_ambiguous(gazetteer, name):
    with pytest.raises(AmbiguousName) as caught:
        gazetteer.find(name, "KR")

    assert set(caught.value.candidates) == {GWANGJU, GYEONGGI}
    assert "gwangju-gyeonggi-kr" in caught.value.problem
    assert "key or the full name" in caught.value.remedy


def test_a_bare_gwangju_in_somebody_elses_list_is_ambiguous(gazetteer):
    with pytest.raises(AmbiguousName) as caught:
        gazetteer.find("Gwangju", "KR", outside=True)

    assert set(caught.value.candidates) == {GWANGJU, GYEONGGI}
    assert key_of(gazetteer, "Incheon", "KR", outside=True) == "incheon-kr"
    assert key_of(gazetteer, "광주광역시", "KR", outside=True) == "gwangju-kr"


def test_the_metropolitan_city_is_not_found_in_a_gazetteer_that_has_the_other_only():
    gazetteer = Gazetteer([GYEONGGI])

    for name in ("광주", "광주광역시", "광주시", "Gwangju"):
        with pytest.raises(UnknownName) as caught:
            gazetteer.find(name, "KR")
        assert caught.value.suggestions == (GYEONGGI,)


def test_a_name_alike_but_not_the_same_is_only_suggested(gazetteer):
    with pytest.raises(UnknownName) as caught:
        gazetteer.find("Icheon", "KR")

    assert [p.key for p in caught.value.suggestions] == ["incheon-kr"]
    assert "Incheon (incheon-kr)" in caught.value.remedy
    assert "data/reference/place-names.csv" in caught.value.remedy


def test_a_province_answers_to_its_own_name_only(gazetteer):
    for name in ("Nghe An", "Nghệ An", "Nghe An Province", "Tỉnh Nghệ An", "응에안성"):
        assert key_of(gazetteer, name, "VN") == "nghe-an-vn"
    with pytest.raises(UnknownName) as caught:
        gazetteer.find("Nghe An City", "VN")
    assert [p.key for p in caught.value.suggestions] == ["nghe-an-vn"]


def test_a_citys_name_is_never_the_province_of_that_name(gazetteer):
    assert key_of(gazetteer, "Namur", "BE") == "namur-be"
    assert key_of(gazetteer, "City of Namur", "BE") == "namur-be"
    assert key_of(gazetteer, "Province of Namur", "BE") == "namur-province-be"


def test_a_name_of_a_province_that_may_shorten_a_citys_is_ambiguous(gazetteer):
    assert key_of(gazetteer, "Cebu", "PH") == "cebu-ph"

    gazetteer.add([place("cebu-city-ph", "Cebu City")])

    with pytest.raises(AmbiguousName):
        gazetteer.find("Cebu", "PH")
    assert key_of(gazetteer, "Cebu City", "PH") == "cebu-city-ph"
    assert key_of(gazetteer, "Cebu Province", "PH") == "cebu-ph"


@pytest.mark.parametrize(
    ("name", "country"),
    [("제주시", "KR"), ("후쿠시마현", "JP"), ("Fukushima Prefecture", "JP"), ("서구", "KR")],
)
def test_what_a_suffix_says_of_the_place_is_heeded(gazetteer, name, country):
    with pytest.raises(UnknownName) as caught:
        gazetteer.find(name, country)

    assert caught.value.suggestions


def test_city_is_not_taken_off_the_name_of_a_known_place(gazetteer):
    with pytest.raises(UnknownName) as caught:
        gazetteer.find("Mexico", "MX")

    assert [p.key for p in caught.value.suggestions] == ["mexico-city-mx"]


def test_without_a_country_a_name_must_be_the_only_one_of_the_world(gazetteer):
    assert key_of(gazetteer, "Nuremberg", None) == "nuremberg-de"
    with pytest.raises(AmbiguousName) as caught:
        gazetteer.find("San Antonio", None)

    assert [p.key for p in caught.value.candidates] == ["san-antonio-cl", "san-antonio-us"]
    assert "country" in caught.value.remedy


def test_a_name_known_in_another_country_is_suggested(gazetteer):
    with pytest.raises(UnknownName) as caught:
        gazetteer.find("Tainan", "CN")

    assert caught.value.suggestions[0].key == "tainan-tw"
    assert "in CN" in caught.value.problem


@pytest.mark.parametrize("name", ["", " ", "?", "—"])
def test_a_name_without_letters_is_unknown_and_suggests_nothing(gazetteer, name):
    with pytest.raises(UnknownName) as caught:
        gazetteer.find(name, "KR")

    assert caught.value.suggestions == ()


def test_accents_tell_places_apart_where_both_spellings_are_names():
    gazetteer = Gazetteer([place("agueda-pt", "Agueda"), place("agueda-norte-pt", "Águeda")])

    assert key_of(gazetteer, "Águeda", "PT") == "agueda-norte-pt"
    assert key_of(gazetteer, "agueda", "PT") == "agueda-pt"


def test_a_place_added_again_gains_names(gazetteer):
    gazetteer.add([place("incheon-kr", "Incheon", "Chemulpo")])

    found = gazetteer.find("Chemulpo", "KR")

    assert found.names == ("Incheon", "인천", "인천광역시", "Chemulpo")
    assert gazetteer.keyed(found.iri) == found
    assert gazetteer.find("인천", "KR") == found


def test_the_nearest_known_place_is_the_likeliest_suggestion(gazetteer):
    near = gazetteer.nearest_known("Nuremburg", "DE")

    assert near is not None
    assert near.key == "nuremberg-de"
    assert gazetteer.nearest_known("Zzyzx", "DE") is None


def test_a_name_problem_becomes_that_of_a_cell(gazetteer):
    with pytest.raises(UnknownName) as caught:
        gazetteer.find("Icheon", "KR")

    cell = caught.value.in_column("해외도시")

    assert isinstance(cell, RowProblem)
    assert (cell.column, cell.problem) == ("해외도시", caught.value.problem)
    assert "place-names.csv" in cell.remedy
