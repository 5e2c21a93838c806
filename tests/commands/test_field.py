"""`crm field`: fields of the team's own."""

from __future__ import annotations

import pytest

from tests.conftest import Crm


@pytest.mark.parametrize(
    ("kind", "given", "expected"),
    [
        ("text", "  two words ", "two words"),
        ("number", "1,234.5", 1234.5),
        ("money", "12k", "12000.00"),
        ("date", "2026-11-03", "2026-11-03"),
        ("yes/no", "是", "yes"),
        ("yesno", "No", "no"),
        ("choice", "LARGE", "large"),
    ],
)
def test_kinds(crm: Crm, kind: str, given: str, expected: object) -> None:
    """Each kind reads what people type and gives back its canonical value."""
    more = ["--choices", "small, large"] if kind == "choice" else []
    crm.ok("field", "add", "contact", "extra", "--kind", kind, *more)
    crm.ok("contact", "add", "Jane", "--field", f"Extra={given}")
    shown = crm.ok("contact", "show", "C1", "--json").json
    assert shown["extra"] == expected
    assert shown.get("extra_currency") == ("EUR" if kind == "money" else None)
    crm.ok("contact", "edit", "C1", "--field", "extra=")
    assert crm.ok("contact", "show", "C1", "--json").json["extra"] is None


@pytest.mark.parametrize(
    ("given", "in_json", "shown"),
    [
        ("12345678901234567.25", "12345678901234567.25", "12,345,678,901,234,567.25"),
        ("-0.12345678901234567895", "-0.12345678901234567895", "-0.12"),
        ("123456789012345678", 123456789012345678, "123,456,789,012,345,678"),
        ("0.1", 0.1, "0.1"),
    ],
)
def test_a_number_keeps_its_digits(crm: Crm, given: str, in_json: object, shown: str) -> None:
    """As a number where a binary one gives it back, else as a text, as amounts are."""
    crm.ok("field", "add", "contact", "extra", "--kind", "number")
    crm.ok("contact", "add", "Jane", "--field", f"extra={given}")
    assert crm.ok("contact", "show", "C1", "--json").json["extra"] == in_json
    listed = crm.ok("contact", "list", "--columns", "extra")
    assert listed.lines[-1].strip() == shown
    assert crm.ok("contact", "list", "--columns", "extra", "--format", "csv").lines[-1] == given


def test_choices(crm: Crm) -> None:
    """What is not among them is refused; one that is in use cannot be taken out."""
    crm.ok("field", "add", "company", "size class", "--kind", "choice", "--choices", "s,M,s")
    assert crm.ok("field", "list", "company", "--json").json[0]["choices"] == ["s", "M"]
    crm.ok("company", "add", "Acme", "--field", "size class=m")
    result = crm("company", "edit", "O1", "--field", "size class=xl")
    assert result.code == 2
    assert result.err == "error: size class cannot be 'xl'\nhint: it is one of s, M\n"
    result = crm("field", "edit", "company", "size class", "--choices", "s,xl")
    assert result.code == 7
    assert "'M' in 1 company" in result.err
    crm.ok("field", "edit", "company", "size class", "--choices", "s,M,xl", "--name", "class")
    crm.ok("company", "edit", "O1", "--field", "class=xl")
    shown = crm.ok("field", "show", "company", "class", "--json").json
    assert shown["values"] == [{"value": "xl", "records": 1}]


