"""What needs doing today, the most urgent first: follow-ups, tickets, deals, people.

The order, the most urgent first: follow-ups overdue, follow-ups due today, urgent and high tickets
that wait for us, birthdays today, unhappy answers that nobody followed up, deals past their
expected close, the other tickets that wait for us, people to keep in touch with, stale deals, what
the next seven days bring (if asked for), birthdays of the next seven days, follow-ups without a
due day. Among follow-ups high priority comes first, then what is due for longest; among tickets
who waits longest. An unhappy answer is for whoever has its ticket, else its contact or company.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from crm_cli.reports import option, people_due, service_due
from crm_cli.reports.agenda import EVERYTHING, Agenda, Whose, person_at
from crm_cli.tables import Column, Report, Row, Table
from crm_cli.values.dates import day_start, local_day, show_date
from crm_cli.values.plurals import counted
from crm_cli.values.references import reference
from crm_cli.views import items

if TYPE_CHECKING:
    from crm_cli.book import Book
    from crm_cli.database import Reader
    from crm_cli.reports.scope import Scope

HELP = "What needs doing today: follow-ups, tickets, unhappy answers, stale deals, birthdays."
KIND = "state"
DEFAULT = ""
NOUN = "task"
SCOPE = ("owner",)
EXAMPLES = ("crm today", "crm today --week --owner all")

AHEAD = people_due.AHEAD  # days of --week
MOST = 100  # unhappy answers that are counted: whose each is takes three look-ups


@dataclass(frozen=True, slots=True)
class Options:
    """Options of its own."""

    week: bool = option(False, "What the next seven days bring, too.")


COLUMNS = [
    Column("ref", title="id"),
    Column("why"),
    Column("what"),
    Column("who"),
    Column("kind", shown=False),
    Column("owner", shown=False),
    Column("day", "date", shown=False),
    Column("days", "integer", shown=False),
    Column("amount", "money", currency_name="currency", shown=False),
]
# How many there are of each kind, in words.
_WORDS = {
    "overdue": ("follow-up overdue", "follow-ups overdue"),
    "due": ("follow-up due today", "follow-ups due today"),
    "birthday": ("birthday", "birthdays"),
    "ticket": ("ticket waiting", "tickets waiting"),
    "unhappy": ("unhappy answer", "unhappy answers"),
    "close": ("deal past its expected close", "deals past their expected close"),
    "quiet": ("person to be in touch with", "people to be in touch with"),
    "stale": ("stale deal", "stale deals"),
    "soon": ("follow-up in the next 7 days", "follow-ups in the next 7 days"),
    "closing": ("deal closing in the next 7 days", "deals closing in the next 7 days"),
    "undated": ("follow-up without a day", "follow-ups without a day"),
}


def run(reader: Reader, book: Book, options: Options, scope: Scope) -> Report:
    """The agenda as `crm report today` gives it: of everybody, or of one colleague, whole."""
    words = scope.words[0].removeprefix("owner ") if scope.words else "everybody"
    whose = Whose("one", scope.owner, words) if scope.owner else Whose("all", 0, words)
    return today(reader, book, whose, week=options.week)


def today(
    reader: Reader,
    book: Book,
    whose: Whose,
    *,
    week: bool = False,
    limit: int | None = None,
    quick: bool = False,
) -> Report:
    """What needs doing, the most urgent first; at most `limit` rows, None for all.

    A `quick` one counts no more of what is not shown than it can soon: "more than 100".
    """
    agenda = Agenda(reader, book, whose, limit, MOST if quick else EVERYTHING)
    day = book.today
    yesterday, tomorrow = day - timedelta(days=1), day + timedelta(days=1)
    until = day + timedelta(days=AHEAD)
    _follow_ups(agenda, "overdue", date.min, yesterday)
    _follow_ups(agenda, "due", day, day)
    service_due.add_tickets(agenda, service_due.PRESSING)
    birthdays = people_due.birthdays(agenda)
    people_due.add_birthdays(agenda, [row for row in birthdays if row["days"] == 0])
    service_due.add_unhappy(agenda)
    _closings(agenda, "close", date.min, yesterday)
    service_due.add_tickets(agenda, service_due.OTHERS)
    people_due.add_cadences(agenda)
    _stale(agenda)
    if week:
        _follow_ups(agenda, "soon", tomorrow, until)
        _closings(agenda, "closing", day, until)
    people_due.add_birthdays(agenda, [row for row in birthdays if row["days"]])
    agenda.add("undated", agenda.read("undated"), lambda row: _task(row, "undated", book))
    return _report(agenda)


def needs(book: Book) -> list[Callable[[Agenda], None]]:
    """What adds the things that are late or wait for us to an agenda, a kind each, in order."""
    yesterday = book.today - timedelta(days=1)
    return [
        lambda agenda: _follow_ups(agenda, "overdue", date.min, yesterday),
        lambda agenda: service_due.add_tickets(agenda, service_due.PRESSING),
        service_due.add_unhappy,
        lambda agenda: _closings(agenda, "close", date.min, yesterday),
        lambda agenda: service_due.add_tickets(agenda, service_due.OTHERS),
        people_due.add_cadences,
        _stale,
    ]


def in_words(counts: Mapping[str, int], most: int = EVERYTHING) -> str:
    """How many there are of each kind: "2 follow-ups overdue, 1 ticket waiting".

    Unhappy answers were not counted any further than `most`.
    """
    return ", ".join(
        f"more than {most:,} {_WORDS[kind][1]}"
        if kind == "unhappy" and count > most
        else f"{count:,} {_WORDS[kind][count != 1]}"
        for kind, count in counts.items()
    )


def _follow_ups(agenda: Agenda, kind: str, first: date, last: date) -> None:
    days = {"first": first.isoformat(), "last": last.isoformat()}
    found = agenda.read("due", days, order="day" if kind == "soon" else "")
    agenda.add(kind, found, lambda row: _task(row, kind, agenda.book))


def _task(row: Mapping[str, Any], kind: str, book: Book) -> Row:
    due = date.fromisoformat(row["due_on"]) if row["due_on"] else None
    days = (book.today - due).days if due else None
    at = f" {row['due_time']}" if row["due_time"] else ""
    if due is None:
        why = "no due day"
    elif kind == "overdue":
        why = f"{counted(days or 0, 'day')} overdue"
    else:
        why = f"due {'today' if kind == 'due' else show_date(due)}{at}"
    if row["priority"] == "high":
        why += ", high"
    who = person_at(row["contact"], row["company"]) or row["deal"]
    ref = reference("task", row["id"])
    return [ref, why, row["title"], who, kind, row["owner"], row["due_on"], days, None]


def _closings(agenda: Agenda, kind: str, first: date, last: date) -> None:
    found = agenda.read("close", {"first": first.isoformat(), "last": last.isoformat()})

    def make(row: Mapping[str, Any]) -> Row:
        day = date.fromisoformat(row["expected_close"])
        days = (agenda.book.today - day).days
        if kind == "close":
            why = f"{counted(days, 'day')} past its close"
        else:
            why = f"closes {show_date(day) if days else 'today'}"
        return _deal(row, kind, why, day, days)

    agenda.add(kind, found, make)


def _stale(agenda: Agenda) -> None:
    book = agenda.book
    since = book.today - timedelta(days=book.stale_days)
    moments = {"stale_day": since.isoformat(), "stale_moment": day_start(since, book.zone)}
    found = agenda.read("stale", moments)

    def make(row: Mapping[str, Any]) -> Row:
        at = row["at"]
        day = date.fromisoformat(at) if len(at) == 10 else local_day(at, book.zone)
        days = (book.today - day).days
        return _deal(row, "stale", f"stale for {counted(days, 'day')}", day, days)

    agenda.add("stale", found, make)


def _deal(row: Mapping[str, Any], kind: str, why: str, day: date, days: int) -> Row:
    amount = None
    if row["amount_minor"] is not None:
        from crm_cli.values.money import Money

        amount = Money(row["amount_minor"], row["currency"])
    contact = next(iter(items(row["contacts"])), None)
    who = person_at(contact, row["company"])
    ref = reference("deal", row["id"])
    return [ref, why, row["title"], who, kind, row["owner"], day.isoformat(), days, amount]


def _report(agenda: Agenda) -> Report:
    book, whose, total = agenda.book, agenda.whose, agenda.total
    table = Table(
        COLUMNS,
        agenda.rows,
        title="The most urgent first" if total else "Nothing needs doing",
        noun="reminder",
    )
    uncounted = agenda.more.get("unhappy", 0) > agenda.most
    if agenda.more:
        table.note = f"not shown: {in_words(agenda.more, agenda.most)}"
        if uncounted:  # a number that is not the right one is none
            table.note += " (--limit 0 shows all)"
        else:
            table.total = total
    day = book.today.isoformat()
    return Report(
        name="today",
        title=f"Today, {show_date(book.today)}" + (f" · {whose.words}" if whose.words else ""),
        period=(day, day),
        zone=str(book.zone),
        currency=book.currency,
        sections={"today": table},
        records=len(agenda.rows) if uncounted else total,
        notes=_notes(agenda),
        hint="" if total else 'crm log call "Jane Smith" "…" --next "send quote" --due fri',
    )


def _notes(agenda: Agenda) -> list[str]:
    notes = []
    if not agenda.total:
        following = agenda.read("next")
        if following:
            row = following[0]
            due = show_date(date.fromisoformat(row["due_on"]))
            notes.append(f"next: {reference('task', row['id'])} {row['title']}, due {due}")
    if agenda.whose.kind == "mine":
        others = agenda.read("others")[0]["n"]
        if others:
            words = "follow-up of a colleague is" if others == 1 else "follow-ups of colleagues are"
            notes.append(f"{others:,} {words} due too: crm today --owner all")
    return notes
