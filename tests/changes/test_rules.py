"""An undo leaves what would break a rule between rows, and says which."""

from __future__ import annotations

from tests.changes.rules import broken
from tests.conftest import Crm, Result


def undo(crm: Crm, changeset: int, code: int) -> Result:
    """Undo one changeset; no rule is broken afterwards."""
    found = crm("undo", str(changeset), "--yes")
    assert found.code == code, found.out + found.err
    assert broken(crm.database) == set()
    crm.database.close()
    return found


def last(crm: Crm) -> int:
    row = crm.database.rows("SELECT max(id) AS id FROM changeset")[0]
    crm.database.close()
    return int(row["id"])


def test_a_pipeline_that_is_used_keeps_a_stage_of_each_outcome(crm: Crm) -> None:
    crm.ok("pipeline", "add", "Partners")
    made = last(crm)
    crm.ok("stage", "add", "signed", "--outcome", "won", "--pipeline", "Partners")
    found = undo(crm, made, 6)
    assert "its pipeline would have no stage that is lost" in found.out + found.err
    # The other won stage is there instead of the one that was made with the pipeline.
    names = crm.ok("stage", "list", "--pipeline", "Partners", "--json").json
    assert "signed" in [row["stage"] for row in names]
    assert "won" not in [row["stage"] for row in names]
    crm.ok("deal", "add", "Relaunch", "--pipeline", "Partners")


def test_a_deal_stays_where_its_stage_became_another(crm: Crm) -> None:
    crm.ok("stage", "add", "verbal", "--probability", "90")
    crm.ok("deal", "add", "Relaunch", "--stage", "verbal")
    crm.ok("deal", "move", "D1", "proposal")
    moved = last(crm)
    crm.ok("stage", "edit", "verbal", "--outcome", "won")
    found = undo(crm, moved, 7)
    assert "its stage is another by now" in found.err
    assert crm.ok("deal", "show", "D1", "--json").json["stage"] == "proposal"


def test_a_stage_with_deals_keeps_its_outcome(crm: Crm) -> None:
    crm.ok("stage", "add", "verbal", "--probability", "90")
    crm.ok("stage", "edit", "verbal", "--outcome", "won")
    changed = last(crm)
    crm.ok("deal", "add", "Relaunch", "--stage", "verbal")
    assert "deals are in it" in undo(crm, changed, 7).err


def test_a_deal_does_not_go_back_to_a_deleted_stage(crm: Crm) -> None:
    crm.ok("stage", "add", "verbal", "--probability", "90")
    crm.ok("deal", "add", "Relaunch", "--stage", "verbal")
    crm.ok("deal", "move", "D1", "proposal")
    moved = last(crm)
    crm.ok("stage", "delete", "verbal")
    deleted = last(crm)
    assert "its stage verbal is in the trash" in undo(crm, moved, 7).err
    assert crm.ok("deal", "show", "D1", "--json").json["stage"] == "proposal"
    undo(crm, deleted, 0)
    undo(crm, moved, 0)
    assert crm.ok("deal", "show", "D1", "--json").json["stage"] == "verbal"


def test_a_deal_does_not_go_back_to_a_deleted_pipeline(crm: Crm) -> None:
    crm.ok("pipeline", "add", "Partners")
    crm.ok("deal", "add", "Relaunch", "--pipeline", "Partners", "--amount", "5k EUR")
    crm.ok("deal", "edit", "D1", "--pipeline", "Sales", "--amount", "6k EUR")
    moved = last(crm)
    crm.ok("pipeline", "delete", "Partners")
    found = undo(crm, moved, 6)
    assert "its stage lead is in the trash" in found.out + found.err
    shown = crm.ok("deal", "show", "D1", "--json").json
    assert (shown["pipeline"], shown["amount"]) == ("Sales", "5000.00")


def test_a_stage_that_deals_are_in_does_not_go_back_to_the_trash(crm: Crm) -> None:
    crm.ok("stage", "add", "verbal", "--probability", "90")
    crm.ok("stage", "delete", "verbal")
    crm.ok("undo", "--yes")
    back = last(crm)
    crm.ok("deal", "add", "Relaunch", "--stage", "verbal")
    assert "deals are in it" in undo(crm, back, 7).err
    assert crm.ok("deal", "show", "D1", "--json").json["stage"] == "verbal"


