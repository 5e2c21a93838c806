"""`crm deal`: adding, moving, closing, changing and listing deals. Today is Fri 2026-11-20."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Crm


def moves(crm: Crm, id: int) -> list[tuple[str | None, str, str | None]]:
    """A deal's history: from which stage, to which, on which day."""
    rows = crm.database.rows(
        "SELECT f.name AS before, t.name AS after, m.at FROM stage_move m"
        " LEFT JOIN stage f ON f.id = m.from_stage_id JOIN stage t ON t.id = m.to_stage_id"
        " WHERE m.deal_id = :id ORDER BY m.id",
        {"id": id},
    )
    crm.database.close()
    return [(row["before"], row["after"], row["at"]) for row in rows]


def deal(crm: Crm, *words: str) -> Any:
    """The record that a writing command gives back."""
    return crm.ok("deal", *words, "--json").json["record"]


def changesets(crm: Crm) -> int:
    rows = crm.database.rows("SELECT count(*) AS n FROM changeset")
    crm.database.close()
    return int(rows[0]["n"])


def titles(crm: Crm, *words: str) -> list[str]:
    return [row["title"] for row in crm.ok("deal", "list", *words, "--json").json]


# Adding ----------------------------------------------------------------------------------


def test_a_new_deal_gets_its_defaults(crm: Crm) -> None:
    made = deal(crm, "add", "Website relaunch")
    wanted = {
        "ref": "D1",
        "title": "Website relaunch",
        "pipeline": "Sales",
        "stage": "lead",
        "outcome": "open",
        "owner": "amy",
        "opened_at": "2026-11-20",
        "stage_since": "2026-11-20",
        "closed_at": None,
        "amount": None,
        "currency": None,
        "likelihood": 0.1,
    }
    assert {name: made[name] for name in wanted} == wanted
    assert moves(crm, 1) == [(None, "lead", "2026-11-20")]


def test_everything_can_be_said_when_adding(crm: Crm) -> None:
    crm.ok("company", "add", "Acme")
    crm.ok("user", "add", "bob")
    made = deal(
        crm, "add", "Relaunch", "--company", "acme", "--amount", "12k", "--stage", "prop",
        "--pipeline", "sales", "--opened", "2026-10-01", "--expected-close", "eom",
        "--probability", "70%", "--owner", "@bob", "--source", "fair", "--campaign", "spring",
        "--competitor", "Globex", "--tag", "vip", "--tag", "web",
    )  # fmt: skip
    wanted = {
        "company": "Acme",
        "amount": "12000.00",
        "currency": "EUR",
        "stage": "proposal",
        "opened_at": "2026-10-01",
        "expected_close": "2026-11-30",
        "probability": 0.7,
        "likelihood": 0.7,
        "owner": "bob",
        "source": "fair",
        "campaign": "spring",
        "competitor": "Globex",
        "tags": ["vip", "web"],
    }
    assert {name: made[name] for name in wanted} == wanted
    assert moves(crm, 1) == [(None, "proposal", "2026-10-01")]


def test_adding_says_in_full_what_was_understood(crm: Crm) -> None:
    crm.ok("company", "add", "Acme")
    said = crm.ok(
        "deal", "add", "Relaunch", "--company", "acme", "--amount", "12k",
        "--expected-close", "eom",
    )  # fmt: skip
    assert said.lines == [
        "added deal D1 Relaunch (undo: crm undo 3)",
        "  lead, 12,000.00 EUR, Acme, owner amy, opened Fri 2026-11-20, expected to close"
        " Mon 2026-11-30",
    ]


def test_create_makes_the_company_and_says_so(crm: Crm) -> None:
    refused = crm("deal", "add", "X", "--company", "Globex")
    assert (refused.code, refused.out) == (3, "")
    assert "--create makes it" in refused.err
    said = crm.ok("deal", "add", "X", "--company", "Globex", "--create")
    assert "  made company O1 Globex" in said.lines


def test_several_contacts_the_first_gives_the_company(crm: Crm) -> None:
    crm.ok("contact", "add", "Anna Schmidt", "--company", "Acme", "--create")
    crm.ok("contact", "add", "张伟")
    made = deal(crm, "add", "Relaunch", "--contact", "anna", "--contact", "张伟")
    assert (made["contacts"], made["company"]) == (["Anna Schmidt", "张伟"], "Acme")
    none = deal(crm, "add", "Other", "--contact", "anna", "--company", "")
    assert none["company"] is None


