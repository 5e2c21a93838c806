"""Days, moments and periods as people write them, and the stored and shown forms of them.

What is read, in short: ISO dates (2026-11-03, 20261103, 2026/11/3, 2026.11.03, 2026-W45-2),
"3 Nov 2026", "Nov 3", "3.11.2026" (with dots the day comes first), "tomorrow", "fri", "next fri",
"in 2 weeks", "2w", "-3d", "eom", "end of month", 11月3号, 下周五, 大后天, 月底, 两周后; times such
as 15:00, 3:30 pm, noon, 下午3点, 上午十点半; and a day with a time in either order. Small and
capital letters, half and full width, simplified and traditional characters are the same.

The rules, where people differ. Nothing is guessed: what is left open here is refused, with the
reason. A command shows what it understood in full ("Fri 2026-11-27").

Weekdays. Weeks are ISO weeks, Monday to Sunday.
- "fri", 周五: the next Friday strictly after today, so on a Friday the one in a week; where the
  past is meant, the last Friday strictly before today.
- "next fri", "fri next week", 下周五: the Friday of the next ISO week, however far. 下下周五: of
  the week after that.
- "last fri", 上周五: the Friday of the previous ISO week. ("past fri" is the most recent one.)
- "this fri": the Friday of this ISO week, refused when the future is meant and it is past, since
  it may be next week's. 本周五, 这周五, "fri this week" are that Friday in any case.
- A weekday beside a date ("Fri 2026-11-27") must be the right one.
- "weekend", 周末: the Saturday of this ISO week, on a Sunday that day; where the past is meant it
  is refused. 下周末 is the Saturday of the next ISO week.

Missing parts.
- A day without its year (Nov 3, 11月3号), without its month (the 3rd, 3号), and an edge (eow, eom,
  eoq, eoy, sow, som, soq, soy, mid-month; 月初, 月中, 月底, 季末, 年底) is the nearest in the
  direction that is meant, today included. If that month has no such day, it is refused.
- eow is Sunday, sow Monday; the middle of a month is its 15th. 下个月底, "end of this month" and
  the like name their own month.
- "next week", "next month", "next quarter", "next year", 下周, 下个月, 明年: its first day.
  "last month", "this week", 2026-09 are periods, and refused as a day.
- A year has four digits and lies in 1900 to 2200.

Distances. "in 2 weeks", "+2w", 两周后 look forward, "2 weeks ago", "-2w", 两周前 back, and "2w"
alone in the direction that is meant. A month after 31 January is the last of February. 半个月 is
15 days, 半年 six months. For a day m is months; for a moment "10m ago" is refused (minutes?).

Day and month. 03/04/2026, 03-04-2026, 3/4 and 3.4 are refused, since half the world reads them
the other way round; where only one order is possible (25/12/2026, 4/4/2026) they are read.

Times. Without am or pm, 上午 or 下午, a time is on the 24-hour clock: 3:30 and 3点半 are at night.
- 12am is 00:00, 12pm is noon. Midnight, 24:00 and 晚上12点 are refused: they could begin the day or
  end it.
- A time alone is today's. Where the past is meant and it is still to come, or the other way
  round, it is refused: the day is not clear.
- "2 hours ago" is elapsed time, also across a change of the clocks.
- A time with Z or an offset (2026-11-03T15:00+02:00) is turned to the team's zone.
- A local time that the clocks skip is refused; of one that comes twice the first is meant (`fold`
  of the time tells them apart). A day whose midnight is skipped begins at its first moment.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from crm_cli.values.days import When

Prefer = Literal["future", "past"]


def read_date(text: str, *, today: date, prefer: Prefer = "future") -> date:
    """The day that `text` names as seen from `today`, by the rules above.

    `prefer` is the direction that is meant where the text leaves it open: "future" for what is
    due, "past" for what happened. BadValue, with the reason, when there is no one such day.
    """
    from crm_cli.values.date_forms import read_day
    from crm_cli.values.days import Asked, in_range, plain

    asked = Asked(text, today, prefer == "past")
    day = read_day(asked, plain(asked))
    in_range(asked, day.year)
    return day


def read_when(text: str, *, now: datetime, prefer: Prefer = "future") -> When:
    """The day, and the time if there is one, that `text` names as seen from `now`.

    `now` is aware and in the team's zone; so is the result. `prefer` as in `read_date`. BadValue,
    with the reason, when there is no one such moment.
    """
    from crm_cli.values.clock import read_moment
    from crm_cli.values.days import WHEN_HINT, Asked, in_range, plain

    asked = Asked(text, now.date(), prefer == "past", "a time", WHEN_HINT)
    when = read_moment(asked, plain(asked), now)
    in_range(asked, when.day.year)
    return when


def read_distance(text: str, *, start: datetime) -> When | None:
    """The day, or moment, that is as far from `start` as `text` says; None for no distance.

    "2 weeks", "in 3 days", 两周后; "in 2 hours". BadValue, with the reason, for one out of range.
    """
    from crm_cli.errors import BadValue
    from crm_cli.values.clock import apart
    from crm_cli.values.date_chinese import chinese_distance
    from crm_cli.values.date_english import english_distance
    from crm_cli.values.days import Asked, When, plain

    asked = Asked(text, start.date(), False)
    words = plain(asked)
    try:
        day = english_distance(asked, words) or chinese_distance(asked, words.replace(" ", ""))
    except BadValue:  # hours are none for a day
        return apart(asked, words, start)
    return When(day, None) if day else None


def read_period(text: str, *, today: date) -> tuple[date, date]:
    """First and last day, both included, of the period that `text` names: see `periods`.

    BadValue, with the reason, when it names none.
    """
    from crm_cli.values.date_forms import read_range
    from crm_cli.values.days import PERIOD_HINT, Asked, in_range, plain

    asked = Asked(text, today, True, "a period", PERIOD_HINT)
    first, last = read_range(asked, plain(asked))
    in_range(asked, first.year)
    in_range(asked, last.year)
    return first, last


def instant(when: When, zone: tzinfo) -> str:
    """The stored UTC text of the moment in the zone; of a day alone, the text of its start.

    BadValue when the clocks skip that local time. Of a time that comes twice the first is meant,
    or the second where `when.time.fold` is 1.
    """
    if when.time is None:
        return day_start(when.day, zone)
    local = datetime.combine(when.day, when.time, zone)
    there = local.astimezone(UTC)
    if there.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        from crm_cli.errors import BadValue

        raise BadValue(
            "there is no {time} on {day} in {zone}: the clocks skip it",
            hint="write a time before or after, such as {day} {later}",
            time=f"{when.time:%H:%M}",
            day=when.day.isoformat(),
            zone=str(zone),
            later=f"{there.astimezone(zone):%H:%M}",
        )
    return utc_text(there)


def utc_text(moment: datetime) -> str:
    """The stored form of an aware datetime, "2026-11-22T08:30:00.000Z"; cut to milliseconds.

    ValueError when it has no zone.
    """
    if moment.tzinfo is None:
        raise ValueError("a datetime without a zone cannot be stored")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def from_utc_text(text: str) -> datetime:
    """The aware UTC datetime of a stored text; ValueError when it is not of the stored form."""
    if len(text) != 24 or text[10] != "T" or text[23] != "Z":
        raise ValueError(f"not a stored time: {text!r}")
    return datetime.fromisoformat(text)


def local_day(text: str, zone: tzinfo) -> date:
    """The day in the zone on which the stored moment falls."""
    return from_utc_text(text).astimezone(zone).date()


def day_start(day: date, zone: tzinfo) -> str:
    """The stored UTC text of the first moment of the day in the zone, mostly its midnight."""
    midnight = datetime.combine(day, time.min, zone)
    start = midnight.astimezone(UTC)
    if start.astimezone(zone).replace(tzinfo=None) != midnight.replace(tzinfo=None):
        # Midnight is skipped: the day begins when the clocks change, in the day before `start`.
        low, high = -86400, 0
        while high - low > 1:
            middle = (low + high) // 2
            reached = (start + timedelta(seconds=middle)).astimezone(zone).date() >= day
            low, high = (low, middle) if reached else (middle, high)
        start += timedelta(seconds=high)
    return utc_text(start)


def show_date(day: date) -> str:
    """The day in full, "Fri 2026-11-27"; `read_date` reads it back."""
    return f"{('Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun')[day.weekday()]} {day.isoformat()}"


def show_moment(text: str, zone: tzinfo) -> str:
    """A stored moment in the zone, "Fri 2026-11-27 15:00"; without its time at midnight."""
    local = from_utc_text(text).astimezone(zone)
    return show_date(local.date()) + (f" {local:%H:%M}" if local.hour or local.minute else "")


def show_relative(moment: date | datetime | str, now: datetime) -> str:
    """How far a day or an instant is from `now` (aware, in the team's zone), in calendar days.

    "today", "yesterday", "tomorrow", "9 days ago", "in 3 days"; for an instant the first three
    come with its local time: "yesterday 16:02". A text is a stored date or a stored instant.
    """
    if isinstance(moment, str):
        moment = date.fromisoformat(moment) if len(moment) == 10 else from_utc_text(moment)
    at = ""
    if isinstance(moment, datetime):
        local = moment.astimezone(now.tzinfo)
        at, moment = f" {local:%H:%M}", local.date()
    days = (moment - now.date()).days
    if abs(days) <= 1:
        return ("yesterday", "today", "tomorrow")[days + 1] + at
    return f"in {days:,} days" if days > 0 else f"{-days:,} days ago"
