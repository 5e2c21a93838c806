"""What happened with a customer or in a deal, newest first: one list of all that has a date."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from crm_cli.errors import UsageError
from crm_cli.services.life import life_of
from crm_cli.services.parts import sources
from crm_cli.tables import Column, Row, Table
from crm_cli.values.dates import day_start, from_utc_text
from crm_cli.values.enums import INTERACTION_KINDS
from crm_cli.values.money import Money, show_amount
from crm_cli.values.references import reference
from crm_cli.values.text import brief

if TYPE_CHECKING:
    from crm_cli.book import Book
    from crm_cli.database import Reader, Rows

NOUNS = ("contact", "company", "deal")
"""The nouns that have a timeline."""

KINDS = ("interaction", *INTERACTION_KINDS, "deal", "ticket", "survey", "change")
"""What can be asked for: all interactions or one kind of them, and the others."""


class Event(NamedTuple):
    """One line: when (a day, or a UTC moment), what kind, which record, in words, by whom."""

    at: str
    kind: str
    ref: str
    what: str
    who: str | None


class Asked(NamedTuple):
    """Whose timeline, from which day and moment on, and how many of each kind at most."""

    reader: Reader
    book: Book
    noun: str
    id: int
    since: str
    moment: str
    limit: int | None
    kinds: tuple[str, ...]

    def rows(self, sql: str, *, of: str, order: str) -> Rows:
        """The newest rows of a statement whose records are among the section `of`."""
        among = " UNION ".join(sources(self.noun, of))
        cut = "" if self.limit is None else f" LIMIT {self.limit}"
        return self.reader.rows(
            f"{sql.format(among=among)} ORDER BY {order}{cut}",
            {"id": self.id, "since": self.since, "moment": self.moment},
        )


def read_kinds(texts: Collection[str]) -> set[str]:
    """The kinds that `--kind` names. UsageError for one that there is not."""
    for text in texts:
        if text not in KINDS:
            raise UsageError(
                "there is no kind {kind!r} of events",
                hint="one of: {kinds}",
                kind=text,
                kinds=", ".join(KINDS),
            )
    return set(texts)


def timeline(
    reader: Reader,
    book: Book,
    noun: str,
    id: int,
    *,
    since: date | None = None,
    kinds: Collection[str] = (),
    limit: int | None = 10,
) -> Table:
    """The events of a contact, company or deal: `at` is a day or a UTC moment as it is stored.

    Only those since a day are there, and of the kinds asked for (some of `KINDS`; none: all);
    `limit` None is for no end. UsageError for a kind that there is not.
    """
    wanted = _finders(read_kinds(kinds))
    asked = Asked(
        reader,
        book,
        noun,
        id,
        since.isoformat() if since else "",
        day_start(since, book.zone) if since else "",
        limit,
        tuple(kind for kind in INTERACTION_KINDS if kind in kinds and "interaction" not in kinds),
    )
    events = [event for kind in wanted for event in _FINDERS[kind](asked)]
    # What has only a day is taken for the end of it.
    events.sort(key=lambda event: (_day(event.at, book), event.at[10:] or "U"), reverse=True)
    return _table(events[:limit], book)


def _finders(kinds: Collection[str]) -> list[str]:
    """Which finders to ask: a kind of interaction is found among all of them."""
    asked = {"interaction" if kind in INTERACTION_KINDS else kind for kind in kinds}
    return [kind for kind in _FINDERS if not asked or kind in asked]


def _day(at: str, book: Book) -> str:
    if len(at) == 10:
        return at
    return from_utc_text(at).astimezone(book.zone).date().isoformat()


def _table(events: list[Event], book: Book) -> Table:
    columns = [
        Column("at", shown=False),
        Column("day", "date", title="when"),
        Column("time", title=" "),
        Column("ref", title="id"),
        Column("kind"),
        Column("what"),
        Column("who", title="by"),
    ]
    rows: list[Row] = []
    for event in events:
        local = None if len(event.at) == 10 else from_utc_text(event.at).astimezone(book.zone)
        time = f"{local:%H:%M}" if local else None
        rows.append(
            (event.at, _day(event.at, book), time, event.ref, event.kind, event.what, event.who)
        )
    return Table(columns, rows, title="Timeline", noun="event")


def _interactions(asked: Asked) -> Iterator[Event]:
    found = asked.rows(
        "SELECT i.id, i.kind, i.occurred_at, i.direction, i.subject, i.body,"
        " (SELECT u.handle FROM user_account u WHERE u.id = i.user_id) AS who"
        " FROM interaction i WHERE i.id IN ({among}) AND i.deleted_at IS NULL"
        " AND i.occurred_at >= :moment" + _one_of(asked.kinds),
        of="interactions",
        order="i.occurred_at DESC, i.id DESC",
    )
    for row in found:
        way = "← " if row["direction"] == "in" else ""
        text = row["subject"] or brief((row["body"] or "").strip().partition("\n")[0])
        ref = reference("interaction", row["id"])
        yield Event(row["occurred_at"], row["kind"], ref, way + text, row["who"])


def _one_of(kinds: Collection[str]) -> str:
    """The condition for some kinds of interactions, whose names are ours."""
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    return f" AND i.kind IN ({listed})" if kinds else ""


def _deals(asked: Asked) -> Iterator[Event]:
    """Each move of each deal, the first being the stage that it was opened in."""
    found = asked.rows(
        "SELECT d.id, d.title, d.amount_minor, d.currency, m.at, t.name AS stage,"
        " (SELECT f.name FROM stage f WHERE f.id = m.from_stage_id) AS origin,"
        " (SELECT u.handle FROM user_account u WHERE u.id = m.user_id) AS who"
        " FROM stage_move m JOIN deal d ON d.id = m.deal_id JOIN stage t ON t.id = m.to_stage_id"
        " WHERE d.id IN ({among}) AND d.deleted_at IS NULL AND m.at >= :since",
        of="deals",
        order="m.at DESC, m.id DESC",
    )
    for row in found:
        amount = row["amount_minor"]
        money = "" if amount is None else f", {show_amount(Money(amount, row['currency']))}"
        step = f"{row['origin']} → {row['stage']}" if row["origin"] else f"opened in {row['stage']}"
        title = "" if asked.noun == "deal" else f"{row['title']}: "
        yield Event(
            row["at"], "deal", reference("deal", row["id"]), title + step + money, row["who"]
        )


def _tickets(asked: Asked) -> Iterator[Event]:
    """Each step of each ticket, the first being its opening."""
    found = asked.rows(
        "SELECT t.id, t.subject, m.at, m.from_status, m.to_status,"
        " (SELECT u.handle FROM user_account u WHERE u.id = m.user_id) AS who"
        " FROM ticket_move m JOIN ticket t ON t.id = m.ticket_id"
        " WHERE t.id IN ({among}) AND t.deleted_at IS NULL AND m.at >= :moment",
        of="tickets",
        order="m.at DESC, m.id DESC",
    )
    for row in found:
        step = row["to_status"] if row["from_status"] else "opened"
        ref = reference("ticket", row["id"])
        yield Event(row["at"], "ticket", ref, f"{row['subject']}: {step}", row["who"])


def _surveys(asked: Asked) -> Iterator[Event]:
    found = asked.rows(
        "SELECT v.id, v.kind, v.score, v.comment, v.answered_at FROM survey v"
        " WHERE v.id IN ({among}) AND v.deleted_at IS NULL AND v.answered_at >= :moment",
        of="surveys",
        order="v.answered_at DESC, v.id DESC",
    )
    for row in found:
        score = "" if row["score"] is None else f" {row['score']}"
        said = f": {brief(row['comment'])}" if row["comment"] else ""
        ref = reference("survey", row["id"])
        yield Event(row["answered_at"], "survey", ref, f"{row['kind']}{score}{said}", None)


_OF_A_MOVE = ("stage", "closed at")  # the move itself is an event


def _changes(asked: Asked) -> Iterator[Event]:
    """What was changed in the record itself, as the history tells it."""
    life = life_of(asked.reader, asked.noun, asked.id, asked.book)
    names = [column.name for column in life.columns]
    rows: list[dict[str, Any]] = [dict(zip(names, cells, strict=True)) for cells in life.rows]
    # What a record was added with is no change.
    added = {row["changeset"] for row in rows if row["field"] is None}
    for row in rows:
        if row["changeset"] in added or not asked.moment <= row["at"] <= asked.book.stamp:
            continue
        if asked.noun == "deal" and row["field"] in _OF_A_MOVE:
            continue
        before, after = (row[name] or "–" for name in ("before", "after"))
        yield Event(
            row["at"], "change", row["changeset"], f"{row['field']}: {before} → {after}", row["who"]
        )


_FINDERS: dict[str, Callable[[Asked], Iterator[Event]]] = {
    "interaction": _interactions,
    "deal": _deals,
    "ticket": _tickets,
    "survey": _surveys,
    "change": _changes,
}
