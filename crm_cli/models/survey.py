"""A measured opinion: what a customer answered when asked."""

from sqlalchemy import CheckConstraint, Index, UniqueConstraint

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
    some_rows,
)
from crm_cli.values.enums import SERVQUAL_DIMENSIONS, SURVEY_KINDS

# As in survey_view and in the agenda: an index is used where the condition reads the same.
UNHAPPY = "((kind = 'csat' AND score <= 2) OR (kind = 'nps' AND score <= 6))"


class Survey(Recorded, table=True):
    """An answer. `score` is 1–5 for csat, 0–10 for nps, 1–7 for ces, and empty for servqual."""

    __table_args__ = noun_args(
        "survey",
        live_rows("survey"),
        Index("survey_answered_at", "answered_at"),
        some_rows("unhappy_survey", "answered_at", f"{UNHAPPY} AND deleted_at IS NULL"),
        one_of("survey", "kind", SURVEY_KINDS),
        CheckConstraint(
            "(kind = 'csat' AND score BETWEEN 1 AND 5) OR (kind = 'nps' AND score BETWEEN 0 AND 10)"
            " OR (kind = 'ces' AND score BETWEEN 1 AND 7) OR (kind = 'servqual' AND score IS NULL)",
            name="survey_score_range",
        ),
        *moments("survey", "answered_at"),
    )
    __tablename__ = "survey"

    kind: str
    score: int | None = None
    comment: str | None = None
    answered_at: str | None = None
    contact_id: int | None = link("contact")
    company_id: int | None = link("company")
    ticket_id: int | None = link("ticket")
    deal_id: int | None = link("deal")
    search_text: str = ""


class SurveyScore(Linked, table=True):
    """One dimension of a SERVQUAL answer: what was expected and what was perceived, 1–7."""

    __table_args__ = (
        UniqueConstraint("survey_id", "dimension"),
        one_of("survey_score", "dimension", SERVQUAL_DIMENSIONS),
        CheckConstraint("expectation BETWEEN 1 AND 7", name="survey_score_expectation_range"),
        CheckConstraint("perception BETWEEN 1 AND 7", name="survey_score_perception_range"),
        TABLE_OPTIONS,
    )
    __tablename__ = "survey_score"

    survey_id: int = required_link("survey")
    dimension: str
    expectation: int
    perception: int
