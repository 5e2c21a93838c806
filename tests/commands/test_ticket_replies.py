"""`crm ticket reply`, and the first response. Today is Fri 2026-11-20, 11:00 in Berlin (UTC+1)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.commands.tickets import steps, ticket
from tests.conftest import Crm


def test_our_earliest_reply_is_the_first_response(desk: Crm) -> None:
    ticket(desk, "open", "Slow", "--contact", "jane", "--channel", "邮件", "--at", "18 Nov 9:00")
    said = desk.ok("ticket", "reply", "T1", "It is slow", "--in", "--at", "18 Nov 9:30").out
    assert "their reply on ticket T1 Slow" in said
    said = desk.ok("ticket", "reply", "T1", "We look at it", "--at", "18 Nov 10:45").out
    assert "logged email I2, our reply on ticket T1 Slow, the first response after 1 h 45 min" in (
        said
    )
    assert ticket(desk, "reply", "T1", "Done")["responded_at"] == "2026-11-18T09:45:00.000Z"
    earlier = desk.ok("ticket", "reply", "T1", "Hello", "--at", "18 Nov 9:10").out
    assert "the first response is Wed 2026-11-18 09:10 now, and was Wed 2026-11-18 10:45" in earlier
    assert desk.rows("SELECT responded_at FROM ticket") == [("2026-11-18T08:10:00.000Z",)]
    assert desk.rows(
        "SELECT i.kind, i.channel, i.direction, i.subject, l.contact_id, i.company_id"
        " FROM interaction i JOIN interaction_contact l ON l.interaction_id = i.id"
        " WHERE i.ticket_id = 1 ORDER BY i.id LIMIT 2",
    ) == [
        ("email", "email", "in", "It is slow", 1, 1),
        ("email", "email", "out", "We look at it", 1, 1),
    ]


def responded(desk: Crm) -> Any:
    found = desk.rows("SELECT responded_at FROM ticket")[0][0]
    return found and found[11:16]


def test_the_first_response_follows_what_becomes_of_our_replies(desk: Crm) -> None:
    """Moved, turned, deleted, brought back, taken back: the ticket has the earliest of the rest."""
    ticket(desk, "open", "Slow", "--contact", "jane", "--at", "18 Nov 9:00")
    for text, at in (("One", "10:00"), ("Two", "11:00"), ("Three", "12:00")):
        desk.ok("ticket", "reply", "T1", text, "--at", f"18 Nov {at}")
    assert responded(desk) == "09:00"  # UTC
    desk.ok("interaction", "edit", "I1", "--at", "18 Nov 11:30")
    assert responded(desk) == "10:00"
    said = desk.ok("interaction", "delete", "I2", "--yes").out
    assert "the first response to T1 is Wed 2026-11-18 11:30 now" in said
    assert responded(desk) == "10:30"
    desk.ok("interaction", "edit", "I1", "--direction", "in")
    assert responded(desk) == "11:00"
    desk.ok("trash", "restore", "I2")
    assert responded(desk) == "10:00"
    desk.ok("interaction", "edit", "--where", "kind=message", "--set", "kind=note", "--yes")
    assert responded(desk) is None
    desk.ok("undo", "--yes")
    assert responded(desk) == "10:00"
    desk.ok("interaction", "delete", "--where", "ticket=T1", "--yes")
    assert responded(desk) is None
    life = desk.ok("history", "T1").out
    assert "first response" in life


def test_without_the_first_reply_a_later_one_is_the_first_response(desk: Crm) -> None:
    ticket(desk, "open", "Slow", "--contact", "jane", "--at", "18 Nov 9:00")
    changeset = desk.ok("ticket", "reply", "T1", "One", "--at", "18 Nov 10:00", "--json").json
    desk.ok("ticket", "reply", "T1", "Two", "--at", "18 Nov 11:00")
    desk.ok("undo", str(changeset["changeset"]), "--yes")
    assert responded(desk) == "10:00"
    desk.ok("redo")
    assert responded(desk) == "09:00"


def test_a_first_response_given_by_hand_stays(desk: Crm) -> None:
    ticket(desk, "open", "Slow", "--contact", "jane", "--at", "18 Nov 9:00")
    desk.ok("ticket", "reply", "T1", "One", "--at", "18 Nov 11:00")
    desk.ok("ticket", "edit", "T1", "--responded", "18 Nov 10:30")
    desk.ok("interaction", "delete", "I1", "--yes")
    assert responded(desk) == "09:30"


def test_a_note_is_no_reply(desk: Crm) -> None:
    ticket(desk, "open", "Slow")
    assert ticket(desk, "reply", "T1", "they are angry", "--kind", "note")["responded_at"] is None


def test_a_reply_by_phone_is_a_call_and_otherwise_a_message(desk: Crm) -> None:
    ticket(desk, "open", "Slow")
    desk.ok("ticket", "reply", "T1", "a", "--channel", "电话")
    desk.ok("ticket", "reply", "T1", "b")
    assert desk.rows("SELECT kind, channel FROM interaction ORDER BY id") == [
        ("call", "phone"),
        ("message", None),
    ]


@pytest.mark.parametrize("step", ["wait", "resolve"])
def test_their_reply_opens_a_pending_or_resolved_ticket_again(desk: Crm, step: str) -> None:
    ticket(desk, "open", "Slow", "--at", "18 Nov 9:00")
    ticket(desk, step, "T1", "--at", "19 Nov 9:00")
    # One from before that changes nothing.
    early = desk.ok("ticket", "reply", "T1", "hm", "--in", "--at", "18 Nov 20:00").out
    assert "it came before T1 was" in early
    assert desk.rows("SELECT status FROM ticket") != [("open",)]
    said = desk.ok("ticket", "reply", "T1", "still slow", "--in").out
    assert "and is open again" in said
    assert desk.rows("SELECT status, resolved_at FROM ticket") == [("open", None)]
    assert steps(desk)[-1][1:] == ("open", "2026-11-20T10:00:00.000Z")


def test_a_text_beside_a_step_is_sent_where_it_belongs(desk: Crm) -> None:
    ticket(desk, "open", "Slow", "--contact", "Jane Smith")
    for step, flag in (("resolve", " --resolve"), ("wait", " --wait"), ("close", "")):
        result = desk("ticket", step, "T1", "it is fast now")
        assert result.code == 2
        assert f'crm ticket reply T1 "…"{flag}; a note is crm log T1 "note: …"' in result.err
    assert desk.rows("SELECT status FROM ticket") == [("open",)]
    desk.ok("log", "T1", "note: it is fast now")
    desk.ok("ticket", "reply", "T1", "it is fast now", "--resolve")
    assert desk.rows("SELECT status FROM ticket") == [("resolved",)]


def test_their_reply_leaves_a_closed_ticket_closed_and_says_so(desk: Crm) -> None:
    ticket(desk, "open", "Slow")
    ticket(desk, "close", "T1")
    assert "T1 is closed and stays so" in desk.ok("ticket", "reply", "T1", "hm", "--in").out
    assert desk.rows("SELECT status FROM ticket") == [("closed",)]


def test_a_reply_can_be_a_step_too(desk: Crm) -> None:
    ticket(desk, "open", "Slow", "--at", "18 Nov 9:00")
    assert ticket(desk, "reply", "T1", "better?", "--wait", "--at", "18 Nov 9:30")["status"] == (
        "pending"
    )
    made = ticket(desk, "reply", "T1", "fixed", "--resolve", "--at", "18 Nov 10:00")
    assert (made["status"], made["resolved_at"]) == ("resolved", "2026-11-18T09:00:00.000Z")
    assert made["responded_at"] == "2026-11-18T08:30:00.000Z"
    assert desk("ticket", "reply", "T1", "x", "--wait", "--resolve").code == 2


def test_a_reply_from_before_the_ticket_is_refused(desk: Crm) -> None:
    ticket(desk, "open", "Slow")
    result = desk("ticket", "reply", "T1", "x", "--at", "18 Nov 9:00")
    assert result.code == 4
    assert "T1 was opened Fri 2026-11-20 11:00" in result.err
    assert desk.rows("SELECT count(*) FROM interaction") == [(0,)]


def test_a_call_logged_on_a_ticket_is_a_reply(desk: Crm) -> None:
    ticket(desk, "open", "Slow", "--contact", "jane", "--at", "18 Nov 9:00")
    said = desk.ok("log", "call", "jane", "sorted out", "--out", "--ticket", "T1").out
    assert ", T1 Slow" in said
    assert "it is the first response to T1" in said
    assert desk.rows("SELECT responded_at FROM ticket") == [("2026-11-20T10:00:00.000Z",)]
    assert desk.ok("interaction", "list", "--where", "ticket=T1", "--json").json[0]["ref"] == "I1"
