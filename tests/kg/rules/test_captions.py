"""What is shown as the name of a thing."""

from __future__ import annotations

PLACES = """
<city/gwangju-kr> a cd:City ; rdfs:label "광주"@ko, "Gwangju"@en .
<city/turin-it> a cd:City ; rdfs:label "토리노"@ko, "Turin"@en, "Torino"@it .
<city/zwolle-nl> a cd:City ; rdfs:label "Zwolle"@nl .
"""
TIE = "<partnership/t> a cd:Partnership ; cd:party <city/turin-it>, <city/gwangju-kr> ; cd:stage <stage/t--s1> ."


def test_a_name_is_shown_in_korean_and_english_and_not_in_other_languages(told):
    graph = told(register=(1, PLACES))

    assert graph.captions("city/turin-it") == {"ko": "토리노", "en": "Turin"}


def test_a_thing_with_a_native_name_only_shows_it_in_its_own_language(told):
    assert told(register=(1, PLACES)).captions("city/zwolle-nl") == {"nl": "Zwolle"}


def test_a_name_without_a_language_is_shown_as_it_is(told):
    graph = told(
        register=(1, '<organisation/o> a cd:Organisation ; rdfs:label "ICLEI (2) of a b" .')
    )

    assert graph.captions("organisation/o") == {"": "ICLEI (2) of a b"}


def test_a_name_missing_in_one_language_is_not_made_up(told):
    graph = told(register=(1, '<exchange/e> a cd:Exchange ; rdfs:label "방문"@ko .'))

    assert graph.captions("exchange/e") == {"ko": "방문"}


def test_the_best_ranked_source_names_a_thing(told):
    named = '<city/a> a cd:City ; rdfs:label "{}"@en .'
    graph = told(a=(4, named.format("Aaa")), register=(1, named.format("Zzz of en and ko")))

    assert graph.captions("city/a") == {"en": "Zzz of en and ko"}


def test_a_tie_is_called_after_its_parties(told):
    graph = told(register=(1, PLACES + TIE))

    assert graph.captions("partnership/t") == {"ko": "광주–토리노", "en": "Gwangju–Turin"}


def test_a_part_named_in_a_native_language_only_keeps_that_name(told):
    graph = told(register=(1, PLACES + TIE.replace("gwangju-kr", "zwolle-nl")))

    assert graph.captions("partnership/t") == {"ko": "토리노–Zwolle", "en": "Turin–Zwolle"}


def test_a_stage_is_called_after_its_relation_and_the_dates_shown_first(told):
    stage = (
        '<stage/t--s1> a cd:Stage ; cd:relation relation:friendship ; cd:start "{}"^^xsd:gYear .'
    )
    graph = told(register=(1, stage.format("2002")), press=(4, stage.format("2003")))

    assert graph.captions("stage/t--s1") == {"ko": "우호 · 2002", "en": "Friendship city · 2002"}


def test_a_figure_about_a_tie_takes_up_the_composed_name_of_the_tie(told):
    figure = "<observation/o> a cd:Observation ; cd:subject <partnership/t> ; cd:measure measure:population ; cd:value 12 ."
    graph = told(register=(1, PLACES + TIE + figure))

    caption = graph.captions("observation/o")

    assert caption["ko"].startswith("광주–토리노 · ")
    assert caption["en"].startswith("Gwangju–Turin · ")
    assert caption["en"].endswith("12")
    assert len(caption) == 2


def test_a_kind_gets_captions_from_its_shape_alone(told):
    graph = told(
        register=(
            1,
            PLACES + '<visit/v> a cd:Visit ; cd:host <city/turin-it> ; cd:motto "모두"@ko .',
        )
    )
    graph.say(
        "sources",
        """cd:VisitShape sh:targetClass cd:Visit ; sh:property cd:VisitMotto, cd:VisitHost .
           cd:VisitHost sh:path cd:host ; sh:order 2 ; cd:caption true .
           cd:VisitMotto sh:path cd:motto ; sh:order 1 ; cd:caption true .""",
    )
    graph.derive()

    assert graph.captions("visit/v") == {"ko": "모두 · 토리노", "en": "모두 · Turin"}


def test_the_terms_of_the_ontology_get_no_captions(told):
    graph = told(register=(1, PLACES))

    assert graph.ask("?text", "cd:City cd:caption ?text") == []


def test_many_parts_stand_in_the_order_of_their_keys(told):
    cities = "".join(
        f'<city/c{n:02}> a cd:City ; rdfs:label "C{n:02}"@en . '
        f"<partnership/many> a cd:Partnership ; cd:party <city/c{n:02}> . "
        for n in (7, 3, 9, 1, 5, 8, 2, 6, 4)
    )

    assert told(register=(1, cities)).captions("partnership/many")["en"] == (
        "C01–C02–C03–C04–C05–C06–C07–C08–C09"
    )
