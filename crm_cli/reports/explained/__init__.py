"""What stands behind the figures of a report: `--explain`.

The folder is the registry: a report that can be explained has a file of its name here, with

    explain    (reader, book, options, scope) -> Explanation

An explanation has a formula in words for every numeric column of every section, and the records
that the figures are made of, each with the values that the formulas speak of. They are read again
by the named statements of the report's own .sql file, one record a row; what they add up to is the
figure, and the tests hold that for every cell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

from crm_cli.errors import UsageError
from crm_cli.tables import Column, Report, Row, Table
from crm_cli.values.money import Money
from crm_cli.values.text import fold, nearest

if TYPE_CHECKING:
    from crm_cli.book import Book
    from crm_cli.database import Reader
    from crm_cli.reports.scope import ReportModule, Scope
    from crm_cli.services.rates import Rates

NUMERIC = ("integer", "number", "money", "percent", "duration", "date")
IDENTITY = ("key",)
"""Numbers that say which row it is, and are no figures."""


@dataclass(slots=True)
class Explanation:
    """`formulas` has words by section and column; `records` what they are about, by name."""

    formulas: Mapping[str, Mapping[str, str]]
    records: dict[str, Table]
    notes: list[str] = field(default_factory=list)


def explain(
    name: str,
    module: ReportModule,
    reader: Reader,
    book: Book,
    options: Any,
    scope: Scope,
    asked: Sequence[str],
) -> Report:
    """The report's figures, the formulas, and the records; `asked` narrows them to some rows.

    Each of `asked` is KEY=VALUE, or "" for the whole. Raises UsageError for what is not there,
    with the nearest, and as the report itself does.
    """
    if scope.before is not None:
        raise UsageError(
            "--explain is about one period, and --compare shows two",
            hint="leave --compare away; --since and --until choose the other period",
        )
    if hasattr(options, "limit"):
        options = replace(options, limit=0)
    report = module.run(reader, book, options, scope)
    explanation = explaining(name)(reader, book, options, scope)
    figures = {
        section: table
        for section, table in report.sections.items()
        if section in explanation.formulas
    }
    choices = [_choice(text, figures) for text in asked if text]
    shown = _narrowed(figures, choices)
    if choices and not shown:
        raise UsageError(
            "no row has {choices}",
            hint="one at a time: --explain {first}",
            choices=" and ".join(f"{key}={value}" for key, value in choices),
            first="{}={}".format(*choices[0]),
        )
    records = _records(explanation.records, choices)
    words = [f"{key} {'(none)' if value is None else value}" for key, value in choices]
    return replace(
        report,
        title=" · ".join([report.title, "explained", *words]),
        sections={**shown, "formulas": _formulas(shown, explanation.formulas), **records},
        notes=[*report.notes, *explanation.notes],
    )


def explaining(name: str) -> Callable[..., Explanation]:
    """The function that explains a report of this name."""
    found: Any = import_module(f"crm_cli.reports.explained.{name}")
    function: Callable[..., Explanation] = found.explain
    return function


# Choosing rows ---------------------------------------------------------------------------

Choice = tuple[str, str | None]


def _choice(text: str, figures: Mapping[str, Table]) -> Choice:
    """KEY=VALUE, as the sections have them. Raises UsageError, with the nearest."""
    key, equal, value = text.partition("=")
    known: dict[str, dict[str, str | None]] = {}
    for table in figures.values():
        for name, get, unknown in _keys(table):
            values = known.setdefault(name, {})
            for row in table.rows:
                for one in _listed(get(row)):
                    values[unknown or "(none)" if one is None else one] = one
    if not equal:
        first = next(
            (name for name in known if _plain(name) == _plain(text)), next(iter(known), "")
        )
        raise UsageError(
            "{text!r} names no row: --explain takes KEY=VALUE",
            hint="--explain {first}={value}, or another of {names}",
            text=text,
            first=first or "KEY",
            value=next(iter(known.get(first, ())), "VALUE"),
            names=", ".join(known),
        )
    name = _nearest("column", key, known)
    shown = _nearest(f"{name}", value, known[name])
    return name, known[name][shown]


def _nearest(what: str, text: str, known: Iterable[str]) -> str:
    """The one of `known` that `text` is, case and hyphens aside. UsageError with the nearest."""
    names = list(known)
    for name in names:
        if _plain(name) == _plain(text):
            return name
    near = nearest(text, names)
    listed = names if len(names) <= 12 else [*names[:12], "…"]
    raise UsageError(
        "there is no {what} {text!r} to explain",
        hint=("did you mean {nearest}? One of: {names}" if near else "one of: {names}")
        if names
        else "no record is behind this report",
        what=what,
        text=text,
        nearest=near,
        names=", ".join(listed),
    )


def _plain(text: str) -> str:
    return fold(text.strip()).replace("-", "_").replace(" ", "_")


def _keys(table: Table) -> list[tuple[str, Callable[[Row], Any], str]]:
    """What tells the rows of a table apart: its texts, and the currencies of its amounts."""
    found: dict[str, tuple[str, Callable[[Row], Any], str]] = {}
    for place, column in enumerate(table.columns):
        if column.kind == "money":
            get = _currency(place)
            if column.currency_name and any(get(row) for row in table.rows):
                found.setdefault(column.currency_name, (column.currency_name, get, ""))
    for place, column in enumerate(table.columns):
        if column.kind == "text" and column.name != "thin":
            found[column.name] = (column.name, _cell(place), column.unknown)
    return list(found.values())


def _cell(place: int) -> Callable[[Row], Any]:
    return lambda row: row[place]


def _currency(place: int) -> Callable[[Row], Any]:
    return lambda row: row[place].currency if row[place] is not None else None


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


def _narrowed(tables: Mapping[str, Table], choices: Sequence[Choice]) -> dict[str, Table]:
    """The tables that have all the keys, with the rows that have all the values."""
    if not choices:
        return dict(tables)
    found = {}
    for name, table in tables.items():
        keys = {key: get for key, get, _ in _keys(table)}
        if any(key not in keys for key, _ in choices):
            continue
        rows = [
            row
            for row in table.rows
            if all(value in _listed(keys[key](row)) for key, value in choices)
        ]
        if rows:
            found[name] = replace(table, rows=rows, footer=None, total=None)
    return found


def _records(records: Mapping[str, Table], choices: Sequence[Choice]) -> dict[str, Table]:
    """The records behind the rows that were chosen, with the sums of their amounts."""
    kept = records
    if choices:
        keyed = {
            name: table
            for name, table in records.items()
            if {key for key, _ in choices} <= {key for key, _, _ in _keys(table)}
        }
        kept = (_narrowed(keyed, choices) or _none_of(keyed)) if keyed else records
    return {name: _summed(table) for name, table in kept.items()}


def _none_of(tables: Mapping[str, Table]) -> dict[str, Table]:
    """The first of the tables, without rows: a figure of nothing has no records."""
    name, table = next(iter(tables.items()))
    return {name: replace(table, rows=[], footer=None, total=None)}


def _summed(table: Table) -> Table:
    """The table with a footer: what its amounts add up to, where they are in one currency."""
    footer: list[Any] = [None] * len(table.columns)
    for place, column in enumerate(table.columns):
        if column.kind != "money":
            continue
        amounts = [row[place] for row in table.rows if row[place] is not None]
        if len({amount.currency for amount in amounts}) == 1:
            footer[place] = Money(sum(amount.minor for amount in amounts), amounts[0].currency)
    if any(footer) and footer[0] is None:
        footer[0] = "total"
        return replace(table, footer=footer)
    return table


def _formulas(shown: Mapping[str, Table], formulas: Mapping[str, Mapping[str, str]]) -> Table:
    """The formulas of the sections that are shown; what several have in common, once."""
    sections: dict[tuple[str, str, str], list[str]] = {}
    for section, table in shown.items():
        headings = [column.heading for column in table.columns]
        for column in figures_of(table):
            words = formulas[section].get(column.name)
            place = table.column(column.name)
            if words and any(row[place] is not None for row in table.rows):
                name = column.heading
                if headings.count(name) > 1:
                    name = column.name.replace("_", " ")
                key = (name, column.name, words)
                sections.setdefault(key, []).append(section)
    rows: list[Row] = [[", ".join(found), *key] for key, found in sections.items()]
    return Table(
        [
            Column("section"),
            Column("figure"),
            Column("column", shown=False),
            Column("formula"),
        ],
        rows,
        title="How each figure comes about",
        noun="figure",
        wrapped=True,
    )


def figures_of(table: Table) -> list[Column]:
    """The columns of a table that are figures."""
    return [
        column for column in table.columns if column.kind in NUMERIC and column.name not in IDENTITY
    ]


@dataclass(frozen=True, slots=True)
class Prices:
    """Amounts of records as a report has them: converted where that was asked for."""

    rates: Rates | None

    @classmethod
    def of(cls, reader: Reader, scope: Scope) -> Prices:
        """As the report's scope says."""
        if not scope.currency:
            return cls(None)
        from crm_cli.services.rates import Rates

        return cls(Rates(reader, scope.currency))

    def columns(self) -> list[Column]:
        """The amount; and where amounts are converted, the original one and the rate."""
        return [
            Column("amount", "money", currency_name="currency"),
            Column("original", "money", shown=self.rates is not None),
            Column("rate", shown=self.rates is not None),
        ]

    def cells(self, minor: int | None, currency: str | None, day: str) -> Row:
        """The cells of `columns`."""
        if minor is None or currency is None:
            return [None, None, None]
        amount = Money(minor, currency)
        if self.rates is None or currency == self.rates.currency:
            return [amount, amount, None]
        quote = self.rates.quote(currency, day)
        return [self.rates.convert(amount, day), amount, str(quote) if quote else "none"]


def yes(value: object) -> str:
    """yes or no."""
    return "yes" if value else "no"
