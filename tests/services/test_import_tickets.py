"""Importing the tickets and surveys of other systems. Today is Fri 2026-11-20, Berlin is UTC+1."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Crm, Result

TICKETS = """\
Ticket ID,Customer Name,Customer Email,Type,Subject,Description,Status,Priority,Channel,\
Created,First Response,Resolved,Satisfaction
7,Jane Smith,jane@acme.com,Incident,Portal is down,,Solved,Critical,E-mail,\
2026-11-02 09:00,2026-11-02 10:00,2026-11-03 09:00,5
8,Jane Smith,jane@acme.com,Question,,"How do I
log in?",Closed,Low,Phone,,2026-11-04T12:00:00Z,2026-11-04T11:00:00Z,2.0
9,Li Wei,li@wei.cn,投诉,Slow,,待处理,紧急,微信,2026-11-05 08:00,,,
"""


def bring_in(crm: Crm, text: str, noun: str, *words: str, name: str = "") -> Result:
    path = crm.folder / (name or f"{noun}.csv")
    Path(path).write_text(text, encoding="utf-8")
    return crm("import", path, "--as", noun, *words)


def tickets(crm: Crm, *words: str, text: str = TICKETS) -> Result:
    return bring_in(
        crm, text, "tickets", "--create-contacts", "--value", "status:待处理=open", *words
    )


# Tickets ---------------------------------------------------------------------------------


def test_tickets_are_taken_as_they_come(crm: Crm) -> None:
    result = tickets(crm)
    assert result.code == 0, result.err
    assert "3 tickets created" in result.out
    assert "made on the way: 2 contacts, 2 surveys" in result.out
    assert "ratings are dated by when their ticket was closed or resolved" in result.out
    assert crm.rows(
        "SELECT subject, kind, priority, status, channel, opened_at, responded_at, resolved_at,"
        " closed_at FROM ticket ORDER BY id",
    ) == [
        (
            "Portal is down", "problem", "urgent", "resolved", "email",
            "2026-11-02T08:00:00.000Z", "2026-11-02T09:00:00.000Z", "2026-11-03T08:00:00.000Z",
            None,
        ),
        # Without a date of its creation, and resolved before the first response.
        (
            "How do I", "question", "low", "closed", "phone",
            None, "2026-11-04T12:00:00.000Z", "2026-11-04T11:00:00.000Z", None,
        ),
        (
            "Slow", "complaint", "urgent", "open", "wechat",
            "2026-11-05T07:00:00.000Z", None, None, None,
        ),
    ]  # fmt: skip
    assert crm.rows(
        "SELECT ticket_id, from_status, to_status, at FROM ticket_move ORDER BY id"
    ) == [
        (1, None, "open", "2026-11-02T08:00:00.000Z"),
        (1, "open", "resolved", "2026-11-03T08:00:00.000Z"),
        (2, None, "open", None),
        (2, "open", "resolved", "2026-11-04T11:00:00.000Z"),
        (2, "resolved", "closed", None),
        (3, None, "open", "2026-11-05T07:00:00.000Z"),
    ]


def test_a_satisfaction_column_becomes_answers_about_the_tickets(crm: Crm) -> None:
    tickets(crm)
    assert crm.rows(
        "SELECT v.kind, v.score, v.answered_at, v.ticket_id, c.name"
        " FROM survey v JOIN contact c ON c.id = v.contact_id ORDER BY v.id",
    ) == [
        ("csat", 5, "2026-11-03T08:00:00.000Z", 1, "Jane Smith"),
        ("csat", 2, "2026-11-04T11:00:00.000Z", 2, "Jane Smith"),
    ]


def test_the_requester_is_found_by_address_or_made_with_the_name(crm: Crm) -> None:
    crm.ok("company", "add", "Acme")
    crm.ok("contact", "add", "Jane Doe", "--email", "JANE@acme.com", "--company", "Acme")
    assert tickets(crm).code == 0
    assert crm.rows(
        "SELECT c.name, o.name AS company FROM ticket t JOIN contact c ON c.id = t.contact_id"
        " LEFT JOIN company o ON o.id = t.company_id ORDER BY t.id",
    ) == [("Jane Doe", "Acme"), ("Jane Doe", "Acme"), ("Li Wei", None)]


def test_unknown_people_are_not_made_without_asking(crm: Crm) -> None:
    result = bring_in(crm, TICKETS, "tickets", "--value", "status:待处理=open")
    assert result.code == 4
    assert "--create-contacts makes them" in result.err
    assert crm.rows("SELECT count(*) FROM ticket") == [(0,)]


def test_the_same_file_again_changes_nothing(crm: Crm) -> None:
    tickets(crm)
    again = tickets(crm)
    assert "0 tickets created, 0 updated, 3 unchanged, 0 rejected" in again.out
    assert crm.rows("SELECT count(*) FROM survey") == [(2,)]


def test_the_same_file_without_ids_again_changes_nothing(crm: Crm) -> None:
    lines = [line.partition(",")[2] if line[0] in "T789" else line for line in TICKETS.split("\n")
             if line]  # fmt: skip
    text = "\n".join(lines)
    assert "3 tickets created" in tickets(crm, text=text).out
    assert "0 tickets created, 0 updated, 3 unchanged" in tickets(crm, text=text).out


def test_a_newer_file_changes_the_status_only_when_asked(crm: Crm) -> None:
    tickets(crm)
    newer = TICKETS.replace("待处理,紧急,微信,2026-11-05 08:00,,,", "Closed,紧急,微信,"
                            "2026-11-05 08:00,2026-11-06 08:00,2026-11-07 08:00,4")  # fmt: skip
    newer = newer.replace("2026-11-03 09:00,5", "2026-11-03 09:00,3")
    result = tickets(crm, "--on-match", "fill", text=newer)
    # The first response and the rating of T3 fill what was empty; its status and T1's rating stay.
    assert "1 updated" in result.out
    assert "2 values differ" in result.out
    assert crm.rows("SELECT status, responded_at, resolved_at FROM ticket WHERE id = 3") == [
        ("open", "2026-11-06T07:00:00.000Z", None)
    ]
    assert "2 updated" in tickets(crm, "--on-match", "overwrite", text=newer).out
    assert crm.rows("SELECT status, resolved_at FROM ticket WHERE id = 3") == [
        ("closed", "2026-11-07T07:00:00.000Z")
    ]
    assert crm.rows("SELECT from_status, to_status FROM ticket_move WHERE ticket_id = 3") == [
        (None, "open"),
        ("open", "closed"),
    ]
    assert crm.rows("SELECT score FROM survey ORDER BY id") == [(3,), (2,), (4,)]
    back = TICKETS.replace(",Solved,", ",Open,").replace("2026-11-03 09:00,5", ",3")
    assert tickets(crm, "--on-match", "overwrite", text=back).code == 0
    assert crm.rows("SELECT status, resolved_at FROM ticket WHERE id = 1") == [("open", None)]


def test_the_status_follows_from_the_dates_where_no_column_says_it(crm: Crm) -> None:
    text = (
        "subject,opened,resolved,closed\na,2026-11-01,,\nb,2026-11-01,2026-11-02,\n"
        "c,2026-11-01,,2026-11-03\n"
    )
    result = bring_in(crm, text, "tickets")
    # When the last one was resolved, nobody knows: its closing is no resolution.
    assert "1 ticket is resolved or closed, but the file does not say when" in result.out
    assert crm.rows("SELECT status, priority, resolved_at, closed_at FROM ticket ORDER BY id") == [
        ("open", "normal", None, None),
        ("resolved", "normal", "2026-11-01T23:00:00.000Z", None),
        ("closed", "normal", None, "2026-11-02T23:00:00.000Z"),
    ]
    moves = "SELECT from_status, to_status, at FROM ticket_move WHERE ticket_id = 3 ORDER BY id"
    assert crm.rows(moves)[1:] == [("open", "closed", "2026-11-02T23:00:00.000Z")]
    report = crm.ok("report", "tickets", "--period", "2026", "--json").json
    times = report["sections"]["times"]
    assert [row["tickets"] for row in times if row["time"] == "resolution"] == [1, 1]
    assert "1 ticket resolved at an unknown time: resolved in no period" in report["notes"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("2026-11-02 09:00,", "2026-12-02 09:00,", "2026-12-02 is still to come"),
        ("2026-11-02 10:00,", "01:45:00,", "is a time without its day"),
        ("2026-11-03 09:00,5", "2026-11-03 09:00,6", "a rating is 1 to 5, not 6"),
        ("Solved", "Stuck", 'no status "Stuck"'),
        ("Portal is down", "", "a ticket needs a subject"),
    ],
)
def test_rows_that_cannot_be_are_refused_with_the_reason(
    crm_sqlite: Crm, old: str, new: str, said: str
) -> None:
    result = tickets(crm_sqlite, text=TICKETS.replace(old, new, 1))
    assert result.code == 4
    assert "line 2" in result.err
    assert said in result.err
    skipped = tickets(crm_sqlite, "--skip-bad", text=TICKETS.replace(old, new, 1))
    assert skipped.code == 6
    assert "2 tickets created" in skipped.out


def test_an_import_of_tickets_can_be_undone(crm: Crm) -> None:
    tickets(crm)
    number = crm.rows("SELECT max(id) FROM changeset")[0][0]
    crm.ok("undo", str(number))
    for table in ("ticket", "ticket_move", "survey", "contact"):
        assert crm.rows(f"SELECT count(*) FROM {table}") == [(0,)], table


# Surveys ---------------------------------------------------------------------------------

SURVEYS = """\
Response ID,Email,Name,Score,Comment,Date,Ticket ID
a1,jane@acme.com,Jane Smith,9,great,2026-11-06,
a2,new@example.org,New Person,3,bad,2026-11-07 10:00,
a3,,,7,,,8
"""


def test_answers_are_bound_to_contacts_and_tickets(crm: Crm) -> None:
    tickets(crm)
    words = ("--default", "kind=nps", "--create-contacts")
    result = bring_in(crm, SURVEYS, "surveys", *words)
    assert result.code == 0, result.err
    assert crm.rows(
        "SELECT v.kind, v.score, v.comment, v.answered_at, c.name, v.ticket_id"
        " FROM survey v JOIN contact c ON c.id = v.contact_id WHERE v.kind = 'nps' ORDER BY v.id",
    ) == [
        ("nps", 9, "great", "2026-11-05T23:00:00.000Z", "Jane Smith", None),
        ("nps", 3, "bad", "2026-11-07T09:00:00.000Z", "New Person", None),
        ("nps", 7, None, None, "Jane Smith", 2),
    ]
    again = bring_in(crm, SURVEYS, "surveys", *words)
    assert "0 surveys created, 0 updated, 3 unchanged" in again.out


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("jane@acme.com,11,", "nps is 0 to 10, not 11"),
        ("jane@acme.com,,", "nps needs a score"),
        (",9,", "about someone or something"),
        (",9,99", "no ticket 99"),
        ("jane@acme.com,good,", "'good' is no score"),
    ],
)
def test_answers_that_cannot_be_are_refused(crm: Crm, row: str, said: str) -> None:
    crm.ok("contact", "add", "Jane", "--email", "jane@acme.com")
    result = bring_in(crm, f"email,score,ticket\n{row}\n", "surveys", "--default", "kind=nps")
    assert result.code == 4
    assert said in result.err


def test_servqual_pairs_come_from_one_column_or_two(crm: Crm) -> None:
    crm.ok("contact", "add", "Jane", "--email", "jane@acme.com")
    text = "email,tangibles,felt,hoped\njane@acme.com,5/3,4,6\n"
    words = ("--default", "kind=servqual", "--default", "empathy={hoped}/{felt}")
    assert bring_in(crm, text, "surveys", *words).code == 0
    assert crm.rows("SELECT dimension, expectation, perception FROM survey_score") == [
        ("tangibles", 5, 3),
        ("empathy", 6, 4),
    ]
    assert "1 unchanged" in bring_in(crm, text, "surveys", *words).out


# And back --------------------------------------------------------------------------------


def test_what_is_exported_comes_back_the_same(crm: Crm) -> None:
    tickets(crm)
    bring_in(crm, SURVEYS, "surveys", "--default", "kind=nps", "--create-contacts")
    crm.ok("survey", "add", "servqual", "--ticket", "T1", "--tangibles", "5/3", "--empathy", "7/7")
    crm.ok("ticket", "reply", "T1", "hello")
    crm.ok("task", "add", "call", "--ticket", "T1")
    for noun in ("tickets", "surveys", "interactions", "tasks"):
        path = crm.folder / f"out-{noun}.csv"
        crm.ok("export", noun, "--output", path)
        result = crm.ok("import", path, "--as", noun)
        assert "0 updated" in result.out, result.out
        assert " 0 rejected" in result.out
        assert f"0 {noun} created" in result.out


# What is not understood --------------------------------------------------------------------

ODD = """\
工单编号,标题,联系人,邮箱,类型,满意度
G1,无法登录,张伟,zw@hw.cn,咨询,5
G2,要求退款,李娜,ln@mi.cn,退款,好评
"""
MEANINGS = ("--value", "kind:退款=complaint", "--value", "rating:好评=5", "--create-contacts")


def test_words_that_are_none_of_ours_can_be_given_a_meaning(crm: Crm) -> None:
    result = bring_in(crm, ODD, "tickets")
    assert result.code == 4
    assert (
        'no kind of ticket "退款" (question, problem, complaint, suggestion, repair)' in result.err
    )
    hint = result.err.splitlines()[-1]
    for flag in ("--create-contacts", "--value 'kind:退款=…'", "--value 'rating:好评=…'"):
        assert flag in hint
    assert crm.rows("SELECT id FROM ticket") == []
    path = crm.folder / "tickets.csv"
    checked = crm("import", path, "--as", "tickets", "--check", "--json").json["command"]
    assert "--value 'kind:退款=…'" in checked
    assert "--create-contacts" in checked
    assert "--skip-bad" not in checked
    assert bring_in(crm, ODD, "tickets", *MEANINGS).code == 0
    assert crm.rows("SELECT kind FROM ticket ORDER BY id") == [("question",), ("complaint",)]
    assert crm.rows("SELECT score FROM survey ORDER BY id") == [(5,), (5,)]


def test_a_name_beside_an_address_is_one_person(crm: Crm) -> None:
    assert bring_in(crm, ODD, "tickets", *MEANINGS).code == 0
    assert crm.rows(
        "SELECT c.name, e.email FROM contact c JOIN contact_email e ON e.contact_id = c.id"
        " ORDER BY c.id",
    ) == [("张伟", "zw@hw.cn"), ("李娜", "ln@mi.cn")]


def test_a_column_of_scores_says_what_survey_it_is(crm: Crm) -> None:
    text = "Respondent Email,NPS Score,Date\nzw@hw.cn,9,2026-11-01\n"
    assert bring_in(crm, text, "surveys", "--create-contacts").code == 0
    assert crm.rows("SELECT kind, score FROM survey") == [("nps", 9)]
