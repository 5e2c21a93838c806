"""Two periods side by side: for every row what it was, and the change."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from crm_cli.tables import Column, Row, Table
from crm_cli.values.money import Money

NOW, BEFORE, CHANGE = "now", "before", "change"
_NUMBERS = ("integer", "number", "money", "percent", "duration")


def stacked(now: Table, before: Table, keys: tuple[str, ...], sums: tuple[str, ...] = ()) -> Table:
    """`now` with, under each row, that of the period before and the difference.

    `keys` are the columns that say what a row is about; a first column says which of the three it
    is. What only one period has is nothing in the other: counts are zero, and the amounts in the
    columns `sums`. The change of a percentage is in points.
    """
    places = [now.column(name) for name in keys]

    def by_key(table: Table) -> dict[Hashable, Row]:
        return {tuple(row[place] for place in places): row for row in table.rows}

    new, old = by_key(now), by_key(before)
    rows: list[Row] = []
    for key in new | old:
        this = new.get(key) or _nothing(now, places, old[key], sums)
        that = old.get(key) or _nothing(now, places, new[key], sums)
        rows.append([NOW, *this])
        rows.append([BEFORE, *that])
        rows.append([CHANGE, *_change(now.columns, places, this, that)])
    return Table(
        [Column("period"), *(_unbarred(column) for column in now.columns)],
        rows,
        title=now.title,
        noun=now.noun,
        hint=now.hint,
        note=now.note,
    )


def _unbarred(column: Column) -> Column:
    # The bars of two periods have two scales.
    return column._replace(shown=False) if column.kind == "bar" else column


def _nothing(table: Table, places: list[int], other: Row, sums: tuple[str, ...]) -> Row:
    """The row of a period in which there was nothing, beside the other's: counts and sums are zero,
    the rest is unknown.
    """
    row: list[Any] = [0 if column.kind == "integer" else None for column in table.columns]
    for place in places:
        row[place] = other[place]
    for name in sums:
        place = table.column(name)
        if other[place] is not None:
            row[place] = other[place]._replace(minor=0)
    return row


def _change(columns: list[Column], places: list[int], this: Row, that: Row) -> Row:
    return [
        this[place] if place in places else difference(column, this[place], that[place])
        for place, column in enumerate(columns)
    ]


def difference(column: Column, this: Any, that: Any) -> Any:
    """`this` less `that`, in the column's kind; None where one is unknown or none is a number."""
    if column.kind not in _NUMBERS or this is None or that is None:
        return None
    if isinstance(this, Money):
        if this.currency != that.currency:
            return None
        return Money(this.minor - that.minor, this.currency)
    return round(this - that, 10)


def cut_groups(sections: dict[str, Table], limit: int, each: int) -> None:
    """Leave only the first `limit` groups (0: all) in each section by groups.

    `each` is how many rows a group has: 3 where two periods are compared.
    """
    for name, table in sections.items():
        if name.startswith("by_") and limit and len(table.rows) > limit * each:
            table.total = len(table.rows) // each
            table.rows = table.rows[: limit * each]
            table.noun = "group"
