"""`crm backup` and `crm restore`: everything, on either engine, and not one bit changed unseen."""

from __future__ import annotations

import json
import os
import random
import sqlite3
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from crm_cli.database import Command, Database
from crm_cli.errors import BadContent
from crm_cli.private import claimed
from crm_cli.services import archives, companies
from crm_cli.session import transaction
from tests.changes.histories import contents
from tests.conftest import NOW, Crm, make


def fill(crm: Crm) -> None:
    """Records with hard names, tags, addresses, a history and a trash."""
    crm.ok("contact", "add", "张伟", "--email", "z@x.example", "--tag", "vip", "--company", "Ünïon",
           "--create")  # fmt: skip
    crm.ok("contact", "add", '=1+1 "[red]x[/]"', "--phone", "030 1234567")
    crm.ok("deal", "add", "O'Brien; drop table", "--amount", "12k", "--contact", "C1")
    crm.ok("deal", "win", "D1")
    crm.ok("company", "add", "Gone")
    crm.ok("company", "delete", "Gone")
    crm.ok("log", "call", "C1", "hello", "--next", "send quote", "--due", "fri")


def everything(database: Database) -> object:
    """All records and the whole history."""
    history = {
        table: database.rows(f"SELECT * FROM {table} ORDER BY id")
        for table in ("changeset", "change")
    }
    for row in history["change"]:
        for side in ("before", "after"):  # the engines space JSON differently
            row[side] = json.loads(row[side]) if row[side] else None
    return contents(database), history


def test_a_restored_database_is_the_one_that_was_backed_up(crm: Crm, tmp_path: Path) -> None:
    fill(crm)
    before = everything(crm.database)
    crm.ok("backup", tmp_path / "a.crm")
    assert stat.S_IMODE((tmp_path / "a.crm").stat().st_mode) == 0o600
    crm.ok("company", "add", "Later")
    crm.ok("restore", tmp_path / "a.crm", "--yes")
    assert everything(crm.database) == before
    assert crm.ok("doctor", "--json").json[0]["state"] == "ok"


def test_ids_that_were_given_once_are_not_given_again(crm: Crm, tmp_path: Path) -> None:
    for name in ("One", "Two", "Three"):
        crm.ok("company", "add", name)
    crm.ok("company", "delete", "O3")
    crm.ok("trash", "empty", "--yes")
    crm.ok("backup", tmp_path / "a.crm")
    crm.ok("restore", tmp_path / "a.crm", "--yes")
    assert crm.ok("company", "add", "Four", "--json").json["record"]["ref"] == "O4"


def test_the_history_of_a_restored_database_goes_on(crm: Crm, tmp_path: Path) -> None:
    crm.ok("company", "add", "Acme", "--city", "Berlin")
    crm.ok("company", "edit", "O1", "--city", "Paris")
    edit = crm.database.rows("SELECT max(id) AS id FROM changeset")[0]["id"]
    crm.database.close()
    crm.ok("backup", tmp_path / "a.crm")
    crm.ok("restore", tmp_path / "a.crm", "--yes")
    crm.ok("undo", edit)
    assert crm.ok("company", "show", "O1", "--json").json["city"] == "Berlin"


def test_the_old_database_is_kept(crm_sqlite: Crm, tmp_path: Path) -> None:
    crm_sqlite.ok("backup", tmp_path / "a.crm")
    crm_sqlite.ok("company", "add", "Later")
    result = crm_sqlite.ok("restore", tmp_path / "a.crm", "--yes")
    kept = next(crm_sqlite.database.path.parent.glob("crm.db.before-restore-*"))
    assert str(kept) in result.out
    with sqlite3.connect(kept) as connection:
        assert connection.execute("SELECT name FROM company").fetchall() == [("Later",)]


def test_an_archive_moves_a_team_from_one_engine_to_the_other_and_back(
    request: pytest.FixtureRequest, crm_sqlite: Crm, tmp_path: Path
) -> None:
    server = request.getfixturevalue("postgres")
    fill(crm_sqlite)
    before = everything(crm_sqlite.database)
    crm_sqlite.ok("backup", tmp_path / "a.crm")
    with server.fresh() as url:
        other = {"CRM_DATABASE_URL": url}
        crm_sqlite.ok("restore", tmp_path / "a.crm", "--yes", environment=other)
        database = Database(url)
        assert everything(database) == before
        database.close()
        crm_sqlite.ok("backup", tmp_path / "b.crm", environment=other)
    crm_sqlite.ok("restore", tmp_path / "b.crm", "--yes")
    assert everything(crm_sqlite.database) == before


