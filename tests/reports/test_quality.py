"""The quality report: every figure is the number of rows that its own command lists."""

from __future__ import annotations

import shlex
from typing import Any

import pytest

from crm_cli.reports.quality_checks import CHECKS, KINDS
from tests.conftest import NOW, Crm
from tests.reports.made import Made, making

LATER = "2026-12-24T12:00:00.000Z"
LONG_AGO = "2026-05-01T12:00:00.000Z"
RECENT = "2026-11-10T12:00:00.000Z"


def report(crm: Crm, *words: str) -> Any:
    return crm.ok("report", "quality", *words, "--json").json


def findings(found: Any) -> list[dict[str, Any]]:
    return [row for kind in KINDS for row in found["sections"].get(kind, ())]


def counts(found: Any, noun: str) -> dict[str, int]:
    return {row["what"]: row["count"] for row in findings(found) if row["noun"] == noun}


def phone(made: Made, contact: int, digits: str) -> None:
    made.insert("contact_phone", contact_id=contact, phone=digits, digits=digits, position=0)


def email(made: Made, contact: int, address: str) -> None:
    made.insert(
        "contact_email", contact_id=contact, email=address, key=address, position=0
    )  # fmt: skip


def people(made: Made) -> None:
    acme = made.company("Acme", domain="acme.example", owner_id=made.user("amy"))
    made.company("ACME", domain="Acme.example", website="https://acme.example")
    bare = made.company("Bare")
    ann = made.contact("Ann", owner="amy", company_id=acme)
    email(made, ann, "ann@mail.acme.example")
    bea = made.contact("Bea", owner="amy", company_id=acme)
    email(made, bea, "bea@other.example")
    phone(made, bea, "4930123")
    again = made.contact("béa", company_id=acme)
    phone(made, again, "4930123")
    made.contact("Bea", company_id=bare, birthday="2027-01-01")
    made.contact("Cem", deleted_at=NOW)
    dan = made.contact("Dan", owner="amy")
    phone(made, dan, "4930555")
    for contact, stage in ((ann, "customer"), (dan, "customer")):
        made.session.rows("UPDATE contact SET stage = :stage WHERE id = :id",
                          {"stage": stage, "id": contact})  # fmt: skip
    made.won("2026-10-01", 100, company=acme, opened_at="2026-09-01")
    made.touch(LONG_AGO, contacts=(ann,), company_id=acme)
    made.touch(RECENT, contacts=(bea,))
    made.touch(None)
    made.touch(LATER, contacts=(bea,))


def work(made: Made) -> None:
    old = {"owner": "amy", "opened_at": "2026-09-01", "moved": "2026-09-01"}
    made.deal("lead", 100, title="One", company_id=1, expected_close="2026-12-01", **old)
    made.deal("lead", None, title="Two", company_id=1, expected_close="2026-11-19")
    made.deal("lead", 0, title="Three", opened_at="2026-11-21", moved="2026-11-21")
    made.deal("lead", 5, title="Four", company_id=2, closed_at="2026-11-01", owner="amy",
              opened_at="2026-11-01", expected_close="2026-12-01", moved=None)  # fmt: skip
    made.won("2026-11-01", None, company=2, title="Five", opened_at="2026-11-02", owner="amy")
    made.won("2026-11-21", 7, company=2, title="Six", opened_at="2026-11-01", owner="amy")
    for _ in range(2):
        made.deal("lost", 9, title="Seven", company_id=2, owner="amy", opened_at="2026-10-01")
    made.task("2026-09-01", user="amy")
    made.task("2026-11-01")
    made.record("task", title="x", priority="normal", search_text="", done_at=LATER)
    made.record("task", title="x", priority="normal", search_text="")
    made.ticket(None, None, None)
    made.ticket(LONG_AGO, None, None, assignee="amy", kind="problem", contact_id=1)
    made.ticket(RECENT, LONG_AGO, LONG_AGO, kind="problem", contact_id=1)
    made.ticket(LONG_AGO, None, RECENT, kind="problem", status="closed", contact_id=1,
                closed_at=LONG_AGO)  # fmt: skip
    made.ticket(LATER, None, None, assignee="amy", kind="problem", contact_id=1)
    made.ticket(LONG_AGO, None, None, status="resolved", kind="problem", contact_id=1)
    made.answer("csat", 1, RECENT, contact_id=1)
    made.answer("nps", 6, None)
    happy = made.answer("csat", 2, LATER, contact_id=1)
    made.touch(RECENT, contacts=(1,), survey_id=happy)


@pytest.fixture
def book(crm: Crm) -> Crm:
    with making(crm.database) as made:
        people(made)
        work(made)
    return crm


def test_people_by_hand(book: Crm) -> None:
    found = report(book)
    assert counts(found, "contact") == {
        "neither e-mail nor phone": 1,  # Bea of Bare
        "looked after by nobody": 2,  # béa, Bea of Bare
        "never talked to": 3,  # béa, Bea of Bare, Dan
        "a customer who never bought": 1,  # Dan; Ann's company did
        "bought, but not yet a customer": 2,  # Bea and béa of Acme
        "e-mail not of the company's domain": 1,  # Bea; Ann's is of a part of it
        "birthday still to come": 1,
        "same name and company": 2,  # Bea and béa
        "same phone number": 2,
    }
    assert counts(found, "company") == {
        "neither domain nor website": 1,
        "looked after by nobody": 2,
        "nobody known there": 1,
        "same name": 2,
        "same domain": 2,
    }
    assert counts(found, "interaction") == {
        "took place at an unknown time": 1,
        "with nobody known": 1,
        "took place in the future": 1,
    }


