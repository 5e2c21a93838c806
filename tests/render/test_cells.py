"""Values as people and as programs see them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from crm_cli.render.cells import bar, human, machine, machine_columns
from crm_cli.tables import Column, Kind
from crm_cli.values.money import Money
from tests.render.hard import style


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("text", "张伟", "张伟"),
        ("text", None, ""),
        ("text", "", ""),
        ("text", ["a", "b"], "a, b"),
        ("text", [], ""),
        ("text", True, "yes"),
        ("text", False, "no"),
        ("text", 1234, "1234"),
        ("text", "a\nb\tc", "a⏎b c"),
        ("text", "\x1b[0m", "^[[0m"),
        ("text", "\ud800", "<U+D800>"),
        ("integer", 8800, "8,800"),
        ("integer", -1, "-1"),
        ("integer", None, "–"),
        ("number", 5, "5"),
        ("number", 5.0, "5"),
        ("number", 1234.5, "1,234.5"),
        ("number", 3.14159, "3.14"),
        ("number", 2.675, "2.68"),
        ("number", -2.675, "-2.68"),
        ("number", -0.001, "0"),
        ("number", Decimal("5.0000000000"), "5"),
        ("number", float("nan"), "–"),
        ("number", 12345678901234567890, "12,345,678,901,234,567,890"),
        ("money", Money(1240000, "EUR"), "12,400.00 EUR"),
        ("money", Money(-5, "EUR"), "-0.05 EUR"),
        ("money", Money(5000, "JPY"), "5,000 JPY"),
        ("money", Money(1234567, "KWD"), "1,234.567 KWD"),
        ("money", None, "–"),
        ("percent", 0.631501, "63.2 %"),
        ("percent", 0.6315, "63.2 %"),
        ("percent", 0.0625, "6.3 %"),
        ("percent", 1, "100.0 %"),
        ("percent", -0.0001, "0.0 %"),
        ("percent", Decimal("0.25"), "25.0 %"),
        ("date", "2026-11-27", "2026-11-27"),
        ("date", None, "–"),
        ("datetime", "2026-11-21T15:02:00.000Z", "2026-11-21 16:02"),
        ("datetime", "2026-07-21T15:02:00.000Z", "2026-07-21 17:02"),
        ("datetime", "2026-11-20T23:00:00.000Z", "2026-11-21"),
        ("datetime", "2026-11-20T23:00:01.000Z", "2026-11-21 00:00"),
        ("datetime", "2026-11-21", "2026-11-21"),
        ("datetime", "not a time\x1b", "not a time^["),
        ("duration", 0, "0 min"),
        ("duration", 45, "45 s"),
        ("duration", 90, "1 min 30 s"),
        ("duration", 900, "15 min"),
        ("duration", 3599, "59 min 59 s"),
        ("duration", 3600, "1 h"),
        ("duration", 5400, "1 h 30 min"),
        ("duration", 7199, "2 h"),
        ("duration", -900, "-15 min"),
        ("duration", 3_600_000, "1,000 h"),
        ("bar", None, ""),
        ("bar", 0, ""),
        ("bar", 0.5, "█" * 10),
        ("bar", 1, "█" * 20),
        ("bar", 2, "█" * 20),
        ("bar", 0.0001, "▏"),
        # 0.53 of 160 eighths are 84.8, so 85: ten blocks and five eighths.
        ("bar", 0.53, "█" * 10 + "▋"),
    ],
)
def test_human(kind: Kind, value: Any, expected: str) -> None:
    assert human(Column("x", kind), value, style()) == expected


@pytest.mark.parametrize("name", ["id", "deal_id", "year", "changeset"])
def test_numbers_that_name_something_have_no_separators(name: str) -> None:
    assert human(Column(name, "integer"), 2026, style()) == "2026"


def test_a_column_of_whole_percentages_has_no_decimals() -> None:
    assert human(Column("likelihood", "percent", places=0), 0.8, style()) == "80 %"


def test_line_ends_stay_when_asked_for() -> None:
    assert human(Column("x"), "a\r\nb\x1b", style(), newline=True) == "a\nb^["


def test_without_unicode() -> None:
    plain = style(unicode=False)
    assert human(Column("x", "integer"), None, plain) == "-"
    assert human(Column("x"), "a\nb", plain) == "a^Jb"
    assert human(Column("x", "bar"), 0.5, plain) == "#" * 10
    assert bar(0.001, unicode=False) == "#"
    assert bar(0, unicode=False) == ""


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("text", "a\x1b", "a\x1b"),
        ("text", ("a", "b"), ["a", "b"]),
        ("text", True, True),
        ("money", Money(5, "EUR"), "0.05"),
        ("money", Money(-5000, "JPY"), "-5000"),
        ("number", Decimal("5.00"), 5),
        ("number", Decimal("0.25"), 0.25),
        ("number", float("inf"), None),
        ("percent", 0.631501, 0.631501),
        ("duration", 90.5, 90.5),
        ("datetime", "2026-11-21T15:02:00.000Z", "2026-11-21T15:02:00.000Z"),
        ("integer", 10**20, 10**20),
    ],
)
def test_machine(kind: Kind, value: Any, expected: Any) -> None:
    made = machine(Column("x", kind), value)
    assert made == expected
    assert type(made) is type(expected)


def names(*columns: Column) -> list[str]:
    return [name for name, _ in machine_columns(columns)]


def test_currency_stands_after_its_amount() -> None:
    assert names(Column("a", "money"), Column("b")) == ["a", "a_currency", "b"]


def test_shared_currency_stands_once_after_the_last_amount() -> None:
    columns = [
        Column("amount", "money", currency_name="currency"),
        Column("deals", "integer"),
        Column("weighted", "money", currency_name="currency"),
        Column("x"),
    ]
    assert names(*columns) == ["amount", "deals", "weighted", "currency", "x"]
    get = dict(machine_columns(columns))["currency"]
    assert get([None, 1, Money(1, "EUR"), ""]) == "EUR"
    assert get([None, 1, None, ""]) is None
    with pytest.raises(ValueError, match="two currencies"):
        get([Money(1, "EUR"), 1, Money(1, "JPY"), ""])


def test_a_column_of_its_own_is_the_currency() -> None:
    amount = Column("amount", "money", currency_name="currency")
    assert names(Column("currency"), amount) == ["currency", "amount"]
