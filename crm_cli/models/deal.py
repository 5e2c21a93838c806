"""An opportunity, and the stages that it went through."""

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from crm_cli.models.base import (
    TABLE_OPTIONS,
    Linked,
    Recorded,
    days,
    link,
    live_rows,
    noun_args,
    required_link,
)
from crm_cli.models.field import field_value_args
from crm_cli.models.tag import tagging_args


class Deal(Recorded, table=True):
    """A deal. Its dates are days of the business, in the team's zone, and empty when unknown.

    `amount_minor` is in whole minor units of `currency`; `probability` (hundredths of a percent)
    is the deal's own, and empty when the stage's holds.
    """

    __table_args__ = noun_args(
        "deal",
        live_rows("deal"),
        Index("deal_closed_at", "closed_at"),
        # All that the agenda of the day asks of open deals, so that it need not read their rows.
        Index("deal_in_stage", "stage_id", "expected_close", "owner_id", "opened_at", "deleted_at"),
        CheckConstraint("(amount_minor IS NULL) = (currency IS NULL)", name="deal_amount_currency"),
        CheckConstraint("probability BETWEEN 0 AND 10000", name="deal_probability_range"),
        *days("deal", "opened_at", "expected_close", "closed_at"),
    )
    __tablename__ = "deal"

    title: str
    company_id: int | None = link("company")
    pipeline_id: int = required_link("pipeline")
    stage_id: int = Field(foreign_key="stage.id")
    amount_minor: int | None = Field(default=None, sa_type=BigInteger)
    currency: str | None = None
    probability: int | None = None
    opened_at: str | None = None
    expected_close: str | None = None
    closed_at: str | None = None
    owner_id: int | None = link("user_account")
    source: str | None = None
    campaign: str | None = None
    reason: str | None = None
    competitor: str | None = None
    search_text: str = ""


class StageMove(Linked, table=True):
    """A deal came into a stage on the business day `at` (empty when unknown).

    The first move of a deal has no `from_stage_id`. Moves of one day are in the order of ids.
    """

    __table_args__ = (*days("stage_move", "at"), TABLE_OPTIONS)
    __tablename__ = "stage_move"

    deal_id: int = required_link("deal")
    from_stage_id: int | None = link("stage")
    to_stage_id: int = required_link("stage")
    at: str | None = None
    user_id: int | None = link("user_account")


class DealContact(Linked, table=True):
    """A contact who takes part in a deal; the first one is the main one."""

    __table_args__ = (UniqueConstraint("deal_id", "contact_id"), TABLE_OPTIONS)
    __tablename__ = "deal_contact"

    deal_id: int = required_link("deal")
    contact_id: int = required_link("contact")


class DealTag(Linked, table=True):
    """A tag on a deal."""

    __table_args__ = tagging_args("deal_id")
    __tablename__ = "deal_tag"

    deal_id: int = required_link("deal")
    tag_id: int = required_link("tag")


class DealField(Linked, table=True):
    """The value of a custom field of a deal."""

    __table_args__ = field_value_args("deal_field", "deal_id")
    __tablename__ = "deal_field"

    deal_id: int = required_link("deal")
    field_id: int = required_link("field")
    value: str
    currency: str | None = None
