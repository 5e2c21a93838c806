"""The ledger of erased people: what must not come back from an older archive."""

from sqlmodel import Field

from crm_cli.models.base import TABLE_OPTIONS, Linked, moments


class Erased(Linked, table=True):
    """The record `uid` of a noun was erased at a moment. No personal data, and no history."""

    __table_args__ = (*moments("erased", "at"), TABLE_OPTIONS)
    __tablename__ = "erased"

    uid: str = Field(unique=True)
    noun: str
    at: str
