"""A small corpus of cities, a forum, a tie, a practice and a project, and its index."""

from __future__ import annotations

import pytest

from kg.search import ALIAS, DESCRIPTION, LABEL, Entry, Index, build

CITIES = {
    "gwangju-kr": {"ko": "광주광역시", "en": "Gwangju"},
    "gwangju-gyeonggi-kr": {"ko": "광주시(경기)", "en": "Gwangju, Gyeonggi"},
    "nuremberg-de": {"ko": "뉘른베르크", "en": "Nuremberg", "de": "Nürnberg"},
    "san-antonio-us": {"ko": "샌안토니오", "en": "San Antonio"},
    "nghe-an-vn": {"ko": "응에안성", "en": "Nghe An", "vi": "Nghệ An"},
    "turin-it": {"ko": "토리노", "en": "Turin", "it": "Torino"},
    "sao-paulo-br": {"ko": "상파울루", "en": "São Paulo"},
    "tainan-tw": {"ko": "타이난", "en": "Tainan", "zh-Hant": "臺南市"},
    "samarkand-uz": {"ko": "사마르칸트", "en": "Samarkand", "uz": "Samarqand", "ru": "Самарканд"},
    "sendai-jp": {"ko": "센다이", "en": "Sendai", "ja": "仙台市"},
    "xian-cn": {"ko": "시안", "en": "Xi'an", "zh-Hans": "西安市"},
}


def city(key):
    return f"id/city/{key}"


FORUM = "id/forum/whrcf"
TIE = "id/partnership/gwangju-kr--sendai-jp"
VILLAGE = "id/practice/goryeoin-village"
CLINIC = "id/project/gw-oda-kh-clinic"


def corpus():
    for key, labels in CITIES.items():
        for lang, text in labels.items():
            yield Entry(city(key), "city", text, lang, LABEL)
    yield Entry(city("gwangju-kr"), "city", "Q41283", "", ALIAS)
    yield Entry(city("gwangju-kr"), "city", "Kwangju", "en", ALIAS)
    yield Entry(FORUM, "forum", "세계인권도시포럼", "ko", LABEL)
    yield Entry(FORUM, "forum", "World Human Rights Cities Forum", "en", LABEL)
    yield Entry(FORUM, "forum", "WHRCF", "en", ALIAS)
    yield Entry(TIE, "partnership", "광주광역시 – 센다이", "ko", LABEL)
    yield Entry(TIE, "partnership", "Gwangju – Sendai", "en", LABEL)
    yield Entry(VILLAGE, "practice", "고려인 마을", "ko", LABEL)
    yield Entry(VILLAGE, "practice", "Goryeoin Village", "en", LABEL)
    about = "Koryo-saram in Gwangju run a clinic, a school and a radio station. Turin asked twice."
    yield Entry(VILLAGE, "practice", about, "en", DESCRIPTION)
    yield Entry(CLINIC, "project", "캄보디아 광주진료소", "ko", LABEL)
    yield Entry(CLINIC, "project", "Gwangju Clinic in Cambodia", "en", LABEL)


@pytest.fixture(scope="session")
def index(tmp_path_factory):
    path = tmp_path_factory.mktemp("search") / "search.sqlite"
    build(path, corpus(), revision="abc123")
    opened = Index.open(path)
    yield opened
    opened.close()


@pytest.fixture
def small(tmp_path):
    """Builds an index of (thing, text) labels and opens it."""
    opened = []

    def of(*labels, weight=LABEL):
        path = tmp_path / f"{len(opened)}.sqlite"
        build(path, [Entry(thing, "city", text, "en", weight) for thing, text in labels])
        opened.append(Index.open(path))
        return opened[-1]

    yield of
    for each in opened:
        each.close()
