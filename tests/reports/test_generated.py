"""Reports over random books, against figures that plain Python makes from the rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from statistics import mean, median
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.conftest import Crm
from tests.reports.made import STAGES, Made, making

TODAY = date(2026, 11, 20)
BERLIN = ZoneInfo("Europe/Berlin")
PROBABILITY = dict(zip(STAGES, (10, 20, 40, 60, 80, 100, 0), strict=True))
RATE = Decimal("0.0061")


class Book:
    """A random book: what was written, for the figures to be made from."""

    def __init__(self, made: Made, seed: int) -> None:
        self.dice = Random(seed)
        self.deals = [self.deal(made) for _ in range(90)]
        self.touches = [self.touch(made) for _ in range(150)]
        made.rate("JPY", "EUR", "2020-01-01", str(RATE))

    def day(self, least: int, most: int) -> str | None:
        """A day so many days ago; sometimes unknown."""
        if self.dice.random() < 0.1:
            return None
        return (TODAY - timedelta(days=self.dice.randint(least, most))).isoformat()

    def deal(self, made: Made) -> dict[str, Any]:
        """A deal as written."""
        stage = self.dice.choice(STAGES)
        closed = stage in ("won", "lost")
        opened = self.day(0, 300)
        values: dict[str, Any] = {
            "stage": stage,
            "amount": self.dice.choice([None, self.dice.randint(0, 99999)]),
            "currency": self.dice.choice(["EUR", "JPY"]),
            "owner": self.dice.choice(["amy", "bo", None]),
            "probability": self.dice.choice([None, None, self.dice.randint(0, 10_000)]),
            "opened_at": opened,
            "expected_close": self.day(-40, 40),
            "closed_at": self.day(0, 400) if closed else None,
            "moved": self.day(0, 90),
            "source": self.dice.choice(["web", "fair", None]),
        }
        return {**values, "id": made.deal(**values), "at": []}

    def touch(self, made: Made) -> dict[str, Any]:
        """An interaction as written."""
        moment = datetime(2026, 11, 20, 10, tzinfo=ZoneInfo("UTC"))
        moment -= timedelta(minutes=self.dice.randint(0, 120 * 1440))
        deal = self.dice.choice(self.deals)
        values = {
            "kind": self.dice.choice(["call", "email", "note"]),
            "channel": self.dice.choice([None, "wechat"]),
            "user": self.dice.choice(["amy", None]),
            "deal_id": deal["id"],
        }
        made.touch(f"{moment:%Y-%m-%dT%H:%M}:00.000Z", **values)
        deal["at"].append((moment, values["channel"] or values["kind"]))
        return {**values, "moment": moment}


@pytest.fixture(params=[1, 2, 3])
def book(request: pytest.FixtureRequest, crm: Crm) -> Book:
    with making(crm.database) as made:
        return Book(made, request.param)


def rounded(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))


def ago(day: str | None) -> int | None:
    return None if day is None else (TODAY - date.fromisoformat(day)).days


def is_stale(deal: dict[str, Any]) -> bool:
    days = [(TODAY - moment.astimezone(BERLIN).date()).days for moment, _ in deal["at"]]
    known = [*days, *(d for d in (ago(deal["moved"]), ago(deal["opened_at"])) if d is not None)]
    return bool(known) and min(known) > 30


def test_pipeline(crm: Crm, book: Book) -> None:
    found = crm.ok("report", "pipeline", "--json").json["sections"]
    by_stage = {row["stage"]: row for row in found["stages"]}
    for stage in STAGES[:5]:
        deals = [deal for deal in book.deals if deal["stage"] == stage]
        row = by_stage[stage]
        days = [ago(deal["moved"]) for deal in deals if deal["moved"]]
        assert row["deals"] == len(deals)
        assert row["without_amount"] == sum(deal["amount"] is None for deal in deals)
        assert row["mean_days"] == (pytest.approx(mean(days), abs=1e-4) if days else None)
        assert row["stale"] == sum(map(is_stale, deals))
        assert row["past_close"] == sum(
            deal["expected_close"] is not None and deal["expected_close"] < "2026-11-20"
            for deal in deals
        )
    for row in found["stages_by_currency"]:
        priced = [
            (Decimal(deal["amount"]), likelihood(deal))
            for deal in book.deals
            if deal["stage"] == row["stage"]
            and deal["amount"] is not None
            and deal["currency"] == row["currency"]
        ]
        places = 0 if row["currency"] == "JPY" else 2
        scale = 10**places
        assert Decimal(row["amount"]) * scale == sum(amount for amount, _ in priced)
        assert Decimal(row["weighted"]) * scale == sum(
            rounded(amount * percent / 100) for amount, percent in priced
        )
    assert sum(row["deals"] for row in found["stages_by_currency"]) == sum(
        deal["amount"] is not None and deal["stage"] in STAGES[:5] for deal in book.deals
    )


def likelihood(deal: dict[str, Any]) -> Decimal:
    """In percent; the database has hundredths of one."""
    own: int | None = deal["probability"]
    return Decimal(PROBABILITY[deal["stage"]]) if own is None else Decimal(own) / 100


def in_euros(deal: dict[str, Any]) -> int:
    """Cents; a yen is 0.61 cents."""
    if deal["currency"] == "EUR":
        return int(deal["amount"])
    return rounded(Decimal(deal["amount"]) * RATE * 100)


def test_pipeline_converted(crm: Crm, book: Book) -> None:
    (total,) = crm.ok("report", "pipeline", "--currency", "EUR", "--json").json["sections"][
        "stages_total"
    ]
    deals = [d for d in book.deals if d["stage"] in STAGES[:5] and d["amount"] is not None]
    assert Decimal(total["amount"]) * 100 == sum(map(in_euros, deals))
    assert Decimal(total["weighted"]) * 100 == sum(
        rounded(Decimal(in_euros(deal)) * likelihood(deal) / 100) for deal in deals
    )


def test_wins_converted(crm: Crm, book: Book) -> None:
    options = ("--period", "12m", "--currency", "EUR", "--by", "source", "--json")
    found = crm.ok("report", "wins", *options).json["sections"]
    closed = [d for d in book.deals if d["closed_at"] and d["closed_at"] > "2025-11-20"]
    won = [d for d in closed if d["stage"] == "won"]
    counted = Counter((deal["source"], deal["stage"]) for deal in closed)
    rows = {row["source"]: row for row in found["by_source"]}
    assert rows.keys() == {source for source, _ in counted}
    for source, row in rows.items():
        assert (row["won"], row["lost"]) == (counted[source, "won"], counted[source, "lost"])
        amounts = [in_euros(d) for d in won if d["source"] == source and d["amount"] is not None]
        assert Decimal(row["won_value"]) * 100 == sum(amounts)
        if amounts:
            assert Decimal(row["median"]) * 100 == rounded(Decimal(str(median(amounts))))
            assert Decimal(row["mean"]) * 100 == rounded(Decimal(sum(amounts)) / len(amounts))
    values = [row["won_value"] for row in found["by_source"]]
    assert values == sorted(values, key=Decimal, reverse=True)


def test_wins(crm: Crm, book: Book) -> None:
    found = crm.ok("report", "wins", "--period", "12m", "--json").json["sections"]
    closed = [d for d in book.deals if d["closed_at"] and d["closed_at"] > "2025-11-20"]
    for row in found["days"]:
        spans = [
            days
            for deal in closed
            if deal["stage"] == row["outcome"] and deal["opened_at"]
            and (days := (ago(deal["opened_at"]) or 0) - (ago(deal["closed_at"]) or 0)) >= 0
        ]  # fmt: skip
        assert row["deals"] == len(spans)
        assert row["mean_days"] == pytest.approx(mean(spans), abs=1e-4)
        assert row["median_days"] == median(spans)
    won = [deal for deal in closed if deal["stage"] == "won"]
    (had,) = found["won_had"]
    assert had["deals"] == len(won)
    assert had["mean_touches"] == pytest.approx(mean(len(d["at"]) for d in won), abs=1e-4)
    assert had["median_touches"] == median(len(deal["at"]) for deal in won)
    touched = [sorted(deal["at"], key=lambda pair: pair[0]) for deal in won if deal["at"]]
    first = Counter(touches[0][1] for touches in touched)
    last = Counter(touches[-1][1] for touches in touched)
    for row in found["channels"]:
        assert (row["first"], row["last"]) == (first[row["channel"]], last[row["channel"]])
    for row in found["value"]:
        amounts = [
            d["amount"] for d in won if d["amount"] is not None and d["currency"] == row["currency"]
        ]
        scale = 1 if row["currency"] == "JPY" else 100
        assert Decimal(row["won_value"]) * scale == sum(amounts)
        assert Decimal(row["median"]) * scale == rounded(Decimal(str(median(amounts))))


def test_activity(crm: Crm, book: Book) -> None:
    found = crm.ok("report", "activity", "--period", "90d", "--by", "week", "--json").json
    counted: dict[tuple[str, str | None], Counter[str]] = defaultdict(Counter)
    for touch in book.touches:
        day = touch["moment"].astimezone(BERLIN).date()
        if (TODAY - day).days < 90:
            year, week, _ = day.isocalendar()
            counted[f"{year}-W{week:02}", touch["user"]][touch["kind"]] += 1
    rows = {(row["week"], row["user"]): row for row in found["sections"]["interactions"]}
    assert rows.keys() == counted.keys()
    for key, kinds in counted.items():
        assert {kind: rows[key][kind] for kind in ("call", "email", "note")} == {
            kind: kinds[kind] for kind in ("call", "email", "note")
        }
        assert rows[key]["total"] == kinds.total()
    assert found["records"] == sum(kinds.total() for kinds in counted.values())
