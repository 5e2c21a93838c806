"""When it was, as a one-line log says it: before the verb, behind the names, or at the end.

Before the verb anything that reads as a past moment counts. Elsewhere a date may as well belong to
what it was about, so it counts only where it can mean nothing else, and is refused where it could.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import TYPE_CHECKING, NamedTuple

from crm_cli.book import Book
from crm_cli.errors import BadValue, UsageError
from crm_cli.services.log_parts.bits import bit_at
from crm_cli.services.log_parts.words import DAYS, LEFT_OUT, OPENERS, SUBJECTS_HAN
from crm_cli.values.text import brief

if TYPE_CHECKING:
    from crm_cli.values.dates import Prefer
    from crm_cli.values.days import When

_MOST_WORDS = 6  # of a date
WHEN_HAN = (
    "[0-9:：.\\-/ 年月日号点时分秒半刻周星期礼拜上下前昨今明后去大天早晚午凌晨清中傍夜里末初底刚才"
    "小钟头个两零〇一二三四五六七八九十整以之本这]{1,24}"
)
_MONTHS = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
# What a date behind the names begins with, and the last word of one at the end: a quick look.
BEGINS = (
    rf"(?i:(?:on |at )?(?:the )?(?:(?:{DAYS}|sun|{_MONTHS}|now|just|last|this|next|past|previous"
    r"|day|early|earlier|late|noon|midday|midnight|half|quarter|an?|one|two|three|four|five|six"
    r"|ten)\b|[0-9]))"
    "|[昨前今明后去大上下这本周星礼月年刚两三四五六七八九十半一二中早晚凌清傍]"
)
_ENDS = (
    rf"(?i:(?:{DAYS}|sun|{_MONTHS}|ago|noon|[ap]\.?m\.?|[0-9:.\-/]+(?:st|nd|rd|th|[ap]m)?))"
    "|.*[\u3400-\u9fff]"
)
_PART = r"(?i:morning|afternoon|evening|night|noon|lunchtime)\b"
_PART_HAN = "(?:一?大?早上?|大?清早|清晨|凌晨|早晨|上午|中午|午后|下午|傍晚|晚上|晚间|夜里|刚刚?)"
_TIME = (
    r"(?i)(?:at )?(?:[0-9]{1,2}:[0-9]{2}|[0-9]{1,2} ?[ap]\.?m\.?|noon|midday)"
    "|[凌清早上中正下傍晚夜]?[晨早上午晚里]?[0-9一二两三四五六七八九十]{1,3}点.{0,4}"
)
# Without "ago" it is how long, or how many: 2 weeks, 3d.
_DISTANCE = r"(?i)[0-9]{1,5} ?(?:d|days?|w|wks?|weeks?|m|mos?|months?|q|quarters?|y|yrs?|years?)"
_ISO = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
# A date behind one of these belongs to it: the invoice of 3 Nov.
_TIED = ("of", "from", "for", "until", "till", "by", "since", "before", "after", "to", "than",
         "and", "or", "every", "each", "per", "next", "last", "the")  # fmt: skip
_HINT = 'say when first: crm log "yesterday 15:00 called Jane Smith"'
_HINT_END = 'say when first: crm log "today called Jane Smith …", or --at now'
# What is wrong with a text that is a time, only not a clear or a real one.
_WRONG: tuple[str, ...] = (
    "it could be {one}",
    "the day is not clear",
    "is a {right}",
    "has {length} days",
)
_WRONG += ("not one day", "alone is no time", "two days", "midnight")


class Moment(NamedTuple):
    """A past moment in the team's zone, None for now, and whether it has a time of day."""

    at: datetime | None
    timed: bool


NOW = Moment(None, False)


def before_verb(text: str, book: Book) -> Moment | None:
    """The past moment that `text`, which stands before the verb, is; None when it is none.

    Raises BadValue for a moment to come, and for one that is not clear.
    """
    found = _read(text, book, "past")
    if isinstance(found, BadValue):
        if found.message.endswith("it is in no known form"):
            return None
        raise found
    return _checked(found.day, found.time, book)


