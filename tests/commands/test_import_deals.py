"""`crm import` of deals, interactions and tasks."""

from __future__ import annotations

import pytest

from tests.commands.helpers import put, records
from tests.conftest import Crm


def test_won_and_lost_deals_without_a_closing_day_are_named(crm: Crm) -> None:
    text = (
        "title,stage,amount,closed at,备注\n"
        "A,won,100,,nice\nB,lost,100,2026-02-01,\nC,lead,100,,\nD,won,100,,\n"
    )
    file = put(crm, "deals.csv", text)
    page = crm.ok("import", file, "--as", "deals", "--check", "--json").json
    assert (page["undated_deals"], page["phones_of_no_region"]) == (2, None)
    result = crm.ok("import", file, "--as", "deals")
    assert "2 won or lost deals have no closing day" in result.out
    mends = "deal edit --where stage=won,lost --where closed_at= --set closed_at="
    assert f"(crm {mends}DATE)" in result.out
    assert "columns left out: 备注 (--keep-rest makes fields of them)\n" in result.out
    assert "next: crm deal list" in result.out
    again = crm.ok("import", file, "--as", "deals", "--keep-rest")
    assert "no closing day" in again.out  # of the one that this changes
    assert records(crm, "deal", "title", "备注")[0] == {"title": "A", "备注": "nice"}
    crm.ok(*f"{mends}2026-03-01 --yes".split())
    report = crm.ok("report", "wins", "--period", "2026", "--json").json["sections"]["closed"]
    assert (report[0]["won"], report[0]["lost"]) == (2, 1)
    text = "title,stage\nE,lost\n"
    result = crm.ok("import", put(crm, "b.csv", text), "--as", "deals", "--json")
    assert result.json["record"]["undated_deals"] == 1
    assert any("--map COLUMN=closed_at" in line for line in result.json["details"])


def test_deals_closed_before_they_were_opened_are_taken_and_named(crm: Crm) -> None:
    text = (
        "title,stage,opened,closed\nA,won,2026-03-02,2026-03-01\nB,won,2026-03-01,2026-03-05\n"
        "C,lost,2026-03-01,2026-03-01\n"
    )
    file = put(crm, "deals.csv", text)
    page = crm.ok("import", file, "--as", "deals", "--check", "--json").json
    assert (page["new"], page["backwards_deals"], page["rejected"]) == (3, 1, 0)
    result = crm.ok("import", file, "--as", "deals", "--json").json
    assert result["record"]["backwards_deals"] == 1
    assert any("1 deal was closed before it was opened" in line for line in result["details"])
    assert records(crm, "deal", "title", "opened_at", "closed_at")[0] == {
        "title": "A",
        "opened_at": "2026-03-02",
        "closed_at": "2026-03-01",
    }
    days = crm.ok("report", "wins", "--period", "2026", "--json").json["sections"]["days"]
    assert {row["outcome"]: (row["deals"], row["left_out"]) for row in days} == {
        "won": (1, 1),
        "lost": (1, 0),
    }
    assert crm.ok("deal", "show", "A", "--json").json["days_open"] is None
    assert "3 unchanged" in crm.ok("import", file, "--as", "deals").lines[0]


# Deals -----------------------------------------------------------------------------------

DEALS = """\
id,agent,product,account,deal_stage,engaged,closed,value
A1,Moses,GTXPro,Alpha,Won,2016-10-20,2017-03-01,1054
A2,Zane,MG,,Engaging,2016-11-03,,
A3,Moses,MG,Beta,Lost,2016-10-25,2017-03-11,0
A4,Zane,GTXPro,,Prospecting,,,
"""
DEAL_OPTIONS = (
    *("--as", "deals", "--map", "id=external_id", "--map", "agent=owner"),
    *("--map", "product=field:product", "--map", "deal_stage=stage", "--map", "engaged=opened_at"),
    *("--map", "closed=closed_at", "--map", "value=amount"),
    *("--value", "stage:Engaging=qualified", "--value", "stage:Prospecting=lead"),
    *("--value", "field:product:GTXPro=GTX Pro", "--default", "title={product} {company}"),
)


