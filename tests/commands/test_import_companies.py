"""`crm import` of companies and colleagues."""

from __future__ import annotations

from tests.commands.helpers import put, records
from tests.conftest import Crm

ACCOUNTS = """\
account,sector,founded,revenue,employees,country,part of
Alpha Group,technolgy,1996,1100.04,2822,Kenya,
Beta,retail,2001,718.62,2448,Kenya,Gamma Holding
Gamma Holding,software,1998,2714.9,2641,Kenya,Alpha Group
Delta,software,,,,,Omega
"""
ACCOUNT_OPTIONS = (
    *("--as", "companies", "--map", "account=name", "--map", "sector=industry"),
    *("--map", "founded=field:founded:number", "--map", "revenue=field:revenue:money"),
    *("--map", "part of=parent"),
)


def test_parents_may_come_later_and_fields_of_ones_own_are_made(crm: Crm) -> None:
    file = put(crm, "accounts.csv", ACCOUNTS)
    result = crm.ok("import", file, *ACCOUNT_OPTIONS)
    assert "4 companies created" in result.lines[0]
    assert "made on the way: 1 company" in result.out
    assert "fields made: founded (number), revenue (money)" in result.out
    wanted = ("name", "industry", "size", "parent", "founded", "revenue", "revenue_currency")
    found = crm.ok("company", "list", "--json", "--sort", "id").json
    rows = [tuple(row[name] for name in wanted) for row in found]
    assert rows == [
        ("Alpha Group", "technolgy", "2822", None, 1996, "1100.04", "EUR"),
        ("Beta", "retail", "2448", "Gamma Holding", 2001, "718.62", "EUR"),
        ("Gamma Holding", "software", "2641", "Alpha Group", 1998, "2714.90", "EUR"),
        ("Delta", "software", None, "Omega", None, None, None),
        ("Omega", None, None, None, None, None, None),
    ]
    again = crm.ok("import", file, *ACCOUNT_OPTIONS)
    assert "0 companies created, 0 updated, 4 unchanged" in again.lines[0]
    assert "undo" not in again.lines[0]


def test_a_company_cannot_be_part_of_itself(crm: Crm) -> None:
    text = "name,parent\nA,B\nB,C\nC,A\n"
    result = crm("import", put(crm, "a.csv", text), "--as", "companies")
    assert result.code == 4
    assert 'line 4: parent "A": it would be part of itself' in result.err


def test_companies_are_found_by_domain_and_by_name(crm: Crm) -> None:
    crm.ok("company", "add", "Acme GmbH", "--domain", "acme.example")
    crm.ok("company", "add", "Beta")
    text = "name,domain,city\nACME,www.acme.example,Rome\nbeta,beta.example,Oslo\n"
    result = crm.ok("import", put(crm, "a.csv", text), "--as", "companies")
    assert "0 companies created, 2 updated" in result.lines[0]
    assert records(crm, "company", "name", "domain", "city") == [
        {"name": "Acme GmbH", "domain": "acme.example", "city": "Rome"},
        {"name": "Beta", "domain": "beta.example", "city": "Oslo"},
    ]


def test_a_company_named_by_its_domain_is_found_or_made(crm: Crm) -> None:
    crm.ok("company", "add", "Acme GmbH", "--domain", "acme.example")
    text = "name,Domain of company\nAnn,acme.example\nBen,new.example\nCat,new.example\n"
    options = ("--as", "contacts", "--map", "Domain of company=company.domain")
    crm.ok("import", put(crm, "a.csv", text), *options)
    assert [row["company"] for row in records(crm, "contact", "company")] == [
        "Acme GmbH",
        "new.example",
        "new.example",
    ]
    assert records(crm, "company", "name", "domain")[1] == {
        "name": "new.example",
        "domain": "new.example",
    }


def test_colleagues_with_fields_and_an_owner_by_address(crm: Crm) -> None:
    text = "sales_agent,manager,mail\nAnna Snell,Dee,\nBo Yi,Dee,bo@team.example\n"
    options = ("--as", "users", "--map", "sales_agent=name", "--map", "manager=field:manager")
    crm.ok("import", put(crm, "team.csv", text), *options)
    assert records(crm, "user", "handle", "name", "email", "manager")[1:] == [
        {"handle": "Anna Snell", "name": "Anna Snell", "email": None, "manager": "Dee"},
        {"handle": "bo", "name": "Bo Yi", "email": "bo@team.example", "manager": "Dee"},
    ]
    text = "name,owner\nX,Anna Snell\nY,bo@team.example\nZ,new@team.example\n"
    crm.ok("import", put(crm, "a.csv", text), "--as", "companies")
    assert [row["owner"] for row in records(crm, "company", "owner")] == ["Anna Snell", "bo", "new"]


def test_cards_of_organisations_become_companies(crm: Crm) -> None:
    cards = [
        "FN:Jane Smith\nORG:Acme GmbH\nKIND:individual",
        "FN:Acme GmbH\nORG:Acme GmbH\nKIND:org\nURL:https://acme.example",
        "FN:Globex\nN:;;;;\nORG:Globex\nX-ABShowAs:COMPANY",
        "FN:Friends\nKIND:group\nMEMBER:urn:uuid:03a0e51f-d1aa-4385-8a53-e29025acd8af",
    ]
    text = "".join(f"BEGIN:VCARD\nVERSION:4.0\n{card}\nEND:VCARD\n" for card in cards)
    people = crm.ok("import", put(crm, "all.vcf", text))
    assert "not imported: 2 cards of organisations (--as companies does)" in people.out
    assert "not imported: the card of a group" in people.out
    assert records(crm, "contact", "name", "company") == [
        {"name": "Jane Smith", "company": "Acme GmbH"}
    ]
    crm.ok("import", "all.vcf", "--as", "companies")
    assert records(crm, "company", "name", "website") == [
        {"name": "Acme GmbH", "website": "https://acme.example"},
        {"name": "Globex", "website": None},
    ]
    only = text[text.index("BEGIN", 5) :].partition("BEGIN:VCARD\nVERSION:4.0\nFN:Globex")[0]
    again = crm.ok("import", put(crm, "org.vcf", only))
    assert "0 companies created" in again.out  # without a word of what they are
