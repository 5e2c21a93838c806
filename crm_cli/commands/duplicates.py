"""What `crm contact` and `crm company` do alike with records that are there twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from crm_cli.commands.lists import arrange, limit_of
from crm_cli.commands.nouns import chosen, outcome, snapshot
from crm_cli.errors import UsageError
from crm_cli.tables import NO_DATABASE, Outcome, Record, Table
from crm_cli.values.references import reference

if TYPE_CHECKING:
    from crm_cli.context import AppContext
    from crm_cli.options import ListDisplay, Writing
    from crm_cli.services.merging import Merged

One = Annotated[str, typer.Argument(help="The one: its id, or its name.", metavar="A")]
Other = Annotated[str, typer.Argument(help="The other.", metavar="B")]
MinScore = Annotated[
    str | None,
    typer.Option("--min-score", help="Only pairs that are as likely, in percent.", metavar="N"),
]
ToldApart = Annotated[
    bool, typer.Option("--distinct", help="List the pairs that were told apart, instead.")
]
Prefer = Annotated[
    str | None,
    typer.Option(
        help="Whose value stays where they differ: newest (the one written last), A or B.",
        metavar="newest|A|B",
    ),
]
Take = Annotated[
    list[str] | None,
    typer.Option(
        "--take", help="Whose value stays in one field, as in city=B.", metavar="FIELD=A|B"
    ),
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
            hint=NO_DATABASE,
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

    crm.require_database()
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
        result.message = "no change: {ref} and {other_ref} were told apart already"
    if not remove:
        result.details.append(f"crm {noun} duplicates leaves them out from now on")
    return result


def merge_records(
    crm: AppContext,
    noun: str,
    one: str,
    other: str,
    prefer: str | None,
    take: list[str] | None,
    writing: Writing,
) -> Outcome:
    """Merge the other record into the one."""
    from crm_cli.services import merging, references

    takes = dict(_side(text) for text in take or ())
    prefer = _preference(prefer)
    reader = crm.require_database()
    one, other = chosen(crm, noun, one), chosen(crm, noun, other)
    winner, loser = (references.resolve(reader, noun, text) for text in (one, other))
    parts = merging.conflicts(reader, noun, winner, loser, crm.book)
    choices = merging.choose(noun, parts, prefer, takes)
    undecided = [part for part in parts if part.name not in choices]
    if undecided and crm.interactive:
        from crm_cli.prompts.choices import choose_sides

        names = reference(noun, winner), reference(noun, loser)
        choices |= choose_sides(crm, undecided, names)
    with crm.transaction(dry_run=writing.dry_run) as session:
        ids = [references.resolve(session, noun, reference(noun, id)) for id in (winner, loser)]
        gone = snapshot(session, noun, loser)
        done = merging.merge(session, noun, ids[0], ids[1], choices)
        record = snapshot(session, noun, winner)
    return _merged(noun, record, gone, done, session.changeset_id, writing)


def _side(text: str) -> tuple[str, str]:
    name, _, side = text.rpartition("=")
    if not name.strip() or side.strip().upper() not in ("A", "B"):
        raise UsageError(
            "cannot read --take {text!r}", hint="write --take city=A or --take city=B", text=text
        )
    return name.strip(), side.strip().upper()


def _preference(text: str | None) -> str | None:
    if text is None:
        return None
    for known in ("newest", "A", "B"):
        if text.strip().casefold() == known.casefold():
            return known
    raise UsageError(
        "cannot read --prefer {text!r}",
        hint="newest is the value written last, A that of the first record, B of the second",
        text=text,
    )


def _merged(
    noun: str, record: Record, gone: Record, done: Merged, changeset: int | None, writing: Writing
) -> Outcome:
    details = [
        f"{name.replace('_', ' ')}: {text}, from {gone.reference}"
        for name, text in done.taken.items()
    ]
    details += [
        f"{name.replace('_', ' ')}: that of {record.reference} stays"
        for name, side in done.chosen.items()
        if side == "A"
    ]
    if done.moved:
        details.append(f"moved: {done.moved_in_words}")
    return Outcome(
        "merged {noun} {other_ref} {other_title} into {ref} {title}",
        {
            "done": "merged",
            "noun": noun,
            "ref": record.reference,
            "title": record.title,
            "other_ref": gone.reference,
            "other_title": gone.title,
            "moved": done.moved,
            "chosen": done.chosen,
        },
        record,
        changeset,
        writing.dry_run,
        details,
    )
