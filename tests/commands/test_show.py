"""`crm show`: one record and all that belongs to it."""

from __future__ import annotations

import sys
from typing import Any

import pexpect
import pytest

from tests.conftest import Crm
from tests.terminal import DOWN, ENTER, Terminal


def _won(crm: Crm, title: str, day: str, amount: str, *words: str) -> None:
    ref = crm.ok(
        "deal", "add", title, "--opened", "2024-01-01", "--amount", amount, *words, "--json"
    ).json["record"]["ref"]
    crm.ok("deal", "win", ref, "--on", day)


def _customer(crm: Crm) -> dict[str, Any]:
    """Acme with Jane: three deals won in two currencies, one lost, one open, tasks and calls."""
    crm.ok("company", "add", "Acme")
    crm.ok("contact", "add", "Jane Smith", "--company", "Acme", "--email", "jane@acme.com")
    crm.ok("contact", "add", "张伟", "--company", "Acme")
    jane = ("--company", "Acme", "--contact", "C1")
    _won(crm, "First", "2025-03-10", "12000", *jane)
    _won(crm, "Second", "2026-02-01", "400", *jane)
    _won(crm, "Third", "2026-06-15", "3000 CNY", "--company", "Acme", "--contact", "C2")
    crm.ok("deal", "add", "Lost one", *jane, "--opened", "2026-01-05")
    crm.ok("deal", "lose", "D4", "--on", "2026-01-20", "--reason", "price")
    crm.ok("deal", "add", "Open one", *jane, "--amount", "500", "--expected-close", "2026-12-01")
    crm.ok("task", "add", "Send quote", "--contact", "C1", "--due", "2026-11-25")
    crm.ok("log", "call", "C1", "asked for a quote", "--at", "2026-11-11 09:00")
    crm.ok("log", "email", "C2", "hello", "--at", "2026-11-10 09:00")
    return dict(crm.ok("show", "C1", "--json").json)


def test_contact(crm: Crm) -> None:
    """Fields, own deals, tasks, interactions; revenue and lifecycle are the company's."""
    shown = _customer(crm)
    assert (shown["ref"], shown["name"], shown["company"]) == ("C1", "Jane Smith", "Acme")
    assert [row["title"] for row in shown["deals"]] == ["Open one"]
    assert [row["title"] for row in shown["closed_deals"]] == ["Second", "Lost one", "First"]
    assert [row["title"] for row in shown["tasks"]] == ["Send quote"]
    assert [row["subject"] for row in shown["interactions"]] == ["asked for a quote"]
    # Two euro deals: 12,000 + 400; the yuan stay apart.
    assert shown["lifetime_revenue"] == [
        {
            "revenue": "12400.00",
            "currency": "EUR",
            "deals": 2,
            "first_purchase": "2025-03-10",
            "last_purchase": "2026-02-01",
        },
        {
            "revenue": "3000.00",
            "currency": "CNY",
            "deals": 1,
            "first_purchase": "2026-06-15",
            "last_purchase": "2026-06-15",
        },
    ]
    # Two of them in the last twelve months, the last within six.
    assert shown["purchase_lifecycle"] == "active"
    assert (shown["deals_won"], shown["first_purchase"]) == (3, "2025-03-10")
    assert shown["linked"] == [{"ref": "O1", "link": "company", "title": "Acme"}]


def test_summary_of_a_contact(crm: Crm) -> None:
    """The relation in one line."""
    _customer(crm)
    assert crm.ok("show", "C1").lines[:2] == [
        "C1 Jane Smith",
        "at Acme (O1), customer since 2025-03, 3 deals won, 12,400.00 EUR + 3,000.00 CNY,"
        " 1 deal open (500.00 EUR), last talked 9 days ago",
    ]


def test_company(crm: Crm) -> None:
    """People, all deals, and the tasks and interactions of its people too."""
    _customer(crm)
    crm.ok("contact", "edit", "C2", "--company", "")
    crm.ok("company", "add", "Daughter", "--parent", "Acme")
    shown = crm.ok("show", "Acme", "--json").json
    assert [row["name"] for row in shown["people"]] == ["Jane Smith"]
    assert [row["name"] for row in shown["subsidiaries"]] == ["Daughter"]
    assert [row["title"] for row in shown["closed_deals"]] == [
        "Third",
        "Second",
        "Lost one",
        "First",
    ]
    assert [row["title"] for row in shown["tasks"]] == ["Send quote"]
    # Both were logged while the two worked there.
    assert [row["subject"] for row in shown["interactions"]] == ["asked for a quote", "hello"]
    assert shown["purchase_lifecycle"] == "active"
    assert crm.ok("show", "O2", "--json").json["purchase_lifecycle"] == "prospect"


