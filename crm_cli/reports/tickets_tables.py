"""The tables of the tickets report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from crm_cli.reports.figures import THIN_COLUMN, bars, quantile, rate, thin
from crm_cli.tables import Column, Row, Table
from crm_cli.values.enums import TICKET_KINDS, TICKET_PRIORITIES

if TYPE_CHECKING:
    from crm_cli.database import Rows

_ORDER: dict[str, tuple[str, ...]] = {
    "kind": TICKET_KINDS,
    "priority": tuple(reversed(TICKET_PRIORITIES)),
}
_AGES = (
    ("under 1 day", 1.0),
    ("1 to 3 days", 3.0),
    ("3 to 7 days", 7.0),
    ("7 to 30 days", 30.0),
    ("over 30 days", float("inf")),
)


@dataclass(slots=True)
class Times:
    """Seconds from opening to an event, sorted: by the clock, of each group, in business hours.

    Left out: tickets without an opening (`unopened`), and those opened after the event (`before`).
    """

    clock: list[float]
    business: list[float]
    groups: dict[str, dict[Any, list[float]]]
    unopened: int
    before: int


class Measured(NamedTuple):
    """The times to the first response and to the resolution."""

    response: Times
    resolution: Times
    unopened: int
    at_once: int
    silent: int


_COUNTS = ("opened", "resolved", "reopened", "backlog")


def flow_table(flow: Rows) -> Table:
    """How many were opened, resolved and reopened in the period, and are left at its end."""
    rows: list[Row] = []
    if flow:
        rows.append([sum(row[name] for row in flow) for name in _COUNTS])
    return Table(
        [Column(name, "integer") for name in _COUNTS], rows, title="In the period", noun="ticket"
    )


def _quantiles(values: list[float]) -> list[float | None]:
    """Median and p90 in seconds of sorted values."""
    found = (quantile(values, 0.5), quantile(values, 0.9))
    return [None if value is None else round(value, 3) for value in found]


def times_table(measured: Measured) -> Table:
    """The first response and the resolution, by the clock and in business hours."""
    columns = [
        Column("time", title="time to"),
        Column("hours", title="by"),
        Column("tickets", "integer"),
        Column("median", "duration"),
        Column("p90", "duration"),
        Column("left_out", "integer"),
        THIN_COLUMN,
    ]
    rows: list[Row] = []
    for name, times in (("first response", measured.response), ("resolution", measured.resolution)):
        left_out, count = times.before + times.unopened, len(times.clock)
        if count or left_out:
            for hours, values in (("clock", times.clock), ("business hours", times.business)):
                rows.append([name, hours, count, *_quantiles(values), left_out, thin(count)])
    return Table(columns, rows, title="How fast", noun="ticket")


def group_table(
    flow: Rows,
    times: Measured,
    by: str,
    name: Callable[[Any], str | None] | None,
) -> Table:
    """The tickets by one of their fields; `name` turns its values into names."""
    counts: dict[Any, list[int]] = {}
    for row in flow:
        sums = counts.setdefault(row[by], [0] * len(_COUNTS))
        for place, count in enumerate(_COUNTS):
            sums[place] += row[count]
    columns = [
        Column(by, unknown="(nobody)" if by == "assignee" else "(none)"),
        *(Column(count, "integer") for count in _COUNTS),
        Column("median_response", "duration"),
        Column("p90_response", "duration", shown=False),
        Column("median_resolution", "duration"),
        Column("p90_resolution", "duration", shown=False),
        THIN_COLUMN,
        Column("bar", "bar", shown=False),
    ]
    known = _ORDER.get(by, ())

    def order(key: Any) -> tuple[bool, int, int, str]:
        place = known.index(key) if key in known else len(known)
        return key is None, place if known else 0, -counts[key][0], str(key)

    rows: list[Row] = []
    shown = [key for key in sorted(counts, key=order) if any(counts[key])]
    lengths = bars(counts[key][0] for key in shown)
    for key, length in zip(shown, lengths, strict=True):
        response = times.response.groups[by].get(key, [])
        resolution = times.resolution.groups[by].get(key, [])
        cells = [*counts[key], *_quantiles(response), *_quantiles(resolution)]
        fewest = min((len(part) for part in (response, resolution) if part), default=0)
        label = name(key) if name and key is not None else key
        rows.append([label, *cells, thin(fewest), length])
    if not any(row[-2] for row in rows):
        columns[-2] = columns[-2]._replace(shown=False)
    table = Table(columns, rows, title=f"By {by}", noun="group")
    if len(rows) > 1:
        sums = [sum(counts[key][place] for key in shown) for place in range(len(_COUNTS))]
        table.footer = ["total", *sums, None, None, None, None, None, None]
    return table


def age_of(days: float) -> str:
    """The row of the backlog that an age belongs to."""
    return next(name for name, end in _AGES if days < end)


def backlog_table(rows: Rows) -> Table:
    """The unresolved tickets by their age, and by priority."""
    priorities = tuple(reversed(TICKET_PRIORITIES))
    columns = [
        Column("age"),
        Column("tickets", "integer"),
        Column("share", "percent"),
        *(Column(priority, "integer") for priority in priorities),
        Column("bar", "bar", title=" "),
    ]
    counts = {name: dict.fromkeys(priorities, 0) for name, _ in _AGES}
    counts["unknown"] = dict.fromkeys(priorities, 0)
    days: list[float] = []
    for row in rows:
        if row["days"] is None:
            counts["unknown"][row["priority"]] += 1
        else:
            days.append(row["days"])
            counts[age_of(row["days"])][row["priority"]] += 1
    sums = {name: sum(found.values()) for name, found in counts.items()}
    lengths = bars(sums.values())
    cells: list[Row] = []
    for (name, count), length in zip(sums.items(), lengths, strict=True):
        if rows and (count or name != "unknown"):
            cells.append([name, count, rate(count, len(rows)), *counts[name].values(), length])
    table = Table(columns, cells, title="Unresolved, by age", noun="unresolved ticket")
    if rows:
        total = [sum(counts[name][priority] for name in counts) for priority in priorities]
        table.footer = ["total", len(rows), rate(len(rows), len(rows)), *total, None]
    days.sort()
    median = quantile(days, 0.5)
    if median is not None:
        table.note = f"median age {median:,.1f} days, the oldest {days[-1]:,.1f} days"
    return table


def key_of(table: Table) -> tuple[str, ...]:
    """The columns that say what a row is about, for a comparison of two periods."""
    names = (column.name for column in table.columns if column.kind == "text")
    return tuple(name for name in names if name != "thin")
