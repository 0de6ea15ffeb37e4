"""The topics questions are grouped by: one folder each, named once, in the order they are shown."""

from __future__ import annotations

from collections.abc import Iterable

from kg.model.kinds import Text
from kg.questions.question import Question

TOPICS: dict[str, Text] = {
    "ties": {"en": "Ties", "ko": "교류 관계"},
    "desk": {"en": "Staff desk", "ko": "담당자 업무"},
    "places": {"en": "One city", "ko": "한 도시"},
    "shelf": {"en": "Practices", "ko": "우수사례"},
    "forum": {"en": "Forum", "ko": "포럼"},
    "money": {"en": "ODA and money", "ko": "ODA·재정"},
    "network": {"en": "Networks", "ko": "연결망"},
    "conflicts": {"en": "Disagreements", "ko": "불일치"},
    "research": {"en": "Research", "ko": "연구"},
    "counts": {"en": "Counts", "ko": "집계"},
}
"""By folder. A folder that is not named here goes by its own name, after the others."""


def topic_name(topic: str, language: str) -> str:
    """What a topic is called."""
    return TOPICS.get(topic, {}).get(language, topic)


def by_topic(questions: Iterable[Question]) -> dict[str, list[Question]]:
    """Questions by topic: topics in their order, questions in the order of their English titles."""
    found: dict[str, list[Question]] = {topic: [] for topic in TOPICS}
    for question in sorted(questions, key=lambda q: (q.topic, q.title["en"].casefold())):
        found.setdefault(question.topic, []).append(question)
    return {topic: listed for topic, listed in found.items() if listed}
