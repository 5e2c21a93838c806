"""`crm interaction`: the long way to note what happened. Today is Fri 2026-11-20, 11:00 Berlin."""

from __future__ import annotations

from tests.conftest import Crm


def test_an_interaction_is_now_by_me_in_the_first_contacts_company(crm: Crm) -> None:
    crm.ok("contact", "add", "Jane Smith", "--company", "Acme", "--create")
    crm.ok("contact", "add", "张伟")
    result = crm.ok("interaction", "add", "call", "renewal", "--contact", "jane",
                    "--contact", "张伟", "--link", "notes.md", "--tag", "vip")  # fmt: skip
    assert result.out.startswith("added interaction I1 renewal (undo: crm undo ")
    made = crm.ok("interaction", "list", "--json").json[0]
    wanted = {
        "ref": "I1",
        "kind": "call",
        "subject": "renewal",
        "contacts": ["Jane Smith", "张伟"],
        "company": "Acme",
        "occurred_at": "2026-11-20T10:00:00.000Z",
        "owner": "amy",
        "links": ["notes.md"],
        "tags": ["vip"],
    }
    assert {name: made[name] for name in wanted} == wanted


def test_lists_are_replaced_and_equal_ones_leave_no_trace(crm: Crm) -> None:
    for name in ("Jane Smith", "张伟"):
        crm.ok("contact", "add", name)
    crm.ok("interaction", "add", "call", "x", "--contact", "jane", "--link", "a")
    changed = crm.ok("interaction", "edit", "I1", "--contact", "张伟", "--contact", "jane",
                     "--link", "b", "--json").json["record"]  # fmt: skip
    assert (changed["contacts"], changed["links"]) == (["Jane Smith", "张伟"], ["b"])
    again = crm.ok("interaction", "edit", "I1", "--contact", "jane", "--contact", "张伟")
    assert again.out.startswith("no change")
    emptied = crm.ok("interaction", "edit", "I1", "--contact", "", "--json").json["record"]
    assert emptied["contacts"] == []


def test_only_what_happened_can_be_noted(crm: Crm) -> None:
    result = crm("interaction", "add", "call", "--at", "tomorrow 15:00")
    assert result.code == 2
    assert result.err == (
        "error: Sat 2026-11-21 15:00 is still to come, and only what happened can be logged\n"
        'hint: plan it: crm task add "…" --due 2026-11-21\n'
    )
    crm.ok("interaction", "add", "call", "--at", "today")
    assert crm("interaction", "edit", "I1", "--at", "2027-01-01").code == 2


def test_an_unknown_time_stays_empty(crm: Crm) -> None:
    crm.ok("interaction", "add", "note", "found in a drawer")
    assert crm.ok("interaction", "edit", "I1", "--at", "").code == 0
    assert crm.ok("interaction", "list", "--json").json[0]["occurred_at"] is None


def test_the_latest_come_first_and_the_trash_is_empty_handed(crm: Crm) -> None:
    for at in ("2026-11-18", "2026-11-20 10:00", "2026-11-19"):
        crm.ok("interaction", "add", "note", at, "--at", at)
    rows = crm.ok("interaction", "list", "--json").json
    assert [row["ref"] for row in rows] == ["I2", "I3", "I1"]
    crm.ok("interaction", "delete", "I3")
    assert [row["ref"] for row in crm.ok("interaction", "list", "--json").json] == ["I2", "I1"]


def test_the_subject_has_room(crm_sqlite: Crm) -> None:
    """In 80 columns it can be read, also beside a company and a length."""
    from crm_cli.nouns import NOUNS

    shown = [column.name for column in NOUNS["interaction"].columns if column.shown]
    assert shown == [
        "ref", "occurred_at", "kind", "contacts", "subject", "company", "owner", "seconds"
    ]  # fmt: skip


def test_a_list_shows_the_first_line_of_what_has_no_subject(crm: Crm) -> None:
    """For people; to a program an empty subject is empty."""
    crm.ok("contact", "add", "Jane")
    crm.ok("log", "called Jane, she finds it dear")
    assert "she finds it dear" in crm.ok("interaction", "list").out
    assert crm.ok("interaction", "list", "--json").json[0]["subject"] in (None, "")
