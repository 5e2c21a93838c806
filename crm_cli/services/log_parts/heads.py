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
    Verb,
    chinese_first,
    chinese_last,
    done,
    english,
)
from crm_cli.values.text import brief

_AND_HAN = r"\s*(?:和|、|及|与|&|\+(?!deal\b))\s*"
_AND = r"\s*(?:\band\b|&|\+(?!deal\b)|和|、)\s*"
_MOST_VERBS = 3  # places of a Chinese verb that are tried
HINT = 'crm log "called Jane Smith 15m about the quote, next fri: send it"'


class Head(NamedTuple):
    """What was done, with whom, and what follows in the line."""

    verb: Verb
    people: list[Party]
    rest: str


def when_and_head(text: str, parties: Parties, book: Book) -> tuple[Moment | None, Head]:
    """The head, and when it was if that is said: the moment, and whether it has a time of day."""
    text = re.sub(r"^(?:(?i:(?:I|we)\s+)?(?i:just\s+)?|我们?(?=\S))", "", text)
    if found := english(text):
        return None, _english(text[found[1] :], found[0], parties)
    for space in list(re.finditer(r"\s+", text))[:6]:
        if found := english(text[space.end() :]):
            when = _past(text[: space.start()].rstrip(",:，："), text, book)
            return when, _english(text[space.end() + found[1] :], found[0], parties)
    split = moments.before_han(text, book)
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


def when_and_verb(text: str, book: Book) -> tuple[Moment | None, Verb, str]:
    """When it was, what was done, and the rest; a note, of all the text, where no verb is."""
    bare = re.sub(r"^(?:(?i:(?:I|we)\s+)?(?i:just\s+)?|我们?(?=\S))", "", text)
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


def _chinese(text: str, parties: Parties) -> Head:
    """A head in Chinese, the verb before the people or after them."""
    try:
        return _any_order(text, parties.strict())
    except (NotFound, UsageError):
        if not parties.create:
            raise
    return _any_order(text, parties)


def _any_order(text: str, parties: Parties) -> Head:
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


def _verb_first(rest: str, verb: Verb, parties: Parties) -> Head:
    person, end = parties.read(rest)
    people, rest = [person], rest[end:]
    while match := re.match(_AND_HAN, rest):
        person, end = parties.read(rest[match.end() :])
        people.append(person)
        rest = rest[match.end() + end :]
    return Head(verb, people, rest)


def _verb_last(text: str, preposition: str, parties: Parties) -> Head:
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
        return Head(verb, people, text[text.index(first) + match.end() :])
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
