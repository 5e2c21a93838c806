"""Nightly imports: only what the source changed is written, and never over what people did."""

from __future__ import annotations

from typing import Any

import pytest

from tests.commands.helpers import changesets, put, records
from tests.conftest import Crm

FIRST = """\
name,email,phone,company,city,title,tags
Ann Lee,ann@x.example,030 111111,Acme,Berlin,CEO,vip
Ben Fox,ben@x.example,030 222222,Acme,Berlin,CTO,
"""


def bring(crm: Crm, text: str, *options: str, noun: str = "contacts") -> Any:
    """Import a text as people.csv; the JSON of the outcome."""
    result = crm("import", put(crm, "people.csv", text), "--as", noun, *options, "--json")
    assert result.code == 0, result.err
    return result.json


def ann(crm: Crm, *columns: str) -> dict[str, Any]:
    return records(crm, "contact", *columns)[0]


def test_what_the_source_changed_is_written(crm: Crm) -> None:
    bring(crm, FIRST)
    again = FIRST.replace("Berlin,CEO", "Paris,CEO").replace("Ann Lee", "Ann Roe")
    outcome = bring(crm, again)["record"]
    assert (outcome["updated"], outcome["unchanged"], outcome["kept"]) == (1, 1, 0)
    assert ann(crm, "name", "family_name", "city", "job_title") == {
        "name": "Ann Roe",
        "family_name": "Roe",
        "city": "Paris",
        "job_title": "CEO",
    }


def test_what_a_person_changed_stays(crm: Crm) -> None:
    bring(crm, FIRST)
    crm.ok("contact", "edit", "C1", "--city", "Rome", "--job-title", "Boss")
    before = changesets(crm)
    assert bring(crm, FIRST)["record"]["unchanged"] == 2
    assert changesets(crm) == before
    # The source changes the city too: theirs stays, and that is told once.
    newer = FIRST.replace("Berlin,CEO", "Paris,CEO")
    outcome = bring(crm, newer)["record"]
    assert outcome["stays"] == [
        {"line": 2, "ref": "C1", "field": "city", "ours": "Rome", "theirs": "Paris"}
    ]
    assert ann(crm, "city", "job_title") == {"city": "Rome", "job_title": "Boss"}
    before = changesets(crm)
    outcome = bring(crm, newer)["record"]
    assert (outcome["unchanged"], outcome["stays"]) == (2, [])
    assert changesets(crm) == before
    # And back to what it was: the source changed it again, the person's stays again.
    assert len(bring(crm, FIRST)["record"]["stays"]) == 1


def test_the_same_change_by_both_is_no_conflict(crm: Crm) -> None:
    bring(crm, FIRST)
    crm.ok("contact", "edit", "C1", "--city", "Paris")
    outcome = bring(crm, FIRST.replace("Berlin,CEO", "Paris,CEO"))["record"]
    assert (outcome["updated"], outcome["stays"]) == (0, [])


def test_what_the_source_takes_away_goes(crm: Crm) -> None:
    bring(crm, FIRST)
    crm.ok("contact", "edit", "C1", "--add-phone", "030 999999", "--tag", "vip", "--tag", "mine")
    less = FIRST.replace("ann@x.example,030 111111", "ann@x.example,030 333333")
    less = less.replace("Berlin,CEO,vip", ",CEO,")
    bring(crm, less)
    assert ann(crm, "phones", "city", "tags", "name") == {
        "phones": ["030 999999", "030 333333"],
        "city": None,
        "tags": ["mine"],
        "name": "Ann Lee",
    }
    search = crm.database.rows("SELECT search_text FROM contact WHERE id = 1")[0]["search_text"]
    crm.database.close()
    assert "111111" not in search and "333333" in search


