"""`crm contact merge` and `crm company merge`: nothing gets lost, and all of it can be undone."""

from __future__ import annotations

from typing import Any

import pytest

from crm_cli.models import load_all
from crm_cli.services.merging_links import pointers
from tests.changes.histories import contents
from tests.commands.helpers import newest
from tests.commands.merges import linked, twice
from tests.conftest import Crm
from tests.goldens import difference

TABLES = {"contact": "contact", "company": "company"}


def pointing(crm: Crm, noun: str, id: int) -> dict[str, int]:
    """How many rows point at a record, by the table and column, that do not belong to it."""
    return {
        f"{pointer.table}.{pointer.column}": len(
            crm.database.rows(
                f"SELECT id FROM {pointer.table} WHERE {pointer.column} = :id", {"id": id}
            )
        )
        for pointer in pointers(noun)
    }


def test_what_points_at_a_noun_is_every_foreign_key_of_the_models() -> None:
    for noun in ("contact", "company"):
        keys = {
            (table.name, key.parent.name)
            for table in load_all().tables.values()
            for key in table.foreign_keys
            if key.column.table.name == noun and table.name != f"{noun}_distinct"
        }
        assert {(pointer.table, pointer.column) for pointer in pointers(noun)} == keys


@pytest.mark.parametrize(("noun", "winner", "loser"), [("contact", 1, 2), ("company", 1, 2)])
def test_every_link_moves_and_none_is_forgotten(
    crm: Crm, noun: str, winner: int, loser: int
) -> None:
    twice(crm)
    linked(crm)
    before = pointing(crm, noun, loser)
    # Whoever adds a link to these nouns has to make one of its kind in `linked`, too.
    assert [name for name, count in before.items() if not count] == []
    letter = "C" if noun == "contact" else "O"
    crm.ok(noun, "merge", f"{letter}{winner}", f"{letter}{loser}", "--prefer", "A")
    left = {name: count for name, count in pointing(crm, noun, loser).items() if count}
    # Beside the loser stays only what the winner has itself.
    beside = {"contact": ["contact_phone", "contact_tag"], "company": []}[noun]
    assert left == {f"{table}.{noun}_id": 1 for table in beside}
    assert crm.database.rows(
        f"SELECT * FROM {noun}_distinct WHERE {noun}_id = :id OR other_id = :id", {"id": loser}
    ) == []  # fmt: skip
    assert crm.ok("doctor").code == 0


def test_a_merged_contact_has_all_that_both_had(crm: Crm) -> None:
    twice(crm)
    linked(crm)
    crm.ok("contact", "merge", "C1", "C2")
    found = crm.ok("contact", "show", "C1", "--json").json
    assert found["emails"] == ["jane@a.example", "jane@b.example", "j@b.example"]
    assert found["phones"] == ["+49 30 1234567", "+49 30 7654321"]
    assert sorted(found["handles"]) == ["linkedin:jane", "wechat:jane"]
    assert found["tags"] == ["new", "vip"]
    assert (found["job_title"], found["stage"], found["level"]) == ("CTO", "lead", "gold")
    assert [row["ref"] for row in found["deals"]] == ["D2", "D1"]
    assert {row["ref"] for row in found["interactions"]} == {"I1", "I2"}
    assert len(found["tasks"]) == 1
    assert len(found["tickets"]) == 1
    assert found["external_ids"] == [{"source": "erp", "external_id": "77"}]
    assert crm.ok("contact", "show", "C3", "--json").json["referred_by"] == "Jane Smith"
    # The first contact of a deal is its main one: he still is.
    assert crm.ok("deal", "show", "D1", "--json").json["contacts"] == ["Jane Smith", "Referred"]
    assert crm.ok("deal", "show", "D2", "--json").json["contacts"] == ["Referred", "Jane Smith"]
    assert [row["ref"] for row in crm.ok("trash", "list", "--json").json] == ["C2"]
    assert crm.ok("find", "j@b.example", "--json").json[0]["ref"] == "C1"
    distinct = crm.ok("contact", "duplicates", "--distinct", "--json").json
    assert [(row["ref"], row["other_ref"]) for row in distinct] == [("C1", "C3")]


