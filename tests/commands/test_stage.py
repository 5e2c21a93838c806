"""`crm stage`: the steps of a pipeline."""

from __future__ import annotations

import pytest

from tests.conftest import Crm


def order(crm: Crm, *words: str) -> list[str]:
    return [row["stage"] for row in crm.ok("stage", "list", *words, "--json").json]


def test_the_stages_of_all_pipelines_or_of_one(crm: Crm) -> None:
    crm.ok("pipeline", "add", "R", "--stages", "new:10,won,lost")
    assert order(crm)[-4:] == ["lost", "new", "won", "lost"]
    assert order(crm, "--pipeline", "r") == ["new", "won", "lost"]
    assert "pipeline" in crm.ok("stage", "list").lines[0]
    assert "pipeline" not in crm.ok("stage", "list", "-p", "r").lines[0]


def test_a_new_stage_comes_where_it_is_told(crm: Crm) -> None:
    said = crm.ok("stage", "add", "trial", "--probability", "50", "--after", "qualified")
    assert said.lines == [
        "added stage trial, 50 %, in Sales (undo: crm undo 2)",
        "  the order: lead, nurture, qualified, trial, proposal, negotiation, won, lost",
    ]
    crm.ok("stage", "add", "idea", "--probability", "5", "--first")
    crm.ok("stage", "add", "signing", "--probability", "95")
    crm.ok("stage", "add", "no answer", "--outcome", "lost")
    assert order(crm) == [
        "idea", "lead", "nurture", "qualified", "trial", "proposal", "negotiation", "signing",
        "won", "lost", "no answer",
    ]  # fmt: skip
    made = crm.ok("stage", "list", "--json").json
    assert [row["position"] for row in made] == list(range(11))
    assert (made[-1]["probability"], made[-1]["outcome"]) == (0, "lost")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["trial"], 2, "the stage 'trial' needs a probability"),
        (["trial", "--probability", "many"], 2, '"many" is not a valid percentage'),
        (
            ["trial", "--outcome", "won", "--probability", "90"],
            2,
            "a won stage has the probability",
        ),
        (["trial", "--probability", "50", "--after", "x"], 3, "no stage called 'x'"),
        (["trial", "--probability", "50", "--after", "lead", "--first"], 2, "two different places"),
        (
            ["LEAD", "--probability", "50"],
            7,
            "the pipeline Sales has a stage called 'lead' already",
        ),
        (["7", "--probability", "50"], 2, "'7' cannot be the name of a stage"),
        (["trial", "--probability", "50", "--pipeline", "x"], 3, "no pipeline called 'x'"),
    ],
)
def test_stages_that_cannot_be(crm: Crm, words: list[str], code: int, said: str) -> None:
    before = order(crm)
    result = crm("stage", "add", *words)
    assert (result.code, result.out) == (code, "")
    assert said in result.err.splitlines()[0]
    assert order(crm) == before


def test_changing_name_probability_and_place(crm: Crm) -> None:
    said = crm.ok("stage", "edit", "prop", "--name", "offer", "--probability", "55",
                  "--after", "negotiation")  # fmt: skip
    assert said.lines == [
        "renamed stage proposal to offer, 55 %, in Sales (undo: crm undo 2)",
        "  the order: lead, nurture, qualified, negotiation, offer, won, lost",
    ]
    crm.ok("stage", "edit", "offer", "--first")
    assert order(crm)[:2] == ["offer", "lead"]
    same = crm.ok("stage", "edit", "offer", "--first", "--probability", "55")
    assert same.out == "no change: stage offer already has these values\n"
    assert crm("stage", "edit", "offer", "--after", "offer").code == 2
    assert crm("stage", "edit", "offer").code == 2
    assert crm("stage", "edit", "won", "--probability", "90").code == 2
    assert crm("stage", "edit", "offer", "--name", "lead").code == 7


def test_a_new_probability_counts_for_the_deals_in_it(crm: Crm) -> None:
    crm.ok("deal", "add", "X", "--stage", "proposal")
    crm.ok("stage", "edit", "proposal", "--probability", "65")
    assert crm.ok("deal", "list", "--json").json[0]["likelihood"] == 0.65


def test_an_outcome_changes_only_without_deals(crm: Crm) -> None:
    crm.ok("stage", "add", "signed", "--outcome", "won")
    crm.ok("deal", "add", "X", "--stage", "signed")
    refused = crm("stage", "edit", "signed", "--outcome", "open", "--probability", "90")
    assert refused.code == 4
    assert "1 deal is in the stage signed, its outcome cannot change" in refused.err
    crm.ok("deal", "move", "X", "won")
    changed = crm.ok(
        "stage", "edit", "signed", "--outcome", "open", "--probability", "90", "--json"
    )
    assert changed.json["record"]["outcome"] == "open"
    only = crm("stage", "edit", "lost", "--outcome", "won")
    assert only.code == 4
    assert "lost is the only lost stage of the pipeline Sales" in only.err


def test_a_stage_with_deals_cannot_be_deleted(crm: Crm) -> None:
    crm.ok("deal", "add", "X", "--stage", "nurture")
    crm.ok("deal", "add", "Y", "--stage", "nurture")
    refused = crm("stage", "delete", "nurture")
    assert (refused.code, refused.out) == (4, "")
    assert refused.err == (
        "error: 2 deals are in the stage nurture, so it cannot be deleted\n"
        "hint: crm deal list --stage 'nurture' shows them; crm deal move moves them\n"
    )
    crm.ok("deal", "move", "X", "lead")
    crm.ok("deal", "delete", "Y")
    said = crm.ok("stage", "delete", "nurture")
    assert said.lines[0].startswith("deleted stage nurture, in Sales (undo: ")
    assert "nurture" not in order(crm)
    # The history keeps it: reopening goes to a stage that is there.
    crm.ok("deal", "lose", "X")
    assert crm.ok("deal", "reopen", "X", "--json").json["record"]["stage"] == "lead"
    assert crm("deal", "move", "X", "nurture").code == 3


def test_the_last_of_its_outcome_cannot_be_deleted(crm: Crm) -> None:
    refused = crm("stage", "delete", "won")
    assert refused.code == 4
    assert "won is the only won stage of the pipeline Sales" in refused.err


def test_a_dry_run_changes_nothing(crm: Crm) -> None:
    before = crm.ok("stage", "list", "--json").json
    crm.ok("stage", "add", "trial", "--probability", "50", "--dry-run")
    crm.ok("stage", "edit", "lead", "--after", "won", "--dry-run")
    crm.ok("stage", "delete", "lead", "--dry-run")
    assert crm.ok("stage", "list", "--json").json == before
