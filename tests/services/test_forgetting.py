"""Erasing a person: nothing of them is left anywhere, and nothing else is touched."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crm_cli.database import Command, Database
from crm_cli.models import load_all
from crm_cli.services import deliveries
from crm_cli.services.forgetting import clean, touched_tables
from crm_cli.services.forgetting_commands import verb_of
from crm_cli.services.forgetting_names import Traits
from crm_cli.services.forgetting_rows import BESIDE, rows_of_people
from crm_cli.session import transaction
from tests.conftest import NOW, Crm

# What tells of her, in every form; none of it may be left.
SECRETS = [
    "Wilhelmina", "Ørsted-Quist", "orsted-quist", "wilhelmina@secret.example", "mina@old.example",
    "mina@merged.example", "+49 30 5557788", "49305557788", "5557799", "wechat-mina", "goldfish",
    "Sonnenallee", "knee operation", "her cat", "angry letter", "too slow for mina", "gave a talk",
    "secretlevel", "ERP-4711", "1985-03-12", "ꙮ",
]  # fmt: skip


def book(crm: Crm) -> None:
    """Her as C1, with a second entry C2 that was merged into her; C3 is somebody else."""
    crm.ok("field", "add", "contact", "level")
    crm.ok("contact", "add", "Wilhelmina Ørsted-Quist", "--email", "wilhelmina@secret.example",
           "--email", "mina@old.example", "--phone", "+49 30 5557788", "--handle",
           "wechat:wechat-mina-ꙮꙮꙮ", "--tag", "vip", "--field", "level=secretlevel",
           "--address", "Sonnenallee 5", "--consent", "given", "--consent-at", "2026-01-05",
           "--consent-source", "fair", "--birthday", "1985-03-12")  # fmt: skip
    crm.ok("contact", "edit", "C1", "--remove-email", "mina@old.example", "--interests", "goldfish")
    crm.ok("contact", "add", "Wilhelmina Ørsted-Quist", "--email", "mina@merged.example",
           "--phone", "030 5557799")  # fmt: skip
    crm.ok("contact", "add", "Bob Stays", "--email", "bob@stays.example", "--tag", "vip")
    path = crm.folder / "ids.csv"
    path.write_text("id,name,email\nERP-4711,Wilhelmina Ørsted-Quist,wilhelmina@secret.example\n")
    crm.ok("import", path, "--as", "contacts", "--map", "id=external_id", "--source", "erp",
           "--key", "email")  # fmt: skip
    crm.ok("deal", "add", "Big sale", "--contact", "wilhelmina@secret.example", "--amount", "12k")
    crm.ok("deal", "win", "D1")
    crm.ok("interaction", "add", "call", "knee operation", "--contact", "C1", "--body", "her cat")
    crm.ok("interaction", "edit", "I1", "--body", "her cat died")
    crm.ok("interaction", "add", "meeting", "Planning", "--contact", "C1", "--contact", "C3")
    crm.ok("task", "add", "send an angry letter", "--contact", "C2")
    crm.ok("ticket", "open", "angry letter", "--contact", "C1", "--body", "her cat again")
    crm.ok("survey", "add", "nps", "3", "--contact", "C1", "--comment", "too slow for mina")
    crm.ok("log", "call", "C1", "gave a talk")
    crm.ok("contact", "merge", "C1", "C2", "--prefer", "A")


def kept(crm: Crm) -> list[str]:
    """What of her is in the files of the database, byte by byte, and in its cells."""
    crm.database.close()
    path = crm.database.path
    if crm.database.engine == "sqlite":
        files = [file.read_bytes() for file in path.parent.glob(f"{path.name}*") if file.is_file()]
    else:
        files = [json.dumps(list(rows(crm)), ensure_ascii=False, default=str).encode()]
        crm.database.execute("CHECKPOINT")
        files += [
            row["bytes"]
            for row in crm.database.rows(
                "SELECT pg_read_binary_file(pg_relation_filepath(c.oid)) AS bytes FROM pg_class c"
                " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'i')"
            )
        ]
        crm.database.close()
    content = b"\0".join(files).lower()
    return [word for word in SECRETS if word.lower().encode() in content]


def rows(crm: Crm) -> Iterator[object]:
    """All rows of a PostgreSQL database, and what it remembers of its columns."""
    for table in load_all().tables:
        yield from crm.database.rows(f"SELECT * FROM {table}")
    yield from crm.database.rows(
        "SELECT most_common_vals::text AS a, histogram_bounds::text AS b FROM pg_stats"
        " WHERE schemaname = 'public'"
    )


def in_archive(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        content = b"".join(archive.read(name) for name in archive.namelist()).lower()
    return [word for word in SECRETS if word.lower().encode() in content]


def figures(crm: Crm) -> dict[str, Any]:
    """What the reports say of money and work."""
    made: dict[str, Any] = {}
    for name in ("pipeline", "wins", "activity", "tickets", "satisfaction"):
        made |= crm.ok("report", name, "--json").json["sections"]
    return made


def newest(crm: Crm) -> int:
    return int(crm.database.rows("SELECT max(id) AS id FROM changeset")[0]["id"])


def test_nothing_of_her_is_left(crm: Crm, tmp_path: Path) -> None:
    book(crm)
    crm.database.execute("ANALYZE")
    # Else finding nothing afterwards would say nothing. SQLite keeps no raw JSON of her full name.
    assert set(SECRETS) - set(kept(crm)) <= {"Ørsted-Quist"}
    crm.ok("contact", "forget", "wilhelmina@secret.example", "--yes")
    assert kept(crm) == []
    if crm.database.engine == "sqlite":
        # In one piece the index has no words that were taken out of it and only marked as such.
        parts = crm.database.rows("SELECT count(DISTINCT segid) AS n FROM search_index_idx")
        assert parts == [{"n": 1}]
    crm.ok("backup", tmp_path / "after.crm")
    assert in_archive(tmp_path / "after.crm") == []
    assert crm.ok("doctor", "--json").json[0]["state"] == "ok"


def test_money_and_work_stay(crm: Crm) -> None:
    book(crm)
    before = figures(crm)
    crm.ok("contact", "forget", "C1", "--yes")
    after = figures(crm)
    assert before.pop("contacts")[0]["contacts"] == 2
    assert after.pop("contacts")[0]["contacts"] == 1  # who is there to be talked to
    before["unhappy"][0] |= {"contact": "erased", "comment": None}
    assert after == before
    deal = crm.ok("deal", "show", "D1", "--json").json
    assert (deal["contacts"], deal["amount"], deal["outcome"]) == (["erased"], "12000.00", "won")
    shown = crm.ok("interaction", "list", "--json").json
    assert [(row["ref"], row["subject"], row["contacts"]) for row in shown] == [
        ("I3", "erased", ["erased"]),
        ("I2", "Planning", ["erased", "Bob Stays"]),  # not hers alone
        ("I1", "erased", ["erased"]),
    ]
    assert [row["ref"] for row in crm.ok("contact", "list", "--json").json] == ["C3"]
    assert crm.ok("contact", "show", "C3", "--json").json["emails"] == ["bob@stays.example"]


def test_the_row_keeps_its_id_and_uid_only(crm: Crm) -> None:
    book(crm)
    uid = crm.database.rows("SELECT uid FROM contact WHERE id = 1")[0]["uid"]
    crm.ok("contact", "forget", "C1", "--yes", environment={"CRM_NOW": "2026-11-21T09:00:00Z"})
    row = crm.database.rows("SELECT * FROM contact WHERE id = 1")[0]
    assert (row.pop("id"), row.pop("uid")) == (1, uid)
    assert (row.pop("name"), row.pop("search_text")) == ("erased", "erased")
    assert row.pop("deleted_at") == row.pop("updated_at") == "2026-11-21T09:00:00.000Z"
    assert row.pop("created_at") == "2026-11-20T10:00:00.000Z"
    assert set(row.values()) == {None}
    entered = crm.database.rows("SELECT * FROM erased ORDER BY id")
    assert entered[0]["uid"] == uid
    assert {entry["at"] for entry in entered} == {"2026-11-21T09:00:00.000Z"}
    assert len(entered) == 2, "and whoever was merged into her"
    assert set(entered[0]) == {"id", "uid", "noun", "at"}


def test_the_past_shows_her_as_erased(crm: Crm) -> None:
    book(crm)
    later = {"CRM_NOW": "2026-11-22T10:00:00Z"}
    crm.ok("contact", "forget", "C1", "--yes", environment=later)
    past = ("--as-of", "2026-11-21", "--json")
    listed = crm.ok("contact", "list", *past, environment=later).json
    assert [(row["ref"], row["name"], row["emails"]) for row in listed] == [
        ("C3", "Bob Stays", ["bob@stays.example"]),
        ("C1", "erased", []),
    ]
    shown = crm.ok("contact", "show", "C1", *past, environment=later).json
    assert (shown["name"], shown["city"], shown["tags"]) == ("erased", None, [])
    assert {row["subject"] for row in shown["interactions"]} == {"erased", "Planning"}
    for words in (["pipeline"], ["activity"], ["wins"], ["segments"], ["weekly"]):
        crm.ok("report", *words, *past, environment=later)


@pytest.mark.parametrize("newest_first", [True, False])
def test_no_undo_brings_anything_back(crm: Crm, newest_first: bool) -> None:
    book(crm)
    last = newest(crm)
    crm.ok("contact", "forget", "C1", "--yes")
    final = crm("undo", str(newest(crm)))
    assert (final.code, final.err.splitlines()[0][:7]) == (7, "error: ")
    order = range(last, 1, -1) if newest_first else range(2, last + 1)
    for id in order:
        result = crm("undo", str(id))
        assert result.code in (0, 6, 7), result
        assert "Traceback" not in result.err
    assert kept(crm) == []
    # And back again, whatever could be undone.
    for id in range(newest(crm), last, -1):
        assert crm("undo", str(id)).code in (0, 3, 6, 7)
    assert kept(crm) == []
    assert crm.database.rows("SELECT name FROM contact WHERE id = 1") == [{"name": "erased"}]


def test_what_an_undo_leaves_is_named(crm: Crm) -> None:
    book(crm)
    crm.ok("contact", "forget", "C1", "--yes")
    merged = crm("undo", "17")  # what it moved goes back
    assert (merged.code, "kept: C1 erased, erased for good" in merged.out) == (6, True)
    added = crm("undo", "3")  # its tag is another's, too
    assert (added.code, "erased for good" in added.err) == (7, True)
    edited = crm("undo", "4")  # whose change is not known any more
    assert (edited.code, "erased for good" in edited.err) == (7, True)
    assert crm("trash", "restore", "C1").code == 3
    assert "C1" not in crm.ok("trash", "list").out


def _later(crm: Crm, minutes: int, archive: Path) -> str:
    """What a restore says some minutes later: the database before each is kept by its time."""
    now = {"CRM_NOW": f"2026-11-20T11:0{minutes}:00Z"}
    return crm.ok("restore", archive, "--yes", environment=now).out


def test_an_older_archive_does_not_bring_her_back(crm: Crm, tmp_path: Path) -> None:
    book(crm)
    crm.ok("backup", tmp_path / "old.crm")
    crm.ok("contact", "forget", "C1", "--yes")
    restored = crm.ok("restore", tmp_path / "old.crm", "--yes")
    assert "erased again: 2 people" in restored.out
    assert kept(crm) == []
    assert len(crm.database.rows("SELECT * FROM erased")) == 2
    # What this one writes knows of it, too.
    crm.ok("backup", tmp_path / "new.crm")
    assert "erased again" not in _later(crm, 1, tmp_path / "new.crm")
    assert "erased again: 2" in _later(crm, 2, tmp_path / "old.crm")
    assert kept(crm) == []
    assert crm.ok("contact", "show", "C3", "--json").json["emails"] == ["bob@stays.example"]


@pytest.mark.parametrize("kind", ["database", "archive"])
def test_the_ledger_of_another_book_counts_in_a_new_one(
    crm: Crm, tmp_path: Path, kind: str
) -> None:
    crm.ok("contact", "add", "Wilhelmina Quist", "--email", "wilhelmina@secret.example")
    crm.ok("contact", "add", "Bob Stays")
    crm.ok("backup", tmp_path / "old.crm")
    said = crm.ok("contact", "forget", "C1", "--yes").out
    assert "in this database a restored archive does not bring them back" in said
    crm.ok("backup", tmp_path / "after.crm")
    crm.database.close()
    source = crm.environment["CRM_DATABASE_URL"] if kind == "database" else tmp_path / "after.crm"
    words = ("backup", "--verify", tmp_path / "old.crm", "--forgotten", source)
    assert "it still has 1 person erased there" in crm.ok(*words).out
    words = ("backup", "--verify", tmp_path / "after.crm", "--forgotten", source)
    assert "it has nobody who was erased there" in crm.ok(*words).out
    new = ("--db", tmp_path / "new.db")
    warned = crm.ok("--db", tmp_path / "bare.db", "restore", tmp_path / "old.crm")
    assert "--forgotten FROM erases them again" in warned.err
    restored = crm.ok(*new, "restore", tmp_path / "old.crm", "--forgotten", source)
    assert ("erased again: 1 person" in restored.out, restored.err) == (True, "")
    assert [row["name"] for row in crm.ok(*new, "contact", "list", "--json").json] == ["Bob Stays"]
    assert b"wilhelmina" not in (tmp_path / "new.db").read_bytes().lower()
    missing = crm(*new, "restore", tmp_path / "old.crm", "--forgotten", "no.db", "--yes")
    assert missing.code == 3


def test_an_export_of_before_does_not_bring_her_back(crm: Crm, tmp_path: Path) -> None:
    crm.ok("contact", "add", "Wilhelmina Quist", "--email", "wilhelmina@secret.example")
    crm.ok("export", "--all", tmp_path / "all.crm")
    crm.ok("contact", "forget", "C1", "--yes")
    crm.ok("trash", "empty", "--yes")
    imported = crm.ok("import", tmp_path / "all.crm")
    assert "erased again: 1 person" in imported.out
    assert kept(crm) == []


def test_whoever_is_in_the_history_alone_can_be_erased(crm: Crm) -> None:
    crm.ok("contact", "add", "Wilhelmina Ørsted-Quist", "--email", "wilhelmina@secret.example")
    crm.ok("interaction", "add", "call", "knee operation", "--contact", "C1")
    crm.ok("contact", "delete", "C1")
    crm.ok("interaction", "delete", "I1")
    crm.ok("trash", "empty", "--yes")
    assert crm.database.rows("SELECT id FROM contact") == []
    assert kept(crm)
    crm.ok("contact", "forget", "C1", "--yes")
    assert kept(crm) == []
    assert crm("undo", "2").code == 7
    assert len(crm.database.rows("SELECT * FROM erased")) == 1


def test_who_was_merged_into_another_is_erased_with_the_other(crm: Crm) -> None:
    book(crm)
    refused = crm("contact", "forget", "C2", "--yes")
    assert (refused.code, "C1" in refused.err) == (7, True)
    # A merge that was taken back does not tie them together.
    crm.ok("undo", str(newest(crm)))
    crm.ok("contact", "forget", "C2", "--yes")
    row = crm.ok("contact", "show", "C1", "--json").json
    assert row["emails"] == ["wilhelmina@secret.example"]
    assert "mina@merged.example" not in kept(crm)


def test_texts_elsewhere_that_name_her_are_listed_and_left(crm: Crm) -> None:
    book(crm)
    crm.ok("deal", "add", "For wilhelmina  ORSTED-QUIST", "--contact", "C3")
    crm.ok("company", "add", "Elsewhere", "--address", "c/o WILHELMINA ØRSTED-QUIST")
    crm.ok("interaction", "add", "note", "ask Bob", "--contact", "C3",
           "--body", "she is at Wilhelmina@Secret.example or 030/555 77-88")  # fmt: skip
    crm.ok("interaction", "edit", "I4", "--body", "nothing")
    tried = crm.ok("contact", "forget", "C1", "--dry-run", "--json").json
    erased = crm.ok("contact", "forget", "C1", "--yes", "--json").json
    assert tried["rows"] == erased["rows"]
    assert {tuple(row.values()) for row in erased["rows"]} == {
        ("D2", "title", "name"),
        ("O1", "address", "name"),
        ("I4", "history #21: body", "e-mail, phone"),
    }
    assert crm.ok("deal", "show", "D2", "--json").json["title"] == "For wilhelmina  ORSTED-QUIST"


def test_what_names_her_by_one_rare_name_is_listed(crm: Crm) -> None:
    """Filters, tasks, others' comments, tags, sources, commands; not a name that others have."""
    crm.ok("contact", "add", "Wilhelmina van Ørsted-Quist", "--city", "Bonn")
    crm.ok("contact", "add", "Bob Ørsted-Quist", "--source", "fair of wilhelmina", "--tag", "mina")
    crm.ok("contact", "add", "Cy Stays", "--tag", "WILHELMINA's")
    crm.ok("task", "add", "call Ørsted-Quist", "--contact", "C2")
    crm.ok("task", "add", "ask Wilhelmina about it", "--contact", "C2")
    crm.ok("survey", "add", "nps", "3", "--contact", "C2", "--comment", "thanks to wilhelmina!")
    crm.ok("filter", "add", "hers", "contact", "--where", "name~wilhelmina")
    crm.ok("deal", "add", "a van for Wilhelminas", "--contact", "C2")
    crm.ok("contact", "list", "--where", "name~wilhelmina")
    tried = crm.ok("contact", "forget", "C1", "--dry-run", "--json").json
    erased = crm.ok("contact", "forget", "C1", "--yes", "--json")
    assert tried["rows"] == erased.json["rows"]
    assert "wilhelmina" not in erased.out.lower()
    listed = {tuple(row.values()) for row in erased.json["rows"]}
    assert {named for _, _, named in listed} == {"one of their names"}
    assert {(ref, where) for ref, where, _ in listed} == {
        ("C2", "source"), ("", "tag 2: name"), ("", "tag 2: key"), ("K2", "title"),
        ("V1", "comment"), ("", "saved filter 1: conditions"), ("#3", "recorded command"),
        ("#4", "recorded command"), ("#6", "recorded command"), ("#7", "recorded command"),
        ("#8", "recorded command"),
    }  # fmt: skip


