"""Erasing a person everywhere: rows, history, recorded commands; what is left has no personal data.

The rows go first, then what the history has of them, in the same transaction. A ledger keeps the
uid, so that an older archive does not bring them back.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from crm_cli.batches import among, update
from crm_cli.changes.log import rows_of
from crm_cli.errors import Conflict, NotFound
from crm_cli.services import references, search
from crm_cli.services.forgetting_commands import (
    changesets_of,
    places_of_lines,
    scrub_commands,
)
from crm_cli.services.forgetting_history import (
    TEXTS,
    instead,
    scrub_deliveries,
    scrub_history,
    scrub_sayings,
    scrub_search_texts,
)
from crm_cli.services.forgetting_names import (
    ERASED,
    Traits,
    still_named,
    traits_of,
    with_rare,
)
from crm_cli.services.forgetting_rows import Theirs, rows_of_people, with_merged
from crm_cli.services.merged import merged_into
from crm_cli.values.references import read_reference, reference

if TYPE_CHECKING:
    from crm_cli.database import Database, Reader
    from crm_cli.session import Session
    from crm_cli.tables import Table

_WORDS = {
    "person": ("person", "people"),
    "contact_email": ("e-mail", "e-mails"),
    "contact_tag": ("tag", "tags"),
    "contact_field": ("field", "fields"),
    "contact_distinct": ("pair told apart", "pairs told apart"),
    "external_id": ("id elsewhere", "ids elsewhere"),
    "change": ("line of the history", "lines of the history"),
    "changeset": ("command line", "command lines"),
}


@dataclass(slots=True)
class Receipt:
    """What was erased: how many rows by kind, whose (uids), and when; nothing of it is personal.

    `named` are the texts elsewhere that name them still, `traits` is what they are told by, and is
    not for showing.
    """

    ref: str
    uids: list[str]
    at: str
    counts: dict[str, int] = field(default_factory=dict)
    named: Table | None = None
    traits: Traits = field(default_factory=Traits, repr=False)

    @property
    def in_words(self) -> str:
        """As in "1 person, 2 e-mails, 31 lines of the history"."""
        parts = []
        for name, count in self.counts.items():
            plain = name.removeprefix("contact_").replace("_", " ")
            one, many = _WORDS.get(name, (plain, f"{plain}s"))
            parts.append(f"{count:,} {one if count == 1 else many}")
        return ", ".join(parts)


def find(reader: Reader, text: str) -> int:
    """The id of the person that is meant, in the trash too, or known to the history alone.

    Raises as `references.resolve` does, and Conflict for one who was merged into another.
    """
    try:
        return references.resolve(reader, "contact", text)
    except NotFound:
        typed = read_reference(text.strip())
        if typed is None or typed.noun != "contact" or not _known(reader, typed.id):
            raise
    winner, winners = typed.id, merged_into(reader, "contact")
    while winner in winners:
        winner = winners[winner]
    if winner != typed.id and not _is_erased(reader, typed.id):
        raise Conflict(
            "{ref} was merged into {winner}, who has all that it had",
            hint="ask for {winner}: all that is held of both goes with it",
            ref=reference("contact", typed.id),
            winner=reference("contact", winner),
        )
    return typed.id


def _known(reader: Reader, id: int) -> bool:
    return bool(
        reader.rows(
            "SELECT 1 AS found FROM contact WHERE id = :id UNION ALL SELECT 1 FROM change"
            " WHERE table_name = 'contact' AND row_id = :id LIMIT 1",
            {"id": id},
        )
    )


def _is_erased(reader: Reader, id: int) -> bool:
    rows = reader.rows(
        "SELECT 1 AS found FROM contact c JOIN erased e ON e.uid = c.uid WHERE c.id = :id",
        {"id": id},
    )
    return bool(rows)


def forget(session: Session, id: int) -> Receipt:
    """Erase a person and all who were merged into them; the transaction cannot be undone.

    Rows that are erased already are erased again, so a second time does no harm.
    """
    ref = reference("contact", id)
    if session.changeset_id is not None:  # it may hold what they were asked for by
        line = f"crm contact forget {ref}"
        update(session, "changeset", ("command",), [(line, session.changeset_id)])
    session.unrecorded = True
    receipt = erase(session, with_merged(session, [id]), session.now)
    receipt.ref = ref
    return receipt


def erase(session: Session, people: list[int], now: str) -> Receipt:
    """Erase these people from rows and history, and enter them into the ledger."""
    theirs = rows_of_people(session, people)
    traits = traits_known(session, theirs)
    own = changesets_of(session, {**theirs.gone, **theirs.blank})
    tied = changesets_of(session, theirs.links)
    uids = _uids(session, theirs)
    receipt = Receipt("", uids, now, {"person": len(people)}, traits=traits)
    _erase_rows(session, theirs, now, receipt)
    changes = scrub_history(session, theirs) + scrub_search_texts(session, traits)
    changes += scrub_sayings(session, traits) + scrub_deliveries(session, traits)
    lines = scrub_commands(session, traits, own, tied)
    update(session, "changeset", ("command",), lines)
    _enter(session, uids, now)
    receipt.counts |= {
        name: count for name, count in (("change", changes), ("changeset", len(lines))) if count
    }
    receipt.traits = with_rare(session, traits)
    receipt.named = still_named(session, receipt.traits)
    receipt.named.rows += places_of_lines(session, receipt.traits)
    return receipt


def traits_known(session: Reader, theirs: Theirs) -> Traits:
    """What the people are told by, now and ever before."""
    tables = ("contact", "contact_email", "contact_phone", "contact_handle")
    keys = {table: theirs.gone.get(table, set()) for table in tables[1:]}
    keys["contact"] = set(theirs.people)
    rows = {t: list(rows_of(session, t, sorted(keys[t])).values()) for t in tables}
    history = list(theirs.removed)
    for table in tables:
        for row in among(
            session,
            "SELECT before, after FROM change WHERE table_name = :table AND row_id {among}"
            " AND before IS NOT NULL",
            sorted(keys[table]),
            table=table,
        ):
            sides = [json.loads(row[side]) for side in ("before", "after") if row[side]]
            history += [(table, side) for side in sides]
    return traits_of(rows, history)


def _uids(session: Session, theirs: Theirs) -> list[str]:
    there = [row["uid"] for row in rows_of(session, "contact", theirs.people).values()]
    gone = [row["uid"] for table, row in theirs.removed if table == "contact" and "uid" in row]
    return list(dict.fromkeys([*there, *gone]))


def _enter(session: Session, uids: list[str], now: str) -> None:
    known = {row["uid"] for row in among(session, "SELECT uid FROM erased WHERE uid {among}", uids)}
    session.many(
        "INSERT INTO erased (uid, noun, at) VALUES (:uid, 'contact', :at)",
        [{"uid": uid, "at": now} for uid in uids if uid not in known],
    )


# Rows -------------------------------------------------------------------------------------


def _erase_rows(session: Session, theirs: Theirs, now: str, receipt: Receipt) -> None:
    for table, ids in theirs.gone.items():
        rows = among(session, f"DELETE FROM {table} WHERE id {{among}} RETURNING id", sorted(ids))
        if rows:
            receipt.counts[table] = len(rows)
    among(session, "UPDATE external_id SET said = NULL WHERE id {among}", sorted(theirs.said))
    for table, ids in theirs.blank.items():
        rows = list(rows_of(session, table, sorted(ids)).values())
        changed = []
        for row in rows:
            wanted = {**row, **instead(table, row), "updated_at": now}
            wanted["search_text"] = row["search_text"]
            if table == "contact":
                wanted["deleted_at"] = row["deleted_at"] or now
            if any(wanted[name] != row[name] for name in wanted if name != "updated_at"):
                changed.append(wanted)
        if changed:
            columns = [name for name in changed[0] if name not in ("id", "uid", "search_text")]
            update(session, table, columns, [(*(row[c] for c in columns), row["id"])
                                             for row in changed])  # fmt: skip
            if table != "contact":
                receipt.counts[f"{table} text"] = len(changed)
        search.refresh_many(session, table, [row["id"] for row in rows])


# The ledger -------------------------------------------------------------------------------


def ledger(reader: Reader) -> list[dict[str, Any]]:
    """Who was erased: uid, noun, at."""
    return reader.rows("SELECT uid, noun, at FROM erased ORDER BY id")


def erase_again(session: Session, entries: Collection[Mapping[str, Any]], now: str) -> int:
    """Erase those of a ledger whom an archive brought back; returns how many people that were.

    Entries that this ledger does not have are added to it.
    """
    own = {row["uid"] for row in ledger(session)}
    new = [dict(row) for row in entries if row["uid"] not in own]
    session.many("INSERT INTO erased (uid, noun, at) VALUES (:uid, :noun, :at)", new)
    listed = sorted(own | {row["uid"] for row in new})
    back = {
        row["id"]
        for row in among(
            session,
            "SELECT id FROM contact WHERE uid {among} AND NOT (name = :erased"
            " AND deleted_at IS NOT NULL)",
            listed,
            erased=ERASED,
        )
    }
    wanted = set(listed)
    for id, before in session.tuples(
        "SELECT row_id, before FROM change WHERE table_name = 'contact' AND operation = 'delete'"
    ):
        row = json.loads(before)
        if row.get("uid") in wanted and row.get("name") != ERASED:
            back.add(id)
    if back:
        erase(session, with_merged(session, back), now)
    return len(back)


# What the engines keep of what was ----------------------------------------------------------


def clean(database: Database) -> None:
    """Let nothing of what was erased be left in free pages, indexes and statistics.

    Runs outside a transaction; on PostgreSQL it locks each table for as long as it takes to write
    it anew.
    """
    if database.engine == "sqlite":
        database.execute("PRAGMA secure_delete=ON")
        if database.rows("SELECT 1 AS found FROM sqlite_master WHERE name = 'search_index'"):
            # Without this, what was taken out of the index is only marked as such.
            database.execute("INSERT INTO search_index (search_index) VALUES ('optimize')")
        database.execute("ANALYZE")
        database.execute("VACUUM")
        return
    for table in touched_tables():
        database.execute(f"VACUUM (FULL, ANALYZE) {table}")
        if not database.rows(f"SELECT 1 AS found FROM {table} LIMIT 1"):
            _forget_statistics(database, table)


# What a row of nothing has where a rule wants more than an empty text.
_NOTHING = {
    "created_at": "'2000-01-01T00:00:00.000Z'",
    "updated_at": "'2000-01-01T00:00:00.000Z'",
    "sent_at": "'2000-01-01T00:00:00.000Z'",
    "interaction.kind": "'note'",
    "survey.kind": "'servqual'",
    "status": "'open'",
    "priority": "'normal'",
}


def _forget_statistics(database: Database, table: str) -> None:
    """Make PostgreSQL forget the values that an empty table had.

    ANALYZE leaves the statistics of one as they were, so it gets to see a row of nothing.
    """
    columns = {
        row["name"]: _NOTHING.get(f"{table}.{row['name']}")
        or _NOTHING.get(row["name"], "''" if row["kind"] == "text" else "0")
        for row in database.rows(
            "SELECT column_name AS name, data_type AS kind FROM information_schema.columns"
            " WHERE table_schema = current_schema() AND table_name = :table AND column_name <> 'id'"
            " AND is_nullable = 'NO'",
            {"table": table},
        )
    }
    database.execute("BEGIN")
    try:
        for statement in (
            f"ALTER TABLE {table} DISABLE TRIGGER USER",  # it is no part of the history
            "SET CONSTRAINTS ALL DEFERRED",
            f"INSERT INTO {table} (id, {', '.join(columns)})"
            f" VALUES (0, {', '.join(columns.values())})",
            f"ANALYZE {table}",
            f"DELETE FROM {table} WHERE id = 0",
        ):
            database.execute(statement)
        database.execute("SET CONSTRAINTS ALL IMMEDIATE")
        database.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        database.execute("COMMIT")
    except Exception:
        database.execute("ROLLBACK")
        raise


def touched_tables() -> list[str]:
    """The tables in which something of a person can be."""
    beside = ("email", "phone", "handle", "tag", "field", "distinct")
    return [
        "change", "changeset", "external_id", "delivery", *TEXTS, "contact",
        *(f"contact_{name}" for name in beside), "interaction_link",
        *(f"{noun}_field" for noun in ("interaction", "task", "ticket")),
    ]  # fmt: skip
