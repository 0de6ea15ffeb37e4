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
    "desk": "/desk",
    "asleep": "/asleep?years=5",
    "anniversaries": "/anniversaries",
    "stages": "/desk/stages",
    "promises": "/promises?city=gwangju-kr",
    "oda": "/oda",
    "counting": "/counting",
    "gaps": "/gaps",
    "council": "/council",
    "practices": "/practices?field=human-rights",
    "practice": "/practices/gwangju-human-rights-ordinance",
    "forum": "/forums/whrcf",
    "edition": "/editions/whrcf-13",
    "held": "/held/san-antonio-us",
    "timeline": "/timeline?a=gwangju-kr&b=san-antonio-us",
    "embedded badge": "/embed/badge/gwangju-kr--san-antonio-us",
    "briefing": "/briefing/san-antonio-us",
    "briefing in both languages": "/briefing/guangzhou-cn?both=1",
    "handover": "/handover",
    "plan": "/plan",
    "compare": "/compare?ids=san-antonio-us,guangzhou-cn,turin-it",
    "country": "/countries/kh",
    "network": "/network?year=2010",
    "surroundings": "/network/turin-it?depth=2",
    "path": "/path?from=san-antonio-us&to=nuremberg-de",
    "no path": "/path?from=san-antonio-us&to=turin-it&through=projects",
    "suggestions": "/suggestions?field=human-rights&field=ai&field=climate",
    "match": "/match",
    "not found": "/nothing-is-here",
}

SCRIPTED = {
    "sparql": ("html", "[data-editor=ready]"),
    "sparql answer": ("html", "[data-editor=ready]"),
    "surroundings": ("#net", "[data-drawn=yes]"),
}
"""What the page's own script makes more of once it is seen, and what tells that it has."""


def settled(page, name):
    """Waits until the page is what it is going to be."""
    if name in SCRIPTED:
        element, done = SCRIPTED[name]
        page.locator(element).scroll_into_view_if_needed()
        page.wait_for_selector(element + done)
