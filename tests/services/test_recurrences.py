"""How often something comes back: what is read, what is refused, and the next due day."""

from __future__ import annotations

from datetime import date

import pytest

from crm_cli.errors import BadValue
from crm_cli.services.recurrences import kept, next_due, read_recurrence

READ = [
    ("day", "day"),
    ("daily", "day"),
    ("every day", "day"),
    ("Every Day", "day"),
    ("1 day", "day"),
    ("3 days", "3 days"),
    ("every 3 days", "3 days"),
    ("week", "week"),
    ("weekly", "week"),
    ("2 weeks", "2 weeks"),
    ("every other week", "2 weeks"),
    ("every second week", "2 weeks"),
    ("fortnightly", "2 weeks"),
    ("2w", "2 weeks"),
    ("month", "month"),
    ("monthly", "month"),
    ("3 months", "3 months"),
    ("quarter", "3 months"),
    ("quarterly", "3 months"),
    ("year", "year"),
    ("annually", "year"),
    ("mon", "mon"),
    ("every Monday", "mon"),
    ("Mondays", "mon"),
    ("thu, mon", "mon, thu"),
    ("Mondays and Thursdays", "mon, thu"),
    ("weekday", "weekday"),
    ("every working day", "weekday"),
    ("month on 15", "month on 15"),
    ("monthly on the 31st", "month on 31"),
    ("eom", "month on 31"),
    ("3 months on 31", "3 months on 31"),
    ("每天", "day"),
    ("每2天", "2 days"),
    ("每周", "week"),
    ("每週", "week"),
    ("每两周", "2 weeks"),
    ("隔周", "2 weeks"),
    ("每月", "month"),
    ("每个月", "month"),
    ("每三个月", "3 months"),
    ("每季度", "3 months"),
    ("每半年", "6 months"),
    ("每年", "year"),
    ("每周一", "mon"),
    ("每星期天", "sun"),
    ("每周一和周四", "mon, thu"),
    ("每周一、三、五", "mon, wed, fri"),
    ("每个工作日", "weekday"),
    ("每月15号", "month on 15"),
    ("每月底", "month on 31"),
    ("2 weeks from 2026-11-16", "2 weeks from 2026-11-16"),
    ("3 months on 31 from 2026-11-30", "3 months on 31 from 2026-11-30"),
    ("mon from 2026-11-16", "mon"),
]

REFUSED = [
    ("", "empty"),
    ("biweekly", "twice"),
    ("semimonthly", "twice"),
    ("每隔两天", "could count the day itself"),
    ("0 weeks", "never"),
    ("999 years", "ten years"),
    ("month on 32", "no day 32"),
    ("sometimes", "no known form"),
    ("twice a week", "no known form"),
    ("week from soon", "no date"),
]

# Due, recurrence, done, next.
NEXT = [
    ("2026-11-20", "day", "2026-11-20", "2026-11-21"),
    ("2026-11-20", "week", "2026-11-20", "2026-11-27"),
    # Done early: the grid stays.
    ("2026-11-20", "week", "2026-11-17", "2026-11-27"),
    # Done late: what was missed is not made up for. 2, 9, 16, 23 November are its Mondays.
    ("2026-11-02", "week", "2026-11-20", "2026-11-23"),
    ("2026-11-02", "week", "2026-11-16", "2026-11-23"),
    ("2026-11-02", "2 weeks", "2026-11-20", "2026-11-30"),
    ("2026-01-31", "month", "2026-01-31", "2026-02-28"),
    ("2026-01-31", "month", "2026-02-28", "2026-03-31"),
    ("2026-01-15", "month", "2026-04-20", "2026-05-15"),
    ("2026-08-31", "3 months", "2026-08-31", "2026-11-30"),
    ("2028-02-29", "year", "2028-02-29", "2029-02-28"),
    ("2026-02-28", "month on 31", "2026-02-28", "2026-03-31"),
    ("2026-11-20", "month on 15", "2026-11-20", "2026-12-15"),
    ("2026-11-10", "month on 15", "2026-11-10", "2026-11-15"),
    ("2026-11-30", "3 months on 31", "2026-11-30", "2027-02-28"),
    # 2026-11-20 is a Friday.
    ("2026-11-20", "weekday", "2026-11-20", "2026-11-23"),
    ("2026-11-20", "mon, thu", "2026-11-20", "2026-11-23"),
    ("2026-11-20", "fri", "2026-11-20", "2026-11-27"),
    (None, "2 weeks", "2026-11-20", "2026-12-04"),
    # Put off: from Monday 16 November to Wednesday, from the 31st, from a quarter's last day.
    ("2026-11-18", "week from 2026-11-16", "2026-11-18", "2026-11-23"),
    ("2026-11-25", "week from 2026-11-16", "2026-11-19", "2026-11-30"),
    ("2026-11-25", "2 weeks from 2026-11-16", "2026-11-25", "2026-11-30"),
    ("2026-02-03", "month from 2026-01-31", "2026-02-03", "2026-02-28"),
    ("2026-03-02", "month from 2026-01-31", "2026-03-02", "2026-03-31"),
    ("2026-12-02", "3 months on 31 from 2026-11-30", "2026-12-02", "2027-02-28"),
    ("2026-04-02", "year from 2026-03-05", "2026-04-02", "2027-03-05"),
    (None, "month", "2026-11-20", "2026-12-20"),
]


@pytest.mark.parametrize(("text", "stored"), READ)
def test_what_is_read(text: str, stored: str) -> None:
    assert read_recurrence(text) == stored


@pytest.mark.parametrize("stored", sorted({stored for _, stored in READ}))
def test_a_stored_form_is_read_as_itself(stored: str) -> None:
    assert read_recurrence(stored) == stored


@pytest.mark.parametrize(("text", "why"), REFUSED)
def test_what_is_refused_and_why(text: str, why: str) -> None:
    with pytest.raises(BadValue) as error:
        read_recurrence(text)
    assert why in str(error.value)
    assert error.value.hint


@pytest.mark.parametrize(("due", "recurrence", "done", "following"), NEXT)
def test_the_next_due_day(due: str | None, recurrence: str, done: str, following: str) -> None:
    start = date.fromisoformat(due) if due else None
    found = next_due(start, recurrence, date.fromisoformat(done))
    assert found == date.fromisoformat(following)


@pytest.mark.parametrize(
    ("recurrence", "due", "remembered"),
    [
        ("month", "2026-01-31", "month on 31"),
        ("3 months", "2026-08-31", "3 months on 31"),
        ("year", "2028-02-29", "12 months on 29"),
        ("month", "2026-01-28", "month"),
        ("year", "2026-12-31", "year"),
        ("2 weeks", "2026-12-31", "2 weeks"),
        ("month on 31", "2026-11-30", "month on 31"),
        ("month", None, "month"),
        ("2 weeks from 2026-11-16", "2026-11-25", "2 weeks"),
        ("month from 2026-01-31", "2026-02-03", "month on 31"),
    ],
)
def test_a_day_of_the_month_does_not_drift(
    recurrence: str, due: str | None, remembered: str
) -> None:
    assert kept(recurrence, date.fromisoformat(due) if due else None) == remembered
