"""`crm contact`: people, their addresses and tags."""

from __future__ import annotations

import pytest

from tests.conftest import Crm


def test_add_reads_name_and_addresses(crm: Crm) -> None:
    """A Chinese name is split, the company made, the numbers read in the team's region."""
    result = crm.ok(
        "contact", "add", "张伟", "--company", "Acme", "--create", "--email", "ZW@Acme.cn",
        "--phone", "030 123456", "--handle", "WeChat:zhangwei", "--tag", "vip", "--json",
    )  # fmt: skip
    assert result.json["changeset"] is not None
    assert result.json["details"] == ["made company O1 Acme"]
    record = result.json["record"]
    assert (record["ref"], record["name"]) == ("C1", "张伟")
    assert (record["given_name"], record["family_name"]) == ("伟", "张")
    assert record["company"] == "Acme"
    assert record["emails"] == ["ZW@acme.cn"]
    assert record["phones"] == ["030 123456"]
    assert record["handles"] == ["wechat:zhangwei"]
    assert record["tags"] == ["vip"]


@pytest.mark.parametrize(
    "name",
    ["[red]x[/]", "=1+1", "'; drop table contact; --", "O'Brien", "\x1b[31mred", "שלום", "{x}"],
)
def test_hostile_names_stay_as_they_are(crm: Crm, name: str) -> None:
    """Data is never markup: stored as typed, shown harmlessly, back unchanged in JSON."""
    added = crm.ok("contact", "add", name)
    assert "\x1b" not in added.out
    shown = crm.ok("contact", "show", "C1")
    assert "\x1b" not in shown.out
    assert crm.ok("contact", "show", f"name:{name}", "--json").json["name"] == name
    found = crm.ok("find", name, "--json").json
    assert [hit["title"] for hit in found] == [name]


def test_name_from_its_parts(crm: Crm) -> None:
    """Given and family name make a name, in the order of its script."""
    crm.ok("contact", "add", "--given", "伟", "--family", "李")
    crm.ok("contact", "add", "--given", "Jane", "--family", "Smith")
    rows = crm.ok("contact", "list", "--sort", "id", "--json").json
    assert [row["name"] for row in rows] == ["李伟", "Jane Smith"]


def test_name_and_parts_agree_after_an_edit(crm_sqlite: Crm) -> None:
    """A new name gives new parts; new parts give a new name unless it is a nickname."""
    crm = crm_sqlite
    crm.ok("contact", "add", "Jane Smith")
    crm.ok("contact", "edit", "C1", "--family", "Miller")
    assert crm.ok("contact", "show", "C1", "--json").json["name"] == "Jane Miller"
    crm.ok("contact", "edit", "C1", "--name", "Joan Baker")
    record = crm.ok("contact", "show", "C1", "--json").json
    assert (record["given_name"], record["family_name"]) == ("Joan", "Baker")
    crm.ok("contact", "edit", "C1", "--name", "Joanie", "--given", "Joan", "--family", "Baker")
    crm.ok("contact", "edit", "C1", "--family", "Cook")
    record = crm.ok("contact", "show", "C1", "--json").json
    assert (record["name"], record["family_name"]) == ("Joanie", "Cook")


def test_email_belongs_to_one_live_contact(crm: Crm) -> None:
    """The holder is named, in whatever case it is written; the trash does not hold it."""
    crm.ok("contact", "add", "Jane Smith", "--email", "jane@x.com")
    result = crm("contact", "add", "Other", "--email", "JANE@X.com")
    assert result.code == 7
    assert result.err.splitlines()[0] == "error: JANE@x.com belongs to C1 Jane Smith"
    assert result.err.splitlines()[1].startswith("hint: ")
    assert len(crm.ok("contact", "list", "--json").json) == 1
    crm.ok("contact", "delete", "C1")
    crm.ok("contact", "add", "Other", "--email", "JANE@X.com")


