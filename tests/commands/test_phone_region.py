"""The team's phone region: numbers typed before it is set, and what changing it does."""

from __future__ import annotations

from tests.conftest import Crm


def numbers(crm: Crm) -> list[tuple[object, ...]]:
    """What is kept of each number: as typed, in E.164, and its digits."""
    return crm.rows("SELECT phone, e164, digits FROM contact_phone ORDER BY contact_id, id")


def test_numbers_are_read_again_when_the_region_changes(crm: Crm) -> None:
    crm.ok("config", "unset", "phone_region")
    said = crm.ok("contact", "add", "Ann", "--phone", "030 123456", "--phone", "+33 1 42 68 53 00")
    assert "030 123456 is kept as typed" in said.err
    assert "crm config set phone_region" in said.err
    assert "+33" not in said.err
    crm.ok("contact", "add", "Bo", "--phone", "030 123456")
    crm.ok("contact", "add", "Cy", "--phone", "030 999999", "--phone", "+49 30 999999")
    crm.ok("contact", "delete", "C2", "--yes")
    before = numbers(crm)
    dry = crm.ok("config", "set", "phone_region", "DE", "--dry-run")
    assert numbers(crm) == before
    done = crm.ok("config", "set", "phone_region", "DE", "--json")
    told = "read again: 4 phone numbers (3 can be read in full now, 1 stood there twice)"
    assert done.json["details"] == [told]
    assert told in dry.out
    assert numbers(crm) == [
        ("030 123456", "+4930123456", "4930123456"),
        ("+33 1 42 68 53 00", "+33142685300", "33142685300"),
        ("030 123456", "+4930123456", "4930123456"),
        ("030 999999", "+4930999999", "4930999999"),
    ]
    assert [row["ref"] for row in crm.ok("find", "+4930123456", "--json").json] == ["C1"]
    crm.ok("undo", str(done.json["changeset"]))
    assert numbers(crm) == before
    assert crm.ok("config", "get", "phone_region").lines == [""]


def test_what_an_import_read_by_its_own_region_stays(crm_sqlite: Crm) -> None:
    crm = crm_sqlite
    rows = "name,phone\nAnn,01 42 68 53 00\n"
    crm.ok("import", "-", "--as", "contacts", "--phone-region", "FR", stdin=rows)
    before = numbers(crm)
    assert before[0][1] == "+33142685300"
    said = crm.ok("config", "set", "phone_region", "AT")
    assert "no phone number reads otherwise" in said.out
    assert numbers(crm) == before


def test_a_number_that_the_region_does_not_know_is_said(crm_sqlite: Crm) -> None:
    said = crm_sqlite.ok("contact", "add", "Ann", "--phone", "12345")
    assert said.err == "12345 is no whole number of DE: it is kept as typed\n"
    said = crm_sqlite.ok("contact", "edit", "C1", "--add-phone", "23456")
    assert said.err == "23456 is no whole number of DE: it is kept as typed\n"
    assert crm_sqlite("config", "set", "phone_region", "XX").code == 2
