"""Formulas made inert, lists in one cell, and both back again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_cli.values.spreadsheet import inert, join_list, restore, split_list

# Texts of the characters that the rules are about, so that hypothesis meets them often.
TRICKY = st.text(st.sampled_from("'=+-@\t\r\n＝5.e ;\\a")) | st.text()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=1+1", "'=1+1"),
        ("+86 138", "'+86 138"),
        ("-x", "'-x"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\n=1", "'\n=1"),
        ("＝1+1", "'＝1+1"),
        ("-", "'-"),
        ("-5+cmd|'/C calc'!A0", "'-5+cmd|'/C calc'!A0"),
        ("'=1", "''=1"),
        ("''=1", "'''=1"),
        ("'-5", "''-5"),
        # Numbers stay numbers, and what starts with none of the signs stays as it is.
        ("-5", "-5"),
        ("-5.25", "-5.25"),
        ("+4930123456", "+4930123456"),
        ("1e-5", "1e-5"),
        ("'quoted'", "'quoted'"),
        ("O'Brien", "O'Brien"),
        ("a=b", "a=b"),
        ("", ""),
        ("'", "'"),
        ("张伟", "张伟"),
    ],
)
def test_inert(text: str, expected: str) -> None:
    assert inert(text) == expected
    assert restore(expected) == text


@given(TRICKY)
def test_restore_takes_back_inert(text: str) -> None:
    assert restore(inert(text)) == text


@pytest.mark.parametrize(
    ("items", "cell"),
    [
        ([], ""),
        (["vip"], "vip"),
        (["a", "b"], "a; b"),
        (["a;b", "c"], r"a\;b; c"),
        (["a\\"], "a\\\\"),
        (["a, b"], "a, b"),
    ],
)
def test_lists_in_a_cell(items: list[str], cell: str) -> None:
    assert join_list(items) == cell
    assert split_list(cell) == items


@pytest.mark.parametrize(
    ("cell", "items"), [("a;b", ["a", "b"]), (" a ;; b; ", ["a", "b"]), ("a\\", ["a\\"])]
)
def test_lists_as_typed(cell: str, items: list[str]) -> None:
    assert split_list(cell) == items


@given(st.lists(TRICKY.map(str.strip).filter(bool)))
def test_split_takes_back_join(items: list[str]) -> None:
    assert split_list(join_list(items)) == items
