"""Many records at once are changed as they would be one by one."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest

from crm_cli.database import Command, Database
from crm_cli.nouns import NOUNS
from crm_cli.services import bulk, companies, contacts, interactions, tickets
from crm_cli.services.bulk import _SEVERAL
from tests.changes.histories import rows_of_all


def fill(database: Database) -> None:
    """Contacts with all sorts of names, a chain of companies, replies to tickets."""
    command = Command("crm test", "amy", "2026-11-20T09:00:00.000Z")
    with database.transaction(command) as session:
        for name in ("Jane Smith", "Janey", "张伟", "Smith, Bob", "Prince"):
            contacts.add(session, {"name": name, "city": "Rome"})
        contacts.edit(session, 2, {"given_name": "Jane", "family_name": "Smith"})
        contacts.edit(session, 5, {"referred_by": "C4"})
        for name, parent in (("Acme", ""), ("Beta", "O1"), ("Gamma", "O2"), ("Delta", "")):
            companies.add(session, {"name": name, "parent": parent})
        for number in range(3):
            id = tickets.add(session, {"subject": f"Slow {number}", "opened_at": "2026-11-10"})
            for day in range(number):
                tickets.reply(session, id, "Hello", when=f"2026-11-1{5 - day} 10:00")
        interactions.add(session, {"kind": "note", "ticket": "T1", "direction": "out"})
        interactions.add(session, {"kind": "call", "direction": "in"})


@pytest.mark.parametrize(
    ("noun", "texts"),
    [
        ("contact", {"name": "Ann Lee"}),
        ("contact", {"name": "Jane Smith", "city": "Oslo"}),
        ("contact", {"name": "李雷"}),
        ("contact", {"given_name": "Zoe"}),
        ("contact", {"family_name": ""}),
        ("contact", {"referred_by": "C1"}),
        ("contact", {"referred_by": ""}),
        ("company", {"parent": "O4"}),
        ("company", {"parent": ""}),
        ("interaction", {"kind": "note"}),
        ("interaction", {"direction": "out"}),
        ("interaction", {"occurred_at": "2026-11-12 12:00"}),
        ("interaction", {"ticket": "T2", "subject": "Re"}),
        ("interaction", {"ticket": ""}),
    ],
)
def test_many_are_changed_as_one_by_one(
    database: Database, command: Command, noun: str, texts: dict[str, str]
) -> None:
    fill(database)
    service = import_module(f"crm_cli.services.{NOUNS[noun].plural}")
    found: list[Any] = []
    for at_once in (False, True):
        with database.transaction(command, dry_run=True) as session:
            # Who would be referred by, or belong to, themselves is refused either way.
            skip = (
                {1} if texts.get("referred_by") == "C1" else {4} if "O4" in texts.values() else {0}
            )
            rows = session.rows(f"SELECT id FROM {NOUNS[noun].table} ORDER BY id")
            ids = [row["id"] for row in rows if row["id"] not in skip]
            before = rows_of_all(session)
            if at_once:
                count = bulk.edit(session, noun, ids, texts)
            else:
                for id in ids:
                    service.edit(session, id, texts)
                after = rows_of_all(session)[NOUNS[noun].table]
                was = before[NOUNS[noun].table]
                count = sum(one != other for one, other in zip(was, after, strict=True))
            found.append((rows_of_all(session), count))
    assert found[0] == found[1]
    assert found[0][0] != before


def test_every_field_that_is_set_at_once_is_tried() -> None:
    tried = {"name", "given_name", "family_name", "referred_by", "parent"}
    tried |= {"kind", "direction", "occurred_at", "ticket"}
    others = {("deal", "stage"), ("deal", "amount"), ("ticket", "status")}  # see test_bulk commands
    assert {name for key in _SEVERAL if key not in others for name in key[1:]} == tried
