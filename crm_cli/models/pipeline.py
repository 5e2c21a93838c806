"""The sales process: pipelines and their stages."""

from sqlalchemy import CheckConstraint

from crm_cli.models.base import Recorded, live_unique, noun_args, one_of, required_link
from crm_cli.values.enums import DEAL_OUTCOMES


class Pipeline(Recorded, table=True):
    """A sales process; the one with the lowest `position` is the default."""

    __table_args__ = noun_args("pipeline", live_unique("pipeline", "key"))
    __tablename__ = "pipeline"

    name: str
    key: str
    position: int = 0


class Stage(Recorded, table=True):
    """A step of a pipeline. `probability` is in hundredths of a percent; `outcome` says whether a
    deal here is still open, won or lost.
    """

    __table_args__ = noun_args(
        "stage",
        live_unique("stage", "pipeline_id", "key"),
        one_of("stage", "outcome", DEAL_OUTCOMES),
        CheckConstraint("probability BETWEEN 0 AND 10000", name="stage_probability_range"),
    )
    __tablename__ = "stage"

    pipeline_id: int = required_link("pipeline")
    name: str
    key: str
    position: int = 0
    probability: int
    outcome: str = "open"