def test_a_deal_can_be_won_already(crm: Crm) -> None:
    made = deal(crm, "add", "Old", "--stage", "won", "--closed", "2026-11-02")
    # When it was opened is unknown: certainly not today.
    assert (made["closed_at"], made["opened_at"]) == ("2026-11-02", None)
    assert moves(crm, 1) == [(None, "won", "2026-11-02")]
    today = deal(crm, "add", "New", "--stage", "lost", "--reason", "price")
    assert (today["closed_at"], today["opened_at"]) == ("2026-11-20", "2026-11-20")
    assert today["reason"] == "price"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--closed", "yesterday"], 2, "a deal in lead is open and has no closing date"),
        (["--opened", "2026-11-21"], 2, "that is in the future"),
        (["--stage", "won", "--closed", "2026-12-01"], 2, "that is in the future"),
        (
            ["--stage", "won", "--closed", "2026-11-01", "--opened", "2026-11-02"],
            4,
            "before it was",
        ),
        (["--amount=-5-"], 2, 'cannot read "-5-" as an amount'),
        (["--amount", "lots"], 2, "lots"),
        (["--probability", "101"], 2, "'101' is no probability"),
        (["--stage", "propsal"], 3, "no stage called 'propsal' in the pipeline Sales; the nearest"),
        (["--stage", "n"], 5, "'n' fits several stages in the pipeline Sales: nurture, negotia"),
        (["--pipeline", "Renewals"], 3, "no pipeline called 'Renewals'"),
        (["--owner", "nobody"], 3, "no user called 'nobody'"),
        (["--contact", "nobody"], 3, "no contact called 'nobody'"),
        (["--expected-close", "sometime"], 2, "sometime"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_written(
    crm: Crm, words: list[str], code: int, said: str
) -> None:
    before = changesets(crm)
    result = crm("deal", "add", "X", *words)
    assert (result.code, result.out) == (code, "")
    error, hint = result.err.splitlines()
    assert error.startswith("error: ")
    assert said in error
    assert hint.startswith("hint: ")
    assert changesets(crm) == before


def test_without_a_title_and_a_terminal_the_flag_is_named(crm_sqlite: Crm) -> None:
    result = crm_sqlite("deal", "add", "--amount", "5")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("error: a deal needs a title\nhint: crm deal add")


@pytest.mark.parametrize(
    "title", ["[red]x[/]", "=1+1", "'; drop table deal; --", "O'Brien", "مرحبا", "a\x1b[31mb"]
)
def test_hard_titles_are_kept_as_they_are(crm: Crm, title: str) -> None:
    assert deal(crm, "add", title)["title"] == title
    assert deal(crm, "move", f"name:{title}", "proposal")["title"] == title
    shown = crm.ok("deal", "list").out
    assert "\x1b" not in shown


# Moving ----------------------------------------------------------------------------------


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
    assert crm.ok("deal", "reopen", "D1").out.startswith("nothing changed: ")
    refused = crm("deal", "reopen", "D1", "--stage", "won")
    assert refused.code == 2
    assert "won is a won stage" in refused.err


@pytest.mark.parametrize("words", [["move", "D1", "won"], ["win", "D1"]])
def test_a_deal_that_is_there_already_is_left_alone(crm: Crm, words: list[str]) -> None:
    crm.ok("deal", "add", "X", "--opened", "2026-11-01")
    crm.ok("deal", "win", "D1", "--on", "2026-11-10")
    before = changesets(crm)
    said = crm.ok("deal", *words)
    assert said.out == "nothing changed: deal D1 X is in won already\n"
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
    assert same.out == "nothing changed: deal D1 X is in won already\n"


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
        assert result.out.startswith(f"dry run, nothing written: {said}")
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


# Changing --------------------------------------------------------------------------------


def test_fields_change_and_empty(crm: Crm) -> None:
    crm.ok("deal", "add", "X", "--amount", "5k", "--source", "fair", "--expected-close", "eom")
    changed = deal(crm, "edit", "x", "--title", "Y", "--amount", "", "--source", "")
    assert (changed["title"], changed["amount"], changed["source"]) == ("Y", None, None)
    assert changed["expected_close"] == "2026-11-30"
    assert titles(crm, "--where", "title=Y") == ["Y"]


def test_a_bare_amount_is_of_the_deals_own_currency(crm: Crm) -> None:
    crm.ok("deal", "add", "X", "--amount", "USD 5,000")
    changed = deal(crm, "edit", "D1", "--amount", "6k")
    assert (changed["amount"], changed["currency"]) == ("6000.00", "USD")
    won = deal(crm, "win", "D1", "--amount", "7k")
    assert (won["amount"], won["currency"]) == ("7000.00", "USD")
    other = deal(crm, "edit", "D1", "--amount", "7k EUR")
    assert (other["amount"], other["currency"]) == ("7000.00", "EUR")


def test_a_stage_set_by_edit_is_a_move_too(crm: Crm) -> None:
    crm.ok("deal", "add", "X", "--opened", "2026-11-01")
    said = crm.ok("deal", "edit", "D1", "--stage", "lost", "--closed", "2026-11-09",
                  "--reason", "price")  # fmt: skip
    assert "  lead → lost, closed Mon 2026-11-09" in said.lines
    assert moves(crm, 1)[-1] == ("lead", "lost", "2026-11-09")
    shown = crm.ok("deal", "list", "--json").json[0]
    assert (shown["closed_at"], shown["reason"]) == ("2026-11-09", "price")
    opened = crm.ok("deal", "edit", "D1", "--stage", "lead", "--json").json["record"]
    assert (opened["closed_at"], opened["reason"]) == (None, None)


def test_dates_can_be_corrected_with_their_moves(crm: Crm) -> None:
    crm.ok("deal", "add", "X")
    assert deal(crm, "edit", "D1", "--opened", "2026-11-02")["opened_at"] == "2026-11-02"
    crm.ok("deal", "move", "D1", "proposal", "--on", "2026-11-10")
    crm.ok("deal", "win", "D1", "--on", "2026-11-12")
    assert deal(crm, "edit", "D1", "--closed", "2026-11-18")["closed_at"] == "2026-11-18"
    assert moves(crm, 1) == [
        (None, "lead", "2026-11-02"),
        ("lead", "proposal", "2026-11-10"),
        ("proposal", "won", "2026-11-18"),
    ]
    before = changesets(crm)
    crm.ok("deal", "edit", "D1", "--closed", "2026-11-18", "--opened", "2026-11-02")
    for words, code in (
        (["--closed", "2026-11-09"], 4),  # before it came to proposal
        (["--closed", "tomorrow"], 2),
        (["--closed", ""], 2),
        (["--opened", "2026-11-11"], 4),  # after it came to proposal
        (["--opened", "2026-11-21"], 2),
        (["--stage", ""], 2),
        (["--stage", "lead", "--closed", "2026-11-19"], 2),
    ):
        result = crm("deal", "edit", "D1", *words)
        assert (words, result.code, result.out) == (words, code, "")
    assert changesets(crm) == before


def test_another_pipeline_keeps_the_outcome(crm: Crm) -> None:
    crm.ok("pipeline", "add", "Renewals", "--stages", "new:10,proposal:40,won:100,lost:0")
    for title, stage in (("A", "nurture"), ("B", "proposal"), ("C", "won")):
        crm.ok("deal", "add", title, "--stage", stage, "--opened", "2026-11-01")
    first = crm.ok("deal", "edit", "A", "--pipeline", "renew", "--json").json
    assert (first["record"]["pipeline"], first["record"]["stage"]) == ("Renewals", "new")
    assert first["details"] == [
        "nurture → new of Renewals, since Fri 2026-11-20",
        "pipeline: Sales → Renewals",
    ]
    assert deal(crm, "edit", "B", "--pipeline", "renew")["stage"] == "proposal"
    won = deal(crm, "edit", "C", "--pipeline", "renew")
    assert (won["stage"], won["outcome"], won["closed_at"]) == ("won", "won", "2026-11-20")
    named = deal(crm, "edit", "A", "--pipeline", "sales", "--stage", "negotiation")
    assert (named["pipeline"], named["stage"]) == ("Sales", "negotiation")
    refused = crm("deal", "edit", "A", "--pipeline", "renewals", "--stage", "negotiation")
    assert refused.code == 3
    assert "in the pipeline Renewals" in refused.err


def test_the_people_of_a_deal_are_replaced(crm: Crm) -> None:
    for name in ("Anna", "Bela", "Cora"):
        crm.ok("contact", "add", name)
    crm.ok("deal", "add", "X", "--contact", "anna", "--contact", "bela")
    changed = deal(crm, "edit", "D1", "--contact", "cora", "--contact", "anna")
    assert changed["contacts"] == ["Cora", "Anna"]
    assert deal(crm, "edit", "D1", "--contact", "")["contacts"] == []


def test_a_deleted_deal_is_gone_from_the_list(crm: Crm) -> None:
    crm.ok("deal", "add", "X")
    crm.ok("deal", "delete", "D1")
    assert titles(crm) == []
    again = crm("deal", "move", "D1", "won")
    assert again.code == 3
    assert "D1 was deleted on 2026-11-20" in again.err


# Listing ---------------------------------------------------------------------------------


@pytest.fixture
def sales(crm: Crm) -> Crm:
    """Four deals: two open, one won, one lost; bob has one of them, Acme another."""
    crm.ok("user", "add", "bob")
    crm.ok("company", "add", "Acme")
    crm.ok("deal", "add", "A", "--company", "Acme", "--amount", "5k")
    crm.ok("deal", "add", "B", "--stage", "proposal", "--owner", "bob", "--amount", "9k")
    crm.ok("deal", "add", "C", "--stage", "won")
    crm.ok("deal", "add", "D", "--stage", "lost")
    return crm


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ([], "DCBA"),
        (["--open"], "BA"),
        (["--won"], "C"),
        (["--lost"], "D"),
        (["--won", "--lost"], "DC"),
        (["--stage", "prop"], "B"),
        (["--stage", "prop", "--stage", "LEAD"], "BA"),
        (["--owner", "bob"], "B"),
        (["--owner", "@amy", "--open"], "A"),
        (["--company", "acme"], "A"),
        (["--pipeline", "Sales", "--won"], "C"),
        (["--open", "--where", "amount>=6k"], "B"),
        (["--open", "--sort=-amount"], "BA"),
        (["--stage", "won", "--where", "owner=bob"], ""),
    ],
)
def test_shortcuts_of_the_list(sales: Crm, words: list[str], wanted: str) -> None:
    assert titles(sales, *words) == list(wanted)


