"""Interactions: what happened between the team and the people outside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from crm_cli.database import Reader
from crm_cli.errors import BadValue, UsageError
from crm_cli.services import records, ticket_moves, users
from crm_cli.services.records import Texts, Values
from crm_cli.services.ticket_moves import Replied
from crm_cli.values.references import reference

if TYPE_CHECKING:
    from crm_cli.session import Session

# A list of an interaction: its table and the column that holds the item.
_LISTS = {
    "contact": ("interaction_contact", "contact_id"),
    "link": ("interaction_link", "target"),
}


def add(session: Session, texts: Texts, *, create: bool = False) -> int:
    """Log an interaction; returns its id.

    What is not said: it took place now, by whoever runs the command, with the company of its
    first contact. An empty text says "unknown" instead. Raises BadValue for a time to come.
    """
    values = records.read(session, "interaction", texts, create=create)
    if not values.columns.get("kind"):
        raise UsageError("an interaction needs a kind", hint='crm log call "Jane Smith" "…"')
    values.columns.setdefault("occurred_at", session.now)
    if "user_id" not in values.columns:
        values.columns["user_id"] = users.current(session)
    contacts = values.lists.get("contact")
    if "company_id" not in values.columns and contacts:
        values.columns["company_id"] = company_of(session, contacts[0])
    check_past(session, values)
    id, replied = write(session, values)
    if replied.first:
        ref = reference("ticket", values.columns["ticket_id"])
        session.note(f"it is the first response to {ref}")
    return id


def write(session: Session, values: Values) -> tuple[int, Replied]:
    """Write an interaction, its times checked, and let its ticket know; a note is no reply.

    Returns its id, and what it meant for the ticket. Raises as `ticket_moves.replied` does.
    """
    id = records.insert(session, "interaction", values)
    ticket, kind = values.columns.get("ticket_id"), values.columns.get("kind")
    if ticket is None or kind == "note":
        return id, Replied()
    columns = values.columns
    direction, at = columns.get("direction"), columns.get("occurred_at")
    return id, ticket_moves.replied(session, ticket, direction, at)


def edit(session: Session, id: int, texts: Texts, *, create: bool = False) -> None:
    """Change an interaction; that of a reply may change the first response of its ticket.

    Raises BadValue for a time to come.
    """
    from crm_cli.services.ticket_replies import followed

    values = records.read(session, "interaction", texts, create=create)
    check_past(session, values)
    with followed(session, [id]):
        records.update(session, "interaction", id, values)


def change_many(
    session: Session, ids: Sequence[int], text: str, *, field: str
) -> tuple[set[int], list[int]]:
    """Set a field of interactions that says what they are to their tickets, as `edit` does.

    Returns those that had another; none is refused, so the second of what is returned is empty.
    """
    from crm_cli.services.ticket_replies import followed

    values = records.read(session, "interaction", {field: text})
    check_past(session, values)
    with followed(session, ids):
        changed = records.set_columns(session, "interaction", ids, values.columns)
    return changed, []


def check_past(session: Session, values: Values) -> None:
    """Raise BadValue when the interaction would take place after now."""
    at = values.columns.get("occurred_at")
    if at and at > session.now:
        from crm_cli.values.dates import local_day, show_moment

        raise BadValue(
            "{when} is still to come, and only what happened can be logged",
            hint='plan it: crm task add "…" --due {day}',
            when=show_moment(at, session.book.zone),
            day=local_day(at, session.book.zone).isoformat(),
        )


def company_of(reader: Reader, contact: int) -> int | None:
    """The id of the company of a contact, if there is one that is not in the trash."""
    rows = reader.rows(
        "SELECT o.id FROM contact c JOIN company o ON o.id = c.company_id"
        " WHERE c.id = :id AND o.deleted_at IS NULL",
        {"id": contact},
    )
    return int(rows[0]["id"]) if rows else None


def first_contact_of(reader: Reader, deal: int) -> int | None:
    """The id of the main contact of a deal, if there is one that is not in the trash."""
    rows = reader.rows(
        "SELECT c.id FROM deal_contact l JOIN contact c ON c.id = l.contact_id"
        " WHERE l.deal_id = :id AND c.deleted_at IS NULL ORDER BY l.id LIMIT 1",
        {"id": deal},
    )
    return int(rows[0]["id"]) if rows else None


def write_list(session: Session, id: int, name: str, items: Sequence[Any]) -> None:
    """Make `items` the participants ("contact") or attachments ("link") of an interaction."""
    table, column = _LISTS[name]
    there = [
        row["item"]
        for row in session.rows(
            f"SELECT {column} AS item FROM {table} WHERE interaction_id = :id", {"id": id}
        )
    ]
    for item in there:
        if item not in items:
            session.rows(
                f"DELETE FROM {table} WHERE interaction_id = :id AND {column} = :item",
                {"id": id, "item": item},
            )
    for item in items:
        if item not in there:
            session.rows(
                f"INSERT INTO {table} (interaction_id, {column}) VALUES (:id, :item)",
                {"id": id, "item": item},
            )
