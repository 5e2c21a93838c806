"""The records that a batch of rows is about: those found, as they are, and those to be made.

An `Entry` takes in what rows say and knows what has to be written for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from crm_cli import batches
from crm_cli.nouns import NOUNS
from crm_cli.services.imports.drafts import Contradicted, Draft, Key
from crm_cli.services.imports.lists import lists_of
from crm_cli.services.imports.said import NAMELESS
from crm_cli.values.birthdays import adds_year, fit
from crm_cli.values.money import Money, show_amount
from crm_cli.values.text import fold

if TYPE_CHECKING:
    from crm_cli.session import Session

Items = dict[Key, tuple[Any, ...]]


class Entry:
    """A record. `changed` are the columns to be written, the `new_` ones rows beside it.

    `made_here`: this import made it, in this batch (`is_new`) or before. `line` is where the file
    first spoke of it, 0 when it has not yet. `kept` counts the fields in which the file differs
    and what is there stays. `said` is what the source said last, by what it calls the record, with
    the id of the row that keeps it.
    """

    __slots__ = (
        "changed",
        "columns",
        "custom",
        "external",
        "gone_custom",
        "gone_items",
        "gone_tags",
        "id",
        "is_new",
        "kept",
        "line",
        "lists",
        "made_here",
        "new_custom",
        "new_external",
        "new_items",
        "new_moves",
        "new_rating",
        "new_said",
        "new_tags",
        "rating",
        "reset_custom",
        "said",
        "tags",
        "updated",
    )

    def __init__(self, id: int, columns: dict[str, Any], *, is_new: bool, line: int = 0) -> None:
        self.id = id
        self.columns = columns
        self.is_new = is_new
        self.made_here = is_new
        self.line = line
        self.lists: dict[str, Items] = {}
        self.tags: set[int] = set()
        self.custom: dict[int, tuple[str, str | None]] = {}
        self.external: str | None = None
        self.said: dict[str, tuple[int, str | None]] = {}
        self.new_said: dict[str, str | None] = {}
        self.gone_custom: list[int] = []
        self.gone_items: dict[str, list[Key]] = {}
        self.gone_tags: set[int] = set()
        self.changed: set[str] = set()
        self.new_items: dict[str, Items] = {}
        self.new_tags: set[int] = set()
        self.new_custom: dict[int, tuple[str, str | None]] = {}
        self.reset_custom: dict[int, tuple[str, str | None]] = {}
        self.new_external: str | None = None
        self.new_moves: list[tuple[Any, ...]] = []
        self.rating: Any = None  # of a ticket: tickets.Rating
        self.new_rating: Any = None
        self.kept = 0
        self.updated = False

    def add_items(self, name: str, items: Items) -> bool:
        """Add what is not in the list yet; whether there was any."""
        there = self.lists.setdefault(name, {})
        fresh = {key: cells for key, cells in items.items() if key not in there}
        if fresh:
            there.update(fresh)
            self.new_items.setdefault(name, {}).update(fresh)
        return bool(fresh)

    def drop_items(self, name: str, keys: Iterable[Key]) -> list[tuple[Any, ...]]:
        """Take items out of a list, as far as they are there; those taken out."""
        there = self.lists.get(name, {})
        gone = {key: there.pop(key) for key in keys if key in there}
        if gone:
            self.gone_items.setdefault(name, []).extend(gone)
        return list(gone.values())

    def drop_custom(self, id: int) -> None:
        """Take a custom field's value away."""
        if self.custom.pop(id, None) is not None:
            self.gone_custom.append(id)

    def drop_tags(self, tags: Iterable[int]) -> bool:
        """Take tags away; whether any was there."""
        gone = self.tags & set(tags)
        self.tags -= gone
        self.gone_tags |= gone
        return bool(gone)

    def add_tags(self, tags: Iterable[int]) -> bool:
        """Add tags; whether there was a new one."""
        fresh = set(tags) - self.tags
        self.tags |= fresh
        self.new_tags |= fresh
        return bool(fresh)

    def set_custom(self, id: int, value: tuple[str, str | None]) -> None:
        """Give a custom field a value."""
        if id in self.custom and id not in self.new_custom:
            self.reset_custom[id] = value
        else:
            self.new_custom[id] = value
        self.custom[id] = value

    def set_columns(self, values: dict[str, Any]) -> None:
        """Change columns."""
        self.columns |= values
        if not self.is_new:
            self.changed |= values.keys()


