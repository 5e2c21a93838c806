"""The tables of the wins report, from the figures that its statements found."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from crm_cli.reports.figures import (
    THIN_COLUMN,
    bars,
    count_of,
    mean,
    money,
    rate,
    ratio_of_money,
    thin,
)
from crm_cli.reports.grouping import Grouping, group_column
from crm_cli.tables import Column, Row, Table

if TYPE_CHECKING:
    from crm_cli.database import Rows
    from crm_cli.values.money import Money


@dataclass(slots=True)
class Figures:
    """What the statements found, for the whole (the one key "all") or by the keys of a grouping.

    `touches` and `channels` are those of the whole.
    """

    counts: dict[Any, dict[str, Any]] = field(default_factory=dict)
    amounts: dict[Any, dict[str, dict[str, Any]]] = field(default_factory=dict)
    days: dict[Any, dict[str, dict[str, Any]]] = field(default_factory=dict)
    touches: Rows = field(default_factory=list)
    channels: Rows = field(default_factory=list)


KEYS: dict[str, tuple[str, ...]] = {
    "closed": (),
    "value": ("currency",),
    "days": ("outcome",),
    "won_had": (),
    "channels": ("channel",),
}


def group_keys(table: Table) -> tuple[str, ...]:
    """The columns that name a group: its name, its id if it has one, and a currency."""
    return tuple(
        column.name
        for column in table.columns
        if column is table.columns[0] or column.name in ("key", "currency")
    )


def closed(figures: Figures) -> Table:
    """Won, lost and win rate."""
    columns = [
        Column("won", "integer"),
        Column("lost", "integer"),
        Column("win_rate", "percent"),
        Column("closed", "integer"),
        THIN_COLUMN,
    ]
    rows: list[Row] = []
    counts = figures.counts.get("all")
    if counts:
        won, lost = counts["won"], counts["lost"]
        rows.append([won, lost, rate(won, won + lost), won + lost, thin(won + lost)])
    return Table(columns, rows, title="Deals closed", noun="closed deal")


def value(figures: Figures, currencies: list[str]) -> Table:
    """Won value, mean and median by currency."""
    columns = [
        Column("currency"),
        Column("deals", "integer"),
        Column("won_value", "money", currency_name="currency"),
        Column("mean", "money", currency_name="currency"),
        Column("median", "money", currency_name="currency"),
        THIN_COLUMN,
    ]
    by_currency = figures.amounts.get("all", {})
    rows: list[Row] = [
        [code, row["n"], money(row["total"], code), *_mean_median(row), thin(row["n"])]
        for code in currencies
        if (row := by_currency.get(code))
    ]
    return Table(columns, rows, title="Won value", noun="won amount")


def _mean_median(row: dict[str, Any] | None) -> list[Money | None]:
    if row is None:
        return [None, None]
    return [
        ratio_of_money(row["total"], row["n"], row["currency"]),
        ratio_of_money(row["middle"], row["middles"], row["currency"]),
    ]


def days(figures: Figures) -> Table:
    """Days from opened to closed, of the won and of the lost."""
    columns = [
        Column("outcome"),
        Column("deals", "integer"),
        Column("mean_days", "number", places=1),
        Column("median_days", "number", places=1),
        Column("left_out", "integer"),
        THIN_COLUMN,
    ]
    rows: list[Row] = []
    for outcome in ("won", "lost"):
        row = figures.days.get("all", {}).get(outcome)
        if row:
            rows.append([outcome, row["n"], *_day_figures(row), row["left_out"], thin(row["n"])])
    return Table(columns, rows, title="Days from opened to closed", noun="closed deal")


def _day_figures(row: dict[str, Any] | None) -> list[float | None]:
    """Mean and median days."""
    if row is None:
        return [None, None]
    return [mean(row["total"], row["n"]), mean(row["middle"], row["middles"])]


def groups(figures: Figures, by: Grouping, names: dict[Any, str], only: str | None) -> Table:
    """The groups, the best first: by value, or in several currencies by the number won."""
    columns = [group_column(by), *_GROUP_COLUMNS]
    if only is None:
        columns = [
            column._replace(shown=False) if column.name in ("won_value", "bar") else column
            for column in columns
        ]
    found: list[tuple[Any, list[Any]]] = []
    for key, counts in figures.counts.items():
        won, both = counts["won"], counts["won"] + counts["lost"]
        amounts = figures.amounts.get(key, {}).get(only or "")
        total = money(amounts["total"] if amounts else 0, only)
        outcomes = figures.days.get(key, {})
        won_days = outcomes.get("won")
        label = names.get(key, key) if key is not None else None
        cells = [
            label,
            key if by.names_sql else None,
            won,
            counts["lost"],
            rate(won, both),
            total,
            *_mean_median(amounts),
            *_day_figures(won_days),
            *_day_figures(outcomes.get("lost")),
            _thin(both, count_of(won_days, "n")),
        ]
        order = (-(total.minor if total else 0), -won, label is None, str(label), str(key))
        if by.name == "month":
            order = (0, 0, label is None, str(label), "")
        found.append((order, cells))
    found.sort(key=lambda pair: pair[0])
    place = [column.name for column in columns].index("won_value")
    lengths = bars(cells[place].minor if cells[place] else None for _, cells in found)
    rows: list[Row] = [[*cells, length] for (_, cells), length in zip(found, lengths, strict=True)]
    return Table(columns, rows, title=f"By {by.name}", noun="closed deal")


_GROUP_COLUMNS = [
    Column("key", "integer", shown=False),
    Column("won", "integer"),
    Column("lost", "integer"),
    Column("win_rate", "percent"),
    Column("won_value", "money", currency_name="currency"),
    Column("mean", "money", currency_name="currency", shown=False),
    Column("median", "money", currency_name="currency", shown=False),
    Column("mean_days", "number", places=1),
    Column("median_days", "number", places=1, shown=False),
    Column("mean_days_lost", "number", places=1, shown=False),
    Column("median_days_lost", "number", places=1, shown=False),
    THIN_COLUMN,
    Column("bar", "bar", title=" "),
]


def _thin(closed: int, dated: int) -> str | None:
    """Which of a group's rate and mean rests on too few records."""
    if thin(closed):
        return thin(closed)
    return f"days: {thin(dated)}" if thin(dated) else None