def test_a_name_that_is_a_common_word_is_listed_so_often_only(crm_sqlite: Crm) -> None:
    crm_sqlite.ok("contact", "add", "Will Ørsted")
    rows = "".join(f"it will do {n}\n" for n in range(130))
    crm_sqlite.ok("import", "-", "--as", "tasks", stdin="title\n" + rows)
    said = crm_sqlite.ok("contact", "forget", "C1", "--yes")
    assert said.out.count("one of their names") == 100
    assert "… and 160 more that have one of their names as a word" in said.err


def test_what_a_source_said_of_what_stays_is_forgotten_where_it_has_her_address(crm: Crm) -> None:
    crm.ok("contact", "add", "Wilhelmina Quist", "--email", "wilhelmina@secret.example")
    path = crm.folder / "deals.csv"
    path.write_text("id,title,contact,amount\n1,Sale,wilhelmina@secret.example,5\n2,Other,,7\n")
    words = ("import", path, "--as", "deals", "--map", "id=external_id", "--source", "erp")
    crm.ok(*words)
    path.write_text("id,title,contact,amount\n1,Sale,Wilhelmina Quist,6\n2,Other,,8\n")
    crm.ok(*words)  # that she was meant by her address is in the history alone
    crm.ok("contact", "forget", "C1", "--yes")
    assert kept(crm) == []
    for id in range(newest(crm), 1, -1):
        assert crm("undo", str(id)).code in (0, 3, 6, 7)
    assert kept(crm) == []