def test_lists_are_replaced_or_changed(crm: Crm) -> None:
    """--email replaces the list, --add-email and --remove-email keep the rest of it."""
    crm.ok("contact", "add", "Jane", "--email", "a@x.com", "--email", "b@x.com",
           "--phone", "+49 30 123456", "--phone", "+49 40 654321")  # fmt: skip
    crm.ok("contact", "edit", "C1", "--add-email", "c@x.com", "--remove-email", "A@X.com")
    crm.ok("contact", "edit", "C1", "--remove-phone", "0049 30 123456")
    record = crm.ok("contact", "show", "C1", "--json").json
    assert record["emails"] == ["b@x.com", "c@x.com"]
    assert record["phones"] == ["+49 40 654321"]
    crm.ok("contact", "edit", "C1", "--email", "c@x.com", "--email", "d@x.com", "--phone", "")
    record = crm.ok("contact", "show", "C1", "--json").json
    assert record["emails"] == ["c@x.com", "d@x.com"]
    assert record["phones"] == []


def test_equal_rows_of_a_list_leave_no_trace(crm: Crm) -> None:
    """Only what differs is written: a kept address keeps its row, a moved one its id."""
    crm.ok("contact", "add", "Jane", "--email", "a@x.com", "--email", "b@x.com")
    result = crm.ok("contact", "edit", "C1", "--email", "a@x.com", "--email", "b@x.com", "--json")
    assert result.json["changeset"] is None
    before = crm.database.rows("SELECT id, email FROM contact_email ORDER BY id")
    crm.ok("contact", "edit", "C1", "--email", "b@x.com", "--email", "a@x.com")
    assert crm.database.rows("SELECT id, email FROM contact_email ORDER BY id") == before
    assert crm.ok("contact", "show", "C1", "--json").json["emails"] == ["b@x.com", "a@x.com"]


def test_removing_what_is_not_there(crm_sqlite: Crm) -> None:
    """Says what there is instead, and changes nothing."""
    crm = crm_sqlite
    crm.ok("contact", "add", "Jane", "--email", "a@x.com")
    result = crm("contact", "edit", "C1", "--remove-email", "b@x.com", "--job-title", "CTO")
    assert result.code == 3
    assert result.err == "error: the contact has no email 'b@x.com'\nhint: it has: a@x.com\n"
    assert crm.ok("contact", "show", "C1", "--json").json["job_title"] is None


def test_tags_are_added_and_removed(crm: Crm) -> None:
    """A tag is one in any case; removing an unknown one is an error with the nearest."""
    crm.ok("contact", "add", "Jane", "--tag", "lead")
    result = crm.ok("contact", "tag", "C1", "VIP", "大客户", "--remove", "Lead")
    assert result.lines[1:] == ["  tags: VIP, 大客户"]
    assert crm.ok("contact", "tag", "C1", "vip").out.startswith("no change")
    assert [row["name"] for row in crm.ok("tag", "list", "--json").json] == [
        "lead",
        "VIP",
        "大客户",
    ]
    result = crm("contact", "tag", "C1", "--remove", "vipp")
    assert (result.code, result.err) == (
        3,
        "error: no tag called 'vipp'\nhint: did you mean VIP?\n",
    )
    assert crm("contact", "tag", "C1").code == 2
    crm.ok("company", "add", "Acme")
    assert crm.ok("company", "tag", "O1", "vip", "--json").json["record"]["tags"] == ["VIP"]


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["--email", "not-an-address"], 2, "not-an-address"),
        (["--phone", "12"], 2, '"12" is no phone number'),
        (["--birthday", "2026-02-30"], 2, "2026-02-30"),
        (["--stage", "boss"], 2, 'no stage of a contact "boss"'),
        (["--company", "Nobody"], 3, "no company called 'Nobody'"),
        (["--owner", "zoe"], 3, "no user called 'zoe'"),
        (["--handle", "zhangwei"], 2, "'zhangwei' is no handle"),
        (["--field", "size=3"], 3, "contact has no field called 'size'"),
    ],
)
def test_bad_values(crm_sqlite: Crm, words: list[str], code: int, message: str) -> None:
    """One error line, one hint line, the exit code, and nothing written."""
    result = crm_sqlite("contact", "add", "Jane", *words)
    assert result.code == code
    error, hint = result.err.splitlines()
    assert error.startswith("error: ") and message in error
    assert hint.startswith("hint: ")
    assert crm_sqlite.ok("contact", "list", "--json").json == []


