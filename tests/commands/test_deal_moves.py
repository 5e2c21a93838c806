"""`crm deal move`, `win`, `lose` and `reopen`. Today is Fri 2026-11-20."""

from __future__ import annotations

import pytest

from tests.commands.deals import deal, moves
from tests.commands.helpers import changesets, titles
from tests.conftest import Crm


def test_a_move_is_dated_and_said(crm: Crm) -> None:
    crm.ok("deal", "add", "Relaunch", "--opened", "2026-11-01")
    said = crm.ok("deal", "move", "d1", "NEGO", "--on", "yesterday")
    assert said.lines == [
        "moved deal D1 Relaunch: lead → negotiation, since Thu 2026-11-19 (undo: crm undo 3)"
    ]
    assert moves(crm, 1) == [
        (None, "lead", "2026-11-01"),
        ("lead", "negotiation", "2026-11-19"),
    ]
    assert crm.ok("deal", "list", "--json").json[0]["stage_since"] == "2026-11-19"


def test_a_move_to_won_closes_and_a_move_back_opens(crm: Crm) -> None:
    crm.ok("deal", "add", "Relaunch", "--opened", "2026-11-01", "--amount", "12,400")
    said = crm.ok("deal", "move", "D1", "won", "--on", "2026-11-10", "--reason", "fast answers")
    assert said.lines[0].startswith(
        "moved deal D1 Relaunch: lead → won, closed Tue 2026-11-10, 12,400.00 EUR,"
        " reason: fast answers"
    )
    won = crm.ok("deal", "list", "--json").json[0]
    assert (won["closed_at"], won["outcome"], won["likelihood"]) == ("2026-11-10", "won", 1)
    back = deal(crm, "move", "D1", "proposal", "--on", "2026-11-12")
    assert (back["closed_at"], back["reason"], back["outcome"]) == (None, None, "open")
    assert moves(crm, 1)[1:] == [
        ("lead", "won", "2026-11-10"),
        ("won", "proposal", "2026-11-12"),
    ]


def test_win_and_lose_and_what_they_set(crm: Crm) -> None:
    for title in ("First", "Second"):
        crm.ok("deal", "add", title, "--opened", "2026-11-01")
    won = deal(crm, "win", "first", "--on", "2026-11-13", "--amount", "11,500.50")
    assert (won["stage"], won["closed_at"], won["amount"]) == ("won", "2026-11-13", "11500.50")
    lost = deal(crm, "lose", "D2", "--reason", "price", "--competitor", "Globex")
    assert (lost["stage"], lost["closed_at"]) == ("lost", "2026-11-20")
    assert (lost["reason"], lost["competitor"]) == ("price", "Globex")
    # A change of mind: why it was lost is not why it was won.
    again = deal(crm, "win", "D2", "--closed", "2026-11-20")
    assert (again["outcome"], again["reason"], again["competitor"]) == ("won", None, "Globex")


def test_a_won_deal_without_an_amount_is_pointed_out(crm: Crm) -> None:
    crm.ok("deal", "add", "X")
    said = crm.ok("deal", "win", "D1").lines
    assert said[1] == "  it has no amount: crm deal edit D1 --amount 12k"


def test_own_probability_counts_while_the_deal_is_open(crm: Crm) -> None:
    made = deal(crm, "add", "X", "--probability", "55")
    assert made["likelihood"] == 0.55
    assert deal(crm, "lose", "D1")["likelihood"] == 0


def test_reopening_goes_back_to_the_last_open_stage(crm: Crm) -> None:
    crm.ok("deal", "add", "X")
    crm.ok("deal", "move", "D1", "proposal")
    crm.ok("deal", "lose", "D1", "--reason", "price")
    said = crm.ok("deal", "reopen", "D1")
    assert said.lines[0].startswith(
        "reopened deal D1 X: lost → proposal, open again since Fri 2026-11-20"
    )
    crm.ok("deal", "win", "D1")
    named = deal(crm, "reopen", "D1", "--stage", "qual")
    assert (named["stage"], named["closed_at"], named["reason"]) == ("qualified", None, None)


def test_reopening_a_deal_that_began_as_lost(crm: Crm) -> None:
    crm.ok("deal", "add", "X", "--stage", "lost")
    assert deal(crm, "reopen", "D1")["stage"] == "lead"
    assert crm.ok("deal", "reopen", "D1").out.startswith("no change: ")
    refused = crm("deal", "reopen", "D1", "--stage", "won")
    assert refused.code == 2
    assert "won is a won stage" in refused.err


@pytest.mark.parametrize("words", [["move", "D1", "won"], ["win", "D1"]])
def test_a_deal_that_is_there_already_is_left_alone(crm: Crm, words: list[str]) -> None:
    crm.ok("deal", "add", "X", "--opened", "2026-11-01")
    crm.ok("deal", "win", "D1", "--on", "2026-11-10")
    before = changesets(crm)
    said = crm.ok("deal", *words)
    assert said.out == "no change: deal D1 X is in won already\n"
    assert len(moves(crm, 1)) == 2
    dated = crm.ok("deal", *words, "--on", "2026-11-12", "--json").json
    assert dated["changeset"] is None
    assert dated["record"]["closed_at"] == "2026-11-10"
    assert dated["details"] == [
        "to correct the day that it closed: crm deal edit D1 --closed 2026-11-12"
    ]
    assert changesets(crm) == before


