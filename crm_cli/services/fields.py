"""The team's own fields: their definitions, and reading and writing their typed values."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crm_cli.book import Book
from crm_cli.database import Reader, Rows
from crm_cli.errors import BadValue, Conflict, CrmError, NotFound, UsageError
from crm_cli.nouns import NOUNS
from crm_cli.nouns import Definition as Definition  # noqa: PLC0414 - also from here
from crm_cli.nouns import definitions as definitions  # noqa: PLC0414
from crm_cli.values.plurals import counted
from crm_cli.values.text import brief, check_text, fold

if TYPE_CHECKING:
    from crm_cli.session import Session

_UNFIT = 10  # values that do not fit a kind, as shown
_KINDS = {"text": "text", "money": "an amount", "yesno": "yes or no"}
NOUNS_WITH_FIELDS = ("company", "contact", "interaction", "task", "deal", "ticket", "user")


def definition(reader: Reader, noun: str, name: str) -> Definition:
    """The custom field of a noun called `name`. Raises NotFound."""
    for found in definitions(reader, noun):
        if fold(found.name) == fold(name):
            return found
    raise NotFound(
        "{noun} has no field called {name!r}",
        hint="make it: crm field add {noun} {name!r}",
        noun=noun,
        name=name,
    )


def read_value(found: Definition, text: str, book: Book) -> tuple[str, str | None]:
    """The stored value of a typed text, and the currency of a money field. Raises BadValue."""
    text = check_text(text).strip()
    if found.kind == "money":
        from crm_cli.services import inputs

        money = inputs.amount(text, book)
        return str(money.minor), money.currency
    if found.kind == "number":
        from crm_cli.values.numbers import read_number

        return read_number(text), None
    if found.kind == "date":
        from crm_cli.services import inputs

        return inputs.day(text, book), None
    if found.kind == "yesno":
        from crm_cli.values.enums import read_yes_no

        return ("yes" if read_yes_no(text) else "no"), None
    if found.kind == "choice":
        for choice in found.choices:
            if fold(choice) == fold(text):
                return choice, None
        raise BadValue(
            "{name} cannot be {text!r}",
            hint="it is one of {choices}",
            name=found.name,
            text=text,
            choices=", ".join(found.choices),
        )
    return text, None


def store(
    session: Session, noun: str, id: int, values: dict[int, tuple[str, str | None] | None]
) -> None:
    """Write custom field values of a record; None takes a value away. Equal ones are left alone."""
    table, owner = f"{noun}_field", f"{noun}_id"
    there = {
        row["field_id"]: row
        for row in session.rows(f"SELECT * FROM {table} WHERE {owner} = :id", {"id": id})
    }
    for field_id, value in values.items():
        params: dict[str, Any] = {"id": id, "field": field_id}
        old = there.get(field_id)
        if value is None:
            if old:
                session.rows(
                    f"DELETE FROM {table} WHERE {owner} = :id AND field_id = :field", params
                )
            continue
        params |= {"value": value[0], "currency": value[1]}
        if old is None:
            session.rows(
                f"INSERT INTO {table} ({owner}, field_id, value, currency)"
                " VALUES (:id, :field, :value, :currency)",
                params,
            )
        elif (old["value"], old["currency"]) != value:
            session.rows(
                f"UPDATE {table} SET value = :value, currency = :currency"
                f" WHERE {owner} = :id AND field_id = :field",
                params,
            )


def add(session: Session, noun: str, name: str, kind: str, choices: Sequence[str] = ()) -> int:
    """Make a custom field and return its id.

    Raises UsageError when the noun has such a field of its own, a choice has no choices or
    another kind has some, and Conflict when the name is taken.
    """
    return add_all(session, noun, [(name, kind, choices)])[0]


def add_all(
    session: Session, noun: str, wanted: Iterable[tuple[str, str, Sequence[str]]]
) -> list[int]:
    """Make custom fields of these names, kinds and choices; their ids. Raises as `add` does."""
    from crm_cli.models.field import FieldDefinition

    if noun not in NOUNS_WITH_FIELDS:
        raise UsageError(
            "{noun} cannot have fields",
            hint="these can: {nouns}",
            noun=noun,
            nouns=", ".join(NOUNS_WITH_FIELDS),
        )
    there = {fold(one.name): one for one in definitions(session, noun)}
    made = []
    for text, kind, listed in wanted:
        name = _free_name(noun, text, there)
        there[fold(name)] = Definition(0, noun, name, kind)
        choices = _choices_of(kind, listed)
        one = FieldDefinition(noun=noun, name=name, kind=kind, choices=choices)
        one.created_at = one.updated_at = session.now
        made.append(one)
    session.add_all(made)
    session.flush()
    return [one.id for one in made if one.id is not None]


def _choices_of(kind: str, listed: Sequence[str]) -> str | None:
    """The choices of a field of this kind, as they are stored."""
    if kind == "choice":
        return _stored_choices(_clean_choices(listed))
    if listed:
        raise UsageError("only a field of kind choice has choices", hint="--kind choice")
    return None


def _stored_choices(choices: Sequence[str]) -> str | None:
    return json.dumps(list(choices), ensure_ascii=False) if choices else None


def _clean_choices(choices: Sequence[str]) -> list[str]:
    from crm_cli.services import inputs

    unique: dict[str, str] = {}
    for text in map(inputs.line, choices):
        if fold(text):
            unique.setdefault(fold(text), text)
    if not unique:
        raise UsageError("a choice needs its choices", hint="--choices small,medium,large")
    return list(unique.values())


def _free_name(noun: str, text: str, there: Mapping[str, Definition], id: int = 0) -> str:
    """The name in `text`, when a field of the noun can be called so beside those `there`."""
    from crm_cli.services import inputs

    name = inputs.line(text)
    if not fold(name) or any(mark in name for mark in "=<>!~,:@"):
        raise UsageError(
            "{name!r} cannot be the name of a field", hint="leave out = < > ! ~ , : @", name=name
        )
    key = fold(name).replace(" ", "_")
    if key in inputs.INPUTS[noun] or NOUNS[noun].column(key):
        raise UsageError(
            "{noun} has a field called {name!r} already",
            hint="take another name: that one every {noun} has",
            noun=noun,
            name=name,
        )
    found = there.get(fold(name))
    if found is not None and found.id != id:
        raise Conflict(
            "{noun} has a field called {name!r} already",
            hint="crm field list {noun}",
            noun=noun,
            name=found.name,
        )
    return name


def edit(
    session: Session,
    found: Definition,
    *,
    name: str | None,
    choices: Sequence[str] | None,
    kind: str | None = None,
) -> None:
    """Rename a custom field, give it other choices, or another kind.

    Raises Conflict when the name is taken, a record still has a choice that is left out, or a value
    is none of the kind.
    """
    if name is not None:
        there = {fold(one.name): one for one in definitions(session, found.noun)}
        name = _free_name(found.noun, name, there, found.id)
        if name != found.name:
            session.rows(
                "UPDATE field SET name = :name, updated_at = :now WHERE id = :id",
                {"name": name, "now": session.now, "id": found.id},
            )
    if kind is not None and kind != found.kind:
        _set_kind(session, found, kind, choices or ())
    elif choices is not None:
        _set_choices(session, found, choices)


def _set_kind(session: Session, found: Definition, kind: str, choices: Sequence[str]) -> None:
    """Read all values again as those of another kind, those of records in the trash too."""
    stored = _choices_of(kind, choices)
    wanted = found._replace(kind=kind, choices=tuple(json.loads(stored or "[]")))
    changed: list[dict[str, Any]] = []
    unfit: dict[str, int] = {}
    rows = session.rows(
        f"SELECT value, currency, count(*) AS records FROM {found.noun}_field"
        " WHERE field_id = :id GROUP BY value, currency ORDER BY count(*) DESC, value",
        {"id": found.id},
    )
    for row in rows:
        text = _typed(found.kind, row["value"], row["currency"])
        try:
            value, currency = read_value(wanted, text, session.book)
        except CrmError:
            unfit[text] = unfit.get(text, 0) + row["records"]
            continue
        if (value, currency) != (row["value"], row["currency"]):
            changed.append({"new": value, "money": currency, "id": found.id, "old": row["value"],
                            "was": row["currency"] or ""})  # fmt: skip
    if unfit:
        shown = [f'"{brief(text)}" ({count:,})' for text, count in list(unfit.items())[:_UNFIT]]
        raise Conflict(
            "{count} of {name} cannot be {kind}: {values}",
            hint="nothing was changed; mend them first: crm {noun} list --where {field}=…",
            count=counted(len(unfit), "value"),
            name=found.name,
            kind=_KINDS.get(kind, f"a {kind}"),
            values=", ".join(shown) + (" …" if len(unfit) > _UNFIT else ""),
            noun=found.noun,
            field=shlex.quote(found.name),
        )
    session.rows(
        "UPDATE field SET kind = :kind, choices = :choices, updated_at = :now WHERE id = :id",
        {"kind": kind, "choices": stored, "now": session.now, "id": found.id},
    )
    # All are read before the first is written: a new value may be the old one of another.
    table, owner = f"{found.noun}_field", f"{found.noun}_id"
    of = {(one["old"], one["was"]): one for one in changed}
    there = session.rows(f"SELECT {owner} AS id, value, currency FROM {table} WHERE field_id = :id",
                         {"id": found.id})  # fmt: skip
    session.many(
        f"UPDATE {table} SET value = :value, currency = :currency"
        f" WHERE {owner} = :id AND field_id = :field",
        [
            {"value": one["new"], "currency": one["money"], "id": row["id"], "field": found.id}
            for row in there
            if (one := of.get((row["value"], row["currency"] or ""))) is not None
        ],
    )


def _typed(kind: str, value: str, currency: str | None) -> str:
    """A stored value as it would be typed."""
    if kind != "money":
        return value
    from crm_cli.values.money import Money, decimal_text

    money = Money(int(value), currency or "")
    return f"{decimal_text(money)} {money.currency}"


def _set_choices(session: Session, found: Definition, choices: Sequence[str]) -> None:
    if found.kind != "choice":
        raise UsageError(
            "{name} is a {kind}, not a choice",
            hint="leave out --choices",
            name=found.name,
            kind=found.kind,
        )
    wanted = _clean_choices(choices)
    used = {row["value"]: row["records"] for row in counted_values(session, found)}
    gone = [value for value in used if value not in wanted]
    if gone:
        raise Conflict(
            "{name} is {value!r} in {count}",
            hint="keep that choice, or change them first",
            name=found.name,
            value=gone[0],
            count=counted(used[gone[0]], found.noun),
        )
    if tuple(wanted) != found.choices:
        session.rows(
            "UPDATE field SET choices = :choices, updated_at = :now WHERE id = :id",
            {"choices": _stored_choices(wanted), "now": session.now, "id": found.id},
        )


def delete(session: Session, found: Definition) -> None:
    """Put a custom field into the trash; its values are shown no more."""
    session.rows(
        "UPDATE field SET deleted_at = :now, updated_at = :now WHERE id = :id",
        {"now": session.now, "id": found.id},
    )


def counted_values(reader: Reader, found: Definition) -> Rows:
    """Which values of a custom field live records have and how many: value, currency, records."""
    table = NOUNS[found.noun].table
    return reader.rows(
        f"SELECT v.value, v.currency, count(*) AS records FROM {found.noun}_field v"
        f" JOIN {table} r ON r.id = v.{found.noun}_id"
        " WHERE v.field_id = :id AND r.deleted_at IS NULL"
        " GROUP BY v.value, v.currency ORDER BY count(*) DESC, v.value",
        {"id": found.id},
    )
