"""`crm ticket queue` and `list`. Today is Fri 2026-11-20, 11:00 in Berlin (UTC+1)."""

from __future__ import annotations

from tests.commands.tickets import ticket
from tests.conftest import Crm


def test_the_queue_is_sorted_by_priority_and_then_by_who_waits_longest(desk: Crm) -> None:
    for subject, priority, at in (
        ("old", "normal", "1 Nov 9:00"),
        ("answered", "normal", "1 Oct 9:00"),
        ("asked again", "normal", "1 Oct 9:00"),
        ("urgent", "urgent", "19 Nov 11:00"),
        ("pending", "urgent", "1 Oct 9:00"),
        ("resolved", "urgent", "1 Oct 9:00"),
        ("low", "low", "1 Sep 9:00"),
    ):
        ticket(desk, "open", subject, "--priority", priority, "--at", at)
    ticket(desk, "reply", "T2", "we are at it", "--at", "10 Nov 9:00")
    ticket(desk, "reply", "T3", "we are at it", "--at", "2 Oct 9:00")
    ticket(desk, "reply", "T3", "well?", "--in", "--at", "20 Oct 9:00")
    ticket(desk, "reply", "T3", "hello?", "--in", "--at", "19 Nov 9:00")
    ticket(desk, "wait", "T5")
    ticket(desk, "resolve", "T6")
    found = desk.ok("ticket", "queue", "--json").json
    assert [(row["subject"], row["waiting_since"]) for row in found] == [
        ("urgent", "2026-11-19T10:00:00.000Z"),
        ("asked again", "2026-10-20T07:00:00.000Z"),  # their first word after ours
        ("old", "2026-11-01T08:00:00.000Z"),
        ("answered", "2026-11-10T08:00:00.000Z"),  # our last word
        ("low", "2026-09-01T07:00:00.000Z"),
    ]
    assert found[0]["waiting"] == 24 * 3600
    assert [row["answered"] for row in found] == ["no", "yes", "no", "yes", "no"]
    with_pending = desk.ok("ticket", "queue", "--pending", "--json").json
    assert [row["subject"] for row in with_pending][:2] == ["urgent", "pending"]


def test_a_ticket_opened_again_waits_since_then(desk: Crm) -> None:
    ticket(desk, "open", "Slow", "--at", "1 Nov 9:00")
    ticket(desk, "reply", "T1", "done", "--resolve", "--at", "2 Nov 9:00")
    ticket(desk, "reopen", "T1", "--at", "19 Nov 11:00")
    assert desk.ok("ticket", "queue", "--json").json[0]["waiting"] == 24 * 3600


def test_whose_queue(desk: Crm) -> None:
    for who in ("amy", "bob", ""):
        ticket(desk, "open", f"of {who}", "--owner", who)

    def subjects(*words: str) -> list[str]:
        return [row["subject"] for row in desk.ok("ticket", "queue", *words, "--json").json]

    assert subjects("--mine") == ["of amy"]
    assert subjects("--owner", "bob") == ["of bob"]
    assert subjects("--unassigned") == ["of"]
    assert len(subjects()) == 3
    assert desk("ticket", "queue", "--mine", "--unassigned").code == 2


def test_the_list_is_newest_first_and_can_be_narrowed(desk: Crm) -> None:
    ticket(desk, "open", "first", "--at", "1 Nov 9:00", "--contact", "jane", "--tag", "vip")
    ticket(desk, "open", "second", "--priority", "high")
    ticket(desk, "open", "third", "--at", "1 Oct 9:00")
    ticket(desk, "close", "T3")

    def subjects(*words: str) -> list[str]:
        return [row["subject"] for row in desk.ok("ticket", "list", *words, "--json").json]

    assert subjects() == ["second", "first", "third"]
    assert subjects("--status", "open") == ["second", "first"]
    assert subjects("--open") == ["second", "first"]
    ticket(desk, "edit", "T1", "--status", "pending")
    assert subjects("--open") == ["second", "first"]
    assert subjects("--status", "open") == ["second"]
    ticket(desk, "edit", "T1", "--status", "open")
    assert subjects("--contact", "jane") == subjects("--company", "acme") == ["first"]
    assert subjects("--where", "priority>normal") == ["second"]
    assert subjects("--where", "opened<2026-10-15") == ["third"]
    assert subjects("--where", "tag=vip") == ["first"]
    assert subjects("--where", "status=关闭") == ["third"]


def test_without_a_database_there_is_nothing_to_list(crm_sqlite: Crm) -> None:
    crm_sqlite.without_database()
    for words in (("ticket", "list"), ("ticket", "queue"), ("survey", "list")):
        assert crm_sqlite.ok(*words, "--json").json == []
    assert crm_sqlite("ticket", "resolve", "T1").code == 3
