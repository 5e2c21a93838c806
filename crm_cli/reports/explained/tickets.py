"""What stands behind the tickets report: every ticket that counts in the period."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from crm_cli.reports.explained import Explanation
from crm_cli.reports.tickets import Source, source_of
from crm_cli.reports.tickets_tables import age_of
from crm_cli.tables import Column, Row, Table
from crm_cli.values.references import reference

if TYPE_CHECKING:
    from crm_cli.book import Book
    from crm_cli.database import Reader
    from crm_cli.reports.scope import Scope

_COUNTS = {
    "opened": "the sum of opened: tickets opened in the period",
    "resolved": "the sum of resolved: tickets resolved in the period, also those reopened since",
    "reopened": "the sum of reopened: tickets that were resolved or closed, and opened again in it",
    "backlog": "the sum of backlog: tickets unresolved at the end of the period, or now",
}
_MEDIAN = "the middle of {}, or the mean of the two in the middle"
_P90 = "the 0.9 quantile of {} (interpolated, type 7)"
_BY = {
    **_COUNTS,
    "median_response": _MEDIAN.format("response"),
    "p90_response": _P90.format("response"),
    "median_resolution": _MEDIAN.format("resolution"),
    "p90_resolution": _P90.format("resolution"),
}
_TIMES = {
    "tickets": "the tickets with a response (a resolution) in the period, after their opening",
    "median": _MEDIAN.format("response or resolution (in business hours: business_…)"),
    "p90": _P90.format("response or resolution (in business hours: business_…)"),
    "left_out": "the tickets with response_left_out (resolution_left_out): their opening is"
    " unknown, or later",
}
_AGE = {
    "tickets": "the unresolved tickets (backlog 1) of this age",
    "share": "tickets / all unresolved tickets",
    **{
        priority: f"the unresolved tickets of this age with priority {priority}"
        for priority in ("urgent", "high", "normal", "low")
    },
}


def explain(reader: Reader, book: Book, options: Any, scope: Scope) -> Explanation:
    """The tickets with their times, by the clock and within business hours."""
    source = source_of(reader, book, scope)
    by = {f"by_{name}": _BY for name in ("kind", "priority", "channel", "assignee")}
    records = Table(_columns(), list(_rows(source)), title="Tickets", noun="ticket")
    moment = source.moments(scope.period)["moment"]
    return Explanation(
        formulas={"flow": _COUNTS, "times": _TIMES, **by, "backlog_age": _AGE},
        records={"ticket_list": records},
        notes=[
            f"in the period: from {scope.period.first} to {scope.period.last} in {book.zone};"
            f" the backlog is that of {moment}",
            "response is from the opening to the first response, or to the first resolution if that"
            " came before it, unless no responses are recorded where the ticket came from; times"
            " within business hours count only those",
        ],
    )


def _columns() -> list[Column]:
    return [
        Column("ref", title="id"),
        Column("subject"),
        Column("kind", unknown="(none)"),
        Column("priority"),
        Column("channel", unknown="(none)", shown=False),
        Column("assignee", unknown="(nobody)"),
        *(Column(name, "integer") for name in _COUNTS),
        Column("opened_at", "datetime"),
        Column("responded_at", "datetime", shown=False),
        Column("resolved_at", "datetime", shown=False),
        Column("response", "duration"),
        Column("business_response", "duration", title="in business hours"),
        Column("response_left_out", shown=False),
        Column("resolution", "duration"),
        Column("business_resolution", "duration", title="in business hours"),
        Column("resolution_left_out", shown=False),
        Column("age_days", "number", places=1),
        Column("age"),
    ]


_MORE = " t.id, t.subject, t.opened_at, t.responded_at, t.resolved_at,"
_WHAT = (
    "x.id, x.subject, x.kind, x.priority, x.channel, u.handle, x.opened, x.resolved, x.reopened,"
    " x.backlog, x.opened_at, x.responded_at, x.resolved_at"
)


def _rows(source: Source) -> Iterable[Row]:
    period = source.scope.period
    times = {id: _times(source, *rest) for id, *rest in source.tuples("times", period, keys="x.id")}
    ages = {row["id"]: row["days"] for row in source.rows("backlog", period)}
    parts = {
        "what": _WHAT,
        "more": _MORE,
        "by": "LEFT JOIN user_account u ON u.id = x.assignee ORDER BY x.id",
    }
    for id, *cells in source.tuples("flow", period, **parts):
        opened, resolved, reopened, backlog = cells[5:9]
        if not (opened or resolved or reopened or backlog or id in times):
            continue
        days = ages.get(id)
        age = None if id not in ages else "unknown" if days is None else age_of(days)
        yield [reference("ticket", id), *cells, *times.get(id, [None] * 6), days, age]


def _times(
    source: Source, opened: Any, at_once: int, silent: int, response: Any, resolution: Any
) -> Row:
    """Seconds by the clock and in business hours, and why there are none; for both."""
    cells: list[Any] = []
    for end in (response, resolution):
        if end is None:
            cells += [None, None, None]
        elif opened is None or end < opened:
            cells += [None, None, "opened at an unknown time" if opened is None else "before that"]
        else:
            worked = source.calendar.seconds(opened, end)
            cells += [round(end - opened, 3), round(worked, 3), None]
    return cells
