"""Which value is shown first where sources differ."""

from __future__ import annotations

SHOWN = (
    "?choice cd:about <stage/x--s1> ; cd:onProperty cd:start ;"
    " cd:shownValue ?value ; cd:shownFrom ?from ; cd:disagrees ?disagrees ; cd:chosenBy ?reason"
)


def start(date: str, kind: str) -> str:
    return (
        f'<stage/x--s1> a cd:Stage ; cd:relation relation:sister ; cd:start "{date}"^^xsd:{kind} .'
    )


def shown(graph) -> list[tuple[str, ...]]:
    return graph.ask("?value ?from ?disagrees ?reason", SHOWN)


def test_of_two_official_sites_and_the_press_the_most_precise_official_date_is_shown(told):
    san_antonio = told(
        register=(2, start("1982-02-04", "date")),
        council=(2, start("1981", "gYear")),
        press=(4, start("1983", "gYear")),
    )

    assert shown(san_antonio) == [("1982-02-04", "source/register", "true", "precision")]


def test_the_better_ranked_source_is_shown_though_it_is_less_precise(told):
    graph = told(
        press=(4, start("2013-07-16", "date")),
        register=(1, start("2012", "gYear")),
    )

    assert shown(graph) == [("2012", "source/register", "true", "rank")]


def test_dates_that_differ_in_precision_only_do_not_disagree_and_the_longest_is_shown(told):
    graph = told(
        register=(1, start("2013", "gYear")),
        office=(2, start("2013-07", "gYearMonth")),
        press=(4, start("2013-07-16", "date")),
    )

    assert shown(graph) == [("2013-07-16", "source/press", "false", "precision")]


def test_a_poor_source_that_differs_makes_the_shown_date_no_less_precise(told):
    graph = told(
        register=(1, start("2013", "gYear")),
        office=(2, start("2013-07-16", "date")),
        encyclopaedia=(5, start("2014", "gYear")),
    )

    assert shown(graph) == [("2013-07-16", "source/office", "true", "rank")]


def test_where_rank_and_precision_are_equal_the_source_first_by_iri_is_shown(told):
    graph = told(b=(4, start("1998-11-30", "date")), a=(4, start("2002-11-30", "date")))

    assert shown(graph) == [("2002-11-30", "source/a", "true", "order")]


def test_a_decision_wins_over_rank_and_precision(told):
    graph = told(
        press=(4, start("2013", "gYear")),
        register=(1, start("2013-07-16", "date")),
        office=(2, start("2012-01-01", "date")),
    )
    graph.say("decisions", DECISION.format(key="d1", source="press", date="2024-01-01"))
    graph.derive()

    assert shown(graph) == [("2013", "source/press", "true", "decision")]


DECISION = (
    "<decision/{key}> a cd:Decision ; cd:about <stage/x--s1> ; cd:onProperty cd:start ;"
    ' cd:preferredSource <source/{source}> ; cd:start "{date}"^^xsd:date .'
)


def test_of_two_decisions_the_later_one_counts(told):
    graph = told(press=(4, start("2013", "gYear")), register=(1, start("2012", "gYear")))
    graph.say("decisions", DECISION.format(key="a", source="register", date="2024-01-01"))
    graph.say("decisions", DECISION.format(key="b", source="press", date="2025-01-01"))
    graph.derive()

    assert shown(graph) == [("2013", "source/press", "true", "decision")]


def test_a_decision_about_another_property_changes_nothing(told):
    graph = told(press=(4, start("2013", "gYear")), register=(1, start("2012", "gYear")))
    other = DECISION.format(key="a", source="press", date="2024-01-01")
    graph.say("decisions", other.replace("onProperty cd:start", "onProperty cd:end"))
    graph.derive()

    assert shown(graph) == [("2012", "source/register", "true", "rank")]


def test_a_source_without_rank_comes_last(told):
    graph = told(press=(4, start("2013", "gYear")))
    graph.say("sources", "<source/unranked> a cd:Source .")
    graph.say("unranked", start("2012", "gYear"))
    graph.derive()

    assert shown(graph) == [("2013", "source/press", "true", "rank")]


def test_sources_that_say_the_same_make_no_choice(told):
    graph = told(press=(4, start("2013", "gYear")), register=(1, start("2013", "gYear")))

    assert graph.ask("?choice", "?choice a cd:Choice") == []


def test_one_number_written_as_700_and_as_700_0_makes_no_choice(told):
    amount = "<amount/p--budget> a cd:Amount ; cd:value {} ."
    graph = told(press=(4, amount.format("700")), register=(1, amount.format("700.0")))

    assert graph.ask("?choice", "?choice a cd:Choice") == []


def test_texts_and_names_that_differ_are_no_choice(told):
    thing = '<exchange/e> a cd:Exchange ; rdfs:label "{0}"@en ; cd:outcome "{0}"@en ; cd:note "{0}"@en .'
    graph = told(press=(4, thing.format("One")), register=(1, thing.format("Other")))

    assert graph.ask("?choice", "?choice a cd:Choice") == []


def test_how_firmly_each_source_says_it_is_no_choice(told):
    graph = told(
        press=(4, "<city/a> a cd:City ; cd:evidence evidence:a ."),
        register=(1, "<city/a> a cd:City ; cd:evidence evidence:b ."),
    )

    assert graph.ask("?choice", "?choice a cd:Choice") == []


def test_what_one_kind_has_once_another_may_have_many_times(told):
    both = "<target/t> a cd:Target ; cd:plan <plan/{0}> . <commitment/c> a cd:Commitment ; cd:plan <plan/{0}> ."
    graph = told(press=(4, both.format("a")), register=(1, both.format("b")))

    assert graph.ask("?about ?shown", "?c cd:about ?about ; cd:shownValue ?shown") == [
        ("target/t", "plan/b")
    ]


def test_a_relation_on_which_sources_differ_is_shown_by_rank(told):
    relation = "<stage/x--s1> a cd:Stage ; cd:relation relation:{} ."
    graph = told(press=(4, relation.format("sister")), register=(1, relation.format("friendship")))

    assert graph.ask("?v ?d", "?c cd:shownValue ?v ; cd:disagrees ?d") == [
        ("relation/friendship", "true")
    ]


def test_a_choice_bears_the_same_name_whatever_the_sources_say(told):
    before = told(press=(4, start("2013", "gYear")), register=(1, start("2012", "gYear")))
    after = told(office=(2, start("1999", "gYear")), register=(1, start("2000", "gYear")))

    assert (
        before.ask("?choice", "?choice a cd:Choice")
        == after.ask("?choice", "?choice a cd:Choice")
        != []
    )
