"""What is done to many records at once: those that meet `--where`.

How many there are, and some of them, is shown and asked about; without a person to ask, `--yes`
has to say that it is meant. It is one changeset, so one undo takes all of it back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import typer

from crm_cli.commands.followups import open_unless_asked
from crm_cli.errors import Conflict, UsageError
from crm_cli.nouns import NOUNS
from crm_cli.tables import Column, Outcome, Row, Table
from crm_cli.values.plurals import counted
from crm_cli.values.references import reference

if TYPE_CHECKING:
    from crm_cli.context import AppContext
    from crm_cli.database import Reader
    from crm_cli.options import Many, Writing
    from crm_cli.session import Session

SAMPLE = 3  # records that are named before it is asked
Targets = Sequence[tuple[str, int]]  # nouns and ids
Find = Callable[["Reader"], Targets]
Do = Callable[["Session", list[int]], int]


def edit(
    crm: AppContext,
    noun: str,
    many: Many,
    texts: Mapping[str, Any],
    writing: Writing,
    *,
    create: bool = False,
    **more: Any,
) -> Outcome:
    """Change the same fields of all records that fit; `more` goes to the noun's own `edit`."""
    from crm_cli.services import bulk

    def do(session: Session, ids: list[int]) -> int:
        return bulk.edit(session, noun, ids, texts, create=create, **more)

    if crm.reader is not None:
        bulk.check_fields(crm.reader, noun, texts)
    fields = [*texts, *(name for changes in more.values() for name in changes or ())]
    what = f"change {', '.join(dict.fromkeys(fields))} of"
    return _change(crm, noun, many, writing, do, what, "changed")


def tag(
    crm: AppContext,
    noun: str,
    many: Many,
    add: Sequence[str],
    remove: Sequence[str],
    writing: Writing,
) -> Outcome:
    """Add tags to all records that fit, and take others away."""
    from crm_cli.services import bulk

    def do(session: Session, ids: list[int]) -> int:
        return bulk.tag(session, noun, ids, add, remove)

    parts = [f"add {', '.join(add)} to"] if add else []
    parts += [f"take {', '.join(remove)} from"] if remove else []
    return _change(crm, noun, many, writing, do, " and ".join(parts), "tagged")


def delete(crm: AppContext, noun: str, many: Many, writing: Writing) -> Outcome:
    """Put all records that fit into the trash."""
    from crm_cli.services import bulk

    def do(session: Session, ids: list[int]) -> int:
        return bulk.delete(session, noun, ids)

    return _change(crm, noun, many, writing, do, "delete", "deleted")


def add_tasks(
    crm: AppContext,
    find: Find,
    whom: str,
    yes: bool,
    texts: Mapping[str, Any],
    writing: Writing,
    *,
    create: bool = False,
) -> Outcome:
    """Add a follow-up for each record that `find` gives; `whom` says which these are."""
    from crm_cli.services import bulk

    def do(session: Session, targets: Targets) -> int:
        return bulk.add_tasks(session, targets, texts, create=create)

    crm.require_database()
    result, targets = _run(crm, find, do, "add a follow-up for", yes, writing)
    result.message = f"added {counted(len(targets), 'follow-up')}"
    if not targets:
        result.message = "nobody fits {whom}, so no follow-up was added"
    result.values["whom"] = whom
    return result


def _change(
    crm: AppContext, noun: str, many: Many, writing: Writing, do: Do, what: str, done: str
) -> Outcome:
    """Do it to all records of a noun that fit, and say how many were not so already."""
    from crm_cli.services.listing import matching

    where = many.where or ()
    extra = open_unless_asked(where) if noun == "task" else ""

    def find(reader: Reader) -> Targets:
        return [(noun, id) for id in matching(reader, noun, crm.book, where, extra)]

    def do_all(session: Session, targets: Targets) -> int:
        return do(session, [id for _, id in targets])

    crm.require_database()
    result, targets = _run(crm, find, do_all, what, many.yes, writing)
    changed: Any = result.values["count"]
    same = len(targets) - changed
    result.message = "{done} {count:,} {nouns}"
    if same:
        result.message += "; {same:,} needed no change"
    if not targets:
        result.message = f"no {NOUNS[noun].name} fits {{where}}: nothing changed"
    elif not changed:
        result.message = "no change: {same:,} {nouns} already " + (
            "has these values" if same == 1 else "have these values"
        )
    result.values |= {
        "done": done,
        "same": same,
        "nouns": _counted(noun, changed or same),
        "where": ", ".join(where),
    }
    return result


def _run(
    crm: AppContext,
    find: Find,
    do: Callable[[Session, Targets], int],
    what: str,
    yes: bool,
    writing: Writing,
) -> tuple[Outcome, Targets]:
    """Find the records, ask, and do it; the outcome has the `count` that `do` gave."""
    asked = None if yes or writing.dry_run else _ask(crm, find, do, what)
    with crm.transaction(dry_run=writing.dry_run) as session:
        targets = find(session)
        if asked is not None and set(targets) != set(asked):
            raise Conflict("other records fit by now", hint="run it again to see which")
        count = do(session, targets)
        table = _table(session, targets) if writing.json else None
        details = session.notes
    values: dict[str, object] = {"count": count}
    result = Outcome("", values, None, session.changeset_id, writing.dry_run, details, table)
    return result, targets


def _ask(
    crm: AppContext, find: Find, do: Callable[[Session, Targets], int], what: str
) -> Targets | None:
    """The records that were agreed to; None when there are none.

    A value that cannot be read is found before the question. Raises UsageError where there is
    nobody to ask, and typer.Abort on no.
    """
    assert crm.reader is not None
    targets = find(crm.reader)
    if not targets:
        return None
    with crm.transaction(dry_run=True) as session:
        do(session, targets[:1])
    names = [f"{ref} {title}" for ref, title in _table(crm.reader, targets[:SAMPLE]).rows]
    more = len(targets) - len(names)
    values: dict[str, Any] = {
        "what": what,
        "count": len(targets),
        "nouns": _counted(targets[0][0], len(targets)),
        "names": ", ".join(names) + (f" and {more:,} more" if more else ""),
    }
    if not crm.interactive:
        raise UsageError(
            "this would {what} {count:,} {nouns}: {names}",
            hint="--yes does it, --dry-run tries it",
            **values,
        )
    from crm_cli.prompts import confirm

    crm.notice("{count:,} {nouns}: {names}", **values)
    if not confirm(crm, f"{what[0].upper()}{what[1:]} {len(targets):,} {values['nouns']}?"):
        raise typer.Abort
    return targets


def _counted(noun: str, count: int) -> str:
    return NOUNS[noun].name if count == 1 else NOUNS[noun].plural


def _table(reader: Reader, targets: Targets) -> Table:
    """Reference and title of each record."""
    from crm_cli.services.bulk import titles

    rows: dict[tuple[str, int], Row] = {}
    for noun in dict.fromkeys(noun for noun, _ in targets):
        names = titles(reader, noun, [id for other, id in targets if other == noun])
        rows |= {(noun, id): (reference(noun, id), name) for id, name in names.items()}
    return Table([Column("ref"), Column("title")], [rows[target] for target in targets])
