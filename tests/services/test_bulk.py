"""Many records at once are changed as they would be one by one."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest

from crm_cli.database import Command, Database
from crm_cli.nouns import NOUNS
from crm_cli.services import (
    bulk,
    companies,
    contacts,
    deals,
    interactions,
    pipeline_changes,
    stages,
    surveys,
    tickets,
)
from crm_cli.services.bulk import _SEVERAL
from crm_cli.session import Session, transaction
from tests.changes.histories import rows_of_all


def fill(database: Database) -> None:
    """Contacts with all sorts of names, companies, replies to tickets, deals, answers."""
    command = Command("crm test", "amy", "2026-11-20T09:00:00.000Z")
    with transaction(database, command) as session:
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
        fill_deals(session)


def fill_deals(session: Session) -> None:
    """A pipeline with some of the first one's stages; deals in all of these; answers."""
    contacts.add(session, {"name": "Zoe", "email": "zoe@x.example", "phone": "+49 30 1234567"})
    wanted = stages.read_stages("due:10,Proposal:50,won:100:won,gone:0:lost")
    pipeline_changes.add(session, "Renewals", wanted)
    for stage in ("lead", "proposal", "negotiation", "won", "lost"):
        closed = {"closed_at": "2026-11-12"} if stage in ("won", "lost") else {}
        texts = {"title": f"In {stage}", "stage": stage, "opened_at": "2026-11-01", **closed}
        deals.add(session, {**texts, "amount": "5k USD", "contact": ["C1", "C2"]})
    deals.close(session, 2, "won", on="2026-11-10")
    for score in ("1", "4", "5"):
        surveys.add(session, {"kind": "csat", "score": score, "contact": "C1"})


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
        ("deal", {"pipeline": "Renewals"}),
        ("deal", {"pipeline": "Renewals", "owner": "amy"}),
        ("deal", {"opened_at": "2026-10-30", "contact": ["C3", "C1"]}),
        ("ticket", {"opened_at": "2026-11-09 08:00"}),
        ("contact", {"phone": "+49 30 7654321", "given_name": "Zoe"}),
        ("contact", {"email": ""}),
        ("company", {"domain": "", "city": "Rome"}),
        ("survey", {"score": "2", "comment": "no"}),
    ],
)
def test_many_are_changed_as_one_by_one(
    database: Database, command: Command, noun: str, texts: dict[str, Any]
) -> None:
    fill(database)
    service = import_module(f"crm_cli.services.{NOUNS[noun].plural}")
    found: list[Any] = []
    for at_once in (False, True):
        with transaction(database, command, dry_run=True) as session:
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
            # Without their ids: PostgreSQL gives none twice, also after a dry run.
            rows_after = rows_of_all(session).items()
            found.append(({table: [row[1:] for row in rows] for table, rows in rows_after}, count))
            assert rows_of_all(session) != before
    assert found[0] == found[1]


def test_every_field_that_is_set_at_once_is_tried() -> None:
    tried = {"name", "given_name", "family_name", "referred_by", "parent"}
    tried |= {"kind", "direction", "occurred_at", "ticket", "pipeline"}
    others = {("deal", "stage"), ("deal", "amount"), ("ticket", "status")}  # see test_bulk commands
    assert {name for key in _SEVERAL if key not in others for name in key[1:]} == tried
