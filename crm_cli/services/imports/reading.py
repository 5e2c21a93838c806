"""Reading rows: each mapped cell by the reader of its field, fast for what is plain."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from crm_cli.errors import BadValue, CrmError
from crm_cli.services import fields
from crm_cli.services.imports import readers
from crm_cli.services.imports.drafts import Draft, Odd, Problem
from crm_cli.services.imports.finishing import Finisher
from crm_cli.services.imports.mapping import LINE, Default, Plan
from crm_cli.services.imports.readers import Read
from crm_cli.services.imports.several import Put, Several
from crm_cli.services.imports.targets import Target
from crm_cli.values.spreadsheet import ERRORS
from crm_cli.values.text import brief, fold

if TYPE_CHECKING:
    from crm_cli.book import Book

_REMEMBERED = 20_000
_BAGS = ("columns", "links", "extra", "custom")  # of a draft: where single values go


class _Cell:
    """What to do with the texts of one column.

    A field with one value has a `bag`, a `key` in it, and `read`; `known` remembers what it gave,
    since most columns have few different texts. The others have `put`.
    """

    __slots__ = (
        "bag",
        "choices",
        "column",
        "fix",
        "key",
        "known",
        "place",
        "put",
        "read",
        "soft",
        "target",
        "values",
    )

    def __init__(self, place: int, column: str, target: Target) -> None:
        self.place, self.column, self.target = place, column, target.name
        self.values: dict[str, str] | None = None
        self.fix: Callable[[str], str] | None = None
        self.soft = False
        self.choices: tuple[str, ...] = ()
        self.bag = 0
        self.key: Any = ""
        self.read: Read | None = None
        self.put: Put | None = None
        self.known: dict[str, Any] | None = None


_NAMES = ("given_name", "family_name")
_SURNAMES = ("Null", "None", "Nil", "NULL", "NONE", "NIL")
_SCORES = ("score", "rating")


def _is_open(error: CrmError) -> bool:
    """Whether a number has two readings, as 1,234 has: with a decimal mark, and without one."""
    return bool({"point", "other"} & error.values.keys())


def _decimal_flag(column: str) -> str:
    return f"--decimal {shlex.quote(f'{column}=.|,')}"


def _unreadable(line: int, cell: _Cell, text: str, error: CrmError) -> Problem:
    """What cannot be read; a word that is none of ours can be given its meaning."""
    reason, choices = str(error), error.values.get("choices")
    if _is_open(error):
        return Problem(line, cell.column, text, reason, _decimal_flag(cell.column))
    if "month_one" in error.values and cell.target == "birthday":
        flag = f"--date-order {shlex.quote(f'{cell.column}=dmy|mdy')}"
        return Problem(line, cell.column, text, reason, flag)
    if choices:
        reason += f" ({choices})"
    if not choices and cell.target not in _SCORES:
        return Problem(line, cell.column, text, reason)
    meaning = shlex.quote(f"{cell.target}:{brief(text)}=…")
    return Problem(line, cell.column, text, reason, f"--value {meaning}")


class RowReader:
    """Makes drafts of rows. `fields_by_name` are the custom fields, those just made included."""

    def __init__(self, plan: Plan, book: Book, fields_by_name: dict[str, int]) -> None:
        self.plan = plan
        self.book = book
        self.used: dict[str, set[str]] = {name: set() for name in plan.values}
        self._fields = fields_by_name
        self.batch: list[Any] = []  # the rows around the one that is read
        self.odd = Odd(region=book.phone_region)
        self._several = Several(plan, book, self._translated, self.odd)
        self._finisher = Finisher(plan, book, fields_by_name, self.odd)
        self._cells = [
            self._cell(one.index, one.column, one.target, soft=one.soft) for one in plan.mapped
        ]
        self._defaults = [
            (
                default,
                self._cell(-1, default.target.name, default.target, soft=default.soft),
                [one.index for one in plan.columns_of(default.target.name)],
            )
            for default in plan.defaults
        ]

    def read_again(self, line: int, cells: list[str]) -> Draft:
        """As `read`, of what a row said before: nothing in it is counted."""
        self.odd.counting = False
        try:
            return self.read(line, cells)
        finally:
            self.odd.counting = True

    def read(self, line: int, cells: list[str]) -> Draft:
        """The draft of a row; its `problems` say what cannot be read."""
        draft = Draft(line, cells)
        bags: tuple[dict[Any, Any], ...] = (draft.columns, draft.links, draft.extra, draft.custom)
        for cell in self._cells:
            text = cells[cell.place]
            if not text:
                continue
            if cell.known is not None:
                value = cell.known.get(text)
                if value is not None and bags[cell.bag].setdefault(cell.key, value) == value:
                    continue
            self._take(draft, cell, text)
        plan = self.plan
        for default, cell, indexes in self._defaults:
            if default.target.name in draft.emptied or not any(
                cells[index] and not cells[index].isspace() and cells[index] not in plan.nothing
                for index in indexes
            ):
                draft.emptied.discard(default.target.name)
                self._take(draft, cell, self._filled(default, line, cells))
        if not draft.problems:
            self._complete(draft)
        return draft

    def _take(self, draft: Draft, cell: _Cell, text: str) -> None:
        """Read a text that is not known yet."""
        if not text or text.isspace():
            return
        written = text
        if cell.values is not None or text.strip() in self.plan.nothing:
            text = self._meant(draft, cell, text)
            if not text:
                return
        if cell.fix is not None:
            text = cell.fix(text)
        try:
            if text in ERRORS:
                raise BadValue("{text} is an error of the spreadsheet, not a value", text=text)
            if cell.put is not None:
                cell.put(draft, text)
                return
            assert cell.read is not None
            value = cell.read(text)
            if value == "":
                return
            if cell.known is not None:
                if len(cell.known) > _REMEMBERED:
                    cell.known.clear()
                cell.known[written] = value
            bag: dict[Any, Any] = getattr(draft, _BAGS[cell.bag])
            if bag.setdefault(cell.key, value) != value and not cell.soft:
                raise BadValue(
                    "{name} has two values in this row: {one} and {other}",
                    name=cell.target,
                    one=bag[cell.key],
                    other=value,
                )
        except CrmError as error:
            if cell.target == "birthday" and "month_one" not in error.values:
                self.odd.count_birthday(draft.line)  # a person is never lost over it
                return
            draft.problems.append(_unreadable(draft.line, cell, written, error))

    def _meant(self, draft: Draft, cell: _Cell, text: str) -> str:
        """The text of a cell as the user says it; empty for a word for nothing, which is counted"""
        if cell.place < 0:
            return text
        if cell.values is not None and fold(text.strip()) in cell.values:
            meant = self._translated(cell.target, cell.values, text)
            if not meant:
                draft.emptied.add(cell.target)
            return meant
        word = text.strip()
        nothing = self.plan.nothing
        if word not in nothing or word in cell.choices or self._is_name(draft, cell, word):
            return text
        self.odd.count_nothing(cell.column, word)
        return ""

    def _is_name(self, draft: Draft, cell: _Cell, word: str) -> bool:
        """Whether Null is somebody's name: the other part is there, and no other row has such."""
        if cell.target not in _NAMES or word not in _SURNAMES:
            return False
        others = [
            draft.cells[one.index].strip()
            for one in self.plan.mapped
            if one.target.name in _NAMES and one.index != cell.place
        ]
        if not any(text and text not in self.plan.nothing for text in others):
            return False
        there = (row[1][cell.place].strip() for row in self.batch if len(row) == 2)
        return sum(text in self.plan.nothing for text in there) <= 1

    def _complete(self, draft: Draft) -> None:
        try:
            self._finisher.complete(draft)
        except CrmError as error:
            where = self.plan.columns_of(str(error.values.get("field", "")))
            column = where[0].column if where else ""
            value = draft.cells[where[0].index] if where else ""
            flag = _decimal_flag(column) if _is_open(error) and column else ""
            if "codes" in error.values:  # a sign that several currencies share
                flag = "--default currency=…"
            draft.problems.append(Problem(draft.line, column, value, str(error), flag))

    def _translated(self, target: str, values: dict[str, str], text: str) -> str:
        key = fold(text.strip())
        if key not in values:
            return text
        self.used[target].add(key)
        return values[key]

    def _filled(self, default: Default, line: int, cells: list[str]) -> str:
        """A template with the texts of a row; empty when all that it names is, of a date any."""
        texts: list[str] = []
        parts = default.parts
        known = all(part.index is None for part in parts)
        for part in parts:
            text = part.text
            if part.index == LINE:
                text, known = str(line), True
            elif part.index is not None:
                text = cells[part.index].strip()
                if part.target in self.plan.values:
                    text = self._translated(part.target, self.plan.values[part.target], text)
                text = "" if text in self.plan.nothing else text
                if not text and default.whole:
                    if default.target.name != "birthday" or texts:
                        return ""
                    text = "-"  # a birthday may lack its year: --5-24
                known = known or bool(text)
            texts.append(text)
        return " ".join("".join(texts).split()) if known else ""

    # Where the text of a cell goes --------------------------------------------------------

    def _cell(self, place: int, column: str, target: Target, *, soft: bool = False) -> _Cell:
        cell = _Cell(place, column, target)
        cell.soft = soft
        cell.choices = target.custom.choices if target.custom else ()
        if target.kind != "tags":  # of those each one is translated
            cell.values = self.plan.values.get(target.name)
        cell.fix = self.plan.fixes.get(place)
        cell.put = self._several.of(target)
        if cell.put is not None:
            return cell
        cell.bag, cell.key, cell.read = self._single(target, column)
        if target.name not in readers.UNIQUE:
            cell.known = {}
        return cell

    def _single(self, target: Target, column: str) -> tuple[int, Any, Read]:
        """Where the value of any other field goes, and how its text is read."""
        custom = target.custom
        if custom is not None:
            id = self._fields[fold(custom.name)]
            if custom.kind == "money":  # needs the currency, which another column may have
                return _BAGS.index("extra"), f"custom:{id}", readers.line
            found = fields.Definition(id, self.plan.noun, custom.name, custom.kind, custom.choices)
            return _BAGS.index("custom"), id, readers.custom(found, self.book)
        if target.kind == "column" and target.input is not None:
            return 0, target.input.stored_as, readers.column(target.input, self.book)
        if target.name == "seconds":
            return 0, "seconds", readers.seconds
        took, _, unit = target.name.rpartition("_")
        if took in readers.TOOK:
            told = column if unit == "duration" else unit
            return _BAGS.index("extra"), took, lambda text: readers.elapsed(text, told)
        bag = "links" if target.kind == "link" else "extra"
        return _BAGS.index(bag), target.name, readers.extra(target.name, self.book)
