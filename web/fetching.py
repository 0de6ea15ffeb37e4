"""An address that answers with a table as a program: curl, Python, R and JavaScript."""

from __future__ import annotations

from collections.abc import Iterator

_CURL = "curl -o {name}.csv '{csv}'\n"
_PANDAS = 'import pandas as pd\n\nrows = pd.read_csv("{csv}")\nprint(rows)\n'
_R = 'rows <- read.csv("{csv}", fileEncoding = "UTF-8-BOM", check.names = FALSE)\nprint(rows)\n'
_FETCH = """const response = await fetch("{json}");
if (!response.ok) throw new Error(await response.text());
const {{ rows }} = await response.json();
console.table(rows.map((row) =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value?.text]))));
"""


def fetched(name: str, csv: str, json: str) -> Iterator[dict[str, str]]:
    """Programs that fetch an answer from its addresses, each with its name.

    The addresses are percent-encoded, so that nothing in them ends a string.
    """
    for program, template in (
        ("curl", _CURL),
        ("Python (pandas)", _PANDAS),
        ("R", _R),
        ("JavaScript", _FETCH),
    ):
        yield {"name": program, "code": template.format(name=name, csv=csv, json=json)}
