"""Undo and redo: taking a changeset back, and saying what that did and what it left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crm_cli.batches import among
from crm_cli.changes.log import DERIVED, RowKey, changeset, last_seen, rows_of
from crm_cli.database import Reader
from crm_cli.errors import Conflict, NotFound
from crm_cli.nouns import NOUNS
from crm_cli.services import search
from crm_cli.services.wording import field_name, row_name, value_text
from crm_cli.tables import Column, Table
from crm_cli.values.references import reference

if TYPE_CHECKING:
    from crm_cli.changes.plan import Plan
    from crm_cli.session import Session


def find(reader: Reader, id: int) -> dict[str, Any]:
    """The changeset with this number. Raises NotFound, and Conflict for one that is final."""
    found = changeset(reader, id)
    if found is None:
        raise NotFound("there is no changeset #{id}", hint="crm history", id=id)
    if found["kind"] == "final":
        raise Conflict(
            "#{id} cannot be taken back: {command}",
            hint="what it did is over, or cannot be told apart any more: crm help undo",
            id=id,
            command=found["command"],
        )
    return found


def take_back(session: Session, id: int, *, force: bool = False) -> Plan:
    """Take a changeset back as far as that loses nothing; returns the plan that was carried out.

    Raises Conflict when nothing of it can go back.
    """
    from crm_cli.changes.undo import apply, make_plan

    plan = make_plan(session, id, force=force)
    if not plan.actions and not any(plan.quiet.values()):
        kept = [line.removeprefix("kept: ") for line in kept_lines(session, plan)]
        more = f"; and {len(kept) - 1:,} more" if len(kept) > 1 else ""
        why = kept[0] + more if kept else "all is as it was before"
        raise Conflict(
            "nothing of #{id} could be taken back: {why}",
            hint="crm history shows what came since; or --force"
            if kept and not force
            else "crm history",
            id=id,
            why=why,
        )
    apply(session, plan)
    _follow_contacts(session, plan)
    _follow_replies(session, plan)
    _refresh_search(session, plan)
    return plan


def _follow_contacts(session: Session, plan: Plan) -> None:
    """Put e-mail addresses that went back to another contact where that one is: live or deleted.

    An address that was given to another meanwhile stays in the trash. So do those that came to a
    contact since, when it goes back to the trash.
    """
    gone = [
        action.key.id
        for action in plan.actions
        if action.key.table == "contact" and action.values.get("deleted_at")
    ]
    among(
        session,
        "UPDATE contact_email SET deleted_at ="
        " (SELECT c.deleted_at FROM contact c WHERE c.id = contact_email.contact_id)"
        " WHERE contact_id {among} AND deleted_at IS NULL",
        gone,
    )
    for action in plan.actions:
        if action.key.table != "contact_email" or "contact_id" not in action.values:
            continue
        session.rows(
            "UPDATE contact_email SET deleted_at ="
            " (SELECT c.deleted_at FROM contact c WHERE c.id = contact_email.contact_id)"
            " WHERE id = :id AND NOT EXISTS (SELECT 1 FROM contact_email o"
            "  WHERE o.key = contact_email.key AND o.deleted_at IS NULL AND o.id <> :id)"
            " AND coalesce(deleted_at, '') <> coalesce("
            "  (SELECT c.deleted_at FROM contact c WHERE c.id = contact_email.contact_id), '')",
            {"id": action.key.id},
        )


def _follow_replies(session: Session, plan: Plan) -> None:
    """Without a reply to a ticket, one that was written down since may be its first response."""
    from crm_cli.services.ticket_replies import settle

    gone = {
        action.key.id: plan.current[action.key]
        for action in plan.actions
        if action.key.table == "interaction" and action.kind == "delete"
        if action.key in plan.current and plan.current[action.key]["ticket_id"]
    }
    tickets = [row["ticket_id"] for row in gone.values()]
    sql = "SELECT ticket_id FROM interaction WHERE ticket_id {among} AND id > :last"
    later = {row["ticket_id"] for row in among(session, sql, tickets, last=max(gone, default=0))}
    if later:
        settle(session, {(row["ticket_id"], row["occurred_at"]) for row in gone.values()}, later)


def _refresh_search(session: Session, plan: Plan) -> None:
    """Make the search text of records anew whose parts came back only in part."""
    from crm_cli.changes.units import owner_of
    from crm_cli.models import load_all

    metadata = load_all()
    touched: set[RowKey] = set()
    for unit, actions in plan.units.items():
        if any(action.kind == "update" for action in actions) or unit.row.table not in _TABLES:
            touched.add(unit.row)
    for row in sorted(touched):
        for key in _owners(session, plan, row, owner_of(metadata.tables[row.table])):
            noun = _TABLES.get(key.table)
            if noun is not None and rows_of(session, key.table, [key.id]):
                search.refresh(session, noun, key.id)


def _owners(
    session: Session, plan: Plan, row: RowKey, owner: tuple[str, str] | None
) -> list[RowKey]:
    """The record that a row is, or those that it belonged and belongs to."""
    if owner is None:
        return [row]
    table, column = owner
    rows = [*rows_of(session, row.table, [row.id]).values(), plan.nets[row].before]
    rows.append(plan.current.get(row, {}))
    return [RowKey(table, id) for id in dict.fromkeys(found.get(column) for found in rows) if id]


_TABLES = {noun.table: noun.name for noun in NOUNS.values()}


def preview(reader: Reader, plan: Plan) -> Table:
    """What a plan changes: one row for each field, with its value now and after."""
    rows: list[Any] = []
    for unit, actions in plan.units.items():
        if unit.row.table == "external_id":  # what a source said last: nothing that people see
            continue
        for action in actions:
            name = row_name(reader, action.key, plan.current.get(action.key) or action.values)
            if action.kind == "update":
                table, row = action.key.table, plan.current[action.key]
                for column, value in action.values.items():
                    now = value_text(reader, table, column, row.get(column), row)
                    after = value_text(reader, table, column, value, action.values)
                    rows.append((name, field_name(table, column), now, after))
            elif unit.row == action.key or action.key.table in _TABLES:
                there = ("is there", "gone") if action.kind == "delete" else ("gone", "is there")
                rows.append((name, "", *there))
    for table, ids in plan.quiet.items():
        if table in _TABLES:
            found = NOUNS[_TABLES[table]]
            titles = among(reader, f"SELECT id, {found.title} AS title FROM {table}"
                           " WHERE id {among} ORDER BY id", sorted(ids))  # fmt: skip
            for row in titles:
                name = f"{reference(found.name, row['id'])} {row['title'] or ''}".strip()
                rows.append((name, "", "is there", "gone"))
    columns = [Column("record"), Column("field"), Column("now"), Column("after")]
    return Table(columns, rows, noun="change")


def kept_lines(reader: Reader, plan: Plan) -> list[str]:
    """What stays as it is, and why: one line a unit."""
    lines = []
    for kept in plan.kept:
        row = plan.current.get(kept.unit.row) or last_seen(reader, kept.unit.row)
        name = row_name(reader, kept.unit.row, row)
        fields = [
            field_name(kept.unit.row.table, column)
            for column in kept.columns
            if column not in DERIVED
        ]
        what = f"{name}: {', '.join(dict.fromkeys(fields))}" if fields and kept.unit.part else name
        lines.append(f"kept: {what}, {kept.message.format_map(kept.values)}")
    return list(dict.fromkeys(lines))


def _is_record(table: str) -> bool:
    """Whether rows of a table have a life of their own."""
    from crm_cli.changes.units import owner_of
    from crm_cli.models import load_all

    return table != "external_id" and owner_of(load_all().tables[table]) is None


def _record(plan: Plan, row: RowKey) -> RowKey:
    """The record that a row is, or belongs to."""
    from crm_cli.changes.units import owner_of
    from crm_cli.models import load_all

    owner = owner_of(load_all().tables[row.table])
    values = plan.current.get(row) or (plan.nets[row].before if row in plan.nets else {})
    return RowKey(owner[0], values[owner[1]]) if owner and owner[1] in values else row


def counts(plan: Plan) -> dict[str, int]:
    """How many records went back, were kept because they were edited, or could not."""
    quiet = sum(len(ids) for table, ids in plan.quiet.items() if _is_record(table))
    edited = sum(kept.message.startswith("changed since") for kept in plan.kept)
    return {
        "reversed": len(
            {_record(plan, unit.row) for unit in plan.units if unit.row.table != "external_id"}
        )
        + quiet,
        "kept": edited,
        "failed": len(plan.kept) - edited,
    }
