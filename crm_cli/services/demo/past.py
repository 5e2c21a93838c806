"""When the demo's rows were recorded: each day of the business is a changeset of its own, so that
the demo has a past to be asked about, with deals that grew, shrank and slipped.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta, tzinfo
from typing import TYPE_CHECKING, Any

from crm_cli.models.base import uuid7
from crm_cli.services.demo.sheet import Row, search_text
from crm_cli.values.dates import local_day

if TYPE_CHECKING:
    from crm_cli.session import Session

Rows = dict[str, list[Row]]
# The column of a record's own day, and of a row that belongs to one the column with its id.
_DAYS = {
    "deal": "opened_at",
    "stage_move": "at",
    "interaction": "occurred_at",
    "ticket": "opened_at",
    "ticket_move": "at",
    "survey": "answered_at",
    "task": "done_at",
}
_PARENTS = {"deal_field": "deal", "deal_contact": "deal", "interaction_contact": "interaction",
            "survey_score": "survey"}  # fmt: skip
_SLIP = timedelta(weeks=4)
_LATER = {"deal": ("closed_at", "reason", "competitor"), "ticket": ("responded_at", "resolved_at")}


def write(session: Session, rows: Rows) -> None:
    """Write all rows, day by day; deals and tickets move on as they did.

    What has no day of its own was there before the first; follow-ups still to do are of today.
    """
    zone = session.book.zone
    days = _by_day(rows, session.now, zone)
    final = {table: {row["id"]: row for row in rows.get(table, [])} for table in _LATER}
    turns = {
        row["deal_id"]: row["id"]
        for row in rows["stage_move"]
        if row["from_stage_id"] and row["at"] != final["deal"][row["deal_id"]]["closed_at"]
    }
    for number, day in enumerate(sorted(days)):
        latest = max((at for at, _, _ in days[day]), default="")
        at = min(max(latest, f"{day or min(filter(None, days))}T09:00:00.000Z"), session.now)
        _begin(session, at, first=not number)
        added: Rows = defaultdict(list)
        steps: list[tuple[str, Row]] = []
        for _, table, row in days[day]:
            if "created_at" in row:
                row["created_at"] = row["updated_at"] = at
            added[table].append(_as_begun(table, row, turns))
            if table in ("stage_move", "ticket_move"):
                steps.append((table, row))
        for table in rows:
            if table in added:
                columns = list(added[table][0])
                session.many(
                    f"INSERT INTO {table} ({', '.join(columns)})"
                    f" VALUES ({', '.join(':' + column for column in columns)})",
                    added[table],
                )
        for table, row in steps:
            _step(session, table, row, final, at, turns)


def _by_day(rows: Rows, now: str, zone: tzinfo) -> dict[str, list[tuple[str, str, Row]]]:
    """The rows by their day ("" before the first), each with its moment and its table."""
    days: dict[str, list[tuple[str, str, Row]]] = defaultdict(list)
    of: dict[tuple[str, int], str] = {}
    for table, found in rows.items():
        for row in found:
            at = row[_DAYS[table]] or now if table in _DAYS else ""
            parent = _PARENTS.get(table)
            if parent:
                day = of[parent, row[f"{parent}_id"]]
            else:
                day = local_day(at, zone).isoformat() if len(at) > 10 else at
            of[table, row["id"]] = day
            days[day].append((at if len(at) > 10 else "", table, row))
    return days


def _begin(session: Session, at: str, *, first: bool) -> None:
    """The next changeset; the first one is the session's, and what was set up before is as old."""
    if first:
        session.rows("UPDATE changeset SET at = :at", {"at": at})
        return
    sql = (
        "INSERT INTO changeset (uid, at, actor, command, source, kind, undoes_id)"
        " SELECT :uid, :at, actor, command, source, kind, NULL FROM changeset WHERE id = :id"
        " RETURNING id"
    )
    params = {"uid": uuid7(), "at": at, "id": session.changeset_id}
    (made,) = session.rows(sql, params)
    session.rows("UPDATE running SET changeset_id = :id", {"id": made["id"]})


def _as_begun(table: str, row: Row, turns: dict[int, int]) -> Row:
    """A row as it was when it was added: a deal in its first stage, a ticket open.

    Of the deals that moved on while they were open, a third was to close earlier, and as many to
    be larger or smaller: they got their amount and day at the move in `turns`.
    """
    if table not in _LATER:
        return row
    begun: dict[str, Any] = row | dict.fromkeys(_LATER[table])
    if table == "ticket":
        if row["status"] != "pending" or row["responded_at"]:
            begun["status"] = "open"
    else:
        begun["search_text"] = search_text([row["title"], row["campaign"]])
        if row["id"] in turns and row["id"] % 3 == 0:
            day = date.fromisoformat(row["expected_close"]) - _SLIP
            begun["expected_close"] = max(day.isoformat(), row["opened_at"])
        if row["id"] in turns and row["amount_minor"]:
            times, parts = {1: (4, 5), 2: (5, 4)}.get(row["id"] % 6, (1, 1))
            begun["amount_minor"] = row["amount_minor"] * times // parts
    return begun


def _step(
    session: Session,
    table: str,
    row: Row,
    final: dict[str, dict[int, Row]],
    at: str,
    turns: dict[int, int],
) -> None:
    """What a move changed of its deal or ticket."""
    noun = "deal" if table == "stage_move" else "ticket"
    record = final[noun][row[f"{noun}_id"]]
    if noun == "deal":
        changed = {"stage_id": row["to_stage_id"]}
        if row["id"] == turns.get(record["id"]):
            changed |= {name: record[name] for name in ("amount_minor", "expected_close")}
        if row["at"] == record["closed_at"]:
            changed |= {name: record[name] for name in (*_LATER[noun], "search_text")}
    else:
        done = row["to_status"] == "resolved"
        changed = {"status": row["to_status"], "resolved_at": row["at"] if done else None}
        changed["responded_at"] = record["responded_at"] if row["from_status"] else None
    sets = ", ".join(f"{name} = :{name}" for name in changed)
    session.rows(
        f"UPDATE {noun} SET {sets}, updated_at = :at WHERE id = :id",
        {**changed, "at": at, "id": record["id"]},
    )
