"""`crm import`: files of other programs become records."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crm_cli.commands.import_options import Mapping, Reading
from crm_cli.context import AppContext
from crm_cli.errors import BadContent
from crm_cli.options import Display, Writing, command
from crm_cli.tables import Outcome, Record

if TYPE_CHECKING:
    from crm_cli.commands.rejects import RejectsFile
    from crm_cli.importers import RowSource
    from crm_cli.services.imports import Plan, Summary

app = typer.Typer(help="Bring in a file.")


@app.command("import", no_args_is_help=True)
@command
def import_(
    crm: AppContext,
    file: Annotated[str, typer.Argument(help="The file; - for stdin.", metavar="FILE")],
    writing: Writing,
    reading: Reading,
    mapping: Mapping,
    noun: Annotated[
        str,
        typer.Option(
            "--as",
            help="contacts, companies, deals, interactions, tasks, tickets, surveys or users, if"
            " the columns do not show it.",
            metavar="NOUN",
        ),
    ] = "",
    key: Annotated[
        str,
        typer.Option(
            help="What tells records apart: email, external_id, title,company …", metavar="FIELDS"
        ),
    ] = "",
    on_match: Annotated[
        str,
        typer.Option(
            help="A record that is there already: sync what the source changed since the last time,"
            " unless a person did too; skip it, fill its empty fields, or overwrite them.",
            metavar="sync|skip|fill|overwrite",
        ),
    ] = "sync",
    missing: Annotated[
        str,
        typer.Option(
            help="Records that this source told of before and no longer has: report them, or put"
            " them into the trash.",
            metavar="report|trash",
        ),
    ] = "",
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="Import the good rows, and keep the bad ones apart.")
    ] = False,
    rejects: Annotated[
        Path | None,
        typer.Option(
            help="Where --skip-bad puts bad rows (FILE.rejects.csv).",
            metavar="FILE",
            show_default=False,
        ),
    ] = None,
    source: Annotated[
        str,
        typer.Option(
            help="Whose ids external_id holds (the program, else the file).", metavar="NAME"
        ),
    ] = "",
    create_contacts: Annotated[
        bool, typer.Option("--create-contacts", help="Make the people that a row names.")
    ] = False,
    check: Annotated[
        bool,
        typer.Option(
            "--check", help="Only say what is in the file and what an import would make of it."
        ),
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="In a terminal: do not show and ask before.")
    ] = False,
    format: Annotated[
        str | None,
        typer.Option(help="csv, tsv, json, jsonl, excel or vcard, if not found.", metavar="FORMAT"),
    ] = None,
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
    from crm_cli.commands.import_check import agree
    from crm_cli.commands.import_check import check as check_file
    from crm_cli.commands.import_plan import keep, kept_mapping, open_file, prepare
    from crm_cli.nouns import find_noun
    from crm_cli.services.imports import Request

    template = kept_mapping(crm, mapping)
    request = Request(
        find_noun(noun).name if noun else "",
        tuple(mapping.map or ()),
        tuple(mapping.value or ()),
        tuple(mapping.default or ()),
        key,
        on_match,
        source,
        create_contacts,
        region=reading.region or "",
        missing=missing,
    )
    asked: list[str] = []
    with open_file(crm, file, reading, format, template, asked) as rows:
        prepared = prepare(
            crm,
            rows,
            request,
            reading,
            mapping,
            template,
            asked,
            lenient=skip_bad,
            check=check,
        )
        if check:
            return check_file(crm, rows, prepared, skip_bad=skip_bad)
        if crm.interactive and not (yes or writing.dry_run or writing.json):
            agreed = agree(crm, rows, prepared, skip_bad=skip_bad)
            if agreed is None:
                crm.notice("nothing was imported")
                return None
            skip_bad = agreed
        plan = prepared.ready
        result = _run(crm, plan, rows, writing, skip_bad, _rejects(file, rejects, rows))
    if mapping.save_mapping and not writing.dry_run:
        keep(crm, mapping.save_mapping, prepared, request, rows)
    return result


def _rejects(file: str, asked: Path | None, source: RowSource) -> RejectsFile:
    from crm_cli.commands.rejects import RejectsFile

    name = "import" if file == "-" else file
    return RejectsFile(asked or Path(f"{name}.rejects.csv"), source)


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
                on_large=lambda: crm.notice("a large import: others may have to wait for its end"),
            )
            progress.close()
            if summary.rejected and not skip_bad:
                raise _refused(crm, plan, source, summary, writing)
            written = rejects.finish() if keep else None
    finally:
        rejects.discard()
    if summary.rejected:
        crm.exit_code = 6
    return _outcome(plan, source, summary, writing, session.changeset_id, written)


def _refused(
    crm: AppContext, plan: Plan, source: RowSource, summary: Summary, writing: Writing
) -> BadContent:
    """Say on stderr which rows are bad, and give the error that undoes the rest."""
    if writing.json:
        crm.emit(
            _outcome(plan, source, summary, writing, None, None, refused=True), Display(json=True)
        )
    else:
        _list_problems(crm, summary)
    return BadContent(
        "{rejected:,} of {read:,} {rows} of {file} cannot be imported; nothing was written",
        hint="mend them, or import the others with --skip-bad",
        rejected=summary.rejected,
        read=summary.read,
        rows="row" if summary.read == 1 else "rows",
        file=source.name,
    )


def _list_problems(crm: AppContext, summary: Summary) -> None:
    from crm_cli.services.imports.summary import SHOWN, grouped

    groups = grouped(summary.problems)
    for problem, count in groups[:SHOWN]:
        crm.notice(
            "line {line}{more}: {where}{reason}",
            line=problem.line,
            more=f" and {count - 1:,} more" if count > 1 else "",
            where=f'{problem.column} "{problem.value[:60]}": ' if problem.column else "",
            reason=problem.reason,
        )
    left = summary.rejected - sum(count for _, count in groups[:SHOWN])
    if left > 0:
        crm.notice("… and {left:,} more rows", left=left)


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
