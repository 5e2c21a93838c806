"""The names of RFM segments: all 125 cells, and rules of a team's own."""

from __future__ import annotations

import json
from itertools import product
from typing import Any

import pytest

from crm_cli.errors import BadValue
from crm_cli.values.rfm import RULES, Rule, named, read_rules, rules


def expected(r: int, f: int, m: int) -> str:  # noqa: PLR0911 - the table, line by line
    """The published table, written a second time as plain conditions."""
    if r >= 4 and f >= 4 and m >= 4:
        return "Champions"
    if r <= 2 and f >= 4 and m >= 4:
        return "Can't lose"
    if r >= 3 and f >= 4:
        return "Loyal"
    if r >= 3 and f <= 3 and m == 5:
        return "Big spender"
    if r == 5 and f == 1 and m <= 4:
        return "New"
    if r == 4 and f == 1 and m <= 4:
        return "Promising"
    if r >= 4 and f in (2, 3) and m <= 4:
        return "Potential loyal"
    if r == 3 and f in (2, 3) and m <= 4:
        return "Need attention"
    if r <= 2 and f >= 3:
        return "At risk"
    if r <= 2 and f <= 2 and m >= 4:
        return "At risk"
    if r in (2, 3) and f <= 2 and m <= 4:
        return "About to sleep"
    assert r == 1
    assert f <= 2
    assert m <= 3
    return "Lost"


def test_all_cells_are_named_as_published() -> None:
    cells = named(RULES)
    assert len(cells) == 125
    wrong = {
        cell: rule.name for cell, rule in cells.items() if rule.name != expected(*cell)
    }  # fmt: skip
    assert wrong == {}


def test_every_rule_is_used_and_says_what_to_do() -> None:
    used = set(named(RULES).values())
    assert used == set(RULES)
    assert all(rule.do.endswith(".") and rule.watch for rule in RULES)


def one(**changes: Any) -> dict[str, Any]:
    return {"name": "All", "recency": "1-5", "frequency": "1-5", "monetary": "1-5", **changes}


def test_rules_of_a_team() -> None:
    text = read_rules(json.dumps([one(name="Best", recency="5", do="call"), one()]))
    found = rules(text)
    assert found[0] == Rule("Best", "5", "1-5", "1-5", "call", "")
    cells = named(found)
    assert [cells[cell].name for cell in ((5, 1, 1), (4, 5, 5))] == ["Best", "All"]
    assert read_rules(text) == text


def test_nothing_means_the_built_in_ones() -> None:
    assert read_rules("  ") == ""
    assert rules("") is RULES
    again = json.dumps([rule._asdict() for rule in RULES])
    assert rules(read_rules(again)) == RULES


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("{", "this is no JSON"),
        ("[]", "a list of rules is wanted"),
        ('{"name": "x"}', "a list of rules is wanted"),
        ('["x"]', "rule 1 is no object"),
        (json.dumps([one(name=" ")]), "rule 1 has no 'name'"),
        (json.dumps([one(r="1")]), "rule 1 does not know 'r'"),
        (json.dumps([one(recency="0-5")]), "rule 1 has '0-5' as its recency"),
        (json.dumps([one(), one(monetary="5-4")]), "rule 2 has '5-4' as its monetary"),
        (json.dumps([one(frequency="2-5")]), "no rule names the scores recency 1, frequency 1"),
    ],
)
def test_rules_that_are_none(given: str, why: str) -> None:
    with pytest.raises(BadValue) as caught:
        read_rules(given)
    assert why in str(caught.value)


def test_a_rule_covers_what_its_ranges_span() -> None:
    rule = Rule("x", "4-5", "1", "2-3", "", "")
    assert rule.cells() == set(product((4, 5), (1,), (2, 3)))
