"""Every stored question over a large graph, asked of the things there is most to say about.

`python -m tests.bench.questions_bench [STATEMENTS] [FOLDER] [LISTED]`: 1 million statements and the
20 slowest unless told. A parameter that is a thing is the one of its class that most statements
point to, the home city excepted; others stand at their example, else at their default. Each
question is asked three times with another last line, so that nothing is kept; the middle time
counts. Those that ended at the endpoint's own deadline are told apart.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from functools import cache
from pathlib import Path

from kg.errors import QuestionProblem
from kg.model import read_model
from kg.questions.catalogue import Catalogue
from kg.questions.question import Question
from kg.settings import Settings
from kg.terms import Names
from tests.bench.asking import connection, load_average
from tests.bench.generate import generate
from tests.bench.peers import ours

_TIMES = 3
_BUSIEST = """PREFIX cd: <https://w3id.org/city-diplomacy/ns#>
SELECT ?thing (COUNT(*) AS ?n) { ?thing a cd:%s . ?other ?property ?thing }
GROUP BY ?thing ORDER BY DESC(?n) LIMIT 3"""


def main(statements: int, folder: Path, listed: int) -> None:
    """Runs and prints a table."""
    generate(folder, statements, peers=False)
    settings = Settings()
    model = read_model(settings.ontology)
    catalogue = Catalogue.read(model, Names(settings.base))
    took: list[tuple[float, str, str]] = []
    silent: list[str] = []
    before = load_average()
    with ours(folder, KG_CLIENT_MINUTE="1000000") as served:
        served.settle()
        line = connection(served.address.port)

        @cache
        def busiest(kind: str) -> list[str]:
            status, body = served.address.request(line, _BUSIEST % kind)
            assert status == 200, body[:300]
            rows = json.loads(body)["results"]["bindings"]
            return [row["thing"]["value"].rpartition("/")[2] for row in rows]

        def values(question: Question) -> dict[str, str]:
            given, met = {}, {"City": [settings.home]}
            for parameter in question.parameters:
                value = parameter.sample
                if parameter.type.startswith("iri") and parameter.of:
                    things = met.setdefault(parameter.of, [])
                    things += [t for t in busiest(parameter.of) if t not in things]
                    value = things.pop(0) if things else value
                if value:
                    given[parameter.name] = value
            return given

        for question in catalogue:
            try:
                text = catalogue.query(question.name, **values(question))
            except QuestionProblem as reason:
                silent.append(f"{question.name} ({reason.problem})")
                continue
            times = []
            for nth in range(_TIMES):
                begun = time.perf_counter()
                status, body = served.address.request(line, f"{text}\n# {nth}", "text/csv")
                times.append(time.perf_counter() - begun)
                if status != 200:
                    break
            rows = max(0, len(body.splitlines()) - 1)
            answer = f"{rows:,}" if status == 200 else f"status {status}"
            took.append((statistics.median(times), question.name, answer))
    took.sort(reverse=True)
    ended = sum(answer.startswith("status") for _, _, answer in took)
    middle = statistics.median(seconds for seconds, _, _ in took) * 1000
    say = sys.stdout.write
    say(f"{statements:,} statements, load average {before} before, {load_average()} after; ")
    say(f"{len(took)} questions, {ended} without an answer, median {middle:.0f} ms; ")
    say(
        f"not asked: {', '.join(silent) or 'none'}\n\n| question | rows | ms |\n| --- | --- | --- |\n"
    )
    for seconds, name, answer in took[:listed]:
        say(f"| {name} | {answer} | {seconds * 1000:,.0f} |\n")


if __name__ == "__main__":
    given = sys.argv[1:]
    size = int(given[0]) if given else 1_000_000
    place = Path(given[1]) if len(given) > 1 else Path(f"var/bench/{size}")
    main(size, place, int(given[2]) if len(given) > 2 else 20)
