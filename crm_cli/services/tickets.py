"""Tickets: service requests, from when they are opened to when they are closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from crm_cli.errors import BadContent, NotFound, UsageError
from crm_cli.services import interactions, logbook, records, references, ticket_moves, users
from crm_cli.services.alike import warn_of_alike
from crm_cli.services.records import Texts, Values
from crm_cli.services.ticket_moves import DONE, Moved, moment, shift, shown
from crm_cli.tables import Column, Row, Table
from crm_cli.values import enums
from crm_cli.values.dates import from_utc_text
from crm_cli.values.references import reference
from crm_cli.values.text import fold

if TYPE_CHECKING:
    from crm_cli.database import Reader
    from crm_cli.models.ticket import Ticket
    from crm_cli.session import Session

_TIMES = ("opened_at", "responded_at", "resolved_at", "closed_at")
_ME = ("me", "我", "myself")
# What a reply by a channel is; by any other it is a message.
_KIND_OF = {"email": "email", "phone": "call", "in person": "meeting"}


def add(session: Session, texts: Texts, *, create: bool = False) -> int:
    """Open a ticket; returns its id.

    What is not said: opened now, of normal priority, of the company of its contact (else of its
    deal), assigned to nobody. Raises BadValue for a moment to come, BadContent when it would be
    resolved or answered before it was opened.
    """
    times = {name: _text(texts, name) for name in _TIMES if name in texts}
    rest = {name: text for name, text in texts.items() if name not in _TIMES}
    values = records.read(session, "ticket", rest, create=create)
    columns = values.columns
    for name in ("priority", "status"):
        if columns.get(name, "") is None:
            del columns[name]
    columns |= {name: moment(session, text) if text else None for name, text in times.items()}
    columns.setdefault("opened_at", session.now)
    status = columns.setdefault("status", "open")
    if status in DONE and f"{status}_at" not in columns:
        columns[f"{status}_at"] = session.now
    if status == "closed":
        columns.setdefault("resolved_at", columns["closed_at"])
    _check_times(session, columns, status)
    if "company_id" not in columns:
        columns["company_id"] = _company(session, columns)
    warn_of_alike(session, "ticket", columns)
    id = records.insert(session, "ticket", values)
    ticket_moves.write(session, id, None, "open", columns["opened_at"])
    if status != "open":
        at = columns.get(f"{status}_at") or columns["opened_at"]
        ticket_moves.write(session, id, "open", status, at)
    return id


def edit(session: Session, id: int, texts: Texts, *, create: bool = False) -> Moved | None:
    """Change a ticket's fields; a new status is a step taken now, which is returned.

    A corrected time corrects its row of the history too. Raises as `add` and `move` do.
    """
    ticket = _ticket(session, id)
    times = {name: _text(texts, name) for name in _TIMES if name in texts}
    rest = {name: text for name, text in texts.items() if name not in _TIMES}
    values = records.read(session, "ticket", rest, create=create)
    for name in ("priority", "status"):
        if values.columns.get(name, "") is None:
            raise UsageError("{field} cannot be empty", hint="crm ticket edit --help", field=name)
    status = values.columns.pop("status", ticket.status)
    _correct(
        session,
        ticket,
        {name: moment(session, text) if text else None for name, text in times.items()},
    )
    moved = shift(session, ticket, status, session.now)
    records.update(session, "ticket", id, values)
    if moved is not None:
        session.note(f"{moved.before} → {moved.after}")
    return moved


def move(session: Session, id: int, status: str, when: str | None = None) -> Moved | None:
    """Let a ticket be `status` from the moment `when` (as typed; default now).

    None when it is so already; a closed ticket counts as resolved. Raises BadContent for a
    ticket that would have to be opened again first, and for a moment before its last step.
    """
    ticket = _ticket(session, id)
    return _move(session, ticket, status, moment(session, when, ticket))


def _move(session: Session, ticket: Ticket, status: str, at: str) -> Moved | None:
    if ticket.status == status or (ticket.status == "closed" and status == "resolved"):
        return None
    if status == "pending" and ticket.status in DONE:
        raise BadContent(
            "{ref} is {status}, so nobody is waited for",
            hint="crm ticket reopen {ref} opens it again",
            ref=reference("ticket", ticket.id or 0),
            status=ticket.status,
        )
    moved = shift(session, ticket, status, at)
    if moved and moved.before in ("open", "pending") and status == "closed":
        session.note("it was not resolved before, and counts as resolved then")
    return moved


def assign(session: Session, id: int, who: str | None) -> str | None:
    """Let a colleague ("me" for whoever runs the command) look after a ticket, None for nobody.

    Returns the colleague's handle. Raises NotFound and Ambiguous.
    """
    _ticket(session, id)
    user = None
    if who is not None:
        me = fold(who.strip()) in _ME and not references.named(session, "user", who)
        user = users.current(session) if me else references.resolve(session, "user", _handle(who))
    records.update(session, "ticket", id, Values(columns={"assignee_id": user}))
    return references.handle_of(session, user)


class Reply(NamedTuple):
    """What a reply led to: the interaction, whether it was the first response, and the step."""

    interaction: int
    first: bool
    moved: Moved | None


def reply(
    session: Session,
    id: int,
    text: str,
    *,
    incoming: bool = False,
    kind: str | None = None,
    channel: str | None = None,
    when: str | None = None,
    then: str | None = None,
) -> Reply:
    """Write down a reply on a ticket, ours unless it is `incoming`; see `ticket_moves.replied`.

    Its kind follows from the channel, and the channel is the ticket's, unless they are given.
    `then` is a status that the ticket comes into with it. Our reply to an unhappy rating that
    nobody has followed up yet follows it up.
    """
    ticket = _ticket(session, id)
    at = moment(session, when, ticket)
    direction = "in" if incoming else "out"
    by = enums.read_channel(channel) if channel else ticket.channel
    subject, body = logbook.split(text)
    columns: dict[str, Any] = {
        "kind": enums.read_choice(kind, enums.INTERACTION_KINDS, "kind of interaction")
        if kind
        else _KIND_OF.get(by or "", "message"),
        "channel": by,
        "direction": direction,
        "occurred_at": at,
        "subject": subject or ticket.subject,
        "body": body or None,
        "user_id": users.current(session),
        "company_id": ticket.company_id,
        "deal_id": ticket.deal_id,
        "ticket_id": id,
    }
    if not incoming:
        columns["survey_id"] = _unhappy(session, id, at)
    people = [ticket.contact_id] if ticket.contact_id else []
    interaction, replied = interactions.write(
        session, Values(columns=columns, lists={"contact": people})
    )
    moved = _move(session, ticket, then, at) if then is not None else None
    return Reply(interaction, replied.first, moved or replied.moved)


def _unhappy(session: Session, ticket: int, at: str) -> int | None:
    """The last unhappy answer about a ticket by then that nobody has followed up."""
    rows = session.rows(
        "SELECT v.id FROM survey_view v WHERE v.ticket_id = :ticket AND v.unhappy = 'yes'"
        " AND v.followed_up = 'no' AND v.deleted_at IS NULL"
        " AND (v.answered_at IS NULL OR v.answered_at <= :at) ORDER BY v.id DESC LIMIT 1",
        {"ticket": ticket, "at": at},
    )
    if not rows:
        return None
    session.note(f"it follows up the unhappy answer {reference('survey', rows[0]['id'])}")
    return int(rows[0]["id"])


def conditions(
    reader: Reader,
    *,
    statuses: Sequence[str] = (),
    owner: str | None = None,
    unassigned: bool = False,
    contact: str | None = None,
    company: str | None = None,
) -> tuple[str, dict[str, Any]]:
    """A condition on the view of tickets, with its parameters, from names as people type them.

    Empty when nothing is asked for. Raises NotFound and Ambiguous for unknown names.
    """
    parts: list[str] = []
    params: dict[str, Any] = {}
    if statuses:
        found = [enums.read_choice(text, enums.TICKET_STATUSES, "status") for text in statuses]
        params |= {f"status{number}": status for number, status in enumerate(found)}
        names = ", ".join(f":status{number}" for number in range(len(found)))
        parts.append(f"v.status IN ({names})")
    links = (
        ("assignee_id", "user", _handle(owner) if owner else None),
        ("contact_id", "contact", contact),
        ("company_id", "company", company),
    )
    for column, noun, text in links:
        if text:
            params[column] = references.resolve(reader, noun, text)
            parts.append(f"v.{column} = :{column}")
    if unassigned:
        parts.append("v.assignee_id IS NULL")
    return " AND ".join(parts), params


def waiting(table: Table, now: datetime) -> Table:
    """A list of tickets as a queue: with how long each waits (seconds), and what matters there."""
    since, answered = table.column("waiting_since"), table.column("responded_at")
    first = ("ref", "priority", "subject", "contact", "company", "kind", "owner")
    order = [table.column(name) for name in first]
    order += [place for place in range(len(table.columns)) if place not in order]
    columns = [table.columns[place]._replace(shown=n < len(first)) for n, place in enumerate(order)]
    more = [Column("waiting", "duration"), Column("answered")]
    rows: list[Row] = []
    for row in table.rows:
        waits = (now - from_utc_text(row[since])).total_seconds() if row[since] else None
        cells = [row[place] for place in order]
        rows.append([*cells[:2], waits, "yes" if row[answered] else "no", *cells[2:]])
    table.columns, table.rows = [*columns[:2], *more, *columns[2:]], rows
    return table


# Reading what was typed ------------------------------------------------------------------


def _ticket(session: Session, id: int) -> Ticket:
    row = session.get(records.model("ticket"), id)
    if row is None or row.deleted_at:
        raise NotFound("no ticket with id {id}", hint="crm ticket list", id=id)
    return row  # type: ignore[return-value]


def _handle(who: str) -> str:
    return who.strip().removeprefix("@")


def _text(texts: Texts, name: str) -> str:
    given = texts[name]
    return (given if isinstance(given, str) else given[-1]).strip()


def _company(session: Session, columns: dict[str, Any]) -> int | None:
    contact, deal = columns.get("contact_id"), columns.get("deal_id")
    company = interactions.company_of(session, contact) if contact else None
    if company is None and deal is not None:
        rows = session.rows("SELECT company_id FROM deal WHERE id = :id", {"id": deal})
        company = rows[0]["company_id"]
    return company


_SAID = {"responded_at": "answered", "resolved_at": "resolved", "closed_at": "closed"}


def _check_times(session: Session, columns: dict[str, Any], status: str) -> None:
    """Raise UsageError for a time that its status has not, BadContent for one before opening."""
    for name, when in (("resolved_at", DONE), ("closed_at", ("closed",))):
        if columns.get(name) and status not in when:
            raise UsageError(
                "a ticket that is {status} has not been {what}",
                hint="crm ticket {verb} REF --on DATE",
                status=status,
                what=_SAID[name],
                verb="resolve" if name == "resolved_at" else "close",
            )
    opened = columns.get("opened_at")
    for name, what in _SAID.items():
        at = columns.get(name)
        if opened and at and at < opened:
            raise BadContent(
                "it cannot have been {what} {at}, before it was opened {opened}",
                hint="--opened says when it was opened",
                what=what,
                at=shown(at, session.book),
                opened=shown(opened, session.book),
            )


def _correct(session: Session, ticket: Ticket, times: dict[str, str | None]) -> None:
    """Other times of what happened; the rows of the history that had them go along."""
    changed = {name: at for name, at in times.items() if getattr(ticket, name) != at}
    if not changed:
        return
    columns = {name: getattr(ticket, name) for name in _TIMES} | changed
    _check_times(session, columns, ticket.status)
    steps = ticket_moves.history(session, ticket.id)
    status_of = {"opened_at": "open", "resolved_at": "resolved", "closed_at": "closed"}
    for name, at in changed.items():
        old = getattr(ticket, name)
        rows = [row for row in steps if row["to_status"] == status_of.get(name)]
        row = (rows[0] if name == "opened_at" else rows[-1]) if rows else None
        if row is not None and row["at"] in (old, None):
            row["at"] = at
            session.rows("UPDATE ticket_move SET at = :at WHERE id = :id", row | {"at": at})
        setattr(ticket, name, at)
    known = [row["at"] for row in steps if row["at"]]
    if known != sorted(known):
        raise BadContent(
            "{ref} would have moved backwards in time",
            hint="its steps are in the order of their times: crm ticket show {ref}",
            ref=reference("ticket", ticket.id or 0),
        )
    ticket.updated_at = session.now
    session.add(ticket)
    session.flush()
