"""Sending a report by mail: what `--send` and its companions do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated

import typer

from crm_cli.errors import Partial, UsageError
from crm_cli.tables import Outcome, Report

if TYPE_CHECKING:
    from crm_cli.context import AppContext
    from crm_cli.options import ReportDisplay
    from crm_cli.render.style import Style
    from crm_cli.services.mail import Account


@dataclass
class Sending:
    """Whether and when a report is sent."""

    send: Annotated[
        bool, typer.Option("--send", help="Send it, by the server of the settings smtp.….")
    ] = False
    again: Annotated[
        bool, typer.Option("--again", help="With --send: also to who had this week's.")
    ] = False
    if_changed: Annotated[
        bool, typer.Option("--if-changed", help="Nothing, when nothing happened in the week.")
    ] = False
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="With --send: log in at the server, send nothing.")
    ] = False


@dataclass
class NoSending:
    """For the reports that have no run key."""

    send = again = if_changed = dry_run = False


def check(sending: Sending, display: ReportDisplay) -> None:
    """Raise UsageError for options that do not go together."""
    if not sending.send:
        for name, given in (("--again", sending.again), ("--dry-run", sending.dry_run)):
            if given:
                raise UsageError("{name} needs --send", hint="add --send", name=name)
        return
    if not display.to:
        raise UsageError("--send needs an address", hint="--to amy@example.com")
    others = {
        "--output": bool(display.output),
        "--as-of": bool(display.as_of),
        f"--format {display.format}": display.format not in ("table", "json", "eml"),
    }
    for name, given in others.items():
        if given:
            raise UsageError(
                "--send and {name} do not go together",
                hint="--send sends a message as --format eml has it, and prints one line",
                name=name,
            )


def send(
    crm: AppContext, report: Report, key: str, sending: Sending, display: ReportDisplay
) -> Outcome:
    """Send the report to those of `--to` who did not get it yet, each run key once.

    Raises what `services.mail` does, NotFound without a database, and Partial when the server
    refused some of the addresses.
    """
    from crm_cli.services import deliveries, mail

    reader = crm.require_database()
    style = crm.style(display, crm.stdout)
    assert style.envelope is not None
    to = list(style.envelope.to)
    wanted = to if sending.again else deliveries.missing(reader, report.name, key, to)
    if not wanted:
        return _had(report, to, sending)
    account = mail.account(crm.config)
    try:
        wanted, refused = _deliver(crm, report, key, style, account, sending)
    except mail.Refused as error:
        if len(error.answers) == len(to):
            raise
        raise _partial(report, to, error.answers, account, " before:") from None
    if not wanted:
        return _had(report, to, sending)
    if refused:
        raise _partial(report, to, refused, account)
    return Outcome(
        "sent {title} to {to}",
        {"title": report.title, "to": wanted},
        dry_run=sending.dry_run,
    )


def _deliver(
    crm: AppContext, report: Report, key: str, style: Style, account: Account, sending: Sending
) -> tuple[list[str], dict[str, str]]:
    """Send the report: to whom, and who of these was refused. Nobody, where all had it."""
    from crm_cli.render.eml import message
    from crm_cli.render.style import Envelope
    from crm_cli.services import deliveries, mail

    assert style.envelope is not None
    to, sender = list(style.envelope.to), style.envelope.sender
    refused: dict[str, str] = {}
    with mail.connected(account) as server:
        # What was sent stays sent; so `crm undo` is to take back the last other command.
        crm.command_notes = {"kind": "final"}
        # One of two runs waits here for the other, and then finds that it has nothing to do.
        with crm.transaction(dry_run=sending.dry_run) as session:
            wanted = to if sending.again else deliveries.missing(session, report.name, key, to)
            if wanted and not sending.dry_run:
                deliveries.record(session, report.name, key, wanted)
                made = message(report, replace(style, envelope=Envelope(sender, tuple(wanted))))
                refused = mail.send(server, account, made, wanted)
                deliveries.forget(session, report.name, key, list(refused))
    return wanted, refused


def _had(report: Report, to: list[str], sending: Sending) -> Outcome:
    return Outcome(
        "sent before: {title} to {to}; --again sends it once more",
        {"title": report.title, "to": to},
        dry_run=sending.dry_run,
    )


def _partial(
    report: Report, to: list[str], refused: dict[str, str], account: Account, before: str = ""
) -> Partial:
    """Some of the addresses have the report, by now or since a run before, and some are refused."""
    return Partial(
        "sent{before} {title} to {count} of {all} addresses; {server} refuses {refused}",
        hint="when that is mended, the same command sends it to the others alone",
        before=before,
        title=report.title,
        count=len(to) - len(refused),
        all=len(to),
        server=account.server,
        refused=[f"{address} ({reason})" for address, reason in refused.items()],
    )
