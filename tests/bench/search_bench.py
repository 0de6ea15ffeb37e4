"""How long the search index takes to build and to answer, over 50,000 generated texts.

Run by hand: `python -m tests.bench.search_bench [texts]`.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from kg.search import ALIAS, DESCRIPTION, LABEL, Entry, Index, build

_SYLLABLES = "광주센다이토리노타남시도인권세계포럼문화교류협력산안성울부대구천제진경상전라충북강원"
_LATIN = ("gwang", "ju", "sen", "dai", "san", "an", "to", "ni", "ber", "nürn", "kö", "são", "ka",
          "lo", "mi", "ra", "tu", "vel", "quo", "pest", "ngh", "ệ", "wa", "shi")  # fmt: skip
_WORDS = {
    "ko": ("교류", "협력", "인권", "도시", "포럼", "대표단", "문화", "협정", "사업", "광주", "초청"),
    "en": ("exchange", "delegation", "forum", "Gwangju", "rights", "city", "clinic", "training",
           "agreement", "village", "water", "youth"),
}  # fmt: skip
_KINDS = ("city", "partnership", "exchange", "project", "practice", "organisation")

QUESTIONS = (
    "광주", "인권도시", "교류", "gwangju", "nurnber", "gwangju clinic", "광주 교류 포럼", "시", "a", "g",
    "city", "human rights city", "gwangjoo clinik", "겡주", "인권됴시", "센다어", "delegatoin",
    "zzzzzzzzzz", "q1000", "가나다라마바사아자차카타파하" * 20, "a b c d e f g h i j k l m n o p",
    "the quick brown fox jumps over", "시 도 인 권 세 계 포 럼 문 화 교 류 협 력", '" OR * NEAR(', "e e e",
    "gwangsen sendaju", "광주광역시 센다이시 교류협력 포럼 대표단 문화",
)  # fmt: skip


def entries(texts: int, seed: int = 7) -> Iterator[Entry]:
    """Texts of things with a Korean and a Latin label, an identifier and a description."""
    chance = random.Random(seed)
    for n in range(texts // 4):
        thing, kind = f"id/{n}", chance.choice(_KINDS)
        korean = "".join(chance.choices(_SYLLABLES, k=chance.randint(2, 6)))
        latin = "".join(chance.choices(_LATIN, k=chance.randint(2, 4))).capitalize()
        if kind != "city":
            korean += " " + " ".join(chance.choices(_WORDS["ko"], k=3))
            latin += " " + " ".join(chance.choices(_WORDS["en"], k=3))
        yield Entry(thing, kind, korean, "ko", LABEL)
        yield Entry(thing, kind, latin, "en", LABEL)
        yield Entry(thing, kind, f"Q{n}", "", ALIAS)
        words = chance.choices(_WORDS[chance.choice(("ko", "en"))], k=25)
        yield Entry(thing, kind, " ".join(words), "ko", DESCRIPTION)


def timed(ask: Callable[[], object]) -> float:
    """Milliseconds, the median of five calls."""
    taken = []
    for _ in range(5):
        start = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def main(texts: int) -> None:
    """Builds, measures and prints."""
    made = list(entries(texts))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "search.sqlite"
        start = time.perf_counter()
        build(path, made)
        print(f"{len(made):,} texts: built in {time.perf_counter() - start:.2f} s, ", end="")
        print(f"{path.stat().st_size / 1e6:.1f} MB")
        index = Index.open(path)
        start = time.perf_counter()
        index.search("gwangjjuuu")
        print(f"first misspelling (reads the words): {(time.perf_counter() - start) * 1000:.0f} ms")
        print(f"{'search':>8} {'suggest':>8} {'things':>7}  question")
        for text in QUESTIONS:
            found = index.search(text)
            search = timed(lambda text=text: index.search(text))  # type: ignore[misc]
            suggest = timed(lambda text=text: index.suggest(text))  # type: ignore[misc]
            meant = f" -> {found.corrected}" if found.corrected else ""
            print(f"{search:8.1f} {suggest:8.1f} {found.total:7,}  {text[:40]}{meant}")
        index.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000)
