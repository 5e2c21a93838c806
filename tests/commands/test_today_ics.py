"""`crm today --ics FILE`: the agenda as a calendar. Today is Fri 2026-11-20, 11:00 in Berlin."""

from __future__ import annotations

import re

import pytest

from tests.conftest import Crm


@pytest.fixture
def crm(crm: Crm) -> Crm:
    """A late follow-up, one with a time, one next week, a birthday and a quiet contact."""
    crm.ok("contact", "add", "Jane Smith", "--company", "Acme", "--create",
           "--birthday", "1990-11-25", "--keep-in-touch", "30")  # fmt: skip
    crm.ok("task", "add", "发送报价, now", "--due", "2026-11-18", "--contact", "C1",
           "--priority", "high")  # fmt: skip
    crm.ok("task", "add", "call", "--due", "today 15:00")
    crm.ok("task", "add", "later", "--due", "2026-11-24")
    crm.ok("task", "add", "someday")
    return crm


def entries(text: str) -> list[dict[str, str]]:
    """The entries of a calendar, each with its properties."""
    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert text.endswith("END:VCALENDAR\r\n")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    whole = text.replace("\r\n ", "")
    found = re.findall(r"BEGIN:(VTODO|VEVENT)\r\n(.*?)END:\1", whole, flags=re.S)
    return [
        {"": kind} | dict(line.split(":", 1) for line in body.split("\r\n") if line)
        for kind, body in found
    ]


def uid(crm: Crm, table: str, id: int) -> str:
    found = crm.database.rows(f"SELECT uid FROM {table} WHERE id = :id", {"id": id})[0]["uid"]
    crm.database.close()
    return str(found)


def test_follow_ups_are_to_do_and_all_else_is_on_its_day(crm: Crm) -> None:
    late, call, quiet, birthday, someday = entries(crm.ok("today", "--ics", "-").out)
    assert late == {
        "": "VTODO",
        "UID": uid(crm, "task", 1),
        "DTSTAMP": "20261120T100000Z",
        "SUMMARY": "发送报价\\, now (K1)",
        "DUE;VALUE=DATE": "20261118",
        "PRIORITY": "1",
        "STATUS": "NEEDS-ACTION",
        "DESCRIPTION": "why: 2 days overdue\\, high\\nwith: Jane Smith\\nowner: amy",
    }
    assert (call["SUMMARY"], call["DUE"]) == ("call (K2)", "20261120T140000Z")  # 15:00 in Berlin
    assert quiet == {
        "": "VEVENT",
        "UID": f"{uid(crm, 'contact', 1)}-quiet",
        "DTSTAMP": "20261120T100000Z",
        "DTSTART;VALUE=DATE": "20261120",
        "SUMMARY": "Jane Smith (Acme): keep in touch: 30 days (C1)",
        "TRANSP": "TRANSPARENT",
        "DESCRIPTION": "why: never talked to\\nwith: Jane Smith (Acme)",
    }
    assert birthday["DTSTART;VALUE=DATE"] == "20261125"
    assert birthday["SUMMARY"] == "Jane Smith (Acme): birthday\\, turns 36 (C1)"
    assert (someday["SUMMARY"], [name for name in someday if name.startswith("DUE")]) == (
        "someday (K4)", []
    )  # fmt: skip


def test_a_file_of_the_week_is_replaced_whole(crm: Crm) -> None:
    crm.ok("today", "--week", "--ics", "agenda.ics")
    text = (crm.folder / "agenda.ics").read_bytes().decode()
    assert "later (K3)" in [entry["SUMMARY"] for entry in entries(text)]
    crm.ok("done", "K1", "K3")
    assert crm.ok("today", "--week", "--ics", "agenda.ics").out == ""
    text = (crm.folder / "agenda.ics").read_bytes().decode()
    assert not {"later (K3)", "发送报价\\, now (K1)"} & {one["SUMMARY"] for one in entries(text)}


def test_another_format_beside_it_is_refused(crm_sqlite: Crm) -> None:
    for option in (("--json",), ("--output", "x")):
        result = crm_sqlite("today", "--ics", "-", *option)
        assert (result.code, "--ics is a format" in result.err) == (2, True)


def test_without_a_database_nothing_is_written(crm_sqlite: Crm) -> None:
    crm_sqlite.without_database()
    result = crm_sqlite.ok("today", "--ics", "agenda.ics")
    assert "crm init" in result.out + result.err
    assert not (crm_sqlite.folder / "agenda.ics").exists()
