"""One line of a log, read: `called Jane Smith @acme 15m about renewal, next fri: send quote`.

    entry   = head {sep clause}
    sep     = "," | "，" | ";" | "；" | "。" | ". "        (not inside numbers or addresses)
    head    = [when] (en | zh) {bit} [subject]
    en      = verb who {("and" | "&" | "+") who}
    zh      = [prep] who {("和" | "、") who} verb | verb ["了"] who {("和" | "、") who}
    prep    = "给" | "跟" | "和" | "与"
    who     = reference | e-mail | phone | name [at] | [company ["的"]] (name | surname title)
    at      = ("@" | " at ") company
    bit     = duration | "#"tag | deal reference | ":)" | ":(" | "+deal" amount "title"
    when    = a past date or time
    clause  = follow | bit | text                         (text goes to the body)
    follow  = marker [":"] [date] text | date ":" text | future Chinese date text
    marker  = "next:" | "then" | "todo" | "下一步" | "然后" | "待办"

A line break separates clauses as well, and ":)" or ":(" may also end a subject or a text. Names are
looked for in the head alone; money and words change no deal and no feeling. What is not clear is
refused, and nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import NamedTuple

from crm_cli.book import Book
from crm_cli.database import Reader
from crm_cli.errors import BadValue, CrmError, NotFound, UsageError
from crm_cli.services.log_parts.bits import Bit, bit_at, clauses, new_deal
from crm_cli.services.log_parts.follows import Follow, follow
from crm_cli.services.log_parts.parties import Parties, Party
from crm_cli.services.log_parts.words import (
    LEFT_OUT,
    PREPOSITIONS,
    TO,
    Verb,
    chinese_first,
    chinese_last,
    english,
)
from crm_cli.values.text import brief, check_text

LONGEST = 20_000  # characters of an entry
_HAN = r"[\u3007\u3400-\u9fff\uf900-\ufaff]"
_AND_HAN = r"\s*(?:和|、|及|与|&|\+(?!deal\b))\s*"
_AND = r"\s*(?:\band\b|&|\+(?!deal\b)|和|、)\s*"
_MOST_VERBS = 3  # places of a Chinese verb that are tried
_WHEN = (
    "[0-9:：.\\-/ 年月日号点时分秒半刻周星期礼拜上下前昨今明后去大天早晚午凌晨清中傍夜里末初底刚才"
    "小钟头个两零〇一二三四五六七八九十整以之本这]{1,24}"
)
HINT = 'crm log "called Jane Smith 15m about the quote, next fri: send it"'


class NewDeal(NamedTuple):
    """A deal to make: the amount as typed (may be empty), and its title."""

    amount: str
    title: str


class Entry:
    """What a line says. `when` is None for now, `timed` whether it has a time of day.

    `duration` is as typed. (Making a dataclass would take longer than reading the line.)
    """

    def __init__(self, verb: Verb, people: list[Party]) -> None:
        self.verb, self.people = verb, people
        self.when: datetime | None = None
        self.timed = False
        self.duration: str | None = None
        self.tags: list[str] = []
        self.deal: str | None = None
        self.new_deal: NewDeal | None = None
        self.sentiment: str | None = None
        self.subject = ""
        self.body = ""
        self.follows: list[Follow] = []


class _Head(NamedTuple):
    verb: Verb
    people: list[Party]
    rest: str


def read(
    text: str,
    reader: Reader,
    book: Book,
    *,
    create: bool = False,
    answers: Mapping[str, str] | None = None,
) -> Entry:
    """The entry that `text` says.

    With `create`, people and companies that are not there are to be made. `answers` says of names
    as they were typed which record is meant, or "new". Raises UsageError for what is no entry,
    BadValue for a time to come, NotFound (with the name as `typed`) for a person, company or
    deal that is not there, Ambiguous for several that fit.
    """
    text = check_text(text).strip()
    if len(text) > LONGEST:
        raise UsageError(
            "an entry of {length} characters is too long",
            hint="up to {most} fit",
            length=len(text),
            most=LONGEST,
        )
    parties = Parties(reader, create, answers or {})
    when, head = _when_and_head(text, parties, book)
    entry = Entry(head.verb, head.people)
    if when is not None:
        entry.when, entry.timed = when
    rest, *more = clauses(head.rest)
    left = _take_bits(entry, rest[1], reader)
    entry.subject = _subject(_without_feeling(entry, left, reader))
    for mark, clause in more:
        _add_clause(entry, mark, clause, reader, book)
    return entry


# The head ---------------------------------------------------------------------------------


def _when_and_head(
    text: str, parties: Parties, book: Book
) -> tuple[tuple[datetime, bool] | None, _Head]:
    """The head, and when it was if that is said: the moment, and whether it has a time of day."""
    text = re.sub(r"^(?:(?i:(?:I|we)\s+)?(?i:just\s+)?|我们?(?=\S))", "", text)
    if found := english(text):
        return None, _english(text[found[1] :], found[0], parties)
    for space in list(re.finditer(r"\s+", text))[:6]:
        if found := english(text[space.end() :]):
            when = _past(text[: space.start()].rstrip(",:，："), text, book)
            return when, _english(text[space.end() + found[1] :], found[0], parties)
    split = _chinese_when(text, book)
    if split is None:
        return None, _chinese(text, parties)
    length, when = split
    try:
        return when, _chinese(text[length:].lstrip(" ,，:："), parties)
    except (NotFound, UsageError) as error:
        try:  # a name may begin like a date: 周一鸣
            return None, _chinese(text, parties.strict())
        except CrmError:
            raise error from None


def _past(before: str, text: str, book: Book) -> tuple[datetime, bool] | None:
    """The past moment that stands before the verb."""
    from crm_cli.values.dates import read_when

    try:
        found = read_when(before, now=book.now, prefer="past")
    except BadValue as error:
        if error.message.endswith("it is in no known form"):
            raise _no_entry(text) from None
        raise
    return _checked(found.day, found.time, book)


def _checked(day: date, at: time | None, book: Book) -> tuple[datetime, bool] | None:
    """The moment, if it is not now. Raises BadValue for one to come."""
    from crm_cli.values.dates import show_date

    moment = datetime.combine(day, at or time(), book.now.tzinfo)
    if moment > book.now:
        raise BadValue(
            "{when} is still to come, and only what happened can be logged",
            hint='plan it: crm task add "…" --due {day}',
            when=show_date(day) + (f" {at:%H:%M}" if at else ""),
            day=day.isoformat(),
        )
    if moment == book.now or (at is None and day == book.today):
        return None
    return moment, at is not None


def _chinese_when(text: str, book: Book) -> tuple[int, tuple[datetime, bool] | None] | None:
    """How long the date or time at the beginning is, and the moment; None when there is none."""
    from crm_cli.values.dates import read_when

    match = re.match(_WHEN, text)
    for length in range(len(match[0]) if match else 0, 1, -1):
        try:
            found = read_when(text[:length], now=book.now, prefer="past")
        except BadValue:
            continue
        return length, _checked(found.day, found.time, book)
    return None


def _no_entry(text: str) -> UsageError:
    return UsageError(
        "cannot tell what happened in {text!r}" if text else "there is nothing to log",
        hint=f"begin with called, met, emailed … or 见了, 给…打电话: {HINT}",
        text=brief(text),
    )


def _english(rest: str, verb: Verb, parties: Parties) -> _Head:
    person, end = parties.read(rest)
    people, rest = [person], rest[end:]
    while match := re.match(_AND, rest):
        following = rest[match.end() :]
        # "and left a message" is what was done; "and Bob" is another person.
        if not parties.begins(following):
            rest = following if match[0].strip() == "and" else rest
            break
        person, end = parties.read(following)
        people.append(person)
        rest = following[end:]
    return _Head(verb, people, rest)


def _chinese(text: str, parties: Parties) -> _Head:
    """A head in Chinese, the verb before the people or after them."""
    try:
        return _any_order(text, parties.strict())
    except (NotFound, UsageError):
        if not parties.create:
            raise
    return _any_order(text, parties)


def _any_order(text: str, parties: Parties) -> _Head:
    table, pattern = chinese_first()
    errors: list[CrmError] = []
    if match := re.match(pattern, text):
        try:
            return _verb_first(text[match.end() :], table[match[1]], parties)
        except (NotFound, UsageError) as error:
            errors.append(error)
    for length in (1, 0):
        if length and not text.startswith(PREPOSITIONS):
            continue
        try:
            return _verb_last(text[length:], text[:length], parties)
        except (NotFound, UsageError) as error:
            errors.append(error)
    raise next((error for error in errors if not isinstance(error, _NoVerb)), _no_entry(text))


class _NoVerb(UsageError):
    """There is no Chinese verb."""


def _verb_first(rest: str, verb: Verb, parties: Parties) -> _Head:
    person, end = parties.read(rest)
    people, rest = [person], rest[end:]
    while match := re.match(_AND_HAN, rest):
        person, end = parties.read(rest[match.end() :])
        people.append(person)
        rest = rest[match.end() + end :]
    return _Head(verb, people, rest)


def _verb_last(text: str, preposition: str, parties: Parties) -> _Head:
    """The people before the verb: all that stands there must be their names."""
    table, pattern = chinese_last()
    first = clauses(text[:400])[0][1]
    places = [match for match in re.finditer(pattern, first) if first[: match.start()].strip()]
    places = places[:_MOST_VERBS]
    if not places:
        raise _NoVerb("no verb")
    error: CrmError | None = None
    # The longest word is the likeliest verb, where none of the names is known.
    for match in sorted(places, key=lambda found: (-len(found[1]), found.start())):
        try:
            people = _listed(first[: match.start()].strip(), parties)
        except (NotFound, UsageError) as found:
            error = error or found
            continue
        verb = table[match[1]]
        if preposition == TO and verb.direction is None and verb.kind != "meeting":
            verb = verb._replace(direction="out")
        return _Head(verb, people, text[text.index(first) + match.end() :])
    assert error is not None
    raise error


def _listed(text: str, parties: Parties) -> list[Party]:
    """The people that `text` lists; a name that is known whole is no list (和平饭店)."""
    parts = [part for part in re.split(_AND, text) if part]
    if len(parts) < 2:
        return [parties.whole(text)]
    try:
        return [parties.strict().whole(text)]
    except (NotFound, UsageError):
        return [parties.whole(part) for part in parts]


# What follows -----------------------------------------------------------------------------


def _take_bits(entry: Entry, text: str, reader: Reader) -> str:
    """Put the bits that `text` begins with into the entry; returns what is left."""
    text = text.strip()
    while text and (bit := bit_at(text)) is not None:
        _add_bit(entry, bit, reader)
        text = text[bit.end :].lstrip()
    if re.match(r"\+deal\b", text):
        raise UsageError(
            "a new deal needs its title in quotation marks",
            hint='write +deal 12k "the title"',
        )
    return text


def _add_bit(entry: Entry, bit: Bit, reader: Reader) -> None:
    if bit.kind == "tag":
        from crm_cli.services.tags import clean

        entry.tags.append(clean(bit.text))
        return
    given = {
        "duration": entry.duration,
        "sentiment": entry.sentiment,
        "deal": entry.deal or entry.new_deal,
        "new": entry.deal or entry.new_deal,
    }[bit.kind]
    what = {"duration": "length", "sentiment": "feeling"}.get(bit.kind, "deal")
    if given is not None and given != bit.text:
        raise UsageError("the {what} is said twice", hint="say it once", what=what)
    if bit.kind == "duration":
        entry.duration = bit.text
    elif bit.kind == "sentiment":
        entry.sentiment = bit.text
    elif bit.kind == "deal":
        from crm_cli.services import references
        from crm_cli.values.references import reference

        entry.deal = reference("deal", references.resolve(reader, "deal", bit.text))
    else:
        entry.new_deal = NewDeal(*new_deal(bit.text))
        if not entry.new_deal.title:
            raise UsageError("a new deal needs a title", hint='write +deal 12k "the title"')


def _without_feeling(entry: Entry, text: str, reader: Reader) -> str:
    """The text without the feeling at its end, which is put into the entry."""
    match = re.search(r"\s+(:[()])$", text)
    if match is None:
        return text
    _take_bits(entry, match[1], reader)
    return text[: match.start()]


def _subject(text: str) -> str:
    """What it was about, without the word that says so."""
    text = re.sub(r"^[:：–—-]+\s*", "", text.strip())
    words = "|".join(LEFT_OUT)
    return re.sub(rf"(?i)^(?:(?:{words})\b[:：]?|关于)\s*", "", text).strip()


def _add_clause(entry: Entry, mark: str, clause: str, reader: Reader, book: Book) -> None:
    if not clause:
        return
    found = follow(clause, book)
    if found is not None:
        entry.follows.append(found)
        return
    if _only_bits(clause):
        _take_bits(entry, clause, reader)
        return
    clause = _without_feeling(entry, clause, reader)
    between = "\n" if mark in "\n。" or mark == "." else mark + ("" if mark in "，；" else " ")
    entry.body += (between if entry.body else "") + clause


def _only_bits(text: str) -> bool:
    text = text.strip()
    while text:
        if re.match(r"\+deal\b", text) and bit_at(text) is None:
            return True  # it is refused, with the reason
        bit = bit_at(text)
        if bit is None:
            return False
        text = text[bit.end :].lstrip()
    return True
