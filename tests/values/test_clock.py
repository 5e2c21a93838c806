"""Moments: a day with a time, in the team's zone. It is Wednesday 2026-11-18, 15:02, in Berlin."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_cli.errors import BadValue
from crm_cli.values.dates import Prefer, instant, read_when, utc_text
from crm_cli.values.days import When

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 18, 15, 2, tzinfo=BERLIN)


def text_of(when: When) -> str:
    return when.day.isoformat() + (f" {when.time:%H:%M}" if when.time else "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("yesterday", "2026-11-17"),
        ("nov 3", "2026-11-03"),
        ("3 days ago", "2026-11-15"),
        ("20261103", "2026-11-03"),
        ("15:00", "2026-11-18 15:00"),
        ("15:02", "2026-11-18 15:02"),
        ("9:05", "2026-11-18 09:05"),
        ("3pm", "2026-11-18 15:00"),
        ("2:30 pm", "2026-11-18 14:30"),
        ("2:30p.m.", "2026-11-18 14:30"),
        ("12am", "2026-11-18 00:00"),
        ("12:30 pm", "2026-11-18 12:30"),
        ("noon", "2026-11-18 12:00"),
        ("at 9:05", "2026-11-18 09:05"),
        ("下午3点", "2026-11-18 15:00"),
        ("下午三点", "2026-11-18 15:00"),
        ("上午十点半", "2026-11-18 10:30"),
        ("上午10點半", "2026-11-18 10:30"),
        ("早上9点一刻", "2026-11-18 09:15"),
        ("早上8点三刻", "2026-11-18 08:45"),
        ("14点30分", "2026-11-18 14:30"),
        ("十四点三十分", "2026-11-18 14:30"),
        ("14点05", "2026-11-18 14:05"),
        ("十点零五分", "2026-11-18 10:05"),
        ("3点半", "2026-11-18 03:30"),
        ("3点整", "2026-11-18 03:00"),
        ("零点", "2026-11-18 00:00"),
        ("凌晨3点", "2026-11-18 03:00"),
        ("中午", "2026-11-18 12:00"),
        ("中午12点半", "2026-11-18 12:30"),
        ("中午1点", "2026-11-18 13:00"),
        ("yesterday 15:00", "2026-11-17 15:00"),
        ("yesterday at 3pm", "2026-11-17 15:00"),
        ("3pm yesterday", "2026-11-17 15:00"),
        ("3:30 pm, yesterday", "2026-11-17 15:30"),
        ("yesterday noon", "2026-11-17 12:00"),
        ("fri 3pm", "2026-11-13 15:00"),
        ("last fri 3pm", "2026-11-13 15:00"),
        ("Nov 3 2:15pm", "2026-11-03 14:15"),
        ("3 Nov 2026 at 09:00", "2026-11-03 09:00"),
        ("2026-11-03 15:00", "2026-11-03 15:00"),
        ("2026-11-03T15:00", "2026-11-03 15:00"),
        ("2026-11-03 00:00", "2026-11-03 00:00"),
        ("2026-11-03 15:00:59", "2026-11-03 15:00"),
        ("2026-11-03T15:00:00Z", "2026-11-03 16:00"),
        ("2026-11-03T15:00:00.123Z", "2026-11-03 16:00"),
        ("20261103T150000Z", "2026-11-03 16:00"),
        ("20261103T150000,5Z", "2026-11-03 16:00"),
        ("20261103T1500+0200", "2026-11-03 14:00"),
        ("20261103T1500", "2026-11-03 15:00"),
        ("2026-11-03T15Z", "2026-11-03 16:00"),
        ("2026-W45-2T15:00:00Z", "2026-11-03 16:00"),
        ("2026W452T150000-0100", "2026-11-03 17:00"),
        ("2026-11-03T15:00+08:00", "2026-11-03 08:00"),
        ("2026-07-03T23:30:00Z", "2026-07-04 01:30"),
        ("昨天15:00", "2026-11-17 15:00"),
        ("昨天下午3点", "2026-11-17 15:00"),
        ("昨天 下午 3点", "2026-11-17 15:00"),
        ("昨天下午3:30", "2026-11-17 15:30"),
        ("明天下午3点", "2026-11-19 15:00"),
        ("下午3点 明天", "2026-11-19 15:00"),
        ("昨晚8点", "2026-11-17 20:00"),
        ("昨天晚上八点", "2026-11-17 20:00"),
        ("今早9点", "2026-11-18 09:00"),
        ("今晚8点", "2026-11-18 20:00"),
        ("上周五下午2点", "2026-11-13 14:00"),
        ("周五三点", "2026-11-13 03:00"),
        ("周二十点", "2026-11-17 10:00"),
        ("11月3号下午3点半", "2026-11-03 15:30"),
        ("3号3点", "2026-11-03 03:00"),
        ("昨天中午", "2026-11-17 12:00"),
        ("today 16:00", "2026-11-18 16:00"),
        ("now", "2026-11-18 15:02"),
        ("刚才", "2026-11-18 15:02"),
        ("2 hours ago", "2026-11-18 13:02"),
        ("an hour ago", "2026-11-18 14:02"),
        ("half an hour ago", "2026-11-18 14:32"),
        ("1.5h ago", "2026-11-18 13:32"),
        ("10 min ago", "2026-11-18 14:52"),
        ("-2h", "2026-11-18 13:02"),
        ("16 hours ago", "2026-11-17 23:02"),
        ("in 30 min", "2026-11-18 15:32"),
        ("2小时前", "2026-11-18 13:02"),
        ("两个小时前", "2026-11-18 13:02"),
        ("一个半小时前", "2026-11-18 13:32"),
        ("10分钟之前", "2026-11-18 14:52"),
        ("半小时后", "2026-11-18 15:32"),
    ],
)
def test_reads_what_happened(text: str, expected: str) -> None:
    assert text_of(read_when(text, now=NOW, prefer="past")) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fri 3pm", "2026-11-20 15:00"),
        ("next fri 3pm", "2026-11-27 15:00"),
        ("下周五下午3点", "2026-11-27 15:00"),
        ("16:00", "2026-11-18 16:00"),
        ("15:02", "2026-11-18 15:02"),
        ("晚上8点", "2026-11-18 20:00"),
        ("明早9点", "2026-11-19 09:00"),
        ("eom 17:00", "2026-11-30 17:00"),
        ("in 2 weeks", "2026-12-02"),
    ],
)
def test_reads_what_is_due(text: str, expected: str) -> None:
    assert text_of(read_when(text, now=NOW)) == expected


@pytest.mark.parametrize(
    ("text", "prefer", "reason"),
    [
        ("16:00", "past", "16:00 today is still to come (15:02 now)"),
        ("晚上8点", "past", "20:00 today is still to come"),
        ("9:00", "future", "09:00 today is past (15:02 now)"),
        ("midnight", "past", "it could be either"),
        ("fri midnight", "past", "it could be either"),
        ("昨天半夜", "past", "it could be either"),
        ("24:00", "past", "a day ends at 23:59"),
        ("yesterday 25:00", "past", "there is no hour 25"),
        ("明天25:00", "past", "there is no hour 25"),
        ("15:60", "past", "from 0 to 59"),
        ("13pm", "past", "from 1 to 12"),
        ("0am", "past", "from 1 to 12"),
        ("晚上12点", "past", "which hour 12 belongs to 晚上"),
        ("晚上1点", "past", "which hour 1 belongs to 晚上"),
        ("上午12点", "past", "which hour 12 belongs to 上午"),
        ("中午9点", "past", "which hour 9 belongs to 中午"),
        ("at 3", "past", "it could be am or pm"),
        ("3", "past", "it could be am or pm"),
        ("yesterday 3", "past", "it could be am or pm"),
        ("yesterday at 3", "past", "it could be am or pm"),
        ("2h", "past", "before now or after"),
        ("10m ago", "past", "minutes or months"),
        ("-6m", "past", "minutes or months"),
        ("6m", "past", "minutes or months"),
        ("15 ago", "past", "in no known form"),
        ("15:00 UTC", "past", "in the team's zone"),
        ("03/04/2026 15:00", "past", "could be 3 April or 4 March"),
        ("2026-02-30 15:00", "past", "February 2026 has 28 days"),
        ("last week", "past", "not one day"),
        ("lunchtime", "past", "in no known form"),
        ("", "past", "it is empty"),
        ("2026-11-03T15:00+99:00", "past", "distance from UTC"),
    ],
)
def test_refuses_with_the_reason(text: str, prefer: Prefer, reason: str) -> None:
    with pytest.raises(BadValue) as caught:
        read_when(text, now=NOW, prefer=prefer)
    assert reason in str(caught.value)
    assert "write " in caught.value.hint.format_map(caught.value.values)


def test_seconds_are_kept() -> None:
    read = read_when("2026-11-03T15:04:05.678901Z", now=NOW)
    assert read == When(date(2026, 11, 3), time(16, 4, 5, 678901))


def test_hours_ago_are_elapsed_time_when_the_clocks_change() -> None:
    # On 2026-10-25 at 03:00 the clocks of Berlin go back to 02:00.
    now = datetime(2026, 10, 25, 4, 0, tzinfo=BERLIN)
    first = read_when("3 hours ago", now=now, prefer="past")
    second = read_when("2 hours ago", now=now, prefer="past")
    third = read_when("1 hour ago", now=now, prefer="past")
    assert [text_of(when)[11:] for when in (first, second, third)] == ["02:00", "02:00", "03:00"]
    assert instant(first, BERLIN) == "2026-10-25T00:00:00.000Z"
    assert instant(second, BERLIN) == "2026-10-25T01:00:00.000Z"
    assert instant(third, BERLIN) == "2026-10-25T02:00:00.000Z"


@given(
    st.integers(0, 2**41).map(lambda count: datetime.fromtimestamp(count / 1000, UTC)),
    st.sampled_from(["Europe/Berlin", "Asia/Shanghai", "America/New_York", "Africa/Cairo"]),
)
def test_a_stored_instant_reads_back(moment: datetime, name: str) -> None:
    zone = ZoneInfo(name)
    stored = utc_text(moment)
    read = read_when(stored, now=datetime.now(zone))
    assert instant(read, zone) == stored


@given(st.integers(1, 23 * 60))
def test_minutes_ago_are_that_long_ago(minutes: int) -> None:
    read = read_when(f"{minutes} min ago", now=NOW, prefer="past")
    assert instant(read, BERLIN) == utc_text(NOW - timedelta(minutes=minutes))


@given(st.text(max_size=40), st.sampled_from(["future", "past"]))
def test_any_text_is_read_or_refused(text: str, prefer: Prefer) -> None:
    try:
        read = read_when(text, now=NOW, prefer=prefer)
    except BadValue as error:
        assert str(error) and error.hint.format_map(error.values)
    else:
        assert 1900 <= read.day.year <= 2200
