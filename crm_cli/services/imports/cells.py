"""Cells that hold several values: how they are taken apart, and what tells the values apart."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Sequence
from typing import Any

from crm_cli.errors import BadValue
from crm_cli.values import emails as addresses
from crm_cli.values.phones import Phone, read_phone, read_plain
from crm_cli.values.spreadsheet import split_list
from crm_cli.values.text import check_text

_BETWEEN_EMAILS = re.compile(r"[,;|、，；\n\r <]")
_LITERAL = re.compile(r"(?<!\\)(?:\\\\)*\\(?![\\;])")
_IN_BRACKETS = re.compile(r"([^<>@]*[^<>@\s])\s*\(([^()<>@\s]+@[^()<>@\s]+)\)")
_PERHAPS = re.compile(r"\s*(?:,|，|/| or | oder )\s*")


# What files write where there is nothing, as programs and people do.
_NOTHING = ("null", "n/a", "n.a.", "none", "nil", "nan", "(none)", "(null)", "(blank)", "<null>")
NOTHING = frozenset(
    {
        *(write(word) for word in _NOTHING for write in (str.lower, str.upper, str.capitalize)),
        *("-", "--", "---", "–", "—", "/", "无", "無", "暂无", "NaN"),
    }
)


def array(text: str) -> list[str] | None:
    """The texts of a cell that is an array of JSON, or a list of Python; None for another."""
    if not (text.startswith("[") and text.endswith("]")):
        return None
    for read in (json.loads, ast.literal_eval):
        try:
            found = read(text)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
        if all(one is None or isinstance(one, str | int | float) for one in found):
            return [str(one).strip() for one in found if one not in (None, "")]
    return None


def items(text: str) -> list[str]:
    """The items of a list, as `join_list` or Google Contacts (`:::`) write it, or on lines."""
    if (found := array(text.strip())) is not None:
        return found
    if "\\" in text and _LITERAL.search(text):
        # No export of ours has a lone backslash: it is a path of Windows, and stays as it is.
        text = text.replace("\\", "\\\\")
    text = text.replace(":::", ";")
    return [item for line in text.splitlines() for item in split_list(line)]


def emails(text: str) -> list[str]:
    """The e-mail addresses in a cell, not yet checked."""
    text = text.strip()
    if (found := array(text)) is not None:
        return found
    if not _BETWEEN_EMAILS.search(text):
        return [text]
    return addresses.split_emails(text.replace(":::", ";"))


def email_key(email: str) -> str:
    """`values.emails.email_key`, fast for what is plain."""
    return email.lower() if email.isascii() else addresses.email_key(email)


def tags(text: str) -> list[str]:
    """The tags in a cell, between `;`, commas or line ends; marks before them are taken off."""
    parts = [part for item in items(text) for part in re.split("[,，、；]", item)]
    return [name for part in parts if (name := _bare_tag(part))]


def _bare_tag(text: str) -> str:
    return text.strip().removeprefix("* ").removeprefix("#").strip()


def people(text: str) -> list[str]:
    """The names and addresses of contacts in a cell."""
    found: list[str] = []
    for item in items(text):
        if named := _IN_BRACKETS.fullmatch(item):
            found.append(f"{named[1]} <{named[2]}>")
            continue
        found += addresses.split_emails(item) if item.count("@") > 1 else [item]
    return found


_WECHAT = re.compile(
    r"[(（\[]?\s*(?:微信同号|同微信号?|微信同|手机同微信|微信号?同手机号?)\s*[)）\]]?"
)
_SHORTENED = re.compile(r"(\d)[.,]?(\d*)[eE]\+(\d+)")


_TOTALS = frozenset(
    [
        "total",
        "totals",
        "grandtotal",
        "sum",
        "subtotal",
        "summe",
        "gesamt",
        "gesamtsumme",
        "somme",
        "totale",
        "suma",
        "合计",
        "总计",
        "小计",
        "共计",
        "合計",
        "總計",
        "総計",
        "합계",
    ]
)
_SUMMED = re.compile(r"[^\W\d]{0,4}[\s$€£¥￥(-]*\d[\d.,' 百千万亿]*[\s)%€]*[^\W\d]{0,4}")


def is_total(cells: Sequence[str]) -> bool:
    """Whether the last row of a table is none but its sums: the word for it, and numbers alone."""
    filled = [text.strip() for text in cells if text and not text.isspace()]
    if not filled:
        return False
    word, rest = "".join(filled[0].casefold().split()).strip(":："), filled[1:]
    return (
        word in _TOTALS and bool(rest or not word.isascii()) and all(map(_SUMMED.fullmatch, rest))
    )


def without_wechat(text: str) -> str:
    """A cell of telephone numbers without what says that WeChat has the same."""
    return _WECHAT.sub(" ", text).strip()


def check_whole(text: str) -> None:
    """Raise BadValue for a number that a spreadsheet has shortened, as 1.38E+10."""
    found = _SHORTENED.fullmatch(text.strip())
    if found is not None:
        raise BadValue(
            "{text} is a number that a spreadsheet has shortened: its other digits are gone",
            hint="let the column show text, and save the file again",
            text=text,
        )


def phones(text: str, region: str) -> list[tuple[Phone, bool]]:
    """The phone numbers in a cell, and whether each could be read.

    What cannot is kept as it is typed: a row is never lost over its phone.
    """
    text = text.strip()
    if (listed := array(text)) is not None:
        return [one for number in listed for one in phones(number, region)]
    plain = read_plain(text, region=region)
    if plain is not None:
        return [(plain, True)]
    phone = _read(check_text(text), region)
    if phone is not None:
        return _one_or_more(text, region, phone)
    found: list[tuple[Phone, bool]] = []
    for item in items(text):
        readable = _read(item, region) is not None
        for piece in [item] if readable else filter(None, re.split(r"\s*[|、；]\s*", item)):
            found += _one_or_more(piece, region, _read(piece, region))
    return found


def _read(text: str, region: str) -> Phone | None:
    try:
        return read_phone(text, region=region)
    except BadValue:
        return None


def _one_or_more(text: str, region: str, phone: Phone | None) -> list[tuple[Phone, bool]]:
    """The number, or the numbers with a comma or a stroke between, if each of them is one."""
    if phone is not None and phone.e164:
        return [(phone, True)]
    parts = [part for part in _PERHAPS.split(text) if part]
    if phone is not None and len(parts) < 2:
        return [(phone, True)]
    phones = [one for part in parts if (one := _read(part, region)) is not None]
    several = len(phones) == len(parts) > 1
    if several and (phone is None or all(one.e164 for one in phones)):
        return [(one, True) for one in phones]
    if phone is not None:
        return [(phone, True)]
    digits = "".join(letter for letter in text if letter in "0123456789")
    return [(Phone(text, None, digits, ""), False)]


def phone_key(cells: tuple[Any, ...]) -> tuple[str, str | None]:
    """What tells phone numbers apart: digits (or the text, without any) and extension."""
    raw, _, digits, extension = cells
    return digits or raw, extension
