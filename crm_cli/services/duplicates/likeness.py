"""How likely two records are one: the weights of what agrees and what differs between them.

The model is that of Fellegi and Sunter (A Theory for Record Linkage, 1969). Each thing compared
adds log2(m / u) bits: m is how often it agrees in two records of one person, u how often in two
of different people. u is counted in the book itself, so that a rare name weighs more than a
common one (Winkler 2000); m is a constant, as are the bits for what is only near, and for what
differs. What is unknown on either side weighs nothing.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from crm_cli.values.pinyin import has_han, pinyin
from crm_cli.values.text import fold

LEAST_RECORDS = 1000
"""In a smaller book, a name is no rarer and a stranger no less likely than in one of this size."""


class Reason(NamedTuple):
    """What speaks for two records being one: in words, and how much, in bits."""

    words: str
    bits: float


class Likeness(NamedTuple):
    """All that was found, in bits, and the reasons that speak for it."""

    bits: float
    reasons: tuple[Reason, ...]

    @property
    def score(self) -> float:
        """The probability that they are one, as a fraction."""
        return 1 / (1 + 2.0**-self.bits) if self.bits > -60 else 0.0


class Rarity:
    """How rare each value is in the book, in bits.

    `prior` is what two records of the book start with: one in so many is the same.
    """

    def __init__(self, records: int) -> None:
        self.prior = -math.log2(max(records, LEAST_RECORDS))
        self._among = records + LEAST_RECORDS
        self._bits: dict[str, dict[str, float]] = {}

    def count(self, kind: str, values: Iterable[str]) -> None:
        """Count the values of a kind in the book."""
        self._bits[kind] = {
            value: math.log2(self._among / (count + 1)) for value, count in Counter(values).items()
        }

    def bits(self, kind: str, value: str, most: float) -> float:
        """log2(1 / the share of records that have it), up to `most`."""
        found = self._bits[kind].get(value, most)
        return found if found < most else most


# Names -----------------------------------------------------------------------------------

_SPELLED = {"lv": "lu", "lyu": "lu", "nv": "nu"}


class PersonName(NamedTuple):
    """A name as it is compared: its parts in Latin letters, initials apart, and in characters."""

    given: str = ""
    family: str = ""
    initials: str = ""
    han: str = ""
    key: str = ""
    """The same for the same name in any order of its parts and syllables."""


@lru_cache(maxsize=1 << 14)
def person_name(name: str, given: str = "", family: str = "") -> PersonName:
    """A name and, where they are known, its parts, as they are compared."""
    if not given and not family:
        given = name
    first, initials = _part(given, family=False)
    last, more = _part(family, family=True)
    if not first and initials:
        first, initials = initials, ""
    han = fold(family + given) if has_han(family + given) else ""
    return PersonName(first, last, initials + more, han, "".join(sorted(first + last)))


def _part(text: str, *, family: bool) -> tuple[str, str]:
    """The letters of a part of a name run together, and its single letters apart."""
    if has_han(text):
        text = pinyin(text.strip(), family=family).replace("v", "u")
    words = re.findall(r"[^\W_]+", fold(text))
    long = [_SPELLED.get(word, word) for word in words if len(word) > 1]
    return "".join(long), "".join(word for word in words if len(word) == 1)


@lru_cache(maxsize=1 << 16)
def nearness(one: str, other: str) -> int:
    """How alike two words are: 3 the same, 2 a slip of the fingers apart, 1 somewhat, 0 not."""
    from rapidfuzz.distance import OSA, JaroWinkler

    if one == other:
        return 3
    longest = max(len(one), len(other))
    slips = 1 if longest < 7 else 2
    if longest >= 4 and OSA.distance(one, other, score_cutoff=slips) <= slips:
        return 2
    return 1 if JaroWinkler.similarity(one, other, score_cutoff=0.84) > 0 else 0


_GIVEN = (-5.0, -1.0, 4.0)
_FAMILY = (-4.0, -1.0, 5.0)
_NAME_MOST = 12.0
# Most Chinese people share a hundred family names, and one character is no rare given name,
# however rare both are in a small book: 张 is one in 15, 伟 about one in 100.
_HAN_FAMILY = 5.0
_HAN_CHARACTER = 6.0
_OTHER_INITIAL = -14.0  # written to tell Carol B. Stone from Carol C. Stone
_FAMILY_ALONE = _NAME_MOST + _GIVEN[0]


def name_reason(one: PersonName, other: PersonName, rarity: Rarity) -> Reason | None:
    """What two names say; None when either is unknown."""
    if not (one.given or one.family) or not (other.given or other.family):
        return None
    if one.han and other.han:
        return _han_reason(one, other, rarity)
    if one.han or other.han:
        if one.key != other.key:
            return Reason("", -6.0)
        return Reason("same name in pinyin", _exact(one, rarity, one.han or other.han) - 2.0)
    straight = _parts(one.given, other.given, one.family, other.family, rarity)
    turned = _parts(one.given, other.family, one.family, other.given, rarity)
    bits, exact = max(straight, (turned[0] - 1.5, turned[1]))
    if one.key == other.key and not exact:  # the same syllables, parted otherwise
        bits, exact = max(bits, _exact(one, rarity) - 2.0), True
    if one.initials and other.initials and one.initials != other.initials:
        bits, exact = bits + _OTHER_INITIAL, False
    words = "same name" if exact else "near name" if bits > _FAMILY_ALONE else ""
    return Reason(words, bits)


def _han_reason(one: PersonName, other: PersonName, rarity: Rarity) -> Reason:
    if one.han == other.han:
        return Reason("same name", _exact(one, rarity, one.han))
    if one.family == other.family and not (one.given and other.given):
        # 王总 is 王建国 as people address him: the family name alone speaks.
        return Reason("same family name", rarity.bits("family", one.family, _HAN_FAMILY))
    return Reason("", -6.0) if one.key != other.key else Reason("name sounds the same", 2.0)


def _exact(name: PersonName, rarity: Rarity, han: str = "") -> float:
    family, given = _NAME_MOST, _NAME_MOST
    if han:
        family, given = _HAN_FAMILY, min(_HAN_CHARACTER * (len(han) - 1), _NAME_MOST)
    return sum(
        rarity.bits(kind, value, most)
        for kind, value, most in (("given", name.given, given), ("family", name.family, family))
        if value
    )


def _parts(
    given: str, other_given: str, family: str, other_family: str, rarity: Rarity
) -> tuple[float, bool]:
    """Bits of both parts, and whether all that is known of both agrees."""
    bits, exact = 0.0, True
    for kind, one, other, levels in (
        ("given", given, other_given, _GIVEN),
        ("family", family, other_family, _FAMILY),
    ):
        if not one or not other:
            exact = exact and one == other
            continue
        near = nearness(one, other)
        if near == 3:
            bits += rarity.bits(kind, one, _NAME_MOST)
            continue
        exact = False
        if len(one) == 1 or len(other) == 1:  # an initial
            bits += 1.5 if one[0] == other[0] else levels[0]
        else:
            bits += levels[near]
    return bits, exact


# Addresses, days, numbers ----------------------------------------------------------------


@lru_cache(maxsize=1 << 16)
def street_level(one: str, other: str) -> int:
    """How alike two addresses are: 3 the same, 2 near, 1 somewhat, 0 not."""
    from rapidfuzz import fuzz

    if one == other:
        return 3
    houses = _numbers(one), _numbers(other)
    most = 1 if all(houses) and not houses[0] & houses[1] else 3
    tight = fuzz.ratio(one.replace(" ", ""), other.replace(" ", ""))
    alike = max(tight, fuzz.token_set_ratio(one, other) - 3)
    return min(most, 3 if alike >= 94 else 2 if alike >= 80 else 1 if alike >= 65 else 0)


@lru_cache(maxsize=1 << 16)
def _numbers(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\d+", text))


def plain(text: str | None) -> str:
    """A text as it is compared: folded, its words parted by blanks and nothing else."""
    return " ".join(re.findall(r"[^\W_]+", fold(text))) if text else ""


def slipped(one: str, other: str) -> bool:
    """Whether two texts are one slip of the fingers apart, or two days with day and month turned.

    A slip is a character more, less or another, or two that changed places.
    """
    from rapidfuzz.distance import OSA

    if OSA.distance(one, other, score_cutoff=1) <= 1:
        return True
    turned = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", one)
    return bool(turned) and f"{turned[1]}-{turned[3]}-{turned[2]}" == other  # type: ignore[index]
