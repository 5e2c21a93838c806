"""Fields that mean one thing go back together, or none of them does."""

from __future__ import annotations

from typing import Any

from crm_cli.changes.units import GROUPS
from crm_cli.database import Command, Database
from crm_cli.errors import Conflict
from crm_cli.services import (
    contacts,
    deals,
    pipeline_changes,
    saved_filters,
    surveys,
    tasks,
    tickets,
    undoing,
)
from crm_cli.session import transaction
from tests.changes.histories import OpenDatabase

DAY, NOON, LATER = "2026-11-12", "2026-11-12T12:00:00.000Z", "2026-11-13T12:00:00.000Z"
# What a row of each table has in the fields of a group, and what a command changes it to.
CASES: dict[tuple[str, str], tuple[dict[str, Any], dict[str, Any]]] = {
    ("deal", "amount"): (
        {"amount_minor": 500, "currency": "EUR"},
        {"amount_minor": 700, "currency": "USD"},
    ),
    ("deal", "stage"): (
        {"pipeline_id": 1, "stage_id": 1, "closed_at": None, "reason": None},
        {"pipeline_id": 2, "stage_id": 6, "closed_at": DAY, "reason": "price"},
    ),
    ("ticket", "status"): (
        {"status": "open", "responded_at": None, "resolved_at": None, "closed_at": None},
        {"status": "closed", "responded_at": NOON, "resolved_at": NOON, "closed_at": LATER},
    ),
    ("task", "due"): (
        {"due_on": DAY, "due_time": "09:30"},
        {"due_on": "2026-11-13", "due_time": "15:00"},
    ),
    ("survey", "score"): ({"kind": "csat", "score": 3}, {"kind": "nps", "score": 4}),
    ("stage", "name"): ({"name": "Lead", "key": "lead"}, {"name": "First", "key": "first"}),
    ("stage", "outcome"): (
        {"outcome": "open", "probability": 1000},
        {"outcome": "won", "probability": 10000},
    ),
    ("pipeline", "name"): ({"name": "Sales", "key": "sales"}, {"name": "New", "key": "new"}),
    ("tag", "name"): ({"name": "Vip", "key": "vip"}, {"name": "Top", "key": "top"}),
    ("saved_filter", "name"): ({"name": "Mine", "key": "mine"}, {"name": "Ours", "key": "ours"}),
    ("contact_email", "email"): (
        {"email": "Jane@x.example", "key": "jane@x.example"},
        {"email": "JS@x.example", "key": "js@x.example"},
    ),
    ("contact_phone", "phone"): (
        {"phone": "030 1234567", "e164": None, "digits": "0301234567", "extension": None},
        {"phone": "+49 30 7-8", "e164": "+493078", "digits": "493078", "extension": "8"},
    ),
    ("contact", "name"): (
        {"name": "Jane Smith", "given_name": "Jane", "family_name": "Smith"},
        {"name": "Ann Lee", "given_name": "Ann", "family_name": "Lee"},
    ),
    ("contact", "consent"): (
        {"consent": None, "consent_at": None, "consent_source": None},
        {"consent": "given", "consent_at": DAY, "consent_source": "a form"},
    ),
}


def fill(database: Database) -> None:
    """One row of each table of the cases."""
    with transaction(database, Command("fill", "amy", "2026-11-20T09:00:00.000Z")) as session:
        person = {"name": "Jane", "email": ["jane@x.example"], "phone": ["030 1234567"]}
        contacts.add(session, {**person, "tag": ["vip"]})
        deals.add(session, {"title": "Relaunch"})
        tickets.add(session, {"subject": "Slow", "opened_at": "2026-11-10"})
        tasks.add(session, {"title": "Call", "due": "2026-11-12"})
        surveys.add(session, {"kind": "csat", "score": "3", "contact": "C1"})
        saved_filters.add(session, "Mine", "contact", ["city=Rome"])
        pipeline_changes.add(session, "Partners")


def write(database: Database, table: str, values: dict[str, Any]) -> int:
    """Give the first row of a table these values, in a changeset of its own; its number."""
    with transaction(database, Command("set", "amy", "2026-11-20T10:00:00.000Z")) as session:
        sets = ", ".join(f"{name} = :{name}" for name in values)
        session.rows(f"UPDATE {table} SET {sets} WHERE id = 1", values)
    return session.changeset_id or 0


def undone(
    database: Database, changeset: int, table: str, names: list[str], *, force: bool
) -> dict[str, Any]:
    """The fields as they would be after the undo; it is not carried out."""
    command = Command("undo", "amy", "2026-11-20T11:00:00.000Z", "script", "undo", changeset)
    with transaction(database, command, dry_run=True) as session:
        try:
            undoing.take_back(session, changeset, force=force)
        except Conflict:
            assert not force
        return session.rows(f"SELECT {', '.join(names)} FROM {table} WHERE id = 1")[0]


def test_what_means_one_thing_goes_back_together_or_not_at_all(database: Database) -> None:
    """One of the fields was changed since: all stay; with --force, all go back."""
    database.close()
    database = OpenDatabase(database.url)
    fill(database)
    faults = []
    for (table, group), (before, after) in CASES.items():
        for column in after:
            write(database, table, before)
            changeset = write(database, table, after)
            # It holds again what it held before: it was changed since all the same.
            write(database, table, {column: before[column]})
            left = undone(database, changeset, table, list(after), force=False)
            forced = undone(database, changeset, table, list(after), force=True)
            if (left, forced) != ({**after, column: before[column]}, before):
                faults.append((table, group, column, left, forced))
        write(database, table, before)
    database.end()
    assert faults == []


def test_every_group_is_tried() -> None:
    groups = {
        (table, group): {name for name in columns if columns[name] == group}
        for table, columns in GROUPS.items()
        for group in columns.values()
    }
    assert {case: set(after) for case, (_, after) in CASES.items()} == groups
    assert all(before.keys() == after.keys() for before, after in CASES.values())
