"""Numbers of custom fields: exact texts, never floats."""

from __future__ import annotations

import pytest

from crm_cli.errors import BadValue
from crm_cli.values.numbers import plain_text, read_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", "12"),
        ("-3", "-3"),
        ("+3", "3"),
        ("0.125", "0.125"),
        ("3.142", "3.142"),
        ("1.50", "1.5"),
        ("100.00", "100"),
        ("1,5", "1.5"),
        ("1,234.5", "1234.5"),
        ("1.234,5", "1234.5"),
        ("1 234", "1234"),
        ("１２", "12"),
        ("-0.0", "0"),
        ("007", "7"),
        ("−3.5", "-3.5"),
        ("- 3", "-3"),
        ("(1,234.50)", "-1234.5"),
        ("（12）", "-12"),
        ("1.234,5-", "-1234.5"),
    ],
)
def test_read_number(text: str, number: str) -> None:
    assert read_number(text) == number


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", 'cannot read "" as a number'),
        ("many", 'cannot read "many" as a number'),
        ("1e5", 'cannot read "1e5" as a number'),
        ("nan", 'cannot read "nan" as a number'),
        ("1,234", '"1,234" may mean 1234 or 1.234'),
        ("(-3)", 'cannot read "(-3)" as a number'),
        ("-3-", 'cannot read "-3-" as a number'),
        ("3 -", 'cannot read "3 -" as a number'),
        ("(1,234)", '"(1,234)" may mean -1234 or -1.234'),
        ("1,2,3", 'the digits of "1,2,3" are not grouped like a number'),
    ],
)
def test_refused_numbers(text: str, reason: str) -> None:
    with pytest.raises(BadValue) as caught:
        read_number(text)
    assert str(caught.value) == reason


def test_a_known_mark() -> None:
    assert read_number("1,234", decimal=",") == "1.234"
    assert read_number("1,234", decimal=".") == "1234"


def test_plain_text() -> None:
    assert plain_text(-5, 2) == "-0.05"
    assert plain_text(123_450, 2) == "1234.50"
