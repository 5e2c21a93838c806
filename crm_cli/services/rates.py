"""Dated exchange rates: keeping them, and converting amounts with them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from crm_cli.errors import BadValue, NotFound, UsageError
from crm_cli.values.money import Money, convert

if TYPE_CHECKING:
    from fractions import Fraction

    from crm_cli.book import Book
    from crm_cli.database import Reader, Rows
    from crm_cli.session import Session

LONGEST = 30  # digits of a rate; real ones have eight at most


def read_rate(text: str) -> str:
    """A rate as a plain decimal above zero: "1.0812". Raises BadValue."""
    from crm_cli.values.numbers import read_number

    found = read_number(text)
    if found.startswith("-") or not found.strip("0.") or len(found) > LONGEST:
        raise BadValue(
            "{text!r} is no exchange rate",
            hint="write how many of the second currency one of the first is, such as 1.0812",
            text=text,
        )
    return found


def read_pair(base: str, quote: str, book: Book) -> tuple[str, str]:
    """The two currencies of a rate, as ISO codes. Raises BadValue, UsageError for equal ones."""
    from crm_cli.values.currencies import read_currency

    pair = read_currency(base, yen=book.yen), read_currency(quote, yen=book.yen)
    if pair[0] == pair[1]:
        raise UsageError(
            "a rate is between two currencies, not {code} and {code}",
            hint="crm rate add EUR USD 1.0812",
            code=pair[0],
        )
    return pair


def add(session: Session, base: str, quote: str, rate: str, day: str) -> tuple[int, bool]:
    """Keep the rate of a pair from a day on; another one of that day is replaced.

    Returns its id, and whether it is new.
    """
    from crm_cli.models.rate import Rate

    rows = session.rows(
        "SELECT id, rate FROM rate WHERE base = :base AND quote = :quote AND on_day = :day"
        " AND deleted_at IS NULL",
        {"base": base, "quote": quote, "day": day},
    )
    if rows:
        id = int(rows[0]["id"])
        if rows[0]["rate"] != rate:
            session.rows(
                "UPDATE rate SET rate = :rate, updated_at = :now WHERE id = :id",
                {"rate": rate, "now": session.now, "id": id},
            )
        return id, False
    row = Rate(
        base=base,
        quote=quote,
        on_day=day,
        rate=rate,
        created_at=session.now,
        updated_at=session.now,
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id, True


@dataclass(frozen=True, slots=True)
class Quote:
    """A rate as it was entered: one `base` is `rate` `quote` from the day `on_day`."""

    base: str
    quote: str
    on_day: str
    rate: str

    def __str__(self) -> str:
        return f"1 {self.base} = {self.rate} {self.quote} ({self.on_day})"


def listed(reader: Reader, book: Book, currency: str | None = None) -> Rows:
    """The live rates, the latest first; only those of a currency when one is named."""
    params = {}
    condition = ""
    if currency:
        from crm_cli.values.currencies import read_currency

        params["code"] = read_currency(currency, yen=book.yen)
        condition = " AND (base = :code OR quote = :code)"
    return reader.rows(
        "SELECT id, base, quote, on_day, rate FROM rate"
        f" WHERE deleted_at IS NULL{condition} ORDER BY on_day DESC, base, quote, id",
        params,
    )


def delete(session: Session, id: int) -> Quote:
    """Put a rate into the trash; returns what it was. Raises NotFound."""
    rows = session.rows(
        "SELECT base, quote, on_day, rate FROM rate WHERE id = :id AND deleted_at IS NULL",
        {"id": id},
    )
    if not rows:
        raise NotFound("no exchange rate with id {id}", hint="crm rate list", id=id)
    session.rows(
        "UPDATE rate SET deleted_at = :now, updated_at = :now WHERE id = :id",
        {"now": session.now, "id": id},
    )
    return Quote(**rows[0])


@dataclass(slots=True)
class Rates:
    """Converts amounts into one currency, and remembers with which rates.

    Of a pair, the latest rate on or before the day holds, whichever way round it was entered; of
    two of the same day the one that goes the right way. `missing` has the currencies that could
    not be converted, each with the first day for which there is no rate.
    """

    reader: Reader
    currency: str
    used: set[Quote] = field(default_factory=set)
    missing: dict[str, str] = field(default_factory=dict)
    _quotes: dict[str, list[Quote]] = field(default_factory=dict)
    _found: dict[tuple[str, str], tuple[Quote, Fraction] | None] = field(default_factory=dict)

    def convert(self, money: Money, day: str | date) -> Money:
        """`money` in the currency, by the rate of the day, rounded half-up to its minor unit.

        As it is where there is no rate on or before the day: then `notes` names the pair.
        """
        if money.currency == self.currency:
            return money
        found = self._of(money.currency, str(day))
        return convert(money, found[1], self.currency) if found else money

    def quote(self, currency: str, day: str | date) -> Quote | None:
        """The rate that amounts of a currency are converted with; None for the one itself, and
        where there is none.
        """
        found = None if currency == self.currency else self._of(currency, str(day))
        return found[0] if found else None

    def _of(self, currency: str, day: str) -> tuple[Quote, Fraction] | None:
        key = (currency, day)
        if key not in self._found:
            found = self._found[key] = self._rate(*key)
            if found:
                self.used.add(found[0])
            else:
                self.missing[currency] = min(day, self.missing.get(currency, day))
        return self._found[key]

    def _rate(self, currency: str, day: str) -> tuple[Quote, Fraction] | None:
        from fractions import Fraction

        quotes = self._quotes.get(currency)
        if quotes is None:
            quotes = self._quotes[currency] = self._load(currency)
        latest = next((quote for quote in quotes if quote.on_day <= day), None)
        if latest is None:
            return None
        rate = Fraction(latest.rate)
        return latest, rate if latest.base == currency else 1 / rate

    def _load(self, currency: str) -> list[Quote]:
        """The rates between the two currencies, the latest first."""
        rows = self.reader.rows(
            "SELECT base, quote, on_day, rate FROM rate WHERE deleted_at IS NULL"
            " AND ((base = :one AND quote = :other) OR (base = :other AND quote = :one))"
            " ORDER BY on_day DESC, CASE WHEN base = :one THEN 0 ELSE 1 END",
            {"one": currency, "other": self.currency},
        )
        return [Quote(row["base"], row["quote"], row["on_day"], row["rate"]) for row in rows]

    def notes(self) -> list[str]:
        """The rates that were used, and those that are missing: a line for each pair."""
        pairs: dict[frozenset[str], list[Quote]] = {}
        for quote in self.used:
            pairs.setdefault(frozenset((quote.base, quote.quote)), []).append(quote)
        found = []
        for quotes in pairs.values():
            quotes.sort(key=lambda quote: quote.on_day)
            shown = [str(quote) for quote in quotes]
            if len(shown) > 4:
                shown = [*shown[:2], f"{len(shown) - 3} more (crm rate list)", shown[-1]]
            found.append(f"converted to {self.currency} with {', '.join(shown)}")
        return sorted(found) + [
            f"no exchange rate from {code} to {self.currency} on {day} or before: such amounts are"
            f" shown apart (crm rate add {code} {self.currency} RATE --on {day})"
            for code, day in sorted(self.missing.items())
        ]
