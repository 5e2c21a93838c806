"""What every command and report gives back: plain data with typed columns.

A renderer turns one of these into a format; none of them knows about formats. Cell values by kind:

    text      str, or a list of str (tags, e-mail addresses)
    integer   int                     number    int, float or Decimal
    money     values.money.Money      percent   a fraction (0.25 is 25 %)
    date      "YYYY-MM-DD"            datetime  "YYYY-MM-DDTHH:MM:SS.mmmZ" (UTC)
    duration  int or float, seconds   bar       a fraction of the longest bar, 0 to 1

None is "unknown" in every kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

Kind = Literal[
    "text", "integer", "number", "money", "percent", "date", "datetime", "duration", "bar"
]
Row = Sequence[Any]

NO_DATABASE = "there is no database yet: crm init, or crm demo"  # the hint of what is then empty


class Column(NamedTuple):
    """One column. `name` is the JSON key, the CSV header and the `--columns` choice.

    `title` is the heading for people (default: the name with spaces). `shown=False` keeps the
    column out of tables meant for people unless it is asked for by name; data formats have all.
    A money column gives two machine columns, `name` (a decimal string) and `currency_name`.
    `unknown` is what people see of a text that is None; `places` how many decimals they see of a
    number, at most, None for as many as it needs (up to two), or of a percentage (None: one).
    """

    name: str
    kind: Kind = "text"
    title: str = ""
    shown: bool = True
    currency_name: str = ""
    unknown: str = ""
    places: int | None = None

    @property
    def heading(self) -> str:
        """The heading for people."""
        return self.title or self.name.replace("_", " ")

    @property
    def currency_key(self) -> str:
        """The machine name of the currency beside a money column."""
        return self.currency_name or f"{self.name}_currency"


@dataclass(eq=False)
class Table:
    """Rows under typed columns.

    `total` is how many rows there are when `rows` was cut by a limit. `hint` is what to do when
    the table is empty. `note` is a line of caveats under the table (a template-free text).
    `footer` is a row of totals, shown under the rows to people; data formats leave it out of the
    rows, so that their sum is right, and give it as the section `NAME_total` of a report.
    `wrapped` is for tables of sentences: where there is no room, they go on in the next line
    instead of being cut.
    """

    columns: list[Column]
    rows: list[Row]
    title: str = ""
    total: int | None = None
    noun: str = "row"
    hint: str = ""
    note: str = ""
    footer: Row | None = None
    wrapped: bool = False

    def column(self, name: str) -> int:
        """The index of the column called `name`; ValueError when there is none."""
        return [column.name for column in self.columns].index(name)


class Lane(NamedTuple):
    """A column of a board: its heading, its cards (rows of the table, by index), and their sums.

    `group` is the heading of this lane and its neighbours; `left_out` counts cards that were cut.
    """

    group: str
    title: str
    cards: Sequence[int]
    sums: Sequence[Any]
    left_out: int = 0


class Board(Table):
    """A list that people see as cards, side by side in lanes; data formats have it as it is.

    One that `fits` leaves out cards that the terminal has no lines for.
    """

    lanes: Sequence[Lane] = ()
    fits: bool = False


@dataclass(eq=False)
class Report:
    """A report: a header and named sections, each a table.

    `period` is (first day, last day) as ISO dates, or one day twice for a state report; `records`
    is how many records the figures rest on; `as_of` is the moment asked about, None for now.
    """

    name: str
    title: str
    period: tuple[str, str]
    zone: str
    currency: str
    sections: dict[str, Table]
    records: int = 0
    as_of: str | None = None
    notes: list[str] = field(default_factory=list)
    hint: str = ""


@dataclass(eq=False)
class Record:
    """One record: its fields (a table of one row) and what belongs to it, as sections.

    A `dense` one has its fields beside each other in a terminal, where there are few lines.
    """

    noun: str
    reference: str
    title: str
    fields: Table
    sections: dict[str, Table] = field(default_factory=dict)
    summary: str = ""
    dense: bool = False

    def cell(self, column: str) -> Any:
        """The value of one field; ValueError when there is none of the name."""
        return self.fields.rows[0][self.fields.column(column)]


@dataclass(eq=False)
class Outcome:
    """What a writing command did: one line (a template with `values`), and the record.

    `changeset` is the number to undo it by; None when nothing was changed. `details` follow the
    line (what a deal move means, what was made on the way); `table` is for a list of rows.
    `warnings` are what people see on stderr: another record that is like this one.
    """

    message: str
    values: dict[str, object] = field(default_factory=dict)
    record: Record | None = None
    changeset: int | None = None
    dry_run: bool = False
    details: list[str] = field(default_factory=list)
    table: Table | None = None
    warnings: list[str] = field(default_factory=list)
