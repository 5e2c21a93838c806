"""Durations, in seconds: every form and every refusal by table."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_cli.errors import BadValue
from crm_cli.values.durations import measure, read_duration, show_days, show_duration

M = 60
H = 3600


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("15", 15 * M),
        ("1", M),
        ("1440", 24 * H),
        ("15m", 15 * M),
        ("15 m", 15 * M),
        ("15min", 15 * M),
        ("15 min", 15 * M),
        ("15 MINS", 15 * M),
        ("15'", 15 * M),
        ("90 minutes", 90 * M),
        ("1 minute", M),
        ("a minute", M),
        ("1h", H),
        ("1 h", H),
        ("1 hr", H),
        ("2 hrs", 2 * H),
        ("2 hours", 2 * H),
        ("an hour", H),
        ("one hour", H),
        ("two hours", 2 * H),
        ("1h30", 90 * M),
        ("1h05", 65 * M),
        ("1h30m", 90 * M),
        ("1h 30m", 90 * M),
        ("1 h 30 min", 90 * M),
        ("1 hour 30 minutes", 90 * M),
        ("1 hour and 30 minutes", 90 * M),
        ("1 hour, 30 minutes", 90 * M),
        ("half an hour", 30 * M),
        ("half-hour", 30 * M),
        ("an hour and a half", 90 * M),
        ("a quarter of an hour", 15 * M),
        ("1.5h", 90 * M),
        ("1,5 h", 90 * M),
        ("0.25h", 15 * M),
        ("1.75 hours", 105 * M),
        ("2.5 min", 150),
        ("1h 2.5m", H + 150),
        ("1:30", 90 * M),
        ("0:45", 45 * M),
        ("10:00", 10 * H),
        ("1:30:20", 90 * M + 20),
        ("24h", 24 * H),
        ("30s", 30),
        ("45 seconds", 45),
        ("1 min 30 s", 90),
        ("１５分钟", 15 * M),
        ("15分钟", 15 * M),
        ("15分鐘", 15 * M),
        ("30分", 30 * M),
        ("十五分钟", 15 * M),
        ("四十五分钟", 45 * M),
        ("半小时", 30 * M),
        ("半个小时", 30 * M),
        ("半个钟头", 30 * M),
        ("一个半钟", 90 * M),
        ("1小时", H),
        ("一小时", H),
        ("一个小时", H),
        ("两小时", 2 * H),
        ("两个小时", 2 * H),
        ("两個鐘頭", 2 * H),
        ("一个半小时", 90 * M),
        ("两个半小时", 150 * M),
        ("一小时半", 90 * M),
        ("1小时20分", 80 * M),
        ("1小时20分钟", 80 * M),
        ("1 小时 20 分钟", 80 * M),
        ("一个小时零五分", 65 * M),
        ("1.5小时", 90 * M),
        ("一刻钟", 15 * M),
        ("三刻钟", 45 * M),
        ("半分钟", 30),
        ("45秒", 45),
    ],
)
def test_reads(text: str, expected: int) -> None:
    assert read_duration(text) == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "it is empty"),
        ("  ", "it is empty"),
        ("long", "in no known form"),
        ("h", "in no known form"),
        ("小时", "in no known form"),
        ("半", "in no known form"),
        ("半小时半", "in no known form"),
        ("{text}", "in no known form"),
        ("15 16", "in no known form"),
        ("am", "in no known form"),
        ("两三个小时", "in no known form"),
        ("10钟", "in no known form"),
        ("1,500 min", "in no known form"),
        ("30m 1h", "in no known form"),
        ("1h 1h", "in no known form"),
        ("٣", "in no known form"),
        ("1.5", "hours or minutes"),
        ("0,5", "hours or minutes"),
        ("1h90m", "go to 59"),
        ("1h90", "go to 59"),
        ("1:75", "go to 59"),
        ("1小时60分", "go to 59"),
        ("1.5h 30m", "only its last part"),
        ("0", "no time at all"),
        ("0m", "no time at all"),
        ("0:00", "no time at all"),
        ("0.0001s", "no time at all"),
        ("-15", "cannot be negative"),
        ("-1h", "cannot be negative"),
        ("−15", "cannot be negative"),
        ("负五分钟", "cannot be negative"),
        ("1441", "more than 24 hours"),
        ("25h", "more than 24 hours"),
        ("24:01", "more than 24 hours"),
        ("999999999", "more than 24 hours"),
        ("2d", "8 working hours or 24"),
        ("1 day", "8 working hours or 24"),
        ("1.5 days", "8 working hours or 24"),
        ("1w", "8 working hours or 24"),
        ("2天", "8 working hours or 24"),
    ],
)
def test_refuses_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(BadValue) as caught:
        read_duration(text)
    assert reason in str(caught.value)
    assert "write " in caught.value.hint.format_map(caught.value.values)


@pytest.mark.parametrize("text", ["1h\0", "1h\ud800"])
def test_refuses_what_cannot_be_stored(text: str) -> None:
    with pytest.raises(BadValue):
        read_duration(text)


def test_a_measure_needs_a_unit_and_has_no_limit() -> None:
    assert measure("15") is None
    assert measure("36 hours") == 36 * H


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0, "0 min"),
        (1, "1 s"),
        (59.6, "1 min"),
        (90, "1 min 30 s"),
        (15 * M, "15 min"),
        (H, "1 h"),
        (90 * M, "1 h 30 min"),
        (H + 5, "1 h 5 s"),
        (26 * H + 5 * M, "26 h 5 min"),
        (-90 * M, "-1 h 30 min"),
        (-0.2, "0 min"),
    ],
)
def test_shows(seconds: float, expected: str) -> None:
    assert show_duration(seconds) == expected


@pytest.mark.parametrize(
    ("days", "expected"),
    [(0, "0.0 d"), (2.25, "2.3 d"), (51.782, "51.8 d"), (-1.5, "-1.5 d"), (-0.01, "0.0 d")],
)
def test_shows_days(days: float, expected: str) -> None:
    assert show_days(days) == expected


@given(st.integers(1, 24 * H))
def test_what_is_shown_reads_back(seconds: int) -> None:
    assert read_duration(show_duration(seconds)) == seconds


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        seconds = read_duration(text)
    except BadValue as error:
        assert str(error) and error.hint.format_map(error.values)
    else:
        assert 0 < seconds <= 24 * H