def test_a_contact_without_a_company_is_the_customer(crm: Crm) -> None:
    """Only the main contact of a deal without a company; unknown days are no prospect."""
    crm.ok("contact", "add", "Jane")
    crm.ok("contact", "add", "Tom")
    _won(crm, "Lamp", "2026-09-01", "80", "--contact", "C1", "--contact", "C2")
    assert crm.ok("show", "C1", "--json").json["purchase_lifecycle"] == "new"
    assert crm.ok("show", "C2", "--json").json["purchase_lifecycle"] == "prospect"
    crm.database.rows("UPDATE deal SET closed_at = NULL")
    shown = crm.ok("show", "C1", "--json").json
    assert (shown["purchase_lifecycle"], shown["deals_won"]) == (None, 1)
    assert crm.ok("show", "C1").lines[1] == "customer, 1 deal won, 80.00 EUR, never talked"


def test_deal(crm: Crm) -> None:
    """The stages with whole days in each, by hand: 9 days in lead, 11 so far in proposal."""
    crm.ok("contact", "add", "Jane")
    crm.ok("deal", "add", "Website", "--contact", "Jane", "--opened", "2026-10-31")
    crm.ok("deal", "move", "D1", "proposal", "--on", "2026-11-09")
    crm.ok("log", "call", "D1", "went well")
    shown = crm.ok("show", "D1", "--json").json
    assert [
        (row["at"], row["from"], row["stage"], row["days"], row["owner"])
        for row in shown["stage_history"]
    ] == [
        ("2026-10-31", None, "lead", 9, "amy"),
        ("2026-11-09", "lead", "proposal", 11, "amy"),
    ]
    assert (shown["days_in_stage"], shown["days_open"]) == (11, 20)
    assert [row["name"] for row in shown["people"]] == ["Jane"]
    assert [row["subject"] for row in shown["interactions"]] == ["went well"]
    assert crm.ok("show", "D1").lines[1] == "in proposal for 11 days, last talked today 11:00"
    crm.ok("deal", "lose", "D1", "--on", "2026-11-19", "--reason", "price")
    shown = crm.ok("show", "D1", "--json").json
    assert (shown["days_in_stage"], shown["days_open"]) == (None, 19)
    assert crm.ok("show", "D1").lines[1] == (
        "lost yesterday, 19 days after it was opened, reason: price, last talked today 11:00"
    )


def test_task_and_interaction(crm: Crm) -> None:
    """What they belong to, with its reference."""
    crm.ok("contact", "add", "Jane")
    crm.ok("log", "call", "Jane", "wants a quote", "--next", "send quote", "--due", "2026-11-18")
    task = crm.ok("show", "K1", "--json").json
    assert [(row["ref"], row["link"]) for row in task["linked"]] == [
        ("C1", "contact"),
        ("I1", "interaction"),
    ]
    assert crm.ok("show", "K1").lines[1] == "due Wed 2026-11-18, 2 days ago and overdue"
    call = crm.ok("show", "i1", "--json").json
    assert [row["name"] for row in call["people"]] == ["Jane"]
    assert [row["title"] for row in call["tasks"]] == ["send quote"]
    assert crm.ok("show", "I1").lines[:2] == ["I1 wants a quote", "call, today 11:00, by amy"]


def test_long_sections_are_cut_and_counted(crm: Crm) -> None:
    """The last ten interactions, and how many there are."""
    crm.ok("contact", "add", "Jane")
    for day in range(1, 13):
        crm.ok("log", "call", "C1", f"call {day}", "--at", f"2026-10-{day:02} 10:00")
    shown = crm.ok("show", "C1", "--json").json
    assert [row["subject"] for row in shown["interactions"]] == [
        f"call {day}" for day in range(12, 2, -1)
    ]
    assert shown["interactions_count"] == 12
    assert "10 of 12 interactions" in crm.ok("show", "C1", "--all").out


def test_what_is_in_the_trash_is_not_shown(crm: Crm) -> None:
    """Neither in sections nor in sums."""
    _customer(crm)
    crm.ok("deal", "delete", "D1")
    crm.ok("contact", "delete", "C2")
    shown = crm.ok("show", "O1", "--json").json
    assert [row["title"] for row in shown["closed_deals"]] == ["Third", "Second", "Lost one"]
    assert shown["lifetime_revenue"][1]["revenue"] == "400.00"
    assert [row["name"] for row in shown["people"]] == ["Jane Smith"]


def test_external_ids(crm: Crm) -> None:
    """What other systems call it."""
    crm.ok("contact", "add", "Jane")
    crm.database.rows(
        "INSERT INTO external_id (noun, record_id, source, external_id)"
        " VALUES ('contact', 1, 'hubspot', '4711')"
    )
    assert crm.ok("show", "C1", "--json").json["external_ids"] == [
        {"source": "hubspot", "external_id": "4711"}
    ]


