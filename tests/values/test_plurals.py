"""One and several, in words."""

from __future__ import annotations

import pytest

from crm_cli.values.plurals import counted, plural


@pytest.mark.parametrize(
    ("noun", "expected"),
    [("contact", "contacts"), ("company", "companies"), ("survey", "surveys"), ("box", "boxes"),
     ("branch", "branches"), ("saved filter", "saved filters"), ("y", "ys")],
)  # fmt: skip
def test_plural(noun: str, expected: str) -> None:
    assert plural(noun) == expected
    assert plural(noun, 2) == expected
    assert plural(noun, 1) == noun


def test_counted() -> None:
    assert counted(0, "company") == "0 companies"
    assert counted(1, "day") == "1 day"
    assert counted(1234, "value differs", "values differ") == "1,234 values differ"
