"""The timeline of `crm show`: what happened, newest first, and the briefing above it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Crm


def fill(crm: Crm) -> None:
    """A customer with something of every kind, each on a day of its own."""
    crm.ok("company", "add", "Acme", "--city", "Oslo")
    crm.ok("contact", "add", "Jane [red]Smith", "--company", "Acme", "--tag", "vip")
    crm.ok("contact", "add", "Bob", "--company", "Acme")
    crm.ok(
        *("deal", "add", "Renewal", "--company", "Acme", "--contact", "C1"),
        *("--amount", "500", "--opened", "2026-10-01"),
    )
    crm.ok("deal", "move", "D1", "proposal", "--on", "2026-10-20")
    crm.ok("log", "call", "C1", "asked for a quote", "--at", "2026-11-02 09:00")
    crm.ok(
        *("interaction", "add", "email", "thanks", "--contact", "C1"),
        *("--direction", "in", "--at", "2026-11-03 23:30"),
    )
    crm.ok("log", "note", "C2", "of somebody else", "--at", "2026-11-04 10:00")
    crm.ok("ticket", "open", "No login", "--contact", "C1", "--at", "2026-11-10 10:00")
    crm.ok("ticket", "resolve", "T1", "--at", "2026-11-11 10:00")
    crm.ok("survey", "add", "nps", "9", "--contact", "C1", "--at", "2026-11-12 10:00")
    crm.ok("contact", "edit", "C1", "--city", "Rome")


def events(crm: Crm, *words: str) -> list[dict[str, Any]]:
    """The timeline as JSON."""
    return list(crm.ok("show", *words, "--json").json["timeline"])


WHOLE = [
    ("2026-11-20", "change", "city: – → Rome"),
    ("2026-11-12", "survey", "nps 9"),
    ("2026-11-11", "ticket", "No login: resolved"),
    ("2026-11-10", "ticket", "No login: opened"),
    ("2026-11-03", "email", "← thanks"),
    ("2026-11-02", "call", "asked for a quote"),
    ("2026-10-20", "deal", "Renewal: lead → proposal, 500.00 EUR"),
    ("2026-10-01", "deal", "Renewal: opened in lead, 500.00 EUR"),
]


def told(rows: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    """Day, kind and words of events."""
    return [(row["day"], row["kind"], row["what"]) for row in rows]


def test_everything_with_a_date_newest_first(crm: Crm) -> None:
    fill(crm)
    assert told(events(crm, "C1")) == WHOLE
    first = events(crm, "C1")[0]
    assert (first["at"], first["time"], first["who"]) == (
        "2026-11-20T10:00:00.000Z",
        "11:00",
        "amy",
    )
    # Late in the evening in Berlin it is still the same day there.
    assert events(crm, "C1")[4]["at"] == "2026-11-03T22:30:00.000Z"
    company = told(events(crm, "O1", "--all"))
    assert ("2026-11-04", "note", "of somebody else") in company
    assert len(company) == len(WHOLE)  # one more of Bob, and the change was not of the company
    assert told(events(crm, "D1")) == [
        ("2026-10-20", "deal", "lead → proposal, 500.00 EUR"),
        ("2026-10-01", "deal", "opened in lead, 500.00 EUR"),
    ]


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        (("--kind", "deal"), [6, 7]),
        (("--kind", "interaction"), [4, 5]),
        (("--kind", "call", "--kind", "survey"), [1, 5]),
        (("--kind", "interaction", "--kind", "call"), [4, 5]),
        (("--since", "2026-11-10"), [0, 1, 2, 3]),
        (("--since", "2026-11-03", "--kind", "email"), [4]),
        (("--kind", "change"), [0]),
        (("--kind", "visit"), []),
    ],
)
def test_kinds_and_since(crm_sqlite: Crm, words: tuple[str, ...], kept: list[int]) -> None:
    fill(crm_sqlite)
    assert told(events(crm_sqlite, "C1", *words)) == [WHOLE[place] for place in kept]


def test_an_unknown_kind_names_the_others(crm_sqlite: Crm) -> None:
    fill(crm_sqlite)
    result = crm_sqlite("show", "C1", "--kind", "phone")
    assert result.code == 2
    assert "one of: interaction, call" in result.err


def test_a_briefing_fits_a_screen(crm_sqlite: Crm) -> None:
    crm = crm_sqlite
    fill(crm)
    for number in range(20):
        crm.ok("log", "call", "C1", f"call {number}", "--at", f"2026-09-{number + 1:02} 09:00")
    brief = crm.ok("show", "C1")
    assert len(brief.lines) <= 24
    assert brief.lines[0] == "C1 Jane [red]Smith"
    assert "NPS 9" in brief.lines[1]
    assert "Open tickets" not in brief.out  # it is resolved
    assert "Lifetime revenue" not in brief.out
    assert brief.out.count("call ") < 8
    whole = crm.ok("show", "C1", "--all")
    assert whole.out.count(" call ") >= 20
    assert "given name" in whole.out
    assert crm.ok("show", "C1", "--json").json["given_name"] == "Jane"


def test_a_withdrawn_consent_is_worth_a_line(crm_sqlite: Crm) -> None:
    fill(crm_sqlite)
    assert "consent" not in crm_sqlite.ok("show", "C1").out
    crm_sqlite.ok("contact", "edit", "C1", "--consent", "withdrawn")
    assert "consent  withdrawn" in " ".join(crm_sqlite.ok("show", "C1").out.split("   "))


def test_the_past_has_only_what_was_known(crm: Crm) -> None:
    fill(crm)
    crm.environment["CRM_NOW"] = "2026-11-25T10:00:00Z"
    crm.ok("contact", "edit", "C1", "--city", "Paris")
    crm.ok("log", "call", "C1", "later", "--at", "2026-11-24 09:00")
    assert told(events(crm, "C1", "--as-of", "2026-11-20")) == WHOLE
    assert len(events(crm, "C1", "--all")) == len(WHOLE) + 2
