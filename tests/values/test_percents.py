"""Percentages as people write them."""

from __future__ import annotations

import pytest

from crm_cli.errors import BadValue
from crm_cli.values.percents import percent_number, read_percent


@pytest.mark.parametrize(
    ("text", "hundredths"),
    [
        ("0", 0),
        ("70", 7000),
        ("70 %", 7000),
        ("７０％", 7000),
        ("100.00", 10_000),
        ("37.5", 3750),
        ("37,5%", 3750),
        ("33.33", 3333),
        ("0.6%", 60),
        ("1", 100),
    ],
)
def test_what_is_read(text: str, hundredths: int) -> None:
    assert read_percent(text) == hundredths


@pytest.mark.parametrize("text", ["", "x", "-1", "100.01", "101", "33.333", "5%%", "1e1"])
def test_what_is_refused(text: str) -> None:
    with pytest.raises(BadValue, match="not a valid percentage"):
        read_percent(text)


def test_a_fraction_without_a_sign_may_be_either() -> None:
    with pytest.raises(BadValue, match=r"may mean 0\.6% or 60%"):
        read_percent("0.6")


def test_a_plain_number_has_decimals_where_it_needs_them() -> None:
    assert [percent_number(3750), percent_number(7000)] == [37.5, 70]
