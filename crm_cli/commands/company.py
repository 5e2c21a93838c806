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
from crm_cli.display import Options
from crm_cli.options import ManySet, Writing, command
from crm_cli.tables import Outcome

app = typer.Typer(help="Organisations.", no_args_is_help=True)


class CompanyFields(Options):
    """What is known of a company."""

    domain: Annotated[str | None, typer.Option(help="What its e-mail addresses end with.")] = None
    website: Annotated[str | None, typer.Option(help="Its web address.")] = None
    industry: Annotated[str | None, typer.Option(help="What it does.")] = None
    size: Annotated[str | None, typer.Option(help="How many people, as in 51-200.")] = None
    region: Annotated[str | None, typer.Option(help="The part of the world or of the country.")] = (
        None
    )
    country: Annotated[str | None, typer.Option(help="The country.")] = None
    city: Annotated[str | None, typer.Option(help="The town.")] = None
    address: Annotated[str | None, typer.Option(help="Street and house.")] = None
    parent: Annotated[str | None, typer.Option(help="The company that it belongs to.")] = None
    owner: Annotated[str | None, typer.Option(help="The colleague who looks after it.")] = None
    source: Annotated[str | None, typer.Option(help="Where it came from.")] = None
    tag: Annotated[list[str] | None, typer.Option("--tag", help="A tag; repeat for more.")] = None
    field: Fields = None
    create: Create = False


@app.command("add")
@command
def add(
    crm: AppContext,
    writing: Writing,
    name: Annotated[str | None, typer.Argument(help="Its name.")] = None,
    *,
    fields: CompanyFields,
) -> Outcome:
    """Add a company.

    Example: crm company add "Acme GmbH" --domain acme.de --city Berlin --tag vip
    """
    return add_record(crm, "company", locals() | vars(fields), writing)


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
    *,
    fields: CompanyFields,
) -> Outcome:
    """Change a company, or all that meet --where; an empty value empties the field.

    Example: crm company edit O3 --owner amy --city ""

    Example: crm company edit --where city=Berlin --set owner=amy
    """
    return edit_record(crm, "company", ref, locals() | vars(fields), writing)


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
