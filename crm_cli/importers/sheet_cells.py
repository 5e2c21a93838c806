"""What the library that reads workbooks does not tell of a sheet, from the XML of .xlsx and .ods.

It gives values only. A postcode that is a number formatted as 00000, a percentage, the currency of
an amount, an error (#N/A), a formula that was never worked out and, in .ods, merged cells are read
here. The file is searched for them first, and only rows that have one are taken apart.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from html import unescape
from typing import BinaryIO
from xml.etree import ElementTree

from crm_cli.values.currencies import meanings

Show = Callable[[float], str]
Range = tuple[int, int, int, int]  # first row and column, last row and column, from 0


@dataclass
class SheetCells:
    """`shown`: by row and column, from 0, the text that stands for a value as the sheet shows it,

    errors included. `errors`: where they are, and which. `unknown`: formulas without a
    value. `told`: whether the file is of a kind that is looked into.
    """

    shown: dict[int, dict[int, str]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    merged: list[Range] = field(default_factory=list)
    told: bool = False

    def show(self, row: int, column: int, text: str) -> None:
        """Remember the text of a cell."""
        self.shown.setdefault(row, {})[column] = text

    def error(self, row: int, column: int, word: str) -> None:
        """Remember an error, which is the text of its cell."""
        self.errors.append(f"{cell_name(row, column)} {word}")
        self.show(row, column, word)


def cell_name(row: int, column: int) -> str:
    """What a spreadsheet calls the cell, both numbers from 0: `B7`."""
    letters, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def plain_number(value: float) -> str:
    """The fewest digits that give the same number, without an exponent."""
    exact = Decimal(repr(value))
    return str(int(exact)) if exact == exact.to_integral_value() else format(exact, "f")


def read_cells(stream: BinaryIO, sheet: str) -> SheetCells:
    """What is found in a sheet; nothing in a file that is neither .xlsx nor .ods, or is damaged."""
    found = SheetCells()
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as archive:
            found.told = "xl/workbook.bin" not in archive.namelist()
            if "content.xml" in archive.namelist():
                _read_ods(archive, sheet, found)
            elif found.told and (part := _sheet_part(archive, sheet)):
                _read_xlsx(archive.read(part), _shows(archive), found)
    except (zipfile.BadZipFile, KeyError, ValueError, ElementTree.ParseError):
        pass
    return found


# Number formats -------------------------------------------------------------------------------

_TOKEN = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[\$([^\]-]*)-?([^\]]*)\]|(\[[^\]]*\])|(.)', re.S)
# By the language of a format, which currency is meant with a sign that several share.
_BY_LANGUAGE = {
    "$": {"409": "USD", "1009": "CAD", "C0C": "CAD", "C09": "AUD", "1409": "NZD", "80A": "MXN"},
    "¥": {"804": "CNY", "411": "JPY"},
    "￥": {"804": "CNY", "411": "JPY"},
    "kr": {"41D": "SEK", "406": "DKK", "414": "NOK", "814": "NOK", "40F": "ISK"},
}
_UNIT = re.compile("[万亿萬億]元?")


def show_of(code: str) -> Show | None:
    """How a number format shows a number, where that says more than its digits do.

    That is a percentage, a currency, and digits with zeros in front (`00000`, `000-00-0000`,
    `"C-"0000`). None for all others, dates among them.
    """
    marks, sign, literal = "", "", ""
    pattern: list[str] = []  # digits' places as "", texts between them as they are
    for match in _TOKEN.finditer(code):
        quoted, escaped, symbol, language, bracket, other = match.groups()
        if other == ";":
            break  # what follows is for negative numbers
        if bracket:
            if bracket[1] in "<>=":
                return None
        elif other is not None and other in "0#?":
            marks += other
            pattern.append("")
        elif other is not None and (other in ".,/%@" or (other.isalpha() and not meanings(other))):
            marks += other
        else:
            text = quoted or escaped or symbol or other or ""
            sign = _BY_LANGUAGE.get(text, {}).get((language or "").upper(), text.strip()) or sign
            literal += text
            pattern.append(text)
    if re.search(r"[^0#?.,%]", marks) or "0" not in marks:
        return None
    if "%" in marks:
        return lambda value: plain_number(float(Decimal(repr(value)) * 100)) + "%"
    if meanings(sign) or (_UNIT.fullmatch(sign) and ",." not in marks and marks[-1] != ","):
        return lambda value: f"{plain_number(value)} {sign}"
    if marks.count("0") >= 2 and not re.search("[.,?]", marks):
        return lambda value: _padded(value, pattern, marks.count("0"))
    return None


def _padded(value: float, pattern: list[str], width: int) -> str:
    """The digits put into their places from the right, at least `width` of them."""
    digits = plain_number(value)
    if not digits.isdecimal():
        return digits  # negative, or with decimals that the format would hide
    digits = digits.zfill(width)
    first = pattern.index("")
    places = pattern.count("")
    digits, out = digits.rjust(places), ""
    for at, text in enumerate(pattern):
        if text:
            out += text
        else:
            taken = 1 + (len(digits) - places) * (at == first)
            out, digits, places = out + digits[:taken], digits[taken:], places - 1
    return " ".join(out.split())


def _shows(archive: zipfile.ZipFile) -> dict[int, Show]:
    """By the number of a cell's style, how it shows a number."""
    try:
        root = ElementTree.fromstring(archive.read("xl/styles.xml"))
    except KeyError:
        return {}
    codes = {"9": "0%", "10": "0.00%"}
    for one in root.iterfind("{*}numFmts/{*}numFmt"):
        codes[one.get("numFmtId", "")] = one.get("formatCode", "")
    styles = [codes.get(one.get("numFmtId", ""), "") for one in root.iterfind("{*}cellXfs/{*}xf")]
    shows = {code: show_of(code) for code in set(styles)}
    return {at: show for at, code in enumerate(styles) if (show := shows[code]) is not None}


