"""`crm export`, and what `crm import` makes of it: an equal database."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

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
    crm.ok("contact", "add", "张伟", "--referred-by", "C1", "--owner", "amy")
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


@pytest.mark.parametrize("format", ["csv", "json", "jsonl"])
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
    assert result.err == "2 companies\n"
    assert crm.ok(*words, "--raw").lines == ["name", "c", "=a"]


def test_nothing_is_cut(crm: Crm) -> None:
    rows = "".join(f"Company {number}\n" for number in range(1200))
    (crm.folder / "many.csv").write_text("name\n" + rows)
    crm.ok("import", "many.csv", "--as", "companies")
    result = crm.ok("export", "companies", "--format", "jsonl")
    assert len(result.lines) == 1200
    assert result.err == "1,200 companies\n"


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        (["contats"], "contats", ""),
        (["contacts", "--format", "html"], "an export cannot be html", "csv, json, jsonl"),
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
    crm_sqlite.environment["CRM_DATABASE_URL"] = str(crm_sqlite.folder / "none.db")
    result = crm_sqlite.ok("export", "users", "--format", "json")
    assert result.json == []
    assert not (crm_sqlite.folder / "none.db").exists()
