"""Many people at one database: nothing fails, nothing is lost, nobody who reads is held up.

    python -m tests.faults.crowd [--writers 16] [--rows 100000] [--engine sqlite] [--folder DIR]

Processes write at once: 40 commands each on SQLite, 200 on PostgreSQL. They raise one counter, add
to the lists of one contact, add, move, finish and take back. At the end all that was acknowledged
is there, the counter stands at the number of its raises, changesets are whole and in the order of
the commits, and undo and `--as-of` by time tell the same. Then an import runs while contacts are
listed: how much longer than usual the longest list took. Prints a Markdown table; exit code 1 when
something is not as it should be.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple

from crm_cli.cli import main as crm
from crm_cli.database import Command, Database
from crm_cli.session import transaction
from tests.faults.kill import faults, make, write_people
from tests.servers import serve

COUNTS = {"sqlite": 40, "postgresql": 200}
KINDS = ("raise", "raise", "email", "tag", "note", "add", "deal", "task", "undo")
MOST_WAIT = 0.5  # seconds, that a reader may be held up by an import


class Run(NamedTuple):
    """One command: its exit code, stdout and stderr."""

    code: int
    out: str
    err: str


class Found(NamedTuple):
    """What a crowd did: commands acknowledged, raises of the counter, and what is wrong."""

    commands: int
    raises: int
    wrong: list[str]


def run(*words: str) -> Run:
    """Run `crm` in this process."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = crm(list(words))
    return Run(code, out.getvalue(), err.getvalue())


def ok(*words: str) -> Any:
    """The JSON of a command, which has to succeed."""
    done = run(*words, "--json")
    if done.code:
        raise RuntimeError(f"{words}: {done.code} {done.err}")
    return json.loads(done.out)


def raise_counter(url: str, who: str) -> dict[str, Any]:
    """Read a number from contact C1 and write the next, in one transaction."""
    from crm_cli.services import contacts

    database = Database(url)
    moment = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime())
    command = Command("crm raise", who, moment, fixed=False)
    with transaction(database, command) as session:
        value = session.rows("SELECT job_title AS n FROM contact WHERE id = 1")[0]["n"]
        contacts.edit(session, 1, {"job_title": str(int(value) + 1)})
    database.close()
    return {"changeset": session.changeset_id}


def write(url: str, number: int, count: int) -> list[dict[str, Any]]:
    """What one person does, `count` commands; what each was told: the changeset and what it did."""
    dice = random.Random(number)
    told: list[dict[str, Any]] = []

    def tell(kind: str, done: Any, what: str = "") -> None:
        told.append({"kind": kind, "what": what, "changeset": done["changeset"]})

    tasks: list[str] = []
    for step in range(count):
        name = f"w{number}-{step}"
        kind = dice.choice(
            ("raise", "raise", "email", "tag", "note", "add", "deal", "task", "undo")
        )
        if kind == "raise":
            tell("raise", raise_counter(url, f"w{number}"))
        elif kind == "email":
            tell("email", ok("contact", "edit", "C1", "--add-email", f"{name}@x.example"), name)
        elif kind == "tag":
            tell("tag", ok("contact", "tag", "C2", name), name)
        elif kind == "note":
            tell("note", ok("interaction", "add", "note", name, "--contact", "C2"), name)
        elif kind == "add":
            tell("add", ok("contact", "add", name, "--email", f"{name}@y.example"), name)
        elif kind == "deal":
            done = ok("deal", "add", name, "--amount", "100", "--contact", "C2")
            tell("deal", done, name)
            tell("move", ok("deal", "move", done["record"]["ref"], "proposal"), name)
        elif kind == "task" and tasks:
            tell("done", ok("done", tasks.pop()))
        elif kind == "task":
            done = ok("task", "add", name, "--due", "fri")
            tasks.append(done["record"]["ref"])
            tell("task", done, name)
        elif added := [one for one in told if one["kind"] == "add"]:
            back = dice.choice(added)
            tell("undo", ok("undo", str(back["changeset"]), "--yes"), back["what"])
            back["kind"] = "taken back"
        else:
            tell("note", ok("interaction", "add", "note", name, "--contact", "C2"), name)
    return told


