"""A row is what one document says of a city's or body's membership of a network."""

from __future__ import annotations

from collections.abc import Iterator

from kg.errors import RowProblem
from kg.ingest.known import Known
from kg.ingest.row import Row
from kg.ingest.statements import Statement

COLUMNS = ("network", "member", "country_iso2", "since", "source_url")


def statements(row: Row, known: Known) -> Iterator[Statement]:
    """The membership, one a network and member, whatever the documents that speak of it."""
    network = known.thing(row, "network", "network")
    member = known.actor_surely(row["member"], "member", row["country_iso2"])
    if network is None:
        raise RowProblem(
            "network",
            "The row names no network.",
            remedy="Write its key, such as uclg-cisdp.",
        )
    keys = (iri.value.rpartition("/")[2] for iri in (network, member))
    membership = known.draft("membership", "--".join(keys))
    membership.say("network", network).say("member", member)
    membership.say("start", known.date(row, "since")).say("end", known.date(row, "until"))
    membership.say("memberRole", *known.texts(row, "role"))
    membership.say("evidence", known.concept(row, "evidence", "evidence"))
    membership.say("note", *known.texts(row, "source_note"), known.text(row, "source_note"))
    yield from membership
