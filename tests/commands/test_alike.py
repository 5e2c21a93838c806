"""What is there already when a record is added: it is said, and added all the same."""

from __future__ import annotations

import pytest

from tests.conftest import Crm

ADD = [
    (("company", "add", "Acmé"), ("company", "add", "ACME"), "O1 Acmé has the same name"),
    (("contact", "add", "Ann Lee"), ("contact", "add", "ann lee"), "C1 Ann Lee has the same name"),
    (("deal", "add", "Relaunch", "--company", "Nova", "--create"),
     ("deal", "add", "relaunch", "--company", "Nova"),
     "D1 Relaunch has the same title and company"),
    (("ticket", "open", "No light"), ("ticket", "open", "no light"),
     "T1 No light has the same subject, and is not resolved"),
    (("task", "add", "call"), ("task", "add", "Call"),
     "K1 call has the same title, and is not done"),
    (("contact", "add", "Ann", "--phone", "030 123456"),
     ("contact", "add", "Bo", "--phone", "+49 30 123456"), "C1 Ann has +49 30 123456 too"),
    (("contact", "add", "Ann", "--handle", "wechat:Ann"),
     ("contact", "add", "Bo", "--handle", "WeChat:ann"), "C1 Ann has ann too"),
]  # fmt: skip


@pytest.mark.parametrize(("first", "second", "said"), ADD)
def test_what_is_there_already_is_said(
    crm: Crm, first: tuple[str, ...], second: tuple[str, ...], said: str
) -> None:
    assert crm.ok(*first, "--json").json["warnings"] == []
    result = crm.ok(*second, "--json")
    assert result.json["warnings"] == [said]
    assert said in result.err
    assert result.json["changeset"] is not None
    third = crm.ok(*second, "--dry-run")
    assert " have " in third.err
    assert said not in third.out


@pytest.mark.parametrize(
    ("before", "then"),
    [
        ([("deal", "add", "A", "--company", "X", "--create")], ("deal", "add", "A")),
        ([("deal", "add", "A"), ("deal", "delete", "D1")], ("deal", "add", "A")),
        ([("task", "add", "A"), ("done", "K1")], ("task", "add", "A")),
        ([("task", "add", "A", "--due", "mon")], ("task", "add", "A", "--due", "tue")),
        ([("ticket", "open", "A"), ("ticket", "close", "T1")], ("ticket", "open", "A")),
        ([("contact", "add", "A", "--phone", "030 123456-1")],
         ("contact", "add", "B", "--phone", "030 123456")),
    ],
)  # fmt: skip
def test_what_only_looks_alike_is_not(
    crm_sqlite: Crm, before: list[tuple[str, ...]], then: tuple[str, ...]
) -> None:
    for words in before:
        crm_sqlite.ok(*words)
    assert crm_sqlite.ok(*then).err == ""
