"""The rows that a large changeset added and that nothing touched or used since.

To take back an import, these are deleted in one statement a table; only the others need a plan.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from crm_cli.changes.conflicts import links
from crm_cli.changes.log import RowKey
from crm_cli.changes.units import owner_of

if TYPE_CHECKING:
    from sqlalchemy import MetaData

    from crm_cli.session import Session

LARGE = 1000  # added rows, from which it is worth its queries

Ids = dict[str, set[int]]


def quiet_rows(session: Session, metadata: MetaData, changeset_id: int) -> Ids:
    """The ids by table; none when the changeset is small.

    A row is quiet when nothing was done to it but the insert, nothing else uses it, and the same
    holds of all that belongs to its record and of all that use it.
    """
    inserted: Ids = defaultdict(set)
    params = {"id": changeset_id}
    for table, row in session.tuples(
        "SELECT table_name, row_id FROM change WHERE changeset_id = :id AND operation = 'insert'",
        params,
    ):
        inserted[table].add(row)
    if sum(map(len, inserted.values())) < LARGE:
        return {}
    loud: Ids = defaultdict(set)
    for table in ("pipeline", "stage"):  # of which one needs the others: see `rules`
        loud[table] |= inserted.get(table, set())
    for table, row in session.tuples(
        "SELECT table_name, row_id FROM change WHERE changeset_id > :id"
        " OR (changeset_id = :id AND operation <> 'insert')",
        params,
    ):
        if row in inserted.get(table, ()):
            loud[table].add(row)
    uses = _Uses(session, metadata, inserted, loud)
    uses.spread()
    return {table: ids - loud[table] for table, ids in inserted.items()}


class _Uses:
    """Which added rows use which, to find all that are tied to the loud ones."""

    def __init__(self, session: Session, metadata: MetaData, inserted: Ids, loud: Ids) -> None:
        self._inserted, self._loud = inserted, loud
        self._targets: dict[str, list[tuple[str, dict[int, int]]]] = defaultdict(list)
        self._beside: dict[str, list[tuple[str, dict[int, int]]]] = defaultdict(list)
        owners = {name: owner_of(table) for name, table in metadata.tables.items()}
        for child, column, parent in links(metadata):
            if parent not in inserted:
                continue
            own, there = inserted.get(child, set()), inserted[parent]
            # An import's ids follow each other: a range of an index, not a look-up for each.
            rows = session.tuples(
                f"SELECT id, {column} FROM {child} WHERE {column} BETWEEN :first AND :last",
                {"first": min(there), "last": max(there)},
            )
            of = {row: target for row, target in rows if row in own and target in there}
            loud[parent].update(
                target for row, target in rows if row not in own and target in there
            )
            self._targets[child].append((parent, of))
            if owners[child] == (parent, column):
                self._beside[parent].append((child, of))
        self._external(session)
        for child, owner in owners.items():
            if owner and child in inserted:
                # What was added to a record that was there is a unit by itself.
                tied = [of for table, rows in self._beside.items() for c, of in rows if c == child]
                loud[child].update(inserted[child].difference(*tied))

    def _external(self, session: Session) -> None:
        """Ids of other systems belong to records of any noun, without a link."""
        from crm_cli.nouns import NOUNS

        own = self._inserted.get("external_id", set())
        rows = session.tuples("SELECT id, noun, record_id FROM external_id") if own else []
        of: dict[str, dict[int, int]] = defaultdict(dict)
        for id, noun, record in rows:
            table = NOUNS[noun].table if noun in NOUNS else ""
            if id in own and record in self._inserted.get(table, ()):
                of[table][id] = record
            elif id in own:
                self._loud["external_id"].add(id)
        for table, found in of.items():
            self._targets["external_id"].append((table, found))
            self._beside[table].append(("external_id", found))

    def spread(self) -> None:
        """Let everything be loud that a loud row uses or that belongs to its record."""
        if not any(self._loud.values()):
            return
        parts: dict[RowKey, list[RowKey]] = defaultdict(list)
        for table, beside in self._beside.items():
            for child, of in beside:
                for row, record in of.items():
                    parts[RowKey(table, record)].append(RowKey(child, row))
        waiting = [RowKey(table, id) for table, ids in self._loud.items() for id in ids]
        while waiting:
            key = waiting.pop()
            for other in (*self._used_by(key), *parts.get(key, ())):
                if other.id not in self._loud[other.table]:
                    self._loud[other.table].add(other.id)
                    waiting.append(other)

    def _used_by(self, key: RowKey) -> Iterator[RowKey]:
        for parent, of in self._targets[key.table]:
            if key.id in of:
                yield RowKey(parent, of[key.id])
