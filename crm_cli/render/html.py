"""One HTML page that stands alone: no script, nothing loaded, light and dark, wide or narrow.

Everything is escaped, nothing is a link, and the page's own policy forbids all but its style. For
mail programs, many of which know neither style sheets nor SVG, `mail_page` has the same with the
style on each element.
"""

from __future__ import annotations

import re
from html import escape
from typing import TextIO

from crm_cli.render import message
from crm_cli.render.document import Block, Fields, Line, Title, document
from crm_cli.render.grid import Grid
from crm_cli.render.layout import right
from crm_cli.render.style import Style, put
from crm_cli.tables import Outcome, Record, Report, Table
from crm_cli.values.plurals import plural

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
.sections { display: flex; flex-wrap: wrap; gap: 0 4rem; align-items: flex-start }
section { min-width: 0; max-width: 100% }
table { border-collapse: collapse; font-variant-numeric: tabular-nums }
th, td { padding: .3rem .75rem .3rem 0; text-align: left; vertical-align: top;
  border-bottom: 1px solid var(--line) }
thead th { color: var(--quiet); font-weight: 600; vertical-align: bottom }
tbody th { color: var(--quiet); font-weight: 400 }
tfoot td { font-weight: 600; border-top: 2px solid var(--line) }
th.num, td.num { text-align: right; white-space: nowrap }
td.day { white-space: nowrap }
td.text, td.long { max-width: 30rem; white-space: pre-wrap }
td.long { min-width: 4rem; overflow-wrap: anywhere }
.bar { min-width: 8rem }
.bar svg { display: block; width: 100%; height: .8rem; margin-top: .3rem; fill: var(--bar) }
@media (max-width: 40rem) {
  body { margin: 1rem auto; font-size: 14px }
  h2 { margin-top: 1.5rem }
  th, td { padding-right: .5rem }
  th.num { white-space: normal }
  td.long { min-width: 0 }
  .bar { min-width: 3rem } }
@media print { body { margin: 0; max-width: none } .scroll { overflow: visible } }
"""
_HEAD = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<main>
"""
_NUMBER = ' class="num"'
_LONG = 40  # characters of a word
_PHONE = re.compile(r"\+?[\d ()/.-]{5,24}")
_TAIL = '<p class="quiet"><small>made {made}</small></p>\n</main>\n</body>\n</html>\n'


def write(result: Table | Report | Record | Outcome, stream: TextIO, style: Style) -> None:
    """Write `result` as a whole page."""
    blocks = blocks_of(result, style)
    body = "".join(_parts(blocks))
    put(stream, _HEAD.format(title=escape(title_of(result, blocks)), style=_STYLE))
    put(stream, body)
    put(stream, _TAIL.format(made=style.now.astimezone(style.zone).strftime("%Y-%m-%d %H:%M")))


def mail_page(result: Table | Report | Record | Outcome, style: Style) -> str:
    """`result` as a page for mail programs."""
    from crm_cli.render.mail_style import MAIL_STYLE, inlined

    blocks = blocks_of(result, style)
    made = style.now.astimezone(style.zone).strftime("%Y-%m-%d %H:%M")
    head = _HEAD.format(title=escape(title_of(result, blocks)), style=MAIL_STYLE)
    return head + inlined("".join(_parts(blocks)) + _TAIL.format(made=made))


def blocks_of(result: Table | Report | Record | Outcome, style: Style) -> list[Block]:
    """The blocks of `result`; a line for an empty list."""
    blocks = document(result, style)
    if not blocks and isinstance(result, Table):
        return [Line(message.none_of(result))]
    return blocks


def title_of(result: Table | Report | Record | Outcome, blocks: list[Block]) -> str:
    """What the page is called."""
    for block in blocks:
        if isinstance(block, Title):
            return block.text
    return plural(result.noun) if isinstance(result, Table) else "crm"


def _parts(blocks: list[Block]) -> list[str]:
    """The blocks, with those of a section together, so that sections can stand side by side."""
    parts: list[str] = []
    within = 0  # 1: among the sections, 2: in a section
    for block in blocks:
        if isinstance(block, Title) and block.level == 2:
            parts.append(('<div class="sections">\n', "", "</section>\n")[within] + "<section>\n")
            within = 2
        elif isinstance(block, Line) and block.whole and within:
            parts.append("</section>\n</div>\n")
            within = 0
        parts.append(_block(block))
    return [*parts, "</section>\n</div>\n"] if within else parts


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
        f'<th scope="col"{_head_look(kind)}>{escape(heading)}</th>'
        for heading, kind in zip(block.headings, block.kinds, strict=True)
    ]
    columns = [_column(block, index) for index in range(len(block.kinds))]
    rows = ["<tr>" + "".join(row) + "</tr>\n" for row in zip(*columns, strict=True)]
    lines = ["<thead>\n<tr>", *heads, "</tr>\n</thead>\n<tbody>\n", *rows, "</tbody>\n"]
    if block.footer is not None:
        cells = map(_cell, block.kinds, block.footer)
        lines += ["<tfoot>\n<tr>", *cells, "</tr>\n</tfoot>\n"]
    return lines


def _head_look(kind: str) -> str:
    if kind == "bar":
        return ' class="bar"'
    return _NUMBER if right(kind) else ""


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
    # Only what has no blank for long is broken within a word.
    look = "long" if any(len(word) > _LONG for word in text.split()) else "text"
    look = "day" if _PHONE.fullmatch(text) else look
    return f'<td class="{look}" dir="auto">{escape(text)}</td>'


def _bar(fraction: float | None) -> str:
    percent = f"{min(max(fraction or 0.0, 0.0), 1.0) * 100:.1f}%"
    return (
        f'<td class="bar"><svg role="img" aria-label="{percent}">'
        f'<rect width="{percent}" height="100%" rx="2"/></svg></td>'
    )
