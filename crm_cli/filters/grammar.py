"""The text of a condition taken apart, and saved filters replaced by what they stand for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from crm_cli.errors import BadContent, NotFound, UsageError
from crm_cli.values.text import brief, check_text, fold

if TYPE_CHECKING:
    from crm_cli.database import Reader

# SQLite refuses patterns of 50,000 bytes and expressions of 1,000 levels.
LONGEST_VALUE = 1000
MOST_VALUES = 200
MOST_CONDITIONS = 100

EXAMPLES = 'write column, operator, value: city=Berlin,Paris, "amount>=10k", "name~smith", owner='
_OPERATORS = {"≥": ">=", "≤": "<=", "≠": "!=", "＝": "=", "＜": "<", "＞": ">", "～": "~"}
_CONDITION = r"(?s)\s*([^=<>!~≤≥≠＝＜＞～]+?)\s*(<=|>=|!=|!~|[=<>~≤≥≠＝＜＞～])(.*)"
_ITEM = r'(?s)\s*(?:"((?:[^"]|"")*)"\s*|([^,"][^,]*|))(,|\Z)'


class Condition(NamedTuple):
    """One condition: `items` are the values of a list; `whole` is the text they were written as.

    `whole` is None when a part of it was quoted, so that its commas are what they seem to be.
    """

    text: str
    column: str
    operator: str
    items: list[str]
    whole: str | None


def unreadable(text: str) -> UsageError:
    """The error for a text that is no condition."""
    return UsageError('cannot read the condition "{text}"', hint=EXAMPLES, text=brief(text))


def parse(text: str) -> Condition:
    """The parts of a condition. Raises UsageError when it is none, or too long."""
    match = re.fullmatch(_CONDITION, check_text(text))
    if not match:
        raise unreadable(text)
    column, operator, value = match[1], _OPERATORS.get(match[2], match[2]), match[3].strip()
    if value.startswith(("=", "<", ">", "~")):
        raise UsageError(
            'cannot read the operator of "{text}"',
            hint='it is one of = != < <= > >= ~ !~; a value that begins so is quoted: name="=x"',
            text=brief(text),
        )
    items = _items(text, value) if operator in ("=", "!=", "~", "!~") else [_single(text, value)]
    return Condition(text, column, operator, items, None if '"' in value else value)


def _items(text: str, value: str) -> list[str]:
    items, position = [], 0
    while True:
        match = re.compile(_ITEM).match(value, position)
        if not match:
            raise UsageError(
                'a quotation mark is missing in "{text}"',
                hint='a quoted value ends with one, and one inside is doubled: name="a ""b"" c"',
                text=brief(text),
            )
        quoted, bare, mark = match.groups()
        items.append(quoted.replace('""', '"') if quoted is not None else bare)
        if quoted is None and not bare.strip() and (mark or position):
            raise UsageError(
                'there is nothing between two commas of "{text}"',
                hint='leave one out; for an empty field write "": owner=amy,""',
                text=brief(text),
            )
        position = match.end()
        if not mark:
            break
    if len(items) > MOST_VALUES or any(len(item) > LONGEST_VALUE for item in items):
        raise _too_much()
    return [item.strip() for item in items]


def _single(text: str, value: str) -> str:
    if not value:
        raise unreadable(text)
    if len(value) > LONGEST_VALUE:
        raise _too_much()
    quoted = re.fullmatch(r'(?s)"((?:[^"]|"")*)"', value)
    return quoted[1].replace('""', '"').strip() if quoted else value


def _too_much() -> UsageError:
    return UsageError(
        "a condition takes up to {values} values of up to {length} characters",
        hint="tag the records that are meant, and ask for the tag",
        values=MOST_VALUES,
        length=LONGEST_VALUE,
    )


def expand(reader: Reader, noun: str, where: Sequence[str]) -> list[Condition]:
    """The conditions of `where`, those of its saved filters (`@name`) included.

    Raises UsageError for a condition that cannot be read, a filter of another noun, and one that
    contains itself; NotFound for a filter that is not there.
    """
    found: list[Condition] = []
    _expand(reader, noun, where, (), found)
    return found


def _expand(
    reader: Reader,
    noun: str,
    where: Sequence[str],
    inside: tuple[str, ...],
    found: list[Condition],
) -> None:
    for text in where:
        if not text.lstrip().startswith("@"):
            found.append(parse(text))
            if len(found) > MOST_CONDITIONS:
                raise UsageError(
                    "these are more than {most} conditions",
                    hint="leave out some",
                    most=MOST_CONDITIONS,
                )
            continue
        name = check_text(text).strip()[1:].strip()
        key = fold(name)
        if key in inside or len(inside) >= MOST_CONDITIONS:
            raise UsageError(
                "the filter @{name} contains itself",
                hint="take @{name} out of its conditions",
                name=brief(name),
            )
        _expand(reader, noun, _saved(reader, noun, name, key), (*inside, key), found)


def _saved(reader: Reader, noun: str, name: str, key: str) -> list[str]:
    rows = reader.rows(
        "SELECT name, key, noun, conditions FROM saved_filter WHERE deleted_at IS NULL ORDER BY id"
    )
    for row in rows:
        if row["key"] != key:
            continue
        if row["noun"] != noun:
            raise UsageError(
                "@{name} is a filter of the noun {other}, not of {noun}",
                hint="crm {other} list --where @{name}",
                name=row["name"],
                other=row["noun"],
                noun=noun,
            )
        return _conditions(row["name"], row["conditions"])
    names = [row["name"] for row in rows if row["noun"] == noun]
    raise NotFound(
        "no filter called @{name}",
        hint="there are {names}" if names else "there are none for the noun {noun} yet",
        name=brief(name),
        noun=noun,
        names=", ".join(f"@{found}" for found in names[:20]),
    )


def _conditions(name: str, stored: str) -> list[str]:
    import json

    try:
        conditions = json.loads(stored)
    except ValueError:
        conditions = None
    if not isinstance(conditions, list) or not all(isinstance(part, str) for part in conditions):
        raise BadContent("the filter @{name} is damaged", hint="save it again", name=name)
    return conditions
