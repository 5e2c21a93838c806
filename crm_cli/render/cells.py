"""The only place that formats a value: `human` for people, `machine` for programs.

How people see each kind:

    text      the text, made harmless; a list with commas; nothing when unknown
    integer   8,800                   number    up to two decimals
    money     12,400.00 EUR           percent   63.2 %
    date      2026-11-27              datetime  2026-11-21 16:02 in the team's zone, only the
    duration  1 h 30 min                        date at 00:00
    bar       a bar of eighths of a block

An unknown value of another kind than text is a dash. Programs get money as an exact decimal
string (the currency is a key of its own), a percentage as a fraction, a duration in seconds. A
number is one, unless it has more decimals than a binary number holds: then it is such a string.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import datetime
from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypeGuard

from crm_cli.render.style import Style
from crm_cli.tables import Column, Row
from crm_cli.values.text import visible

if TYPE_CHECKING:
    from decimal import Decimal

    from crm_cli.values.money import Money

BAR_WIDTH = 20
_EIGHTHS = " ▏▎▍▌▋▊▉█"
# Numbers that name something are not counts: 2026 is no 2,026.
_UNGROUPED = frozenset({"id", "year", "changeset", "line"})


def human(column: Column, value: Any, style: Style, *, newline: bool = False) -> str:
    """`value` as people read it, safe in a terminal; `newline` keeps the line ends of a text."""
    if column.kind == "text":
        words = column.unknown if value is None else _words(value)
        shown = visible(words, newline=newline)
        return shown if style.unicode else shown.replace("⏎", "^J")
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return "" if column.kind == "bar" else dash(style)
    show = _SHOWN.get(column.kind)
    return visible(str(value)) if show is None else show(column, value, style)


def dash(style: Style) -> str:
    """What stands for an unknown value."""
    return "–" if style.unicode else "-"


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join([str(item) for item in value])
    return str(value)


def _integer(column: Column, value: int) -> str:
    plain = column.name in _UNGROUPED or column.name.endswith("_id")
    return str(value) if plain else f"{value:,}"


def _amount(money: Money) -> str:
    # Imported here: most lists have no money, and reading it has its price.
    from crm_cli.values.money import show_amount

    return show_amount(money)


def number(value: float | Decimal, places: int) -> str:
    """`value` with thousands separators and `places` decimals, halves rounded away from zero."""
    if isinstance(value, int):
        # Not through a float, which has 15 digits only.
        return f"{value:,}" + ("." + "0" * places if places else "")
    if _is_exact(value):
        from crm_cli.values.exact import show_exact

        text = show_exact(value, places)
    else:
        text = f"{_nudged(value):,.{places}f}"
    return text[1:] if text.startswith("-") and not text.strip("-0.") else text


def decimals(value: float) -> int:
    """How many decimals, 0 to 2, `value` needs."""
    if isinstance(value, int):
        return 0
    if _is_exact(value):
        return len(number(value, 2).partition(".")[2].rstrip("0"))
    return len(f"{_nudged(value):.2f}".partition(".")[2].rstrip("0"))


def _is_exact(value: Any) -> TypeGuard[Decimal]:
    """Whether it is a Decimal that has more digits than a float."""
    if isinstance(value, int | float):
        return False
    from crm_cli.values.exact import Exact

    return isinstance(value, Exact)


def _nudged(value: float | Decimal) -> float:
    # 63.15 is a little less in binary; people who check by hand round it up.
    return math.copysign(abs(float(value)) + 1e-9, value)


def local_time(value: str, style: Style) -> str:
    """An instant in the team's zone, to the minute; only the date at 00:00 there."""
    if len(value) == 10:
        return visible(value)
    try:
        local = datetime.fromisoformat(value).astimezone(style.zone)
    except (ValueError, OverflowError):
        return visible(value)
    if local.hour == local.minute == local.second == 0:
        return local.strftime("%Y-%m-%d")
    return local.strftime("%Y-%m-%d %H:%M")


