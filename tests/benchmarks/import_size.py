"""A large import beside `sqlite-utils insert FILE.db contacts FILE.csv --csv`, in one run.

    pip install -e '.[bench]'
    python -m tests.benchmarks.import_size [ROWS [RUNS]] [--engine postgresql]

A file of contacts (12 columns) is read by both, turn about; then by `crm import` a second time,
which changes nothing. Prints the least processor and elapsed seconds of the runs, the most memory,
and the ratios by processor time: the first import may take 1.5 times what sqlite-utils takes, the
second half of the first, and no import more than 250 MB. What a PostgreSQL server needs is counted.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks.history import database, make, server_ticks
from tests.benchmarks.import_triggers import write_contacts
from tests.servers import Server, serve

OTHER, FIRST, SECOND = "sqlite-utils insert", "crm import", "crm import again"


class Used(NamedTuple):
    """What a process needed: seconds of the processor, seconds that passed, megabytes at most."""

    processor: float
    elapsed: float
    memory: float


def measure(*command: str, url: str = "") -> Used:
    """Run a command to its end."""
    environment = os.environ | {"CRM_USER": "amy", "CRM_DATABASE_URL": url}
    server, start = server_ticks(url), time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", *command], env=environment, stdout=subprocess.DEVNULL
    ) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    elapsed = time.perf_counter() - start
    if process.returncode:
        raise SystemExit(f"{' '.join(command)}: exit code {process.returncode}")
    time.sleep(0.3)  # until a server has taken leave of the connection
    server = server_ticks(url) - server
    return Used(used.ru_utime + used.ru_stime + server, elapsed, used.ru_maxrss * 1024 / 1e6)


def run(folder: Path, file: Path, engine: str, server: Server | None) -> dict[str, Used]:
    """Each once."""
    other = folder / "other.db"
    other.unlink(missing_ok=True)
    insert = ("sqlite_utils", "insert", str(other), "contacts", str(file), "--csv", "--silent")
    crm = ("crm_cli", "import", str(file), "--as", "contacts")
    with database(engine, server, folder, empty=False) as url:
        return {OTHER: measure(*insert), FIRST: measure(*crm, url=url),
                SECOND: measure(*crm, url=url)}  # fmt: skip


def show(rows: int, found: list[dict[str, Used]]) -> None:
    """Print what all runs have given."""
    print(f"{rows:,} contacts of 12 columns, least of {len(found)} runs (memory: most)")
    least: dict[str, float] = {}
    for what in (OTHER, FIRST, SECOND):
        used = [one[what] for one in found]
        least[what] = min(one.processor for one in used)
        elapsed, memory = min(one.elapsed for one in used), max(one.memory for one in used)
        print(f"{what:20} {least[what]:7.2f} s processor {elapsed:7.2f} s elapsed {memory:5.0f} MB")
    first, second = least[FIRST] / least[OTHER], least[SECOND] / least[FIRST]
    print(f"import / sqlite-utils {first:.2f} (limit 1.5), again / first {second:.2f} (limit 0.5)")


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("rows", nargs="?", type=int, default=100_000)
    parser.add_argument("runs", nargs="?", type=int, default=3)
    parser.add_argument("--engine", choices=["sqlite", "postgresql"], default="sqlite")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        postgres = asked.engine == "postgresql"
        server = stack.enter_context(serve(make)) if postgres else None
        folder = Path(name)
        file = folder / "contacts.csv"
        write_contacts(file, asked.rows)
        found = [run(folder, file, asked.engine, server) for _ in range(asked.runs)]
    show(asked.rows, found)


if __name__ == "__main__":
    main()
