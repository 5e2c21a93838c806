"""A merge in the words of the history: who went into whom, and how much moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple

from crm_cli.changes.log import DERIVED, Net, RowKey
from crm_cli.database import Reader
from crm_cli.nouns import NOUNS
from crm_cli.services.merged import POINTERS
from crm_cli.services.merging_links import thing, words
from crm_cli.services.wording import named_record


class Told(NamedTuple):
    """The words for a merge, and the rows of which nothing more is to be told."""

    words: str
    rows: frozenset[RowKey]


def merge_in_words(
    reader: Reader, nets: Mapping[RowKey, Net], current: Mapping[RowKey, dict[str, Any]]
) -> Told | None:
    """What these changes are as a merge, or as a merge taken back; None when they are none.

    In a merge, a record goes to the trash and what pointed at it points at another.
    """
    for noun in POINTERS:
        for key, net in nets.items():
            if key.table != NOUNS[noun].table or net.kind != "update":
                continue
            if "deleted_at" not in net.before:
                continue
            back = net.after["deleted_at"] is None
            moves = _moves(nets, current, noun, key.id, back=back)
            if moves:
                return _told(reader, noun, key, moves, nets, current, back=back)
    return None


def _moves(
    nets: Mapping[RowKey, Net],
    current: Mapping[RowKey, dict[str, Any]],
    noun: str,
    loser: int,
    *,
    back: bool,
) -> dict[RowKey, tuple[str, int]]:
    """The rows whose link moved from the loser, or back to it: the column, and the other end."""
    found = {}
    for key, net in nets.items():
        for column in POINTERS[noun] if net.kind == "update" else ():
            sides = net.before.get(column), net.after.get(column)
            there, other = sides[::-1] if back else sides
            if there == loser and other is not None:
                if column == "record_id" and current.get(key, {}).get("noun") != noun:
                    continue
                if column == "other_id" and key.table != f"{noun}_distinct":
                    continue
                found[key] = column, other
    return found


def _told(
    reader: Reader,
    noun: str,
    loser: RowKey,
    moves: Mapping[RowKey, tuple[str, int]],
    nets: Mapping[RowKey, Net],
    current: Mapping[RowKey, dict[str, Any]],
    *,
    back: bool,
) -> Told:
    winner = Counter(other for _, other in moves.values()).most_common(1)[0][0]
    counts: dict[str, int] = {}
    covered = {loser}
    for key, (column, _) in moves.items():
        name = thing(noun, key.table, column)
        counts[name] = counts.get(name, 0) + 1
        if not nets[key].before.keys() - {column, "position"} - DERIVED:
            covered.add(key)
    for key, net in nets.items():
        # What both had is there once now.
        row = net.before if net.kind == "delete" else current.get(key, {})
        doubles = {row.get(column) for column in POINTERS[noun]} & {winner, loser.id}
        if net.kind in ("delete", "insert") and doubles and "uid" not in row:
            covered.add(key)
    names = [named_record(reader, noun, id) for id in (loser.id, winner)]
    verb, moved = ("parted from", "moved back") if back else ("merged into", "moved")
    return Told(f"{names[0]} {verb} {names[1]}: {words(counts)} {moved}", frozenset(covered))