def test_an_import_finds_the_winner_by_the_losers_id(crm: Crm) -> None:
    twice(crm)
    linked(crm)
    crm.ok("contact", "merge", "C1", "C2")
    path = crm.folder / "again.csv"
    path.write_text("id,name,city\n77,Jane Smith,Ulm\n")
    crm.ok("import", path, "--as", "contacts", "--map", "id=external_id", "--source", "erp")
    assert crm.ok("contact", "show", "C1", "--json").json["city"] == "Ulm"
    assert len(crm.ok("contact", "list", "--json").json) == 2


@pytest.mark.parametrize(
    ("noun", "one", "other"), [("contact", "C1", "C2"), ("company", "O1", "O2")]
)
@pytest.mark.parametrize("prefer", ["A", "B", "newest"])
def test_a_merge_taken_back_leaves_every_row_as_it_was(
    crm: Crm, noun: str, one: str, other: str, prefer: str
) -> None:
    twice(crm)
    linked(crm)
    crm.ok("contact", "edit", "C1", "--city", "Ulm", "--field", "level=tin", "--name", "Jane S.")
    crm.ok("contact", "edit", "C2", "--city", "Bonn", "--consent", "given")
    crm.ok("company", "edit", "O1", "--domain", "acme.org", "--city", "Ulm")
    before = contents(crm.database)
    crm.ok(noun, "merge", one, other, "--prefer", prefer)
    after = contents(crm.database)
    assert after != before
    crm.ok("undo", newest(crm))
    assert contents(crm.database) == before
    crm.ok("redo")
    assert contents(crm.database) == after
    crm.ok("undo", newest(crm))
    assert contents(crm.database) == before


def test_a_unique_value_goes_over_and_comes_back(crm: Crm) -> None:
    crm.ok("company", "add", "Acme")
    crm.ok("company", "add", "Acme GmbH", "--domain", "acme.example")
    before = contents(crm.database)
    crm.ok("company", "merge", "O1", "O2", "--prefer", "A")
    assert crm.ok("company", "show", "O1", "--json").json["domain"] == "acme.example"
    crm.ok("undo", newest(crm))
    assert contents(crm.database) == before


def test_what_was_edited_since_stays_and_is_named(crm: Crm) -> None:
    twice(crm)
    linked(crm)
    crm.ok("contact", "merge", "C1", "C2")
    merged = newest(crm)
    crm.ok("contact", "edit", "C1", "--job-title", "CEO", "--city", "Ulm")
    crm.ok("contact", "edit", "C1", "--remove-email", "j@b.example", "--add-phone", "030 9999999")
    crm.ok("deal", "edit", "D2", "--title", "Hers")
    result = crm("undo", merged)
    assert result.code == 6
    kept = [line for line in result.lines if "kept:" in line]
    assert len(kept) == 2
    assert sorted(line.strip() for line in kept) == [
        "kept: C1 Jane Smith: email j@b.example, it is not there any more",
        f"kept: C1 Jane Smith: job title, changed since by #{merged + 1}",
    ]
    one, other = (crm.ok("contact", "show", ref, "--json").json for ref in ("C1", "C2"))
    assert (one["job_title"], one["city"], one["level"]) == ("CEO", "Ulm", None)
    assert one["emails"] == ["jane@a.example"]
    assert one["phones"] == ["+49 30 1234567", "030 9999999"]
    assert (other["job_title"], other["level"]) == ("CTO", "gold")
    assert other["emails"] == ["jane@b.example"]
    assert other["phones"] == ["+49 30 1234567", "+49 30 7654321"]
    deal = crm.ok("deal", "show", "D2", "--json").json
    assert (deal["title"], deal["contacts"]) == ("Hers", ["Referred", "Jane Smith"])
    assert crm.ok("find", "jane@b.example", "--json").json[0]["ref"] == "C2"


