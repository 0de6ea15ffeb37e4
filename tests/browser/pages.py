"""The pages that every rule for pages is held against: one of each kind."""

from __future__ import annotations

PAGES = {
    "home": "/",
    "list": "/partnerships",
    "filtered list": "/exchanges?party=san-antonio-us",
    "empty list": "/partnerships?q=nobody-is-called-so",
    "city": "/cities/san-antonio-us",
    "home city": "/cities/gwangju-kr",
    "thing": "/partnerships/gwangju-kr--turin-it",
    "search": "/search?q=%EA%B4%91%EC%A3%BC",
    "conflicts": "/conflicts",
    "question": "/questions/asleep",
    "questions": "/questions",
    "sparql": "/sparql",
    "sparql answer": "/sparql?query=SELECT%20*%20%7B%3Fs%20%3Fp%20%3Fo%7D%20LIMIT%203",
    "data": "/data",
    "ontology": "/ontology",
    "about": "/about",
    "not found": "/nothing-is-here",
}
