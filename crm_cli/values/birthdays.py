"""Birthdays: a day as `YYYY-MM-DD`, or `--MM-DD` (as vCard 4.0 has it) where its year is unknown.

`--MM-DD` comes before all whole days, and the last five characters of both are month and day.
"""

from __future__ import annotations

import re
from datetime import datetime

from crm_cli.values.days import NO_YEAR, Asked, in_range, plain, yearless

HINT = "write 1985-03-12 or 24 May 1985; without a year 24 May, 05-24 or 5月24日"
# The years that Outlook and Apple write where there is none, and the dashes of ISO 8601 and vCard.
_YEARLESS = r"(?:--|(?:0000|1604)-?)(?:([0-9]{2})([0-9]{2})|([0-9]{1,2})-([0-9]{1,2}))(?:[t ].*)?"


def read_birthday(text: str, *, now: datetime) -> str:
    """The day as it is stored; `--MM-DD` where the text has no year. BadValue with the reason.

    Words such as "fri" are as of `now` (aware, in the team's zone). A time of day is dropped.
    """
    from crm_cli.values.clock import read_moment

    asked = Asked(text, now.date(), True, "a birthday", HINT, yearless=True)
    bare = plain(asked)
    if found := re.fullmatch(_YEARLESS, bare):
        day = yearless(asked, int(found[1] or found[3]), int(found[2] or found[4]))
    else:
        day = read_moment(asked, re.sub("[-/.](?:0000|1604)$", "", bare), now).day
    if day.year == NO_YEAR:
        return f"--{day:%m-%d}"
    in_range(asked, day.year)
    return day.isoformat()


def is_yearless(birthday: str) -> bool:
    """Whether the year of a stored birthday is unknown."""
    return birthday.startswith("--")


def adds_year(old: str, new: str) -> bool:
    """Whether a stored birthday says the year that another of the same day lacks."""
    return is_yearless(old) and fit(old, new) and old != new


def fit(one: str, other: str) -> bool:
    """Whether two stored birthdays may be one: the same day, where one of them has no year."""
    return one[-5:] == other[-5:] and (one == other or is_yearless(one) or is_yearless(other))