def test_an_import_goes_on_after_an_erasure(crm: Crm) -> None:
    crm.ok("contact", "add", "Wilhelmina Quist", "--email", "wilhelmina@secret.example")
    path = crm.folder / "deals.csv"
    path.write_text("id,title,contact,amount\n1,Sale,wilhelmina@secret.example,5\n2,Other,,7\n")
    words = ("import", path, "--as", "deals", "--map", "id=external_id", "--source", "erp")
    crm.ok(*words)
    crm.ok("contact", "forget", "C1", "--yes")
    path.write_text("id,title,contact,amount\n1,Sale,,9\n2,Other,,8\n")
    crm.ok(*words)
    listed = crm.ok("deal", "list", "--json").json
    assert {row["title"]: row["amount"] for row in listed} == {"Sale": "9.00", "Other": "8.00"}
    assert kept(crm) == []


def test_a_report_that_went_to_her_went_to_nobody(crm: Crm) -> None:
    crm.ok("contact", "add", "Wilhelmina Quist", "--email", "wilhelmina@secret.example")
    for to in (["bob@stays.example"], ["wilhelmina@secret.example", "Al@stays.example"]):
        with transaction(crm.database, Command("crm report", "amy", NOW)) as session:
            deliveries.record(session, "weekly", "2026-W46", to)
    crm.ok("contact", "forget", "C1", "--yes")
    assert kept(crm) == []
    rows = crm.database.rows("SELECT recipients FROM delivery")
    assert rows == [{"recipients": "bob@stays.example\nAl@stays.example"}]
    assert crm("undo", "4").code in (0, 6, 7)
    assert kept(crm) == []


