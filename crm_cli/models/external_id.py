"""What another system calls a record of ours."""

from sqlalchemy import Index, UniqueConstraint

from crm_cli.models.base import TABLE_OPTIONS, Linked


class ExternalId(Linked, table=True):
    """`source` (a system, a file's kind) calls the record `noun`/`record_id` by `external_id`.

    `said` is what it said of the record last time: a JSON list of what the texts are of, and the
    texts. A source without ids has `~` and the record's uid for one.
    """

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
    said: str | None = None
