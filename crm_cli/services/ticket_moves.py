"""The statuses of a ticket: its steps with their moments, and what a reply does to it.

Every change of status is a row of `ticket_move`, with its moment of the business. Those moments
never go backwards and never lie in the future, so that no time between two of them is negative.
An import may leave them unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from crm_cli.batches import among, insert, update
from crm_cli.errors import BadContent, BadValue
from crm_cli.services import users
from crm_cli.services.records import model
from crm_cli.values.references import reference

if TYPE_CHECKING:
    from crm_cli.book import Book
    from crm_cli.models.ticket import Ticket
    from crm_cli.session import Session

DONE = ("resolved", "closed")


class Moved(NamedTuple):
    """A ticket went from one status to another at the moment `at` (UTC text)."""

    before: str
    after: str
    at: str


def moment(session: Session, text: str | None, ticket: Ticket | None = None) -> str:
    """The moment (UTC text) that `text` means; now when it is empty.

    A day alone is its first moment, or, if the ticket was opened or moved on that day, the last
    of these: so steps of one day may be given by their day. Today alone is now. Raises BadValue
    for what is still to come.
    """
    from crm_cli.values.dates import day_start, instant, local_day, read_when

    if not text or not text.strip():
        return session.now
    book = session.book
    when = read_when(text, now=book.now, prefer="past")
    if when.time is None and when.day == book.today:
        return session.now
    if when.time is not None:
        found = instant(when, book.zone)
    else:
        found = day_start(when.day, book.zone)
        last = ticket and _last(session, ticket)
        if last and local_day(last, book.zone) == when.day:
            found = last
    if found > session.now:
        raise BadValue(
            "{when} is still to come, and only what happened can be written down",
            hint="plan it: crm task add",
            when=shown(found, book),
        )
    return found


def joined(on: str | None, at: str | None) -> str | None:
    """What --on and --at say together: a day, a moment, or a day and its time."""
    return f"{on} {at}" if on and at else on or at


def shown(stored: str, book: Book) -> str:
    """A stored moment for people, "Fri 2026-11-20 15:00", without a time at midnight."""
    from crm_cli.values.dates import show_moment

    return show_moment(stored, book.zone)


def shift(session: Session, ticket: Ticket, after: str, at: str) -> Moved | None:
    """Put a ticket into a status at the moment `at`; None when it is in it.

    `resolved_at` and `closed_at` follow: closing what was not resolved resolves it too, opening
    empties both. Raises BadContent for a moment before the ticket was opened or last moved.
    """
    before = ticket.status
    if after == before:
        return None
    require_order(session, ticket, at, f"be {_WORDS[after]}")
    ticket.resolved_at, ticket.closed_at = _ends(before, after, at, ticket.resolved_at)
    ticket.status, ticket.updated_at = after, session.now
    session.add(ticket)
    session.flush()
    write(session, ticket.id or 0, before, after, at)
    return Moved(before, after, at)


def _ends(
    before: str, after: str, at: str, resolved_at: str | None
) -> tuple[str | None, str | None]:
    """When a ticket that moves from one status to another was resolved, and closed."""
    if after == "closed":
        return resolved_at or (at if before not in DONE else None), at
    return (at, None) if after == "resolved" else (None, None)


def shift_many(session: Session, ids: Sequence[int], after: str) -> tuple[set[int], list[int]]:
    """Put tickets into a status now, as `shift` does.

    Returns those that moved, and those that cannot move now, which are as they were.
    """
    now, user = session.now, users.current(session)
    moved: list[tuple[Any, ...]] = []
    steps: list[tuple[Any, ...]] = []
    refused: list[int] = []
    for row in among(
        session,
        "SELECT t.id, t.status, t.opened_at, t.resolved_at,"
        " (SELECT max(m.at) FROM ticket_move m WHERE m.ticket_id = t.id) AS moved_at"
        " FROM ticket t WHERE t.id {among} ORDER BY t.id",
        ids,
    ):
        id, before = row["id"], row["status"]
        if before == after:
            continue
        if max(row["opened_at"] or "", row["moved_at"] or "") > now:
            refused.append(id)
            continue
        moved.append((after, *_ends(before, after, now, row["resolved_at"]), now, id))
        steps.append((id, before, after, now, user))
    update(session, "ticket", ("status", "resolved_at", "closed_at", "updated_at"), moved)
    columns = ("ticket_id", "from_status", "to_status", "at", "user_id")
    insert(session, "ticket_move", columns, steps)
    return {row[-1] for row in moved}, refused


_WORDS = {"open": "reopened", "pending": "pending", "resolved": "resolved", "closed": "closed"}


def write(session: Session, id: int, before: str | None, after: str, at: str | None) -> None:
    """Write one step; `before` is None for the status that a ticket begins in."""
    session.rows(
        "INSERT INTO ticket_move (ticket_id, from_status, to_status, at, user_id)"
        " VALUES (:ticket, :before, :after, :at, :user)",
        {
            "ticket": id,
            "before": before,
            "after": after,
            "at": at,
            "user": users.current(session),
        },
    )


def history(session: Session, id: int | None) -> list[dict[str, Any]]:
    """A ticket's steps in their order."""
    return session.rows(
        "SELECT id, from_status, to_status, at FROM ticket_move WHERE ticket_id = :id ORDER BY id",
        {"id": id},
    )


