"""Our replies to tickets: when one is changed or deleted, the first response may be another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from crm_cli.batches import among
from crm_cli.values.dates import show_moment
from crm_cli.values.references import reference

if TYPE_CHECKING:
    from crm_cli.session import Session

Reply = tuple[int, str]  # the id of its ticket, and when it was sent (UTC text)

# What was sent before the ticket was opened is no reply to it.
_SENT = (
    "SELECT i.ticket_id, i.occurred_at FROM interaction i JOIN ticket t ON t.id = i.ticket_id"
    " WHERE i.deleted_at IS NULL AND i.direction = 'out' AND i.kind <> 'note'"
    " AND i.occurred_at IS NOT NULL AND i.occurred_at >= coalesce(t.opened_at, '')"
)


@contextmanager
def followed(session: Session, ids: Sequence[int]) -> Iterator[None]:
    """Let the first response of tickets follow what is done to these interactions inside.

    One that was given by hand stays, unless a reply comes to be earlier.
    """
    before = sent(session, ids)
    yield
    after = sent(session, ids)
    settle(session, before - after, {ticket for ticket, _ in before ^ after})


def sent(session: Session, ids: Sequence[int]) -> set[Reply]:
    """Those of these interactions that are replies of ours to a ticket."""
    rows = among(session, f"{_SENT} AND i.id {{among}}", ids)
    return {(row["ticket_id"], row["occurred_at"]) for row in rows}


def settle(session: Session, gone: set[Reply], tickets: Iterable[int]) -> None:
    """Write the first response of these tickets anew, when it was one of `gone` or is earlier."""
    ids = sorted(tickets)
    first: dict[int, str] = {}
    for row in among(session, f"{_SENT} AND i.ticket_id {{among}}", ids):
        known = first.get(row["ticket_id"])
        first[row["ticket_id"]] = min(known or row["occurred_at"], row["occurred_at"])
    for row in among(session, "SELECT id, responded_at FROM ticket WHERE id {among}", ids):
        id, was = row["id"], row["responded_at"]
        now = first.get(id)
        if was is not None and (id, was) not in gone and (now is None or now >= was):
            continue
        if now != was:
            _write(session, id, was, now)


def _write(session: Session, id: int, was: str | None, now: str | None) -> None:
    session.rows(
        "UPDATE ticket SET responded_at = :at, updated_at = :now WHERE id = :id",
        {"at": now, "now": session.now, "id": id},
    )
    ref, zone = reference("ticket", id), session.book.zone
    since = f", and was {show_moment(was, zone)}" if was else ""
    if now is None:
        session.note(f"{ref} has no response any more{since}")
    else:
        session.note(f"the first response to {ref} is {show_moment(now, zone)} now{since}")
