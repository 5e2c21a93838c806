"""What the weekly report knows of a week, read from the database."""

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
_PARTS = ("opening", "fresh", "reopened", "won", "lost", "closing")

Sum = tuple[int, int]
"""How many deals, and their amount in minor units."""


@dataclass(slots=True)
class Figures:
    """The figures of one week.

    `parts` has the deals by part and currency (None: no amount); the other mappings are rows of
    the statements. `events` is how many things happened in the week.
    """

    parts: dict[str, dict[str | None, Sum]] = field(default_factory=dict)
    follow_ups: Mapping[str, Any] = field(default_factory=dict)
    tickets: dict[str, int] = field(default_factory=dict)
    answers: Answers = field(default_factory=Answers)
    quiet: Rows = field(default_factory=list)
    events: int = 0

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
        """How many deals of the week's pipeline, or won and lost in it, have no amount."""
        found = [self.parts.get(part, {}).get(None, (0, 0))[0] for part in ("opening", "fresh")]
        return sum(found)

    def add(self, part: str, currency: str | None, count: int, amount: int) -> None:
        """Add deals to a part."""
        by_currency = self.parts.setdefault(part, {})
        deals, total = by_currency.get(currency, (0, 0))
        if count or deals:
            by_currency[currency] = deals + count, total + amount


class Source:
    """Runs the statements of the report; amounts in one currency when that was asked for.

    The rates are those of the last day of the week, for the week before too, so that no change is
    one of the rates alone.
    """

    def __init__(self, reader: Reader, book: Book, scope: Scope, *, limit: int) -> None:
        self.reader, self.book, self.scope = reader, book, scope
        self.limit = limit or _ALL
        self.rates: Rates | None = None
        self.rate_day = ""
        if scope.currency:
            from crm_cli.services.rates import Rates

            self.rates = Rates(reader, scope.currency)

    def figures(self, week: Period) -> Figures:
        """All figures of a week."""
        self.rate_day = self.rate_day or min(week.last, self.book.today).isoformat()
        found = Figures()
        for row in self._deals("deals", week):
            for part in _PARTS:
                self._add(found, part, row, row[part], row[f"{part}_amount"])
        _add_rest(found)
        for row in self._deals("moves", week):
            self._add(found, row["part"], row, row["deals"], row["amount"])
        found.follow_ups = self._one("follow_ups", week, self.scope.tasks())
        flow = self._rows("flow", week, self.scope.tickets(), report="tickets")
        for name in ("opened", "resolved", "backlog"):
            found.tickets[name] = sum(row[name] for row in flow)
        asked = Period(week.last - (SURVEYED - 1) * ONE_DAY, week.last)
        for row in self._rows("scores", asked, self._answers(), {"by": "'all'"}, "satisfaction"):
            found.answers.add(row["kind"], row["score"], row["answers"])
        found.quiet = self._rows("quiet", week, self._owned("coalesce(o.owner_id, c.owner_id)"))
        found.events = self._events(week, found)
        return found

    def closings(self, week: Period) -> list[dict[str, Any]]:
        """The deals expected to close in the week that follows, with their amount as Money."""
        rows = self._rows("closings", week, self.scope.deals())
        for row in rows:
            amount = row["amount_minor"]
            row["money"] = None if amount is None else self._money(amount, row["currency"])
        return rows

    def attention(self) -> Table:
        """What needs a person now, the most urgent first."""
        from crm_cli.reports.today import Whose
        from crm_cli.reports.weekly_needs import most_urgent

        owner = self.scope.owner
        whose = Whose("one", owner) if owner is not None else Whose("all")
        return most_urgent(self.reader, self.book, whose, NEEDS)

    def undated(self) -> int:
        """How many closed deals have no closing day."""
        sql = fill(statements("weekly")["undated"], {"scope": self.scope.deals()})
        rows = self.reader.rows(sql, self.scope.params)
        return count_of(rows[0] if rows else None, "deals")

    def _deals(self, statement: str, week: Period) -> Rows:
        each = {"unit": "d.amount_minor", "each": ", d.amount_minor"}
        if statement == "deals":
            each = {"unit": "amount_minor", "each": ", amount_minor"}
        return self._rows(statement, week, self.scope.deals(), each if self.rates else NOTHING)

    def _add(
        self, found: Figures, part: str, row: Mapping[str, Any], count: int, amount: int | None
    ) -> None:
        currency = row["currency"]
        if self.rates and row["unit"] is not None:
            converted = self._money(row["unit"], currency)
            currency, amount = converted.currency, converted.minor * count
        found.add(part, currency, count, amount or 0)

    def _money(self, minor: int, currency: str) -> Money:
        amount = Money(minor, currency)
        return self.rates.convert(amount, self.rate_day) if self.rates else amount

    def _owned(self, column: str) -> str:
        return f" AND {column} = :scope_owner" if self.scope.owner is not None else ""

    def _one(self, statement: str, week: Period, scope: str) -> Mapping[str, Any]:
        rows = self._rows(statement, week, scope)
        return rows[0] if rows else {}

    def _answers(self) -> str:
        if self.scope.owner is None:
            return ""
        from crm_cli.reports.satisfaction import OWNER

        return self._owned(OWNER)

    def _rows(
        self,
        statement: str,
        week: Period,
        scope: str,
        parts: Mapping[str, str] = NOTHING,
        report: str = "weekly",
    ) -> Rows:
        sql = fill(statements(report)[statement], {"scope": scope, **parts})
        return self.reader.rows(sql, self._params(week) | dict(self.scope.params))

    def _params(self, week: Period) -> dict[str, Any]:
        zone, silence = self.book.zone, timedelta(days=self.book.quiet_days)
        quiet = week.last - silence
        following = Period(week.last + ONE_DAY, week.last + 7 * ONE_DAY)
        ends = week.moments(self.book)
        return {
            **week.dates(),
            **ends,
            "moment": min(ends["end"], self.book.stamp),
            "today": self.book.today.isoformat(),
            "next_since": following.first.isoformat(),
            "next_until": following.last.isoformat(),
            "quiet_day": quiet.isoformat(),
            "quiet_moment": day_start(quiet, zone),
            "before_day": (quiet - 7 * ONE_DAY).isoformat(),
            "before_moment": day_start(quiet - 7 * ONE_DAY, zone),
            "limit": self.limit,
        }

    def _events(self, week: Period, found: Figures) -> int:
        """How many things happened in the week: what is counted there, answers, interactions."""
        parts = {"interactions": self.scope.interactions(), "answers": self._answers()}
        rows = self._rows("events", week, self.scope.deals(), parts)
        row = rows[0] if rows else {}
        counts = [count_of(row, name) for name in ("touches", "moves", "answers")]
        counts += [found.deals(part) for part in ("fresh", "won", "lost")]
        counts += [count_of(found.follow_ups, "done")]
        counts += [found.tickets["opened"], found.tickets["resolved"]]
        return sum(counts)


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
