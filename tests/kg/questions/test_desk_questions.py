"""Questions of the desk on small graphs made for each: what they count and what they leave out."""

from __future__ import annotations

import pytest

from tests.kg.questions.saying import tie


def promise(key, status="", due=""):
    said = (f" ; cd:status commitment-status:{status}" if status else "") + (
        f' ; cd:due "{due}"' if due else ""
    )
    return f"<commitment/{key}> a cd:Commitment ; cd:promisedBy <city/gwangju-kr>{said} ."


@pytest.mark.parametrize(
    ("status", "due", "state"),
    [
        ("under-way", "2025", "overdue"),
        ("partly-done", "2026-11-21", "overdue"),
        ("announced", "2026-11-22", "open"),
        ("under-way", "2026", "open"),
        ("under-way", "2026-11", "open"),
        ("announced", "", "open"),
        ("done", "2020", "kept"),
        ("not-done", "2020", "broken"),
        ("unknown", "2020", "unknown"),
        ("", "2020", "unknown"),
    ],
)
def test_the_state_of_a_promise_follows_from_its_status_and_due_date(ask, status, due, state):
    said = {"paper": promise("one", status, due)}

    for question in ("promises", "promises-of"):
        assert {r["state"] for r in ask(question, said, today="2026-11-22")} == {state}
    (counted,) = ask("promises-by-state", said, today="2026-11-22")
    assert counted == {"state": state, "promises": "1", "ours": "1"}


def test_a_promise_of_two_sources_counts_once(ask):
    said = {"paper": promise("one", "done"), "other": promise("one", "done")}

    assert [r["promises"] for r in ask("promises-by-state", said, today="2026-11-22")] == ["1"]


PROJECT = """<project/clinic> a cd:Project ; cd:eligibility eligibility:{eligibility} ;
  cd:amount <amount/clinic--{kind}> .
<amount/clinic--{kind}> a cd:Amount ; cd:amountKind amount-kind:{kind} ; cd:value {value} ;
  cd:currency "KRW" .
<project-role/clinic--gwangju> a cd:ProjectRole ; cd:project <project/clinic> ;
  cd:actor <city/gwangju-kr> ; cd:role project-role:funding ."""


def amount(kind, value, eligibility="oda"):
    return PROJECT.format(kind=kind, value=value, eligibility=eligibility)


def test_one_budget_told_by_two_papers_is_never_added(ask):
    said = {"paper": amount("budget", 400), "other": amount("budget", 500)}

    rows = ask("amount-sums", said)

    assert sorted((r["source"], r["sum"]) for r in rows) == [("other", "500"), ("paper", "400")]


def test_budget_and_disbursement_of_one_source_stand_in_one_row(ask):
    said = {"paper": amount("budget", 400) + amount("disbursement", 100)}

    (row,) = ask("budget-and-disbursement", said)

    assert (row["budget"], row["disbursement"]) == ("400", "100")
    assert row["commitment"] == row["donation"] == ""


def test_a_gift_counts_as_private_and_not_as_oda(ask):
    said = {"paper": amount("donation", 5, "private")}

    (row,) = ask("project-total", said)

    assert (row["projects"], row["oda"], row["with_likely"], row["private"]) == ("1", "0", "0", "1")


def test_a_project_without_a_body_of_the_city_is_not_the_city_s(ask):
    said = {"paper": amount("budget", 400).replace("<city/gwangju-kr>", "<city/turin-it>")}

    assert ask("amounts", said) == []
    assert ask("project-total", said)[0]["projects"] == "0"


def test_an_ended_tie_and_a_letter_of_intent_are_no_partners(ask):
    said = {
        "paper": tie("a-it", "sister", "2000")
        + tie("b-it", "friendship", "2000", end="2010")
        + tie("c-it", "letter-of-intent", "2000")
    }

    (strict,) = ask("recount-in-force", said)
    (wide,) = ask("recount-with-memoranda", said)

    assert strict["sister_and_friendship_cities"] == "1"
    assert wide["sister_and_friendship_cities"] == "2"
    assert [r["partner"] for r in ask("council-table", said)] == ["a-it"]
    assert [r["partner"] for r in ask("ties-ended", said)] == ["b-it"]


def test_a_city_in_taiwan_counts_for_a_country_of_its_own_only_by_the_iso_rule(ask):
    said = {
        "paper": tie("tainan-tw", "sister", "1968", country="tw")
        + tie("wuhan-cn", "sister", "2007", country="cn")
    }

    assert ask("recount-in-force", said)[0]["partner_countries"] == "2"
    assert ask("recount-as-announced", said)[0]["partner_countries"] == "1"


def test_a_signature_is_as_precise_as_its_source(ask):
    said = {"paper": tie("a-it", "sister", "2000-05") + tie("b-it", "friendship")}

    assert {r["partner"]: r["since"] for r in ask("signatures", said)} == {
        "a-it": "2000-05",
        "b-it": "",
    }


def test_stages_are_counted_by_relation_with_those_that_rose(ask):
    said = {
        "paper": tie("a-it", "letter-of-intent", "2000", end="2005")
        + "<stage/gwangju-kr--a-it--s1> cd:endReason "
        "<https://w3id.org/city-diplomacy/vocab/end-reason/upgraded> ."
        + tie("a-it", "sister", "2005").replace("--s1", "--s2")
    }

    rows = {r["relation"]: r for r in ask("stages-by-relation", said)}

    assert rows["letter-of-intent"]["upgraded"] == rows["letter-of-intent"]["ended"] == "1"
    assert rows["sister"]["open"] == "1"
    assert [r["relation"] for r in ask("stages-of-ties", said)] == ["letter-of-intent", "sister"]


def test_a_partner_city_that_is_not_on_the_map_weighs_more_than_a_stranger(ask):
    said = {"paper": tie("a-it", "sister", "2000")}

    weights = {
        r["thing"]: r["importance"]
        for r in ask("missing-data", said)
        if r["property"] == "latitude"
    }

    assert weights["a-it"] == "1"
    assert weights["turin-it"] == "3"


def test_what_a_record_says_is_not_missing(ask):
    said = {"paper": tie("a-it", "sister", "2000") + tie("b-it", "sister")}

    starts = {r["thing"] for r in ask("missing-data", said) if r["property"] == "ns#start"}

    assert starts == {"gwangju-kr--b-it--s1"}


def test_partners_are_counted_in_every_network_they_are_members_of_now(ask):
    said = {
        "paper": tie("a-it", "sister", "2000")
        + """<membership/1> a cd:Membership ; cd:network <network/x> ; cd:member <city/a-it> .
<membership/2> a cd:Membership ; cd:network <network/y> ; cd:member <city/a-it> ; cd:end "2010" .
<membership/3> a cd:Membership ; cd:network <network/x> ; cd:member <city/gwangju-kr> ."""
    }

    assert ask("partners-by-network", said) == [{"network": "x", "partners": "1", "member": "true"}]
