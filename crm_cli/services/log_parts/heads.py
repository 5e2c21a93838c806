"""The head of a one-line log: when, what was done, and with whom.

A verb before the people is ours (called Jane), one behind them theirs (Jane called). What has no
verb that tells more is a note of them.
"""

from __future__ import annotations

import re

from crm_cli.book import Book
from crm_cli.errors import BadValue, CrmError, NotFound, UsageError
from crm_cli.services.log_parts import heads_chinese, moments
from crm_cli.services.log_parts.bits import clauses
from crm_cli.services.log_parts.fits import HAN
from crm_cli.services.log_parts.head import AND, Head, no_entry
from crm_cli.services.log_parts.moments import Moment
from crm_cli.services.log_parts.parties import Parties, Party
from crm_cli.services.log_parts.words import (
    NOTE,
    OF_THEIRS,
    Verb,
    done,
    english,
    medium,
    thing,
)

_US_FIRST = (
    r"^(?:(?i:(?:I|we)(?:['’]ve)?\s+(?:have\s+)?)?(?i:(?:just|also|finally|then)\s+)*|我们?(?=\S))"
)


def when_and_head(text: str, parties: Parties, book: Book) -> tuple[Moment | None, Head]:
    """The head, and when it was if that is said: the moment, and whether it has a time of day."""
    text = re.sub(_US_FIRST, "", text)
    han = re.search(HAN, text) and not english(text)
    if han and (head := heads_chinese.read(text, parties, book)):
        return head.when, head
    if found := english(text):
        return None, _ours(text, found[1], found[0], parties)
    spaces = list(re.finditer(r"\s+", text))[:6]
    for space in spaces:
        rest = re.sub(_US_FIRST, "", text[space.end() :])
        if (found := english(rest)) and (when := _past(text[: space.start()], book)):
            return when, _ours(rest, found[1], found[0], parties)
    for space in spaces if re.match(moments.BEGINS, text) else ():
        try:
            when = _past(text[: space.start()], book)
        except BadValue:
            continue
        if when and (head := _theirs(text[space.end() :], parties)):
            return when, head
    if head := _theirs(text, parties) or _told(text, parties):
        return None, head
    raise no_entry(text)


def when_and_verb(text: str, book: Book) -> tuple[Moment | None, Verb, str]:
    """When it was, what was done, and the rest; a note, of all the text, where no verb is."""
    bare = re.sub(_US_FIRST, "", text)
    if found := done(bare):
        return None, found[0], bare[found[1] :]
    for space in list(re.finditer(r"\s+", bare))[:6]:
        if found := done(bare[space.end() :]):
            when = moments.before_verb(bare[: space.start()].rstrip(",:，："), book)
            if when is None:
                break
            return when, found[0], bare[space.end() + found[1] :]
    split = moments.before_han(bare, book)
    if split and (found := done(bare[split[0] :].lstrip(" ,，:："))):
        rest = bare[split[0] :].lstrip(" ,，:：")
        return split[1], found[0], rest[found[1] :]
    return None, NOTE, text


def _past(before: str, book: Book) -> Moment | None:
    """The past moment that stands before the verb; None for something else."""
    return moments.before_verb(before.rstrip(",:，："), book)


# English ----------------------------------------------------------------------------------


def _ours(text: str, start: int, verb: Verb, parties: Parties) -> Head:
    """What we did, and with whom; whom may stand later in the clause: emailed the quote to Jane."""
    rest, before = text[start:].lstrip(": "), ""
    # "called by mistake" has nobody; "sent samples to Maria" has her later.
    try:
        people, rest = _people(rest, parties)
    except (NotFound, UsageError) as error:
        found = None
        if not re.match(r"[A-Z@]", rest) or re.match("(?:I|A|The) ", rest):
            found = _later(rest, parties)
        if found is None:
            raise error
        before, people, rest = found
    if match := re.match(OF_THEIRS, rest):
        before += rest[: match.end()].lstrip("'’s ")
        rest = rest[match.end() :]
    if re.match(r"['’]s?\b", rest):
        before, rest = "", re.sub(r"^['’]s?\b", "", rest)
    if all(party.ref.startswith("O") for party in people):
        with_them = re.match(r"\s+with\s+(?=[A-Z])", rest)
        if with_them and parties.knows(rest[with_them.end() :]):
            more, rest = _people(rest[with_them.end() :], parties)
            people = people + more
    if verb.channel == "joined" or re.match(r"(?i)intro", text):
        rest, people = _joined(rest, people, parties)
    if sent := thing(rest) if verb.kind == "note" else None:
        way = None if sent[0].kind == "meeting" else "out"
        told = text[: len(text) - len(rest) + sent[1]] if sent[0].channel == "told" else ""
        channel = None if told else sent[0].channel
        verb = Verb(sent[0].kind, way, channel)
        return Head(verb, people, rest[sent[1] :], None, told)
    if verb == NOTE and not people:
        raise no_entry(text)
    told = ""
    if verb.channel in ("told", "joined"):
        told = text[: len(text) - len(rest)].strip()
        verb = verb._replace(channel=None)
        before = ""
    verb, rest, over = _over(verb, rest)
    told += over if told else ""
    if len(people) == 1 and people[0].ref.startswith("O"):
        rest = re.sub(r"^\s+(?:team|guys|people|folks|office|HQ)\b", "", rest)
    rest = re.sub(r"^\s*\(([^()]*)\)", r" \1", rest)
    rest = re.sub(r"^\s+back\b(?! ?-)", "", rest)
    return Head(verb, people, f"{before.rstrip()} {rest}" if before.strip() else rest, None, told)


