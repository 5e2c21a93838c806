"""`crm import --check`: the doctor of a file, which writes nothing."""

from __future__ import annotations

import shlex
from typing import Any

import pytest

from tests.commands.helpers import changesets, put
from tests.conftest import Crm
from tests.importers.workbook import xlsx
from tests.terminal import DOWN, ENTER, Terminal

TEXT = """\
Exported on Friday

Name;E-mail;Geboren;Umsatz;Handy;Schuhe
Ann Lee;ann@x.example;03/04/1980;1.234,50;+49 30 1;38
Ben Fox;ben@x.example;25/12/1981;2.000;;38
Ann Lee;ann@x.example;03/04/1980;1.234,50;;
Cat Day;no address;01/02/1982;12;;
Jane Roe;jane@x.example;;;;
"""
OPTIONS = ("--map", "Geboren=birthday", "--map", "Umsatz=field:revenue:money")


def page(crm: Crm, *words: str, code: int = 0) -> dict[str, Any]:
    result = crm("import", *words, "--check", "--json")
    assert result.code == code, result.err
    found: dict[str, Any] = result.json
    return found


def test_the_page_says_what_is_in_the_file(crm: Crm) -> None:
    crm.ok("contact", "add", "Jane Roe", "--email", "jane@x.example")
    file = put(crm, "people.csv", TEXT)
    before = changesets(crm)
    found = page(crm, file, *OPTIONS, "--map", "Handy=phone", code=4)
    assert changesets(crm) == before
    assert crm.ok("contact", "list", "--json").json[0]["name"] == "Jane Roe"
    expected = {
        "format": "CSV",
        "encoding": "utf-8",
        "encoding_is": "all of it is valid",
        "delimiter": "semicolon",
        "quote": "none is needed",
        "header_line": 3,
        "before_the_header": "Exported on Friday",
        "rows": 5,
        "they_are": "contacts",
        "phone_region": "DE",
        "new": 2,
        "there_already": 1,
        "of_these_changed": 0,
        "twice_in_the_file": 1,
        "rejected": 1,
        "command": "crm import people.csv --map Geboren=birthday --map"
        " Umsatz=field:revenue:money --map Handy=phone --skip-bad",
    }
    assert {name: found[name] for name in expected} == expected
    columns = {row["column"]: row for row in found["columns"]}
    assert columns["Geboren"] == {
        "column": "Geboren",
        "field": "birthday",
        "filled": 4,
        "samples": ["03/04/1980", "25/12/1981", "01/02/1982"],
        "written": "day, month, year: line 5 has 25/12/1981",
    }
    assert columns["Umsatz"]["written"] == "decimal comma: line 4 has 1.234,50"
    assert columns["Schuhe"]["field"] is None
    assert found["left_over"] == [{"column": "Schuhe", "filled": 2}]
    assert found["repeats"] == [{"line": 6, "same_as_line": 4}]
    assert found["matches"] == [{"line": 8, "ref": "C1", "name": "Jane Roe"}]
    rejected = found["rejected_rows"]
    assert [(row["line"], row["column"], row["value"]) for row in rejected] == [
        (7, "E-mail", "no address")
    ]
    assert found["to_decide"] == []


def test_what_the_page_says_is_what_the_import_does(crm: Crm) -> None:
    file = put(crm, "people.csv", TEXT)
    words = (file, "--as", "contacts", *OPTIONS, "--skip-bad")
    found = page(crm, *words, code=6)
    result = crm("import", *words, "--json")
    assert result.code == 6
    fields = result.json["record"]
    assert (fields["created"], fields["rejected"]) == (found["new"], found["rejected"])
    assert found["new"] == 3


def test_what_is_open_is_named_with_its_flag(crm_sqlite: Crm) -> None:
    text = "name,email,birthday\nAnn,a@x.example,03/04/1980\nBen,b@x.example,05/06/1981\n"
    found = page(crm_sqlite, put(crm_sqlite, "a.csv", text), code=4)
    assert len(found["to_decide"]) == 1
    assert found["to_decide"][0]["say"] == "say it: --date-order dmy or --date-order mdy"
    assert found["columns"][2]["written"] == "open: the day or the month may come first"
    assert found["command"] == "crm import a.csv --date-order 'birthday=dmy|mdy'"
    assert found["rejected"] == 0


def test_what_is_proposed_is_tried_and_all_that_is_wrong_is_counted(crm_sqlite: Crm) -> None:
    """A file without titles, in stages that nobody knows: one page, and one command."""
    rows = [f"{n},Jam,Acme {n},{'Engaging' if n < 1200 else 'Prospecting'}" for n in range(1205)]
    text = "opportunity_id,product,account,deal_stage\n" + "\n".join(rows) + "\n"
    page = crm_sqlite("import", put(crm_sqlite, "d.csv", text), "--check", "--json")
    assert page.code == 4
    command = page.json["command"]
    assert command == (
        'crm import d.csv --default title="{product} {account}"'
        " --value 'stage:Engaging=…' --value 'stage:Prospecting=…'"
    )
    found = [(row["line"], row["rows"], row["value"]) for row in page.json["rejected_rows"]]
    assert found == [(2, 1200, "Engaging"), (1202, 5, "Prospecting")]
    command = command.replace("Engaging=…", "Engaging=lead").replace("ing=…", "ing=won")
    crm_sqlite.ok(*shlex.split(command)[1:])
    titles = {row["title"] for row in crm_sqlite.ok("deal", "list", "--json").json}
    assert "Jam Acme 3" in titles and len(titles) == 1205


