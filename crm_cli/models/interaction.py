"""One touch between the team and the people outside it."""

from sqlalchemy import Index, UniqueConstraint

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
from crm_cli.values.enums import DIRECTIONS, INTERACTION_KINDS, SENTIMENTS


class Interaction(Recorded, table=True):
    """A call, e-mail, meeting, message, visit or note.

    `occurred_at` is when it took place, if known; `seconds` how long it took. The people outside
    are its participants; `user_id` is the colleague.
    """

    __table_args__ = noun_args(
        "interaction",
        live_rows("interaction"),
        Index("interaction_occurred_at", "occurred_at"),
        one_of("interaction", "kind", INTERACTION_KINDS),
        one_of("interaction", "direction", DIRECTIONS),
        one_of("interaction", "sentiment", SENTIMENTS),
        *moments("interaction", "occurred_at"),
    )
    __tablename__ = "interaction"

    kind: str
    channel: str | None = None
    direction: str | None = None
    occurred_at: str | None = None
    seconds: int | None = None
    subject: str | None = None
    body: str | None = None
    sentiment: str | None = None
    user_id: int | None = link("user_account")
    company_id: int | None = link("company")
    deal_id: int | None = link("deal")
    ticket_id: int | None = link("ticket")
    survey_id: int | None = link("survey")
    search_text: str = ""


class InteractionContact(Linked, table=True):
    """A contact who took part in an interaction."""

    __table_args__ = (UniqueConstraint("interaction_id", "contact_id"), TABLE_OPTIONS)
    __tablename__ = "interaction_contact"

    interaction_id: int = required_link("interaction")
    contact_id: int = required_link("contact")


class InteractionLink(Linked, table=True):
    """A web address or a file path attached to an interaction."""

    __table_args__ = (UniqueConstraint("interaction_id", "target"), TABLE_OPTIONS)
    __tablename__ = "interaction_link"

    interaction_id: int = required_link("interaction")
    target: str


class InteractionTag(Linked, table=True):
    """A tag on an interaction."""

    __table_args__ = tagging_args("interaction_id")
    __tablename__ = "interaction_tag"

    interaction_id: int = required_link("interaction")
    tag_id: int = required_link("tag")


class InteractionField(Linked, table=True):
    """The value of a custom field of an interaction."""

    __table_args__ = field_value_args("interaction_field", "interaction_id")
    __tablename__ = "interaction_field"

    interaction_id: int = required_link("interaction")
    field_id: int = required_link("field")
    value: str
    currency: str | None = None
