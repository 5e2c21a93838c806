"""The columns that a condition or an order may name, and where their values are in the view."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from crm_cli.errors import UsageError
from crm_cli.filters import problems
from crm_cli.nouns import NOUNS, Definition, Noun, definitions
from crm_cli.values import enums
from crm_cli.values.text import brief, fold, nearest

if TYPE_CHECKING:
    from crm_cli.database import Reader


class Target(NamedTuple):
    """What a column is compared by.

    `sql` is its value in the view `v`; `currency` that of an amount. `key` is the column with the
    id of the record or the setting that it names, `noun` what that is. `past` tells the days that
    are over from those to come. Of a linked record's column, `through` are the links to it, and
    the rest is of the view `v` of its own noun.
    """

    name: str
    kind: str
    sql: str
    currency: str = ""
    key: str = ""
    noun: str = ""
    choices: tuple[str, ...] = ()
    past: bool = False
    through: tuple[Target, ...] = ()


_ALIASES = {
    "tag": "tags",
    "email": "emails",
    "mail": "emails",
    "phone": "phones",
    "handle": "handles",
    "link": "links",
    "contact": "contacts",
    "duration": "seconds",
    "length": "seconds",
    "due": "due_on",
    "at": "occurred_at",
    "by": "owner",
    "assignee": "owner",
    "opened": "opened_at",
    "responded": "responded_at",
    "resolved": "resolved_at",
    "closed": "closed_at",
    "answered": "answered_at",
    "created": "created_at",
    "updated": "updated_at",
    "status": "outcome",
    "value": "amount",
    "price": "amount",
    "close": "expected_close",
    "customer": "company",
}
_LINKS = {"company": "company", "contact": "contact", "deal": "deal", "parent": "company"}
_LINKS |= {"referred_by": "contact", "owner": "user", "ticket": "ticket"}
_OWNER_KEYS = {"task": "assignee_id", "interaction": "user_id", "ticket": "assignee_id"}
_CHOICES: dict[tuple[str, str], tuple[str, ...]] = {
    ("contact", "stage"): enums.CONTACT_STAGES,
    ("contact", "consent"): ("given", "refused", "withdrawn"),
    ("interaction", "kind"): enums.INTERACTION_KINDS,
    ("interaction", "direction"): enums.DIRECTIONS,
    ("interaction", "sentiment"): enums.SENTIMENTS,
    ("task", "priority"): enums.TASK_PRIORITIES,
    ("task", "status"): ("open", "done"),
    ("deal", "outcome"): enums.DEAL_OUTCOMES,
    ("ticket", "kind"): enums.TICKET_KINDS,
    ("ticket", "priority"): enums.TICKET_PRIORITIES,
    ("ticket", "status"): enums.TICKET_STATUSES,
    ("survey", "kind"): enums.SURVEY_KINDS,
    ("survey", "unhappy"): ("yes", "no"),
    ("survey", "followed_up"): ("yes", "no"),
    ("user", "role"): enums.ROLES,
}
# Choices that go from little to much, so that they can be compared and sorted.
_RANKED = {("contact", "stage"), ("task", "priority"), ("ticket", "priority")}
_FUTURE = {"due_on", "expected_close"}


def names(noun: Noun, custom: Sequence[Definition]) -> list[str]:
    """The names of all columns that a condition may name, without their aliases."""
    extra = [column.currency_key for column in noun.columns if column.kind == "money"]
    return [*(column.name for column in noun.columns), *extra, *(found.name for found in custom)]


def find(noun: Noun, custom: Sequence[Definition], name: str) -> Target | None:
    """The column called `name`, or a custom field, or an alias of a column; None without one."""
    key = fold(name).strip().replace(" ", "_").replace("-", "_")
    for choice in (key, None, _ALIASES.get(key, "")):
        if choice is None:
            for field in custom:
                if fold(field.name) == fold(name).strip():
                    return _custom(noun, field)
        elif choice == "id" or noun.column(choice):
            return _own(noun, choice)
    known = problems.names(noun.name)
    if known and key in ("problem", *({"stale"} & {*known})):
        return Target(key, "problem", key.removeprefix("problem"), noun=noun.name)
    for column in noun.columns:
        if column.kind == "money" and key == column.currency_key:
            return Target(key, "text", f"v.{key}")
        if column.title and key == column.title.replace("-", "_"):
            return _own(noun, column.name)
    return None


def require(noun: Noun, custom: Sequence[Definition], name: str, reader: Reader) -> Target:
    """As `find`, and what is reached through a link: `company.industry`, `owner.name`.

    UsageError, with the nearest name, when there is no such column.
    """
    found = find(noun, custom, name)
    if found is not None:
        return found
    head, dot, rest = name.partition(".")
    link = find(noun, custom, head) if dot else None
    if link and link.kind == "list" and link.name == "contacts":
        link = link._replace(noun="contact")
    if link and link.noun in NOUNS and link.kind in ("link", "list"):
        other = NOUNS[link.noun]
        inner = require(other, definitions(reader, other.name), rest, reader)
        return inner._replace(through=(link, *inner.through))
    known = names(noun, custom)
    near = nearest(name, known)
    raise UsageError(
        'no column "{name}" to filter {noun} records by',
        hint="did you mean {near}? There are: {columns}" if near else "there are: {columns}",
        name=brief(name),
        noun=noun.name,
        near=near,
        columns=", ".join(known),
    )


def _own(noun: Noun, name: str) -> Target:  # noqa: PLR0911 - a return for each kind
    sql = f"v.{name}"
    column = noun.column(name)
    if name in ("id", "ref") or column is None:
        return Target(name, "reference", "v.id", noun=noun.name)
    if name == noun.title:
        return Target(name, "title", sql)
    if name in noun.lists:
        return Target(name, "list", sql)
    if (noun.name, name) in _CHOICES:
        kind = "ranked" if (noun.name, name) in _RANKED else "choice"
        return Target(name, kind, sql, choices=_CHOICES[noun.name, name])
    if noun.name == "deal" and name in ("stage", "pipeline"):
        return Target(name, "process", sql, key=f"v.{name}_id", noun=name)
    if name in _LINKS and column.kind == "text":
        key = _OWNER_KEYS.get(noun.name, "owner_id") if name == "owner" else f"{name}_id"
        return Target(name, "link", sql, key=f"v.{key}", noun=_LINKS[name])
    if column.kind == "money":
        return Target(name, "money", f"v.{name}_minor", f"v.{column.currency_key}")
    if name == "due_time":
        return Target(name, "time", sql)
    kind = "birthday" if name == "birthday" else column.kind
    return Target(name, kind, sql, past=name not in _FUTURE)


def _custom(noun: Noun, field: Definition) -> Target:
    def value(what: str) -> str:
        return (
            f"(SELECT {what} FROM {noun.name}_field f"
            f" WHERE f.{noun.name}_id = v.id AND f.field_id = {int(field.id)})"
        )

    if field.kind == "money":
        return Target(field.name, "money", value("CAST(f.value AS BIGINT)"), value("f.currency"))
    if field.kind == "number":
        return Target(field.name, "number", value("CAST(f.value AS NUMERIC)"))
    kind = {"date": "date", "choice": "choice", "yesno": "yesno"}.get(field.kind, "text")
    return Target(field.name, kind, value("f.value"), choices=tuple(field.choices))


def value_of(
    noun: Noun, custom: Sequence[Definition], name: str, reader: Reader, record: str
) -> Target:
    """A column to group by: `sql` and `key` are those of the record with the id `record` (SQL),
    also where it is reached through a link.

    UsageError for an unknown column, and for one that has no single value in a record.
    """
    target = require(noun, custom, name, reader)
    if any(part.kind in ("list", "problem", "money") for part in (target, *target.through)):
        raise UsageError(
            "{noun} records cannot be grouped by {name!r}",
            hint="--by takes a column with one text, day or number in a record",
            noun=noun.name,
            name=name,
        )
    view = noun.view
    for link in target.through:
        record = f"(SELECT {link.key} FROM {view} v WHERE v.id = {record})"
        view = NOUNS[link.noun].view
    sql, key = (
        f"(SELECT {part} FROM {view} v WHERE v.id = {record})" if part else ""
        for part in (target.sql, target.key)
    )
    path = ".".join(part.name for part in (*target.through, target))
    return target._replace(name=path, sql=sql, key=key)


def expression(noun: Noun, custom: Sequence[Definition], name: str, reader: Reader) -> str | None:
    """The SQL expression, on the view `v`, to sort by a column, also of a linked record
    (`company.industry`); None when there is no such column.

    Names and titles sort by the search text, so without case and accents; other texts without the
    case of a to z. Amounts sort by their number, after `currency_order`; priorities and stages from
    first to last. On PostgreSQL, texts sort as on SQLite.
    """
    target = _sorted_by(noun, custom, name, reader)
    return target and _reached(target, _order(target, _collation(reader)))


def _order(target: Target, collation: str) -> str:
    """The SQL to sort by, on the view `v` of the column's own noun."""
    if target.kind == "title":
        # Whoever has no title would be sorted by the rest of the search text.
        return f"CASE WHEN {target.sql} IS NOT NULL THEN v.search_text END{collation}"
    if target.kind in ("text", "link", "list", "choice", "yesno") or target.name == "pipeline":
        return f"lower({target.sql}){collation}"
    if target.kind == "money":
        unit = each_currency(target.currency, {n: str(10**n) for n in (0, 2, 3, 4)})
        return f"CAST({target.sql} AS DOUBLE PRECISION) / {unit}"
    if target.kind == "process":
        return "v.stage_position"
    return rank(target) if target.kind == "ranked" else target.sql


