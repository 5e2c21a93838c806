"""Which column goes where, decided before any row is read."""

from __future__ import annotations

from typing import Any

import pytest

from crm_cli.errors import UsageError
from crm_cli.services.fields import Definition
from crm_cli.services.imports.mapping import Plan, Request, make_plan, source_name
from crm_cli.services.imports.synonyms import header_key

BUDGET = Definition(1, "contact", "Budget", "money")


def plan(noun: str, columns: list[str], *custom: Definition, **asked: Any) -> Plan:
    return make_plan(Request(noun, **asked), columns, custom, file="people.csv")


def mapped(found: Plan) -> dict[str, str]:
    return {one.column: one.target.name for one in found.mapped}


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("E-mail *", "email"),
        ("First Name", "firstname"),
        ("Person - Name*", "name"),
        ("Job_Title", "jobtitle"),
        ("手机", "手机"),
        ("Ｅｍａｉｌ", "email"),
    ],
)
def test_headers_are_compared_without_marks(header: str, key: str) -> None:
    assert header_key(header) == key


@pytest.mark.parametrize(
    ("noun", "columns", "fields"),
    [
        ("contact", ["姓名", "公司", "手机", "邮箱"], ["name", "company", "phone", "email"]),
        ("contact", ["First Name", "Last Name", "Email Address", "Mobile Phone Number"],
         ["given_name", "family_name", "email", "phone"]),
        ("contact", ["Name", "Company", "Organization"], ["name", "company"]),
        ("contact", ["E-mail", "Work Email", "Phone", "Mobile"],
         ["email", "email", "phone", "phone"]),
        ("contact", ["name", "Budget", "budget_currency"], ["name", "Budget", "Budget_currency"]),
        ("deal", ["商机名称", "金额", "阶段", "负责人"], ["title", "amount", "stage", "owner"]),
        ("deal", ["Deal - Title*", "Deal - Value", "Organization"], ["title", "amount", "company"]),
        ("company", ["Company", "Website", "Employees"], ["name", "website", "size"]),
        ("user", ["Name", "E-Mail"], ["name", "email"]),
        ("contact", ["rejected_because", "name"], ["name"]),
    ],
)  # fmt: skip
def test_known_names_map_by_themselves(noun: str, columns: list[str], fields: list[str]) -> None:
    found = plan(noun, columns, *([BUDGET] if noun == "contact" else []))
    assert [one.target.name for one in found.mapped] == fields


def test_what_the_user_says_goes_first() -> None:
    found = plan("contact", ["Name", "Mail", "Email"], maps=("Mail=email",))
    assert mapped(found) == {"Name": "name", "Mail": "email"}
    assert found.left_out == ["Email"]


def test_a_column_can_be_left_out_and_go_to_two_fields() -> None:
    found = plan("contact", ["Name", "City"], maps=("Name=name", "Name=external_id", "City="))
    assert [(one.column, one.target.name) for one in found.mapped] == [
        ("Name", "name"),
        ("Name", "external_id"),
    ]
    assert found.left_out == ["City"]


def test_a_column_name_may_have_an_equals_sign_and_another_case() -> None:
    found = plan("contact", ["a=b", "NAME"], maps=("a=b=city", "name=name"))
    assert mapped(found) == {"a=b": "city", "NAME": "name"}


def test_fields_of_ones_own_are_found_or_to_be_made() -> None:
    found = plan(
        "contact", ["Name", "x", "y"], BUDGET, maps=("x=field:Budget", "y=field:Size:number")
    )
    customs = {one.column: one.target.custom for one in found.mapped if one.target.custom}
    assert customs["x"] is not None and customs["x"].id == 1
    size = customs["y"]
    assert size is not None and (size.name, size.kind, size.id) == ("Size", "number", None)


def test_choices_can_be_said() -> None:
    found = plan("contact", ["Name", "x"], maps=("x=field:tier:choice(gold|silver)",))
    custom = found.mapped[1].target.custom
    assert custom is not None and custom.choices == ("gold", "silver")


def test_values_are_told_by_target() -> None:
    values = ("stage:A=B=lead", "stage:Won!=", "field:x:Ja=yes")
    found = plan("deal", ["title", "stage", "x"], maps=("x=field:x",), values=values)
    assert found.values == {"stage": {"a=b": "lead", "won!": ""}, "x": {"ja": "yes"}}


def test_a_template_names_columns_and_fields() -> None:
    columns = ["product", "account"]
    asked = {"maps": ("account=company",), "defaults": ("title={product} / {company}",)}
    found = plan("deal", columns, **asked)
    parts = [(part.text, part.index) for part in found.defaults[0].parts]
    assert parts == [("", 0), (" / ", None), ("", 1)]
    assert found.left_out == []  # a column of a template is used


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"maps": ("Nme=name",)}, "there is no column 'Nme' in people.csv"),
        ({"maps": ("Name=nmae",)}, "contact has no field 'nmae' to import into"),
        ({"maps": ("Name=field:",)}, "cannot read 'field:' as a field of your own"),
        ({"maps": ("Name=field:Budget:text",)}, "the field Budget is of kind money, not text"),
        ({"key": "city"}, "--key city: no column goes to city"),
        ({"on_match": "replace"}, "--on-match cannot be 'replace'"),
        ({"values": ("stage=x",)}, "cannot read --value 'stage=x'"),
        ({"defaults": ("name",)}, "cannot read --default 'name'"),
    ],
)
def test_refusals(asked: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError) as error:
        plan("contact", ["Name"], BUDGET, **asked)
    assert str(error.value) == message


def test_no_known_column_at_all() -> None:
    with pytest.raises(UsageError, match=r"no column of people\.csv is known: a, b"):
        plan("contact", ["a", "b"])


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("sales_pipeline.csv", "sales_pipeline"),
        ("/x/Export-2026-11-20.csv", "export"),
        ("contacts (1).csv", "contacts"),
        ("deals_20261120.csv", "deals"),
        ("2026.csv", "import"),
        ("stdin", "import"),
        ("客户.csv", "客户"),
    ],
)
def test_the_source_is_called_after_the_file(file: str, name: str) -> None:
    assert source_name(file) == name