def crowd(url: str, folder: Path, writers: int, count: int) -> Found:
    """Let so many processes write so often, and look at what is there then."""
    environment = {"CRM_USER": "amy", "HOME": str(folder), "CRM_CONFIG_DIR": str(folder)}
    environment |= {"CRM_DATABASE_URL": url}
    os.environ.update(environment)
    os.environ.pop("CRM_NOW", None)
    ok("contact", "add", "Counted", "--job-title", "0")
    first = ok("contact", "add", "Listed")["changeset"]
    words = [sys.executable, "-m", "tests.faults.crowd", "--write", url]
    processes = [
        subprocess.Popen(
            [*words, str(number), str(count)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for number in range(writers)
    ]
    wrong: list[str] = []
    told: list[dict[str, Any]] = []
    for process in processes:
        out, err = process.communicate()
        if process.returncode:
            wrong.append(" ".join(err.decode().strip().splitlines()[-3:]))
        else:
            told += json.loads(out)
    if wrong:
        return Found(len(told), 0, wrong)
    wrong += lost(url, told) + disorder(url, first, told) + faults(url)
    wrong += past_and_undo(url, told)
    return Found(len(told), sum(one["kind"] == "raise" for one in told), wrong)


def lost(url: str, told: Sequence[dict[str, Any]]) -> list[str]:
    """What was acknowledged and is not there, or is there and should not be."""

    def names(*kinds: str) -> list[str]:
        return sorted(one["what"] for one in told if one["kind"] in kinds)

    database = Database(url)

    def texts(sql: str) -> list[str]:
        return sorted(str(row[0]) for row in database.tuples(sql))

    counted = ok("contact", "show", "C1")
    listed = ok("contact", "show", "C2")
    notes = "SELECT subject FROM interaction WHERE deleted_at IS NULL"
    added = "SELECT name FROM contact WHERE deleted_at IS NULL AND id > 2"
    moved = "SELECT d.title FROM deal d JOIN stage s ON s.id = d.stage_id WHERE s.name = 'proposal'"
    pairs = {
        "raises": (counted["job_title"], str(len(names("raise")))),
        "e-mails": (
            sorted(email.removesuffix("@x.example") for email in counted["emails"]),
            names("email"),
        ),
        "tags": (sorted(listed["tags"]), names("tag")),
        "notes": (texts(notes), names("note")),
        "contacts": (texts(added), names("add")),
        "deals moved": (texts(moved), names("move")),
        "deals": (texts("SELECT title FROM deal"), names("deal")),
        "tasks": (texts("SELECT title FROM task"), names("task")),
        "tasks done": (
            len(texts("SELECT title FROM task WHERE done_at IS NOT NULL")),
            len(names("done")) or 0,
        ),
    }
    database.close()
    return [f"{name}: {is_} not {due}" for name, (is_, due) in pairs.items() if is_ != due]


def disorder(url: str, first: int, told: Sequence[dict[str, Any]]) -> list[str]:
    """Changesets that are not those acknowledged, not in the order of commits, or not whole."""
    database = Database(url)
    rows = database.rows(
        "SELECT id, at FROM changeset WHERE id > :first ORDER BY id", {"first": first}
    )
    raised = database.rows(
        "SELECT c.changeset_id AS id, c.after FROM change c JOIN changeset s ON s.id = changeset_id"
        " WHERE c.table_name = 'contact' AND s.command = 'crm raise' ORDER BY c.changeset_id"
    )
    rows_of = Counter(
        row[0] for row in database.tuples("SELECT changeset_id FROM change ORDER BY id")
    )
    database.close()
    wrong = []
    if sorted(one["changeset"] for one in told) != [row["id"] for row in rows]:
        wrong.append("the changesets are not those that were acknowledged")
    if [row["at"] for row in rows] != sorted(row["at"] for row in rows):
        wrong.append("changesets were not made in the order of their numbers")
    after = [json.loads(row["after"]) for row in raised]
    order = [int(row["job_title"]) for row in after if "job_title" in row]
    if order != list(range(1, len(order) + 1)):
        wrong.append(f"the counter was raised in the order {order}")
    sizes: dict[str, set[int]] = {}
    for one in told:
        kind = "add" if one["kind"] == "taken back" else one["kind"]
        if kind in ("raise", "add", "note", "deal", "move", "task", "done"):
            sizes.setdefault(kind, set()).add(rows_of[one["changeset"]])
    wrong += [f"changesets of {kind} have {size} rows" for kind, size in sizes.items() if
              len(size) != 1]  # fmt: skip
    return wrong


def past_and_undo(url: str, told: Sequence[dict[str, Any]]) -> list[str]:
    """What `--as-of` by time and undo tell otherwise than the order of the changesets does."""
    raises = sorted(one["changeset"] for one in told if one["kind"] == "raise")
    database = Database(url)
    at = {row["id"]: row["at"] for row in database.rows("SELECT id, at FROM changeset")}
    database.close()
    wrong = []
    for changeset in (raises[0], raises[len(raises) // 2], raises[-1]):
        due = str(sum(at[one] <= at[changeset] for one in raises))
        shown = ok("contact", "show", "C1", "--as-of", at[changeset])["job_title"]
        if shown != due:
            wrong.append(f"as of {at[changeset]} the counter is {shown} and not {due}")
    middle = run("undo", str(raises[0]), "--yes")
    if len(raises) > 1 and middle.code != 7:
        wrong.append(f"an undo of the first raise ended with {middle.code}")
    ok("undo", str(raises[-1]), "--yes")
    shown = ok("contact", "show", "C1")["job_title"]
    if shown != str(len(raises) - 1):
        wrong.append(f"after an undo of the last raise the counter is {shown}")
    return wrong


class Waits(NamedTuple):
    """Seconds that a list of contacts took: usually, and at the most, during an import."""

    usual: float
    longest: float
    lists: int
    wrong: list[str]


def wait(url: str, folder: Path, rows: int) -> Waits:
    """List contacts over and over while an import of so many rows runs in another process."""
    write_people(folder, rows)
    environment = {"CRM_USER": "amy", "HOME": str(folder), "CRM_CONFIG_DIR": str(folder)}
    os.environ.update(environment | {"CRM_DATABASE_URL": url})
    words = ("contact", "list", "--limit", "20")

    def listed() -> float:
        begun = time.perf_counter()
        ok(*words)
        return time.perf_counter() - begun

    usual = sorted(listed() for _ in range(10))[5]
    process = subprocess.Popen(
        [sys.executable, "-m", "crm_cli", "import", "people.csv", "--as", "contacts"],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    times = []
    while process.poll() is None:
        times.append(listed())
    error = process.communicate()[1].decode()
    wrong = [error] if process.returncode else []
    found = ok("contact", "list", "--limit", "0", "--columns", "id")
    if len(found) < rows:
        wrong.append(f"{len(found)} contacts after the import")
    return Waits(usual, max(times), len(times), wrong)


def main() -> int:
    """Be one of the writers, or start them and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", nargs=3, help=argparse.SUPPRESS)
    parser.add_argument("--writers", type=int, default=16)
    parser.add_argument("--count", type=int, help="commands of each (40 on SQLite, else 200)")
    parser.add_argument("--rows", type=int, default=100_000, help="of the import")
    parser.add_argument("--engine", choices=["sqlite", "postgresql"], action="append")
    parser.add_argument("--folder", type=Path, help="where the databases are made: on which disk")
    given = parser.parse_args()
    if given.write:
        url, number, count = given.write
        print(json.dumps(write(url, int(number), int(count))))
        return 0
    fine = True
    print("| engine | writers | commands | raises | wrong | usual list | longest, importing |")
    print("| --- | ---: | ---: | ---: | --- | ---: | ---: |", flush=True)
    for engine in given.engine or ["sqlite", "postgresql"]:
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=given.folder)))
            if engine == "sqlite":
                url, other = str(folder / "crm.db"), str(folder / "other.db")
                make(Database(url))
                make(Database(other))
            else:
                server = stack.enter_context(serve(make))
                url, other = (stack.enter_context(server.fresh()) for _ in range(2))
            found = crowd(url, folder, given.writers, given.count or COUNTS[engine])
            waits = wait(other, folder, given.rows)
        wrong = [*found.wrong, *waits.wrong]
        for line in wrong:
            print(line, file=sys.stderr)
        print(
            f"| {engine} | {given.writers} | {found.commands} | {found.raises} | {len(wrong)}"
            f" | {waits.usual:.2f} s | {waits.longest:.2f} s |",
            flush=True,
        )
        fine &= not wrong and waits.longest - waits.usual <= MOST_WAIT
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
