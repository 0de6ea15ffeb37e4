"""The question every client asks, and what the answer is."""

from __future__ import annotations

PREFIXES = """PREFIX cd: <https://w3id.org/city-diplomacy/ns#>
PREFIX city: <https://w3id.org/city-diplomacy/id/city/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""
CITY = "https://w3id.org/city-diplomacy/id/city/turin-it"
NAMES = (
    PREFIXES
    + """SELECT DISTINCT ?name WHERE {
  city:turin-it rdfs:label ?name . FILTER (LANG(?name) IN ("ko", "en")) } ORDER BY ?name"""
)
ASK = PREFIXES + "ASK { city:turin-it a cd:City }"
CONSTRUCT = PREFIXES + "CONSTRUCT { ?c a cd:City } WHERE { ?c a cd:City } LIMIT 3"
FOUND = {"Turin", "토리노"}
