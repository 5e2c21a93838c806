"""What the commands that touch follow-ups say of them."""

from __future__ import annotations

from collections.abc import Sequence

from crm_cli.tables import Outcome, Record


def open_unless_asked(where: Sequence[str]) -> str:
    """One more condition on a list of tasks (SQL): they are open, unless it is said which."""
    asked = any(condition.strip().startswith(("status", "done")) for condition in where)
    return "" if asked else "v.done_at IS NULL"


def due_text(record: Record) -> str:
    """When a task is due, ", due Fri 2026-11-27 15:00"; empty when it has no due day."""
    day, time = record.cell("due_on"), record.cell("due_time")
    if not day:
        return ""
    from datetime import date

    from crm_cli.values.dates import show_date

    return f", due {show_date(date.fromisoformat(day))}{' ' + time if time else ''}"


def with_due(outcome: Outcome) -> Outcome:
    """The outcome of a command on one task, with its due day in the line."""
    if outcome.record is not None and (outcome.changeset is not None or outcome.dry_run):
        outcome.message += "{due}"
        outcome.values["due"] = due_text(outcome.record)
    return outcome
