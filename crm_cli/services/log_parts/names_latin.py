"""Names written in words: Jane Smith, Acme GmbH."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from crm_cli.database import Reader, Rows
from crm_cli.errors import UsageError
from crm_cli.services.log_parts.fits import (
    HAN,
    Fit,
    Stranger,
    best,
    containing,
    nobody,
)
from crm_cli.services.log_parts.words import COMMON, DAYS, OPENERS
from crm_cli.values.text import expanded, fold, spellings

MOST_WORDS = 8  # of a name


class _Words(NamedTuple):
    raw: list[str]  # folded, with their marks
    bare: list[str]  # folded, without
    ends: list[int]
    limit: int  # how many of them stand before a mark that separates clauses
    spelled: list[str]  # the ways to spell the first
    turn: Callable[[str], str] = fold


def words_of(text: str, turn: Callable[[str], str] = fold) -> _Words:
    """The words that a name at the beginning of `text` may have, folded by `turn`."""
    raw: list[str] = []
    bare: list[str] = []
    ends: list[int] = []
    limit: int | None = None
    for match in re.finditer(r"\S+", text[:400]):
        word = match[0]
        if len(raw) == MOST_WORDS or re.match(r"[@#＃]|:[()]|\+deal\b", word):
            break
        latin = re.match(rf"[^\u3400-\u9fff，；。：]+(?={HAN}|[，；。：])", word)
        word = latin[0] if latin else word
        raw.append(turn(word))
        bare.append(turn(word).strip(".,;:!?\"'()（）"))
        ends.append(match.start() + len(word))
        if limit is None and (latin or re.search(r"[,;:]$", word)):
            limit = len(raw)
        if latin:
            break
    return _Words(raw, bare, ends, len(raw) if limit is None else limit, bare[:1], turn)


def respelled(text: str) -> _Words | None:
    """The words with ä, ö, ü as ae, oe, ue; None where a name is spelled one way only."""
    words = words_of(text, expanded)
    if not re.search("(?i)[äöü]|[aou]e", text[: words.ends[-1] if words.ends else 0]):
        return None
    return words._replace(spelled=spellings(words.bare[0]))


def find_latin(reader: Reader, text: str, whole: bool) -> Fit | Stranger:
    """Whom the first words of `text` mean, or all of them. Raises UsageError for no name."""
    words = words_of(text)
    if not words.raw or not any(letter.isalpha() for letter in words.bare[0]):
        raise nobody(text)
    of = None if whole else re.match(r"(?:\S+\s+){0,2}?\S+?(?=['’]s\s)", text)
    found = _longest(reader, of[0], words_of(of[0]), True) if of else None  # Bob's assistant
    if found and found.level < 2:
        return found
    found = _longest(reader, text, words, whole)
    if (found is None or (not whole and goes_on(text, found))) and (other := respelled(text)):
        found = _longest(reader, text, other, whole) or found
    if found is None or (not whole and goes_on(text, found)):
        return _stranger(text, words, whole, known=found)
    return found


def _longest(reader: Reader, text: str, words: _Words, whole: bool) -> Fit | None:
    fits = [*by_words(reader, "contact", words), *by_words(reader, "company", words)]
    return best([fit for fit in fits if not whole or not text[fit.end :].strip()])


def by_words(reader: Reader, noun: str, words: _Words) -> list[Fit]:
    """The fits of each record of a noun, by how many of the words are its name."""
    first = words.bare[0]
    if not first:
        return []
    groups: dict[tuple[int, int], Rows] = {}
    for row in containing(reader, noun, *words.spelled):
        raw = words.turn(row["name"] or "").split()
        bare = [word.strip(".,;:!?\"'()（）") for word in raw]
        size = len(raw)
        fits = 0 < size <= len(words.raw) and words.raw[: size - 1] == raw[:-1]
        if fits and words.bare[size - 1] == bare[-1]:
            groups.setdefault((size, 0), []).append(row)
            continue
        count = 0
        while count < words.limit and words.bare[count] in bare:
            count += 1
        if count and not (count == 1 and first in COMMON):
            level = 0 if count == size else 1 if bare[:count] == words.bare[:count] else 2
            groups.setdefault((count, level), []).append(row)
    return [Fit(_end(words, count), level, noun, rows) for (count, level), rows in groups.items()]


def _end(words: _Words, count: int) -> int:
    """Where the first words end, without the mark behind them."""
    raw, bare = words.raw[count - 1], words.bare[count - 1]
    trailing = len(raw) - len(raw.rstrip(".,;:!?")) if bare else 0
    return words.ends[count - 1] - trailing


def goes_on(text: str, fit: Fit) -> bool:
    """Whether the name may be longer than what fits part of a name: Jane Smyth is no Jane Smith."""
    if fit.level == 0:
        return False
    word = re.match(r"\s+([^\s,，;；。:：@#]+)", text[fit.end :])
    if not word or re.match(rf"[dD][1-9]\d*$|\d|{DAYS}$", word[1]):
        return False
    capital = text[:1].isupper() and word[1][:1].isupper()
    if capital and not re.match(r"I\b|I'|Re$|About$|And$|At$", word[1]):
        return True
    if fold(word[1]) in (*OPENERS, "and", "at"):
        return False
    from rapidfuzz import fuzz

    names = {part for row in fit.rows for part in fold(row["name"]).split()}
    return len(word[1]) > 3 and any(fuzz.ratio(fold(word[1]), part) >= 75 for part in names)


def _stranger(text: str, words: _Words, whole: bool, known: Fit | None) -> Stranger:
    """The name that nobody has: up to what ends it, or its words with a capital letter."""
    count, capital = 0, text.lstrip()[:1].isupper()
    starts = [0, *words.ends]
    while count < words.limit:
        word = text[starts[count] : words.ends[count]].strip()
        if (
            not whole
            and count
            and (
                fold(word).strip(".,:;") in (*OPENERS, "and", "at", "&", "+", "-")
                or word[:1].isdigit()
                or re.match(rf"(?:[dD][1-9]\d*|{DAYS})[.,:;]?$", word)
                or (capital and not word[:1].isupper() and fold(word) not in _PARTICLES)
            )
        ):
            break
        count += 1
    if not count or fold(words.bare[0]) in OPENERS:
        raise nobody(text)
    end = _end(words, count)
    if not whole and not capital and count > 3:
        raise UsageError(
            "cannot tell where the name ends in {text!r}",
            hint="put a comma after the name, or write it with capital letters",
            text=text[:60],
        )
    if known is not None:
        end = max(end, known.end)
    return Stranger(end, " ".join(text[:end].split()))


_PARTICLES = (
    *("van", "von", "de", "der", "den", "di", "da", "del", "la", "le", "du", "dos", "y", "bin"),
    *("al", "ter"),
)
