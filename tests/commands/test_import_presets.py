"""`crm import FILE` alone: exports of other programs."""

from __future__ import annotations

from tests.commands.helpers import changesets, put, records, take_back
from tests.conftest import Crm

HUBSPOT = """\
Contact ID,First Name,Last Name,Email,Phone Number,Lifecycle Stage,Contact Owner,\
Associated Company Domain
c-1,Ann,Lee,ann@acme.example,030 123456,Opportunity,bob@team.example,acme.example
c-2,Ben,Fox,ben@fox.example,(376)694-9481x10051,Other,bob@team.example,
"""
HUBSPOT_DEALS = """\
Deal ID,Deal Name,Deal Stage,Pipeline,Amount,Close Date,Create Date,Deal Owner,\
Associated Company Domain,Associated Contact Email
d-1,Jam,Decision Maker Bought-In,Renewals,1250.5,2026-12-24,2026-01-05,bob@team.example,\
acme.example,ann@acme.example
d-2,Tea,Closed Won,Sales,99,2026-02-01,2026-01-05,,,new@person.example
"""
SALESFORCE = "Id,Name,BillingCity,Website,OwnerId\n001A,Acme,Berlin,acme.example,\n"
SALESFORCE_CONTACTS = (
    "Id,AccountId,FirstName,LastName,Email,Title,OwnerId\n"
    "003A,001A,Ann,Lee,ann@acme.example,CEO,\n"
    "003B,,Ben,Fox,ben@fox.example,,\n"
)


def test_whom_the_deals_know_by_address_alone_the_contacts_name(crm: Crm) -> None:
    """Whichever of the files comes first."""
    crm.ok("import", put(crm, "deals.csv", HUBSPOT_DEALS))
    names = {row["name"] for row in records(crm, "contact", "name")}
    assert names == {"ann@acme.example", "new@person.example"}
    result = crm.ok("import", put(crm, "contacts.csv", HUBSPOT))
    assert "1 contact created, 1 updated" in result.out
    assert "differ" not in result.out + result.err
    assert {row["name"] for row in records(crm, "contact", "name")} == {
        "Ann Lee",
        "Ben Fox",
        "new@person.example",
    }
    assert records(crm, "company", "name", "domain") == [
        {"name": "acme.example", "domain": "acme.example"}
    ]
    crm.ok("import", put(crm, "companies.csv", "Name,Domain\nAcme,acme.example\n"))
    assert records(crm, "company", "name") == [{"name": "Acme"}]
    crm.ok("import", put(crm, "other.csv", "Name,Domain\nAcme & Co,acme.example\n"))
    assert records(crm, "company", "name") == [{"name": "Acme"}]


def test_hubspot_needs_no_flag(crm: Crm) -> None:
    result = crm.ok("import", put(crm, "contacts.csv", HUBSPOT))
    assert "contacts as HubSpot exports them" in result.out
    crm.ok("import", put(crm, "deals.csv", HUBSPOT_DEALS))
    assert records(crm, "contact", "name", "stage", "company", "phones") == [
        {
            "name": "Ann Lee",
            "stage": "prospect",
            "company": "acme.example",
            "phones": ["030 123456"],
        },
        {
            "name": "Ben Fox",
            "stage": None,
            "company": None,
            "phones": ["(376)694-9481x10051"],
        },
        {"name": "new@person.example", "stage": None, "company": None, "phones": []},
    ]
    deals = records(crm, "deal", "title", "stage", "amount", "closed_at", "expected_close")
    assert deals == [
        {
            "title": "Jam",
            "stage": "negotiation",
            "amount": "1250.50",
            "closed_at": None,
            "expected_close": "2026-12-24",
        },
        {
            "title": "Tea",
            "stage": "won",
            "amount": "99.00",
            "closed_at": "2026-02-01",
            "expected_close": None,
        },
    ]
    before = changesets(crm)
    assert "2 unchanged" in crm.ok("import", "contacts.csv").out
    assert "2 unchanged" in crm.ok("import", "deals.csv").out
    assert changesets(crm) == before


