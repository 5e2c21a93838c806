"""A look over the whole file before its first row is imported, at what one cell cannot tell.

Only the columns for which it matters are looked at: those of dates and of numbers, and those that
go nowhere (whether they hold anything).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from crm_cli.errors import BadContent, UsageError
from crm_cli.services import inputs
from crm_cli.services.imports.folding import WordColumn, is_folding
from crm_cli.services.imports.mapping import Mapped, Plan
from crm_cli.services.imports.orders import (
    DATE_ORDERS,
    DateColumn,
    NumberColumn,
    Open,
    PercentColumn,
    date_fix,
    number_fix,
    percent_fix,
    readings,
)
from crm_cli.services.imports.suggesting import place_of
from crm_cli.services.imports.synonyms import unit_of
from crm_cli.services.imports.targets import Target, is_dated, is_numeric
from crm_cli.values.currencies import digits
from crm_cli.values.dates import show_date

if TYPE_CHECKING:
    from crm_cli.book import Book

_DAYS = (inputs.past_day, inputs.birthday, inputs.moment)
FRACTIONS = "fractions: 0.6 is 60 %"
_MARKS = {"point": ".", "comma": ",", ".": ".", ",": ","}
_LISTS = ("tag", "handle", "link", "contact")  # in which nothing tells what a stroke is
SAMPLES = 3
_UNITS = frozenset("万千百亿萬億kKmM")


class ListColumn:
    """A column of lists: where a stroke may stand between items, and whether another mark does."""

    def __init__(self) -> None:
        self.stroke: Open | None = None
        self.marked = False

    def look(self, text: str, line: int) -> None:
        """Take in one cell, not empty."""
        if "|" in text and self.stroke is None:
            self.stroke = Open(line, text)
        self.marked = self.marked or ";" in text or "," in text


@dataclass(slots=True)
class Look:
    """What the look has found, by the place of the column."""

    dates: dict[int, DateColumn] = field(default_factory=dict)
    numbers: dict[int, NumberColumn] = field(default_factory=dict)
    percents: dict[int, PercentColumn] = field(default_factory=dict)
    lists: dict[int, ListColumn] = field(default_factory=dict)
    words: dict[int, WordColumn] = field(default_factory=dict)
    unused: set[int] = field(default_factory=set)  # columns that go nowhere and hold something
    said: dict[int, str] = field(default_factory=dict)  # the order or mark of a column, decided
    rows: int = 0
    filled: list[int] = field(default_factory=list)  # of each column: how many cells are not empty
    samples: list[list[str]] = field(default_factory=list)  # of each column: its first values


def look_at_all(source: Iterable[Any], columns: Sequence[str], found: Look) -> None:
    """Count the rows and the cells of every column, and take some samples."""
    found.filled = [0] * len(columns)
    found.samples = [[] for _ in columns]
    for row in source:
        found.rows += 1
        if len(row) != 2:
            continue
        for index, text in enumerate(row[1]):
            if text and not text.isspace():
                found.filled[index] += 1
                samples = found.samples[index]
                if len(samples) < SAMPLES and text not in samples:
                    samples.append(text)


def look(source: Iterable[Any], plan: Plan) -> Look:
    """Read the file once; no database is needed."""
    found = Look()
    watched: list[tuple[int, Any]] = []
    ours = "uid" in plan.given  # an export of our own: its lists and percentages are known
    for one in plan.mapped:
        column = _column(found, one, ours)
        if column is not None:
            watched.append((one.index, column.look))
        if one.index not in found.words and is_folding(plan, one.target):
            words = found.words[one.index] = WordColumn()
            watched.append((one.index, words.look))
    unused = plan.unused
    if not watched and not unused:
        return found
    for row in source:
        if len(row) != 2:
            continue
        line, cells = row
        for index, take in watched:
            text = cells[index]
            if text:
                take(text, line)
        if unused:
            seen = [index for index in unused if cells[index] and not cells[index].isspace()]
            if seen:
                found.unused.update(seen)
                unused = [index for index in unused if index not in seen]
        elif not watched:
            break
    return found


def _column(
    found: Look, one: Mapped, ours: bool
) -> DateColumn | NumberColumn | PercentColumn | ListColumn | None:
    """What is to be found out about a column; None where its cells say it all."""
    if is_dated(one.target):
        return found.dates.setdefault(one.index, DateColumn())
    if is_numeric(one.target):
        return found.numbers.setdefault(one.index, NumberColumn())
    if _is_percent(one.target) and not ours:
        return found.percents.setdefault(one.index, PercentColumn())
    if one.target.name in _LISTS and not ours:
        return found.lists.setdefault(one.index, ListColumn())
    return None


def settle(
    plan: Plan,
    found: Look,
    book: Book,
    *,
    orders: Sequence[str],
    decimals: Sequence[str],
    separators: Sequence[str] = (),
    lenient: bool = False,
    questions: list[BadContent] | None = None,
) -> None:
    """Give the plan what the columns, or the user, decide: how dates and numbers are written.

    `orders`, `decimals` and `separators` are what the user said: "dmy", or "COLUMN=dmy".
    UsageError for what cannot be read; BadContent where a column is left open, unless `lenient`:
    then its dates and numbers are
    rejected one by one. `questions` collects what would be raised; such a column is then taken in
    the first of its orders.
    """
    settling = _Settling(
        plan,
        found,
        book,
        _said(orders, plan, "--date-order", _order),
        _said(decimals, plan, "--decimal", _mark),
        lenient,
    )
    for one in plan.mapped:
        try:
            if one.index in found.dates:
                settling.date(one)
            elif one.index in found.numbers:
                settling.number(one)
            elif _is_percent(one.target):
                settling.percent(one)
        except BadContent as error:
            if questions is None:
                raise
            questions.append(error)
            settling.assume(one)
    for one in filter(lambda one: _is_money(one.target), plan.mapped):
        _take_unit(plan, one)
    between = _said(separators, plan, "--separator", _separator)
    for one in plan.mapped:
        column = found.lists.get(one.index)
        if column is None:
            continue
        said = between.get(one.index) or between.get(None)
        if said == "|":  # also where this file has none: what the source said last may have
            plan.fixes[one.index] = _split_at_strokes
        elif said is None and column.stroke is not None and not column.marked:
            asked = _open_list(one, column.stroke)
            if questions is None:
                raise asked
            questions.append(asked)
    plan.left_out = [plan.columns[index] for index in sorted(found.unused)]


@dataclass(frozen=True, slots=True)
class _Settling:
    """Gives the plan the order or the mark of a column: said of it, seen in it, or said of all."""

    plan: Plan
    found: Look
    book: Book
    orders: dict[int | None, str]
    marks: dict[int | None, str]
    lenient: bool

    def date(self, one: Mapped) -> None:
        column = self.found.dates[one.index]
        order = self.orders.get(one.index) or column.order
        if not order and column.undecided is not None:
            order = self.orders.get(None, "")
            if not order and not self.lenient:
                raise _open_date(one, column)
        if not order and _is_birthday(one.target):
            order = self.orders.get(None, "")  # of those without a year
        if order:
            self._fix_date(one, order)
            self.found.said[one.index] = order

    def number(self, one: Mapped) -> None:
        column = self.found.numbers[one.index]
        mark = self.marks.get(one.index) or column.decimal
        if not mark and not column.shown and column.open:
            mark = self.marks.get(None, "")
            # 1,234 is no amount with decimals, unless the currency has three of them.
            few = digits(self.book.currency) < 3
            plain = _is_money(one.target) and "." not in column.open and few
            if not mark and not self.lenient and not plain:
                raise _open_number(one, column)
        if mark:
            self.plan.fixes[one.index] = number_fix(mark)
            self.found.said[one.index] = mark

    def percent(self, one: Mapped) -> None:
        column = self.found.percents.get(one.index, PercentColumn())  # none of an export of ours
        fractions = column.fractions and not column.of_hundred
        self.plan.fixes[one.index] = percent_fix(fractions=fractions)
        if fractions:
            self.found.said[one.index] = FRACTIONS
        if column.undecided is not None and not (
            self.lenient or one.target.name in self.plan.values
        ):
            raise _open_percent(one, column.undecided)

    def assume(self, one: Mapped) -> None:
        """Let what is open have one reading, so that the rest of the file can be checked."""
        if one.index in self.found.percents:
            return
        if one.index in self.found.dates:
            self._fix_date(one, min(self.found.dates[one.index].possible))
        else:
            self.plan.fixes[one.index] = number_fix(",")

    def _fix_date(self, one: Mapped, order: str) -> None:
        past = one.target.input is not None and one.target.input.read in _DAYS
        self.plan.fixes[one.index] = date_fix(
            order, self.book.today, past=past, birthday=_is_birthday(one.target)
        )


def _take_unit(plan: Plan, one: Mapped) -> None:
    """Let the unit in a header, as in 金额(万元), be that of its numbers that have none."""
    times, money = unit_of(one.column)
    unit = f"{times}{'' if 'currency' in plan.given else money}"
    if not unit:
        return
    fix = plan.fixes.get(one.index) or number_fix(".")

    def with_unit(text: str) -> str:
        found = fix(text)
        last = found.strip()[-1:]
        if last in _UNITS and unit != times:
            return f"{found}{unit.removeprefix(times)}"
        return f"{found} {unit}" if last.isdecimal() else found

    plan.fixes[one.index] = with_unit
    plan.units[one.column] = unit


def _is_birthday(target: Target) -> bool:
    return target.input is not None and target.input.read is inputs.birthday


def _open_date(one: Mapped, column: DateColumn) -> BadContent:
    assert column.undecided is not None
    line, text = column.undecided
    days = {order: day for order, day in readings(text) if order in column.possible}
    return BadContent(
        'no date in the column "{column}" says whether the day or the month comes first:'
        ' "{text}" (line {line}) is {days}',
        hint="say it: " + " or ".join(f"--date-order {order}" for order in days),
        column=one.column,
        text=text,
        line=line,
        days=" or ".join(show_date(day) for day in dict.fromkeys(days.values())),
        orders=list(days),
        flag=f"--date-order '{one.column}={'|'.join(days)}'",
        index=one.index,
    )


def _is_percent(target: Target) -> bool:
    return target.input is not None and target.input.read is inputs.percent


def _open_percent(one: Mapped, where: Open) -> BadContent:
    return BadContent(
        'no number in the column "{column}" says whether {text} (line {line}) is 1 % or 100 %',
        hint="say it: --value '{target}:{text}=1%' or --value '{target}:{text}=100%'",
        column=one.column,
        target=one.target.name,
        text=where.text,
        line=where.line,
        index=one.index,
    )


def _is_money(target: Target) -> bool:
    return target.kind == "amount" or (target.custom is not None and target.custom.kind == "money")


def _open_number(one: Mapped, column: NumberColumn) -> BadContent:
    mark, (line, text) = next(iter(column.open.items()))
    return BadContent(
        'no number in the column "{column}" says whether {mark} is the decimal mark or stands'
        ' between thousands: "{text}" (line {line})',
        hint="say it: --decimal . or --decimal ,",
        column=one.column,
        mark="the point" if mark == "." else "the comma",
        line=line,
        text=text,
        index=one.index,
        marks=[".", ","],
        flag=f"--decimal '{one.column}=.|,'",
    )


def _split_at_strokes(text: str) -> str:
    return text.replace("|", ";")


def _open_list(one: Mapped, stroke: Open) -> BadContent:
    return BadContent(
        'nothing in the column "{column}" says whether | stands between items: "{text}" (line'
        " {line})",
        hint="say it: --separator '{column}=|' takes it apart there, --separator '{column}=;'"
        " leaves it whole",
        column=one.column,
        text=stroke.text,
        line=stroke.line,
        flag=f"--separator '{one.column}=|'",
    )


def _separator(text: str, flag: str) -> str:
    if text.strip() not in ("|", ";"):
        raise UsageError(
            "{flag} cannot be {text!r}",
            hint="--separator '|' or --separator ';'; for one column: --separator 'Tags=|'",
            flag=flag,
            text=text,
        )
    return text.strip()


def _said(texts: Sequence[str], plan: Plan, flag: str, read: Any) -> dict[int | None, str]:
    """What a flag says, by the place of a column; None is all that are left open."""
    found: dict[int | None, str] = {}
    for text in texts:
        name, mark, value = text.rpartition("=")
        if not mark:
            found[None] = read(text, flag)
            continue
        place = place_of(name, plan.columns)
        if place is None:
            raise UsageError(
                "{flag}: there is no column {name!r}",
                hint="the columns: {columns}",
                flag=flag,
                name=name,
                columns=", ".join(plan.columns),
            )
        found[place] = read(value, flag)
    return found


def _order(text: str, flag: str) -> str:
    order = text.strip().lower().replace("/", "").replace("-", "").replace(".", "")
    if order not in DATE_ORDERS:
        raise UsageError(
            "{flag} cannot be {text!r}",
            hint="--date-order dmy, mdy or ymd; for one column: --date-order Birthday=dmy",
            flag=flag,
            text=text,
        )
    return order


def _mark(text: str, flag: str) -> str:
    mark = _MARKS.get(text.strip().lower())
    if mark is None:
        raise UsageError(
            "{flag} cannot be {text!r}",
            hint="--decimal . or --decimal , (or point, comma)",
            flag=flag,
            text=text,
        )
    return mark
