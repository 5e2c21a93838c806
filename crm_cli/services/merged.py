"""Which record was merged into which: the history says so, for the records themselves do not."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from crm_cli.changes.log import undone_by
from crm_cli.database import Reader, Rows
from crm_cli.nouns import NOUNS
from crm_cli.values.references import read_reference

# The columns that can point at a contact or a company.
POINTERS = {
    "contact": ("contact_id", "referred_by_id", "record_id", "other_id"),
    "company": ("company_id", "parent_id", "record_id", "other_id"),
}


MOST = 20  # records in the trash that are looked at


class Merged(NamedTuple):
    """Into which record another was merged, by which changeset."""

    winner: int
    changeset: int


def merged_into(reader: Reader, noun: str) -> dict[int, int]:
    """Who was merged into whom, as far as that is in force: the winner by the loser's id."""
    table = NOUNS[noun].table
    found = {}
    for changeset, loser, trashed in reader.tuples(
        "SELECT c.changeset_id, min(c.row_id), count(DISTINCT c.row_id) FROM change c"
        f" LEFT JOIN {table} k ON k.id = c.row_id"
        " WHERE c.table_name = :table AND c.operation = 'update'"
        " AND c.after LIKE '%\"deleted_at\"%' AND c.before LIKE '%\"deleted_at\"%null%'"
        " AND (k.id IS NULL OR k.deleted_at IS NOT NULL) GROUP BY c.changeset_id",
        {"table": table},
    ):
        if trashed == 1:
            winner = _winner(reader, noun, changeset, loser)
            if winner is not None and undone_by(reader, changeset) is None:
                found[loser] = winner
    return found


def merge_of(reader: Reader, noun: str, loser: int) -> Merged | None:
    """The merge that put this record into the trash, in which it is; None when it was no merge."""
    if noun not in POINTERS:
        return None
    for changeset, after in reader.tuples(
        "SELECT changeset_id, after FROM change WHERE table_name = :table AND row_id = :id"
        " AND operation = 'update' AND after LIKE '%\"deleted_at\"%' ORDER BY id DESC",
        {"table": NOUNS[noun].table, "id": loser},
    ):
        if json.loads(after).get("deleted_at"):
            if "merge" not in _command(reader, changeset).split():
                return None
            winner = _winner(reader, noun, changeset, loser)
            return None if winner is None else Merged(winner, changeset)
    return None


def went_into(reader: Reader, noun: str, condition: str, params: Mapping[str, Any]) -> Rows:
    """The live records that others were merged into which meet a condition on their own row.

    Rows of all columns of the one that went, but with the `id` of the one that stayed.
    """
    if noun not in POINTERS:
        return []
    merges = reader.tuples("SELECT id FROM changeset WHERE command LIKE '% merge %'")
    if not merges:
        return []
    found, table = {}, NOUNS[noun].table
    ids = ", ".join(str(id) for (id,) in merges)
    for row in reader.rows(
        f"SELECT * FROM {table} WHERE deleted_at IS NOT NULL AND ({condition}) AND id IN"
        f" (SELECT row_id FROM change WHERE changeset_id IN ({ids}))"
        f" ORDER BY id DESC LIMIT {MOST}",
        params,
    ):
        id, seen = row["id"], set()
        while id not in seen:
            seen.add(id)
            merge = merge_of(reader, noun, id)
            id = merge.winner if merge else id
        live = f"SELECT id FROM {table} WHERE id = :id AND deleted_at IS NULL"
        if reader.rows(live, {"id": id}):
            found[id, row["name"]] = {**row, "id": id}
    return list(found.values())


def _winner(reader: Reader, noun: str, changeset: int, loser: int) -> int | None:
    """To which record a changeset moved what pointed at a loser; None when it was no merge."""
    touched = []
    for table, row, before, after in reader.tuples(
        "SELECT table_name, row_id, before, after FROM change"
        " WHERE changeset_id = :id AND operation = 'update'",
        {"id": changeset},
    ):
        was, now = json.loads(before), json.loads(after)
        for column in POINTERS[noun]:
            if was.get(column) == loser and now.get(column) is not None:
                return int(now[column])
        if table == NOUNS[noun].table and row != loser:
            touched.append(row)
    words = _command(reader, changeset).split()
    if "merge" not in words:
        return None
    typed = [read_reference(word) for word in words]
    named = [one.id for one in typed if one and one.noun == noun and one.id != loser]
    return int((touched + named)[0]) if touched + named else None


def _command(reader: Reader, changeset: int) -> str:
    """The command line of a changeset; of one that brought another back, that of the other."""
    row = reader.rows("SELECT command, undoes_id FROM changeset WHERE id = :id", {"id": changeset})[
        0
    ]
    undone = row["undoes_id"]
    return str(row["command"]) if undone is None else _command(reader, undone)
