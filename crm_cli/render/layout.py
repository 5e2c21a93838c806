"""Widths in terminal cells: cutting and wrapping text, and fitting a grid into a terminal.

Only texts are ever cut, never amounts, numbers, dates or references.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size

from crm_cli.render.grid import Grid

GAP = 2
# Narrower than this, nothing can be read; COLUMNS=1 is no wish.
NARROWEST = 20
_TEXT_FLOOR = 10
_BAR_FLOOR = 8
_HEADING_LINES = 3
# The first columns say what a row is about; they stay when others have to go.
_KEPT_TEXTS = 2
# `crm contact list --where "tag=vip"`: words, references, options with their values, quoted texts.
_COMMAND = re.compile(
    r"\bcrm(?: [a-z]+){1,2}(?: (?:--?[a-z][\w-]*(?:[ =](?:\"[^\"]*\"|'[^']*'|[^\s,;)\"']+))?"
    r"|\"[^\"]*\"|'[^']*'|[A-Z]+\d*\b|#?\d+\b))*"
)
_TIED = "\x1f"  # a blank at which no line is broken; texts have no control characters


def width_of(text: str) -> int:
    """How many cells a terminal takes for `text`."""
    return len(text) if text.isascii() else cell_len(text)


def cut(text: str, width: int, ellipsis: str = "…") -> str:
    """`text` in at most `width` cells, with an ellipsis where something is missing."""
    if width_of(text) <= width:
        return text
    room = width - len(ellipsis)
    return set_cell_size(text, room).rstrip() + ellipsis if room > 0 else ellipsis[:width]


def pad(text: str, width: int, *, right: bool = False) -> str:
    """`text` filled up with spaces to `width` cells; `right` aligns it there."""
    spaces = " " * (width - width_of(text))
    return spaces + text if right else text + spaces


def wrap(text: str, width: int) -> list[str]:
    """The lines of `text`, none wider than `width` cells; broken at spaces where there are any.

    A command to type stays in one line if one has room for it.
    """
    tied = "crm " in text and _TIED not in text and width_of(text) > width
    if tied:
        text = _COMMAND.sub(
            lambda found: found[0].replace(" ", _TIED) if width_of(found[0]) <= width else found[0],
            text,
        )
    lines: list[str] = []
    for line in text.split("\n"):
        lines += _wrap_line(line, width)
    return [line.replace(_TIED, " ") for line in lines] if tied else lines


def _wrap_line(text: str, width: int) -> list[str]:
    if width_of(text) <= width:
        return [text]
    lines = [""]
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if width_of(joined) <= width:
            lines[-1] = joined
            continue
        pieces = _pieces(word, width)
        if lines[-1]:
            lines.append("")
        lines[-1:] = pieces
    return lines


def _pieces(word: str, width: int) -> list[str]:
    pieces = [""]
    for char in word:
        if pieces[-1] and width_of(pieces[-1] + char) > width:
            pieces.append("")
        pieces[-1] += char
    return pieces


@dataclass(slots=True)
class Layout:
    """Which columns of a grid are shown, how wide, and under which lines of heading."""

    shown: list[int]
    widths: list[int]
    headings: list[list[str]]
    hidden: list[int]

    @property
    def width(self) -> int:
        """The width of a whole line."""
        return sum(self.widths) + GAP * max(len(self.widths) - 1, 0)


def fit(grid: Grid, width: int | None, *, may_hide: bool) -> Layout | None:
    """The layout of `grid` in `width` cells, or unlimited; None when it would not be readable.

    The steps, until it fits: headings fold, and if `may_hide` columns without a value are left out,
    the last first; texts shrink (the widest first) to 10 cells, and if `may_hide` bars, which only
    draw another column, and then the last texts are left out (but of a wrapped grid). A grid that
    is too wide even so is better shown field by field.
    """
    cells = [_widest(grid, index) for index in range(len(grid.headings))]
    full = [
        max(width_of(heading), cell) for heading, cell in zip(grid.headings, cells, strict=True)
    ]
    shown = list(range(len(full)))
    if width is None or sum(full) + GAP * (len(full) - 1) <= width:
        return _layout(grid, shown, full)
    need = [max(_folded(heading), cell) for heading, cell in zip(grid.headings, cells, strict=True)]
    empty = [index for index in shown if not _has_values(grid, index)] if may_hide else []
    while empty and sum(need[index] for index in shown) + GAP * (len(shown) - 1) > width:
        shown.remove(empty.pop())
    floors = [_floor(kind, need[index]) for index, kind in enumerate(grid.kinds)]
    texts = [index for index in shown if grid.kinds[index] == "text"]
    to_go = [] if grid.wrapped else texts[_KEPT_TEXTS:]
    to_go += [index for index in shown if grid.kinds[index] == "bar"]
    while sum(floors[index] for index in shown) + GAP * (len(shown) - 1) > width:
        if not may_hide or not to_go:
            return None
        shown.remove(to_go.pop())
    room = width - GAP * (len(shown) - 1)
    return _layout(grid, shown, _share(shown, full, need, floors, room))


def _widest(grid: Grid, index: int) -> int:
    footer = [] if grid.footer is None else [grid.footer[index]]
    return max(map(width_of, grid.columns[index] + footer), default=0)


def _has_values(grid: Grid, index: int) -> bool:
    """Whether a column holds more than dashes; a table without rows is all heading."""
    column = grid.columns[index]
    return not column or any(text not in ("", "–", "-") for text in column)


def _folded(heading: str) -> int:
    """The least width in which `heading` has no broken word and no more than three lines."""
    width = max(map(width_of, heading.split(" ")))
    while len(_wrap_line(heading, width)) > _HEADING_LINES:
        width += 1
    return width


def _floor(kind: str, need: int) -> int:
    if kind == "text":
        return min(need, _TEXT_FLOOR)
    return min(need, _BAR_FLOOR) if kind == "bar" else need


def _share(
    shown: list[int], full: list[int], need: list[int], floors: list[int], room: int
) -> list[int]:
    """Widths that fill `room`: the floors at least, then what cells need, then whole headings."""
    widths = list(floors)
    left = room - sum(floors[index] for index in shown)
    for goal in (need, full):
        # A cell at a time to the narrowest that wants more, so that the widest are cut most.
        while left > 0:
            wanting = [index for index in shown if widths[index] < goal[index]]
            if not wanting:
                break
            widths[min(wanting, key=widths.__getitem__)] += 1
            left -= 1
    return widths


def _layout(grid: Grid, shown: list[int], widths: list[int]) -> Layout:
    headings = [
        [cut(line, widths[index]) for line in _wrap_line(grid.headings[index], widths[index])]
        for index in shown
    ]
    hidden = [
        index
        for index, kind in enumerate(grid.kinds)
        # Nothing is missing without a bar, or a column of nothing.
        if index not in shown and kind != "bar" and _has_values(grid, index)
    ]
    return Layout(shown, [widths[index] for index in shown], headings, hidden)


def right(kind: str) -> bool:
    """Whether a column of this kind is aligned to the right."""
    return kind in ("integer", "number", "money", "percent", "duration")


def cells_of(layout: Layout, texts: Iterable[str], *, unicode: bool) -> list[str]:
    """The shown cells of a row, cut to their widths."""
    ellipsis = "…" if unicode else "..."
    made = list(texts)
    return [
        cut(made[index], width, ellipsis)
        for index, width in zip(layout.shown, layout.widths, strict=True)
    ]