def test_what_the_source_emptied_is_counted_and_listed_apart(crm: Crm) -> None:
    crm.ok("user", "add", "ann")
    deals = "id,title,company,owner,amount,currency,close date,stage,tags,size,with\n"
    full = deals + "1,Jam,Acme,ann,1000,EUR,2027-05-01,lead,vip|big,5,C1\n"
    crm.ok("contact", "add", "Cy")
    options = ("--as", "deals", "--map", "id=external_id", "--map", "with=contact")
    options += ("--map", "size=field:size", "--separator", "tags=|")
    path = put(crm, "deals.csv", full)
    crm.ok("import", path, *options)
    put(crm, "deals.csv", deals + "1,Jam,,,,,,lead,big,,\n")
    values = {
        "amount": "1,000.00 EUR",
        "expected close": "2027-05-01",
        "company": "Acme",
        "owner": "ann",
        "contact": "C1",
        "size": "5",
        "tag": "vip",
    }
    listed = [{"line": 2, "ref": "D1", "field": field, "was": was} for field, was in values.items()]
    sort = {"key": lambda row: row["field"]}
    listed.sort(**sort)
    checked = crm.ok("import", path, *options, "--check", "--json").json
    assert sorted(checked["emptied_values"], **sort) == listed
    assert checked["values_emptied"] == 7
    for more in (["--dry-run"], []):
        record = crm.ok("import", path, *options, *more, "--json").json["record"]
        assert sorted(record["emptied_values"], **sort) == listed
        assert record["emptied"] == 7
    columns = ("company", "owner", "amount", "tags", "size", "expected_close")
    assert records(crm, "deal", *columns) == [
        {**dict.fromkeys(columns), "tags": ["big"]},
    ]


def test_only_a_sync_empties_and_what_is_replaced_is_not_emptied(crm_sqlite: Crm) -> None:
    crm = crm_sqlite
    bring(crm, FIRST)
    less = FIRST.replace("030 111111", "").replace("Berlin,CTO", ",CTO")
    for how in ("skip", "fill", "overwrite"):
        assert bring(crm, less, "--on-match", how, "--dry-run")["record"]["emptied"] == 0
    result = crm.ok("import", put(crm, "people.csv", less), "--as", "contacts")
    assert (
        "2 values emptied, as the file no longer has them: C1 phone was 030 111111;"
        " C2 city was Berlin\n"
    ) in result.err + result.out
    other = FIRST.replace("030 222222", "030 333333")
    assert bring(crm, other)["record"]["emptied_values"] == []


def test_what_a_person_emptied_stays_empty(crm: Crm) -> None:
    bring(crm, FIRST)
    crm.ok("contact", "edit", "C1", "--city", "")
    bring(crm, FIRST)
    assert ann(crm, "city") == {"city": None}
    bring(crm, FIRST, "--on-match", "fill")
    assert ann(crm, "city") == {"city": "Berlin"}


def test_a_record_that_was_there_before_is_filled_first(crm: Crm) -> None:
    crm.ok("contact", "add", "Annie", "--email", "ann@x.example", "--city", "Rome")
    outcome = bring(crm, FIRST)["record"]
    assert (outcome["created"], outcome["updated"]) == (1, 1)
    assert ann(crm, "name", "city", "job_title") == {
        "name": "Annie",
        "city": "Rome",
        "job_title": "CEO",
    }
    # From now on the source's changes count where nobody here differs.
    bring(crm, FIRST.replace("CEO", "Chair").replace("Berlin,CEO", "Paris,CEO"))
    assert ann(crm, "city", "job_title") == {"city": "Rome", "job_title": "Chair"}


def test_another_company_is_followed_unless_a_person_moved_them(crm: Crm) -> None:
    bring(crm, FIRST)
    crm.ok("contact", "edit", "C2", "--company", "Mine", "--create")
    both = FIRST.replace("Acme", "Globex")
    outcome = bring(crm, both)["record"]
    assert [row["company"] for row in records(crm, "contact", "company")] == ["Globex", "Mine"]
    assert [row["field"] for row in outcome["stays"]] == ["company"]


