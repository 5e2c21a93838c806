"""What stands behind the satisfaction report: every answer of the period."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crm_cli.reports.explained import Explanation, yes
from crm_cli.reports.satisfaction import (
    CUSTOMER,
    OWNER,
    SPLIT,
    TICKET_CHANNEL,
    TICKET_KIND,
    Source,
    segments_by,
)
from crm_cli.tables import Column, Row, Table
from crm_cli.values.dates import local_day
from crm_cli.values.references import reference

if TYPE_CHECKING:
    from crm_cli.book import Book
    from crm_cli.database import Reader, Rows
    from crm_cli.reports.scope import Scope

_CSAT = "the answers of survey csat with score 4 or 5 / all of csat"
_NPS = "100 × (p − d): p is the share of scores 9 and 10, d that of 0 to 6, in survey nps"
_MARGIN = "100 × 1.96 × √((p + d − (p − d)²) / n), the 95 % margin; not under n = 30"
_GAP = "the mean of perception − expectation"
_MEAN_GAP = "the unweighted mean of the dimensions' gaps, each the mean of perception − expectation"
_GROUPS = {
    "answers": "the answers",
    "csat": _CSAT,
    "csat_mean": "the sum of the scores of csat / their number",
    "csat_n": "the answers of survey csat",
    "nps": _NPS,
    "nps_margin": _MARGIN,
    "nps_n": "the answers of survey nps",
    "ces": "the sum of the scores of ces / their number (7 is easy)",
    "ces_n": "the answers of survey ces",
    "servqual_gap": _MEAN_GAP,
    "servqual_n": "the answers of survey servqual",
}
_FORMULAS = {
    "csat": {
        "answers": "the answers of survey csat",
        "satisfied": "those with score 4 or 5",
        "csat": _CSAT,
        "mean": "the sum of their scores / their number",
        **{f"rated_{score}": f"those with score {score}" for score in range(1, 6)},
    },
    "nps": {
        "answers": "the answers of survey nps",
        "promoters": "those with score 9 or 10",
        "passives": "those with score 7 or 8",
        "detractors": "those with score 0 to 6",
        "nps": _NPS,
        "margin": _MARGIN,
    },
    "ces": {
        "answers": "the answers of survey ces",
        "mean": "the sum of their scores / their number (7 is easy)",
    },
    "servqual": {
        "answers": "the answers with a score of the dimension",
        "expectation": "the mean of expectation",
        "perception": "the mean of perception",
        "gap": _GAP,
    },
    "response": {
        "resolved": "the tickets resolved in the period: the rows of resolved_tickets",
        "rated": "those with a rating (csat), whenever it was given",
        "rate": "rated / resolved",
    },
    "follow_up": {
        "unhappy": "the answers with unhappy = yes: csat up to 2, nps up to 6",
        "followed_up": "those with followed_up = yes: a task or an interaction after it",
        "rate": "followed up / unhappy",
    },
}


def explain(reader: Reader, book: Book, options: Any, scope: Scope) -> Explanation:
    """The answers with what they are split by. Raises as the report does."""
    source = Source(reader, book, scope)
    keys = (
        f"{OWNER} AS owner_id, {TICKET_KIND} AS ticket_kind, {TICKET_CHANNEL} AS ticket_channel,"
        f" {CUSTOMER} AS customer"
    )
    found = source.rows("answers", scope.period, keys=keys)
    users = {row["id"]: row["handle"] for row in source.rows("users", scope.period)}
    segment_of = segments_by(source, options.segments)
    times = [
        (part.first.isoformat(), part.last.isoformat(), name)
        for name, part in SPLIT[options.by](scope.period)
    ]
    splits: dict[int, Row] = {}
    for row in found:
        day = local_day(row["answered_at"], book.zone).isoformat()
        time = next(name for first, last, name in times if first <= day <= last)
        segments = list(segment_of(row["customer"]))
        segment = segments[0] if len(segments) == 1 else segments
        splits[row["id"]] = [
            time, users.get(row["owner_id"]), row["ticket_kind"], row["ticket_channel"], segment
        ]  # fmt: skip
    columns = [
        Column(options.by),
        Column("owner", unknown="(nobody)"),
        Column("kind", title="ticket", unknown="(no ticket, or no kind)"),
        Column("channel", shown=False, unknown="(no ticket, or no channel)"),
        Column("segment", unknown="(none)"),
    ]
    by = {f"by_{name}": _GROUPS for name in (options.by, "owner", "kind", "channel", "segment")}
    return Explanation(
        formulas={**_FORMULAS, **by},
        records={
            "answers": _answers(found, columns, splits),
            "servqual_scores": _scores(
                source.rows("servqual_scores", scope.period), columns, splits
            ),
            "resolved_tickets": _resolved(source.rows("resolved", scope.period)),
        },
        notes=[f"answered from {scope.period.first} to {scope.period.last}, in {book.zone}"],
    )


def _answers(found: Rows, columns: list[Column], splits: dict[int, Row]) -> Table:
    rows: list[Row] = []
    for row in found:
        limit = {"csat": 2, "nps": 6}.get(row["kind"], -1)
        unhappy = row["score"] is not None and row["score"] <= limit
        ticket = row["ticket_id"]
        rows.append(
            [
                reference("survey", row["id"]),
                row["answered_at"],
                row["kind"],
                row["score"],
                *splits[row["id"]],
                yes(unhappy),
                row["followed_up"] if unhappy else None,
                reference("ticket", ticket) if ticket else None,
                row["contact"],
                row["company"],
                row["comment"],
            ]
        )
    return Table(
        [
            Column("ref", title="id"),
            Column("answered_at", "datetime", title="answered"),
            Column("survey"),
            Column("score", "integer"),
            *columns,
            Column("unhappy"),
            Column("followed_up"),
            Column("ticket_id", title="ticket id", shown=False),
            Column("contact"),
            Column("company", shown=False),
            Column("comment", shown=False),
        ],
        rows,
        title="Answers",
        noun="answer",
    )


def _scores(found: Rows, columns: list[Column], splits: dict[int, Row]) -> Table:
    rows: list[Row] = [
        [
            reference("survey", row["id"]),
            row["dimension"],
            row["expectation"],
            row["perception"],
            row["perception"] - row["expectation"],
            *splits[row["id"]],
        ]
        for row in found
    ]
    return Table(
        [
            Column("ref", title="id"),
            Column("dimension"),
            *(Column(name, "integer") for name in ("expectation", "perception", "gap")),
            *columns,
        ],
        rows,
        title="SERVQUAL scores",
        noun="score",
    )


def _resolved(found: Rows) -> Table:
    rows: list[Row] = [
        [
            reference("ticket", row["id"]),
            row["subject"],
            row["resolved_at"],
            reference("survey", row["rating"]) if row["rating"] else None,
        ]
        for row in found
    ]
    columns = [
        Column("ref", title="id"),
        Column("subject"),
        Column("resolved_at", "datetime", title="resolved"),
        Column("rating"),
    ]
    return Table(columns, rows, title="Resolved tickets", noun="ticket")
