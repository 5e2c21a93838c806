"""The days to come that a clause names, in English and Chinese, and what stands about them."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from crm_cli.book import Book
from crm_cli.errors import BadValue
from crm_cli.services.log_parts.moments import BEGINS, without_part
from crm_cli.services.tasks import read_due

# A Chinese date begins with one of these, and has nothing but these.
_DATE_START = "[明后大下本这今周星礼月年季晚傍中0-9一二三四五六七八九十两半]"
_DATE_CHARS = (
    "[0-9:：/.\\- 年月日号天周星期礼拜末初中底季度上下前后明今这本个大半两零〇一二三四五六七八九十"
    "点时分刻午晚早凌晨傍夜以之内]{2,20}"
)
_UNTIL = (
    "(?:之前|以前|前(?![往台期后端面景提妻任夫])|左右|的时候|一?早|上班[前后]?)"  # 30日前发合同
)
_PARTS = "(?:早上|上午|中午|下午|傍晚|晚上|晚些时候|下班前|上班后|一早|一大早)"
_MOST_WORDS = 6  # of a date


class Dated(NamedTuple):
    """What stands before a date and behind it, and the date."""

    before: str
    after: str
    day: str
    time: str
    until: bool = False


_BEFORE_DATE = (
    r"(?i)(?:(?:(?:no|not) later than|latest|by|on|before|until|till|for|from|due|due on|due by"
    r"|around|after|starting|first thing|later|early|end of day)\s+)?"
)


def dated_english(text: str, book: Book) -> Dated | None:
    """The first date to come in `text`, the longest that begins there."""
    starts = [match.start() for match in re.finditer(r"(?<!\S)\S", text[:400])]
    for place, start in enumerate(starts):
        lead = re.match(_BEFORE_DATE, text[start:])
        assert lead is not None
        begin = start + lead.end()
        if not re.match(rf"{BEGINS}|(?i:in|within|at|tonight|eod|eow|eom|end)\b", text[begin:]):
            continue
        ends = [m.end() + begin for m in re.finditer(r"\S+", text[begin:])][:_MOST_WORDS]
        for end in reversed(ends):
            said = text[begin:end].rstrip(" ,.;:!?)")
            if re.fullmatch(
                r"(?i)[0-9]+|now|just|today'?s|(?:the|an?|one|two|three|[0-9.,]+) ?\w{1,2}", said
            ) and not re.fullmatch(r"(?i)(?:the )?[0-9]{1,2}(?:st|nd|rd|th|pm|am)", said):
                continue
            if re.fullmatch(
                r"(?i)(?:\w+) (?:days?|weeks?|months?|years?|hours?|minutes?|m|d|w|q|y|min)", said
            ) and not (re.match("(?i)(?:in|within|next)$", said.split()[0])):
                continue
            due = due_of(_spelled(said), book)
            if due is None:
                continue
            if due[0] == book.today.isoformat() and due[1] and due[1] <= f"{book.now:%H:%M}":
                continue
            return Dated(text[:start], text[begin + len(said) :].lstrip(" ,"), *due)
        if place > 40:
            break
    return None


def _spelled(said: str) -> str:
    """A date as the reader of dates knows it: "at 9" is 9:00, mornings are left out."""
    said = re.sub(r"(?i)^within\b", "in", without_part(said))
    said = re.sub(r"(?i)\bat ([7-9]|1[0-9]|2[0-3])$", r"\1:00", said)
    return re.sub(r"(?i)^(?:eod|end of day|end of the day)$", "today", said)


def dated_han(text: str, book: Book) -> Dated | None:
    """The first date to come in Chinese text, and what stands about it."""
    text = re.sub("今晚(?!上)", "今天晚上", re.sub("明早(?!上)", "明天早上", text))
    text = re.sub("明晚(?!上)", "明天晚上", text)
    for match in re.finditer(_DATE_START, text[:200]):
        start = match.start()
        if re.search("[上这]$", text[:start]) and match[0] in "周星礼月":
            continue
        if of_today := re.match(f"{_PARTS}(?=[^0-9一二两三四五六七八九十])", text[start:]):
            of_day = re.search("[天日一二三四五六]$", text[:start])
            if not of_day and not re.match("上午|早上|中午", of_today[0]):
                after = text[start + of_today.end() :]
                return Dated(text[:start], after, book.today.isoformat(), "")
        chars = re.match(_DATE_CHARS, text[start:])
        for length in range(len(chars[0]) if chars else 0, 1, -1):
            typed = text[start : start + length]
            if not re.search("[\u3400-\u9fff]", typed):
                continue
            said = re.sub("(?<=[天日周月])[之以]?内$", "后", typed.rstrip(":： "))
            due = due_of(said, book)
            if due is None or re.match("[0-9]", text[start + length :]):
                continue
            after = text[start + length :]
            part = "" if due[1] else f"{_PARTS}?"
            until = re.match(f"{part}(?:{_UNTIL})?{part}[\\s:：]*", after)
            assert until is not None
            return Dated(text[:start], after[until.end() :], *due, "前" in until[0])
    return None


def due_of(text: str, book: Book) -> tuple[str, str] | None:
    """The day to come (ISO) and the time (or empty) that a text is; None for anything else."""
    try:
        day, time = read_due(text, book)
    except BadValue:
        return None
    return (day, time) if date.fromisoformat(day) >= book.today else None
