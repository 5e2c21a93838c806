"""A person, with the addresses at which they are reached."""

from sqlalchemy import CheckConstraint, Index, UniqueConstraint

from crm_cli.models.base import (
    DAY_PATTERN,
    TABLE_OPTIONS,
    Linked,
    Recorded,
    days,
    link,
    live_rows,
    live_unique,
    noun_args,
    one_of,
    required_link,
    some_rows,
)
from crm_cli.models.field import field_value_args
from crm_cli.models.tag import tagging_args
from crm_cli.values.enums import CONTACT_STAGES

CONSENTS = ("given", "refused", "withdrawn")


class Contact(Recorded, table=True):
    """A person. `name` is how they are shown; given and family name are kept where known."""

    __table_args__ = noun_args(
        "contact",
        live_rows("contact"),
        some_rows(
            "contact_keep_in_touch",
            "keep_in_touch_days",
            "keep_in_touch_days IS NOT NULL AND deleted_at IS NULL",
        ),
        some_rows("contact_birthday", "birthday", "birthday IS NOT NULL"),
        one_of("contact", "stage", CONTACT_STAGES),
        one_of("contact", "consent", CONSENTS),
        *days("contact", "consent_at"),
        CheckConstraint(
            f"birthday LIKE '{DAY_PATTERN}' OR birthday LIKE '--__-__'",
            name="contact_birthday_day",
        ),
    )
    __tablename__ = "contact"

    name: str
    given_name: str | None = None
    family_name: str | None = None
    company_id: int | None = link("company")
    job_title: str | None = None
    stage: str | None = None
    source: str | None = None
    referred_by_id: int | None = link("contact")
    region: str | None = None
    country: str | None = None
    city: str | None = None
    address: str | None = None
    postcode: str | None = None
    language: str | None = None
    birthday: str | None = None
    interests: str | None = None
    owner_id: int | None = link("user_account")
    consent: str | None = None
    consent_at: str | None = None
    consent_source: str | None = None
    keep_in_touch_days: int | None = None
    search_text: str = ""


class ContactEmail(Linked, table=True):
    """An e-mail address of a contact; `key` is casefolded, and belongs to one live contact only.

    `deleted_at` follows the contact's, because the rule can look at this table alone.
    """

    __table_args__ = (live_unique("contact_email", "key"), TABLE_OPTIONS)
    __tablename__ = "contact_email"

    contact_id: int = required_link("contact")
    email: str
    key: str
    position: int = 0
    deleted_at: str | None = None


class ContactPhone(Linked, table=True):
    """A phone number: as it was written, in E.164 where it could be read, and as bare digits.

    Two people may share a telephone, so there is no unique rule.
    """

    __table_args__ = (Index("contact_phone_digits", "digits"), TABLE_OPTIONS)
    __tablename__ = "contact_phone"

    contact_id: int = required_link("contact")
    phone: str
    e164: str | None = None
    digits: str
    extension: str | None = None
    position: int = 0


class ContactHandle(Linked, table=True):
    """A name on a service: wechat, linkedin …"""

    __table_args__ = (UniqueConstraint("contact_id", "service", "handle"), TABLE_OPTIONS)
    __tablename__ = "contact_handle"

    contact_id: int = required_link("contact")
    service: str
    handle: str


class ContactTag(Linked, table=True):
    """A tag on a contact."""

    __table_args__ = tagging_args("contact_id")
    __tablename__ = "contact_tag"

    contact_id: int = required_link("contact")
    tag_id: int = required_link("tag")


class ContactField(Linked, table=True):
    """The value of a custom field of a contact."""

    __table_args__ = field_value_args("contact_field", "contact_id")
    __tablename__ = "contact_field"

    contact_id: int = required_link("contact")
    field_id: int = required_link("field")
    value: str
    currency: str | None = None


class ContactDistinct(Linked, table=True):
    """Two people that were looked at and are not the same, in either order."""

    __table_args__ = (UniqueConstraint("contact_id", "other_id"), TABLE_OPTIONS)
    __tablename__ = "contact_distinct"

    contact_id: int = required_link("contact")
    other_id: int = required_link("contact")
