"""What a database has besides its tables: triggers, views and functions, made from our files.

Every migration drops them all and makes them again, and `crm doctor` compares what is there with
what would be made.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from crm_cli.changes.triggers import trigger_statements
from crm_cli.views import view_selects

if TYPE_CHECKING:
    from sqlalchemy import MetaData

    from crm_cli.database import Reader

Execute = Callable[[str], object]

# SQLite's names for what PostgreSQL lacks, so that one SQL text runs on both.
POSTGRES_FUNCTIONS = {
    "julianday": """CREATE FUNCTION julianday(moment text) RETURNS double precision
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = public, pg_temp AS $$
  SELECT extract(epoch FROM replace(moment, 'Z', '')::timestamp)::double precision / 86400.0
    + 2440587.5
$$""",
    # An aggregate over string_agg's own functions would need a superuser.
    "crm_concat": """CREATE FUNCTION crm_concat(so_far text, item text, mark text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN item IS NULL THEN so_far WHEN so_far IS NULL THEN item
    ELSE so_far || mark || item END
$$""",
    "group_concat": "CREATE AGGREGATE group_concat(text, text) (SFUNC = crm_concat, STYPE = text)",
}


def wanted(metadata: MetaData, engine: str) -> dict[str, str]:
    """The CREATE statements of everything besides tables, by name, in the order to run them."""
    functions = POSTGRES_FUNCTIONS if engine == "postgresql" else {}
    views = {name: f"CREATE VIEW {name} AS\n{select}" for name, select in view_selects().items()}
    return functions | views | trigger_statements(metadata, engine)


def drop_all(reader: Reader, execute: Execute) -> None:
    """Drop all triggers, views and functions, whatever version made them."""
    if reader.engine == "postgresql":
        for row in reader.rows(_POSTGRES_DROPS):
            execute(row["statement"])
        return
    for row in reader.rows(
        "SELECT type, name FROM sqlite_master WHERE type IN ('trigger', 'view') ORDER BY type"
    ):
        execute(f'DROP {row["type"]} "{row["name"]}"')


_POSTGRES_DROPS = """
SELECT statement FROM (
  SELECT 1 AS turn,
    'DROP TRIGGER ' || quote_ident(t.tgname) || ' ON ' || t.tgrelid::regclass AS statement
  FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
  WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace
  UNION ALL
  SELECT 2, 'DROP VIEW IF EXISTS ' || c.oid::regclass || ' CASCADE'
  FROM pg_class c WHERE c.relkind = 'v' AND c.relnamespace = 'public'::regnamespace
    AND c.relname LIKE '%\\_view'
  UNION ALL
  SELECT 3, 'DROP AGGREGATE IF EXISTS group_concat(text, text)'
  UNION ALL
  SELECT 4, 'DROP FUNCTION ' || p.oid::regprocedure
  FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.prokind = 'f'
    AND (p.proname LIKE 'crm\\_%' OR p.proname = 'julianday')
) drops ORDER BY turn
"""


def refresh(reader: Reader, execute: Execute, metadata: MetaData) -> None:
    """Drop everything besides tables and make it again."""
    drop_all(reader, execute)
    for statement in wanted(metadata, reader.engine).values():
        execute(statement)


def differences(reader: Reader, metadata: MetaData) -> list[str]:
    """What is missing, or not as we would make it: names of triggers, views and functions."""
    expected = wanted(metadata, reader.engine)
    if reader.engine == "postgresql":
        found = {row["name"] for row in reader.rows(_POSTGRES_NAMES)}
        return sorted(name for name in expected if name not in found)
    made = {
        row["name"]: row["sql"]
        for row in reader.rows(
            "SELECT name, sql FROM sqlite_master WHERE type IN ('trigger', 'view')"
        )
    }
    return sorted(
        name
        for name in expected.keys() | made.keys()
        if (expected.get(name) or "").strip() != (made.get(name) or "").strip()
    )


_POSTGRES_NAMES = """
SELECT tgname AS name FROM pg_trigger WHERE NOT tgisinternal
UNION SELECT relname FROM pg_class WHERE relkind = 'v' AND relnamespace = 'public'::regnamespace
UNION SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
"""
