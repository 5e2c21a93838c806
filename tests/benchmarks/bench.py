"""Measure how long commands take, as ratios to `python -c pass`, side by side in one run.

    python tests/benchmarks/generate.py /tmp/big.db
    python tests/benchmarks/bench.py /tmp/big.db

`--cpu` compares processor time instead, which other work on the machine disturbs less.
Prints a Markdown table; exit code 1 when a command is over its limit or fails. Ratios hold on any
machine, seconds do not. `log` writes into the database.
"""

from __future__ import annotations

import argparse
import os
import resource
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

RUNS = 15
NEEDLE = "quuxworth"
"""Part of the name of one contact in 100,000; see generate.py."""


class Case(NamedTuple):
    """A command, and how many times `python -c pass` it may take."""

    title: str
    words: str
    limit: float
    environment: Mapping[str, str] = {}


def completing(words: str) -> dict[str, str]:
    """What the shell sets when TAB is pressed at the end of `words`."""
    return {"_CRM_COMPLETE": "complete_bash", "_CRM_LINE": words}


CASES = (
    Case("crm --version", "--version", 3),
    Case("crm --help", "--help", 15),
    Case("crm contact list --limit 50 --json", "contact list --limit 50 --json", 9),
    Case("crm contact list --limit 50", "contact list --limit 50", 13),
    Case("crm find --json", f"find {NEEDLE} --json", 9),
    Case("crm find", f"find {NEEDLE}", 13),
    Case("crm contact show --json", "contact show C50000 --json", 9),
    Case("crm contact show", "contact show C50000", 13),
    Case("crm contact show NAME", f"contact show {NEEDLE}", 13),
    Case("crm today", "today", 15),
    Case("completion of a name", "", 9, completing(f"crm contact show {NEEDLE[:4]}")),
    Case("crm report pipeline", "report pipeline", 25),
    Case("crm report weekly", "report weekly", 40),
    Case("crm report weekly --format eml", "report weekly --format eml --to amy@example.com", 40),
    Case("crm log", "log call C50000 measured", 55),
    Case("crm log SENTENCE", f"log 'called {NEEDLE} 15m about renewal, next fri: call'", 55),
)


class Meter(NamedTuple):
    """How to run and measure a command."""

    environment: Mapping[str, str]
    runs: int
    cpu: bool

    def measure(self, case: Case, program: Sequence[str]) -> float | None:
        """The seconds that one run takes; None when it fails."""
        start, used = time.perf_counter(), _children()
        done = subprocess.run(
            [*program, *shlex.split(case.words)],
            env={**self.environment, **case.environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        seconds = _children() - used if self.cpu else time.perf_counter() - start
        return seconds if done.returncode == 0 else None


def _children() -> float:
    """The processor seconds of the child processes that have ended."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def compare(
    cases: Sequence[Case], program: Sequence[str], meter: Meter
) -> list[tuple[Case, float | None, float]]:
    """For each case the least seconds of `runs` runs, and those of `python -c pass` beside it."""
    nothing = Case("python -c pass", "-c pass", 1)
    found: list[tuple[Case, float | None, float]] = []
    for case in cases:
        meter.measure(case, program)  # the first one warms the disk's cache
        pairs = [
            (
                meter.measure(case, program),
                meter.measure(nothing, [sys.executable]),
            )
            for _ in range(meter.runs)
        ]
        taken = [seconds for seconds, _ in pairs if seconds is not None]
        base = min(seconds for _, seconds in pairs if seconds is not None)
        found.append((case, min(taken) if len(taken) == meter.runs else None, base))
    return found


def table(found: Sequence[tuple[Case, float | None, float]]) -> tuple[str, bool]:
    """The results as a Markdown table, and whether all is well."""
    lines = ["| command | limit | ratio | ms | |", "| --- | ---: | ---: | ---: | --- |"]
    well = True
    for case, seconds, base in found:
        if seconds is None:
            lines.append(f"| {case.title} | {case.limit:g} | | | missing |")
            well = False
            continue
        ratio = seconds / base
        state = "ok" if ratio <= case.limit else "over"
        well = well and state == "ok"
        lines.append(
            f"| {case.title} | {case.limit:g} | {ratio:.1f} | {seconds * 1000:.0f} | {state} |"
        )
    return "\n".join(lines), well


def main() -> int:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database", help="a file that generate.py made, or a URL")
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--only", default="", help="cases whose title contains this")
    parser.add_argument("--cpu", action="store_true", help="processor time, not elapsed time")
    given = parser.parse_args()
    script = Path(sys.executable).with_name("crm")
    program = [str(script)] if script.exists() else [sys.executable, "-m", "crm_cli"]
    url = given.database
    if "://" not in url:
        url = str(Path(url).resolve())
    with tempfile.TemporaryDirectory() as home:
        environment = {
            "PATH": os.environ.get("PATH", ""),
            "HOME": home,
            "CRM_DATABASE_URL": url,
            "CRM_USER": "amy",
            "LANG": "C.UTF-8",
        }
        cases = [case for case in CASES if given.only in case.title]
        text, well = table(compare(cases, program, Meter(environment, given.runs, given.cpu)))
    print(text)
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