def _sorted_by(
    noun: Noun, custom: Sequence[Definition], name: str, reader: Reader
) -> Target | None:
    """The column to sort by; None where there is none, or no single value in a record."""
    try:
        target = require(noun, custom, name, reader)
    except UsageError:
        return None
    if target.kind == "problem" or any(link.kind == "list" for link in target.through):
        return None
    return target


def _reached(target: Target, sql: str) -> str:
    """`sql`, which is on the view `v` of the column's own noun, on that of the list."""
    for depth, link in enumerate(reversed(target.through)):
        inner = re.sub(r"\bv\.", f"v{depth}.", sql)
        view = NOUNS[link.noun].view
        sql = f"(SELECT {inner} FROM {view} v{depth} WHERE v{depth}.id = {link.key})"
    return sql


def _collation(reader: Reader) -> str:
    return ' COLLATE "C"' if reader.engine == "postgresql" else ""


def currency_of(noun: Noun, custom: Sequence[Definition], name: str, reader: Reader) -> str | None:
    """The SQL of the currency of an amount; None for a column that is none."""
    target = _sorted_by(noun, custom, name, reader)
    if target is None or target.kind != "money":
        return None
    return _reached(target, target.currency)


def currency_order(
    noun: Noun, custom: Sequence[Definition], name: str, currency: str, reader: Reader
) -> str | None:
    """The SQL to sort by before an amount: `currency`, the team's, then the others by their code.

    None for a column that is no amount.
    """
    unit = currency_of(noun, custom, name, reader)
    if unit is None:
        return None
    own = f"CASE WHEN {unit} = '{currency}' THEN '' ELSE {unit} END"
    return f"{own}{_collation(reader)} ASC NULLS LAST"


def rank(target: Target) -> str:
    """The SQL of a ranked choice's place among the others, from 0."""
    cases = " ".join(f"WHEN '{name}' THEN {n}" for n, name in enumerate(target.choices))
    return f"CASE {target.sql} {cases} END"


def each_currency(currency: str, by_digits: dict[int, str]) -> str:
    """The SQL that chooses by the number of decimals (0, 2, 3, 4) of the currency in `currency`."""
    from crm_cli.values.currencies import CODES, digits

    cases = []
    for number in (0, 3, 4):
        listed = ", ".join(f"'{code}'" for code in sorted(CODES) if digits(code) == number)
        cases.append(f"WHEN {currency} IN ({listed}) THEN {by_digits[number]}")
    return f"CASE {' '.join(cases)} ELSE {by_digits[2]} END"
