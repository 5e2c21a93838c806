"""Scores as people and forms write them: 4, 4/5, ★★★★, 4星, "very satisfied", 非常满意."""

from __future__ import annotations

import re

from crm_cli.values.numbers import narrow
from crm_cli.values.numerals import NUMBER, whole_number
from crm_cli.values.text import fold

_WORDS = {
    5: "very satisfied|extremely satisfied|completely satisfied|sehr zufrieden"
    "|非常满意|很满意|十分满意|非常滿意|很滿意",
    4: "satisfied|somewhat satisfied|zufrieden|满意|比较满意|滿意|比較滿意",
    3: "neutral|neither satisfied nor dissatisfied|一般|中立|普通",
    2: "dissatisfied|unsatisfied|somewhat dissatisfied|unzufrieden|不满意|不太满意|不滿意|不太滿意",
    1: "very dissatisfied|very unsatisfied|extremely dissatisfied|sehr unzufrieden"
    "|非常不满意|很不满意|十分不满意|非常不滿意|很不滿意",
}
_SCORES = {word: score for score, words in _WORDS.items() for word in words.split("|")}


class Score(int):
    """A score that says of how many it is: that of five stars is `of` 5."""

    of = 0

    def __new__(cls, score: int, of: int) -> Score:
        """`score` of `of`."""
        found = super().__new__(cls, score)
        found.of = of
        return found


def read_rating(text: str) -> Score | None:
    """The score that a text says with its scale, as 4/5 or in words; None for any other text."""
    plain = " ".join(fold(narrow(text)).replace("\ufe0f", "").split())
    if plain in _SCORES:
        return Score(_SCORES[plain], 5)
    if (stars := re.fullmatch("([★⭐]{1,5})(☆{0,4})", plain)) and len(plain) in (len(stars[1]), 5):
        return Score(len(stars[1]), 5)
    if found := re.fullmatch(f"({NUMBER}) ?(?:颗星|星级?|stars?)", plain):
        score = whole_number(found[1])
        return Score(score, 5) if score is not None and 1 <= score <= 5 else None
    if found := re.fullmatch("([0-9]{1,2})(?:[.]0)? ?(?:/|of|von) ?(5|7|10)", plain):
        return Score(int(found[1]), int(found[2])) if int(found[1]) <= int(found[2]) else None
    return None
