"""`crm import --check`: the doctor of a file, which writes nothing."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from crm_cli.commands.import_plan import Prepared
from crm_cli.context import AppContext
from crm_cli.errors import BadContent

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from crm_cli.importers import RowSource
    from crm_cli.services.imports import Plan, Summary
    from crm_cli.tables import Record

_LARGE = 20_000_000  # bytes
_OWN = {"--check", "--json", "--dry-run", "--yes", "-y"}


def check(crm: AppContext, source: RowSource, prepared: Prepared, *, skip_bad: bool) -> Record:
    """The page about a file. It sets the exit code that the import itself would have."""
    from crm_cli.services.imports.checking import Checked, facts_of, page
    from crm_cli.services.imports.looking import look_at_all
    from crm_cli.services.imports.results import melted

    look_at_all(source, source.columns, prepared.look)
    plan = prepared.plan
    found = Checked(
        source.name,
        facts_of(source),
        source.columns,
        prepared.look,
        plan,
        prepared.template.name if prepared.template else "",
        questions=prepared.questions,
    )
    if plan is not None:
        found.region = plan.region or crm.book.phone_region
        if prepared.complete:
            found.summary = _try(crm, source, plan)
            found.names = _names(crm, plan, [id for _, id in found.summary.matches])
    if found.summary is not None and found.summary.melting:
        prepared.questions.append(melted(found.summary, prepared.ready, source.name))
    rejected = found.summary is not None and found.summary.rejected > 0
    tried = [found.summary] if found.summary is not None else []
    found.command = command_line(crm, prepared.asked, prepared.questions, tried)
    if prepared.questions:
        crm.exit_code = BadContent.exit_code
    elif rejected:
        crm.exit_code = 6 if skip_bad else BadContent.exit_code
    return page(found)


def agree(
    crm: AppContext, source: RowSource, make_page: Callable[[bool], Record], *, skip_bad: bool
) -> bool | None:
    """Show the page and ask whether to go on; whether bad rows are skipped, None to leave.

    A large file is not read through twice for that.
    """
    from crm_cli.display import Display
    from crm_cli.prompts import confirm

    if (source.size or 0) > _LARGE:
        crm.notice("this is a large file: --check would say what is in it")
        return skip_bad if confirm(crm, "Import it?") else None
    record = make_page(skip_bad)
    crm.exit_code = 0
    crm.emit(record, Display())
    fields = {
        column.name: cell
        for column, cell in zip(record.fields.columns, record.fields.rows[0], strict=True)
    }
    rejected = fields.get("rejected") or 0
    if not rejected or skip_bad:
        return skip_bad if confirm(crm, "Import it?") else None
    if rejected == fields["rows"]:
        raise BadContent(
            "no row of {file} can be imported", hint="the page says why", file=source.name
        )
    bad = f"{rejected:,} bad row{'s' * (rejected != 1)}"
    question = f"Import the others, and keep {bad} apart to be mended?"
    return True if confirm(crm, question) else None


def _try(crm: AppContext, source: RowSource, plan: Plan) -> Summary:
    """What the import would do; all of it is taken back."""
    import sys

    from crm_cli.render.progress import Progress
    from crm_cli.services.imports import import_rows

    terminal = sys.stderr is not None and sys.stderr.isatty()
    with (
        Progress(sys.stderr, shown=terminal) as progress,
        crm.transaction(dry_run=True) as session,
    ):
        return import_rows(
            session,
            source,
            plan,
            on_reject=lambda cells, reason: None,
            on_progress=lambda rows: progress.show(rows, source.position, source.size),
        )


def _names(crm: AppContext, plan: Plan, ids: list[int]) -> dict[int, str]:
    """What the records that rows are about are called."""
    from crm_cli.nouns import NOUNS

    if crm.reader is None or not ids:
        return {}
    noun = NOUNS[plan.noun]
    listed = ", ".join(str(int(id)) for id in ids)
    rows = crm.reader.rows(
        f"SELECT id, {noun.title} AS name FROM {noun.table} WHERE id IN ({listed})"
    )
    return {row["id"]: row["name"] or "" for row in rows}


def command_line(
    crm: AppContext,
    asked: Sequence[str],
    questions: Sequence[BadContent],
    summaries: Sequence[Summary],
) -> str:
    """The command that imports the file, with what was asked and what is open."""
    words = [word for word in crm.argv if word not in _OWN]
    flags = [str(error.values.get("flag", "")) for error in questions]
    for summary in summaries:
        if summary.melting or not summary.rejected:
            continue
        flags += summary.flags
        if any(not one.flag for one, _ in summary.different.values()) and "--skip-bad" not in words:
            flags.append("--skip-bad")
    texts = ["crm", *map(shlex.quote, words), *asked, *dict.fromkeys(filter(None, flags))]
    return " ".join(texts)
