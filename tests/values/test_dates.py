"""Days: every form and every refusal by table. Today is Wednesday of ISO week 47 unless said.

Nov 2026   Mo Tu We Th Fr Sa Su
week 46     9 10 11 12 13 14 15
week 47    16 17 18 19 20 21 22
week 48    23 24 25 26 27 28 29
week 49    30  1  2  3  4  5  6
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_cli.errors import BadValue
from crm_cli.values.dates import Prefer, read_date, read_period, show_date

WEDNESDAY = date(2026, 11, 18)
DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31))


def test_the_day_of_the_tables_is_a_wednesday() -> None:
    assert WEDNESDAY.isocalendar() == (2026, 47, 3)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Numbers
        ("2026-11-03", "2026-11-03"),
        ("2026-1-3", "2026-01-03"),
        ("20261103", "2026-11-03"),
        ("2026/11/3", "2026-11-03"),
        ("2026.11.03", "2026-11-03"),
        ("  2026-11-03 ", "2026-11-03"),
        ("２０２６－１１－０３", "2026-11-03"),
        ("2026-W45-2", "2026-11-03"),
        ("2026-11-03 00:00:00", "2026-11-03"),
        ("2026-11-03T00:00", "2026-11-03"),
        ("3.11.2026", "2026-11-03"),
        ("03.11.2026", "2026-11-03"),
        ("25/12/2026", "2026-12-25"),
        ("12/25/2026", "2026-12-25"),
        ("25-12-2026", "2026-12-25"),
        ("4/4/2026", "2026-04-04"),
        ("25/12", "2026-12-25"),
        ("13.1", "2027-01-13"),
        ("3.12.", "2026-12-03"),
        ("1900-01-01", "1900-01-01"),
        ("2200-12-31", "2200-12-31"),
        ("2028-02-29", "2028-02-29"),
        # Named months
        ("3 Nov 2026", "2026-11-03"),
        ("3-Nov-2026", "2026-11-03"),
        ("3nov2026", "2026-11-03"),
        ("03 NOVEMBER 2026", "2026-11-03"),
        ("November 3rd, 2026", "2026-11-03"),
        ("Nov. 3, 2026", "2026-11-03"),
        ("Nov 3 2026", "2026-11-03"),
        ("the 3rd of November 2026", "2026-11-03"),
        ("2026 Nov 3", "2026-11-03"),
        ("1 Sept 2026", "2026-09-01"),
        ("1st may 2027", "2027-05-01"),
        ("Dec 3", "2026-12-03"),
        ("Nov 3", "2027-11-03"),
        ("Nov 18", "2026-11-18"),
        ("Fri 2026-11-27", "2026-11-27"),
        ("Friday, 27 November 2026", "2026-11-27"),
        ("2026-11-27 (Fri)", "2026-11-27"),
        ("Fri Nov 27", "2026-11-27"),
        # Near days
        ("today", "2026-11-18"),
        ("Tomorrow", "2026-11-19"),
        ("tmr", "2026-11-19"),
        ("yesterday", "2026-11-17"),
        ("day after tomorrow", "2026-11-20"),
        ("the day before yesterday", "2026-11-16"),
        ("now", "2026-11-18"),
        # Weekdays
        ("fri", "2026-11-20"),
        ("on Friday", "2026-11-20"),
        ("by fri", "2026-11-20"),
        ("wed", "2026-11-25"),
        ("mon", "2026-11-23"),
        ("sunday", "2026-11-22"),
        ("thurs", "2026-11-19"),
        ("this fri", "2026-11-20"),
        ("this wed", "2026-11-18"),
        ("next fri", "2026-11-27"),
        ("next wed", "2026-11-25"),
        ("next monday", "2026-11-23"),
        ("fri next week", "2026-11-27"),
        ("next week fri", "2026-11-27"),
        ("mon this week", "2026-11-16"),
        ("last fri", "2026-11-13"),
        ("last mon", "2026-11-09"),
        ("past fri", "2026-11-13"),
        ("past mon", "2026-11-16"),
        ("coming mon", "2026-11-23"),
        ("weekend", "2026-11-21"),
        ("next weekend", "2026-11-28"),
        # Distances
        ("in 2 weeks", "2026-12-02"),
        ("in a week", "2026-11-25"),
        ("in three days", "2026-11-21"),
        ("in a month", "2026-12-18"),
        ("in a fortnight", "2026-12-02"),
        ("2w", "2026-12-02"),
        ("3d", "2026-11-21"),
        ("+3d", "2026-11-21"),
        ("-3d", "2026-11-15"),
        ("−3d", "2026-11-15"),
        ("2 weeks ago", "2026-11-04"),
        ("a year ago", "2025-11-18"),
        ("2 weeks from now", "2026-12-02"),
        ("3m", "2027-02-18"),
        ("1q", "2027-02-18"),
        ("0d", "2026-11-18"),
        # Edges
        ("eow", "2026-11-22"),
        ("eom", "2026-11-30"),
        ("eoq", "2026-12-31"),
        ("eoy", "2026-12-31"),
        ("end of month", "2026-11-30"),
        ("end of the month", "2026-11-30"),
        ("month end", "2026-11-30"),
        ("month-end", "2026-11-30"),
        ("end of next month", "2026-12-31"),
        ("end of last month", "2026-10-31"),
        ("end of Nov", "2026-11-30"),
        ("end of February 2028", "2028-02-29"),
        ("start of december", "2026-12-01"),
        ("som", "2026-12-01"),
        ("sow", "2026-11-23"),
        ("mid-month", "2026-12-15"),
        ("mid december", "2026-12-15"),
        ("next week", "2026-11-23"),
        ("next month", "2026-12-01"),
        ("next quarter", "2027-01-01"),
        ("next year", "2027-01-01"),
        ("week after next", "2026-11-30"),
        ("the 3rd", "2026-12-03"),
        ("20th", "2026-11-20"),
    ],
)
def test_reads_english_and_numbers(text: str, expected: str) -> None:
    assert read_date(text, today=WEDNESDAY).isoformat() == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("今天", "2026-11-18"),
        ("明天", "2026-11-19"),
        ("后天", "2026-11-20"),
        ("後天", "2026-11-20"),
        ("大后天", "2026-11-21"),
        ("昨天", "2026-11-17"),
        ("前天", "2026-11-16"),
        ("大前天", "2026-11-15"),
        ("周五", "2026-11-20"),
        ("星期五", "2026-11-20"),
        ("礼拜五", "2026-11-20"),
        ("週五", "2026-11-20"),
        ("周三", "2026-11-25"),
        ("周日", "2026-11-22"),
        ("周天", "2026-11-22"),
        ("星期天", "2026-11-22"),
        ("这周五", "2026-11-20"),
        ("本周五", "2026-11-20"),
        ("这周一", "2026-11-16"),
        ("下周五", "2026-11-27"),
        ("下周日", "2026-11-29"),
        ("下个星期五", "2026-11-27"),
        ("下 周五", "2026-11-27"),
        ("下下周一", "2026-11-30"),
        ("上周五", "2026-11-13"),
        ("上上周五", "2026-11-06"),
        ("周末", "2026-11-21"),
        ("下周末", "2026-11-28"),
        ("下周", "2026-11-23"),
        ("下个月", "2026-12-01"),
        ("下季度", "2027-01-01"),
        ("明年", "2027-01-01"),
        ("下月3号", "2026-12-03"),
        ("下个月三号", "2026-12-03"),
        ("上个月31号", "2026-10-31"),
        ("本月20日", "2026-11-20"),
        ("11月3号", "2027-11-03"),
        ("11月3日", "2027-11-03"),
        ("12月3日", "2026-12-03"),
        ("十二月三日", "2026-12-03"),
        ("十二月三十一号", "2026-12-31"),
        ("2026年11月3日", "2026-11-03"),
        ("2026 年 11 月 3 日", "2026-11-03"),
        ("二〇二六年十一月三日", "2026-11-03"),
        ("明年3月1号", "2027-03-01"),
        ("去年12月25日", "2025-12-25"),
        ("2026年11月27日 星期五", "2026-11-27"),
        ("周五 11月27日", "2026-11-27"),
        ("3号", "2026-12-03"),
        ("20号", "2026-11-20"),
        ("二十号", "2026-11-20"),
        ("３号", "2026-12-03"),
        ("月底", "2026-11-30"),
        ("月末", "2026-11-30"),
        ("月初", "2026-12-01"),
        ("月中", "2026-12-15"),
        ("下个月底", "2026-12-31"),
        ("上月底", "2026-10-31"),
        ("本月初", "2026-11-01"),
        ("年底", "2026-12-31"),
        ("明年底", "2027-12-31"),
        ("季末", "2026-12-31"),
        ("下季度末", "2027-03-31"),
        ("2月底", "2027-02-28"),
        ("2028年2月底", "2028-02-29"),
        ("三天后", "2026-11-21"),
        ("3天前", "2026-11-15"),
        ("两周后", "2026-12-02"),
        ("两个星期之后", "2026-12-02"),
        ("一个月后", "2026-12-18"),
        ("三个月前", "2026-08-18"),
        ("半个月后", "2026-12-03"),
        ("半年后", "2027-05-18"),
        ("十天以后", "2026-11-28"),
        ("一百天后", "2027-02-26"),
    ],
)
def test_reads_chinese(text: str, expected: str) -> None:
    assert read_date(text, today=WEDNESDAY).isoformat() == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fri", "2026-11-13"),
        ("wed", "2026-11-11"),
        ("周二", "2026-11-17"),
        ("this fri", "2026-11-20"),
        ("this mon", "2026-11-16"),
        ("Nov 3", "2026-11-03"),
        ("12月3号", "2025-12-03"),
        ("Nov 18", "2026-11-18"),
        ("3号", "2026-11-03"),
        ("20号", "2026-10-20"),
        ("som", "2026-11-01"),
        ("月底", "2026-10-31"),
        ("年底", "2025-12-31"),
        ("30d", "2026-10-19"),
        ("in 2 weeks", "2026-12-02"),
        ("+3d", "2026-11-21"),
        ("tomorrow", "2026-11-19"),
        ("25/12", "2025-12-25"),
    ],
)
def test_reads_towards_the_past(text: str, expected: str) -> None:
    assert read_date(text, today=WEDNESDAY, prefer="past").isoformat() == expected


@pytest.mark.parametrize(
    ("today", "text", "expected"),
    [
        ("2026-11-20", "fri", "2026-11-27"),
        ("2026-11-20", "this fri", "2026-11-20"),
        ("2026-11-20", "next fri", "2026-11-27"),
        ("2026-11-22", "next mon", "2026-11-23"),
        ("2026-11-22", "下周一", "2026-11-23"),
        ("2026-11-22", "周末", "2026-11-22"),
        ("2026-11-22", "eow", "2026-11-22"),
        ("2026-11-21", "last fri", "2026-11-13"),
        ("2026-11-21", "past fri", "2026-11-20"),
        ("2026-11-30", "eom", "2026-11-30"),
        ("2026-12-01", "som", "2026-12-01"),
        ("2027-01-31", "in 1 month", "2027-02-28"),
        ("2028-02-29", "in a year", "2029-02-28"),
        ("2026-12-30", "下周五", "2027-01-08"),
        ("2027-11-18", "Feb 29", "2028-02-29"),
        ("2026-10-30", "31号", "2026-10-31"),
        ("2027-01-01", "上周一", "2026-12-21"),
    ],
)
def test_reads_from_other_days(today: str, text: str, expected: str) -> None:
    assert read_date(text, today=date.fromisoformat(today)).isoformat() == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "it is empty"),
        ("   ", "it is empty"),
        ("x" * 81, "longer than 80 characters"),
        ("soonish", "in no known form"),
        ("[red]", "in no known form"),
        ("{typed}", "in no known form"),
        ("15", "a number alone"),
        ("03/04/2026", "could be 3 April or 4 March"),
        ("03-04-2026", "could be 3 April or 4 March"),
        ("3/4", "could be 3 April or 4 March"),
        ("3.4", "could be 3 April or 4 March"),
        ("13/13/2026", "neither 13 nor 13 is a month"),
        ("0/5/2026", "no day 0"),
        ("12.25.2026", "there is no month 25"),
        ("2026-13-01", "there is no month 13"),
        ("2026-00-01", "there is no month 0"),
        ("2026-11-00", "there is no day 0"),
        ("2026-02-30", "February 2026 has 28 days"),
        ("Feb 30", "February 2027 has 28 days"),
        ("2月29号", "February 2027 has 28 days"),
        ("Feb 29", "February 2027 has 28 days"),
        ("31号", "November 2026 has 30 days"),
        ("31.4.2026", "April 2026 has 30 days"),
        ("11月31号", "November 2026 has 30 days"),
        ("2026-W54-1", "2026 has no day 1 in a week 54"),
        ("1899-12-31", "the year 1899 is outside 1900 to 2200"),
        ("2201-01-01", "the year 2201 is outside 1900 to 2200"),
        ("0001-01-01", "the year 1 is outside"),
        ("99999y", "outside 1900 to 2200"),
        ("99999w", "outside 1900 to 2200"),
        ("3.11.26", "four digits"),
        ("25/12/26", "four digits"),
        ("3 Nov 26", "four digits"),
        ("26年11月3日", "four digits"),
        ("Thu 2026-11-27", "2026-11-27 is a Friday, not a Thursday"),
        ("周四 11月27日", "2026-11-27 is a Friday, not a Thursday"),
        ("this mon", "Monday of this week is past (2026-11-16)"),
        ("2026", "2026-01-01 to 2026-12-31, not one day"),
        ("2026-09", "2026-09-01 to 2026-09-30, not one day"),
        ("2026-W47", "2026-11-16 to 2026-11-22, not one day"),
        ("last week", "2026-11-09 to 2026-11-15, not one day"),
        ("this month", "2026-11-01 to 2026-11-30, not one day"),
        ("上周", "2026-11-09 to 2026-11-15, not one day"),
        ("去年", "2025-01-01 to 2025-12-31, not one day"),
        ("11月", "not one day"),
        ("2h", "only a day is wanted"),
        ("2 hours ago", "only a day is wanted"),
        ("2小时后", "only a day is wanted"),
        ("fri 3pm", "it has a time of day"),
        ("明天下午3点", "it has a time of day"),
        ("2026-11-03T15:00:00Z", "it has a time of day"),
        ("星期七", "in no known form"),
        ("一两周后", "in no known form"),
        ("两日", "in no known form"),
        ("两三天前", "in no known form"),
        ("二六年11月3日", "four digits"),
        ("am ago", "in no known form"),
        ("2026-11/03", "in no known form"),
        ("mid-year", "only a month has a middle"),
    ],
)
def test_refuses_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(BadValue) as caught:
        read_date(text, today=WEDNESDAY)
    assert reason in str(caught.value)
    hint = caught.value.hint.format_map(caught.value.values)
    assert "20" in hint, "a hint shows a form that is accepted"


def test_an_ambiguous_date_names_both_days() -> None:
    with pytest.raises(BadValue) as caught:
        read_date("03/04/2026", today=WEDNESDAY)
    hint = caught.value.hint.format_map(caught.value.values)
    assert hint == "write 2026-04-03 or 2026-03-04, or name the month: 3 Apr"


@pytest.mark.parametrize("text", ["weekend", "周末"])
def test_a_past_weekend_is_two_days(text: str) -> None:
    with pytest.raises(BadValue, match="two days"):
        read_date(text, today=WEDNESDAY, prefer="past")


@pytest.mark.parametrize("text", ["fri\0", "fri\ud800"])
def test_refuses_what_cannot_be_stored(text: str) -> None:
    with pytest.raises(BadValue):
        read_date(text, today=WEDNESDAY)


@given(DAYS, DAYS, st.sampled_from(["future", "past"]))
def test_full_forms_read_back_on_any_day(day: date, today: date, prefer: Prefer) -> None:
    forms = [
        day.isoformat(),
        show_date(day),
        f"{day:%Y%m%d}",
        f"{day.day}.{day.month}.{day.year}",
        f"{day.year}年{day.month}月{day.day}日",
    ]
    assert [read_date(form, today=today, prefer=prefer) for form in forms] == [day] * len(forms)


@given(st.dates(date(1901, 1, 1), date(2199, 12, 31)), st.integers(0, 6))
def test_weekdays_lie_on_the_side_that_is_meant(today: date, weekday: int) -> None:
    name = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[weekday]
    coming = read_date(name, today=today)
    passed = read_date(name, today=today, prefer="past")
    following = read_date(f"next {name}", today=today)
    assert coming.weekday() == passed.weekday() == following.weekday() == weekday
    assert 1 <= (coming - today).days <= 7
    assert 1 <= (today - passed).days <= 7
    assert following.isocalendar()[:2] == (today + timedelta(days=7)).isocalendar()[:2]


@given(st.text(max_size=40), st.sampled_from(["future", "past"]))
def test_any_text_is_read_or_refused(text: str, prefer: Prefer) -> None:
    try:
        day = read_date(text, today=WEDNESDAY, prefer=prefer)
    except BadValue as error:
        assert str(error) and error.hint.format_map(error.values)
    else:
        assert 1900 <= day.year <= 2200


CHARACTERS = tuple("下上个周月年底初五十日号点半后前天0123456789-/.:")
WORDS = ("..", "2026", "next", "last", "fri", "nov", "in", "ago", "am", "of", "end", "week", "m")
PIECES = st.sampled_from(CHARACTERS + WORDS)


@given(st.lists(PIECES, max_size=6), st.sampled_from(["", " "]))
def test_any_pieces_are_read_or_refused(pieces: list[str], glue: str) -> None:
    text = glue.join(pieces)
    try:
        first, last = read_period(text, today=WEDNESDAY)
    except BadValue as error:
        assert str(error) and error.hint.format_map(error.values)
    else:
        assert first <= last


@pytest.mark.parametrize("text", ["春节前", "国庆后", "before Christmas", "after Easter"])
def test_a_holiday_is_refused_by_its_name(text: str) -> None:
    with pytest.raises(BadValue, match="it names a holiday"):
        read_date(text, today=date(2026, 11, 22))
