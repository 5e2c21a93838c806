"""Likely duplicates: which pairs are found, which are not, and why."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_cli.services.duplicates import people
from crm_cli.services.duplicates.blocks import SMALL, candidates
from crm_cli.services.duplicates.companies import name_words
from crm_cli.services.duplicates.likeness import person_name
from crm_cli.values.pinyin import pinyin
from tests.conftest import Crm


def pairs(crm: Crm, noun: str = "contact", *words: str) -> dict[tuple[str, str], list[str]]:
    """The likely duplicates as people see them: the references, and the reasons."""
    rows = crm.ok(noun, "duplicates", *words, "--json").json
    return {(row["ref"], row["other_ref"]): row["reasons"] for row in rows}


@pytest.mark.parametrize(
    ("one", "other", "reasons"),
    [
        # A +tag, and the points that Google does not look at, make no other address.
        (
            ("Jane Smith", "--email", "jane@x.example"),
            ("J. Smith", "--email", "Jane+crm@x.example"),
            ["same e-mail"],
        ),
        (
            ("Bob Miller", "--email", "bob.miller@gmail.com"),
            ("Miller", "--email", "bobmiller@googlemail.com"),
            ["same e-mail"],
        ),
        (
            ("Ana Gómez", "--phone", "+49 30 1234567"),
            ("Ana Gomez", "--phone", "030/1234567"),
            ["same name", "same phone"],
        ),
        (
            ("Katherine Winslow", "--company", "Acme", "--create"),
            ("Katharine Winslow", "--company", "Acme", "--create"),
            ["near name", "same company"],
        ),
        (
            ("Smith, Jane", "--birthday", "1980-02-03"),
            ("jane smith", "--birthday", "1980-02-03"),
            ["same name", "same birthday"],
        ),
        # One of the most common names there are, in two companies.
        (
            ("张伟", "--company", "华为", "--email", "zw@huawei.example", "--create"),
            ("张伟", "--company", "腾讯", "--email", "zhang@tencent.example", "--create"),
            None,
        ),
        (
            ("Tom Hardy", "--address", "12 Long Street", "--postcode", "10115", "--city", "Berlin"),
            ("Tim Hardy", "--address", "12 Longstreet", "--postcode", "10115", "--city", "Berlin"),
            None,
        ),
        (
            ("张伟", "--company", "Acme", "--create"),
            ("Zhang Wei", "--company", "Acme", "--create"),
            ["same name in pinyin", "same company"],
        ),
        (
            ("李明轩", "--birthday", "1990-05-06"),
            ("Ming Xuan LI", "--birthday", "1990-05-06"),
            ["same name in pinyin", "same birthday"],
        ),
        (
            ("曾国华", "--company", "Acme", "--create"),
            ("Zeng Guohua", "--company", "Acme", "--create"),
            ["same name in pinyin", "same company"],
        ),
        # As people address him.
        (
            ("王建国", "--company", "Acme", "--create", "--phone", "+86 138 0013 8000"),
            ("王总", "--company", "Acme", "--create", "--phone", "+86 138 0013 8000"),
            ["same phone", "same company", "same family name"],
        ),
        (
            ("王建国", "--company", "Acme", "--create"),
            ("李总", "--company", "Acme", "--create"),
            None,
        ),
        (
            ("王建国", "--phone", "+86 138 0013 8000"),
            ("王总", "--phone", "+86 138 0013 8000"),
            ["same phone", "same family name"],
        ),
        # Two characters of one sound are two people; so are two of one family, and namesakes.
        (
            ("王伟", "--company", "Acme", "--create"),
            ("王薇", "--company", "Acme", "--create"),
            None,
        ),
        (
            ("Jane Smith", "--company", "Acme", "--create", "--phone", "+49 30 1234567"),
            ("Robert Smith", "--company", "Acme", "--create", "--phone", "+49 30 1234567"),
            None,
        ),
        (
            ("Carol B. Stone", "--company", "Acme", "--create"),
            ("Carol C. Stone", "--company", "Acme", "--create"),
            None,
        ),
        (
            ("John Doe", "--birthday", "1980-02-03", "--email", "john@a.example"),
            ("John Doe", "--birthday", "1955-11-30", "--email", "doe@b.example"),
            None,
        ),
        (("Info", "--email", "info@a.example"), ("Post", "--email", "info@b.example"), None),
    ],
)
def test_two_people_are_one_or_not(
    crm_sqlite: Crm, one: Any, other: Any, reasons: list[str] | None
) -> None:
    crm_sqlite.ok("contact", "add", *one)
    crm_sqlite.ok("contact", "add", *other)
    found = pairs(crm_sqlite).get(("C1", "C2"))
    if reasons is None:
        assert found is None
    else:
        assert found is not None
        assert set(reasons) <= set(found)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (("Acme GmbH", "--city", "Berlin"), ("ACME", "--city", "Berlin"), True),
        (("Acme GmbH", "--domain", "acme.de"), ("Acme, Inc.", "--domain", "acme.com"), True),
        (("Northwind", "--website", "www.nw.example"), ("NW", "--domain", "nw.example"), True),
        (("华为技术有限公司", "--city", "深圳"), ("华为技术", "--city", "深圳"), True),
        (("长城贸易有限公司",), ("Changcheng Maoyi Co., Ltd",), True),
        (("Hotel Adler 1", "--city", "Berlin"), ("Hotel Adler 2", "--city", "Berlin"), False),
        (("Acme", "--domain", "acme.de"), ("Zenith", "--domain", "zenith.de"), False),
        (("A & B",), ("A&B Ltd.",), True),
    ],
)
def test_two_companies_are_one_or_not(crm_sqlite: Crm, one: Any, other: Any, alike: bool) -> None:
    crm_sqlite.ok("company", "add", *one)
    crm_sqlite.ok("company", "add", *other)
    # A third makes nothing of it.
    crm_sqlite.ok("company", "add", "Quite another")
    assert (("O1", "O2") in pairs(crm_sqlite, "company")) == alike
    assert len(pairs(crm_sqlite, "company")) == int(alike)


def test_a_company_is_no_duplicate_of_its_parent(crm_sqlite: Crm) -> None:
    crm_sqlite.ok("company", "add", "Acme", "--city", "Berlin")
    crm_sqlite.ok("company", "add", "Acme GmbH", "--city", "Berlin", "--parent", "O1")
    assert pairs(crm_sqlite, "company") == {}


@pytest.mark.parametrize("noun", ["contact", "company"])
def test_what_was_told_apart_is_silent_until_that_is_forgotten(crm: Crm, noun: str) -> None:
    one, other = {"contact": ("C1", "C2"), "company": ("O1", "O2")}[noun]
    for _ in range(2):
        crm.ok(noun, "add", "Zebedee Quuxworth")
    assert list(pairs(crm, noun)) == [(one, other)]
    said = crm.ok(noun, "distinct", other, one).out
    assert said.startswith(f"told apart: {noun} {other}")
    assert pairs(crm, noun) == {}
    listed = crm.ok(noun, "duplicates", "--distinct", "--json").json
    assert [(row["ref"], row["other_ref"]) for row in listed] == [(one, other)]
    assert "no change" in crm.ok(noun, "distinct", one, other).out
    crm.ok("undo", "--yes")
    assert list(pairs(crm, noun)) == [(one, other)]
    crm.ok("redo")
    crm.ok(noun, "distinct", one, other, "--remove")
    assert list(pairs(crm, noun)) == [(one, other)]
    assert crm(noun, "distinct", one, other, "--remove").code == 3
    assert crm(noun, "distinct", one, one).code == 2


def test_a_contact_that_was_told_apart_can_leave_the_trash(crm: Crm) -> None:
    for name in ("Zebedee Quuxworth", "Zebedee Quuxworth", "Jane"):
        crm.ok("contact", "add", name)
    crm.ok("contact", "distinct", "C1", "C2")
    crm.ok("contact", "delete", "C2")
    later = {"CRM_NOW": "2027-06-20T10:00:00Z"}
    crm.ok("trash", "empty", "--older-than", "90d", "--yes", environment=later)
    assert crm.database.rows("SELECT * FROM contact_distinct") == []
    assert len(crm.database.rows("SELECT id FROM contact")) == 2


def test_conditions_a_least_score_and_a_limit(crm: Crm) -> None:
    for name, city in (("Ada Quux", "Ulm"), ("Ada Quux", "Bonn"), ("Bo Yyy", ""), ("Bo Yyy", "")):
        crm.ok("contact", "add", name, "--city", city)
    assert list(pairs(crm)) == [("C3", "C4"), ("C1", "C2")]
    assert list(pairs(crm, "contact", "--where", "city=Bonn")) == [("C1", "C2")]
    assert list(pairs(crm, "contact", "--limit", "1")) == [("C3", "C4")]
    assert list(pairs(crm, "contact", "--sort", "ref")) == [("C1", "C2"), ("C3", "C4")]
    assert crm.ok("contact", "duplicates", "--min-score", "100", "--json").json == []
    assert crm("contact", "duplicates", "--min-score", "101").code == 2
    assert crm("contact", "duplicates", "--where", "colour=red").code == 2


def test_what_is_in_the_trash_is_no_duplicate_but_was_one(crm: Crm) -> None:
    for _ in range(2):
        crm.ok("contact", "add", "Ada Quux", environment={"CRM_NOW": "2026-11-18T10:00:00Z"})
    crm.ok("contact", "delete", "C2")
    assert pairs(crm) == {}
    assert list(pairs(crm, "contact", "--as-of", "2026-11-19")) == [("C1", "C2")]


def test_hostile_names_are_shown_harmless_and_come_back_unchanged(crm: Crm) -> None:
    name = "=1+1 [red]x[/] \x1b[31m\u202e"
    for _ in range(2):
        crm.ok("contact", "add", name)
    assert "\x1b" not in crm.ok("contact", "duplicates").out
    assert "^[[31m<U+202E>" in crm.ok("contact", "duplicates").out
    assert crm.ok("contact", "duplicates", "--json").json[0]["other_name"] == name


def test_an_empty_book_has_none(crm_sqlite: Crm) -> None:
    result = crm_sqlite.ok("contact", "duplicates")
    assert "no pairs" in result.err
    assert crm_sqlite.ok("company", "duplicates", "--json").json == []


def test_a_score_is_a_probability_by_bayes_rule() -> None:
    """Two of 1,000 people, alone with their name and birthday: 2 of 2,000 have each, so

    log2(2000 / 3) bits for given name, family name and birthday, and -log2(1000) to begin with.
    """
    others = [
        people.person(id, person_name(f"G{id} F{id}", f"G{id}", f"F{id}")) for id in range(3, 1001)
    ]
    twice = [
        people.person(id, person_name("Ada Quux", "Ada", "Quux"), birthday="1980-01-02")
        for id in (1, 2)
    ]
    everybody = [*twice, *others]
    found = people.compare(twice[0], twice[1], people.count(everybody))
    bits = 3 * 9.3808 - 9.9658
    assert found.bits == pytest.approx(bits, abs=0.001)
    assert found.score == pytest.approx(2**bits / (1 + 2**bits), abs=1e-9)


@pytest.mark.parametrize(
    ("text", "family", "letters"),
    [
        ("明轩", False, "mingxuan"),
        ("曾", True, "zeng"),
        ("单", True, "shan"),
        ("欧阳", True, "ouyang"),
    ],
)
def test_chinese_names_in_latin_letters(text: str, family: bool, letters: str) -> None:
    assert pinyin(text, family=family) == letters


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Acme GmbH & Co. KG", ("acme",)),
        ("The Body Shop, Inc.", ("body", "shop")),
        ("S.A.P. AG", ("sap",)),
        ("华为技术有限公司", ("华为技术",)),
        ("株式会社トヨタ", ("トヨタ",)),
        ("Co. Ltd.", ("co", "ltd")),
    ],
)
def test_a_legal_form_is_no_part_of_a_name(name: str, words: tuple[str, ...]) -> None:
    assert name_words(name) == words


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(0, 5), min_size=2, max_size=SMALL))
def test_all_that_share_a_key_are_compared_once(keys: list[int]) -> None:
    found = list(
        candidates(((("birthday", str(key)), place) for place, key in enumerate(keys)), [])
    )
    expected = [
        pair for pair in combinations(range(len(keys)), 2) if keys[pair[0]] == keys[pair[1]]
    ]
    assert sorted(found) == expected
    assert len(set(found)) == len(found)


def test_where_very_many_share_a_key_the_work_grows_with_them_not_with_their_square() -> None:
    names = [f"{number:05}" for number in range(5000)]
    found = list(
        candidates(((("company", "1"), place) for place in range(5000)), [names.__getitem__])
    )
    assert len(found) <= 6 * 5000
    assert (17, 18) in found
    common = candidates(((("name", "wang"), place) for place in range(5000)), [names.__getitem__])
    assert list(common) == []


def test_colleagues_with_the_same_given_name_are_two(crm_sqlite: Crm) -> None:
    crm = crm_sqlite
    crm.ok("company", "add", "Acme")
    same = ("--company", "O1", "--city", "Vigo")
    crm.ok("contact", "add", "Pilar Madrigal", *same, "--email", "pilar.madrigal@acme.example")
    crm.ok("contact", "add", "Pilar Peñalver", *same, "--email", "pilar.penalver@acme.example")
    assert crm.ok("contact", "duplicates", "--json").json == []
    # With a birthday in common they may be one who married.
    crm.ok("contact", "edit", "C1", "--birthday", "1980-02-03")
    crm.ok("contact", "edit", "C2", "--birthday", "1980-02-03")
    assert len(crm.ok("contact", "duplicates", "--json").json) == 1
