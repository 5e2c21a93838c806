"""JSON and JSON Lines: exact values, one shape, and nothing a terminal would obey."""

from __future__ import annotations

import json

import pytest

from crm_cli.errors import UsageError
from crm_cli.tables import Column, Outcome, Table
from crm_cli.values.money import Money
from tests.render.hard import COLUMNS, HARD, OUTCOME, RECORD, REPORT, ROWS, shown

KINDS_THAT_STAY = ("text", "integer", "number", "percent", "date", "datetime", "duration", "bar")


def test_every_value_comes_back() -> None:
    objects = json.loads(shown(HARD, "json"))
    assert len(objects) == len(ROWS)
    for made, row in zip(objects, ROWS, strict=True):
        for column, value in zip(COLUMNS, row, strict=True):
            if column.kind in KINDS_THAT_STAY:
                assert made[column.name] == value
    assert [made["amount"] for made in objects[:4]] == [
        "12400.00", "5000", "1234.567", "-1234.50"
    ]  # fmt: skip
    assert [made["currency"] for made in objects[:4]] == ["EUR", "JPY", "KWD", "EUR"]


def test_lines_are_the_same_objects() -> None:
    lines = shown(HARD, "jsonl").splitlines()
    assert [json.loads(line) for line in lines] == json.loads(shown(HARD, "json"))


def test_nothing_that_a_terminal_would_obey() -> None:
    table = Table([Column("x%s")], [["a\x1b\x7f\x9b\u202e\u2028\u2066\ud800%d"]])
    for format in ("json", "jsonl"):
        text = shown(table, format)
        assert text.replace("\n", "").isascii()
        assert text.replace("\n", "").isprintable()
        made = json.loads(text)
        made = made[0] if format == "json" else made
        assert made == {"x%s": "a\x1b\x7f\x9b\u202e\u2028\u2066\ud800%d"}


def test_names_stay_readable() -> None:
    assert shown(Table([Column("name")], [["张伟 é 🎉"]]), "jsonl") == '{"name": "张伟 é 🎉"}\n'


def test_empty_lists() -> None:
    empty = Table([Column("ref")], [], noun="contact")
    assert shown(empty, "json") == "[]\n"
    assert shown(empty, "jsonl") == ""


def test_more_rows_than_one_write_holds() -> None:
    table = Table([Column("n", "integer")], [[number] for number in range(1201)])
    expected = [{"n": number} for number in range(1201)]
    assert json.loads(shown(table, "json")) == expected
    assert [json.loads(line) for line in shown(table, "jsonl").splitlines()] == expected


def test_a_report_has_the_documented_keys() -> None:
    made = json.loads(shown(REPORT, "json"))
    assert list(made) == [
        "report", "period", "zone", "currency", "as_of", "records", "sections", "notes"
    ]  # fmt: skip
    assert made["period"] == {"since": "2026-01-01", "until": "2026-11-21"}
    assert made["sections"]["lost"] == []
    assert made["sections"]["by_stage_total"] == [
        {"stage": "total", "deals": 1202, "amount": "119999.01", "weighted": "12000.00",
         "currency": "EUR", "mean_days": None, "part": None}
    ]  # fmt: skip
    # The sum over the rows is right, as the total is not among them.
    assert sum(row["deals"] for row in made["sections"]["by_stage"]) == 1202


def test_one_section_of_a_report() -> None:
    made = json.loads(shown(REPORT, "json", section="by-stage", columns=("stage", "deals")))
    assert made["sections"] == {
        "by_stage": [
            {"stage": "lead", "deals": 1200},
            {"stage": "qualified (thin)", "deals": 2},
        ],
        "by_stage_total": [{"stage": "total", "deals": 1202}],
    }


def test_lines_of_a_report_need_a_section() -> None:
    with pytest.raises(UsageError) as caught:
        shown(REPORT, "jsonl")
    assert caught.value.exit_code == 2
    assert str(caught.value) == "pipeline has several sections, and jsonl holds one"
    assert caught.value.values["names"] == "by_stage, lost"
    assert shown(REPORT, "jsonl", section="lost") == ""


def test_a_record_is_flat() -> None:
    made = json.loads(shown(RECORD, "json"))
    assert made["amount"] == "12400.00"
    assert made["amount_currency"] == "EUR"
    assert made["closed_at"] is None
    assert made["tasks"] == [{"ref": "K1", "title": "send quote", "due": "2026-11-27"}]
    assert made["interactions"] == []
    assert json.loads(shown(RECORD, "jsonl")) == made


def test_a_section_that_is_called_like_a_field() -> None:
    RECORD.sections["tags"] = Table([Column("x")], [["y"]])
    try:
        made = json.loads(shown(RECORD, "json"))
    finally:
        del RECORD.sections["tags"]
    assert made["tags"] == ["a", "b"]
    assert made["tags_list"] == [{"x": "y"}]


def test_fields_and_sections_of_a_record_can_be_chosen() -> None:
    made = json.loads(shown(RECORD, "json", columns=("tasks", "amount")))
    assert list(made) == ["amount", "amount_currency", "tasks"]


def test_an_outcome_has_the_record_and_its_changeset() -> None:
    made = json.loads(shown(OUTCOME, "json"))
    assert list(made) == ["message", "details", "warnings", "dry_run", "changeset", "record"]
    assert made["changeset"] == 41
    assert made["message"] == "moved D12 to won^[[31m"
    assert made["record"]["amount"] == "12400.00"


def test_an_outcome_of_many_rows() -> None:
    table = Table([Column("amount", "money")], [[Money(1, "EUR")]])
    made = json.loads(shown(Outcome("read {count:,}", {"count": 1234}, table=table), "json"))
    assert made["message"] == "read 1,234"
    assert made["record"] is None
    assert made["rows"] == [{"amount": "0.01", "amount_currency": "EUR"}]
