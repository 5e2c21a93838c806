"""Sorting by any column of the small book: every order was found by hand."""

from __future__ import annotations

import pytest

from crm_cli.database import Database
from crm_cli.filters import expression
from crm_cli.nouns import NOUNS
from crm_cli.services import fields
from tests.filters.records import ids


@pytest.mark.parametrize(
    ("noun", "column", "expected"),
    [
        ("company", "name", [3, 1, 2, 4]),  # acme, muller, o2, 张
        ("company", "city", [4, 1, 2, 3]),  # "", berlin, münchen, paris
        ("company", "contacts", [4, 1, 2, 3]),
        ("company", "id", [1, 2, 3, 4]),
        ("contact", "name", [5, 1, 2, 4, 3]),
        ("contact", "company", [4, 1, 2, 3, 5]),  # acme, müller, o2; none last
        ("contact", "stage", [2, 5, 1, 4, 3]),  # lead, prospect, customer, former
        ("contact", "tags", [2, 5, 1, 3, 4]),  # key account; key account, vip; vip
        ("contact", "Seats", [1, 2, 3, 4, 5]),  # 5, 12.5, 100
        ("contact", "budget", [1, 4, 2, 3, 5]),  # 1000.00, 2500.50, 5000
        ("contact", "renewal", [2, 1, 3, 4, 5]),
        ("contact", "tier", [1, 2, 3, 4, 5]),
        ("contact", "company.city", [1, 2, 4, 3, 5]),  # berlin, münchen, paris; none last
        ("contact", "company.parent.name", [4, 1, 2, 3, 5]),  # acme's is muller
        ("contact", "referred_by.budget", [3, 1, 2, 4, 5]),
        ("deal", "company.parent.owner", [3, 1, 2, 4, 5]),
        ("deal", "amount", [5, 1, 2, 3, 4]),  # 9999.99, 10000.00, 10000, 12000.000
        ("deal", "stage", [2, 4, 1, 5, 3]),  # as in the pipeline
        ("deal", "pipeline", [1, 2, 3, 4, 5]),
        ("deal", "likelihood", [4, 1, 2, 5, 3]),  # 10, 60, 70, 80, 100
        ("task", "due", [4, 1, 2, 3]),
        ("task", "priority", [3, 2, 4, 1]),
        ("interaction", "subject", [3, 1, 4, 2]),  # the one without a subject last
        ("interaction", "when", [3, 1, 2, 4]),
    ],
)
def test_lists_sort_by_any_column(
    filled: Database, noun: str, column: str, expected: list[int]
) -> None:
    custom = fields.definitions(filled, noun)
    found = expression(NOUNS[noun], custom, column, filled)
    assert found is not None
    assert ids(filled, noun, [], f"{found} ASC NULLS LAST, v.id") == expected


def test_every_column_can_be_a_condition_and_an_order(filled: Database) -> None:
    for name, noun in NOUNS.items():
        custom = fields.definitions(filled, name)
        everyone = ids(filled, name, [])
        columns = [column.name for column in noun.columns] + [found.name for found in custom]
        for column in columns:
            empty = ids(filled, name, [f"{column}="])
            assert sorted(empty + ids(filled, name, [f"{column}!="])) == everyone
            order = expression(noun, custom, column, filled)
            assert order is not None
            assert sorted(ids(filled, name, [], order)) == everyone


def test_there_is_no_order_by_what_is_no_column(filled: Database) -> None:
    assert expression(NOUNS["contact"], [], "nothing", filled) is None
    assert expression(NOUNS["contact"], [], "v.name", filled) is None
    assert expression(NOUNS["contact"], [], "company.nothing", filled) is None
    assert expression(NOUNS["deal"], [], "contacts.city", filled) is None  # of several
