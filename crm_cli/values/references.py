"""Typed references: a letter for the noun and the number of the record, such as D12."""

from __future__ import annotations

import re
from typing import NamedTuple

LETTERS = {
    "company": "O",
    "contact": "C",
    "interaction": "I",
    "task": "K",
    "deal": "D",
    "product": "P",
    "order": "S",
    "payment": "Y",
    "ticket": "T",
    "survey": "V",
    "campaign": "G",
    "user": "U",
    "changeset": "#",
}
"""The letter of each noun that has one; `#` is a changeset."""

_NOUNS = {letter: noun for noun, letter in LETTERS.items()}
_LARGEST = 2**63 - 1


class Reference(NamedTuple):
    """A record: its noun and its id."""

    noun: str
    id: int


def read_reference(text: str) -> Reference | None:
    """The reference that `text` is, in either case ("d12" is deal 12); None when it is none.

    A number alone is none: which noun it belongs to is for the command to say.
    """
    match = re.fullmatch("([A-Za-z#])0*([1-9][0-9]{0,18})", text.strip())
    noun = _NOUNS.get(match[1].upper()) if match else None
    if not match or not noun or int(match[2]) > _LARGEST:
        return None
    return Reference(noun, int(match[2]))


def reference(noun: str, id: int) -> str:
    """The reference of a record: reference("deal", 12) is "D12"; KeyError for other nouns."""
    return f"{LETTERS[noun]}{id}"
