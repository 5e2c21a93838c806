"""`crm user`: colleagues."""

from __future__ import annotations

from tests.conftest import Crm
from tests.terminal import Terminal


def test_add_list_edit(crm: Crm) -> None:
    """A colleague can own records; the "@" before the handle is no part of it."""
    crm.ok("user", "add", "@bob", "--name", "Bob Bauer", "--email", "bob@x.com")
    crm.ok("company", "add", "Acme", "--owner", "bob")
    rows = crm.ok("user", "list", "--json").json
    assert [(row["ref"], row["handle"], row["role"]) for row in rows] == [
        ("U1", "amy", "admin"),
        ("U2", "bob", "member"),
    ]
    crm.ok("user", "edit", "bob", "--role", "admin", "--email", "")
    shown = crm.ok("user", "show", "bob", "--json").json
    assert (shown["role"], shown["email"]) == ("admin", None)


def test_a_handle_is_one_in_any_case(crm: Crm) -> None:
    """Bob and bob would be told apart by nobody."""
    crm.ok("user", "add", "bob")
    result = crm("user", "add", "BOB")
    assert result.code == 7
    assert result.err.splitlines()[0] == "error: U2 is called 'bob'"
    assert crm("user", "edit", "amy", "--handle", "Bob").code == 7
    crm.ok("user", "edit", "bob", "--handle", "Bob")
    crm.ok("task", "add", "Call back", environment={"CRM_USER": "AMY"})
    assert len(crm.ok("user", "list", "--json").json) == 2


def test_a_colleague_is_meant_by_name_wherever_by_handle(crm: Crm) -> None:
    crm.ok("user", "add", "zhou", "--name", "周婷")
    crm.ok("contact", "add", "Jane", "--owner", "周婷")
    crm.ok("deal", "add", "Website", "--contact", "Jane", "--owner", "周")
    crm.ok("ticket", "open", "Broken", "--contact", "Jane", "--assignee", "周婷")
    for words in (("contact",), ("deal",), ("ticket",)):
        (row,) = crm.ok(*words, "list", "--where", "owner=周婷", "--json").json
        assert row["owner"] == "zhou"
    assert "owner zhou" in crm.ok("report", "activity", "--owner", "周婷").out
    # Whoever calls herself by her name writes as that colleague, and makes no second one.
    crm.ok("contact", "add", "Jim", environment={"CRM_USER": "周婷"})
    crm.ok("log", "call", "Jane", "hello", environment={"CRM_USER": "周婷"})
    assert [row["handle"] for row in crm.ok("user", "list", "--json").json] == ["amy", "zhou"]
    assert crm.ok("interaction", "list", "--json").json[0]["owner"] == "zhou"
    crm.ok("user", "add", "other", "--name", "周婷")
    refused = crm("contact", "edit", "Jane", "--owner", "周婷")
    assert refused.code == 5 and "U2 zhou, U3 other" in refused.err


def test_show_is_their_work(crm: Crm) -> None:
    """Open deals, tasks and what they logged."""
    crm.ok("contact", "add", "Jane")
    crm.ok("deal", "add", "Website", "--amount", "1000", "--owner", "amy")
    crm.ok("deal", "add", "Yuan", "--amount", "500 CNY", "--owner", "amy")
    crm.ok("task", "add", "Call back", "--due", "2026-11-23")
    crm.ok("log", "call", "Jane", "hello")
    shown = crm.ok("user", "show", "amy", "--json").json
    assert [row["title"] for row in shown["deals"]] == ["Yuan", "Website"]
    assert [row["title"] for row in shown["tasks"]] == ["Call back"]
    assert [row["subject"] for row in shown["interactions"]] == ["hello"]
    first = crm.ok("user", "show", "amy").lines[1]
    assert first == (
        "2 deals open (500.00 CNY + 1,000.00 EUR), 1 task open, last talked today 11:00"
    )


def test_delete(crm: Crm) -> None:
    """What they own keeps its owner."""
    crm.ok("user", "add", "bob")
    crm.ok("company", "add", "Acme", "--owner", "bob")
    crm.ok("user", "delete", "bob")
    assert crm.ok("company", "show", "O1", "--json").json["owner"] == "bob"
    assert crm("company", "edit", "O1", "--owner", "bob").code == 3


def test_add_asks_in_a_terminal(crm_sqlite: Crm) -> None:
    """Without a handle it is asked for; elsewhere it is a usage error."""
    crm = crm_sqlite
    assert crm("user", "add").code == 2
    terminal = Terminal("user", "add", environment=crm.environment, folder=crm.folder)
    terminal.answer("Handle", "bob")
    terminal.see("added user U2 bob")
    assert terminal.end() == 0
