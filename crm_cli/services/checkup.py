"""Checking a database: is the file whole, do its rules hold, does it record its history?"""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING, NamedTuple

from crm_cli.config import SETTINGS, read_setting
from crm_cli.database import SCHEMA_VERSION, Database
from crm_cli.errors import Conflict, CrmError
from crm_cli.services.checkup_records import problems
from crm_cli.values.plurals import counted

if TYPE_CHECKING:
    from collections.abc import Callable


SAMPLE = 50  # records of a noun at either end that the search has to have


class Finding(NamedTuple):
    """One check: whether it is well, what was found, and what to do when it is not."""

    check: str
    well: bool
    found: str
    advice: str = ""


def check_up(database: Database) -> list[Finding]:
    """All checks of a database, in the order in which one should mend."""
    checks: list[tuple[str, Callable[[Database], Finding | list[Finding]]]] = [
        ("schema", _schema),
        ("integrity", _integrity),
        ("links", _links),
        ("history", _history),
        ("stages", _stages),
        ("settings", _settings),
        ("records", _records),
    ]
    if database.engine == "sqlite":
        checks += [("search", _search), ("file mode", _modes), ("safety", _pragmas)]
    findings: list[Finding] = []
    for name, check in checks:
        try:
            found = check(database)
            several = [found] if isinstance(found, Finding) else found
            findings += [one._replace(check=name) for one in several]
        except Conflict:  # somebody has it locked: that says nothing about the data
            raise
        except CrmError as error:
            advice = "restore the last backup: crm restore FILE"
            if "found" in error.values:  # a schema of another version: what to do is known
                advice = error.hint
            findings.append(Finding(name, False, str(error), advice))
            if name == "schema":
                break
    return findings


def _schema(database: Database) -> Finding:
    database.check()
    return Finding("", True, f"version {SCHEMA_VERSION}, the newest")


def _integrity(database: Database) -> Finding:
    if database.engine == "postgresql":
        database.rows("SELECT count(*) AS n FROM change")
        return Finding("", True, "the server answers")
    rows = database.rows("PRAGMA integrity_check")
    problems = [row["integrity_check"] for row in rows if row["integrity_check"] != "ok"]
    if problems:
        return Finding("", False, problems[0], "restore the last backup")
    return Finding("", True, "every page is whole")


def _links(database: Database) -> Finding:
    if database.engine == "postgresql":
        return Finding("", True, "the server keeps them")
    rows = database.rows("PRAGMA foreign_key_check")
    if rows:
        return Finding(
            "", False, f"{len(rows)} rows point at nothing, first in {rows[0]['table']}",
            "a program other than crm wrote them; restore the last backup",
        )  # fmt: skip
    return Finding("", True, "every link has its record")


def _history(database: Database) -> Finding:
    from crm_cli.models import load_all
    from crm_cli.schema import differences

    missing = differences(database, load_all())
    if missing:
        return Finding(
            "", False, f"{len(missing)} triggers or views are not ours: {', '.join(missing[:3])}",
            "crm db upgrade --repair makes them again",
        )  # fmt: skip
    rows = database.rows("SELECT count(*) AS n, max(id) AS newest FROM changeset")
    return Finding("", True, f"every change is recorded; {counted(rows[0]['n'], 'changeset')}")


def _search(database: Database) -> Finding:
    """Whether the index of the search text has the first and the last records of each noun."""
    from crm_cli.nouns import INDEXED, NOUNS
    from crm_cli.schema import can_index
    from crm_cli.services.indexed import has
    from crm_cli.values.references import reference

    if not can_index(database):
        return Finding("", True, "without an index: this SQLite has no FTS5")
    if not database.rows("SELECT 1 FROM sqlite_master WHERE name = 'search_index'"):
        return Finding(
            "", False, "there is no index: it reads all records", "crm db upgrade --repair makes it"
        )
    for noun in INDEXED:
        ends = " UNION ".join(
            f"SELECT * FROM (SELECT id, search_text AS text FROM {NOUNS[noun].table}"
            f" WHERE search_text <> '' ORDER BY id {order} LIMIT {SAMPLE})"
            for order in ("ASC", "DESC")
        )
        for row in database.rows(f"{ends} ORDER BY 1"):
            if not has(database, noun, row["id"], row["text"]):
                return Finding(
                    "", False, f"the search does not find {reference(noun, row['id'])}",
                    "crm db upgrade --repair makes its index again",
                )  # fmt: skip
    return Finding("", True, "the search has the records")


def _stages(database: Database) -> Finding:
    rows = database.rows(
        "SELECT d.id FROM deal d JOIN stage s ON s.id = d.stage_id"
        " WHERE d.deleted_at IS NULL AND s.outcome = 'open' AND d.closed_at IS NOT NULL"
    )
    wrong = database.rows(
        "SELECT d.id FROM deal d JOIN stage s ON s.id = d.stage_id"
        " WHERE s.pipeline_id <> d.pipeline_id"
    )
    if rows or wrong:
        ids = ", ".join(f"D{row['id']}" for row in (rows + wrong)[:5])
        return Finding("", False, f"stage and dates contradict each other: {ids}", "crm deal edit")
    return Finding("", True, "deals, stages and closing dates agree")


def _records(database: Database) -> list[Finding]:
    found = [
        Finding("", problem.remark, problem.found, problem.advice) for problem in problems(database)
    ]
    return found or [Finding("", True, "all values can be read")]


def _settings(database: Database) -> list[Finding]:
    rows = database.rows("SELECT name, value FROM setting WHERE deleted_at IS NULL ORDER BY name")
    found = []
    for row in rows:
        known = SETTINGS.get(row["name"])
        if known is not None:
            try:
                read_setting(known, row["value"])
            except CrmError as error:
                found.append(Finding("", False, str(error), f"crm config set {row['name']} …"))
    values = {row["name"]: row["value"] for row in rows}
    said = f"{values.get('currency', 'EUR')}, {values.get('timezone', 'UTC')}"
    return found or [Finding("", True, said)]


def _modes(database: Database) -> Finding:
    mode = stat.S_IMODE(database.path.stat().st_mode)
    if mode & 0o077:
        return Finding("", False, f"others can read it ({mode:04o})", f"chmod 600 {database.path}")
    return Finding("", True, "only you can read it (0600)")


def _pragmas(database: Database) -> Finding:
    wanted = {"foreign_keys": 1, "synchronous": 3, "secure_delete": 1}
    for name, value in wanted.items():
        found = database.rows(f"PRAGMA {name}")[0][name]
        if found != value:
            return Finding("", False, f"{name} is {found}", "report this as a bug")
    journal = database.rows("PRAGMA journal_mode")[0]["journal_mode"]
    if journal != "delete":
        return Finding(
            "", False, f"journal_mode is {journal}",
            f"sqlite3 {database.path} 'PRAGMA journal_mode=DELETE'",
        )  # fmt: skip
    return Finding("", True, "a power loss loses no commit (synchronous=EXTRA)")