def test_who_writes_meanwhile_goes_on_with_what_was_restored(
    crm_sqlite: Crm, tmp_path: Path
) -> None:
    """Nobody keeps a file open that has another name by now, nor leaves its journal behind."""
    crm = crm_sqlite
    fill(crm)
    crm.ok("backup", tmp_path / "a.crm")
    crm.ok("company", "add", "Later")
    with sqlite3.connect(crm.database.path, isolation_level=None) as other:
        other.execute("SELECT count(*) FROM company").fetchall()
        crm.ok("restore", tmp_path / "a.crm", "--yes")
        other.execute("BEGIN IMMEDIATE")
        assert other.execute("SELECT name FROM company WHERE name = 'Later'").fetchall() == []
        other.execute("UPDATE company SET city = 'Berlin' WHERE id = 1")
        assert crm.ok("company", "show", "O1", "--json").json["city"] is None
        other.execute("COMMIT")
    other.close()
    assert crm.ok("company", "show", "O1", "--json").json["city"] == "Berlin"
    assert crm.ok("doctor").code == 0


def test_restoring_asks_and_a_script_has_to_say_so(crm_sqlite: Crm, tmp_path: Path) -> None:
    crm_sqlite.ok("company", "add", "Acme")
    crm_sqlite.ok("backup", tmp_path / "a.crm")
    result = crm_sqlite("restore", tmp_path / "a.crm")
    assert result.code == 2
    assert "crm undo cannot take it back" in result.err
    assert "--yes" in result.err


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small archive."""
    folder = tmp_path_factory.mktemp("archive")
    database = Database(str(folder / "crm.db"))
    make(database)
    with transaction(database, Command("test", "amy", NOW)) as session:
        companies.add(session, {"name": "Acme"})
    from crm_cli.services.restoring import back_up

    path = folder / "whole.crm"
    back_up(database, path, NOW)
    database.close()
    return path


def test_an_archive_says_what_it_holds(archive: Path) -> None:
    manifest = archives.verify(archive)
    assert manifest.tables["company"][0] == 1
    assert manifest.tables["stage"][0] == 7


def test_a_thousand_flipped_bits_are_all_refused(archive: Path, tmp_path: Path) -> None:
    content = bytearray(archive.read_bytes())
    path = tmp_path / "flipped.crm"
    chosen = random.Random(20261120)
    for _ in range(1000):
        position, bit = chosen.randrange(len(content)), 1 << chosen.randrange(8)
        content[position] ^= bit
        path.write_bytes(content)
        with pytest.raises(BadContent):
            archives.verify(path)
        content[position] ^= bit
    path.write_bytes(content)
    archives.verify(path)


@pytest.mark.parametrize("length", [0, 1, 100, -1, -64, -65])
def test_a_cut_archive_is_refused(archive: Path, tmp_path: Path, length: int) -> None:
    path = tmp_path / "cut.crm"
    path.write_bytes(archive.read_bytes()[:length])
    with pytest.raises(BadContent):
        archives.verify(path)


def rebuilt(archive: Path, path: Path, **changes: bytes | None) -> Path:
    """The archive with entries changed, added or (None) left out, and sealed again."""
    entries = {}
    with zipfile.ZipFile(archive) as old:
        entries = {name: old.read(name) for name in old.namelist()}
    for name, content in changes.items():
        if content is None:
            entries.pop(name)
        else:
            entries[name] = content
    with path.open("w+b") as out:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
            for name, content in entries.items():
                new.writestr(name, content)
            new.comment = b"0" * archives.DIGEST_LENGTH
        archives._seal(out)
    return path


def manifest_of(archive: Path) -> dict[str, object]:
    with zipfile.ZipFile(archive) as found:
        manifest: dict[str, object] = json.loads(found.read(archives.MANIFEST))
    return manifest


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "tables/../../evil.jsonl", "tables/x"])
def test_names_that_do_not_belong_are_refused(archive: Path, tmp_path: Path, name: str) -> None:
    path = rebuilt(archive, tmp_path / "x.crm", **{name: b"{}\n"})
    with pytest.raises(BadContent, match="does not belong"):
        archives.verify(path)


def test_a_newer_archive_is_refused(archive: Path, tmp_path: Path) -> None:
    newer = manifest_of(archive) | {"schema": 9999}
    path = rebuilt(archive, tmp_path / "x.crm", **{archives.MANIFEST: json.dumps(newer).encode()})
    with pytest.raises(BadContent, match="newer crm"):
        archives.verify(path)


def test_a_missing_table_and_a_bomb_are_refused(archive: Path, tmp_path: Path) -> None:
    path = rebuilt(archive, tmp_path / "x.crm", **{"tables/company.jsonl": None})
    with pytest.raises(BadContent, match="does not belong"):
        archives.verify(path)
    path = rebuilt(archive, tmp_path / "y.crm", **{"tables/company.jsonl": b"\n" * 200_000_000})
    with pytest.raises(BadContent, match="unpack to far too much"):
        archives.verify(path)


def test_a_refused_archive_leaves_the_database_alone(crm: Crm, tmp_path: Path) -> None:
    crm.ok("company", "add", "Acme")
    before = everything(crm.database)
    path = tmp_path / "bad.crm"
    path.write_bytes(b"PK\x03\x04 not really" + os.urandom(200))
    assert crm("restore", path, "--yes").code == 4
    assert crm("restore", tmp_path / "none.crm", "--yes").code == 1
    assert everything(crm.database) == before


def test_a_backup_does_not_write_over_a_file(crm_sqlite: Crm, tmp_path: Path) -> None:
    crm_sqlite.ok("company", "add", "Acme")
    crm_sqlite.ok("backup", tmp_path / "a.crm")
    assert crm_sqlite("backup", tmp_path / "a.crm").code == 1


def test_a_backup_is_taken_while_another_writes(crm: Crm, tmp_path: Path) -> None:
    crm.ok("company", "add", "Acme")
    with transaction(crm.database, Command("other", "bob", NOW)) as session:
        companies.add(session, {"name": "Uncommitted"})
        crm.ok("backup", tmp_path / "a.crm")
    manifest = archives.verify(tmp_path / "a.crm")
    assert manifest.tables["company"][0] == 1


def test_a_backup_can_be_tried(crm: Crm, tmp_path: Path) -> None:
    """It says how many rows the archive would have, and writes none."""
    crm.ok("contact", "add", "Jane")
    file = tmp_path / "tried.crm"
    tried = crm.ok("backup", file, "--dry-run", "--json").json
    assert not file.exists()
    assert (tried["dry_run"], crm.ok("backup", file, "--json").json["message"]) == (
        True,
        tried["message"],
    )
    assert crm("backup", file, "--dry-run").code == 1


def killed(crm: Crm, where: str, *words: str | Path) -> None:
    """Run a command that is killed as soon as it calls the function `where` (module:name)."""
    module, _, name = where.partition(":")
    script = (
        f"import os, sys, {module} as m; m.{name} = lambda *a, **b: os.kill(os.getpid(), 9);"
        "from crm_cli.cli import main; main(sys.argv[1:])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *map(str, words)],
        env={**crm.environment, "PYTHONPATH": str(Path(__file__).parents[2])},
        cwd=crm.folder,
        capture_output=True,
        check=False,
    )
    assert done.returncode == -9, done.stderr


def test_a_killed_backup_leaves_nothing(crm_sqlite: Crm, tmp_path: Path) -> None:
    crm_sqlite.ok("contact", "add", "Jane")
    target = tmp_path / "to" / "book.crm"
    killed(crm_sqlite, "crm_cli.services.archives:_digest", "backup", target)
    assert list(target.parent.iterdir()) == []
    crm_sqlite.ok("backup", target)
    assert crm_sqlite.ok("backup", "--verify", target).code == 0


def test_where_a_file_needs_a_name_what_a_backup_left_is_removed(
    crm_sqlite: Crm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "O_TMPFILE", raising=False)
    crm_sqlite.ok("contact", "add", "Jane")
    crm_sqlite.ok("backup", tmp_path / "to" / "book.crm")
    assert [file.name for file in (tmp_path / "to").iterdir()] == ["book.crm"]
    assert crm_sqlite("backup", tmp_path / "to" / "book.crm").code == 1
    left = Path(crm_sqlite.environment["CRM_DATA_DIR"]) / "backups" / ".x.crm.99999999.new"
    left.parent.mkdir()
    left.touch()
    assert str(left) in crm_sqlite.ok("contact", "add", "Bo").err
    assert not left.exists()


@pytest.mark.parametrize("words", [("contact", "add", "Bo"), ("doctor",),
                                   ("contact", "forget", "C1", "--yes")])  # fmt: skip
def test_what_a_killed_move_left_is_removed_by_the_next(
    crm: Crm, tmp_path: Path, words: tuple[str, ...]
) -> None:
    crm.ok("contact", "add", "Jane")
    crm.database.close()
    target = tmp_path / "new" / "book.db"
    target.parent.mkdir()
    killed(crm, "crm_cli.services.restoring:_compare", "db", "move", target)
    assert any(".restoring-" in file.name for file in target.parent.iterdir())
    said = crm.ok(*words)
    assert "book.db.restoring-" in said.err
    assert list(target.parent.iterdir()) == []
    assert list(tmp_path.rglob("*.moving-*")) == []


def test_what_a_running_command_is_at_work_on_stays(crm_sqlite: Crm) -> None:
    """One that runs where its number is another, as in a container, has it locked."""
    crm_sqlite.ok("contact", "add", "Jane")
    left = [crm_sqlite.database.path.with_name(f"crm.db.restoring-{n}") for n in (99999998, 1)]
    for file in left:
        file.touch()
    with claimed(left[0]):
        crm_sqlite.ok("contact", "add", "Bo")
        assert [file.exists() for file in left] == [True, True]
    crm_sqlite.ok("contact", "add", "Cy")
    assert [file.exists() for file in left] == [False, True]
