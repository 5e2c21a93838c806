"""Rows that differ in one linked record are two records; rows told apart by nothing are refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import Crm

ROWS = {
    "interactions": ("kind,subject,at", "call,hello,2026-01-05", ["--map", "at=occurred_at"]),
    "deals": ("title,amount", "Renewal,5", []),
    "tickets": ("subject", "Help", []),
    "tasks": ("title", "Call back", []),
    "surveys": ("score", "9", ["--default", "kind=nps"]),
}
LINKS = {
    "contact.id": ["1", "2", "3"],
    "contact": ["ann@x.example", "Bob Ray", "Eve Poe"],
    "company.id": ["c1", "c2", "c3"],
    "company.domain": ["acme.example", "lund.example", "new.example"],
    "company": ["Acme", "Lund", "New one"],
    "owner": ["amy", "bob", "cy"],
}


def put(folder: Path, name: str, text: str) -> str:
    (folder / name).write_text(text)
    return str(folder / name)


@pytest.fixture
def linked(crm: Crm, tmp_path: Path) -> Crm:
    """A book with three companies and three people of the source `x`."""
    companies = "id,name,domain\nc1,Acme,acme.example\nc2,Lund,lund.example\nc3,Third,\n"
    people = "id,name,email\n1,Ann Lee,ann@x.example\n2,Bob Ray,\n3,Eve Poe,\n"
    named = ("--map", "id=external_id", "--source", "x")
    crm.ok("import", put(tmp_path, "o.csv", companies), "--as", "companies", *named)
    crm.ok("import", put(tmp_path, "c.csv", people), "--as", "contacts", *named)
    return crm


def take_twice(crm: Crm, arguments: tuple[str, ...], rows: int) -> None:
    """Import a file twice, of which each row is a record, and take it back."""
    first = crm.ok(*arguments).lines[0]
    assert f"{rows} {arguments[3]} created" in first.replace("deal ", "deals "), arguments
    assert f" {rows} unchanged" in crm.ok(*arguments).lines[0], arguments
    crm.ok("undo", first.rpartition(" ")[2].rstrip(")"))


@pytest.mark.parametrize("noun", ROWS)
def test_rows_that_differ_in_one_link_are_as_many_records(
    linked: Crm, tmp_path: Path, noun: str
) -> None:
    header, row, flags = ROWS[noun]
    for way, texts in LINKS.items():
        if noun == "surveys" and not way.startswith("contact"):
            continue  # an answer is about a person, a ticket or a deal
        lines = [f"{header},{way}", *(f"{row},{text}" for text in texts)]
        arguments = ("import", put(tmp_path, "f.csv", "\n".join(lines) + "\n"), "--as", noun)
        arguments += (*flags, "--source", "x")
        take_twice(linked, arguments, 3)


@settings(
    max_examples=20,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["", "1", "2", "3"]),
            st.sampled_from(["", "Acme", "Lund"]),
            st.sampled_from(["", "amy", "bob"]),
            st.sampled_from(["", "5", "6"]),
        ),
        min_size=1,
        max_size=8,
        unique=True,
    )
)
def test_deals_alike_but_for_person_company_or_amount_stay_apart(
    linked_sqlite: Crm, rows: list[tuple[str, str, str, str]]
) -> None:
    lines = ["title,contact.id,company,owner,amount", *(f"Renewal,{','.join(r)}" for r in rows)]
    folder = Path(str(linked_sqlite.folder))
    arguments = ("import", put(folder, "f.csv", "\n".join(lines) + "\n"), "--as", "deals")
    arguments += ("--source", "x")
    take_twice(linked_sqlite, arguments, len(rows))


@pytest.fixture
def linked_sqlite(crm_sqlite: Crm, tmp_path: Path) -> Crm:
    people = "id,name\n1,Ann Lee\n2,Bob Ray\n3,Eve Poe\n"
    named = ("--map", "id=external_id", "--source", "x")
    crm_sqlite.ok("import", put(tmp_path, "c.csv", people), "--as", "contacts", *named)
    return crm_sqlite


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


def test_orders_are_known_by_their_number(crm_sqlite: Crm, tmp_path: Path) -> None:
    text = "order_id,customer,order_date,revenue\n1,Acme,2026-03-02,5\n2,Acme,2026-03-02,5\n"
    arguments = ("import", put(tmp_path, "o.csv", text), "--as", "deals")
    arguments += ("--default", "title={customer}", "--default", "stage=won")
    assert "2 deals created" in crm_sqlite.ok(*arguments).lines[0]
    assert "2 unchanged" in crm_sqlite.ok(*arguments).lines[0]
    found = crm_sqlite.ok("deal", "list", "--where", "stage=won", "--json").json
    assert {(row["amount"], row["closed_at"]) for row in found} == {("5.00", "2026-03-02")}


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


def test_scores_of_tickets_are_answers(crm_sqlite: Crm, tmp_path: Path) -> None:
    tickets = put(tmp_path, "t.csv", "Ticket ID,Subject,Status\n7,Help,open\n")
    crm_sqlite.ok("import", tickets, "--source", "desk")
    file = put(tmp_path, "f.csv", "Ticket ID,Score,Comment\n7,4,Good\n")
    crm_sqlite.ok("import", file, "--default", "kind=csat", "--source", "desk")
    assert [row["score"] for row in crm_sqlite.ok("survey", "list", "--json").json] == [4]
    assert len(crm_sqlite.ok("ticket", "list", "--json").json) == 1
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
