"""Writing a batch: all new and changed records and what belongs to them, a statement a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from crm_cli import batches
from crm_cli.nouns import NOUNS
from crm_cli.services import search
from crm_cli.services.imports import tickets
from crm_cli.services.imports.entries import Entry, load
from crm_cli.services.imports.lists import lists_of, search_parts
from crm_cli.services.imports.said import NAMELESS
from crm_cli.values.text import fold

if TYPE_CHECKING:
    from crm_cli.session import Session

# Columns that may not be empty, and what a new record has in them.
NEEDED: dict[str, dict[str, Any]] = {
    "task": {"priority": "normal"},
    "ticket": {"priority": "normal", "status": "open"},
    "user": {"role": "member"},
}
_MOVES = {
    "deal": ("stage_move", ("deal_id", "from_stage_id", "to_stage_id", "at")),
    "ticket": ("ticket_move", tickets.MOVE),
}


class Writer:
    """Writes the entries of one noun."""

    def __init__(
        self, session: Session, noun: str, columns: Iterable[str], source: str, uids: Iterable[str]
    ) -> None:
        self._session, self._noun, self._source = session, noun, source
        self._table = NOUNS[noun].table
        self._uids = uids
        self._needed = NEEDED.get(noun, {})
        self._columns = tuple(dict.fromkeys([*columns, *self._needed]))
        self._searched = search.search_columns(noun)
        self._made: set[str] = set()  # tables that were written to

    @property
    def tables(self) -> list[str]:
        """The tables that were written to."""
        return sorted(self._made)

    def write(self, new: Sequence[Entry], changed: Sequence[Entry]) -> None:
        """Write what new entries are and what changed in the others."""
        now = self._session.now
        for entry in new if self._needed else ():
            entry.columns = self._needed | entry.columns
        given = set().union(*(entry.columns for entry in new))  # the others stay empty
        names = [name for name in self._columns if name in given]
        columns = (*names, "id", "uid", "created_at", "updated_at", "search_text")
        rows = []
        for entry in new:
            value = entry.columns.get
            row = [value(name) for name in names]
            rows.append((*row, entry.id, value("uid"), now, now, self._search_text(entry)))
        self._insert(self._table, columns, rows)
        if changed:
            self._update(changed)
        self._take_away(changed)
        both = [*new, *changed]
        self._write_lists(both)
        self._write_beside(both)

    def write_said(self, entries: Iterable[Entry]) -> int:
        """Keep what the source said of these; of how many that were there it is new."""
        noted = 0
        new: list[tuple[Any, ...]] = []
        changed: list[tuple[Any, ...]] = []
        for entry in entries:
            noted += bool(entry.new_said) and not entry.is_new
            for theirs, saying in entry.new_said.items():
                there = entry.said.get(theirs)
                if there is None and (row := nameless(entry)) is not None:
                    there = entry.said.pop(row)  # the source has an id for it by now
                if there is None:
                    new.append((self._noun, entry.id, self._source, theirs, saying))
                else:
                    changed.append((theirs, saying, there[0]))
        self._insert("external_id", ("noun", "record_id", "source", "external_id", "said"), new)
        batches.update(self._session, "external_id", ("external_id", "said"), changed)
        return noted

    def _insert(self, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
        if rows:
            self._made.add(table)
            batches.insert(self._session, table, columns, rows)

    def _search_text(self, entry: Entry) -> str:
        columns = entry.columns
        parts = [part for name in self._searched if (part := columns.get(name))]
        if entry.lists:
            parts += search_parts(self._noun, entry.lists)
        return compose(parts, self._noun)

    def _update(self, changed: Sequence[Entry]) -> None:
        """Write changed columns, with the search text, which may depend on all lists."""
        whole = [name for name in lists_of(self._noun) if self._noun == "contact"]
        missing = [entry for entry in changed if any(name not in entry.lists for name in whole)]
        if missing:
            there = load(
                self._session,
                self._noun,
                [entry.id for entry in missing],
                lists=whole,
                tags=False,
                custom=False,
                source="",
            )
            for entry in missing:
                for name in whole:
                    entry.lists.setdefault(name, there[entry.id].lists[name])
        groups: dict[tuple[str, ...], list[tuple[Any, ...]]] = defaultdict(list)
        for entry in changed:
            text = self._search_text(entry)
            names = set(entry.changed)
            if text != entry.columns["search_text"]:
                names.add("search_text")
            values = {**entry.columns, "search_text": text, "updated_at": self._session.now}
            group = (*sorted(names), "updated_at")
            groups[group].append((*(values[name] for name in group), entry.id))
        for group, rows in groups.items():
            batches.update(self._session, self._table, group, rows)

    def _write_lists(self, entries: Sequence[Entry]) -> None:
        owner = f"{self._noun}_id"
        for name, kept in lists_of(self._noun).items():
            positions = ("position",) if kept.ordered else ()
            rows: list[tuple[Any, ...]] = []
            for entry in entries:
                items = entry.new_items.get(name)
                if not items:
                    continue
                first = len(entry.lists[name]) - len(items)
                for place, cells in enumerate(items.values(), first):
                    rows.append((entry.id, *cells, place) if kept.ordered else (entry.id, *cells))
            self._insert(kept.table, (owner, *kept.columns, *positions), rows)

    def _take_away(self, entries: Sequence[Entry]) -> None:
        """Delete what the source has taken away: items of lists, tags, values of fields."""
        noun, owner = self._noun, f"{self._noun}_id"
        for name, kept in lists_of(noun).items():
            gone = {
                entry.id: entry.gone_items[name] for entry in entries if name in entry.gone_items
            }
            rows = batches.among(
                self._session, f"SELECT * FROM {kept.table} WHERE {owner} {{among}}", [*gone]
            )
            ids = [
                {"id": row["id"]}
                for row in rows
                if kept.key(tuple(row[column] for column in kept.columns)) in gone[row[owner]]
            ]
            if ids:
                self._session.many(f"DELETE FROM {kept.table} WHERE id = :id", ids)
        tags = [{"id": entry.id, "tag": tag} for entry in entries for tag in entry.gone_tags]
        if tags:
            self._session.many(
                f"DELETE FROM {noun}_tag WHERE {owner} = :id AND tag_id = :tag", tags
            )
        values = [{"id": entry.id, "field": id} for entry in entries for id in entry.gone_custom]
        if values:
            self._session.many(
                f"DELETE FROM {noun}_field WHERE {owner} = :id AND field_id = :field", values
            )

    def _write_beside(self, entries: Sequence[Entry]) -> None:
        noun, owner = self._noun, f"{self._noun}_id"
        tags = [(entry.id, tag) for entry in entries for tag in sorted(entry.new_tags)]
        self._insert(f"{noun}_tag", (owner, "tag_id"), tags)
        custom = list(_values(entries, "new_custom"))
        self._insert(f"{noun}_field", (owner, "field_id", "value", "currency"), custom)
        reset = list(_values(entries, "reset_custom"))
        if reset:
            self._session.many(
                f"UPDATE {noun}_field SET value = :value, currency = :currency"
                f" WHERE {owner} = :id AND field_id = :field",
                [
                    {"id": id, "field": field, "value": value, "currency": currency}
                    for id, field, value, currency in reset
                ],
            )
        if noun in _MOVES:
            moves = [move for entry in entries for move in entry.new_moves]
            self._insert(*_MOVES[noun], moves)
        if noun == "ticket" and tickets.write_ratings(self._session, entries, self._uids):
            self._made.add("survey")


def _values(entries: Sequence[Entry], which: str) -> Iterator[tuple[int, int, str, str | None]]:
    for entry in entries:
        for field, (value, currency) in getattr(entry, which).items():
            yield entry.id, field, value, currency


def nameless(entry: Entry) -> str | None:
    """What a record was called while its source had no id for it; None where it never was."""
    return next((theirs for theirs in entry.said if theirs.startswith(NAMELESS)), None)


def compose(parts: Sequence[str], noun: str) -> str:
    """`search.compose`, which folds each part; here all of them are folded together."""
    folded = fold("\n".join(parts)).split("\n")
    if len(folded) != len(parts):  # a part has line breaks
        return search.compose(parts, noun)
    if folded and not folded[0].isascii():
        folded = [*search.spelled(folded, noun)]
    return "\n".join(filter(None, dict.fromkeys(folded)))
