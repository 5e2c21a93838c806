"""Conditions that cannot be read, and what cannot do harm."""

from __future__ import annotations

import pytest

from crm_cli.database import Database
from crm_cli.errors import UsageError
from tests.filters.records import ids


@pytest.mark.parametrize(
    ("noun", "condition", "said"),
    [
        ("company", "", 'cannot read the condition ""'),
        ("company", "berlin", 'cannot read the condition "berlin"'),
        ("company", "=berlin", 'cannot read the condition "=berlin"'),
        ("company", "contacts>", 'cannot read the condition "contacts>"'),
        ("company", "city==Berlin", 'cannot read the operator of "city==Berlin"'),
        ("company", "city<>Berlin", 'cannot read the operator of "city<>Berlin"'),
        ("company", "city=~Ber", 'cannot read the operator of "city=~Ber"'),
        ("deal", "amount=>5", 'cannot read the operator of "amount=>5"'),
        ("company", "citty=Berlin", 'no column "citty" to filter company records by'),
        ("company", "city=Berlin,", 'there is nothing between two commas of "city=Berlin,"'),
        ("company", "city=,Berlin", 'there is nothing between two commas of "city=,Berlin"'),
        ("company", 'city="Berlin', 'a quotation mark is missing in "city="Berlin"'),
        ("company", 'city="a" b', 'a quotation mark is missing in "city="a" b"'),
        ("company", "city>Berlin", "city is a text, so > cannot be used with it"),
        ("company", "tags>=vip", "tags is a text, so >= cannot be used with it"),
        ("company", "contacts~1", "contacts is no text, so ~ cannot be used with it"),
        ("company", "id~1", "id is no text, so ~ cannot be used with it"),
        ("company", "city~", "there is nothing to look for in city"),
        ("company", 'contacts>""', "contacts is compared with nothing"),
        ("company", "city=\u200b", 'there is nothing to see in "\u200b"'),
        ("company", "contacts=1.5", '"1.5" is no whole number'),
        ("company", "contacts=1,234", '"1,234" may be one value or 2'),
        ("company", "contacts=99999999999999999999", '"99999999999999999999" is no whole number'),
        ("company", "contacts>many", 'cannot read "many" as a number'),
        ("company", "id=D2", '"D2" is no id of the noun company'),
        ("company", "id>x", '"x" is no id of the noun company'),
        ("deal", "amount=10,000", '"10,000" may be one value or 2'),
        ("deal", "amount>lots", 'cannot read "lots" as an amount'),
        ("deal", "amount>1.234", '"1.234" may mean 1234 or 1.23'),
        ("deal", "likelihood>0.5", '"0.5" may mean 0.5% or 50%'),
        ("deal", "likelihood>101", '"101" is not a valid percentage'),
        ("deal", "stage=wonn", 'no stage "wonn"'),
        ("deal", "stage=n", 'the stage "n" may mean nurture or negotiation'),
        ("deal", "outcome=maybe", 'no outcome "maybe"'),
        ("contact", "stage=boss", 'no stage "boss"'),
        ("contact", "tier=bronze", 'no Tier "bronze"'),
        ("contact", "partner=perhaps", '"perhaps" is neither yes nor no'),
        ("task", "due=someday", 'cannot read "someday" as a date: it is in no known form'),
        ("task", "due=dec", 'cannot read "dec" as a date: it is 2025-12-01 to 2025-12-31'),
        ("task", "due<03/04/2026", 'cannot read "03/04/2026" as a date'),
        ("task", "due_time>noonish", 'cannot read "noonish" as a time of day'),
        ("interaction", "seconds>90", '"90" could be seconds or minutes'),
        ("interaction", "occurred_at>10m ago", 'cannot read "10m ago" as a time'),
        ("contact", "name=a\0b", "has a NUL character"),
        ("contact", "name=\udcff", "is not valid UTF-8"),
        ("contact", "name=" + "x" * 1001, "up to 200 values of up to 1000 characters"),
        ("contact", "id=" + ",".join("1" * 201), "up to 200 values of up to 1000 characters"),
    ],
)
def test_what_cannot_be_read_says_why(
    filled: Database, noun: str, condition: str, said: str
) -> None:
    with pytest.raises(UsageError) as caught:
        ids(filled, noun, [condition])
    assert said in str(caught.value)
    assert caught.value.exit_code == 2


def test_an_unknown_column_names_the_nearest_and_all(filled: Database) -> None:
    with pytest.raises(UsageError) as caught:
        ids(filled, "contact", ["compny=Acme"])
    hint = caught.value.hint.format_map(caught.value.values)
    assert hint.startswith("did you mean company? There are: ref, name, company, job_title")
    assert hint.endswith("Seats, Budget, Renewal, Tier, Partner, Lieblings Tee, mail")


def test_too_many_conditions_are_refused_before_the_engine_does(filled: Database) -> None:
    assert ids(filled, "contact", ["id>0"] * 100) == [1, 2, 3, 4, 5]
    with pytest.raises(UsageError, match="more than 100 conditions"):
        ids(filled, "contact", ["id>0"] * 101)
    many = ",".join(["é"] * 200)
    assert ids(filled, "contact", [f"job_title~{many}"]) == []
    with pytest.raises(UsageError, match="too many values at once"):
        ids(filled, "contact", [f"job_title~{many}"] * 100)


def test_data_is_never_sql_or_a_pattern(filled: Database) -> None:
    for value in ("'; drop table contact; --", "%", "_", "\\", "a' OR '1'='1", ":where_0", "%s"):
        for column in ("name", "city", "tag", "email", "company", "handle", "lieblings tee"):
            quoted = value.replace('"', '""')
            assert ids(filled, "contact", [f'{column}="{quoted}"']) == []
    assert ids(filled, "contact", ["name~%"]) == []
    assert len(ids(filled, "contact", [])) == 5
