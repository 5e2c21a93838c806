"""One line of a log, read: `called Jane Smith @acme 15m about renewal, next fri: send quote`.

    entry   = head {sep clause}
    sep     = "," | "，" | ";" | "；" | "。" | ". "        (not inside numbers or addresses)
    head    = [when] (en | zh) {bit | when} [subject] [when] [new]
    en      = verb who {("and" | "&" | "+") who}
    zh      = [prep] who {("和" | "、") who} verb | verb ["了"] who {("和" | "、") who}
    prep    = "给" | "跟" | "和" | "与"
    who     = reference | e-mail | phone | name [at] | [company ["的"]] (name | surname title)
    at      = ("@" | " at ") company
    bit     = duration | "#"tag | deal reference | ":)" | ":(" | new
    new     = "+deal" amount "title"
    when    = a past date or time, once
    clause  = follow | when | bit | text [new]            (text goes to the body)
    follow  = marker [":"] [date] text | "next" [":"] date text | date ":" text
            | future Chinese date text
    marker  = "next:" | "then" | "todo" | "下一步" | "然后" | "待办"

A line break separates clauses as well, and ":)" or ":(" may also end a subject or a text. Names are
looked for in the head alone; money and words change no deal and no feeling. What is not clear is
refused, and nothing is guessed: a date that may be when it was, or belong to what it was about, a
clause that begins with "next" and is no follow-up.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from crm_cli.book import Book
from crm_cli.database import Reader
from crm_cli.errors import UsageError
from crm_cli.services.log_parts import moments
from crm_cli.services.log_parts.bits import Bit, bit_at, clauses, new_deal
from crm_cli.services.log_parts.follows import Follow, begins_follow, follow
from crm_cli.services.log_parts.heads import Head, when_and_head, when_and_verb
from crm_cli.services.log_parts.moments import Moment
from crm_cli.services.log_parts.parties import Parties, Party
from crm_cli.services.log_parts.words import LEFT_OUT, Verb
from crm_cli.values.text import brief, check_text

LONGEST = 20_000  # characters of an entry


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
    when, head = when_and_head(text, parties, book)
    return _entry(head, when, reader, book, dated)


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
    rest, *more = clauses(head.rest)
    left = _take_bits(entry, rest[1], reader)
    if begins_follow(left):
        more, left = [("", left), *more], ""
    elif found := moments.behind(left, book, when):
        when, left = found
        left = _take_bits(entry, left, reader)
    left = _without_ending(entry, left, reader)
    if when is None and not dated:
        if entry.verb.kind != "note" and (ended := moments.at_end(left, book)):
            left, when = ended
        elif more and (when := moments.alone(more[0][1], book)):
            more = more[1:]
    entry.subject = _subject(left)
    if when is not None:
        entry.when, entry.timed = when.at, when.timed
    for mark, clause in more:
        _add_clause(entry, mark, clause, reader, book)
    return entry


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
    clause = _without_ending(entry, clause, reader)
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
