"""A large import beside `sqlite-utils insert FILE.db contacts FILE.csv --csv`, in one run.

    pip install -e '.[bench]'
    python -m tests.benchmarks.import_size [ROWS [RUNS]] [--postgres URL]

A file of contacts (12 columns) is read by both, turn about; then by `crm import` a second time,
which changes nothing. Prints the least processor and elapsed seconds of the runs, the most memory,
and the ratios by processor time: the first import may take 1.5 times what sqlite-utils takes, the
second half of the first, and no import more than 250 MB. On PostgreSQL, whose own time
is not in the figures for the processor, look at the elapsed ones. The database of the URL has to be
empty.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks.import_triggers import write_contacts

OTHER, FIRST, SECOND = "sqlite-utils insert", "crm import", "crm import again"


class Used(NamedTuple):
    """What a process needed: seconds of the processor, seconds that passed, megabytes at most."""

    processor: float
    elapsed: float
    memory: float


def measure(*command: str, database: str = "") -> Used:
    """Run a command to its end."""
    environment = os.environ | {"CRM_USER": "amy"}
    if database:
        environment["CRM_DATABASE_URL"] = database
    start = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", *command], env=environment, stdout=subprocess.DEVNULL
    ) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)}: exit code {process.returncode}")
    return Used(
        used.ru_utime + used.ru_stime, time.perf_counter() - start, used.ru_maxrss * 1024 / 1e6
    )


def run(folder: Path, file: Path, database: str) -> dict[str, Used]:
    """Each once."""
    other = folder / "other.db"
    other.unlink(missing_ok=True)
    if not database:
        (folder / "crm.db").unlink(missing_ok=True)
        database = str(folder / "crm.db")
    measure("crm_cli", "init", "--currency", "EUR", "--timezone", "UTC", database=database)
    crm = ("crm_cli", "import", str(file), "--as", "contacts")
    return {
        OTHER: measure(
            "sqlite_utils", "insert", str(other), "contacts", str(file), "--csv", "--silent"
        ),
        FIRST: measure(*crm, database=database),
        SECOND: measure(*crm, database=database),
    }


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("rows", nargs="?", type=int, default=100_000)
    parser.add_argument("runs", nargs="?", type=int, default=3)
    parser.add_argument("--postgres", metavar="URL", default="")
    asked = parser.parse_args()
    runs = 1 if asked.postgres else asked.runs  # the second would find what the first has brought
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "contacts.csv"
        write_contacts(file, asked.rows)
        found = [run(folder, file, asked.postgres) for _ in range(runs)]
    print(f"{asked.rows:,} contacts of 12 columns, least of {runs} runs (memory: most)")
    least: dict[str, float] = {}
    for what in (OTHER, FIRST, SECOND):
        used = [one[what] for one in found]
        least[what] = min(one.processor for one in used)
        elapsed, memory = min(one.elapsed for one in used), max(one.memory for one in used)
        print(f"{what:20} {least[what]:7.2f} s processor {elapsed:7.2f} s elapsed {memory:5.0f} MB")
    first, second = least[FIRST] / least[OTHER], least[SECOND] / least[FIRST]
    print(f"import / sqlite-utils {first:.2f} (limit 1.5), again / first {second:.2f} (limit 0.5)")


if __name__ == "__main__":
    main()
