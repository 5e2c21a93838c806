"""What a changeset means to programs: `contact.added`, `deal.won`, whichever command it came by."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from crm_cli.changes.log import DERIVED, Net, RowKey, net_changes, rows_of
from crm_cli.nouns import NOUNS
from crm_cli.services.wording import owned_by

if TYPE_CHECKING:
    from crm_cli.database import Reader

OF_ALL = ("added", "changed", "deleted", "restored")
"""What any noun has events of: `company.added`, `user.changed` …"""
_STEPS = {
    "deal": ("moved", "won", "lost", "reopened"),
    "ticket": ("opened", "resolved", "closed", "reopened"),
    "task": ("done", "reopened"),
}
NAMES = frozenset(f"{noun}.{what}" for noun in NOUNS for what in (*OF_ALL, *_STEPS.get(noun, ())))

Row = Mapping[str, Any]


def events(
    reader: Reader, changeset: int, wanted: Collection[str]
) -> dict[str, dict[int, dict[str, Any]]]:
    """Those events of `wanted` that a changeset caused: the rows of their records, by id.

    A record that is gone for good has the row that was removed. What stays in the trash has none.
    """
    nets = net_changes(reader, changeset)
    outcomes = dict(reader.tuples("SELECT id, outcome FROM stage"))
    found: dict[str, dict[int, dict[str, Any]]] = {name: {} for name in sorted(wanted)}
    for noun in sorted({name.partition(".")[0] for name in wanted}):
        own = {key.id: net for key, net in nets.items() if key.table == NOUNS[noun].table}
        beside = _owners(reader, noun, nets) if f"{noun}.changed" in wanted else set()
        own |= {id: Net(True, True) for id in sorted(beside - own.keys())}
        rows = rows_of(reader, NOUNS[noun].table, list(own))
        for id, net in own.items():
            row = net.before if net.kind == "delete" else rows.get(id)
            if row is None:  # somebody else removed it meanwhile
                continue
            for what in _of_record(noun, net, row, id in beside, outcomes):
                if f"{noun}.{what}" in wanted:
                    found[f"{noun}.{what}"][id] = dict(row)
    return {name: records for name, records in found.items() if records}


def _owners(reader: Reader, noun: str, nets: Mapping[RowKey, Net]) -> set[int]:
    """The records of a noun of which an address, a tag, a field or a link changed."""
    tables: dict[str, list[int]] = {}
    for key in nets:
        if key.table.partition("_")[0] == noun and key.table != NOUNS[noun].table:
            tables.setdefault(key.table, []).append(key.id)
    owners = set()
    for table, ids in tables.items():
        rows = rows_of(reader, table, ids)
        for id in ids:
            key = RowKey(table, id)
            owner = owned_by(key, rows.get(id) or nets[key].before)
            owners |= {owner.id} if owner else set()
    return owners


def _of_record(
    noun: str, net: Net, row: Row, beside: bool, outcomes: Mapping[int, str]
) -> Iterator[str]:
    """What happened to one record, by its row before and after, and to what is `beside` it."""
    before = {**row, **net.before} if net.existed else None
    if net.kind == "delete" or row.get("deleted_at") is not None:
        if before and before.get("deleted_at") is None:
            yield "deleted"
        return
    if before is None:
        yield "added"
    elif before["deleted_at"] is not None:
        yield "restored"
        beside = False  # its addresses came back with it
    if before and (beside or net.before.keys() - DERIVED - {"deleted_at"}):
        yield "changed"
    if noun == "deal":
        if before and before["stage_id"] != row["stage_id"]:
            yield "moved"
        new = outcomes[row["stage_id"]]
        old = outcomes[before["stage_id"]] if before else "open"
        if new != old:
            yield "reopened" if new == "open" else new
    elif noun == "ticket":
        yield from _of_ticket(before["status"] if before else None, row["status"])
    elif noun == "task":
        old_done, done = bool(before and before["done_at"]), bool(row["done_at"])
        if old_done != done:
            yield "done" if done else "reopened"


def _of_ticket(old: str | None, new: str) -> Iterator[str]:
    """A ticket that is closed without having been resolved is resolved by that."""
    was, is_done = old in ("resolved", "closed"), new in ("resolved", "closed")
    if old is None and not is_done:
        yield "opened"
    elif was and not is_done:
        yield "reopened"
    if is_done and not was:
        yield "resolved"
    if new == "closed" and old != "closed":
        yield "closed"