def _last(session: Session, ticket: Ticket) -> str | None:
    """When the ticket last moved, or was opened, as far as that is known."""
    known = [row["at"] for row in history(session, ticket.id) if row["at"]]
    return max([*known, *([ticket.opened_at] if ticket.opened_at else [])], default=None)


def require_order(session: Session, ticket: Ticket, at: str, what: str) -> None:
    """Raise BadContent when the ticket cannot `what` at that moment, since it moved later."""
    ref, book = reference("ticket", ticket.id or 0), session.book
    if ticket.opened_at and at < ticket.opened_at:
        raise BadContent(
            "{ref} was opened {opened}, so it cannot {what} {at}",
            hint="if it was opened earlier: crm ticket edit {ref} --opened DATE",
            ref=ref,
            opened=shown(ticket.opened_at, book),
            what=what,
            at=shown(at, book),
        )
    for row in reversed(history(session, ticket.id)):
        if row["at"] and at < row["at"]:
            raise BadContent(
                "{ref} has been {status} since {since}, so it cannot {what} {at}",
                hint="its steps are in the order of their times: crm ticket show {ref}",
                ref=ref,
                status=row["to_status"],
                since=shown(row["at"], book),
                what=what,
                at=shown(at, book),
            )


# Replies ---------------------------------------------------------------------------------


class Replied(NamedTuple):
    """What a reply did: whether it is our first response, and the step that it led to."""

    first: bool = False
    moved: Moved | None = None


def replied(session: Session, id: int, direction: str | None, at: str | None) -> Replied:
    """Take in that a reply was sent ("out") or came ("in") at the moment `at`.

    The earliest that we sent is the first response, also when it is written down after others. One
    that came opens a pending or resolved ticket again, unless it is from before that. Raises
    BadContent for a reply from before the ticket was opened.
    """
    ticket: Any = session.get(model("ticket"), id)
    if at is None or direction is None:
        return Replied()
    if ticket.opened_at and at < ticket.opened_at:
        require_order(session, ticket, at, "have been replied to")
    if direction == "out":
        return Replied(_respond(session, ticket, at))
    return Replied(moved=_came(session, ticket, at))


def _respond(session: Session, ticket: Ticket, at: str) -> bool:
    was = ticket.responded_at
    if was is not None and at >= was:
        return False
    if was is not None:
        book = session.book
        session.note(f"the first response is {shown(at, book)} now, and was {shown(was, book)}")
    ticket.responded_at, ticket.updated_at = at, session.now
    session.add(ticket)
    session.flush()
    return True


def _came(session: Session, ticket: Ticket, at: str) -> Moved | None:
    ref = reference("ticket", ticket.id or 0)
    if ticket.status == "open":
        return None
    if ticket.status == "closed":
        session.note(f"{ref} is closed and stays so: crm ticket reopen {ref} opens it again")
        return None
    since = _last(session, ticket)
    if since and at < since:
        session.note(f"it came before {ref} was {ticket.status}, which it still is")
        return None
    before = ticket.status
    moved = shift(session, ticket, "open", at)
    session.note(f"{ref} was {before} and is open again")
    return moved