def test_delete_and_list(crm: Crm) -> None:
    """A deleted field is gone from records, and its name is free again."""
    crm.ok("field", "add", "deal", "product")
    crm.ok("field", "add", "contact", "nickname")
    crm.ok("contact", "add", "Jane", "--field", "nickname=JJ")
    rows = crm.ok("field", "list", "--json").json
    assert [(row["noun"], row["name"], row["records"]) for row in rows] == [
        ("contact", "nickname", 1),
        ("deal", "product", 0),
    ]
    crm.ok("field", "delete", "contact", "nickname")
    assert "nickname" not in crm.ok("contact", "show", "C1", "--json").json
    crm.ok("field", "add", "contact", "nickname", "--kind", "date")
    assert crm.ok("contact", "show", "C1", "--json").json["nickname"] is None


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["contact", "email"], 2, "contact has a field called 'email' already"),
        (["contact", "Last Interaction"], 2, "already"),
        (["deal", "x", "--kind", "choice"], 2, "a choice needs its choices"),
        (["deal", "x", "--choices", "a"], 2, "only a field of kind choice has choices"),
        (["deal", "x", "--kind", "colour"], 2, 'no kind of field "colour"'),
        (["deal", "a=b"], 2, "'a=b' cannot be the name of a field"),
        (["dael", "x"], 2, "there is no noun 'dael'"),
        (["company", "CLASS"], 7, "company has a field called 'class' already"),
    ],
)
def test_refused(crm_sqlite: Crm, words: list[str], code: int, message: str) -> None:
    """What cannot be a field."""
    crm_sqlite.ok("field", "add", "company", "class")
    result = crm_sqlite("field", "add", *words)
    assert result.code == code
    assert message in result.err.splitlines()[0]
    assert len(crm_sqlite.ok("field", "list", "--json").json) == 1


@pytest.mark.parametrize(
    ("words", "option"),
    [
        (("contact", "add", "Jane", "--field", "name=Mallory"), "--name"),
        (("contact", "edit", "C1", "--field", "Tags=vip"), "--tag"),
        (("company", "add", "Acme", "--field", "domain=acme.example"), "--domain"),
        (("deal", "edit", "D1", "--field", "closed_at=today"), "--closed"),
        (("task", "add", "call", "--field", "recurrence=week"), "--every"),
        (("interaction", "edit", "I1", "--field", "occurred at=today"), "--at"),
        (("user", "add", "bo", "--field", "role=admin"), "--role"),
    ],
)
def test_only_fields_of_ones_own_are_given_so(
    crm_sqlite: Crm, words: tuple[str, ...], option: str
) -> None:
    result = crm_sqlite(*words)
    assert (result.code, "is no field of your own" in result.err) == (2, True)
    assert result.err.endswith(f"give it by its option: {option}\n")
    assert crm_sqlite.rows("SELECT id FROM changeset WHERE id > 1") == []


@pytest.mark.parametrize("noun", ["company", "task"])
def test_another_kind_is_for_all_values_or_none(crm: Crm, noun: str) -> None:
    crm.ok("field", "add", noun, "Revenue")
    for name, value in (("A", "991679.42"), ("B", "9782960.29"), ("C", "none"), ("D", "12")):
        crm.ok(noun, "add", name, "--field", f"Revenue={value}")
    refused = crm("field", "edit", noun, "Revenue", "--kind", "number")
    assert refused.code == 7
    assert '1 value of Revenue cannot be a number: "none" (1)' in refused.err
    assert crm.ok("field", "list", "--json").json[0]["kind"] == "text"
    crm.ok(noun, "edit", "C", "--field", "Revenue=")
    crm.ok("field", "edit", noun, "Revenue", "--kind", "number")
    listed = crm.ok(noun, "list", "--sort", "-Revenue", "--limit", "3", "--json").json
    assert [row["Revenue"] for row in listed] == [9782960.29, 991679.42, 12]
    crm.ok("field", "edit", noun, "Revenue", "--kind", "money")
    values = f"SELECT value, currency FROM {noun}_field ORDER BY id"
    assert crm.rows(values) == [("99167942", "EUR"), ("978296029", "EUR"), ("1200", "EUR")]
    [(last,)] = crm.rows("SELECT max(id) FROM changeset")
    for number in (last, last - 1):
        crm.ok("undo", number)
    assert crm.ok("field", "list", "--json").json[0]["kind"] == "text"
    assert [value for value, _ in crm.rows(values)] == ["991679.42", "9782960.29", "12"]
