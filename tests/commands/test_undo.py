"""`crm undo`, `redo`, `history`, `trash` and `--as-of`, as people and scripts use them."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import pytest

from tests.changes.histories import contents
from tests.commands.helpers import newest
from tests.conftest import Crm


def at(day: str) -> dict[str, str]:
    return {"CRM_NOW": f"2026-11-{day}T10:00:00Z"}


def city(crm: Crm, ref: str = "O1") -> Any:
    return crm.ok("company", "show", ref, "--json").json["city"]


def test_an_edit_is_taken_back_and_brought_back_to_the_letter(crm: Crm) -> None:
    crm.ok("company", "add", "Acme", "--city", "Berlin")
    before = contents(crm.database)
    crm.ok("company", "edit", "O1", "--city", "Paris", "--domain", "acme.example", "--tag", "vip")
    after = contents(crm.database)
    result = crm.ok("undo", newest(crm))
    assert "took back #" in result.out
    assert contents(crm.database) == before
    crm.ok("redo")
    assert contents(crm.database) == after


def test_what_was_changed_since_stays_and_is_named(crm: Crm) -> None:
    crm.ok("company", "add", "Acme", "--city", "Berlin", "--industry", "toys")
    crm.ok("company", "edit", "O1", "--city", "Paris", "--industry", "games")
    edit = newest(crm)
    crm.ok("company", "edit", "O1", "--city", "Rome")
    result = crm("undo", edit)
    assert result.code == 6
    assert f"kept: O1 Acme: city, changed since by #{edit + 1}" in result.out
    record = crm.ok("company", "show", "O1", "--json").json
    assert (record["city"], record["industry"]) == ("Rome", "toys")


def test_force_takes_it_back_regardless(crm: Crm) -> None:
    crm.ok("company", "add", "Acme", "--city", "Berlin")
    crm.ok("company", "edit", "O1", "--city", "Paris")
    edit = newest(crm)
    crm.ok("company", "edit", "O1", "--city", "Rome")
    assert crm("undo", edit).code == 7
    assert city(crm) == "Rome"
    assert crm("undo", edit, "--force").code == 0
    assert city(crm) == "Berlin"


def test_a_field_that_was_changed_and_changed_back_since_stays(crm: Crm) -> None:
    crm.ok("company", "add", "Acme", "--city", "Berlin")
    crm.ok("company", "edit", "O1", "--city", "Paris")
    edit = newest(crm)
    crm.ok("company", "edit", "O1", "--city", "Rome")
    crm.ok("company", "edit", "O1", "--city", "Paris")
    assert crm("undo", edit).code == 7
    assert city(crm) == "Paris"


def test_an_amount_goes_with_its_currency(crm: Crm) -> None:
    crm.ok("deal", "add", "Relaunch", "--amount", "100 EUR")
    crm.ok("deal", "edit", "D1", "--amount", "200 USD")
    edit = newest(crm)
    crm.ok("deal", "edit", "D1", "--amount", "300 USD")
    assert crm("undo", edit).code == 7
    row = crm.ok("deal", "list", "--json").json[0]
    assert (row["amount"], row["currency"]) == ("300.00", "USD")


def test_a_stage_goes_with_its_closing_date_and_its_history(crm: Crm) -> None:
    crm.ok("deal", "add", "Relaunch")
    before = contents(crm.database)
    crm.ok("deal", "win", "D1", "--reason", "price")
    crm.ok("undo", newest(crm))
    assert contents(crm.database) == before


def test_a_record_that_others_use_by_now_stays(crm: Crm) -> None:
    crm.ok("company", "add", "Acme")
    added = newest(crm)
    crm.ok("deal", "add", "Relaunch", "--company", "Acme")
    result = crm("undo", added)
    assert result.code == 7
    assert "D1 Relaunch uses it" in result.err


def test_a_unique_value_taken_meanwhile_names_its_holder(crm: Crm) -> None:
    crm.ok("contact", "add", "Jane", "--email", "j@x.example")
    crm.ok("contact", "delete", "C1")
    deleted = newest(crm)
    crm.ok("contact", "add", "June", "--email", "j@x.example")
    result = crm("undo", deleted)
    assert result.code == 7
    assert "C2 June" in result.err


def test_what_was_taken_back_is_not_taken_back_again(crm: Crm) -> None:
    crm.ok("company", "add", "Acme", "--city", "Berlin")
    crm.ok("company", "edit", "O1", "--city", "Paris", "--tag", "vip")
    edit = newest(crm)
    crm.ok("undo", edit)
    before = contents(crm.database)
    result = crm("undo", edit)
    assert result.code == 7
    assert "all is as it was before" in result.err
    assert contents(crm.database) == before
    assert newest(crm) == edit + 1


def test_a_deal_that_was_moved_back_by_hand_keeps_both_moves(crm: Crm) -> None:
    crm.ok("deal", "add", "Relaunch", "--stage", "lead")
    crm.ok("deal", "move", "D1", "proposal")
    moved = newest(crm)
    crm.ok("deal", "move", "D1", "lead")
    before = contents(crm.database)
    assert crm("undo", moved).code == 7
    assert contents(crm.database) == before


def test_a_dry_run_shows_before_and_after_and_changes_nothing(crm: Crm) -> None:
    crm.ok("company", "add", "Acme", "--city", "Berlin")
    crm.ok("company", "edit", "O1", "--city", "Paris")
    before = contents(crm.database)
    result = crm.ok("undo", newest(crm), "--dry-run")
    assert "Paris" in result.out
    assert "Berlin" in result.out
    assert contents(crm.database) == before


def test_a_script_has_to_name_the_changeset(crm: Crm) -> None:
    crm.ok("company", "add", "Acme")
    result = crm("undo")
    assert result.code == 2
    assert f"crm undo {newest(crm)}" in result.err
    crm.ok("undo", "--yes")
    assert crm("company", "show", "O1").code == 3


def test_undo_is_a_stack_and_something_new_ends_the_redo(crm: Crm) -> None:
    for name in ("One", "Two", "Three"):
        crm.ok("company", "add", name)
    crm.ok("undo", "--yes")
    crm.ok("undo", "--yes")
    assert [row["name"] for row in crm.ok("company", "list", "--json").json] == ["One"]
    crm.ok("redo")
    assert [row["name"] for row in crm.ok("company", "list", "--json").json] == ["Two", "One"]
    crm.ok("company", "add", "Four")
    assert crm("redo").code == 7


def test_an_import_is_taken_back_but_for_what_was_edited_since(crm: Crm) -> None:
    path = crm.folder / "people.csv"
    rows = "".join(f"P{number},p{number}@x.example\n" for number in range(50))
    path.write_text("name,email\n" + rows, encoding="utf-8")
    crm.ok("import", path, "--as", "contacts")
    imported = newest(crm)
    crm.ok("contact", "edit", "p7@x.example", "--job-title", "CEO")
    result = crm("undo", imported)
    assert result.code == 6
    assert "49 reversed, 1 kept because they were edited since, 0 could not" in result.out
    assert [row["name"] for row in crm.ok("contact", "list", "--json").json] == ["P7"]


@pytest.mark.parametrize("large", [1, 1_000_000])
def test_a_company_of_a_kept_contact_is_kept(crm: Crm, large: int) -> None:
    """Whether the other rows are planned one by one, or go at once as those of a large import."""
    path = crm.folder / "people.csv"
    rows = "".join(f"P{number},p{number}@x.example,Firm {number % 5}\n" for number in range(50))
    path.write_text("name,email,company\n" + rows, encoding="utf-8")
    crm.ok("import", path, "--as", "contacts")
    imported = newest(crm)
    crm.ok("contact", "edit", "p7@x.example", "--job-title", "CEO")
    crm.ok("deal", "add", "Relaunch", "--contact", "p8@x.example", "--company", "")
    with patch("crm_cli.changes.quiet.LARGE", large):
        result = crm("undo", imported)
    assert result.code == 6
    assert "51 reversed, 1 kept because they were edited since, 3 could not" in result.out
    contacts = crm.ok("contact", "list", "--sort", "id", "--json").json
    assert [(row["name"], row["company"]) for row in contacts] == [
        ("P7", "Firm 2"), ("P8", "Firm 3")
    ]  # fmt: skip
    companies = crm.ok("company", "list", "--sort", "id", "--json").json
    assert [row["name"] for row in companies] == ["Firm 2", "Firm 3"]
    assert [row["emails"] for row in contacts] == [["p7@x.example"], ["p8@x.example"]]


def test_rows_of_a_strangers_sql_share_one_changeset_that_can_be_undone(crm: Crm) -> None:
    crm.ok("company", "add", "Acme", "--city", "Berlin")
    crm.database.execute("UPDATE company SET city = 'Paris'")
    crm.database.execute("UPDATE company SET industry = 'toys'")
    crm.database.close()
    row = crm.ok("history", "--json").json[0]
    assert (row["source"], row["command"], row["rows"]) == ("outside", "outside crm", 2)
    crm.ok("undo", newest(crm))
    assert city(crm) == "Berlin"


def test_the_history_tells_in_words(crm: Crm) -> None:
    crm.ok("deal", "add", "Relaunch", "--amount", "12k", environment=at("02"))
    crm.ok("deal", "win", "D1", environment=at("19"))
    crm.ok("deal", "edit", "D1", "--amount", "13k")
    lines = [" ".join(line.split()) for line in crm.ok("history").lines]
    assert lines[2].endswith(
        "today 11:00 amy deal edit D1 --amount 13k "
        "· D1 Relaunch: amount 12,000.00 EUR → 13,000.00 EUR"
    )
    assert lines[3].endswith(
        "yesterday 11:00 amy deal win D1 · D1 Relaunch: stage lead → won, closed 2026-11-19"
    )
    life = crm.ok("history", "D1", "--json").json
    assert [(row["field"], row["before"], row["after"]) for row in life] == [
        ("amount", "12,000.00 EUR", "13,000.00 EUR"),
        ("stage", "lead", "won"),
        ("closed", "", "2026-11-19"),
        (None, None, "added"),
    ]


def test_no_secret_stands_in_a_recorded_command_line(crm: Crm) -> None:
    url = crm.environment["CRM_DATABASE_URL"]
    crm.ok("--db", url, "company", "add", "Acme")
    assert crm.ok("history", "--json").json[0]["command"] == "--db … company add Acme"


@pytest.mark.parametrize("noun", ["contact", "company", "deal"])
def test_what_was_deleted_comes_back_from_the_trash(crm: Crm, noun: str) -> None:
    crm.ok(noun, "add", "Some Name")
    ref = {"contact": "C1", "company": "O1", "deal": "D1"}[noun]
    crm.ok(noun, "delete", ref)
    assert [row["ref"] for row in crm.ok("trash", "list", "--json").json] == [ref]
    assert crm(noun, "show", ref).code == 3
    crm.ok("trash", "restore", ref)
    assert crm.ok(noun, "list", "--json").json[0]["ref"] == ref
    assert crm.ok("trash", "list", "--json").json == []


def test_emptying_the_trash_is_final_and_keeps_what_is_pointed_at(crm: Crm) -> None:
    crm.ok("company", "add", "Acme")
    crm.ok("contact", "add", "Jane", "--company", "O1")
    crm.ok("contact", "add", "June")
    crm.ok("company", "delete", "O1")
    crm.ok("contact", "delete", "C2")
    assert crm("trash", "empty").code == 2
    assert "removed 1 record for good" in crm.ok("trash", "empty", "--yes").out
    assert [row["ref"] for row in crm.ok("trash", "list", "--json").json] == ["O1"]
    assert crm("undo", newest(crm)).code == 7


def test_the_past_is_what_was_recorded_by_the_end_of_that_day(crm: Crm) -> None:
    crm.ok("company", "add", "Acme", "--city", "Berlin", "--tag", "vip", environment=at("01"))
    crm.ok("company", "edit", "O1", "--city", "Paris", "--name", "Acme 2", environment=at("05"))
    crm.ok("company", "add", "Beta", environment=at("06"))
    crm.ok("company", "delete", "O1", environment=at("07"))

    def listed(day: str) -> list[tuple[str, str | None, list[str]]]:
        rows = crm.ok("company", "list", "--as-of", f"2026-11-{day}", "--json").json
        return [(row["name"], row["city"], row["tags"]) for row in rows]

    early = ("--as-of", "2026-10-31")
    assert crm.ok("company", "list", *early, "--json").json == []
    said = "nothing was recorded before 2026-11-01: what is older was entered later"
    assert crm.ok("company", "list", *early).err == f"no companies\nhint: {said}\n"
    missed = crm("company", "show", "O1", *early)
    assert (missed.code, missed.err.splitlines()[1]) == (3, f"hint: {said}")
    assert crm.ok("report", "pipeline", *early, "--json").json["notes"][-1] == said
    assert "nothing was recorded" not in crm("company", "show", "O9", "--as-of", "2026-11-05").err
    assert listed("01") == listed("04") == [("Acme", "Berlin", ["vip"])]
    assert listed("05") == [("Acme 2", "Paris", ["vip"])]
    assert listed("06") == [("Beta", None, []), ("Acme 2", "Paris", ["vip"])]
    assert listed("07") == [("Beta", None, [])]
    assert (
        crm.ok("company", "show", "O1", "--as-of", "2026-11-03", "--json").json["city"] == "Berlin"
    )
    assert crm("company", "list", "--as-of", "tomorrow").code == 2


def test_nothing_undone_names_what_stays(crm: Crm) -> None:
    crm.ok("deal", "add", "Relaunch", "--amount", "12k")
    crm.ok("deal", "edit", "D1", "--amount", "15k")
    crm.ok("deal", "edit", "D1", "--amount", "20k")
    found = crm("undo", "3")
    assert found.code == 7
    assert "nothing of #3 could be taken back: D1 Relaunch: amount, changed since by #4" in (
        found.err
    )


def test_an_undo_of_an_import_shows_and_counts_records_alone(crm_sqlite: Crm) -> None:
    """What the source said last goes back too; that is nothing that people see."""
    crm = crm_sqlite
    for city in ("Berlin", "Oslo"):
        (crm.folder / "p.csv").write_text(f"name,email,city\nAnn,a@x.example,{city}\n")
        crm.ok("import", "p.csv", "--as", "contacts", "--yes")
    crm.ok("contact", "edit", "C1", "--city", "Paris")
    shown = crm("undo", "3", "--dry-run")
    assert shown.code == 6
    assert "0 reversed, 1 kept because they were edited since, 0 could not" in shown.out
    assert "external" not in shown.out


def test_a_redo_of_an_import_counts_records_alone(crm: Crm) -> None:
    rows = "".join(f"Person {n},p{n}@x.example,030 12345{n:02}\n" for n in range(30))
    crm.ok("import", "-", "--as", "contacts", stdin="name,email,phone\n" + rows)
    assert "30 reversed, 0 kept" in crm.ok("undo", "2").out
    assert "30 reversed, 0 kept" in crm.ok("redo").out


WRITES = [
    ("import a.csv --as contacts", "name,email,phone\nJane,j@x.de,+49 30 1234567\n"),
    ("import a.csv --as contacts", "name,email,tags\nJane,j@x.de,vip\n"),
    ("import a.csv --as contacts --source x --map n=field:n", "name,email,n\nJane,j@x.de,5\n"),
    ("import a.csv --as contacts", "name,email,city\nJane,j@x.de,Rome\n"),
    ("import a.csv --as deals", "title,company,tags,contact\nA,Acme,vip,Jane\n"),
    ("import a.vcf", "BEGIN:VCARD\nVERSION:3.0\nFN:Jane\nEMAIL:j@x.de\nTEL:+49307777\nEND:VCARD\n"),
    *((line, "") for line in (
        "contact edit C1 --add-phone +49301234567", "contact edit C1 --tag vip",
        "contact edit C1 --field n=5", "contact edit C1 --add-handle wechat:jane",
        "contact edit --where name~Jan --set city=Rome --yes",
        "contact edit --where name~Jan --set tag=vip --yes", "contact tag C1 vip",
        "contact merge C1 C2 --prefer A", "contact delete C1", "contact edit C1 --name June",
        "deal edit D1 --contact C1 --tag vip", "deal move D1 won", "task edit K1 --tag vip",
        "task done K1", "ticket reply T1 hello", "ticket resolve T1",
        "interaction add call x --contact C1",
        "company merge O1 O2 --prefer A", "tag delete vip", "field delete contact n",
        "survey add nps 9 --contact C1",
    )),
]  # fmt: skip


def test_an_undo_puts_the_stamps_back(crm: Crm) -> None:
    """All of each table is as it was, also of records of which only an address or a tag changed."""
    for line in (
        "contact add Jane --email j@x.de", "contact add Janet --email j2@x.de --phone +4930999999",
        "company add Acme", "company add Acme2", "deal add A --company Acme",
        "task add Call --contact Jane", "tag add vip", "field add contact n --kind number",
        "ticket add Help --contact Jane",
    ):  # fmt: skip
        crm.ok(*line.split())
    before = contents(crm.database)
    for minute, (line, file) in enumerate(WRITES):
        if file:
            (crm.folder / line.split()[1]).write_text(file)
        crm.ok(*line.split(), environment={"CRM_NOW": f"2026-11-20T12:{minute:02}:00.000Z"})
        [(id,)] = crm.rows("SELECT max(id) FROM changeset")
        crm.ok("undo", id)
        assert contents(crm.database) == before, line
