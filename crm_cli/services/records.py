"""Adding, editing and deleting records of any noun, from typed texts.

A noun's own service calls these and adds what is special about it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from crm_cli.batches import Ids, among
from crm_cli.batches import insert as bulk_insert
from crm_cli.errors import Conflict, NotFound, UsageError
from crm_cli.nouns import NOUNS
from crm_cli.services import fields, references, search, tags
from crm_cli.services.inputs import INPUTS, Input
from crm_cli.services.ticket_replies import followed
from crm_cli.values.references import reference
from crm_cli.values.websites import named_by_address

if TYPE_CHECKING:
    from crm_cli.models.base import Recorded
    from crm_cli.session import Session

Texts = Mapping[str, str | Sequence[str]]

_MODULES = {"user_account": "user", "stage": "pipeline"}


@dataclass(slots=True)
class Values:
    """Typed texts, read: what goes into the row, and what into rows beside it.

    None in `columns` or `custom` empties the field; a list that is not in `lists` stays as it is.
    """

    columns: dict[str, Any] = field(default_factory=dict)
    lists: dict[str, list[Any]] = field(default_factory=dict)
    tags: list[str] | None = None
    custom: dict[int, tuple[str, str | None] | None] = field(default_factory=dict)
    made: list[str] = field(default_factory=list)


def _class(noun: str) -> type[Recorded]:
    module = import_module(f"crm_cli.models.{noun}")
    found: type[Recorded] = getattr(module, noun.capitalize())
    return found


@cache
def model(noun: str) -> type[Recorded]:
    """The SQLModel class of a noun, ready for the session to write its rows."""
    found = _class(noun)
    # SQLAlchemy looks up the tables that a written row points at: they have to be known.
    for link in found.__table__.foreign_keys:  # type: ignore[attr-defined]
        target = link.target_fullname.partition(".")[0]
        import_module(f"crm_cli.models.{_MODULES.get(target, target)}")
    return found


def read_rows(session: Session, noun: str, ids: Sequence[int]) -> Sequence[Recorded]:
    """The rows of these ids in one statement; the session has them for as long as they are held."""
    from sqlmodel import col, select

    found = model(noun)
    return session.exec(select(found).where(col(found.id).in_(ids))).all()


def read(session: Session, noun: str, texts: Texts, *, create: bool = False) -> Values:
    """Read typed texts into the values of a noun's fields, custom ones included.

    An empty text empties the field. With `create`, a company or colleague that is named and not
    there is made. Raises UsageError for an unknown field, BadValue, NotFound, Ambiguous.
    """
    values = Values()
    for name, given in texts.items():
        known = INPUTS[noun].get(name)
        if known is None:
            own = fields.definition(session, noun, name)
            text = given if isinstance(given, str) else ", ".join(given)
            value = fields.read_value(own, text, session.book) if text.strip() else None
            values.custom[own.id] = value
            continue
        try:
            _read_known(session, known, given, values, create)
        except UsageError as error:
            error.values.setdefault("field", name)
            raise
    return values


def _read_known(
    session: Session, known: Input, given: str | Sequence[str], values: Values, create: bool
) -> None:
    texts = [given] if isinstance(given, str) else list(given)
    texts = [text for text in texts if text.strip()]
    if known.kind == "tags":
        values.tags = [known.read(text, session.book) for text in texts]
    elif known.kind == "list":
        read_texts = [known.read(text, session.book) for text in texts]
        if known.target:
            read_texts = [references.resolve(session, known.target, text) for text in read_texts]
        values.lists[known.name] = list(dict.fromkeys(read_texts))
    elif not texts:
        if known.required:
            raise UsageError(
                "{field} cannot be empty", hint="leave it out, or give it a text", field=known.name
            )
        empty = ("amount_minor", "currency") if known.kind == "amount" else (known.stored_as,)
        values.columns |= dict.fromkeys(empty)
    elif known.kind == "amount":
        money = known.read(texts[-1], session.book)
        values.columns |= {"amount_minor": money.minor, "currency": money.currency}
    elif known.kind == "link":
        values.columns[known.stored_as] = _link(session, known.target, texts[-1], values, create)
    else:
        values.columns[known.stored_as] = known.read(texts[-1], session.book)


def _link(session: Session, noun: str, text: str, values: Values, create: bool) -> int:
    text = text.removeprefix("@") if noun == "user" else text
    try:
        return references.resolve(session, noun, text)
    except NotFound as error:
        if noun not in ("company", "user"):
            raise
        if not create:
            error.hint = "crm {noun} list shows them; --create makes it"
            raise
    title = NOUNS[noun].title
    texts = named_by_address(text) if noun == "company" else {title: text}
    id = insert(session, noun, read(session, noun, texts))
    values.made.append(f"{noun} {reference(noun, id)} {texts[title]}")
    session.note(f"made {values.made[-1]}")
    return id


def insert(session: Session, noun: str, values: Values) -> int:
    """Write a new record and what belongs to it; returns its id."""
    made = _class(noun)(**values.columns, created_at=session.now, updated_at=session.now)
    # Not as an object of the session: for that, SQLAlchemy would have to know every table that
    # the row points at, and a third of the time of `crm log` would go into building their models.
    row = made.model_dump(exclude={"id"})
    named = ", ".join(row), ", ".join(f":{name}" for name in row)
    id = int(
        session.rows(
            f"INSERT INTO {NOUNS[noun].table} ({named[0]}) VALUES ({named[1]}) RETURNING id", row
        )[0]["id"]
    )
    _write_beside(session, noun, id, values)
    return id


def insert_many(session: Session, noun: str, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Write new records that have these columns and nothing beside them; returns their ids."""
    ids = Ids(session)
    made: list[dict[str, Any]] = []
    for row in rows:
        record = _class(noun)(**row, created_at=session.now, updated_at=session.now)
        columns = record.model_dump() | {"id": ids.take(NOUNS[noun].table)}
        parts = [columns[name] for name in search.search_columns(noun)]
        made.append(columns | {"search_text": search.compose(parts, noun)})
    if made:
        values = [tuple(columns.values()) for columns in made]
        bulk_insert(session, NOUNS[noun].table, list(made[0]), values)
    return [columns["id"] for columns in made]