def before_han(text: str, book: Book) -> tuple[int, Moment] | None:
    """How long the date or time is that Chinese text begins with, and the moment; None for none.

    Raises BadValue for a moment to come.
    """
    match = re.match(WHEN_HAN, text)
    for length in range(len(match[0]) if match else 0, 1, -1):
        if re.match("[之以]?前(?!天)|内|后", text[length:]):
            continue  # 12月5号前 is when it is to be done
        found = _read(text[:length], book, "past")
        if isinstance(found, BadValue):
            continue
        return length, _checked(found.day, found.time, book)
    return None


def behind(text: str, book: Book, before: Moment | None) -> tuple[Moment, str] | None:
    """The moment that `text`, what follows the names, begins with, and what follows it.

    `before` is what was said before the verb: a time of day completes it. None when there is no
    date. Raises BadValue for a moment to come, and UsageError where it is not clear whether the
    date is when it was.
    """
    if not re.match(BEGINS, text):
        return None
    for end in _ends(text):
        said = text[:end].rstrip(" ,:：，")
        mark = re.match(r"\s*([:：](?![()]))?\s*", text[len(said) :])
        assert mark is not None
        rest = text[len(said) + mark.end() :]
        if re.fullmatch(_DISTANCE, said):
            continue
        whole = said
        if before is not None and not before.timed and re.fullmatch(_TIME, said):
            whole = f"{(before.at or book.now).date()} {re.sub('^(?i:at) ', '', said)}"
        found = _read(whole, book, "past")
        clean = bool(mark[1]) or _is_clean(rest)
        if isinstance(found, BadValue):
            if clean and _is_wrong(found, said):
                raise found
            continue
        if before is not None and whole == said:
            if clean:
                raise UsageError("the time is said twice", hint="say it once")
            return None
        moment = _checked(found.day, found.time, book)
        if not (clean or found.time or _read(said, book, "future") == found):
            raise _unsure(said, 'say when first, or put "about" before what it was about')
        return moment, rest
    if re.match(r"(?i)at (?:[0-9]|half|quarter)", text):
        raise _unread(text)
    return None


def at_end(text: str, book: Book, *, sure: bool = False) -> tuple[str, Moment] | None:
    """The text before the moment that `text` ends with, and the moment; None when there is none.

    A day to come belongs to the text. `sure` is whether it can only be when it was. Else raises
    UsageError for one that may be past or to come.
    """
    starts = [match.start() for match in re.finditer(r"\S+", text)]
    if len(starts) < 2 or not re.fullmatch(_ENDS, text[starts[-1] :]):
        return None
    for start in starts[max(1, len(starts) - _MOST_WORDS) :]:
        said, before = text[start:], text[:start].rstrip(" ,")
        if not re.search(rf"[^\W\d_]|{_ISO}", said) or re.fullmatch(_DISTANCE, said):
            continue
        if re.match("(?i)by ", said):
            return None
        found = _read(said, book, "past")
        if isinstance(found, BadValue):
            continue
        last = before.split()[-1].lower().rstrip(":")
        if last in (*_TIED, *LEFT_OUT, *OPENERS):
            return None
        if found.day > book.today or (found.day == book.today and not found.time):
            return None
        dated = re.fullmatch(_ISO, said)
        if not sure and (dated or _read(said, book, "future") != found):
            raise _unsure(said, _HINT_END)
        moment = datetime.combine(found.day, found.time or time(), book.now.tzinfo)
        return None if moment > book.now else (before, Moment(moment, found.time is not None))
    return None


def alone(text: str, book: Book) -> Moment | None:
    """The moment that a clause is, all of it; None when it says something else.

    Raises UsageError for a day to come, with nothing to do, and for one that may be either.
    """
    if not re.match(BEGINS, text) or len(text.split()) > _MOST_WORDS:
        return None
    if not re.search(rf"[^\W\d_]|{_ISO}|:", text) or re.fullmatch(_DISTANCE, text):
        return None
    past = _read(text, book, "past")
    if isinstance(past, BadValue):
        if "still to come" in str(past):
            raise past
        return None
    future = _read(text, book, "future")
    if past == future and past.day > book.today:
        raise UsageError(
            "{text!r} has nothing to do behind it",
            hint="for a follow-up write {text}: send quote",
            text=brief(text),
        )
    if past != future:
        raise _unsure(text, _HINT_END)
    return _checked(past.day, past.time, book)


