"""One and several, in the words that people read."""

from __future__ import annotations


def plural(noun: str, count: int | None = None) -> str:
    """`noun` for `count` of them; for any number but one when `count` is left out."""
    if count == 1:
        return noun
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "ch", "sh")) else "s")


def with_article(noun: str) -> str:
    """ "a deal", "an interaction", "an xlsx file": the noun with its article."""
    vowel = noun[:1] in "aeio" or noun.startswith(("xl", "ui", "unk"))
    return f"{'an' if vowel else 'a'} {noun}"


def counted(count: int, noun: str, nouns: str = "") -> str:
    """ "1 deal", "2,345 deals"; `nouns` where another word than the last one has its plural."""
    return f"{count:,} {noun if count == 1 else nouns or plural(noun)}"