def test_a_deleted_deal_comes_back_with_its_stage(crm: Crm) -> None:
    crm.ok("pipeline", "add", "Partners")
    crm.ok("deal", "add", "Relaunch", "--pipeline", "Partners")
    crm.ok("deal", "delete", "D1")
    deleted = last(crm)
    crm.ok("pipeline", "delete", "Partners")
    assert "its stage lead is in the trash" in undo(crm, deleted, 7).err
    assert "its stage lead of Partners is there again" in crm.ok("trash", "restore", "D1").out
    assert broken(crm.database) == set()
    assert crm.ok("deal", "show", "D1", "--json").json["pipeline"] == "Partners"
    undo(crm, last(crm), 0)
    assert [row["name"] for row in crm.ok("pipeline", "list", "--json").json] == ["Sales"]


def test_a_deleted_deal_waits_for_the_name_of_its_stage(crm: Crm) -> None:
    crm.ok("stage", "add", "verbal", "--probability", "90")
    crm.ok("deal", "add", "Relaunch", "--stage", "verbal")
    crm.ok("deal", "delete", "D1")
    crm.ok("stage", "delete", "verbal")
    crm.ok("stage", "add", "Verbal", "--probability", "80")
    found = crm("trash", "restore", "D1")
    assert (found.code, "another stage is called Verbal now" in found.err) == (7, True)
    crm.ok("stage", "edit", "Verbal", "--name", "said")
    crm.ok("trash", "restore", "D1")
    assert broken(crm.database) == set()
    assert crm.ok("deal", "show", "D1", "--json").json["stage"] == "verbal"


def test_no_company_comes_to_belong_to_itself(crm: Crm) -> None:
    crm.ok("company", "add", "Acme")
    crm.ok("company", "add", "Beta", "--parent", "O1")
    crm.ok("company", "edit", "O2", "--parent", "")
    parted = last(crm)
    crm.ok("company", "edit", "O1", "--parent", "O2")
    assert "it would belong to itself" in undo(crm, parted, 7).err


def test_the_steps_of_a_ticket_stay_in_order(crm: Crm) -> None:
    crm.ok("ticket", "open", "Broken", "--on", "2026-11-10")
    crm.ok("ticket", "edit", "T1", "--opened", "2026-11-01")
    earlier = last(crm)
    crm.ok("ticket", "reply", "T1", "Looking into it", "--at", "2026-11-05 10:00")
    assert "in the order of their times" in undo(crm, earlier, 7).err
    assert crm.ok("ticket", "show", "T1", "--json").json["opened_at"] == "2026-10-31T23:00:00.000Z"


def test_the_moves_of_a_deal_stay_in_order(crm: Crm) -> None:
    crm.ok("deal", "add", "Relaunch", "--opened", "2026-11-10")
    crm.ok("deal", "edit", "D1", "--opened", "2026-11-01")
    earlier = last(crm)
    crm.ok("deal", "move", "D1", "proposal", "--on", "2026-11-05")
    assert "in the order of their times" in undo(crm, earlier, 7).err
    assert crm.ok("deal", "show", "D1", "--json").json["opened_at"] == "2026-11-01"


def test_addresses_that_came_since_go_to_the_trash_with_their_contact(crm: Crm) -> None:
    crm.ok("contact", "add", "Jane", "--email", "jane@x.example")
    crm.ok("contact", "add", "Jane S", "--email", "js@x.example")
    crm.ok("contact", "merge", "C1", "C2", "--prefer", "A")
    crm.ok("trash", "restore", "C2")
    restored = last(crm)
    crm.ok("contact", "merge", "C2", "C1", "--prefer", "A")
    undo(crm, restored, 0)
    # It is free: no live contact has it.
    crm.ok("contact", "add", "Other", "--email", "jane@x.example")
    found = crm.ok("contact", "show", "jane@x.example", "--json").json
    assert found["name"] == "Other"
