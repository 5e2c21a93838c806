"""One line of the log, read: `called Jane Smith @acme 15m about renewal, next fri: send quote`.

    entry   = head {sep clause} | reminder
    sep     = "," | "，" | ";" | "；" | "。" | ". " | " - "     (not inside numbers or addresses)
    head    = [when] (ours | theirs) {bit | when} [subject] [when] [new]
    ours    = verb who {and who} | [给 | 跟 | …] who verb | verb … to who
    theirs  = who verb | who text                         (a note where no verb is)
    who     = reference | e-mail | phone | name [at] | [company ["的"]] (name | surname title)
    at      = ("@" | " at ") company
    bit     = duration | "#"tag | deal reference | ":)" | ":(" | new
    new     = "+deal" amount "title"
    when    = a past date or time, once
    clause  = follow | when | bit | text [new]            (text goes to the body)
    follow  = marker [":"] [date] text | date ":" text | to do [date] | ("I'll" | 我 …) text date
    marker  = "next:" | "then" | "todo" | "下一步" | "然后" | "待办"
    reminder = ("remind me" | "don't forget" | 提醒我 | 记得 …) [date] text | to do date

A line break separates clauses as well, and ":)" or ":(" may also end a subject or a text. Names are
looked for in the head alone; money and words change no deal and no feeling. What is not clear is
refused, and nothing is guessed: a date that may be when it was, or belong to what it was about, a
clause that begins with "next" and is no follow-up. A clause with a date to come that may be ours or
theirs to do is kept as text, and `unsure` names it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from crm_cli.book import Book
from crm_cli.database import Reader
from crm_cli.errors import Ambiguous, NotFound, UsageError
from crm_cli.services.log_parts import moments
from crm_cli.services.log_parts.bits import Bit, bit_at, clauses, new_deal
from crm_cli.services.log_parts.fits import HAN
from crm_cli.services.log_parts.follows import (
    Follow,
    Unsure,
    begins_follow,
    day_in,
    follow,
    reminder,
    task,
)
from crm_cli.services.log_parts.head import Head
from crm_cli.services.log_parts.heads import when_and_head, when_and_verb
from crm_cli.services.log_parts.moments import Moment
from crm_cli.services.log_parts.parties import Parties, Party
from crm_cli.services.log_parts.words import LEFT_OUT, NOTE, Verb, english, is_noun
from crm_cli.values.references import read_reference
from crm_cli.values.text import brief, check_text

LONGEST = 20_000  # characters of an entry


class NewDeal(NamedTuple):
    """A deal to make: the amount as typed (may be empty), and its title."""

    amount: str
    title: str


class Entry:
    """What a line says. `when` is None for now, `timed` whether it has a time of day.

    `verb` is None where nothing happened and only `follows` has what is to do. `duration` is as
    typed. (Making a dataclass would take longer than reading the line.)
    """

    def __init__(self, verb: Verb | None, people: list[Party]) -> None:
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
        self.unsure: list[Unsure] = []
        self.of_theirs = verb is not None and verb.direction == "in"


def read(
    text: str,
    reader: Reader,
    book: Book,
    *,
    create: bool = False,
    answers: Mapping[str, str] | None = None,
    dated: bool = False,
) -> Entry:
    """The entry that `text` says.

    With `create`, people and companies that are not there are to be made. `answers` says of names
    as they were typed which record is meant, or "new"; with `dated`, it is known when it was
    without the text. Raises UsageError for what is no entry,
    BadValue for a time to come, NotFound (with the name as `typed`) for a person, company or
    deal that is not there, Ambiguous for several that fit.
    """
    text = _checked_text(text)
    parties = Parties(reader, create, answers or {})
    verb = english(text)
    if (verb is None or is_noun(text[: verb[1]])) and (todo := reminder(text, book)):
        entry = Entry(None, parties.mentioned(todo.title))
        entry.follows.append(todo)
        return entry
    when, head = when_and_head(_spans(text), parties, book)
    entry = _entry(head, when, reader, book, dated)
    if entry.people and all(party.ref.startswith("O") for party in entry.people):
        entry.people += parties.there(entry.body)
    return entry


def read_about(
    text: str, people: list[Party], reader: Reader, book: Book, *, dated: bool = False
) -> Entry:
    """The entry that `text` says of these people, who stand before it as a reference.

    It is `[when] [verb] {bit} [subject] {sep clause}`; without a verb it is a note. Raises as
    `read` does.
    """
    text = _checked_text(text)
    when, verb, rest = when_and_verb(text, book)
    if rest == text:  # a note: a day in it is what it says
        when = when or moments.NOW
    return _entry(Head(verb, people, rest), when, reader, book, dated)


def read_task(
    text: str, reader: Reader, book: Book, *, dated: bool = False, about: bool = False
) -> tuple[dict[str, str], list[str]]:
    """The title, the day it is due and whom it is about, as texts, of a task as it is typed.

    With `dated` or `about`, the day or the people are known without it. The second are remarks on
    what may be meant and is not taken.
    """
    todo, left = Follow(_checked_text(text)), None
    if not dated:
        todo, left = task(todo.title, book)
    found, notes = {"title": todo.title}, []
    if todo.day:
        found["due"] = f"{todo.day} {todo.time}".strip()
    if left:
        notes.append(f"the day in the title is no due day; to set it: --due {left}")
    try:
        people = [] if about else Parties(reader, False, {}).mentioned(todo.title)
    except (Ambiguous, NotFound, UsageError) as error:
        return found, [*notes, f"{error}; to say whom it is about: --contact"]
    for party in people[::-1]:
        typed = read_reference(party.ref)
        if typed is not None:
            found[typed.noun] = party.ref
    return found, notes


def _spans(text: str) -> str:
    """The text with how long it was for when it ended: 9:00-11:00, 3点到4点."""

    def length(match: re.Match[str]) -> str:
        start, end = (int(match[n]) * 60 + int(match[n + 1] or 0) for n in (1, 3))
        if not start < end <= 24 * 60:
            return match[0]
        return f"{match[1]}:{match[2]} {end - start} min"

    if hours := re.search("([0-9]{1,2})点[到至-]([0-9]{1,2})点", text):
        long = int(hours[2]) - int(hours[1])
        if long > 0:
            return f"{text[: hours.end(1)]}点{text[hours.end() :]}，{long}小时"
    text = re.sub(r"\b([0-9]{1,2}):([0-9]{2}) ?[-–] ?([0-9]{1,2}):([0-9]{2})\b", length, text)
    return text


def _checked_text(text: str) -> str:
    text = check_text(text).strip()
    if len(text) > LONGEST:
        raise UsageError(
            "an entry of {length} characters is too long",
            hint="up to {most} fit",
            length=len(text),
            most=LONGEST,
        )
    return text


def _entry(
    head: Head, when: Moment | None, reader: Reader, book: Book, dated: bool = False
) -> Entry:
    entry = Entry(head.verb, head.people)
    if head.verb == NOTE and head.told:  # they stand first: Jane wants a quote
        entry.of_theirs = not re.match("[跟和与同给向]", head.told)
    rest, *more = clauses(head.rest)
    left = _take_bits(entry, rest[1], reader)
    if begins_follow(left) or _is_clause(left, book):
        more, left = [("", left.lstrip(":： ")), *more], ""
    elif not head.told and (found := moments.behind(left, book, when)):
        when, left = found
        left = _take_bits(entry, left, reader)
    elif head.told and left and when is None and (found := _told_when(left, book)):
        when, left = found
    left = _without_ending(entry, left, reader)
    if when is None and not dated:
        if head.verb.kind != "note" and (
            ended := moments.at_end(left, book, sure=bool(re.match(_PLACE, left)))
        ):
            left, when = ended
        elif more and (when := moments.alone(more[0][1], book)):
            more = more[1:]
    mark = ":" if head.told and re.match("[:：]", left) else ""
    entry.subject = f"{head.told}{mark} {_subject(left)}".strip() if head.told else _subject(left)
    if when is not None:
        entry.when, entry.timed = when.at, when.timed
    _add_bidden(entry, book)
    for mark, clause in more:
        _add_clause(entry, mark, clause, reader, book)
    return entry


_BADE = "(?:让|叫|请|要|约|催|提醒)(?=我|咱)|(?i:(?:asked|wants|needs|told) (?:me|us) to)"


# What stands behind a place is when it was: at his office on Monday.
_PLACE = r"(?:at|in|to|near|over|after|during|our|their|his|her)\b"
_PLANNED = (
    r"(?i)\b(?:moved|postponed|agreed|(?:re)?scheduled|set|booked|planned|due)\b"
    "|改到|改期|推迟|定在|约|要求|需要"
)


def _add_bidden(entry: Entry, book: Book) -> None:
    """What they asked us to do, in the first clause: 王芳约我明天见面, Jane asked me to call."""
    bade = re.search(_BADE, entry.subject)
    found = follow(entry.subject[bade.start() :], book, theirs=True) if bade else None
    if isinstance(found, Follow) and (found.day or not re.search(HAN, entry.subject)):
        entry.follows.append(found)
    elif re.search(_PLANNED, entry.subject) and (day := day_in(entry.subject, book)):
        entry.unsure.append(Unsure(entry.subject, day))


def _is_clause(text: str, book: Book) -> bool:
    """Whether what stands behind a colon is what is next: called Jane: send the offer tomorrow."""
    if not re.match("[:：]\\s*[^()\\s]", text):
        return False
    found = follow(text.lstrip(":： "), book)
    return isinstance(found, Follow) and bool(found.day)


def _told_when(text: str, book: Book) -> tuple[Moment, str] | None:
    """The moment behind words that are kept; None where it is not clear that it is one."""
    try:
        return moments.behind(text, book, None)
    except UsageError:
        return None


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


# How long it was, at the end; but "worth 5m", "for 30m" and "30 m" of something are amounts.
_LENGTH = (
    r"(?i)(?:^|\s)((?:for |~)?[0-9]{1,3} ?(?:min|mins|minutes|m|h|hrs?|hours?)"
    "|[0-9.]{1,3}个?(?:分钟|小时))$"
)
_NO_LENGTH = (
    r"(?i)\b(?:of|worth|about|than|to|by|in|within|every|over|under|at|deal|budget|last|next|[0-9x]+)"
    r"\s+[0-9.]+ ?\w+$"
)
_LASTED = "(?i)^(?:(?:it )?(?:took|lasted)|about|~|大概|大约|约|用时|时长|历时|聊了|谈了)\\s*"


def _without_ending(entry: Entry, text: str, reader: Reader) -> str:
    """The text without the new deal and the feeling at its end, which are put into the entry."""
    if (deal := re.search(r"(?:^|\s)\+deal\b", text)) is not None:
        if left := _take_bits(entry, text[deal.start() :], reader):
            raise UsageError(
                "cannot tell what {text!r} after +deal is",
                hint='put a comma after the title: +deal 12k "SSO", …',
                text=brief(left),
            )
        text = text[: deal.start()]
    match = re.search(r"\s+(:[()])$", text)
    if match is None and entry.duration is None and not re.search(_NO_LENGTH, text):
        match = re.search(_LENGTH, text)
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
    found = follow(clause, book, theirs=entry.of_theirs)
    if isinstance(found, Follow):
        entry.follows.append(found)
        if not re.match("约", clause):  # 约了下周三见面 tells what was agreed as well
            return
    elif found is not None:
        entry.unsure.append(found)
    lasted = re.sub(_LASTED, "", clause)
    if _only_bits(lasted) and lasted.strip():
        _take_bits(entry, lasted, reader)
        return
    clause = _without_ending(entry, clause, reader)
    between = "\n" if mark in "\n。" or mark == "." else mark + ("" if mark in "，；" else " ")
    between = f" {mark} " if mark in ("-", "–", "—") else between
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
