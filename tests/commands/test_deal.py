"""`crm deal`: adding and changing deals. Today is Fri 2026-11-20."""

from __future__ import annotations

import pytest

from tests.commands.deals import deal, moves
from tests.commands.helpers import changesets, titles
from tests.conftest import Crm

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
        (["--probability", "101"], 2, '"101" is not a valid percentage'),
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
