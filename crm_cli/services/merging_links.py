"""What points at a record, and moving it to another: the half of a merge that no field shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from crm_cli.nouns import NOUNS

if TYPE_CHECKING:
    from sqlalchemy import Table

    from crm_cli.session import Session

# What is the same in two rows beside a record, where the schema has no rule for it.
_SAME = {"contact_phone": ("digits", "extension"), "contact_email": ("key",)}
_WORDS = {
    "email": ("e-mail", "e-mails"),
    "external_id": ("id elsewhere", "ids elsewhere"),
    "referred_by": ("referral", "referrals"),
    "distinct": ("pair told apart", "pairs told apart"),
    "parent": ("subsidiary", "subsidiaries"),
}


class Pointer(NamedTuple):
    """A column that points at records of a noun.

    `same` are the columns that, with it, may be there once only (empty for any number of rows);
    `beside` says that the row belongs to the record, as an address does.
    """

    table: str
    column: str
    same: tuple[str, ...]
    beside: bool


def pointers(noun: str) -> list[Pointer]:
    """All that points at a noun, by the models' foreign keys, but for pairs told apart."""
    from crm_cli.changes.conflicts import links
    from crm_cli.changes.units import owner_of
    from crm_cli.models import load_all

    metadata = load_all()
    found = []
    for link in links(metadata):
        if link.parent == NOUNS[noun].table and link.child != f"{noun}_distinct":
            table = metadata.tables[link.child]
            beside = owner_of(table) == (link.parent, link.column)
            found.append(Pointer(link.child, link.column, _same(table, link.column), beside))
    return found


def _same(table: Table, column: str) -> tuple[str, ...]:
    from crm_cli.changes.conflicts import unique_rules

    for rule in unique_rules(table):
        if column in rule.columns:
            return tuple(name for name in rule.columns if name != column)
    return _SAME.get(table.name, ())


def move_links(session: Session, noun: str, winner: int, loser: int) -> dict[str, int]:
    """Let everything point at the winner that points at the loser; returns how much, by its name.

    Where both have the same (a tag, a part in one interaction), one row stays: of what belongs to
    the record, the loser's stays with it; else the older one, as the first contact of a deal is
    its main one.
    """
    moved: dict[str, int] = {}
    for pointer in pointers(noun):
        number = _move(session, noun, pointer, winner, loser)
        if number:
            name = thing(noun, pointer.table, pointer.column)
            moved[name] = moved.get(name, 0) + number
    rows = session.rows(
        "UPDATE external_id SET record_id = :winner WHERE noun = :noun AND record_id = :loser"
        " RETURNING id",
        {"winner": winner, "loser": loser, "noun": noun},
    )
    if rows:
        moved["external_id"] = len(rows)
    _move_told_apart(session, noun, winner, loser)
    return moved


def thing(noun: str, table: str, column: str) -> str:
    """What a person calls a thing that was moved: email, deal, interaction, referred_by …"""
    if table == NOUNS[noun].table:
        return column.removesuffix("_id")
    return table.removeprefix(f"{noun}_").removesuffix(f"_{noun}")


def words(moved: Mapping[str, int]) -> str:
    """Counts by name in words: "2 e-mails, 1 deal"."""
    parts = []
    for name, number in moved.items():
        many = NOUNS[name].plural if name in NOUNS else f"{name.replace('_', ' ')}s"
        one, many = _WORDS.get(name, (name.replace("_", " "), many))
        parts.append(f"{number:,} {one if number == 1 else many}")
    return ", ".join(parts)


def _move(session: Session, noun: str, pointer: Pointer, winner: int, loser: int) -> int:
    own = pointer.table == NOUNS[noun].table
    if own:
        # What the winner points at itself is one of its fields, and no longer the loser.
        session.rows(
            f"UPDATE {pointer.table} SET {pointer.column} = NULL, updated_at = :now"
            f" WHERE id = :winner AND {pointer.column} = :loser",
            {"winner": winner, "loser": loser, "now": session.now},
        )
    rows = session.rows(
        f"SELECT * FROM {pointer.table} WHERE {pointer.column} = :loser ORDER BY id",
        {"loser": loser},
    )
    rows = [row for row in rows if not (own and row["id"] == loser)]
    if pointer.same:
        rows = _without_twins(session, pointer, rows, winner)
    if not rows:
        return 0
    if "position" in rows[0]:
        rows.sort(key=lambda row: (row["position"], row["id"]))
        start = _end(session, pointer, winner)
        changes: list[dict[str, Any]] = [{"position": start + n} for n in range(len(rows))]
    else:
        changes = [{"updated_at": session.now} if "updated_at" in row else {} for row in rows]
    listed = ", ".join(f"{column} = :{column}" for column in (pointer.column, *changes[0]))
    session.many(
        f"UPDATE {pointer.table} SET {listed} WHERE id = :id",
        [
            {pointer.column: winner, **change, "id": row["id"]}
            for row, change in zip(rows, changes, strict=True)
        ],
    )
    return len(rows)


def _without_twins(
    session: Session, pointer: Pointer, rows: Sequence[dict[str, Any]], winner: int
) -> list[dict[str, Any]]:
    """The rows to move, when one of two that would be the same is out of the way."""
    table = pointer.table
    theirs = {
        tuple(row[column] for column in pointer.same): row["id"]
        for row in session.rows(
            f"SELECT * FROM {table} WHERE {pointer.column} = :id", {"id": winner}
        )
    }
    moving, doomed = [], []
    for row in rows:
        twin = theirs.get(tuple(row[column] for column in pointer.same))
        if twin is None:
            moving.append(row)
        elif not pointer.beside:
            older = row["id"] < twin
            doomed.append(twin if older else row["id"])
            moving += [row] if older else []
    for id in doomed:
        session.rows(f"DELETE FROM {table} WHERE id = :id", {"id": id})
    return moving


def _end(session: Session, pointer: Pointer, winner: int) -> int:
    """The place behind the winner's own rows, of those that have an order."""
    last = session.rows(
        f"SELECT max(position) AS last FROM {pointer.table} WHERE {pointer.column} = :id",
        {"id": winner},
    )[0]["last"]
    return 0 if last is None else int(last) + 1


def _move_told_apart(session: Session, noun: str, winner: int, loser: int) -> None:
    """What the loser was told apart from, the winner is; each pair once, and none with itself."""
    table, owner = f"{noun}_distinct", f"{noun}_id"
    rows = session.rows(
        f"SELECT * FROM {table} WHERE {owner} IN (:winner, :loser)"
        " OR other_id IN (:winner, :loser) ORDER BY id",
        {"winner": winner, "loser": loser},
    )
    known: set[int] = {winner}
    rows.sort(key=lambda row: loser in (row[owner], row["other_id"]))  # the winner's own first
    for row in rows:
        other = next(
            (id for id in (row[owner], row["other_id"]) if id not in (winner, loser)), winner
        )
        if other in known:
            session.rows(f"DELETE FROM {table} WHERE id = :id", {"id": row["id"]})
        elif loser in (row[owner], row["other_id"]):
            session.rows(
                f"UPDATE {table} SET {owner} = :one, other_id = :other WHERE id = :id",
                {"one": min(winner, other), "other": max(winner, other), "id": row["id"]},
            )
        known.add(other)
