"""`crm init`: make a database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer

from crm_cli.config import SETTINGS, read_setting
from crm_cli.context import AppContext
from crm_cli.errors import Conflict
from crm_cli.options import Writing, command
from crm_cli.tables import Outcome

app = typer.Typer()


@app.command()
@command
def init(
    crm: AppContext,
    writing: Writing,
    currency: Annotated[
        str | None, typer.Option(help="The currency of amounts without one, as in EUR.")
    ] = None,
    timezone: Annotated[
        str | None, typer.Option(help="The team's time zone, as in Europe/Berlin.")
    ] = None,
    phone_region: Annotated[
        str | None, typer.Option(help="The country of phone numbers without one, as in DE.")
    ] = None,
    user: Annotated[
        str | None,
        typer.Option(help="Your short name in the team, as in li; or Li Wei <li@example.com>."),
    ] = None,
    name: Annotated[str | None, typer.Option(help="Your full name.")] = None,
    email: Annotated[str | None, typer.Option(help="Your e-mail address.")] = None,
) -> Outcome:
    """Make a database, and say which currency and time zone it has.

    In a terminal it asks what is not given; elsewhere the machine's locale and time zone decide,
    and what they gave is printed. The time zone says which country phone numbers are of.

    Example: crm init --currency EUR --timezone Europe/Berlin --user amy
    """
    if crm.database.exists():
        crm.database.check()
        raise Conflict(
            "there is a database already at {name}",
            hint="crm config list shows its settings; --db FILE makes another",
            name=crm.database.label,
        )
    from crm_cli.services.setup import system_settings
    from crm_cli.services.users import taken_apart

    given = {"currency": currency, "timezone": timezone, "phone_region": phone_region}
    suggested = system_settings(crm.config.environment)
    if timezone is not None and phone_region is None:
        suggested |= _region_of(timezone)
    if crm.interactive:
        given, user = _ask(crm, given, user, suggested)
    said = {name: text for name, text in (("name", name), ("email", email)) if text}
    person = taken_apart(user or crm.actor) | said
    settings = {
        key: read_setting(SETTINGS[key], value) for key, value in given.items() if value is not None
    }
    if writing.dry_run:
        made = suggested | settings
    else:
        made = crm.make_database(crm.database, suggested | settings, person)
        if person["handle"] != crm.actor:
            crm.config.set("user", person["handle"])
    more = ", ".join(person[name] for name in ("name", "email") if name in person)
    return Outcome(
        "made {path} for {user}" + (" ({more})" if more else ""),
        {"path": crm.database.label, "user": person["handle"], "more": more},
        dry_run=writing.dry_run,
        details=[
            f"currency {made['currency']}, time zone {made['timezone']}, "
            f"phone region {made.get('phone_region') or 'none'}  (change: crm config set)",
            'next: crm contact add "Jane Smith" --email jane@acme.example --company Acme --create',
            "or bring in a file: crm import people.csv --check",
        ],
    )


def _region_of(timezone: str) -> dict[str, str]:
    """The phone region that a time zone suggests, if it does."""
    from crm_cli.services.setup import region_of_zone

    region = region_of_zone(read_setting(SETTINGS["timezone"], timezone))
    return {"phone_region": region} if region else {}


def _ask(
    crm: AppContext,
    given: Mapping[str, str | None],
    user: str | None,
    suggested: Mapping[str, str],
) -> tuple[dict[str, str | None], str]:
    """The settings and the user's short name, asked for where they were not given."""
    from crm_cli.prompts import ask_setting

    crm.notice("Enter takes what stands in brackets, Esc leaves without a trace.")
    asked: dict[str, str] = {}
    for key in ("currency", "timezone", "phone_region"):
        if given[key] is None:
            if "timezone" in asked:
                suggested = {**suggested, **_region_of(asked["timezone"])}
            asked[key] = ask_setting(crm, SETTINGS[key], suggested.get(key, ""))
    if user is None:
        user = ask_setting(crm, SETTINGS["user"], crm.actor)
    return {**given, **asked}, user
