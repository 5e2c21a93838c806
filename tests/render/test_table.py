"""The table: what fits, what is cut, and that nothing is in a pipe."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from crm_cli.render.layout import cut, wrap
from crm_cli.tables import Column, Kind, Outcome, Record, Table
from crm_cli.values.money import Money
from tests.render.hard import COLUMNS, HARD, LONG, PLAIN, RECORD, REPORT, ROWS, shown

ESCAPES = re.compile(r"\x1b\[[0-9;]*m")
WIDTHS = [20, 40, 80, 120, 300]
NAMES = ["张伟", "👩‍👩‍👧 family", "🎉" * 30, "e\u0301" * 40, "한국어 이름", "نص عربي", "ｱｲｳ", LONG]


def hundred() -> Table:
    """The hard rows, again and again, with names of every width."""
    rows = []
    for number in range(100):
        _, name, *rest = ROWS[number % len(ROWS)]
        rows.append([f"C{number}", f"{NAMES[number % len(NAMES)]} {name or ''}", *rest])
    return Table(COLUMNS, rows, total=9997, noun="contact")


@pytest.mark.parametrize("colour", [False, True])
@pytest.mark.parametrize("width", WIDTHS)
def test_no_line_is_wider_than_the_terminal(width: int, colour: bool) -> None:
    for result in (hundred(), HARD, PLAIN, REPORT, RECORD):
        text = ESCAPES.sub("", shown(result, width=width, colour=colour))
        assert max(map(cell_len, text.splitlines())) <= width
        assert "\x1b" not in text


@pytest.mark.parametrize("columns", range(1, 12))
def test_every_number_of_columns_fits(columns: int) -> None:
    table = Table(COLUMNS[:columns], [row[:columns] for row in ROWS])
    for width in range(20, 140, 7):
        for line in shown(table, width=width).splitlines():
            assert cell_len(line) <= width


@pytest.mark.parametrize("width", [*WIDTHS, None])
def test_colours_change_nothing_but_colours(width: int | None) -> None:
    for result in (hundred(), PLAIN, REPORT, RECORD):
        plain = shown(result, width=width).splitlines()
        coloured = ESCAPES.sub("", shown(result, width=width, colour=True)).splitlines()
        assert [line.rstrip() for line in coloured] == plain


def test_in_a_pipe_nothing_is_cut_or_wrapped() -> None:
    lines = shown(hundred()).splitlines()
    assert len([line for line in lines if line.startswith("C")]) == 100
    assert sum(LONG in line for line in lines) >= 10
    assert not any("…" in line for line in lines)


def test_a_terminal_of_one_column_still_shows_the_data() -> None:
    text = shown(Table([Column("ref"), Column("name")], [["D12", "Acme"]]), width=1)
    assert "D12" in text
    assert "Acme" in text


def one(kind: Kind, values: list[Any], **more: Any) -> Table:
    return Table([Column("x", kind, **more)], [[value] for value in values])


def test_numbers_stand_under_each_other() -> None:
    assert shown(one("number", [12.5, 3, None, 1234])).splitlines()[2:] == [
        "   12.5",
        "    3.0",
        "      –",
        "1,234.0",
    ]


def test_one_currency_is_in_the_heading() -> None:
    table = one("money", [Money(5, "EUR"), None, Money(-123400, "EUR")], title="amount")
    assert shown(table).splitlines() == [
        "amount (EUR)",
        "────────────",
        "        0.05",
        "           –",
        "   -1,234.00",
    ]


def test_several_currencies_are_in_the_cells() -> None:
    table = one("money", [Money(5, "EUR"), Money(5, "JPY")], title="amount")
    assert shown(table).splitlines()[2:] == ["0.05 EUR", "   5 JPY"]


def test_the_currency_of_the_footer_counts_too() -> None:
    table = one("money", [Money(5, "EUR")])
    table.footer = [Money(5, "JPY")]
    assert "0.05 EUR" in shown(table)
    assert "5 JPY" in shown(table)


def test_texts_are_cut_but_never_amounts() -> None:
    table = Table(
        [Column("ref"), Column("name"), Column("amount", "money"), Column("due", "date")],
        [["D1", "a name that is much too long for this", Money(123456789, "EUR"), "2026-11-27"]],
    )
    # 40 = D1 (2, heading 3) + 2 + name + 2 + 12 + 2 + 10, so 9 would be left for the name: its
    # least is 10, and at 41 it has them.
    assert shown(table, width=41).splitlines()[-1] == "D1   a name th…  1,234,567.89  2026-11-27"
    assert shown(table, width=40).splitlines()[:2] == [
        "ref           D1",
        "name          a name that is much too",
    ]


def test_long_headings_fold_before_texts_are_cut() -> None:
    table = Table(
        [Column("name"), Column("days", "integer", title="mean days in stage")],
        [["a name of 21 cells !!", 5]],
    )
    assert shown(table, width=30).splitlines() == [
        "                          mean",
        "                       days in",
        "name                     stage",
        "──────────────────────────────",
        "a name of 21 cells !!        5",
    ]


WIDE = Table(
    [Column(name) for name in ("ref", "name", "company", "email", "city")],
    [["C1", "x" * 30, "y" * 30, "z" * 30, "w" * 30]],
)


def test_columns_without_room_are_named() -> None:
    # 3 + 3 x 10 and three gaps are 39 of the 40; the cell that is left goes to the name.
    assert shown(WIDE, width=40).splitlines() == [
        "ref  name         company     email",
        "─" * 40,
        f"C1   {'x' * 10}…  {'y' * 9}…  {'z' * 9}…",
        "",
        "not shown for lack of width: city",
        "(--columns chooses)",
    ]


def test_columns_that_were_asked_for_are_never_left_out() -> None:
    everything = ("ref", "name", "company", "email", "city")
    assert shown(WIDE, width=40, columns=everything).splitlines() == [
        "ref      C1",
        "name     " + "x" * 30,
        "company  " + "y" * 30,
        "email    " + "z" * 30,
        "city     " + "w" * 30,
    ]


def test_a_bar_shrinks_instead_of_being_cut() -> None:
    table = Table([Column("name"), Column("part", "bar")], [["x" * 10, 1.0], ["y", 0.5]])
    assert shown(table, width=22).splitlines()[2:] == [
        "x" * 10 + "  " + "█" * 10,
        "y" + " " * 11 + "█" * 5,
    ]


@pytest.mark.parametrize("wrapped", [False, True])
def test_a_bar_goes_before_any_other_column(wrapped: bool) -> None:
    """It only draws what another column says, so nothing is said of it either."""
    columns = [Column("name"), Column("part", "percent"), Column("note"), Column("bar", "bar")]
    table = Table(columns, [["x" * 10, 0.5, "y" * 10, 1.0]], wrapped=wrapped)
    assert "█" in shown(table, width=42)
    narrow = shown(table, width=34)
    assert [line.split() for line in narrow.splitlines()[2:]] == [["x" * 10, "50.0", "%", "y" * 10]]
    assert "█" in shown(table, width=34, columns=("name", "part", "note", "bar"))


def test_an_empty_list_shows_nothing() -> None:
    assert shown(Table([Column("ref")], [], noun="contact")) == ""


def test_fields_that_are_unknown_are_left_out_unless_asked_for() -> None:
    fields = Table([Column("a"), Column("b"), Column("c", "date")], [["x", None, None]])
    record = Record("deal", "D1", "", fields)
    assert shown(record) == "D1\n\n  a  x\n"
    assert shown(record, columns=("c", "a")) == "D1\n\n  c  –\n  a  x\n"


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("abc", 3, "abc"),
        ("abcd", 3, "ab…"),
        ("张伟张", 4, "张…"),
        ("张伟张", 5, "张伟…"),
        ("a bcd", 3, "a…"),
        ("abcd", 1, "…"),
    ],
)
def test_cut(text: str, width: int, expected: str) -> None:
    assert cut(text, width) == expected


def test_wrap() -> None:
    assert wrap("one two three", 7) == ["one two", "three"]
    assert wrap("abcdefgh ij", 4) == ["abcd", "efgh", "ij"]
    assert wrap("张伟张伟", 5) == ["张伟", "张伟"]
    assert wrap("a\n\nb", 5) == ["a", "", "b"]


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=80), st.integers(min_value=2, max_value=40))
def test_wrapped_lines_are_never_too_wide(text: str, width: int) -> None:
    lines = wrap(text.replace("\t", " "), width)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace("\t", "").replace(" ", "").replace(
        "\n", ""
    )


def test_the_lines_of_a_detail_stay_under_its_beginning() -> None:
    long = "wants 报价 and a demonstration of everything"
    details = [f"text    {long}", f"made {long}"]
    result = Outcome("logged", details=details)
    assert shown(result, width=30).splitlines() == [
        "logged",
        "  text    wants 报价 and a",
        "          demonstration of",
        "          everything",
        "  made wants 报价 and a",
        "  demonstration of everything",
    ]


def test_empty_columns_go_before_names_are_cut() -> None:
    """And nothing is said of them: nothing is missing."""
    names = ["A company with a rather long name", "Another one that is as long"]
    columns = [Column("name"), Column("job_title"), Column("phone"), Column("seen", "date")]
    table = Table(columns, [[name, "", None, None] for name in names])
    lines = shown(table, width=36).splitlines()
    assert [name in line for name, line in zip(names, lines[2:], strict=True)] == [True, True]
    assert lines[0].split() == ["name"]
    kept = shown(Table(columns, [["Ann", "CEO", "", None]]), width=80).splitlines()
    assert kept[0].split() == ["name", "job", "title", "phone", "seen"]


@pytest.mark.parametrize("width", range(30, 80, 7))
def test_a_command_is_not_broken(width: int) -> None:
    command = 'crm contact list --where "tag=vip"'
    lines = wrap(f"what is there already is shown by {command}, and by crm find Ann", width)
    assert (command in "\n".join(lines)) == (width >= len(command))
    assert any("crm find" in line for line in lines)
    assert max(map(len, lines)) <= width
