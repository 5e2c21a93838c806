"""An organisation that the team deals with."""

from sqlalchemy import UniqueConstraint

from crm_cli.models.base import (
    TABLE_OPTIONS,
    Linked,
    Recorded,
    link,
    live_rows,
    live_unique,
    noun_args,
    required_link,
)
from crm_cli.models.field import field_value_args
from crm_cli.models.tag import tagging_args


class Company(Recorded, table=True):
    """A company; `domain` is what its e-mail addresses end with."""

    __table_args__ = noun_args("company", live_rows("company"), live_unique("company", "domain"))
    __tablename__ = "company"

    name: str
    domain: str | None = None
    website: str | None = None
    industry: str | None = None
    size: str | None = None
    region: str | None = None
    country: str | None = None
    city: str | None = None
    address: str | None = None
    parent_id: int | None = link("company")
    owner_id: int | None = link("user_account")
    source: str | None = None
    search_text: str = ""


class CompanyTag(Linked, table=True):
    """A tag on a company."""

    __table_args__ = tagging_args("company_id")
    __tablename__ = "company_tag"

    company_id: int = required_link("company")
    tag_id: int = required_link("tag")


class CompanyField(Linked, table=True):
    """The value of a custom field of a company."""

    __table_args__ = field_value_args("company_field", "company_id")
    __tablename__ = "company_field"

    company_id: int = required_link("company")
    field_id: int = required_link("field")
    value: str
    currency: str | None = None


class CompanyDistinct(Linked, table=True):
    """Two companies that were looked at and are not the same, in either order."""

    __table_args__ = (UniqueConstraint("company_id", "other_id"), TABLE_OPTIONS)
    __tablename__ = "company_distinct"

    company_id: int = required_link("company")
    other_id: int = required_link("company")
