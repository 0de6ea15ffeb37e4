"""axe-core finds nothing on any kind of page, in both languages, light and dark."""

from __future__ import annotations

import pytest

from tests.browser.axe import checking, faults
from tests.browser.pages import PAGES, settled


# Each page in both languages and in both schemes; all four together take twice as long and differ
# in nothing that axe looks at.
@pytest.mark.parametrize(("lang", "scheme"), [("ko", "light"), ("en", "dark")])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_fault(regular, name, lang, scheme):
    page = regular(lang=lang, color_scheme=scheme, **checking()).look(PAGES[name])
    settled(page, name)
    assert not (told := faults(page)), "\n".join(told)


@pytest.mark.parametrize("name", ["list", "city"])
def test_axe_finds_no_fault_on_a_phone(regular, name):
    page = regular(lang="ko", width=360, **checking()).look(PAGES[name])
    assert not (told := faults(page)), "\n".join(told)


@pytest.mark.parametrize(("scheme", "pale"), [("light", "#ddd"), ("dark", "#333")])
def test_axe_finds_a_picture_without_words_and_pale_letters(visit, scheme, pale):
    page = visit(color_scheme=scheme, **checking()).open(PAGES["about"])
    page.evaluate(
        """pale => document.querySelector('main').insertAdjacentHTML('beforeend',
        `<img src="/static/icon.svg"><p id="pale">Hardly to be read</p>`)
        || document.querySelector('#pale').style.setProperty('color', pale)""",
        pale,
    )
    assert sorted(told.partition(" ")[0] for told in faults(page)) == [
        "color-contrast",
        "image-alt",
    ]