def test_deals_of_another_program(crm: Crm) -> None:
    file = put(crm, "pipeline.csv", DEALS)
    result = crm.ok("import", file, *DEAL_OPTIONS)
    assert "4 deals created" in result.lines[0]
    names = ("title", "company", "stage", "amount", "opened_at", "closed_at", "owner", "product")
    found = crm.ok("deal", "list", "--json", "--sort", "id").json
    assert [tuple(row[name] for name in names) for row in found] == [
        (
            "GTX Pro Alpha",
            "Alpha",
            "won",
            "1054.00",
            "2016-10-20",
            "2017-03-01",
            "Moses",
            "GTX Pro",
        ),
        ("MG", None, "qualified", None, "2016-11-03", None, "Zane", "MG"),
        ("MG Beta", "Beta", "lost", "0.00", "2016-10-25", "2017-03-11", "Moses", "MG"),
        ("GTX Pro", None, "lead", None, None, None, "Zane", "GTX Pro"),
    ]
    moves = crm.database.rows(
        "SELECT s.name, m.from_stage_id AS before, m.at FROM stage_move m"
        " JOIN stage s ON s.id = m.to_stage_id ORDER BY m.id"
    )
    crm.database.close()
    assert [(row["name"], row["before"], row["at"]) for row in moves] == [
        ("won", None, "2017-03-01"),
        ("qualified", None, "2016-11-03"),
        ("lost", None, "2017-03-11"),
        ("lead", None, None),
    ]
    again = crm.ok("import", file, *DEAL_OPTIONS)
    assert "4 unchanged" in again.lines[0] and "undo" not in again.lines[0]


def test_a_newer_file_moves_deals_when_it_may_overwrite(crm: Crm) -> None:
    crm.ok("import", put(crm, "pipeline.csv", DEALS), *DEAL_OPTIONS)
    newer = DEALS.replace("Engaging,2016-11-03,,", "Won,2016-11-03,2017-04-01,99")
    file = put(crm, "pipeline.csv", newer)
    kept = crm.ok("import", file, *DEAL_OPTIONS, "--on-match", "fill")
    assert "value differs from what is there" in kept.out or "values differ" in kept.out
    assert crm.ok("deal", "show", "D2", "--json").json["stage"] == "qualified"
    crm.ok("import", file, *DEAL_OPTIONS, "--on-match", "overwrite")
    deal = crm.ok("deal", "show", "D2", "--json").json
    assert (deal["stage"], deal["closed_at"], deal["amount"]) == ("won", "2017-04-01", "99.00")
    moves = crm.database.rows("SELECT at FROM stage_move WHERE deal_id = 2 ORDER BY id")
    assert [row["at"] for row in moves] == ["2016-11-03", "2017-04-01"]


def test_an_outcome_beside_the_stage_keeps_both(crm: Crm) -> None:
    text = (
        "Deal - Title*,Deal - Value,Deal - Currency of value,Deal - Status,Deal - Stage (pipeline),"
        "Deal - Expected close date,Deal - Won time,Deal - Lost time,Contact person\n"
        "One,120 000,CZK,Open,Qualified,30.09.2026,,,ann@x.example\n"
        "Two,5,USD,Won,Negotiation,,15.06.2026 10:00,,\n"
        "Three,,,Lost,Qualified,,,20.05.2026,\n"
    )
    options = (
        *("--as", "deals", "--map", "Deal - Status=outcome", "--create-contacts"),
        *("--map", "Deal - Won time=closed_at", "--map", "Deal - Lost time=closed_at"),
    )
    crm.ok("import", put(crm, "deals.csv", text), *options)
    found = crm.ok("deal", "list", "--json", "--sort", "id").json
    names = ("title", "amount", "currency", "stage", "expected_close", "closed_at", "contacts")
    assert [tuple(row[name] for name in names) for row in found] == [
        ("One", "120000.00", "CZK", "qualified", "2026-09-30", None, ["ann@x.example"]),
        ("Two", "5.00", "USD", "won", None, "2026-06-15", []),
        ("Three", None, None, "lost", None, "2026-05-20", []),
    ]
    moves = crm.database.rows(
        "SELECT s.name, m.at FROM stage_move m JOIN stage s ON s.id = m.to_stage_id ORDER BY m.id"
    )
    assert [(row["name"], row["at"]) for row in moves] == [
        ("qualified", None),
        ("negotiation", None),
        ("won", "2026-06-15"),
        ("qualified", None),
        ("lost", "2026-05-20"),
    ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("X,Shiny,,,", "no stage called Shiny; the stages are lead, nurture, qualified"),
        ("X,won,Other,,", "no pipeline called Other; there is Sales"),
        ("X,won,,,2027-03-01", "2027-03-01 is still to come"),
        (",won,,,", "a deal needs a title, and this row has none"),
    ],
)
def test_deals_that_cannot_be(crm_sqlite: Crm, row: str, reason: str) -> None:
    text = f"title,stage,pipeline,opened_at,closed_at\n{row}\n"
    result = crm_sqlite("import", put(crm_sqlite, "a.csv", text), "--as", "deals")
    assert result.code == 4
    assert reason in result.err


def test_the_close_date_of_an_open_deal_is_the_expected_one(crm: Crm) -> None:
    text = "Deal Name,Deal Stage,Close Date\nX,proposal,2027-03-01\n"
    crm.ok("import", put(crm, "a.csv", text), "--as", "deals")
    wanted = {"expected_close": "2027-03-01", "closed_at": None}
    assert records(crm, "deal", "expected_close", "closed_at") == [wanted]