@pytest.mark.parametrize(
    ("ref", "code", "message"),
    [
        ("12", 2, "12 could be several records"),
        ("C99", 3, "no contact with id 99"),
        ("nobody@x.com", 3, "nobody@x.com"),
        ("zzzz", 3, "zzzz"),
        ("Ann", 5, "'Ann' fits several: C1 Ann Bell, C2 Ann Cole"),
    ],
)
def test_references(crm: Crm, ref: str, code: int, message: str) -> None:
    """A bare number names the choices; several fits are listed."""
    crm.ok("contact", "add", "Ann Bell")
    crm.ok("contact", "add", "Ann Cole")
    result = crm("show", ref)
    assert result.code == code
    assert result.err.startswith("error: ") and message in result.err
    assert "\nhint: " in result.err


def test_bare_number_names_the_choices(crm_sqlite: Crm) -> None:
    """So that one can say which."""
    assert "C12" in crm_sqlite("show", "12").err.splitlines()[1]


@pytest.mark.parametrize("ref", ["030 123456", "+49 30 123456", "0049 30 123456", "JANE@x.com"])
def test_by_address(crm: Crm, ref: str) -> None:
    """A phone number however it is written, an e-mail address in any case."""
    crm.ok("contact", "add", "Jane", "--phone", "+49 (0)30 123456", "--email", "jane@X.com")
    assert crm.ok("show", ref, "--json").json["ref"] == "C1"


def test_every_format(crm_sqlite: Crm) -> None:
    """None fails on a whole record."""
    _customer(crm_sqlite)
    for format in ("table", "json", "jsonl", "csv", "md", "html"):
        assert "Acme" in crm_sqlite.ok("show", "C1", "--format", format).out


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (["show", "Ann"], "C2 Ann Cole"),
        (["contact", "show", "Ann"], "C2 Ann Cole"),
        (["contact", "edit", "Ann", "--job-title", "CTO"], "changed contact C2 Ann Cole"),
        (["contact", "tag", "Ann", "vip"], "tagged contact C2 Ann Cole"),
        (["contact", "delete", "Ann"], "deleted contact C2 Ann Cole"),
    ],
)
def test_several_fits_are_picked_from_in_a_terminal(
    crm_sqlite: Crm, words: list[str], answer: str
) -> None:
    """Elsewhere they are an error."""
    crm = crm_sqlite
    crm.ok("contact", "add", "Ann Bell")
    crm.ok("contact", "add", "Ann Cole")
    terminal = Terminal(*words, environment=crm.environment, folder=crm.folder)
    terminal.see("Which Ann?")
    terminal.type(DOWN + ENTER)
    terminal.see(answer)
    assert terminal.end() == 0


@pytest.mark.parametrize(("ref", "lines"), [("C1", 24), ("O1", 24), ("O1", 40)])
def test_a_briefing_fits_one_screen(crm_sqlite: Crm, ref: str, lines: int) -> None:
    """With deals, tickets, follow-ups, people and a long story, at 80 columns."""
    crm = crm_sqlite
    crm.ok("company", "add", "Acme", "--domain", "acme.example", "--city", "Berlin")
    for name in ("张伟 👩‍💻", "Bob", "Cleo", "Dan", "Eve", "Finn"):
        crm.ok("contact", "add", name, "--company", "Acme", "--job-title", "Head of buying")
    crm.ok("contact", "edit", "C1", "--email", "wei@acme.example", "--phone", "+49 30 901820")
    for number in range(4):
        crm.ok("deal", "add", f"Renewal {number}", "--contact", "C1", "--amount", "12k")
        crm.ok("task", "add", f"Call {number}", "--contact", "C1", "--due", "mon")
        crm.ok("ticket", "open", f"Login fails {number}", "--contact", "C1")
        crm.ok("log", "call", "C1", f"talk {number}")
    process = pexpect.spawn(
        sys.executable,
        ["-m", "crm_cli", "show", ref],
        env={"TERM": "xterm-256color", "LANG": "C.UTF-8", **crm.environment},
        dimensions=(lines, 80),
        encoding="utf-8",
    )
    text = process.read()
    assert text.count("\n") < lines, text
    for part in ("Renewal", "Login fails", "Call", "talk 3", "张伟" if ref == "C1" else "Finn"):
        assert part in text


def test_a_name_is_found_by_its_other_german_spelling(crm_sqlite: Crm) -> None:
    crm = crm_sqlite
    for name in ("Jürgen Müller", "Eva Groß", "Hans Mueller", "Karl Schroeder", "Jones"):
        crm.ok("contact", "add", name)
    found = {"juergen": "Jürgen Müller", "Juergen Mueller": "Jürgen Müller", "gross": "Eva Groß",
             "Schröder": "Karl Schroeder", "mueller": "Hans Mueller"}  # fmt: skip
    for typed, name in found.items():
        assert crm.ok("show", typed, "--json").json["name"] == name, typed
    assert crm("show", "joe").code == 3  # Jones has no ö


def test_a_name_that_sounds_so_in_the_other_order_is_named(crm_sqlite: Crm) -> None:
    crm_sqlite.ok("contact", "add", "李娜")
    result = crm_sqlite("contact", "show", "Na Li")
    assert (result.code, "the nearest: C1 李娜" in result.err) == (3, True)