def test_ones_own_files_that_name_her_are_listed(crm_sqlite: Crm) -> None:
    crm = crm_sqlite
    crm.ok("contact", "add", "Wilhelmina Quist", "--email", "wilhelmina@secret.example")
    crm.ok("config", "alias", "set", "mina", "contact show wilhelmina@secret.example")
    erased = crm.ok("contact", "forget", "C1", "--yes", "--json").json
    config = Path(crm.environment["CRM_CONFIG_DIR"]) / "config.toml"
    assert [tuple(row.values()) for row in erased["rows"]] == [
        ("", f"{config}, line 2", "e-mail")
    ]  # fmt: skip


def test_commands_of_others_stay_as_they_were_typed(crm: Crm) -> None:
    book(crm)
    crm.ok("contact", "forget", "C1", "--yes")
    lines = {row["id"]: row["command"] for row in crm.database.rows("SELECT * FROM changeset")}
    assert lines[3] == "crm contact add"
    assert lines[6] == "crm contact add 'Bob Stays' --email bob@stays.example --tag vip"
    assert lines[8] == "crm deal add"  # it named her by her e-mail
    assert lines[9] == "crm deal win D1"
    assert lines[7].startswith("crm import ")
    assert lines[max(lines)] == "crm contact forget C1"


def test_a_second_time_does_no_harm(crm: Crm) -> None:
    book(crm)
    crm.ok("contact", "forget", "C1", "--yes")
    crm.ok("contact", "forget", "C1", "--yes")
    assert kept(crm) == []
    assert len(crm.database.rows("SELECT * FROM erased")) == 2


