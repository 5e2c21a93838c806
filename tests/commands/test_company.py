"""What a company and its people are worth: columns counted from deals and tickets."""

from __future__ import annotations

import pytest

from tests.conftest import Crm

TOTALS = ("open_value", "open_value_currency", "won_value", "won_value_currency", "open_tickets")


@pytest.fixture
def worth(crm: Crm) -> Crm:
    """Acme has two open deals in euros, one won and one lost; Beta deals in two currencies."""
    for company in ("Acme", "Beta", "Cold"):
        crm.ok("company", "add", company)
        crm.ok("contact", "add", f"Jane {company}", "--company", company)
    for place, (amount, stage) in enumerate(
        (("12k", "lead"), ("0.50", "proposal"), ("7k", "won"), ("90k", "lost"), ("", "lead"))
    ):
        given = ("--amount", amount) if amount else ()
        crm.ok("deal", "add", f"a{place}", "--contact", "C1", "--stage", stage, *given)
    for amount in ("20k", "100 USD", "3 USD"):
        crm.ok("deal", "add", f"b {amount}", "--contact", "C2", "--amount", amount)
    crm.ok("deal", "delete", "D8")
    crm.ok("deal", "move", "D7", "won")
    crm.ok("deal", "add", "b 5 USD", "--contact", "C2", "--amount", "5 USD")
    for subject in ("x", "y", "z"):
        crm.ok("ticket", "add", subject, "--contact", "C1")
    crm.ok("ticket", "wait", "T2")
    crm.ok("ticket", "resolve", "T3")
    return crm


@pytest.mark.parametrize("noun", ["company", "contact"])
def test_values_and_open_tickets_are_columns_and_conditions(worth: Crm, noun: str) -> None:
    def listed(*words: str) -> list[str]:
        return [row["name"].split()[-1] for row in worth.ok(noun, "list", *words, "--json").json]

    rows = {
        row["id"]: [row[name] for name in TOTALS] for row in worth.ok(noun, "list", "--json").json
    }
    assert rows == {
        1: ["12000.50", "EUR", "7000.00", "EUR", 2],
        2: [None, None, "100.00", "USD", 0],  # 20k EUR and 5 USD are not added
        3: [None, None, None, None, 0],
    }
    assert listed("--where", "open_value>=10k", "--where", "open_tickets>1") == ["Acme"]
    assert listed("--where", "won_value<=100 USD") == ["Beta"]
    assert listed("--where", "open_value_currency=EUR+USD") == ["Beta"]
    assert listed("--sort", "-won_value") == ["Acme", "Beta", "Cold"]
    assert listed("--sort", "-open_tickets,name")[0] == "Acme"
    said = worth.ok(noun, "list", "--where", "open_value>0").err
    assert said.startswith("1 with an amount in another currency than EUR is not compared")
    shown = worth.ok(noun, "list", "--columns", "name,open_value,open_tickets")
    assert "12,000.50" in shown.out
    assert shown.err.startswith(
        f"open_value is empty for 1 {noun}: unlike currencies are not added"
    )
    shown = worth.ok(noun, "show", "Acme" if noun == "company" else "C1", "--json").json
    assert (shown["won_value"], shown["open_tickets"]) == ("7000.00", 2)


def test_values_are_those_of_the_day_asked_about_and_reach_through_links(worth: Crm) -> None:
    later = {"CRM_NOW": "2027-01-10T10:00:00.000Z"}
    worth.ok("deal", "move", "D1", "won", environment=later)

    def of(*words: str) -> list[str]:
        where = ("--where", "company.won_value>10k", "--json")
        rows = worth.ok("contact", "list", *where, *words, environment=later).json
        return [row["won_value"] for row in rows]

    assert (of(), of("--as-of", "2026-12-01")) == (["19000.00"], [])
    past = worth.ok("company", "show", "Acme", "--as-of", "2026-12-01", "--json", environment=later)
    assert (past.json["open_value"], past.json["won_value"]) == ("12000.50", "7000.00")
