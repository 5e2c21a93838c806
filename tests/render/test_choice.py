"""`--columns` and `--section`: what is shown, and what is refused."""

from __future__ import annotations

import pytest

from crm_cli.errors import CrmError, UsageError
from crm_cli.render.message import error_lines
from crm_cli.tables import Column, Report, Table
from crm_cli.values.money import Money
from tests.render.hard import HARD, PLAIN, RECORD, REPORT, shown

DEALS = Table(
    [
        Column("ref"),
        Column("last_touch", "date"),
        Column("amount", "money", currency_name="currency"),
        Column("uid", shown=False),
    ],
    [["D1", "2026-11-27", Money(1240000, "EUR"), "u1"], ["D2", None, None, "u2"]],
)


def refusal(result: Table | Report, format: str = "table", **changes: object) -> list[str]:
    with pytest.raises(CrmError) as caught:
        shown(result, format, **changes)
    assert isinstance(caught.value, UsageError)
    return error_lines(caught.value)


def test_hidden_columns_are_in_data_and_on_demand() -> None:
    assert "uid" not in shown(DEALS)
    assert "uid" in shown(DEALS, "csv")
    assert shown(DEALS, columns=("uid", "ref")).splitlines() == [
        "uid  ref", "────────", "u1   D1", "u2   D2"
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["last_touch", "last touch", "Last-Touch", " LAST_TOUCH "])
def test_names_as_people_type_them(name: str) -> None:
    assert shown(DEALS, "csv", columns=(name,)) == 'last_touch\n2026-11-27\n""\n'


def test_a_column_asked_for_twice_is_shown_once() -> None:
    assert shown(DEALS, "csv", columns=("ref", "ref")) == "ref\nD1\nD2\n"


def test_the_currency_can_be_asked_for() -> None:
    assert shown(DEALS, "csv", columns=("amount", "ref")) == (
        "amount,currency,ref\n12400.00,EUR,D1\n,,D2\n"
    )
    assert shown(DEALS, "csv", columns=("currency", "ref", "amount")) == (
        "currency,ref,amount\nEUR,D1,12400.00\n,D2,\n"
    )
    assert shown(DEALS, columns=("ref", "currency")).splitlines()[2] == "D1   EUR"


def test_an_unknown_column_names_the_nearest() -> None:
    assert refusal(DEALS, columns=("amuont",)) == [
        "error: there is no column amuont here",
        "hint: did you mean amount? There are currency, ref, last_touch, amount, uid",
    ]
    assert refusal(DEALS, columns=("zzz\x1b",)) == [
        "error: there is no column zzz^[ here",
        "hint: there are currency, ref, last_touch, amount, uid",
    ]


def test_an_unknown_column_of_an_empty_list_is_refused_too() -> None:
    assert refusal(Table([Column("ref")], []), columns=("reff",))[0] == (
        "error: there is no column reff here"
    )


def test_an_unknown_section_names_the_nearest() -> None:
    assert refusal(REPORT, section="by_stge") == [
        "error: there is no section by_stge here",
        "hint: did you mean by_stage? There are by_stage, lost, by_stage_total",
    ]


def test_columns_of_a_report_with_several_sections_need_one() -> None:
    assert refusal(REPORT, columns=("stage",)) == [
        "error: pipeline has several sections, each with columns of its own",
        "hint: choose one with --section: by_stage, lost",
    ]
    text = shown(REPORT, section="by_stage", columns=("stage",))
    assert "Lost" not in text
    assert "deals" not in text


def test_a_report_with_one_section_needs_no_choice() -> None:
    report = Report("wins", "Wins", ("2026-11-22", "2026-11-22"), "UTC", "EUR", {"stages": PLAIN})
    assert shown(report, "csv", columns=("stage",)).splitlines()[0] == "stage"
    assert "deals" not in shown(report, columns=("stage",))


def test_a_report_without_sections_is_empty_data() -> None:
    report = Report("wins", "Wins", ("2026-11-22", "2026-11-22"), "UTC", "EUR", {})
    assert shown(report, "jsonl") == ""
    assert shown(report) == "Wins\n2026-11-22 · UTC · EUR · 0 records\n"


def test_a_section_of_a_record() -> None:
    text = shown(RECORD, section="tasks", columns=("due",))
    assert text.splitlines()[-5:] == ["due", "──────────", "2026-11-27", "", "1 of 3 tasks"]


def test_nothing_is_written_before_a_refusal() -> None:
    from io import StringIO

    from crm_cli.render import FORMATS, render
    from tests.render.hard import style

    for format in FORMATS:
        stream = StringIO()
        with pytest.raises(UsageError):
            render(HARD, format=format, stream=stream, style=style(columns=("nonsense",)))
        assert stream.getvalue() == ""
