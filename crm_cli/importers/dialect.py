"""Delimiter and header line of a delimited text, from a large sample of it.

The header decides, and the rows confirm: a delimiter is right when most rows have as many cells
as the header. Lines before the header (LinkedIn writes three of them) are told by being much
narrower than what follows.
"""

from __future__ import annotations

import csv
import itertools
import re
from typing import NamedTuple

from crm_cli.errors import BadContent, UsageError

SAMPLE = 512 * 1024  # characters
ROWS = 5000  # rows of the sample that are looked at
DELIMITERS = (",", ";", "\t", "|")
NAMES = {"comma": ",", "semicolon": ";", "tab": "\t", "\\t": "\t", "pipe": "|", "space": " "}
PREAMBLE = 30  # lines that may stand before the header
CONSISTENT = 0.9  # the share of rows as wide as the header, from which a delimiter is believed

_SEP_LINE = re.compile(r"\ufeff?\"?sep=(.)\"?[\r\n]", re.I)
# What a column name never looks like: a number, a date, an e-mail address, a web address.
_VALUE_LIKE = re.compile(r"[\d\s.,:/€$£¥%+()-]+|\S+@\S+\.\S+|https?://.*")


class Dialect(NamedTuple):
    """How the rows are written, and where the header is.

    `before` is the number of physical lines before the header; `preamble` their texts.
    `skip_space` means that quoted cells stand after a delimiter and spaces (`a, "b, c"`).
    """

    delimiter: str
    skip_space: bool
    before: int
    header: list[str]
    preamble: list[str]


class _Fit(NamedTuple):
    dialect: Dialect
    quality: float  # the share of rows as wide as the header


def read_delimiter(text: str) -> str:
    """The character that `--delimiter` names: itself, or comma, semicolon, tab, pipe, space."""
    wanted = NAMES.get(text.lower(), text)
    if len(wanted) != 1 or wanted in '"\r\n\ufeff':
        raise UsageError(
            "{text} is no delimiter",
            hint="--delimiter ';' (or comma, tab, pipe)",
            text=repr(text),
        )
    return wanted


def find_dialect(
    sample: str, *, whole: bool, name: str, delimiter: str = "", header: int = 0
) -> Dialect:
    """The dialect of a text whose first part is `sample` (`whole`: it is all of it).

    `delimiter` and `header` (a line from 1) are what the user said. BadContent where there is
    nothing but blank lines, or where two delimiters fit equally well.
    """
    if not sample.strip("\ufeff \t\r\n"):
        raise BadContent(
            "{file} has only blank lines",
            hint="the first line must hold the column names",
            file=name,
        )
    said = _SEP_LINE.match(sample)
    if said and not header:
        header = 2
        delimiter = delimiter or said[1]
    tried = (delimiter,) if delimiter else tuple(d for d in DELIMITERS if d in sample) or (",",)
    fits = [fit for d in tried if (fit := _fit(sample, whole, d, header))]
    if not fits:
        raise BadContent(
            "{file} has no line {line} for a header",
            hint="the first line is number 1",
            file=name,
            line=header,
        )
    return _choose(fits, name)


def _choose(fits: list[_Fit], name: str) -> Dialect:
    wide = [fit for fit in fits if len(fit.dialect.header) > 1]
    if not wide:
        return next((f for f in fits if f.dialect.delimiter == ","), fits[0]).dialect
    wide.sort(
        key=lambda fit: (
            fit.quality >= CONSISTENT,
            not fit.dialect.preamble,
            round(fit.quality, 1),
            len(fit.dialect.header),
        ),
        reverse=True,
    )
    best = wide[0]
    for rival in wide[1:]:
        if (
            rival.quality >= CONSISTENT
            and not rival.dialect.preamble
            # A stray "|" in a header of twelve names is no rival, one in a header of two is.
            and len(rival.dialect.header) * 2 > len(best.dialect.header)
        ):
            raise BadContent(
                "{file} can be read with {one} or with {other} between the cells",
                hint="say which: --delimiter {flag}",
                file=name,
                one=repr(best.dialect.delimiter),
                other=repr(rival.dialect.delimiter),
                flag=repr(best.dialect.delimiter),
            )
    return best.dialect


def _fit(sample: str, whole: bool, delimiter: str, header: int) -> _Fit | None:
    plain = _fit_one(sample, whole, delimiter, header, skip_space=False)
    if plain and plain.quality < 1.0 and re.search(re.escape(delimiter) + r' +"', sample):
        spaced = _fit_one(sample, whole, delimiter, header, skip_space=True)
        if spaced and spaced.quality > plain.quality:
            return spaced
    return plain


def _fit_one(
    sample: str, whole: bool, delimiter: str, header: int, *, skip_space: bool
) -> _Fit | None:
    rows = _rows(sample, whole, delimiter, header, skip_space)
    if not rows:
        return None
    widths = [len(cells) for _, cells in rows]
    place = 0 if header else _header_place(rows, widths)
    before, cells = rows[place]
    after = widths[place + 1 :]
    quality = sum(width == len(cells) for width in after) / len(after) if after else 1.0
    preamble = [delimiter.join(row) for _, row in rows[:place]]
    return _Fit(Dialect(delimiter, skip_space, before, cells, preamble), quality)


def _rows(
    sample: str, whole: bool, delimiter: str, header: int, skip_space: bool
) -> list[tuple[int, list[str]]]:
    """The rows of the sample that hold anything, each with the number of lines before it."""
    lines = _lines(sample)
    skipped = max(0, header - 1)
    reader = csv.reader(lines[skipped:], delimiter=delimiter, skipinitialspace=skip_space)
    rows: list[tuple[int, list[str]]] = []
    before = skipped
    for cells in itertools.islice(reader, ROWS):
        if any(cell.strip("\ufeff \t") for cell in cells):
            rows.append((before, cells))
        before = skipped + reader.line_num
    if not whole and before >= len(lines) and len(rows) > 1:
        rows.pop()  # the sample ends within it
    return rows


def _lines(sample: str) -> list[str]:
    """Lines as a text file opened with newline="" gives them: LF, CR LF and lone CR end one."""
    return re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z", sample)


def _header_place(rows: list[tuple[int, list[str]]], widths: list[int]) -> int:
    """The index of the header among `rows`: 0 unless what comes before is plainly a preamble."""
    # A long preamble above few rows looks like a table of one column, or of few cells in many.
    doubtful = len(rows[0][1]) == 1 or not names_columns(rows[0][1])
    like_first = False
    for place, (_, cells) in enumerate(rows[:PREAMBLE]):
        width = widths[place]
        if place and (width < 3 or not names_columns(cells)):
            continue
        narrow = max(1, width // 2)
        if any(sum(1 for cell in row if cell.strip()) > narrow for _, row in rows[:place]):
            break
        after = widths[place + 1 :]
        same = sum(1 for one in after if one == width)
        if like_first:
            if after and same == len(after):
                return place
        elif same * 2 > len(after) or not after:
            if place or not doubtful:
                return place
            like_first = True
    return 0


def names_columns(cells: list[str]) -> bool:
    """Whether the cells could be column names: words, all of them."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    return len(filled) * 2 > len(cells) and not any(
        len(cell) > 100 or _VALUE_LIKE.fullmatch(cell) for cell in filled
    )