def test_deals_move_with_the_source_and_stay_where_people_put_them(crm: Crm) -> None:
    text = "id,title,stage,amount,close date\n1,Jam,lead,5,\n2,Tea,lead,6,\n"
    options = ("--map", "id=external_id")
    bring(crm, text, *options, noun="deals")
    crm.ok("deal", "move", "D2", "proposal")
    newer = text.replace("lead,5,", "won,7,2026-11-01").replace("lead,6,", "qualified,8,")
    outcome = bring(crm, newer, *options, noun="deals")["record"]
    assert records(crm, "deal", "stage", "amount", "closed_at") == [
        {"stage": "won", "amount": "7.00", "closed_at": "2026-11-01"},
        {"stage": "proposal", "amount": "8.00", "closed_at": None},
    ]
    assert outcome["stays"] == [
        {"line": 3, "ref": "D2", "field": "stage", "ours": "proposal", "theirs": "qualified"}
    ]


def test_fields_of_ones_own_are_merged_too(crm: Crm) -> None:
    text = "name,email,size\nAnn,ann@x.example,38\nBen,ben@x.example,44\n"
    option = ("--map", "size=field:size")
    bring(crm, text, *option)
    crm.ok("contact", "edit", "C2", "--set", "size=45")
    bring(crm, text.replace(",38", ",39").replace(",44", ",46"), *option)
    assert records(crm, "contact", "size") == [{"size": "39"}, {"size": "45"}]
    bring(crm, text.replace(",38", ",").replace(",44", ",46"), *option)
    assert records(crm, "contact", "size") == [{"size": None}, {"size": "45"}]


def test_a_key_twice_with_different_values_names_both_lines(crm: Crm) -> None:
    bring(crm, FIRST)
    twice = FIRST + "Ann Lee,ann@x.example,030 111111,Acme,Paris,CEO,vip\n"
    result = crm("import", put(crm, "people.csv", twice), "--as", "contacts")
    assert result.code == 4
    assert 'line 4: city "Paris": line 2 says Berlin' in result.err
    # Another source that knows the record from before.
    result = crm("import", put(crm, "other.csv", twice), "--as", "contacts")
    assert result.code == 4
    assert 'line 4: city "Paris": line 2 says Berlin' in result.err


@pytest.mark.parametrize("on_match", ["sync", "skip"])
def test_the_same_row_twice_is_one_record(crm: Crm, on_match: str) -> None:
    twice = FIRST + FIRST.splitlines()[1] + "\n"
    outcome = bring(crm, twice)["record"]
    assert (outcome["created"], outcome["unchanged"]) == (2, 1)
    before = changesets(crm)
    assert bring(crm, twice, "--on-match", on_match)["record"]["unchanged"] == 3
    assert changesets(crm) == before


def test_two_sources_each_have_their_own_say(crm: Crm) -> None:
    bring(crm, FIRST, "--source", "one")
    bring(crm, FIRST.replace("CEO", ""), "--source", "two")
    bring(crm, FIRST.replace("Berlin,CEO", "Paris,CEO"), "--source", "one")
    # Source two says Berlin as ever: it changed nothing.
    bring(crm, FIRST.replace("CEO", ""), "--source", "two")
    assert ann(crm, "city", "job_title") == {"city": "Paris", "job_title": "CEO"}


def test_an_id_that_the_source_gives_later_is_kept(crm: Crm) -> None:
    bring(crm, FIRST)
    with_ids = "\n".join(f"{line},{n if n else 'id'}" for n, line in enumerate(FIRST.splitlines()))
    bring(crm, with_ids + "\n", "--map", "id=external_id")
    found = crm.database.rows("SELECT record_id, external_id FROM external_id ORDER BY record_id")
    assert [(row["record_id"], row["external_id"]) for row in found] == [(1, "1"), (2, "2")]


def test_an_import_with_changes_can_be_undone(crm: Crm) -> None:
    bring(crm, FIRST)
    before = crm.ok("contact", "list", "--json").out
    number = bring(crm, FIRST.replace("Berlin,CEO,vip", "Paris,,"))["changeset"]
    assert crm.ok("contact", "list", "--json").out != before
    crm.ok("undo", str(number))
    after = crm.ok("contact", "list", "--json").json
    assert [row["city"] for row in after] == ["Berlin", "Berlin"]
    assert {row["job_title"] for row in after} == {"CEO", "CTO"}
    # What the source said is taken back with it: the same file changes them again.
    assert bring(crm, FIRST.replace("Berlin,CEO,vip", "Paris,,"))["record"]["updated"] == 1


