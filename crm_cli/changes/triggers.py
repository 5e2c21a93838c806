"""The triggers that record every change of a row, made from the models' metadata.

They use only what the engine itself has, so rows that a stranger's SQL writes are recorded too,
under a changeset whose source is `outside`; consecutive ones share it. For an insert nothing is
copied: the row, or its later changes, has the values. That keeps imports cheap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_cli.batches import whole_row

if TYPE_CHECKING:
    from sqlalchemy import MetaData, Table

OUTSIDE = "outside crm"


def trigger_statements(metadata: MetaData, engine: str) -> dict[str, str]:
    """The CREATE statements of all triggers and their functions, by name, in order."""
    from crm_cli.models import UNRECORDED

    tables = [table for table in metadata.sorted_tables if table.name not in UNRECORDED]
    if engine == "postgresql":
        return _POSTGRES_FUNCTIONS | {
            name: sql for table in tables for name, sql in _postgres_triggers(table.name).items()
        }
    return {name: sql for table in tables for name, sql in _sqlite_triggers(table).items()}


_SQLITE_OUTSIDE = f"""
  INSERT INTO changeset (uid, at, actor, command, source, kind)
    SELECT lower(hex(randomblob(16))), strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), '',
      '{OUTSIDE}', 'outside', 'change'
    WHERE (SELECT changeset_id FROM running) IS NULL
      AND coalesce((SELECT source FROM changeset ORDER BY id DESC LIMIT 1), '') <> 'outside';"""
_SQLITE_CURRENT = "coalesce((SELECT changeset_id FROM running), (SELECT max(id) FROM changeset))"


def _sqlite_triggers(table: Table) -> dict[str, str]:
    name = table.name
    columns = [column.name for column in table.columns if column.name != "id"]
    differs = " OR ".join(f"old.{column} IS NOT new.{column}" for column in columns)

    def differing(side: str) -> str:
        parts = " || ".join(
            f"CASE WHEN old.{column} IS NOT new.{column}"
            f" THEN ',\"{column}\":' || json_quote({side}.{column}) ELSE '' END"
            for column in columns
        )
        return f"'{{' || substr({parts}, 2) || '}}'"

    def trigger(operation: str, when: str, row: str, before: str, after: str) -> str:
        return (
            f"CREATE TRIGGER {name}_{operation} AFTER {operation.upper()} ON {name}{when}\n"
            f"BEGIN{_SQLITE_OUTSIDE}\n"
            "  INSERT INTO change (changeset_id, table_name, row_id, operation, before, after)\n"
            f"    VALUES ({_SQLITE_CURRENT}, '{name}', {row}.id, '{operation}',\n"
            f"      {before}, {after});\n"
            "END"
        )

    return {
        f"{name}_insert": trigger("insert", "", "new", "NULL", "NULL"),
        f"{name}_update": trigger(
            "update", f"\nWHEN {differs}", "new", differing("old"), differing("new")
        ),
        f"{name}_delete": trigger("delete", "", "old", whole_row(table, "old"), "NULL"),
        # Undo and the past find a row by its id.
        f"{name}_fixed": f"CREATE TRIGGER {name}_fixed BEFORE UPDATE OF id ON {name}\n"
        f"WHEN old.id <> new.id BEGIN SELECT raise(ABORT, 'an id cannot be changed'); END",
    }


_FUNCTION = "LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$"
_INSERT = "INSERT INTO change (changeset_id, table_name, row_id, operation, before, after)"
_CHANGESET = f"""CREATE FUNCTION crm_changeset() RETURNS integer {_FUNCTION}
DECLARE
  running text := current_setting('crm.changeset', true);
  newest changeset%ROWTYPE;
BEGIN
  IF running IS NOT NULL AND running <> '' THEN
    RETURN running::integer;
  END IF;
  LOCK TABLE write_lock IN EXCLUSIVE MODE;
  SELECT * INTO newest FROM changeset ORDER BY id DESC LIMIT 1;
  IF newest.source IS DISTINCT FROM 'outside' THEN
    INSERT INTO changeset (uid, at, actor, command, source, kind)
    VALUES (gen_random_uuid()::text,
            to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            '', '{OUTSIDE}', 'outside', 'change')
    RETURNING * INTO newest;
  END IF;
  RETURN newest.id;
END $$"""
_RECORD_INSERT = f"""CREATE FUNCTION crm_record_insert() RETURNS trigger {_FUNCTION}
DECLARE current integer;
BEGIN
  IF EXISTS (SELECT 1 FROM new_rows) THEN
    current := crm_changeset();
    {_INSERT}
    SELECT current, TG_TABLE_NAME, r.id, 'insert', NULL, NULL FROM new_rows r ORDER BY r.id;
  END IF;
  RETURN NULL;
END $$"""
_RECORD_DELETE = f"""CREATE FUNCTION crm_record_delete() RETURNS trigger {_FUNCTION}
DECLARE current integer;
BEGIN
  IF EXISTS (SELECT 1 FROM old_rows) THEN
    current := crm_changeset();
    {_INSERT}
    SELECT current, TG_TABLE_NAME, r.id, 'delete', to_jsonb(r)::text, NULL
    FROM old_rows r ORDER BY r.id;
  END IF;
  RETURN NULL;
END $$"""
# The plan that is made for the first rows, often one, is kept for the connection: with a loop in
# it, a statement that changes 2,000 rows takes ten seconds.
_RECORD_UPDATE = f"""CREATE FUNCTION crm_record_update() RETURNS trigger
SET enable_nestloop = off {_FUNCTION}
DECLARE current integer;
BEGIN
  IF EXISTS (SELECT 1 FROM old_rows o
      WHERE NOT EXISTS (SELECT 1 FROM new_rows n WHERE n.id = o.id)) THEN
    RAISE EXCEPTION 'an id cannot be changed';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM old_rows) THEN
    RETURN NULL;
  END IF;
  current := crm_changeset();
  {_INSERT}
  SELECT current, TG_TABLE_NAME, n.id, 'update', d.before::text, d.after::text
  FROM new_rows n
  JOIN old_rows o ON o.id = n.id
  CROSS JOIN LATERAL (
    SELECT jsonb_object_agg(b.key, b.value) AS before, jsonb_object_agg(b.key, a.value) AS after
    FROM jsonb_each(to_jsonb(o)) b JOIN jsonb_each(to_jsonb(n)) a ON a.key = b.key
    WHERE a.value IS DISTINCT FROM b.value
  ) d
  WHERE d.before IS NOT NULL
  ORDER BY n.id;
  RETURN NULL;
END $$"""
_POSTGRES_FUNCTIONS = {
    "crm_changeset": _CHANGESET,
    "crm_record_insert": _RECORD_INSERT,
    "crm_record_delete": _RECORD_DELETE,
    "crm_record_update": _RECORD_UPDATE,
}


def _postgres_triggers(name: str) -> dict[str, str]:
    """Per statement, with transition tables: a third faster than a trigger for each row."""
    tables = {
        "insert": "NEW TABLE AS new_rows",
        "update": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
        "delete": "OLD TABLE AS old_rows",
    }
    return {
        f"{name}_{operation}": f"CREATE TRIGGER {name}_{operation} AFTER {operation.upper()}"
        f" ON {name} REFERENCING {rows} FOR EACH STATEMENT EXECUTE FUNCTION"
        f" crm_record_{operation}()"
        for operation, rows in tables.items()
    }
