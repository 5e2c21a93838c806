"""Amounts of money: exact whole numbers of minor units, each with its ISO 4217 currency.

What is accepted: 12400, 1,234.50, €1.234,50, 1 234,50, 1'234.50, 12k, 1.5m, 3万, 1.2亿, 1亿2000万,
12万5 (125,000), 三十万, 人民币伍拾万元整, 3元5角, CHF 12, 12.50eur, 12,- (no cents); below zero
-12, (12.00), 12.00-. What has two readings is refused:

- `1,234` is 1234: no currency with two decimals has three. With three (KWD), or with a unit
  (`1,234k`), it is refused.
- `12,5000` is refused: it is 125,000 in groups of four, as 万 counts, and 12.50 with four decimals.
- `1.234` is refused: it is 1234 in German and a slip of the finger in English.
- An amount with more decimals than its currency has is refused, not rounded.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from crm_cli.errors import BadValue
from crm_cli.values.currencies import digits, is_yen, meanings, shared_sign
from crm_cli.values.numbers import Mark, Marked, narrow, plain_text, read_marks
from crm_cli.values.numerals import NUMERALS, whole_number
from crm_cli.values.text import brief

if TYPE_CHECKING:
    from decimal import Decimal
    from fractions import Fraction

__all__ = [
    "LIMIT", "Money", "convert", "decimal_text", "digits", "read_amount", "round_half_up",
    "show_amount",
]  # fmt: skip

LIMIT = 10**15
"""Amounts are smaller than this, in minor units: they and their sums fit into 64 bits."""

_UNITS = {
    "k": 3, "thousand": 3, "tsd": 3, "m": 6, "mn": 6, "mio": 6, "million": 6, "millions": 6,
    "b": 9, "bn": 9, "mrd": 9, "billion": 9, "billions": 9, "w": 4, "lakh": 5, "crore": 7,
    "百": 2, "千": 3, "万": 4, "萬": 4, "十万": 5, "百万": 6, "千万": 7, "亿": 8, "億": 8,
    "十亿": 9, "百亿": 10, "千亿": 11, "万亿": 12,
}  # fmt: skip
_AMOUNT = r"(?s)([^0-9]*?)((?:(?<![^\W\d_])[.,])?[0-9](?:[0-9., ']*[0-9])?)(.*)"
_SIMPLE = r"(-?[0-9]{1,12})(?:\.([0-9]{1,2}))?"
_MARKS: dict[str, Mark] = {",": ",", ".": "."}
_PART = r"([0-9]+) ?(千万|百万|[百千万萬亿億])"
_PARTS = r"(?:[0-9]+ ?(?:千万|百万|[百千万萬亿億]) ?)+"
# Chinese numerals: 三十万, 三点五; and what stands behind the 元: 5角8分.
_HAN = rf"[{NUMERALS}]+"
_HAN_POINT = rf"({_HAN})点([零〇一二三四五六七八九]+)"
_CENTS = rf"(?<=[0-9])([元圆])(?!$)(?:([0-9]|[{NUMERALS}])[角毛])?(?:([0-9]|[{NUMERALS}])分)?$"


class Money(NamedTuple):
    """An amount: `minor` units (cents, 分, or whole yen) of `currency`, an ISO 4217 code."""

    minor: int
    currency: str


def read_amount(text: str, *, currency: str, yen: str = "", decimal: Mark = "") -> Money:
    """The amount written as `text`, in `currency` when it names none.

    `$` is the given currency when that is a dollar, else USD; `¥` is `yen` (CNY or JPY), else the
    given currency when it is one of the two. `decimal` is the decimal mark, where a source is
    known to use one throughout.
    BadValue when it cannot be read, has two readings or is not below 10**15 minor units.
    """
    simple = re.fullmatch(_SIMPLE, text)
    if simple and digits(currency) == 2 and decimal != ",":
        whole, cents = simple.groups("")
        return Money(int(whole + cents.ljust(2, "0")), currency)
    head, number, tail, sign = _split(text)
    if tail[:2] in (",-", ".-"):  # 12,- has no cents, and says which mark is the decimal one
        decimal, tail = _MARKS[tail[0]], tail[1:].lstrip("-").strip()
    if any(char.isdecimal() for char in tail):
        marked, power, tail = _read_parts(number + tail, text)
    else:
        marked = read_marks(number, decimal=decimal, text=text)
        power, tail = _split_unit(tail, text)
    code = _choose_currency(head, tail, currency, yen, text)
    return Money(_to_minor(marked, power, code, text, sign), code)


def _unreadable(text: str) -> BadValue:
    return BadValue(
        'cannot read "{text}" as an amount',
        hint="for example 1234.50, 12k, 3万 or 1200 EUR",
        text=brief(text),
    )


def _split(text: str) -> tuple[str, str, str, int]:
    """What stands before the number, the number, what follows it, and the sign."""
    plain = narrow(text)
    if not plain:
        raise BadValue("the amount is empty", hint="for example 1234.50, 12k or 3万")
    if not plain.isascii():
        plain = _in_figures(plain.removesuffix("整").removesuffix("正"))
    match = re.fullmatch(_AMOUNT, plain)
    if not match:
        raise _unreadable(text)
    head, number, tail = match.groups()
    whole = re.fullmatch("([.,]-{1,2})(?![0-9])(.*)", tail, re.DOTALL)
    none, tail = whole.groups() if whole else ("", tail)
    head, tail, sign = _take_sign(head.strip(), tail, text)
    if tail.startswith((".", ",")):
        raise _unreadable(text)
    return head, number, none + tail, sign


def _in_figures(plain: str) -> str:
    """The amount with its Chinese numerals, 角 and 分 in figures: 伍拾万元 is 500000元."""
    plain = re.sub(_HAN_POINT, _point, plain)
    if not re.search("[0-9]", plain):
        plain = re.sub(_HAN, _figure, plain)
    if not (found := re.search(_CENTS, plain)):
        return plain
    tenths, hundredths = (whole_number(found[place] or "0") for place in (2, 3))
    return f"{plain[: found.start()]}.{tenths}{hundredths}{found[1]}"


def _figure(found: re.Match[str]) -> str:
    number = whole_number(found[0])
    return found[0] if number is None else str(number)


def _point(found: re.Match[str]) -> str:
    whole = whole_number(found[1])
    if whole is None:
        return found[0]
    return f"{whole}." + "".join(str(whole_number(char)) for char in found[2])


def _take_sign(head: str, tail: str, text: str) -> tuple[str, str, int]:
    """What is before and after the number without the sign, and the sign, of which one is enough.

    It stands before the currency or after it (-€12, €-12), as a bracket ((12), €(12)) or, as
    ledgers have it, behind (12-, 12 €-).
    """
    found = []
    if "(" in (head[:1], head[-1:]):
        tail = tail.strip()
        if ")" not in (tail[:1], tail[-1:]):
            raise _unreadable(text)
        head, tail = _less(head, "("), _less(tail, ")")
        found.append(-1)
    for mark, factor in (("-", -1), ("+", 1)):
        if mark in (head[:1], head[-1:]):
            head = _less(head, mark)
            found.append(factor)
    behind = tail.startswith("-") or (tail.endswith("-") and not tail.endswith(" -"))
    if behind and not any(char.isdecimal() for char in tail):
        tail = _less(tail, "-")
        found.append(-1)
    if len(found) > 1 or set("()+-").intersection(head + tail):
        raise _unreadable(text)
    return head.strip(), tail.strip(), found[0] if found else 1


def _less(part: str, mark: str) -> str:
    return part[1:] if part.startswith(mark) else part[:-1]


def _split_unit(tail: str, text: str) -> tuple[int, str]:
    """The power of ten that the unit in `tail` stands for, and the currency that is left."""
    bare = "".join(tail.split())
    if not bare or meanings(bare):
        return 0, bare
    lower = bare.lower()
    for length in range(len(lower), 0, -1):
        power = _UNITS.get(lower[:length])
        rest = bare[length:].removeprefix(".")
        if power and (not rest or meanings(rest)):
            return power, rest
    raise BadValue(
        'cannot read "{tail}" in the amount "{text}"',
        hint="units are k, m, b, 万 and 亿, currencies are codes such as EUR, or signs",
        tail=brief(tail),
        text=brief(text),
    )


def _read_parts(parts: str, text: str) -> tuple[Marked, int, str]:
    """The value of 1亿2000万, 3万5千 or 12万5: units going down, each number below the last."""
    match = re.match(rf"({_PARTS})([0-9]*)", parts)
    if not match or any(char.isdecimal() for char in parts[match.end() :]):
        raise _unreadable(text)
    total, above, rest = 0, 16, match[2]
    for number, unit in re.findall(_PART, match[1]):
        power = _UNITS[unit]
        if power >= above or (total and int(number) * 10**power >= 10**above):
            raise _unreadable(text)
        total, above = total + int(number) * 10**power, power
    if rest and len(rest) not in (1, above):  # 3万50 is 30,050 to one, 30,500 to another
        raise _unreadable(text)
    total += int(rest or 0) * 10 ** (above - len(rest))  # 12万5 is 12万5千, 3万5000 is both
    return Marked(total, 0, ""), 0, parts[match.end() :]


def _choose_currency(head: str, tail: str, default: str, yen: str, text: str) -> str:
    signs = [sign for sign in (head, tail) if sign]
    found = [meanings(sign) for sign in signs]
    if not signs:
        return default
    for sign, codes in zip(signs, found, strict=True):
        if not codes:
            raise BadValue(
                'cannot read "{sign}" in the amount "{text}"',
                hint="name the currency by its code, for example 12 EUR",
                sign=brief(sign),
                text=brief(text),
            )
    codes = [code for code in found[0] or [] if len(found) == 1 or code in (found[1] or [])]
    if not codes or codes == ["?"]:
        raise BadValue(
            '"{text}" names two currencies', hint="name one, for example 12 EUR", text=brief(text)
        )
    chosen = yen if yen in codes and is_yen(codes) else default if default in codes else codes[0]
    if chosen == "?":
        raise shared_sign(signs[0], codes)
    return chosen


def _to_minor(marked: Marked, power: int, currency: str, text: str, sign: int) -> int:
    number, scale, mark = marked
    places = digits(currency)
    if mark == "," and scale == 3 and not power and places < 3:
        scale, mark = 0, ""
    shift = places + power - scale
    factor: int = 10 ** abs(shift)
    minor, lost = (number * factor, 0) if shift >= 0 else divmod(number, factor)
    if mark:
        whole = plain_text(sign * number * 10**power, 0)
        # Zeros at the end make the point unmistakable where three decimals are possible.
        point = plain_text(sign * minor, places) + ("0" if places == 3 else "")
        raise BadValue(
            '"{text}" may mean {whole} or {point}',
            hint="write {whole} or {point}",
            text=brief(text),
            whole=whole,
            point=point,
        )
    if lost:
        raise BadValue(
            '"{text}" has more decimals than {currency}, which has {places}',
            hint="write {rounded}, or whatever is meant",
            text=brief(text),
            currency=currency,
            places=places or "none",
            rounded=plain_text(sign * minor, places),
        )
    if minor >= LIMIT:
        raise BadValue(
            'the amount "{text}" is too large',
            hint="amounts are below {limit} {currency}",
            text=brief(text),
            limit=f"{LIMIT // 10**places:,}",
            currency=currency,
        )
    return sign * minor


def decimal_text(money: Money) -> str:
    """The amount as an exact plain decimal for data formats: "12400.00"."""
    return plain_text(money.minor, digits(money.currency))


def show_amount(money: Money) -> str:
    """The amount for people: "12,400.00 EUR"."""
    whole, point, decimals = decimal_text(money).partition(".")
    figures = f"{int(whole.lstrip('-')):,}"
    return f"{'-' if money.minor < 0 else ''}{figures}{point}{decimals} {money.currency}"


def round_half_up(value: Decimal) -> int:
    """The nearest whole number; a half goes away from zero (2.5 is 3, -2.5 is -3)."""
    return int(value.to_integral_value(rounding="ROUND_HALF_UP"))


def convert(money: Money, rate: Decimal | Fraction, currency: str) -> Money:
    """`money` in `currency`, where one unit of its own is `rate` units of that.

    Exact until the one rounding to minor units of the result, a half away from zero; so a sum
    of converted records is the sum of what is shown for each.
    """
    over, under = rate.as_integer_ratio()
    over = over * abs(money.minor) * 10 ** digits(currency)
    under = under * 10 ** digits(money.currency)
    minor = (2 * over + under) // (2 * under)
    return Money(-minor if money.minor < 0 else minor, currency)
