"""`crm export`, and what `crm import` makes of it: an equal database."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from crm_cli.database import Database
from tests.conftest import Crm

NOUNS = ("users", "companies", "contacts", "deals", "interactions", "tasks")
HARD = '=HYPERLINK("x")'


def fill(crm: Crm) -> None:
    """Records with values that break formats."""
    for noun, name, kind in (
        ("contact", "budget", "money"),
        ("contact", "shoe size", "number"),
        ("contact", "remark", "text"),
        ("deal", "tested", "yesno"),
    ):
        crm.ok("field", "add", noun, name, "--kind", kind)
    crm.ok("field", "add", "company", "tier", "--kind", "choice", "--choices", "gold,silver")
    crm.ok("company", "add", "北京未来; 集团", "--city", "北京", "--field", "tier=gold")
    crm.ok("company", "add", 'O\'Brien "&" Co', "--domain", "ob.example", "--parent", "O1")
    crm.ok(
        *("contact", "add", HARD, "--email", "a@x.example", "--email", "B@x.example"),
        *("--phone", "+49 30 111111;ext=5", "--phone", "030 222", "--handle", "wechat:zhang;wei"),
        *("--company", "O1", "--tag", "vip", "--tag", "a;b", "--birthday", "1980-02-03"),
        *("--field", "budget=1234567.89", "--field", "shoe size=42.5"),
        *("--field", "remark=one\n=two\n'=three"),
    )
    crm.ok(
        "contact", "add", "张伟", "--referred-by", "C1", "--owner", "amy", "--birthday", "24 May"
    )
    crm.ok("contact", "add", "--city", "\\server\\share", "--", "-5")
    crm.ok(
        *("deal", "add", 'Deal, "one"', "--company", "O2", "--contact", "C2", "--contact", "C1"),
        *("--amount", "12345678.90 USD", "--stage", "proposal", "--probability", "70"),
        *("--opened", "2026-03-31", "--field", "tested=yes", "--tag", "新"),
    )
    crm.ok("deal", "add", "Two", "--stage", "won", "--amount", "7 JPY")
    crm.ok(
        *("interaction", "add", "call", "@subject", "--contact", "C1", "--deal", "D1"),
        *("--body", '  first\n\n"second"\n; third', "--minutes", "15"),
        *("--at", "2026-11-03 15:00", "--link", "C:\\dir\\a;b.txt", "--link", "https://x.example"),
    )
    crm.ok("task", "add", "+1 call", "--due", "2026-11-30 15:00", "--contact", "C2", "--deal", "D1")


def everything(crm: Crm) -> dict[str, list[dict[str, Any]]]:
    """All records as the lists have them, without what differs from database to database."""
    found: dict[str, list[dict[str, Any]]] = {}
    for noun in ("user", "company", "contact", "deal", "interaction", "task"):
        rows = crm.ok(noun, "list", "--json", "--sort", "uid", "--limit", "0").json
        found[noun] = [
            {
                name: value
                for name, value in row.items()
                if name not in ("ref", "id", "created_at", "updated_at")
                and not name.endswith("_id")
            }
            for row in rows
        ]
    return found


@pytest.mark.parametrize("format", ["csv", "json", "jsonl", "xlsx"])
def test_an_export_comes_back_whole(crm_sqlite: Crm, format: str) -> None:
    crm = crm_sqlite
    fill(crm)
    before = everything(crm)
    for noun in NOUNS:
        crm.ok("export", noun, "--format", format, "--output", f"{noun}.{format}")
        again = crm.ok("import", f"{noun}.{format}", "--as", noun, "--on-match", "overwrite")
        assert "0 updated" in again.lines[0] and "undo" not in again.lines[0], again.out
    crm.environment["CRM_DATABASE_URL"] = str(crm.folder / "other.db")
    crm.ok("init", "--currency", "EUR", "--timezone", "Europe/Berlin", "--phone-region", "DE")
    for noun in NOUNS:
        result = crm.ok("import", f"{noun}.{format}", "--as", noun)
        assert "left out" not in result.out
    after = everything(crm)
    for found in (before, after):
        for row in found["user"]:
            row["uid"] = ""  # amy was there before, and keeps the uid that she had
    assert after == before


def test_what_a_vcard_cannot_hold_is_named(crm_sqlite: Crm) -> None:
    crm = crm_sqlite
    crm.ok("contact", "add", "Ann \x1b[1mLee", "--stage", "lead", "--tag", "vip")
    crm.ok("field", "add", "contact", "shoe size")
    crm.ok("contact", "edit", "C1", "--field", "shoe size=42")
    found = crm.ok("export", "contacts", "--format", "vcard")
    assert "FN:Ann [1mLee\r\n" in found.out
    assert "not in a vcard: stage, shoe size (--format csv has all)\n" in found.err
    said = "left out, as vcard has no room for them: control characters of Ann ^[[1mLee\n"
    assert said in found.err


def test_both_engines_export_the_same_columns(crm: Crm) -> None:
    fill(crm)
    rows = list(csv.DictReader(io.StringIO(crm.ok("export", "contacts").out)))
    assert [row["name"] for row in rows] == ["'" + HARD, "张伟", "-5"]
    first = rows[0]
    assert first["email"] == "a@x.example; B@x.example"
    assert first["phone"] == "'+49 30 111111\\;ext=5; 030 222"
    assert first["tag"] == "a\\;b; vip"
    assert (first["field:budget:money"], first["budget_currency"]) == ("1234567.89", "EUR")
    assert first["field:shoe size:number"] == "42.5"
    assert rows[1]["referred_by"] == f"'{HARD} <a@x.example>"
    deals = crm.ok("export", "deals", "--format", "json").json
    assert deals[0]["contact"] == ["张伟", f"{HARD} <a@x.example>"]
    assert (deals[0]["amount"], deals[0]["currency"], deals[0]["probability"]) == (
        "12345678.90",
        "USD",
        70,
    )
    assert deals[1]["amount"] == "7"


def test_conditions_columns_order_and_raw(crm: Crm) -> None:
    for name, city in (("=a", "Rome"), ("b", "Oslo"), ("c", "Rome")):
        crm.ok("company", "add", name, "--city", city)
    words = ("export", "companies", "--where", "city=Rome", "--sort", "-name", "--columns", "name")
    result = crm.ok(*words)
    assert result.lines == ["name", "c", "'=a"]
    assert result.err == ""
    assert crm.ok(*words, "--raw").lines == ["name", "c", "=a"]


def test_nothing_is_cut(crm: Crm) -> None:
    rows = "".join(f"Company {number}\n" for number in range(1200))
    (crm.folder / "many.csv").write_text("name\n" + rows)
    crm.ok("import", "many.csv", "--as", "companies")
    result = crm.ok("export", "companies", "--format", "jsonl")
    assert len(result.lines) == 1200
    assert result.err == ""


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        (["contats"], "contats", ""),
        (["contacts", "--format", "html"], "there is no format html here", "csv, json, jsonl"),
        (["contacts", "--columns", "emial"], "emial", ""),
        (["contacts", "--where", "cty=Rome"], "cty", ""),
        (["contacts", "--sort", "cty"], "cty", ""),
    ],
)
def test_bad_input(crm_sqlite: Crm, words: list[str], message: str, hint: str) -> None:
    result = crm_sqlite("export", *words)
    assert result.code == 2
    error, *rest = result.err.splitlines()
    assert error.startswith("error: ") and message in error
    assert hint in " ".join(rest)


def test_without_a_database_there_is_nothing(crm_sqlite: Crm) -> None:
    crm_sqlite.without_database()
    result = crm_sqlite.ok("export", "users", "--format", "json")
    assert result.json == []
    assert not crm_sqlite.database.path.exists()


def whole(crm: Crm) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table but the history and the machinery, by the order of ids."""
    from crm_cli.models import UNRECORDED, load_all

    return {
        table.name: crm.database.rows(f"SELECT * FROM {table.name} ORDER BY id")
        for table in load_all().sorted_tables
        if table.name not in UNRECORDED
    }