def test_a_contact_needs_a_name(crm_sqlite: Crm) -> None:
    """Without a terminal nothing is asked: the usage error says what is missing."""
    result = crm_sqlite("contact", "add", "--email", "a@x.com")
    assert result.code == 2
    assert result.err.startswith("error: a contact needs a name\nhint: ")


def test_not_referred_by_oneself(crm_sqlite: Crm) -> None:
    """A circle of one is refused."""
    crm_sqlite.ok("contact", "add", "Jane")
    assert crm_sqlite("contact", "edit", "C1", "--referred-by", "C1").code == 2


def test_dry_run_writes_nothing(crm: Crm) -> None:
    """It exits as the real run would."""
    result = crm.ok("contact", "add", "Jane", "--dry-run")
    assert result.out.startswith("dry run, nothing written: would have added contact C1 Jane")
    assert crm.ok("contact", "list", "--json").json == []


def test_a_line_break_in_a_name_comes_back_and_is_shown_harmless(crm: Crm) -> None:
    name = "Ann\nB.\r\nLee"
    crm.ok("contact", "add", name, "--email", "ann@x.example")
    crm.ok("contact", "add", "Bo")
    crm.ok("log", "call", "C1", "hello")
    crm.ok("interaction", "add", "call", "both", "--contact", "C1", "--contact", "C2")
    assert crm.ok("contact", "show", "C1", "--json").json["name"] == name
    calls = crm.ok("interaction", "list", "--json", "--sort", "id").json
    assert [row["contacts"] for row in calls] == [[name], [name, "Bo"]]
    listed = crm.ok("contact", "list")
    assert len(listed.lines) == 4
    assert "Ann⏎B.⏎Lee" in listed.out
    crm.ok("export", "contacts", "--output", "c.csv")
    assert "2 unchanged" in crm.ok("import", "c.csv").out
    assert crm.ok("find", "lee", "--json").json[0]["ref"] == "C1"
    assert crm.ok("show", "ann@x.example", "--json").json["name"] == name


def test_a_part_of_a_name_is_no_name(crm: Crm) -> None:
    """An empty list says how a part of a name is looked for."""
    crm.ok("company", "add", "华为技术有限公司")
    crm.ok("contact", "add", "张伟", "--company", "O1")
    hint = crm("contact", "list", "--where", "company=华为").err
    assert "company~华为 a part" in hint
    assert "张伟" in crm.ok("contact", "list", "--where", "company~华为").out
    crm.ok("filter", "add", "nobody", "contact", "--where", "city=Nowhere")
    assert crm.ok("contact", "list", "--where", " @nobody").err.startswith("no contacts")


def test_an_edit_says_what_it_changed(crm: Crm) -> None:
    """Also what it took away: a number that is replaced is gone from the record."""
    crm.ok("contact", "add", "Jane", "--phone", "030 111", "--city", "Berlin", "--tag", "vip")
    changed = crm.ok("contact", "edit", "C1", "--phone", "030 222", "--city", "", "--json").json
    assert changed["details"] == ["city: Berlin → (empty)", "phone: 030 111 → 030 222"]
    dry = crm.ok("contact", "edit", "C1", "--name", "Jane S", "--dry-run").out
    assert "name: Jane → Jane S" in dry
    crm.ok("field", "add", "contact", "budget", "--kind", "number")
    assert "budget: (empty) → 12" in crm.ok("contact", "edit", "C1", "--field", "budget=12").out
    assert "→" not in crm.ok("contact", "edit", "C1", "--name", "Jane").out  # as it was


def test_a_name_with_the_family_name_first_stays_so(crm_sqlite: Crm) -> None:
    crm_sqlite.ok("contact", "add", "Lê Thị Hoa")
    crm_sqlite.ok("contact", "edit", "C1", "--given", "Thị Mai")
    shown = crm_sqlite.ok("contact", "show", "C1", "--json").json
    assert [shown[name] for name in ("name", "given_name", "family_name")] == [
        "Lê Thị Mai",
        "Thị Mai",
        "Lê",
    ]
