"""The trash: what was deleted, bringing it back, and emptying it for good."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from crm_cli.database import Reader
from crm_cli.errors import Conflict, NotFound, UsageError
from crm_cli.nouns import NOUNS, Noun
from crm_cli.services.merged import merge_of
from crm_cli.tables import Column, Row, Table
from crm_cli.values.references import LETTERS, read_reference, reference

if TYPE_CHECKING:
    from crm_cli.changes.conflicts import Link
    from crm_cli.session import Session


# Erased people stand in the place of what pointed at them, and never come back.
_NOT_ERASED = " AND NOT EXISTS (SELECT 1 FROM erased e WHERE e.uid = t.uid)"


def contents(reader: Reader) -> Table:
    """What is in the trash, the newest first."""
    rows: list[Row] = []
    for noun in NOUNS.values():
        if noun.name in LETTERS:
            rows += [
                (reference(noun.name, row["id"]), noun.name, row["title"], row["deleted_at"])
                for row in reader.rows(
                    f"SELECT id, {noun.title} AS title, deleted_at FROM {noun.table} t"
                    f" WHERE deleted_at IS NOT NULL{_NOT_ERASED}"
                )
            ]
    rows.sort(key=lambda row: (row[3], row[0]), reverse=True)
    columns = [
        Column("ref", title="id"),
        Column("type"),
        Column("title"),
        Column("deleted_at", "datetime"),
    ]
    return Table(columns, rows, noun="deleted record", hint="the trash is empty")


def find(reader: Reader, text: str) -> tuple[str, int]:
    """The deleted record that a reference means. Raises UsageError and NotFound."""
    typed = read_reference(text)
    if typed is None or typed.noun not in NOUNS:
        raise UsageError(
            "{text!r} is no reference", hint="crm trash list shows them, as in D12", text=text
        )
    rows = reader.rows(
        f"SELECT id FROM {NOUNS[typed.noun].table} t"
        f" WHERE id = :id AND deleted_at IS NOT NULL{_NOT_ERASED}",
        {"id": typed.id},
    )
    if not rows:
        raise NotFound(
            "{ref} is not in the trash", hint="crm trash list", ref=reference(typed.noun, typed.id)
        )
    return typed.noun, typed.id


def restore(session: Session, noun: str, id: int) -> None:
    """Take a record from the trash; what pointed at it points at it again.

    The stage of a deal, or its pipeline, comes back with it. Raises Conflict when a value that
    must be unique was given to another meanwhile.
    """
    if noun == "deal":
        _restore_stage(session, id)
    if noun == "interaction":
        from crm_cli.services.ticket_replies import followed

        with followed(session, [id]):
            _restore(session, noun, id)
    else:
        _restore(session, noun, id)


def _restore_stage(session: Session, deal: int) -> None:
    """Take the stage that a deal is in from the trash, and its pipeline with those it had."""
    row = session.rows(
        "SELECT s.id, s.name, s.deleted_at, s.pipeline_id, p.name AS pipeline,"
        " p.deleted_at AS pipeline_at FROM deal d JOIN stage s ON s.id = d.stage_id"
        " JOIN pipeline p ON p.id = s.pipeline_id WHERE d.id = :id",
        {"id": deal},
    )[0]
    if row["deleted_at"] is None and row["pipeline_at"] is None:
        return
    wanted = [("stage", "t.id = :stage")]
    if row["pipeline_at"] is not None:
        # With the stages that went with it: each outcome needs one.
        wanted.append(("stage", "t.pipeline_id = :pipeline AND t.deleted_at = :at"))
        wanted.append(("pipeline", "t.id = :pipeline"))
    params = {"stage": row["id"], "pipeline": row["pipeline_id"], "at": row["pipeline_at"]}
    for table, condition in wanted:
        within = " AND o.pipeline_id = t.pipeline_id" if table == "stage" else ""
        sql = (
            f"SELECT o.name FROM {table} t JOIN {table} o ON o.key = t.key{within}"
            f" WHERE t.deleted_at IS NOT NULL AND o.deleted_at IS NULL AND {condition}"
        )
        if taken := session.rows(sql, params):
            raise Conflict(
                "it was in {stage} of {pipeline}, and another {noun} is called {name} now",
                hint="crm {noun} edit {name!r} --name NAME",
                stage=row["name"],
                pipeline=row["pipeline"],
                noun=table,
                name=taken[0]["name"],
            )
        session.rows(
            f"UPDATE {table} AS t SET deleted_at = NULL, updated_at = :now"
            f" WHERE {condition} AND t.deleted_at IS NOT NULL",
            params | {"now": session.now},
        )
    session.note(f"its stage {row['name']} of {row['pipeline']} is there again")


def _restore(session: Session, noun: str, id: int) -> None:
    from crm_cli.changes.conflicts import unique_rules
    from crm_cli.models import load_all

    metadata = load_all()
    found = NOUNS[noun]
    merge = merge_of(session, noun, id)
    if merge is not None:
        session.note(
            f"what it had stays with {reference(noun, merge.winner)}, into which it was merged;"
            f" crm undo {merge.changeset} parts them instead",
        )
    tables = [(found.table, "id")]
    if noun == "contact":
        tables.append(("contact_email", "contact_id"))
    for table, column in tables:
        rows = session.rows(f"SELECT * FROM {table} WHERE {column} = :id", {"id": id})
        for row in rows:
            for rule in unique_rules(metadata.tables[table]):
                if rule.live and all(row[name] is not None for name in rule.columns):
                    _require_free(session, table, rule.columns, row)
        session.rows(
            f"UPDATE {table} SET deleted_at = NULL WHERE {column} = :id AND deleted_at IS NOT NULL",
            {"id": id},
        )
    session.rows(
        f"UPDATE {found.table} SET updated_at = :now WHERE id = :id",
        {"now": session.now, "id": id},
    )


def _require_free(
    session: Session, table: str, columns: tuple[str, ...], row: dict[str, object]
) -> None:
    condition = " AND ".join(f"{column} = :{column}" for column in columns)
    taken = session.rows(
        f"SELECT id FROM {table} WHERE {condition} AND deleted_at IS NULL AND id <> :id",
        {**{column: row[column] for column in columns}, "id": row["id"]},
    )
    if taken:
        raise Conflict(
            "{value} belongs to another by now",
            hint="change that one first: crm find {value}",
            value=", ".join(str(row[column]) for column in columns),
        )


def empty(session: Session, before: str) -> int:
    """Remove for good what was deleted before `before` (UTC text); returns how many records.

    What is still pointed at by a record outside the trash stays: its name is still shown there.
    """
    from crm_cli.changes.conflicts import links
    from crm_cli.changes.units import owner_of
    from crm_cli.models import load_all

    metadata = load_all()
    found = links(metadata)
    beside: dict[str, list[Link]] = {}
    others: dict[str, list[Link]] = {}
    for link in found:
        owner = owner_of(metadata.tables[link.child])
        kind = beside if owner and owner[0] == link.parent else others
        kind.setdefault(link.parent, []).append(link)
    removed = 0
    while True:
        gone = 0
        for noun in NOUNS.values():
            pointing = others.get(noun.table, ())
            gone += _remove(session, noun, pointing, beside.get(noun.table, ()), before)
        if not gone:
            return removed
        removed += gone  # removing one record can set another free


def _remove(
    session: Session,
    noun: Noun,
    pointing: Sequence[Link],
    beside: Sequence[Link],
    before: str,
) -> int:
    """Remove the records of a noun that nothing points at, with the rows beside them."""
    free = "".join(
        f" AND NOT EXISTS (SELECT 1 FROM {link.child} x WHERE x.{link.column} = t.id)"
        for link in pointing
    )
    ids = session.rows(
        f"SELECT t.id FROM {noun.table} t WHERE t.deleted_at < :before{free}", {"before": before}
    )
    if not ids:
        return 0
    for link in beside:
        session.many(f"DELETE FROM {link.child} WHERE {link.column} = :id", ids)
    session.rows(
        "DELETE FROM external_id WHERE noun = :noun AND NOT EXISTS"
        f" (SELECT 1 FROM {noun.table} t WHERE t.id = record_id AND"
        " (t.deleted_at IS NULL OR t.deleted_at >= :before))",
        {"noun": noun.name, "before": before},
    )
    session.many(f"DELETE FROM {noun.table} WHERE id = :id", ids)
    return len(ids)
