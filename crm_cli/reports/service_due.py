"""What customers wait for, for the agenda of the day: open tickets, unhappy answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from crm_cli.reports.agenda import Agenda, person_at
from crm_cli.tables import Row
from crm_cli.values.dates import from_utc_text, local_day
from crm_cli.values.plurals import counted
from crm_cli.values.references import reference

if TYPE_CHECKING:
    from crm_cli.book import Book

PRESSING, OTHERS = ("urgent", "high"), ("normal", "low")


def add_tickets(agenda: Agenda, priorities: tuple[str, str]) -> None:
    """Open tickets of two priorities: the most pressing first, then who waits longest."""
    book = agenda.book

    def make(row: Mapping[str, Any]) -> Row:
        day, days = _since(row["waiting_since"], book)
        parts = [row["priority"]] if row["priority"] in PRESSING else []
        parts += [_waits(row["waiting_since"], days, book)]
        parts += [] if row["responded_at"] else ["not answered yet"]
        ref, why = reference("ticket", row["id"]), ", ".join(parts)
        return [
            ref,
            why,
            row["subject"],
            person_at(row["contact"], row["company"]),
            "ticket",
            row["owner"],
            day,
            days,
            None,
        ]

    found = agenda.read("tickets", dict(zip(("first", "second"), priorities, strict=True)))
    agenda.add("ticket", found, make)


def add_unhappy(agenda: Agenda) -> None:
    """Unhappy answers that no task and no interaction follows up, the newest first."""

    def make(row: Mapping[str, Any]) -> Row:
        day, days = _since(row["answered_at"], agenda.book)
        why = f"{row['kind']} {row['score']}, not followed up"
        what = row["comment"] or row["ticket"] or row["deal"] or "unhappy answer"
        ref = reference("survey", row["id"])
        return [
            ref,
            why,
            what,
            person_at(row["contact"], row["company"]),
            "unhappy",
            row["owner"],
            day,
            days,
            None,
        ]

    agenda.add("unhappy", agenda.read("unhappy"), make)


def _since(moment: str | None, book: Book) -> tuple[str | None, int | None]:
    """The day of a moment, and how many days ago it was."""
    if moment is None:
        return None, None
    day: date = local_day(moment, book.zone)
    return day.isoformat(), (book.today - day).days


def _waits(since: str | None, days: int | None, book: Book) -> str:
    if since is None:
        return "waits for us"
    if days:
        return f"waits {counted(days, 'day')}"
    return f"waits since {from_utc_text(since).astimezone(book.zone):%H:%M}"
