"""`crm task` and `crm done`: making, listing, ticking off and putting off follow-ups.

Today is Fri 2026-11-20, 11:00 in Berlin.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.commands.helpers import changesets
from tests.conftest import Crm


def task(crm: Crm, *words: str) -> Any:
    """The record that a writing command gives back."""
    return crm.ok("task", *words, "--json").json["record"]


def refs(crm: Crm, *words: str) -> list[str]:
    return [row["ref"] for row in crm.ok("task", "list", *words, "--json").json]


# Adding ----------------------------------------------------------------------------------


def test_a_new_task_is_mine_and_says_when_it_is_due(crm: Crm) -> None:
    result = crm.ok("task", "add", "send quote", "--due", "fri")
    assert result.out.startswith("added task K1 send quote, due Fri 2026-11-27 (undo: crm undo ")
    made = crm.ok("task", "list", "--json").json[0]
    wanted = {
        "ref": "K1",
        "title": "send quote",
        "due_on": "2026-11-27",
        "due_time": None,
        "owner": "amy",
        "priority": "normal",
        "status": "open",
    }
    assert {name: made[name] for name in wanted} == wanted


def test_a_due_day_may_have_a_time(crm: Crm) -> None:
    assert "due Mon 2026-11-23 15:00" in crm.ok("task", "add", "call", "--due", "mon 15:00").out
    made = task(crm, "add", "开会", "--due", "明天下午3点")
    assert (made["due_on"], made["due_time"]) == ("2026-11-21", "15:00")


def test_the_time_stays_when_only_the_day_changes_and_goes_with_it(crm: Crm) -> None:
    crm.ok("task", "add", "call", "--due", "mon 15:00")
    moved = task(crm, "edit", "K1", "--due", "tue")
    assert (moved["due_on"], moved["due_time"]) == ("2026-11-24", "15:00")
    emptied = task(crm, "edit", "K1", "--due", "")
    assert (emptied["due_on"], emptied["due_time"]) == (None, None)


def test_a_task_is_about_people_companies_and_deals(crm: Crm) -> None:
    crm.ok("contact", "add", "Jane Smith", "--company", "Acme", "--create")
    crm.ok("deal", "add", "Renewal", "--company", "Acme")
    made = task(crm, "add", "x", "--contact", "jane", "--company", "acme", "--deal", "D1")
    assert (made["contact"], made["company"], made["deal"]) == ("Jane Smith", "Acme", "Renewal")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["add"], "a task needs a title"),
        (["add", "x", "--due", "3/4"], "it could be 3 April or 4 March"),
        (["add", "x", "--due", "fri 3"], "could be am or pm"),
        (["add", "x", "--due", "0:30"], "the day is not clear"),
        (["add", "x", "--due", "someday"], "no known form"),
        (["add", "x", "--priority", "huge"], "no priority"),
        (["add", "x", "--every", "biweekly"], "twice"),
        (["list", "--done", "--all"], "two things"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(
    crm: Crm, words: list[str], message: str
) -> None:
    before = changesets(crm)
    result = crm("task", *words)
    assert result.code == 2
    assert message in result.err
    assert "hint:" in result.err
    assert changesets(crm) == before


# Listing ---------------------------------------------------------------------------------


def test_open_tasks_are_listed_by_what_is_due_first(crm: Crm) -> None:
    crm.ok("task", "add", "one day")
    crm.ok("task", "add", "later", "--due", "2026-12-24")
    crm.ok("task", "add", "soon", "--due", "tomorrow 15:00")
    crm.ok("task", "add", "sooner", "--due", "tomorrow 09:00")
    crm.ok("task", "add", "finished", "--due", "today")
    crm.ok("done", "K5")
    assert refs(crm) == ["K4", "K3", "K2", "K1"]
    assert refs(crm, "--done") == ["K5"]
    assert refs(crm, "--all") == ["K4", "K3", "K2", "K1", "K5"]
    assert refs(crm, "--where", "status=done") == ["K5"]
    assert refs(crm, "--where", "due_on=tomorrow", "--sort", "-due_time") == ["K3", "K4"]


def test_no_tasks(crm: Crm) -> None:
    result = crm.ok("task", "list")
    assert result.out == ""
    assert "no tasks" in result.err
    assert crm.ok("task", "list", "--json").out == "[]\n"


# Done ------------------------------------------------------------------------------------


def test_several_are_ticked_off_at_once(crm: Crm) -> None:
    for title in ("send quote", "call Jane", "write minutes"):
        crm.ok("task", "add", title)
    before = changesets(crm)
    result = crm.ok("done", "k1", "call jane")
    assert result.lines[0].startswith("done: 2 follow-ups (undo: crm undo ")
    assert result.lines[1:] == ["  K1 send quote", "  K2 call Jane"]
    assert changesets(crm) == before + 1
    assert refs(crm) == ["K3"]


def test_a_name_means_an_open_task(crm: Crm) -> None:
    crm.ok("task", "add", "send quote")
    crm.ok("done", "quote")
    crm.ok("task", "add", "send quote")
    assert crm.ok("done", "send quote").out.startswith("done: K2 send quote")


def test_done_twice_is_done_once(crm: Crm) -> None:
    crm.ok("task", "add", "send quote")
    crm.ok("done", "K1")
    before = changesets(crm)
    result = crm.ok("done", "K1")
    assert result.out == "no change: K1 send quote was done already, on 2026-11-20\n"
    assert changesets(crm) == before


def test_one_that_is_not_there_leaves_the_others_open(crm: Crm) -> None:
    crm.ok("task", "add", "send quote")
    result = crm("done", "K1", "K9")
    assert result.code == 3
    assert result.err == "error: no task with id 9\nhint: crm task list\n"
    assert refs(crm) == ["K1"]


def test_it_is_known_when_it_was_done(crm: Crm) -> None:
    crm.ok("task", "add", "send quote")
    made = crm.ok("done", "K1", "--at", "yesterday 15:00", "--json").json["record"]
    assert made["done_at"] == "2026-11-19T14:00:00.000Z"
    assert made["status"] == "done"
    crm.ok("task", "add", "other")
    result = crm("done", "K2", "--at", "tomorrow")
    assert result.code == 2
    assert "in the future" in result.err


def test_a_recurring_task_makes_the_next(crm: Crm) -> None:
    crm.ok("contact", "add", "Jane Smith")
    crm.ok("task", "add", "report", "--due", "mon 09:00", "--every", "2 weeks",
           "--contact", "jane", "--tag", "weekly", "--priority", "high")  # fmt: skip
    result = crm.ok("done", "K1")
    assert result.out.startswith("done: K1 report · next: K2, due Mon 2026-12-07 09:00 (undo")
    following = crm.ok("task", "list", "--json").json[0]
    wanted = {
        "ref": "K2",
        "title": "report",
        "due_on": "2026-12-07",
        "due_time": "09:00",
        "priority": "high",
        "contact": "Jane Smith",
        "owner": "amy",
        "recurrence": "2 weeks",
        "tags": ["weekly"],
        "done_at": None,
    }
    assert {name: following[name] for name in wanted} == wanted


def test_undoing_done_takes_the_next_one_away(crm: Crm) -> None:
    crm.ok("task", "add", "report", "--due", "mon", "--repeat", "weekly")
    changeset = crm.ok("done", "K1", "--json").json["changeset"]
    assert refs(crm) == ["K2"]
    crm.ok("undo", str(changeset))
    assert refs(crm) == ["K1"]


def test_a_dry_run_ticks_nothing_off(crm: Crm) -> None:
    crm.ok("task", "add", "report", "--due", "mon", "--every", "week")
    result = crm.ok("done", "K1", "--dry-run")
    assert result.out.startswith("dry run, nothing written: done: K1 report · next: K")
    assert refs(crm) == ["K1"]


# Putting off -----------------------------------------------------------------------------


def test_a_task_is_put_off(crm: Crm) -> None:
    crm.ok("task", "add", "call", "--due", "today 15:00")
    result = crm.ok("task", "snooze", "K1", "2 days")
    assert result.out.startswith("put off task K1 call, due Sun 2026-11-22 15:00 (undo")
    assert "due Fri 2026-11-27 09:30" in crm.ok("task", "snooze", "call", "下周五 09:30").out


@pytest.mark.parametrize(
    ("due", "to", "then"),
    [
        ("2026-12-18", "1 week", "Fri 2026-12-25"),
        ("2026-12-18 15:00", "in 2 hours", "Fri 2026-12-18 17:00"),
        ("2026-12-18", "两周后", "Fri 2027-01-01"),
        ("2026-12-18", "2026-12-21", "Mon 2026-12-21"),
        ("2026-11-10", "1 week", "Fri 2026-11-27"),
        ("today 11:30", "in 2 hours", "Fri 2026-11-20 13:30"),
        ("today 10:30", "in 2 hours", "Fri 2026-11-20 13:00"),
    ],
)
def test_a_distance_counts_from_the_due_day_to_come(
    crm_sqlite: Crm, due: str, to: str, then: str
) -> None:
    crm_sqlite.ok("task", "add", "call", "--due", due)
    assert f"put off task K1 call, due {then} (undo" in crm_sqlite.ok("task", "snooze", 1, to).out


@pytest.mark.parametrize("to", ["tomorrow", "mon", "1 week ago", "2026-12-18 14:00"])
def test_nothing_is_put_off_to_before_it_was_due(crm_sqlite: Crm, to: str) -> None:
    crm_sqlite.ok("task", "add", "call", "--due", "2026-12-18 15:00")
    result = crm_sqlite("task", "snooze", "K1", to)
    assert (result.code, "before K1 is due (2026-12-18 15:00)" in result.err) == (2, True)
    assert "crm task edit K1 --due" in result.err


@pytest.mark.parametrize(
    ("due", "every", "to", "following"),
    [
        ("2026-11-23", "week", "wed", "Mon 2026-11-30"),
        ("2026-11-23", "2 weeks", "1 week", "Mon 2026-12-07"),
        ("2026-11-30", "month on 31", "2026-12-02", "Thu 2026-12-31"),
        ("2026-12-31", "month", "1 day", "Sun 2027-01-31"),
    ],
)
def test_a_series_keeps_its_days(crm: Crm, due: str, every: str, to: str, following: str) -> None:
    crm.ok("task", "add", "report", "--due", due, "--every", every)
    crm.ok("task", "snooze", "K1", to)
    assert f"next: K2, due {following} (undo" in crm.ok("done", "K1").out
    assert "from" not in crm.ok("task", "show", "K2", "--json").json["recurrence"]


def test_another_due_day_moves_the_series(crm_sqlite: Crm) -> None:
    crm_sqlite.ok("task", "add", "report", "--due", "2026-11-23", "--every", "week")
    crm_sqlite.ok("task", "snooze", "K1", "wed")
    assert crm_sqlite.ok("task", "show", "K1", "--json").json["recurrence"] == (
        "week from 2026-11-23"
    )
    crm_sqlite.ok("task", "edit", "K1", "--due", "2026-11-26")
    assert "due Thu 2026-12-03" in crm_sqlite.ok("done", "K1").out


def test_what_is_done_or_past_is_not_put_off(crm: Crm) -> None:
    crm.ok("task", "add", "call", "--due", "today")
    result = crm("task", "snooze", "K1", "2026-11-19")
    assert (result.code, "2026-11-19 is past" in result.err) == (2, True)
    crm.ok("done", "K1")
    result = crm("task", "snooze", "K1", "mon")
    assert (result.code, "K1 call is done already" in result.err) == (7, True)
    crm.ok("task", "edit", "K1", "--done-at", "")
    assert crm.ok("task", "snooze", "K1", "mon").code == 0


def test_a_title_is_no_markup(crm: Crm) -> None:
    crm.ok("task", "add", "[red]x[/] {y} \x1b[31m")
    assert "K1 [red]x[/] {y} ^[[31m" in crm.ok("done", "K1").out
    assert crm.ok("task", "list", "--done", "--json").json[0]["title"] == "[red]x[/] {y} \x1b[31m"


def test_put_off_to_the_same_day(crm: Crm) -> None:
    crm.ok("task", "add", "call Bob", "--due", "2026-11-23")
    result = crm.ok("task", "snooze", "K1", "mon")
    assert result.out == "no change: task K1 call Bob is due Mon 2026-11-23 already\n"


def test_a_day_is_no_time(crm_sqlite: Crm) -> None:
    result = crm_sqlite("task", "add", "call Bob", "--due-time", "fri")
    assert result.code == 2
    assert "it is a day, and only a time of day is wanted here" in result.err


@pytest.mark.parametrize(
    ("words", "title", "due", "contact", "said"),
    [
        (("call Jürgen about pricing tomorrow 10am",), "call Jürgen about pricing",
         "2026-11-21 10:00", "Jürgen Groß", ""),
        (("send Ann Lee the offer by dec 15",), "send Ann Lee the offer", "2026-12-15", "Ann Lee",
         ""),
        (("下周一给王芳发合同",), "给王芳发合同", "2026-11-23", "王芳", ""),
        (("call Ann tomorrow",), "call Ann", "2026-11-21", None, "fits several"),
        (("call Ann Lee on Monday", "--due", "fri", "--contact", "王芳"), "call Ann Lee on Monday",
         "2026-11-27", "王芳", ""),
        (("prepare the Monday meeting",), "prepare the Monday meeting", "", None,
         "--due 2026-11-23"),
        (("read the report",), "read the report", "", None, ""),
    ],
)  # fmt: skip
def test_the_title_says_the_day_and_whom_it_is_about(
    crm: Crm, words: tuple[str, ...], title: str, due: str, contact: str | None, said: str
) -> None:
    for name in ("Jürgen Groß", "Ann Lee", "Ann Ray", "王芳"):
        crm.ok("contact", "add", name)
    result = crm.ok("task", "add", *words)
    assert said in result.out
    (task,) = crm.ok("task", "list", "--json").json
    shown = f"{task['due_on'] or ''} {task['due_time'] or ''}".strip()
    assert (task["title"], shown, task["contact"]) == (title, due, contact)
