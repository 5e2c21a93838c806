"""`crm import`: files of other programs become records."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crm_cli.commands.import_options import BadRows, Mapping, Matching, Reading
from crm_cli.commands.import_said import currencies, list_problems, rejects_file
from crm_cli.context import AppContext
from crm_cli.display import Display
from crm_cli.errors import BadContent
from crm_cli.options import Writing, command
from crm_cli.tables import Outcome, Record

if TYPE_CHECKING:
    from crm_cli.commands.rejects import RejectsFile
    from crm_cli.importers import RowSource
    from crm_cli.services.imports import Plan, Request, Summary

app = typer.Typer(help="Bring in a file.")


@app.command("import", no_args_is_help=True)
@command
def import_(
    crm: AppContext,
    file: Annotated[str, typer.Argument(help="The file; - for stdin.", metavar="FILE")],
    writing: Writing,
    reading: Reading,
    mapping: Mapping,
    matching: Matching,
    bad: BadRows,
    noun: Annotated[
        str,
        typer.Option(
            "--as",
            help="contacts, companies, deals, interactions, tasks, tickets, surveys or users, or"
            " sheet for several in each row, if the columns do not show it.",
            metavar="NOUN",
        ),
    ] = "",
    check: Annotated[
        bool,
        typer.Option(
            "--check", help="Only say what is in the file and what an import would make of it."
        ),
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="In a terminal: do not show and ask before.")
    ] = False,
) -> Outcome | Record | None:
    """Bring in contacts, companies, deals, tickets, answers to surveys … from a file.

    CSV, JSON, Excel and vCard are told by what is in them. Exports of HubSpot, Salesforce,
    Pipedrive, Zoho, Google, Outlook, LinkedIn, Monica and Thunderbird need no flags. Of other files
    columns with names that are known (name, e-mail, 公司 …) go to their fields by themselves, the
    rest with --map. --check shows all of that before. All rows are imported or none, unless
    --skip-bad. The same file again changes nothing.

    Example: crm import people.csv --map "Work Mail=email" --dry-run
    """
    from crm_cli.commands.import_whole import import_whole, is_whole

    if is_whole(file):
        return import_whole(crm, Path(file), writing)
    from crm_cli.commands import import_sheet
    from crm_cli.commands.import_check import agree
    from crm_cli.commands.import_check import check as check_file
    from crm_cli.commands.import_plan import keep, kept_mapping, open_file, prepare

    crm.inputs = [Path(file)]
    template = kept_mapping(crm, mapping)
    asked: list[str] = []
    skip_bad = bad.skip_bad
    with open_file(crm, file, reading, template, asked) as rows:
        if import_sheet.is_sheet(crm, rows, noun, mapping, matching):
            request = _request("", reading, mapping, matching)
            return import_sheet.bring_in(
                crm, file, rows, request, (reading, mapping, bad, writing), check=check, yes=yes
            )
        request = _request(noun, reading, mapping, matching)
        prepared = prepare(
            crm, rows, request, reading, mapping, template, asked, lenient=skip_bad, check=check
        )
        if check:
            return check_file(crm, rows, prepared, skip_bad=skip_bad)
        if crm.interactive and not (yes or writing.dry_run or writing.json):
            agreed = agree(
                crm,
                rows,
                lambda skip: check_file(crm, rows, prepared, skip_bad=skip),
                skip_bad=skip_bad,
            )
            if agreed is None:
                crm.notice("nothing was imported")
                return None
            skip_bad = agreed
        result = _run(
            crm,
            prepared.ready,
            rows,
            writing,
            skip_bad,
            rejects_file(crm, file, bad.rejects, rows, skip_bad),
        )
    if mapping.save_mapping and not writing.dry_run:
        keep(crm, mapping.save_mapping, prepared, request, rows)
    if result.changeset is not None and not (writing.dry_run or writing.json):
        result.details += _following(crm, prepared.ready.noun)
    return result


def _following(crm: AppContext, noun: str) -> list[str]:
    """What to do next with these records, for somebody who has logged nothing yet."""
    if crm.reader is None or crm.reader.rows("SELECT 1 FROM interaction LIMIT 1"):
        return []
    if noun == "deal":
        return ["next: crm deal list, then crm report pipeline"]
    found = crm.reader.rows(
        "SELECT id FROM contact WHERE deleted_at IS NULL ORDER BY id LIMIT 1",
    )
    return [
        f"next: crm {noun} list, then crm log call C{row['id']}"
        ' "what was said" --next "send quote" --due fri'
        for row in found
    ]


def _request(noun: str, reading: Reading, mapping: Mapping, matching: Matching) -> Request:
    """What the options ask for. UsageError for a noun that there is not."""
    from crm_cli.nouns import find_noun
    from crm_cli.services.imports import Request

    return Request(
        find_noun(noun).name if noun else "",
        tuple(mapping.map or ()),
        tuple(mapping.value or ()),
        tuple(mapping.default or ()),
        matching.key,
        matching.on_match,
        matching.source,
        matching.create_contacts,
        region=reading.region or "",
        missing=matching.missing,
    )


def _run(
    crm: AppContext,
    plan: Plan,
    source: RowSource,
    writing: Writing,
    skip_bad: bool,
    rejects: RejectsFile,
) -> Outcome:
    from crm_cli.render.progress import Progress
    from crm_cli.services.imports import import_rows

    keep = skip_bad and not writing.dry_run
    if keep:
        rejects.check()
    terminal = sys.stderr is not None and sys.stderr.isatty()
    try:
        with (
            Progress(sys.stderr, shown=terminal) as progress,
            crm.transaction(dry_run=writing.dry_run) as session,
        ):
            summary = import_rows(
                session,
                source,
                plan,
                on_reject=rejects.add if keep else lambda cells, reason: None,
                on_progress=lambda rows: progress.show(rows, source.position, source.size),
                on_large=lambda: crm.remark("a large import: others may have to wait for its end"),
            )
            progress.close()
            if summary.melting or (summary.rejected and not skip_bad):
                raise _refused(crm, plan, source, summary, writing)
            written = rejects.finish() if keep else None
            amounts = currencies(session, plan)
    finally:
        rejects.discard()
    if summary.rejected:
        crm.exit_code = 6
    result = _outcome(plan, source, summary, writing, session.changeset_id, written)
    result.details += amounts
    return result


def _refused(
    crm: AppContext, plan: Plan, source: RowSource, summary: Summary, writing: Writing
) -> BadContent:
    """Say on stderr which rows are bad, and give the error that undoes the rest."""
    if writing.json:
        crm.emit(
            _outcome(plan, source, summary, writing, None, None, refused=True), Display(json=True)
        )
    else:
        list_problems(crm, summary)
    if summary.melting:
        from crm_cli.services.imports.results import melted

        return melted(summary, plan, source.name)
    return BadContent(
        "{rejected:,} of {read:,} {rows} of {file} cannot be imported; nothing was written",
        hint=f"{'add {flags}; or ' if summary.flags else ''}mend them, or import the others with"
        " --skip-bad",
        flags=" ".join(summary.flags),
        rejected=summary.rejected,
        read=summary.read,
        rows="row" if summary.read == 1 else "rows",
        file=source.name,
    )


def _outcome(
    plan: Plan,
    source: RowSource,
    summary: Summary,
    writing: Writing,
    changeset: int | None,
    rejects: Path | None,
    **options: Any,
) -> Outcome:
    from crm_cli.services.imports.summary import outcome

    return outcome(
        plan,
        summary,
        file=source.name,
        changeset=changeset,
        rejects=str(rejects) if rejects else "",
        dry_run=writing.dry_run,
        whole=writing.json,
        **options,
    )