def duration(seconds: float) -> str:
    """`seconds` in hours and minutes; below an hour in minutes and seconds."""
    total = round(abs(seconds))
    sign = "-" if seconds < 0 and total else ""
    if total >= 3600:
        # From an hour on, seconds only distract.
        hours, minutes = divmod((total + 30) // 60, 60)
        parts = [f"{hours:,} h", f"{minutes} min" if minutes else ""]
    else:
        minutes, rest = divmod(total, 60)
        parts = [f"{minutes} min" if minutes or not rest else "", f"{rest} s" if rest else ""]
    return sign + " ".join(part for part in parts if part)


def bar(fraction: float, *, unicode: bool = True, width: int = BAR_WIDTH) -> str:
    """A bar of up to `width` cells; whatever is above nothing is seen."""
    length = min(max(float(fraction), 0.0), 1.0) * width
    if not unicode:
        return "#" * (math.ceil(length) if length < 1 else round(length))
    eighths = round(length * 8) or (1 if length > 0 else 0)
    full, rest = divmod(eighths, 8)
    return "█" * full + (_EIGHTHS[rest] if rest else "")


def _percent(column: Column, value: float) -> str:
    percent = round(float(value) * 100, 4)
    places = 1 if column.places is None else min(column.places, decimals(percent))
    return f"{number(percent, places)} %"


_SHOWN: dict[str, Callable[[Column, Any, Style], str]] = {
    "integer": lambda column, value, style: _integer(column, value),
    "number": lambda column, value, style: number(value, decimals(value)),
    "money": lambda column, value, style: _amount(value),
    "percent": lambda column, value, style: _percent(column, value),
    "datetime": lambda column, value, style: local_time(value, style),
    "duration": lambda column, value, style: duration(value),
    "bar": lambda column, value, style: bar(value, unicode=style.unicode),
}


def column_formatter(
    column: Column, values: list[Any], style: Style
) -> tuple[str, Callable[[Any], str]]:
    """The heading of a column with these values, and what formats each of them.

    A column is seen as a whole: one currency goes into the heading, and the numbers of a column
    have the same decimals, so that they stand under each other.
    """
    if column.kind == "money":
        currencies = {money.currency for money in values if money is not None}
        if len(currencies) == 1:
            unit = currencies.pop()
            return (
                f"{column.heading} ({unit})",
                lambda money: (
                    dash(style) if money is None else _amount(money).removesuffix(f" {unit}")
                ),
            )
    if column.kind == "number":
        known = [value for value in values if value is not None and math.isfinite(value)]
        places = max(map(decimals, known), default=0)
        if column.places is not None:
            places = min(places, column.places)
        return (
            column.heading,
            lambda value: (
                dash(style) if value is None or not math.isfinite(value) else number(value, places)
            ),
        )
    return column.heading, lambda value: human(column, value, style)


def machine(column: Column, value: Any) -> Any:
    """`value` as JSON can hold it: str, int, float, bool, a list of str, or None.

    Money becomes its exact decimal string; `machine_columns` adds the currency.
    """
    match column.kind:
        case "money":
            from crm_cli.values.money import decimal_text

            return None if value is None else decimal_text(value)
        case "text":
            return _plain_text(value)
        case "date" | "datetime":
            return value
        case _:
            return _plain_number(value)


def _plain_text(value: Any) -> Any:
    return [str(item) for item in value] if isinstance(value, (list, tuple)) else value


def _plain_number(value: Any) -> Any:
    if value is None or isinstance(value, int | str):
        return value
    if not math.isfinite(value):
        # JSON has neither NaN nor infinity.
        return None
    if isinstance(value, float):
        return value
    # A Decimal, as PostgreSQL gives them.
    if value == int(value):
        return int(value)
    return format(value, "f") if _is_exact(value) else float(value)


def machine_columns(columns: Sequence[Column]) -> list[tuple[str, Callable[[Row], Any]]]:
    """Each machine column's name, and the function that takes its value from a row.

    The currency stands right after its money column; when several money columns share the name of
    their currency, once, after the last of them; and not at all when a column of that name exists.
    """
    names = {column.name for column in columns}
    shared: dict[str, list[int]] = {}
    for index, column in enumerate(columns):
        if column.kind == "money":
            shared.setdefault(column.currency_key, []).append(index)
    result: list[tuple[str, Callable[[Row], Any]]] = []
    for index, column in enumerate(columns):
        result.append((column.name, _machine_getter(column, index)))
        if column.kind == "money" and column.currency_key not in names:
            places = shared[column.currency_key]
            if places[-1] == index:
                result.append((column.currency_key, _currency_getter(column.currency_key, places)))
    return result


def _machine_getter(column: Column, index: int) -> Callable[[Row], Any]:
    if column.kind in ("date", "datetime", "integer"):
        return itemgetter(index)
    if column.kind == "money":
        from crm_cli.values.money import decimal_text

        return lambda row: None if row[index] is None else decimal_text(row[index])
    if column.kind == "text":
        return lambda row: _plain_text(row[index])
    return lambda row: machine(column, row[index])


def _currency_getter(key: str, places: list[int]) -> Callable[[Row], str | None]:
    def currency(row: Row) -> str | None:
        found: str | None = None
        for place in places:
            money: Money | None = row[place]
            if money is None:
                continue
            if found is not None and money.currency != found:
                raise ValueError(f"two currencies, {found} and {money.currency}, under {key}")
            found = money.currency
        return found

    return currency
