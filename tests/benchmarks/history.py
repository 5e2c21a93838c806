"""Measure what the history is for: taking back an import, and asking about the past.

    python -m tests.benchmarks.history [--rows 100000] [--engine sqlite]

On each engine: `crm undo` of an import of contacts, in seconds, which may be 10; and `crm report
pipeline --as-of` a day ago, on as many deals with 1,000 changes since, as a ratio to the report of
today, which may be 3. Processor seconds are those of the program and of the PostgreSQL server;
other work on the machine disturbs them less than the elapsed ones. Exit code 1 when one is over.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crm_cli.database import Command, Database
from crm_cli.models.base import uuid7
from crm_cli.services.setup import furnish
from crm_cli.session import Session, transaction
from crm_cli.values.dates import utc_text
from tests.benchmarks.generate import Sizes, generate
from tests.benchmarks.import_triggers import write_contacts
from tests.servers import Server, serve

UNDO_LIMIT, PAST_LIMIT = 10.0, 3.0
CHANGES, RUNS = 1000, 5


def make(database: Database) -> None:
    """A database as `crm init` makes it."""
    from crm_cli import migrations

    migrations.create(database)
    with transaction(database, Command("crm init", "amy", utc_text(datetime.now(UTC)))) as session:
        furnish(session, {"currency": "EUR", "timezone": "UTC"}, {"handle": "amy"})


def server_ticks(url: str) -> float:
    """Processor seconds of the connections that a PostgreSQL server on this machine has closed."""
    if not url.startswith("postgres"):
        return 0.0
    database = Database(url)
    folder = database.rows("SHOW data_directory")[0]["data_directory"]
    database.close()
    pid = (Path(folder) / "postmaster.pid").read_text(encoding="utf-8").split()[0]
    fields = (Path("/proc") / pid / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")


def crm(url: str, *words: str) -> tuple[float, float]:
    """Run the program; elapsed and processor seconds."""
    server = server_ticks(url)
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    environment = os.environ | {"CRM_DATABASE_URL": url, "CRM_USER": "amy"}
    command = [sys.executable, "-m", "crm_cli", *words]
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    elapsed = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    time.sleep(0.3)  # until the server has taken leave of the connection
    return elapsed, used + server_ticks(url) - server


def newest(url: str) -> int:
    """The number of the last changeset."""
    database = Database(url)
    id = database.rows("SELECT max(id) AS id FROM changeset")[0]["id"]
    database.close()
    return int(id)


def undo(url: str, folder: Path, rows: int) -> tuple[float, float]:
    """Take back an import of so many contacts; elapsed and processor seconds."""
    file = folder / "contacts.csv"
    write_contacts(file, rows)
    crm(url, "import", str(file), "--as", "contacts")
    return crm(url, "undo", str(newest(url)), "--yes")


def change(session: Session, deals: int) -> None:
    """1,000 changes of what the report reads: 250 amounts, 250 moves with 250 steps, 250 calls."""
    quarter = CHANGES // 4
    every = max(deals // (2 * quarter), 1)
    ids = list(range(1, deals + 1, every))[: 2 * quarter]
    amounts, moved = ids[:quarter], ids[quarter:]
    session.many(
        "UPDATE deal SET amount_minor = coalesce(amount_minor, 0) + 100 WHERE id = :id",
        [{"id": id} for id in amounts],
    )
    lost = session.rows("SELECT min(id) AS id FROM stage WHERE outcome = 'lost'")[0]["id"]
    # A deal that was lost already gets another reason, so that each is one change.
    session.many(
        "UPDATE deal SET stage_id = :lost, closed_at = :day, reason = :now WHERE id = :id",
        [{"id": id, "lost": lost, "day": session.now[:10], "now": session.now} for id in moved],
    )
    session.many(
        "INSERT INTO stage_move (deal_id, to_stage_id, at) VALUES (:id, :lost, :day)",
        [{"id": id, "lost": lost, "day": session.now[:10]} for id in moved],
    )
    session.many(
        "INSERT INTO interaction (uid, kind, occurred_at, deal_id, search_text, created_at,"
        " updated_at) VALUES (:uid, 'call', :now, :id, '', :now, :now)",
        [{"id": id, "uid": uuid7(), "now": session.now} for id in amounts],
    )


def past(url: str, deals: int) -> tuple[list[float], list[float]]:
    """The report of today and that of a day ago: elapsed and processor seconds, the least."""
    now = datetime.now(UTC)
    sizes = Sizes(contacts=1000, companies=1000, interactions=1000, deals=deals, tasks=0, tickets=0,
                  surveys=0, users=10)  # fmt: skip
    with contextlib.redirect_stdout(sys.stderr):
        generate(url, sizes, now - timedelta(days=2))
    database = Database(url)
    with transaction(database, Command("crm test", "amy", utc_text(now))) as session:
        change(session, deals)
    database.close()
    day = f"{now - timedelta(days=1):%Y-%m-%d}"
    found: dict[str, list[tuple[float, float]]] = {"now": [], "then": []}
    for _ in range(RUNS):
        found["now"].append(crm(url, "report", "pipeline"))
        found["then"].append(crm(url, "report", "pipeline", "--as-of", day))
    least = {
        name: [min(column) for column in zip(*runs, strict=True)] for name, runs in found.items()
    }
    return least["now"], least["then"]


@contextlib.contextmanager
def database(engine: str, server: Server | None, folder: Path, *, empty: bool) -> Iterator[str]:
    """The URL of a fresh database."""
    if server is not None:
        with server.fresh(empty=empty) as url:
            yield url
        return
    path = folder / f"{engine}.db"
    path.unlink(missing_ok=True)
    if not empty:
        make(Database(str(path)))
    yield str(path)
    path.unlink(missing_ok=True)


def measure(engine: str, server: Server | None, folder: Path, rows: int) -> bool:
    """Print the figures of one engine; whether they are within the limits."""
    with database(engine, server, folder, empty=False) as url:
        elapsed, used = undo(url, folder, rows)
    print(f"| {engine} | undo of {rows:,} contacts | {elapsed:.1f} s ({used:.1f} s processor) |"
          f" {UNDO_LIMIT:.0f} s |", flush=True)  # fmt: skip
    with database(engine, server, folder, empty=True) as url:
        now, then = past(url, rows)
    ratio, processor = then[0] / now[0], then[1] / now[1]
    print(f"| {engine} | pipeline of a day ago, {rows:,} deals, {CHANGES:,} changes since |"
          f" {ratio:.2f} times {now[0]:.2f} s ({processor:.2f} by processor) |"
          f" {PAST_LIMIT:.0f} times |", flush=True)  # fmt: skip
    return used <= UNDO_LIMIT and min(ratio, processor) <= PAST_LIMIT


def main() -> int:
    """Measure each engine, and print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--engine", choices=["sqlite", "postgresql"], action="append")
    given = parser.parse_args()
    memory = Path("/dev/shm")
    fine = True
    print("| engine | what | took | limit |\n| --- | --- | --- | --- |", flush=True)
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        for engine in given.engine or ["sqlite", "postgresql"]:
            if engine == "sqlite":
                fine &= measure(engine, None, Path(name), given.rows)
            else:
                with serve(make) as server:
                    fine &= measure(engine, server, Path(name), given.rows)
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
