"""What is derived about ties, their exchanges and partners."""

from __future__ import annotations

YANCHENG = """
<partnership/gwangju-kr--yancheng-cn> a cd:Partnership ; cd:party <city/gwangju-kr>, <city/yancheng-cn> ;
    cd:stage <stage/y--s1>, <stage/y--s2> .
<stage/y--s1> a cd:Stage ; cd:relation relation:letter-of-intent ; cd:start "2017"^^xsd:gYear .
<stage/y--s2> a cd:Stage ; cd:relation relation:sister ; cd:start "2025-11-20"^^xsd:date .
"""
TURIN = """
<partnership/gwangju-kr--turin-it> a cd:Partnership ; cd:party <city/gwangju-kr>, <city/turin-it> ;
    cd:stage <stage/t--s1>, <stage/t--s2> .
<stage/t--s1> a cd:Stage ; cd:relation relation:friendship ;
    cd:start "2002"^^xsd:gYear ; cd:end "2012"^^xsd:gYear .
<stage/t--s2> a cd:Stage ; cd:relation relation:friendship ; cd:start "2024-04-15"^^xsd:date .
"""
NOW = (
    "?stage ?relation ?since ?status",
    "?tie cd:currentStage ?stage ; cd:currentRelation ?relation ; cd:currentStatus ?status ."
    " OPTIONAL { ?tie cd:since ?since }",
)


def tie(stages: str) -> str:
    return f"""<partnership/a--b> a cd:Partnership ; cd:party <city/a>, <city/b> ;
        cd:stage <stage/x--s1>, <stage/x--s2> . {stages}"""


def test_a_letter_followed_by_sisterhood_is_a_sister_tie_since_the_second_signature(told):
    assert told(register=(1, YANCHENG)).ask(*NOW) == [
        ("stage/y--s2", "relation/sister", "2025-11-20", "status/in-force")
    ]


def test_a_tie_that_ended_and_was_signed_again_is_in_force_since_the_new_signature(told):
    assert told(register=(1, TURIN)).ask(*NOW) == [
        ("stage/t--s2", "relation/friendship", "2024-04-15", "status/in-force")
    ]


def test_an_open_letter_is_current_before_an_ended_sisterhood(told):
    graph = told(
        register=(
            1,
            tie("""<stage/x--s1> a cd:Stage ; cd:relation relation:sister ;
                     cd:start "1990"^^xsd:gYear ; cd:end "2010"^^xsd:gYear .
                   <stage/x--s2> a cd:Stage ; cd:relation relation:letter-of-intent ;
                     cd:start "2020"^^xsd:gYear ."""),
        )
    )

    assert graph.ask(*NOW) == [
        ("stage/x--s2", "relation/letter-of-intent", "2020", "status/intended")
    ]


def test_a_tie_with_only_ended_stages_is_ended(told):
    graph = told(
        register=(
            1,
            tie("""<stage/x--s1> a cd:Stage ; cd:relation relation:sister ;
                     cd:start "1990"^^xsd:gYear ; cd:end "2010"^^xsd:gYear ."""),
        )
    )

    assert graph.ask(*NOW) == [("stage/x--s1", "relation/sister", "1990", "status/ended")]


def test_an_undated_tie_is_in_force_and_has_no_since(told):
    graph = told(register=(1, tie("<stage/x--s1> a cd:Stage ; cd:relation relation:twin .")))

    assert graph.ask(*NOW) == [("stage/x--s1", "relation/twin", "", "status/in-force")]


def test_since_and_relation_are_those_shown_first_where_sources_differ(told):
    stage = '<stage/x--s1> a cd:Stage ; cd:relation relation:{} ; cd:start "{}"^^xsd:gYear .'
    graph = told(
        press=(4, tie(stage.format("sister", "1983"))),
        register=(1, tie(stage.format("friendship", "1982"))),
    )

    assert graph.ask(*NOW) == [("stage/x--s1", "relation/friendship", "1982", "status/in-force")]


def test_a_stage_called_stronger_by_a_poor_source_only_is_not_the_current_one(told):
    two = """<stage/x--s1> a cd:Stage ; cd:relation relation:{} .
             <stage/x--s2> a cd:Stage ; cd:relation relation:friendship ."""
    graph = told(press=(4, tie(two.format("sister"))), register=(1, tie(two.format("cooperation"))))

    assert [row[0] for row in graph.ask(*NOW)] == ["stage/x--s2"]


EXCHANGES = """
<exchange/one> a cd:Exchange ; cd:party <city/gwangju-kr>, <city/turin-it> ; cd:start "2018-12-05"^^xsd:date .
<exchange/two> a cd:Exchange ; cd:party <city/gwangju-kr>, <city/turin-it> ; cd:start "2018"^^xsd:gYear .
<exchange/three> a cd:Exchange ; cd:party <city/gwangju-kr>, <city/turin-it>, <city/yancheng-cn> ;
    cd:start "2016"^^xsd:gYear .
<exchange/alone> a cd:Exchange ; cd:party <city/gwangju-kr> ; cd:start "2024"^^xsd:gYear .
"""