def update(session: Session, noun: str, id: int, values: Values) -> None:
    """Change a record and what belongs to it; equal values leave no trace."""
    row = session.get(model(noun), id)
    if row is None:
        raise NotFound("no {noun} with id {id}", hint="crm {noun} list", noun=noun, id=id)
    changed = {name: value for name, value in values.columns.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    if changed:
        row.updated_at = session.now
    session.add(row)
    session.flush()
    _write_beside(session, noun, id, values)


def set_columns(
    session: Session, noun: str, ids: Sequence[int], columns: Mapping[str, Any]
) -> set[int]:
    """Write the same values into columns of these records; those that had others."""
    if not columns:
        return set()
    table = NOUNS[noun].table
    sql = f"SELECT id, {', '.join(columns)} FROM {table} WHERE id {{among}} ORDER BY id"
    changed = [
        row["id"]
        for row in among(session, sql, ids)
        if any(row[name] != columns[name] for name in columns)
    ]
    sets = ", ".join(f"{name} = :{name}" for name in columns)
    sql = f"UPDATE {table} SET {sets}, updated_at = :now WHERE id {{among}}"
    among(session, sql, changed, **columns, now=session.now)
    if columns.keys() & set(search.search_columns(noun)):
        search.refresh_many(session, noun, changed)
    return set(changed)


def _write_beside(session: Session, noun: str, id: int, values: Values) -> None:
    for name, items in values.lists.items():
        module = import_module(f"crm_cli.services.{NOUNS[noun].plural}")
        module.write_list(session, id, name, items)
    if values.tags is not None:
        tags.set_tags(session, noun, id, values.tags)
    if values.custom:
        fields.store(session, noun, id, values.custom)
    search.refresh(session, noun, id)


def delete(session: Session, noun: str, *ids: int) -> None:
    """Put records into the trash; what points at them keeps pointing.

    Without a reply to a ticket, its first response may be another.
    """
    trash = (
        f"UPDATE {NOUNS[noun].table} SET deleted_at = :now, updated_at = :now WHERE id {{among}}"
    )
    if noun == "interaction":
        with followed(session, ids):
            among(session, trash, ids, now=session.now)
        return
    among(session, trash, ids, now=session.now)
    if noun == "contact":  # its addresses may be given to others meanwhile
        trash = "UPDATE contact_email SET deleted_at = :now WHERE contact_id {among}"
        among(session, trash, ids, now=session.now)


def require_free(
    session: Session, noun: str, column: str, value: str, id: int | None = None
) -> None:
    """Make sure that no other live record has this value. Raises Conflict naming the holder."""
    found = NOUNS[noun]
    rows = session.rows(
        f"SELECT id, {found.title} AS name FROM {found.table}"
        f" WHERE {column} = :value AND deleted_at IS NULL AND id <> :id",
        {"value": value, "id": id or 0},
    )
    if rows:
        holder = f"{reference(noun, rows[0]['id'])} {rows[0]['name']}"
        raise Conflict(
            "{column} {value!r} belongs to {holder}",
            hint="edit that one: crm {noun} edit {id}",
            column=column,
            value=value,
            holder=holder,
            noun=noun,
            id=reference(noun, rows[0]["id"]),
        )
