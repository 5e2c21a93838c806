"""`crm today`, and `crm` alone: what needs doing, the most urgent first, and why.

Today is Fri 2026-11-20, 11:00 in Berlin, which is UTC+1 (UTC+2 until 25 October).
"""

from __future__ import annotations

from typing import Any

import pytest

from crm_cli.database import Command
from crm_cli.session import transaction
from tests.conftest import NOW, Crm


@pytest.fixture
def full(crm: Crm) -> Crm:
    """Something of every kind, and something just beside it that is not due."""
    from crm_cli.services import contacts, deals, interactions, records, tasks, users

    with transaction(crm.database, Command("crm test", "amy", NOW)) as session:
        users.add(session, {"handle": "bob"})
        for texts in (
            {"name": "Jane Smith", "company": "Acme", "keep_in_touch_days": "30"},
            {"name": "张伟", "keep_in_touch_days": "30"},
            {"name": "Never Met", "keep_in_touch_days": "90"},
            {"name": "Born Today", "birthday": "1990-11-20"},
            {"name": "Born Later", "birthday": "1980-11-27"},
            {"name": "Born Too Late", "birthday": "1980-11-28"},
        ):
            contacts.add(session, texts, create=True)
        for title, due, more in (
            ("old", "2026-11-10", {}),
            ("urgent", "2026-11-18", {"priority": "high", "contact": "jane", "company": "acme"}),
            ("afternoon", "2026-11-20 15:00", {}),
            ("morning", "2026-11-20 09:00", {}),
            ("next week", "2026-11-25", {}),
            ("someday", "", {}),
            ("of bob", "2026-11-19", {"owner": "bob"}),
            ("of nobody", "2026-11-19", {"owner": ""}),
            ("done", "2026-11-01", {"done_at": "yesterday"}),
            ("deleted", "2026-11-01", {}),
        ):
            id = tasks.add(session, {"title": title, "due": due, **more})
        records.delete(session, "task", id)
        for title, opened, close, more in (
            ("late", "2026-11-01", "2026-11-12", {"amount": "12k", "company": "acme"}),
            ("quiet", "2026-09-01", "", {"contact": ["jane"]}),
            ("talked about", "2026-09-01", "", {}),
            ("moved", "2026-01-01", "", {}),
            ("closing", "2026-11-01", "2026-11-24", {}),
            ("of bob", "2026-01-01", "2026-11-01", {"owner": "bob"}),
            ("won", "2026-01-01", "2026-02-01", {"stage": "won", "closed_at": "2026-02-01"}),
        ):
            deals.add(session, {"title": title, "opened_at": opened, **more}
                      | ({"expected_close": close} if close else {}))  # fmt: skip
        deals.move(session, 4, "qualified", on="2026-11-01")
        for at, more in (
            # In Berlin 21 October, 30 days ago; and 22 October, 29 days ago.
            ("2026-10-20T22:30Z", {"contact": ["jane"]}),
            ("2026-10-21T22:30Z", {"contact": ["张伟"]}),
            # 20 and 21 October: 31 and 30 days ago, and stale is more than 30.
            ("2026-10-20T21:59Z", {"deal": "D2"}),
            ("2026-10-20T22:00Z", {"deal": "D3"}),
        ):
            interactions.add(session, {"kind": "call", "occurred_at": at, "company": "", **more})
    return crm


def shown(crm: Crm, *words: str) -> list[tuple[str, str]]:
    """The references and reasons, in their order."""
    report = crm.ok("today", *words, "--json").json
    return [(row["ref"], row["why"]) for row in report["sections"]["today"]]


DAY = [
    ("K2", "2 days overdue, high"),
    ("K1", "10 days overdue"),
    ("K8", "1 day overdue"),
    ("K4", "due today 09:00"),
    ("K3", "due today 15:00"),
    ("C4", "birthday today"),
    ("D1", "8 days past its close"),
    ("C1", "no word for 30 days"),
    ("C3", "never talked to"),
    ("D2", "stale for 31 days"),
]
AFTER = [("C5", "birthday Fri 2026-11-27"), ("K6", "no due day")]
WEEK = [("K5", "due Wed 2026-11-25"), ("D5", "closes Tue 2026-11-24")]


