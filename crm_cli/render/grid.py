"""A table as people see it, cell by cell, before a format lays it out."""

from __future__ import annotations

from dataclasses import dataclass, field

from crm_cli.render.cells import column_formatter
from crm_cli.render.style import Style
from crm_cli.tables import Kind, Table
from crm_cli.values.text import visible


@dataclass(slots=True)
class Grid:
    """A table as people see it: headings and texts by column, harmless, not yet laid out.

    `bars` has the fractions of the bar columns, by index, for formats that draw their own.
    `wrapped` lets texts without room go on in the next line; without it they are cut.
    """

    headings: list[str]
    kinds: list[Kind]
    columns: list[list[str]]
    footer: list[str] | None = None
    bars: dict[int, list[float | None]] = field(default_factory=dict)
    wrapped: bool = False

    @property
    def height(self) -> int:
        """The number of rows, the footer apart."""
        return len(self.columns[0]) if self.columns else 0


def grid(table: Table, style: Style) -> Grid:
    """All cells of `table` as people read them."""
    made = Grid(
        [], [column.kind for column in table.columns], [], wrapped=table.wrapped or style.whole
    )
    if table.footer is not None:
        made.footer = []
    for index, column in enumerate(table.columns):
        values = [row[index] for row in table.rows]
        last = [] if table.footer is None else [table.footer[index]]
        heading, show = column_formatter(column, values + last, style)
        made.headings.append(visible(heading))
        made.columns.append([show(value) for value in values])
        if column.kind == "bar":
            made.bars[index] = values
        if made.footer is not None:
            # In a total, "unknown" means that the sum makes no sense there.
            made.footer += ["" if value is None else show(value) for value in last]
    return made
