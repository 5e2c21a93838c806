"""What the commands do that carry a ticket on: replies, steps, who looks after it, ratings."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crm_cli.commands.nouns import snapshot
from crm_cli.tables import Outcome, Record

if TYPE_CHECKING:
    from crm_cli.context import AppContext
    from crm_cli.options import Writing
    from crm_cli.services.ticket_moves import Moved

When = tuple[str | None, str | None]
"""What --on and --at say."""


class Reply(NamedTuple):
    """What was said on a ticket, as it was typed; ours, or the customer's (`incoming`)."""

    text: str
    incoming: bool
    kind: str | None
    channel: str | None
    on: str | None
    at: str | None


def add_reply(
    crm: AppContext, ref: str, said: Reply, then: str | None, writing: Writing
) -> Outcome:
    """Write down a reply; `then` is the status that comes with it, if any."""
    from crm_cli.services import references, tickets
    from crm_cli.services.ticket_moves import joined

    crm.require_database()
    with crm.transaction(dry_run=writing.dry_run) as session:
        id = references.resolve(session, "ticket", ref)
        made = tickets.reply(
            session,
            id,
            said.text,
            incoming=said.incoming,
            kind=said.kind,
            channel=said.channel,
            when=joined(said.on, said.at),
            then=then,
        )
        record = snapshot(session, "ticket", id)
        interaction = snapshot(session, "interaction", made.interaction)
        details = session.notes
    whose = "their" if said.incoming else "our"
    message = "logged {kind} {interaction}, " + whose + " reply on ticket {ref} {title}"
    values: dict[str, object] = {
        "kind": interaction.cell("kind"),
        "interaction": interaction.reference,
        "ref": record.reference,
        "title": record.title,
    }
    if made.first:
        message += ", the first response"
        took = _seconds(record, "opened_at", "responded_at")
        if took is not None:
            from crm_cli.render.cells import duration

            message, values["took"] = message + " after {took}", duration(took)
    if made.moved is not None and then:
        message, values["status"] = message + ", {status} now", made.moved.after
    record.sections["interactions"] = interaction.fields
    return Outcome(message, values, record, session.changeset_id, writing.dry_run, details)


def assign_to(crm: AppContext, ref: str, owner: str | None, writing: Writing) -> Outcome:
    """Let a colleague look after a ticket, or nobody."""
    from crm_cli.services import references, tickets

    crm.require_database()
    with crm.transaction(dry_run=writing.dry_run) as session:
        id = references.resolve(session, "ticket", ref)
        handle = tickets.assign(session, id, owner)
        record = snapshot(session, "ticket", id)
    message = "assigned ticket {ref} {title} to {who}"
    if session.changeset_id is None and not writing.dry_run:
        message = "no change: ticket {ref} {title} was assigned to {who} already"
    values: dict[str, object] = {
        "ref": record.reference,
        "title": record.title,
        "who": handle or "nobody",
    }
    return Outcome(message, values, record, session.changeset_id, writing.dry_run)


def add_rating(
    crm: AppContext, ref: str, score: str, comment: str, when: When, writing: Writing
) -> Outcome:
    """Write down how the customer rated a ticket, once more or for the first time."""
    from crm_cli.commands.survey import said
    from crm_cli.services import references, surveys
    from crm_cli.services.edited import changed_fields
    from crm_cli.services.ticket_moves import joined

    crm.require_database()
    with crm.transaction(dry_run=writing.dry_run) as session:
        id = references.resolve(session, "ticket", ref)
        answer, before = surveys.rate(session, id, score, comment, joined(*when))
        ticket = snapshot(session, "ticket", id)
        result = said(session, answer, writing)
        if before is not None:
            result.details = changed_fields(session, "survey", answer) + result.details
    result.message = "rated ticket {ref} {title}: {score} of 5, answer {survey}"
    if before is not None:
        result.message += ", instead of {before}"
    result.values |= {"ref": ticket.reference, "title": ticket.title, "before": before}
    result.changeset = session.changeset_id
    return result


_DONE = {"open": "reopened", "pending": "waiting", "resolved": "resolved", "closed": "closed"}


def take_step(crm: AppContext, ref: str, status: str, when: When, writing: Writing) -> Outcome:
    """Let the ticket that `ref` means be `status`, and say what that means."""
    from crm_cli.services import references, ticket_moves, tickets

    crm.require_database()
    with crm.transaction(dry_run=writing.dry_run) as session:
        id = references.resolve(session, "ticket", ref)
        moved = tickets.move(session, id, status, ticket_moves.joined(*when))
        record = snapshot(session, "ticket", id)
        details = session.notes
    values: dict[str, object] = {
        "done": _DONE[status],
        "ref": record.reference,
        "title": record.title,
        "status": record.cell("status"),
    }
    if moved is None:
        message = "no change: ticket {ref} {title} is {status} already"
        return Outcome(message, values, record, session.changeset_id, writing.dry_run, details)
    message = "{done} ticket {ref} {title}: {before} → {after}, {when}"
    values |= {"before": moved.before, "after": moved.after}
    values["when"] = ticket_moves.shown(moved.at, session.book) + _after(record, moved)
    return Outcome(message, values, record, session.changeset_id, writing.dry_run, details)


def _after(record: Record, moved: Moved) -> str:
    """How long after it was opened a ticket was resolved."""
    took = _seconds(record, "opened_at", "resolved_at")
    if moved.before in ("resolved", "closed") or took is None:
        return ""
    from crm_cli.render.cells import duration

    return f", {duration(took)} after it was opened"


def _seconds(record: Record, since: str, until: str) -> float | None:
    first, last = record.cell(since), record.cell(until)
    if not first or not last:
        return None
    from crm_cli.values.dates import from_utc_text

    return (from_utc_text(last) - from_utc_text(first)).total_seconds()
