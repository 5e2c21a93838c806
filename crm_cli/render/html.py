"""One HTML page that stands alone: no script, nothing loaded, light and dark, wide or narrow.

Everything is escaped, nothing is a link, and the page's own policy forbids all but its style.
"""

from __future__ import annotations

from html import escape
from typing import TextIO

from crm_cli.render import message
from crm_cli.render.document import Block, Fields, Line, Title, document
from crm_cli.render.grid import Grid
from crm_cli.render.style import Style, put
from crm_cli.render.table import right
from crm_cli.tables import Outcome, Record, Report, Table

_STYLE = """
:root { color-scheme: light dark; --ink: #1c2024; --quiet: #5c656e; --line: #d8dde2;
  --paper: #fff; --bar: #3b7dd8 }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e4e7ea; --quiet: #99a2ab; --line: #3a4148; --paper: #16191c; --bar: #5b9bf0 } }
body { margin: 2rem auto; max-width: 75rem; padding: 0 1rem; color: var(--ink);
  background: var(--paper); font: 15px/1.45 system-ui, sans-serif }
h1 { font-size: 1.5rem; margin: 0 0 .25rem }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem }
p { margin: .25rem 0 }
.quiet { color: var(--quiet) }
.scroll { overflow-x: auto; margin: .75rem 0 }
table { border-collapse: collapse; font-variant-numeric: tabular-nums }
th, td { padding: .3rem .75rem .3rem 0; text-align: left; vertical-align: top;
  border-bottom: 1px solid var(--line) }
thead th { color: var(--quiet); font-weight: 600; vertical-align: bottom }
tbody th { color: var(--quiet); font-weight: 400 }
tfoot td { font-weight: 600; border-top: 2px solid var(--line) }
th.num, td.num { text-align: right; white-space: nowrap }
td.day { white-space: nowrap }
td.text { min-width: 4rem; max-width: 30rem; overflow-wrap: anywhere; white-space: pre-wrap }
.bar { min-width: 8rem }
.bar div { height: .8rem; border-radius: 2px; background: var(--bar) }
@media print { body { margin: 0; max-width: none } .scroll { overflow: visible } }
"""
_HEAD = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<main>
"""
_NUMBER = ' class="num"'
_TAIL = '<p class="quiet"><small>made {made}</small></p>\n</main>\n</body>\n</html>\n'


def write(result: Table | Report | Record | Outcome, stream: TextIO, style: Style) -> None:
    """Write `result` as a whole page."""
    blocks = document(result, style)
    if not blocks and isinstance(result, Table):
        blocks = [Line(message.none_of(result))]
    body = "".join([_block(block) for block in blocks])
    put(stream, _HEAD.format(title=escape(_page_title(result, blocks)), style=_STYLE))
    put(stream, body)
    put(stream, _TAIL.format(made=style.now.astimezone(style.zone).strftime("%Y-%m-%d %H:%M")))


def _page_title(result: Table | Report | Record | Outcome, blocks: list[Block]) -> str:
    for block in blocks:
        if isinstance(block, Title):
            return block.text
    return message.plural(result.noun) if isinstance(result, Table) else "crm"


def _block(block: Block) -> str:
    if isinstance(block, Title):
        return f"<h{block.level}>{escape(block.text)}</h{block.level}>\n"
    if isinstance(block, Line):
        look = ' class="quiet"' if block.quiet else ""
        return f"<p{look}>{escape(block.text)}</p>\n"
    return '<div class="scroll">\n<table>\n' + "".join(_lines(block)) + "</table>\n</div>\n"


def _lines(block: Fields | Grid) -> list[str]:
    if isinstance(block, Fields):
        rows = [
            f'<tr><th scope="row">{escape(heading)}</th>{_text(text)}</tr>\n'
            for heading, text in block.pairs
        ]
        return ["<tbody>\n", *rows, "</tbody>\n"]
    heads = [
        f'<th scope="col"{_NUMBER if right(kind) else ""}>{escape(heading)}</th>'
        for heading, kind in zip(block.headings, block.kinds, strict=True)
    ]
    columns = [_column(block, index) for index in range(len(block.kinds))]
    rows = ["<tr>" + "".join(row) + "</tr>\n" for row in zip(*columns, strict=True)]
    lines = ["<thead>\n<tr>", *heads, "</tr>\n</thead>\n<tbody>\n", *rows, "</tbody>\n"]
    if block.footer is not None:
        cells = map(_cell, block.kinds, block.footer)
        lines += ["<tfoot>\n<tr>", *cells, "</tr>\n</tfoot>\n"]
    return lines


def _column(grid: Grid, index: int) -> list[str]:
    if index in grid.bars:
        return [_bar(fraction) for fraction in grid.bars[index]]
    return [_cell(grid.kinds[index], text) for text in grid.columns[index]]


def _cell(kind: str, text: str) -> str:
    if kind == "text":
        return _text(text)
    look = _NUMBER if right(kind) else ' class="day"'
    return f"<td{look}>{escape(text)}</td>"


def _text(text: str) -> str:
    # The direction of each text is its own, so that one name cannot turn its neighbours round.
    return f'<td class="text" dir="auto">{escape(text)}</td>'


def _bar(fraction: float | None) -> str:
    percent = f"{min(max(fraction or 0.0, 0.0), 1.0) * 100:.1f}%"
    return f'<td class="bar"><div style="width:{percent}" title="{percent}"></div></td>'
