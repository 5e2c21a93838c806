"""Text in the cells of a CSV file: formulas made inert, lists in one cell, and both back again.

A spreadsheet runs a cell that starts with `=`, `+`, `-` or `@`, also after a tab or a line end, and
East Asian ones take the full-width signs too. `inert` puts an apostrophe before such a text, and
before one that already is an apostrophe followed by such a text, so `restore` can tell them apart:
`restore(inert(text)) == text` for every text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
# What a spreadsheet shows where a value could not be worked out.
ERRORS = frozenset(
    {
        *("#N/A", "#NV", "#DIV/0!", "#REF!", "#BEZUG!", "#VALUE!", "#WERT!", "#NAME?", "#NUM!"),
        *("#ZAHL!", "#NULL!", "#SPILL!", "#CALC!", "#FIELD!", "#ERROR!"),
        *("Err:502", "Err:504", "Err:522"),
    }
)
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")


def inert(text: str) -> str:
    """`text` as a spreadsheet takes for plain text; a number (`-5`, `+4930`) stays one."""
    if _FORMULA.match(text) and not _NUMBER.fullmatch(text):
        return "'" + text
    return text


def restore(text: str) -> str:
    """The text that `inert` was given; what it did not change stays."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def join_list(items: Sequence[str]) -> str:
    r"""A list in one cell: `a; b`. A `;` or `\` in an item gets a `\` before it."""
    return "; ".join([re.sub(r"([\\;])", r"\\\1", item) for item in items])


def split_list(text: str) -> list[str]:
    """The items of a cell made by `join_list`, or typed; spaces around them and empty ones go."""
    parts = re.findall(r"(?:\\.|[^\\;]|\\$)+", text, re.DOTALL)
    items = [re.sub(r"\\([\\;])", r"\1", part.strip()) for part in parts]
    return [item for item in items if item]
