"""The steps of a ticket, and whose it is. Today is Fri 2026-11-20, 11:00 in Berlin (UTC+1)."""

from __future__ import annotations

import pytest

from tests.commands.tickets import everything, steps, ticket
from tests.conftest import Crm


def test_each_step_has_its_day(desk: Crm) -> None:
    ticket(desk, "open", "Slow", "--on", "2 Nov")
    ticket(desk, "wait", "T1", "--on", "3 Nov")
    ticket(desk, "resolve", "T1", "--on", "4 Nov", "--at", "16:00")
    made = ticket(desk, "close", "T1", "--at", "yesterday 9:00")
    assert made["resolved_at"] == "2026-11-04T15:00:00.000Z"
    assert made["closed_at"] == "2026-11-19T08:00:00.000Z"
    assert steps(desk) == [
        (None, "open", "2026-11-01T23:00:00.000Z"),
        ("open", "pending", "2026-11-02T23:00:00.000Z"),
        ("pending", "resolved", "2026-11-04T15:00:00.000Z"),
        ("resolved", "closed", "2026-11-19T08:00:00.000Z"),
    ]
    again = ticket(desk, "reopen", "T1")
    assert (again["status"], again["resolved_at"], again["closed_at"]) == ("open", None, None)


def test_a_day_alone_is_not_before_the_step_of_that_day(desk: Crm) -> None:
    ticket(desk, "open", "Slow", "--at", "18 Nov 14:00")
    assert ticket(desk, "resolve", "T1", "--on", "18 Nov")["resolved_at"] == (
        "2026-11-18T13:00:00.000Z"
    )
    assert ticket(desk, "close", "T1", "--on", "today")["closed_at"] == "2026-11-20T10:00:00.000Z"


def test_a_step_says_what_it_means(desk: Crm) -> None:
    ticket(desk, "open", "Slow", "--at", "20 Nov 9:00")
    assert desk.ok("ticket", "resolve", "T1", "--at", "10:30").lines == [
        "resolved ticket T1 Slow: open → resolved, Fri 2026-11-20 10:30,"
        " 1 h 30 min after it was opened (undo: crm undo 6)"
    ]
    assert desk.ok("ticket", "resolve", "T1").out == (
        "no change: ticket T1 Slow is resolved already\n"
    )


def test_resolving_before_any_response_leaves_the_response_unknown(desk: Crm) -> None:
    ticket(desk, "open", "Slow")
    assert ticket(desk, "resolve", "T1")["responded_at"] is None
    shown = desk.ok("ticket", "show", "T1", "--json").json
    assert shown["first_response_seconds"] == 0  # it counts as responded then


def test_closing_what_was_not_resolved_resolves_it(desk: Crm) -> None:
    ticket(desk, "open", "Slow")
    made = ticket(desk, "close", "T1")
    assert made["resolved_at"] == made["closed_at"] == "2026-11-20T10:00:00.000Z"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("resolve", "T1", "--on", "tomorrow"), 2, "Sat 2026-11-21 is still to come"),
        (("resolve", "T1", "--on", "1 Nov"), 4, "T1 was opened Wed 2026-11-18 09:00"),
        (("reopen", "T1", "--at", "18 Nov 10:00"), 4, "T1 has been pending since Thu 2026-11-19"),
        (("resolve", "T9"), 3, "no ticket with id 9"),
        (("assign", "T1"), 2, "say who looks after it"),
        (("assign", "T1", "nobody"), 3, "no user called 'nobody'"),
        (("edit", "T1", "--resolved", "19 Nov"), 2, "pending has not been resolved"),
        (("edit", "T1", "--opened", "yesterday 10:00"), 4, "backwards"),
        (("edit", "T1", "--responded", "17 Nov"), 4, "it cannot have been answered"),
        (("edit", "T1", "--priority", ""), 2, "priority cannot be empty"),
    ],
)
def test_steps_that_cannot_be(desk: Crm, words: tuple[str, ...], code: int, said: str) -> None:
    ticket(desk, "open", "Slow", "--at", "18 Nov 9:00")
    ticket(desk, "wait", "T1", "--at", "19 Nov 9:00")
    before = everything(desk)
    result = desk("ticket", *words)
    assert result.code == code
    assert said in result.err
    assert everything(desk) == before


def test_nobody_is_waited_for_on_a_resolved_ticket(desk: Crm) -> None:
    ticket(desk, "open", "Slow")
    ticket(desk, "resolve", "T1")
    result = desk("ticket", "wait", "T1")
    assert result.code == 4
    assert "crm ticket reopen T1" in result.err


def test_a_corrected_time_corrects_the_history(desk: Crm) -> None:
    ticket(desk, "open", "Slow")
    ticket(desk, "resolve", "T1")
    made = ticket(desk, "edit", "T1", "--opened", "18 Nov 9:00", "--resolved", "19 Nov 9:00")
    assert made["resolved_at"] == "2026-11-19T08:00:00.000Z"
    assert steps(desk) == [
        (None, "open", "2026-11-18T08:00:00.000Z"),
        ("open", "resolved", "2026-11-19T08:00:00.000Z"),
    ]


def test_assigning(desk: Crm) -> None:
    ticket(desk, "open", "Slow")
    assert ticket(desk, "assign", "T1", "@bob")["owner"] == "bob"
    assert ticket(desk, "assign", "T1", "me")["owner"] == "amy"
    assert desk.ok("ticket", "assign", "T1", "amy").out == (
        "no change: ticket T1 Slow was assigned to amy already\n"
    )
    assert ticket(desk, "assign", "T1", "--nobody")["owner"] is None