def is_unnamed(entry: Entry) -> bool:
    """Whether a person or a company is called by its address or domain, for want of a name."""
    name = fold(str(entry.columns.get("name") or ""))
    return bool(name) and (
        name in entry.lists.get("email", ()) or name == entry.columns.get("domain")
    )


def differing(
    entry: Entry, draft: Draft, values: dict[str, Any], *, overwrite: bool
) -> tuple[dict[str, Any], dict[int, tuple[str, str | None]], int]:
    """What of a row is to be written: columns, custom fields, and how many differ and stay.

    `values` are the columns that the row gives. Empty fields are filled; with `overwrite` the
    others are changed. Raises Contradicted where two rows of this file say different things of one
    record: neither can be preferred. Texts that differ in case only are no contradiction.
    """
    told = entry.line and (entry.made_here or overwrite)
    columns: dict[str, Any] = {}
    custom: dict[int, tuple[str, str | None]] = {}
    kept = 0
    for name, value in values.items():
        old = entry.columns.get(name)
        unnamed = name == "name" and not told and is_unnamed(entry)
        if old is None or old == "" or unnamed or (name == "birthday" and adds_year(old, value)):
            columns[name] = value
        elif old != value and not (name == "birthday" and fit(old, value)):
            alike = isinstance(value, str) and fold(value) == fold(str(old))
            if told and not alike:
                raise _contradicted(entry, name, values)
            if overwrite and not told:
                columns[name] = value
            elif not alike:
                kept += 1
    for id, pair in draft.custom.items():
        there = entry.custom.get(id)
        if there is None:
            custom[id] = pair
        elif there != pair:
            if told:
                raise Contradicted(f"custom:{id}", pair[0], f"line {entry.line} says {there[0]}")
            if overwrite:
                custom[id] = pair
            else:
                kept += 1
    return columns, custom, kept


def _contradicted(entry: Entry, name: str, values: dict[str, Any]) -> Contradicted:
    """The error for a value that an earlier line of the file contradicts."""
    old, new = entry.columns[name], values[name]
    if name == "amount_minor":
        name = "amount"
        currency = entry.columns.get("currency") or ""
        old = show_amount(Money(old, currency))
        new = show_amount(Money(new, values.get("currency") or currency))
    return Contradicted(name, str(new), f"line {entry.line} says {old}")


def load(
    session: Session,
    noun: str,
    ids: Sequence[int],
    *,
    lists: Iterable[str],
    tags: bool,
    custom: bool,
    source: str,
) -> dict[int, Entry]:
    """The records with these ids as they are, with the lists and rows beside them asked for."""
    found = {
        row["id"]: Entry(row["id"], row, is_new=False)
        for row in batches.among(
            session, f"SELECT * FROM {NOUNS[noun].table} WHERE id {{among}}", ids
        )
    }
    known, owner = list(found), f"{noun}_id"
    for name in lists:
        _load_list(session, noun, name, found)
    if tags:
        for row in batches.among(
            session, f"SELECT {owner}, tag_id FROM {noun}_tag WHERE {owner} {{among}}", known
        ):
            found[row[owner]].tags.add(row["tag_id"])
    if custom:
        for row in batches.among(
            session,
            f"SELECT {owner}, field_id, value, currency FROM {noun}_field WHERE {owner} {{among}}",
            known,
        ):
            found[row[owner]].custom[row["field_id"]] = (row["value"], row["currency"])
    if source:
        _load_said(session, noun, source, found)
    return found


def _load_list(session: Session, noun: str, name: str, found: dict[int, Entry]) -> None:
    """Give the records what is in one of their lists."""
    table, owner = lists_of(noun)[name], f"{noun}_id"
    for entry in found.values():
        entry.lists[name] = {}
    for row in batches.among(
        session,
        f"SELECT * FROM {table.table} WHERE {owner} {{among}}"
        f" ORDER BY {'position, id' if table.ordered else 'id'}",
        list(found),
    ):
        cells = tuple(row[column] for column in table.columns)
        found[row[owner]].lists[name][table.key(cells)] = cells


def _load_said(session: Session, noun: str, source: str, found: dict[int, Entry]) -> None:
    """Give the records their ids in the source, and what it said of them last."""
    for row in batches.among(
        session,
        "SELECT id, record_id, external_id, said FROM external_id"
        " WHERE record_id {among} AND noun = :noun AND source = :source",
        list(found),
        noun=noun,
        source=source,
    ):
        entry, theirs = found[row["record_id"]], row["external_id"]
        entry.said[theirs] = (row["id"], row["said"])
        if not theirs.startswith(NAMELESS):
            entry.external = theirs
