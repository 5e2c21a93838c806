"""What a database has besides its tables: triggers, views, functions, the index of the search text.

All are made from our files. Every migration drops them and makes them again, and `crm doctor`
compares what is there with what would be made.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from crm_cli.changes.triggers import trigger_statements
from crm_cli.nouns import INDEXED, NOUNS, index_start
from crm_cli.views import view_selects

if TYPE_CHECKING:
    from sqlalchemy import MetaData

    from crm_cli.database import Reader

Execute = Callable[[str], object]

# SQLite's names for what PostgreSQL lacks, so that one SQL text runs on both.
POSTGRES_FUNCTIONS = {
    "julianday": """CREATE FUNCTION julianday(moment text) RETURNS double precision
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path FROM CURRENT AS $$
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


# Which records have three characters in a row anywhere in their search text; see services.indexed.
# It keeps neither the text nor where in it: what it finds is read and compared, so that it is a
# third of the size, and an import takes little longer.
INDEX = """CREATE VIRTUAL TABLE search_index USING fts5(
  text, content='', detail=none, columnsize=0, tokenize='trigram case_sensitive 1'
)"""


def _index_triggers(noun: str) -> dict[str, str]:
    """The triggers that keep a noun's part of the index, by name."""
    table, start = NOUNS[noun].table, index_start(noun)

    def write(row: str, *, delete: bool, condition: str = "") -> str:
        # Line breaks behind it, so that its last characters begin a group of three as well.
        command, delete_it = ("search_index, ", "'delete', ") if delete else ("", "")
        return (
            f"  INSERT INTO search_index ({command}rowid, text)\n"
            f"    SELECT {delete_it}{row}.id + {start}, {row}.search_text || char(10, 10)"
            f"{condition};\n"
        )

    events = {
        "insert": ("INSERT", "new.search_text <> ''", write("new", delete=False)),
        "update": (
            "UPDATE OF search_text",
            "old.search_text <> new.search_text",
            write("old", delete=True, condition=" WHERE old.search_text <> ''")
            + write("new", delete=False, condition=" WHERE new.search_text <> ''"),
        ),
        "delete": ("DELETE", "old.search_text <> ''", write("old", delete=True)),
    }
    return {
        f"{table}_index_{name}": f"CREATE TRIGGER {table}_index_{name} AFTER {event} ON {table}"
        f"\nWHEN {when}\nBEGIN\n{statements}END"
        for name, (event, when, statements) in events.items()
    }


def can_index(reader: Reader) -> bool:
    """Whether there can be an index of the search text: an SQLite that has FTS5."""
    return reader.engine == "sqlite" and bool(
        reader.rows("SELECT 1 FROM pragma_module_list WHERE name = 'fts5'")
    )


def make_index(execute: Execute) -> None:
    """Make the index of the search text anew, from the records as they are."""
    execute("DROP TABLE IF EXISTS search_index")
    execute(INDEX)
    for noun in INDEXED:
        execute(
            "INSERT INTO search_index (rowid, text)"
            f" SELECT id + {index_start(noun)}, search_text || char(10, 10)"
            f" FROM {NOUNS[noun].table} WHERE search_text <> '' ORDER BY id"
        )


def wanted(metadata: MetaData, engine: str, *, indexed: bool) -> dict[str, str]:
    """The CREATE statements of triggers, views and functions, by name, in the order to run them."""
    functions = POSTGRES_FUNCTIONS if engine == "postgresql" else {}
    views = {name: f"CREATE VIEW {name} AS\n{select}" for name, select in view_selects().items()}
    triggers = trigger_statements(metadata, engine)
    for noun in INDEXED if indexed else ():
        triggers |= _index_triggers(noun)
    return functions | views | triggers


def drop_all(reader: Reader, execute: Execute) -> None:
    """Drop all triggers, views and functions, whatever version made them.

    The index of the search text stays, and is not kept from then on: `refresh` makes it anew.
    """
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
  WHERE NOT t.tgisinternal AND c.relnamespace = quote_ident(current_schema())::regnamespace
  UNION ALL
  SELECT 2, 'DROP VIEW IF EXISTS ' || c.oid::regclass || ' CASCADE'
  FROM pg_class c
  WHERE c.relkind = 'v' AND c.relnamespace = quote_ident(current_schema())::regnamespace
    AND c.relname LIKE '%\\_view'
  UNION ALL
  SELECT 3, 'DROP AGGREGATE IF EXISTS group_concat(text, text)'
  UNION ALL
  SELECT 4, 'DROP FUNCTION ' || p.oid::regprocedure
  FROM pg_proc p
  WHERE p.pronamespace = quote_ident(current_schema())::regnamespace AND p.prokind = 'f'
    AND (p.proname LIKE 'crm\\_%' OR p.proname = 'julianday')
) drops ORDER BY turn
"""


def refresh(reader: Reader, execute: Execute, metadata: MetaData) -> None:
    """Drop everything besides tables and make it again."""
    drop_all(reader, execute)
    indexed = can_index(reader)
    if indexed:
        make_index(execute)
    if reader.engine == "postgresql":  # functions keep it: no temporary table comes before ours
        execute(_SAFE_PATH)
    for statement in wanted(metadata, reader.engine, indexed=indexed).values():
        execute(statement)


def differences(reader: Reader, metadata: MetaData) -> list[str]:
    """What is missing, or not as we would make it: names of triggers, views and functions."""
    indexed = can_index(reader)
    expected = wanted(metadata, reader.engine, indexed=indexed)
    if indexed:
        expected["search_index"] = INDEX
    if reader.engine == "postgresql":
        found = {row["name"] for row in reader.rows(_POSTGRES_NAMES)}
        return sorted(name for name in expected if name not in found)
    made = {
        row["name"]: row["sql"]
        for row in reader.rows(
            "SELECT name, sql FROM sqlite_master WHERE type IN ('trigger', 'view')"
            " OR name = 'search_index'"
        )
    }
    return sorted(
        name
        for name in expected.keys() | made.keys()
        if (expected.get(name) or "").strip() != (made.get(name) or "").strip()
    )


_SAFE_PATH = "SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true)"
_POSTGRES_NAMES = """
SELECT t.tgname AS name FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE NOT t.tgisinternal AND c.relnamespace = quote_ident(current_schema())::regnamespace
UNION SELECT relname FROM pg_class
WHERE relkind = 'v' AND relnamespace = quote_ident(current_schema())::regnamespace
UNION SELECT proname FROM pg_proc WHERE pronamespace = quote_ident(current_schema())::regnamespace
"""
