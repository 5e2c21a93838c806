"""End commands at random moments: what each did is there whole, or not at all.

    python -m tests.faults.kill [--kills 200] [--seed 1] [--engine sqlite] [--signal KILL]
        [--only merge] [--fork] [--hits]

Adds, imports, undos, merges, restores and upgrades of every released schema are started as
processes and ended by a signal, so often each, on SQLite and on PostgreSQL (the client is ended).
With `--fork` they are copies of a process that has read the program already: starting Python takes
longer than most commands, and what is ended then was at work. With `--hits` it goes on until so
many were ended of each: some are done before the signal comes.
After each, the rows of every table and the history are those of before or those of after, and the
database finds no fault in itself; of a signal that is no SIGKILL, the program says so in a line or
two. Prints a Markdown table; exit code 1 when one left something in between.
"""

from __future__ import annotations

import argparse
import atexit
import importlib
import os
import pkgutil
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import NamedTuple

import crm_cli
from crm_cli.__main__ import main as program
from crm_cli.database import Command, Database
from crm_cli.services.setup import furnish
from crm_cli.session import transaction
from tests.migrations.older import OLDER, old_book, old_postgres
from tests.servers import Server, serve

ALEMBICS_OWN = ("crm_cli.migrations.env", "crm_cli.migrations.versions")
NOW = "2026-11-20T10:00:00.000Z"
ROWS = 300
State = dict[str, int]


class Case(NamedTuple):
    """What is ended: the words of the command, and what there has to be before it.

    With a `schema`, the book is that of an older program.
    """

    name: str
    words: tuple[str, ...]
    before: tuple[tuple[str, ...], ...] = ()
    schema: int | None = None


IMPORT = ("import", "people.csv", "--as", "contacts")
ADD = ("contact", "add", "Jane 张", "--email", "jane@x.example", "--company", "Acme", "--create")
CASES = (
    Case("add", ADD),
    Case("import", IMPORT),
    Case("undo of an import", ("undo", "2", "--yes"), (IMPORT,)),
    Case("merge", ("contact", "merge", "C1", "C2", "--prefer", "A"), (IMPORT,)),
    Case("restore", ("restore", "b.crm", "--yes"), (ADD, ("backup", "b.crm"), IMPORT)),
    *(Case(f"upgrade of schema {n}", ("db", "upgrade"), (), n) for n in OLDER),
)


def make(database: Database) -> None:
    """A database as `crm init` makes it."""
    from crm_cli import migrations

    migrations.create(database)
    with transaction(database, Command("crm init", "amy", NOW)) as session:
        furnish(session, {"currency": "EUR", "timezone": "Europe/Berlin"}, {"handle": "amy"})


def write_people(folder: Path, rows: int) -> None:
    """A file of contacts with addresses, numbers and companies."""
    lines = [
        f"Person {n} 张,p{n}@x.example,+49 30 {1000000 + n},Firm {n % 40},City {n % 9}\n"
        for n in range(rows)
    ]
    head = "name,email,phone,company,city\n"
    (folder / "people.csv").write_text(head + "".join(lines), encoding="utf-8")


def state(url: str) -> State:
    """How many rows each table has, deleted ones apart, and what else the schema has."""
    database = Database(url)
    found = {"schema": database.version()}
    if database.engine == "sqlite":
        # Statistics are made after all is done: without them nothing is missing.
        kinds = (
            "SELECT type AS kind, count(*) AS n FROM sqlite_master"
            " WHERE name NOT LIKE 'sqlite_stat%' GROUP BY type"
        )
        columns = (
            "SELECT m.name AS name, max(c.name = 'deleted_at') AS gone FROM sqlite_master m"
            " JOIN pragma_table_info(m.name) c WHERE m.type = 'table'"
            " AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE 'search_index%' GROUP BY m.name"
        )
    else:
        kinds = "SELECT 'tables' AS kind, count(*) AS n FROM information_schema.tables"
        columns = (
            "SELECT c.table_name AS name, bool_or(c.column_name = 'deleted_at') AS gone FROM"
            " information_schema.columns c JOIN information_schema.tables t"
            " ON t.table_name = c.table_name AND t.table_type = 'BASE TABLE'"
            " WHERE c.table_schema = 'public' GROUP BY 1"
        )
    found |= {row["kind"]: row["n"] for row in database.rows(kinds)}
    for table in database.rows(columns):
        live = "count(deleted_at)" if table["gone"] else "0"
        row = database.rows(f"SELECT count(*) AS n, {live} AS gone FROM {table['name']}")[0]
        found |= {table["name"]: row["n"], f"{table['name']} deleted": row["gone"]}
    database.close()
    return found


