"""Random histories: steps that people take with any noun, each one changeset."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from crm_cli.database import Command, Database, Reader
from crm_cli.errors import CrmError
from crm_cli.models import UNRECORDED, load_all
from crm_cli.services import (
    companies,
    contacts,
    deals,
    duplicates,
    interactions,
    merging,
    records,
    tasks,
    users,
)
from crm_cli.session import Session

NAMES = ["Acme", "张伟", "Beta [red]x[/]", "Jane Smith", "O'Brien"]
STAGES = ["lead", "qualified", "proposal", "won", "lost"]
CITIES = ["Berlin", "上海", "", "Zürich"]

# A step and three numbers that choose what it is done to.
steps = st.tuples(st.integers(0, 21), st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))
# Something of each noun comes first, so that the rest has something to be done to.
histories = st.lists(steps, min_size=4, max_size=16).map(
    lambda more: [
        *((0, 1, 2, 3), (1, 1, 2, 3), (2, 3, 1, 0), (3, 0, 1, 1), (4, 2, 0, 1)),
        *((0, 2, 5, 3), (1, 3, 6, 7)),
        *more,
    ]
)


def _ids(session: Session, table: str) -> list[int]:
    rows = session.rows(f"SELECT id FROM {table} WHERE deleted_at IS NULL ORDER BY id")
    return [row["id"] for row in rows]


def _pick(session: Session, table: str, number: int) -> int:
    ids = _ids(session, table)
    if not ids:
        raise LookupError(table)
    return ids[number % len(ids)]


def take(session: Session, step: tuple[int, int, int, int]) -> None:
    """Take one step; LookupError when there is nothing to take it on."""
    kind, a, b, c = step
    name = NAMES[a % len(NAMES)]
    actions: list[Callable[[], Any]] = [
        lambda: companies.add(session, {"name": name, "domain": f"d{b}.example", "tag": ["vip"]}),
        lambda: contacts.add(
            session,
            {
                "name": name,
                "email": [f"p{b}@x.example", f"q{c}@x.example"],
                "phone": ["0301234567"],
            },
        ),
        lambda: deals.add(
            session,
            {"title": name, "amount": f"{b}00", "company": f"O{_pick(session, 'company', c)}"},
        ),
        lambda: interactions.add(
            session,
            {"kind": "call", "contact": [f"C{_pick(session, 'contact', a)}"], "subject": name},
        ),
        lambda: tasks.add(
            session, {"title": name, "due": "fri", "contact": f"C{_pick(session, 'contact', b)}"}
        ),
        lambda: companies.edit(
            session,
            _pick(session, "company", a),
            {"city": CITIES[b % 4], "domain": f"d{c}.example", "tag": [NAMES[b % 5], "vip"]},
        ),
        lambda: contacts.edit(
            session,
            _pick(session, "contact", a),
            {"email": [f"p{b}@x.example"], "job_title": CITIES[c % 4]},
        ),
        lambda: contacts.edit(session, _pick(session, "contact", a), {"name": NAMES[b % 5]}),
        lambda: deals.edit(
            session, _pick(session, "deal", a), {"amount": f"{b}50 USD", "title": NAMES[c % 5]}
        ),
        lambda: deals.move(session, _pick(session, "deal", a), STAGES[b % 5]),
        lambda: deals.close(session, _pick(session, "deal", a), "won", texts={"reason": "price"}),
        lambda: deals.reopen(session, _pick(session, "deal", a)),
        lambda: tasks.done(session, _pick(session, "task", a)),
        lambda: tasks.snooze(session, _pick(session, "task", a), "in 2 weeks"),
        lambda: records.delete(session, "contact", _pick(session, "contact", a)),
        lambda: records.delete(session, "company", _pick(session, "company", a)),
        lambda: records.delete(session, "deal", _pick(session, "deal", a)),
        lambda: records.change_tags(
            session, "contact", _pick(session, "contact", a), [NAMES[b % 5]], [NAMES[c % 5]]
        ),
        lambda: users.add(session, {"handle": f"user{a}", "name": name}),
        lambda: merge(session, "contact", a, b, c),
        lambda: merge(session, "company", a, b, c),
        lambda: duplicates.tell_apart(
            session, "contact", _pick(session, "contact", a), _pick(session, "contact", b)
        ),
    ]
    actions[kind % len(actions)]()


def merge(session: Session, noun: str, a: int, b: int, c: int) -> None:
    """Merge two records, with the values of one or the other, or the newest."""
    one, other = _pick(session, noun, a), _pick(session, noun, b)
    parts = merging.conflicts(session, noun, one, other, session.book)
    prefer = merging.PREFERENCES[c % len(merging.PREFERENCES)]
    merging.merge(session, noun, one, other, merging.choose(noun, parts, prefer, {}))


def play(
    database: Database, history: list[tuple[int, int, int, int]], together: int = 1
) -> list[int]:
    """Take the steps of a history, each in a changeset of its own; the numbers of those made.

    The first `together` are one changeset. A step that breaks a rule or has nothing to be taken on
    leaves nothing, as in the program.
    """
    made = []
    changesets = [history[:together], *([step] for step in history[together:])]
    for number, some in enumerate(changesets):
        now = f"2026-11-20T10:{number:02}:00.000Z"
        try:
            with database.transaction(Command(f"steps {some}", "amy", now)) as session:
                for step in some:
                    take(session, step)
        except (CrmError, LookupError):
            continue
        if session.changeset_id is not None:
            made.append(session.changeset_id)
    return made


def contents(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every recorded table."""
    found = rows_of_all(database)
    database.close()
    return found


def rows_of_all(reader: Reader) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every recorded table, also within a transaction."""
    found = {}
    for table in load_all().sorted_tables:
        if table.name not in UNRECORDED:
            rows = reader.rows(f"SELECT * FROM {table.name} ORDER BY id")
            found[table.name] = [tuple(row.items()) for row in rows]
    return found
