"""What moved the pipeline between two recorded moments, part by part, each with its deals.

Sections: `moments` (opening and closing); `parts` (the opening pipeline, what came in, changed and
went out, the closing one; the changes add up exactly); with amounts in several currencies
`amounts` (the same by currency); `deals` (the deals of each part). See `diff_parts` for what the
parts are. What counts is what was recorded when, not the days of the business: an import of old
deals is new on the day of the import.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from crm_cli.database import Database
from crm_cli.errors import BadValue, UsageError
from crm_cli.reports import argument, fill, option, statements
from crm_cli.reports import diff_tables as tables
from crm_cli.reports.diff_parts import COMES_IN, PARTS, Deal, Share, order_of, shares
from crm_cli.reports.diff_tables import Difference, Totals
from crm_cli.reports.figures import apart, money, one_currency
from crm_cli.tables import Report
from crm_cli.values.dates import from_utc_text, local_day, read_period
from crm_cli.values.money import Money
from crm_cli.values.plurals import counted

if TYPE_CHECKING:
    from crm_cli.book import Book
    from crm_cli.database import Reader, Rows
    from crm_cli.reports.scope import Scope
    from crm_cli.services.rates import Rates

HELP = (
    "What moved the pipeline between two moments, adding up exactly, with the deals of each part."
)
KIND = "state"
DEFAULT = ""
NOUN = "deal"
SCOPE = ("owner", "where", "tag", "pipeline", "currency")
EXAMPLES = (
    "crm report diff 2026-10-31 2026-11-15",
    "crm report diff last-week --owner amy --format md",
)
AT_ONCE = 500  # deals read by their ids in one statement


@dataclass(frozen=True, slots=True)
class Options:
    """The two moments, and how many deals of each part are listed."""

    opening: str = argument(
        "7 days ago", "A day (its end) or a time; or a period: 2026-10, last-week.", metavar="A"
    )
    closing: str | None = argument(None, "Another one, later; else now.", metavar="B")
    limit: int | None = option(None, "How many deals of each part to list; 0 for all.", metavar="N")


@dataclass(slots=True)
class Moment:
    """One of the two moments: what reads the database as it was then, and its conditions."""

    reader: Reader
    at: str
    scope: Scope
    rates: Rates | None = None
    day: str = ""  # of the rates

    def rows(self, statement: str, **parts: str) -> Rows:
        """The rows of a statement."""
        sql = fill(statements("diff")[statement], {"scope": self.scope.deals(), **parts})
        return self.reader.rows(sql, self.scope.params)

    def states(self) -> set[tuple[Any, ...]]:
        """The deals that meet the conditions, with what can move the pipeline."""
        sql = fill(statements("diff")["states"], {"scope": self.scope.deals()})
        return set(self.reader.tuples(sql, self.scope.params))

    def totals(self) -> Totals:
        """The open deals."""
        found = Totals()
        for row in self.rows("totals", **({"unit": "d.amount_minor"} if self.rates else {})):
            amount = money(row["amount"], row["currency"])
            if amount is not None and self.rates:
                one = self.money(row["unit"], row["currency"])
                amount = one and Money(one.minor * row["deals"], one.currency)
            if row["currency"] is None:
                amount = None
            found.add(row["deals"], amount)
        return found

    def money(self, minor: int | None, currency: str | None) -> Money | None:
        """An amount, converted where that was asked for."""
        amount = money(minor, currency)
        return self.rates.convert(amount, self.day) if amount and self.rates else amount

    def deals(self, ids: list[int], met: set[int]) -> dict[int, Deal]:
        """Deals by their ids; `met` are those that meet the conditions."""
        found: dict[int, Deal] = {}
        for start in range(0, len(ids), AT_ONCE):
            listed = ", ".join(map(str, map(int, ids[start : start + AT_ONCE])))
            for row in self.rows("details", ids=listed):
                deleted = row.pop("deleted_at") is not None
                amount = self.money(row.pop("amount_minor"), row["currency"])
                found[row["id"]] = Deal(**row, money=amount, deleted=deleted, met=row["id"] in met)
        return found


def run(reader: Reader, book: Book, options: Options, scope: Scope) -> Report:
    """The difference. Raises UsageError for moments in the wrong order or yet to come, BadValue for
    what cannot be read.
    """
    first, last = moments(book, options)
    if not isinstance(reader, Database):
        nothing = Difference(Totals(), Totals(), [])
        return _report(book, scope, (first, last or book.stamp), None, nothing)
    with both(reader, book, scope, first, last) as (then, now, recorded_since):
        found = difference(then, now)
    notes = now.rates.notes() if now.rates else []
    if recorded_since is None or recorded_since > first:
        since = f"before {recorded_since[:10]}" if recorded_since else "yet"
        notes = [f"nothing was recorded {since}", *notes]
    return _report(book, scope, (then.at, now.at), recorded_since, found, notes, options.limit or 0)


def moments(book: Book, options: Options) -> tuple[str, str | None]:
    """The opening moment and the closing one, None for now. Raises UsageError and BadValue."""
    from crm_cli.changes.past import past_moment

    period = None if options.closing else _period(options.opening, book)
    if period:
        first = past_moment((period[0] - timedelta(days=1)).isoformat(), book)
        last = past_moment(period[1].isoformat(), book) if period[1] < book.today else None
        return first, last
    first = past_moment(options.opening, book)
    last = past_moment(options.closing, book) if options.closing else None
    if (last or book.stamp) < first:
        raise UsageError(
            "the second moment ({last}) is before the first ({first})",
            hint="exchange them: crm report diff {last} {first}",
            first=options.opening,
            last=options.closing,
        )
    return first, last


def _period(text: str, book: Book) -> tuple[date, date] | None:
    """The days of a period; None for what is one moment. BadValue for what is neither."""
    from crm_cli.values.dates import read_when

    try:
        read_when(text, now=book.now, prefer="past")
    except BadValue as error:
        try:
            return read_period(text, today=book.today)
        except BadValue:
            raise error from None
    return None


@contextmanager
def both(
    reader: Database, book: Book, scope: Scope, first: str, last: str | None
) -> Iterator[tuple[Moment, Moment, str | None]]:
    """The two moments, and when the recording began. No `last` is what `reader` shows, now."""
    from crm_cli.changes.past import opened

    with ExitStack() as stack:
        rates: Rates | None = None
        if last and not reader.past:
            reader.close()  # a server may give but two connections
        past = stack.enter_context(opened(reader, first))
        if last:
            later = stack.enter_context(opened(reader, last)).reader
        else:
            later = reader
            stack.enter_context(reader.snapshot())
        if scope.currency:
            from crm_cli.services.rates import Rates

            rates = Rates(later, scope.currency)
        at = last or book.stamp
        day = local_day(at, book.zone).isoformat()
        then, now = (
            Moment(one, moment, scope_at(reader, book, scope, moment), rates, day)
            for one, moment in ((past.reader, first), (later, at))
        )
        yield then, now, past.recorded_since


def scope_at(reader: Reader, book: Book, scope: Scope, moment: str) -> Scope:
    """The conditions as of a moment: "30 days ago" in one is counted from then."""
    if not scope.asked.where:
        return scope
    from crm_cli.reports.scope import conditions_of

    there = replace(book, now=from_utc_text(moment).astimezone(book.zone))
    condition, params = conditions_of(reader, there, NOUN, scope.asked)
    return replace(scope, condition=condition, params={**scope.params, **params})


def difference(then: Moment, now: Moment) -> Difference:
    """What lies between two moments."""
    before, after = then.states(), now.states()
    met = [{state[0] for state in states} for states in (before - after, after - before)]
    changed = sorted(met[0] | met[1])
    stages = {row["id"]: row for each in (then, now) for row in each.rows("stages")}
    later = order_of(stages)
    was, is_now = then.deals(changed, met[0]), now.deals(changed, met[1])
    found = [share for id in changed for share in shares(was.get(id), is_now.get(id), later)]
    found.sort(key=_order)
    return Difference(then.totals(), now.totals(), found)


def _order(share: Share) -> tuple[int, str, int, int]:
    """By part and currency, the largest change first; where nothing changes, the largest deal."""
    currency = share.amount.currency if share.amount else "~"
    size = -abs(share.change.minor) if share.change else 0
    if not size and share.amount:
        size = -share.amount.minor
    return PARTS.index(share.part), currency, size, share.deal.id


def _report(
    book: Book,
    scope: Scope,
    ends: tuple[str, str],
    since: str | None,
    found: Difference,
    notes: Iterable[str] = (),
    limit: int = 0,
) -> Report:
    only, currencies = one_currency(found.currencies(), scope.currency, book.currency)
    came = {share.deal.id for share in found.shares if share.part in COMES_IN}
    records = found.then.deals + len(came)
    sections = {
        "moments": tables.moments(ends, since),
        "parts": tables.parts(found, only, narrowed=_narrowed(scope)),
    }
    if len(currencies) > 1:
        sections["amounts"] = tables.amounts(found, currencies)
    sections["deals"] = tables.deals(found.shares, limit)
    first, last = (local_day(end, book.zone).isoformat() for end in ends)
    return Report(
        name="diff",
        title=" · ".join(["What moved the pipeline", *scope.words]),
        period=(first, last),
        zone=str(book.zone),
        currency=only or book.currency,
        sections=sections,
        records=records,
        notes=[*notes, *_notes(found), *apart(only, currencies, book.currency)],
        hint=scope.hint("no deal was open at either moment: crm deal add makes one"),
    )


def _narrowed(scope: Scope) -> bool:
    """Whether deals can enter and leave what the report is narrowed to."""
    return bool(scope.condition or scope.owner is not None or scope.pipeline is not None)


def _notes(found: Difference) -> list[str]:
    without = [totals.deals - sum(totals.priced.values()) for totals in (found.then, found.now)]
    if not any(without):
        return []
    first, last = without
    return [
        f"{counted(first, 'open deal')} without an amount at first, {last:,} at last: counted only"
    ]