# Matching ---------------------------------------------------------------------------------


def test_rows_about_the_trash_are_skipped_and_counted(crm: Crm) -> None:
    bring(crm, FIRST)
    crm.ok("contact", "delete", "C1")
    for text in (FIRST, FIRST.replace("CEO", "Chair")):
        outcome = bring(crm, text)["record"]
        assert (outcome["created"], outcome["unchanged"], outcome["in_trash"]) == (0, 1, 1)
    bring(crm, "name,domain\nGlobex,globex.example\nInitech,\n", noun="companies")
    crm.ok("company", "delete", "Globex")
    crm.ok("company", "delete", "Initech")
    text = "name,domain\nGlobex Ltd,globex.example\nInitech,\n"
    assert bring(crm, text, "--source", "x", noun="companies")["record"]["in_trash"] == 2
    crm.ok("trash", "restore", "C1")
    assert bring(crm, FIRST)["record"]["unchanged"] == 2


def test_a_person_without_an_address_is_found_by_phone_or_company(crm: Crm) -> None:
    crm.ok("contact", "add", "Ann Lee", "--phone", "030 111111")
    crm.ok("contact", "add", "Ben Fox", "--company", "Acme", "--create")
    crm.ok("contact", "add", "Ann Lee", "--phone", "030 555555")
    outcome = bring(crm, FIRST)["record"]
    assert (outcome["created"], outcome["updated"]) == (0, 2)
    assert [row["emails"] for row in records(crm, "contact", "emails")] == [
        ["ann@x.example"],
        ["ben@x.example"],
        [],
    ]


@pytest.mark.parametrize(
    "words",
    [
        ("Ann Lee", "--phone", "030 111111", "--email", "other@x.example"),  # another address
        ("Annie Lee", "--phone", "030 111111"),  # another name at the same telephone
        ("Ann Lee", "--company", "Globex", "--create"),  # another company
        ("Ann Lee",),  # a name alone is not enough
    ],
)
def test_what_contradicts_a_phone_or_a_name_makes_another_person(
    crm_sqlite: Crm, words: tuple[str, ...]
) -> None:
    crm_sqlite.ok("contact", "add", *words)
    assert bring(crm_sqlite, FIRST)["record"]["created"] == 2


def test_several_that_fit_are_named(crm: Crm) -> None:
    crm.ok("contact", "add", "Ann Lee", "--phone", "030 111111")
    crm.ok("contact", "add", "Ann Lee", "--phone", "030 111111", "--city", "Rome")
    result = crm("import", put(crm, "people.csv", FIRST), "--as", "contacts")
    assert result.code == 4
    assert "fits several: C1 Ann Lee, C2 Ann Lee" in result.err


# What is no longer there ------------------------------------------------------------------


def test_what_the_source_no_longer_has_is_reported_or_put_away(crm: Crm) -> None:
    bring(crm, FIRST)
    crm.ok("contact", "add", "Own")
    less = "".join(FIRST.splitlines(keepends=True)[:2])
    assert bring(crm, less)["record"]["missing"] is None
    outcome = bring(crm, less, "--missing", "report")["record"]
    assert (outcome["missing"], outcome["trashed"]) == (1, 0)
    assert outcome["missed"] == [{"ref": "C2", "name": "Ben Fox"}]
    outcome = bring(crm, less, "--missing", "trash")
    assert (outcome["record"]["missing"], outcome["record"]["trashed"]) == (1, 1)
    assert [row["name"] for row in records(crm, "contact", "name")] == ["Ann Lee", "Own"]
    crm.ok("undo", str(outcome["changeset"]))
    assert len(records(crm, "contact", "name")) == 3


