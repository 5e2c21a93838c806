"""`crm rate`."""

from __future__ import annotations

import pytest

from tests.conftest import Crm


def test_add_list_delete(crm: Crm) -> None:
    added = crm.ok("rate", "add", "EUR", "USD", "1.0812", "--on", "2026-11-01")
    assert added.out.startswith("added rate 1: 1 EUR = 1.0812 USD from 2026-11-01 (undo: crm undo")
    crm.ok("rate", "add", "jpy", "€", "0.0061")
    assert crm.ok("rate", "list", "--json").json == [
        {"id": 2, "base": "JPY", "rate": "0.0061", "quote": "EUR", "on_day": "2026-11-20"},
        {"id": 1, "base": "EUR", "rate": "1.0812", "quote": "USD", "on_day": "2026-11-01"},
    ]
    assert [row["id"] for row in crm.ok("rate", "list", "USD", "--json").json] == [1]
    assert crm.ok("rate", "delete", "1").out.startswith("deleted rate 1: 1 EUR = 1.0812 USD")
    assert [row["id"] for row in crm.ok("rate", "list", "--json").json] == [2]
    again = crm.ok("rate", "add", "EUR", "USD", "1.1", "--on", "2026-11-01")
    assert again.out.startswith("added rate 3:")


def test_a_rate_of_the_same_day_is_replaced(crm: Crm) -> None:
    crm.ok("rate", "add", "EUR", "USD", "1.08")
    assert "changed rate 1: 1 EUR = 1.09 USD" in crm.ok("rate", "add", "EUR", "USD", "1.09").out
    same = crm.ok("rate", "add", "EUR", "USD", "1.090").out
    assert same == "no change: 1 EUR = 1.09 USD from 2026-11-20 is there already\n"
    assert len(crm.ok("rate", "list", "--json").json) == 1


def test_dry_run_writes_nothing(crm: Crm) -> None:
    out = crm.ok("rate", "add", "EUR", "USD", "1.08", "--dry-run").out
    assert out.startswith("dry run, nothing written: would have added rate")
    assert crm.ok("rate", "list", "--json").json == []


def test_json(crm: Crm) -> None:
    found = crm.ok("rate", "add", "EUR", "USD", "1.08", "--json").json
    assert found["changeset"] is not None
    assert found["rows"][0] | {"id": 0} == {
        "id": 0,
        "base": "EUR",
        "rate": "1.08",
        "quote": "USD",
        "on_day": "2026-11-20",
    }


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("add", "EUR", "EUR", "1"), 2, "between two currencies"),
        (("add", "EUR", "ABC", "1"), 2, 'no currency "ABC"'),
        (("add", "EUR", "USD", "0"), 2, "'0' is no exchange rate"),
        (("add", "EUR", "USD", "1", "--on", "someday"), 2, "someday"),
        (("delete", "9"), 3, "no exchange rate with id 9"),
        (("delete", "x"), 2, "'x' is no id of a rate"),
        (("list", "ABC"), 2, 'no currency "ABC"'),
    ],
)
def test_refusals(crm: Crm, words: tuple[str, ...], code: int, says: str) -> None:
    result = crm("rate", *words)
    assert (result.code, result.out) == (code, "")
    assert says in result.err
    assert "hint: " in result.err


def test_list_without_a_database(crm_sqlite: Crm) -> None:
    crm_sqlite.without_database()
    result = crm_sqlite.ok("rate", "list")
    assert "there is no database yet" in result.err
    assert not crm_sqlite.database.path.exists()
