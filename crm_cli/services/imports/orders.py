"""What the dates and the numbers of a column have in common: day or month first, point or comma.

One cell often has two readings; the column, over the whole file, mostly has one. An order is
possible for a column when every date of it exists in that order; a decimal mark when a number
shows it. What the whole column leaves open is for the user to say, and never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from crm_cli.errors import BadValue
from crm_cli.values.numbers import narrow, plain_text, read_marks, read_number

DATE_ORDERS = ("dmy", "mdy", "ymd")
SERIAL = "serial"  # days since 1899-12-30, as spreadsheets count
ORDER_NAMES = {
    "dmy": "day, month, year",
    "mdy": "month, day, year",
    "ymd": "year, month, day",
    SERIAL: "days as a spreadsheet counts them",
}
_PLACES = {"dmy": (2, 1, 0), "mdy": (2, 0, 1), "ymd": (0, 1, 2)}

_DATE = re.compile(r"(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})(?=$|[ T,])", re.ASCII)
# Of a birthday without a year, where both may be the month.
_YEARLESS = re.compile(r"(0?\d|1[0-2])([-/.])(0?\d|1[0-2])\2?", re.ASCII)
_SERIAL = re.compile(r"([1-7]\d{4})(?:\.(\d+))?", re.ASCII)
_LAST_SERIAL = 73415  # 2100-12-31
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - spreadsheets know no zones
_NUMBER = re.compile(r"(?<![0-9.,])\d[\d., ']*\d|\d", re.ASCII)
_LEAP = 4
_MOST = 50_000  # different texts of a column that are remembered


class Open(NamedTuple):
    """A text with two readings, and where it stands."""

    line: int
    text: str


def century(year: int, today: date, *, past: bool) -> int:
    """The year that two digits mean: up to twenty years from now, and never to come for the past.

    The window is that of Python's and POSIX's strptime, moved along with time.
    """
    found = today.year // 100 * 100 + year
    latest = today.year + (0 if past else 20)
    return found - 100 if found > latest else found + 100 if found <= latest - 100 else found


class DateColumn:
    """The dates of a column, and which orders they leave possible."""

    def __init__(self) -> None:
        self.filled = self.serials = self.dates = 0
        self.possible = set(DATE_ORDERS)
        self.shown: Open | None = None  # what ruled the last order but one out
        self.open: Open | None = None
        self._pointed = True  # all that are open have points, and so the day first
        self._seen: set[str] = set()

    def look(self, text: str, line: int) -> None:
        """Take in one cell, not empty."""
        if text in self._seen:
            return
        if len(self._seen) < _MOST:
            self._seen.add(text)
        plain = narrow(text)
        self.filled += 1
        if _SERIAL.fullmatch(plain):
            self.serials += int(plain[:5]) <= _LAST_SERIAL
            return
        found = _DATE.match(plain)
        if found is None or len(found[1]) == 4:
            return
        days = {order: day for order in DATE_ORDERS if (day := _day(found, order)) is not None}
        if not days:
            return  # no date at all: its row will be rejected
        self.dates += 1
        left = self.possible & days.keys()
        if len(self.possible) > 1 and len(left) == 1:
            self.shown = Open(line, text)
        self.possible = left
        if len(set(days.values())) > 1:
            self.open = self.open or Open(line, text)
            self._pointed = self._pointed and found[2] == "."

    @property
    def order(self) -> str:
        """The one order, "" where none is needed or several are used."""
        if self.filled and self.serials == self.filled:
            return SERIAL
        if self.dates and len(self.possible) == 1:
            return next(iter(self.possible))
        return "dmy" if self.open and self._pointed and "dmy" in self.possible else ""

    @property
    def undecided(self) -> Open | None:
        """A date that the whole column leaves open; None where there is none.

        In a column that has dates of both orders each row is judged by itself.
        """
        return self.open if not self.order and self.possible else None


def _day(found: re.Match[str], order: str) -> date | None:
    """The date in this order, of two-digit years in this century; None when there is none."""
    parts = (found[1], found[3], found[4])
    year, month, day = (parts[place] for place in _PLACES[order])
    if len(year) == 3 or len(year) == 1 or len(month) > 2 or len(day) > 2:
        return None
    try:
        # The year 0000 stands for one that is not known; a leap year has each of its days.
        number = int(year) + (2000 if len(year) == 2 else 0)
        return date(number or _LEAP, int(month), int(day))
    except ValueError:
        return None


def readings(text: str) -> list[tuple[str, date]]:
    """The orders in which a text is a date, and the date that it is then."""
    found = _DATE.match(narrow(text))
    if found is None:
        return []
    return [(order, day) for order in DATE_ORDERS if (day := _day(found, order)) is not None]


def date_fix(
    order: str, today: date, *, past: bool, birthday: bool = False
) -> Callable[[str], str]:
    """What rewrites a date of this order in ISO form; a time after it, and other texts, stay.

    A `birthday` need not have a year.
    """

    def fix(text: str) -> str:
        plain = narrow(text)
        if order == SERIAL:
            return _from_serial(plain) or text
        if birthday and order != "ymd" and (bare := _YEARLESS.fullmatch(plain)):
            places = (1, 3) if order == "mdy" else (3, 1)
            return "-" + "".join(f"-{bare[place]:0>2}" for place in places)
        found = _DATE.match(plain)
        if found is None or len(found[1]) == 4:
            return text
        day = _day(found, order)
        if day is None:
            return text  # the reader says what is wrong with it
        parts = (found[1], found[3], found[4])
        short = parts[_PLACES[order][0]]
        year = century(int(short), today, past=past) if len(short) == 2 else int(short)
        rest = plain[found.end() :].lstrip(", T")
        return f"{year:04}-{day.month:02}-{day.day:02}" + (f" {rest}" if rest else "")

    return fix


def _from_serial(text: str) -> str:
    found = _SERIAL.fullmatch(text)
    if found is None or int(found[1]) > _LAST_SERIAL:
        return ""
    day = _EPOCH + timedelta(days=int(found[1]))
    if not found[2] or not int(found[2]):
        return f"{day:%Y-%m-%d}"
    seconds = round(float(f"0.{found[2]}") * 86400)
    return f"{day + timedelta(seconds=seconds):%Y-%m-%d %H:%M:%S}"


class PercentColumn:
    """The percentages of a column: of a hundred (60), or fractions (0.6)."""

    def __init__(self) -> None:
        self.of_hundred = self.fractions = False
        self.one: Open | None = None  # 1, which is 1 % or all of it

    def look(self, text: str, line: int) -> None:
        """Take in one cell, not empty."""
        plain = narrow(text)
        found = _NUMBER.search(plain)
        if found is None or "%" in plain:
            self.of_hundred = self.of_hundred or found is not None
            return
        number = float(found[0].replace(",", ".").replace(" ", "").replace("'", "") or 0)
        self.of_hundred = self.of_hundred or number > 1
        self.fractions = self.fractions or 0 < number < 1
        if number == 1 and self.one is None:
            self.one = Open(line, text)

    @property
    def undecided(self) -> Open | None:
        """A cell that may be 1 % or 100 %, where no other says which."""
        return None if self.of_hundred or self.fractions else self.one


def percent_fix(*, fractions: bool) -> Callable[[str], str]:
    """What writes a number as a percentage with its sign: 0.6 as 60% where they are fractions."""

    def fix(text: str) -> str:
        plain = narrow(text)
        if "%" in plain:
            return text
        try:
            number = Decimal(read_number(plain))
        except BadValue:
            return text  # the reader says what is wrong with it
        return f"{number * 100 if fractions else number:f}%"

    return fix


class NumberColumn:
    """The numbers of a column, and which decimal mark they show."""

    def __init__(self) -> None:
        self.shown: dict[str, Open] = {}  # of each mark: a number in which it can only be that
        self.open: dict[str, Open] = {}  # of each mark: a number in which it may be
        self._seen: set[str] = set()

    def look(self, text: str, line: int) -> None:
        """Take in one cell, not empty."""
        if text.isdecimal() or text in self._seen:
            return
        if len(self._seen) < _MOST:
            self._seen.add(text)
        plain = narrow(text)
        found = _NUMBER.search(plain)
        if found is None:
            return
        mark, sure = _decimal_mark(found[0])
        if plain[found.end() : found.end() + 2] in (",-", ".-"):  # 1.234,- has no cents
            mark, sure = plain[found.end()], True
        if mark:
            (self.shown if sure else self.open).setdefault(mark, Open(line, text))

    @property
    def decimal(self) -> str:
        """The one decimal mark that is shown, "" where none is or both are."""
        return next(iter(self.shown)) if len(self.shown) == 1 else ""


def _decimal_mark(body: str) -> tuple[str, bool]:
    """The decimal mark of a number, and whether it can be no other; "" where it has none."""
    points, commas = body.count("."), body.count(",")
    if points and commas:
        return (".", True) if body.rfind(".") > body.rfind(",") else (",", True)
    if points > 1 or commas > 1:
        return ("," if points else "."), True
    if not points and not commas:
        return "", False
    mark = "." if points else ","
    before, _, after = body.partition(mark)
    whole = before.replace(" ", "").replace("'", "")
    group = 4 if mark == "," and len(after) == 4 else 3  # 12,5000 counts by 万
    grouped = len(after) == group and 1 <= len(before) <= group and not whole.startswith("0")
    return mark, not grouped


def number_fix(decimal: str) -> Callable[[str], str]:
    """What writes a number with this decimal mark with a point and without groups."""

    def fix(text: str) -> str:
        plain = narrow(text)
        found = _NUMBER.search(plain)
        if found is None:
            return text
        try:
            marked = read_marks(found[0], decimal="," if decimal == "," else ".", text=text)
        except BadValue:
            return text  # the reader says what is wrong with it
        written = plain_text(marked.digits, marked.scale)
        if marked.scale == 3:
            written += "0"  # three digits alone would look like a group of thousands
        return plain[: found.start()] + written + plain[found.end() :]

    return fix
