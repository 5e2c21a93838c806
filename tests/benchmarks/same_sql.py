"""Measure commands beside the same SQL in the engine's own client, plus the start-up of crm.

    python tests/benchmarks/same_sql.py /tmp/big.db report segments -- report tickets --period 3y
    python tests/benchmarks/same_sql.py postgresql://… --only list

Each command is run once here to learn its statements and their values; these are given to `sqlite3`
or `psql` as they are. Side by side, the least of some runs: of processor time on SQLite, of elapsed
time on PostgreSQL, where a server does the work. The start-up is what `crm field list` takes, which
reads a few rows. Memory is the most that crm took. Exit code 1 above the limit; with `--print` the
statements are printed instead.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from crm_cli.cli import main as crm
from crm_cli.database import NOTHING, Database

LIMIT = 1.5
RUNS = 5
LONG = 5.0  # seconds; what takes longer is run twice only
CRM = str(Path(sys.executable).with_name("crm"))
# Nothing that would keep Python from using its compiled files.
ENVIRONMENT = {
    "PATH": os.environ.get("PATH", ""),
    "HOME": os.environ.get("HOME", ""),
    "CRM_USER": "amy",
    "LANG": "C.UTF-8",
}
COMMANDS = (
    "contact list --limit 50",
    "contact list --sort -created_at --limit 50",
    "contact list --where city=Berlin --limit 50",
    "contact list --where stage=lead --where owner=user2 --limit 50",
    "contact list --where tag=vip --limit 50",
    "contact list --where name~smith --limit 50",
    "company list --limit 50",
    "interaction list --limit 50",
    "interaction list --where kind=call --limit 50",
    "task list --limit 50",
    "deal list --limit 50",
    "deal list --where stage=proposal --sort -amount --limit 50",
    "deal list --where amount>=10k --limit 50",
    "ticket list --limit 50",
    "survey list --limit 50",
    "user list --limit 50",
    "tag list --limit 50",
    "contact show C50000",
    "contact show p50000@mail45.example",
    "contact show quuxworth",
    "company show O500",
    "deal show D5000",
    "interaction show I5000",
    "task show K500",
    "ticket show T5000",
    "survey show V5000",
    "history",
    "history C50000",
    "find quuxworth",
    "find renewal",
    "find 张伟",
    "find 493020050000",
    "board",
    "today --limit 20",
    "report segments",
    "report segments --by lifecycle",
    "report satisfaction --period 3y",
    "report tickets --period 3y",
    "report quality",
    "report pipeline",
    "report wins --period 3y",
    "report activity --period 3y",
    "report weekly",
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
        code = crm(["--db", url, *words, "--json"])
    if code:
        raise SystemExit(f"crm {' '.join(words)} ended with exit code {code}")
    return "".join(found)


class Used(NamedTuple):
    """What a run took: seconds, and megabytes at the most.

    Linux passes on how large this process was: the megabytes are those of the larger one.
    """

    seconds: float
    megabytes: float


def run(words: Sequence[str], elapsed: bool, given: str = "") -> Used:
    """Run a program: its processor time, or with `elapsed` the time of the clock."""
    with tempfile.TemporaryFile() as text:
        text.write(given.encode())
        text.seek(0)
        start = time.perf_counter()
        process = subprocess.Popen(words, stdin=text, stdout=subprocess.DEVNULL, env=ENVIRONMENT)
        _, status, used = os.wait4(process.pid, 0)
        took = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(words[:4])} ended with exit code {process.returncode}")
    return Used(took if elapsed else used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def least(pairs: Sequence[tuple[Sequence[str], str]], elapsed: bool) -> list[Used]:
    """Run programs in turn, some times; the least that each took."""
    found: list[list[Used]] = [[] for _ in pairs]
    for turn in range(RUNS):
        for place, (words, given) in enumerate(pairs):
            found[place].append(run(words, elapsed, given))
        if turn and sum(used[-1].seconds for used in found) > LONG:
            break
    return [min(used) for used in found]


def client(url: str) -> list[str]:
    """The engine's own client, which reads statements from stdin."""
    if is_server(url):
        return ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", url]
    return ["sqlite3", url]


def is_server(url: str) -> bool:
    """Whether it is PostgreSQL."""
    return url.startswith(("postgres://", "postgresql://"))


def main() -> int:
    """Print a line for each command; 1 when one is over the limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database")
    parser.add_argument("--print", action="store_true")
    parser.add_argument("--only", default="", help="commands that have this in them")
    options, rest = parser.parse_known_args()
    url = options.database
    groups = [list(part) for bar, part in groupby(rest, lambda word: word == "--") if not bar]
    commands = groups or [text.split() for text in COMMANDS if options.only in text]
    elapsed = is_server(url)
    idle = [CRM, "--db", url, "field", "list", "--json"]
    worst = 0.0
    print("| command | crm | the same SQL | start | ratio | MB |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for words in commands:
        sql = statements(url, words)
        if options.print:
            print(f"-- crm {' '.join(words)}\n{sql}")
            continue
        runs = [([CRM, "--db", url, *words, "--json"], ""), (client(url), sql), (idle, "")]
        own, plain, start = least(runs, elapsed)
        ratio = own.seconds / (plain.seconds + start.seconds)
        worst = max(worst, ratio)
        times = " | ".join(f"{used.seconds:.2f} s" for used in (own, plain, start))
        print(f"| {' '.join(words)} | {times} | {ratio:.2f} | {own.megabytes:.0f} |", flush=True)
    return int(worst > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
