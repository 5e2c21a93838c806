"""What commands say of what was logged and of its follow-ups."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from crm_cli.tables import Outcome, Record
from crm_cli.values.references import reference

if TYPE_CHECKING:
    from crm_cli.context import AppContext


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


def logged_line(
    crm: AppContext, record: Record, tasks: Sequence[Record], at: str | None
) -> tuple[str, dict[str, object]]:
    """The one line that says what was logged, or is to do, as a template and its values."""
    if record.noun == "task":
        text = f"{record.cell('title')}{due_text(record)}"
        return "follow-up {ref} {text}", {"ref": record.reference, "text": text}
    names, company, deal = (record.cell(name) for name in ("contacts", "company", "deal"))
    seconds = record.cell("seconds")
    values: dict[str, object] = {"kind": record.cell("kind"), "ref": record.reference}
    message = "logged {kind} {ref}"
    if names:
        message += " with {names}"
        values["names"] = (", ".join(names[:-1]) + " and " if names[1:] else "") + names[-1]
    if company:
        message += " ({company})" if names else " with {company}"
        values["company"] = company
    if deal:
        message += ", {deal_ref} {deal}"
        values |= {"deal_ref": reference("deal", record.cell("deal_id")), "deal": deal}
    for noun in ("ticket", "survey"):
        linked = record.cell(f"{noun}_id")
        if linked:
            message += {"ticket": ", {ticket_ref} {ticket}", "survey": ", follows up {survey}"}[
                noun
            ]
            values[f"{noun}_ref"] = reference(noun, linked)
    values |= {"ticket": record.cell("ticket"), "survey": values.get("survey_ref")}
    if seconds:
        from crm_cli.render.cells import duration

        message, values["length"] = message + ", {length}", duration(seconds)
    if at:
        from crm_cli.values.dates import show_moment

        message += ", {when}"
        values["when"] = show_moment(record.cell("occurred_at"), crm.book.zone)
    for number, task in enumerate(tasks):
        message += f" · next: {{task{number}}}"
        values[f"task{number}"] = f"{task.reference} {task.title}{due_text(task)}"
    return message, values
