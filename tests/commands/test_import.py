"""`crm import`, through the program: what happens with rows, and which records they are about."""

from __future__ import annotations

from typing import Any

import pytest

from tests.commands.helpers import changesets, put, records
from tests.conftest import Crm

PEOPLE = """\
姓名,E-mail,Mobile,Company,City,Owner,Tags,Shoe size
张伟,zhang@example.cn,13800138000,北京未来,北京,bob,"vip, 新",42
Jane Smith,"Jane@Example.com, j.smith@home.example",030 123456,Acme,Berlin,amy,,38
"O'Brien, Pat",pat@example.com,call me,Acme,Berlin,amy,,
"""


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


def test_phone_numbers_that_the_region_does_not_have_are_named(crm: Crm) -> None:
    text = (
        "name,phone\nAnn,030 123456\nBo,13812345678\nCy,+8613812345678\nDi,call me\n"
        "Ed,13912345678;13712345678\n"
    )
    file = put(crm, "people.csv", text)
    page = crm.ok("import", file, "--as", "contacts", "--check", "--json").json
    assert page["phones_of_no_region"] == 3
    result = crm.ok("import", file, "--as", "contacts", "--map", "name=name")
    said = "3 phone numbers name no country and are none of DE, kept as written: lines 3, 6 ("
    assert said in result.out
    assert "1 phone number is kept as written: no such number can be dialled" in result.out
    made = crm.database.rows("SELECT max(id) AS id FROM changeset")[0]["id"]
    crm.database.close()
    crm.ok("undo", str(made))
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


def test_hard_texts_are_kept_as_they_are(crm: Crm) -> None:
    names = ["[red]x[/]", "'=1+1", "'; drop table contact; --", "O'Brien Pat", "אבג דהו", "=2+2"]
    text = "name\n" + "".join(f'"{name}"\n' for name in names)
    crm.ok("import", put(crm, "a.csv", text), "--as", "contacts")
    found = [row["name"] for row in records(crm, "contact", "name")]
    assert found == [names[0], "=1+1", *names[2:]]


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


def test_an_import_that_needs_nobody_is_quiet_on_stderr(crm: Crm) -> None:
    file = put(crm, "people.csv", "name,email\nAnn Lee,ann@x.example\n")
    first = crm.ok("import", file)
    assert first.err.startswith("made ") or not first.err  # a new database is news
    assert "people.csv: its columns are those of contacts (--as)" in first.out
    assert crm.ok("import", file).err == ""
    for quiet in (("import", file, "-q"), ("--quiet", "import", file), ("contact", "list", "-q",
                  "--where", "city=Nowhere")):  # fmt: skip
        result = crm.ok(*quiet)
        assert result.err == "" and "read" not in result.out
    page = crm.ok("import", file, "--check")
    assert "its columns are those of contacts" in page.err
    put(crm, "people.csv", "name,email\nAnn Lee,ann@x.example\nBob,bob\n")
    refused = crm("import", file, "-q")
    assert refused.code == 4  # what goes wrong is said with all that leads to it
    assert "its columns are those of contacts" in refused.err and 'email "bob"' in refused.err
    some = crm("import", file, "-q", "--skip-bad")
    assert some.code == 6 and "1 rejected" in some.out