def test_an_empty_list_says_how_to_see_more(sales: Crm) -> None:
    result = sales.ok("deal", "list", "--stage", "negotiation")
    assert (result.out, result.err) == ("", "no deals\nhint: crm deal list shows them all\n")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--stage", "zzz"], 3),
        (["--owner", "zed"], 3),
        (["--stage", "n"], 5),
        (["--company", "x"], 3),
    ],
)
def test_unknown_names_are_refused_in_lists_too(sales: Crm, words: list[str], code: int) -> None:
    result = sales("deal", "list", *words)
    assert (result.code, result.out) == (code, "")


def test_a_cut_list_counts_what_it_left_out(sales: Crm) -> None:
    shown = sales.ok("deal", "list", "--open", "--limit", "1").out
    assert "1 of 2 deals" in shown


def test_one_stage_name_in_several_pipelines(sales: Crm) -> None:
    sales.ok("pipeline", "add", "Renewals")
    sales.ok("deal", "add", "E", "--pipeline", "renewals", "--stage", "proposal")
    assert titles(sales, "--stage", "proposal") == ["E", "B"]
    assert titles(sales, "--stage", "proposal", "--pipeline", "sales") == ["B"]


def test_amounts_of_other_currencies_are_not_compared_in_silence(crm: Crm) -> None:
    """A bare number is of the team's currency, and what it leaves out for that is counted."""
    for title, amount in (("A", "900 EUR"), ("B", "12k EUR"), ("C", "50k CNY"), ("D", "5k USD")):
        crm.ok("deal", "add", title, "--amount", amount)
    crm.ok("deal", "add", "E")

    def titles(*words: str) -> list[str]:
        return [row["title"] for row in crm.ok("deal", "list", *words, "--json").json]

    result = crm.ok("deal", "list", "--where", "amount>=1k")
    assert titles("--where", "amount>=1k") == ["B"]
    assert result.err == (
        "2 with an amount in another currency than EUR are not compared\n"
        'hint: name it, as in --where "amount>=10k USD"\n'
    )
    assert "1 with an amount" in crm.ok("deal", "list", "-w", "amount<1k", "-w", "title=C").err
    assert crm.ok("deal", "list", "--where", "amount>=1k USD").err == ""
    assert titles("--where", "amount>=1k USD") == ["D"]
    assert titles("--sort", "-amount") == ["B", "A", "C", "D", "E"]
    assert titles("--sort", "amount") == ["A", "B", "C", "D", "E"]
    said = "unlike currencies are not compared: first EUR, then CNY, USD\n"
    assert crm.ok("deal", "list", "--sort", "title,-amount", "--limit", "1").err == said
    assert crm.ok("deal", "list", "--sort", "title").err == ""
    assert crm.ok("deal", "list", "--sort", "-amount", "-w", "amount>=1k USD").err == ""
    crm.ok("field", "add", "deal", "rent", "--kind", "money")
    crm.ok("deal", "edit", "D1", "--field", "rent=5 USD")
    crm.ok("deal", "edit", "D2", "--field", "rent=5 CHF")
    said = "unlike currencies are not compared: first CHF, then USD\n"
    assert crm.ok("deal", "list", "--sort", "rent").err == said


def test_amounts_in_another_currency_are_counted_within_other_conditions(crm: Crm) -> None:
    for title, amount, stage in (("a", "20k", "lead"), ("b", "20k USD", "lead"),
                                 ("c", "20k USD", "lost")):  # fmt: skip
        crm.ok("deal", "add", title, "--amount", amount, "--stage", stage)
    result = crm.ok("deal", "list", "--open", "--where", "amount>=10k", "--json")
    assert [row["title"] for row in result.json] == ["a"]
    assert result.err.startswith("1 with an amount in another currency than EUR is not compared")
