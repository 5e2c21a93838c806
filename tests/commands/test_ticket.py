"""`crm ticket`: opening, finding and undoing. Today is Fri 2026-11-20, 11:00 in Berlin (UTC+1)."""

from __future__ import annotations

import pytest

from tests.commands.tickets import everything, steps, ticket
from tests.conftest import Crm

# Opening ---------------------------------------------------------------------------------


def test_a_new_ticket_gets_its_defaults(desk: Crm) -> None:
    made = ticket(desk, "open", "Portal is down", "--contact", "jane@acme.com")
    wanted = {
        "ref": "T1",
        "subject": "Portal is down",
        "priority": "normal",
        "status": "open",
        "kind": None,
        "contact": "Jane Smith",
        "company": "Acme",
        "owner": None,
        "opened_at": "2026-11-20T10:00:00.000Z",
        "responded_at": None,
    }
    assert {name: made[name] for name in wanted} == wanted
    assert steps(desk) == [(None, "open", "2026-11-20T10:00:00.000Z")]


def test_everything_can_be_said_in_either_language(desk: Crm) -> None:
    desk.ok("deal", "add", "Relaunch", "--company", "Acme")
    made = ticket(
        desk, "add", "打不开", "--kind", "投诉", "--priority", "紧急", "--channel", "微信",
        "--deal", "relaunch", "--assignee", "@bob", "--body", "two\nlines", "--tag", "vip",
        "--on", "2026-11-18", "--at", "9:15",
    )  # fmt: skip
    wanted = {
        "kind": "complaint",
        "priority": "urgent",
        "channel": "wechat",
        "company": "Acme",  # of the deal
        "deal": "Relaunch",
        "owner": "bob",
        "body": "two\nlines",
        "tags": ["vip"],
        "opened_at": "2026-11-18T08:15:00.000Z",
    }
    assert {name: made[name] for name in wanted} == wanted


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--at", "tomorrow"), 2, "still to come"),
        (("--at", "15:00"), 2, ""),  # today's is yet to come
        (("--priority", "asap"), 2, 'no priority "asap"'),
        (("--contact", "nobody"), 3, "no contact called 'nobody'"),
    ],
)
def test_what_cannot_be_is_refused(desk: Crm, words: tuple[str, ...], code: int, said: str) -> None:
    result = desk("ticket", "open", "X", *words)
    assert result.code == code
    assert said in result.err
    assert desk.rows("SELECT count(*) FROM ticket") == [(0,)]


# Showing and finding ---------------------------------------------------------------------


def test_a_ticket_is_shown_with_its_steps_and_replies(desk: Crm) -> None:
    ticket(desk, "open", "Slow", "--contact", "jane", "--at", "18 Nov 9:00")
    ticket(desk, "reply", "T1", "We look at it", "--at", "18 Nov 10:45")
    ticket(desk, "resolve", "T1", "--at", "19 Nov 9:00")
    desk.ok("ticket", "rate", "T1", "5", "thanks")
    shown = desk.ok("show", "T1", "--json").json
    assert (shown["first_response_seconds"], shown["resolution_seconds"]) == (6300, 86400)
    assert shown["rating"] == 5
    assert [(row["status"], row["seconds"]) for row in shown["status_history"]] == [
        ("open", 86400),
        ("resolved", None),
    ]
    assert [row["subject"] for row in shown["interactions"]] == ["We look at it"]
    assert [row["ref"] for row in shown["surveys"]] == ["V1"]
    for ref in ("C1", "O1"):
        shown = desk.ok("show", ref, "--json").json
        assert [row["ref"] for row in shown["tickets"]] == ["T1"]
        assert [row["score"] for row in shown["surveys"]] == [5]


def test_tickets_and_comments_are_found(desk: Crm) -> None:
    ticket(desk, "open", "Portal is down", "--body", "error 503 on login")
    desk.ok("ticket", "rate", "T1", "2", "far too late")
    assert [row["ref"] for row in desk.ok("find", "PORTAL", "--json").json] == ["T1"]
    assert desk.ok("find", "login", "--json").json[0]["matched"] == "body: error 503 on login"
    assert [row["ref"] for row in desk.ok("find", "too late", "--json").json] == ["V1"]


# Undo ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        ("ticket", "open", "New", "--contact", "jane", "--tag", "vip"),
        ("ticket", "resolve", "T1"),
        ("ticket", "close", "T1"),
        ("ticket", "wait", "T1"),
        ("ticket", "assign", "T1", "bob"),
        ("ticket", "reply", "T1", "first answer", "--wait"),
        ("ticket", "reply", "T2", "well?", "--in"),
        ("ticket", "reopen", "T2"),
        ("ticket", "rate", "T1", "1", "bad"),
        ("ticket", "edit", "T1", "--opened", "17 Nov", "--status", "closed", "--subject", "X"),
        ("ticket", "delete", "T1"),
        ("log", "call", "jane", "x", "--out", "--ticket", "T1", "--next", "y"),
        ("survey", "add", "nps", "3", "--ticket", "T1"),
        ("survey", "edit", "V1", "--empathy", "7/7", "--tangibles", ""),
        ("survey", "delete", "V1"),
        ("task", "add", "call", "--survey", "V1"),
    ],
)
def test_undo_restores_every_row(desk: Crm, words: tuple[str, ...]) -> None:
    ticket(desk, "open", "Slow", "--contact", "jane", "--at", "18 Nov 9:00")
    ticket(desk, "open", "Done", "--contact", "jane", "--at", "18 Nov 9:00")
    ticket(desk, "resolve", "T2", "--at", "19 Nov 9:00")
    desk.ok("survey", "add", "servqual", "--ticket", "T2", "--tangibles", "5/3", "--empathy", "6/6")
    before = everything(desk)
    made = desk.ok(*words, "--json").json
    after = everything(desk)
    assert after != before
    desk.ok("undo", str(made["changeset"]))
    undone = everything(desk)
    for table, there in before.items():
        if words[1] == "open" and table == "tag":
            continue  # a tag that was made on the way may stay
        assert undone[table] == there, table
    desk.ok("redo")
    assert everything(desk) == after