def test_work_by_hand(book: Crm) -> None:
    found = report(book)
    assert counts(found, "deal") == {
        "open, without an amount": 1,  # Two
        "won, without an amount": 1,  # Five
        "open, without an expected close": 1,  # Three
        "open, of nobody": 2,  # Two, Three
        "neither company nor contact": 1,  # Three
        "opened on an unknown day": 1,  # Two
        "won or lost on an unknown day": 2,  # Seven, twice
        "lost, without a reason": 2,
        "closed before it was opened": 1,  # Five
        "open, with a day of closing": 1,  # Four
        "closed on a day to come": 1,  # Six
        "opened on a day to come": 1,  # Three
        "open, past its expected close": 1,  # Two
        "open, no move and no touch for long": 1,  # One; nothing is known of Two
        "an amount of zero": 1,  # Three
        "same title, company, amount and days": 2,  # Seven
    }
    assert counts(found, "task") == {
        "open, without a due date": 1,
        "open, of nobody": 2,
        "done in the future": 1,
        "long overdue": 1,
    }
    assert counts(found, "ticket") == {
        "opened at an unknown time": 1,
        "resolved at an unknown time": 1,
        "unresolved, of nobody": 1,
        "without a kind": 1,
        "neither contact nor company": 1,
        "answered before it was opened": 1,
        "resolved before it was opened": 1,
        "closed before it was resolved": 1,
        "opened in the future": 1,
        "unresolved, no touch for long": 1,
    }
    assert counts(found, "survey") == {
        "answered at an unknown time": 1,
        "from nobody known": 1,
        "answered in the future": 1,
        "unhappy, not followed up": 2,
    }
    shares = {(row["noun"], row["what"]): row["share"] for row in findings(found)}
    assert shares["survey", "unhappy, not followed up"] == 2 / 3


def test_each_command_lists_what_was_counted(book: Crm) -> None:
    found = report(book, "--all")
    rows = findings(found)
    assert len(rows) == len(CHECKS)
    for row in rows:
        words = shlex.split(row["command"])
        assert words[0] == "crm"
        listed = book.ok(*words[1:], "--json").json
        assert len(listed) == row["count"], row["command"]


def test_commands_with_an_owner(book: Crm) -> None:
    found = report(book, "--owner", "amy")
    assert {row["noun"] for row in findings(found)} <= {"contact", "company", "deal", "task",
                                                        "interaction", "ticket"}  # fmt: skip
    assert counts(found, "contact")["a customer who never bought"] == 1
    assert "bought, but not yet a customer" in counts(found, "contact")
    for row in findings(found):
        listed = book.ok(*shlex.split(row["command"])[1:], "--json").json
        assert len(listed) == row["count"] > 0
        assert {one["owner"] for one in listed} == {"amy"}


def test_one_noun(book: Crm) -> None:
    found = report(book, "--noun", "deals")
    assert [row["noun"] for row in found["sections"]["records"]] == ["deal"]
    assert found["sections"]["records"][0]["records"] == 9
    assert book("report", "quality", "--noun", "moon").code == 2


def test_stale_is_as_in_the_pipeline(book: Crm) -> None:
    rows = book.ok("report", "pipeline", "--json").json["sections"]["stages"]
    assert sum(row["stale"] for row in rows) == 1
    crm_stale = book.ok("deal", "list", "--where", "problem=stale", "--json").json
    assert [row["title"] for row in crm_stale] == ["One"]


def test_problems_as_conditions(book: Crm) -> None:
    def listed(*words: str) -> list[str]:
        return [row["name"] for row in book.ok("contact", "list", *words, "--json").json]

    assert listed("--where", "problem=same-name,same-phone") == ["béa", "Bea"]
    assert listed("--where", "problem=Same Name", "--where", "owner=amy") == ["Bea"]
    assert len(listed("--where", "problem!=same-name")) == 3
    for text in ("problem=moon", "problem=", "problem~same", "problem>1"):
        result = book("contact", "list", "--where", text)
        assert result.code == 2, text
    assert "same-name, same-phone" in book("contact", "list", "--where", "problem=x").err
    assert book("task", "list", "--where", "problem=stale").code == 2
    assert book("contact", "list", "--sort", "problem").code == 2


def test_duplicates_name_the_command_that_weighs_them(book: Crm) -> None:
    said = " ".join(book.ok("report", "quality").out.split())
    assert "crm contact duplicates, crm company duplicates: near ones too" in said
    assert "duplicates:" not in book.ok("report", "quality", "--noun", "deal").out


def test_an_empty_book(crm: Crm) -> None:
    result = crm.ok("report", "quality")
    assert "hint: the book is empty" in result.err
    assert report(crm)["records"] == 0


def test_nothing_wrong(crm: Crm) -> None:
    with making(crm.database) as made:
        acme = made.company("Acme", domain="acme.example", owner_id=made.user("amy"))
        ann = made.contact("Ann", owner="amy", company_id=acme)
        email(made, ann, "ann@acme.example")
        made.touch(RECENT, contacts=(ann,))
    found = report(crm)
    assert findings(found) == []
    assert found["notes"] == [f"{len(CHECKS)} of {len(CHECKS)} checks found nothing"]