def _ends(text: str) -> list[int]:
    """Where a date that `text` begins with may end, the longest first."""
    found = [match.end() for match in re.finditer(r"\S+", text)][:_MOST_WORDS]
    if match := re.match(WHEN_HAN, text):
        han = re.search("[\u3400-\u9fff]", match[0])
        found += range(2, match.end() + 1) if han else []
    return sorted(set(found), reverse=True)


def _is_clean(rest: str) -> bool:
    """Whether what follows a date can follow it, and is no more of a text that it begins."""
    words = "|".join((*OPENERS, *LEFT_OUT, "and", "at", "because"))
    opens = rf"(?i:(?:{words})\b)|{'|'.join(SUBJECTS_HAN)}|[&:：(–—-]"
    return not rest or bool(re.match(opens, rest)) or bit_at(rest) is not None


def _is_wrong(error: BadValue, said: str) -> bool:
    """Whether the text is a time, only not a clear or a real one; a number alone is none."""
    return not said.isdigit() and any(part in error.message for part in _WRONG)


def _read(text: str, book: Book, prefer: Prefer) -> When | BadValue:
    """The moment that all of `text` names, or the reason why it is none."""
    from crm_cli.values.dates import read_when

    try:
        return read_when(text, now=book.now, prefer=prefer)
    except BadValue as error:
        plain = without_part(text)
        if prefer == "past":  # by the clock of an office, where that is past
            plain = re.sub(r"(?i)\bat ([7-9]|1[0-2])$", r"\1:00", plain)
        return error if plain == text or not plain else _read(plain, book, prefer)


def without_part(text: str) -> str:
    """A day without the part of it: yesterday afternoon is yesterday, 昨晚 is 昨天, 下午 today."""
    if re.search(r"[0-9]|[一二两三四五六七八九十]点", text) and not re.search(
        "[天日号]|(?i:day)", text
    ):
        return text
    plain = re.sub(rf"(?i)^(?:on )?(?:early |late )?(?:this|today) {_PART}$", "today", text)
    plain = re.sub(r"(?i)^last night$", "yesterday", plain)
    plain = re.sub(
        rf"(?i)^(?:early|late|later|first thing) |,? (?:early|late)?(?: ?in the)? ?{_PART}$",
        "",
        plain,
    )
    plain = re.sub("^(今|昨|明|前|后)(?:早|晚|夜|早上|晚上|上午|下午|天夜里)$", r"\1天", plain)
    if re.fullmatch(_PART_HAN, plain):
        return "今天"
    return re.sub(f"(?<=[天日号一二三四五六前后]){_PART_HAN}$", "", plain)


def _checked(day: date, at: time | None, book: Book) -> Moment:
    """The moment. Raises BadValue for one to come."""
    from crm_cli.values.dates import show_date

    moment = datetime.combine(day, at or time(), book.now.tzinfo)
    if moment > book.now:
        raise BadValue(
            "{when} is still to come, and only what happened can be logged",
            hint='plan it: crm task add "…" --due {day}, or in a clause of its own: '
            ", next {day}: send quote",
            when=show_date(day) + (f" {at:%H:%M}" if at else ""),
            day=day.isoformat(),
        )
    if moment == book.now or (at is None and day == book.today):
        return NOW
    return Moment(moment, at is not None)


def unsure(said: str) -> UsageError:
    """The error for a day that may be when it was, or when it is to be done."""
    return UsageError(
        "{said!r} may be past or to come",
        hint="say it with 上 or 下 (上周一, 下周一), or 了 for what was done",
        said=brief(said),
    )


def _unsure(said: str, hint: str) -> UsageError:
    return UsageError(
        "{said!r} may be when it was, or belong to what it was about", hint=hint, said=brief(said)
    )


def _unread(text: str) -> UsageError:
    return UsageError("cannot tell the time in {text!r}", hint=_HINT, text=brief(text))
