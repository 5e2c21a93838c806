"""`crm import` of a sheet whose rows hold several records: a company, a person, a deal …"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from crm_cli.commands.import_plan import Prepared, fold_words, settle_plan
from crm_cli.context import AppContext
from crm_cli.errors import BadContent
from crm_cli.tables import Column, Outcome, Record, Table

if TYPE_CHECKING:
    from crm_cli.commands.import_options import BadRows, Mapping, Matching, Reading
    from crm_cli.commands.rejects import RejectsFile
    from crm_cli.importers import RowSource
    from crm_cli.options import Writing
    from crm_cli.services.imports import Plan, Request, Summary

_SAMPLES = 3


@dataclass(slots=True)
class Sheet:
    """The plans of a sheet, what each rests on, and what is left open."""

    parts: list[Prepared]
    asked: list[str]
    left_over: list[int]
    questions: list[BadContent] = field(default_factory=list)

    @property
    def plans(self) -> list[Plan]:
        """The plans, in the order in which they are run."""
        return [part.ready for part in self.parts]


def is_sheet(
    crm: AppContext, rows: RowSource, noun: str, mapping: Mapping, matching: Matching
) -> bool:
    """Whether the rows hold several records: said, or plain from the columns; the latter is told"""
    from crm_cli.importers.presets import recognise
    from crm_cli.services.imports.guessing import exported
    from crm_cli.services.imports.sheet_columns import SHEET
    from crm_cli.services.imports.sheet_columns import is_sheet as fits

    if noun:
        return noun == SHEET
    if mapping.mapping is not None or mapping.save_mapping is not None or rows.kind == "vcard":
        return False
    if matching.key or matching.missing or rows.likely() or exported(rows.columns):
        return False
    if not fits(rows.columns) or recognise(rows.columns) is not None:
        return False
    crm.remark(
        "{file}: each row holds several records: a customer, what was done, what is next (--as"
        " contacts takes the people alone)",
        file=rows.name,
    )
    return True


def bring_in(
    crm: AppContext,
    file: str,
    rows: RowSource,
    request: Request,
    options: tuple[Reading, Mapping, BadRows, Writing],
    *,
    check: bool,
    yes: bool,
) -> Outcome | Record | None:
    """Import a sheet, or only `check` it; None where a person at the terminal leaves it."""
    from crm_cli.commands.import_check import agree
    from crm_cli.commands.import_said import rejects_file

    reading, mapping, bad, writing = options
    skip_bad = bad.skip_bad
    sheet = prepare(crm, rows, request, reading, mapping, [], lenient=skip_bad, check=check)
    if check:
        return check_sheet(crm, rows, sheet, skip_bad=skip_bad)
    if crm.interactive and not (yes or writing.dry_run or writing.json):
        agreed = agree(
            crm,
            rows,
            lambda skip: check_sheet(crm, rows, sheet, skip_bad=skip),
            skip_bad=skip_bad,
        )
        if agreed is None:
            crm.notice("nothing was imported")
            return None
        skip_bad = agreed
    rejects = rejects_file(crm, file, bad.rejects, rows, skip_bad)
    return run(crm, sheet, rows, writing, skip_bad=skip_bad, rejects=rejects)


def prepare(
    crm: AppContext,
    rows: RowSource,
    request: Request,
    reading: Reading,
    mapping: Mapping,
    asked: list[str],
    *,
    lenient: bool,
    check: bool,
) -> Sheet:
    """The plans for a sheet. BadContent, with the flag, for what the file leaves open."""
    from crm_cli.services import fields
    from crm_cli.services.imports.looking import look
    from crm_cli.services.imports.sheets import make_plans

    there = {
        noun: fields.definitions(crm.reader, noun) if crm.reader is not None else []
        for noun in fields.NOUNS_WITH_FIELDS
    }

    def planned(kept: dict[int, str]) -> tuple[list[Plan], list[int]]:
        columns, of = rows.columns, there.__getitem__
        return make_plans(request, columns, of, file=rows.name, kind=rows.kind, kept=kept)

    if mapping.make_stages:
        from crm_cli.errors import UsageError

        raise UsageError(
            "--make-stages is for a file of deals alone",
            hint="make them before: crm pipeline add NAME --stages new:10,won,lost",
        )
    plans, unused = planned({})
    if mapping.keep_rest and unused:
        plans, unused = planned(_kinds(crm, rows, unused, reading))
    if mapping.save_mapping is not None:
        from crm_cli.errors import UsageError

        raise UsageError(
            "--save-mapping keeps what is said about one noun, and the rows of {file} hold several",
            hint="an alias keeps the whole command (crm help aliases)",
            file=rows.name,
        )
    found = Sheet([], asked, unused)
    for plan in plans:
        prepared = Prepared(plan, look(rows, plan), None, asked, found.questions)
        fold_words(crm, prepared, there.get(plan.noun, []))
        settle_plan(crm, prepared, reading, lenient=lenient, check=check)
        found.left_over = [index for index in unused if index in prepared.look.unused]
        found.parts.append(prepared)
    for plan in plans:
        plan.left_out = []
    return found


def _kinds(crm: AppContext, rows: RowSource, places: list[int], reading: Reading) -> dict[int, str]:
    """The kind of the field that each of these columns becomes."""
    from crm_cli.services.imports.kinds import kinds_of
    from crm_cli.services.imports.looking import Look

    order, mark = bool(reading.date_order), bool(reading.decimal)
    wanted = dict.fromkeys(places, "")
    return kinds_of(rows, rows.columns, wanted, Look(), crm.book, order=order, mark=mark)


def run(
    crm: AppContext,
    sheet: Sheet,
    rows: RowSource,
    writing: Writing,
    *,
    skip_bad: bool,
    rejects: RejectsFile,
) -> Outcome:
    """Import a sheet: all its rows, or with `skip_bad` those of which every part is good."""
    from crm_cli.commands.import_said import currencies
    from crm_cli.render.progress import Progress
    from crm_cli.services.imports.sheets import import_sheet

    keep = skip_bad and not writing.dry_run
    if keep:
        rejects.check()
    terminal = sys.stderr is not None and sys.stderr.isatty()
    bad: dict[int, str] = {}
    summaries: list[Summary] = []
    details: list[str] = []
    while True:
        found: dict[int, str] = {}
        try:
            with (
                Progress(sys.stderr, shown=terminal) as progress,
                crm.transaction(dry_run=writing.dry_run) as session,
            ):
                summaries = import_sheet(
                    session,
                    rows,
                    sheet.plans,
                    left_out=bad,
                    on_progress=lambda read: progress.show(read, rows.position, rows.size),
                )
                progress.close()
                found = {line: why for one in summaries for line, why in one.reasons.items()}
                if found and not skip_bad:
                    raise _refused(crm, rows, summaries, found)
                if found:
                    raise _Again
                written = _reject(rows, rejects, bad) if keep and bad else None
                details = [line for plan in sheet.plans for line in currencies(session, plan)]
        except _Again:
            bad |= found  # the other parts of these rows are left out as well
            continue
        finally:
            rejects.discard()
        break
    if bad:
        crm.exit_code = 6
    return _outcome(
        sheet,
        rows,
        summaries,
        bad,
        session.changeset_id,
        str(written or ""),
        writing.dry_run,
        details,
    )


class _Again(Exception):
    """Some rows were bad: all is to be done again without them."""


def _reject(rows: RowSource, rejects: RejectsFile, bad: dict[int, str]) -> Any:
    for row in rows:
        if row[0] in bad:
            rejects.add(row[-1], bad[row[0]])
    return rejects.finish()


def _refused(
    crm: AppContext, rows: RowSource, summaries: list[Summary], bad: dict[int, str]
) -> BadContent:
    from crm_cli.commands.import_said import list_problems

    flags: dict[str, None] = {}
    for summary in summaries:
        list_problems(crm, summary)
        flags |= dict.fromkeys(summary.flags)
    return BadContent(
        "{rejected:,} {rows} of {file} cannot be imported; nothing was written",
        hint=f"{'add {flags}; or ' if flags else ''}mend them, or import the others with"
        " --skip-bad",
        flags=" ".join(flags),
        rejected=len(bad),
        rows="row" if len(bad) == 1 else "rows",
        file=rows.name,
    )


def _outcome(
    sheet: Sheet,
    rows: RowSource,
    summaries: list[Summary],
    bad: dict[int, str],
    changeset: int | None,
    rejects: str,
    dry_run: bool,
    details: list[str],
) -> Outcome:
    from crm_cli.nouns import NOUNS
    from crm_cli.services.imports.summary import details_of, emptied_values, folded, total_row

    def named(name: str) -> str:
        counts = [(getattr(one, name), NOUNS[plan.noun]) for plan, one in pairs]
        texts = [f"{n:,} {noun.name if n == 1 else noun.plural}" for n, noun in counts if n]
        return ", ".join(texts) or "none"

    pairs = list(zip(sheet.plans, summaries, strict=True))
    count = summaries[0].rows
    notes = [
        f"{NOUNS[plan.noun].plural}: {text}"
        for plan, one in pairs
        for text in details_of(plan, replace(one, total=None), "", dry_run=False)
    ]
    notes += [total_row(*total) for total in [one.total for one in summaries if one.total][:1]]
    left = [rows.columns[index] for index in sheet.left_over]
    if left:
        notes.append(f"columns left out: {', '.join(left)} (--keep-rest makes fields of them)")
    if any(plan.noun == "interaction" and not plan.columns_of("kind") for plan in sheet.plans):
        notes.append("no column says the kind of the touches: notes (--default kind=call)")
    if rejects:
        notes.append(f"the rejected rows are in {rejects}: mend them and import that file")
    fields = ("created", "updated", "unchanged")
    totals = {name: sum(getattr(one, name) for one in summaries) for name in fields}
    parts = Table(
        [Column("noun"), *(Column(name, "integer") for name in (*fields, "kept"))],
        [(plan.noun, *(getattr(one, n) for n in (*fields, "kept"))) for plan, one in pairs],
        noun="part",
    )
    sections = {
        "parts": parts,
        "folded": folded(*sheet.plans),
        "emptied_values": emptied_values(*pairs),
    }
    columns = [Column("file"), *(Column(n, "integer") for n in ("read", *fields, "rejected"))]
    cells = [rows.name, count, *totals.values(), len(bad)]
    return Outcome(
        "{file}: {read:,} {rows} read; created: {created}; updated: {updated}; rejected:"
        " {rejected:,}",
        {
            "file": rows.name,
            "read": count,
            "rows": "row" if count == 1 else "rows",
            "created": named("created"),
            "updated": named("updated"),
            "rejected": len(bad),
        },
        Record("import", "", rows.name, Table(columns, [cells]), sections),
        changeset,
        dry_run,
        [*notes, *details],
    )


# --check ------------------------------------------------------------------------------------


def check_sheet(crm: AppContext, rows: RowSource, sheet: Sheet, *, skip_bad: bool) -> Record:
    """The page about a sheet. It sets the exit code that the import itself would have."""
    from crm_cli.commands.import_check import command_line
    from crm_cli.services.imports.checking import Checked, facts_of, sheet_page
    from crm_cli.services.imports.looking import look_at_all
    from crm_cli.services.imports.sheets import import_sheet

    look = sheet.parts[0].look
    look_at_all(rows, rows.columns, look)
    for part in sheet.parts[1:]:
        look.dates |= part.look.dates
        look.numbers |= part.look.numbers
        look.said |= part.look.said
    with crm.transaction(dry_run=True) as session:
        summaries = import_sheet(session, rows, sheet.plans)
        samples = [
            _sample(session, plan, one) for plan, one in zip(sheet.plans, summaries, strict=True)
        ]
    rejected = len({line for one in summaries for line in one.reasons})
    found = Checked(rows.name, facts_of(rows), rows.columns, look, questions=sheet.questions)
    found.region = crm.book.phone_region
    found.command = command_line(crm, sheet.asked, sheet.questions, summaries)
    if sheet.questions:
        crm.exit_code = BadContent.exit_code
    elif rejected:
        crm.exit_code = 6 if skip_bad else BadContent.exit_code
    left = sheet.left_over
    return sheet_page(found, sheet.plans, summaries, samples, rejected, left)


def _sample(session: Any, plan: Plan, summary: Summary) -> list[str]:
    """What the first few records of a part are called."""
    from crm_cli import batches
    from crm_cli.nouns import NOUNS

    noun = NOUNS[plan.noun]
    ids = list(dict.fromkeys(summary.records.values()))[:_SAMPLES]
    shown = "coalesce(subject, body, kind)" if plan.noun == "interaction" else noun.title
    rows = batches.among(
        session, f"SELECT id, {shown} AS name FROM {noun.table} WHERE id {{among}}", ids
    )
    names = {row["id"]: row["name"] or "" for row in rows}
    return [names[id] for id in ids]
