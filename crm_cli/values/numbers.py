"""Numbers as people group and point them: 1,234.50, 1.234,50, 1 234,50, 1'234.50, 1,20,000.

Nothing here is a float: a number is its digits and how many of them are decimals.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from crm_cli.errors import BadValue
from crm_cli.values.text import brief

Mark = Literal["", ".", ","]

# Input methods give full-width digits and signs; they are the same characters, only wider.
# (NFKC would go too far: it reads 5² as 52.)
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    ord(wide): ord(plain)
    for wide, plain in zip("￥￡￦\u3000\u00a0\u2009\u202f\t−–’‘`´", "¥£₩     --''''", strict=True)
}
_GROUPED = r"[1-9][0-9]{0,2}(?:(?P<mark>[., '])[0-9]{3})(?:(?P=mark)[0-9]{3})*"
_MYRIADS = r"[1-9][0-9]{0,3}(?:,[0-9]{4})+"  # as 万 counts: 12,5000
_INDIAN = r"[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}"
_BODY = r"((?:[.,]?[0-9])(?:[0-9., ']*[0-9])?)"
# -3, and as ledgers write what is below zero: (3), 3-
_NUMBER = rf"([+-]?) ?{_BODY}|(\() ?{_BODY} ?\)|{_BODY}(-)"


class Marked(NamedTuple):
    """A number without sign: its value is `digits` / 10**`scale`.

    `mark` is the one mark that may as well separate groups (`1,234`, `12,5000`), else empty.
    """

    digits: int
    scale: int
    mark: str


def narrow(text: str) -> str:
    """`text` trimmed, with full-width characters as half-width and the kinds of minus as one."""
    return text.strip() if text.isascii() else text.translate(_NARROW).strip()


def read_marks(body: str, *, decimal: Mark = "", text: str = "") -> Marked:
    """The number written as `body`: digits with `.`, `,`, spaces and apostrophes between them.

    Two kinds of marks say themselves which is the decimal one; `decimal` says it for a single
    one. BadValue, naming `text`, when the groups are not those of any known way of writing.
    """
    text = text or body
    if len(body) > 60:
        raise BadValue('"{text}" has too many digits', hint="is it a number?", text=brief(text))
    if _is_plain(body):
        return Marked(int(body), 0, "")
    last = max(body.rfind("."), body.rfind(","))
    mark = body[last] if last >= 0 else ""
    if not mark:
        return Marked(_whole(body, "", text), 0, "")
    whole, decimals = body[:last], body[last + 1 :]
    if not _is_plain(decimals):
        raise _badly_grouped(text)
    alone = _is_plain(whole) or not whole
    if decimal and mark != decimal:
        # Only a group of thousands can follow the other mark.
        return Marked(_whole(body, mark, text), 0, "")
    if mark in whole:
        if decimal:
            raise _badly_grouped(text)
        return Marked(_whole(body, mark, text), 0, "")
    other = "," if mark == "." else "."
    before = int(whole or "0") if alone else _whole(whole, other, text)
    digits = before * 10 ** len(decimals) + int(decimals)
    may_group = alone and not decimal and re.fullmatch(f"{_GROUPED}|{_MYRIADS}", body)
    return Marked(digits, len(decimals), mark if may_group else "")


def _is_plain(digits: str) -> bool:
    return digits.isascii() and digits.isdigit()


def _whole(body: str, mark: str, text: str) -> int:
    """The whole number `body`, grouped by `mark` or by one that is never a decimal mark."""
    match = re.fullmatch(_GROUPED, body)
    if match and match["mark"] in (mark, " ", "'"):
        return int(body.replace(match["mark"], ""))
    if mark == "," and re.fullmatch(f"{_INDIAN}|{_MYRIADS}", body):
        return int(body.replace(",", ""))
    raise _badly_grouped(text)


def _badly_grouped(text: str) -> BadValue:
    return BadValue(
        'the digits of "{text}" are not grouped like a number',
        hint="write it without marks between the thousands, for example 1234.50",
        text=brief(text),
    )


def plain_text(digits: int, scale: int) -> str:
    """digits / 10**scale as a plain decimal: (-123450, 2) is "-1234.50"."""
    sign = "-" if digits < 0 else ""
    figures = str(abs(digits)).rjust(scale + 1, "0")
    return sign + (f"{figures[:-scale]}.{figures[-scale:]}" if scale else figures)


def read_number(text: str, *, decimal: Mark = "") -> str:
    """The number `text` as a plain decimal text without needless zeros, exact: "1234.5".

    A single point is the decimal point, as in every data format; a single comma before three
    or four digits is refused unless `decimal` says which it is. BadValue for anything else.
    """
    match = re.fullmatch(_NUMBER, narrow(text))
    if not match:
        raise BadValue(
            'cannot read "{text}" as a number', hint="for example 12, 0.5 or -3", text=brief(text)
        )
    before, plain, bracket, inside, ahead, behind = match.groups("")
    sign, body = "-" if bracket or behind else before, plain or inside or ahead
    digits, scale, mark = read_marks(body, decimal=decimal, text=text)
    if mark == ",":
        raise BadValue(
            '"{text}" may mean {one} or {other}',
            hint="write {one} or {other}",
            text=brief(text),
            one=sign + plain_text(digits, 0),
            other=sign + plain_text(digits, scale),
        )
    shown = plain_text(-digits if sign == "-" else digits, scale)
    return shown.rstrip("0").rstrip(".") if scale else shown
