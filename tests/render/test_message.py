"""Lines of errors, notices and outcomes."""

from __future__ import annotations

import pytest

from crm_cli.errors import Failure, NotFound
from crm_cli.render.message import (
    cut_notice,
    empty_notice,
    error_lines,
    fill,
    notice_lines,
    outcome_lines,
)
from crm_cli.tables import Column, Outcome, Report, Table
from crm_cli.values.money import Money


def test_an_error_and_its_hint() -> None:
    error = NotFound("no {noun} with id {id}", hint="crm {noun} list", noun="deal", id=12)
    assert error_lines(error) == ["error: no deal with id 12", "hint: crm deal list"]
    assert error_lines(Failure("the disk is full")) == ["error: the disk is full"]


def test_values_cannot_do_more_than_be_read() -> None:
    error = NotFound("no contact {name}", name="x\x1b[31m\nerror: {secret} \u202e \ud800")
    assert error_lines(error) == ["error: no contact x^[[31m⏎error: {secret} <U+202E> <U+D800>"]


def test_lines_of_the_template_stay_lines() -> None:
    error = Failure("two things:\n{a}", hint="one\ntwo", a="b\nc")
    assert error_lines(error) == ["error: two things:", "       b⏎c", "hint: one", "      two"]


@pytest.mark.parametrize(
    ("template", "values", "expected"),
    [
        ("{count:,} read", {"count": 8800}, "8,800 read"),
        ("{share:.1%}", {"share": 0.25}, "25.0%"),
        ("{amount}", {"amount": Money(1240000, "EUR")}, "12,400.00 EUR"),
        ("{names}", {"names": ["a", "b\n"]}, "a, b⏎"),
        ("{none}.", {"none": None}, "."),
        ("{flag}", {"flag": True}, "yes"),
        # What cannot be filled is shown as it is.
        ("{missing} here", {}, "{missing} here"),
        ("{broken", {}, "{broken"),
        ("{name:d}", {"name": "x"}, "{name:d}"),
        ("{}", {}, "{}"),
        ("{name.attribute}", {"name": "x"}, "{name.attribute}"),
    ],
)
def test_fill(template: str, values: dict[str, object], expected: str) -> None:
    assert fill(template, values) == expected


def test_notices() -> None:
    assert notice_lines("made {path}", hint="crm init", path="a\x1b.db") == [
        "made a^[.db",
        "hint: crm init",
    ]


def test_an_outcome_says_how_to_undo_it() -> None:
    outcome = Outcome("moved {ref}", {"ref": "D12"}, changeset=41, details=["a\x1b", "b"])
    assert outcome_lines(outcome) == ["moved D12 (undo: crm undo 41)", "  a^[", "  b"]


def test_a_dry_run_says_so_and_has_nothing_to_undo() -> None:
    outcome = Outcome("moved {ref}", {"ref": "D12"}, changeset=41, dry_run=True)
    assert outcome_lines(outcome) == ["dry run, nothing written: would have moved D12"]


def test_an_outcome_without_a_change() -> None:
    assert outcome_lines(Outcome("nothing to do")) == ["nothing to do"]


def test_a_cut_list_says_so() -> None:
    table = Table([Column("ref")], [["C1"]], total=9997, noun="company")
    assert cut_notice(table) == "1 of 9,997 companies (--limit 0 shows all)"
    table.total = 1
    assert cut_notice(table) == ""
    table.total = None
    assert cut_notice(table) == ""


def test_empty_results() -> None:
    table = Table([Column("ref")], [], noun="contact", hint="crm contact add")
    assert empty_notice(table) == ["no contacts", "hint: crm contact add"]
    report = Report("wins", "Wins", ("2026-11-22", "2026-11-22"), "UTC", "EUR", {"a": table},
                    hint="crm deal add")  # fmt: skip
    assert empty_notice(report) == ["hint: crm deal add"]
    table.rows = [["C1"]]
    assert empty_notice(table) == []
    assert empty_notice(report) == ["hint: crm deal add"]  # a row that says "won 0"
    report.records = 1
    assert empty_notice(report) == []
