"""One golden file a format, over the hard values; and one a kind of result."""

from __future__ import annotations

import pytest

from crm_cli.render import FORMATS
from tests.goldens import difference
from tests.render.hard import HARD, OUTCOME, RECORD, REPORT, shown

ENDINGS = {"table": "txt"}


# A message has an id of its own every time: see test_eml.
@pytest.mark.parametrize("format", [format for format in FORMATS if format != "eml"])
def test_hard_values(format: str) -> None:
    assert difference(f"render/hard.{ENDINGS.get(format, format)}", shown(HARD, format)) == ""


def test_hard_values_raw_csv() -> None:
    assert difference("render/hard.raw.csv", shown(HARD, "csv", raw=True)) == ""


def test_hard_values_on_a_terminal() -> None:
    assert difference("render/hard.120.txt", shown(HARD, width=120)) == ""


def test_hard_values_without_unicode() -> None:
    assert difference("render/hard.ascii.txt", shown(HARD, unicode=False)) == ""


@pytest.mark.parametrize("format", ["table", "json", "md", "html"])
def test_report(format: str) -> None:
    assert difference(f"render/report.{ENDINGS.get(format, format)}", shown(REPORT, format)) == ""


@pytest.mark.parametrize("format", ["table", "json", "jsonl", "csv", "md", "html"])
def test_record(format: str) -> None:
    assert difference(f"render/record.{ENDINGS.get(format, format)}", shown(RECORD, format)) == ""


@pytest.mark.parametrize("format", ["table", "json", "jsonl", "csv", "md"])
def test_outcome(format: str) -> None:
    assert difference(f"render/outcome.{ENDINGS.get(format, format)}", shown(OUTCOME, format)) == ""
