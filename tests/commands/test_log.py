"""`crm log`: one line while the phone is warm. Today is Fri 2026-11-20, 11:00 in Berlin."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Crm


@pytest.fixture
def crm(crm: Crm) -> Crm:
    """Jane at Acme, 张伟 at Globex, and a deal D1 with both of Acme."""
    crm.ok("contact", "add", "Jane Smith", "--email", "jane@acme.de", "--phone", "030 1234567",
           "--company", "Acme", "--create")  # fmt: skip
    crm.ok("contact", "add", "张伟", "--company", "Globex", "--create")
    crm.ok("deal", "add", "Renewal", "--company", "Acme", "--contact", "jane", "--amount", "12k")
    return crm


def record(crm: Crm, *words: str) -> Any:
    """The interaction that was logged."""
    return crm.ok("log", *words, "--json").json["record"]


def written(crm: Crm) -> tuple[int, ...]:
    """How many changesets, interactions, tasks and contacts there are."""
    tables = ("changeset", "interaction", "task", "contact")
    found = tuple(
        int(crm.database.rows(f"SELECT count(*) AS n FROM {table}")[0]["n"]) for table in tables
    )
    crm.database.close()
    return found


# The line --------------------------------------------------------------------------------


def test_one_line_says_what_was_logged_and_what_is_next(crm: Crm) -> None:
    result = crm.ok("log", "call", "jane smith", "wants a quote", "--next", "send quote",
                    "--due", "fri", "--minutes", "15")  # fmt: skip
    assert result.out.startswith(
        "logged call I1 with Jane Smith (Acme), 15 min · next: K1 send quote, due Fri 2026-11-27"
        " (undo: crm undo "
    )
    task = crm.ok("task", "show", "K1", "--json").json
    wanted = {
        "title": "send quote",
        "due_on": "2026-11-27",
        "owner": "amy",
        "contact": "Jane Smith",
        "company": "Acme",
        "interaction_id": 1,
    }
    assert {name: task[name] for name in wanted} == wanted


def test_a_call_and_its_follow_up_are_undone_as_one(crm: Crm) -> None:
    before = written(crm)
    made = crm.ok("log", "call", "jane", "--next", "send quote", "--json").json
    changes, interactions, tasks, contacts = written(crm)
    assert (changes, interactions, tasks, contacts) == (before[0] + 1, 1, 1, 2)
    crm.ok("undo", str(made["changeset"]))
    assert crm.ok("task", "list", "--json").json == []
    assert crm.ok("interaction", "list", "--json").json == []


def test_it_is_now_by_me_in_the_persons_company(crm: Crm) -> None:
    made = record(crm, "call", "jane")
    wanted = {
        "ref": "I1",
        "kind": "call",
        "occurred_at": "2026-11-20T10:00:00.000Z",
        "owner": "amy",
        "contacts": ["Jane Smith"],
        "company": "Acme",
        "subject": None,
        "body": None,
        "direction": None,
        "seconds": None,
    }
    assert {name: made[name] for name in wanted} == wanted


def test_a_follow_up_without_a_day_has_none(crm: Crm) -> None:
    assert "next: K1 think (undo" in crm.ok("log", "note", "jane", "--next", "think").out
    assert crm.ok("task", "list", "--json").json[0]["due_on"] is None


def test_kinds_in_both_languages(crm: Crm) -> None:
    words = ("call", "电话", "met", "见面", "微信", "mail", "拜访", "备注")
    kinds = ["call", "call", "meeting", "meeting", "message", "email", "visit", "note"]
    assert [record(crm, word, "jane")["kind"] for word in words] == kinds


def test_who_is_a_person_or_a_company_or_a_deal(crm: Crm) -> None:
    def found(who: str) -> tuple[list[str], str, str | None]:
        made = record(crm, "call", who)
        return made["contacts"], made["company"], made["deal"]

    jane = (["Jane Smith"], "Acme", None)
    for who in ("c1", "JANE@acme.de", "+49 30 1234567", "smith", "name:jane"):
        assert found(who) == jane
    assert found("张") == (["张伟"], "Globex", None)
    assert found("O1") == found("acme") == ([], "Acme", None)
    assert found("D1") == found("renewal") == (["Jane Smith"], "Acme", "Renewal")


def test_a_person_comes_first_where_the_names_are_equally_close(crm: Crm) -> None:
    crm.ok("company", "add", "Jane Smith")
    assert record(crm, "call", "jane smith")["contacts"] == ["Jane Smith"]
    crm.ok("contact", "add", "Acme Miller")
    assert record(crm, "call", "acme")["contacts"] == []  # the company's whole name


def test_everything_else(crm: Crm) -> None:
    result = crm.ok("log", "meeting", "张伟", "--deal", "D1", "--minutes", "1h30",
                    "--at", "yesterday 15:00", "--channel", "zoom", "--out", "--with", "jane",
                    "--tag", "demo", "--tag", "vip", "--sentiment", "好",
                    "--link", "https://acme.de/x", "the", "second", "demo")  # fmt: skip
    assert result.out.startswith(
        "logged meeting I1 with 张伟 and Jane Smith (Globex), D1 Renewal, 1 h 30 min,"
        " Thu 2026-11-19 15:00 (undo"
    )
    made = crm.ok("interaction", "list", "--json").json[0]
    wanted = {
        "contacts": ["张伟", "Jane Smith"],
        "company": "Globex",
        "deal": "Renewal",
        "seconds": 5400,
        "occurred_at": "2026-11-19T14:00:00.000Z",
        "channel": "zoom",
        "direction": "out",
        "sentiment": "positive",
        "subject": "the second demo",
        "tags": ["demo", "vip"],
        "links": ["https://acme.de/x"],
    }
    assert {name: made[name] for name in wanted} == wanted


def test_another_company_than_the_persons(crm: Crm) -> None:
    assert record(crm, "call", "jane", "--company", "Globex")["company"] == "Globex"


def test_the_company_of_the_deal_stands_in(crm: Crm) -> None:
    crm.ok("contact", "add", "Free Lancer")
    made = record(crm, "call", "free", "--deal", "renewal")
    assert (made["contacts"], made["company"]) == (["Free Lancer"], "Acme")


# The text --------------------------------------------------------------------------------


def test_the_first_line_is_the_subject(crm: Crm) -> None:
    made = record(crm, "note", "jane", "Budget\n\n12k this year\n20k next")
    assert (made["subject"], made["body"]) == ("Budget", "12k this year\n20k next")


def test_a_long_line_is_cut_at_a_word_and_kept_whole(crm: Crm) -> None:
    text = "She wants to know " + "very " * 20 + "much"
    made = record(crm, "note", "jane", text)
    # 79 characters hold 18 + 12 × 5 = 78 and one more.
    assert made["subject"] == "She wants to know " + "very " * 11 + "very…"
    assert made["body"] == text


def test_a_long_chinese_line(crm: Crm) -> None:
    text = "她想知道价格" * 20
    made = record(crm, "note", "jane", text)
    assert (made["subject"], made["body"]) == (text[:79] + "…", text)


def test_hostile_text_is_stored_as_it_is(crm: Crm) -> None:
    made = record(crm, "note", "jane", "'; DROP TABLE contact; -- [b] {kind} \x1b[31m")
    assert made["subject"] == "'; DROP TABLE contact; -- [b] {kind} \x1b[31m"


# Refusals --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "code", "error", "hint"),
    [
        ([], 2, "say what it was, and with whom", 'crm log "called Jane'),
        (["call"], 2, "say with whom", "crm log call"),
        (["hello Jane"], 2, "cannot tell what happened", "called, met"),
        (["foo", "jane"], 2, 'no kind of interaction "foo"', "one of: call"),
        (["call", "1"], 2, "1 could be several records", "C1, O1, D1"),
        (["call", "Jane Smyth"], 3, "the nearest: C1 Jane Smith", 'crm contact add "Jane Smyth"'),
        (["call", "C9"], 3, "no contact with id 9", "crm contact list"),
        (["call", "x@y.de"], 3, "no contact, company or deal called 'x@y.de'", "--email x@y.de"),
        (["call", "jane", "--with", "nobody"], 3, "no contact called 'nobody'", "crm contact"),
        (["call", "jane", "--due", "fri"], 2, "--due needs --next", "--next"),
        (["call", "jane", "--next", "x", "--due", "3/4"], 2, "3 April or 4 March", "2027-04-03"),
        (["call", "jane", "--at", "tomorrow"], 2, "still to come", "--due 2026-11-21"),
        (["call", "jane", "--in", "--out"], 2, "two directions", "one of them"),
        (["call", "jane", "--minutes", "1.5"], 2, "hours or minutes", "1.5h"),
        (["call", "D1", "--deal", "D9"], 3, "no deal with id 9", "crm deal list"),
    ],
)
def test_what_is_refused_leaves_nothing(
    crm: Crm, words: list[str], code: int, error: str, hint: str
) -> None:
    before = written(crm)
    result = crm("log", *words)
    assert result.code == code
    assert result.out == ""
    message, way_out = result.err.splitlines()
    assert message.startswith("error: ") and error in message
    assert way_out.startswith("hint: ") and hint in way_out
    assert written(crm) == before


def test_two_of_one_name_are_listed(crm: Crm) -> None:
    crm.ok("contact", "add", "Jane Smith", "--email", "jane@globex.com")
    result = crm("log", "call", "jane smith")
    assert result.code == 5
    assert "C1 Jane Smith, C3 Jane Smith" in result.err


def test_two_deals_at_once(crm: Crm) -> None:
    crm.ok("deal", "add", "Other")
    result = crm("log", "call", "D1", "--deal", "D2")
    assert (result.code, "two deals" in result.err) == (2, True)


# Making the person, dry runs -------------------------------------------------------------


def test_a_person_who_is_not_there_is_made_when_asked_for(crm: Crm) -> None:
    result = crm.ok("log", "call", "Li Na", "--create", "--company", "Initech")
    assert result.out.startswith("logged call I1 with Li Na (Initech) (undo")
    assert {line.strip() for line in result.lines[1:]} == {
        "made company O3 Initech",
        "made contact C3 Li Na",
    }
    assert crm("log", "call", "x@y.de", "--create").code == 3
    assert crm.ok("log", "call", "Li Na", "--create").lines[1:] == []


def test_a_dry_run_writes_nothing(crm: Crm) -> None:
    before = written(crm)
    result = crm.ok("log", "call", "jane", "--next", "x", "--due", "mon", "--dry-run")
    assert result.out.startswith("dry run, nothing written: would have logged call I")
    assert written(crm) == before


def test_json_has_the_record_its_task_and_the_changeset(crm: Crm) -> None:
    made = crm.ok("log", "call", "jane", "--next", "x", "--json").json
    assert made["changeset"] == 5  # init, two contacts, a deal
    assert made["record"]["ref"] == "I1"
    assert [row["ref"] for row in made["record"]["tasks"]] == ["K1"]


def test_the_text_from_stdin(crm: Crm) -> None:
    """The first line is the subject, the rest the body; nothing at all is an error."""
    crm.ok("contact", "add", "Jane")
    text = "Renewal\r\nShe asked for a quote.\nFor 20 seats.\n"
    record = crm.ok("log", "note", "Jane", "-", "--json", stdin=text).json["record"]
    assert record["subject"] == "Renewal"
    assert record["body"] == "She asked for a quote.\nFor 20 seats."
    for empty in ("", " \n"):
        result = crm("log", "note", "Jane", "-", stdin=empty)
        assert result.code == 4
        assert result.err.startswith("error: stdin is empty")
    assert crm("log", "note", "Jane", "-", stdin=b"\xff\xfe").code == 4
    assert len(crm.ok("interaction", "list", "--json").json) == 1


HINT = "I1 is not linked to D1 Renewal: crm interaction edit I1 --deal D1"


@pytest.mark.parametrize(
    "words", [("call", "jane"), ("called Jane Smith about the quote",), ("C1", "called")]
)
def test_a_talk_about_none_of_the_deals_names_the_only_open_one(
    crm: Crm, words: tuple[str, ...]
) -> None:
    assert HINT in crm.ok("log", *words).out
    crm.ok("interaction", "edit", "I1", "--deal", "D1")
    assert crm.ok("interaction", "list", "--where", "deal=D1", "--json").json[0]["ref"] == "I1"
    assert "not linked" not in crm.ok("log", *words, "--deal", "D1").out


def test_a_talk_names_no_deal_where_it_is_not_clear_which_or_it_is_about_something_else(
    crm: Crm,
) -> None:
    assert "not linked" not in crm.ok("log", "call", "张伟").out
    crm.ok("ticket", "open", "Portal is down", "--contact", "jane")
    assert "not linked" not in crm.ok("log", "call", "jane", "--ticket", "T1").out
    assert "I3 is not linked to D1" in crm.ok("log", "-", stdin="called Jane\nemailed 张伟\n").out
    crm.ok("deal", "add", "Extension", "--contact", "jane")
    assert "not linked" not in crm.ok("log", "call", "jane").out
    crm.ok("deal", "win", "D1")
    assert "is not linked to D2 Extension" in crm.ok("log", "call", "jane").out
    crm.ok("deal", "delete", "D2", "--yes")
    assert "not linked" not in crm.ok("log", "call", "jane").out