def test_a_merge_is_taken_back_after_the_winner_was_deleted(crm: Crm) -> None:
    twice(crm)
    crm.ok("contact", "merge", "C1", "C2")
    merged = newest(crm)
    crm.ok("contact", "delete", "C1")
    crm.ok("undo", merged)
    assert crm.ok("contact", "show", "j@b.example", "--json").json["ref"] == "C2"
    # The address is hers again: nobody else can have it.
    assert crm("contact", "add", "June", "--email", "jane@b.example").code == 7
    assert crm.ok("contact", "add", "June", "--email", "jane@a.example").code == 0


def test_what_the_book_said_before_is_still_said(crm: Crm) -> None:
    day = {"CRM_NOW": "2026-11-18T10:00:00Z"}
    crm.ok("contact", "add", "Jane", "--email", "a@x.example", environment=day)
    crm.ok("contact", "add", "Jane", "--email", "b@x.example", environment=day)
    before = crm.ok("contact", "list", "--json").json
    crm.ok("contact", "merge", "C1", "C2")
    assert len(crm.ok("contact", "list", "--json").json) == 1
    assert crm.ok("contact", "list", "--json", "--as-of", "2026-11-19").json == before


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("C1", "C1"), 2, "C1 is one and the same record"),
        (("C1", "C9"), 3, "no contact with id 9"),
        (("C1", "C2", "--prefer", "best"), 2, "cannot read --prefer 'best'"),
        (("C1", "C2", "--take", "city"), 2, "cannot read --take 'city'"),
        (("C1", "C2", "--take", "city=C"), 2, "cannot read --take 'city=C'"),
        (("C1", "C2", "--take", "stage=A"), 2, "the two contacts do not differ in 'stage'"),
    ],
)
def test_what_cannot_be_merged_is_refused(
    crm_sqlite: Crm, words: Any, code: int, message: str
) -> None:
    for city in ("Ulm", "Bonn"):
        crm_sqlite.ok("contact", "add", "Jane", "--city", city)
    result = crm_sqlite("contact", "merge", *words)
    assert result.code == code
    assert message in result.err.splitlines()[0]
    assert result.err.splitlines()[1].startswith("hint: ")


def test_who_referred_the_other_does_not_refer_herself(crm: Crm) -> None:
    crm.ok("contact", "add", "Jane")
    crm.ok("contact", "add", "Jane", "--referred-by", "C1")
    crm.ok("contact", "add", "Friend")
    crm.ok("contact", "edit", "C1", "--referred-by", "C3")
    crm.ok("contact", "edit", "C3", "--referred-by", "C2")
    crm.ok("contact", "merge", "C1", "C2")
    rows = crm.database.rows("SELECT id, referred_by_id FROM contact WHERE deleted_at IS NULL")
    assert all(row["id"] != row["referred_by_id"] for row in rows)
    assert {row["id"]: row["referred_by_id"] for row in rows}[3] == 1


def test_no_company_comes_to_stand_above_itself(crm: Crm) -> None:
    crm.ok("company", "add", "Top")
    crm.ok("company", "add", "Grandparent", "--parent", "O1")
    crm.ok("company", "add", "Parent", "--parent", "O2")
    crm.ok("company", "add", "Child", "--parent", "O3")
    before = contents(crm.database)
    crm.ok("company", "merge", "O4", "O2", "--prefer", "A")
    rows = crm.database.rows("SELECT id, parent_id FROM company WHERE deleted_at IS NULL")
    assert {row["id"]: row["parent_id"] for row in rows} == {1: None, 3: 4, 4: 1}
    crm.ok("undo", newest(crm))
    assert contents(crm.database) == before


