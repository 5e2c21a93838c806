"""`crm survey`: what customers answered when asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from crm_cli.commands import verbs
from crm_cli.commands.lists import list_noun
from crm_cli.commands.nouns import (
    OneOrMany,
    edit_record,
    snapshot,
    texts_of,
)
from crm_cli.context import AppContext
from crm_cli.display import Options
from crm_cli.errors import UsageError
from crm_cli.options import ListDisplay, ManySet, Writing, command
from crm_cli.tables import Outcome, Table
from crm_cli.values.references import read_reference

if TYPE_CHECKING:
    from crm_cli.session import Session

app = typer.Typer(help="Answers to surveys: csat, nps, ces, servqual.", no_args_is_help=True)

Pair = Annotated[
    str | None, typer.Option(help="servqual: expected/perceived, each 1 to 7.", metavar="E/P")
]


class SurveyFields(Options):
    """What is known of an answer."""

    contact: Annotated[str | None, typer.Option(help="Who answered.")] = None
    ticket: Annotated[str | None, typer.Option(help="The ticket it is about.")] = None
    deal: Annotated[str | None, typer.Option(help="The deal it is about.")] = None
    company: Annotated[str | None, typer.Option(help="Their company, if it is another.")] = None
    comment: Annotated[str | None, typer.Option("--comment", help="What was said.")] = None
    on: Annotated[
        str | None,
        typer.Option("--on", help="The day of the answer; now if not said.", metavar="DATE"),
    ] = None
    at: Annotated[
        str | None,
        typer.Option("--at", help='The moment: "yesterday 15:00", or the time of --on.'),
    ] = None
    tangibles: Pair = None
    reliability: Pair = None
    responsiveness: Pair = None
    assurance: Pair = None
    empathy: Pair = None


@app.command("add")
@command
def add(
    crm: AppContext,
    writing: Writing,
    kind: Annotated[str, typer.Argument(help="csat, nps, ces or servqual.")],
    score: Annotated[
        str | None,
        typer.Argument(help="csat 1 to 5, nps 0 to 10, ces 1 to 7 (7 is easy).", metavar="[SCORE]"),
    ] = None,
    who: Annotated[
        str | None,
        typer.Argument(help="The contact, ticket or deal, as in C2.", metavar="[REF]"),
    ] = None,
    *,
    fields: SurveyFields,
) -> Outcome:
    """Write down an answer about a contact, a ticket or a deal.

    Contact and company follow from the ticket or the deal. An unhappy answer (csat up to 2, nps
    up to 6) shows in crm today until a task or an interaction follows it up.

    Example: crm survey add nps 9 C2 --comment "would buy again"

    Example: crm survey add servqual --contact C1 --tangibles 5/3 --reliability 7/6
    """
    from crm_cli.services import surveys
    from crm_cli.services.ticket_moves import joined

    given = locals() | vars(fields)
    given |= _told_apart(given)
    given["answered_at"] = joined(fields.on, fields.at)
    texts = texts_of("survey", given)
    with crm.transaction(dry_run=writing.dry_run) as session:
        id = surveys.add(session, texts)
        result = said(session, id, writing)
    result.changeset = session.changeset_id
    return result


def _told_apart(given: dict[str, Any]) -> dict[str, Any]:
    """The score, and whom or what it is about, of two words in either order."""
    score, who = given["score"], given["who"]
    typed = read_reference(score or "")
    if who is None and typed is None:
        return {}
    if typed is not None or (who or "").strip().isdecimal():
        score, who = who, score
    noun = "contact"
    if (typed := read_reference(who)) is not None:
        noun = typed.noun
    elif who.strip().isdecimal():
        raise UsageError(
            "which of {one} and {other} is the score?",
            hint="write whom it is about with its letter: crm survey add {kind} {one} C{other}",
            one=given["score"],
            other=given["who"],
            kind=given["kind"],
        )
    if noun not in ("contact", "ticket", "deal"):
        raise UsageError(
            "an answer is about a contact, a ticket or a deal, not {who}",
            hint="crm survey add {kind} {score} C2",
            who=who,
            kind=given["kind"],
            score=score or "",
        )
    if given[noun] is not None:
        raise UsageError(
            "{who} and --{noun} are two of whom it may be", hint="name one", who=who, noun=noun
        )
    return {"score": score, noun: who}


@app.command("list")
@command
def list_(
    crm: AppContext,
    display: ListDisplay,
    unhappy: Annotated[
        bool, typer.Option("--unhappy", help="Only unhappy ones that nobody followed up.")
    ] = False,
) -> Table:
    """List answers, the newest first.

    Example: crm survey list --where kind=nps --where "score<=6"
    """
    extra = "v.unhappy = 'yes' AND v.followed_up = 'no'" if unhappy else ""
    table = list_noun(crm, "survey", display, extra=extra)
    if unhappy and crm.reader is not None:
        table.hint = "every unhappy answer was followed up"
    return table


verbs.show(app, "survey", "Show an answer, what it is about, and what followed it up.", "V3")


@app.command("edit")
@command
def edit(
    crm: AppContext,
    writing: Writing,
    many: ManySet,
    ref: OneOrMany = None,
    kind: Annotated[str | None, typer.Option(help="csat, nps, ces or servqual.")] = None,
    score: Annotated[str | None, typer.Option(help="Its new score.")] = None,
    *,
    fields: SurveyFields,
) -> Outcome:
    """Change an answer, or all that meet --where; an empty value empties the field.

    Example: crm survey edit V3 --score 4
    """
    from crm_cli.services.ticket_moves import joined

    given = locals() | vars(fields)
    given["answered_at"] = joined(fields.on, fields.at)
    return edit_record(crm, "survey", ref, given, writing)


verbs.delete(
    app, "survey", "an answer", "answers", "V3", '--where kind=ces --where "answered_at<2025-01-01"'
)


def said(session: Session, id: int, writing: Writing) -> Outcome:
    """What a command says of an answer that it wrote down; its changeset is not known yet."""
    from crm_cli.services import surveys

    record = snapshot(session, "survey", id)
    row = dict(
        zip([column.name for column in record.fields.columns], record.fields.rows[0], strict=True)
    )
    details = session.notes
    if surveys.is_unhappy(row["kind"], row["score"]) and row["followed_up"] == "no":
        ref = record.reference
        details.append(
            f"unhappy: it shows in crm today until someone follows it up,"
            f' as with crm task add "call them" --survey {ref}'
        )
    values: dict[str, Any] = {
        "survey": record.reference,
        "kind": row["kind"],
        "score": row["score"],
        "about": ", ".join(row[name] for name in ("contact", "company", "ticket") if row[name])
        or row["deal"],
    }
    message = "added {kind} answer {survey}" + (": {score}" if row["score"] is not None else "")
    return Outcome(message + ", {about}", values, record, None, writing.dry_run, details)
