"""What `crm contact` and `crm company` do alike with records that are there twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from crm_cli.commands.nouns import (
    arrange,
    chosen,
    limit_of,
    outcome,
    require_database,
    snapshot,
)
from crm_cli.tables import Outcome, Table

if TYPE_CHECKING:
    from crm_cli.context import AppContext
    from crm_cli.options import ListDisplay, Writing

One = Annotated[str, typer.Argument(help="The one: its id, or its name.", metavar="A")]
Other = Annotated[str, typer.Argument(help="The other.", metavar="B")]
MinScore = Annotated[
    str | None,
    typer.Option("--min-score", help="Only pairs that are as likely, in percent.", metavar="N"),
]
ToldApart = Annotated[
    bool, typer.Option("--distinct", help="List the pairs that were told apart, instead.")
]
Again = Annotated[
    bool, typer.Option("--remove", help="Forget it: they may be listed as duplicates again.")
]


def list_duplicates(
    crm: AppContext, noun: str, display: ListDisplay, min_score: str | None, told_apart: bool
) -> Table:
    """The pairs of records that are likely the same, or those that were told apart."""
    from crm_cli.services import duplicates, inputs

    least = inputs.percent(min_score, crm.book) / 100 if min_score else duplicates.LIKELY
    if crm.reader is None:
        return Table(
            list(duplicates.COLUMNS),
            [],
            noun="pair",
            hint="there is no database yet: crm init, or crm demo",
        )
    if told_apart:
        found = duplicates.distinct_pairs(crm.reader, noun)
    else:
        where = display.where or ()
        found = duplicates.table(crm.reader, noun, crm.book, where=where, least=least)
    return arrange(found, display.sort, limit_of(crm, display))


def tell_apart(
    crm: AppContext, noun: str, one: str, other: str, remove: bool, writing: Writing
) -> Outcome:
    """Remember that two records are not the same, or forget it."""
    from crm_cli.services import duplicates, references

    require_database(crm, noun)
    one, other = chosen(crm, noun, one), chosen(crm, noun, other)
    with crm.transaction(dry_run=writing.dry_run) as session:
        first, second = (references.resolve(session, noun, text) for text in (one, other))
        change = duplicates.forget_apart if remove else duplicates.tell_apart
        change(session, noun, first, second)
        record, against = snapshot(session, noun, first), snapshot(session, noun, second)
    done = "no longer told apart:" if remove else "told apart:"
    result = outcome(done, noun, record, session.changeset_id, writing)
    result.values |= {"other_ref": against.reference, "other_title": against.title}
    result.message += " and {other_ref} {other_title}"
    if session.changeset_id is None and not writing.dry_run:
        result.message = "nothing changed: {ref} and {other_ref} were told apart already"
    if not remove:
        result.details.append(f"crm {noun} duplicates leaves them out from now on")
    return result
