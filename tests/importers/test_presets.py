"""The layouts of other programs: every preset is sound, and each is told by its header."""

from __future__ import annotations

import re

import pytest

from crm_cli.errors import BadContent
from crm_cli.importers.presets import presets, recognise
from crm_cli.services.imports.guessing import guess_noun
from crm_cli.services.imports.mapping import Request, make_plan
from crm_cli.services.imports.synonyms import header_key, synonyms
from crm_cli.services.imports.targets import NOUNS
from crm_cli.services.imports.templates import Template, read_template, with_stages


def numbered(name: str) -> str:
    """A column that a template means by a name with "#" in it."""
    return re.sub(r"#(?!\d)", "2", name)


def header_of(template: Template) -> list[str]:
    """All the columns that a template knows of, "#" as a number."""
    names = [numbered(name) for name in template.maps]
    return list(dict.fromkeys([*names, *template.header]))


def title(template: Template) -> str:
    return f"{template.source}-{template.noun}-{len(template.maps)}"


@pytest.mark.parametrize("template", presets(), ids=title)
def test_every_preset_maps_its_own_columns(template: Template) -> None:
    columns = header_of(template)
    assert template.fits(columns)
    plan = make_plan(Request(template.noun, template=template), columns, [], file="a.csv")
    assert plan.source == template.source
    assert {one.column for one in plan.mapped} >= {
        numbered(name) for name, target in template.maps.items() if target
    }


@pytest.mark.parametrize("template", presets(), ids=title)
def test_every_preset_is_recognised_by_its_header(template: Template) -> None:
    for one in template.only or ("Something else",):
        assert recognise([*template.header, one]) == template


@pytest.mark.parametrize("template", presets(), ids=title)
def test_no_preset_is_recognised_by_what_other_files_have_too(template: Template) -> None:
    if template.only and not set(template.only) & set(template.header):
        assert recognise(template.header) != template
    words = {word for noun in NOUNS for word in synonyms(noun)} | {"id", "name"}
    columns = [
        numbered(name)
        for name in template.maps
        if header_key(name) in words and name not in template.only and not re.search("#| - ", name)
    ]
    assert recognise(columns) is None


@pytest.mark.parametrize(
    "header",
    [
        "客户名称,联系人,手机,电子邮件地址",
        "姓,名,电子邮件地址,公司,移动电话",
        "id,account_id,first_name,last_name,email",
        "Id,AccountId,FirstName,LastName,Email,Phone",
        "Account Name,Billing City,Phone",
        "Opportunity Name,Stage,Close Date,Amount",
        "First Name,Last Name,Display Name,Primary Email,Mobile Number",
        "First Name,Last Name,E-mail Address,Mobile Phone,Company",
        "First Name,Last Name,Organization Name,Labels",
        "First Name,Last Name,Email,Lifecycle Stage",
        "Company name,Company owner,City",
        "Deal Name,Deal Stage,Amount,Close Date,Deal owner",
        "Record ID,First Name,Last Name,Email,Contact owner",
        "Record ID,Deal Name,Deal Owner,Stage,Amount",
        "Task title,Task status,Due date",
        "Prénom,Nom,Adresse de messagerie,Tél. mobile",
        "Nombre,Apellidos,Dirección de correo electrónico,Teléfono móvil",
        "Vorname,Nachname,E-Mail-Adresse,Mobiltelefon,Firma",
    ],
)
def test_generic_headers_are_no_program_s(header: str) -> None:
    assert recognise(header.split(",")) is None


def test_all_programs_are_there() -> None:
    assert {one.source for one in presets()} == {
        *("hubspot", "salesforce", "pipedrive", "zoho", "google"),
        *("outlook", "linkedin", "monica", "thunderbird"),
    }


def test_what_is_no_export_is_not_recognised() -> None:
    assert recognise(["name", "email"]) is None
    assert recognise(["First Name", "Last Name", "Email"]) is None


def test_a_star_blanks_and_case_do_not_matter() -> None:
    found = recognise(["  deal -  TITLE * ", "Deal - Value"])
    assert found is not None and found.source == "pipedrive" and found.noun == "deal"


def test_stages_that_the_team_has_are_not_translated() -> None:
    template = Template(
        "deal", values={"stage": {"Qualified to Buy": "qualified", "Closed Won": "won", "X": "y"}}
    )
    kept = with_stages(template, ["Qualified to buy", "qualified", "won"])
    assert kept.values == {"stage": {"Closed Won": "won"}}


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({}, "names no noun"),
        ({"noun": "contact", "maps": {}}, "'maps'"),
        ({"noun": "contact", "map": {"a": 1}}, "hold texts"),
        ({"noun": 1}, "must be a text"),
        ({"noun": "contact", "header": "a"}, "list of column names"),
        ({"noun": "contact", "values": {"stage": "x"}}, "must be tables"),
    ],
)
def test_what_is_no_mapping_is_refused(table: dict[str, object], message: str) -> None:
    with pytest.raises(BadContent) as caught:
        read_template(table, file="a.toml")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("header", "source", "fields"),
    [
        ("Name,E-mail 1 - Value", "google", "name email"),
        ("First Name,E-mail 1 - Value,Phone 2 - Value", "google", "email phone given_name"),
        ("First Name,Last Name,E-mail Address", "", "given_name family_name email"),
        ("Last Name,E-mail Address,E-mail 2 Address", "outlook", "family_name email email"),
        ("Name,Email Home,Email Work,Email Other", "", "name email email email"),
        ("Name,Home Phone 2,Telefon privat,Phone Mobile", "", "name phone phone phone"),
        ("Name,Email,Phone,Email Type,Business Category", "", "name email phone"),
        ("Vorname,Nachname,E-Mail-Adresse,E-Mail 2: Adresse,Ort geschäftlich", "outlook",
         "family_name email email city given_name"),
        ("Titre,Prénom,Nom,Titre #2,Rue (bureau),Adresse de messagerie 3", "outlook",
         "family_name job_title address email given_name"),
        ("Nombre,Apellidos,Calle del trabajo,Dirección del correo electrónico 3", "outlook",
         "family_name address email given_name"),
        ("名,姓,电子邮件地址,电子邮件 2 地址", "outlook", "given_name family_name email email"),
        ("Record ID,Call title,Activity date,Call direction", "hubspot",
         "external_id subject occurred_at direction kind"),
        ("Email subject,Activity date,Email body", "hubspot", "subject occurred_at body kind"),
        ("Meeting name,Meeting start time,Activity date", "hubspot", "subject occurred_at kind"),
        ("Note body,Activity date", "hubspot", "body occurred_at kind"),
        ("Record ID,Task title,Task status", "hubspot", "external_id title"),
    ],
)  # fmt: skip
def test_short_layouts_and_other_languages(header: str, source: str, fields: str) -> None:
    columns = header.split(",")
    found = recognise(columns)
    assert (found.source if found else "") == source
    noun = found.noun if found else guess_noun(columns, file="a.csv")
    plan = make_plan(Request(noun, template=found), columns, [], file="a.csv")
    given = [one.target.name for one in (*plan.mapped, *plan.defaults)]
    assert " ".join(given) == fields