def test_files_of_one_source_are_linked_by_its_ids(crm: Crm) -> None:
    contacts = put(crm, "contact.csv", SALESFORCE_CONTACTS)
    refused = crm("import", contacts)
    assert refused.code == 4
    assert 'AccountId "001A": no company of salesforce has the id 001A' in refused.err
    crm.ok("import", put(crm, "account.csv", SALESFORCE))
    crm.ok("import", contacts)
    assert records(crm, "contact", "name", "company") == [
        {"name": "Ann Lee", "company": "Acme"},
        {"name": "Ben Fox", "company": None},
    ]


def test_a_flag_goes_before_the_preset(crm_sqlite: Crm) -> None:
    crm = crm_sqlite
    file = put(crm, "contacts.csv", HUBSPOT)
    crm.ok("import", file, "--map", "Email=", "--value", "stage:Other=former")
    assert records(crm, "contact", "emails", "stage") == [
        {"emails": [], "stage": "prospect"},
        {"emails": [], "stage": "former"},
    ]
    take_back(crm)
    result = crm.ok("import", file, "--as", "contacts", "--mapping", "none")
    assert "HubSpot" not in result.out
    assert "columns left out: Lifecycle Stage, Associated Company Domain" in result.out


def test_linkedin_with_its_notes_before_the_header(crm_sqlite: Crm) -> None:
    text = (
        'Notes:\n"When exporting, some addresses are missing."\n\n'
        "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
        "Ann,Lee,https://linkedin.example/in/ann,,Acme,CEO,01 Jul 2026\n"
    )
    crm_sqlite.ok("import", put(crm_sqlite, "Connections.csv", text))
    assert records(crm_sqlite, "contact", "name", "handles", "company", "source") == [
        {
            "name": "Ann Lee",
            "handles": ["linkedin:https://linkedin.example/in/ann"],
            "company": "Acme",
            "source": "linkedin",
        }
    ]


def test_google_with_its_numbered_columns(crm_sqlite: Crm) -> None:
    text = (
        "First Name,Middle Name,Last Name,Organization Name,Organization Title,Birthday,Notes,"
        "Labels,E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Value,Phone 1 - Value,"
        "Address 1 - Street,Address 1 - City\n"
        "Grace,Brewster,Hopper,Navy,Admiral,1906-12-09,found the bug,* myContacts ::: Friends,"
        "* Work,g@navy.example,g@home.example,+1 555 0199,1 Main St,Arlington\n"
    )
    crm_sqlite.ok("import", put(crm_sqlite, "contacts.csv", text))
    columns = ("name", "given_name", "emails", "tags", "birthday", "city", "notes")
    assert records(crm_sqlite, "contact", *columns) == [
        {
            "name": "Grace Brewster Hopper",
            "given_name": "Grace Brewster",
            "emails": ["g@navy.example", "g@home.example"],
            "tags": ["Friends"],
            "birthday": "1906-12-09",
            "city": "Arlington",
            "notes": "found the bug",
        }
    ]


def test_thunderbird_with_a_birthday_in_three_columns(crm_sqlite: Crm) -> None:
    text = (
        "First Name,Last Name,Display Name,Primary Email,Birth Year,Birth Month,Birth Day\n"
        "Ann,Lee,Ann Lee,ann@x.example,1980,2,3\n"
        "Ben,Fox,Ben Fox,ben@x.example,,4,5\n"
        "Cyd,Ray,Cyd Ray,cyd@x.example,,,\n"
    )
    crm_sqlite.ok("import", put(crm_sqlite, "book.csv", text))
    assert records(crm_sqlite, "contact", "birthday") == [
        {"birthday": "1980-02-03"},
        {"birthday": "--04-05"},
        {"birthday": None},
    ]


def test_contacts_of_whom_only_the_address_is_known(crm_sqlite: Crm) -> None:
    crm_sqlite.ok("import", put(crm_sqlite, "a.csv", "email\na@x.example\n"), "--as", "contacts")
    assert records(crm_sqlite, "contact", "name") == [{"name": "a@x.example"}]


