"""Changing many records at once: those that meet conditions, in one changeset.

The first record goes the way of a single one, so what is refused there is refused here. For the
others, a value that does not depend on the record is written for all of them in few statements:
10,000 records take a second instead of ten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from crm_cli.batches import among, insert, update
from crm_cli.errors import BadValue, CrmError
from crm_cli.nouns import NOUNS
from crm_cli.services import (
    companies,
    contacts,
    deals,
    fields,
    interactions,
    moves,
    records,
    tags,
    tasks,
    ticket_moves,
)
from crm_cli.services.inputs import INPUTS
from crm_cli.services.records import Texts, Values
from crm_cli.values.references import reference

if TYPE_CHECKING:
    from crm_cli.database import Reader
    from crm_cli.session import Session

_AHEAD = 500  # records that are read together, before they are changed one by one
# Fields that depend on the record they are set in, or have rules between records.
_ONE_BY_ONE = {
    "company": {"domain", "parent"},
    "contact": {"name", "given_name", "family_name", "referred_by"},
    "deal": {"pipeline", "stage", "opened_at", "closed_at", "amount"},
    "interaction": {"kind", "direction", "occurred_at", "ticket"},
    "ticket": {"status", "opened_at", "responded_at", "resolved_at", "closed_at"},
    "survey": set(INPUTS["survey"]) - {"comment"},
}
# Of these, what a service can set in many records: those that changed, and those it cannot.
_Several = Callable[["Session", Sequence[int], str], tuple[set[int], list[int]]]
_SEVERAL: dict[tuple[str, str], _Several] = {
    ("company", "parent"): companies.place_many,
    ("contact", "name"): contacts.rename_many,
    ("contact", "given_name"): partial(contacts.rename_many, field="given_name"),
    ("contact", "family_name"): partial(contacts.rename_many, field="family_name"),
    ("contact", "referred_by"): contacts.refer_many,
    ("deal", "stage"): moves.shift_many,
    ("deal", "pipeline"): partial(moves.shift_many, field="pipeline"),
    ("deal", "amount"): deals.price_many,
    ("ticket", "status"): ticket_moves.shift_many,
    **{
        ("interaction", name): partial(interactions.change_many, field=name)
        for name in _ONE_BY_ONE["interaction"]
    },
}


def titles(reader: Reader, noun: str, ids: Sequence[int]) -> dict[int, str]:
    """The titles of records, by id; empty for one without."""
    sql = f"SELECT id, {NOUNS[noun].title} AS title FROM {NOUNS[noun].table} WHERE id {{among}}"
    found = {row["id"]: row["title"] or "" for row in among(reader, sql, ids)}
    return dict.fromkeys(ids, "") | found


def check_fields(reader: Reader, noun: str, names: Iterable[str]) -> None:
    """Raise NotFound for a field that the noun has not, also when no record fits."""
    for name in names:
        if name not in INPUTS[noun]:
            fields.definition(reader, noun, name)


def edit(
    session: Session,
    noun: str,
    ids: Sequence[int],
    texts: Texts,
    *,
    create: bool = False,
    **more: Any,
) -> int:
    """Change the same fields of these records; how many were not so already.

    `more` goes to the noun's own `edit`. Raises what that raises, and names the record.
    """
    service = import_module(f"crm_cli.services.{NOUNS[noun].plural}")
    extra = {**({"create": True} if create else {}), **more}

    def one_by_one(ids: Sequence[int]) -> set[int]:
        changed = set()
        read: Sequence[Any] = ()
        for at, id in enumerate(ids):
            if at % _AHEAD == 0:  # held until they were changed: each is then not read by itself
                read = records.read_rows(session, noun, ids[at : at + _AHEAD])
            before = _written(session)
            try:
                service.edit(session, id, texts, **extra)
            except CrmError as error:
                raise _within(session, noun, id, error) from error
            if _written(session) != before:
                changed.add(id)
        del read
        return changed

    alike = not any(more.values()) and _alike(noun, texts)
    changed = one_by_one(ids[:1] if alike else ids)
    if alike and len(ids) > 1:
        written, refused = _write(session, noun, ids[1:], texts)
        changed |= written | one_by_one(refused)
    # What else was noted is about single records.
    notes = [text for text in session.notes if text.startswith("made ")]
    session.notes = notes
    return len(changed)


def tag(
    session: Session, noun: str, ids: Sequence[int], add: Sequence[str], remove: Sequence[str]
) -> int:
    """Add tags to records and take others away; how many were not so already."""
    gone = {tags.resolve(session, name).id for name in remove}
    wanted = {tags.tag_id(session, name) for name in add} if ids else set()
    return len(_tag(session, noun, ids, wanted, gone - wanted))


def delete(session: Session, noun: str, ids: Sequence[int]) -> int:
    """Put these records into the trash; how many."""
    records.delete(session, noun, *ids)
    return len(ids)


def add_tasks(
    session: Session, targets: Sequence[tuple[str, int]], texts: Texts, *, create: bool = False
) -> int:
    """Make one task about each of these records (noun and id); how many."""
    if not targets:
        return 0
    noun, id = targets[0]
    first = tasks.add(session, {**texts, noun: reference(noun, id)}, create=create)
    made = records.read(session, "task", tasks.with_time(texts, session.book))
    row = session.rows("SELECT assignee_id FROM task WHERE id = :id", {"id": first})[0]
    made.columns["assignee_id"] = row["assignee_id"]
    columns = [
        {**made.columns, f"{noun}_id": id, **tasks.about(session, {f"{noun}_id": id})}
        for noun, id in targets[1:]
    ]
    ids = records.insert_many(session, "task", columns)
    _write_beside(session, "task", ids, made)
    return len(targets)


def _alike(noun: str, texts: Texts) -> bool:
    """Whether the texts can be set in many records at once."""
    kinds = {name: INPUTS[noun][name].kind for name in texts if name in INPUTS[noun]}
    own = kinds.keys() & _ONE_BY_ONE.get(noun, set())
    return "list" not in kinds.values() and (
        not own or (len(own) == 1 and (noun, *own) in _SEVERAL)
    )


def _written(session: Session) -> int:
    """The number of the last change of any row."""
    session.flush()
    return int(session.tuples("SELECT coalesce(max(id), 0) FROM change")[0][0])


def _within(session: Session, noun: str, id: int, error: CrmError) -> CrmError:
    """The error with the record it is about; a value that cannot be read is so in all of them."""
    if not isinstance(error, BadValue) and error.exit_code not in (3, 5):
        error.message = "{record}: " + error.message
        error.values["record"] = f"{reference(noun, id)} {titles(session, noun, [id])[id]}".strip()
    return error


def _write(
    session: Session, noun: str, ids: Sequence[int], texts: Texts
) -> tuple[set[int], list[int]]:
    """Write the same values into all of these records.

    Returns those that had others, and those that have to be written one by one.
    """
    changed: set[int] = set()
    refused: list[int] = []
    for name in texts.keys() & _ONE_BY_ONE.get(noun, set()):
        text = texts[name]
        changed, refused = _SEVERAL[noun, name](
            session, ids, text if isinstance(text, str) else text[-1]
        )
        ids = [id for id in ids if id not in set(refused)]
        texts = {other: value for other, value in texts.items() if other != name}
    if noun == "task":
        texts = tasks.with_time(texts, session.book)
    values = records.read(session, noun, texts)
    changed |= records.set_columns(session, noun, ids, values.columns)
    return changed | _write_beside(session, noun, ids, values), refused


def _write_beside(session: Session, noun: str, ids: Sequence[int], values: Values) -> set[int]:
    changed: set[int] = set()
    if values.tags is not None:
        wanted = {tags.tag_id(session, name) for name in values.tags}
        changed |= _tag(session, noun, ids, wanted, None)
    for field, value in values.custom.items():
        changed |= _custom(session, noun, ids, field, value)
    return changed


def _tag(
    session: Session, noun: str, ids: Sequence[int], wanted: set[int], unwanted: set[int] | None
) -> set[int]:
    """Give records the tags `wanted` and take `unwanted` away, None for all others."""
    table, owner = f"{noun}_tag", f"{noun}_id"
    there: dict[int, dict[int, int]] = {id: {} for id in ids}
    sql = (
        f"SELECT l.id, l.{owner} AS owner, l.tag_id FROM {table} l"
        f" JOIN tag t ON t.id = l.tag_id AND t.deleted_at IS NULL WHERE l.{owner} {{among}}"
    )
    for row in among(session, sql, ids):
        there[row["owner"]][row["tag_id"]] = row["id"]
    added, removed = [], []
    for id, had in there.items():
        gone = had.keys() - wanted if unwanted is None else had.keys() & unwanted
        removed += [(id, had[tag]) for tag in sorted(gone)]
        added += [(id, tag) for tag in sorted(wanted - had.keys())]
    among(session, f"DELETE FROM {table} WHERE id {{among}}", [id for _, id in removed])
    insert(session, table, (owner, "tag_id"), added)
    return {row[0] for row in [*removed, *added]}


def _custom(
    session: Session,
    noun: str,
    ids: Sequence[int],
    field: int,
    value: tuple[str, str | None] | None,
) -> set[int]:
    """Give records the same value of a custom field; None takes it away."""
    table, owner = f"{noun}_field", f"{noun}_id"
    sql = (
        f"SELECT id, {owner} AS owner, value, currency FROM {table}"
        f" WHERE field_id = :field AND {owner} {{among}}"
    )
    there = {row["owner"]: row for row in among(session, sql, ids, field=field)}
    if value is None:
        rows = [row["id"] for row in there.values()]
        among(session, f"DELETE FROM {table} WHERE id {{among}}", rows)
        return set(there)
    added = [id for id in ids if id not in there]
    other = [row for row in there.values() if (row["value"], row["currency"]) != value]
    update(session, table, ("value", "currency"), [(*value, row["id"]) for row in other])
    columns = (owner, "field_id", "value", "currency")
    insert(session, table, columns, [(id, field, *value) for id in added])
    return {*added, *(row["owner"] for row in other)}
