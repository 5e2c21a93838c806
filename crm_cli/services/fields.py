"""The team's own fields: their definitions, and reading and writing their typed values."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crm_cli.book import Book
from crm_cli.database import Reader
from crm_cli.errors import BadValue, Conflict, NotFound, UsageError
from crm_cli.services import inputs
from crm_cli.values.text import fold

if TYPE_CHECKING:
    from crm_cli.session import Session

NOUNS_WITH_FIELDS = ("company", "contact", "interaction", "task", "deal", "user")


@dataclass(frozen=True, slots=True)
class Definition:
    """A custom field of a noun; `choices` is empty for every kind but "choice"."""

    id: int
    noun: str
    name: str
    kind: str
    choices: tuple[str, ...] = ()


def definitions(reader: Reader, noun: str) -> list[Definition]:
    """The live custom fields of a noun, in the order they were made."""
    rows = reader.rows(
        "SELECT id, noun, name, kind, choices FROM field"
        " WHERE noun = :noun AND deleted_at IS NULL ORDER BY id",
        {"noun": noun},
    )
    return [
        Definition(
            row["id"],
            row["noun"],
            row["name"],
            row["kind"],
            tuple(json.loads(row["choices"] or "[]")),
        )
        for row in rows
    ]


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
    text = inputs.check_text(text).strip()
    if found.kind == "money":
        money = inputs.amount(text, book)
        return str(money.minor), money.currency
    if found.kind == "number":
        from crm_cli.values.numbers import read_number

        return format(read_number(text), "f"), None
    if found.kind == "date":
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


def add(session: Session, noun: str, name: str, kind: str, choices: tuple[str, ...] = ()) -> int:
    """Make a custom field and return its id.

    Raises UsageError when the noun has such a field of its own or a choice has no choices, and
    Conflict when the name is taken.
    """
    from crm_cli.models.field import FieldDefinition
    from crm_cli.nouns import NOUNS

    name = inputs.line(name)
    if noun not in NOUNS_WITH_FIELDS:
        raise UsageError(
            "{noun} cannot have fields",
            hint="these can: {nouns}",
            noun=noun,
            nouns=", ".join(NOUNS_WITH_FIELDS),
        )
    if not name or any(mark in name for mark in "=<>!~,:"):
        raise UsageError(
            "{name!r} cannot be the name of a field", hint="leave out = < > ! ~ , :", name=name
        )
    if fold(name) in inputs.INPUTS[noun] or NOUNS[noun].column(fold(name)):
        raise UsageError("{noun} has a field called {name!r} already", noun=noun, name=name)
    if kind == "choice" and not choices:
        raise UsageError("a choice needs its choices", hint="--choices small,medium,large")
    for found in definitions(session, noun):
        if fold(found.name) == fold(name):
            raise Conflict("{noun} has a field called {name!r} already", noun=noun, name=found.name)
    made = FieldDefinition(
        noun=noun,
        name=name,
        kind=kind,
        choices=json.dumps(list(choices), ensure_ascii=False) if choices else None,
        created_at=session.now,
        updated_at=session.now,
    )
    session.add(made)
    session.flush()
    assert made.id is not None
    return made.id