def test_a_value_that_no_row_has_is_told(crm: Crm) -> None:
    text = "title,stage\nX,won\n"
    options = ("--as", "deals", "--value", "stage:Engagin=lead")
    result = crm.ok("import", put(crm, "a.csv", text), *options)
    assert "no row has stage:engagin (--value)" in result.out


# Interactions and tasks ------------------------------------------------------------------


def test_interactions_and_their_people(crm: Crm) -> None:
    crm.ok("contact", "add", "Ann Lee", "--email", "ann@x.example", "--company", "Acme", "--create")
    text = (
        "type,contact,date,subject,notes,duration,owner\n"
        'call,Ann Lee <ann@x.example>,2026-11-03 15:00,Price,"one\ntwo",15 min,amy\n'
        "e-mail,ann lee,2026-11-04,,Hello,,\n"
    )
    file = put(crm, "calls.csv", text)
    crm.ok("import", file, "--as", "interactions")
    found = crm.ok("interaction", "list", "--json", "--sort", "id").json
    names = ("kind", "contacts", "occurred_at", "subject", "body", "seconds", "owner", "company")
    assert [tuple(row[name] for name in names) for row in found] == [
        ("call", ["Ann Lee"], "2026-11-03T14:00:00.000Z", "Price", "one\ntwo", 900, "amy", "Acme"),
        ("email", ["Ann Lee"], "2026-11-03T23:00:00.000Z", None, "Hello", None, None, "Acme"),
    ]
    again = crm.ok("import", file, "--as", "interactions")
    assert "2 unchanged" in again.lines[0] and "undo" not in again.lines[0]
    unknown = put(crm, "b.csv", "kind,contact\ncall,Nobody\n")
    result = crm("import", unknown, "--as", "interactions")
    assert result.code == 4
    assert "no contact Nobody (--create-contacts makes them)" in result.err
    crm.ok("import", unknown, "--as", "interactions", "--create-contacts")
    assert records(crm, "contact", "name")[1] == {"name": "Nobody"}


def test_people_are_made_once_and_the_first_named_is_the_main_one(crm: Crm) -> None:
    crm.ok("contact", "add", "Old", "--email", "old@x.example")
    text = "title,contact\nOne,New One <n@x.example>; old@x.example\nTwo,n@x.example; New Two\n"
    file = put(crm, "deals.csv", text)
    result = crm.ok("import", file, "--as", "deals", "--create-contacts")
    assert "made on the way: 2 contacts" in result.out
    assert records(crm, "deal", "contacts") == [
        {"contacts": ["New One", "Old"]},
        {"contacts": ["New One", "New Two"]},
    ]
    assert "2 unchanged" in crm.ok("import", file, "--as", "deals").lines[0]


def test_tasks(crm: Crm) -> None:
    crm.ok("deal", "add", "Big one")
    text = "task,due,deal,assignee,priority\nCall,2026-11-27 15:00,big one,bob,hoch\n"
    text = text.replace("hoch", "high")
    file = put(crm, "tasks.csv", text)
    crm.ok("import", file, "--as", "tasks")
    names = ("title", "due_on", "due_time", "deal", "owner", "priority")
    assert [
        tuple(row[name] for name in names) for row in crm.ok("task", "list", "--json").json
    ] == [("Call", "2026-11-27", "15:00", "Big one", "bob", "high")]
    assert "1 unchanged" in crm.ok("import", file, "--as", "tasks").lines[0]


def test_follow_ups_of_a_chinese_crm(crm: Crm) -> None:
    text = (
        "客户名称,联系人,跟进方式,跟进内容,跟进时间,下次跟进时间,跟进人\n"
        "北京未来,张伟,电话,聊了报价,2026-11-01 10:00,2026-11-25,李雷\n"
        "北京未来,张伟,微信,发资料,2026年11月2日,,李雷\n"
        "北京未来,张伟,拜访,现场,2026/11/3,,韩梅\n"
        "北京未来,张伟,邮件,发合同,2026-11-04,,李雷\n"
        "北京未来,张伟,会议,开会,2026-11-05,,李雷\n"
    )
    result = crm.ok("import", put(crm, "跟进.csv", text), "--create-contacts")
    assert "its columns are those of interactions" in result.out
    assert "columns left out: 下次跟进时间" in result.out
    found = records(crm, "interaction", "kind", "contacts", "company", "owner", "occurred_at")
    assert [(row["kind"], row["owner"]) for row in found] == [
        ("call", "李雷"),
        ("message", "李雷"),
        ("visit", "韩梅"),
        ("email", "李雷"),
        ("meeting", "李雷"),
    ]
    assert {(*row["contacts"], row["company"]) for row in found} == {("张伟", "北京未来")}
    assert found[0]["occurred_at"] == "2026-11-01T09:00:00.000Z"  # 10:00 in Berlin
