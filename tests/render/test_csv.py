"""CSV: what other programs read back, and formulas that do not run."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_cli.errors import UsageError
from crm_cli.tables import Column, Outcome, Table
from crm_cli.values.spreadsheet import restore, split_list
from tests.render.hard import COLUMNS, HARD, OUTCOME, RECORD, REPORT, ROWS, shown


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text, newline="")))


def test_every_text_comes_back() -> None:
    rows = read(shown(HARD, "csv"))
    assert len(rows) == len(ROWS)
    for made, row in zip(rows, ROWS, strict=True):
        for name in ("ref", "name", "note", "uid"):
            expected = row[[column.name for column in COLUMNS].index(name)] or ""
            assert restore(made[name]) == expected
        assert split_list(restore(made["tags"])) == [tag for tag in row[3] or [] if tag]


def test_no_text_is_a_formula_unless_raw() -> None:
    for made in read(shown(HARD, "csv")):
        for name in ("name", "note", "tags"):
            assert not made[name].startswith(("=", "+", "@", "\t", "\r"))
    assert [made["note"] for made in read(shown(HARD, "csv", raw=True))][:3] == [
        "=1+1", "-5", "+86 138"
    ]  # fmt: skip


def test_values_are_exact() -> None:
    first = read(shown(HARD, "csv"))[0]
    assert first["amount"] == "12400.00"
    assert first["currency"] == "EUR"
    assert first["win_rate"] == "0.631501"
    assert first["talked"] == "900"
    assert first["touches"] == "8800"
    assert first["seen_at"] == "2026-11-21T15:02:00.000Z"


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), max_size=5))
def test_any_text_comes_back(rows: list[list[str]]) -> None:
    table = Table([Column("a"), Column("b")], rows)
    made = list(csv.reader(StringIO(shown(table, "csv"), newline="")))
    assert [[restore(cell) for cell in row] for row in made[1:]] == rows


def test_a_lone_empty_cell_is_still_a_row() -> None:
    assert shown(Table([Column("a")], [[None], ["x"]]), "csv") == 'a\n""\nx\n'


def test_an_empty_list_has_its_header() -> None:
    assert shown(Table([Column("a"), Column("b", "money")], []), "csv") == "a,b,b_currency\n"


def test_truth_values() -> None:
    assert shown(Table([Column("a"), Column("b")], [[True, False]]), "csv") == "a,b\ntrue,false\n"


def test_on_a_terminal_nothing_is_obeyed() -> None:
    table = Table([Column("a")], [["x\x1b[31m\u202ey"]])
    assert shown(table, "csv", width=80) == "a\nx^[[31m<U+202E>y\n"
    assert shown(table, "csv") == "a\nx\x1b[31m\u202ey\n"


def test_more_rows_than_one_write_holds() -> None:
    table = Table([Column("n", "integer")], [[number] for number in range(1201)])
    assert shown(table, "csv").splitlines() == ["n", *map(str, range(1201))]


def test_a_report_needs_a_section() -> None:
    with pytest.raises(UsageError) as caught:
        shown(REPORT, "csv")
    assert "--section" in caught.value.hint
    assert shown(REPORT, "csv", section="by_stage_total", columns=("stage", "deals")) == (
        "stage,deals\ntotal,1202\n"
    )


def test_records_and_outcomes() -> None:
    assert shown(RECORD, "csv", columns=("title",)) == "title\nAcme [b]renewal[/b]\n"
    assert shown(RECORD, "csv", section="tasks").splitlines()[1] == "K1,send quote,2026-11-27"
    assert shown(OUTCOME, "csv", columns=("title",)) == "title\nAcme [b]renewal[/b]\n"
    assert shown(Outcome("tidied {n}", {"n": 3}, changeset=7), "csv") == (
        "message,changeset\ntidied 3,7\n"
    )
