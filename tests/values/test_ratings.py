"""Scores in words, in stars, and of how many."""

from __future__ import annotations

import pytest

from crm_cli.values.ratings import read_rating


@pytest.mark.parametrize(
    ("text", "score", "of"),
    [
        ("非常满意", 5, 5),
        ("满意", 4, 5),
        ("一般", 3, 5),
        ("不满意", 2, 5),
        ("非常不满意", 1, 5),
        (" Very  Satisfied", 5, 5),
        ("dissatisfied", 2, 5),
        ("4星", 4, 5),
        ("五星", 5, 5),
        ("1 star", 1, 5),
        ("★★★★", 4, 5),
        ("★★☆☆☆", 2, 5),
        ("⭐️⭐️⭐️", 3, 5),
        ("4/5", 4, 5),
        ("8 / 10", 8, 10),
        ("４／５", 4, 5),
    ],
)
def test_a_score_with_its_scale(text: str, score: int, of: int) -> None:
    found = read_rating(text)
    assert (found, found.of if found else 0) == (score, of)


@pytest.mark.parametrize("text", ["4", "", "6/5", "6星", "★★★☆", "12/2026", "fine", "★★★★★★"])
def test_what_is_none(text: str) -> None:
    assert read_rating(text) is None