def test_a_file_of_which_nobody_knows_what_it_is(crm_sqlite: Crm) -> None:
    file = put(crm_sqlite, "a.csv", "name,company\nAnn,Acme\n")
    found = page(crm_sqlite, file, code=4)
    assert "--as contacts" in found["to_decide"][0]["say"]
    assert [row["samples"] for row in found["columns"]] == [["Ann"], ["Acme"]]
    found = page(crm_sqlite, put(crm_sqlite, "d.csv", "stage,amount,account\nwon,1,A\n"), code=4)
    assert found["they_are"] == "deals"
    assert found["command"] == 'crm import d.csv --default title="{account}"'


@pytest.mark.parametrize(
    ("file", "content", "format"),
    [
        ("a.xlsx", xlsx({"One": [["Name", "Email"], ["Ann", "a@x.example"]]}), "Excel"),
        ("a.vcf", b"BEGIN:VCARD\nVERSION:3.0\nFN:Ann\nEMAIL:a@x.example\nEND:VCARD\n", "vCard"),
        ("a.json", b'[{"name": "Ann", "email": "a@x.example"}]', "JSON"),
        ("a.jsonl", b'{"name": "Ann", "email": "a@x.example"}\n', "JSON Lines"),
    ],
)
def test_every_format_has_its_page(crm_sqlite: Crm, file: str, content: bytes, format: str) -> None:
    found = page(crm_sqlite, put(crm_sqlite, file, content))
    assert (found["format"], found["rows"], found["new"]) == (format, 1, 1)
    assert [row["column"].lower() for row in found["columns"]] == ["name", "email"]


def test_the_page_for_people(crm_sqlite: Crm) -> None:
    file = put(crm_sqlite, "people.csv", TEXT)
    shown = crm_sqlite("import", file, "--as", "contacts", *OPTIONS, "--check").out
    for part in ("Would be rejected", "Twice in the file", "Left over", "day, month, year"):
        assert part in shown
    assert "There already" not in shown


# In a terminal ----------------------------------------------------------------------------


def run(crm: Crm, *words: str) -> Terminal:
    return Terminal("import", *words, environment=crm.environment, folder=crm.folder)


def test_a_person_sees_the_page_and_decides(crm_sqlite: Crm) -> None:
    crm = crm_sqlite
    file = put(crm, "a.csv", "name,email,birthday\nAnn,a@x.example,03/04/1980\n")
    terminal = run(crm, file)
    terminal.see("In which order are they?")
    terminal.type(DOWN + ENTER)
    terminal.see("--date-order 'birthday=mdy'")
    terminal.see("Import it?")
    terminal.type("y")
    terminal.see("1 contact created")
    assert terminal.end() == 0
    assert crm.ok("contact", "list", "--json").json[0]["birthday"] == "1980-03-04"


def test_a_person_may_leave_after_the_page(crm_sqlite: Crm) -> None:
    before = changesets(crm_sqlite)
    file = put(crm_sqlite, "a.csv", "name,email\nAnn,a@x.example\nBen,nonsense\n")
    terminal = run(crm_sqlite, file)
    terminal.see("Import the others, and keep 1 bad row")
    terminal.type("n")
    terminal.see("nothing was imported")
    assert terminal.end() == 0
    assert changesets(crm_sqlite) == before


def test_a_person_chooses_the_encoding(crm_sqlite: Crm) -> None:
    text = "姓名,邮箱\n张伟,z@x.example\n"
    terminal = run(crm_sqlite, put(crm_sqlite, "gbk.csv", text.encode("gb18030")), "--yes")
    terminal.see("Which of these is right?")
    terminal.type(ENTER)
    terminal.see("1 contact created")
    assert terminal.end() == 0
    assert crm_sqlite.ok("contact", "list", "--json").json[0]["name"] == "张伟"


def test_a_file_of_which_no_column_is_known_is_shown_too(crm_sqlite: Crm) -> None:
    """And what is proposed for it works."""
    put(crm_sqlite, "de.csv", "Kürzel;Mandant;Stand\nK1;Müller;offen\nK2;Schmidt;zu\n")
    for nouns in ("contacts", "deals"):
        result = crm_sqlite("import", "de.csv", "--as", nouns, "--check")
        assert (result.code, result.err) == (4, "")
        assert "K1, K2" in result.out
    assert '--default title="{Kürzel}"' in result.out
    crm_sqlite.ok("import", "de.csv", "--as", "deals", "--default", "title={Mandant}")
    assert crm_sqlite("import", "de.csv", "--as", "contacts").code == 2
