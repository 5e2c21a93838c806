"""`crm log "a sentence"`. Today is Fri 2026-11-20, 11:00 in Berlin."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Crm

LINE = "called Jane Smith @acme 15m #vip :) about renewal, wants SSO, next fri: send quote"


@pytest.fixture
def crm(crm: Crm) -> Crm:
    """Jane at Acme, 张伟 at 华为, and two called John."""
    crm.ok("contact", "add", "Jane Smith", "--email", "jane@acme.de", "--company", "Acme",
           "--create")  # fmt: skip
    crm.ok("contact", "add", "张伟", "--company", "华为技术有限公司", "--create")
    crm.ok("contact", "add", "John Doe")
    crm.ok("contact", "add", "John Roe")
    return crm


def written(crm: Crm) -> tuple[int, ...]:
    """How many rows there are of what a sentence can make."""
    tables = ("changeset", "interaction", "task", "contact", "company", "deal", "tag")
    found = tuple(
        int(crm.database.rows(f"SELECT count(*) AS n FROM {table}")[0]["n"]) for table in tables
    )
    crm.database.close()
    return found


def test_it_echoes_what_it_understood(crm: Crm) -> None:
    assert crm.ok("log", LINE).lines == [
        "logged call I1 (undo: crm undo 6)",  # init, four contacts
        "  who     C1 Jane Smith, O1 Acme",
        "  what    call, to them",
        "  when    Fri 2026-11-20 11:00",
        "  length  15 min",
        "  tags    vip",
        "  feeling positive",
        "  about   renewal",
        "  text    wants SSO",
        "  next    K1 send quote, due Fri 2026-11-27",
    ]


def test_what_it_wrote(crm: Crm) -> None:
    made: Any = crm.ok("log", LINE, "--json").json
    wanted = {
        "ref": "I1",
        "kind": "call",
        "direction": "out",
        "occurred_at": "2026-11-20T10:00:00.000Z",
        "owner": "amy",
        "contacts": ["Jane Smith"],
        "company": "Acme",
        "seconds": 900,
        "subject": "renewal",
        "body": "wants SSO",
        "sentiment": "positive",
        "tags": ["vip"],
    }
    assert {name: made["record"][name] for name in wanted} == wanted
    assert made["record"]["people"] == [{"ref": "C1", "name": "Jane Smith"}]
    (task,) = made["record"]["tasks"]
    wanted = {"title": "send quote", "due_on": "2026-11-27", "contact": "Jane Smith"}
    wanted |= {"company": "Acme", "owner": "amy", "interaction_id": 1}
    assert {name: task[name] for name in wanted} == wanted


def test_a_sentence_is_undone_as_one(crm: Crm) -> None:
    before = written(crm)
    changeset = crm.ok("log", LINE.replace("Jane Smith @acme", "Ada Byron @initech"), "--create",
                       "--json").json["changeset"]  # fmt: skip
    assert written(crm) == tuple(
        count + more for count, more in zip(before, (1, 1, 1, 1, 1, 0, 1), strict=True)
    )
    crm.ok("undo", str(changeset))
    assert crm.ok("interaction", "list", "--json").json == []
    assert crm("contact", "show", "Ada Byron").code == 3


def test_a_sentence_in_chinese(crm: Crm) -> None:
    result = crm.ok("log", "昨天下午3点见了华为的张总 30分钟，想要报价，下周五发合同")
    assert result.lines[1:] == [
        "  who     C2 张伟, O2 华为技术有限公司",
        "  what    meeting",
        "  when    Thu 2026-11-19 15:00",
        "  length  30 min",
        "  text    想要报价",
        "  next    K1 发合同, due Fri 2026-11-27",
    ]


def test_a_deal_is_made_only_when_it_is_said_to_be(crm: Crm) -> None:
    crm.ok("log", "called Jane, budget 12k, won it, very happy")
    assert crm.ok("deal", "list", "--json").json == []
    result = crm.ok("log", 'called Jane, +deal 12k "SSO, for all"')
    assert "  deal    D1 SSO, for all, 12,000.00 EUR (new)" in result.lines
    (deal,) = crm.ok("deal", "list", "--json").json
    assert (deal["company"], deal["amount"], deal["stage"]) == ("Acme", "12000.00", "lead")
    made = crm.ok("interaction", "list", "--json").json
    assert [(one["deal"], one["sentiment"]) for one in made] == [
        ("SSO, for all", None),
        (None, None),
    ]


def test_a_company_and_a_deal_are_partners_too(crm: Crm) -> None:
    crm.ok("deal", "add", "Renewal", "--company", "Acme", "--contact", "C1")
    made = crm.ok("log", "visited acme 1h", "--json").json["record"]
    assert (made["contacts"], made["company"], made["deal"]) == ([], "Acme", None)
    made = crm.ok("log", "called D1 about price", "--json").json["record"]
    assert (made["contacts"], made["company"], made["deal"]) == (["Jane Smith"], "Acme", "Renewal")


def test_options_add_to_a_sentence(crm: Crm) -> None:
    made = crm.ok("log", "called Jane #a", "--minutes", "20", "--tag", "b", "--with", "张伟",
                  "--next", "send it", "--due", "mon", "--at", "yesterday 15:00",
                  "--json").json["record"]  # fmt: skip
    assert (made["seconds"], made["tags"], made["contacts"]) == (
        1200, ["a", "b"], ["Jane Smith", "张伟"]
    )  # fmt: skip
    assert made["occurred_at"] == "2026-11-19T14:00:00.000Z"
    assert [task["due_on"] for task in made["tasks"]] == ["2026-11-23"]
    result = crm("log", "called Jane 15m", "--minutes", "20")
    assert (result.code, "says the length, and so does an option" in result.err) == (2, True)


@pytest.mark.parametrize(
    ("text", "code", "error", "hint"),
    [
        ("called John about it", 5, "'John' fits several: C3 John Doe, C4 John Roe", "@acme"),
        ("called Ada Byron", 3, "there is no 'Ada Byron'", "--create"),
        ("called Jane @initech", 3, "there is no 'Jane' at initech; the nearest: C1", "--create"),
        ("tomorrow called Jane", 2, "Sat 2026-11-21 is still to come", "crm task add"),
        ("we want a quote", 2, "cannot tell what happened", "begin with called"),
        ("called", 2, "say with whom", "crm log call"),
        ("called Jane, 3/4: call", 2, "3 April or 4 March", "2027-04-03"),
        ('called Jane, +deal 12x "A"', 2, "12x", "units"),
    ],
)
def test_what_is_refused_leaves_nothing(
    crm: Crm, text: str, code: int, error: str, hint: str
) -> None:
    before = written(crm)
    result = crm("log", text)
    assert (result.code, result.out) == (code, "")
    message, way_out = result.err.splitlines()
    assert error in message and hint in way_out
    assert written(crm) == before


def test_a_reminder_makes_the_follow_up_alone(crm: Crm) -> None:
    result = crm.ok("log", "remind me tomorrow at 9 to call Jane back")
    assert result.lines == [
        "added follow-up K1, logged nothing (undo: crm undo 6)",
        "  who     Jane Smith, Acme",
        "  next    call Jane back, due Sat 2026-11-21 09:00",
    ]
    assert crm.ok("interaction", "list", "--json").json == []
    assert crm("log", "remind me tomorrow to call John").code == 5
    rows = crm.ok("log", "-", "--json", stdin="called Jane\n明天给张伟打电话\n").json["rows"]
    assert [row["ref"] for row in rows] == ["I1", "K2"]
    made = crm("log", "remind me tomorrow to call Jane", "--minutes", "5")
    assert (made.code, "what is to do" in made.err) == (2, True)


def test_a_day_to_come_that_may_be_to_do_is_said(crm: Crm) -> None:
    result = crm.ok("log", "called Jane, meeting moved to Monday 14:00")
    assert (
        '"meeting moved to Monday 14:00" is kept as text; if it is to do: crm task add'
        ' "meeting moved to Monday 14:00" --due 2026-11-23' in result.out
    )
    assert crm.ok("task", "list", "--json").json == []
    assert "kept as text" not in crm.ok("log", "called Jane, she decides on Monday").out


def test_the_word_of_a_kind_alone_is_no_sentence(crm: Crm) -> None:
    for word in ("call", "called", "电话", "email"):
        assert "say with whom" in crm("log", word).err


def test_lines_of_stdin(crm: Crm) -> None:
    lines = "called Jane 15m\n\nemailed Ada Byron @initech, next: send it\r\n给Ada Byron打电话\n"
    result = crm.ok("log", "-", "--create", stdin=lines)
    assert result.lines[0].startswith("logged 3 entries (undo: crm undo ")
    assert result.lines[1:] == [
        "  call I1 with Jane Smith (Acme), 15 min",
        "  email I2 with Ada Byron (initech) · next: K1 send it",
        "  call I3 with Ada Byron (initech)",
        "  made company O3 initech",
        "  made contact C5 Ada Byron",
    ]
    rows = crm.ok("log", "-", "--json", stdin="called Jane\nmet 张伟").json["rows"]
    assert [row["kind"] for row in rows] == ["call", "meeting"]


@pytest.mark.parametrize(
    ("stdin", "code", "error"),
    [
        (b"called Jane\nhello\n", 4, "line 2: cannot tell what happened in 'hello'"),
        (b"called Jane\n\nmet Ada @initech\r\n", 3, "line 3: there is no 'Ada' at initech"),
        (b"called John\n", 5, "line 1: 'John' fits several"),
        (b"called Jane\ntomorrow met Jane\n", 4, "line 2: Sat 2026-11-21 is still to come"),
        (b"called Jane \0\n", 4, "line 1: the text"),
        (b"called Jane \xff\n", 4, "not UTF-8 at byte 12"),
    ],
)
def test_one_line_that_is_refused_refuses_all(
    crm: Crm, stdin: bytes, code: int, error: str
) -> None:
    before = written(crm)
    result = crm("log", "-", stdin=stdin)
    assert (result.code, error in result.err) == (code, True), result.err
    assert written(crm) == before


def test_no_lines_are_nothing_to_log(crm: Crm) -> None:
    before = written(crm)
    assert crm.ok("log", "-", stdin="\n \n").out == "nothing to log: stdin has no lines\n"
    assert written(crm) == before


def test_a_dry_run_shows_what_was_understood(crm: Crm) -> None:
    before = written(crm)
    result = crm.ok("log", "called Ada Byron @initech 15m", "--create", "--dry-run")
    assert result.lines == [
        "dry run, nothing written: would have logged call I1",
        "  who     C5 Ada Byron, O3 initech",
        "  what    call, to them",
        "  when    Fri 2026-11-20 11:00",
        "  length  15 min",
        "  made company O3 initech",
        "  made contact C5 Ada Byron",
    ]
    assert written(crm) == before


def test_a_sentence_that_is_refused_makes_no_database(crm_sqlite: Crm) -> None:
    path = crm_sqlite.database.path
    path.unlink()
    result = crm_sqlite("log", "called Ada Byron")
    assert (result.code, path.exists()) == (3, False)
    assert crm_sqlite.ok("log", "called Ada Byron", "--create").lines[-1] == (
        "  made contact C1 Ada Byron"
    )


def test_hostile_names_are_shown_harmless(crm: Crm) -> None:
    crm.ok("contact", "add", "[red]x[/] \x1b[31mEve")
    result = crm.ok("log", "called [red]x[/] about {x} %s \x1b]0 t\x07")
    assert "\x1b" not in result.out
    assert "  about   {x} %s ^[]0 t^G" in result.lines


# What is said of a reference --------------------------------------------------------------


def test_a_reference_of_the_agenda_says_with_whom(crm: Crm) -> None:
    crm.ok("deal", "add", "Renewal", "--company", "Acme", "--contact", "C1")
    crm.ok("task", "add", "call her", "--contact", "C1", "--deal", "D1")
    crm.ok("ticket", "open", "It is broken", "--contact", "C1")
    crm.ok("survey", "add", "csat", "2", "--contact", "C1")
    made = crm.ok("log", "K1", "called 5m, she agrees, next fri: send quote", "--json").json
    record = made["record"]
    names = ("kind", "contacts", "company", "deal", "seconds", "body")
    assert [record[name] for name in names] == [
        "call", ["Jane Smith"], "Acme", "Renewal", 300, "she agrees"
    ]  # fmt: skip
    assert [(task["title"], task["deal"]) for task in record["tasks"]] == [
        ("send quote", "Renewal")
    ]
    made = crm.ok("log", "t1", "emailed her about the fix").lines
    assert "  ticket  T1 It is broken" in made
    assert "  it is the first response to T1" in made
    assert "  answer  V1" in crm.ok("log", "V1", "left a voicemail").lines
    assert crm.ok("log", "D1", "很满意", "--json").json["record"]["kind"] == "note"
    assert "  who     O1 Acme" in crm.ok("log", "O1", "visited 1h").lines
    assert crm.ok("log", "C1", "met", "today", "--json").json["record"]["contacts"] == [
        "Jane Smith"
    ]


def test_what_is_said_of_a_reference_may_come_from_stdin(crm: Crm) -> None:
    made = crm.ok("log", "C1", "-", "--json", stdin="called 5m\nwants SSO\n").json["record"]
    assert (made["kind"], made["seconds"], made["body"]) == ("call", 300, "wants SSO")


def test_a_logged_call_starts_the_cadence_anew(crm: Crm) -> None:
    crm.ok("contact", "edit", "C1", "--keep-in-touch", "30")
    assert "C1" in crm.ok("today").out
    crm.ok("log", "C1", "called")
    assert "C1" not in crm.ok("today").out


def test_a_reference_that_is_about_nobody(crm: Crm) -> None:
    crm.ok("task", "add", "alone")
    before = written(crm)
    for ref, code, error in (("K1", 2, "K1 is about nobody"), ("K9", 3, "no task with id 9")):
        result = crm("log", ref, "called")
        assert (result.code, error in result.err) == (code, True)
    assert written(crm) == before
