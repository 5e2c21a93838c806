"""Cells with several values: nothing is lost, and nothing is taken apart that is one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_cli.services.imports import cells
from crm_cli.values.spreadsheet import join_list


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("a", ["a"]),
        (" a ; b;c ", ["a", "b", "c"]),
        ("a\nb", ["a", "b"]),
        ("* myContacts ::: Work", ["* myContacts", "Work"]),
        ("a\\;b; c", ["a;b", "c"]),
        ("C:\\dir\\file.txt", ["C:\\dir\\file.txt"]),
        ("\\\\server\\share", ["\\\\server\\share"]),
        ("", []),
        (" ; ;", []),
    ],
)
def test_items(text: str, items: list[str]) -> None:
    assert cells.items(text) == items


@given(st.lists(st.text("ab;\\: ", min_size=1).map(str.strip).filter(bool), max_size=4))
def test_what_an_export_joins_comes_apart_the_same(items: list[str]) -> None:
    if all(":::" not in item for item in items):
        assert cells.items(join_list(items)) == items


@pytest.mark.parametrize(
    ("text", "emails"),
    [
        ("a@x.example", ["a@x.example"]),
        ("a@x.example, b@y.example", ["a@x.example", "b@y.example"]),
        ("a@x.example b@y.example", ["a@x.example", "b@y.example"]),
        ("a@x.example ::: b@y.example", ["a@x.example", "b@y.example"]),
        ("Lee, Ann <a@x.example>; b@y.example", ["Lee, Ann <a@x.example>", "b@y.example"]),
    ],
)
def test_emails(text: str, emails: list[str]) -> None:
    assert cells.emails(text) == emails


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("vip", ["vip"]),
        ("vip, new;#big", ["vip", "new", "big"]),
        ("新，旧", ["新", "旧"]),
        ("* myContacts ::: * Work", ["myContacts", "Work"]),
        (" , ;", []),
    ],
)
def test_tags(text: str, tags: list[str]) -> None:
    assert cells.tags(text) == tags


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Ann Lee", ["Ann Lee"]),
        ("Lee, Ann; Ben", ["Lee, Ann", "Ben"]),
        ("a@x.example, b@x.example", ["a@x.example", "b@x.example"]),
        ("Lee, Ann <a@x.example>", ["Lee, Ann <a@x.example>"]),
    ],
)
def test_people(text: str, people: list[str]) -> None:
    assert cells.people(text) == people


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("030 111111", [("+4930111111", "", True)]),
        ("(376)694-9481x10051", [("+493766949481", "10051", True)]),
        ("+49 30 111111;ext=5", [("+4930111111", "5", True)]),
        ("030 111111; 030 222222", [("+4930111111", "", True), ("+4930222222", "", True)]),
        ("030 111111 / 030 222222", [("+4930111111", "", True), ("+4930222222", "", True)]),
        ("+4930111111,+4930222222", [("+4930111111", "", True), ("+4930222222", "", True)]),
        ("030/111111", [("+4930111111", "", True)]),
        ("030 111111\n030 222222", [("+4930111111", "", True), ("+4930222222", "", True)]),
        ("call me", [(None, "", False)]),
        ("123, ask Bob", [(None, "", False)]),
        ("", []),
    ],
)
def test_phones(text: str, expected: list[tuple[str | None, str, bool]]) -> None:
    found = cells.phones(text, "DE")
    assert [(phone.e164, phone.extension, read) for phone, read in found] == expected


def test_a_phone_that_cannot_be_read_is_kept_as_it_is_typed() -> None:
    [(phone, read)] = cells.phones("ask 12 Bob", "DE")
    assert (phone.raw, phone.e164, phone.digits, read) == ("ask 12 Bob", None, "12", False)


def test_phones_without_digits_are_told_apart() -> None:
    assert cells.phone_key(("call me", None, "", None)) != cells.phone_key(("mail", None, "", None))
    assert cells.phone_key(("030 1", None, "0301", None)) == ("0301", None)


@given(st.emails())
def test_the_fast_key_of_an_address_is_the_key(email: str) -> None:
    from crm_cli.values.emails import email_key

    assert cells.email_key(email) == email_key(email)


@pytest.mark.parametrize(
    ("row", "total"),
    [
        (["合计", "", "50000", ""], True),
        (["合计", "12万5", "3人"], True),
        (["Total:", "€ 1.234,50", "12 %"], True),
        (["Summe", "1'234.50 CHF"], True),
        (["Total", ""], False),  # a company of that name
        (["Total", "Paris", "12"], False),
        (["Acme", "12"], False),
    ],
)
def test_a_row_of_sums_is_none(row: list[str], total: bool) -> None:
    assert cells.is_total(row) is total