def test_an_exchange_belongs_to_every_tie_that_shares_two_parties_with_it(told):
    graph = told(register=(1, YANCHENG + TURIN + EXCHANGES))

    assert graph.ask("?exchange", "?exchange cd:ofTie <partnership/gwangju-kr--turin-it>") == [
        ("exchange/one",),
        ("exchange/three",),
        ("exchange/two",),
    ]
    assert graph.ask("?exchange", "?exchange cd:ofTie <partnership/gwangju-kr--yancheng-cn>") == [
        ("exchange/three",)
    ]


def test_the_last_exchange_is_last_by_its_latest_possible_day_and_keeps_its_own_date(told):
    graph = told(register=(1, TURIN + EXCHANGES))

    assert graph.ask("?e ?d", "?tie cd:lastExchange ?e ; cd:lastExchangeDate ?d") == [
        ("exchange/two", "2018")
    ]


def test_the_last_exchange_goes_by_the_date_shown_first(told):
    dated = """<exchange/one> a cd:Exchange ; cd:party <city/gwangju-kr>, <city/turin-it> ;
        cd:start "{}"^^xsd:gYear ."""
    graph = told(register=(1, TURIN + dated.format("2015")), press=(4, dated.format("2022")))

    assert graph.ask("?date", "?tie cd:lastExchangeDate ?date") == [("2015",)]


def test_partners_are_those_of_ties_in_force_and_see_each_other(told):
    letter = tie("<stage/x--s1> a cd:Stage ; cd:relation relation:letter-of-intent .")
    graph = told(register=(1, TURIN + letter))

    assert graph.ask("?a ?b", "?a cd:partnerCity ?b") == [
        ("city/gwangju-kr", "city/turin-it"),
        ("city/turin-it", "city/gwangju-kr"),
    ]


def test_a_tie_bears_the_countries_of_its_parties(told):
    places = """<city/gwangju-kr> a cd:City ; cd:country <country/kr> .
        <city/turin-it> a cd:City ; cd:country <country/it> ."""
    graph = told(register=(1, TURIN + places))

    assert graph.ask("?country", "?tie cd:partyCountry ?country") == [
        ("country/it",),
        ("country/kr",),
    ]


def membership(number: int, network: str, end: str = "") -> str:
    ended = f'; cd:end "{end}"^^xsd:gYear' if end else ""
    return f"""<membership/{network}-{number}> a cd:Membership ; cd:network <network/{network}> ;
        cd:member <city/m{number}> {ended} ."""


def test_members_that_left_share_no_network_any_more(told):
    text = membership(1, "n") + membership(2, "n") + membership(3, "n", end="2015")
    graph = told(register=(1, text))

    assert graph.ask("?a ?b", "?a cd:sameNetworkAs ?b") == [
        ("city/m1", "city/m2"),
        ("city/m2", "city/m1"),
    ]


def test_a_network_of_200_members_brings_nobody_together(told):
    small = "".join(membership(n, "small") for n in range(199))
    large = "".join(membership(n, "large") for n in range(200))

    assert len(told(register=(1, small)).ask("?a ?b", "?a cd:sameNetworkAs ?b")) == 199 * 198
    assert told(register=(1, large)).ask("?a ?b", "?a cd:sameNetworkAs ?b") == []


def test_a_practice_is_presented_at_the_edition_of_the_participation(told):
    graph = told(
        register=(
            1,
            """<participation/p> a cd:Participation ; cd:edition <edition/whrcf-08> ;
                cd:presents <practice/water> .""",
        )
    )

    assert graph.ask("?edition", "<practice/water> cd:presentedAt ?edition") == [
        ("edition/whrcf-08",)
    ]


def test_years_and_decades_come_from_dates_of_any_precision(told):
    graph = told(
        register=(
            1,
            TURIN
            + """<exchange/e> a cd:Exchange ; cd:start "1999-12"^^xsd:gYearMonth .
                 <practice/p> a cd:Practice ; cd:start "2001"^^xsd:gYear .""",
        )
    )

    assert graph.ask("?d ?y", "<exchange/e> cd:decade ?d ; cd:year ?y") == [("1990", "1999")]
    assert graph.ask("?d ?y", "<practice/p> cd:decade ?d ; cd:year ?y") == [("2000", "2001")]
    assert graph.ask("?y", "<partnership/gwangju-kr--turin-it> cd:year ?y") == [("2024",)]


def test_the_year_is_that_of_the_date_shown_first_only(told):
    dated = '<exchange/e> a cd:Exchange ; cd:start "{}"^^xsd:gYear .'
    graph = told(register=(1, dated.format("2009")), press=(4, dated.format("2011")))

    assert graph.ask("?decade", "<exchange/e> cd:decade ?decade") == [("2000",)]