def group_values(
    figures: Figures, by: Grouping, names: dict[Any, str], currencies: list[str]
) -> Table:
    """In several currencies: value, mean and median by currency and group, the best first."""
    columns = [
        group_column(by),
        Column("key", "integer", shown=False),
        Column("currency", shown=False),
        Column("deals", "integer"),
        Column("won_value", "money", currency_name="currency"),
        Column("mean", "money", currency_name="currency"),
        Column("median", "money", currency_name="currency"),
        THIN_COLUMN,
    ]
    rows: list[Row] = []
    for code in currencies:
        found = [
            (key, row)
            for key, by_currency in figures.amounts.items()
            if (row := by_currency.get(code))
        ]
        for key, row in sorted(found, key=lambda pair: (-pair[1]["total"], str(pair[0]))):
            label = names.get(key, key) if key is not None else None
            id = key if by.names_sql else None
            total = money(row["total"], code)
            rows.append([label, id, code, row["n"], total, *_mean_median(row), thin(row["n"])])
    return Table(columns, rows, title=f"Value by {by.name}", noun="won amount")


def won_had(figures: Figures) -> Table:
    """Touches, days and channels of the won deals."""
    columns = [
        Column("deals", "integer", title="won deals"),
        Column("touched", "integer", title="with a touch"),
        Column("mean_touches", "number", places=1),
        Column("median_touches", "number", places=1),
        Column("mean_days", "number", places=1),
        Column("median_days", "number", places=1),
        Column("first_channel", title="mostly first"),
        Column("last_channel", title="mostly last"),
        THIN_COLUMN,
    ]
    rows: list[Row] = []
    row = figures.touches[0] if figures.touches else None
    if row and row["n"]:
        rows.append(
            [
                row["n"],
                row["touched"],
                mean(row["total"], row["n"]),
                mean(row["middle"], row["middles"]),
                *_day_figures(figures.days.get("all", {}).get("won")),
                _most(figures.channels, "first_in"),
                _most(figures.channels, "last_in"),
                thin(row["n"]),
            ]
        )
    return Table(columns, rows, title="What the won ones had", noun="won deal")


def _most(channels: Rows, name: str) -> str | None:
    """The channel that comes first (or last) most often; of two the first by name."""
    found = [row for row in channels if row[name]]
    return min(found, key=lambda row: (-row[name], row["channel"]))["channel"] if found else None


def channels(figures: Figures) -> Table:
    """By channel, how many won deals began and ended with it."""
    columns = [
        Column("channel"),
        Column("first", "integer", title="first touch"),
        Column("first_share", "percent", title="share"),
        Column("last", "integer", title="last touch"),
        Column("last_share", "percent", title="share"),
        Column("touches", "integer", title="all touches"),
        THIN_COLUMN,
    ]
    deals = sum(row["first_in"] for row in figures.channels)
    ordered = sorted(
        figures.channels, key=lambda row: (-row["first_in"], -row["last_in"], row["channel"])
    )
    rows: list[Row] = [
        [
            row["channel"],
            row["first_in"],
            rate(row["first_in"], deals),
            row["last_in"],
            rate(row["last_in"], deals),
            row["touches"],
            thin(deals),
        ]
        for row in ordered
    ]
    return Table(columns, rows, title="Channels of the won ones", noun="channel")
