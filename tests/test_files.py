"""Files that somebody names: what goes where, in which format, and what is never destroyed."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import zipfile
from pathlib import Path
from threading import Thread
from typing import Any
from unittest.mock import patch

import pytest

from crm_cli.config import SETTINGS
from crm_cli.database import SCHEMA_VERSION, Database
from tests import command_tree
from tests.changes.histories import contents
from tests.conftest import NOW, Crm
from tests.servers import Server


def test_output_follows_a_link_and_dashes_are_stdout(crm_sqlite: Crm, tmp_path: Path) -> None:
    crm_sqlite.ok("company", "add", "Acme")
    target = tmp_path / "kept.csv"
    target.write_text("before")
    link = tmp_path / "link.csv"
    link.symlink_to(target)
    listing = ("company", "list", "--columns", "name", "--format", "csv", "--output")
    crm_sqlite.ok(*listing, link)
    assert link.is_symlink()
    assert target.read_text() == "name\nAcme\n"
    for stdout in ("-", "/dev/stdout", "/dev/fd/1"):
        assert crm_sqlite.ok(*listing, stdout).out == "name\nAcme\n"


# Each command that writes a file which somebody names: FILE stands for the name.
WRITERS = [
    "contact list --format csv --output FILE",
    "report pipeline --format html --output FILE",
    "contact show C1 --format json --output FILE",
    "board --format md --output FILE",
    "today --ics FILE",
    "export contacts --format csv --output FILE",
    "export contacts deals --output FILE.zip",
    "export --all FILE",
    "backup FILE",
    "db move FILE",
    "import people.csv --skip-bad --rejects FILE",
]


@pytest.mark.parametrize("words", WRITERS)
def test_output_destroys_nothing(crm_sqlite: Crm, words: str) -> None:
    """Not the database, by any name, nor its journal, nor what is no regular file."""
    crm_sqlite.ok("contact", "add", "Jane Smith")
    (crm_sqlite.folder / "people.csv").write_text("name,email\nA,bad@\n")
    path = crm_sqlite.database.path
    beside = crm_sqlite.folder
    os.link(path, beside / "hard")
    (beside / "soft").symlink_to(path)
    os.mkfifo(beside / "pipe")
    (beside / "folder").mkdir()
    (beside / "device").symlink_to(os.devnull)
    before = path.read_bytes()
    journals = [f"{path}{ending}" for ending in ("-journal", "-wal", "-shm")]
    names = [path, "hard", "soft", "../crm.db", *journals, "pipe", "folder", "device"]
    for name in names:
        target = str(name)
        if words.endswith(".zip"):  # the ending belongs to it
            target = Path(target).name
            (beside / f"{target}.zip").unlink(missing_ok=True)
            (beside / f"{target}.zip").symlink_to((beside / name).absolute())
        result = crm_sqlite(*[word.replace("FILE", target) for word in words.split()])
        if (words, name) != ("db move FILE", "folder"):
            assert result.code == 2, (name, result.err)
        assert result.code > 0
        assert "error: " in result.err, name
    assert path.read_bytes() == before
    assert not any(Path(journal).exists() for journal in journals)
    assert Path(os.devnull).is_char_device()
    assert (beside / "pipe").is_fifo()


def test_rejects_do_not_go_over_what_is_read(crm_sqlite: Crm) -> None:
    """Not even over rejected rows, which are imported again."""
    file = crm_sqlite.folder / "rejects.csv"
    file.write_text("crm_reason,name,email\nbroken,A,bad@\n")
    result = crm_sqlite("import", file.name, "--skip-bad", "--rejects", file.name)
    assert (result.code, "rejects.csv is the file that is read" in result.err) == (2, True)


@pytest.mark.parametrize("words", [("contact", "list"), ("contact", "add", "Jane")])
def test_what_is_no_regular_file_is_no_database(crm_sqlite: Crm, words: Any) -> None:
    os.mkfifo(crm_sqlite.folder / "pipe")
    (crm_sqlite.folder / "link").symlink_to(os.devnull)
    for name in ("pipe", "link", os.devnull):
        result = crm_sqlite("--db", name, *words)
        assert (result.code, "is not a regular file" in result.err) == (2, True)
    assert (crm_sqlite.folder / "pipe").is_fifo()
    assert Path(os.devnull).is_char_device()


@pytest.mark.parametrize(
    ("words", "start"),
    [
        ("contact list --output x.html", b"<!DOCTYPE html>"),
        ("contact list --output x.CSV", b"ref,name"),
        ("contact list --output x.json", b"[\n"),
        ("contact list --output x.ndjson", b'{"ref"'),
        ("contact list --output x.xlsx", b"PK\x03\x04"),
        ("contact list --output x.md", b"| id | name"),
        ("contact list --output x.txt", b"id  name"),
        ("contact list --output x", b"id  name"),
        ("contact list --output x.csv --format json", b"[\n"),
        ("contact list --output x.csv --json", b"[\n"),
        ("report pipeline --output x.xlsx", b"PK\x03\x04"),
        ("report weekly --to amy@example.com --output x.eml", b"Subject: "),
        ("show C1 --output x.md", b"# C1 Jane"),
        ("today --output x.ics", b"BEGIN:VCALENDAR"),
        ("export contacts --output x.xlsx", b"PK\x03\x04"),
        ("export contacts --output x.vcf", b"BEGIN:VCARD"),
        ("export contacts --output x.zip", b"PK\x03\x04"),
        ("export contacts --output x", b"uid,name"),
        ("export contacts deals --output x.xlsx", b"PK\x03\x04"),
    ],
)
def test_the_ending_decides_the_format(crm_sqlite: Crm, words: str, start: bytes) -> None:
    crm_sqlite.ok("contact", "add", "Jane Smith")
    crm_sqlite.ok(*words.split())
    (file,) = crm_sqlite.folder.iterdir()
    assert file.read_bytes().startswith(start)


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("contact list --output x.pdf", ".csv"),
        ("contact list --output x.json.gz", ".json"),
        ("contact list --output x.vcf", ".md"),
        ("report pipeline --output x.svg", ".eml"),
        ("show C1 --output x.ics", ".html"),
        ("export contacts --output x.md", ".vcf"),
        ("export contacts deals --output x.html", ".zip"),
    ],
)
def test_an_ending_that_is_no_format_is_refused(crm_sqlite: Crm, words: str, named: str) -> None:
    crm_sqlite.ok("contact", "add", "Jane Smith")
    result = crm_sqlite(*words.split())
    assert (result.code, named in result.err.splitlines()[1]) == (2, True)
    assert list(crm_sqlite.folder.iterdir()) == []


@pytest.mark.parametrize(
    "words",
    [
        "contact list --json", "report pipeline --json", "find x", "show C1", "today", "", "board",
        "history", "export contacts", "config list", "doctor", "db current", "backup x.crm",
        "user list", "undo", "contact edit C1 --city Rome", "report diff 2026-11-01",
    ],
)  # fmt: skip
def test_a_database_that_was_named_has_to_be_there(crm_sqlite: Crm, words: str) -> None:
    for named in ({"CRM_DATABASE_URL": "typo.db"}, {"CRM_DATABASE_URL": ""}):
        crm_sqlite.environment |= named
        result = crm_sqlite(*words.split())
        assert (result.code, result.out) == (3, ""), result.err
        assert result.err.startswith("error: there is no database yet at typo.db\n")
        (crm_sqlite.folder.parent / "config" / "config.toml").write_text(
            '[database]\nurl = "typo.db"\n'
        )
    assert list(crm_sqlite.folder.iterdir()) == []


def test_the_first_command_that_writes_makes_what_was_named_but_no_folder(
    crm_sqlite: Crm,
) -> None:
    lines = "name\nJane Smith\n"
    for words in (
        ("contact", "add", "Jane"), ("import", "-", "--as", "contacts"), ("init",),
        ("import", "-", "--as", "contacts", "--dry-run"),
    ):  # fmt: skip
        result = crm_sqlite("--db", "typo/x.db", *words, stdin=lines)
        assert (result.code, "there is no folder typo to make x.db in" in result.err) == (3, True)
    assert list(crm_sqlite.folder.iterdir()) == []
    assert (
        "made x.db"
        in crm_sqlite.ok("--db", "x.db", "import", "-", "--as", "contacts", stdin=lines).err
    )
    for words in (("help", "dates"), ("db", "url"), ("config", "set", "database.url", "x.db")):
        assert crm_sqlite("--db", "y.db", *words).code == 0  # what mends a slip works


def test_a_link_to_no_file_yet_and_to_an_empty_one_stay_links(crm_sqlite: Crm) -> None:
    (crm_sqlite.folder / "empty").touch()
    for link, target in (("one", "new.db"), ("two", "empty")):
        (crm_sqlite.folder / link).symlink_to(target)
        crm_sqlite.ok("--db", link, "contact", "add", "Jane")
        assert (crm_sqlite.folder / link).is_symlink()
        assert crm_sqlite.ok("--db", target, "contact", "list", "--json").json[0]["ref"] == "C1"


def test_of_two_first_writers_on_an_empty_file_one_is_told(crm_sqlite: Crm) -> None:
    from crm_cli import migrations
    from crm_cli.errors import Conflict

    path = crm_sqlite.folder / "empty.db"
    path.touch()
    with (
        pytest.raises(Conflict),
        migrations.building(Database(str(path))),
        patch("os.getpid", return_value=1),  # another process
    ):
        crm_sqlite.ok("--db", path, "contact", "add", "First")
    assert crm_sqlite.ok("--db", path, "contact", "list", "--json").json[0]["name"] == "First"


@pytest.mark.parametrize("manifest", ["[]", "{}", '{"format": "x"}', '{"format": 1, "schema": []}'])
def test_a_forged_archive_is_told(crm_sqlite: Crm, manifest: str) -> None:
    """Its seal fits, and what it holds is no manifest."""
    path = crm_sqlite.folder / "forged.crm"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("manifest.json", manifest)
        archive.comment = b"0" * 64
    content = path.read_bytes()[:-64]
    path.write_bytes(content + hashlib.sha256(content).hexdigest().encode())
    before = crm_sqlite.database.path.read_bytes()
    result = crm_sqlite("restore", path, "--yes")
    assert (result.code, "forged.crm is damaged" in result.err) == (4, True)
    assert crm_sqlite.database.path.read_bytes() == before


@pytest.mark.parametrize(
    "setting", [("stale_days", "1000000"), ("limit", "9" * 23), ("smtp.port", "65536")]
)
def test_a_setting_has_an_upper_bound(crm_sqlite: Crm, setting: tuple[str, str]) -> None:
    result = crm_sqlite("config", "set", *setting)
    assert (result.code, "a whole number up to" in result.err) == (2, True)


@pytest.mark.parametrize("text", ["9" * 23, "1e3"])
def test_a_setting_that_another_program_wrote_is_held_down_or_told(
    crm_sqlite: Crm, text: str
) -> None:
    """Whether it stands in the file or in the database; config mends it in either case."""
    file = crm_sqlite.folder.parent / "config" / "config.toml"
    for found in SETTINGS.values():
        if found.scope == "personal":
            group, _, name = found.name.rpartition(".")
            file.write_text(f"[{group}]\n{name} = '{text}'" if group else f"{name} = {text}")
        else:
            crm_sqlite.database.execute(
                "INSERT INTO setting (uid, name, value, created_at, updated_at) VALUES ('u', :name,"
                " :value, :at, :at) ON CONFLICT DO UPDATE SET value = :value",
                {"name": found.name, "value": text, "at": NOW},
            )
            crm_sqlite.database.close()
        lists, reports = ("contact list",), ("report tickets", "report segments")
        for words in lists if found.scope == "personal" else lists + reports:
            result = crm_sqlite(*words.split())
            assert result.code in (0, 2, 4), (found.name, words, result.err)
            assert result.err.count("error: ") == (result.code > 0), result.err
        crm_sqlite.ok("config", "get", found.name)
        crm_sqlite.ok("config", "unset", found.name)
        assert crm_sqlite("contact", "list").code == 0, found.name


def test_doctor_says_that_a_book_is_locked(crm_sqlite: Crm) -> None:
    with patch("crm_cli.connections.LOCK_SECONDS", 0.05):
        stranger = sqlite3.connect(crm_sqlite.database.path, isolation_level=None)
        stranger.execute("BEGIN EXCLUSIVE")
        result = crm_sqlite("doctor")
        stranger.close()
    assert (result.code, "try again" in result.err) == (7, True)


def test_a_database_on_a_server_has_to_be_there_and_to_keep_all_text(
    crm_sqlite: Crm, postgres: Server
) -> None:
    with postgres.fresh() as url, postgres.fresh(empty=True) as empty:
        gone = crm_sqlite("--db", url.replace("/crm_test", "/no_crm_test"), "contact", "list")
        assert (gone.code, "there is no database at" in gone.err) == (3, True)
        assert crm_sqlite("--db", empty, "contact", "list").code == 3


def test_a_pipe_that_has_a_name_is_imported(crm_sqlite: Crm) -> None:
    pipe = crm_sqlite.folder / "pipe"
    os.mkfifo(pipe)
    writer = Thread(target=pipe.write_text, args=("name\nJane Smith\n",), daemon=True)
    writer.start()
    crm_sqlite.ok("import", pipe, "--as", "contacts")
    writer.join(5)
    assert crm_sqlite.ok("contact", "list", "--json").json[0]["name"] == "Jane Smith"


TAG = {
    **{"id": 1, "uid": "u", "name": "vip", "key": "vip", "created_at": NOW, "updated_at": NOW},
    "deleted_at": None,
}
FORGED: list[tuple[Any, dict[str, int], str]] = [
    ({"id": 1, "name) VALUES (1); --": 2}, {}, "tag"), ([1], {}, "tag"), (3, {}, "tag"),
    (TAG | {"id": "x"}, {}, "tag"), (TAG | {"name": ["a"]}, {}, "tag"),
    (TAG | {"name": {"a": 1}}, {}, "tag"), (TAG | {"id": 10**40}, {}, "tag"),
    (TAG | {"name": "\ud800"}, {}, "tag"), (TAG | {"created_at": "x"}, {}, "tag"),
    (TAG | {"name": None}, {}, "tag"), (TAG, {}, "boat"), (TAG, {"tag": 10**30}, "tag"),
    (TAG, {"sqlite_master": 5}, "tag"), (TAG, {"tag": -1}, "tag"),
]  # fmt: skip


@pytest.mark.parametrize("command", ["restore FILE --yes", "import FILE"])
def test_what_a_forged_archive_holds_is_told(crm: Crm, command: str) -> None:
    """No SQL, no value of another type, no other table, no last id that is none."""
    before = contents(crm.database)
    for number, (row, sequences, name) in enumerate(FORGED):
        path = crm.folder / f"forged{number}.crm"
        line = f"{json.dumps(row)}\n".encode()
        table = {"rows": 1, "sha256": hashlib.sha256(line).hexdigest()}
        manifest = {
            **{"format": 1, "schema": SCHEMA_VERSION, "made_at": NOW, "program": "0"},
            **{"sequences": sequences, "tables": {name: table}},
        }
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(f"tables/{name}.jsonl", line)
            archive.writestr("manifest.json", json.dumps(manifest))
            archive.comment = b"0" * 64
        content = path.read_bytes()[:-64]
        path.write_bytes(content + hashlib.sha256(content).hexdigest().encode())
        result = crm(*command.replace("FILE", str(path)).split())
        assert (result.code, ".crm is damaged" in result.err) == (4, True), (row, result.err)
        assert contents(crm.database) == before


def test_every_option_that_takes_a_whole_number_has_an_upper_bound() -> None:
    for words, command in command_tree.commands():
        for one in command.params:
            if one.type.name.startswith("integer"):
                assert one.type.max <= 10**9, (words, one.opts)
