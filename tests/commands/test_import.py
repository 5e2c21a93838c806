"""`crm import`, through the program: the shapes of real files, small and made up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Crm

PEOPLE = """\
姓名,E-mail,Mobile,Company,City,Owner,Tags,Shoe size
张伟,zhang@example.cn,13800138000,北京未来,北京,bob,"vip, 新",42
Jane Smith,"Jane@Example.com, j.smith@home.example",030 123456,Acme,Berlin,amy,,38
"O'Brien, Pat",pat@example.com,call me,Acme,Berlin,amy,,
"""


def put(crm: Crm, name: str, text: str | bytes) -> str:
    """Write a file into the folder that the program runs in."""
    data = text.encode() if isinstance(text, str) else text
    (crm.folder / name).write_bytes(data)
    return name


def records(crm: Crm, noun: str, *columns: str) -> list[dict[str, Any]]:
    """The records of a noun, oldest first, with these columns."""
    found: list[dict[str, Any]] = crm.ok(noun, "list", "--json", "--sort", "id").json
    return [{name: row[name] for name in columns} for row in found]


def changesets(crm: Crm) -> int:
    found = crm.database.rows("SELECT count(*) AS n FROM changeset")[0]["n"]
    crm.database.close()
    return int(found)


# What happens with rows ------------------------------------------------------------------


def test_columns_with_known_names_map_by_themselves(crm: Crm) -> None:
    file = put(crm, "people.csv", PEOPLE)
    result = crm.ok("import", file, "--as", "contacts")
    assert result.lines[0].startswith(
        "people.csv: 3 rows read, 3 contacts created, 0 updated, 0 unchanged, 0 rejected"
    )
    assert "made on the way: 2 companies, 1 user" in result.out
    assert "columns left out: Shoe size" in result.out
    assert "1 phone number is kept as written" in result.out
    assert records(
        crm, "contact", "name", "given_name", "family_name", "emails", "phones", "company", "tags"
    ) == [
        {
            "name": "张伟",
            "given_name": "伟",
            "family_name": "张",
            "emails": ["zhang@example.cn"],
            "phones": ["13800138000"],
            "company": "北京未来",
            "tags": ["vip", "新"],
        },
        {
            "name": "Jane Smith",
            "given_name": "Jane",
            "family_name": "Smith",
            "emails": ["Jane@example.com", "j.smith@home.example"],
            "phones": ["030 123456"],
            "company": "Acme",
            "tags": [],
        },
        {
            "name": "Pat O'Brien",
            "given_name": "Pat",
            "family_name": "O'Brien",
            "emails": ["pat@example.com"],
            "phones": ["call me"],
            "company": "Acme",
            "tags": [],
        },
    ]
    e164 = crm.database.rows("SELECT e164 FROM contact_phone ORDER BY id")
    assert [row["e164"] for row in e164] == [None, "+4930123456", None]


def test_the_same_file_again_changes_nothing(crm: Crm) -> None:
    file = put(crm, "people.csv", PEOPLE)
    crm.ok("import", file, "--as", "contacts")
    before = changesets(crm)
    for on_match in ("fill", "skip", "overwrite"):
        result = crm.ok("import", file, "--as", "contacts", "--on-match", on_match)
        assert "0 contacts created, 0 updated, 3 unchanged, 0 rejected" in result.lines[0]
        assert "undo" not in result.lines[0]
    assert changesets(crm) == before


def test_search_finds_what_was_imported_and_edits_leave_the_search_text_alone(crm: Crm) -> None:
    crm.ok("import", put(crm, "people.csv", PEOPLE), "--as", "contacts")
    assert "Jane Smith" in crm.ok("find", "4930123456").out
    for row in crm.database.rows("SELECT id, search_text FROM contact"):
        crm.database.close()
        crm.ok("contact", "edit", f"C{row['id']}", "--region", "X")
        same = crm.database.rows(
            "SELECT search_text FROM contact WHERE id = :id", {"id": row["id"]}
        )
        assert same[0]["search_text"] == row["search_text"]


def test_ids_go_on_after_an_import(crm: Crm) -> None:
    crm.ok("import", put(crm, "people.csv", PEOPLE), "--as", "contacts")
    crm.ok("contact", "delete", "C3")
    crm.ok("contact", "add", "Next")
    crm.ok("import", put(crm, "one.csv", "name\nOne\n"), "--as", "contacts")
    ids = [row["id"] for row in crm.ok("contact", "list", "--json", "--sort", "id").json]
    assert ids == sorted(set(ids)) and len(ids) == 4
    assert 3 not in ids


def test_a_dry_run_writes_nothing_and_shows_the_mapping(crm: Crm) -> None:
    before = changesets(crm)
    result = crm.ok("import", put(crm, "people.csv", PEOPLE), "--as", "contacts", "--dry-run")
    assert result.lines[0].startswith("dry run, nothing written: people.csv: 3 rows read, 3 cont")
    assert "columns: 姓名 → name, E-mail → email, Mobile → phone" in result.out
    assert crm.ok("contact", "list", "--json").json == []
    assert changesets(crm) == before


def test_won_and_lost_deals_without_a_closing_day_are_named(crm: Crm) -> None:
    text = (
        "title,stage,amount,closed at,备注\n"
        "A,won,100,,nice\nB,lost,100,2026-02-01,\nC,lead,100,,\nD,won,100,,\n"
    )
    file = put(crm, "deals.csv", text)
    result = crm.ok("import", file, "--as", "deals")
    assert "2 won or lost deals have no closing day" in result.out
    mends = "deal edit --where stage=won,lost --where closed_at= --set closed_at="
    assert f"(crm {mends}DATE)" in result.out
    assert "columns left out: 备注 (--keep-rest makes fields of them)\n" in result.out
    assert "next: crm deal list" in result.out
    again = crm.ok("import", file, "--as", "deals", "--keep-rest")
    assert "no closing day" in again.out  # of the one that this changes
    assert records(crm, "deal", "title", "备注")[0] == {"title": "A", "备注": "nice"}
    crm.ok(*f"{mends}2026-03-01 --yes".split())
    report = crm.ok("report", "wins", "--period", "2026", "--json").json["sections"]["closed"]
    assert (report[0]["won"], report[0]["lost"]) == (2, 1)
    text = "title,stage\nE,lost\n"
    result = crm.ok("import", put(crm, "b.csv", text), "--as", "deals", "--json")
    assert result.json["record"]["undated_deals"] == 1
    assert any("--map COLUMN=closed_at" in line for line in result.json["details"])


def test_phone_numbers_that_the_region_does_not_have_are_named(crm: Crm) -> None:
    text = (
        "name,phone\nAnn,030 123456\nBo,13812345678\nCy,+8613812345678\nDi,call me\n"
        "Ed,13912345678;13712345678\n"
    )
    file = put(crm, "people.csv", text)
    result = crm.ok("import", file, "--as", "contacts", "--map", "name=name")
    said = "3 phone numbers name no country and are none of DE, kept as written: lines 3, 6 ("
    assert said in result.out
    assert "1 phone number is kept as written: no such number can be dialled" in result.out
    crm.ok("undo", "2")
    result = crm.ok("import", file, "--as", "contacts", "--phone-region", "CN")
    assert "names no country and is none of CN, kept as written: line 2" in result.out


def test_json_gives_counts_the_mapping_and_rejected_rows(crm: Crm) -> None:
    file = put(crm, "people.csv", PEOPLE + "No One,broken,,,,,,\n")
    result = crm("import", file, "--as", "contacts", "--skip-bad", "--json")
    assert result.code == 6
    record = result.json["record"]
    counts = {name: record[name] for name in ("read", "created", "updated", "rejected")}
    assert counts == {"read": 4, "created": 3, "updated": 0, "rejected": 1}
    assert record["columns_left_out"] == ["Shoe size"]
    assert {"column": "E-mail", "field": "email"} in record["mapping"]
    assert record["made"] == [{"noun": "company", "count": 2}, {"noun": "user", "count": 1}]
    assert record["rejects_file"] == "people.csv.rejects.csv"
    row = result.json["rows"][0]
    assert (row["line"], row["column"], row["value"]) == (5, "E-mail", "broken")
    assert result.json["changeset"] is not None


def test_an_import_can_be_undone(crm: Crm) -> None:
    result = crm.ok("import", put(crm, "people.csv", PEOPLE), "--as", "contacts", "--json")
    crm.ok("undo", str(result.json["changeset"]))
    assert crm.ok("contact", "list", "--json").json == []
    assert crm.ok("company", "list", "--json").json == []


def test_stdin_and_json_are_read_too(crm: Crm) -> None:
    rows = '[{"name": "Ann", "email": ["a@x.example", "b@x.example"]}, {"name": "Ben"}]'
    crm.ok("import", "-", "--as", "contact", stdin=rows)
    assert records(crm, "contact", "name", "emails") == [
        {"name": "Ann", "emails": ["a@x.example", "b@x.example"]},
        {"name": "Ben", "emails": []},
    ]


# Matching --------------------------------------------------------------------------------


def test_fill_fills_what_is_empty_and_overwrite_takes_the_rest(crm: Crm) -> None:
    crm.ok("contact", "add", "Jane Smith", "--email", "jane@x.example", "--city", "Paris")
    file = put(crm, "a.csv", "name,email,city,job_title\nJ. Smith,JANE@x.example,Rome,CEO\n")
    result = crm.ok("import", file, "--as", "contacts")
    assert "0 contacts created, 1 updated" in result.lines[0]
    assert "2 values differ from what is there" in result.out
    wanted = {"name": "Jane Smith", "city": "Paris", "job_title": "CEO"}
    assert records(crm, "contact", "name", "city", "job_title") == [wanted]
    crm.ok("import", file, "--as", "contacts", "--on-match", "overwrite")
    wanted = {"name": "J. Smith", "city": "Rome", "job_title": "CEO"}
    assert records(crm, "contact", "name", "city", "job_title") == [wanted]
    file = put(crm, "b.csv", "name,email,city,region\nX,jane@x.example,Oslo,North\n")
    result = crm.ok("import", file, "--as", "contacts", "--on-match", "skip")
    assert "0 updated, 1 unchanged" in result.lines[0]
    assert records(crm, "contact", "city", "region") == [{"city": "Rome", "region": None}]


def test_lists_are_added_to(crm: Crm) -> None:
    crm.ok("contact", "add", "Jane", "--email", "a@x.example", "--phone", "+49 30 111111")
    file = put(crm, "a.csv", "email,phone,tag\na@x.example;b@x.example,+49 30 111111,vip\n")
    crm.ok("import", file, "--as", "contacts")
    wanted = {
        "emails": ["a@x.example", "b@x.example"],
        "phones": ["+49 30 111111"],
        "tags": ["vip"],
    }
    assert records(crm, "contact", "emails", "phones", "tags") == [wanted]


def test_rows_of_one_file_complete_each_other_and_may_not_contradict(crm: Crm) -> None:
    text = "name,email,city\nJane,j@x.example,\nJane,j@x.example,Rome\n"
    result = crm.ok("import", put(crm, "a.csv", text), "--as", "contacts")
    assert "1 contact created, 1 updated" in result.lines[0]
    text = "name,email,city\nBen,b@x.example,Rome\nBen,b@x.example,Oslo\n"
    result = crm("import", put(crm, "b.csv", text), "--as", "contacts")
    assert result.code == 4
    assert 'line 3: city "Oslo": line 2 says Rome' in result.err
    assert "1 of 2 rows of b.csv cannot be imported; nothing was written" in result.err


def test_without_an_address_the_name_and_the_company_decide(crm: Crm) -> None:
    text = "name,company,phone\nAnn Lee,Acme,\nAnn Lee,Beta,\nBen,,030 111111\nBen,,030 222222\n"
    file = put(crm, "a.csv", text)
    first = crm.ok("import", file, "--as", "contacts")
    assert "4 contacts created" in first.lines[0]
    second = crm.ok("import", file, "--as", "contacts")
    assert "0 contacts created, 0 updated, 4 unchanged" in second.lines[0]
    result = crm("import", put(crm, "b.csv", "name,city\nAnn Lee,Rome\n"), "--as", "contacts")
    assert result.code == 4
    assert "fits several: C1 Ann Lee, C2 Ann Lee" in result.err


def test_ids_of_the_source_come_first(crm: Crm) -> None:
    options = ("--as", "contacts", "--map", "Id=external_id", "--source", "old")
    text = "Id,name,email\n7,Jane,j@x.example\n8,Jane,\n"
    crm.ok("import", put(crm, "a.csv", text), *options)
    text = "Id,name,email\n7,Jane,new@x.example\n8,Jane,\n"
    crm.ok("import", put(crm, "b.csv", text), *options)
    assert records(crm, "contact", "name", "emails") == [
        {"name": "Jane", "emails": ["new@x.example"]},
        {"name": "Jane", "emails": []},
    ]
    # The same id of another source is somebody else.
    crm.ok("import", put(crm, "c.csv", "Id,name\n7,Ken\n"), *options[:-1], "new")
    assert [row["name"] for row in records(crm, "contact", "name")] == ["Jane", "Jane", "Ken"]


def test_an_address_of_somebody_else_rejects_the_row(crm: Crm) -> None:
    crm.ok("contact", "add", "Ann", "--email", "ann@x.example")
    crm.ok("contact", "add", "Ben", "--email", "ben@x.example")
    text = "name,email\nAnn,ann@x.example;ben@x.example\n"
    result = crm("import", put(crm, "a.csv", text), "--as", "contacts")
    assert result.code == 4
    assert "fits several: C1 Ann, C2 Ben" in result.err


def test_a_key_of_several_fields(crm: Crm) -> None:
    options = ("--as", "deals", "--key", "title,company,closed_at")
    text = "title,company,stage,amount,closed_at\nOrder,Acme,won,5,2026-01-05\n"
    text += "Order,Acme,won,7,2026-02-05\n"
    file = put(crm, "a.csv", text)
    assert "2 deals created" in crm.ok("import", file, *options).lines[0]
    assert "2 unchanged" in crm.ok("import", file, *options).lines[0]


def test_a_record_in_the_trash_is_not_brought_back(crm: Crm) -> None:
    options = ("--as", "contacts", "--map", "Id=external_id", "--source", "old")
    file = put(crm, "a.csv", "Id,name\n7,Jane\n")
    crm.ok("import", file, *options)
    crm.ok("contact", "delete", "C1")
    result = crm.ok("import", file, *options)
    assert "0 contacts created, 0 updated, 0 unchanged, 0 rejected" in result.lines[0]
    assert "1 row is about records in the trash, and skipped" in result.out
    assert crm.ok("contact", "list", "--json").json == []


# Bad rows --------------------------------------------------------------------------------


def test_bad_rows_are_kept_apart_mended_and_imported_again(crm: Crm) -> None:
    text = (
        "name,email,birthday,note\n"
        "Ann,ann@x.example,1980-02-03,=1+1\n"
        'Ben,"b\n@",,"say ""hi""\nthere"\n'
        "Cat,cat@x.example,03/04/1980,\n"
        "Dan,dan@x.example\n"
        ",,,nobody\n"
    )
    file = put(crm, "a.csv", text)
    options = ("--as", "contacts", "--map", "note=field:note")
    refused = crm("import", file, *options)
    assert refused.code == 4
    assert refused.err.splitlines() == [
        'error: no date in the column "birthday" says whether the day or the month comes first:'
        ' "03/04/1980" (line 6) is Thu 1980-04-03 or Tue 1980-03-04',
        "hint: say it: --date-order dmy or --date-order mdy",
    ]
    refused = crm("import", file, *options, "--date-order", "dmy")
    assert refused.code == 4
    assert refused.err.splitlines()[-2:] == [
        "error: 3 of 5 rows of a.csv cannot be imported; nothing was written",
        "hint: mend them, or import the others with --skip-bad",
    ]
    assert crm.ok("contact", "list", "--json").json == []

    result = crm("import", file, *options, "--skip-bad")
    assert result.code == 6
    assert "1 contact created, 0 updated, 0 unchanged, 4 rejected" in result.lines[0]
    rejects = crm.folder / "a.csv.rejects.csv"
    written = rejects.read_text(encoding="utf-8")
    assert "3 April or 4 March" in written
    assert written.startswith("rejected_because,name,email,birthday,note\n")
    assert '"Ben","b\n@"' not in written and 'Ben,"b\n@",,"say ""hi""\nthere"\n' in written
    assert ",Dan,dan@x.example\n" in written

    mended = written.replace('"b\n@"', "ben@x.example").replace("03/04/1980", "1980-04-03")
    mended = mended.replace(",Dan,dan@x.example\n", ",Dan,dan@x.example,,\n")
    mended = mended.replace(",,,,nobody", ",Eve,,,nobody")
    put(crm, "mended.csv", mended)
    result = crm.ok("import", "mended.csv", *options)
    assert "4 contacts created" in result.lines[0]
    assert "left out" not in result.out
    names = [row["name"] for row in records(crm, "contact", "name")]
    assert names == ["Ann", "Ben", "Cat", "Dan", "Eve"]
    assert records(crm, "contact", "note")[1] == {"note": 'say "hi"\nthere'}


def test_the_file_of_rejected_rows_never_takes_the_place_of_another(crm: Crm) -> None:
    file = put(crm, "a.csv", "name,email\nAnn,broken\n")
    put(crm, "mine.csv", "name\nprecious\n")
    options = ("--as", "contacts", "--skip-bad", "--rejects")
    result = crm("import", file, *options, "mine.csv")
    assert result.code == 2
    assert "mine.csv is there and no file of rejected rows" in result.err
    assert (crm.folder / "mine.csv").read_text() == "name\nprecious\n"
    assert crm("import", file, *options, "bad.csv").code == 6
    assert crm("import", file, *options, "bad.csv").code == 6
    assert not list(crm.folder.glob(".*new"))


def test_a_dry_run_ends_as_the_real_run_would(crm: Crm) -> None:
    file = put(crm, "a.csv", "name,email\nAnn,broken\nBen,\n")
    assert crm("import", file, "--as", "contacts", "--dry-run").code == 4
    assert crm("import", file, "--as", "contacts", "--dry-run", "--skip-bad").code == 6
    assert not (crm.folder / "a.csv.rejects.csv").exists()


def test_json_of_a_refused_import_has_the_rows(crm: Crm) -> None:
    file = put(crm, "a.csv", "name,email,company\nAnn,broken,\nBob,b@x.de,Acme\n")
    result = crm("import", file, "--as", "contacts", "--json")
    assert result.code == 4
    assert result.json["changeset"] is None
    assert result.json["rows"][0]["line"] == 2
    assert result.json["record"]["created"] == 0
    assert result.json["record"].get("made", []) == []
    assert result.err.startswith("error: 1 of 2 rows of a.csv cannot be imported")


# Bad input -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "code", "message", "hint"),
    [
        (["nowhere.csv", "--as", "contacts"], 2, "no file nowhere.csv", ""),
        (["empty.csv", "--as", "contacts"], 4, "empty.csv is empty", ""),
        (["binary.csv", "--as", "contacts"], 4, "", ""),
        (["quoted.csv", "--as", "contacts"], 4, "line 2", ""),
        (["greek.csv", "--as", "contacts"], 4, "is not UTF-8", "--encoding "),
        (["unclear.csv"], 4, "do not say what its rows are", "--as "),
        (["ok.csv", "--as", "contats"], 2, "contats", ""),
        (
            ["ok.csv", "--as", "contacts", "--map", "Nme=name"],
            2,
            "there is no column 'Nme' in ok.csv",
            "did you mean 'Name'? There are: Name, Mail",
        ),
        (
            ["ok.csv", "--as", "contacts", "--map", "Name=emial"],
            2,
            "contact has no field 'emial'",
            "did you mean 'email'?",
        ),
        (["ok.csv", "--as", "contacts", "--map", "Name"], 2, "cannot read --map 'Name'", "COLUMN"),
        (["ok.csv", "--as", "contacts", "--value", "x"], 2, "cannot read --value 'x'", "THEIRS"),
        (["ok.csv", "--as", "contacts", "--default", "x"], 2, "cannot read --default", ""),
        (
            ["ok.csv", "--as", "contacts", "--default", "name={Nme}"],
            2,
            "'Nme' in --default is neither a column nor a mapped field",
            "did you mean 'Name'?",
        ),
        (["ok.csv", "--as", "contacts", "--key", "city"], 2, "--key city: no column", "--map"),
        (["ok.csv", "--as", "contacts", "--on-match", "merge"], 2, "'merge'", "skip, fill"),
        (["other.csv", "--as", "contacts"], 2, "no column of other.csv is known: a, b", "--map"),
        (["ok.csv", "--as", "contacts", "--map", "Mail=field:x:nonsense"], 2, "nonsense", ""),
    ],
)
def test_bad_input(crm_sqlite: Crm, words: list[str], code: int, message: str, hint: str) -> None:
    crm = crm_sqlite
    put(crm, "ok.csv", "Name,Mail\nAnn,ann@x.example\n")
    put(crm, "other.csv", "a,b\n1,2\n")
    put(crm, "empty.csv", "")
    put(crm, "binary.csv", b"\x7fELF\x00\x01\x02\x00" * 50)
    put(crm, "quoted.csv", 'name,email\nAnn,"broken\n')
    put(crm, "greek.csv", "name,city\nΓιάννης,Αθήνα\n".encode("cp1253"))
    put(crm, "unclear.csv", "name,company\nAnn,Acme\n")
    before = changesets(crm)
    result = crm("import", *words)
    assert result.code == code
    error, *rest = result.err.splitlines()
    assert error.startswith("error: ") and message in error
    assert len(rest) == 1 and rest[0].startswith("hint: ") and hint in rest[0]
    assert changesets(crm) == before


def test_another_encoding_is_read_when_it_is_named(crm: Crm) -> None:
    file = put(crm, "gbk.csv", "姓名,邮箱\n张伟,z@x.example\n李娜,bad\n".encode("gb18030"))
    result = crm("import", file, "--as", "contacts", "--encoding", "gb18030", "--skip-bad")
    assert result.code == 6
    assert records(crm, "contact", "name") == [{"name": "张伟"}]
    assert "李娜" in (crm.folder / "gbk.csv.rejects.csv").read_text(encoding="gb18030")


def test_a_file_without_rows_is_no_error(crm: Crm) -> None:
    result = crm.ok("import", put(crm, "a.csv", "name,email\n"), "--as", "contacts")
    assert "0 rows read" in result.lines[0]


# Companies and colleagues ----------------------------------------------------------------

ACCOUNTS = """\
account,sector,founded,revenue,employees,country,part of
Alpha Group,technolgy,1996,1100.04,2822,Kenya,
Beta,retail,2001,718.62,2448,Kenya,Gamma Holding
Gamma Holding,software,1998,2714.9,2641,Kenya,Alpha Group
Delta,software,,,,,Omega
"""
ACCOUNT_OPTIONS = (
    *("--as", "companies", "--map", "account=name", "--map", "sector=industry"),
    *("--map", "founded=field:founded:number", "--map", "revenue=field:revenue:money"),
    *("--map", "part of=parent"),
)


def test_parents_may_come_later_and_fields_of_ones_own_are_made(crm: Crm) -> None:
    file = put(crm, "accounts.csv", ACCOUNTS)
    result = crm.ok("import", file, *ACCOUNT_OPTIONS)
    assert "4 companies created" in result.lines[0]
    assert "made on the way: 1 company" in result.out
    assert "fields made: founded, revenue" in result.out
    wanted = ("name", "industry", "size", "parent", "founded", "revenue", "revenue_currency")
    found = crm.ok("company", "list", "--json", "--sort", "id").json
    rows = [tuple(row[name] for name in wanted) for row in found]
    assert rows == [
        ("Alpha Group", "technolgy", "2822", None, 1996, "1100.04", "EUR"),
        ("Beta", "retail", "2448", "Gamma Holding", 2001, "718.62", "EUR"),
        ("Gamma Holding", "software", "2641", "Alpha Group", 1998, "2714.90", "EUR"),
        ("Delta", "software", None, "Omega", None, None, None),
        ("Omega", None, None, None, None, None, None),
    ]
    again = crm.ok("import", file, *ACCOUNT_OPTIONS)
    assert "0 companies created, 0 updated, 4 unchanged" in again.lines[0]
    assert "undo" not in again.lines[0]


def test_a_company_cannot_be_part_of_itself(crm: Crm) -> None:
    text = "name,parent\nA,B\nB,C\nC,A\n"
    result = crm("import", put(crm, "a.csv", text), "--as", "companies")
    assert result.code == 4
    assert 'line 4: parent "A": it would be part of itself' in result.err


def test_companies_are_found_by_domain_and_by_name(crm: Crm) -> None:
    crm.ok("company", "add", "Acme GmbH", "--domain", "acme.example")
    crm.ok("company", "add", "Beta")
    text = "name,domain,city\nACME,www.acme.example,Rome\nbeta,beta.example,Oslo\n"
    result = crm.ok("import", put(crm, "a.csv", text), "--as", "companies")
    assert "0 companies created, 2 updated" in result.lines[0]
    assert records(crm, "company", "name", "domain", "city") == [
        {"name": "Acme GmbH", "domain": "acme.example", "city": "Rome"},
        {"name": "Beta", "domain": "beta.example", "city": "Oslo"},
    ]


def test_a_company_named_by_its_domain_is_found_or_made(crm: Crm) -> None:
    crm.ok("company", "add", "Acme GmbH", "--domain", "acme.example")
    text = "name,Domain of company\nAnn,acme.example\nBen,new.example\nCat,new.example\n"
    options = ("--as", "contacts", "--map", "Domain of company=company.domain")
    crm.ok("import", put(crm, "a.csv", text), *options)
    assert [row["company"] for row in records(crm, "contact", "company")] == [
        "Acme GmbH",
        "new.example",
        "new.example",
    ]
    assert records(crm, "company", "name", "domain")[1] == {
        "name": "new.example",
        "domain": "new.example",
    }


def test_colleagues_with_fields_and_an_owner_by_address(crm: Crm) -> None:
    text = "sales_agent,manager,mail\nAnna Snell,Dee,\nBo Yi,Dee,bo@team.example\n"
    options = ("--as", "users", "--map", "sales_agent=name", "--map", "manager=field:manager")
    crm.ok("import", put(crm, "team.csv", text), *options)
    assert records(crm, "user", "handle", "name", "email", "manager")[1:] == [
        {"handle": "Anna Snell", "name": "Anna Snell", "email": None, "manager": "Dee"},
        {"handle": "bo", "name": "Bo Yi", "email": "bo@team.example", "manager": "Dee"},
    ]
    text = "name,owner\nX,Anna Snell\nY,bo@team.example\nZ,new@team.example\n"
    crm.ok("import", put(crm, "a.csv", text), "--as", "companies")
    assert [row["owner"] for row in records(crm, "company", "owner")] == ["Anna Snell", "bo", "new"]


# Deals -----------------------------------------------------------------------------------

DEALS = """\
id,agent,product,account,deal_stage,engaged,closed,value
A1,Moses,GTXPro,Alpha,Won,2016-10-20,2017-03-01,1054
A2,Zane,MG,,Engaging,2016-11-03,,
A3,Moses,MG,Beta,Lost,2016-10-25,2017-03-11,0
A4,Zane,GTXPro,,Prospecting,,,
"""
DEAL_OPTIONS = (
    *("--as", "deals", "--map", "id=external_id", "--map", "agent=owner"),
    *("--map", "product=field:product", "--map", "deal_stage=stage", "--map", "engaged=opened_at"),
    *("--map", "closed=closed_at", "--map", "value=amount"),
    *("--value", "stage:Engaging=qualified", "--value", "stage:Prospecting=lead"),
    *("--value", "field:product:GTXPro=GTX Pro", "--default", "title={product} {company}"),
)


def test_deals_of_another_program(crm: Crm) -> None:
    file = put(crm, "pipeline.csv", DEALS)
    result = crm.ok("import", file, *DEAL_OPTIONS)
    assert "4 deals created" in result.lines[0]
    names = ("title", "company", "stage", "amount", "opened_at", "closed_at", "owner", "product")
    found = crm.ok("deal", "list", "--json", "--sort", "id").json
    assert [tuple(row[name] for name in names) for row in found] == [
        (
            "GTX Pro Alpha",
            "Alpha",
            "won",
            "1054.00",
            "2016-10-20",
            "2017-03-01",
            "Moses",
            "GTX Pro",
        ),
        ("MG", None, "qualified", None, "2016-11-03", None, "Zane", "MG"),
        ("MG Beta", "Beta", "lost", "0.00", "2016-10-25", "2017-03-11", "Moses", "MG"),
        ("GTX Pro", None, "lead", None, None, None, "Zane", "GTX Pro"),
    ]
    moves = crm.database.rows(
        "SELECT s.name, m.from_stage_id AS before, m.at FROM stage_move m"
        " JOIN stage s ON s.id = m.to_stage_id ORDER BY m.id"
    )
    crm.database.close()
    assert [(row["name"], row["before"], row["at"]) for row in moves] == [
        ("won", None, "2017-03-01"),
        ("qualified", None, "2016-11-03"),
        ("lost", None, "2017-03-11"),
        ("lead", None, None),
    ]
    again = crm.ok("import", file, *DEAL_OPTIONS)
    assert "4 unchanged" in again.lines[0] and "undo" not in again.lines[0]


def test_a_newer_file_moves_deals_when_it_may_overwrite(crm: Crm) -> None:
    crm.ok("import", put(crm, "pipeline.csv", DEALS), *DEAL_OPTIONS)
    newer = DEALS.replace("Engaging,2016-11-03,,", "Won,2016-11-03,2017-04-01,99")
    file = put(crm, "pipeline.csv", newer)
    kept = crm.ok("import", file, *DEAL_OPTIONS, "--on-match", "fill")
    assert "value differs from what is there" in kept.out or "values differ" in kept.out
    assert crm.ok("deal", "show", "D2", "--json").json["stage"] == "qualified"
    crm.ok("import", file, *DEAL_OPTIONS, "--on-match", "overwrite")
    deal = crm.ok("deal", "show", "D2", "--json").json
    assert (deal["stage"], deal["closed_at"], deal["amount"]) == ("won", "2017-04-01", "99.00")
    moves = crm.database.rows("SELECT at FROM stage_move WHERE deal_id = 2 ORDER BY id")
    assert [row["at"] for row in moves] == ["2016-11-03", "2017-04-01"]


def test_an_outcome_beside_the_stage_keeps_both(crm: Crm) -> None:
    text = (
        "Deal - Title*,Deal - Value,Deal - Currency of value,Deal - Status,Deal - Stage (pipeline),"
        "Deal - Expected close date,Deal - Won time,Deal - Lost time,Contact person\n"
        "One,120 000,CZK,Open,Qualified,30.09.2026,,,ann@x.example\n"
        "Two,5,USD,Won,Negotiation,,15.06.2026 10:00,,\n"
        "Three,,,Lost,Qualified,,,20.05.2026,\n"
    )
    options = (
        *("--as", "deals", "--map", "Deal - Status=outcome", "--create-contacts"),
        *("--map", "Deal - Won time=closed_at", "--map", "Deal - Lost time=closed_at"),
    )
    crm.ok("import", put(crm, "deals.csv", text), *options)
    found = crm.ok("deal", "list", "--json", "--sort", "id").json
    names = ("title", "amount", "currency", "stage", "expected_close", "closed_at", "contacts")
    assert [tuple(row[name] for name in names) for row in found] == [
        ("One", "120000.00", "CZK", "qualified", "2026-09-30", None, ["ann@x.example"]),
        ("Two", "5.00", "USD", "won", None, "2026-06-15", []),
        ("Three", None, None, "lost", None, "2026-05-20", []),
    ]
    moves = crm.database.rows(
        "SELECT s.name, m.at FROM stage_move m JOIN stage s ON s.id = m.to_stage_id ORDER BY m.id"
    )
    assert [(row["name"], row["at"]) for row in moves] == [
        ("qualified", None),
        ("negotiation", None),
        ("won", "2026-06-15"),
        ("qualified", None),
        ("lost", "2026-05-20"),
    ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("X,Shiny,,,", "no stage called Shiny; the stages are lead, nurture, qualified"),
        ("X,won,Other,,", "no pipeline called Other; there is Sales"),
        ("X,won,,2026-03-02,2026-03-01", "closed on 2026-03-01, before it was opened"),
        ("X,won,,,2027-03-01", "2027-03-01 is still to come"),
        (",won,,,", "a deal needs a title, and this row has none"),
    ],
)
def test_deals_that_cannot_be(crm_sqlite: Crm, row: str, reason: str) -> None:
    text = f"title,stage,pipeline,opened_at,closed_at\n{row}\n"
    result = crm_sqlite("import", put(crm_sqlite, "a.csv", text), "--as", "deals")
    assert result.code == 4
    assert reason in result.err


def test_the_close_date_of_an_open_deal_is_the_expected_one(crm: Crm) -> None:
    text = "Deal Name,Deal Stage,Close Date\nX,proposal,2027-03-01\n"
    crm.ok("import", put(crm, "a.csv", text), "--as", "deals")
    wanted = {"expected_close": "2027-03-01", "closed_at": None}
    assert records(crm, "deal", "expected_close", "closed_at") == [wanted]


def test_a_value_that_no_row_has_is_told(crm: Crm) -> None:
    text = "title,stage\nX,won\n"
    options = ("--as", "deals", "--value", "stage:Engagin=lead")
    result = crm.ok("import", put(crm, "a.csv", text), *options)
    assert "no row has stage:engagin (--value)" in result.out


# Interactions and tasks ------------------------------------------------------------------


def test_interactions_and_their_people(crm: Crm) -> None:
    crm.ok("contact", "add", "Ann Lee", "--email", "ann@x.example", "--company", "Acme", "--create")
    text = (
        "type,contact,date,subject,notes,duration,owner\n"
        'call,Ann Lee <ann@x.example>,2026-11-03 15:00,Price,"one\ntwo",15 min,amy\n'
        "e-mail,ann lee,2026-11-04,,Hello,,\n"
    )
    file = put(crm, "calls.csv", text)
    crm.ok("import", file, "--as", "interactions")
    found = crm.ok("interaction", "list", "--json", "--sort", "id").json
    names = ("kind", "contacts", "occurred_at", "subject", "body", "seconds", "owner", "company")
    assert [tuple(row[name] for name in names) for row in found] == [
        ("call", ["Ann Lee"], "2026-11-03T14:00:00.000Z", "Price", "one\ntwo", 900, "amy", "Acme"),
        ("email", ["Ann Lee"], "2026-11-03T23:00:00.000Z", None, "Hello", None, None, "Acme"),
    ]
    again = crm.ok("import", file, "--as", "interactions")
    assert "2 unchanged" in again.lines[0] and "undo" not in again.lines[0]
    unknown = put(crm, "b.csv", "kind,contact\ncall,Nobody\n")
    result = crm("import", unknown, "--as", "interactions")
    assert result.code == 4
    assert "no contact Nobody (--create-contacts makes them)" in result.err
    crm.ok("import", unknown, "--as", "interactions", "--create-contacts")
    assert records(crm, "contact", "name")[1] == {"name": "Nobody"}


def test_people_are_made_once_and_the_first_named_is_the_main_one(crm: Crm) -> None:
    crm.ok("contact", "add", "Old", "--email", "old@x.example")
    text = "title,contact\nOne,New One <n@x.example>; old@x.example\nTwo,n@x.example; New Two\n"
    file = put(crm, "deals.csv", text)
    result = crm.ok("import", file, "--as", "deals", "--create-contacts")
    assert "made on the way: 2 contacts" in result.out
    assert records(crm, "deal", "contacts") == [
        {"contacts": ["New One", "Old"]},
        {"contacts": ["New One", "New Two"]},
    ]
    assert "2 unchanged" in crm.ok("import", file, "--as", "deals").lines[0]


def test_tasks(crm: Crm) -> None:
    crm.ok("deal", "add", "Big one")
    text = "task,due,deal,assignee,priority\nCall,2026-11-27 15:00,big one,bob,hoch\n"
    text = text.replace("hoch", "high")
    file = put(crm, "tasks.csv", text)
    crm.ok("import", file, "--as", "tasks")
    names = ("title", "due_on", "due_time", "deal", "owner", "priority")
    assert [
        tuple(row[name] for name in names) for row in crm.ok("task", "list", "--json").json
    ] == [("Call", "2026-11-27", "15:00", "Big one", "bob", "high")]
    assert "1 unchanged" in crm.ok("import", file, "--as", "tasks").lines[0]


def test_hard_texts_are_kept_as_they_are(crm: Crm) -> None:
    names = ["[red]x[/]", "'=1+1", "'; drop table contact; --", "O'Brien Pat", "אבג דהו", "=2+2"]
    text = "name\n" + "".join(f'"{name}"\n' for name in names)
    crm.ok("import", put(crm, "a.csv", text), "--as", "contacts")
    found = [row["name"] for row in records(crm, "contact", "name")]
    assert found == [names[0], "=1+1", *names[2:]]


def test_a_path_in_the_default_place_of_rejects(crm_sqlite: Crm, tmp_path: Path) -> None:
    file = tmp_path / "far.csv"
    file.write_text("name,email\nAnn,broken\n")
    assert crm_sqlite("import", file, "--as", "contacts", "--skip-bad").code == 6
    assert (tmp_path / "far.csv.rejects.csv").exists()


def test_rows_without_a_name_of_their_own_are_told_apart_by_their_lines(crm: Crm) -> None:
    # Two orders of one customer on one day, of the same amount, are two orders.
    text = "customer,day,paid\nAnn,2026-01-02,50\nAnn,2026-01-02,50\n"
    file = put(crm, "orders.csv", text)
    words = ("import", file, "--as", "deals", "--map", "customer=company", "--map",
             "day=closed_at", "--map", "paid=amount", "--default", "stage=won", "--default",
             "title=order of {customer}", "--default", "external_id={line}", "--key",
             "external_id")  # fmt: skip
    assert "2 deals created" in crm.ok(*words).lines[0]
    assert "2 unchanged" in crm.ok(*words).lines[0]


def test_line_breaks_stay_in_every_field(crm: Crm) -> None:
    text = (
        'name,email,address,city,company,field\nAnn,ann@x.example,"Weg 1\nHof",'
        '"Ber\nlin","Acme\nInc","a\n  b"\n'
    )
    crm.ok("import", put(crm, "a.csv", text), "--map", "field=field:Motto")
    (found,) = crm.ok("contact", "list", "--columns", "address,city,company,Motto", "--json").json
    assert list(found.values()) == ["Weg 1\nHof", "Ber\nlin", "Acme\nInc", "a\n  b"]
    deal = 'title,amount,company\nJam,5,"Acme\nInc"\n'
    assert "made on the way" not in crm.ok("import", put(crm, "d.csv", deal), "--as", "deals").out


# Other languages, and what a file says of its rows ---------------------------------------


def test_follow_ups_of_a_chinese_crm(crm: Crm) -> None:
    text = (
        "客户名称,联系人,跟进方式,跟进内容,跟进时间,下次跟进时间,跟进人\n"
        "北京未来,张伟,电话,聊了报价,2026-11-01 10:00,2026-11-25,李雷\n"
        "北京未来,张伟,微信,发资料,2026年11月2日,,李雷\n"
        "北京未来,张伟,拜访,现场,2026/11/3,,韩梅\n"
        "北京未来,张伟,邮件,发合同,2026-11-04,,李雷\n"
        "北京未来,张伟,会议,开会,2026-11-05,,李雷\n"
    )
    result = crm.ok("import", put(crm, "跟进.csv", text), "--create-contacts")
    assert "its columns are those of interactions" in result.err
    assert "columns left out: 下次跟进时间" in result.out
    found = records(crm, "interaction", "kind", "contacts", "company", "owner", "occurred_at")
    assert [(row["kind"], row["owner"]) for row in found] == [
        ("call", "李雷"),
        ("message", "李雷"),
        ("visit", "韩梅"),
        ("email", "李雷"),
        ("meeting", "李雷"),
    ]
    assert {(*row["contacts"], row["company"]) for row in found} == {("张伟", "北京未来")}
    assert found[0]["occurred_at"] == "2026-11-01T09:00:00.000Z"  # 10:00 in Berlin


@pytest.mark.parametrize(
    ("header", "row", "found"),
    [
        (
            "Vorname,Nachname,Firma,Straße,PLZ,Ort,Telefon,E-Mail,Geburtsdatum",
            "Jörg,Weiß,Müller AG,Weg 1,01067,Dresden,+49 351 123456,jw@x.example,03.11.1980",
            {
                "name": "Jörg Weiß",
                "company": "Müller AG",
                "postcode": "01067",
                "city": "Dresden",
                "phones": ["+49 351 123456"],
                "birthday": "1980-11-03",
            },
        ),
        (
            "氏名,会社名,役職,メール",
            "田中 太郎,東京商事,部長,tanaka@x.example",
            {"name": "田中 太郎", "company": "東京商事", "job_title": "部長"},
        ),
        (
            "이름,회사,전화,이메일",
            "김민수,한국상사,+82 2-312-3456,kim@x.example",
            {"name": "김민수", "company": "한국상사", "phones": ["+82 2-312-3456"]},
        ),
    ],
)
def test_headers_in_other_languages(
    crm_sqlite: Crm, header: str, row: str, found: dict[str, Any]
) -> None:
    crm_sqlite.ok("import", put(crm_sqlite, "a.csv", f"{header}\n{row}\n"))
    assert records(crm_sqlite, "contact", *found) == [found]


def test_cards_of_organisations_become_companies(crm: Crm) -> None:
    cards = [
        "FN:Jane Smith\nORG:Acme GmbH\nKIND:individual",
        "FN:Acme GmbH\nORG:Acme GmbH\nKIND:org\nURL:https://acme.example",
        "FN:Globex\nN:;;;;\nORG:Globex\nX-ABShowAs:COMPANY",
        "FN:Friends\nKIND:group\nMEMBER:urn:uuid:03a0e51f-d1aa-4385-8a53-e29025acd8af",
    ]
    text = "".join(f"BEGIN:VCARD\nVERSION:4.0\n{card}\nEND:VCARD\n" for card in cards)
    people = crm.ok("import", put(crm, "all.vcf", text))
    assert "not imported: 2 cards of organisations (--as companies does)" in people.err
    assert "not imported: the card of a group" in people.err
    assert records(crm, "contact", "name", "company") == [
        {"name": "Jane Smith", "company": "Acme GmbH"}
    ]
    crm.ok("import", "all.vcf", "--as", "companies")
    assert records(crm, "company", "name", "website") == [
        {"name": "Acme GmbH", "website": "https://acme.example"},
        {"name": "Globex", "website": None},
    ]
    only = text[text.index("BEGIN", 5) :].partition("BEGIN:VCARD\nVERSION:4.0\nFN:Globex")[0]
    again = crm.ok("import", put(crm, "org.vcf", only))
    assert "0 companies created" in again.out  # without a word of what they are
