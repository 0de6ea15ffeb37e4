"""The queries of the domain, each with as many different values as are asked for.

The stored questions where there is one (`kg/questions`), else the questions of the vocabulary.
Nothing is asked twice with the same values, so that no server's cache answers.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from kg.model import read_model
from kg.questions.catalogue import Catalogue
from kg.settings import Settings
from kg.terms import NAMESPACES, Names
from tests.bench.world import BASE, World

PREFIXES = "".join(
    f"PREFIX {short}: <{NAMESPACES[short]}>\n" for short in ("cd", "v", "rdfs", "schema", "sdg")
) + "".join(
    f"PREFIX {short}: <{NAMESPACES['v']}{short}/>\n" for short in ("field", "status", "relation")
)
FIELDS = "human-rights democracy climate energy water culture youth education health urban".split()

# Each text with the names of what varies in it.
_TEXTS = {
    "look-up of one thing": "SELECT ?p ?o { <$city> ?p ?o }",
    "who says what of a thing": (
        "SELECT ?source ?p ?o { GRAPH ?source { <$city> ?p ?o } ?source a cd:Source }"
    ),
    "page with OPTIONALs": """SELECT ?name ?country ?lat ?lon ?alt ?former ?part {
      <$city> a cd:City ; rdfs:label ?name ; cd:country ?country . FILTER (LANG(?name) = "ko")
      OPTIONAL { <$city> schema:latitude ?lat } OPTIONAL { <$city> schema:longitude ?lon }
      OPTIONAL { <$city> cd:formerName ?former } OPTIONAL { <$city> cd:partOf ?part }
      OPTIONAL { ?country rdfs:label ?alt . FILTER (LANG(?alt) = "en") } }""",
    "partners by region": """SELECT ?region (COUNT(DISTINCT ?partner) AS ?partners) {
      ?tie a cd:Partnership ; cd:party <$city>, ?partner ; cd:currentStatus status:in-force .
      FILTER (?partner != <$city>) ?partner cd:country ?c . ?c cd:region ?region }
      GROUP BY ?region""",
    "partner of partner": """SELECT ?other (COUNT(DISTINCT ?mid) AS ?through) {
      <$city> cd:partnerCity ?mid . ?mid cd:partnerCity ?other .
      FILTER (?other != <$city> && NOT EXISTS { <$city> cd:partnerCity ?other }) }
      GROUP BY ?other ORDER BY DESC(?through) ?other LIMIT 20""",
    "values in conflict": """SELECT ?thing ?property ?value ?source {
      ?tie cd:party <$city> ; cd:stage ?thing . ?tie a cd:Partnership .
      ?choice cd:about ?thing ; cd:onProperty ?property ; cd:disagrees true .
      GRAPH ?source { ?thing ?property ?value } ?source a cd:Source }""",
    "money of projects": """SELECT ?project ?kind ?value ?currency ?source {
      ?project cd:recipientCountry <$country> ; cd:amount ?a . GRAPH ?source {
      ?a cd:amountKind ?kind ; cd:value ?value ; cd:currency ?currency } ?source a cd:Source }""",
    "practices, theme and SDG": """SELECT ?practice ?name ?city {
      ?practice a cd:Practice ; cd:field field:$field ; cd:sdg <$goal> ; cd:city ?city ;
        rdfs:label ?name . FILTER (LANG(?name) = "ko") } ORDER BY ?name LIMIT 20""",
    "facets of a country": """SELECT ?field (COUNT(DISTINCT ?e) AS ?n) {
      ?city cd:country <$country> . ?e cd:party ?city ; a cd:Exchange ; cd:field ?field }
      GROUP BY ?field ORDER BY DESC(?n)""",
    "forum cities without a tie": """SELECT DISTINCT ?city {
      ?edition cd:forum <$forum> . ?p cd:edition ?edition ; cd:actor ?city . ?city a cd:City .
      FILTER NOT EXISTS { <$city> cd:partnerCity ?city } }""",
    "network at a year's end": """SELECT (COUNT(DISTINCT ?tie) AS ?ties) {
      ?tie a cd:Partnership ; cd:stage ?s . ?s cd:start ?start . OPTIONAL { ?s cd:end ?end }
      FILTER (STR(?start) < "$year" && (!BOUND(?end) || STR(?end) >= "$year")) }""",
    "region by year": """SELECT ?region ?year (COUNT(DISTINCT ?e) AS ?n) {
      ?e a cd:Exchange ; cd:field field:$field ; cd:party ?city ; cd:start ?d .
      ?city cd:country ?c . ?c cd:region ?region . BIND (SUBSTR(STR(?d), 1, 4) AS ?year) }
      GROUP BY ?region ?year""",
    "CONTAINS over labels": """SELECT ?s ?name { ?s rdfs:label ?name .
      FILTER (CONTAINS(STR(?name), "$syllables")) } LIMIT 50""",
}
_STORED = {"partners of a city": "partners", "how many partners": "how-many", "asleep": "asleep"}


class Domain:
    """Queries over one world."""

    def __init__(self, world: World) -> None:
        self._world = world
        settings = Settings()
        self._catalogue = Catalogue.read(read_model(settings.ontology), Names())

    @property
    def names(self) -> list[str]:
        """The names of the queries, cheap ones first."""
        cheap = list(_TEXTS)[:3]
        return [*cheap, *_STORED, *list(_TEXTS)[3:]]

    def texts(self, name: str, count: int) -> list[str]:
        """That many different texts of one query."""
        return [self._text(name, nth) for nth in range(count)]

    def _text(self, name: str, nth: int) -> str:
        chance = random.Random(f"{name} {nth}")
        # Cities with many ties, and each another one.
        city = self._world.cities[nth * 3 % len(self._world.cities)]
        if name in _STORED:
            return self._catalogue.query(_STORED[name], city=city)
        values: dict[str, Callable[[], str]] = {
            "$city": lambda: f"{BASE}id/city/{city}",
            "$country": lambda: f"{BASE}id/country/{self._world.countries[nth]}",
            "$forum": lambda: f"{BASE}id/forum/f{nth % 20}",
            "$field": lambda: FIELDS[nth % len(FIELDS)],
            "$goal": lambda: f"{NAMESPACES['sdg']}{1 + nth % 17}",
            "$year": lambda: str(1985 + nth * 2),
            "$syllables": lambda: "".join(chance.choices("가나다라마바사아자차광주산천", k=2)),
        }
        text = _TEXTS[name]
        for mark, value in values.items():
            if mark in text:
                text = text.replace(mark, value())
        return PREFIXES + text

    def small(self, nth: int) -> str:
        """A small SELECT that no other number gives: the partners of one city."""
        city = self._world.cities[nth * 7919 % len(self._world.cities)]
        return f"{PREFIXES}SELECT ?p {{ <{BASE}id/city/{city}> cd:partnerCity ?p }} # {nth}"

    def stream(self, nth: int) -> str:
        """A SELECT with an answer of about 10 MB as JSON."""
        return f"{PREFIXES}SELECT ?e ?p ?o {{ ?e a cd:Exchange ; ?p ?o }} LIMIT 35000 # {nth}"

    def pages(self) -> Iterator[str]:
        """Addresses of city pages, each once, those with most ties left out."""
        return (f"/cities/{key}" for key in self._world.cities[40:])
