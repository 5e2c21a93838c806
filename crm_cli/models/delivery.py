"""What cron has sent already, so that the same week is not sent twice."""

from crm_cli.models.base import Recorded, live_unique, moments, noun_args


class Delivery(Recorded, table=True):
    """The report `report` for the period `run_key` went to `recipients` at a moment."""

    __table_args__ = noun_args(
        "delivery", live_unique("delivery", "report", "run_key"), *moments("delivery", "sent_at")
    )
    __tablename__ = "delivery"

    report: str
    run_key: str
    recipients: str
    sent_at: str
