"""`crm company`: organisations."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_cli.commands.duplicates import (
    Again,
    MinScore,
    One,
    Other,
    Prefer,
    Take,
    ToldApart,
    list_duplicates,
    merge_records,
    tell_apart,
)
from crm_cli.commands.lists import list_noun
from crm_cli.commands.nouns import (
    Create,
    Fields,
    NewTags,
    OldTags,
    OneOrMany,
    Ref,
    add_record,
    delete_record,
    edit_record,
    show_noun,
    tag_record,
)
from crm_cli.context import AppContext
from crm_cli.options import ListDisplay, Many, ManySet, ShowDisplay, Writing, command
from crm_cli.tables import Outcome, Record, Table

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


@app.command("list")
@command
def list_(crm: AppContext, display: ListDisplay) -> Table:
    """List companies, the newest first.

    Example: crm company list --where city=Berlin --sort name
    """
    return list_noun(crm, "company", display)


@app.command("show")
@command
def show(crm: AppContext, ref: Ref, display: ShowDisplay) -> Record:
    """Show a company: its fields, people, deals, tasks and last interactions.

    Example: crm company show acme
    """
    return show_noun(crm, "company", ref)


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


@app.command("delete")
@command
def delete(crm: AppContext, writing: Writing, many: Many, ref: OneOrMany = None) -> Outcome:
    """Put a company into the trash, or all companies that meet --where.

    Example: crm company delete O3

    Example: crm company delete --where tag=test
    """
    return delete_record(crm, "company", ref, writing, many)


@app.command("tag")
@command
def tag(
    crm: AppContext,
    writing: Writing,
    many: Many,
    ref: OneOrMany = None,
    tags: NewTags = None,
    remove: OldTags = None,
) -> Outcome:
    """Add tags to a company, and take tags away with --remove; or of all that meet --where.

    Example: crm company tag O3 vip --remove lead

    Example: crm company tag --where "open_deals>=3" vip
    """
    return tag_record(crm, "company", ref, tags, remove, writing, many)


@app.command("duplicates")
@command
def duplicates(
    crm: AppContext,
    display: ListDisplay,
    min_score: MinScore = None,
    distinct: ToldApart = False,
) -> Table:
    """List companies that are likely there twice, the likeliest first: how likely, and why.

    With --where, one of the two has to meet the conditions. Pairs that were told apart with crm
    company distinct are left out.

    Example: crm company duplicates --where owner=amy --min-score 95
    """
    return list_duplicates(crm, "company", display, min_score, distinct)


@app.command("distinct")
@command
def distinct(
    crm: AppContext, one: One, other: Other, writing: Writing, remove: Again = False
) -> Outcome:
    """Remember that two companies are not the same, so that they are not listed as duplicates.

    Example: crm company distinct O3 O17
    """
    return tell_apart(crm, "company", one, other, remove, writing)


@app.command("merge")
@command
def merge(
    crm: AppContext,
    one: One,
    other: Other,
    writing: Writing,
    prefer: Prefer = None,
    take: Take = None,
) -> Outcome:
    """Merge B into A, which are one company: A keeps all that it has and gets all that B has.

    Tags and fields join, and all that pointed at B (deals, tasks, interactions …) points
    at A. Where both have a value and only one can stay, you are asked, or say it with --prefer or
    --take. B goes to the trash. All of it is one change, which crm undo takes back.

    Example: crm company merge O3 O17 --prefer newest --take city=A
    """
    return merge_records(crm, "company", one, other, prefer, take, writing)
