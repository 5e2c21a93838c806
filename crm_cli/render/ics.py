"""Follow-ups and meetings as a calendar (iCalendar, RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, TextIO

from crm_cli.errors import UsageError
from crm_cli.render.content_lines import escaped, put_lines
from crm_cli.render.style import Style
from crm_cli.tables import Outcome, Record, Report, Table

Properties = Iterator[tuple[str, str | None]]

_PRIORITIES = {"high": "1", "normal": "5", "low": "9"}
_ABOUT = ("why", "with", "contact", "company", "deal", "ticket", "owner")


def write(result: Table | Report | Record | Outcome, stream: TextIO, style: Style) -> None:
    """Write tasks or interactions of an export, or the agenda. UsageError for anything else."""
    if not isinstance(result, Table) or result.noun not in _ENTRIES:
        raise UsageError(
            "only tasks and interactions can be a calendar", hint="crm export tasks --format ics"
        )
    entry = _ENTRIES[result.noun]
    names = [column.name for column in result.columns]
    put_lines(
        stream, style, [("BEGIN", "VCALENDAR"), ("VERSION", "2.0"), ("PRODID", "-//crm//crm//EN")]
    )
    for row in result.rows:
        put_lines(stream, style, entry(dict(zip(names, row, strict=True)), style))
    put_lines(stream, style, [("END", "VCALENDAR")])


def _todo(cells: Mapping[str, Any], style: Style) -> Properties:
    """A follow-up: due on a day, or at a time of the team's zone."""
    yield "BEGIN", "VTODO"
    yield "UID", cells["uid"]
    yield "DTSTAMP", _stamp(style.now)
    yield "SUMMARY", escaped(cells["title"])
    due = cells.get("due")
    if due and cells.get("due_time"):
        local = datetime.fromisoformat(f"{due} {cells['due_time']}").replace(tzinfo=style.zone)
        yield "DUE", _stamp(local)
    elif due:
        yield "DUE;VALUE=DATE", due.replace("-", "")
    yield "PRIORITY", _PRIORITIES.get(cells.get("priority") or "")
    yield "STATUS", "COMPLETED" if cells.get("done_at") else "NEEDS-ACTION"
    yield "COMPLETED", _utc(cells["done_at"]) if cells.get("done_at") else None
    yield "DESCRIPTION", _about(cells)
    yield "END", "VTODO"


def _event(cells: Mapping[str, Any], style: Style) -> Properties:
    """What took place: from its time on, as long as it took."""
    yield "BEGIN", "VEVENT"
    yield "UID", cells["uid"]
    yield "DTSTAMP", _stamp(style.now)
    yield "DTSTART", _utc(cells["occurred_at"])
    yield "DURATION", f"PT{cells['seconds']}S" if cells.get("seconds") else None
    yield "SUMMARY", escaped(cells.get("subject") or cells["kind"])
    yield "DESCRIPTION", "\\n".join(filter(None, [escaped(cells.get("body") or ""), _about(cells)]))
    yield "END", "VEVENT"


def _of_agenda(cells: Mapping[str, Any], style: Style) -> Properties:
    """A follow-up, or what is on the agenda for a whole day."""
    if cells["kind"] == "todo":
        yield from _todo(cells, style)
        return
    yield "BEGIN", "VEVENT"
    yield "UID", cells["uid"]
    yield "DTSTAMP", _stamp(style.now)
    yield "DTSTART;VALUE=DATE", cells["due"].replace("-", "")
    yield "SUMMARY", escaped(cells["title"])
    yield "TRANSP", "TRANSPARENT"  # nobody is busy all day with it
    yield "DESCRIPTION", _about(cells)
    yield "END", "VEVENT"


_ENTRIES = {"task": _todo, "interaction": _event, "agenda": _of_agenda}


def _about(cells: Mapping[str, Any]) -> str:
    said = []
    for name in _ABOUT:
        value = cells.get(name)
        if value:
            said.append(f"{name}: {', '.join(value) if isinstance(value, list) else value}")
    return "\\n".join(escaped(text) for text in said)


def _stamp(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _utc(text: str) -> str:
    return _stamp(datetime.fromisoformat(text))
