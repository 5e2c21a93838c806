"""`crm company`: organisations."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_cli.commands import verbs
from crm_cli.commands.nouns import (
    Create,
    Fields,
    OneOrMany,
    add_record,
    edit_record,
)
from crm_cli.context import AppContext
from crm_cli.options import ManySet, Writing, command
from crm_cli.tables import Outcome

app = typer.Typer(help="Organisations.", no_args_is_help=True)

Domain = Annotated[str | None, typer.Option(help="What its e-mail addresses end with.")]
Website = Annotated[str | None, typer.Option(help="Its web address.")]
Industry = Annotated[str | None, typer.Option(help="What it does.")]
Size = Annotated[str | None, typer.Option(help="How many people, as in 51-200.")]
Region = Annotated[str | None, typer.Option(help="The part of the world or of the country.")]
Country = Annotated[str | None, typer.Option(help="The country.")]
City = Annotated[str | None, typer.Option(help="The town.")]
Address = Annotated[str | None, typer.Option(help="Street and house.")]
Parent = Annotated[str | None, typer.Option(help="The company that it belongs to.")]
Owner = Annotated[str | None, typer.Option(help="The colleague who looks after it.")]
Source = Annotated[str | None, typer.Option(help="Where it came from.")]
Tags = Annotated[list[str] | None, typer.Option("--tag", help="A tag; repeat for more.")]


@app.command("add")
@command
def add(
    crm: AppContext,
    writing: Writing,
    name: Annotated[str | None, typer.Argument(help="Its name.")] = None,
    domain: Domain = None,
    website: Website = None,
    industry: Industry = None,
    size: Size = None,
    region: Region = None,
    country: Country = None,
    city: City = None,
    address: Address = None,
    parent: Parent = None,
    owner: Owner = None,
    source: Source = None,
    tag: Tags = None,
    field: Fields = None,
    create: Create = False,
) -> Outcome:
    """Add a company.

    Example: crm company add "Acme GmbH" --domain acme.de --city Berlin --tag vip
    """
    return add_record(crm, "company", locals(), writing)


verbs.list_(app, "company", "List companies, the newest first.", "--where city=Berlin --sort name")

verbs.show(
    app,
    "company",
    "Show a company: its fields, people, deals, tasks and last interactions.",
    "acme",
)


@app.command("edit")
@command
def edit(
    crm: AppContext,
    writing: Writing,
    many: ManySet,
    ref: OneOrMany = None,
    name: Annotated[str | None, typer.Option(help="Its new name.")] = None,
    domain: Domain = None,
    website: Website = None,
    industry: Industry = None,
    size: Size = None,
    region: Region = None,
    country: Country = None,
    city: City = None,
    address: Address = None,
    parent: Parent = None,
    owner: Owner = None,
    source: Source = None,
    tag: Tags = None,
    field: Fields = None,
    create: Create = False,
) -> Outcome:
    """Change a company, or all that meet --where; an empty value empties the field.

    Example: crm company edit O3 --owner amy --city ""

    Example: crm company edit --where city=Berlin --set owner=amy
    """
    return edit_record(crm, "company", ref, locals(), writing)


verbs.delete(app, "company", "a company", "companies", "O3", "--where tag=test")

verbs.tag(app, "company", "a company", "O3 vip --remove lead", '--where "open_deals>=3" vip')

verbs.duplicates(
    app,
    "company",
    "companies",
    "that",
    "O3 O17",
    """Merge B into A, which are one company: A keeps all that it has and gets all that B has.

Tags and fields join, and all that pointed at B (deals, tasks, interactions …) points
at A. Where both have a value and only one can stay, you are asked, or say it with --prefer or
--take. B goes to the trash. All of it is one change, which crm undo takes back.""",
)
