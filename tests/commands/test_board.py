"""`crm board`: open deals side by side. Today is Fri 2026-11-20."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from datetime import datetime

import pexpect
import pytest

from crm_cli.book import load_book
from crm_cli.render import Style, render
from crm_cli.render.layout import width_of
from crm_cli.services.boards import board
from tests.conftest import NOW, Crm
from tests.goldens import difference
from tests.terminal import Terminal

# Title, stage, amount, when opened.
DEALS = (
    ("Renewal of all licences at Acme", "lead", "12.4k", "2026-11-10"),  # D1
    ("SSO", "lead", "900", "2026-11-20"),
    ("升级到企业版，含培训和迁移服务", "lead", "¥3万", "2026-08-01"),  # D3
    ("[red]Roll-out[/] \x1b[31m", "nurture", None, None),
    ("Pumps", "proposal", "118.5k", "2025-11-20"),  # D5
    ("👩‍👩‍👧 Family plan for everyone", "proposal", "2k", "2026-11-01"),
    ("Lost one", "lost", "5k", "2026-11-01"),  # D7
)


@pytest.fixture
def crm(crm: Crm) -> Iterator[Crm]:
    """The deals above."""
    crm.ok("config", "set", "yen", "CNY")
    for title, stage, amount, opened in DEALS:
        words = ["deal", "add", title, "--stage", stage, "--opened", opened or ""]
        crm.ok(*words, *(["--amount", amount] if amount else []))
    yield crm
    crm.database.close()


def shown(crm: Crm, width: int | None, *, unicode: bool = True, cards: int | None = 4) -> str:
    """The board in a terminal of so many cells."""
    book = load_book(crm.database, datetime.fromisoformat(NOW))
    stream = io.StringIO()
    style = Style(zone=book.zone, now=book.now, width=width, unicode=unicode)
    render(board(crm.database, book, cards=cards), format="table", stream=stream, style=style)
    return stream.getvalue()


@pytest.mark.parametrize("width", [80, 120, 40])
def test_it_fits_the_width(crm: Crm, width: int) -> None:
    text = shown(crm, width)
    assert max(map(width_of, text.splitlines())) <= width
    assert difference(f"render/board.{width}.txt", text) == ""


def test_in_a_pipe_nothing_is_cut(crm: Crm) -> None:
    text = crm.ok("board").out
    assert "Renewal of all licences at Acme" in text
    assert "升级到企业版，含培训和迁移服务" in text
    assert "[red]Roll-out[/] ^[[31m" in text
    assert difference("render/board.txt", text) == ""


def test_many_stages_go_on_below(crm: Crm) -> None:
    stages = ",".join(f"step {number} 第{number}步的很长的名字:10" for number in range(1, 10))
    crm.ok("pipeline", "add", "Long", "--stages", f"{stages},won,lost")
    crm.ok("deal", "add", "Slow", "--pipeline", "Long", "--stage", "step 9", "--amount", "5k")
    text = shown(crm, 80)
    assert max(map(width_of, text.splitlines())) <= 80
    assert difference("render/board.long.txt", text) == ""
    only = crm.ok("board", "--pipeline", "Long").lines
    assert "step 1 第1步的很长的名字" in only[0]
    assert not any("Renewal" in line for line in only)


def test_an_output_without_box_characters(crm: Crm) -> None:
    text = shown(crm, 80, unicode=False)
    assert "--------------" in text and "..." in text
    assert "─" not in text and "…" not in text


def test_a_stage_shows_the_largest_and_says_how_many_more(crm: Crm) -> None:
    for number in range(5):
        crm.ok("deal", "add", f"Small {number}", "--amount", str(10 + number))
    lines = crm.ok("board").lines
    assert lines[1].split()[:2] == ["8", "deals"]
    lanes = [line[: line.find("  ")] if "  " in line else line for line in lines]
    assert [lane.split()[0] for lane in lanes if lane.startswith("D")] == ["D1", "D2", "D12", "D11"]
    assert "… 4 more" in lines[-3]
    assert lines[-1].startswith("4 deals left out (--limit 0 shows all)")
    assert "Small 0" in crm.ok("board", "--limit", "0").out
    by_age = crm.ok("board", "--sort", "opened_at", "--limit", "1").lines
    assert by_age[5].startswith("D3 ")


def test_programs_get_the_list(crm: Crm) -> None:
    rows = crm.ok("board", "--json").json
    wanted = [
        ("D1", "lead", "12400.00", "EUR", 10, 0),
        ("D2", "lead", "900.00", "EUR", 0, 0),
        ("D3", "lead", "30000.00", "CNY", 111, 0),
        ("D4", "nurture", None, None, None, 0),
        ("D5", "proposal", "118500.00", "EUR", 365, 0),
        ("D6", "proposal", "2000.00", "EUR", 19, 0),
    ]
    names = ("ref", "stage", "amount", "currency", "days")
    assert [tuple(row[name] for name in names) for row in rows] == [row[:5] for row in wanted]
    assert rows[0]["days_in_stage"] == 10
    assert crm.ok("board", "--format", "csv", "--columns", "ref,days").lines[:2] == [
        "ref,days",
        "D1,10",
    ]
    assert "| D5 | Pumps |" in crm.ok("board", "--format", "md").out
    assert len(crm.ok("board", "--json", "--limit", "2").json) == 2


def test_conditions_and_the_owner(crm: Crm) -> None:
    crm.ok("user", "add", "tom")
    crm.ok("deal", "edit", "D5", "--owner", "tom")
    assert [row["ref"] for row in crm.ok("board", "--owner", "@tom", "--json").json] == ["D5"]
    found = crm.ok("board", "--where", "amount>=10k", "--json")
    assert [row["ref"] for row in found.json] == ["D1", "D5"]
    assert "1 with an amount in another currency than EUR is not compared" in found.err  # D3
    assert crm("board", "--owner", "nobody").code == 3
    assert crm("board", "--pipeline", "nothing").code == 3
    assert crm("board", "--where", "nothing=1").code == 2


def test_no_deals(crm_sqlite: Crm) -> None:
    result = crm_sqlite.ok("board")
    assert (result.out, "no deals" in result.err) == ("", True)
    crm_sqlite.without_database()
    result = crm_sqlite.ok("board")
    assert (result.out, "crm init" in result.err) == ("", True)
    assert crm_sqlite.ok("board", "--json").json == []


def test_the_past(crm: Crm) -> None:
    later = {"CRM_NOW": "2026-11-30T10:00:00Z"}
    crm.ok("deal", "win", "D5", environment=later)
    now = crm.ok("board", "--json", environment=later).json
    then = crm.ok("board", "--as-of", "2026-11-20", "--json", environment=later).json
    assert "D5" not in [row["ref"] for row in now]
    assert [row["days"] for row in then if row["ref"] == "D5"] == [365]


def test_on_a_terminal(crm_sqlite: Crm) -> None:
    crm_sqlite.ok("deal", "add", "升级到企业版", "--amount", "12.4k")
    terminal = Terminal("board", environment=crm_sqlite.environment, folder=crm_sqlite.folder)
    text = terminal.see("days since it was opened")
    assert terminal.end() == 0
    assert "12,400.00 EUR" in text and "升级到企业版\n" in text


@pytest.mark.parametrize("height", [18, 24, 40])
def test_a_low_terminal_gets_fewer_cards(crm_sqlite: Crm, height: int) -> None:
    """As many as leave room for the prompt, and without empty lines between them before that."""
    for number in range(12):
        stage = ("lead", "nurture", "qualified", "proposal", "negotiation")[number % 5]
        crm_sqlite.ok("deal", "add", f"Renewal {number}", "--amount", "12k", "--stage", stage)
        crm_sqlite.ok("deal", "add", f"大客户续约 🚀 {number}", "--amount", "12k", "--stage", stage)
    process = pexpect.spawn(
        sys.executable,
        ["-m", "crm_cli", "board"],
        env={"TERM": "xterm-256color", "LANG": "C.UTF-8", **crm_sqlite.environment},
        dimensions=(height, 80),
        encoding="utf-8",
    )
    text = process.read()
    assert text.count("\n") < height, text
    # Three lines a card; the longest lanes have six of them, which a tall terminal shows all.
    shown = text.count("Renewal") + text.count("大客户")
    assert shown == {18: 15, 24: 22, 40: 24}[height]
    assert (f"{24 - shown} deals left out" in text) == (shown < 24)
