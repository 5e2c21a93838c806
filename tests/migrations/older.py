"""The books of older programs, on either engine, from a dump for each schema that was released."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from crm_cli.connections import APPLICATION_ID
from crm_cli.database import Database

HERE = Path(__file__).parent
OLDER = sorted(int(path.stem.removeprefix("schema_")) for path in HERE.glob("schema_*.sql"))
_NO_CONTENT = "('alembic_version', 'running', 'write_lock')"


def _dump(version: int) -> str:
    return (HERE / f"schema_{version:04}.sql").read_text(encoding="utf-8")


def old_book(path: Path, version: int) -> Path:
    """The file of an older program."""
    with sqlite3.connect(path) as connection:
        connection.executescript(_dump(version))
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version={version}")
    path.chmod(0o600)
    return path


def old_postgres(database: Database, version: int) -> None:
    """Fill an empty PostgreSQL database with what an older program kept there."""
    from alembic import command
    from alembic.config import Config

    from crm_cli import migrations
    from crm_cli.session import make_engine

    config = Config()
    config.set_main_option("script_location", str(migrations.FOLDER))
    engine = make_engine(database)
    with closing(sqlite3.connect(":memory:")) as dump, engine.begin() as connection:
        dump.executescript(_dump(version))
        config.attributes["connection"] = connection
        command.upgrade(config, f"{version:04}")
        connection.exec_driver_sql("SET CONSTRAINTS ALL DEFERRED")
        for (table,) in dump.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table'"
            f" AND name NOT IN {_NO_CONTENT} AND name NOT LIKE 'sqlite_%'"
        ).fetchall():
            rows = dump.execute(f"SELECT * FROM {table}")
            names = [column[0] for column in rows.description]
            listed, marks = ", ".join(f'"{name}"' for name in names), ", ".join(["%s"] * len(names))
            for row in rows:
                connection.exec_driver_sql(f"INSERT INTO {table} ({listed}) VALUES ({marks})", row)
            if "id" in names:
                connection.exec_driver_sql(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"
                )
    engine.dispose()
