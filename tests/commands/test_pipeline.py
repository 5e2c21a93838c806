"""`crm pipeline`: the sales processes."""

from __future__ import annotations

import pytest

from tests.conftest import Crm

DEFAULTS = ["lead", "nurture", "qualified", "proposal", "negotiation", "won", "lost"]


def names(crm: Crm) -> list[str]:
    return [row["name"] for row in crm.ok("pipeline", "list", "--json").json]


def test_the_first_pipeline_is_there(crm: Crm) -> None:
    crm.ok("deal", "add", "X")
    crm.ok("deal", "add", "Y", "--stage", "won")
    (row,) = crm.ok("pipeline", "list", "--json").json
    assert (row["id"], row["name"], row["default"]) == (1, "Sales", "yes")
    assert row["stages"] == DEFAULTS
    assert (row["open_deals"], row["deals"]) == (1, 2)


def test_show_has_the_stages_with_counts(crm: Crm) -> None:
    crm.ok("deal", "add", "X", "--stage", "proposal")
    shown = crm.ok("pipeline", "show", "sal", "--json").json
    assert shown["name"] == "Sales"
    stages = [(row["stage"], row["probability"], row["outcome"], row["deals"])
              for row in shown["stages"]]  # fmt: skip
    assert stages == [
        ("lead", 0.1, "open", 0),
        ("nurture", 0.2, "open", 0),
        ("qualified", 0.4, "open", 0),
        ("proposal", 0.6, "open", 1),
        ("negotiation", 0.8, "open", 0),
        ("won", 1, "won", 0),
        ("lost", 0, "lost", 0),
    ]
    assert crm.ok("pipeline", "show", "--json").json == shown


def test_a_new_one_with_stages_of_its_own(crm: Crm) -> None:
    said = crm.ok(
        "pipeline", "add", "Renewals", "--stages", "new:10,talking:40,won:100:won,lost:0:lost"
    )
    assert said.out == "added pipeline Renewals: new, talking, won, lost (undo: crm undo 2)\n"
    assert crm.ok("deal", "add", "X", "--pipeline", "renewals", "--json").json["record"][
        "stage"
    ] == "new"  # fmt: skip
    # The default pipeline stays the default.
    assert crm.ok("deal", "add", "Y", "--json").json["record"]["pipeline"] == "Sales"


def test_a_new_one_with_the_default_stages(crm: Crm) -> None:
    made = crm.ok("pipeline", "add", "Partners", "--json").json["record"]
    assert [row["stage"] for row in made["stages"]] == DEFAULTS


@pytest.mark.parametrize(
    ("stages", "said"),
    [
        ("new:10", "a pipeline needs a stage that is won"),
        ("new:10,won", "a pipeline needs a stage that is lost"),
        ("won,lost", "a pipeline needs a stage that is open"),
        ("new,won,lost", "the stage 'new' needs a probability"),
        ("new:110,won,lost", '"110" is not a valid percentage'),
        ("new:x,won,lost", '"x" is not a valid percentage'),
        ("new:10,NEW:20,won,lost", "two stages are called 'NEW'"),
        ("new:10,won:90:won,lost", "a won stage has the probability 100, not 90"),
        ("new:10,won:100:perhaps,lost", 'no outcome "perhaps"'),
        ("new:10:open:more,won,lost", "cannot read the stage 'new:10:open:more'"),
        ("new:10,,won,lost", "'' cannot be the name of a stage"),
        ("", "'' cannot be the name of a stage"),
    ],
)
def test_stages_that_cannot_be(crm: Crm, stages: str, said: str) -> None:
    result = crm("pipeline", "add", "Renewals", "--stages", stages)
    assert (result.code, result.out) == (2, "")
    assert said in result.err.splitlines()[0]
    assert names(crm) == ["Sales"]


@pytest.mark.parametrize("name", ["", "  ", "12", "a,b", "a:b"])
def test_names_that_cannot_be(crm: Crm, name: str) -> None:
    result = crm("pipeline", "add", name)
    assert result.code == 2
    assert "cannot be the name of a pipeline" in result.err


def test_a_name_is_there_once(crm: Crm) -> None:
    result = crm("pipeline", "add", "SALES")
    assert (result.code, result.out) == (7, "")
    assert "there is a pipeline called 'Sales' already" in result.err
    crm.ok("pipeline", "add", "Other")
    assert crm("pipeline", "edit", "other", "--name", "sales").code == 7
    assert crm.ok("pipeline", "edit", "other", "--name", "OTHER").code == 0
    assert names(crm) == ["Sales", "OTHER"]


def test_renaming_and_making_it_the_default(crm: Crm) -> None:
    crm.ok("pipeline", "add", "Renewals")
    said = crm.ok("pipeline", "edit", "renew", "--name", "Existing customers", "--default")
    assert said.lines == [
        "renamed pipeline Renewals to Existing customers (undo: crm undo 3)",
        "  it is the default one now",
    ]
    assert names(crm) == ["Existing customers", "Sales"]
    assert crm.ok("deal", "add", "X", "--json").json["record"]["pipeline"] == "Existing customers"
    again = crm.ok("pipeline", "edit", "existing", "--default")
    assert again.out == "no change: pipeline Existing customers already has these values\n"


def test_one_with_deals_cannot_be_deleted(crm: Crm) -> None:
    crm.ok("pipeline", "add", "Renewals")
    crm.ok("deal", "add", "X", "--pipeline", "renewals")
    result = crm("pipeline", "delete", "renewals")
    assert (result.code, result.out) == (4, "")
    assert result.err.startswith("error: 1 deal is in the pipeline Renewals\nhint: ")
    crm.ok("deal", "edit", "D1", "--pipeline", "sales")
    assert crm.ok("pipeline", "delete", "renewals", "--dry-run").code == 0
    crm.ok("pipeline", "delete", "renewals")
    assert names(crm) == ["Sales"]
    assert crm("deal", "add", "Y", "--pipeline", "renewals").code == 3
    crm.ok("pipeline", "add", "Renewals")  # the name is free again
    only = crm("pipeline", "delete", "sales", "--dry-run")
    assert only.code == 4


def test_the_only_one_cannot_be_deleted(crm: Crm) -> None:
    result = crm("pipeline", "delete", "Sales")
    assert result.code == 4
    assert result.err.startswith("error: Sales is the only pipeline\nhint: ")


def test_unknown_and_ambiguous_names(crm: Crm) -> None:
    crm.ok("pipeline", "add", "Service")
    unknown = crm("pipeline", "show", "Salse")
    assert unknown.code == 3
    assert unknown.err == (
        "error: no pipeline called 'Salse'; the nearest: Sales\nhint: one of: Sales, Service\n"
    )
    assert crm("pipeline", "show", "s").code == 5
    assert crm.ok("pipeline", "show", "2", "--json").json["name"] == "Service"


def test_nothing_to_change_is_a_usage_error(crm_sqlite: Crm) -> None:
    assert crm_sqlite("pipeline", "edit", "Sales").code == 2
