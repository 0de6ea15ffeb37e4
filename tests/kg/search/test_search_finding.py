"""What is found: words, pieces of words, several words; in which order and how counted."""

from __future__ import annotations

import pytest

from kg.search import ALIAS, DESCRIPTION, LABEL, Entry, Index, build

CITY = "id/city/"
TIE = "id/partnership/gwangju-kr--sendai-jp"
VILLAGE = "id/practice/goryeoin-village"
CLINIC = "id/project/gw-oda-kh-clinic"


def things(found):
    return [hit.thing for hit in found.hits]


@pytest.mark.parametrize(
    ("text", "first", "match"),
    [
        ("광주", CITY + "gwangju-kr", "prefix"),
        ("Gwangju", CITY + "gwangju-kr", "exact"),
        ("gwangju", CITY + "gwangju-kr", "exact"),
        ("인권도시", "id/forum/whrcf", "infix"),
        ("도시포", "id/forum/whrcf", "infix"),
        ("uman righ", "id/forum/whrcf", "infix"),
        ("Nurnberg", CITY + "nuremberg-de", "exact"),
        ("NÜRNBERG", CITY + "nuremberg-de", "exact"),
        ("Nu\u0308rnberg", CITY + "nuremberg-de", "exact"),
        ("Nghe An", CITY + "nghe-an-vn", "exact"),
        ("Nghệ An", CITY + "nghe-an-vn", "exact"),
        ("sao paulo", CITY + "sao-paulo-br", "exact"),
        ("Самарканд", CITY + "samarkand-uz", "exact"),
        ("臺南市", CITY + "tainan-tw", "exact"),
        ("台南", CITY + "tainan-tw", "prefix"),
        ("仙台", CITY + "sendai-jp", "prefix"),
        ("ｓｅｎｄａｉ", CITY + "sendai-jp", "exact"),
        ("Xian", CITY + "xian-cn", "exact"),
        ("Xi’an", CITY + "xian-cn", "exact"),
        ("고려인마을", VILLAGE, "exact"),
        ("고려인 마을", VILLAGE, "exact"),
        ("Goryeoin-Village", VILLAGE, "exact"),
        ("경기", CITY + "gwangju-gyeonggi-kr", "infix"),
        ("q41283", CITY + "gwangju-kr", "exact"),
        ("whrcf", "id/forum/whrcf", "exact"),
        ("Koryo-saram", VILLAGE, "prefix"),
        ("radio station", VILLAGE, "infix"),
    ],
)
def test_a_name_is_found_however_it_is_typed(index, text, first, match):
    found = index.search(text)

    assert (found.hits[0].thing, found.hits[0].match) == (first, match)
    assert found.corrected is None


@pytest.mark.parametrize("character", ["광", "시", "市", "g", "é"])
def test_a_single_character_finds_every_text_that_has_it(small, character):
    index = small(
        ("begins", f"{character}abc"),
        ("inside", f"ab{character}cd"),
        ("ends", f"ab {character}"),
        ("alone", character),
        ("lacks", "abcd"),
    )

    assert set(things(index.search(character))) == {"begins", "inside", "ends", "alone"}


def test_words_may_stand_in_different_texts_of_one_thing(index):
    assert things(index.search("광주 Sendai")) == [TIE]
    assert things(index.search("고려인 clinic")) == [VILLAGE]


def test_every_word_must_be_found(index):
    assert things(index.search("광주 센다이")) == [TIE]
    assert things(index.search("Gwangju clinic")) == [CLINIC, VILLAGE]
    assert index.search("Gwangju Samarkand").total == 0


def test_words_of_two_texts_never_make_one_word(small):
    index = small(("a", "Medan"), ("a", "Sendai"), ("b", "Daegu dance"))

    assert index.search("ansen").total == 0
    assert index.search("gudan").total == 0


def test_the_better_fit_stands_first(small):
    index = small(
        ("inside", "Newturin"),
        ("later word begins", "Old Turinese Park"),
        ("whole word", "City of Turin"),
        ("beginning", "Turin Council"),
        ("whole", "Turin"),
    )

    order = ["whole", "beginning", "whole word", "later word begins", "inside"]
    assert things(index.search("turin")) == order


def test_of_equal_fits_the_shorter_text_stands_first(small):
    index = small(("long", "Turin Council of Youth"), ("short", "Turin Council"))

    assert things(index.search("turin")) == ["short", "long"]


def test_labels_stand_before_aliases_and_both_before_descriptions(tmp_path):
    build(
        tmp_path / "s",
        [
            Entry("description", "city", "Turin", "en", DESCRIPTION),
            Entry("alias", "city", "Turin", "en", ALIAS),
            Entry("label", "city", "Turin", "en", LABEL),
            Entry("inside a label", "city", "Newturin", "en", LABEL),
        ],
    )
    index = Index.open(tmp_path / "s")

    found = things(index.search("Turin"))

    index.close()
    assert found == ["label", "alias", "inside a label", "description"]


def test_a_thing_is_found_once_with_the_text_that_fits_best(index):
    hits = index.search("Nürnberg").hits

    assert [(h.thing, h.text, h.lang) for h in hits] == [(CITY + "nuremberg-de", "Nürnberg", "de")]
    assert index.search("뉘른").hits[0].text == "뉘른베르크"


def test_a_description_is_shown_only_where_no_name_fits(index):
    shown = {h.thing: h.text for h in index.search("clinic").hits}

    assert shown[CLINIC] == "Gwangju Clinic in Cambodia"
    assert shown[VILLAGE].startswith("Koryo-saram")


def test_scores_fall_from_hit_to_hit(index):
    scores = [hit.score for hit in index.search("a", limit=100).hits]

    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)


def test_total_counts_the_kinds_asked_for_and_by_kind_all_of_them(index):
    every = index.search("Gwangju")
    cities = index.search("Gwangju", kinds=["city"])
    both = index.search("Gwangju", kinds={"project", "practice"})

    assert every.by_kind == {"city": 2, "partnership": 1, "practice": 1, "project": 1}
    assert cities.by_kind == both.by_kind == every.by_kind
    assert (every.total, cities.total, both.total) == (5, 2, 2)
    assert {hit.kind for hit in both.hits} == {"project", "practice"}


def test_a_kind_of_which_nothing_is_found_says_so(index):
    found = index.search("Samarkand", kinds=["forum"])

    assert (found.hits, found.total, found.reason) == ([], 0, "nothing")
    assert found.by_kind == {"city": 1}


def test_pages_follow_one_another_without_gap_or_repetition(index):
    whole = things(index.search("a", limit=1000))
    pages = [things(index.search("a", limit=3, offset=at)) for at in range(0, len(whole), 3)]

    assert len(whole) > 6
    assert [thing for page in pages for thing in page] == whole
    assert index.search("a", offset=len(whole)).hits == []
    assert index.search("a", limit=1).total == len(whole)
