"""`crm import` of a sheet whose rows hold a company, a person, a touch, a next step and a deal."""

from __future__ import annotations

import pytest

from tests.commands.helpers import put, records
from tests.conftest import Crm

CHINESE = """\
客户名称(必填),联系人,手机,微信号,客户级别,客户来源,所属行业,省,市,跟进人,最近跟进时间,下次跟进时间,跟进记录,商机金额,预计成交日期,备注
成都明科,王建国,13800138000,wjg88,A,展会,机械,四川,成都,周婷,2026-01-20,2027-02-05,要报价,50000,2027-12-31,老客户介绍
绵阳华信,张磊,13900139000、13900139001,,B,官网,电子,四川,绵阳,周婷,2026-01-21,,电话沟通,,,
合计,,,,,,,,,,,,,50000,,
"""
ENGLISH = """\
Company,Contact,Email,Phone,Last contacted,Next step,Next step date,Deal,Amount,Stage,Owner,Notes
Acme,Jane Smith,jane@acme.com,+4930123456,2026-01-20,Send quote,2027-12-04,Renewal,9,proposal,bob,
Acme,Jane Smith,jane@acme.com,,2026-01-20,Call,2027-12-05,Service,1200,proposal,bob,
Acme,John Doe,john@acme.com,,2026-01-21,Call,2027-12-05,,,,bob,
Lund,,,,,Find a contact,2027-12-06,,,,,nobody yet
"""


def _counts(crm: Crm) -> list[int]:
    lists = ("company", "contact", "deal", "task")
    found = {noun: len(crm.ok(noun, "list", "--json").json) for noun in lists}
    return [*found.values()]


def test_a_chinese_sheet_is_five_records_a_row_and_undone_as_one(crm: Crm) -> None:
    crm.ok("init", "--currency", "CNY", "--timezone", "Asia/Shanghai")
    file = put(crm, "客户.csv", CHINESE)
    page = crm.ok("import", file, "--check", "--json").json
    assert [(row["records"], row["new"]) for row in page["parts"]] == [
        ("companies", 2),
        ("contacts", 2),
        ("deals", 1),
        ("interactions", 2),
        ("tasks", 1),
    ]
    assert page["parts"][1]["samples"] == ["王建国", "张磊"]
    assert _counts(crm) == [0, 0, 0, 0]
    result = crm.ok("import", file, "--default", "kind=call")
    assert "2 rows read; created: 2 companies, 2 contacts, 1 deal, 2 interactions" in result.out
    assert "line 4 (合计) holds sums and is left out" in result.out
    [wang] = [p for p in crm.ok("contact", "list", "--json").json if p["name"] == "王建国"]
    shown = crm.ok("contact", "show", wang["ref"], "--json").json
    text = str(shown)
    assert wang["company"] == "成都明科" and wang["owner"] == "周婷"
    for part in ("wechat:wjg88", "老客户介绍", "要报价", "50000.00", "2027-02-05"):
        assert part in text, part
    company = records(crm, "company", "name", "industry", "region", "city", "客户级别")[0]
    assert list(company.values()) == ["成都明科", "机械", "四川", "成都", "A"]
    [deal] = records(crm, "deal", "title", "company", "amount", "expected_close", "owner")
    assert list(deal.values()) == ["成都明科", "成都明科", "50000.00", "2027-12-31", "周婷"]
    crm.ok("undo", "--yes")
    assert _counts(crm) == [0, 0, 0, 0]


def test_the_next_night_changes_what_changed_and_no_more(crm: Crm) -> None:
    file = put(crm, "crm.csv", ENGLISH)
    assert "2 companies, 2 contacts, 2 deals" in crm.ok("import", file).lines[0]
    again = crm.ok("import", file)
    assert "created: none; updated: none" in again.lines[0] and "undo" not in again.lines[0]
    before = {row["id"]: row["title"] for row in records(crm, "task", "id", "title")}
    changed = put(crm, "crm.csv", ENGLISH.replace("Send quote,2027-12-04", "Visit,2027-12-20"))
    assert "created: none; updated: 1 task;" in crm.ok("import", changed).lines[0]
    after = {row["id"]: row["title"] for row in records(crm, "task", "id", "title")}
    assert {id: after[id] for id in after if after[id] != before[id]} == {
        next(id for id, title in before.items() if title == "Send quote"): "Visit"
    }
    crm.ok("done", "Visit")
    assert "created: none; updated: none" in crm.ok("import", changed).lines[0]
    later = put(crm, "crm.csv", ENGLISH.replace("Send quote,2027-12-04", "Ask,2027-12-30"))
    assert "created: 1 task; updated: none" in crm.ok("import", later).lines[0]


def test_a_new_date_of_the_touch_is_a_new_touch(crm_sqlite: Crm) -> None:
    crm = crm_sqlite
    crm.ok("import", put(crm, "crm.csv", ENGLISH))
    text = ENGLISH.replace("2026-01-21", "2026-02-21")
    assert (
        "created: 1 interaction; updated: none"
        in crm.ok("import", put(crm, "crm.csv", text)).lines[0]
    )


