"""The short ways of reading give what the readers of `inputs` give."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_cli import batches
from crm_cli.book import load_book
from crm_cli.errors import BadValue
from crm_cli.services import inputs, search
from crm_cli.services.imports import readers
from crm_cli.services.imports.writing import compose

BOOK = load_book(None, datetime(2026, 11, 20, 10, tzinfo=UTC))


@given(st.text())
def test_lines(text: str) -> None:
    try:
        expected = inputs.line(text)
    except BadValue:
        with pytest.raises(BadValue):
            readers.line(text)
    else:
        assert readers.line(text) == expected


@given(st.emails() | st.from_regex(r"[a-z.+-]{1,8}@[a-z.-]{1,9}\.[a-z]{1,9}", fullmatch=True))
def test_plain_addresses_are_taken_as_they_are(text: str) -> None:
    if readers.is_email(text):
        assert inputs.email(text, BOOK) == text


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("jane.smith+x@example.com", True),
        ("jane@example.local", False),
        ("jane@Example.com", False),
        ("jane@example", False),
        (".jane@example.com", False),
        ("jane@exa_mple.com", False),
        ("jane@example.com ", False),
    ],
)
def test_which_addresses_are_plain(text: str, plain: bool) -> None:
    assert readers.is_email(text) is plain


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_stored_days_are_days(day: date) -> None:
    text = str(day)
    if readers.is_day(text):
        assert inputs.past_day(text, BOOK) == text


@pytest.mark.parametrize(
    "text", ["2026-02-30", "2026-11-31", "2026-13-01", "2026-1-1", "٢٠٢٦-01-01"]
)
def test_what_is_no_day_is_left_to_the_reader(text: str) -> None:
    assert not readers.is_day(text)


def test_stored_moments_stay_as_they_are() -> None:
    read = readers.column(inputs.INPUTS["interaction"]["occurred_at"], BOOK)
    assert read("2026-11-03T14:00:00.123Z") == "2026-11-03T14:00:00.123Z"
    assert read("2026-11-03 14:00") == "2026-11-03T14:00:00.000Z"


@given(st.lists(st.text(min_size=1), max_size=6))
def test_the_search_text_is_that_of_the_search(parts: list[str]) -> None:
    for noun in ("contact", "company", "deal"):
        assert compose(parts, noun) == search.compose(parts, noun)


def test_uids_are_version_7_and_all_different() -> None:
    found = list(islice(batches.uids(), 2000))
    form = r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
    assert all(re.fullmatch(form, uid) for uid in found)
    assert len(set(found)) == 2000


@pytest.mark.parametrize(("text", "seconds"), [("0", 0), (" 900 ", 900)])
def test_seconds(text: str, seconds: int) -> None:
    assert readers.seconds(text) == seconds


@pytest.mark.parametrize("text", ["", "-5", "1.5", "15 min", "²"])
def test_what_is_no_number_of_seconds(text: str) -> None:
    with pytest.raises(BadValue):
        readers.seconds(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("3-Nov-26", "2026-11-03"),
        ("03-nov-99", "1999-11-03"),
        ("3 November 26", "2026-11-03"),
        ("3-Nov-2026", "2026-11-03"),
    ],
)
def test_short_years_of_spreadsheets(text: str, day: str) -> None:
    read = readers.column(inputs.INPUTS["deal"]["opened_at"], BOOK)
    assert read(text) == day
    moment = readers.column(inputs.INPUTS["interaction"]["occurred_at"], BOOK)
    assert moment(f"{text} 14:05") == f"{day}T14:05:00.000Z"
