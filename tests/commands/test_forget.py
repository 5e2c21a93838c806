"""`crm contact forget` asks before it erases; `crm contact dossier` shows all that is held."""

from __future__ import annotations

import csv
import io
import json
import sqlite3

import pytest

from crm_cli.connections import translated
from crm_cli.context import AppContext
from crm_cli.database import NOTHING, Database, Params
from crm_cli.models import load_all
from crm_cli.services import forgetting
from tests.conftest import Crm
from tests.services.test_forgetting import SECRETS, book, kept
from tests.terminal import Terminal


def test_it_is_not_done_without_a_word(crm_sqlite: Crm) -> None:
    book(crm_sqlite)
    refused = crm_sqlite("contact", "forget", "C1")
    assert (refused.code, "cannot be undone" in refused.err, "--yes" in refused.err) == (
        2, True, True
    )  # fmt: skip
    assert crm_sqlite.ok("contact", "show", "C1", "--json").json["city"] is None
    assert crm_sqlite("contact", "forget", "nobody@x.example", "--yes").code == 3


@pytest.mark.parametrize(("answer", "code", "name"), [("y", 0, "erased"), ("n", 1, "Jane 张伟")])
def test_a_terminal_says_what_goes_and_asks(
    crm_sqlite: Crm, answer: str, code: int, name: str
) -> None:
    crm_sqlite.ok("contact", "add", "Jane 张伟", "--email", "jane@a.example")
    terminal = Terminal("contact", "forget", "C1", environment=crm_sqlite.environment,
                        folder=crm_sqlite.folder)  # fmt: skip
    asked = " ".join(terminal.see("Go on?").split())
    assert "this cannot be undone: C1 is erased everywhere" in asked
    assert "1 person, 1 e-mail" in asked
    terminal.type(answer + "\r")
    terminal.end()
    assert crm_sqlite.database.rows("SELECT name FROM contact") == [{"name": name}]
    if code == 0:
        assert "erased C1: 1 person" in " ".join(terminal.text.split())


def test_the_receipt_is_not_personal(crm: Crm) -> None:
    book(crm)
    uid = crm.database.rows("SELECT uid FROM contact WHERE id = 1")[0]["uid"]
    receipt = crm.ok("contact", "forget", "mina@merged.example", "--yes", "--json")
    assert [word for word in SECRETS if word.lower() in receipt.out.lower()] == []
    record = receipt.json["record"]
    assert (record["ref"], record["uids"][0]) == ("C1", uid)
    assert record["erased_at"] == "2026-11-20T10:00:00.000Z"
    counts = {name: record[name] for name in ("person", "contact_email", "contact_phone",
              "contact_handle", "contact_tag", "contact_field", "external_id",
              "interaction_text", "task_text", "ticket_text", "survey_text")}  # fmt: skip
    # Her two and one that was merged; the shared phone of neither.
    assert counts == {
        "person": 2, "contact_email": 2, "contact_phone": 2, "contact_handle": 1, "contact_tag": 1,
        "contact_field": 1, "external_id": 1, "interaction_text": 2, "task_text": 1,
        "ticket_text": 1, "survey_text": 1,
    }  # fmt: skip
    assert receipt.json["changeset"] is None, "there is nothing to undo it by"


