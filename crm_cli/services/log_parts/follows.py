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
_UNTIL = "之前|以前|前(?![往台期后端面景提妻任夫])"  # of a date: 30日前发合同
# What begins so tells what will be, and is nothing to do: 明天她生日, 下周五可以.
_TELLS = (
    "[她他它您你谁]|对方|客户(?=[^，]*(?:生日|放假|没空|有空))|生日|过生日|放假|休假|是|有|没|不|很"
    "|太|会(?!见|面|谈|议)|可以|可能|应该|也|都|才|就"
)
# Of today only what is still to come is to do: the hour when each part of the day begins.
_PARTS = {"中午": 11, "下午": 12, "傍晚": 16, "晚上": 17, "下班前": 24, "晚些时候": 24}
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
    """A date or time to come in Chinese and what is to do then; 周五 with 了 tells what was done.

    None also for what tells what will be, and begins with no verb: 明天她生日.
    """
    if not re.match(_DATE_START, text) or not re.search("[\u3400-\u9fff]", text[:12]):
        return None
    text = re.sub("^今晚(?!上)", "今天晚上", text)
    chars = re.match(_DATE_CHARS, text)
    for length in range(len(chars[0]) if chars else 0, 1, -1):
        said = re.sub("(?<=[天日周月])[之以]?内$", "后", text[:length].rstrip(":： "))
        due = _due(said, book)
        rest = re.sub(rf"^(?:{_UNTIL})?[\s:：]*", "", text[length:])
        if due is None or not rest or not re.search("[\u3400-\u9fff]", text[:length]):
            continue
        if re.search(_OPEN, rest) and (
            due[0] == book.today.isoformat() or _open(text[:length], book)
        ):
            return None
        if due[0] == book.today.isoformat() and not _to_come(due[1], rest, book):
            return None
        part = "|".join(_PARTS)
        return None if re.match(f"(?:{part})?(?:{_TELLS})", rest) else Follow(rest, *due)
    return None


def _to_come(time: str, rest: str, book: Book) -> bool:
    """Whether that time of today, or the part of it that `rest` begins with, is still to come."""
    if time:
        return time > f"{book.now:%H:%M}"
    part = next((part for part in _PARTS if rest.startswith(part)), "")
    return bool(part) and book.now.hour < _PARTS[part]


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
