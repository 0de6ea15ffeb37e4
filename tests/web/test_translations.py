"""Every text of the pages has its Korean, and no English is left on a Korean page."""

from __future__ import annotations

import ast
import html
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from tests.web.conftest import PAGE

WEB = Path(__file__).resolve().parents[2] / "web"
PO = WEB / "translations" / "ko" / "LC_MESSAGES" / "messages.po"
SKIPPED = ("node_modules", "static", "translations")
NAMED = re.compile(r"%\((\w+)\)[sd]|\{(\d)\}")


@pytest.fixture(scope="module")
def wanted():
    """What the templates and the code ask for, as pybabel finds it by web/babel.cfg."""
    with (WEB / "babel.cfg").open() as mapping:
        methods, options = parse_mapping_cfg(mapping)
    catalog = Catalog()
    found = extract_from_dir(
        WEB, methods, options, directory_filter=lambda d: Path(d).name not in SKIPPED
    )
    for _, _, message, _, _ in found:
        catalog.add(message)
    return {message.id for message in catalog if message.id}


@pytest.fixture(scope="module")
def korean():
    with PO.open("rb") as file:
        return read_po(file, locale="ko")


def texts(message):
    return [message] if isinstance(message, str) else [m for m in message if m]


def test_every_text_has_a_korean_one(wanted, korean):
    translated = {
        m.id for m in korean if m.id and all(texts(m.string)) and texts(m.string) and not m.fuzzy
    }
    assert sorted(map(str, wanted - translated)) == []


def test_no_korean_text_is_left_over_or_doubtful(wanted, korean):
    assert sorted(str(m.id) for m in korean if m.id and m.id not in wanted) == []
    assert not korean.obsolete
    assert [m.id for m in korean if m.id and m.fuzzy] == []


def test_every_text_keeps_its_placeholders(korean):
    for message in korean:
        if message.id:
            asked = [set(NAMED.findall(text)) for text in texts(message.id)]
            for text in texts(message.string):
                assert set(NAMED.findall(text)) == set.union(*asked), message.id


def test_korean_texts_hold_korean(korean):
    """But for names and abbreviations, which are the same in both languages."""
    same = {
        m.id: m.string
        for m in korean
        if m.id and not any(re.search("[가-힣]", text) for text in texts(m.string))
    }
    named = {k for k, v in same.items() if k == v}
    assert set(same) == named
    assert len(named) <= 12


def test_sentences_are_plain_and_without_exclamation(korean):
    for message in korean:
        for text in texts(message.string) if message.id else ():
            assert "!" not in text
            assert "귀하" not in text
            assert not re.search(r"(해요|이에요|예요|세요)[.\s]*$", text), text


def test_no_text_hides_in_an_f_string_where_pybabel_does_not_look():
    hidden = []
    for path in sorted(WEB.rglob("*.py")):
        if set(path.relative_to(WEB).parts) & set(SKIPPED):
            continue
        for joined in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(joined, ast.JoinedStr):
                hidden += [
                    f"{path.name}:{call.lineno}"
                    for call in ast.walk(joined)
                    if isinstance(call, ast.Call)
                    and getattr(call.func, "id", "") in ("_", "gettext", "ngettext")
                ]
    assert hidden == []


@pytest.mark.parametrize(
    "address",
    ["/", "/partnerships?currentRelation=sister", "/cities/san-antonio-us", "/cities/gwangju-kr",
     "/partnerships/gwangju-kr--turin-it", "/search?q=광주", "/search?q=zzzzqq", "/conflicts",
     "/questions", "/questions/asleep", "/sparql", "/data", "/ontology", "/about", "/nothing"],
)  # fmt: skip
def test_a_korean_page_shows_no_text_of_the_english_one(app, wanted, address):
    client = app.test_client(use_cookies=False)
    page = client.get(address, headers={"Accept": PAGE, "Accept-Language": "ko"}).text
    page = re.sub(r"<(script|style|pre|code|textarea)\b.*?</\1>", " ", page, flags=re.DOTALL)
    # A name in its own language says so; everything else is the page's.
    page = re.sub(r'<(\w+)[^>]* lang="(?!ko)[^"]*"[^>]*>.*?</\1>', " ", page, flags=re.DOTALL)
    shown = {html.unescape(" ".join(t.split())) for t in re.findall(r">([^<]+)<", page)}
    shown |= {
        html.unescape(t) for t in re.findall(r'(?:aria-label|placeholder|alt)="([^"]*)"', page)
    }
    english = {
        text
        for message in wanted
        for text in texts(message)
        if not NAMED.search(text) and re.search("[a-z]{3}", text)
    }
    assert sorted(shown & english) == []
