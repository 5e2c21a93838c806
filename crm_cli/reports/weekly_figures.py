"""What the weekly report knows of a week and of the week before, read from the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from crm_cli.database import NOTHING
from crm_cli.reports import fill, statements
from crm_cli.reports.figures import count_of
from crm_cli.reports.periods import ONE_DAY, Period
from crm_cli.reports.satisfaction_figures import Answers
from crm_cli.values.dates import day_start
from crm_cli.values.money import Money

if TYPE_CHECKING:
    from crm_cli.book import Book
    from crm_cli.database import Reader, Rows
    from crm_cli.reports.scope import Scope
    from crm_cli.services.rates import Rates
    from crm_cli.tables import Table

SURVEYED = 90  # days, up to the end of the week
NEEDS = 7  # lines on what needs a person
_ALL = 1_000_000_000
_WEEK = 7 * ONE_DAY

Sum = tuple[int, int]
"""How many deals, and their amount in minor units."""


@dataclass(slots=True)
class Figures:
    """The figures of one week.

    `parts` has the deals by part and currency (None: no amount), `counts` what is counted of
    follow-ups and tickets, `quiet` the rows of its statement (of the week itself alone).
    """

    parts: dict[str, dict[str | None, Sum]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    answers: Answers = field(default_factory=Answers)
    quiet: Rows = field(default_factory=list)

    def currencies(self) -> list[str]:
        """The currencies of all amounts."""
        return [code for by in self.parts.values() for code in by if code]

    def deals(self, part: str) -> int:
        """How many deals there are in a part."""
        return sum(count for count, _ in self.parts.get(part, {}).values())

    def of(self, part: str, currency: str | None, only: str | None) -> Sum:
        """The deals of a part in a currency; where all are in `only`, with those of no amount."""
        by_currency = self.parts.get(part, {})
        count, amount = by_currency.get(currency, (0, 0))
        if currency == only and only is not None:
            count += by_currency.get(None, (0, 0))[0]
        return count, amount

    @property
    def without_amount(self) -> int:
        """How many deals that were open before the week, or new in it, have no amount."""
        found = [self.parts.get(part, {}).get(None, (0, 0))[0] for part in ("opening", "fresh")]
        return sum(found)

    @property
    def events(self) -> int:
        """How many things happened in the week."""
        happened = ("touches", "answered", "done", "opened", "resolved")
        counts = [self.counts[name] for name in happened]
        return sum(counts) + sum(self.deals(part) for part in ("fresh", "won", "lost", "moved"))

    def add(self, part: str, currency: str | None, count: int, amount: int) -> None:
        """Add deals to a part."""
        by_currency = self.parts.setdefault(part, {})
        deals, total = by_currency.get(currency, (0, 0))
        by_currency[currency] = deals + count, total + amount


class Source:
    """Runs the statements of the report; amounts in one currency when that was asked for.

    The rates are those of the last day of the week, for the week before too, so that no change is
    one of the rates alone.
    """

    def __init__(
        self, reader: Reader, book: Book, scope: Scope, week: Period, *, limit: int
    ) -> None:
        self.reader, self.book, self.scope, self.week = reader, book, scope, week
        self.params = {**self._params(limit or _ALL), **scope.params}
        self.rates: Rates | None = None
        if scope.currency:
            from crm_cli.services.rates import Rates

            self.rates = Rates(reader, scope.currency)

    def figures(self) -> tuple[Figures, Figures]:
        """All figures of the week, and those of the week before."""
        weeks = (now, past) = Figures(), Figures()
        for row in self._deals("deals"):
            self._add_course(now, row, "", row["opening"], row["closing"])
            self._add_course(past, row, "past_", row["past_opening"], row["opening"])
        for row in self._deals("moves"):
            self._add(past if row["past"] else now, row["part"], row)
        follow_ups = self._one("follow_ups", self.scope.tasks())
        tickets = self._one("tickets", self.scope.tickets())
        parts = {"interactions": self.scope.interactions()}
        happened = self._one("events", self._answers(), parts)
        last = self.week.last
        for found, prefix, end in ((now, "", last), (past, "past_", last - _WEEK)):
            _add_rest(found)
            for counted, names in (
                (follow_ups, ("done", "overdue")),
                (tickets, ("opened", "resolved", "backlog")),
            ):
                found.counts |= {name: count_of(counted, prefix + name) for name in names}
            found.answers = self._satisfaction(Period(end - (SURVEYED - 1) * ONE_DAY, end))
        now.counts["overdue_now"] = count_of(follow_ups, "now")
        now.counts |= {name: count_of(happened, name) for name in ("touches", "answered")}
        now.quiet = self._rows("quiet", self._owned("coalesce(o.owner_id, c.owner_id)"))
        return weeks

    def closings(self) -> list[dict[str, Any]]:
        """The deals expected to close in the week that follows, with their amount as Money."""
        rows = self._rows("closings", self.scope.deals())
        for row in rows:
            amount = row["amount_minor"]
            row["money"] = None if amount is None else self._money(amount, row["currency"])
        return rows

    def attention(self) -> Table:
        """What needs a person now, the most urgent first."""
        from crm_cli.reports.agenda import Whose
        from crm_cli.reports.weekly_needs import most_urgent

        owner = self.scope.owner
        whose = Whose("one", owner) if owner is not None else Whose("all")
        return most_urgent(self.reader, self.book, whose, NEEDS)

    def undated(self) -> int:
        """How many closed deals have no closing day."""
        return count_of(self._one("undated", self.scope.deals()), "deals")

    def _add_course(
        self, found: Figures, row: Mapping[str, Any], prefix: str, opening: int, closing: int
    ) -> None:
        """Add deals of one course to the parts of a week in which they have a share."""
        fresh, won, lost = (row[prefix + name] for name in ("fresh", "won", "lost"))
        parts = {
            "opening": opening,
            "fresh": fresh,
            "reopened": not opening and not fresh and closing + won + lost > 0,
            "won": won,
            "lost": lost,
            "closing": closing,
            "moved": row[prefix + "moved"],
        }
        for part, share in parts.items():
            if share:
                self._add(found, part, row)

    def _add(self, found: Figures, part: str, row: Mapping[str, Any]) -> None:
        currency, count, amount = row["currency"], row["deals"], row["amount"]
        if self.rates and row["unit"] is not None:
            converted = self._money(row["unit"], currency)
            currency, amount = converted.currency, converted.minor * count
        found.add(part, currency, count, amount or 0)

    def _satisfaction(self, asked: Period) -> Answers:
        """The answers of these days, as the satisfaction report has them."""
        sql = fill(statements("satisfaction")["scores"], {"by": "'all'", "scope": self._answers()})
        found = Answers()
        for row in self.reader.rows(sql, {**asked.moments(self.book), **self.scope.params}):
            found.add(row["kind"], row["score"], row["answers"])
        return found

    def _money(self, minor: int, currency: str) -> Money:
        amount = Money(minor, currency)
        if self.rates is None:
            return amount
        return self.rates.convert(amount, min(self.week.last, self.book.today))

    def _owned(self, column: str) -> str:
        return f" AND {column} = :scope_owner" if self.scope.owner is not None else ""

    def _answers(self) -> str:
        if self.scope.owner is None:
            return ""
        from crm_cli.reports.satisfaction import OWNER

        return self._owned(OWNER)

    def _deals(self, statement: str) -> Rows:
        unit = {"unit": "j.amount_minor" if statement == "deals" else "d.amount_minor"}
        return self._rows(statement, self.scope.deals(), unit if self.rates else NOTHING)

    def _one(
        self, statement: str, scope: str, parts: Mapping[str, str] = NOTHING
    ) -> Mapping[str, Any]:
        rows = self._rows(statement, scope, parts)
        return rows[0] if rows else {}

    def _rows(self, statement: str, scope: str, parts: Mapping[str, str] = NOTHING) -> Rows:
        sql = fill(statements("weekly")[statement], {"scope": scope, **parts})
        return self.reader.rows(sql, self.params)

    def _params(self, limit: int) -> dict[str, Any]:
        week, zone = self.week, self.book.zone
        quiet = week.last - timedelta(days=self.book.quiet_days)
        ends = week.moments(self.book)
        return {
            **week.dates(),
            **ends,
            "earlier": (week.first - _WEEK).isoformat(),
            "earlier_start": day_start(week.first - _WEEK, zone),
            "moment": min(ends["end"], self.book.stamp),
            "today": self.book.today.isoformat(),
            "next_since": (week.last + ONE_DAY).isoformat(),
            "next_until": (week.last + _WEEK).isoformat(),
            "quiet_day": quiet.isoformat(),
            "quiet_moment": day_start(quiet, zone),
            "before_day": (quiet - _WEEK).isoformat(),
            "before_moment": day_start(quiet - _WEEK, zone),
            "limit": limit,
        }


def _add_rest(found: Figures) -> None:
    """The part `rest`: what the other parts do not explain, since dates contradict each other."""
    signs = {"opening": -1, "fresh": -1, "reopened": -1, "won": 1, "lost": 1, "closing": 1}
    for currency in {code for by in found.parts.values() for code in by}:
        sums = [
            (sign * count, sign * amount)
            for part, sign in signs.items()
            for count, amount in [found.parts.get(part, {}).get(currency, (0, 0))]
        ]
        count, amount = (sum(column) for column in zip(*sums, strict=True))
        if count or amount:
            found.parts.setdefault("rest", {})[currency] = count, amount
