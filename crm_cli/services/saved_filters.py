"""Saved filters: conditions on a noun's list, under a name."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from crm_cli.errors import Conflict, UsageError
from crm_cli.nouns import NOUNS
from crm_cli.services import fields, inputs
from crm_cli.services.tags import missing
from crm_cli.tables import Column, Table
from crm_cli.values.text import check_text, fold

if TYPE_CHECKING:
    from crm_cli.database import Reader
    from crm_cli.session import Session

COLUMNS = [
    Column("name"),
    Column("noun"),
    Column("conditions"),
    Column("id", "integer", shown=False),
    Column("uid", shown=False),
    Column("created_at", "datetime", shown=False),
    Column("updated_at", "datetime", shown=False),
]


class SavedFilter(NamedTuple):
    """A saved filter; `conditions` are texts as `--where` takes them."""

    id: int
    name: str
    noun: str
    conditions: tuple[str, ...]


def resolve(reader: Reader, text: str) -> SavedFilter:
    """The saved filter called `text`, with or without "@". Raises NotFound with the nearest."""
    name = check_text(text).strip().removeprefix("@")
    rows = reader.rows(
        "SELECT id, name, key, noun, conditions FROM saved_filter WHERE deleted_at IS NULL"
    )
    for row in rows:
        if row["key"] == fold(name):
            return SavedFilter(
                row["id"], row["name"], row["noun"], conditions_of(row["conditions"])
            )
    raise missing("filter", name, [row["name"] for row in rows])


def conditions_of(stored: str) -> tuple[str, ...]:
    """The conditions of a stored filter; what is no list of texts is one, which cannot be read."""
    try:
        found = json.loads(stored)
    except ValueError:
        found = None
    return tuple(map(str, found)) if isinstance(found, list) else (stored,)


def list_filters(reader: Reader, *, only: int | None = None) -> Table:
    """The saved filters by name."""
    rows = reader.rows(
        "SELECT id, uid, name, noun, conditions, created_at, updated_at FROM saved_filter"
        " WHERE deleted_at IS NULL ORDER BY key"
    )
    return Table(
        COLUMNS,
        [
            [
                row["name"],
                row["noun"],
                list(conditions_of(row["conditions"])),
                row["id"],
                row["uid"],
                row["created_at"],
                row["updated_at"],
            ]
            for row in rows
            if only in (None, row["id"])
        ],
        noun="filter",
        hint="crm filter add NAME contact --where tag=vip makes one",
    )


def add(session: Session, name: str, noun: str, conditions: Sequence[str]) -> int:
    """Save conditions under a name; returns the id.

    Raises Conflict when the name is taken and UsageError for a condition that cannot be read.
    """
    from crm_cli.models.saved_filter import SavedFilter as Model

    name = _free_name(session, name)
    made = Model(
        name=name,
        key=fold(name),
        noun=noun,
        conditions=_checked(session, noun, conditions),
        created_at=session.now,
        updated_at=session.now,
    )
    session.add(made)
    session.flush()
    assert made.id is not None
    return made.id


def edit(
    session: Session, found: SavedFilter, *, name: str | None, conditions: Sequence[str] | None
) -> None:
    """Rename a saved filter, or give it other conditions. Raises as `add` does."""
    new_name = found.name if name is None else _free_name(session, name, found.id)
    old = json.dumps(list(found.conditions), ensure_ascii=False)
    new = old if not conditions else _checked(session, found.noun, conditions)
    if (new_name, new) != (found.name, old):
        session.rows(
            "UPDATE saved_filter SET name = :name, key = :key, conditions = :conditions,"
            " updated_at = :now WHERE id = :id",
            {
                "name": new_name,
                "key": fold(new_name),
                "conditions": new,
                "now": session.now,
                "id": found.id,
            },
        )
        _checked(session, found.noun, [f"@{new_name}"])  # not made of itself by now


def delete(session: Session, found: SavedFilter) -> None:
    """Put a saved filter into the trash."""
    session.rows(
        "UPDATE saved_filter SET deleted_at = :now, updated_at = :now WHERE id = :id",
        {"now": session.now, "id": found.id},
    )


def _free_name(session: Session, text: str, id: int = 0) -> str:
    name = inputs.line(text).removeprefix("@").strip()
    if not fold(name):
        raise UsageError("a filter needs a name", hint="crm filter add NAME contact --where …")
    rows = session.rows(
        "SELECT name FROM saved_filter WHERE key = :key AND deleted_at IS NULL AND id <> :id",
        {"key": fold(name), "id": id},
    )
    if rows:
        raise Conflict(
            "there is a filter called {name!r} already",
            hint="change it: crm filter edit {name!r} --where …",
            name=rows[0]["name"],
        )
    return name


def _checked(session: Session, noun: str, conditions: Sequence[str]) -> str:
    """The conditions as stored, after they were understood."""
    from crm_cli.filters import compile_conditions

    texts = [check_text(text).strip() for text in conditions if text.strip()]
    if not texts:
        raise UsageError("a filter needs a condition", hint="--where tag=vip; repeat for more")
    custom = fields.definitions(session, noun) if noun in fields.NOUNS_WITH_FIELDS else []
    compile_conditions(session, NOUNS[noun], custom, texts, session.book)
    return json.dumps(texts, ensure_ascii=False)
