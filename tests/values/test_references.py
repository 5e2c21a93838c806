"""Typed references."""

from __future__ import annotations

import pytest

from crm_cli.values.references import LETTERS, Reference, read_reference, reference


@pytest.mark.parametrize(
    ("text", "noun", "id"),
    [
        ("D12", "deal", 12),
        ("d12", "deal", 12),
        (" D12 ", "deal", 12),
        ("O1", "company", 1),
        ("c7", "contact", 7),
        ("I3", "interaction", 3),
        ("k5", "task", 5),
        ("p1", "product", 1),
        ("S9", "order", 9),
        ("y2", "payment", 2),
        ("T4", "ticket", 4),
        ("v6", "survey", 6),
        ("g8", "campaign", 8),
        ("U10", "user", 10),
        ("#42", "changeset", 42),
        ("D012", "deal", 12),
        ("D9223372036854775807", "deal", 9_223_372_036_854_775_807),
    ],
)
def test_read_reference(text: str, noun: str, id: int) -> None:
    assert read_reference(text) == Reference(noun, id)


@pytest.mark.parametrize(
    "text",
    [
        *("", "12", "D", "D0", "D-1", "D1.5", "D 12", "DD12", "X12", "D12x", "D١٢"),
        *("D9223372036854775808", "D" + "9" * 5000, "name:360", "+49301234567"),
    ],
)
def test_no_reference(text: str) -> None:
    assert read_reference(text) is None


@pytest.mark.parametrize("noun", LETTERS)
def test_a_reference_is_read_back(noun: str) -> None:
    assert read_reference(reference(noun, 12)) == Reference(noun, 12)
