"""Birthdays without a year: typed, imported, listed, merged, in the agenda and in the past."""

from __future__ import annotations

import pytest

from tests.commands.helpers import put, records
from tests.conftest import Crm


def test_a_day_without_a_year_stays_one(crm: Crm) -> None:
    """Added, changed in bulk, undone, listed, found, shown, in the past and in the history."""
    crm.ok("contact", "add", "Ann Lee", "--birthday", "24 May")
    crm.ok("contact", "add", "Ben Fox", "--birthday", "1985-05-24")
    crm.ok("contact", "add", "Cyd Ray", "--birthday", "1990-01-31")
    assert crm.ok("contact", "show", "C1", "--json").json["birthday"] == "--05-24"
    for where, expected in (
        ("birthday=24 May", ["C2", "C1"]),
        ("birthday!=--05-24", ["C3"]),
        ("birthday=1985-05-24", ["C2"]),
        ("birthday<1990-01-31", ["C2"]),
        ("birthday>=1900-01-01", ["C3", "C2"]),
        ("birthday=24 May,31 Jan", ["C3", "C2", "C1"]),
    ):
        found = crm.ok("contact", "list", "--where", where, "--json").json
        assert [row["ref"] for row in found] == expected, where
    refused = crm("contact", "list", "--where", "birthday<24 May")
    assert refused.code == 2
    assert "has no year, so no birthday is before or after it" in refused.err
    rows = crm.ok("contact", "list", "--sort", "birthday", "--json").json
    assert [row["birthday"] for row in rows] == ["--05-24", "1985-05-24", "1990-01-31"]
    crm.ok("contact", "edit", "--where", "birthday=24 May", "--set", "birthday=29 Feb", "--yes")
    assert {row["birthday"] for row in records(crm, "contact", "birthday")} == {
        "--02-29",
        "1990-01-31",
    }
    crm.ok("undo", "5")
    assert crm.ok("contact", "show", "C1", "--json").json["birthday"] == "--05-24"
    assert "--05-24" in crm.ok("contact", "dossier", "C1").out
    past = crm.ok("contact", "show", "C1", "--as-of", "today", "--json")
    assert past.json["birthday"] == "--05-24"
    assert crm.ok("doctor").code == 0


@pytest.mark.parametrize(
    ("today", "born", "why"),
    [
        ("2026-05-24", "24 May", "birthday today"),
        ("2026-05-20", "24 May", "birthday Sun 2026-05-24"),
        ("2026-02-27", "29 Feb", "birthday Sat 2026-02-28"),
        ("2028-02-27", "29 Feb", "birthday Tue 2028-02-29"),
        ("2026-12-30", "2 Jan", "birthday Sat 2027-01-02"),
    ],
)
def test_the_agenda_says_the_day_without_an_age(crm: Crm, today: str, born: str, why: str) -> None:
    crm.ok("contact", "add", "Ann Lee", "--birthday", born)
    crm.environment["CRM_NOW"] = f"{today}T10:00:00+01:00"
    (row,) = crm.ok("today", "--json").json["sections"]["today"]
    assert (row["ref"], row["why"], row["what"]) == ("C1", why, "birthday")
    assert "SUMMARY:Ann Lee: birthday (C1)" in crm.ok("today", "--ics", "-").out


def test_a_year_is_learned_and_never_lost(crm_sqlite: Crm) -> None:
    """By the next import, also one that overwrites, and by a merge."""
    crm = crm_sqlite
    rows = ("Ann,a@x.example,24 May", "Ben,b@x.example,1985-03-01", "Cyd,c@x.example,1 Apr")
    for number, lines in enumerate(
        (rows, ("Ann,a@x.example,1980-05-24", "Ben,b@x.example,1 Mar", "Cyd,c@x.example,2 Apr"))
    ):
        file = put(crm, f"{number}.csv", "\n".join(["name,email,birthday", *lines, ""]))
        crm.ok("import", file, "--source", "x", "--on-match", "overwrite")
    assert records(crm, "contact", "birthday") == [
        {"birthday": "1980-05-24"},
        {"birthday": "1985-03-01"},
        {"birthday": "--04-02"},
    ]
    crm.ok("contact", "add", "Ann Lee", "--birthday", "--05-24")
    crm.ok("contact", "merge", "C4", "C1", "--take", "name=A")
    assert crm.ok("contact", "show", "C4", "--json").json["birthday"] == "1980-05-24"


def test_a_sync_that_loses_the_year_loses_nothing(crm_sqlite: Crm) -> None:
    crm = crm_sqlite
    for day in ("24 May", "1980-05-24", "--05-24", "1980-05-24"):
        put(crm, "a.csv", f"name,email,birthday\nAnn,a@x.example,{day}\n")
        crm.ok("import", "a.csv", "--as", "contacts", "--source", "x")
    assert records(crm, "contact", "birthday") == [{"birthday": "1980-05-24"}]
    crm.ok("contact", "edit", "C1", "--birthday", "1981-05-24")
    put(crm, "a.csv", "name,email,birthday\nAnn,a@x.example,5/24\n")
    again = crm.ok("import", "a.csv", "--as", "contacts", "--source", "x")
    assert "1 unchanged" in again.out
    assert "stays" not in again.out + again.err


def test_one_day_is_a_sign_of_one_person(crm_sqlite: Crm) -> None:
    crm = crm_sqlite
    crm.ok("contact", "add", "Jane Smith", "--birthday", "3 Feb")
    crm.ok("contact", "add", "Jane Smyth", "--birthday", "1980-02-03")  # found by the day alone
    crm.ok("contact", "add", "Jane Smith", "--birthday", "4 Sep")
    pairs = crm.ok("contact", "duplicates", "--json").json
    assert [(pair["ref"], pair["other_ref"]) for pair in pairs] == [("C1", "C2")]


def test_impossible_birthdays_are_left_out_and_said(crm_sqlite: Crm) -> None:
    text = "name,email,birthday\nAnn,a@x.example,1980-13-45\nBen,b@x.example,unknown\n"
    text += "Cyd,c@x.example,0000-05-24\nDan,d@x.example,24 May\n"
    result = crm_sqlite.ok("import", put(crm_sqlite, "a.csv", text))
    assert "2 birthdays are no days and left out: lines 2, 3" in result.out + result.err
    found = [row["birthday"] for row in records(crm_sqlite, "contact", "birthday")]
    assert found == [None, None, "--05-24", "--05-24"]


def test_a_doubtful_birthday_is_not_left_out_silently(crm_sqlite: Crm) -> None:
    text = "name,email,birthday\nAnn,a@x.example,3/4\nBen,b@x.example,24.12.\n"
    file = put(crm_sqlite, "a.csv", text)
    result = crm_sqlite("import", file)
    assert result.code == 4
    assert "it could be 3 April or 4 March" in result.err
    assert "--date-order 'birthday=dmy|mdy'" in result.err
    crm_sqlite.ok("import", file, "--date-order", "dmy")
    assert records(crm_sqlite, "contact", "birthday") == [
        {"birthday": "--04-03"},
        {"birthday": "--12-24"},
    ]
