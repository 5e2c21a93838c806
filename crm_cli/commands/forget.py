"""`crm contact forget` and `crm contact dossier`: erasing a person, and all that is held of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from crm_cli.commands.nouns import chosen
from crm_cli.errors import CrmError, Partial, UsageError
from crm_cli.tables import Column, Outcome, Record, Row, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crm_cli.context import AppContext
    from crm_cli.options import Writing
    from crm_cli.services.forgetting import Receipt

Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]


def forget_person(crm: AppContext, ref: str, yes: bool, writing: Writing) -> Outcome:
    """Erase a person for good, and say what went and where they are still named."""
    crm.require_database()
    ref = chosen(crm, "contact", ref)
    crm.command_notes = {"kind": "final"}
    if not yes and not writing.dry_run:
        _ask(crm, ref)
    receipt = _erase(crm, ref, dry_run=writing.dry_run)
    cleaned = writing.dry_run or clean_pages(crm)
    details = [f"uid {uid}, at {receipt.at}" for uid in receipt.uids]
    if not writing.dry_run:
        details.append(
            "this cannot be undone; in this database a restored archive does not bring them back"
            " (in another: crm restore --forgotten)"
        )
    details += _copies(crm) if cleaned else []
    named = receipt.named
    if named is not None:
        named.rows.extend(_in_files(crm, receipt))
        crm.warnings += [named.note] if named.note else []  # in JSON too
        named.note = ""
    if named is not None and named.rows:
        details.append("texts elsewhere still name them; they were left as they are:")
    return Outcome(
        "erased {ref}: {what}",
        {"ref": receipt.ref, "what": receipt.in_words},
        _record(receipt),
        dry_run=writing.dry_run,
        details=details,
        table=named if named and named.rows else None,
    )


def _erase(crm: AppContext, ref: str, *, dry_run: bool) -> Receipt:
    from crm_cli.services import forgetting

    with crm.transaction(dry_run=dry_run) as session:
        return forgetting.forget(session, forgetting.find(session, ref))


def _ask(crm: AppContext, ref: str) -> None:
    if not crm.interactive:
        raise UsageError(
            "erasing a person cannot be undone",
            hint="look first with --dry-run, then say so with --yes",
        )
    from crm_cli.prompts import confirm

    receipt = _erase(crm, ref, dry_run=True)
    crm.notice(
        "this cannot be undone: {ref} is erased everywhere, in the history too: {what}",
        ref=receipt.ref,
        what=receipt.in_words,
    )
    if not confirm(crm, "Go on?"):
        raise typer.Abort


def clean_pages(crm: AppContext, again: str = "run the same command again") -> bool:
    """Whether the pages that were set free could be written anew; if not, says so.

    `again` is what to do then.
    """
    from crm_cli.services.forgetting import clean

    try:
        clean(crm.database)
    except CrmError as error:
        crm.notice(
            "they are erased, but the database could not be written anew: {reason}",
            hint="{again}{owner}, so that nothing is left in free pages",
            again=again,
            owner=" as the owner of the tables" if crm.database.engine == "postgresql" else "",
            reason=error.values.get("reason") or error,
        )
        crm.exit_code = Partial.exit_code
        return False
    return True


def _in_files(crm: AppContext, receipt: Receipt) -> Iterator[Row]:
    """The lines of one's own settings, short names and mappings that name the person."""
    for path in sorted(crm.config.path.parent.rglob("*.toml")):
        try:
            lines = path.read_text("utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            continue
        for number, line in enumerate(lines, 1):
            if kinds := receipt.traits.found_in(line):
                yield "", f"{path}, line {number}", ", ".join(kinds)


def _copies(crm: AppContext) -> list[str]:
    """A word on older copies beside the database, which the erasure does not reach."""
    if crm.database.engine != "sqlite":
        return []
    path = crm.database.path
    found = sorted(other.name for other in path.parent.glob(f"{path.name}.before-*"))
    return [f"older copies were left as they are: {', '.join(found)}"] if found else []


def _record(receipt: Receipt) -> Record:
    """The receipt, for programs."""
    pairs: list[tuple[Column, Any]] = [
        (Column("ref"), receipt.ref),
        (Column("uids"), receipt.uids),
        (Column("erased_at", "datetime"), receipt.at),
    ]
    pairs += [
        (Column(name.replace(" ", "_"), "integer"), count) for name, count in receipt.counts.items()
    ]
    fields = Table([column for column, _ in pairs], [[cell for _, cell in pairs]], noun="receipt")
    return Record("contact", receipt.ref, "erased", fields)


def dossier_of(crm: AppContext, ref: str) -> Record:
    """All that is held about a person."""
    from crm_cli.services import dossier, forgetting

    reader = crm.require_database()
    ref = chosen(crm, "contact", ref)
    return dossier.dossier(reader, forgetting.find(reader, ref), crm.book)