def test_the_most_urgent_comes_first(full: Crm) -> None:
    assert shown(full) == DAY + AFTER


def test_the_week(full: Crm) -> None:
    assert shown(full, "--week") == DAY + WEEK + AFTER


def test_what_and_who(full: Crm) -> None:
    rows = {row["ref"]: row for row in full.ok("today", "--json").json["sections"]["today"]}
    assert rows["K2"]["who"] == "Jane Smith (Acme)"
    assert rows["C4"]["what"] == "birthday, turns 36"
    assert rows["C1"]["what"] == "keep in touch: 30 days"
    late = rows["D1"]
    assert (late["what"], late["who"], late["day"], late["days"]) == (
        "late", "Acme", "2026-11-12", 8
    )  # fmt: skip
    assert (late["amount"], late["currency"]) == ("12000.00", "EUR")
    assert (rows["D2"]["who"], rows["D2"]["days"]) == ("Jane Smith (Acme)", 31)
    assert (rows["C3"]["days"], rows["K6"]["days"], rows["C5"]["days"]) == (None, None, -7)


def test_the_owner(full: Crm) -> None:
    assert [ref for ref, _ in shown(full, "--owner", "bob")] == ["K7", "D6"]
    assert "K8" not in dict(shown(full, "--owner", "me"))
    everyone = dict(shown(full, "--owner", "all"))
    assert {"K7", "D6", "K8", "K1"} <= everyone.keys()
    result = full("today", "--owner", "nobody")
    assert result.code == 3


def test_what_is_not_shown_is_counted(full: Crm) -> None:
    result = full.ok("today", "--limit", "4")
    assert [line.split()[0] for line in result.lines[6:10]] == ["K2", "K1", "K8", "K4"]
    assert "4 of 12 reminders (--limit 0 shows all)" in result.out
    assert (
        "not shown: 1 follow-up due today, 2 birthdays, 1 deal past its expected close,"
        " 2 people to be in touch with, 1 stale deal, 1 follow-up without a day" in result.out
    )
    assert "1 follow-up of a colleague is due too: crm today --owner all" in result.out


def test_crm_alone_is_crm_today(full: Crm) -> None:
    assert full.ok().out == full.ok("today").out
    assert full.ok().lines[0] == "Today, Fri 2026-11-20 · amy and unowned"


def test_it_fits_one_screen(full: Crm) -> None:
    for number in range(4):
        full.ok("task", "add", f"task {number}", "--due", "2026-11-01")
    lines = full.ok("today").lines
    assert len([line for line in lines if line.startswith(("K", "C", "D"))]) == 12
    assert len(lines) <= 23


def test_stale_is_what_the_pipeline_report_says(full: Crm) -> None:
    report = full.ok("report", "pipeline", "--json").json
    stale = sum(row["stale"] for row in report["sections"]["stages"])
    late = sum(row["past_close"] for row in report["sections"]["stages"])
    assert (stale, late) == (2, 2)  # D2, and bob's D6 which is late as well; D1 and D6
    refs = [ref for ref, _ in shown(full, "--owner", "all")]
    assert [ref for ref in refs if ref.startswith("D")] == ["D6", "D1", "D2"]


def test_logging_a_call_resets_it(full: Crm) -> None:
    full.ok("log", "call", "C1", "--deal", "D2")
    assert not {"C1", "D2"} & dict(shown(full)).keys()


def test_a_leap_day_birthday_has_its_day_each_year(crm: Crm) -> None:
    crm.ok("contact", "add", "Leap Day", "--birthday", "2000-02-29")

    def birthdays(now: str) -> list[str]:
        result = crm.ok("today", "--json", environment={"CRM_NOW": now})
        return [row["why"] for row in result.json["sections"]["today"]]

    assert birthdays("2027-02-28T10:00:00Z") == ["birthday today"]
    assert birthdays("2028-02-28T10:00:00Z") == ["birthday Tue 2028-02-29"]
    assert birthdays("2027-03-01T10:00:00Z") == []


