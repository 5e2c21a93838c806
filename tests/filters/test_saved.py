"""Saved filters: `@name` stands for the conditions that were saved under it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from crm_cli.database import Command, Database
from crm_cli.errors import BadContent, CrmError, NotFound, UsageError
from crm_cli.session import transaction
from tests.filters.records import ids


@pytest.fixture
def saved(filled: Database, command: Command) -> Iterator[Database]:
    """The small book with filters of contacts, which are taken away again."""
    filters = {
        "Berlin VIPs": '["city=Berlin", "tag=vip"]',
        "Ünusual": '["@berlin vips", "name~jane"]',
        "circle": '["@SQUARE"]',
        "square": '["@circle", "name~jane"]',
        "damaged": '{"city": 1}',
        "broken": "[",
        "old": '["citty=Berlin"]',
    }
    with transaction(filled, command) as session:
        for name, conditions in filters.items():
            session.rows(
                "INSERT INTO saved_filter"
                " (uid, name, key, noun, conditions, created_at, updated_at)"
                " VALUES (:name, :name, :key, 'contact', :conditions, :now, :now)",
                {
                    "name": name,
                    "key": "unusual" if name == "Ünusual" else name.lower(),
                    "conditions": conditions,
                    "now": session.now,
                },
            )
    yield filled
    with transaction(filled, command) as session:
        session.rows("DELETE FROM saved_filter")


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (["@Berlin VIPs"], [1]),
        ([" @BERLIN vips "], [1]),
        (["@unusual"], [1]),
        (["@berlin vips", "@berlin vips", "name~al"], []),
    ],
)
def test_a_saved_filter_stands_for_its_conditions(
    saved: Database, where: list[str], expected: list[int]
) -> None:
    assert ids(saved, "contact", where) == expected


@pytest.mark.parametrize(
    ("noun", "condition", "kind", "said"),
    [
        ("contact", "@berlin", NotFound, "no filter called @berlin"),
        ("contact", "@", NotFound, "no filter called @"),
        ("contact", "@circle", UsageError, "the filter @circle contains itself"),
        ("deal", "@berlin vips", UsageError, "@Berlin VIPs is a filter of the noun contact"),
        ("contact", "@damaged", BadContent, "the filter @damaged is damaged"),
        ("contact", "@broken", BadContent, "the filter @broken is damaged"),
        ("contact", "@old", UsageError, 'no column "citty"'),
    ],
)
def test_a_filter_that_cannot_be_used_says_why(
    saved: Database, noun: str, condition: str, kind: type[CrmError], said: str
) -> None:
    with pytest.raises(kind) as caught:
        ids(saved, noun, [condition])
    assert said in str(caught.value)
