"""The migrations: where they end is what the models say, and every older schema gets there."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from crm_cli.database import SCHEMA_VERSION, Database
from tests.conftest import ENGINES, Crm
from tests.migrations.older import OLDER, old_book, old_postgres
from tests.servers import Server

# In a process of its own: `portable` changes the metadata that the whole program shares.
MODELS_SAY = """
import sys
from sqlalchemy import create_engine
from crm_cli.models import load_all, portable
portable(load_all()).create_all(create_engine("sqlite:///" + sys.argv[1]))
"""


def schema(path: Path) -> dict[str, str]:
    """What CREATE says of each table and index, with the columns of a table in one order.

    The index of the search text is no model: `schema.INDEX` makes it.
    """
    with sqlite3.connect(path) as connection:
        found = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'index')"
            " AND sql IS NOT NULL AND name NOT LIKE 'sqlite_%' AND name <> 'alembic_version'"
            " AND name NOT LIKE 'search_index%'"
        ).fetchall()
    return {name: normal(sql) for name, sql in found}


def normal(sql: str) -> str:
    """A CREATE statement with its lines sorted: a column added later stands at the end."""
    # ALTER TABLE writes a new column behind the last one, in its line.
    apart = re.sub(r", (\w+ (?:TEXT|INTEGER))(?=, |\n|$)", r",\n\1", sql.replace('"', ""))
    lines = (re.sub(r"\s+", " ", line).strip(" ,") for line in apart.split("\n"))
    return "\n".join(sorted(line for line in lines if line))


def test_the_migrations_end_where_the_models_are(sqlite_template: Path, tmp_path: Path) -> None:
    wanted = tmp_path / "models.db"
    subprocess.run([sys.executable, "-c", MODELS_SAY, str(wanted)], check=True)
    found, expected = schema(sqlite_template), schema(wanted)
    assert found.keys() == expected.keys()
    for name in expected:
        assert found[name] == expected[name], name


@pytest.mark.parametrize("version", OLDER)
def test_an_older_file_is_copied_and_upgraded_by_itself(
    crm_sqlite: Crm, tmp_path: Path, version: int
) -> None:
    crm, path = crm_sqlite, tmp_path / "crm.db"
    crm.database.close()
    path.unlink()
    old_book(path, version)
    shown = crm.ok("contact", "show", "wei@mueller.example", "--json")
    assert (shown.json["name"], shown.json["job_title"]) == ("张伟", "CTO")
    assert "before" in shown.err, "it says where the copy is"
    (copy,) = tmp_path.glob("crm.db.before-*")
    with sqlite3.connect(copy) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (version,)
    assert Database(str(path)).version() == SCHEMA_VERSION
    assert crm.ok("doctor").code == 0


@pytest.mark.parametrize("version", OLDER)
def test_what_was_done_before_an_upgrade_can_be_taken_back(
    crm_sqlite: Crm, tmp_path: Path, version: int
) -> None:
    crm, path = crm_sqlite, tmp_path / "crm.db"
    crm.database.close()
    path.unlink()
    old_book(path, version)
    crm.ok("undo", "9")
    assert crm.ok("contact", "show", "C1", "--json").json["job_title"] is None


def of_70_percent(connection: Any) -> None:
    """Let the last changeset of an older book have set a probability: a whole percentage."""
    cursor = connection.cursor()
    cursor.execute("UPDATE deal SET probability = 70 WHERE id = 1")
    cursor.execute(
        "INSERT INTO change (changeset_id, table_name, row_id, operation, before, after)"
        """ SELECT max(id), 'deal', 1, 'update', '{"probability":null}', '{"probability":70}'"""
        " FROM changeset"
    )
    connection.commit()
    connection.close()


@pytest.mark.parametrize("engine", ENGINES)
def test_probabilities_get_their_decimals_in_the_past_as_well(
    crm_sqlite: Crm, postgres: Server, tmp_path: Path, engine: str
) -> None:
    crm = crm_sqlite
    with postgres.fresh(empty=True) as url:
        if engine == "sqlite":
            crm.database.close()
            (tmp_path / "crm.db").unlink()
            of_70_percent(sqlite3.connect(old_book(tmp_path / "crm.db", 7)))
        else:
            import psycopg2

            old_postgres(Database(url), 7)
            of_70_percent(psycopg2.connect(url))
            crm.environment["CRM_DATABASE_URL"] = url
            crm.ok("db", "upgrade")
        changed = crm.ok("history", "--json").json[0]["changeset"]

        def probability() -> float | None:
            return crm.ok("deal", "show", "D1", "--json").json["probability"]

        assert probability() == 0.7
        stages = crm.ok("stage", "list", "--json").json
        assert [stage["probability"] for stage in stages] == [0.1, 0.2, 0.4, 0.6, 0.8, 1, 0]
        crm.ok("undo", changed)
        assert probability() is None
        crm.ok("redo")
        assert probability() == 0.7
        crm.ok("deal", "edit", "D1", "--probability", "37.5")
        assert probability() == 0.375


@pytest.mark.parametrize("version", OLDER)
def test_an_older_postgresql_book_is_upgraded_when_asked(
    crm_sqlite: Crm, postgres: Server, version: int
) -> None:
    crm = crm_sqlite
    with postgres.fresh(empty=True) as url:
        old_postgres(Database(url), version)
        crm.environment["CRM_DATABASE_URL"] = url
        refused = crm("contact", "list")
        assert (refused.code, refused.err.splitlines()[1]) == (1, "hint: crm db upgrade")
        crm.ok("db", "upgrade")
        shown = crm.ok("contact", "show", "wei@mueller.example", "--json").json
        assert (shown["name"], shown["job_title"]) == ("张伟", "CTO")
        assert crm.ok("contact", "add", "Jane").out.startswith("added contact C")
        crm.ok("undo", "9")
        assert crm.ok("contact", "show", "C1", "--json").json["job_title"] is None
        assert crm.ok("doctor").code == 0


def test_chinese_names_of_before_are_found_by_their_sound(crm_sqlite: Crm, tmp_path: Path) -> None:
    """And what was done to them before the upgrade can be taken back."""
    crm, path = crm_sqlite, tmp_path / "crm.db"
    crm.database.close()
    path.unlink()
    old_book(path, 6)
    for typed, name in (("zhangwei", "张伟"), ("zxj", "曾小静"), ("Zeng Xiaojing", "曾小静")):
        assert crm.ok("contact", "show", typed, "--json").json["name"] == name
    assert crm.ok("company", "show", "huawei", "--json").json["name"] == "华为"
    assert crm.ok("undo", "12").err == ""
    assert crm.ok("contact", "show", "zengjing", "--json").json["name"] == "曾静"
    assert crm("contact", "show", "zxj").code == 3
