"""Tasks: follow-ups, done, put off, and those that come back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from crm_cli.errors import BadValue, Conflict
from crm_cli.services import records, recurrences, references, users
from crm_cli.services.alike import warn_of_alike
from crm_cli.services.records import Texts, Values
from crm_cli.values.references import reference

if TYPE_CHECKING:
    from crm_cli.book import Book
    from crm_cli.session import Session

OPEN = "done_at IS NULL"
# What the next task of a recurring one does not have from it.
_OF_ITS_OWN = frozenset(
    (
        *("id", "uid", "created_at", "updated_at", "deleted_at", "search_text"),
        *("due_on", "done_at", "interaction_id", "recurrence"),
    )
)


class Done(NamedTuple):
    """A task that was ticked off: whether it was open until now, and the one that follows it."""

    id: int
    changed: bool
    next: int | None = None


def add(
    session: Session, texts: Texts, *, create: bool = False, interaction: int | None = None
) -> int:
    """Make a task; returns its id. Whoever runs the command does it, unless said otherwise.

    `due` may have a time of day ("fri 15:00"). `interaction` is the id of the one it comes from.
    """
    values = records.read(session, "task", with_time(texts, session.book), create=create)
    if "assignee_id" not in values.columns:
        values.columns["assignee_id"] = users.current(session)
    values.columns |= about(session, values.columns)
    if interaction is not None:
        values.columns["interaction_id"] = interaction
    warn_of_alike(session, "task", values.columns)
    return records.insert(session, "task", values)


def about(session: Session, columns: Mapping[str, Any]) -> dict[str, int]:
    """Whom a ticket or an answer is about, so is its task: columns that are not given."""
    for noun in ("survey", "ticket"):
        id = columns.get(f"{noun}_id")
        if id:
            row = session.rows(
                f"SELECT contact_id, company_id, deal_id FROM {noun} WHERE id = :id", {"id": id}
            )[0]
            return {name: value for name, value in row.items() if value and name not in columns}
    return {}


def edit(session: Session, id: int, texts: Texts, *, create: bool = False) -> None:
    """Change a task; an empty `done_at` opens it again. Another due day moves its series."""
    if texts.get("due") and "recurrence" not in texts:
        often = session.rows("SELECT recurrence FROM task WHERE id = :id", {"id": id})
        if often and often[0]["recurrence"]:
            texts = {**texts, "recurrence": recurrences.unanchored(often[0]["recurrence"])}
    values = records.read(session, "task", with_time(texts, session.book), create=create)
    records.update(session, "task", id, values)


def with_time(texts: Texts, book: Book) -> Texts:
    """The texts with a due day and time ("fri 15:00") as `due` and `due_time`.

    Raises BadValue, with the reason, for a due day that cannot be read.
    """
    due = texts.get("due")
    if not isinstance(due, str) or not due.strip():
        # Without its day a time says nothing.
        return texts if due is None else {"due_time": "", **texts}
    day, time = read_due(due, book)
    return {**texts, "due": day} | ({"due_time": time} if time else {})


def read_due(text: str, book: Book) -> tuple[str, str]:
    """The day (ISO) that something is due, and the time of day (HH:MM, or empty).

    Raises BadValue, with the reason.
    """
    from crm_cli.values.dates import read_date, read_when

    try:
        return read_date(text, today=book.today, prefer="future").isoformat(), ""
    except BadValue as error:
        try:
            when = read_when(text, now=book.now, prefer="future")
        except BadValue as other:
            # Which of the two to show: the one that knows what is wrong.
            timed = _knows_nothing(error) or any(mark in text for mark in ":：点點时時")
            raise (other if timed and not _knows_nothing(other) else error) from None
    return when.day.isoformat(), f"{when.time:%H:%M}" if when.time else ""


def _knows_nothing(error: BadValue) -> bool:
    return error.message.endswith("it is in no known form")


def find(session: Session, text: str) -> int:
    """The id of the task that `text` means; a name means an open task.

    Raises NotFound, Ambiguous and UsageError as `references.resolve` does.
    """
    return references.resolve(session, "task", text, only=OPEN)


def done(session: Session, id: int, at: str | None = None) -> Done:
    """Tick a task off at the moment `at` (UTC text, default now); a recurring one makes the next.

    One that is done already is left as it is. Raises BadValue for a moment to come.
    """
    from crm_cli.values.dates import local_day

    at = at or session.now
    if at > session.now:
        raise BadValue("a task cannot be done in the future", hint="leave --at away for now")
    task = session.rows("SELECT * FROM task WHERE id = :id", {"id": id})[0]
    if task["done_at"] is not None:
        return Done(id, False)
    records.update(session, "task", id, Values(columns={"done_at": at}))
    if not task["recurrence"]:
        return Done(id, True)
    due = date.fromisoformat(task["due_on"]) if task["due_on"] else None
    day = recurrences.next_due(due, task["recurrence"], local_day(at, session.book.zone))
    columns = {name: value for name, value in task.items() if name not in _OF_ITS_OWN} | {
        "due_on": day.isoformat(),
        "recurrence": recurrences.kept(task["recurrence"], due),
    }
    following = records.insert(session, "task", Values(columns=columns))
    _copy_beside(session, id, following)
    return Done(id, True, following)


def _copy_beside(session: Session, old: int, new: int) -> None:
    """Give the new task the tags and custom fields of the old one."""
    session.rows(
        "INSERT INTO task_tag (task_id, tag_id)"
        " SELECT :new, tag_id FROM task_tag WHERE task_id = :old ORDER BY id",
        {"old": old, "new": new},
    )
    session.rows(
        "INSERT INTO task_field (task_id, field_id, value, currency)"
        " SELECT :new, field_id, value, currency FROM task_field WHERE task_id = :old ORDER BY id",
        {"old": old, "new": new},
    )


def snooze(session: Session, id: int, to: str) -> None:
    """Put a task off to the day (and time) that `to` says; one of a series keeps to the series.

    "2 weeks" count from when it is due if that is to come, else from today. Raises BadValue for a
    day that is past, or before it is due, and Conflict for a task that is done.
    """
    row = session.rows("SELECT * FROM task WHERE id = :id", {"id": id})[0]
    if row["done_at"]:
        raise Conflict(
            "{ref} {title} is done already",
            hint='open it again: crm task edit {ref} --done-at ""',
            ref=reference("task", id),
            title=row["title"],
        )
    day, time = _put_off(to, row["due_on"], row["due_time"], session.book)
    if day < session.book.today.isoformat():
        raise BadValue("{day} is past", hint="put it off to a day to come", day=day)
    due = row["due_on"] or ""
    if (day, time or row["due_time"] or "") < (due, row["due_time"] or ""):
        raise BadValue(
            "{to!r} is {new}, before {ref} is due ({old})",
            hint="to bring it forward: crm task edit {ref} --due {new!r}",
            to=to,
            ref=reference("task", id),
            new=f"{day} {time}".strip(),
            old=f"{due} {row['due_time'] or ''}".strip(),
        )
    texts = {"due": day} | ({"due_time": time} if time else {})
    if row["recurrence"] and due and day != due:
        texts["recurrence"] = recurrences.anchored(row["recurrence"], date.fromisoformat(due))
    records.update(session, "task", id, records.read(session, "task", texts))


def _put_off(to: str, due_on: str | None, due_time: str | None, book: Book) -> tuple[str, str]:
    """The day (ISO) and time (HH:MM, or empty) that a task with this due day is put off to."""
    from crm_cli.values.dates import read_distance

    if due_on:
        start = datetime.fromisoformat(f"{due_on}T{due_time or '00:00'}").replace(tzinfo=book.zone)
        found = read_distance(to, start=start) if start > book.now else None
        if found and (due_time or not found.time):
            return found.day.isoformat(), f"{found.time:%H:%M}" if found.time else ""
    return read_due(to, book)
