"""What of the table format needs rich: a terminal with colours.

Cells are `rich.text.Text`, never markup, and harmless and cut already; rich draws and colours.
"""

from __future__ import annotations

from collections.abc import Iterable
from io import StringIO

from rich.box import SIMPLE, Box
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from crm_cli.render.grid import Grid
from crm_cli.render.layout import GAP, Layout, cells_of, right

_ASCII = Box("    \n    \n -- \n    \n    \n -- \n    \n    \n", ascii=True)
_LOOKS = {"bar": "cyan"}


def _draw(renderable: RenderableType, width: int) -> str:
    # An empty environment: COLUMNS, NO_COLOR and the like were judged before.
    console = Console(
        file=StringIO(), width=width, force_terminal=True, color_system="standard",
        legacy_windows=False, highlight=False, markup=False, emoji=False, _environ={},
    )  # fmt: skip
    with console.capture() as capture:
        console.print(renderable, no_wrap=True, overflow="ignore", crop=False)
    return capture.get()


def coloured_lines(lines: Iterable[str], look: str) -> str:
    """`lines` (one at least) in one look, a rich style such as "bold"; each with its line end."""
    texts = list(lines)
    return _draw(Text("\n".join(texts), style=look), max([2, *[2 * len(text) for text in texts]]))


def coloured_grid(grid: Grid, layout: Layout, *, unicode: bool) -> str:
    """The table as `plain_lines` has it, with colours."""
    table = Table(
        box=SIMPLE if unicode else _ASCII, show_edge=False, pad_edge=False,
        padding=(0, GAP - 1, 0, 0), header_style="bold", footer_style="bold",
        border_style="dim", show_footer=grid.footer is not None,
    )  # fmt: skip
    footer = [""] * len(layout.shown)
    if grid.footer is not None:
        footer = cells_of(layout, grid.footer, unicode=unicode)
    for place, index in enumerate(layout.shown):
        table.add_column(
            Text("\n".join(layout.headings[place])),
            Text(footer[place]),
            width=layout.widths[place],
            justify="right" if right(grid.kinds[index]) else "left",
            no_wrap=True,
            overflow="crop",
        )
    looks = [_LOOKS.get(grid.kinds[index], "") for index in layout.shown]
    for row in zip(*grid.columns, strict=True):
        texts = cells_of(layout, row, unicode=unicode)
        cells = zip(texts, looks, strict=True)
        table.add_row(*[Text(text, "dim" if text in "–-" else look) for text, look in cells])
    return _draw(table, layout.width)
