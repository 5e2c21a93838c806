"""Of which kind the fields are that `--keep-rest` makes: decided over the whole column.

What is not certain stays text: ids, numbers with leading zeros, and numbers or dates that the whole
column leaves open.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crm_cli.errors import CrmError
from crm_cli.services import inputs
from crm_cli.services.imports.orders import DateColumn, NumberColumn, readings
from crm_cli.values.enums import read_yes_no
from crm_cli.values.numbers import narrow, read_number

if TYPE_CHECKING:
    from crm_cli.book import Book
    from crm_cli.services.imports.looking import Look

KINDS = ("yesno", "date", "number", "money")  # the first that all texts of a column have
_MOST = 50_000  # different texts of a column that are remembered
_LONGEST = 40  # characters of anything but text
_DIGITS = 15  # a longer whole number is a code
_CODES = re.compile(
    r"(?:^|.*[ _./-])(?:ids?|uuid|code|zip|plz|postcode|phone|tel|telefon|fax|mobile|no|nr|key|sku"
    r"|ean|isbn|iban)(?: \d+)?\.?$|.*(?:编码|代码|电话|手机|邮编|号)$"
)
_CAMEL = re.compile(r".*[a-z]I[dD]")  # AccountId
_ISO = re.compile(r"\d{4}([-/.])\d{1,2}\1\d{1,2}", re.ASCII)
_NAMED = re.compile(r"\d{1,2}[- .]+[^\W\d_]{3,9}\.?[- ,]+\d{4}|[^\W\d_]{3,9}\.? \d{1,2},? \d{4}")


class KindColumn:
    """The texts of one column, and which kinds they leave possible."""

    def __init__(self, name: str, book: Book, there: str = "") -> None:
        self.dates, self.numbers = DateColumn(), NumberColumn()
        self._there = there  # the kind of the field that is there already
        code = _CODES.match(" ".join(name.casefold().split())) or _CAMEL.fullmatch(name)
        self.possible = [there] if there else [] if code else [*KINDS]
        self._reads: dict[str, Callable[[str], Any]] = {
            "yesno": _yes_no,
            "date": lambda text: _date(text, book),
            "number": _number,
            "money": lambda text: _money(text, book),
        }
        self._seen: set[str] = set()

    def look(self, text: str, line: int) -> None:
        """Take in one cell, not empty."""
        if text in self._seen or not self.possible or text.isspace():
            return
        if len(self._seen) < _MOST:
            self._seen.add(text)
        if not self._there:
            self.possible = [kind for kind in self.possible if self._is(kind, text)]
        if "date" in self.possible:
            self.dates.look(text, line)
        if {"number", "money"} & {*self.possible}:
            self.numbers.look(text, line)

    def _is(self, kind: str, text: str) -> bool:
        try:
            return len(text) <= _LONGEST and self._reads[kind](text) is not False
        except CrmError:
            return False

    def kind(self, *, order: bool, mark: bool) -> str:
        """The kind; `order` and `mark` are whether the user says how open ones are written."""
        found = self.possible[0] if self.possible and self._seen else "text"
        if self._there:
            return self._there
        if found == "date" and not order:
            open_ = self.dates.undecided or not self.dates.possible
            return "text" if open_ else found
        if found in ("number", "money"):
            numbers = self.numbers
            if len(numbers.shown) > 1 or (numbers.open and not numbers.shown and not mark):
                return "text"
            if found == "number" and _are_codes(self._seen):
                return "text"
        return found


def _yes_no(text: str) -> bool:
    read_yes_no(text)
    return not text.strip().isdecimal()


def _date(text: str, book: Book) -> bool:
    plain = narrow(text)
    if _ISO.fullmatch(plain) or _NAMED.fullmatch(plain):
        return bool(inputs.day(plain, book))
    return " " not in plain and "," not in plain and bool(readings(plain))


def _number(text: str) -> bool:
    plain = narrow(text)
    whole = re.split(r"[.,]", plain.lstrip("+-("), maxsplit=1)[0]
    if plain[:1] == "+" or (len(whole) > 1 and whole[0] == "0"):
        return False
    if len(re.sub(r"\D", "", whole)) > _DIGITS:
        return False
    try:
        read_number(plain)
    except CrmError as error:
        return "one" in error.values  # it has two readings; the column decides
    return True


def _money(text: str, book: Book) -> bool:
    """Whether it is an amount that names its currency."""
    if not re.search(r"[^\W\d_]|[$€£¥₹₩]", narrow(text)):
        return False
    try:
        inputs.amount(text, book)
    except CrmError as error:
        return "point" in error.values or "other" in error.values
    return True


def _are_codes(texts: set[str]) -> bool:
    """Whether whole numbers of one length, six digits or more, number things: few are round."""
    plain = [text.strip() for text in texts]
    alike = len({len(text) for text in plain}) == 1 and len(plain[0]) >= 6
    round_ = sum(text.endswith("0") for text in plain)
    return alike and all(map(str.isdecimal, plain)) and 2 * round_ < len(plain) > 1


def kinds_of(
    source: Iterable[Any],
    columns: Sequence[str],
    there: Mapping[int, str],
    look: Look,
    book: Book,
    *,
    order: bool,
    mark: bool,
) -> dict[int, str]:
    """The kinds of the columns at the places in `there`, which has those of fields that are there.

    How their dates and numbers are written is kept in `look`.
    """
    found = {index: KindColumn(columns[index], book, kind) for index, kind in there.items()}
    left = [(index, column) for index, column in found.items() if column.possible]
    for row in source if left else ():
        if len(row) == 2:
            line, cells = row
            for index, column in left:
                if text := cells[index]:
                    column.look(text, line)
    kinds = {index: column.kind(order=order, mark=mark) for index, column in found.items()}
    for index, kind in kinds.items():
        if kind == "date":
            look.dates[index] = found[index].dates
        elif kind in ("number", "money"):
            look.numbers[index] = found[index].numbers
    return kinds
