"""Misspelt questions: what they are taken to mean, and when they are left alone."""

from __future__ import annotations

import pytest

CITY = "id/city/"


@pytest.mark.parametrize(
    ("typed", "first", "meant"),
    [
        ("샌안토니어", CITY + "san-antonio-us", "샌안토니오"),
        ("Samarkhand", CITY + "samarkand-uz", "Samarkand"),
        ("Samarcand", CITY + "samarkand-uz", "Samarkand"),
        ("Nurenberg", CITY + "nuremberg-de", "Nuremberg"),
        ("Nuernberg", CITY + "nuremberg-de", "Nürnberg"),
        ("Gwagnju", CITY + "gwangju-kr", "Gwangju"),
        ("토리너", CITY + "turin-it", "토리노"),
        ("광쥬", CITY + "gwangju-kr", "광주"),
        ("센다이시", CITY + "sendai-jp", "센다이"),
        ("인권됴시", "id/forum/whrcf", "인권도시"),
        ("San Antnio", CITY + "san-antonio-us", "San Antonio"),
        ("nghean", CITY + "nghe-an-vn", "Nghe An"),
        ("saopaulo", CITY + "sao-paulo-br", "São Paulo"),
        ("Gwangju clinik", "id/project/gw-oda-kh-clinic", "Gwangju Clinic"),
        ("세계인권포럼", "id/forum/whrcf", "세계인권 포럼"),
        ("humanrights", "id/forum/whrcf", "Human Rights"),
        ("Goryo-in village", "id/practice/goryeoin-village", "Goryeoin Village"),
    ],
)
def test_a_misspelt_name_is_found_and_the_answer_says_what_was_assumed(index, typed, first, meant):
    found = index.search(typed)

    assert found.corrected == meant
    assert (found.hits[0].thing, found.hits[0].match) == (first, "similar")
    assert found.total == sum(found.by_kind.values()) == len(found.hits)


def test_what_is_found_as_typed_stands_before_what_is_similar(small):
    index = small(("typed", "Turimex"), ("meant", "Turin"))

    found = index.search("Turim")

    assert [(h.thing, h.match) for h in found.hits] == [("typed", "prefix"), ("meant", "similar")]
    assert (found.total, found.corrected) == (2, "Turin")
    assert found.hits[0].score > found.hits[1].score


def test_a_word_that_is_found_whole_is_not_corrected(small):
    index = small(("a", "Incheon"), ("b", "Icheon"))

    found = index.search("Icheon")

    assert ([h.thing for h in found.hits], found.corrected) == (["b"], None)


@pytest.mark.parametrize("typed", ["대구", "구광", "臺南"])
def test_what_is_found_inside_unspaced_text_is_not_corrected(small, typed):
    index = small(("a", "대구광역시"), ("a", "臺南市"), ("b", "대부"), ("b", "구강"))

    assert ([h.thing for h in index.search(typed).hits], index.search(typed).corrected) == (
        ["a"],
        None,
    )


def test_a_name_with_many_finds_is_not_corrected(small):
    index = small(*((str(n), f"Sendaiya {n}") for n in range(3)), ("other", "Sendei"))

    assert index.search("Sendai").corrected is None


@pytest.mark.parametrize(
    "typed", ["Q41284", "台中市", "xyz", "가나", "굉주의", "좡주", "zzzzzzzzzz"]
)
def test_numbers_short_words_and_han_names_are_not_guessed(index, typed):
    found = index.search(typed)

    assert (found.hits, found.total, found.corrected) == ([], 0, None)
    assert found.reason == "nothing"


def test_in_two_syllables_a_wrong_vowel_is_forgiven_but_not_a_wrong_first_consonant(small):
    index = small(("a", "지향"))

    assert index.search("지향").corrected is None
    assert index.search("지햔").corrected == "지향"
    assert index.search("미향").total == 0


def test_of_equally_near_names_the_one_with_the_same_beginning_is_meant(small):
    index = small(("a", "Burin"), ("b", "Turin"))

    assert index.search("Turyn").corrected == "Turin"
    assert index.search("Burim").corrected == "Burin"


def test_pages_of_a_corrected_question_follow_one_another(small):
    index = small(*((str(n), f"Kathmandu {'x' * n}") for n in range(1, 6)))

    whole = [h.thing for h in index.search("Katmandu").hits]
    pages = [index.search("Katmandu", limit=2, offset=at).hits for at in (0, 2, 4)]

    assert whole == ["1", "2", "3", "4", "5"]
    assert [h.thing for page in pages for h in page] == whole