def faults(url: str) -> list[str]:
    """What the database finds wrong with itself, and what the history left running."""
    database = Database(url)
    found = []
    if database.engine == "sqlite":
        if database.rows("PRAGMA integrity_check") != [{"integrity_check": "ok"}]:
            found.append("integrity_check")
        if database.rows("PRAGMA foreign_key_check"):
            found.append("foreign_key_check")
        if database.rows("SELECT changeset_id FROM running") != [{"changeset_id": None}]:
            found.append("a changeset is still running")
    orphans = "SELECT 1 AS x FROM change c LEFT JOIN changeset s ON s.id = c.changeset_id"
    if database.rows(f"{orphans} WHERE s.id IS NULL LIMIT 1"):
        found.append("changes without a changeset")
    database.close()
    return found


def start(
    url: str, folder: Path, words: tuple[str, ...], environment: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    """Start the program on a database."""
    return subprocess.Popen(
        [sys.executable, "-m", "crm_cli", *words],
        env={**os.environ, **environment, "CRM_DATABASE_URL": url},
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


class Forked:
    """A command in a copy of this process; it is used as what `start` gives."""

    def __init__(
        self, url: str, folder: Path, words: tuple[str, ...], environment: Mapping[str, str]
    ) -> None:
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - closed when it was read
        self.returncode = 0
        self._pid = os.fork()
        if self._pid:
            return
        try:
            atexit._clear()  # the server and the folders are the parent's
            os.environ.update({**environment, "CRM_DATABASE_URL": url})
            os.chdir(folder)
            nothing = os.open(os.devnull, os.O_RDWR)
            for number, target in enumerate((nothing, nothing, self._said.fileno())):
                os.dup2(target, number)
            sys.stdin, sys.stdout, sys.stderr = (
                os.fdopen(number, mode) for number, mode in enumerate(("r", "w", "w"))
            )
            sys.argv = ["crm", *words]
            program()
        finally:
            os._exit(70)

    def poll(self) -> int | None:
        """Whether it has ended; it is left to `communicate` to wait for it."""
        over = os.waitid(os.P_PID, self._pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        return None if over is None else over.si_status

    def send_signal(self, sent: signal.Signals) -> None:
        """Send a signal; nobody waited for the command, so its number is still its own."""
        os.kill(self._pid, sent)

    def communicate(self) -> tuple[bytes, bytes]:
        """Wait for its end; what it wrote on stderr."""
        self.returncode = os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1])
        with self._said as said:
            said.seek(0)
            return b"", said.read()


def finish(process: subprocess.Popen[bytes] | Forked) -> None:
    """Wait for a command, which has to succeed."""
    error = process.communicate()[1]
    if process.returncode:
        raise RuntimeError(error.decode())


@contextmanager
def copies(case: Case, server: Server | None, folder: Path) -> Iterator[Iterator[str]]:
    """Endless URLs of databases, each as it is before the case; the last one is taken away."""
    environment = people(folder)
    if server is None:
        original = folder / "before.db"
        original.unlink(missing_ok=True)
        if case.schema is None:
            make(Database(str(original)))
        else:
            old_book(original, case.schema)
        for words in case.before:
            finish(start(str(original), folder, words, environment))

        def files() -> Iterator[str]:
            while True:
                for left in folder.glob("*crm.db*"):
                    left.unlink()
                shutil.copyfile(original, folder / "crm.db")
                (folder / "crm.db").chmod(0o600)
                yield str(folder / "crm.db")

        yield files()
        return

    def databases(like: str) -> Iterator[str]:
        while True:
            with server.fresh(like=like) as url:
                yield url

    with server.fresh(empty=case.schema is not None) as url:
        if case.schema is not None:
            old = Database(url)
            old_postgres(old, case.schema)
            old.close()
        for words in case.before:
            finish(start(url, folder, words, environment))
        found = databases(url)
        yield found
        found.close()  # type: ignore[attr-defined]


def people(folder: Path) -> dict[str, str]:
    """The environment of the commands."""
    return {"CRM_USER": "amy", "HOME": str(folder), "CRM_CONFIG_DIR": str(folder)}


Begin = Callable[
    [str, Path, tuple[str, ...], Mapping[str, str]], "subprocess.Popen[bytes] | Forked"
]


def run(
    case: Case,
    server: Server | None,
    folder: Path,
    kills: int,
    dice: random.Random,
    rows: int = ROWS,
    signals: Sequence[signal.Signals] = (signal.SIGKILL,),
    begin: Begin = start,
    hits: bool = False,
) -> Counter[str]:
    """End a case so often; how often it was all, nothing, too late, or broken.

    With `hits`, those that were done before the signal came do not count.
    """
    write_people(folder, rows)
    for left in folder.glob("b.crm*"):
        left.unlink()
    environment = people(folder)
    found: Counter[str] = Counter()
    with copies(case, server, folder) as urls:
        times = []
        for _ in range(2):  # the first time much is not yet in memory
            url = next(urls)
            before, begun = state(url), time.perf_counter()
            finish(begin(url, folder, case.words, environment))
            times.append(time.perf_counter() - begun)
        took, after = min(times), state(url)
        if before == after:
            raise RuntimeError(f"{case.name} changes nothing")
        for tried in range(kills * 20):
            if (found["ended"] if hits else tried) >= kills:
                break
            url = next(urls)
            process = begin(url, folder, case.words, environment)
            # What is before it opens the database is of no interest: rather late than early.
            took = sleep(process, took, dice.triangular(0.2, 1.1, 0.9))
            sent = dice.choice(signals)
            process.send_signal(sent)
            error = process.communicate()[1].decode()
            ended = process.returncode in (-sent, 128 + sent)
            found["ended"] += ended
            now = settled(url, before, after)
            wrong = faults(url) + unsaid(error, process.returncode, ended)
            if process.returncode == 0 and now != after:
                wrong.append("lost what it said was done")
            kind = "nothing" if now == before else "all" if now == after else "in between"
            found["broken" if wrong else kind] += 1
            if wrong or kind == "in between":
                print(f"{case.name}: {kind} {wrong} {now}", file=sys.stderr)
    return found


def sleep(process: subprocess.Popen[bytes] | Forked, took: float, part: float) -> float:
    """Wait for a part of the time that the command takes, or until it is over.

    Returns how long it takes: less than was thought where it was over, as the machine is less busy.
    """
    begun = time.perf_counter()
    while (left := took * part - (time.perf_counter() - begun)) > 0:
        if process.poll() is not None:
            return (took + time.perf_counter() - begun) / 2
        time.sleep(min(left, 0.01))
    return took


def unsaid(error: str, code: int, ended: bool) -> list[str]:
    """What is wrong with how a command that was ended spoke of it."""
    if "Traceback" in error or "a bug in crm" in error:
        return [error]
    return [] if ended or code == 0 else [f"exit code {code}: {error}"]


def settled(url: str, before: State, after: State) -> State:
    """The state, once a PostgreSQL server has noticed that the client is gone."""
    for _ in range(50):
        found = state(url)
        if not url.startswith("postgres") or not _others(url):
            return state(url) if url.startswith("postgres") else found
        time.sleep(0.1)
    return state(url)


def _others(url: str) -> int:
    database = Database(url)
    rows = database.rows(
        "SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid()"
    )
    database.close()
    return int(rows[0]["n"])


def read_program() -> None:
    """Import what a command imports when it runs, so that its copies are at work at once."""
    for module in pkgutil.walk_packages(crm_cli.__path__, "crm_cli."):
        if module.name not in ALEMBICS_OWN and not module.name.endswith("__main__"):
            importlib.import_module(module.name)


def main() -> int:
    """Kill in turn, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200, help="of each, on each engine")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--engine", choices=["sqlite", "postgresql"], action="append")
    parser.add_argument("--only", default="", help="commands whose name has this")
    parser.add_argument("--signal", choices=["KILL", "INT", "TERM", "HUP"], action="append")
    parser.add_argument("--fork", action="store_true", help="copies of one process")
    parser.add_argument("--hits", action="store_true", help="go on until so many were ended")
    given = parser.parse_args()
    signals = [signal.Signals[f"SIG{name}"] for name in given.signal or ["KILL"]]
    cases = [case for case in CASES if given.only in case.name]
    begin = Forked if given.fork else start
    if given.fork:
        read_program()
    memory = Path("/dev/shm")
    fine = True
    print("| engine | what | runs | ended | nothing | all | in between | broken |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |", flush=True)
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        for engine in given.engine or ["sqlite", "postgresql"]:
            with serve(make) if engine == "postgresql" else nullcontext() as server:
                dice = random.Random(given.seed)
                for case in cases:
                    found = run(
                        case, server, Path(name), given.kills, dice,
                        signals=signals, begin=begin, hits=given.hits,
                    )  # fmt: skip
                    fine &= told(engine, case, found)
    return 0 if fine else 1


def told(engine: str, case: Case, found: Counter[str]) -> bool:
    """Print the row of a case; whether nothing was left in between."""
    kinds = ("ended", "nothing", "all", "in between", "broken")
    runs = sum(found[kind] for kind in kinds[1:])
    cells = " | ".join(str(found[kind]) for kind in kinds)
    print(f"| {engine} | {case.name} | {runs} | {cells} |", flush=True)
    return not found["in between"] and not found["broken"]


if __name__ == "__main__":
    sys.exit(main())
