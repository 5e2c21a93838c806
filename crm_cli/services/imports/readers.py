"""How the text of one cell becomes a stored value, with short ways for what is plain.

The readers are those of `inputs`; what is taken a short way gives the same value.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from crm_cli.errors import BadValue
from crm_cli.services import fields, inputs
from crm_cli.services.inputs import Input
from crm_cli.values import enums

if TYPE_CHECKING:
    from crm_cli.book import Book

Read = Callable[[str], Any]

# Texts of these differ from row to row, so remembering them would help nobody.
UNIQUE = frozenset(
    {"name", "title", "subject", "body", "address", "handle", "email", "external_id", "uid"}
)
_DAY = r"(?:19|20|21)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])"
_is_day = re.compile(_DAY, re.ASCII).fullmatch
_is_stored = re.compile(_DAY + r"T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z", re.ASCII).fullmatch
_is_email = re.compile(
    r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+"
    r"(?!(?:arpa|invalid|local|localhost|onion|test)$)[a-z]{2,20}"
).fullmatch


def is_day(text: str) -> bool:
    """Whether the text is a day as it is stored (not all of them: up to the 28th)."""
    return _is_day(text) is not None


def is_email(text: str) -> bool:
    """Whether the text is an e-mail address that every rule allows, its domain in small letters."""
    return len(text) <= 60 and _is_email(text) is not None


def line(text: str) -> str:
    """`inputs.line`. What is printable has neither line breaks nor halves of characters."""
    if len(text) < inputs.LONGEST_LINE and text.isprintable():
        return text.strip()
    return inputs.line(text)


def column(field: Input, book: Book) -> Read:
    """The reader of a field that is a column."""
    read = field.read
    if read is inputs.line:
        return line
    if read is inputs.past_day or read is inputs.day:
        return lambda text: text if _is_day(text) else read(text, book)
    if read is inputs.moment:
        return lambda text: text if _is_stored(text) else read(text, book)
    return lambda text: read(text, book)


def custom(found: fields.Definition, book: Book) -> Read:
    """The reader of a field of the team's own: value and currency."""
    return lambda text: fields.read_value(found, text, book)


def extra(name: str, book: Book) -> Read:
    """The reader of what is no column: most is looked up later, and only made one line here."""
    if name == "outcome":
        return lambda text: enums.read_choice(text, enums.DEAL_OUTCOMES, "outcome")
    if name == "stage_since":
        return lambda text: text if _is_day(text) else inputs.past_day(text, book)
    if name == "company.domain":
        return lambda text: inputs.domain(text, book)
    if name == "uid":
        return lambda text: line(text).lower()
    return line


def seconds(text: str) -> int:
    """A duration in whole seconds."""
    if not (text.strip().isascii() and text.strip().isdecimal()):
        raise BadValue("{text!r} is no number of seconds", text=text)
    return int(text)
