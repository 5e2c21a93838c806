"""`crm segment`: named sets of customers."""

from __future__ import annotations

import json

import pytest

from tests.conftest import Crm
from tests.reports.customers import ten
from tests.reports.made import making


@pytest.fixture
def book(crm: Crm) -> Crm:
    with making(crm.database) as made:
        ten(made)
        made.contact("Eve", city="Berlin")
        made.contact("Fay", city="Paris", company_id=1)
    return crm


def test_list(book: Crm) -> None:
    book.ok("segment", "save", "berliners", "contact", "--where", "city=Berlin")
    rows = book.ok("segment", "list", "--json").json
    assert rows[0] == {
        "name": "berliners", "kind": "saved", "customers": 1, "noun": "contact",
        "conditions": ["city=Berlin"],
        "do": "mostly prospect (1): Find out what they need, and propose a first purchase that is"
        " easy to make.",
        "watch": "share that becomes customers; days to the first purchase",
    }  # fmt: skip
    found = {(row["kind"], row["name"]): row["customers"] for row in rows}
    assert found["rfm", "Can't lose"] == 3
    assert found["rfm", "Champions"] == 0
    assert found["lifecycle", "active"] == 3
    assert found["lifecycle", "prospect"] == 1
    assert len(rows) == 1 + 11 + 6


def test_show_a_computed_one(book: Crm) -> None:
    shown = book.ok("segment", "show", "can’t lose", "--json").json
    assert (shown["name"], shown["kind"], shown["customers"]) == ("Can't lose", "rfm", 3)
    assert (shown["revenue"], shown["share"]) == ("27.00", 0.3)
    assert shown["do"].startswith("Call them this week")
    assert [row["ref"] for row in shown["members"]] == ["O10", "O9", "O8"]
    out = book.ok("segment", "show", "Can't lose").out
    assert "what to do" in out
    assert "what to watch" in out


def test_one_that_nobody_is_in(book: Crm) -> None:
    shown = book.ok("segment", "show", "Champions", "--json").json
    assert (shown["customers"], shown["revenue"], shown["members"]) == (0, None, [])


def test_a_name_of_two_segments(book: Crm) -> None:
    result = book("segment", "show", "new")
    assert result.code == 5
    assert "by rfm, by lifecycle" in result.err
    assert book.ok("segment", "show", "new", "--by", "rfm", "--json").json["customers"] == 2
    assert book.ok("segment", "show", "new", "--by", "lifecycle", "--json").json["customers"] == 7
    assert book("segment", "show", "new", "--by", "value").code == 3
    assert book("segment", "show", "new", "--by", "moon").code == 2


def test_save_show_and_list_members(book: Crm) -> None:
    said = book.ok("segment", "save", "with Fay", "contact", "--where", "name=Fay")
    assert said.out.startswith("saved segment with Fay (undo: crm undo ")
    shown = book.ok("segment", "show", "with fay", "--json").json
    # Fay's company is the customer: one of eleven.
    assert [row["ref"] for row in shown["members"]] == ["O1"]
    assert (shown["customers"], shown["share"]) == (1, 1 / 11)
    assert shown["conditions"] == ["name=Fay"]
    rows = book.ok("segment", "members", "with fay", "--json").json
    assert [row["name"] for row in rows] == ["Fay"]
    rows = book.ok("segment", "members", "can't lose", "--limit", "2", "--json").json
    assert [row["ref"] for row in rows] == ["O10", "O9"]
    assert "2 of 3 customers" in book.ok("segment", "members", "can't lose", "--limit", "2").out


def test_a_segment_is_of_companies_or_contacts(book: Crm) -> None:
    result = book("segment", "save", "x", "deal", "--where", "amount>1")
    assert result.code == 2
    assert "crm filter add" in result.err
    assert book("segment", "save", "x", "company").code == 2
    assert book("segment", "save", "x", "company", "--where", "moon=1").code == 2
    assert "x" not in [row["name"] for row in book.ok("segment", "list", "--json").json]


def test_dry_run(book: Crm) -> None:
    book.ok("segment", "save", "x", "company", "--where", "city=Berlin", "--dry-run")
    assert book("segment", "show", "x").code == 3


def test_names_can_be_changed_and_set(book: Crm) -> None:
    rules = book.ok("segment", "names", "--json").json
    assert [rule["name"] for rule in rules][:3] == ["Champions", "Can't lose", "Loyal"]
    for rule in rules:
        rule["name"] = rule["name"].upper()
    book.ok("config", "set", "rfm.names", json.dumps(rules))
    assert book.ok("segment", "show", "CAN'T LOSE", "--json").json["name"] == "CAN'T LOSE"
    assert book.ok("segment", "names", "--json").json[0]["name"] == "CHAMPIONS"


def test_no_such_segment(book: Crm) -> None:
    result = book("segment", "members", "moon")
    assert (result.code, result.err.splitlines()[1]) == (3, "hint: crm segment list")


def test_without_a_database(crm_sqlite: Crm) -> None:
    crm_sqlite.without_database()
    assert "there is no database yet" in crm_sqlite.ok("segment", "list").err
    assert crm_sqlite("segment", "show", "Champions").code == 3
    assert not crm_sqlite.database.path.exists()
