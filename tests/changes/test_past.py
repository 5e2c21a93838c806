"""The past: whatever was shown at the end of a day is what --as-of shows of it later."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings

from crm_cli import reports
from crm_cli.book import Book, load_book
from crm_cli.changes.past import show_past
from crm_cli.database import Command, Database, Reader
from crm_cli.errors import CrmError
from crm_cli.reports.scope import Asked, read_scope
from crm_cli.services import contacts, forgetting
from crm_cli.services.listing import list_records
from crm_cli.services.merged import merged_into
from crm_cli.services.showing import show_record
from crm_cli.session import transaction
from tests.changes.histories import Step, histories, take
from tests.changes.test_undo_histories import COMMON, HISTORIES, ON_POSTGRES, fresh

NOUNS = ("company", "contact", "deal", "interaction", "task", "ticket", "survey", "user")
# Those that read one moment; `diff` reads two, each in its own way.
REPORTS = [name for name in reports.names() if name != "diff"]


def seen(database: Database, moment: str) -> dict[str, Any]:
    """What is given at a moment: every noun's list, the first of each, whole, and all reports."""
    book = load_book(database, datetime.fromisoformat(moment))
    found: dict[str, Any] = {}
    for noun in NOUNS:
        table = list_records(database, noun, book)
        found[noun] = table.rows
        if table.rows:
            id = table.rows[0][table.column("id")]
            record = show_record(database, noun, id, book)
            found[f"{noun} shown"] = (
                record.summary,
                record.fields.rows,
                {name: section.rows for name, section in record.sections.items()},
            )
    return found | reported(database, book)


def reported(database: Database, book: Book) -> dict[str, Any]:
    """The rows of all reports."""
    found: dict[str, Any] = {}
    for name in REPORTS:
        module = reports.load(name)
        scope = read_scope(database, book, module, Asked())
        report = module.run(database, book, module.Options(), scope)
        for section, table in report.sections.items():
            found[f"report {name}, {section}"] = table.rows
    return found


def days_of(database: Database, history: list[Step]) -> dict[str, dict[str, Any]]:
    """Two steps a day; what is seen at every day's end, by its moment."""
    kept: dict[str, dict[str, Any]] = {}
    for number, step in enumerate(history):
        day = f"2026-12-{number // 2 + 1:02}"
        now = f"{day}T{10 + number % 2}:00:00.000Z"
        try:
            with transaction(database, Command(f"step {step}", "amy", now)) as session:
                take(session, step)
        except (CrmError, LookupError):
            pass
        if number % 2:
            kept[f"{day}T22:59:59.999Z"] = seen(database, f"{day}T22:59:59.999Z")
    database.close()
    return kept


def differing(moment: str, found: dict[str, Any], expected: dict[str, Any]) -> list[Any]:
    """What is shown otherwise than it was at that moment: which, and what it was and is."""
    return [
        (moment, name, expected.get(name), found.get(name))
        for name in dict.fromkeys([*expected, *found])
        if found.get(name) != expected.get(name)
    ]


def days_shown_otherwise(database: Database, history: list[Step]) -> list[Any]:
    """Every day's end is kept, and asked about when all is over: what is not the same."""
    faults = []
    for moment, expected in days_of(database, history).items():
        past = Database(database.url)
        show_past(past, moment)
        faults += differing(moment, seen(past, moment), expected)
        past.close()
    return faults


@settings(COMMON, max_examples=HISTORIES)
@given(history=histories)
def test_every_days_end_is_shown_again_on_sqlite(
    request: pytest.FixtureRequest, history: list[Step]
) -> None:
    with fresh(request, "sqlite") as database:
        assert days_shown_otherwise(database, history) == []


@settings(COMMON, max_examples=ON_POSTGRES)
@given(history=histories)
def test_every_days_end_is_shown_again_on_postgresql(
    request: pytest.FixtureRequest, history: list[Step]
) -> None:
    with fresh(request, "postgresql") as database:
        assert days_shown_otherwise(database, history) == []


def days_that_remember(database: Database, history: list[Step]) -> list[Any]:
    """Whoever is erased after a history is `erased` on each of its days, in lists and reports.

    What is otherwise.
    """
    person = {"name": "Quetzal Zoe", "email": ["quetzal@x.example"], "handle": ["wechat:quetzal"]}
    with transaction(database, Command("add", "amy", "2026-11-30T10:00:00.000Z")) as session:
        id = contacts.add(session, person)
    days = days_of(database, history)
    now = "2027-01-10T10:00:00.000Z"
    with transaction(database, Command("forget", "amy", now, "script", "final")) as session:
        forgetting.forget(session, merged_at_last(session, id))
    table = list_records(database, "contact", load_book(database, datetime.fromisoformat(now)))
    place, name = table.column("id"), table.column("name")
    database.close()
    faults: list[Any] = []
    for moment, expected in days.items():
        past = Database(database.url)
        show_past(past, moment)
        found = seen(past, moment)
        past.close()
        if "quetzal" in repr(found).casefold():
            faults.append((moment, "the name is there"))
        were = {row[place] for row in expected["contact"]}
        are = {row[place]: row[name] for row in found["contact"]}
        if are.keys() != were or are.get(id, "erased") != "erased":
            faults.append((moment, were, are))
    database.close()
    return faults


def merged_at_last(reader: Reader, id: int) -> int:
    """The contact that has what this one had."""
    winners = merged_into(reader, "contact")
    while id in winners:
        id = winners[id]
    return id


@settings(COMMON, max_examples=max(HISTORIES // 4, 2))
@given(history=histories)
def test_who_is_erased_is_so_on_every_day_before_on_sqlite(
    request: pytest.FixtureRequest, history: list[Step]
) -> None:
    with fresh(request, "sqlite") as database:
        assert days_that_remember(database, history) == []


@settings(COMMON, max_examples=max(HISTORIES // 8, 1))
@given(history=histories)
def test_who_is_erased_is_so_on_every_day_before_on_postgresql(
    request: pytest.FixtureRequest, history: list[Step]
) -> None:
    with fresh(request, "postgresql") as database:
        assert days_that_remember(database, history) == []
