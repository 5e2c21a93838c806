"""Steps with many records at once, the trash and imports."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from crm_cli.nouns import NOUNS
from crm_cli.services import bulk, fields, imports, records, trash
from crm_cli.session import Session
from tests.changes.steps.registry import (
    CITIES,
    DELETED,
    NAMES,
    STAGES,
    STATUSES,
    TAGGED,
    ids,
    one,
    pick,
    step,
)


@step
def delete_record(session: Session, a: int, b: int, c: int) -> None:
    noun = DELETED[b % len(DELETED)]
    records.delete(session, noun, pick(session, noun, a))


@step
def restore_record(session: Session, a: int, b: int, c: int) -> None:
    gone = [
        (noun, id)
        for noun in DELETED
        for id in ids(session, NOUNS[noun].table, "deleted_at IS NOT NULL")
    ]
    trash.restore(session, *one(gone, a + b))


@step
def edit_many(session: Session, a: int, b: int, c: int) -> None:
    noun, texts = (
        ("contact", {"city": CITIES[b % 4], "stage": "lead"}),
        ("contact", {"name": NAMES[b % 5]}),
        ("company", {"region": CITIES[b % 4], "tag": ["vip", NAMES[b % 5]]}),
        ("deal", {"stage": STAGES[b % 5]}),
        ("deal", {"amount": f"{b}00"}),
        ("ticket", {"status": STATUSES[b % 4], "priority": "low"}),
        ("task", {"due": "mon", "priority": "high"}),
    )[a % 7]
    bulk.edit(session, noun, ids(session, NOUNS[noun].table), texts)


@step
def tag_many(session: Session, a: int, b: int, c: int) -> None:
    noun = TAGGED[a % len(TAGGED)]
    bulk.tag(session, noun, ids(session, NOUNS[noun].table), [NAMES[b % 5], f"tag {c}"], [])


@step
def delete_many(session: Session, a: int, b: int, c: int) -> None:
    noun = DELETED[a % (len(DELETED) - 1)]
    bulk.delete(session, noun, ids(session, NOUNS[noun].table)[:3])


@step
def task_for_many(session: Session, a: int, b: int, c: int) -> None:
    noun = ("contact", "company", "deal", "ticket")[a % 4]
    targets = [(noun, id) for id in ids(session, NOUNS[noun].table)]
    bulk.add_tasks(session, targets, {"title": NAMES[b % 5], "due": "fri", "tag": ["vip"]})


@dataclass
class Rows:
    """A source of rows in memory."""

    columns: list[str]
    rows: list[list[str]]
    size: int | None = None
    position: int = 0

    def __iter__(self) -> Iterator[Any]:
        return iter([(line, cells) for line, cells in enumerate(self.rows, start=2)])


def bring_in(session: Session, noun: str, columns: list[str], rows: list[list[str]]) -> None:
    request = imports.Request(noun, maps=("id=external_id",), source="old", create_contacts=True)
    custom = fields.definitions(session, noun) if noun in fields.NOUNS_WITH_FIELDS else []
    plan = imports.make_plan(request, columns, custom, file="rows.csv")
    imports.import_rows(session, Rows(columns, rows), plan, on_reject=lambda *_: None)


@step
def import_contacts(session: Session, a: int, b: int, c: int) -> None:
    columns = ["id", "name", "email", "company", "city", "tag"]
    rows = [
        [f"{a + n}", NAMES[(b + n) % 5], f"p{c + n}@x.example", NAMES[c % 5], CITIES[n], "vip"]
        for n in range(3)
    ]
    bring_in(session, "contact", columns, rows)


@step
def import_deals(session: Session, a: int, b: int, c: int) -> None:
    columns = ["id", "title", "company", "stage", "amount", "closed"]
    rows = [
        [f"{a + n}", f"Deal {b}", NAMES[c % 5], STAGES[(b + n) % 5], f"{c}00", ""] for n in range(2)
    ]
    bring_in(session, "deal", columns, rows)


@step
def import_tickets(session: Session, a: int, b: int, c: int) -> None:
    columns = ["id", "subject", "contact", "status", "opened", "rating"]
    rows = [
        [
            f"{a + n}",
            NAMES[b % 5],
            NAMES[c % 5],
            STATUSES[(a + n) % 4],
            "2026-11-01",
            f"{b % 5 + 1}",
        ]
        for n in range(2)
    ]
    bring_in(session, "ticket", columns, rows)
