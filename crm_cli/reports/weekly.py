"""One page on a week against the one before: what happened, where things stand, what to do.

Sections: `deals` and `amounts` (won, lost, new), `pipeline` (open at the start, what moved it, open
at the end; the parts add up) and `stage_moves`, `closings` (expected in the week that follows),
`follow_ups`, `tickets`, `csat` and `nps` (of the 90 days up to the end of the week), `quiet` and
`quiet_customers`, `attention` (what needs a person now). All but the last are as of the end of the
week, by the dates of the business, so that the same week gives the same figures later.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm_cli.errors import UsageError
from crm_cli.reports import option
from crm_cli.reports import weekly_tables as tables
from crm_cli.reports.figures import apart, one_currency
from crm_cli.reports.periods import ONE_DAY, Period, before
from crm_cli.reports.weekly_figures import Figures, Source
from crm_cli.tables import Report
from crm_cli.values.dates import read_period
from crm_cli.values.plurals import counted

if TYPE_CHECKING:
    from crm_cli.book import Book
    from crm_cli.database import Reader
    from crm_cli.reports.scope import Scope

HELP = "One page on the last complete week: what happened, what is coming, what needs a person."
KIND = "state"
DEFAULT = ""
NOUN = "deal"
SCOPE = ("owner", "pipeline", "currency")
EXAMPLES = (
    "crm report weekly",
    "crm report weekly --week 2026-W46 --format html --output weekly.html",
    "crm report weekly --format eml --to amy@example.com | sendmail -t",
    "crm report weekly --send --to amy@example.com --if-changed",
)


@dataclass(frozen=True, slots=True)
class Options:
    """Which week, and how long its lists are."""

    week: str | None = option(None, "Another week: 2026-W46.", metavar="WEEK")
    limit: int = option(
        10, "How many closings and quiet customers to list; 0 for all.", metavar="N"
    )


def run(reader: Reader, book: Book, options: Options, scope: Scope) -> Report:
    """The report on a week. Raises UsageError for what is no week, or one that is yet to come."""
    week = chosen_week(book, options.week)
    source = Source(reader, book, scope, week, limit=options.limit)
    now, earlier = source.figures()
    found = [code for each in (now, earlier) for code in each.currencies()]
    only, currencies = one_currency(found, scope.currency, book.currency)
    names = tables.Names(name_of(week), name_of(before(week)), only, currencies)
    return Report(
        name="weekly",
        title=" · ".join([f"Weekly report {names.week}", *scope.words]),
        period=(week.first.isoformat(), week.last.isoformat()),
        zone=str(book.zone),
        currency=only or book.currency,
        sections={
            "deals": tables.deals(names, now, earlier),
            "amounts": tables.amounts(names, now, earlier),
            "pipeline": tables.pipeline(names, now, earlier),
            "stage_moves": tables.stage_moves(names, now, earlier),
            "closings": tables.closings(names, source.closings(), options.limit),
            "follow_ups": tables.follow_ups(names, now, earlier),
            "tickets": tables.tickets(names, now, earlier),
            "csat": tables.csat(names, now, earlier),
            "nps": tables.nps(names, now, earlier),
            "quiet": tables.quiet(names, now),
            "quiet_customers": tables.quiet_customers(book, week, now),
            "attention": source.attention(),
        },
        records=now.events,
        notes=[*_notes(source, week, now), *apart(only, currencies, book.currency)],
        hint="nothing happened in this week; crm log and crm deal add write down what does",
    )


def run_key(book: Book, options: Options, scope: Scope) -> str:
    """What tells one report from another when it is sent: the week, and what it is narrowed to.

    Raises UsageError for a week that is not over.
    """
    week = chosen_week(book, options.week)
    if week.last >= book.today:
        raise UsageError(
            "week {week} is not over: it ends on {last}",
            hint="without --week the last complete one is sent",
            week=name_of(week),
            last=week.last.isoformat(),
        )
    return " · ".join([name_of(week), *scope.words, *([scope.currency] if scope.currency else [])])


def chosen_week(book: Book, text: str | None) -> Period:
    """The week that `text` names, or the last one that is over.

    Raises UsageError when it is no week, or yet to come; BadValue when it cannot be read.
    """
    if not text:
        last = book.today - ONE_DAY * book.today.isoweekday()
        return Period(last - 6 * ONE_DAY, last)
    week = Period(*read_period(text, today=book.today))
    if week.days != 7 or week.first.isoweekday() != 1:
        raise UsageError(
            "{text!r} is not a week from Monday to Sunday, but {period}",
            hint="write --week {name}, or last-week",
            text=text,
            period=str(week),
            name=name_of(week),
        )
    if week.first > book.today:
        raise UsageError(
            "week {week} has not begun: it begins on {first}",
            hint="without --week it is the last complete one",
            week=name_of(week),
            first=week.first.isoformat(),
        )
    return week


def name_of(week: Period) -> str:
    """The ISO name of a week: "2026-W46"."""
    year, number, _ = week.first.isocalendar()
    return f"{year}-W{number:02}"


def _notes(source: Source, week: Period, now: Figures) -> list[str]:
    notes = source.rates.notes() if source.rates else []
    if week.last >= source.book.today:
        notes.append(f"the week is not over: it ends on {week.last}")
    if now.without_amount:
        notes.append(
            f"{counted(now.without_amount, 'deal')} without an amount: counted, not summed"
        )
    undated = source.undated()
    if undated:
        notes.append(f"{counted(undated, 'deal')} closed on an unknown day: in no week")
    return notes
