"""Birthdays with and without their year, in the ways that people and programs write them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crm_cli.errors import BadValue
from crm_cli.values.birthdays import adds_year, fit, read_birthday

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("24 May", "--05-24"),
        ("May 24th", "--05-24"),
        ("24.5.", "--05-24"),
        ("5/24", "--05-24"),
        ("24-05", "--05-24"),
        ("--05-24", "--05-24"),
        ("--0524", "--05-24"),
        ("--5-24", "--05-24"),
        ("--05-24T00:00:00Z", "--05-24"),
        ("0000-05-24", "--05-24"),
        ("24/05/0000", "--05-24"),
        ("1604-05-24", "--05-24"),
        ("16040524", "--05-24"),
        ("8月15日", "--08-15"),
        ("八月十五日", "--08-15"),
        ("29 Feb", "--02-29"),
        ("2月29日", "--02-29"),
        ("24 May 1985", "1985-05-24"),
        ("1985-05-24 00:00:00", "1985-05-24"),
        ("29.2.2000", "2000-02-29"),
        ("yesterday", "2026-11-21"),
    ],
)
def test_read_birthday(text: str, stored: str) -> None:
    assert read_birthday(text, now=NOW) == stored


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("30 Feb", "February has 29 days"),
        ("--04-31", "April has 30 days"),
        ("--13-01", "there is no month 13"),
        ("1985-02-29", "February 1985 has 28 days"),
        ("the 3rd", "it has no month"),
        ("3号", "it has no month"),
        ("fri 24 May", "a day without its year has no weekday"),
        ("3/4", "it could be 3 April or 4 March"),
        ("1985", "it is 1985-01-01 to 1985-12-31, not one day"),
        ("农历八月十五", "it is a day of the lunar calendar (农历)"),
        ("農曆8月15日", "it is a day of the lunar calendar (農曆)"),
        ("正月初五", "it is a day of the lunar calendar (正月)"),
        ("circa 1800", "it is in no known form"),
        ("1850-05-24", "the year 1850 is outside 1900 to 2200"),
    ],
)
def test_refused_birthdays(text: str, reason: str) -> None:
    with pytest.raises(BadValue) as caught:
        read_birthday(text, now=NOW)
    assert str(caught.value) == f'cannot read "{text}" as a birthday: {reason}'


def test_the_hint_of_a_doubtful_day_has_no_year_either() -> None:
    with pytest.raises(BadValue) as caught:
        read_birthday("3/4", now=NOW)
    assert "write --04-03 or --03-04" in (caught.value.hint or "").format(**caught.value.values)


def test_a_year_that_is_not_known_contradicts_none() -> None:
    assert fit("--05-24", "1985-05-24")
    assert fit("1985-05-24", "--05-24")
    assert not fit("1985-05-24", "1986-05-24")
    assert not fit("--05-24", "1985-05-25")
    assert adds_year("--05-24", "1985-05-24")
    assert not adds_year("1985-05-24", "--05-24")
