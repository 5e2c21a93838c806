"""What another system calls a record of ours."""

from sqlalchemy import Index, UniqueConstraint

from crm_cli.models.base import TABLE_OPTIONS, Linked


class ExternalId(Linked, table=True):
    """`source` (a system, a file's kind) calls the record `noun`/`record_id` by `external_id`."""

    __table_args__ = (
        UniqueConstraint("noun", "source", "external_id"),
        Index("external_id_record", "noun", "record_id"),
        TABLE_OPTIONS,
    )
    __tablename__ = "external_id"

    noun: str
    record_id: int
    source: str
    external_id: str