def test_nothing_to_do_and_what_comes_next(crm: Crm) -> None:
    result = crm.ok("today")
    assert "Nothing needs doing" in result.out
    assert result.err.startswith("hint: crm log ")
    crm.ok("task", "add", "send quote", "--due", "mon")
    result = crm.ok("today")
    assert "next: K1 send quote, due Mon 2026-11-23" in result.out
    assert crm.ok("today", "--json").json["sections"] == {"today": []}


def test_no_database_yet(crm_sqlite: Crm) -> None:
    crm_sqlite.without_database()
    result = crm_sqlite.ok()
    assert "There is no database yet" in result.out
    assert result.err == "hint: there is no database yet: crm init, or crm demo\n"
    assert not crm_sqlite.database.path.exists()


def test_the_formats(full: Crm) -> None:
    csv = full.ok("today", "--format", "csv").lines
    assert csv[0] == "ref,why,what,who,kind,owner,day,days,amount,currency"
    assert csv[1] == 'K2,"2 days overdue, high",urgent,Jane Smith (Acme),overdue,amy,2026-11-18,2,,'
    rows: list[Any] = [line for line in full.ok("today", "--format", "jsonl").lines if line]
    assert len(rows) == 12
    assert full.ok("report", "today", "--format", "md").out.startswith("#")


def test_a_tag_says_how_often_to_be_in_touch(crm: Crm) -> None:
    """The contact's own days go before; of several tags the most frequent; a logged call resets."""
    crm.ok("tag", "add", "customer", "--keep-in-touch", "30")
    crm.ok("tag", "add", "vip", "--keep-in-touch", "2 weeks")
    for name, *more in (
        ("Ann", "--tag", "customer"),
        ("Bob", "--tag", "customer", "--tag", "vip"),
        ("Cleo", "--tag", "vip", "--keep-in-touch", "90"),
        ("Dan", "--tag", "customer", "--keep-in-touch", "10"),
        ("Eve",),
    ):
        crm.ok("contact", "add", name, *more)
    for name in ("Ann", "Bob", "Cleo", "Dan", "Eve"):
        crm.ok("log", "call", name, "hello", "--at", "2026-11-01 12:00")  # 19 days ago

    def reminders(*words: str) -> list[tuple[str, str, str]]:
        rows = crm.ok("today", "--json", *words).json["sections"]["today"]
        return [(row["ref"], row["why"], row["what"]) for row in rows]

    assert reminders() == [
        ("C4", "no word for 19 days", "keep in touch: 10 days"),
        ("C2", "no word for 19 days", "keep in touch: 14 days (vip)"),
    ]
    crm.ok("log", "call", "Bob", "hello")
    assert [ref for ref, *_ in reminders()] == ["C4"]
    crm.ok("undo", "--yes")
    crm.ok("tag", "delete", "vip")
    assert [ref for ref, *_ in reminders()] == ["C4"]
    crm.ok("tag", "edit", "customer", "--keep-in-touch", "19")
    assert [ref for ref, *_ in reminders()] == ["C4", "C1", "C2"]
    assert [ref for ref, *_ in reminders("--owner", "me")] == []


def test_very_many_unhappy_answers_are_not_counted_to_the_end(crm: Crm) -> None:
    """The newest are shown; a list that is asked for has the whole number."""
    crm.ok("contact", "add", "Ann")
    rows = "kind,score,contact,answered_at\n" + "".join(
        f"csat,1,Ann,2026-10-01T{number // 60:02}:{number % 60:02}:00Z\n" for number in range(120)
    )
    crm.ok("import", "-", "--as", "surveys", stdin=rows)
    shown = crm.ok("today").out
    assert "not shown: more than 100 unhappy answers (--limit 0 shows all)" in shown
    assert shown.count("csat 1, not followed up") == 12
    assert len(crm.ok("today", "--json").json["sections"]["today"]) == 120
    assert "12 of 120" in crm.ok("today", "--limit", "12").out
    crm.ok("log", "V120", "called, sorry")
    assert "12 of 119" in crm.ok("today", "--limit", "12").out