# .xlsx ----------------------------------------------------------------------------------------

_PARTS = re.compile(rb"(?=<(?:\w+:)?(?:row|c)\b)")
_PLACE = re.compile(rb"\br=[\"']([A-Z]*)(\d+)")
_STYLE = re.compile(rb"\bs=[\"'](\d+)")
_TYPE = re.compile(rb"\bt=[\"'](\w+)")
_VALUE = re.compile(rb"<(?:\w+:)?v\b[^>]*>([^<]+)<")


def _sheet_part(archive: zipfile.ZipFile, sheet: str) -> str:
    """The name of the part that holds the sheet; empty where there is none."""
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {one.get("Id"): one.get("Target", "") for one in links}
    for one in book.iterfind("{*}sheets/{*}sheet"):
        if one.get("name") == sheet:
            id = next((value for key, value in one.items() if key.endswith("}id")), "")
            target = targets.get(id, "")
            return target[1:] if target.startswith("/") else f"xl/{target}"
    return ""


def _read_xlsx(xml: bytes, shows: dict[int, Show], found: SheetCells) -> None:
    styles = b"|".join(b"%d" % style for style in shows) or b"-"
    told = re.compile(  # a cell with an error, with such a style, or with a formula
        rb"<(?:\w+:)?c\b(?=[^>]*(?:\bt=[\"']e[\"']|\bs=[\"'](?:%b)[\"']|[^/]><(?:\w+:)?f\b))"
        rb"([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)" % styles,
        re.S,
    )
    for cell in told.finditer(xml):
        said, body = cell[1], cell[2] or b""
        place = _PLACE.search(said)
        if place is None:
            _read_xlsx(_placed(xml), shows, found)
            return
        row, column = int(place[2]) - 1, _column(place[1])
        value, type = _VALUE.search(body), _TYPE.search(said)
        if type is not None and type[1] == b"e":
            found.error(row, column, unescape(value[1].decode()) if value else "#N/A")
        elif type is None or type[1] in (b"n", b"b"):
            style = _STYLE.search(said)
            if value is None:
                if b"<f" in body or b":f" in body:
                    found.unknown.append(cell_name(row, column))
            elif style is not None and (show := shows.get(int(style[1]))):
                found.show(row, column, show(float(value[1])))


def _placed(xml: bytes) -> bytes:
    """The sheet, with its place in each row and cell: some programs leave that to be counted."""
    row = column = 0
    parts = _PARTS.split(xml)
    for at, part in enumerate(parts):
        name = part[1:].split(None, 1)[0].split(b">")[0].rpartition(b":")[2] if at else b""
        place = _PLACE.search(part.split(b">")[0])
        if name == b"row":
            row, column = int(place[2]) if place else row + 1, 0
        elif name == b"c":
            column = _column(place[1]) + 1 if place else column + 1
            if place is None:
                where = part.index(b"c") + 1
                said = b' r="%b"' % cell_name(row - 1, column - 1).encode()
                parts[at] = part[:where] + said + part[where:]
    return b"".join(parts)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


# .ods -----------------------------------------------------------------------------------------

_ODS_HIT = re.compile(
    rb">[^\W\d]*\W?0\d+</text:p>|calcext:value-type=\"error\"|table:formula=|office:currency="
    rb"|office:value-type=\"percentage\"|number-rows-spanned=\"(?!1\")"
)
_ODS_CODE = re.compile(r"[^\W\d_]+\W?\d+|0[\d\W]*\d")


def _read_ods(archive: zipfile.ZipFile, sheet: str, found: SheetCells) -> None:
    xml = archive.read("content.xml")
    if not _ODS_HIT.search(xml):
        return
    root = ElementTree.fromstring(xml)
    for table in root.iterfind(".//{*}table"):
        if _said(table).get("name") == sheet:
            row = 0
            for line in table.iter():
                if _bare(line.tag) == "table-row":
                    _read_line(row, line, found)
                    row += int(_said(line).get("number-rows-repeated", 1))
            return


def _read_line(row: int, line: ElementTree.Element, found: SheetCells) -> None:
    column = 0
    for cell in line:
        said = _said(cell)
        text = "\n".join("".join(one.itertext()) for one in cell if _bare(one.tag) == "p")
        kind, value = said.get("value-type", ""), float(said.get("value") or 0)
        last = row + int(said.get("number-rows-spanned", 1)) - 1
        for at in range(column, column + int(said.get("number-columns-repeated", 1))):
            if kind == "error":
                found.error(row, at, text or "#N/A")
            elif not kind and "formula" in said:
                found.unknown.append(cell_name(row, at))
            elif kind == "percentage":
                found.show(row, at, plain_number(float(Decimal(repr(value)) * 100)) + "%")
            elif kind == "currency":
                found.show(row, at, f"{plain_number(value)} {said.get('currency', '')}".strip())
            elif kind == "float" and _ODS_CODE.fullmatch(text):
                if float(re.sub(r"\D", "", text)) == value:
                    found.show(row, at, text)
            elif last == row and not text:
                break  # thousands of empty cells may follow
            if last > row:
                found.merged.append((row, at, last, at))
        column += int(said.get("number-columns-repeated", 1))


def _bare(tag: str) -> str:
    return tag.rpartition("}")[2]


def _said(element: ElementTree.Element) -> dict[str, str]:
    """The attributes without their prefixes; of those that two have, what LibreOffice says more."""
    return {_bare(name): value for name, value in element.items()}
