"""`crm import`: formats, encodings, dates and numbers that a file decides, and kept mappings."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.helpers import put, records, take_back
from tests.conftest import Crm
from tests.importers.workbook import Cell, xlsx

# Formats and encodings --------------------------------------------------------------------


def test_the_content_decides_and_not_the_name(crm_sqlite: Crm) -> None:
    crm = crm_sqlite
    put(crm, "book.csv", xlsx({"People": [["Name", "Email"], ["Ann", "ann@x.example"]]}))
    card = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ben\r\nEMAIL:ben@x.example\r\nEND:VCARD\r\n"
    put(crm, "card.csv", card)
    put(crm, "lines.txt", '{"name": "Cat", "email": "cat@x.example"}\n')
    put(crm, "piped.dat", "name|email\nDan|dan@x.example\n")
    for file in ("book.csv", "card.csv", "lines.txt", "piped.dat"):
        crm.ok("import", file)
    names = [row["name"] for row in records(crm, "contact", "name")]
    assert names == ["Ann", "Ben", "Cat", "Dan"]


def test_a_workbook_with_several_sheets_asks_which(crm_sqlite: Crm) -> None:
    rows: list[list[Cell]] = [["Name", "Email"], ["Ann", "ann@x.example"]]
    put(crm_sqlite, "book.xlsx", xlsx({"One": rows, "Two": [["Name"], ["Ben"]]}))
    refused = crm_sqlite("import", "book.xlsx", "--as", "contacts")
    assert refused.code == 4
    assert "--sheet 'One' or 'Two'" in refused.err
    crm_sqlite.ok("import", "book.xlsx", "--sheet", "One")
    assert records(crm_sqlite, "contact", "name") == [{"name": "Ann"}]


def test_a_header_with_a_line_break_is_named_with_a_space(crm_sqlite: Crm) -> None:
    crm = crm_sqlite
    rows: list[list[Cell]] = [["Mail\n(work)", "Born", "Name"], ["a@x.example", "3/4/90", "Ann"]]
    put(crm, "a.csv", '"Mail\r\n(work)",Born,Name\nb@x.example,3/4/90,Ben\n')
    put(crm, "b.xlsx", xlsx({"One": [*rows, [" ", "", " "]]}))
    for file, name in (("a.csv", "Mail (work)"), ("b.xlsx", "Mail\n(work)")):
        words = ("--map", f"{name}=email", "--map", "Born=birthday", "--date-order", "Born=dmy")
        crm.ok("import", file, "--as", "contacts", *words)
    assert records(crm, "contact", "emails") == [
        {"emails": ["b@x.example"]},
        {"emails": ["a@x.example"]},
    ]


def test_a_sole_plausible_encoding_is_taken_and_said(crm_sqlite: Crm) -> None:
    text = "姓名,手机,邮箱,公司\n张伟,13800138000,z@x.example,北京未来科技有限公司\n"
    result = crm_sqlite.ok("import", put(crm_sqlite, "gbk.csv", text.encode("gb18030")))
    assert "read as gb18030, the only likely encoding: 姓名, 手机, 邮箱, 公司, 张伟," in result.out
    assert records(crm_sqlite, "contact", "name", "company") == [
        {"name": "张伟", "company": "北京未来科技有限公司"}
    ]


def test_a_mapping_that_is_not_utf_8_is_refused_in_words(crm_sqlite: Crm) -> None:
    put(
        crm_sqlite,
        "m.toml",
        'noun = "contact"\n[columns]\n"Stra\xdfe" = "address"\n'.encode("cp1252"),
    )
    put(crm_sqlite, "a.csv", "name\nAnn\n")
    result = crm_sqlite("import", "a.csv", "--mapping", "./m.toml")
    assert (result.code, result.err.splitlines()) == (
        4,
        ["error: m.toml is not UTF-8, as TOML must be", "hint: write it anew in UTF-8"],
    )


# Dates and numbers ------------------------------------------------------------------------


def test_the_whole_column_says_which_comes_first(crm_sqlite: Crm) -> None:
    crm = crm_sqlite
    rows = "".join(f"P{day},{day:02}/04/1980\n" for day in range(1, 14))
    crm.ok("import", put(crm, "a.csv", "name,birthday,email\n" + rows.replace("\n", ",\n")))
    found = [row["birthday"] for row in records(crm, "contact", "birthday")]
    assert found == [f"1980-04-{day:02}" for day in range(1, 14)]


def test_what_no_row_says_is_refused_until_it_is_said(crm_sqlite: Crm) -> None:
    crm = crm_sqlite
    file = put(crm, "a.csv", "name,email,birthday\nAnn,a@x.example,03/04/1980\n")
    refused = crm("import", file)
    assert refused.code == 4 and "hint: say it: --date-order dmy or --date-order mdy" in refused.err
    for order, day in (("mdy", "1980-03-04"), ("birthday=dmy", "1980-04-03")):
        crm.ok("import", file, "--date-order", order)
        assert records(crm, "contact", "birthday") == [{"birthday": day}]
        take_back(crm)
    assert crm("import", file, "--date-order", "nonsense").code == 2


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        (["1.234,50", "€1.234", "12,00"], ["1234.50", "1234.00", "12.00"]),
        (["1,234.50", "1,234", "12k"], ["1234.50", "1234.00", "12000.00"]),
        (["120 000", "3万"], ["120000.00", "30000.00"]),
    ],
)
def test_the_decimal_mark_of_a_column(
    crm_sqlite: Crm, amounts: list[str], expected: list[str]
) -> None:
    rows = "".join(f'T{n};"{amount}";lead\n' for n, amount in enumerate(amounts))
    crm_sqlite.ok("import", put(crm_sqlite, "d.csv", "title;amount;stage\n" + rows))
    assert [row["amount"] for row in records(crm_sqlite, "deal", "amount")] == expected


def test_amounts_that_say_nothing_are_refused_until_it_is_said(crm_sqlite: Crm) -> None:
    file = put(crm_sqlite, "d.csv", "title,amount,stage\nJam,1.234,lead\n")
    refused = crm_sqlite("import", file)
    assert refused.code == 4 and "hint: say it: --decimal . or --decimal ," in refused.err
    crm_sqlite.ok("import", file, "--decimal", ",")
    assert records(crm_sqlite, "deal", "amount") == [{"amount": "1234.00"}]


def test_the_region_of_a_files_phones(crm_sqlite: Crm) -> None:
    file = put(crm_sqlite, "a.csv", "name,phone\nAnn,138 0013 8000\n")
    crm_sqlite.ok("import", file, "--as", "contacts", "--phone-region", "cn")
    found = crm_sqlite.database.rows("SELECT phone, e164 FROM contact_phone")
    assert found == [{"phone": "138 0013 8000", "e164": "+8613800138000"}]


# Mappings of one's own --------------------------------------------------------------------


def test_a_mapping_is_kept_used_and_shared(crm_sqlite: Crm, tmp_path: Path) -> None:
    crm = crm_sqlite
    text = "Wer;Post;Stufe;Geburtstag;Schuh\nAnn;a@x.example;neu;03/04/1980;38\n"
    crm.ok(
        *("import", put(crm, "a.csv", text), "--as", "contacts", "--map", "Wer=name"),
        *("--map", "Post=email", "--map", "Stufe=stage", "--map", "Geburtstag=birthday"),
        *("--map", "Schuh=field:shoe size:number", "--value", "stage:neu=lead"),
        *("--date-order", "dmy", "--default", "source=fair", "--save-mapping", "fair"),
    )
    columns = ("name", "emails", "stage", "birthday", "source", "shoe size")
    expected = records(crm, "contact", *columns)
    assert expected[0]["birthday"] == "1980-04-03"
    take_back(crm)
    crm.ok("import", "a.csv", "--mapping", "fair")
    assert records(crm, "contact", *columns) == expected
    take_back(crm)
    kept = Path(crm.environment["CRM_CONFIG_DIR"]) / "mappings" / "fair.toml"
    kept.rename(tmp_path / "shared.toml")
    missing = crm("import", "a.csv", "--mapping", "fair")
    assert missing.code == 2 and "no mapping is called fair" in missing.err
    crm.ok("import", "a.csv", "--mapping", tmp_path / "shared.toml")
    assert records(crm, "contact", *columns) == expected


def test_what_is_left_over_can_be_kept(crm: Crm) -> None:
    text = "name,email,Shoe size,Empty,a:b,ref\nAnn,a@x.example,0038,,x,r1\n"
    file = put(crm, "a.csv", text)
    result = crm.ok("import", file, "--as", "contacts")
    assert (
        "columns left out: Shoe size, a:b, ref (--keep-rest makes fields of them)\n" in result.out
    )
    take_back(crm)
    result = crm.ok("import", file, "--as", "contacts", "--keep-rest")
    assert "left out" not in result.out
    assert "fields made: Shoe size (text), a b (text), a ref (text)" in result.out
    assert records(crm, "contact", "Shoe size", "a b", "a ref") == [
        {"Shoe size": "0038", "a b": "x", "a ref": "r1"}
    ]


def test_a_file_without_titles_says_how_to_make_them(crm_sqlite: Crm) -> None:
    text = "deal_stage,close_value,account,product\nWon,12,Acme,Jam\n"
    refused = crm_sqlite("import", put(crm_sqlite, "d.csv", text))
    assert refused.code == 4
    assert '--default title="{product} {account}"' in refused.err


def test_notes_and_nicknames_of_cards_are_kept(crm: Crm) -> None:
    cards = (
        "BEGIN:VCARD\nVERSION:3.0\nFN:Ann Lee\nNICKNAME:Ann,Annie\nNOTE:one\\ntwo\nORG:Acme;Sales\n"
        "END:VCARD\nBEGIN:VCARD\nVERSION:3.0\nFN:Bo\nEND:VCARD\n"
    )
    file = put(crm, "a.vcf", cards)
    result = crm.ok("import", file, "--map", "note=", "--dry-run")
    assert "columns left out: department, note (" in result.out
    result = crm.ok("import", file)
    assert "fields made: nickname (text), notes (text)" in result.out
    assert "columns left out: department (" in result.out
    assert records(crm, "contact", "name", "nickname", "notes") == [
        {"name": "Ann Lee", "nickname": "Ann; Annie", "notes": "one\ntwo"},
        {"name": "Bo", "nickname": None, "notes": None},
    ]
    assert "2 unchanged" in crm.ok("import", file).lines[0]
    file = put(crm, "b.vcf", cards.replace("NOTE:one\\ntwo\n", "").replace("Bo", "Cy"))
    crm.ok("import", file)
    assert records(crm, "contact", "notes")[0] == {"notes": "one\ntwo"}


def test_kept_columns_have_their_kinds_and_fields_made_again_are_filled(crm: Crm) -> None:
    text = (
        "name,Annual Revenue,Founded,Partner,Account Code\n"
        "Acme,991679.42,31/12/2001,yes,007\nBeta,9782960.29,03/04/2004,no,018\nGamma,12,,no,019\n"
    )
    file = put(crm, "companies.csv", text)
    words = ("import", file, "--as", "companies", "--keep-rest")
    page = crm.ok(*words, "--check", "--json").json
    assert [row["field"] for row in page["columns"]][1:] == [
        "field:Annual Revenue:number",
        "field:Founded:date",
        "field:Partner:yesno",
        "field:Account Code:text",
    ]
    made = "Annual Revenue (number), Founded (date), Partner (yes/no), Account Code (text)"
    assert f"fields made: {made}" in crm.ok(*words).out
    shown = crm.ok("company", "list", "--sort", "-Annual Revenue", "--json").json
    assert [row["name"] for row in shown] == ["Beta", "Acme", "Gamma"]
    assert (shown[1]["Founded"], shown[1]["Account Code"]) == ("2001-12-31", "007")
    assert "3 unchanged" in crm.ok(*words).lines[0]
    crm.ok("company", "edit", "Gamma", "--field", "Annual Revenue=")
    crm.ok("field", "edit", "company", "Partner", "--name", "Is partner")
    maps = ("--map", "Partner=field:Is partner")
    assert "3 unchanged" in crm.ok(*words, *maps).lines[0]  # what a person emptied stays so
    crm.ok("field", "delete", "company", "Annual Revenue")
    assert "3 updated" in crm.ok(*words, *maps).lines[0]
    shown = crm.ok("company", "list", "--sort", "name", "--json").json
    assert [row["Annual Revenue"] for row in shown] == [991679.42, 9782960.29, 12]
