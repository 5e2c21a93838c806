"""`crm contact`: people."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_cli.commands import verbs
from crm_cli.commands.forget import Yes, dossier_of, forget_person
from crm_cli.commands.nouns import (
    Create,
    Fields,
    OneOrMany,
    Ref,
    add_record,
    edit_record,
)
from crm_cli.context import AppContext
from crm_cli.display import Options
from crm_cli.options import ManySet, ShowDisplay, Writing, command
from crm_cli.tables import Outcome, Record

app = typer.Typer(help="People.", no_args_is_help=True)

Emails = Annotated[list[str] | None, typer.Option("--email", help="An address; repeat for more.")]
Phones = Annotated[list[str] | None, typer.Option("--phone", help="A number; repeat for more.")]
Handles = Annotated[
    list[str] | None,
    typer.Option(
        "--handle", help="A name on a service, as in wechat:zhangwei.", metavar="SERVICE:NAME"
    ),
]


class ContactFields(Options):
    """What is known of a person, besides the name and ways to reach them."""

    company: Annotated[str | None, typer.Option(help="Where they work.")] = None
    job_title: Annotated[
        str | None, typer.Option("--job-title", "--title", help="What they do.")
    ] = None
    stage: Annotated[str | None, typer.Option(help="lead, prospect, customer or former.")] = None
    owner: Annotated[str | None, typer.Option(help="The colleague who looks after them.")] = None
    tag: Annotated[list[str] | None, typer.Option("--tag", help="A tag; repeat for more.")] = None
    given_name: Annotated[
        str | None, typer.Option("--given", help="Given name, if it is not read right.")
    ] = None
    family_name: Annotated[
        str | None, typer.Option("--family", help="Family name, if it is not read right.")
    ] = None
    source: Annotated[str | None, typer.Option(help="Where they came from.")] = None
    referred_by: Annotated[str | None, typer.Option(help="The contact who sent them.")] = None
    region: Annotated[str | None, typer.Option(help="The part of the world or of the country.")] = (
        None
    )
    country: Annotated[str | None, typer.Option(help="The country.")] = None
    city: Annotated[str | None, typer.Option(help="The town.")] = None
    address: Annotated[str | None, typer.Option(help="Street and house.")] = None
    postcode: Annotated[str | None, typer.Option(help="The postal code.")] = None
    language: Annotated[str | None, typer.Option(help="The language to use with them.")] = None
    birthday: Annotated[
        str | None, typer.Option(help="As in 1985-03-12, or 24 May.", metavar="DATE")
    ] = None
    interests: Annotated[str | None, typer.Option(help="What they care about.")] = None
    consent: Annotated[
        str | None, typer.Option(help="To be written to: given, refused, withdrawn.")
    ] = None
    consent_at: Annotated[str | None, typer.Option(help="When they said so.", metavar="DATE")] = (
        None
    )
    consent_source: Annotated[str | None, typer.Option(help="Where they said so.")] = None
    keep_in_touch_days: Annotated[
        str | None,
        typer.Option("--keep-in-touch", help="How often, as in 30 or 6 weeks.", metavar="DAYS"),
    ] = None
    field: Fields = None
    create: Create = False


@app.command("add")
@command
def add(
    crm: AppContext,
    writing: Writing,
    name: Annotated[str | None, typer.Argument(help="Their name.")] = None,
    email: Emails = None,
    phone: Phones = None,
    handle: Handles = None,
    *,
    fields: ContactFields,
) -> Outcome:
    """Add a person. Given and family name are read from the name where that is certain.

    Example: crm contact add 张伟 --company Acme --create --email zw@acme.cn --phone "138 0013 8000"
    """
    given = locals() | vars(fields)
    if not name and (fields.given_name or fields.family_name):
        from crm_cli.values.names import join_name

        given["name"] = join_name(fields.given_name or "", fields.family_name or "").display
    return add_record(crm, "contact", given, writing)


verbs.list_(
    app,
    "contact",
    "List people, the newest first.",
    '--where tag=vip --where "last_interaction<2026-09-01" --sort name',
)

verbs.show(
    app,
    "contact",
    "Show a person: fields, deals, tasks, the last interactions, what they bought.",
    "zw@acme.cn",
)


@app.command("edit")
@command
def edit(
    crm: AppContext,
    writing: Writing,
    many: ManySet,
    ref: OneOrMany = None,
    name: Annotated[str | None, typer.Option(help="Their new name.")] = None,
    email: Emails = None,
    add_email: Annotated[
        list[str] | None, typer.Option("--add-email", help="One more address.")
    ] = None,
    remove_email: Annotated[
        list[str] | None, typer.Option("--remove-email", help="An address to take away.")
    ] = None,
    phone: Phones = None,
    add_phone: Annotated[
        list[str] | None, typer.Option("--add-phone", help="One more number.")
    ] = None,
    remove_phone: Annotated[
        list[str] | None, typer.Option("--remove-phone", help="A number to take away.")
    ] = None,
    handle: Handles = None,
    add_handle: Annotated[
        list[str] | None, typer.Option("--add-handle", help="One more handle.")
    ] = None,
    remove_handle: Annotated[
        list[str] | None, typer.Option("--remove-handle", help="A handle to take away.")
    ] = None,
    *,
    fields: ContactFields,
) -> Outcome:
    """Change a person, or all that meet --where; an empty value empties the field.

    --email, --phone, --handle and --tag replace the whole list; --add-… and --remove-… keep the
    rest of it.

    Example: crm contact edit C4 --job-title CTO --add-email wei@zhang.cn --city ""

    Example: crm contact edit --where city=Berlin --set owner=amy
    """
    given = locals() | vars(fields)
    changes = {
        kind: (given[f"add_{kind}"] or [], given[f"remove_{kind}"] or [])
        for kind in ("email", "phone", "handle")
        if given[f"add_{kind}"] or given[f"remove_{kind}"]
    }
    return edit_record(crm, "contact", ref, given, writing, changes=changes)


verbs.delete(app, "contact", "a person", "people", "C4", "--where source=old-fair")

verbs.tag(app, "contact", "a person", "C4 vip partner --remove lead", "--where city=Berlin vip")

verbs.duplicates(
    app,
    "contact",
    "people",
    "who",
    "C12 C40",
    """Merge B into A, which are one person: A keeps all that it has and gets all that B has.

E-mails, phones, handles, tags and fields join, and all that pointed at B (deals, tasks,
interactions …) points at A. Where both have a value and only one can stay, you are asked, or
say it with --prefer or --take. B goes to the trash. All of it is one change, which crm undo
takes back.""",
)


@app.command("forget")
@command
def forget(crm: AppContext, ref: Ref, writing: Writing, yes: Yes = False) -> Outcome:
    """Erase a person everywhere, in the history and recorded commands too. It cannot be undone.

    Addresses, tags, fields and ids elsewhere go, and so do the texts of what belongs to them alone;
    deals, figures and dates stay, with "erased" for the name. Texts elsewhere that still name them
    are listed. Restoring an older archive erases them again.

    Example: crm contact forget C12 --dry-run
    """
    return forget_person(crm, ref, yes, writing)


@app.command("dossier")
@command
def dossier(crm: AppContext, ref: Ref, display: ShowDisplay) -> Record:
    """Show all that is held about a person, what is in the trash and in the history too.

    Example: crm contact dossier C12 --format json --output c12.json
    """
    return dossier_of(crm, ref)
