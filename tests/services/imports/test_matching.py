"""Rows that differ in one linked record are two records; rows told apart by nothing are refused."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import Crm

ROWS = {
    "interactions": ("kind,subject,at", "call,hello,2026-01-05", ["--map", "at=occurred_at"]),
    "deals": ("title", "Renewal", []),
    "tickets": ("subject", "Help", []),
    "tasks": ("title", "Call back", []),
    "surveys": ("score", "9", ["--default", "kind=nps"]),
}
# Of each column three records, each in the ways in which a row may name it; {O2} is its uid.
LINKS = {
    "contact.id": [["1"], ["2"], ["3"]],
    "contact": [
        ["ann@x.example", "Ann Lee", "C1", "{C1}", "+49 30 1234567", "030/1234567"],
        ["Bob Ray", "c2", "{C2}", "1234568"],
        ["Eve Poe", "C3"],
    ],
    "company.id": [["c1"], ["c2"], ["c3"]],
    "company.domain": [["acme.example"], ["lund.example"], ["new.example"]],
    "company": [["Acme", "{O1}", "www.acme.example"], ["Lund", "lund.example"], ["New one"]],
    "company by reference": [["O1", "{O1}"], ["o2"], ["O3"]],
    "owner": [["amy"], ["bob"], ["cy"]],
    "deal": [["Deal one", "D1"], ["Deal two", "{D2}"], ["D3"]],
    "ticket": [["t1", "T1"], ["{T2}"], ["Third ticket"]],
    "amount": [["5"], ["6.00"], ["7"]],
}
NOT_OF = {
    "interactions": {"amount"},
    "deals": {"deal", "ticket"},
    "tickets": {"ticket", "amount"},
    "tasks": {"amount"},
    "surveys": {*LINKS} - {"contact.id", "contact", "deal", "ticket"},
}


def put(folder: Path, name: str, text: str) -> str:
    (folder / name).write_text(text)
    return str(folder / name)


def furnish(crm: Crm, folder: Path) -> dict[str, str]:
    """Three records of each noun, of the source `x`; their uids by reference."""
    files = {
        "companies": "id,name,domain\nc1,Acme,acme.example\nc2,Lund,lund.example\nc3,Third,\n",
        "contacts": "id,name,email,phone\n1,Ann Lee,ann@x.example,+49 30 1234567\n"
        "2,Bob Ray,,0301234568\n3,Eve Poe,,\n",
        "deals": "id,title\nd1,Deal one\nd2,Deal two\nd3,Deal three\n",
        "tickets": "id,subject\nt1,First ticket\nt2,Second ticket\nt3,Third ticket\n",
    }
    uids = {}
    for noun, text in files.items():
        named = ("--map", "id=external_id", "--source", "x")
        crm.ok("import", put(folder, f"{noun}.csv", text), "--as", noun, *named)
        exported = crm.ok("export", noun, "--format", "json").json
        letter = {"companies": "O"}.get(noun, noun[0].upper())
        uids |= {f"{letter}{place}": one["uid"] for place, one in enumerate(exported, 1)}
    return uids


@pytest.fixture
def linked(crm: Crm, tmp_path: Path) -> tuple[Crm, dict[str, str]]:
    return crm, furnish(crm, tmp_path)


@pytest.fixture
def linked_sqlite(crm_sqlite: Crm, tmp_path: Path) -> tuple[Crm, dict[str, str]]:
    return crm_sqlite, furnish(crm_sqlite, tmp_path)


def take_twice(crm: Crm, noun: str, columns: list[str], rows: list[list[str]]) -> None:
    """Import a file twice, of which each row is a record, and take it back."""
    header, row, flags = ROWS.get(noun, ("name", "Sam Fox", []))
    named = [column.partition(" ")[0] for column in columns]
    lines = [",".join([header, *named]), *(",".join([row, *texts]) for texts in rows)]
    file = put(Path(str(crm.folder)), "f.csv", "\n".join(lines) + "\n")
    arguments = ("import", file, "--as", noun, *flags, "--source", "x")
    first = crm.ok(*arguments).lines[0]
    created = f" {len(rows)} {noun} created" if len(rows) > 1 else f" 1 {noun[:-1]} created"
    assert created in first, (lines, first)
    again = crm.ok(*arguments).lines[0]
    assert f" {len(rows)} unchanged" in again, (lines, again)
    crm.ok("undo", first.rpartition(" ")[2].rstrip(")"))


@pytest.mark.parametrize("noun", ROWS)
def test_rows_that_differ_in_one_link_are_as_many_records(
    linked: tuple[Crm, dict[str, str]], noun: str
) -> None:
    crm, uids = linked
    for way in LINKS.keys() - NOT_OF[noun]:
        last = [ways[-1].format_map(uids) for ways in LINKS[way]]
        take_twice(crm, noun, [way], [[text] for text in last])


@st.composite
def files(draw: st.DrawFn) -> tuple[str, list[str], list[list[str]]]:
    """A noun, some of its links, and rows of which no two name the same records."""
    noun = draw(st.sampled_from([*ROWS, "contacts"]))
    if noun == "contacts":
        columns = [draw(st.sampled_from(["company", "company.id", "company.domain"]))]
    else:
        kinds = {}
        for one in draw(st.permutations(sorted(LINKS.keys() - NOT_OF[noun]))):
            kinds.setdefault(re.split("[. ]", one)[0], one)  # one column for a contact
        columns = draw(st.lists(st.sampled_from(sorted(kinds.values())), min_size=1, unique=True))
    none = noun not in ("contacts", "surveys")
    record = st.tuples(*(st.integers(-1 if none else 0, 2) for _ in columns))
    rows = [
        [draw(st.sampled_from(LINKS[way][place])) if place >= 0 else ""
         for way, place in zip(columns, places, strict=True)]
        for places in draw(st.lists(record, min_size=1, max_size=6, unique=True))
    ]  # fmt: skip
    return noun, columns, rows


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files())
def test_any_rows_that_name_other_records_stay_apart(
    linked_sqlite: tuple[Crm, dict[str, str]], file: tuple[str, list[str], list[list[str]]]
) -> None:
    crm, uids = linked_sqlite
    noun, columns, rows = file
    take_twice(crm, noun, columns, [[text.format_map(uids) for text in row] for row in rows])


def test_an_amount_that_changed_is_no_new_deal(crm_sqlite: Crm, tmp_path: Path) -> None:
    for amount in ("5", "6"):
        twice = f"Renewal,{amount}\n" * 2
        file = put(tmp_path, "d.csv", f"title,amount\n{twice}Other,1\n")
        crm_sqlite.ok("import", file, "--as", "deals")
    deals = crm_sqlite.ok("deal", "list", "--json", "--sort", "id").json
    assert [deal["amount"] for deal in deals] == ["6.00", "1.00"]


@pytest.mark.parametrize("skip", [(), ("--skip-bad",)])
def test_rows_that_nothing_tells_apart_are_refused_with_the_id_to_give(
    crm_sqlite: Crm, tmp_path: Path, skip: tuple[str, ...]
) -> None:
    rows = "".join(f"GTX,Acme,Won,2026-03-0{day},5\n" for day in range(1, 9))
    text = f"product,company,stage,closed,amount\n{rows}"
    arguments = ("import", put(tmp_path, "d.csv", text), "--as", "deals")
    arguments += ("--map", "product=title", *skip)
    refused = crm_sqlite(*arguments)
    assert refused.code == 4
    assert "7 of its 8 rows would become one with a row before them" in refused.err
    own = ("--default", "external_id={line}", "--key", "external_id")
    assert '--default external_id="{line}" --key external_id' in refused.err
    page = crm_sqlite(*arguments, "--check", "--json")
    assert page.code == 4
    command = page.json["command"]
    assert command.endswith('--default external_id="{line}" --key external_id')
    assert "8 deals created" in crm_sqlite.ok(*arguments, *own).lines[0]
    assert "8 unchanged" in crm_sqlite.ok(*arguments, *own).lines[0]


def test_a_company_is_found_by_its_web_address_however_it_is_written(
    crm_sqlite: Crm, tmp_path: Path
) -> None:
    crm_sqlite.ok("company", "add", "Lund AB", "--domain", "lund.example")
    ways = ("https://www.lund.example/", "http://LUND.example/about", "www.lund.example")
    new = ("https://new.example/", "www.new.example/x")
    rows = "".join(f"P{place},{way}\n" for place, way in enumerate((*ways, *new)))
    crm_sqlite.ok("import", put(tmp_path, "c.csv", f"name,company\n{rows}"), "--as", "contacts")
    found = crm_sqlite.ok("company", "list", "--json", "--sort", "id").json
    assert [(one["name"], one["domain"], one["contacts"]) for one in found] == [
        ("Lund AB", "lund.example", 3),
        ("new.example", "new.example", 2),
    ]


def test_words_for_nothing_are_taken_for_empty_and_counted(crm_sqlite: Crm, tmp_path: Path) -> None:
    rows = "Ann Lee,N/A,-\nBob Ray,null,None\nEve Poe,无,\nJim Fox,N/A,Null\n"
    file = put(tmp_path, "c.csv", f"name,company,phone\n{rows}")
    kept = ("--value", "company:null=Null", "--dry-run")
    said = crm_sqlite.ok("import", file, "--as", "contacts", *kept)
    assert 'company "N/A" 2×' in said.out
    assert "made on the way: 1 company" in said.out
    result = crm_sqlite.ok("import", file, "--as", "contacts", "--json")
    assert crm_sqlite.ok("company", "list", "--json").json == []
    assert '"taken_for_empty": 7' in result.out


def test_arrays_of_json_are_lists(crm_sqlite: Crm, tmp_path: Path) -> None:
    text = (
        "name,tags,emails,phones\n"
        """Ann Lee,"[""vip"",""north""]","[""a@x.example"",""b@x.example""]","""
        """"[""+49 30 1234567"",""+49 30 1234568""]"\n"""
        "Bob Ray,[],[],[]\n"
        "Eve Poe,\"['vip']\",,\n"
    )
    crm_sqlite.ok("import", put(tmp_path, "c.csv", text), "--as", "contacts")
    found = crm_sqlite.ok("contact", "list", "--json", "--sort", "id").json
    assert [one["tags"] for one in found] == [["north", "vip"], [], ["vip"]]
    assert [len(one["emails"]) for one in found] == [2, 0, 0]
    assert [len(one["phones"]) for one in found] == [2, 0, 0]


def test_rows_without_what_each_record_needs_are_left_out_as_asked(
    crm_sqlite: Crm, tmp_path: Path
) -> None:
    crm_sqlite.ok("contact", "add", "Ann Lee")
    file = put(tmp_path, "k.csv", "kind,contact,subject\ncall,Ann Lee,one\nTask,Ann Lee,two\n")
    arguments = ("import", file, "--as", "interactions", "--value", "kind:Task=")
    result = crm_sqlite.ok(*arguments)
    assert "1 interaction created" in result.out
    assert "1 row is left out" in result.out
    assert "1 interaction created" in crm_sqlite.ok(*arguments, "--default", "kind=note").out


def test_a_contact_person_beside_a_name_is_the_person(crm_sqlite: Crm, tmp_path: Path) -> None:
    crm_sqlite.ok("import", put(tmp_path, "a.csv", "名称,联系人,电话\n绵阳厂,王建国,13800000000\n"))
    text = "Name,Contact Person,Phone\nAcme,Ann Lee,030 1234567\n"
    crm_sqlite.ok("import", put(tmp_path, "b.csv", text), "--as", "contacts")
    found = crm_sqlite.ok("contact", "list", "--json", "--sort", "id").json
    assert [(one["name"], one["company"]) for one in found] == [
        ("王建国", "绵阳厂"),
        ("Ann Lee", "Acme"),
    ]


def test_a_plain_list_of_people_is_no_program_s(crm_sqlite: Crm, tmp_path: Path) -> None:
    file = put(tmp_path, "c.csv", "id,account_id,first_name,last_name\n5,1,Ann,Lee\n")
    assert "Monica" not in crm_sqlite.ok("import", file, "--as", "contacts").err


@pytest.mark.parametrize(
    ("text", "title", "customer"),
    [
        ("order_id,customer,order_date,revenue\n7,Acme,2026-03-02,5\n", "order 7", "Acme"),
        ("Order Date,Email,First name,Total\n2026-03-02,ann@x.example,Ann,5\n",
         "order 2026-03-02", "Ann"),
        ("订单号,客户名称,下单日期,订单金额\n7,绵阳厂,2026-03-02,5\n", "订单 7", "绵阳厂"),
    ],
)  # fmt: skip
def test_orders_are_won_deals(
    crm_sqlite: Crm, tmp_path: Path, text: str, title: str, customer: str
) -> None:
    file = put(tmp_path, "o.csv", text)
    command = crm_sqlite.ok("import", file, "--check", "--json").json["command"]
    said = crm_sqlite.ok("import", file)
    assert "1 deal created" in said.lines[0]
    assert "orders, as won deals: --as deals" in said.out
    for again in (["import", file], shlex.split(command)[1:]):  # what it shows is what it did
        assert "1 unchanged" in crm_sqlite.ok(*again).lines[0]
    deal = crm_sqlite.ok("deal", "list", "--where", "stage=won", "--json").json[0]
    who = deal["company"] or crm_sqlite.ok("deal", "show", "D1", "--json").json["contacts"][0]
    assert (deal["title"], deal["amount"], deal["closed_at"]) == (title, "5.00", "2026-03-02")
    assert who == customer or who["name"] == customer


@pytest.mark.parametrize(
    ("header", "says"),
    [
        ("id,user_id,order_date,status", "do not say what its rows are"),
        ("order_id,customer,order_date,revenue,status", "do not say what its rows are"),
        ("id,order_id,payment_method,amount", "do not say what its rows are"),
        ("order_id,customer_id,order_date,revenue", "--map customer_id=contact.id"),
    ],
)
def test_what_may_be_no_sales_is_asked(
    crm_sqlite: Crm, tmp_path: Path, header: str, says: str
) -> None:
    file = put(tmp_path, "o.csv", f"{header}\n{','.join('1' for _ in header.split(','))}\n")
    refused = crm_sqlite("import", file)
    assert (refused.code, says in refused.err) == (4, True)
    assert crm_sqlite("import", file, "--check").code == 4


def test_records_of_another_source_are_named_before_a_second_is_made(
    crm: Crm, tmp_path: Path
) -> None:
    file = put(tmp_path, "d.csv", "Deal ID,title\n1,One\n2,Two\n")
    arguments = ("import", file, "--as", "deals", "--source")
    crm.ok(*arguments, "old")
    said = "2 deals of old have the same id and name"
    assert said in crm.ok(*arguments, "new", "--dry-run").out
    assert (
        '"also_of_another_source": "2 of old' in crm.ok(*arguments, "new", "--check", "--json").out
    )
    assert said in crm.ok(*arguments, "new").out
    other = put(tmp_path, "e.csv", "Deal ID,title\n1,Another\n")
    assert "of old" not in crm.ok("import", other, "--as", "deals", "--source", "third").out


def test_records_alike_that_another_file_made_are_named(crm: Crm, tmp_path: Path) -> None:
    for noun, title in (("deals", "title"), ("tickets", "subject"), ("tasks", "title")):
        plain = put(tmp_path, "a.csv", f"{title},company\nOne,Acme\nTwo,Acme\nTwo,Lund\n")
        crm.ok("import", plain, "--as", noun)
        text = f"id,{title},company\n1,One,Acme\n2,Two,Acme\n3,One,Lund\n"
        arguments = ("import", put(tmp_path, "b.csv", text), "--as", noun)
        arguments += ("--map", "id=external_id", "--source", "x")
        said = f"2 {noun} have the {title} and the company of one that was there before"
        assert said in crm.ok(*arguments, "--dry-run").out
        assert crm.ok(*arguments, "--check", "--json").json["alike_and_there_already"] == 2
        key = ("--key", f"{title},company")
        assert f"1 {noun[:-1]} created, 0 updated, 2 unchanged" in crm.ok(*arguments, *key).lines[0]
        crm.ok(*arguments)  # its own are no others'


def test_scores_of_tickets_are_answers(crm_sqlite: Crm, tmp_path: Path) -> None:
    tickets = put(tmp_path, "t.csv", "Ticket ID,Subject,Status\n7,Help,open\n")
    crm_sqlite.ok("import", tickets, "--source", "desk")
    file = put(tmp_path, "f.csv", "Ticket ID,Score,Comment\n7,4,Good\n")
    crm_sqlite.ok("import", file, "--default", "kind=csat", "--source", "desk")
    assert [row["score"] for row in crm_sqlite.ok("survey", "list", "--json").json] == [4]
    assert len(crm_sqlite.ok("ticket", "list", "--json").json) == 1
    said = crm_sqlite("import", file, "--as", "tickets", "--map", "Comment=subject", "--dry-run")
    assert "its columns are those of answers (--as surveys)" in said.out + said.err
    comments = put(tmp_path, "g.csv", "Ticket ID,Comment\n7,Good\n")
    assert crm_sqlite("import", comments, "--source", "desk").code == 4


def test_a_stroke_between_tags_is_asked(crm_sqlite: Crm, tmp_path: Path) -> None:
    file = put(tmp_path, "c.csv", "name,tags\nAnn Lee,vip|north\nBob Ray,vip\n")
    arguments = ("import", file, "--as", "contacts")
    refused = crm_sqlite(*arguments)
    assert refused.code == 4
    assert "hint: say it: --separator 'tags=|'" in refused.err
    page = crm_sqlite(*arguments, "--check", "--json")
    assert page.code == 4
    assert page.json["command"].endswith("--separator 'tags=|'")
    crm_sqlite.ok(*arguments, "--separator", "tags=|")
    found = crm_sqlite.ok("contact", "list", "--json", "--sort", "id").json
    assert [one["tags"] for one in found] == [["north", "vip"], ["vip"]]
    mixed = put(tmp_path, "m.csv", "name,tags\nEve Poe,a|b;c\n")
    crm_sqlite.ok("import", mixed, "--as", "contacts")
    assert crm_sqlite("import", file, "--as", "contacts", "--separator", "x").code == 2


@pytest.mark.parametrize("noun", ["deals", "interactions"])
def test_a_row_that_changed_keeps_the_people_that_it_names_by_their_ids(
    linked_sqlite: tuple[Crm, dict[str, str]], tmp_path: Path, noun: str
) -> None:
    crm, _ = linked_sqlite
    title, kind = ("title", "") if noun == "deals" else ("subject", "call")
    for text, person in (("One", "1"), ("Two", "1"), ("Two", "2")):
        rows = f"id,kind,{title},contact.id\n7,{kind},{text},{person}\n"
        crm.ok("import", put(tmp_path, "f.csv", rows), "--as", noun, "--key", "external_id",
               "--map", "id=external_id", "--source", "x")  # fmt: skip
    found = crm.ok(noun[:-1], "list", "--json", "--sort", "-id").json[0]
    assert (found[title], found["contacts"]) == ("Two", ["Bob Ray"])


def test_a_reference_is_no_name_to_be_made(
    linked_sqlite: tuple[Crm, dict[str, str]], tmp_path: Path
) -> None:
    crm, uids = linked_sqlite
    for person in ("C99", uids["C1"][:-4] + "0000"):
        file = put(tmp_path, "f.csv", f"kind,contact,subject\ncall,{person},hello\n")
        refused = crm("import", file, "--as", "interactions", "--create-contacts")
        assert (refused.code, f"no contact {person}" in refused.err) == (4, True)
    mixed = "name,company\nJane Poe,O2\nJohn Poe,Acme\n"  # O2 is a company beside a name
    made = crm.ok("import", put(tmp_path, "m.csv", mixed), "--as", "contacts")
    assert "made on the way: 1 company" in made.out
    alone = crm.ok(
        "import", put(tmp_path, "a.csv", "name,company\nJim Poe,O1\n"), "--as", "contacts"
    )
    assert "named by reference: O1 Acme" in alone.out


def test_a_person_made_of_a_number_has_it(crm_sqlite: Crm, tmp_path: Path) -> None:
    rows = "kind,contact,subject\ncall,030 1234567,hello\nnote,+49 30 1234567,more\n"
    arguments = ("import", put(tmp_path, "f.csv", rows), "--as", "interactions")
    assert "no contact 030 1234567" in crm_sqlite(*arguments).err
    crm_sqlite.ok(*arguments, "--create-contacts")
    assert [one["phones"] for one in crm_sqlite.ok("contact", "list", "--json").json] == [
        ["030 1234567"]
    ]


def test_a_company_is_its_web_address_wherever_it_is_named(crm: Crm, tmp_path: Path) -> None:
    crm.ok("company", "add", "Lund AB", "--domain", "lund.example")
    for way in ("https://www.lund.example/", "LUND.example", "www.lund.example/about"):
        crm.ok("contact", "add", f"Ann {way[-5:-1]}", "--company", way)
        assert crm.ok("show", way, "--json").json["name"] == "Lund AB"
    assert crm("company", "add", "https://www.lund.example/").code == 7
    crm.ok("contact", "add", "Bob Ray", "--company", "https://new.example/a", "--create")
    crm.ok("company", "add", "https://www.third.example/")
    text = (
        "name,city\nhttps://lund.example,Lund\nnew.example,Rome\nwww.fourth.example/x,\nNode.js,\n"
    )
    file = put(tmp_path, "o.csv", text)
    said = crm.ok("import", file, "--as", "companies")
    assert "2 companies created, 2 updated" in said.lines[0]
    assert "differ" not in said.out
    assert "4 unchanged" in crm.ok("import", file, "--as", "companies").lines[0]
    found = crm.ok("company", "list", "--json", "--sort", "id").json
    assert [(one["name"], one["domain"], one["website"], one["city"]) for one in found] == [
        ("Lund AB", "lund.example", "https://lund.example", "Lund"),
        ("new.example", "new.example", "https://new.example/a", "Rome"),
        ("third.example", "third.example", "https://www.third.example/", None),
        ("fourth.example", "fourth.example", "www.fourth.example/x", None),
        ("Node.js", None, None, None),
    ]


def test_null_is_a_family_name_where_one_row_has_it(crm_sqlite: Crm, tmp_path: Path) -> None:
    header = "First name,Last name,Email,Company\n"
    one = "Jane,Null,jane@x.example,#N/A\nBob,Ray,bob@x.example,none\nnull,null,ann@x.example,-\n"
    file = put(tmp_path, "a.csv", header + one.replace("null,null", ","))
    said = crm_sqlite.ok("import", file, "--as", "contacts")
    assert 'taken for empty: Company "#N/A" 1×, Company "none" 1×, Company "-" 1×' in said.out
    several = put(tmp_path, "b.csv", header + "Eve,None,,\nJim,None,,\nSam,Fox,,\n")
    crm_sqlite.ok("import", several, "--as", "contacts")
    people = crm_sqlite.ok("contact", "list", "--json", "--sort", "id").json
    names = ["Jane Null", "Bob Ray", "ann@x.example", "Eve", "Jim", "Sam Fox"]
    assert [one["name"] for one in people] == names
    assert crm_sqlite.ok("company", "list", "--json").json == []
