"""The sheet for a delegation: one city on one page of A4."""

from __future__ import annotations

from datetime import timedelta

from flask_babel import gettext as _

from web.briefing.answers import Answers, answers
from web.briefing.content import Side, Writer
from web.briefing.sections import Room, sections
from web.briefing.wording import anniversary, data_of, other_names, relation_word, without_empty
from web.language import language
from web.reading import reading, settings
from web.words import today, written_date

SOON = timedelta(days=365)
"""How far ahead an anniversary is told."""


def city_side(key: str, room: Room, write: Writer) -> Side:
    """The sheet of a city in the present language; raises UnknownThing for a key nobody has."""
    told = answers(key, write)
    name = told.page.thing
    country = told.page.fact("country")
    return Side(
        language=language(),
        kicker=_("Briefing"),
        title=name.text,
        names=other_names(told.page.names, name.text),
        place=country.claims[0].value.text if country else "",
        sentence=_sentence(told),
        blocks=without_empty(sections(told, room, write)),
        foot=(
            _("Each thing counts once, whoever reports it; exchanges are those of both cities."),
            _("Of several sources the two best-ranked are numbered; all stand at the address."),
            _("“No record” does not mean that nothing happened."),
            data_of(reading().revision),
        ),
        sources=_("Sources"),
    )


def _sentence(told: Answers) -> str:
    if told.page.thing.key == settings().home:
        return str(_("The home city of this graph."))
    relation = told.tie.fact("currentRelation") if told.tie else None
    if told.tie is None or relation is None:
        return str(_("No tie with Gwangju is on record."))
    word = relation_word(relation.claims[0].value)
    since = told.tie.fact("since")
    if since is None:
        return str(_("%(relation)s; no source gives the date of signature.", relation=word))
    start = since.claims[0].value.text
    said = [_("%(relation)s since %(date)s.", relation=word, date=written_date(start))]
    coming = anniversary(start, today())
    if coming and coming.day - today() <= SOON:
        day = written_date(coming.day.isoformat())
        said.append(_("%(years)s years on %(date)s.", years=coming.years, date=day))
    return " ".join(said)
