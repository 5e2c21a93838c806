"""What a whole column says about its dates and numbers."""

from __future__ import annotations

from datetime import date

import pytest

from crm_cli.services.imports.orders import DateColumn, NumberColumn, century, date_fix, number_fix

TODAY = date(2026, 11, 20)


def dates(*texts: str) -> DateColumn:
    column = DateColumn()
    for line, text in enumerate(texts, start=2):
        column.look(text, line)
    return column


@pytest.mark.parametrize(
    ("texts", "order", "open_text"),
    [
        (["03/04/2026", "25/12/2026"], "dmy", None),
        (["03/04/2026", "12/25/2026"], "mdy", None),
        (["03/04/2026", "05/06/2026"], "", "03/04/2026"),
        (["03.04.2026", "05.06.2026"], "dmy", None),  # with points the day comes first
        (["03.04.26"], "dmy", None),
        (["03-04-2026", "2026-12-25"], "", "03-04-2026"),  # ISO says nothing of the others
        (["2026-04-03", "2026/12/25"], "", None),
        (["04/04/2026"], "", None),  # the same day in either order
        (["25/12/2026", "12/25/2026", "03/04/2026"], "", None),  # both: each row for itself
        (["31/04/2026", "03/04/2026"], "", "03/04/2026"),  # no date at all decides nothing
        (["95/12/25", "03/04/05"], "ymd", None),
        (["25/12/95", "03/04/05"], "dmy", None),
        (["25/12/26"], "", "25/12/26"),  # 25 December 2026 or 26 December 2025
        (["46329", "46330.75"], "serial", None),
        (["46329", "2026-11-03"], "", None),
        (["03/04/2026 14:30", "25/12/2026 09:00"], "dmy", None),
    ],
)
def test_the_order_of_a_column(texts: list[str], order: str, open_text: str | None) -> None:
    column = dates(*texts)
    assert column.order == order
    assert (column.undecided.text if column.undecided else None) == open_text


@pytest.mark.parametrize(
    ("order", "text", "past", "fixed"),
    [
        ("dmy", "03/04/2026", True, "2026-04-03"),
        ("mdy", "03/04/2026", True, "2026-03-04"),
        ("dmy", "3.4.26", True, "2026-04-03"),
        ("dmy", "03/04/27", True, "1927-04-03"),
        ("dmy", "03/04/27", False, "2027-04-03"),
        ("dmy", "03/04/2026 14:30", True, "2026-04-03 14:30"),
        ("mdy", "3/4/2026, 2:30 PM", True, "2026-03-04 2:30 PM"),
        ("dmy", "2026-04-03", True, "2026-04-03"),
        ("dmy", "31/04/2026", True, "31/04/2026"),
        ("dmy", "last friday", True, "last friday"),
        # Python's date(2026, 11, 3) - date(1899, 12, 30) is 46329 days.
        ("serial", "46329", True, "2026-11-03"),
        ("serial", "46329.75", True, "2026-11-03 18:00:00"),
        ("serial", "46329.0", True, "2026-11-03"),
    ],
)
def test_a_date_is_written_with_one_reading(order: str, text: str, past: bool, fixed: str) -> None:
    assert date_fix(order, TODAY, past=past)(text) == fixed


def test_two_digits_of_a_year() -> None:
    found = [century(year, TODAY, past=False) for year in (0, 26, 46, 47, 99)]
    assert found == [2000, 2026, 2046, 1947, 1999]
    assert [century(year, TODAY, past=True) for year in (26, 27)] == [2026, 1927]


@pytest.mark.parametrize(
    ("texts", "decimal", "left_open"),
    [
        (["1,234.50", "2,000"], ".", [","]),
        (["1.234,50", "2.000"], ",", ["."]),
        (["2.000", "3.500"], "", ["."]),
        (["1.5", "1,5"], "", []),
        (["1.234.567", "1.234"], ",", ["."]),
        (["€ 12,00", "1.200"], ",", ["."]),
        (["120 000", "12k", "12"], "", []),
        (["0.123"], ".", []),
        (["12,5000", "3,4000"], "", [","]),  # by 万, or four decimals
        (["12,5000", "0,5"], ",", [","]),
        (["12.5000"], ".", []),
    ],
)
def test_the_decimal_mark_of_a_column(texts: list[str], decimal: str, left_open: list[str]) -> None:
    column = NumberColumn()
    for text in texts:
        column.look(text, 2)
    assert column.decimal == decimal
    assert list(column.open) == left_open


@pytest.mark.parametrize(
    ("decimal", "text", "fixed"),
    [
        (",", "€1.234", "€1234"),
        (",", "1.234,50", "1234.50"),
        (",", "1 234,5 EUR", "1234.5 EUR"),
        (",", "12,345", "12.3450"),
        (".", "1,234.50", "1234.50"),
        (".", "(12.00)", "(12.00)"),
        (".", "12k", "12k"),
        (".", "12,5000元", "125000元"),
        (",", "12,5000", "12.5000"),
        (",", "1.2.3", "1.2.3"),
        (",", "none", "none"),
    ],
)
def test_a_number_is_written_with_one_reading(decimal: str, text: str, fixed: str) -> None:
    assert number_fix(decimal)(text) == fixed