def _over(verb: Verb, rest: str) -> tuple[Verb, str, str]:
    """The verb with the medium that `rest` begins with (on Slack), what is left, and its words."""
    found = medium(rest)
    if found is None:
        return verb, rest, ""
    over, end = found
    if verb.channel is None and verb.kind != "visit":
        verb = over._replace(direction=verb.direction)
    return verb, rest[end:], rest[:end]


def _people(text: str, parties: Parties) -> tuple[list[Party], str]:
    """The people that `text` begins with, and what follows them."""
    person, end = parties.read(text)
    people, rest = [person], text[end:]
    while match := re.match(AND, rest):
        following = rest[match.end() :]
        # "and left a message" is what was done; "and Bob" is another person.
        if not parties.begins(following) or re.match(r"I['’ ]", following):
            rest = following if match[0].strip() == "and" else rest
            break
        person, end = parties.read(following)
        people.append(person)
        rest = following[end:]
    if listed := re.match(r",\s*(?=[A-Z])", rest):  # Jane, Bob and Tom
        try:
            more, after = _people(rest[listed.end() :], parties.strict())
        except (CrmError, RecursionError):
            return people, rest
        if len(more) > 1 and re.match(r"\s*(?:[,;.:(@]|$|about|on |at |re |for |to |[0-9])", after):
            return people + more, after
    return people, rest


def _later(text: str, parties: Parties) -> tuple[str, list[Party], str] | None:
    """What stands before the people of a clause, they, and what follows: the quote to Jane …"""
    first = clauses(text[:300])[0][1]
    for match in re.finditer(r"(?<!\S)(?:to|with|from|for|at|w/)\s+", first):
        if not parties.knows(text[match.end() :]):
            continue
        people, rest = _people(text[match.end() :], parties)
        return text[: match.start()], people, rest
    return None


def _joined(rest: str, people: list[Party], parties: Parties) -> tuple[str, list[Party]]:
    """Those who were introduced as well: Jane to Bob, from Priya to Ana."""
    while match := re.match(r"\s+(?:to|with|from|and|by)\s+(?=[A-Z])", rest):
        more, rest = _people(rest[match.end() :], parties)
        people = people + more
    return rest, people


def _theirs(  # noqa: PLR0911 - a return for each form
    text: str, parties: Parties
) -> Head | None:
    """What they did who stand first: Jane called, Bob's assistant emailed; else a note of them."""
    if not re.match(r"[^\W\d_]", text) or not (parties.knows(text) or _is_named(text)):
        return None
    people, rest = _people(text, parties)
    rest = re.sub(r"^\s*\([^()]*\)", "", rest)  # Kevin (Globex) called
    if re.match(r"\s*:\s*\w", rest):
        return Head(NOTE, people, rest)
    person = re.match(OF_THEIRS, rest)
    after = rest[person.end() :] if person else rest
    after = re.sub(r"(?i)^\s*(?:just|also|finally|then|again|now|kindly)\s+", " ", after)
    if found := english(after.strip(), theirs=True):
        left = after.strip()[found[1] :]
        more = found[0].kind in ("visit", "call") and " " in after.strip()[: found[1]].strip()
        told = text[: len(text) - len(left)].strip() if person or more else ""
        verb, left, _ = _over(found[0], left)
        verb = verb._replace(channel=None) if verb.channel == "told" else verb
        return Head(verb, people, re.sub(r"^\s*(?:me|us)\b", "", left), None, told)
    both = re.match(r"\s*(?:and )?(?:I|we)\s+(?:\w+\s+)??(?:an?\s+)?(?=(\w+))", rest)
    if both and (found := english(f"{both[1]} with ")):
        verb = found[0]._replace(direction=None)
        return Head(verb, people, rest[both.end() + len(both[1]) :])
    if not rest.strip(" ,;.") or not parties.knows(text):
        return None
    first = clauses(text)[0][1]
    for match in re.finditer(r"(?i)\s(?:on|via|over|by|in|through)\s", first):
        if over := medium(first[match.start() :]):
            return Head(over[0]._replace(direction="in"), people, text[len(first) :], None, first)
    verb = NOTE
    for _, clause in clauses(text)[1:]:  # Jane wants a quote, called her about it
        if (found := english(clause)) and re.match(r"(?:her|him|them|back)\b", clause[found[1] :]):
            verb = found[0]
        elif they := re.match(r"(?i)(?:s?he|they) ", clause):
            found = english(clause[they.end() :], theirs=True)
            verb = found[0] if found else verb
    return Head(verb, people, text[len(first) :], None, first)


def _told(text: str, parties: Parties) -> Head | None:
    """What has its verb later (At the fair: met Kevin), or only somebody's name (with Initech)."""
    first = clauses(text)[0][1]
    for match in re.finditer(
        r"[:;,]\s+|(?<=\s)(?=call|meeting|visit|chat|email|lunch)", text[:120]
    ):
        found = english(text[match.end() :])
        if found and parties.knows(text[match.end() :][found[1] :]):
            head = _ours(text[match.end() :], found[1], found[0], parties)
            return head._replace(told=text[: len(text) - len(head.rest)].strip())
    found_later = _later(first, parties)
    if found_later is None or not re.match("[A-Za-z]+ ", first):
        return None
    return Head(NOTE, found_later[1], text[len(first) :], None, first)


def _is_named(text: str) -> bool:
    """Whether a name that nobody has, in capital letters, stands before what they did."""
    name = re.match(r"(?:[A-ZÄÖÜ][\w.'’-]*\s+){1,3}(?=[a-z])", text)
    return bool(name and english(text[name.end() :], theirs=True) and not english(text))
