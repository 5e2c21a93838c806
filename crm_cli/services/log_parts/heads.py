"""The head of a one-line log: when, what was done, and with whom.

The verb says which grammar it is: English, or Chinese with the verb before the people or after.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from crm_cli.book import Book
from crm_cli.errors import BadValue, CrmError, NotFound, UsageError
from crm_cli.services.log_parts import moments
from crm_cli.services.log_parts.bits import clauses
from crm_cli.services.log_parts.moments import Moment
from crm_cli.services.log_parts.parties import Parties, Party
from crm_cli.services.log_parts.words import (
    PREPOSITIONS,
    TO,
    US,
    Verb,
    chinese_first,
    chinese_last,
    done,
    english,
    received,
)
from crm_cli.values.text import brief

_AND_HAN = r"\s*(?:和|、|及|与|&|\+(?!deal\b))\s*"
_AND = r"\s*(?:\band\b|&|\+(?!deal\b)|和|、)\s*"
_US_FIRST = r"^(?:(?i:(?:I|we)\s+)?(?i:just\s+)?|我们?(?=\S))"
_MOST_VERBS = 3  # places of a Chinese verb that are tried
HINT = 'crm log "called Jane Smith 15m about the quote, next fri: send it"'


class Head(NamedTuple):
    """What was done, with whom, what follows in the line, and when, if that stood in between."""

    verb: Verb
    people: list[Party]
    rest: str
    when: Moment | None = None


def when_and_head(text: str, parties: Parties, book: Book) -> tuple[Moment | None, Head]:
    """The head, and when it was if that is said: the moment, and whether it has a time of day."""
    text = re.sub(_US_FIRST, "", text)
    if found := english(text):
        return None, _english(text[found[1] :], found[0], parties)
    for space in list(re.finditer(r"\s+", text))[:6]:
        if found := english(text[space.end() :]):
            when = _past(text[: space.start()].rstrip(",:，："), text, book)
            return when, _english(text[space.end() + found[1] :], found[0], parties)
    split = moments.before_han(text, book)
    if split is None:
        head = _chinese(text, parties, book)
        return head.when, head
    length, when = split
    try:
        return when, _chinese(text[length:].lstrip(" ,，:："), parties)
    except (NotFound, UsageError) as error:
        try:  # a name may begin like a date: 周一鸣
            head = _chinese(text, parties.strict(), book)
            return head.when, head
        except CrmError:
            raise error from None


def when_and_verb(text: str, book: Book) -> tuple[Moment | None, Verb, str]:
    """When it was, what was done, and the rest; a note, of all the text, where no verb is."""
    bare = re.sub(_US_FIRST, "", text)
    if found := done(bare):
        return None, found[0], bare[found[1] :]
    for space in list(re.finditer(r"\s+", bare))[:6]:
        if found := done(bare[space.end() :]):
            try:
                when = _past(bare[: space.start()].rstrip(",:，："), text, book)
            except UsageError as error:
                if isinstance(error, BadValue):
                    raise
                break
            return when, found[0], bare[space.end() + found[1] :]
    split = moments.before_han(bare, book)
    if split and (found := done(bare[split[0] :].lstrip(" ,，:："))):
        rest = bare[split[0] :].lstrip(" ,，:：")
        return split[1], found[0], rest[found[1] :]
    return None, Verb("note"), text


def _past(before: str, text: str, book: Book) -> Moment:
    """The past moment that stands before the verb."""
    found = moments.before_verb(before, book)
    if found is None:
        raise _no_entry(text)
    return found


def _no_entry(text: str) -> UsageError:
    return UsageError(
        "cannot tell what happened in {text!r}" if text else "there is nothing to log",
        hint=f"begin with called, met, emailed … or 见了, 给…打电话: {HINT}",
        text=brief(text),
    )


def _english(rest: str, verb: Verb, parties: Parties) -> Head:
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
    return Head(verb, people, rest)


def _chinese(text: str, parties: Parties, book: Book | None = None) -> Head:
    """A head in Chinese, the verb before the people or after them.

    With `book`, it may say between people and verb when it was: 王芳昨天来电.
    """
    try:
        return _any_order(text, parties.strict(), book)
    except (NotFound, UsageError):
        if not parties.create:
            raise
    return _any_order(text, parties, book)


def _any_order(text: str, parties: Parties, book: Book | None) -> Head:
    if found := received(text):
        verb, who, end = found
        return Head(verb, _listed(who, parties), text[end:])
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
            return _verb_last(text[length:], text[:length], parties, book)
        except (NotFound, UsageError) as error:
            errors.append(error)
    raise next((error for error in errors if not isinstance(error, _NoVerb)), _no_entry(text))


class _NoVerb(UsageError):
    """There is no Chinese verb."""


def _verb_first(rest: str, verb: Verb, parties: Parties) -> Head:
    person, end = parties.read(rest)
    people, rest = [person], rest[end:]
    while match := re.match(_AND_HAN, rest):
        person, end = parties.read(rest[match.end() :])
        people.append(person)
        rest = rest[match.end() + end :]
    return Head(verb, people, rest)


def _verb_last(text: str, preposition: str, parties: Parties, book: Book | None) -> Head:
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
        who = first[: match.start()].strip()
        to_us = None if preposition else re.search(f"(?<=.)\\s*[给跟和与]{US}$", who)
        who = who[: to_us.start()] if to_us else who
        try:
            people, when = _listed_then(who, parties, book)
        except (NotFound, UsageError) as found:
            error = error or found
            continue
        rest = text[text.index(first) + match.end() :]
        if not preposition:
            rest = re.sub(f"^给{US}", "", rest)
        mutual = to_us is not None and to_us[0].strip()[0] != TO
        verb = _turned(table[match[1]], preposition or ("跟" if mutual else ""), rest)
        return Head(verb, people, rest, when)
    assert error is not None
    raise error


_SAYING = r"\s*(?:说|问|告诉|告知|通知|反馈|投诉|催|要求|希望)"


def _turned(verb: Verb, preposition: str, rest: str) -> Verb:
    """The verb, its direction by who does it: 给王芳发微信 is to her, 王芳发微信 from her."""
    if preposition == TO and verb.direction is None and verb.kind != "meeting":
        return verb._replace(direction="out")
    if preposition:
        return verb
    said = verb.kind in ("message", "email") and re.match(_SAYING, rest)
    if verb.direction == "out" or (verb.direction is None and said):
        return verb._replace(direction="in")
    return verb


def _listed_then(
    text: str, parties: Parties, book: Book | None
) -> tuple[list[Party], Moment | None]:
    """The people that `text` lists, and the moment behind them."""
    try:
        return _listed(text, parties), None
    except (NotFound, UsageError) as error:
        for place in range(1, len(text) - 1) if book is not None else ():
            if not re.fullmatch(moments.WHEN_HAN, text[place:]):
                continue
            assert book is not None
            try:
                found = moments.before_han(text[place:], book)
            except BadValue:
                break
            if found and found[0] == len(text) - place:
                return _listed(text[:place].strip(), parties), found[1]
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
