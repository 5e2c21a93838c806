"""`crm deal list`: its shortcuts, and amounts in several currencies."""

from __future__ import annotations

import pytest

from tests.commands.helpers import titles
from tests.conftest import Crm


@pytest.fixture
def sales(crm: Crm) -> Crm:
    """Four deals: two open, one won, one lost; bob has one of them, Acme another."""
    crm.ok("user", "add", "bob")
    crm.ok("company", "add", "Acme")
    crm.ok("deal", "add", "A", "--company", "Acme", "--amount", "5k")
    crm.ok("deal", "add", "B", "--stage", "proposal", "--owner", "bob", "--amount", "9k")
    crm.ok("deal", "add", "C", "--stage", "won")
    crm.ok("deal", "add", "D", "--stage", "lost")
    return crm


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ([], "DCBA"),
        (["--open"], "BA"),
        (["--won"], "C"),
        (["--lost"], "D"),
        (["--won", "--lost"], "DC"),
        (["--stage", "prop"], "B"),
        (["--stage", "prop", "--stage", "LEAD"], "BA"),
        (["--owner", "bob"], "B"),
        (["--owner", "@amy", "--open"], "A"),
        (["--company", "acme"], "A"),
        (["--pipeline", "Sales", "--won"], "C"),
        (["--open", "--where", "amount>=6k"], "B"),
        (["--open", "--sort=-amount"], "BA"),
        (["--stage", "won", "--where", "owner=bob"], ""),
    ],
)
def test_shortcuts_of_the_list(sales: Crm, words: list[str], wanted: str) -> None:
    assert titles(sales, *words) == list(wanted)


def test_an_empty_list_says_how_to_see_more(sales: Crm) -> None:
    result = sales.ok("deal", "list", "--stage", "negotiation")
    assert (result.out, result.err) == ("", "no deals\nhint: crm deal list shows them all\n")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--stage", "zzz"], 3),
        (["--owner", "zed"], 3),
        (["--stage", "n"], 5),
        (["--company", "x"], 3),
    ],
)
def test_unknown_names_are_refused_in_lists_too(sales: Crm, words: list[str], code: int) -> None:
    result = sales("deal", "list", *words)
    assert (result.code, result.out) == (code, "")


def test_a_cut_list_counts_what_it_left_out(sales: Crm) -> None:
    shown = sales.ok("deal", "list", "--open", "--limit", "1").out
    assert "1 of 2 deals" in shown


def test_one_stage_name_in_several_pipelines(sales: Crm) -> None:
    sales.ok("pipeline", "add", "Renewals")
    sales.ok("deal", "add", "E", "--pipeline", "renewals", "--stage", "proposal")
    assert titles(sales, "--stage", "proposal") == ["E", "B"]
    assert titles(sales, "--stage", "proposal", "--pipeline", "sales") == ["B"]


def test_amounts_of_other_currencies_are_not_compared_in_silence(crm: Crm) -> None:
    """A bare number is of the team's currency, and what it leaves out for that is counted."""
    for title, amount in (("A", "900 EUR"), ("B", "12k EUR"), ("C", "50k CNY"), ("D", "5k USD")):
        crm.ok("deal", "add", title, "--amount", amount)
    crm.ok("deal", "add", "E")

    def titles(*words: str) -> list[str]:
        return [row["title"] for row in crm.ok("deal", "list", *words, "--json").json]

    result = crm.ok("deal", "list", "--where", "amount>=1k")
    assert titles("--where", "amount>=1k") == ["B"]
    assert result.err == (
        "2 with an amount in another currency than EUR are not compared\n"
        'hint: name it, as in --where "amount>=10k USD"\n'
    )
    assert "1 with an amount" in crm.ok("deal", "list", "-w", "amount<1k", "-w", "title=C").err
    assert crm.ok("deal", "list", "--where", "amount>=1k USD").err == ""
    assert titles("--where", "amount>=1k USD") == ["D"]
    assert titles("--sort", "-amount") == ["B", "A", "C", "D", "E"]
    assert titles("--sort", "amount") == ["A", "B", "C", "D", "E"]
    said = "unlike currencies are not compared: first EUR, then CNY, USD\n"
    assert crm.ok("deal", "list", "--sort", "title,-amount", "--limit", "1").err == said
    assert crm.ok("deal", "list", "--sort", "title").err == ""
    assert crm.ok("deal", "list", "--sort", "-amount", "-w", "amount>=1k USD").err == ""
    crm.ok("field", "add", "deal", "rent", "--kind", "money")
    crm.ok("deal", "edit", "D1", "--field", "rent=5 USD")
    crm.ok("deal", "edit", "D2", "--field", "rent=5 CHF")
    said = "unlike currencies are not compared: first CHF, then USD\n"
    assert crm.ok("deal", "list", "--sort", "rent").err == said


def test_amounts_in_another_currency_are_counted_within_other_conditions(crm: Crm) -> None:
    for title, amount, stage in (("a", "20k", "lead"), ("b", "20k USD", "lead"),
                                 ("c", "20k USD", "lost")):  # fmt: skip
        crm.ok("deal", "add", title, "--amount", amount, "--stage", stage)
    result = crm.ok("deal", "list", "--open", "--where", "amount>=10k", "--json")
    assert [row["title"] for row in result.json] == ["a"]
    assert result.err.startswith("1 with an amount in another currency than EUR is not compared")
