"""The follow-ups of a one-line log: `next: fri send it`, `next fri: send it`, 下周五发合同."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from crm_cli.book import Book
from crm_cli.errors import BadValue, UsageError
from crm_cli.services.log_parts.words import MARKERS
from crm_cli.services.tasks import read_due
from crm_cli.values.text import brief

_NEXT = r"(?i)next\b(?![-'’])"
_MARKER = (
    r"(?i:(?:next(?:\s+(?:steps?|actions?|up))?\s*[:：]|then\b\s*[:：]?|todo\b\s*[:：]?))"
    rf"|(?:{'|'.join(MARKERS)})\s*[:：]?"
)
# A Chinese date begins with one of these, and has nothing but these.
_DATE_START = "[明后大下本这今周星礼月年季0-9一二三四五六七八九十两半]"
_DATE_CHARS = (
    "[0-9:：/.\\- 年月日号天周星期礼拜末初中底季度上下前后明今这本个大半两零〇一二三四五六七八九十"
    "点时分刻午晚早凌晨傍夜以之内]{2,20}"
)
_OPEN = "[了过]"  # it happened
_MOST_WORDS = 6  # of a date


class Follow(NamedTuple):
    """What is to do, on which day (ISO, or empty) at which time (HH:MM, or empty)."""

    title: str
    day: str = ""
    time: str = ""


def begins_follow(text: str) -> bool:
    """Whether a text says of itself that it is what is next: without a comma it is no subject."""
    return bool(re.match(rf"{_NEXT}|(?i:todo\b)|下一步|待办", text))


def follow(clause: str, book: Book) -> Follow | None:
    """The follow-up that a clause is; None when it is none.

    Raises UsageError for a marker with nothing behind it, and for "next" where it is not clear
    whether it is a marker; BadValue for a day that could be
    two (3/4: …) or that the calendar does not have.
    """
    if match := re.match(_MARKER, clause):
        rest = clause[match.end() :].strip()
        if not rest:
            raise UsageError(
                "{marker!r} has nothing behind it", hint="next: send quote", marker=match[0].strip()
            )
        return _dated(rest, book) or Follow(rest)
    if match := re.match(_NEXT, clause):
        return _next(clause, clause[match.end() :].strip(), book)
    return _day_and_colon(clause, book) or _chinese(clause, book)


def _next(clause: str, rest: str, book: Book) -> Follow:
    """A follow-up that begins with "next", with no colon: next fri: send it, next in 3 days …"""
    found = _day_and_colon(clause, book) or _day_and_colon(rest, book) or _chinese(rest, book)
    words = clause.split(" ")
    if found is None and _due(" ".join(words[:2]).rstrip(":,"), book) is None:
        found = _dated(rest, book)  # but "next week is fine" is nothing to do
    if found is None:
        raise UsageError(
            "cannot tell what is next in {text!r}",
            hint="next: send quote, or next fri: send quote",
            text=brief(clause),
        )
    return found


def _dated(text: str, book: Book) -> Follow | None:
    """The date that `text` begins with, in either language, and the rest."""
    found = _chinese(text, book) or _day_and_colon(text, book)
    if found is not None:
        return found
    ends = [match.end() for match in re.finditer(r"\S+", text)][:_MOST_WORDS]
    for end in reversed(ends):
        rest = text[end:].strip()
        due = _due(text[:end].rstrip(":,"), book) if rest else None
        if due is not None:
            return Follow(rest, *due)
    return None


def _day_and_colon(text: str, book: Book) -> Follow | None:
    """A date, a colon and a text; the colon of 15:00 is none."""
    for match in list(re.finditer("[:：]", text[:80]))[:3]:
        before, rest = text[: match.start()].strip(), text[match.end() :].strip()
        if not before or not rest:
            continue
        if before[-1].isdigit() and text[match.end() : match.end() + 1].isdigit():
            continue
        try:
            due = read_due(before, book)
        except BadValue as error:
            if _is_a_day(error):
                raise
            continue
        if due[0] >= book.today.isoformat():
            return Follow(rest, *due)
    return None


def _is_a_day(error: BadValue) -> bool:
    """Whether the text is a day, only not a clear or a real one."""
    return any(
        part in error.message
        for part in ("it could be {one}", "days", "there is no month", "is a ")
    )


def _chinese(text: str, book: Book) -> Follow | None:
    """A future date in Chinese and what is to do then; 周五 with 了 tells what was done."""
    if not re.match(_DATE_START, text) or not re.search("[\u3400-\u9fff]", text[:12]):
        return None
    chars = re.match(_DATE_CHARS, text)
    for length in range(len(chars[0]) if chars else 0, 1, -1):
        due = _due(text[:length].rstrip(":： "), book)
        rest = re.sub(r"^[\s:：]+", "", text[length:])
        if due is None or not rest or not re.search("[\u3400-\u9fff]", text[:length]):
            continue
        if due[0] <= book.today.isoformat() or (
            re.search(_OPEN, rest) and _open(text[:length], book)
        ):
            return None
        return Follow(rest, *due)
    return None


def _open(text: str, book: Book) -> bool:
    """Whether the day could as well be a past one, as 周五 could."""
    from crm_cli.values.dates import read_when

    try:
        return read_when(text, now=book.now, prefer="past").day < book.today
    except BadValue:
        return False


def _due(text: str, book: Book) -> tuple[str, str] | None:
    try:
        day, time = read_due(text, book)
    except BadValue:
        return None
    return (day, time) if date.fromisoformat(day) >= book.today else None
