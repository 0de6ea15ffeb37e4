"""A made-up world of city diplomacy: cities, ties, exchanges, practices, by kind and size.

The shapes of the real data: labels in four languages, a named graph a source, a fifth of the
facts told by two to five sources that sometimes differ, few hubs with many ties (Zipf), the home
city the largest of them. The same size gives the same statements.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator

from kg.terms import NAMESPACES, concept, name

BASE = "https://w3id.org/city-diplomacy/"
HOME = "gwangju-kr"
LANGUAGES = ("ko", "en", "ja", "zh-Hans")
# Statements that come of one of the units below; measured, so that sizes are met within 3 %.
UNIT = 510

_LATIN = (
    "an ba cho da el fu gar ha is jo ka lin mo nor os pe qui ra san tu ul ve wa xi yo ze".split()
)
_HANGUL = "가나다라마바사아자차카타파하광주산천울부대전경남북도시"
_KANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノ"
_HAN = "北南東西山川江海城州都市安平長広新光仙台"
_REGIONS = (
    "eastern-asia south-eastern-asia southern-asia central-asia western-asia northern-africa "
    "eastern-africa western-africa southern-africa northern-europe western-europe "
    "southern-europe eastern-europe northern-america south-america central-america caribbean"
).split()
_FIELDS = (
    "human-rights democracy participation inclusion migration climate environment energy water "
    "economy industry agriculture science digital culture arts tourism sports youth education "
    "health disaster urban gender administration development"
).split()
_KINDS = (
    "agreement delegation-in delegation-out online-meeting conference forum festival exhibition "
    "youth-exchange sports-event reception letter training-round mission"
).split()
_RELATIONS = "sister sister sister friendship friendship letter-of-intent cooperation twin".split()
_ROLES = "host co-organiser speaker panelist signatory recognised".split()
_MEASURES = "population sister-cities friendship-cities participants exchanges".split()
_WORDS = (
    "delegation youth forum rights water clinic training culture market festival climate school "
    "library river tram senior garden heritage harbour solar waste music"
).split()
_KOREAN = "교류 협력 인권 포럼 대표단 문화 청소년 초청 연수 시장 축제 기후 학교 도서관 강 정원 유산".split()


def _iri(kind: str, key: str) -> str:
    return f"<{BASE}id/{kind}/{key}>"


_A = name("rdf:type")
_DAY, _MONTH, _YEAR = (name(f"xsd:{n}") for n in ("date", "gYearMonth", "gYear"))
_LABEL = str(name("rdfs:label"))
_REGISTER, _EDITORS = _iri("source", "place-register"), _iri("source", "editors")
_SOURCES = f"<{BASE}graph/sources>"


def _cd(local: str) -> str:
    return f"<{NAMESPACES['cd']}{local}>"


def _date(text: str) -> str:
    return f'"{text}"^^{({4: _YEAR, 7: _MONTH, 10: _DAY})[len(text)]}'


def _number(value: int | float) -> str:
    kind = "integer" if isinstance(value, int) else "decimal"
    return f'"{value}"^^{name("xsd:" + kind)}'


class World:
    """As many things as make about that many statements."""

    def __init__(self, statements: int) -> None:
        self.unit = max(1, round(statements / UNIT))
        chance = random.Random(11)
        pairs = [a + b for a in "abcdefghijlmnoprstuvwyz" for b in "aefghilmnorstuwz"]
        chance.shuffle(pairs)
        self.countries = ["kr", *[p for p in pairs if p != "kr"][:199]]
        self.cities = [HOME]
        for number in range(1, self.unit * 7):
            word = "".join(chance.choices(_LATIN, k=chance.randint(2, 4)))
            self.cities.append(f"{word}-{number}-{self._country(chance)}")
        self.sources = [f"press-{n}" for n in range(max(30, self.unit))]
        self.practices = self.unit * 4
        self.editions = max(5, self.unit // 4)
        self.networks = max(10, self.unit // 4)
        self._told: dict[str, list[str]] = {}

    def datasets(self) -> Iterator[tuple[str, Iterable[str]]]:
        """The datasets, each with its N-Quads lines."""
        yield "places", self._places()
        yield "ties", self._ties()
        yield "exchanges", self._exchanges()
        yield "practices", self._practices()
        yield "forums", self._forums()
        yield "networks", self._networks()
        yield "observations", self._observations()
        yield "projects", self._projects()
        yield "sources", self._sources()

    def news(self, number: int, size: int = 50) -> Iterator[str]:
        """What a day's edit adds: some exchanges of one source; 10 statements each."""
        source = _iri("source", self.sources[number % len(self.sources)])
        chance = random.Random(f"news {number}")
        for nth in range(size):
            yield from self._exchange(chance, f"news-{number}-{nth}", [source])

    def _country(self, chance: random.Random) -> str:
        return self.countries[int(len(self.countries) * chance.random() ** 2.5)]

    def _hub(self, chance: random.Random) -> str:
        return _iri("city", self.cities[int(len(self.cities) * chance.random() ** 2.2)])

    def _tellers(self, chance: random.Random) -> list[str]:
        number = chance.randint(2, 5) if chance.random() < 0.2 else 1
        return [_iri("source", s) for s in chance.sample(self.sources, number)]

    def _places(self) -> Iterator[str]:
        chance = random.Random(1)
        for number, code in enumerate(self.countries):
            country = _iri("country", code)
            region = concept("m49", _REGIONS[number % len(_REGIONS)])
            yield f"{country} {_A} {_cd('Country')} {_REGISTER} ."
            yield f'{country} {_cd("iso2")} "{code.upper()}" {_REGISTER} .'
            yield f"{country} {_cd('region')} {region} {_EDITORS} ."
            yield from _labels(chance, country, f"Country {code.upper()}", _REGISTER)
        for key in self.cities:
            city, country = _iri("city", key), _iri("country", key.rpartition("-")[2])
            kind = concept("place-type", "city")
            yield f"{city} {_A} {_cd('City')} {_REGISTER} ."
            yield f"{city} {_cd('country')} {country} {_REGISTER} ."
            yield f"{city} {_cd('placeType')} {kind} {_REGISTER} ."
            for axis, most in (("latitude", 80), ("longitude", 170)):
                value = _number(round(chance.uniform(-most, most), 4))
                yield f"{city} {name('schema:' + axis)} {value} {_REGISTER} ."
            yield from _labels(chance, city, key.partition("-")[0].capitalize(), _REGISTER)

    def _ties(self) -> Iterator[str]:
        chance = random.Random(2)
        for number in range(self.unit * 11):
            one, other = self._two(chance)
            key = f"{_key(one)}--{_key(other)}-{number}"
            tie, stage = _iri("partnership", key), _iri("stage", f"{key}--s1")
            relation = concept("relation", chance.choice(_RELATIONS))
            day, ended = _some_day(chance, 1960), chance.random() < 0.08
            fields = chance.sample(_FIELDS, chance.randint(0, 2))
            for nth, source in enumerate(self._tellers(chance)):
                said = chance.choice((day, day[:7], day[:4], "1999")) if nth else day
                yield f"{tie} {_A} {_cd('Partnership')} {source} ."
                yield f"{tie} {_cd('party')} {one} {source} ."
                yield f"{tie} {_cd('party')} {other} {source} ."
                yield f"{tie} {_cd('stage')} {stage} {source} ."
                yield f"{stage} {_A} {_cd('Stage')} {source} ."
                yield f"{stage} {_cd('relation')} {relation} {source} ."
                yield f"{stage} {_cd('start')} {_date(said)} {source} ."
                if ended:
                    yield f"{stage} {_cd('end')} {_date('2020')} {source} ."
                for field in fields:
                    yield f"{tie} {_cd('field')} {concept('field', field)} {source} ."

    def _exchanges(self) -> Iterator[str]:
        chance = random.Random(3)
        for number in range(self.unit * 10):
            yield from self._exchange(chance, f"e{number}", self._tellers(chance))

    def _exchange(self, chance: random.Random, key: str, sources: list[str]) -> Iterator[str]:
        exchange = _iri("exchange", key)
        one, other = self._two(chance)
        kind = concept("exchange-kind", chance.choice(_KINDS))
        day, field = _some_day(chance, 1990), concept("field", chance.choice(_FIELDS))
        words = " ".join(chance.sample(_WORDS, 3)), " ".join(chance.sample(_KOREAN, 3))
        for source in sources:
            yield f"{exchange} {_A} {_cd('Exchange')} {source} ."
            yield f"{exchange} {_cd('kind')} {kind} {source} ."
            yield f"{exchange} {_cd('party')} {one} {source} ."
            yield f"{exchange} {_cd('party')} {other} {source} ."
            yield f"{exchange} {_cd('start')} {_date(day)} {source} ."
            yield f"{exchange} {_cd('field')} {field} {source} ."
            yield f"{exchange} {_cd('actor')} {one} {source} ."
            yield f'{exchange} {_LABEL} "Exchange on {words[0]}"@en {source} .'
            yield f'{exchange} {_LABEL} "{words[1]} 교류"@ko {source} .'
            yield f'{exchange} {_cd("delegation")} "{chance.randint(2, 60)} people"@en {source} .'

    def _practices(self) -> Iterator[str]:
        chance = random.Random(4)
        for number in range(self.practices):
            practice, source = _iri("practice", f"p{number}"), self._tellers(chance)[0]
            yield f"{practice} {_A} {_cd('Practice')} {source} ."
            yield f"{practice} {_cd('city')} {self._hub(chance)} {source} ."
            yield f"{practice} {_cd('start')} {_date(_some_day(chance, 1995)[:4])} {source} ."
            yield f'{practice} {_cd("detailLevel")} "{chance.choice(("full", "brief"))}" {source} .'
            summary = " ".join(chance.choices(_WORDS, k=25))
            yield f'{practice} {_cd("summary")} "{summary}"@en {source} .'
            title = " ".join(chance.sample(_WORDS, 2)).capitalize()
            yield from _labels(chance, practice, title, source)
            for field in chance.sample(_FIELDS, 2):
                yield f"{practice} {_cd('field')} {concept('field', field)} {_EDITORS} ."
            for goal in chance.sample(range(1, 18), 2):
                yield f"{practice} {_cd('sdg')} {concept('sdg', str(goal))} {_EDITORS} ."

    def _forums(self) -> Iterator[str]:
        chance = random.Random(5)
        for number in range(self.editions):
            forum, edition = (_iri("forum", f"f{number % 20}"), _iri("edition", f"f-{number}"))
            source = self._tellers(chance)[0]
            if number < 20:
                yield f"{forum} {_A} {_cd('Forum')} {source} ."
                yield from _labels(chance, forum, f"Forum {number}", source)
            yield f"{edition} {_A} {_cd('ForumEdition')} {source} ."
            yield f"{edition} {_cd('forum')} {forum} {source} ."
            yield f"{edition} {_cd('start')} {_date(_some_day(chance, 2000))} {source} ."
            yield f"{edition} {_cd('city')} {self._hub(chance)} {source} ."
            yield from _labels(chance, edition, f"Forum {number % 20}, edition {number}", source)
            for nth in range(24):
                taking = _iri("participation", f"f-{number}-{nth}")
                role = concept("forum-role", chance.choice(_ROLES))
                yield f"{taking} {_A} {_cd('Participation')} {source} ."
                yield f"{taking} {_cd('edition')} {edition} {source} ."
                yield f"{taking} {_cd('actor')} {self._hub(chance)} {source} ."
                yield f"{taking} {_cd('role')} {role} {source} ."
                if nth % 4 == 0:
                    shown = _iri("practice", f"p{chance.randrange(self.practices)}")
                    yield f"{taking} {_cd('presents')} {shown} {source} ."

    def _networks(self) -> Iterator[str]:
        chance = random.Random(6)
        for number in range(self.networks):
            network, source = _iri("network", f"n{number}"), self._tellers(chance)[0]
            yield f"{network} {_A} {_cd('Network')} {source} ."
            yield from _labels(chance, network, f"Network {number}", source)
            for nth in range(16):
                membership = _iri("membership", f"n{number}-{nth}")
                yield f"{membership} {_A} {_cd('Membership')} {source} ."
                yield f"{membership} {_cd('network')} {network} {source} ."
                yield f"{membership} {_cd('member')} {self._hub(chance)} {source} ."
                start = _date(_some_day(chance, 1990)[:4])
                yield f"{membership} {_cd('start')} {start} {source} ."

    def _observations(self) -> Iterator[str]:
        chance = random.Random(7)
        for number in range(self.unit * 4):
            seen, subject = _iri("observation", f"o{number}"), self._hub(chance)
            measure, value = concept("measure", chance.choice(_MEASURES)), chance.randint(1, 10**6)
            source = self._tellers(chance)[0]
            yield f"{seen} {_A} {_cd('Observation')} {source} ."
            yield f"{seen} {_cd('subject')} {subject} {source} ."
            yield f"{seen} {_cd('measure')} {measure} {source} ."
            yield f"{seen} {_cd('value')} {_number(float(value))} {source} ."
            yield f"{seen} {_cd('asOf')} {_date(_some_day(chance, 2000)[:4])} {source} ."
            yield f"{seen} {_cd('claimedBy')} {subject} {source} ."

    def _projects(self) -> Iterator[str]:
        chance = random.Random(8)
        for number in range(self.unit * 2):
            project, source = _iri("project", f"j{number}"), self._tellers(chance)[0]
            land = _iri("country", self._country(chance))
            yield f"{project} {_A} {_cd('Project')} {source} ."
            yield f"{project} {_cd('recipientCountry')} {land} {source} ."
            yield f"{project} {_cd('start')} {_date(_some_day(chance, 2005)[:4])} {source} ."
            yield from _labels(chance, project, " ".join(chance.sample(_WORDS, 3)), source)
            for kind in ("budget", "disbursement"):
                amount = _iri("amount", f"j{number}--{kind}-total")
                value = _number(float(chance.randint(1, 9000) * 1000))
                yield f"{project} {_cd('amount')} {amount} {source} ."
                yield f"{amount} {_A} {_cd('Amount')} {source} ."
                yield f"{amount} {_cd('amountKind')} {concept('amount-kind', kind)} {source} ."
                yield f"{amount} {_cd('value')} {value} {source} ."
                yield f'{amount} {_cd("currency")} "USD" {source} .'

    def _sources(self) -> Iterator[str]:
        chance = random.Random(9)
        for key in ("place-register", "editors", *self.sources):
            source = _iri("source", key)
            yield f"{source} {_A} {_cd('Source')} {_SOURCES} ."
            yield f"{source} {_cd('rank')} {_number(chance.randint(1, 6))} {_SOURCES} ."
            url = f"<https://{key}.example.org/{chance.randint(1, 10**6)}>"
            yield f"{source} {name('schema:url')} {url} {_SOURCES} ."
            yield f'{source} {_LABEL} "Article {key}"@en {_SOURCES} .'
            yield f'{source} {_LABEL} "기사 {key}"@ko {_SOURCES} .'

    def _two(self, chance: random.Random) -> tuple[str, str]:
        one, other = self._hub(chance), self._hub(chance)
        while other == one:
            other = self._hub(chance)
        return (one, other) if one < other else (other, one)


def _key(iri: str) -> str:
    return iri[1:-1].rpartition("/")[2]


def _some_day(chance: random.Random, first: int) -> str:
    return f"{chance.randint(first, 2025)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"


def _labels(chance: random.Random, thing: str, english: str, source: str) -> Iterator[str]:
    """A name in each of four languages."""
    for language, signs in (("ko", _HANGUL), ("ja", _KANA), ("zh-Hans", _HAN)):
        text = "".join(chance.choices(signs, k=chance.randint(2, 5)))
        yield f'{thing} {_LABEL} "{text}"@{language} {source} .'
    yield f'{thing} {_LABEL} "{english}"@en {source} .'
