"""`crm init`: make a database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer

from crm_cli.commands.config import value_of
from crm_cli.config import SETTINGS, read_setting
from crm_cli.context import AppContext
from crm_cli.errors import Conflict
from crm_cli.options import Writing, command
from crm_cli.services.fields import NOUNS_WITH_FIELDS
from crm_cli.tables import Outcome

app = typer.Typer()

_ASKED = ("currency", "timezone", "phone_region")


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
    and what they gave is printed. A database that another command made, such as a first import, is
    set up while there is no amount in it. The time zone says which country phone numbers are of.

    Example: crm init --currency EUR --timezone Europe/Berlin --user amy
    """
    crm.database.check_place()
    from crm_cli.services.setup import system_settings
    from crm_cli.services.users import taken_apart

    given = {"currency": currency, "timezone": timezone, "phone_region": phone_region}
    made_by_another = crm.database.exists()
    if made_by_another:
        _require_fresh(crm, crm.interactive or any((*given.values(), user, name, email)))
    suggested = _settings(crm) if made_by_another else system_settings(crm.config.environment)
    if timezone is not None and phone_region is None:
        suggested |= _region_of(timezone)
        if made_by_another and not value_of(crm, SETTINGS["phone_region"]):
            given["phone_region"] = suggested["phone_region"]
    if crm.interactive:
        given, user = _ask(crm, given, user, suggested)
    said = {name: text for name, text in (("name", name), ("email", email)) if text}
    person = taken_apart(user or crm.actor) | said
    settings = {
        key: read_setting(SETTINGS[key], value) for key, value in given.items() if value is not None
    }
    if made_by_another:
        return _settle(crm, settings, person if user or said else {}, writing)
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


def _settings(crm: AppContext) -> dict[str, str]:
    """The settings of a database that is there."""
    return {name: value_of(crm, SETTINGS[name]) for name in _ASKED}


def _require_fresh(crm: AppContext, said: bool) -> None:
    """Conflict for a database that is there, unless there is no amount in it and something is said.

    A first import or another first command made it by the machine's locale, and nothing depends on
    its currency yet.
    """
    crm.database.check()
    amounts = (
        "SELECT currency FROM deal WHERE amount_minor IS NOT NULL UNION ALL"
        " SELECT base FROM rate UNION ALL "
        + " UNION ALL ".join(
            f"SELECT currency FROM {noun}_field WHERE currency IS NOT NULL"
            for noun in NOUNS_WITH_FIELDS
        )
    )
    if rows := crm.database.rows(f"{amounts} LIMIT 1"):
        raise Conflict(
            "there is a database already at {name}, with amounts in {currency}",
            hint="crm config set changes its settings for what is to come; --db FILE makes another",
            name=crm.database.label,
            currency=rows[0]["currency"],
        )
    if not said:
        raise Conflict(
            "there is a database already at {name}",
            hint="crm init --currency EUR --timezone Europe/Berlin sets it up while it has no"
            " amounts; --db FILE makes another",
            name=crm.database.label,
        )


def _settle(
    crm: AppContext, settings: Mapping[str, str], person: Mapping[str, str], writing: Writing
) -> Outcome:
    """Set up a database that another command made: its settings, and who uses it."""
    from crm_cli.services import setup

    old = _settings(crm)
    new = {name: value for name, value in settings.items() if value != old[name]}
    with crm.transaction(dry_run=writing.dry_run) as session:
        details = setup.change_settings(session, new, old)
        if person:
            setup.introduce(session, person)
    if person and person["handle"] != crm.actor and not writing.dry_run:
        crm.config.set("user", person["handle"])
    details += [f"{name} is {new[name] or 'empty'} (was {old[name] or 'empty'})" for name in new]
    changed = session.changeset_id is not None or writing.dry_run
    return Outcome(
        "set up {path}" if changed else "nothing changed: {path} is set up so already",
        {"path": crm.database.label},
        changeset=session.changeset_id,
        dry_run=writing.dry_run,
        details=details,
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
    for key in _ASKED:
        if given[key] is None:
            if "timezone" in asked:
                suggested = {**suggested, **_region_of(asked["timezone"])}
            asked[key] = ask_setting(crm, SETTINGS[key], suggested.get(key, ""))
    if user is None:
        user = ask_setting(crm, SETTINGS["user"], crm.actor)
    return {**given, **asked}, user
