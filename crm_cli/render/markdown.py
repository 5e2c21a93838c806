"""Markdown (with GitHub's tables). Everything is escaped: data is text, never markup."""

from __future__ import annotations

import re
from typing import TextIO

from crm_cli.render import cells, message
from crm_cli.render.document import Block, Fields, Line, Title, document
from crm_cli.render.layout import right
from crm_cli.render.style import Style, put
from crm_cli.tables import Outcome, Record, Report, Table

_MARKUP = re.compile(r"[\\`*_\[\]<>|~$&]")
# What would begin a list, a quotation or a rule, when it stands first in a line.
_OPENING = re.compile(r"([-+=:#]|[0-9]+(?=[.)]))")
_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}


def write(result: Table | Report | Record | Outcome, stream: TextIO, style: Style) -> None:
    """Write `result` as headings, paragraphs and tables."""
    blocks = document(result, style)
    if not blocks and isinstance(result, Table):
        blocks = [Line(message.none_of(result))]
    put(stream, "\n\n".join(_block(block) for block in blocks) + "\n")


def _block(block: Block) -> str:
    if isinstance(block, Title):
        return "#" * block.level + " " + escape(block.text)
    if isinstance(block, Line):
        return paragraph(block.text.strip())
    if isinstance(block, Fields):
        rows = [[heading, text] for heading, text in block.pairs]
        return _table(["field", "value"], ["---", "---"], rows)
    rules = ["---:" if right(kind) else "---" for kind in block.kinds]
    columns = [
        [cells.bar(fraction or 0, unicode=False) for fraction in block.bars[index]]
        if index in block.bars
        else texts
        for index, texts in enumerate(block.columns)
    ]
    rows = [list(row) for row in zip(*columns, strict=True)]
    text = _table(block.headings, rules, rows)
    if block.footer is None:
        return text
    total = [f"**{escape(cell)}**" if cell else "" for cell in block.footer]
    return f"{text}\n{_row(total)}"


def _table(headings: list[str], rules: list[str], rows: list[list[str]]) -> str:
    lines = [_row([escape(heading) for heading in headings]), _row(rules)]
    return "\n".join(lines + [_row([escape(cell) for cell in row]) for row in rows])


def _row(texts: list[str]) -> str:
    return "| " + " | ".join(texts) + " |"


def escape(text: str) -> str:
    """`text` without any meaning for Markdown or HTML, on one line; line ends become `<br>`."""
    escaped = _MARKUP.sub(lambda match: _ENTITIES.get(match[0], "\\" + match[0]), text)
    return escaped.replace("\n", "<br>")


def paragraph(text: str) -> str:
    """`text` escaped for a line of its own."""
    escaped = escape(text)
    opening = _OPENING.match(escaped)
    return _opening(opening) + escaped[opening.end() :] if opening else escaped


def _opening(match: re.Match[str]) -> str:
    # In "1." the point has to be escaped, not the digit.
    return match[0] + "\\" if match[0].isdigit() else "\\" + match[0]
