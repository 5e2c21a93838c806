"""How the text of one cell becomes a stored value, with short ways for what is plain.

The readers are those of `inputs`; what is taken a short way gives the same value.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from crm_cli.errors import BadValue
from crm_cli.services import fields, inputs
from crm_cli.services.imports.orders import century
from crm_cli.services.inputs import Input
from crm_cli.values import enums
from crm_cli.values.dates import utc_text

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
_CLOCK = r"[T ](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?"
_is_local = re.compile(_DAY + _CLOCK, re.ASCII).fullmatch
_is_zoned = re.compile(_DAY + _CLOCK + r"(?:\.\d{3})?Z", re.ASCII).fullmatch
_is_short = re.compile(r"(\d{1,2}[- ][A-Za-z]{3,9}[- ])(\d\d)(?=$|[ T,])", re.ASCII).match
_is_time = re.compile(r"\d{1,3}:\d\d(:\d\d)?( ?[ap]m)?", re.IGNORECASE).fullmatch
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


def title(text: str) -> str:
    """`inputs.title`."""
    if len(text) < inputs.LONGEST_LINE and text.isprintable():
        return text.strip()
    return inputs.title(text)


def column(field: Input, book: Book) -> Read:
    """The reader of a field that is a column."""
    read = field.read
    if read is inputs.line or read is inputs.title:
        return title  # a line break in a file is not taken out: no value is changed unasked
    if read in (inputs.past_day, inputs.birthday, inputs.day, inputs.closing_day):
        past = read in (inputs.past_day, inputs.birthday)
        return lambda text: text if _is_day(text) else read(_whole_year(text, book, past), book)
    if read is inputs.moment:
        return lambda text: text if _is_stored(text) else moment(text, book)
    return lambda text: read(text, book)


def _whole_year(text: str, book: Book, past: bool) -> str:
    """A date as spreadsheets write it, "3-Nov-26", with all digits of its year."""
    found = _is_short(text.strip())
    if found is None:
        return text
    year = century(int(found[2]), book.today, past=past)
    return f"{found[1]}{year}{text.strip()[found.end() :]}"


def moment(text: str, book: Book) -> str:
    """`inputs.moment`, but a time alone is refused: it is no moment of today in a file.

    It may be a length of time: "01:45:00" is how long a first response took, elsewhere.
    """
    if _is_local(text) or _is_zoned(text):
        found = _plain_moment(text, book)
        if found is not None:
            return found
    text = _whole_year(text, book, past=True)
    if _is_time(text.strip()):
        raise BadValue("{text!r} is a time without its day", text=text)
    return str(inputs.moment(text, book))


def _plain_moment(text: str, book: Book) -> str | None:
    """The moment of an ISO text; None when it is not plain, as when the clocks skip it."""
    try:
        local = datetime.fromisoformat(text)
    except ValueError:
        return None
    if local.tzinfo is not None:
        return utc_text(local)
    there = local.replace(tzinfo=book.zone).astimezone(UTC)
    skipped = there.astimezone(book.zone).replace(tzinfo=None) != local
    return None if skipped else utc_text(there)


def rating(text: str, book: Book) -> str:
    """A rating of 1 to 5, as digits."""
    from crm_cli.services.surveys import RANGES

    least, largest = RANGES["csat"]
    score = inputs.score(text, book)
    if not least <= score <= largest or getattr(score, "of", largest) != largest:
        raise BadValue(
            "a rating is {least} to {largest}, not {score}",
            least=least,
            largest=largest,
            score=text.strip() if hasattr(score, "of") else score,
        )
    return str(int(score))


def custom(found: fields.Definition, book: Book) -> Read:
    """The reader of a field of the team's own: value and currency."""
    return lambda text: fields.read_value(found, text, book)


def extra(name: str, book: Book) -> Read:
    """The reader of what is no column: most is looked up later, and only trimmed here."""
    known: dict[str, Read] = {
        "outcome": lambda text: enums.read_choice(text, enums.DEAL_OUTCOMES, "outcome"),
        "stage_since": lambda text: text if _is_day(text) else inputs.past_day(text, book),
        "company.domain": lambda text: inputs.domain(text, book),
        "rating": lambda text: rating(text, book),
        "rated_at": lambda text: text if _is_stored(text) else moment(text, book),
        "uid": lambda text: line(text).lower(),
    }
    return known.get(name, title)


def seconds(text: str) -> int:
    """A duration in whole seconds."""
    if not (text.strip().isascii() and text.strip().isdecimal()):
        raise BadValue("{text!r} is no number of seconds", text=text)
    return int(text)


# What a column says of how long something took, and the moment that comes of it.
TOOK = {"first_response": "responded_at", "resolution": "resolved_at"}
_UNITS = (
    (60, r"min(?:ute)?s?(?![a-z])|分"),
    (3600, r"h(?:ou)?rs?(?![a-z])|(?<![a-z])h(?![a-z])|小时|小時"),
    (1, r"sec(?:ond)?s?(?![a-z])|秒"),
    (86400, r"days?(?![a-z])|天"),
)


def elapsed(text: str, header: str) -> str:
    """How long something took, in whole seconds: a number in the unit that `header` names,

    or a text with its own units. BadValue for a number without a unit, which nobody guesses.
    """
    from crm_cli.values.durations import measure

    units = [size for size, unit in _UNITS if re.search(unit, header.casefold())]
    if re.fullmatch(r"[0-9]{1,9}(?:\.[0-9]{1,9}|,[0-9]{1,2})?", text.strip(), re.ASCII):
        if len(units) == 1:
            return str(round(float(text.replace(",", ".")) * units[0]))
        raise BadValue(
            "{text!r} has no unit: --map COLUMN=first_response_minutes, resolution_hours … says it",
            text=text,
        )
    clock = text.count(":") == 1 and (units or "ss" in header.casefold())
    found = None if clock else measure(text)
    if found is None:
        raise BadValue("cannot read {text!r} as a duration (1h 20m, 00:12:30)", text=text)
    return str(found)