def test_tasks_belong_to_the_deal_of_their_row(crm_sqlite: Crm) -> None:
    crm = crm_sqlite
    crm.ok("import", put(crm, "crm.csv", ENGLISH))
    tasks = records(crm, "task", "title", "contact", "company", "deal")
    assert sorted(tuple(map(str, task.values())) for task in tasks) == [
        ("Call", "Jane Smith", "Acme", "Service"),
        ("Call", "John Doe", "Acme", "None"),
        ("Find a contact", "None", "Lund", "None"),
        ("Send quote", "Jane Smith", "Acme", "Renewal"),
    ]
    lines = ENGLISH.splitlines()
    turned = put(crm, "crm.csv", "\n".join([lines[0], *reversed(lines[1:])]) + "\n")
    assert "created: none; updated: none" in crm.ok("import", turned).lines[0]


def test_a_record_in_the_trash_stays_there(crm_sqlite: Crm) -> None:
    crm = crm_sqlite
    file = put(crm, "crm.csv", ENGLISH)
    crm.ok("import", file)
    for words in (("task", "delete", "K1"), ("contact", "delete", "John Doe")):
        crm.ok(*words, "--yes")
        result = crm.ok("import", file)
        assert "created: none" in result.lines[0] and "in the trash" in result.out


def test_people_who_are_there_are_found_and_what_was_typed_stays(crm_sqlite: Crm) -> None:
    crm = crm_sqlite
    crm.ok("company", "add", "acme")
    crm.ok("contact", "add", "Jane Smith", "--email", "jane@acme.com", "--company", "acme")
    crm.ok("task", "add", "Bake a cake", "--contact", "Jane Smith")
    assert "created: 1 company, 1 contact" in crm.ok("import", put(crm, "a.csv", ENGLISH)).lines[0]
    assert "Bake a cake" in [row["title"] for row in records(crm, "task", "title")]


BAD = """\
客户名称,联系人,手机,客户标签,最近跟进时间,下次跟进时间
成都明科,王建国,1.38E+10,重点客户、老客户,2026-01-20,2027-02-05
绵阳华信,张磊,无,A；B,2026-01-21,
,李四,13800138000（微信同号）,,2026-01-21,
"""


def test_a_bad_row_is_left_out_whole(crm: Crm) -> None:
    file = put(crm, "bad.csv", BAD)
    result = crm("import", file)
    assert result.code == 4
    assert 'line 2: 手机 "1.38E+10": 1.38E+10 is a number that a spreadsheet' in result.err
    result = crm("import", file, "--skip-bad")
    assert result.code == 6
    assert (
        "created: 1 company, 2 contacts, 2 interactions; updated: none; rejected: 1" in result.out
    )
    people = {row["name"]: row for row in crm.ok("contact", "list", "--json").json}
    assert people["张磊"]["tags"] == ["A", "B"]
    assert people["张磊"]["phones"] == []
    assert people["李四"]["company"] is None  # the cell above is another row's
    assert "wechat:13800138000" in str(crm.ok("contact", "show", "李四", "--json").json)


def test_map_names_the_noun_where_several_have_the_field(crm_sqlite: Crm) -> None:
    crm = crm_sqlite
    text = (
        "Company,Contact,Chat,Next step,Next step date,What\nAcme,Jane,jane1,Call,2027-12-04,Big\n"
    )
    file = put(crm, "a.csv", text)
    result = crm("import", file, "--as", "sheet", "--map", "What=title")
    assert result.code == 2 and "write deal.title" in result.err
    options = ("--map", "Chat=handle:微信", "--map", "What=deal.title", "--as", "sheet")
    crm.ok("import", file, *options)
    assert records(crm, "deal", "title", "company") == [{"title": "Big", "company": "Acme"}]
    assert "wechat:jane1" in str(crm.ok("contact", "show", "Jane", "--json").json)


@pytest.mark.parametrize("option", [("--key", "email"), ("--missing", "trash")])
def test_options_about_one_noun_are_refused(crm_sqlite: Crm, option: tuple[str, str]) -> None:
    file = put(crm_sqlite, "a.csv", ENGLISH)
    result = crm_sqlite("import", file, "--as", "sheet", *option)
    assert result.code == 2 and "is about one noun" in result.err


def test_an_order_keeps_the_phone_of_its_buyer(crm_sqlite: Crm) -> None:
    text = "订单号,买家姓名,手机,实付金额,下单时间\nA1,王五,13700137000,12,2026-01-02\n"
    text += "A2,王五,13700137000,30,2026-01-05\n"
    file = put(crm_sqlite, "orders.csv", text)
    assert "created: 1 contact, 2 deals;" in crm_sqlite.ok("import", file).lines[0]
    [buyer] = crm_sqlite.ok("contact", "list", "--json").json
    assert (buyer["name"], buyer["phones"]) == ("王五", ["13700137000"])
    assert "created: none; updated: none" in crm_sqlite.ok("import", file).lines[0]
