"""A service request (工单), and the states that it went through."""

from sqlalchemy import Index

from crm_cli.models.base import (
    TABLE_OPTIONS,
    Linked,
    Recorded,
    link,
    live_rows,
    moments,
    noun_args,
    one_of,
    required_link,
)
from crm_cli.models.field import field_value_args
from crm_cli.models.tag import tagging_args
from crm_cli.values.enums import TICKET_KINDS, TICKET_PRIORITIES, TICKET_STATUSES


class Ticket(Recorded, table=True):
    """A ticket. Its times are those of the business, and empty when unknown.

    `responded_at` is the first outgoing reply; `resolved_at` and `closed_at` are empty again
    after it was reopened.
    """

    __table_args__ = noun_args(
        "ticket",
        live_rows("ticket"),
        Index("ticket_opened_at", "opened_at"),
        # All that the queue and the agenda ask of open tickets before they read their rows.
        Index("ticket_in_status", "status", "priority", "assignee_id", "opened_at", "deleted_at"),
        one_of("ticket", "kind", TICKET_KINDS),
        one_of("ticket", "priority", TICKET_PRIORITIES),
        one_of("ticket", "status", TICKET_STATUSES),
        *moments("ticket", "opened_at", "responded_at", "resolved_at", "closed_at"),
    )
    __tablename__ = "ticket"

    subject: str
    body: str | None = None
    kind: str | None = None
    priority: str = "normal"
    status: str = "open"
    channel: str | None = None
    contact_id: int | None = link("contact")
    company_id: int | None = link("company")
    deal_id: int | None = link("deal")
    assignee_id: int | None = link("user_account")
    opened_at: str | None = None
    responded_at: str | None = None
    resolved_at: str | None = None
    closed_at: str | None = None
    search_text: str = ""


class TicketMove(Linked, table=True):
    """A ticket came into a status at a moment of the business (empty when unknown)."""

    __table_args__ = (
        one_of("ticket_move", "to_status", TICKET_STATUSES),
        *moments("ticket_move", "at"),
        TABLE_OPTIONS,
    )
    __tablename__ = "ticket_move"

    ticket_id: int = required_link("ticket")
    from_status: str | None = None
    to_status: str
    at: str | None = None
    user_id: int | None = link("user_account")


class TicketTag(Linked, table=True):
    """A tag on a ticket."""

    __table_args__ = tagging_args("ticket_id")
    __tablename__ = "ticket_tag"

    ticket_id: int = required_link("ticket")
    tag_id: int = required_link("tag")


class TicketField(Linked, table=True):
    """The value of a custom field of a ticket."""

    __table_args__ = field_value_args("ticket_field", "ticket_id")
    __tablename__ = "ticket_field"

    ticket_id: int = required_link("ticket")
    field_id: int = required_link("field")
    value: str
    currency: str | None = None