def test_a_full_disk_leaves_it_done_or_not(
    crm_sqlite: Crm, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While it erases, nothing is changed; when pages are written anew after that, it is done."""
    crm = crm_sqlite
    book(crm)

    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(forgetting, "_enter", full)
        refused = crm("contact", "forget", "C1", "--yes")
    assert (refused.code, refused.err.splitlines()[0].rpartition("; ")[2]) == (
        1, "nothing was changed"
    )  # fmt: skip
    assert "erased" not in refused.out + refused.err
    assert crm.ok("contact", "show", "C1", "--json").json["name"] == "Wilhelmina Ørsted-Quist"
    execute = Database.execute

    def full_for_vacuum(database: Database, sql: str, params: Params = NOTHING) -> None:
        with translated(database.path):
            full() if sql == "VACUUM" else execute(database, sql, params)

    with monkeypatch.context() as patched:
        patched.setattr(Database, "execute", full_for_vacuum)
        done = crm("contact", "forget", "C1", "--yes")
    assert (done.code, "nothing was changed" in done.err) == (6, False)
    assert "could not be written anew: database or disk is full\nhint: run the same" in done.err
    assert done.out.startswith("erased C1: 2 people")
    assert crm("contact", "show", "C1").code == 3
    crm.ok("contact", "forget", "C1", "--yes")
    assert kept(crm) == []


def test_an_error_behind_what_is_done_says_that_it_is(
    crm_sqlite: Crm, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever fails when the changeset is committed: the full disk has changed nothing of it."""

    def full(*_: object) -> None:
        with translated("crm.db"):
            raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(AppContext, "emit", full)
    result = crm_sqlite("contact", "add", "Ann")
    assert (result.code, "nothing was changed" in result.err) == (1, False)
    assert "what it did is done all the same (undo: crm undo 2)" in result.err


def test_copies_beside_the_database_are_named(crm_sqlite: Crm) -> None:
    crm_sqlite.ok("contact", "add", "Jane")
    path = crm_sqlite.database.path
    path.with_name(path.name + ".before-restore-20260101-000000").write_bytes(b"")
    out = crm_sqlite.ok("contact", "forget", "C1", "--yes").out
    assert "older copies were left as they are: crm.db.before-restore-20260101-000000" in out


def test_a_name_that_is_a_part_of_many_does_not_erase_their_commands(crm: Crm) -> None:
    crm.ok("contact", "add", "Ann")
    crm.ok("contact", "add", "Annette Annson", "--city", "Ann Arbor")
    crm.ok("contact", "add", "Joann Bo")
    crm.ok("contact", "forget", "C1", "--yes")
    lines = [row["command"] for row in crm.database.rows("SELECT * FROM changeset ORDER BY id")]
    assert lines[1:] == [
        "crm contact add",
        "crm contact add",  # "Ann Arbor" has her name as a word
        "crm contact add 'Joann Bo'",
        "crm contact forget C1",
    ]
    assert crm.ok("contact", "show", "C2", "--json").json["city"] == "Ann Arbor"


def test_a_dossier_has_all_that_was_put_in(crm: Crm) -> None:
    book(crm)
    found = crm.ok("contact", "dossier", "C1", "--json")
    # The search texts are made of the others, and the fold of the name is only in them.
    missing = [word for word in SECRETS if word.lower() not in found.out.lower()]
    assert missing == ["orsted-quist"]
    held = found.json
    assert (held["name"], held["birthday"], held["level"]) == (
        "Wilhelmina Ørsted-Quist", "1985-03-12", "secretlevel"
    )  # fmt: skip
    assert held["consents"] == [
        {"consent": "given", "consent_at": "2026-01-05", "consent_source": "fair",
         "recorded_at": "2026-11-20T10:00:00.000Z"}
    ]  # fmt: skip
    assert [row["address"] for row in held["addresses"]] == [
        "wilhelmina@secret.example", "mina@merged.example", "+49 30 5557788", "030 5557799",
        "wechat:wechat-mina-ꙮꙮꙮ",
    ]  # fmt: skip
    assert {row["subject"] for row in held["interactions"]} == {
        "knee operation", "Planning", "gave a talk"
    }  # fmt: skip
    assert held["interactions"][0]["body"] == "her cat died"
    assert [row["title"] for row in held["tasks"]] == ["send an angry letter"]
    assert [(row["title"], row["amount"]) for row in held["deals"]] == [("Big sale", "12000.00")]
    assert [row["body"] for row in held["tickets"]] == ["her cat again"]
    assert [row["comment"] for row in held["surveys"]] == ["too slow for mina"]
    assert [row["ref"] for row in held["merged"]] == ["C2"]
    assert json.loads(held["external_ids"][0]["said"])[1] == "ERP-4711"
    gone = [(row["field"], row["before"], row["after"]) for row in held["history"]]
    assert ("email", "mina@old.example", None) in gone
    assert held["commands"][-1]["command"].startswith("crm contact add 'Wilhelmina")


# What need not stand in a dossier as it is kept: what is shown in other words, by the name of
# another record, or made of the other columns.
_TOLD_OTHERWISE = {"id", "uid", "search_text", "key", "digits", "search_name", "created_at",
                   "updated_at", "at", "operation", "table_name"}  # fmt: skip


def test_a_dossier_has_every_text_of_every_row_that_is_theirs(crm: Crm) -> None:
    """Whatever tables there are: those that point at a contact, and at what is a contact's."""
    book(crm)
    crm.ok("field", "add", "ticket", "memo")
    crm.ok("contact", "distinct", "C1", "C3")
    crm.ok("contact", "add", "Sent By Her", "--referred-by", "C1")
    crm.ok("ticket", "edit", "T1", "--field", "memo=kept in a field", "--tag", "of a ticket")
    crm.ok("interaction", "edit", "I1", "--link", "http://a.link.example/")
    crm.ok("ticket", "reply", "T1", "an answer to her")
    path = crm.folder / "tickets.csv"
    path.write_text("id,subject,contact\nERP-99,Late again,wilhelmina@secret.example\n")
    crm.ok("import", path, "--as", "tickets", "--map", "id=external_id", "--source", "erp")
    told = crm.ok("contact", "dossier", "C1", "--json").out.lower()
    tables = load_all().tables
    rows: dict[str, dict[int, dict[str, object]]] = {}
    owners = {"contact": {1, 2}}
    for _ in range(2):  # theirs, and what belongs to that
        for name, table in tables.items():
            links = {
                column.name: key.column.table.name
                for column in table.columns for key in column.foreign_keys
                if key.column.table.name in owners and column.name != "company_id"
            }  # fmt: skip
            for row in crm.database.rows(f"SELECT * FROM {name}"):
                if any(row[column] in owners[owner] for column, owner in links.items()):
                    rows.setdefault(name, {})[row["id"]] = row
        for noun in ("ticket", "task", "interaction", "survey"):
            owners[noun] = {*rows.get(noun, {})}
    rows["external_id"] = {row["id"]: row for row in crm.database.rows("SELECT * FROM external_id")}
    assert len(rows) >= 15
    missing = [
        (name, column, value)
        for name, found in rows.items() for row in found.values() for column, value in row.items()
        if isinstance(value, str) and column not in _TOLD_OTHERWISE
        and json.dumps(value, ensure_ascii=False)[1:-1].lower() not in told
    ]  # fmt: skip
    assert missing == []


def test_a_dossier_tells_how_consent_changed(crm: Crm) -> None:
    crm.ok("contact", "add", "Jane", "--consent", "given", "--consent-at", "2026-01-05",
           "--consent-source", "fair")  # fmt: skip
    later = {"CRM_NOW": "2026-11-20T11:00:00Z"}
    crm.ok("contact", "edit", "C1", "--consent", "withdrawn", "--consent-at", "2026-11-19",
           "--consent-source", "e-mail", environment=later)  # fmt: skip
    rows = crm.ok("contact", "dossier", "C1", "--json").json["consents"]
    assert [tuple(row.values()) for row in rows] == [
        ("withdrawn", "2026-11-19", "e-mail", "2026-11-20T11:00:00.000Z"),
        ("given", "2026-01-05", "fair", "2026-11-20T10:00:00.000Z"),
    ]


def test_a_dossier_has_what_is_in_the_trash_and_what_names_them_elsewhere(crm: Crm) -> None:
    crm.ok("contact", "add", "Jane Smith", "--email", "jane@a.example")
    crm.ok("contact", "add", "Bob")
    crm.ok("interaction", "add", "call", "Thrown away", "--contact", "C1")
    crm.ok("interaction", "delete", "I1")
    crm.ok("deal", "add", "Sent by JANE SMITH", "--contact", "C2")
    crm.ok("contact", "delete", "C1")
    held = crm.ok("contact", "dossier", "C1", "--json").json
    assert [(row["subject"], row["deleted_at"]) for row in held["interactions"]] == [
        ("Thrown away", "2026-11-20T10:00:00.000Z")
    ]
    assert [tuple(row.values()) for row in held["named"]] == [("D1", "title", "name")]
    assert held["deals"] == []


@pytest.mark.parametrize("format", ["table", "json", "csv", "md", "html", "jsonl"])
def test_a_dossier_comes_in_every_format(crm_sqlite: Crm, format: str) -> None:
    book(crm_sqlite)
    out = crm_sqlite.ok("contact", "dossier", "C1", "--format", format).out
    assert "wilhelmina@secret.example" in out
    if format == "csv":
        assert next(csv.DictReader(io.StringIO(out)))["name"] == "Wilhelmina Ørsted-Quist"


def test_a_dossier_of_an_erased_person_is_empty(crm: Crm) -> None:
    book(crm)
    crm.ok("contact", "forget", "C1", "--yes")
    assert kept(crm) == []
    held = crm.ok("contact", "dossier", "C1", "--json").json
    assert [word for word in SECRETS if word.lower() in json.dumps(held).lower()] == []
    assert (held["name"], held["addresses"], held["commands"]) == ("erased", [], [])


def test_a_dossier_can_be_asked_about_the_past(crm: Crm) -> None:
    crm.ok("contact", "add", "Jane Smith", "--email", "jane@a.example")
    later = {"CRM_NOW": "2026-11-22T10:00:00Z"}
    crm.ok("contact", "edit", "C1", "--remove-email", "jane@a.example", environment=later)
    past = crm.ok("contact", "dossier", "C1", "--as-of", "2026-11-21", "--json", environment=later)
    assert [row["address"] for row in past.json["addresses"]] == ["jane@a.example"]
    assert crm.ok("contact", "dossier", "C1", "--json", environment=later).json["addresses"] == []