def test_a_dry_run_changes_nothing(crm: Crm) -> None:
    book(crm)
    before = [crm.database.rows(f"SELECT * FROM {t} ORDER BY id") for t in ("change", "changeset")]
    tried = crm.ok("contact", "forget", "C1", "--dry-run", "--json").json
    after = [crm.database.rows(f"SELECT * FROM {t} ORDER BY id") for t in ("change", "changeset")]
    assert after == before
    assert crm.database.rows("SELECT * FROM erased") == []
    assert (tried["dry_run"], tried["record"]["person"]) == (True, 2)
    assert tried["record"]["contact_email"] == 2


def test_what_belongs_to_a_contact_is_what_the_models_say() -> None:
    from crm_cli.changes.units import owner_of

    owners = {name: owner_of(table) for name, table in load_all().tables.items()}
    assert {name for name, owner in owners.items() if owner == ("contact", "contact_id")} == {
        *BESIDE
    }


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("call JANE   müller-lüdenscheidt", ["name"]),
        ("Janet Mullerowa", []),
        ("xjane@a.example, notjane@a.example", []),
        ("<jane@a.example>", ["e-mail"]),
        ("ring 0049 (30) 123 45-67, ext 3", ["phone"]),
        ("order 41234567", []),
        ("张伟来了", ["name"]),
    ],
)
def test_what_names_a_person(text: str, kinds: list[str]) -> None:
    traits = Traits()
    traits.add("name", "Jane Muller-Ludenscheidt")
    traits.add("name", "张伟")
    traits.add("email", "Jane@A.example")
    traits.add("phone", "030 1234567")
    assert traits.found_in(text) == kinds