def test_two_that_were_told_apart_can_be_merged_after_all(crm: Crm) -> None:
    for name in ("Jane", "Jane", "June"):
        crm.ok("contact", "add", name)
    crm.ok("contact", "distinct", "C1", "C2")
    crm.ok("contact", "distinct", "C3", "C1")
    crm.ok("contact", "distinct", "C3", "C2")
    before = contents(crm.database)
    crm.ok("contact", "merge", "C1", "C2", "--prefer", "A")
    listed = crm.ok("contact", "duplicates", "--distinct", "--json").json
    assert [(row["ref"], row["other_ref"]) for row in listed] == [("C1", "C3")]
    crm.ok("undo", newest(crm))
    assert contents(crm.database) == before


def test_the_history_tells_a_merge_in_one_line(crm_sqlite: Crm) -> None:
    crm = crm_sqlite
    twice(crm)
    linked(crm)
    crm.ok("contact", "edit", "C1", "--city", "Ulm")
    crm.ok("contact", "edit", "C2", "--city", "Bonn")
    crm.ok("contact", "merge", "C1", "C2", "--prefer", "newest")
    merged = newest(crm)
    crm.ok("contact", "edit", "C1", "--city", "Rome")
    crm("undo", merged)
    lines = crm.ok("history", "--limit", "3").lines
    life = crm.ok("history", "C1").lines
    assert difference("history/merge.txt", "\n".join([*lines, "", *life]) + "\n") == ""


def test_a_merge_that_moves_very_much_is_told_in_one_line(crm: Crm) -> None:
    crm.ok("contact", "add", "Jane")
    crm.ok("contact", "add", "Jane", "--email", "j@x.example")
    path = crm.folder / "calls.csv"
    path.write_text("subject,contact\n" + "".join(f"Call {n},j@x.example\n" for n in range(120)))
    crm.ok("import", path, "--as", "interactions", "--default", "kind=call")
    crm.ok("contact", "merge", "C1", "C2")
    words = crm.ok("history", "--limit", "1", "--json").json[0]["changes"]
    assert words == "C2 Jane merged into C1 Jane: 1 e-mail, 120 interactions moved"


def test_a_merged_record_says_into_which(crm: Crm) -> None:
    """Any use of its reference names the record that has what it had, also after several merges."""
    for name in ("Jane A", "Jane B", "Jane C"):
        crm.ok("contact", "add", name)
    crm.ok("contact", "merge", "C2", "C3", "--prefer", "A")
    crm.ok("contact", "merge", "C1", "C2", "--prefer", "A")
    for words in (("show", "C3"), ("contact", "edit", "C3", "--name", "x"), ("log", "call", "C3")):
        found = crm(*words)
        assert found.code == 3
        assert "error: C3 was merged into C1 on 2026-11-20\n" in found.err
        assert "hint: crm show C1; crm undo 5 parts them again\n" in found.err
    restored = crm.ok("trash", "restore", "C3").out
    assert "what it had stays with C2, into which it was merged" in restored
    crm.ok("contact", "delete", "C3", "--yes")
    assert "C3 was deleted on 2026-11-20\n" in crm("show", "C3").err


def test_somebody_merged_is_found_by_the_name_that_went(crm: Crm) -> None:
    """By each way to look somebody up, until the merge is taken back."""
    crm.ok("contact", "add", "王建国", "--company", "宏达", "--create")
    crm.ok("contact", "add", "王总")
    kept, went = (crm.ok("contact", "list", "--where", f"name={name}", "--json").json[0]["ref"]
                  for name in ("王建国", "王总"))  # fmt: skip
    undo = crm.ok("contact", "merge", kept, went, "--prefer", "A", "--json").json["changeset"]
    assert [row["ref"] for row in crm.ok("find", "王总", "--json").json] == [kept]
    assert crm.ok("show", "王总", "--json").json["name"] == "王建国"
    assert crm.ok("log", "见了王总", "--json").json["record"]["contacts"] == ["王建国"]
    assert crm.ok("log", "call", "王总", "--json").json["record"]["contacts"] == ["王建国"]
    assert crm.ok("task", "add", "x", "--contact", "王总", "--json").json["record"]["contact"] == (
        "王建国"
    )
    crm.ok("undo", str(undo))
    assert crm.ok("show", "王总", "--json").json["name"] == "王总"