def test_all_of_a_book_comes_back_equal_and_can_be_undone(crm: Crm) -> None:
    fill(crm)
    crm.ok("ticket", "open", "No login", "--contact", "C2")
    crm.ok("ticket", "rate", "T1", "2", "late again")
    crm.ok("contact", "delete", "C3")
    crm.ok("stage", "edit", "lead", "--name", "first look")
    crm.ok("export", "--all", "all.zip")
    before = whole(crm)
    url = crm.environment["CRM_DATABASE_URL"]
    path = crm.folder / "other.db"
    crm.environment["CRM_DATABASE_URL"] = str(path)
    crm.ok("init", "--currency", "CNY", "--timezone", "Asia/Shanghai")
    other = Crm(Database(str(path)), crm.folder, crm.environment)
    empty = whole(other)
    assert "other.db" not in url
    other.ok("import", "all.zip", "--dry-run")
    assert whole(other) == empty
    result = other.ok("import", "all.zip")
    assert "with their ids" in result.out
    assert whole(other) == before
    assert "wrong" not in other.ok("doctor").out
    refused = other("import", "all.zip")
    assert (refused.code, whole(other)) == (4, before)
    assert "has records already" in refused.err
    changeset = other.ok("history", "--json").json[0]["changeset"].lstrip("#")
    other.ok("undo", changeset, "--yes")
    assert whole(other) == empty
    other.ok("redo")
    assert whole(other) == before
    other.database.close()