def test_nothing_is_put_away_after_rejections_or_for_an_empty_file(crm_sqlite: Crm) -> None:
    crm = crm_sqlite
    bring(crm, FIRST)
    bad = FIRST.splitlines()[0] + "\nAnn Lee,nonsense,,,,,\n"
    file = put(crm, "people.csv", bad)
    result = crm("import", file, "--as", "contacts", "--missing", "trash", "--skip-bad")
    assert result.code == 6 and "none was put into the trash" in result.out
    bring(crm, FIRST.splitlines()[0] + "\n", "--missing", "trash")
    assert len(records(crm, "contact", "name")) == 2
    assert crm("import", file, "--as", "contacts", "--missing", "burn").code == 2


def test_a_source_without_ids_gives_none(crm: Crm) -> None:
    bring(crm, FIRST)
    assert crm.ok("contact", "show", "C1", "--json").json.get("external_ids", []) == []
    bring(crm, "id,name,email\n7,Ann Lee,ann@x.example\n", "--map", "id=external_id")
    ids = crm.ok("contact", "show", "C1", "--json").json["external_ids"]
    assert ids == [{"source": "people", "external_id": "7"}]


def test_the_ids_of_merged_records_find_the_one_that_is_left(crm: Crm) -> None:
    text = "id,name,email,city\n1,Ann Lee,ann@x.example,Berlin\n2,Anne Lee,anne@x.example,Bonn\n"
    option = ("--map", "id=external_id")
    bring(crm, text, *option)
    crm.ok("contact", "merge", "C1", "C2", "--prefer", "A")
    before = changesets(crm)
    assert bring(crm, text, *option)["record"]["unchanged"] == 2
    assert changesets(crm) == before
    # Each of the two goes on to be compared with what was said of it.
    newer = text.replace("Anne Lee,anne@x.example,Bonn", "Anne Lee,anne@x.example,Köln")
    newer = newer.replace("Ann Lee,ann@x.example,Berlin", "Ann Lee,ann@x.example,Paris")
    outcome = bring(crm, newer, *option)["record"]
    assert (outcome["updated"], outcome["unchanged"]) == (1, 1)
    assert ann(crm, "name", "city") == {"name": "Ann Lee", "city": "Paris"}


def test_what_is_noted_of_records_that_stay_as_they_are_is_said(crm: Crm) -> None:
    crm.ok("contact", "add", "Ann Lee", "--email", "ann@x.example")
    file = put(crm, "a.csv", "name,email\nAnn Lee,ann@x.example\n")
    first = crm.ok("import", file, "--json").json
    assert first["changeset"] is not None
    assert (first["record"]["unchanged"], first["record"]["noted"]) == (1, 1)
    assert "noted" in " ".join(first["details"])
    last = crm.ok("history", "--limit", "1", "--json").json[0]
    assert last["changes"] == "what the file says of 1 record noted"
    again = crm.ok("import", file, "--json").json
    assert again["changeset"] is None
    assert again["record"]["noted"] == 0
    assert again["details"] == ["a.csv: its columns are those of contacts (--as)"]


def test_what_was_passed_over_is_news_to_the_next_sync(crm: Crm) -> None:
    def bring(motto: str, city: str, *words: str) -> Any:
        text = f"name,email,city,motto\nAnn,ann@x.example,{city},{motto}\n"
        file = put(crm, "a.csv", text)
        return crm.ok("import", file, "--map", "motto=field:Motto", *words)

    def there() -> list[Any]:
        (found,) = crm.ok("contact", "list", "--columns", "city,Motto", "--json").json
        return list(found.values())

    bring("a", "Rome")
    bring("b", "Oslo", "--on-match", "skip")
    assert there() == ["Rome", "a"]
    bring("c", "Bonn", "--on-match", "fill")
    assert there() == ["Rome", "a"]
    assert "1 updated" in bring("d", "Köln").out
    assert there() == ["Köln", "d"]
    crm.ok("contact", "edit", "1", "--set", "Motto=mine")
    result = bring("e", "Köln")
    assert "C1 Motto stays mine; the file says e" in result.out
