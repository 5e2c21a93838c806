"""A board in a terminal: lanes side by side, as many as fit, the others below them.

A card is two lines, `D12 Title` and its amount with its age, or three where the lane is narrow.
Titles and headings are cut, never amounts and references; in a pipe nothing is cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from crm_cli.render.cells import column_formatter, dash
from crm_cli.render.layout import GAP, NARROWEST, cut, pad, width_of
from crm_cli.render.style import Style
from crm_cli.tables import Board, Lane
from crm_cli.values.money import show_amount
from crm_cli.values.plurals import counted
from crm_cli.values.text import visible

_LEAST, _MOST = 14, 40  # cells of a lane
_FLAT = 20  # less leaves a title no room beside its reference


class Part(NamedTuple):
    """Lines of one look: a heading ("bold"), a rule or a note ("dim"), or cards ("")."""

    lines: list[str]
    look: str = ""


class _Card(NamedTuple):
    ref: str
    title: str
    amount: str
    age: str


def board_parts(board: Board, style: Style) -> list[Part]:
    """The lines of the board, in parts of one look each."""
    lanes, cards = board.lanes, _cards(board, style)
    if not board.fits or not style.height:
        return _parts(cards, lanes, style, gaps=True)
    # As many as there are lines for, a card being two at least; then gaps, if they cost no card.
    longest = min(max(len(lane.cards) for lane in lanes), style.height // 2)
    parts: list[Part] = []
    for most in range(max(longest, 1), 0, -1):
        fewer = [_cut_lane(lane, most) for lane in lanes]
        for gaps in (True, False):
            parts = _parts(cards, fewer, style, gaps)
            # The prompt stands below it.
            if sum(len(part.lines) for part in parts) < style.height:
                return parts
    return parts


def _cut_lane(lane: Lane, most: int) -> Lane:
    left_out = lane.left_out + max(len(lane.cards) - most, 0)
    return lane._replace(cards=lane.cards[:most], left_out=left_out)


def _parts(
    cards: Sequence[_Card], all_lanes: Sequence[Lane], style: Style, gaps: bool
) -> list[Part]:
    parts: list[Part] = []
    for group, found in groupby(all_lanes, key=lambda lane: lane.group):
        lanes = list(found)
        if group:
            parts.append(Part([*([""] if parts else []), visible(group)], "bold"))
        shown = [[cards[index] for index in lane.cards] for lane in lanes]
        parts += _bands(lanes, shown, style, gaps)
    left_out = sum(lane.left_out for lane in all_lanes)
    notes = ["d: days since it was opened"]
    if left_out:
        notes.insert(0, f"{counted(left_out, 'deal')} left out (--limit 0 shows all)")
    return [*parts, Part(["", "; ".join(notes)], "dim")]


def _cards(board: Board, style: Style) -> list[_Card]:
    def texts(name: str) -> list[str]:
        place = board.column(name)
        values = [row[place] for row in board.rows]
        _, show = column_formatter(board.columns[place], values, style)
        return [show(value) for value in values]

    ages = [row[board.column("days")] for row in board.rows]
    shown = [dash(style) if age is None else f"{age:,} d" for age in ages]
    return [
        _Card(*card)
        for card in zip(texts("ref"), texts("title"), texts("amount"), shown, strict=True)
    ]


def _bands(
    lanes: Sequence[Lane], cards: Sequence[Sequence[_Card]], style: Style, gaps: bool
) -> list[Part]:
    """The lanes side by side, in as many rows of them as the width asks for."""
    everything = [card for each in cards for card in each]
    sums = [[show_amount(amount) for amount in lane.sums] for lane in lanes]
    fixed = [card.amount for card in everything] + [text for each in sums for text in each]
    fixed += [f"{card.ref} {card.age}" for card in everything]
    least = max([_LEAST, *map(width_of, fixed)])
    if style.width is None:
        whole = [f"{card.ref} {card.title}" for card in everything] + [lane.title for lane in lanes]
        wide = max([least, *map(width_of, whole)])
        return _band(lanes, cards, sums, wide, style, gaps)
    width = max(style.width, NARROWEST)
    side = max((width + GAP) // (least + GAP), 1)
    rows = -(-len(lanes) // side)
    side = -(-len(lanes) // rows)
    lane_width = min((width - GAP * (side - 1)) // side, _MOST)
    parts: list[Part] = []
    for start in range(0, len(lanes), side):
        if start:
            parts.append(Part([""]))
        end = start + side
        parts += _band(lanes[start:end], cards[start:end], sums[start:end], lane_width, style, gaps)
    return parts


def _band(
    lanes: Sequence[Lane],
    cards: Sequence[Sequence[_Card]],
    sums: Sequence[Sequence[str]],
    width: int,
    style: Style,
    gaps: bool,
) -> list[Part]:
    ellipsis = "…" if style.unicode else "..."

    heads = [
        [cut(visible(lane.title), width, ellipsis), _count(lane), *each]
        for lane, each in zip(lanes, sums, strict=True)
    ]
    flat = width >= _FLAT and all(
        width_of(card.amount) + GAP + width_of(card.age) <= width for each in cards for card in each
    )
    bodies = []
    for lane, each in zip(lanes, cards, strict=True):
        lines: list[str] = []
        for card in each:
            lines += [*_card(card, width, ellipsis, flat=flat), *([""] if gaps else [])]
        bodies.append(lines + ([f"{ellipsis} {lane.left_out:,} more"] if lane.left_out else []))
    rule = ["─" * width if style.unicode else "-" * width] * len(lanes)
    return [
        Part(_side_by_side(heads, width), "bold"),
        Part([(" " * GAP).join(rule)], "dim"),
        Part(_side_by_side(bodies, width)),
    ]


def _count(lane: Lane) -> str:
    return counted(len(lane.cards) + lane.left_out, "deal")


def _card(card: _Card, width: int, ellipsis: str, *, flat: bool) -> list[str]:
    if flat:
        title = cut(f"{card.ref} {card.title}", width, ellipsis)
        return [title, _apart(card.amount, card.age, width)]
    return [_apart(card.ref, card.age, width), cut(card.title, width, ellipsis), card.amount]


def _apart(left: str, right: str, width: int) -> str:
    return left + pad(right, width - width_of(left), right=True)


def _side_by_side(columns: Sequence[Sequence[str]], width: int) -> list[str]:
    """The lines of the columns beside each other; the shorter ones are filled up."""
    height = max(map(len, columns), default=0)
    lines = []
    for row in range(height):
        cells = [column[row] if row < len(column) else "" for column in columns]
        lines.append((" " * GAP).join(pad(cell, width) for cell in cells).rstrip())
    while lines and not lines[-1]:
        lines.pop()
    return lines