def test_a_backup_is_no_export(crm_sqlite: Crm) -> None:
    crm_sqlite.ok("backup", "all.crm")
    refused = crm_sqlite("import", "all.crm")
    assert refused.code == 4
    assert "crm restore" in refused.err


def test_several_nouns_go_to_a_folder_a_zip_or_sheets(crm_sqlite: Crm) -> None:
    import zipfile

    import python_calamine

    crm = crm_sqlite
    fill(crm)
    crm.ok("export", "contacts", "deals", "--output", "out")
    names = ["contacts.csv", "deals.csv"]
    assert sorted(path.name for path in (crm.folder / "out").iterdir()) == names
    crm.ok("export", "contacts", "deals", "--output", "out.zip")
    with zipfile.ZipFile(crm.folder / "out.zip") as archive:
        assert sorted(archive.namelist()) == names
        for name in names:
            assert archive.read(name) == (crm.folder / "out" / name).read_bytes()
    crm.ok("export", "contacts", "deals", "--format", "xlsx", "--output", "out.xlsx")
    book = python_calamine.CalamineWorkbook.from_path(str(crm.folder / "out.xlsx"))
    assert book.sheet_names == ["contacts", "deals"]
    rows = book.get_sheet_by_name("deals").to_python()
    assert rows[1][rows[0].index("amount")] == 12345678.9
    assert rows[1][rows[0].index("title")] == 'Deal, "one"'
    rows = book.get_sheet_by_name("contacts").to_python()
    place = rows[0].index("field:shoe size:number")
    assert rows[1][place] == 42.5
    crm.ok("contact", "edit", "C1", "--field", "shoe size=12345678901234567.25")
    crm.ok("export", "contacts", "--output", "out.xlsx", "--format", "xlsx")
    book = python_calamine.CalamineWorkbook.from_path(str(crm.folder / "out.xlsx"))
    assert book.get_sheet_by_index(0).to_python()[1][place] == "12345678901234567.25"
    assert crm("export", "contacts", "deals").code == 2


def test_the_cells_of_a_workbook_are_of_their_kind(crm_sqlite: Crm) -> None:
    """Days, moments in the team's zone, amounts, percentages, durations: a sheet can sort them."""
    import zipfile
    from datetime import date, timedelta

    from python_calamine import CalamineWorkbook

    crm = crm_sqlite
    crm.ok("field", "add", "deal", "renewal", "--kind", "date")
    crm.ok(
        *("deal", "add", "Big", "--amount", "12500.50", "--opened", "2026-07-01"),
        *("--expected-close", "2026-12-24", "--field", "renewal=2027-07-01"),
    )
    for at in ("2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"):  # 02:30 in Berlin, both
        crm.ok("interaction", "add", "call", at, "--minutes", "90", "--at", at)
    crm.ok("export", "deals", "interactions", "--format", "xlsx", "--output", "b.xlsx")
    book = CalamineWorkbook.from_path(str(crm.folder / "b.xlsx"))
    heads, deal = book.get_sheet_by_name("deals").to_python()
    found = dict(zip(heads, deal, strict=True))
    assert found["opened_at"] == date(2026, 7, 1)
    assert (found["expected_close"], found["field:renewal:date"]) == (
        date(2026, 12, 24),
        date(2027, 7, 1),
    )
    assert (found["amount"], found["currency"]) == (12500.5, "EUR")
    heads, *calls = book.get_sheet_by_name("interactions").to_python()
    place = heads.index("occurred_at")
    assert calls[0][place].isoformat() == "2026-10-25T02:30:00"
    assert calls[1][place] == "2026-10-25T01:30:00.000Z"
    again = crm.ok("import", "b.xlsx", "--sheet", "interactions", "--as", "interactions")
    assert "2 unchanged" in again.out
    crm.ok("interaction", "list", "--format", "xlsx", "--output", "i.xlsx")
    heads, *calls = (
        CalamineWorkbook.from_path(str(crm.folder / "i.xlsx")).get_sheet_by_index(0).to_python()
    )
    assert calls[0][heads.index("seconds")] == timedelta(minutes=90)
    crm.ok("deal", "move", "D1", "won", "--reason", "price")
    crm.ok("report", "wins", "--format", "xlsx", "--output", "p.xlsx")
    with zipfile.ZipFile(crm.folder / "p.xlsx") as archive:
        assert b'formatCode="0.0%"' in archive.read("xl/styles.xml")


def test_a_workbook_has_no_live_formula(crm_sqlite: Crm) -> None:
    import zipfile

    fill(crm_sqlite)
    crm_sqlite.ok("export", "contacts", "--format", "xlsx", "--output", "c.xlsx")
    with zipfile.ZipFile(crm_sqlite.folder / "c.xlsx") as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "HYPERLINK" in sheet
    assert "<f>" not in sheet


