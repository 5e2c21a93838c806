"""Conditions as SQL on a noun's view, called `v`: one piece for each, with bound values only."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from crm_cli.errors import BadValue, UsageError
from crm_cli.filters import problems, texts
from crm_cli.filters.binding import Binding
from crm_cli.filters.columns import Target, rank, require
from crm_cli.filters.grammar import Condition, expand
from crm_cli.filters.ranges import RANGES, Range, names_currency, yearless
from crm_cli.nouns import NOUNS, Definition, Noun
from crm_cli.values import enums
from crm_cli.values.text import brief

if TYPE_CHECKING:
    from crm_cli.book import Book
    from crm_cli.database import Reader

_GROUPED = "-?[0-9]{1,3}(?:,[0-9]{3})+"


def compile_conditions(
    reader: Reader, noun: Noun, custom: Sequence[Definition], where: Sequence[str], book: Book
) -> tuple[str, dict[str, Any]]:
    """The SQL that all conditions of `where` make together, "" without any, and its values.

    The SQL is for the noun's view under the name `v`, and its parameters begin with `where_`.
    `custom` are the noun's custom fields. Raises UsageError for an unknown column and for what
    cannot be read, NotFound for a saved filter that is not there.
    """
    bound = Binding(reader, noun, book)
    parts = []
    for condition in expand(reader, noun.name, where):
        target = require(noun, custom, condition.column, reader)
        parts.append(_named(condition, target, bound))
    return " AND ".join(parts), bound.values


def compile_left_out(
    reader: Reader, noun: Noun, custom: Sequence[Definition], where: Sequence[str], book: Book
) -> tuple[str, dict[str, Any]]:
    """What `compile_conditions` gives, for the records that it leaves out by their currency alone.

    They meet all conditions, but those on an amount that name no currency: their amounts are not
    in the team's. "" when there is no such condition.
    """
    bound = Binding(reader, noun, book)
    parts, unlike = [], False
    for condition in expand(reader, noun.name, where):
        target = require(noun, custom, condition.column, reader)
        bare = target.kind == "money" and condition.operator not in ("~", "!~", "!=")
        bare = bare and not target.through
        if bare and any(item and not names_currency(item, book) for item in condition.items):
            unlike = True
            parts.append(f"{target.currency} <> {bound(book.currency)}")
        else:
            parts.append(_named(condition, target, bound))
    return (" AND ".join(parts), bound.values) if unlike else ("", {})


def _named(condition: Condition, target: Target, bound: Binding) -> str:
    try:
        if target.through:
            return _linked(condition, target, bound)
        return _condition(condition, target, bound)
    except UsageError as error:
        error.values.setdefault("field", target.name)
        raise


def _linked(condition: Condition, target: Target, bound: Binding) -> str:
    """A condition on the linked record. Without such a record the column is empty."""
    link, *further = target.through
    outer, bound.noun = bound.noun, NOUNS[link.noun]
    operator = condition.operator
    plain = condition._replace(operator=operator.removeprefix("!"))
    inner = _named(plain, target._replace(through=tuple(further)), bound)
    bound.noun = outer
    found = f"SELECT v.id FROM {NOUNS[link.noun].view} v WHERE {inner}"
    if link.kind == "list":
        table = f"{outer.name}_{link.name.removesuffix('s')}"
        found = f"SELECT l.{outer.name}_id FROM {table} l WHERE l.{link.noun}_id IN ({found})"
        sql = f"v.id IN ({found})"
        empty = texts.no_element(link, bound)
    else:
        sql, empty = f"{link.key} IN ({found})", f"{link.key} IS NULL"
    if "" in condition.items:
        sql = f"({sql} OR {empty})"
    return f"({sql}) IS NOT TRUE" if operator.startswith("!") else f"({sql})"


def _condition(condition: Condition, target: Target, bound: Binding) -> str:
    operator = condition.operator
    if operator not in ("=", "!=", "~", "!~"):
        return f"({_ordered(target, operator, condition.items[0], bound)})"
    items = _values(condition, target, bound)
    one = _containing if operator.endswith("~") else _equal
    either = " OR ".join(one(target, item, bound) for item in items)
    return f"({either}) IS NOT TRUE" if operator.startswith("!") else f"({either})"


def _values(condition: Condition, target: Target, bound: Binding) -> list[str]:
    """The values of a list; a comma may also be a part of a number or of a date."""
    items, whole = condition.items, condition.whole
    if len(items) == 1 or whole is None or target.kind not in RANGES:
        return items
    grouped = target.kind in ("integer", "number") and re.fullmatch(_GROUPED, whole)
    if target.sql.endswith("_id") or not (grouped or _reads(target, whole, bound)):
        return items
    if target.kind in ("date", "datetime", "birthday"):  # Nov 3, 2026
        return [whole]
    if all(_reads(target, item, bound) for item in items):
        raise BadValue(
            '"{text}" may be one value or {count}',
            hint='write one without the comma, or quote each: {column}="{first}","{second}"',
            text=brief(whole),
            count=len(items),
            column=target.name,
            first=items[0],
            second=items[1],
        )
    return [whole]


def _reads(target: Target, text: str, bound: Binding) -> bool:
    try:
        RANGES[target.kind](target, text, Binding(bound.reader, bound.noun, bound.book))
    except UsageError:
        return False
    return True


def _equal(target: Target, text: str, bound: Binding) -> str:
    if target.kind == "problem":
        if not target.sql:
            return problems.condition(target.noun, text, bound)
        found = problems.condition(target.noun, target.sql, bound)
        return found if enums.read_yes_no(text) else f"{found} IS NOT TRUE"
    if not text:
        return _empty(target, bound)
    if target.kind == "birthday" and (day := yearless(text, bound)):
        return f"substr({target.sql}, length({target.sql}) - 4) = {day}"
    if target.kind in RANGES:
        return _within(RANGES[target.kind](target, text, bound), target.sql)
    return texts.EQUAL[target.kind](target, text, bound)


def _empty(target: Target, bound: Binding) -> str:
    if target.kind == "list":
        return texts.no_element(target, bound)
    if target.kind in ("text", "title", "link"):
        return f"coalesce({target.sql}, '') = ''"
    return f"{target.sql} IS NULL"


def _containing(target: Target, text: str, bound: Binding) -> str:
    if target.kind in RANGES or target.kind in ("reference", "problem"):
        raise UsageError(
            "{column} is no text, so {operator} cannot be used with it",
            hint="use = != < <= > >=",
            column=target.name,
            operator="~",
        )
    if not text:
        raise UsageError(
            "there is nothing to look for in {column}",
            hint="write a part of it, or {column}= for those where it is empty",
            column=target.name,
        )
    return texts.CONTAINING.get(target.kind, texts.text_contains)(target, text, bound)


def _ordered(target: Target, operator: str, text: str, bound: Binding) -> str:
    if not text:
        raise UsageError(
            "{column} is compared with nothing",
            hint="write a value after {operator}, or {column}= for those where it is empty",
            column=target.name,
            operator=operator,
        )
    if target.kind == "ranked":
        place = bound(target.choices.index(texts.read_choice(target, text)))
        return f"{rank(target)} {operator} {place}"
    if target.kind == "reference":
        return f"v.id {operator} {bound(texts.reference_id(target, text))}"
    if target.kind not in RANGES:
        raise UsageError(
            "{column} is a text, so {operator} cannot be used with it",
            hint="use = != ~ !~",
            column=target.name,
            operator=operator,
        )
    return _beside(RANGES[target.kind](target, text, bound), operator, target.sql)


def _within(found: Range, sql: str) -> str:
    last = "<" if found.open else "<="
    return f"({found.only}{sql} >= {found.first} AND {sql} {last} {found.last})"


def _beside(found: Range, operator: str, sql: str) -> str:
    """Compare with a range: `<` is before it, `<=` up to its end, `>` after it."""
    if operator in ("<", ">="):
        return f"{found.only}{sql} {operator} {found.first}"
    if found.open:
        operator = "<" if operator == "<=" else ">="
    return f"{found.only}{sql} {operator} {found.last}"
