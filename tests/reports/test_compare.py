"""Two periods side by side."""

from __future__ import annotations

from crm_cli.reports.compare import stacked
from crm_cli.tables import Column, Table
from crm_cli.values.money import Money

COLUMNS = [
    Column("owner"),
    Column("won", "integer"),
    Column("rate", "percent"),
    Column("value", "money"),
    Column("thin"),
    Column("bar", "bar"),
]


def euros(minor: int) -> Money:
    return Money(minor, "EUR")


def test_stacked() -> None:
    now = Table(
        COLUMNS,
        [["amy", 5, 0.5, euros(100), None, 1.0], ["bo", 1, None, None, "n = 1", None]],
        title="By owner",
    )
    before = Table(
        COLUMNS, [["cy", 2, 0.2, euros(30), "n = 2", 1.0], ["amy", 7, 0.25, euros(1), None, 1]]
    )
    found = stacked(now, before, ("owner",))
    assert found.title == "By owner"
    assert [column.name for column in found.columns] == ["period", *(c.name for c in COLUMNS)]
    assert found.rows == [
        ["now", "amy", 5, 0.5, euros(100), None, 1.0],
        ["before", "amy", 7, 0.25, euros(1), None, 1],
        ["change", "amy", -2, 0.25, euros(99), None, None],
        ["now", "bo", 1, None, None, "n = 1", None],
        ["before", "bo", 0, None, None, None, None],
        ["change", "bo", 1, None, None, None, None],
        ["now", "cy", 0, None, None, None, None],
        ["before", "cy", 2, 0.2, euros(30), "n = 2", 1.0],
        ["change", "cy", -2, None, None, None, None],
    ]


def test_bars_of_two_scales_are_not_shown() -> None:
    found = stacked(Table(COLUMNS, []), Table(COLUMNS, []), ("owner",))
    assert [column.name for column in found.columns if not column.shown] == ["bar"]


def test_without_keys_there_is_one_row_each() -> None:
    columns = [Column("won", "integer")]
    found = stacked(Table(columns, [[3]]), Table(columns, []), ())
    assert found.rows == [["now", 3], ["before", 0], ["change", 3]]


def test_unlike_currencies_are_not_subtracted() -> None:
    columns = [Column("value", "money")]
    found = stacked(Table(columns, [[euros(3)]]), Table(columns, [[Money(2, "USD")]]), ())
    assert found.rows[-1] == ["change", None]


def test_sums_of_nothing_are_zero() -> None:
    columns = [Column("owner"), Column("value", "money"), Column("mean", "money")]
    now = Table(columns, [["amy", euros(5), euros(5)]])
    before = Table(columns, [["bo", euros(7), euros(7)], ["cy", None, None]])
    assert stacked(now, before, ("owner",), ("value",)).rows == [
        ["now", "amy", euros(5), euros(5)],
        ["before", "amy", euros(0), None],
        ["change", "amy", euros(5), None],
        ["now", "bo", euros(0), None],
        ["before", "bo", euros(7), euros(7)],
        ["change", "bo", euros(-7), None],
        ["now", "cy", None, None],
        ["before", "cy", None, None],
        ["change", "cy", None, None],
    ]