def test_a_byte_order_mark_for_excel(crm_sqlite: Crm) -> None:
    crm_sqlite.ok("contact", "add", "张伟")
    crm_sqlite.ok("export", "contacts", "--bom", "--output", "c.csv")
    content = (crm_sqlite.folder / "c.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfuid,name,")
    assert "1 unchanged" in crm_sqlite.ok("import", "c.csv", "--as", "contacts").out


@pytest.mark.parametrize("format", ["vcard", "vcard4"])
def test_vcards_come_back(crm_sqlite: Crm, format: str) -> None:
    crm = crm_sqlite
    crm.ok("company", "add", "北京未来; 集团")
    crm.ok(
        *(
            "contact",
            "add",
            "Ann, \\ Lee; [red]",
            "--email",
            "a@x.example",
            "--email",
            "b@x.example",
        ),
        *("--phone", "+49 30 111111", "--handle", "wechat:zhang,wei", "--company", "O1"),
        *(f"--handle={service}:a;b@x:1" for service in ("xmpp", "irc", "sip", "skype", "微 信")),
        *("--job-title", "CTO; " + "沟通" * 60, "--city", "Köln", "--address", "Weg 1\nHof"),
        *("--birthday", "1980-02-03", "--tag", "vip"),
    )
    crm.ok("contact", "add", "Dana \u05d0\u200f\u2028x", "--birthday", "29 Feb")
    crm.ok("contact", "add", "Ana Lucía Vega Ríos", "--birthday=--12-31")
    crm.ok("contact", "add", "Dr. Lund")
    for name, value in (("notes", "one\ntwo; three"), ("nickname", "Ann; Annie")):
        crm.ok("field", "add", "contact", name)
        crm.ok("contact", "edit", "C1", "--field", f"{name}={value}")
    text = crm.ok("export", "contacts", "--format", format).out
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    (crm.folder / "c.vcf").write_text(text, encoding="utf-8", newline="")
    wanted = ("name", "given_name", "family_name", "emails", "phones", "company", "job_title",
              "city", "address", "birthday", "tags", "notes", "nickname")  # fmt: skip

    def people() -> list[Any]:
        rows = crm.ok("contact", "list", "--json").json
        return [[*(row[name] for name in wanted), sorted(row["handles"])] for row in rows]

    before = people()
    crm.environment["CRM_DATABASE_URL"] = str(crm.folder / "other.db")
    crm.ok("import", "c.vcf")
    assert people() == before


def test_a_calendar_of_follow_ups_and_meetings(crm_sqlite: Crm) -> None:
    crm = crm_sqlite
    crm.ok("contact", "add", "Ann Lee")
    crm.ok("task", "add", "send; quote, now", "--due", "2026-11-30", "--contact", "C1")
    crm.ok("task", "add", "call", "--due", "2026-12-01 15:00", "--priority", "high")
    crm.ok("log", "meeting", "C1", "kick-off", "--minutes", "45", "--at", "2026-11-19 10:00")
    crm.ok("log", "call", "C1", "no meeting")
    tasks = crm.ok("export", "tasks", "--format", "ics").out.split("\r\n")
    assert tasks.count("BEGIN:VTODO") == tasks.count("END:VTODO") == 2
    assert "SUMMARY:send\\; quote\\, now" in tasks
    assert "DUE;VALUE=DATE:20261130" in tasks
    # 15:00 in Berlin in winter
    assert "DUE:20261201T140000Z" in tasks
    assert "PRIORITY:1" in tasks
    meetings = crm.ok("export", "interactions", "--format", "ics").out.split("\r\n")
    assert meetings.count("BEGIN:VEVENT") == 1
    for line in ("DTSTART:20261119T090000Z", "DURATION:PT2700S", "SUMMARY:kick-off"):
        assert line in meetings


def test_what_a_killed_command_left_of_a_file_is_removed_by_the_next(crm_sqlite: Crm) -> None:
    """An export, a result that goes to a file, and the rejected rows of an import."""
    crm = crm_sqlite
    crm.ok("contact", "add", "Ann")
    left = [crm.folder / f".{name}.99999999.new" for name in ("a.csv", "b.csv", "c.csv", "d.csv")]
    for file in left:
        file.write_text("half", encoding="utf-8")
    crm.ok("export", "contacts", "--output", "a.csv")
    crm.ok("contact", "list", "--output", "b.csv")
    rows = "name,email\nBo,bad@\n"
    words = ("import", "-", "--as", "contacts", "--skip-bad", "--rejects", "c.csv")
    assert crm(*words, stdin=rows).code == 6
    assert [file.exists() for file in left] == [False, False, False, True]
