"""Amounts and numbers below zero: credits and refunds, from a file to the reports and back."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.commands.helpers import put
from tests.conftest import Crm, Result

# Each of these cells is written as one program or another writes what is below zero.
PEOPLE = """\
Name,Email,Balance,Level
Ann,ann@x.example,(12.00),(3.5)
Bob,bob@x.example,"12,00 €-",-2
Cid,cid@x.example,−12,7-
Dot,dot@x.example,12.00-,−0.125
Eve,eve@x.example,"-1.234,56",0
Fay,fay@x.example,$(1.50),12
"""
BALANCES = {
    "Ann": ("-12.00", "EUR", -3.5),
    "Bob": ("-12.00", "EUR", -2),
    "Cid": ("-12.00", "EUR", -7),
    "Dot": ("-12.00", "EUR", -0.125),
    "Eve": ("-1234.56", "EUR", 0),
    "Fay": ("-1.50", "USD", 12),
}
DEALS = """\
Title,Amount,Stage,Closed,Contact
Setup,10.01,qualified,,ann@x.example
Credit,(20.01),qualified,,ann@x.example
Sale,100.00,won,2026-11-02,ann@x.example
Refund,-30.05,won,2026-11-03,ann@x.example
"""


def balances(crm: Crm, *words: str) -> dict[str, Any]:
    rows = crm.ok("contact", "list", "--json", *words).json
    return {row["name"]: (row["Balance"], row["Balance_currency"], row["Level"]) for row in rows}


@pytest.fixture
def people(crm: Crm) -> Crm:
    crm.ok("config", "set", "currency", "EUR")
    crm.ok("field", "add", "contact", "Balance", "--kind", "money")
    crm.ok("field", "add", "contact", "Level", "--kind", "number")
    return crm


@pytest.fixture
def first(people: Crm) -> Result:
    """What the import of the file said."""
    return people.ok("import", put(people, "people.csv", PEOPLE))


@pytest.mark.usefixtures("first")
def test_fields_take_what_is_below_zero_and_filter_it(people: Crm) -> None:
    assert balances(people) == BALANCES
    assert set(balances(people, "--where", "Balance<-12")) == {"Eve"}
    same = set(balances(people, "--where", "Balance=(12.00)"))
    assert same == {"Ann", "Bob", "Cid", "Dot"} == set(balances(people, "--where", "Balance=-12"))
    assert set(balances(people, "--where", "Level<-2")) == {"Ann", "Cid"}
    shown = people.ok("contact", "list", "--columns", "name,Balance", "--sort", "Balance").out
    assert "-1,234.56 EUR" in shown


@pytest.mark.parametrize("format", ["csv", "xlsx", "json"])
def test_an_export_of_them_is_no_formula_and_comes_back_unchanged(
    people: Crm, first: Result, format: str
) -> None:
    file = f"out.{format}"
    columns = "name,email,Balance,Balance_currency,Level"
    people.ok("export", "contact", "--output", file, "--columns", columns)
    if format == "csv":
        lines = (people.folder / file).read_text().splitlines()
        assert lines[5] == "Eve,eve@x.example,-1234.56,EUR,0"
        assert "'" not in "".join(lines)
    again = people.ok("import", file)
    assert "0 contacts created, 0 updated, 6 unchanged, 0 rejected" in again.out
    for number in re.findall("crm undo ([0-9]+)", again.out + first.out):
        people.ok("undo", number)
    assert balances(people) == {}
    people.ok("import", file)
    assert balances(people) == BALANCES


@pytest.mark.usefixtures("first")
def test_deals_below_zero_count_in_the_reports_and_the_import_is_taken_back(people: Crm) -> None:
    result = people.ok("import", put(people, "deals.csv", DEALS), "--json")
    amounts = [row["amount"] for row in people.ok("deal", "list", "--json", "--sort", "id").json]
    assert amounts == ["10.01", "-20.01", "100.00", "-30.05"]
    stages = people.ok("report", "pipeline", "--json").json["sections"]["stages"]
    qualified = next(row for row in stages if row["stage"] == "qualified")
    # 40 % of 10.01 is 4.004 and of -20.01 -8.004: each to the cent, then added.
    assert (qualified["amount"], qualified["weighted"]) == ("-10.00", "-4.00")
    won = people.ok("report", "wins", "--json").json["sections"]["value"]
    assert [(row["deals"], row["won_value"], row["mean"]) for row in won] == [(2, "69.95", "34.98")]
    people.ok("undo", str(result.json["changeset"]))
    assert people.ok("deal", "list", "--json").json == []


def test_half_a_cent_below_zero_is_rounded_away_from_it(crm: Crm) -> None:
    crm.ok("config", "set", "currency", "EUR")
    for amount in ("-0.01", "-10.01", "10.01"):
        crm.ok("deal", "add", f"of {amount}", f"--amount={amount}", "--probability", "50")
    section = crm.ok("report", "pipeline", "--json", "--explain").json["sections"]
    deals = {row["title"]: row["weighted"] for row in section["open_deals"]}
    assert deals == {"of -0.01": "-0.01", "of -10.01": "-5.01", "of 10.01": "5.01"}
    assert section["stages"][0]["weighted"] == "-0.01"
    crm.ok("rate", "add", "EUR", "USD", "1", "--on", "2026-01-01")
    section = crm.ok("report", "pipeline", "--json", "--currency", "USD").json["sections"]
    assert section["stages"][0]["weighted"] == "-0.01"


# What is undecidable is never guessed -----------------------------------------------------


def of_comma(crm: Crm, currency: str = "") -> str:
    head, cell = ("Title,Amount,Stage,Currency", f",{currency}") if currency else (
        "Title,Amount,Stage", ""
    )  # fmt: skip
    return put(crm, "deals.csv", f'{head}\nA,"1,234",lead{cell}\nB,"12,345",lead{cell}\n')


def test_three_digits_after_a_comma_are_no_cents(crm_sqlite: Crm) -> None:
    crm_sqlite.ok("config", "set", "currency", "EUR")
    page = crm_sqlite.ok("import", of_comma(crm_sqlite), "--check", "--json").json
    assert page["columns"][1]["written"] == "commas between thousands"
    crm_sqlite.ok("import", "deals.csv")
    rows = crm_sqlite.ok("deal", "list", "--json", "--sort", "id").json
    assert [row["amount"] for row in rows] == ["1234.00", "12345.00"]


@pytest.mark.parametrize(
    ("mark", "amounts"), [(",", ["1.234", "12.345"]), (".", ["1234.000", "12345.000"])]
)
def test_a_currency_with_three_decimals_leaves_them_open(
    crm_sqlite: Crm, mark: str, amounts: list[str]
) -> None:
    crm_sqlite.ok("config", "set", "currency", "KWD")
    refused = crm_sqlite("import", of_comma(crm_sqlite))
    assert refused.code == 4 and "say it: --decimal . or --decimal ," in refused.err
    page = crm_sqlite("import", "deals.csv", "--check", "--json")
    assert page.code == 4
    assert page.json["columns"][1]["written"] == "open: the comma may be either"
    crm_sqlite.ok("import", "deals.csv", "--decimal", f"Amount={mark}")
    rows = crm_sqlite.ok("deal", "list", "--json", "--sort", "id").json
    assert [row["amount"] for row in rows] == amounts


def test_rows_in_such_a_currency_are_refused_with_the_flag(crm_sqlite: Crm) -> None:
    crm_sqlite.ok("config", "set", "currency", "EUR")
    refused = crm_sqlite("import", of_comma(crm_sqlite, "KWD"))
    assert refused.code == 4
    assert "add --decimal 'Amount=.|,'" in refused.err
    page = crm_sqlite("import", "deals.csv", "--check", "--json").json
    assert page["command"] == "crm import deals.csv --decimal 'Amount=.|,'"
    assert page["columns"][1]["written"] == "open: the comma may be either"


@pytest.mark.parametrize(
    ("cells", "read"),
    [
        (["90.0", "0.6", "37.5", "60.0 %"], [0.9, 0.006, 0.375, 0.6]),
        (["0.9", "0,625", "1", "0"], [0.9, 0.625, 1, 0]),
        (["90", "1", "33.33%", ""], [0.9, 0.01, 0.3333, None]),
    ],
)
def test_the_column_decides_whether_a_probability_is_a_percentage_or_a_fraction(
    crm: Crm, cells: list[str], read: list[float | None]
) -> None:
    text = "Deal Name,Deal Stage,Amount,Probability\n" + "".join(
        f'D{place},qualified,100,"{cell}"\n' for place, cell in enumerate(cells)
    )
    crm.ok("import", put(crm, "d.csv", text), "--as", "deals")
    rows = crm.ok("deal", "list", "--json", "--sort", "id").json
    assert [row["probability"] for row in rows] == read
    # Half away from zero, of a stage's 40 % where the deal has none.
    weighted = sum(round(100 * (0.4 if one is None else one), 2) for one in read)
    (total,) = crm.ok("report", "pipeline", "--json").json["sections"]["stages_total"]
    assert float(total["weighted"]) == pytest.approx(weighted)
    crm.ok("export", "deals", "--output", "out.csv")
    assert "0 updated" in crm.ok("import", "out.csv").lines[0]


def test_a_column_of_ones_is_asked_about(crm_sqlite: Crm) -> None:
    put(crm_sqlite, "d.csv", "Title,Stage,Probability\nA,qualified,1\nB,qualified,0\n")
    refused = crm_sqlite("import", "d.csv", "--as", "deals")
    assert refused.code == 4 and "1 (line 2) is 1 % or 100 %" in refused.err
    crm_sqlite.ok("import", "d.csv", "--as", "deals", "--value", "probability:1=100%")
    rows = crm_sqlite.ok("deal", "list", "--json", "--sort", "id").json
    assert [row["probability"] for row in rows] == [1, 0]


@pytest.mark.parametrize("number", ["1,234", "1.234"])
def test_plain_numbers_of_three_digits_are_refused(crm_sqlite: Crm, number: str) -> None:
    text = f'Name,Email,Level\nAnn,ann@x.example,"{number}"\n'
    words = ["import", put(crm_sqlite, "p.csv", text), "--map", "Level=field:Level:number"]
    refused = crm_sqlite(*words)
    assert refused.code == 4 and "--decimal . or --decimal ," in refused.err
    crm_sqlite.ok(*words, "--decimal", number[1])
    assert crm_sqlite.ok("contact", "list", "--json").json[0]["Level"] == 1.234
