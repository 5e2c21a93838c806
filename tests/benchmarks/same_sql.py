"""Measure reports beside the same SQL in the `sqlite3` shell, plus the start-up of crm.

    python tests/benchmarks/same_sql.py /tmp/big.db report segments -- report tickets --period 3y

Each report is run once here to learn its statements and their values; these are given to the
shell as they are. Processor time, the least of some runs; exit code 1 above the limit. With
`--print` the statements of the reports are printed instead.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import re
import resource
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any
from unittest.mock import patch

from crm_cli.cli import main as crm
from crm_cli.database import NOTHING, Database

LIMIT = 1.5
RUNS = 5
CRM = str(Path(sys.executable).with_name("crm"))
# Nothing that would keep Python from using its compiled files.
ENVIRONMENT = {
    "PATH": os.environ.get("PATH", ""),
    "HOME": os.environ.get("HOME", ""),
    "CRM_USER": "amy",
    "LANG": "C.UTF-8",
}
REPORTS = (
    "report segments",
    "report segments --by lifecycle",
    "report satisfaction --period 3y",
    "report tickets --period 3y",
    "report quality",
    "report pipeline",
    "report wins --period 3y",
    "report activity --period 3y",
)
_PARAMETER = re.compile(r"'(?:[^']|'')*'|--[^\n]*|(?<![:\w]):([A-Za-z_]\w*)")


def literal(value: Any) -> str:
    """A value as SQL."""
    if value is None:
        return "NULL"
    return str(value) if isinstance(value, int | float) else "'" + value.replace("'", "''") + "'"


def filled(sql: str, params: Mapping[str, Any]) -> str:
    """A statement with its values in it."""

    def value(match: re.Match[str]) -> str:
        return literal(params[match[1]]) if match[1] else match[0]

    return _PARAMETER.sub(value, sql) + ";\n"


def statements(url: str, words: Sequence[str]) -> str:
    """All statements that a command runs, to be given to the shell."""
    found: list[str] = []

    def heard(run: Callable[..., Any]) -> Callable[..., Any]:
        def listening(self: Database, sql: str, params: Mapping[str, Any] = NOTHING) -> Any:
            found.append(filled(sql, params))
            return run(self, sql, params)

        return listening

    with (
        patch.object(Database, "rows", heard(Database.rows)),
        patch.object(Database, "tuples", heard(Database.tuples)),
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
    ):
        code = crm(["--db", url, *words])
    if code:
        raise SystemExit(f"crm {' '.join(words)} ended with exit code {code}")
    return "".join(found)


def seconds(words: Sequence[str], given: str = "") -> float:
    """The least processor time of some runs."""
    times = []
    for _ in range(RUNS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            words, input=given.encode(), stdout=subprocess.DEVNULL, check=True, env=ENVIRONMENT
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        times.append(used)
    return min(times)


def main() -> int:
    """Print a line for each report; 1 when one is over the limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database")
    parser.add_argument("--print", action="store_true")
    options, rest = parser.parse_known_args()
    groups = [list(part) for bar, part in groupby(rest, lambda word: word == "--") if not bar]
    reports = groups or [text.split() for text in REPORTS]
    start = seconds([CRM, "--version"])
    worst = 0.0
    print("| report | crm | the same SQL | ratio |\n| --- | ---: | ---: | ---: |")
    for words in reports:
        sql = statements(options.database, words)
        if options.print:
            print(f"-- crm {' '.join(words)}\n{sql}")
            continue
        own = seconds([CRM, "--db", options.database, *words, "--json"])
        shell = seconds(["sqlite3", options.database], sql)
        ratio = own / (shell + start)
        worst = max(worst, ratio)
        print(f"| {' '.join(words)} | {own:.2f} s | {shell:.2f} s | {ratio:.2f} |", flush=True)
    return int(worst > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
