"""Values that have an order, read as a range: one number, or a day from its start to its end."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from crm_cli.errors import BadValue
from crm_cli.filters.binding import Binding
from crm_cli.filters.columns import Target
from crm_cli.values.text import brief

if TYPE_CHECKING:
    from crm_cli.book import Book
    from crm_cli.values.money import Money

_LARGEST = 2**63 - 1


class Range(NamedTuple):
    """The SQL of the first and last value; `open` when the last one is the first after it.

    `only` is a condition, with its AND, that holds besides.
    """

    first: str
    last: str
    open: bool = False
    only: str = ""


def _one(value: str | int, bound: Binding) -> Range:
    operand = bound(value)
    return Range(operand, operand)


def _integer(_target: Target, text: str, bound: Binding) -> Range:
    from crm_cli.values.numbers import read_number

    number = read_number(text)
    if "." in number or abs(int(number)) > _LARGEST:
        raise BadValue('"{text}" is no whole number', hint="write one such as 12", text=brief(text))
    return _one(int(number), bound)


def _number(_target: Target, text: str, bound: Binding) -> Range:
    from crm_cli.values.numbers import read_number

    operand = f"CAST({bound(read_number(text))} AS NUMERIC)"
    return Range(operand, operand)


def _percent(_target: Target, text: str, bound: Binding) -> Range:
    from crm_cli.values.percents import read_percent

    # A comma stands between values: 10,70 are two.
    return _one(read_percent(text.replace(",", "?")), bound)


def _duration(target: Target, text: str, bound: Binding) -> Range:
    from crm_cli.values.durations import read_duration

    if re.fullmatch("[0-9]{1,9}", text):
        raise BadValue(
            '"{text}" could be seconds or minutes',
            hint="write the unit: {text}m, or {text}s",
            text=brief(text),
        )
    return _one(read_duration(text), bound)


def _time(_target: Target, text: str, bound: Binding) -> Range:
    from crm_cli.values.clock import read_time

    return _one(f"{read_time(text, bound.book.today):%H:%M}", bound)


def _date(target: Target, text: str, bound: Binding) -> Range:
    from crm_cli.values.dates import read_date

    book, prefer = bound.book, "past" if target.past else "future"
    try:
        day = read_date(text, today=book.today, prefer=prefer)  # type: ignore[arg-type]
    except BadValue as error:
        first, last = _period(text, book, target.past, error)
    else:
        first, last = _whole(text, day, book)
    return Range(bound(first.isoformat()), bound(last.isoformat()))


def yearless(text: str, bound: Binding) -> str:
    """The SQL of the day (MM-DD) that a birthday without its year names; "" for anything else."""
    from crm_cli.values.birthdays import is_yearless, read_birthday

    try:
        found = read_birthday(text, now=bound.book.now)
    except BadValue:
        return ""
    return bound(found[-5:]) if is_yearless(found) else ""


def _birthday(target: Target, text: str, bound: Binding) -> Range:
    """Birthdays whose year is known: the others are neither before nor after a date."""
    if yearless(text, bound):
        raise BadValue(
            '"{text}" has no year, so no birthday is before or after it',
            hint="write its year, or {column}={text} for all who have it on that day",
            text=brief(text),
            column=target.name,
        )
    return _date(target, text, bound)._replace(only=f"substr({target.sql}, 1, 1) <> '-' AND ")


def _datetime(_target: Target, text: str, bound: Binding) -> Range:
    from crm_cli.values.dates import day_start, from_utc_text, instant, read_when, utc_text

    book = bound.book
    try:
        when = read_when(text, now=book.now, prefer="past")
    except BadValue as error:
        first, last = _period(text, book, True, error)
    else:
        if when.time is not None:
            start = instant(when, book.zone)
            length = timedelta(seconds=1) if when.time.second else timedelta(minutes=1)
            return Range(bound(start), bound(utc_text(from_utc_text(start) + length)), open=True)
        first, last = _whole(text, when.day, book)
    after = day_start(last + timedelta(days=1), book.zone)
    return Range(bound(day_start(first, book.zone)), bound(after), open=True)


def _whole(text: str, day: date, book: Book) -> tuple[date, date]:
    """The day, or all of the period that is read as its first day: "next month"."""
    from crm_cli.values.dates import read_period

    try:
        first, last = read_period(text, today=book.today)
    except BadValue:
        return day, day
    return (first, last) if first == day else (day, day)


def _period(text: str, book: Book, past: bool, error: BadValue) -> tuple[date, date]:
    """The period of several days that `text` names; `error` when it is none."""
    from crm_cli.values.dates import read_period

    try:
        first, last = read_period(text, today=book.today)
    except BadValue:
        raise error from None
    # A month alone is the latest one that has begun: for what is due, that would be a guess.
    named = re.search(r"[0-9]{4}|this|last|next|current|previous|[本这今上下明后去前]", text)
    if (first == last and ".." not in text) or not (past or named):
        raise error
    return first, last


def _money(target: Target, text: str, bound: Binding) -> Range:
    """The amounts in its currency, which is the team's when the text names none.

    Unlike currencies are never compared; `compare.left_out` counts what that leaves out.
    """
    from crm_cli.values.money import read_amount

    book = bound.book
    money = read_amount(text, currency=book.currency, yen=book.yen)
    minor = bound(money.minor)
    return Range(minor, minor, only=f"{target.currency} = {bound(money.currency)} AND ")


def names_currency(text: str, book: Book) -> bool:
    """Whether an amount says its currency; BadValue when it cannot be read."""
    from crm_cli.values.money import read_amount

    money = read_amount(text, currency=book.currency, yen=book.yen)
    return _names_currency(text, money, book)


def _names_currency(text: str, money: Money, book: Book) -> bool:
    """Whether the text says its currency: then another default makes no difference to it."""
    from crm_cli.values.money import digits, read_amount

    # Codes of as many decimals that no sign stands for.
    for other in ("CHW", "AED", "XPF", "DJF", "BHD", "IQD", "CLF", "UYW"):
        if digits(other) == digits(book.currency) and other not in (book.currency, money.currency):
            try:
                return read_amount(text, currency=other, yen=book.yen).currency != other
            except BadValue:  # ¥, where the default is not one of the two
                return True
    return True


RANGES: dict[str, Callable[[Target, str, Binding], Range]] = {
    "integer": _integer,
    "number": _number,
    "percent": _percent,
    "duration": _duration,
    "time": _time,
    "date": _date,
    "birthday": _birthday,
    "datetime": _datetime,
    "money": _money,
}
"""How to read the values of each kind that has an order. BadValue when it cannot be read."""
