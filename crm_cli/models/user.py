"""A member of the team."""

from crm_cli.models.base import Linked, Recorded, live_unique, noun_args, one_of, required_link
from crm_cli.models.field import field_value_args
from crm_cli.values.enums import ROLES


class User(Recorded, table=True):
    """A colleague: who owns records, logs interactions and does tasks."""

    __table_args__ = noun_args(
        "user_account", live_unique("user_account", "handle"), one_of("user_account", "role", ROLES)
    )
    __tablename__ = "user_account"  # "user" is a keyword on PostgreSQL

    handle: str
    name: str | None = None
    email: str | None = None
    role: str = "member"
    search_text: str = ""


class UserField(Linked, table=True):
    """The value of a custom field of a user."""

    __table_args__ = field_value_args("user_field", "user_id")
    __tablename__ = "user_field"

    user_id: int = required_link("user_account")
    field_id: int = required_link("field")
    value: str
    currency: str | None = None
