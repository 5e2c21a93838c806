"""Stored instants, days in a zone, and how days are shown."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_cli.errors import BadValue
from crm_cli.values.dates import (
    day_start,
    from_utc_text,
    instant,
    local_day,
    show_date,
    show_relative,
    utc_text,
)
from crm_cli.values.days import When

BERLIN = ZoneInfo("Europe/Berlin")
SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 18, 15, 2, tzinfo=BERLIN)


def test_an_instant_is_utc_with_milliseconds() -> None:
    when = When(date(2026, 11, 18), time(16, 2, 3, 456999))
    assert instant(when, BERLIN) == "2026-11-18T15:02:03.456Z"
    assert instant(when, SHANGHAI) == "2026-11-18T08:02:03.456Z"


def test_a_day_alone_is_its_start() -> None:
    assert instant(When(date(2026, 11, 18), None), SHANGHAI) == "2026-11-17T16:00:00.000Z"


def test_a_skipped_time_is_refused() -> None:
    # On 2026-03-29 the clocks of Berlin go from 02:00 to 03:00.
    with pytest.raises(BadValue, match="no 02:30 on 2026-03-29 in Europe/Berlin") as caught:
        instant(When(date(2026, 3, 29), time(2, 30)), BERLIN)
    assert "2026-03-29 03:30" in caught.value.hint.format_map(caught.value.values)


def test_of_a_repeated_time_the_first_is_meant() -> None:
    day = date(2026, 10, 25)
    assert instant(When(day, time(2, 30)), BERLIN) == "2026-10-25T00:30:00.000Z"
    assert instant(When(day, time(2, 30, fold=1)), BERLIN) == "2026-10-25T01:30:00.000Z"


@pytest.mark.parametrize(
    ("zone", "day", "expected"),
    [
        ("Europe/Berlin", "2026-11-18", "2026-11-17T23:00:00.000Z"),
        ("Europe/Berlin", "2026-07-18", "2026-07-17T22:00:00.000Z"),
        ("UTC", "2026-07-18", "2026-07-18T00:00:00.000Z"),
        # The clocks of Cairo went from 00:00 to 01:00 (UTC+2 to +3): the day began at 01:00.
        ("Africa/Cairo", "2024-04-26", "2024-04-25T22:00:00.000Z"),
        # The clocks of Havana go from 01:00 (UTC-4) back to 00:00: two midnights, the first counts.
        ("America/Havana", "2024-11-03", "2024-11-03T04:00:00.000Z"),
        # The clocks of Toronto went from 23:30 to 00:30 (UTC-5 to -4): the day began at 00:30.
        ("America/Toronto", "1919-03-31", "1919-03-31T04:30:00.000Z"),
        # Samoa left out 30 December 2011: it is empty, and begins when the 31st does.
        ("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00.000Z"),
        ("Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00.000Z"),
    ],
)
def test_the_start_of_a_day(zone: str, day: str, expected: str) -> None:
    assert day_start(date.fromisoformat(day), ZoneInfo(zone)) == expected


@given(
    st.dates(date(1970, 1, 1), date(2037, 12, 30)),
    st.sampled_from(["Africa/Cairo", "America/Havana", "America/Sao_Paulo", "Asia/Beirut"]),
)
def test_a_day_begins_where_the_last_one_ends(day: date, name: str) -> None:
    zone = ZoneInfo(name)
    start = day_start(day, zone)
    before = utc_text(from_utc_text(start) - timedelta(milliseconds=1))
    assert local_day(start, zone) == day
    assert local_day(before, zone) == day - timedelta(days=1)


def test_the_local_day_of_an_instant() -> None:
    assert local_day("2026-11-18T23:30:00.000Z", BERLIN) == date(2026, 11, 19)
    assert local_day("2026-11-18T23:30:00.000Z", ZoneInfo("UTC")) == date(2026, 11, 18)


def test_utc_text_needs_a_zone() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        utc_text(datetime(2026, 11, 18))  # noqa: DTZ001
    plus_two = timezone(timedelta(hours=2))
    assert utc_text(datetime(2026, 11, 18, 1, tzinfo=plus_two)) == "2026-11-17T23:00:00.000Z"


@pytest.mark.parametrize("text", ["", "2026-11-18", "2026-11-18T15:02:03Z", "x" * 24])
def test_only_the_stored_form_is_read(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a stored time|Invalid isoformat"):
        from_utc_text(text)


@given(st.datetimes(timezones=st.just(UTC)))
def test_stored_text_reads_back(moment: datetime) -> None:
    cut = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    assert from_utc_text(utc_text(moment)) == cut


def test_a_day_is_shown_in_full() -> None:
    assert show_date(date(2026, 11, 27)) == "Fri 2026-11-27"


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (date(2026, 11, 18), "today"),
        (date(2026, 11, 17), "yesterday"),
        (date(2026, 11, 19), "tomorrow"),
        (date(2026, 11, 9), "9 days ago"),
        (date(2026, 11, 21), "in 3 days"),
        (date(2023, 11, 18), "1,096 days ago"),
        ("2026-11-09", "9 days ago"),
        # 23:30 UTC on the 16th is 00:30 on the 17th in Berlin.
        ("2026-11-16T23:30:00.000Z", "yesterday 00:30"),
        ("2026-11-18T08:05:00.000Z", "today 09:05"),
        ("2026-11-19T08:05:00.000Z", "tomorrow 09:05"),
        ("2026-11-09T08:05:00.000Z", "9 days ago"),
        (datetime(2026, 11, 17, 15, 2, tzinfo=UTC), "yesterday 16:02"),
    ],
)
def test_shows_how_far(moment: date | datetime | str, expected: str) -> None:
    assert show_relative(moment, NOW) == expected