def test_an_amount_that_comes_late_is_still_a_change(crm: Crm) -> None:
    crm.ok("deal", "add", "X")
    crm.ok("deal", "win", "D1")
    said = crm.ok("deal", "win", "D1", "--amount", "5k")
    assert said.lines[0].startswith("changed deal D1 X (undo")
    same = crm.ok("deal", "win", "D1", "--amount", "5k")
    assert same.out == "no change: deal D1 X is in won already\n"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["move", "D1", "won", "--on", "tomorrow"], 2, "cannot have moved on Sat 2026-11-21"),
        (["move", "D1", "won", "--on", "2026-10-31"], 4, "D1 was opened on Sun 2026-11-01"),
        (["win", "D1", "--on", "2026-11-09"], 4, "D1 came to proposal on Tue 2026-11-10, so it"),
        (["move", "D1", "lead", "--reason", "x"], 2, "lead is open: a reason says why"),
        (["move", "D1", "zzz"], 3, "no stage called 'zzz' in the pipeline Sales"),
        (["move", "D1", "l"], 5, "'l' fits several stages in the pipeline Sales: lead, lost"),
        (["move", "D9", "won"], 3, "no deal with id 9"),
        (["win", "nothing"], 3, "no deal called 'nothing'"),
        (["win", "D1", "--amount", "1.234"], 2, "1.234"),
        (["lose", "C1"], 2, "C1 means contact 1, and a deal is wanted"),
    ],
)
def test_moves_that_cannot_be(crm: Crm, words: list[str], code: int, said: str) -> None:
    crm.ok("deal", "add", "X", "--opened", "2026-11-01")
    crm.ok("deal", "move", "D1", "proposal", "--on", "2026-11-10")
    before = moves(crm, 1)
    result = crm("deal", *words)
    assert (result.code, result.out) == (code, "")
    assert said in result.err.splitlines()[0]
    assert result.err.splitlines()[1].startswith("hint: ")
    assert moves(crm, 1) == before


def test_several_moves_in_one_day_keep_their_order(crm: Crm) -> None:
    crm.ok("deal", "add", "X")
    for stage in ("qualified", "proposal", "won"):
        crm.ok("deal", "move", "D1", stage)
    assert [after for _, after, _ in moves(crm, 1)] == ["lead", "qualified", "proposal", "won"]


def test_stages_are_found_in_any_case_and_by_outcome(crm: Crm) -> None:
    crm.ok("pipeline", "add", "Café", "--stages", "Zürich:10,签约:100:won,Kein Geld:0:lost")
    crm.ok("deal", "add", "X", "--pipeline", "cafe")
    assert deal(crm, "edit", "D1", "--stage", "zurich")["stage"] == "Zürich"
    assert deal(crm, "move", "D1", "geld")["stage"] == "Kein Geld"
    assert deal(crm, "move", "D1", "成交")["stage"] == "签约"
    assert deal(crm, "lose", "D1")["stage"] == "Kein Geld"


def test_the_usual_stages_are_known_in_chinese(crm: Crm) -> None:
    crm.ok("deal", "add", "X", "--stage", "线索")
    assert deal(crm, "move", "D1", "方案报价")["stage"] == "proposal"
    assert deal(crm, "move", "D1", "商务谈判")["stage"] == "negotiation"
    assert deal(crm, "move", "D1", "输单")["stage"] == "lost"


def test_a_dry_run_says_it_all_and_writes_nothing(crm: Crm) -> None:
    crm.ok("deal", "add", "X")
    before = changesets(crm)
    for words, said in (
        (["add", "Y"], "added deal D2 Y"),
        (["move", "D1", "won"], "moved deal D1 X: lead → won, closed Fri 2026-11-20"),
        (["win", "D1"], "won deal D1 X: lead → won"),
        (["lose", "D1"], "lost deal D1 X: lead → lost"),
        (["edit", "D1", "--title", "Z"], "changed deal D1 Z"),
        (["delete", "D1"], "deleted deal D1 X"),
    ):
        result = crm.ok("deal", *words, "--dry-run")
        assert result.out.startswith(f"dry run, nothing written: would have {said}")
    assert crm("deal", "win", "D1", "--on", "tomorrow", "--dry-run").code == 2
    assert changesets(crm) == before
    assert titles(crm) == ["X"]


def test_a_move_gives_json(crm: Crm) -> None:
    crm.ok("deal", "add", "X")
    given = crm.ok("deal", "move", "D1", "won", "--json").json
    assert given["message"] == "moved deal D1 X: lead → won, closed Fri 2026-11-20"
    assert given["changeset"] == 3
    assert given["dry_run"] is False
    assert (given["record"]["ref"], given["record"]["stage"]) == ("D1", "won")