def test_outlook_in_chinese_and_zoho_beside_salesforce(crm_sqlite: Crm) -> None:
    text = (
        "名,中间名,姓,职务,公司,商务地址 街道,商务电话,移动电话,电子邮件地址,生日\n"
        "伟,,张,经理,甲公司,中关村大街1号,010-62345678,13812345678,zw@jia.example,1980-5-6\n"
    )
    file = crm_sqlite.folder / "联系人.csv"
    file.write_bytes(text.encode("gb18030"))
    assert "contacts as Outlook exports them" in crm_sqlite.ok("import", str(file)).out
    assert records(crm_sqlite, "contact", "name", "company", "phones", "address", "birthday") == [
        {
            "name": "张伟",
            "company": "甲公司",
            "phones": ["010-62345678", "13812345678"],
            "address": "中关村大街1号",
            "birthday": "1980-05-06",
        }
    ]
    zoho = (
        "Record Id,Contact Owner,First Name,Last Name,Account Name,Mailing City\n"
        "zcrm_1,Bob,Ann,Lee,Acme,Berlin\n"
    )
    assert "as Zoho CRM" in crm_sqlite.ok("import", put(crm_sqlite, "zoho.csv", zoho)).out


def test_a_column_that_stands_twice_is_taken_twice(crm_sqlite: Crm) -> None:
    text = "name,email,email,phone 2\nAnn,a@x.example,b@x.example,030 123456\n"
    crm_sqlite.ok("import", put(crm_sqlite, "twice.csv", text))
    assert records(crm_sqlite, "contact", "emails", "phones") == [
        {"emails": ["a@x.example", "b@x.example"], "phones": ["030 123456"]}
    ]


def test_hubspot_as_its_own_exports_are(crm: Crm) -> None:
    """With people in brackets, and ids of contacts that may not be there yet."""
    people = (
        "Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Lead Status,"
        "Associated Company,Associated Company IDs\n"
        "501,Ann,Lee,ann@acme.example,+49 30 123456,Bob Team,NEW,Acme,701\n"
    )
    deals = (
        "Record ID,Deal Name,Deal Stage,Close Date,Deal owner,Amount,Pipeline,Associated Contact,"
        "Associated Contact IDs,Associated Company\n"
        "9001,Jam,Closed Won,2026-10-01 10:00,Bob Team,1200,Sales Pipeline,"
        "Ann Lee (ann@acme.example);Ben Fox (ben@acme.example),501;502,Acme\n"
    )
    crm.ok("import", put(crm, "deals.csv", deals))
    assert records(crm, "contact", "name", "emails") == [
        {"name": "Ann Lee", "emails": ["ann@acme.example"]},
        {"name": "Ben Fox", "emails": ["ben@acme.example"]},
    ]
    assert "contacts as HubSpot" in (found := crm.ok("import", put(crm, "c.csv", people))).out
    assert "0 contacts created, 1 updated" in found.out
    assert records(crm, "contact", "name", "phones") == [
        {"name": "Ann Lee", "phones": ["+49 30 123456"]},
        {"name": "Ben Fox", "phones": []},
    ]
    assert "1 unchanged" in crm.ok("import", put(crm, "deals.csv", deals)).out


def test_hubspot_tickets_have_their_people_in_brackets(crm: Crm) -> None:
    tickets = (
        "Ticket ID,Ticket name,Ticket status,Create date,Associated Contact\n"
        "1,Broken,New,2026-11-01 10:00,Jane Smith (jane@acme.example)\n"
        "2,Help,Closed,2026-11-02 10:00,"
        "Jim (the boss) (jim@acme.example);Jane Smith (jane@acme.example)\n"
        "3,Nobody,New,2026-11-02 10:00,\n"
    )
    result = crm.ok("import", put(crm, "tickets.csv", tickets))
    assert "1 row names several people: the first one is linked" in result.out
    assert records(crm, "ticket", "subject", "contact") == [
        {"subject": "Broken", "contact": "Jane Smith"},
        {"subject": "Help", "contact": "Jim (the boss)"},
        {"subject": "Nobody", "contact": None},
    ]
    assert "3 unchanged" in crm.ok("import", "tickets.csv").out