@pytest.mark.parametrize(
    ("line", "verb"),
    [
        ("crm contact add 'Jane Smith'", "crm contact add"),
        ("crm --db … contact edit C1 --city Berlin", "crm contact edit"),
        ("crm log jane called", "crm log"),
        ("crm", "crm"),
        ("crm 张伟", "crm"),
    ],
)
def test_a_command_line_is_cut_to_its_verb(line: str, verb: str) -> None:
    assert verb_of(line) == verb


def test_every_table_can_be_written_anew_when_it_is_empty(database: Database) -> None:
    clean(database)
    tables = [name for name in touched_tables() if name not in ("change", "changeset")]
    assert {database.rows(f"SELECT count(*) AS n FROM {name}")[0]["n"] for name in tables} == {0}
    if database.engine == "postgresql":
        off = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'D'"
        assert database.rows(off) == []
    theirs = rows_of_people(database, [1])
    assert {*theirs.gone, *theirs.blank, "delivery"} == set(tables)


def test_a_large_import_goes_back_but_for_whom_was_erased(crm: Crm) -> None:
    path = crm.folder / "many.csv"
    lines = [f"Person {n},p{n}@many.example" for n in range(1200)]
    path.write_text("name,email\n" + "\n".join([*lines, "Wilhelmina,wilhelmina@secret.example"]))
    crm.ok("import", path, "--as", "contacts")
    imported = newest(crm)
    crm.ok("contact", "forget", "wilhelmina@secret.example", "--yes")
    undone = crm("undo", str(imported))
    assert (undone.code, "erased for good" in undone.out) == (6, True)
    assert crm.database.rows("SELECT name FROM contact") == [{"name": "erased"}]
    crm.ok("undo", str(newest(crm)))
    assert crm.database.rows("SELECT count(*) AS n FROM contact") == [{"n": 1201}]
    assert "wilhelmina@secret.example" not in kept(crm)
