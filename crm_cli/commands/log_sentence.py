"""`crm log "called Jane 15m about renewal"`: sentences, one or many, and what was understood."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from crm_cli.commands.followups import due_text, logged_line
from crm_cli.commands.nouns import snapshot
from crm_cli.errors import Ambiguous, BadContent, BadValue, CrmError, NotFound, UsageError
from crm_cli.tables import Column, Outcome, Record, Table
from crm_cli.values.references import reference

if TYPE_CHECKING:
    from crm_cli.context import AppContext
    from crm_cli.options import Writing
    from crm_cli.services.log_line import Entry
    from crm_cli.session import Session

STDIN = "-"
_LABEL = 8  # columns of the labels in the echo


class _Logged(NamedTuple):
    record: Record
    tasks: list[Record]
    deal: Record | None
    understood: list[str]


def is_sentence(text: str) -> bool:
    """Whether one argument is a sentence, and not the kind of what happened alone."""
    from crm_cli.values import enums

    if len(text.strip()) > 12 or any(mark in text.strip() for mark in " ，,;；。"):
        return True
    try:
        enums.read_choice(text, enums.INTERACTION_KINDS, "kind of interaction")
    except BadValue:
        return True
    return False


def log_sentence(
    crm: AppContext, text: str, given: Mapping[str, Any], more: Mapping[str, Any], writing: Writing
) -> Outcome:
    """Log what a sentence says, or with "-" each line of stdin, all or none of them."""
    many = text.strip() == STDIN
    lines = [(0, text)]
    if many:
        typed = enumerate(read_stdin(crm).split("\n"), 1)
        lines = [(number, line) for number, line in typed if line.strip()]
    if not lines:
        return Outcome("nothing to log: stdin has no lines")
    create = bool(given["create"])
    answers: dict[str, str] = {}
    if crm.interactive and not many:
        answers = _answers(crm, text, create, "occurred_at" in more)
    elif crm.reader is None:
        _try_without_database(crm, lines, create, "occurred_at" in more)
    found = []
    with crm.transaction(dry_run=writing.dry_run) as session:
        for number, line in lines:
            try:
                found.append(_log_one(session, line, given, more, create, answers))
            except CrmError as error:
                raise _at_line(error, number) from error
    result = _outcome(crm, found, many, writing)
    result.changeset = session.changeset_id
    result.details += session.notes
    return result


def log_about(
    crm: AppContext,
    ref: str,
    text: str,
    given: Mapping[str, Any],
    more: Mapping[str, Any],
    writing: Writing,
) -> Outcome:
    """Log what `text` says of the record with a reference: K12 "called, wants SSO"."""
    from crm_cli.services import log_line
    from crm_cli.services.log_parts.about import about

    crm.require_database()
    with crm.transaction(dry_run=writing.dry_run) as session:
        found = about(session, ref)
        entry = log_line.read_about(
            text, found.people, session, session.book, dated="occurred_at" in more
        )
        linked = {name: getattr(found, name) for name in ("deal", "ticket", "survey")}
        if entry.deal or entry.new_deal:
            linked["deal"] = ""
        linked = {name: text for name, text in linked.items() if text}
        logged = _write(session, entry, given, linked | dict(more))
    result = _outcome(crm, [logged], False, writing)
    result.changeset = session.changeset_id
    result.details += session.notes
    return result


def read_stdin(crm: AppContext) -> str:
    """All that stdin has. Raises BadContent when it is not UTF-8."""
    raw = getattr(crm.stdin, "buffer", None)
    try:
        text = raw.read().decode("utf-8-sig") if raw is not None else crm.stdin.read()
    except UnicodeDecodeError as error:
        raise BadContent(
            "stdin is not UTF-8 at byte {place}",
            hint="convert it: iconv -f gb18030 -t utf-8",
            place=error.start,
        ) from None
    return str(text).replace("\r\n", "\n")


def _answers(crm: AppContext, text: str, create: bool, dated: bool) -> dict[str, str]:
    """Whom the names mean that are not clear, as a person in the terminal says."""
    from crm_cli.reports.scope import NoDatabase
    from crm_cli.services import log_line

    answers: dict[str, str] = {}
    while True:
        try:
            log_line.read(
                text,
                crm.reader or NoDatabase(),
                crm.book,
                create=create,
                answers=answers,
                dated=dated,
            )
        except (Ambiguous, NotFound) as error:
            typed = str(error.values.get("typed", ""))
            if not typed or typed in answers:
                raise
            from crm_cli.prompts.parties import ask_party

            answers[typed] = ask_party(crm, error)
        else:
            return answers


def _try_without_database(
    crm: AppContext, lines: list[tuple[int, str]], create: bool, dated: bool
) -> None:
    """Refuse what cannot be read before a database is made for it."""
    from crm_cli.reports.scope import NoDatabase
    from crm_cli.services import log_line

    for number, line in lines:
        try:
            log_line.read(line, NoDatabase(), crm.book, create=create, dated=dated)
        except CrmError as error:
            raise _at_line(error, number) from error


def _at_line(error: CrmError, number: int) -> CrmError:
    """The error of a line of stdin, which is content and no command line."""
    if not number:
        return error
    found = error
    if isinstance(error, UsageError):
        found = BadContent(error.message, hint=error.hint, **error.values)
    found.message, found.values["line"] = "line {line}: " + error.message, number
    return found


def _log_one(
    session: Session,
    text: str,
    given: Mapping[str, Any],
    more: Mapping[str, Any],
    create: bool,
    answers: Mapping[str, str],
) -> _Logged:
    from crm_cli.services import log_line

    entry = log_line.read(
        text, session, session.book, create=create, answers=answers, dated="occurred_at" in more
    )
    return _write(session, entry, given, more)


def _write(
    session: Session, entry: Entry, given: Mapping[str, Any], more: Mapping[str, Any]
) -> _Logged:
    from crm_cli.services import logbook
    from crm_cli.services.log_parts import entries

    written = entries.write(
        session,
        entry,
        more,
        others=given["with_"] or (),
        next=given["next"],
        due=given["due"],
    )
    for text, day in entry.unsure:
        session.note(
            f'"{text}" is kept as text; if it is to do: crm task add "{text}" --due {day}',
        )
    if written.interaction is None:
        (id,) = written.tasks
        task = snapshot(session, "task", id)
        return _Logged(task, [], None, _to_do(task))
    logbook.note_open_deal(session, written.interaction)
    record = snapshot(session, "interaction", written.interaction)
    tasks = [snapshot(session, "task", id) for id in written.tasks]
    deal = snapshot(session, "deal", written.deal) if written.deal is not None else None
    if tasks:
        columns = tasks[0].fields.columns
        record.sections["tasks"] = Table(columns, [task.fields.rows[0] for task in tasks])
    if deal is not None:
        record.sections["deals"] = deal.fields
    return _Logged(record, tasks, deal, _understood(session, record, tasks, deal))


def _to_do(task: Record) -> list[str]:
    """What was understood of a sentence that only says what is to do."""
    who = [str(task.cell(noun)) for noun in ("contact", "company") if task.cell(noun)]
    parts = [("who", ", ".join(who)), ("next", f"{task.cell('title')}{due_text(task)}")]
    return [f"{label:{_LABEL}}{text}" for label, text in parts if text]


def _understood(
    session: Session, record: Record, tasks: list[Record], deal: Record | None
) -> list[str]:
    """What was understood, a line for each part, its label before it."""
    from crm_cli.render.cells import duration
    from crm_cli.values.dates import show_moment

    rows = session.rows(
        "SELECT c.id, c.name FROM interaction_contact l JOIN contact c ON c.id = l.contact_id"
        " WHERE l.interaction_id = :id ORDER BY l.id",
        {"id": record.cell("id")},
    )
    people = [(reference("contact", row["id"]), row["name"]) for row in rows]
    record.sections["people"] = Table([Column("ref"), Column("name")], list(people))
    who = [f"{ref} {name}" for ref, name in people]
    if record.cell("company"):
        who.append(f"{reference('company', record.cell('company_id'))} {record.cell('company')}")
    seconds = record.cell("seconds")
    parts = [
        ("who", ", ".join(who)),
        ("what", ", ".join(filter(None, (record.cell("kind"), _WAYS.get(record.cell("direction")),
                                         record.cell("channel"))))),
        ("when", show_moment(record.cell("occurred_at"), session.book.zone)),
        ("length", duration(seconds) if seconds else ""),
        ("deal", _deal(record, deal)),
        ("ticket", _ref(record, "ticket", str(record.cell("ticket") or ""))),
        ("answer", _ref(record, "survey", "")),
        ("tags", ", ".join(record.cell("tags") or ())),
        ("feeling", record.cell("sentiment")),
        ("about", record.cell("subject")),
        ("text", record.cell("body")),
        *(("next", f"{task.reference} {task.title}{due_text(task)}") for task in tasks),
    ]  # fmt: skip
    return [
        f"{label:{_LABEL}}" + text.replace("\n", "\n" + " " * (_LABEL + 2))
        for label, text in parts
        if text
    ]


_WAYS = {"in": "from them", "out": "to them"}


def _ref(record: Record, noun: str, title: str) -> str:
    id = record.cell(f"{noun}_id")
    return f"{reference(noun, id)} {title}".rstrip() if id else ""


def _deal(record: Record, made: Record | None) -> str:
    if not record.cell("deal_id"):
        return ""
    text = f"{reference('deal', record.cell('deal_id'))} {record.cell('deal')}"
    if made is None:
        return text
    from crm_cli.values.money import show_amount

    amount = made.cell("amount")
    return text + (f", {show_amount(amount)}" if amount else "") + " (new)"


def _outcome(crm: AppContext, found: list[_Logged], many: bool, writing: Writing) -> Outcome:
    if not many:
        logged = found[0]
        values: dict[str, object] = {"ref": logged.record.reference}
        message = "added follow-up {ref}, logged nothing"
        if logged.record.noun == "interaction":
            message, values["kind"] = "logged {kind} {ref}", logged.record.cell("kind")
        return Outcome(
            message,
            values,
            logged.record,
            dry_run=writing.dry_run,
            details=list(logged.understood),
        )
    result = Outcome("logged {count} entries", {"count": len(found)}, dry_run=writing.dry_run)
    for logged in found:
        message, values = logged_line(crm, logged.record, logged.tasks, None)
        result.details.append(message.removeprefix("logged ").format_map(values))
    if writing.json:
        result.table = _together([logged.record.fields for logged in found])
    return result


def _together(tables: list[Table]) -> Table:
    """The rows of tables of different columns in one."""
    columns = {column.name: column for table in tables for column in table.columns}
    rows = [
        dict(zip((column.name for column in table.columns), table.rows[0], strict=True))
        for table in tables
    ]
    return Table(list(columns.values()), [[row.get(name) for name in columns] for row in rows])
