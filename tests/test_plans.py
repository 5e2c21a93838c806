"""What the commands of every day ask of the database: by indexes, whatever the size of the book."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from unittest.mock import patch

import pytest

from crm_cli.database import NOTHING, Command, Database
from crm_cli.session import transaction
from tests.conftest import NOW, Crm

# The command, and what it may read through, or begin to: an index in the order of the list, of
# which a limit takes the first rows, and what is smallest to count, with so few rows. The second
# set is PostgreSQL's.
HOT: dict[str, tuple[set[str], set[str]]] = {
    "contact show C1": (set(), set()),
    "contact show jane@x.example": (set(), set()),
    "contact show jane": (set(), {"contact"}),
    "company show O1": (set(), set()),
    "deal show D1": (set(), set()),
    "ticket show T1": (set(), set()),
    "interaction show I1": (set(), set()),
    "show C1": (set(), set()),
    "history C1": (set(), set()),
    "history": (set(), set()),
    "find jane": (set(), {"contact", "company", "deal", "ticket", "task", "interaction", "survey"}),
    # Which stages are open PostgreSQL does not know when it chooses.
    "today": (set(), {"deal"}),
    "contact list --limit 1": (
        {"contact", "live_contact"},
        {"contact_key", "live_contact", "contact"},
    ),
    "company list --limit 1": (
        {"company", "live_company"},
        {"company_key", "live_company", "live_company_domain"},
    ),
    "deal list --limit 1": ({"deal", "live_deal"}, {"deal_key", "live_deal"}),
    "interaction list --limit 1": (
        {"interaction_occurred_at", "live_interaction"},
        {"interaction_occurred_at", "interaction"},
    ),
    "ticket list --limit 1": (
        {"ticket_opened_at", "live_ticket"},
        {"ticket_opened_at", "live_ticket"},
    ),
    "task list --limit 1": ({"open_task_due_on"}, {"open_task_due_on"}),
}
# Indexes of the few rows that the agenda is about.
FEW = {"contact_birthday", "contact_keep_in_touch", "unhappy_survey", "interaction_survey_id_index",
       "task_survey_id_index"}  # fmt: skip
Statement = tuple[str, Mapping[str, Any]]


ROWS = 2000
AT = "'2026-10-01T10:00:00.000Z'"
STAMPS = f"'u' || n, {AT}, {AT}"
# A row of each number, of which most belong to other contacts than C1.
FILL = {
    "company (uid, created_at, updated_at, name, parent_id, search_text)":
        f"{STAMPS}, 'Firm ' || n, n, 'firm ' || n",
    "contact (uid, created_at, updated_at, name, company_id, search_text,"
    " referred_by_id)":
        f"{STAMPS}, 'Person ' || n, n, 'person ' || n, n",
    "contact_email (contact_id, email, key, position)":
        "n, n || '@p.example', n || '@p.example', 0",
    "deal (uid, created_at, updated_at, title, company_id, pipeline_id, stage_id, opened_at,"
    " search_text)": f"{STAMPS}, 'Deal ' || n, n, 1, 7 - n % 50 / 49, '2026-10-01', 'deal ' || n",
    "deal_contact (deal_id, contact_id)": "n, n",
    "stage_move (deal_id, to_stage_id, at)": "n, 1, '2026-10-01'",
    "ticket (uid, created_at, updated_at, subject, kind, priority, status, opened_at, contact_id,"
    " company_id, deal_id, search_text)":
        f"{STAMPS}, 'Ticket ' || n, 'question', 'normal', 'resolved', {AT}, n, n, n, 'x'",
    "interaction (uid, created_at, updated_at, company_id, kind, occurred_at, subject,"
    " deal_id, ticket_id, search_text)":
        f"{STAMPS}, n, 'call', '2026-10-01T10:00:00.' || substr((1000 + n % 1000) || '', 2) || 'Z',"
        " 'call ' || n, n, n, 'call ' || n",
    "interaction_contact (interaction_id, contact_id)": "n, n",
    "ticket_move (ticket_id, to_status, at)": f"n, 'open', {AT}",
    "task (uid, created_at, updated_at, title, priority, due_on, done_at, contact_id, assignee_id,"
    " search_text)": f"{STAMPS}, 'Task ' || n, 'normal', '2026-10-01', {AT}, n, 1, 'task ' || n",
    "survey (uid, created_at, updated_at, kind, score, answered_at, contact_id, search_text)":
        f"{STAMPS}, 'nps', 9, {AT}, n, ''",
}  # fmt: skip


@pytest.fixture
def book(crm: Crm) -> Crm:
    """Some thousand records, so that it takes longer to read a table through than to look."""
    numbers = f"WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < {ROWS})"
    with transaction(crm.database, Command("crm fill", "amy", NOW)) as session:
        for into, values in FILL.items():
            session.rows(f"INSERT INTO {into} {numbers} SELECT {values} FROM r")
        session.rows(
            "INSERT INTO changeset (uid, at, actor, command, source, kind)"
            f" {numbers.replace(str(ROWS), '50')} SELECT 'u' || n, {AT}, 'amy', 'crm x', 'script',"
            " 'change' FROM r"
        )
    crm.database.execute("UPDATE change SET changeset_id = 3 + id % 50 WHERE changeset_id > 1")
    crm.ok("contact", "add", "Jane Smith", "--email", "jane@x.example", "--company", "O1")
    crm.ok("log", "call", "C1", "about renewal", "--next", "send quote")
    vacuum = ""
    if crm.database.engine == "postgresql":
        # What was committed a moment ago, and is not yet in the log, VACUUM takes for invisible.
        crm.database.execute("CHECKPOINT")
        vacuum = "VACUUM "
    crm.database.execute(f"{vacuum}ANALYZE")
    return crm


def asked(crm: Crm, words: str) -> list[Statement]:
    """The statements of a command."""
    found: list[Statement] = []

    def heard(run: Callable[..., Any]) -> Callable[..., Any]:
        def listening(self: Database, sql: str, params: Mapping[str, Any] = NOTHING) -> Any:
            found.append((sql, dict(params)))
            return run(self, sql, params)

        return listening

    with (
        patch.object(Database, "rows", heard(Database.rows)),
        patch.object(Database, "tuples", heard(Database.tuples)),
    ):
        crm.ok(*shlex.split(words))
    return found


def read_through(database: Database, statement: Statement) -> set[str]:
    """The tables and indexes that a statement reads from one end to the other, or begins to.

    Only of those that are large.
    """
    sql, params = statement
    connection = database.connect()
    if database.engine == "sqlite":
        program = connection.execute(f"EXPLAIN {sql}", params).fetchall()
        found = set(_rewound(connection, program))
        rows = database.tuples("SELECT name, tbl_name FROM sqlite_master")
    else:
        [[[plan]]] = database.tuples(f"EXPLAIN (FORMAT JSON) {sql}", params)
        found = set(_scanned(plan["Plan"]))
        rows = database.tuples("SELECT indexname, tablename FROM pg_indexes")
    table = dict(rows)
    large = {"change", *(into.partition(" ")[0] for into in FILL)}
    return {name for name in found if table.get(name, name) in large}


def _rewound(connection: Any, program: list[tuple[Any, ...]]) -> Iterator[str]:
    """The names of what SQLite's program opens and then goes through from its first or last row."""
    names = dict(connection.execute("SELECT rootpage, name FROM sqlite_master WHERE rootpage > 0"))
    cursors: dict[int, str] = {}
    for _, operation, first, second, *_ in program:
        if operation == "OpenRead":
            cursors[first] = names.get(second, "")
        elif operation in ("Rewind", "Last", "Count") and first in cursors:
            yield cursors[first]


def _scanned(node: Mapping[str, Any]) -> Iterator[str]:
    """The names of what PostgreSQL's plan goes through without a condition on an index."""
    if node["Node Type"] == "Seq Scan":
        yield node["Relation Name"]
    elif "Index Name" in node and "Index Cond" not in node:
        yield node["Index Name"]
    for part in node.get("Plans", ()):
        yield from _scanned(part)


def test_commands_of_every_day_read_no_large_table_through(book: Crm) -> None:
    """All of them on one book, which takes longer to make than to ask."""
    beyond = {}
    for words, allowed in HOT.items():
        for statement in asked(book, words):
            found = read_through(book.database, statement) - FEW
            found -= allowed[book.database.engine == "postgresql"]
            if found:
                beyond[words, statement[0]] = found
    assert beyond == {}
