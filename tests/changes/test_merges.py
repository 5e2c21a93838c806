"""Merges over random books: taken back, every row is as it was, whatever the two had in common."""

from __future__ import annotations

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_cli.database import Command, Database
from crm_cli.errors import CrmError
from crm_cli.session import transaction
from tests.changes.histories import Step, contents, histories, play
from tests.changes.rules import broken
from tests.changes.steps.people import merge
from tests.changes.test_undo_histories import (
    COMMON,
    fresh,
    lost_edits,
    take_back,
)

# How many random books on each engine; tried with CRM_TEST_HISTORIES=200.
BOOKS = int(os.environ.get("CRM_TEST_HISTORIES", "6"))
numbers = st.integers(0, 9)


def merged(database: Database, noun: str, choice: tuple[int, int, int]) -> int | None:
    """Merge two records of a noun; the changeset, None where that is refused."""
    command = Command("merge", "amy", "2026-11-20T10:59:00.000Z")
    try:
        with transaction(database, command) as session:
            merge(session, noun, *choice)
    except (CrmError, LookupError):
        return None
    return session.changeset_id


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
@pytest.mark.parametrize("noun", ["contact", "company"])
@settings(COMMON, max_examples=BOOKS)
@given(history=histories, choice=st.tuples(numbers, numbers, numbers))
def test_a_merge_taken_back_leaves_all_rows_equal(
    request: pytest.FixtureRequest,
    engine: str,
    noun: str,
    history: list[Step],
    choice: tuple[int, int, int],
) -> None:
    with fresh(request, engine) as database:
        play(database, history)
        before = contents(database)
        changeset = merged(database, noun, choice)
        if changeset is None:
            assert contents(database) == before
            return
        after = contents(database)
        assert take_back(database, "undo", changeset).kept == []
        assert contents(database) == before
        newest = database.rows("SELECT max(id) AS id FROM changeset")[0]["id"]
        assert take_back(database, "redo", newest).kept == []
        assert contents(database) == after


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
@settings(COMMON, max_examples=BOOKS)
@given(history=histories, later=histories, choice=st.tuples(numbers, numbers, numbers))
def test_a_merge_taken_back_later_loses_no_edit_and_breaks_no_rule(
    request: pytest.FixtureRequest,
    engine: str,
    history: list[Step],
    later: list[Step],
    choice: tuple[int, int, int],
) -> None:
    with fresh(request, engine) as database:
        play(database, history)
        changeset = merged(database, "contact", choice)
        if changeset is None:
            return
        play(database, later)
        changes = database.rows(
            "SELECT table_name, row_id, operation, after FROM change WHERE changeset_id > :id"
            " ORDER BY id",
            {"id": changeset},
        )
        before, wrong = contents(database), broken(database)
        try:
            take_back(database, "undo", changeset)
        except CrmError:
            assert contents(database) == before
            return
        assert lost_edits(changes, before, contents(database)) == []
        assert broken(database) - wrong == set()


def test_an_import_into_a_merged_contact_finds_it_by_the_same_text(database: Database) -> None:
    """Its addresses are in the order in which they are shown, whoever writes the text."""
    history: list[Step] = [
        ("add_contact", 1, 2, 3),
        ("add_contact", 3, 6, 7),
        ("merge_contacts", 7, 4, 4),
        ("import_contacts", 3, 6, 5),
    ]
    *_, imported = play(database, history)
    before = database.rows("SELECT search_text FROM contact ORDER BY id")
    database.close()
    take_back(database, "undo", imported)
    newest = database.rows("SELECT max(id) AS id FROM changeset")[0]["id"]
    database.close()
    take_back(database, "redo", newest)
    assert database.rows("SELECT search_text FROM contact ORDER BY id") == before
