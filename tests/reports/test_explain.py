"""`--explain`: every figure of a report is made again, here, from the records that are listed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime
from fractions import Fraction
from math import sqrt
from statistics import mean, median
from typing import Any

import pytest

from crm_cli import reports
from crm_cli.book import load_book
from crm_cli.database import Database
from crm_cli.reports import explained
from crm_cli.reports.explained import Explanation, figures_of
from crm_cli.reports.scope import Asked, read_scope
from crm_cli.tables import Report, Table
from crm_cli.values.money import Money
from tests.conftest import NOW, Crm
from tests.reports.explained_book import write
from tests.reports.made import making

Record = dict[str, Any]
Records = dict[str, list[Record]]
TOTAL = "total"


def dicts(table: Table) -> list[Record]:
    names = [column.name for column in table.columns]
    return [dict(zip(names, row, strict=True)) for row in table.rows]


def explain(
    database: Database, name: str, asked: Asked, rows: tuple[str, ...] = (), **options: Any
) -> Report:
    module = reports.load(name)
    book = load_book(database, datetime.fromisoformat(NOW))
    scope = read_scope(database, book, module, asked)
    return explained.explain(name, module, database, book, module.Options(**options), scope, rows)


# Making figures from records -------------------------------------------------------------


def count(records: Iterable[Record], **values: Any) -> int:
    return len(chosen(records, **values))


def chosen(records: Iterable[Record], **values: Any) -> list[Record]:
    return [r for r in records if all(r[name] == value for name, value in values.items())]


def known(records: Iterable[Record], name: str) -> list[Any]:
    return [record[name] for record in records if record[name] is not None]


def total(records: Iterable[Record], name: str, like: Money | None) -> Money | None:
    if like is None:  # in several currencies there is no sum
        return None
    return Money(sum(money.minor for money in known(records, name)), like.currency)


def half_up(value: Fraction, currency: str) -> Money:
    return Money(int(value + Fraction(1, 2)), currency)


def average(records: Iterable[Record], name: str) -> Money | None:
    values = known(records, name)
    if not values:
        return None
    whole = Fraction(sum(value.minor for value in values), len(values))
    return half_up(whole, values[0].currency)


def middle(records: Iterable[Record], name: str) -> Money | None:
    values = known(records, name)
    if not values:
        return None
    return half_up(Fraction(median([Fraction(v.minor) for v in values])), values[0].currency)


def mean_of(values: list[Any]) -> float | None:
    return mean(values) if values else None


def median_of(values: list[Any]) -> float | None:
    return median(values) if values else None


def share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def quantile(values: Iterable[int | float], fraction: Fraction) -> Fraction | None:
    """Type 7 of Hyndman and Fan."""
    ordered = sorted(Fraction(value) for value in values)
    if not ordered:
        return None
    place = (len(ordered) - 1) * fraction
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def pick(column: str, **figures: Callable[[], Any]) -> Any:
    """The figure of a column."""
    return figures[column]()


def of_currency(records: Iterable[Record], code: str) -> list[Record]:
    return [r for r in records if r["amount"] is not None and r["amount"].currency == code]


# The reports -----------------------------------------------------------------------------


def pipeline(section: str, row: Record, column: str, records: Records) -> Any:
    rows = records["open_deals"]
    for key in ("pipeline", "stage"):
        if row.get(key) not in (None, TOTAL):
            rows = chosen(rows, **{key: row[key]})
    if section in ("currencies", "stages_by_currency"):
        rows = of_currency(rows, row["currency"])
    return pick(
        column,
        deals=lambda: len(rows),
        amount=lambda: total(rows, "amount", row["amount"]),
        weighted=lambda: total(rows, "weighted", row["weighted"]),
        without_amount=lambda: count(rows, amount=None),
        mean_days=lambda: mean_of(known(rows, "days")),
        mean_days_n=lambda: len(known(rows, "days")),
        stale=lambda: count(rows, stale="yes"),
        past_close=lambda: count(rows, past_close="yes"),
    )


def wins(section: str, row: Record, column: str, records: Records) -> Any:
    rows, touches = records["closed_deals"], records["touches"]
    if section == "channels":
        timed = [touch for touch in touches if touch["occurred_at"]]
        mine = chosen(timed, channel=row["channel"])
        name = column.removesuffix("_share")
        if column == "touches":
            return len(mine)
        part = count(mine, **{name: "yes"})
        return part if name == column else part / count(timed, **{name: "yes"})
    if section.startswith("by_"):
        group = next(iter(row))
        rows = chosen(rows, **{group: row[group]})
    if section == "days":
        rows = chosen(rows, outcome=row["outcome"])
        days = known(rows, "days")
        return pick(
            column,
            deals=lambda: len(days),
            mean_days=lambda: mean_of(days),
            median_days=lambda: median_of(days),
            left_out=lambda: count(rows, days=None),
        )
    won, lost = chosen(rows, outcome="won"), chosen(rows, outcome="lost")
    if section == "value" or section.endswith("_value"):
        won = of_currency(won, row["currency"])
        if column == "deals":
            return len(won)
    elif column in ("won_value", "mean", "median") and row["won_value"] is None:
        everything = known(chosen(records["closed_deals"], outcome="won"), "amount")
        assert len({money.currency for money in everything}) > 1  # they are in by_…_value
        return None
    return pick(
        column,
        won=lambda: len(won),
        lost=lambda: len(lost),
        closed=lambda: len(won) + len(lost),
        win_rate=lambda: share(len(won), len(won) + len(lost)),
        won_value=lambda: total(won, "amount", row["won_value"]),
        mean=lambda: average(won, "amount"),
        median=lambda: middle(won, "amount"),
        mean_days=lambda: mean_of(known(won, "days")),
        median_days=lambda: median_of(known(won, "days")),
        mean_days_lost=lambda: mean_of(known(lost, "days")),
        median_days_lost=lambda: median_of(known(lost, "days")),
        deals=lambda: len(won),
        touched=lambda: sum(deal["touches"] > 0 for deal in won),
        mean_touches=lambda: mean(deal["touches"] for deal in won),
        median_touches=lambda: median(deal["touches"] for deal in won),
    )


KINDS = ("csat", "nps", "ces")
SCORES = {
    "satisfied": (4, 5),
    "promoters": (9, 10),
    "passives": (7, 8),
    "detractors": (0, 1, 2, 3, 4, 5, 6),
}


def satisfaction(section: str, row: Record, column: str, records: Records) -> Any:
    answers, scores = records["answers"], records["servqual_scores"]
    if section == "response":
        tickets = records["resolved_tickets"]
        rated = len(known(tickets, "rating"))
        return {"resolved": len(tickets), "rated": rated, "rate": rated / len(tickets)}[column]
    if section == "follow_up":
        unhappy = chosen(answers, unhappy="yes")
        done = count(unhappy, followed_up="yes")
        return {"unhappy": len(unhappy), "followed_up": done, "rate": done / len(unhappy)}[column]
    if section == "servqual":
        return servqual(row, column, scores, answers)
    if section.startswith("by_"):
        group = next(iter(row))
        answers, scores = (
            [r for r in rows if row[group] == r[group] or row[group] in listed(r[group])]
            for rows in (answers, scores)
        )
    if section.startswith("by_"):
        return of_group(column, answers, scores)
    return of_kind(section, column, answers)


def of_kind(section: str, column: str, answers: list[Record]) -> Any:
    given = known(chosen(answers, survey=section), "score")
    if column.startswith("rated_"):
        return given.count(int(column.removeprefix("rated_")))
    if column in ("satisfied", "promoters", "passives", "detractors"):
        return sum(score in SCORES[column] for score in given)
    return pick(
        column,
        answers=lambda: len(given),
        csat=lambda: csat(given),
        mean=lambda: mean_of(given),
        nps=lambda: nps(given),
        margin=lambda: margin(given),
    )


def of_group(column: str, answers: list[Record], scores: list[Record]) -> Any:
    by_kind = {kind: known(chosen(answers, survey=kind), "score") for kind in KINDS}
    if column.endswith("_n"):
        return count(answers, survey=column.removesuffix("_n"))
    return pick(
        column,
        answers=lambda: len(answers),
        csat=lambda: csat(by_kind["csat"]),
        csat_mean=lambda: mean_of(by_kind["csat"]),
        nps=lambda: nps(by_kind["nps"]),
        nps_margin=lambda: margin(by_kind["nps"]),
        ces=lambda: mean_of(by_kind["ces"]),
        servqual_gap=lambda: mean_of(gaps(scores)),
    )


def csat(scores: list[int]) -> float | None:
    return share(sum(score >= 4 for score in scores), len(scores))


def nps(scores: list[int]) -> float | None:
    if not scores:
        return None
    return (
        100
        * (sum(score >= 9 for score in scores) - sum(score <= 6 for score in scores))
        / len(scores)
    )


def margin(scores: list[int]) -> float | None:
    """1.96 standard errors of the mean of +1, 0 and -1."""
    if len(scores) < 30:
        return None
    values = [1 if score >= 9 else -1 if score <= 6 else 0 for score in scores]
    average = mean(values)
    return 196 * sqrt(mean((value - average) ** 2 for value in values) / len(values))


def listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list) else [value]


def gaps(scores: list[Record]) -> list[float]:
    """The mean gap of each dimension."""
    dimensions = sorted({score["dimension"] for score in scores})
    return [mean(known(chosen(scores, dimension=name), "gap")) for name in dimensions]


def servqual(row: Record, column: str, scores: list[Record], answers: list[Record]) -> Any:
    if row["dimension"] == "unweighted mean":
        if column == "answers":
            return count(answers, survey="servqual")
        dimensions = sorted({score["dimension"] for score in scores})
        return mean(mean(known(chosen(scores, dimension=name), column)) for name in dimensions)
    mine = chosen(scores, dimension=row["dimension"])
    return len(mine) if column == "answers" else mean(known(mine, column))


def tickets(section: str, row: Record, column: str, records: Records) -> Any:
    rows = records["ticket_list"]
    if section == "times":
        name = {"first response": "response", "resolution": "resolution"}[row["time"]]
        times = known(rows, name if row["hours"] == "clock" else f"business_{name}")
        return pick(
            column,
            tickets=lambda: len(times),
            median=lambda: median_of(times),
            p90=lambda: quantile(times, Fraction(9, 10)),
            left_out=lambda: len(known(rows, f"{name}_left_out")),
        )
    if section == "backlog_age":
        rows = chosen(rows, backlog=1)
        whole = len(rows)
        if row["age"] != TOTAL:
            rows = chosen(rows, age=row["age"])
        if column in ("tickets", "share"):
            return len(rows) if column == "tickets" else len(rows) / whole
        return count(rows, priority=column)
    if section.startswith("by_"):
        group = next(iter(row))
        if row[group] != TOTAL:
            rows = chosen(rows, **{group: row[group]})
    if column in ("opened", "resolved", "reopened", "backlog"):
        return sum(ticket[column] for ticket in rows)
    figure, _, name = column.partition("_")
    times = known(rows, name)
    return median_of(times) if figure == "median" else quantile(times, Fraction(9, 10))


SCORELESS = ("not scored", "no purchase", "undated purchase", "other currency")


def segments(section: str, row: Record, column: str, records: Records) -> Any:
    customers, purchases = records["customers"], chosen(records["purchases"], counted="yes")
    if section == "cut_points":
        return cut_point(row, column, customers)
    inside = customers
    whole = unique(purchases)
    scored = bool({customer["segment"] for customer in customers} & {"no purchase", "not scored"})
    if scored:
        inside = [customer for customer in customers if customer["segment"] not in SCORELESS]
    if row["segment"] != TOTAL:
        customers = chosen(customers, segment=row["segment"])
        purchases = chosen(purchases, segment=row["segment"])
    purchases = unique(purchases)
    if section == "revenue":
        purchases = of_currency(purchases, row["currency"])
        return pick(
            column,
            purchases=lambda: len(purchases),
            revenue=lambda: total(purchases, "amount", row["revenue"]),
            average_order=lambda: average(purchases, "amount"),
        )
    people = unique(customers)
    if column in ("revenue", "revenue_share", "average_order") and row[column] is None:
        # No purchase, or amounts in several currencies: those are in the section `revenue`.
        several = len({money.currency for money in known(whole, "amount")}) > 1
        assert several or not known(purchases, "amount") or column == "revenue_share"
        return None
    return pick(
        column,
        customers=lambda: len(people),
        share=lambda: shared(row, people, unique(inside), scored),
        bought=lambda: len({purchase["customer"] for purchase in purchases}),
        purchases=lambda: len(purchases),
        revenue=lambda: total(purchases, "amount", row["revenue"]),
        revenue_share=lambda: share(
            sum(money.minor for money in known(purchases, "amount")),
            sum(money.minor for money in known(whole, "amount")),
        ),
        average_order=lambda: average(purchases, "amount"),
        last_purchase=lambda: max(known(purchases, "day"), default=None),
    )


def shared(row: Record, people: list[Record], inside: list[Record], scored: bool) -> float | None:
    """The share of a segment; of the whole it is given only where all are in it."""
    if (scored and row["segment"] in SCORELESS) or (
        row["segment"] == TOTAL and len(people) != len(inside)
    ):
        return None
    return share(len(people), len(inside))


def unique(records: Iterable[Record]) -> list[Record]:
    return list({record["ref"]: record for record in records}.values())


def cut_point(row: Record, column: str, customers: list[Record]) -> Any:
    scored = [c for c in customers if c["segment"] not in SCORELESS]
    fraction = Fraction(row["cut"]).limit_denominator(5)
    if column == "cut":
        return row["cut"]  # which of them it is
    if column == "monetary":
        found = quantile((c["revenue"].minor if c["revenue"] else 0 for c in scored), fraction)
        return None if found is None else half_up(found, row["monetary"].currency)
    name = {"recency_days": "recency_days", "frequency": "purchases"}[column]
    return quantile((c[name] for c in scored), fraction)


def diff(section: str, row: Record, column: str, records: Records) -> Any:
    part, code = row["part"], str(row.get("currency"))
    ends = {"opening": "opening_deals", "closing": "closing_deals"}
    rows = records[ends[part]] if part in ends else chosen(records["deals"], part=part)
    if section == "amounts":
        rows = of_currency(rows, code)
    if column == "deals":
        return len(unique(rows))
    if column == "deals_change":
        sign = 0 if part in ends else SIGNS.get(part, 0)
        return None if part in ends else sign * len(unique(rows))
    if row[column] is None:
        everything = [money for each in records.values() for money in known(each, "amount")]
        whole = {"opening_deals", "closing_deals"} <= records.keys()  # and not one part alone
        assert part in ends or not whole or len({money.currency for money in everything}) > 1
        return None
    return total(rows, column, row[column])


SIGNS = {
    **dict.fromkeys(("new", "reopened", "restored", "entered the filter"), 1),
    **dict.fromkeys(("won", "lost", "deleted", "left the filter"), -1),
}

CASES: dict[str, tuple[Any, list[tuple[Asked, dict[str, Any]]]]] = {
    "pipeline": (
        pipeline,
        [
            (Asked(), {}),
            (Asked(currency="EUR", owner="amy"), {}),
            (Asked(where=["amount>=1"]), {}),
        ],
    ),
    "wins": (
        wins,
        [
            (Asked(), {}),
            (Asked(currency="EUR"), {"by": "company"}),
            (Asked(period="90d", where=["currency=EUR"]), {"by": "month"}),
            (Asked(owner="bo"), {"by": "source"}),
        ],
    ),
    "satisfaction": (
        satisfaction,
        [
            (Asked(), {}),
            (Asked(owner="amy"), {"by": "week", "segments": "tag"}),
            (Asked(period="this-month", where=["kind=nps,servqual"]), {"segments": "region"}),
        ],
    ),
    "tickets": (
        tickets,
        [(Asked(), {}), (Asked(owner="amy"), {}), (Asked(where=["priority=high"]), {})],
    ),
    "segments": (
        segments,
        [
            (Asked(), {}),
            (Asked(currency="EUR"), {"bins": 3}),
            (Asked(currency="EUR"), {"by": "value"}),
            (Asked(), {"by": "lifecycle"}),
            (Asked(), {"by": "tag"}),
            (Asked(currency="EUR", owner="bo"), {"by": "region"}),
        ],
    ),
    "diff": (
        diff,
        [
            (Asked(), {}),
            (Asked(currency="EUR"), {}),
            (Asked(where=["amount>=100"]), {"opening": "2026-11-12", "closing": "2026-11-20"}),
        ],
    ),
}


def check_every_cell(name: str, found: Report, without: tuple[str, ...] = ()) -> int:
    """Each figure is what its records make; how many figures there were."""
    figure = CASES[name][0]
    shown = list(found.sections)
    place = shown.index("formulas")
    records: Records = defaultdict(list)  # what is not listed has nothing to do with the row
    records |= {each: dicts(found.sections[each]) for each in shown[place + 1 :]}
    words = {(row["column"], each) for row in dicts(found.sections["formulas"])
             for each in row["section"].split(", ")}  # fmt: skip
    checked = 0
    for section in shown[:place]:
        table = found.sections[section]
        rows = dicts(table)
        if table.footer is not None:
            rows += dicts(Table(table.columns, [table.footer]))
        for row in rows:
            currencies = {m.currency for m in row.values() if isinstance(m, Money)}
            keyed = {**row, "currency": row.get("currency") or "".join(currencies)}
            for column in figures_of(table):
                value = row[column.name]
                if column.name in without:
                    continue
                if row is rows[-1] and table.footer is not None and value is None:
                    continue  # no total of these
                made = figure(section, keyed, column.name, records)
                where = f"{name} {section} {column.name} of {row}"
                if isinstance(value, Money) or value is None or isinstance(value, str):
                    assert made == value, where
                else:
                    assert made is not None, where
                    assert float(value) == pytest.approx(float(made), abs=2e-3), where
                if value is not None:
                    assert (column.name, section) in words, where
                checked += 1
    return checked


@pytest.mark.parametrize("seed", [1, 2])
def test_every_figure_is_what_its_records_make(database: Database, seed: int) -> None:
    write(database, seed)
    for name, (_, cases) in CASES.items():
        for asked, options in cases:
            found = explain(database, name, asked, **options)
            assert check_every_cell(name, found) > 15, (name, asked)


KEYS = {
    "pipeline": ("stage", "currency"),
    "wins": ("owner", "outcome", "channel"),
    "satisfaction": ("owner", "kind", "month", "segment", "dimension"),
    "tickets": ("kind", "priority", "assignee", "age"),
    "segments": ("segment",),
    "diff": ("part", "currency"),
}
OF_THE_WHOLE = ("share", "revenue_share", "first_share", "last_share")


@pytest.mark.parametrize("name", sorted(CASES))
def test_every_row_is_what_its_own_records_make(database: Database, name: str) -> None:
    """`--explain stage=lead` lists enough for all figures of lead, its share in the whole aside."""
    write(database, 4)
    whole = explain(database, name, Asked())
    keys: set[str] = set()
    for table in list(whole.sections.values())[: list(whole.sections).index("formulas")]:
        for row in dicts(table):
            for key in KEYS[name]:
                if row.get(key) is not None:
                    keys.add(f"{key}={row[key]}")
    assert {key.partition("=")[0] for key in keys} >= set(KEYS[name]) - {"currency"}
    for key in sorted(keys):
        found = explain(database, name, Asked(), (key,))
        assert check_every_cell(name, found, OF_THE_WHOLE), key


@pytest.mark.parametrize("name", sorted(CASES))
def test_every_figure_has_a_formula(database: Database, name: str) -> None:
    """Also those that are empty in all books of the tests."""
    write(database, 3)
    module = reports.load(name)
    book = load_book(database, datetime.fromisoformat(NOW))
    for asked, options in CASES[name][1]:
        scope = read_scope(database, book, module, asked)
        made: Explanation = explained.explaining(name)(
            database, book, module.Options(**options), scope
        )
        report = module.run(database, book, module.Options(**options), scope)
        for section, formulas in made.formulas.items():
            if section in report.sections:
                figures = {column.name for column in figures_of(report.sections[section])}
                assert figures <= set(formulas), section
        lists = {"advice", "unhappy", "deals", "moments"}
        assert set(report.sections) - lists <= set(made.formulas)


def test_explainable_are_those_of_the_folder() -> None:
    assert reports.explainable() == sorted(CASES)


# On the command line ---------------------------------------------------------------------


@pytest.fixture
def small(crm: Crm) -> Crm:
    """Three deals in two stages, one of them in yen, and two that are won."""
    with making(crm.database) as made:
        made.deal("proposal", 10000, probability=75, title="[red]x[/]", moved="2026-11-10")
        made.deal("proposal", 2000, "JPY", title="张伟", moved="2026-11-18")
        made.deal("lead", 500, title="small")
        acme = made.company("Acme")
        made.won("2026-11-01", 3000, company=acme, owner="amy", opened_at="2026-10-01")
        made.won("2026-11-02", 4000, company=acme, owner="bo")
        made.rate("JPY", "EUR", "2026-01-01", "0.0061")
        made.ticket("2026-11-02T09:00:00.000Z", resolved="2026-11-02T11:00:00.000Z")
        made.answer("csat", 2, "2026-11-03T09:00:00.000Z")
    return crm


def sections(crm: Crm, *words: str) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = crm.ok("report", *words, "--json").json["sections"]
    return found


def test_a_row_with_its_records_rates_and_formulas(small: Crm) -> None:
    found = sections(
        small, "pipeline", "--currency", "EUR", "--explain", "stage=proposal"
    )  # fmt: skip
    assert list(found) == ["stages", "attention", "formulas", "open_deals", "open_deals_total"]
    (row,) = found["stages"]
    # 100 at 75 %, and 2000 yen, which are 12.20, at the stage's 60 %: 75 + 7.32
    assert (row["deals"], row["amount"], row["weighted"]) == (2, "112.20", "82.32")
    shown = ("ref", "amount", "original", "original_currency", "rate", "likelihood", "weighted",
             "days")  # fmt: skip
    assert [tuple(deal[name] for name in shown) for deal in found["open_deals"]] == [
        ("D1", "100.00", "100.00", "EUR", None, 75, "75.00", 10),
        ("D2", "12.20", "2000", "JPY", "1 JPY = 0.0061 EUR (2026-01-01)", 60, "7.32", 2),
    ]
    (total,) = found["open_deals_total"]
    assert (total["amount"], total["weighted"]) == ("112.20", "82.32")
    assert {"section": "stages", "figure": "weighted"}.items() <= found["formulas"][2].items()
    assert "rounded half-up" in found["formulas"][2]["formula"]


def test_the_whole_and_its_header(small: Crm) -> None:
    plain = small.ok("report", "pipeline", "--json").json
    found = small.ok("report", "pipeline", "--explain", "--json").json
    for name in ("report", "period", "zone", "currency", "records"):
        assert found[name] == plain[name]
    for name, rows in plain["sections"].items():
        assert found["sections"][name] == rows
    assert [deal["ref"] for deal in found["sections"]["open_deals"]] == ["D3", "D1", "D2"]
    assert "stale_days is 30; today is 2026-11-20 in Europe/Berlin" in found["notes"]


def test_several_keys(small: Crm) -> None:
    found = sections(small, "pipeline", "--explain", "stage=Proposal", "--explain", "currency=jpy")
    assert list(found) == ["stages_by_currency", "formulas", "open_deals", "open_deals_total"]
    assert [deal["ref"] for deal in found["open_deals"]] == ["D2"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("pipeline", "--explain", "stage=propsal"), "did you mean proposal?"),
        (("pipeline", "--explain", "staeg=lead"), "did you mean stage?"),
        (("pipeline", "--explain", "stage"), "--explain stage=lead"),
        (("wins", "--explain", "owner=zoe"), "one of: bo, amy"),
        (("wins", "--explain", "owner=amy", "--explain", "channel=x"), "no channel 'x'"),
        (("wins", "--explain", "--compare"), "leave --compare away"),
        (("tickets", "--explain", "kind=repair"), "(none)"),
        (("diff", "2026-11-01", "--explain", "part=wonn"), "did you mean won?"),
    ],
)
def test_what_is_not_there_is_named(small: Crm, words: tuple[str, ...], says: str) -> None:
    with making(small.database) as made:
        made.touch("2026-10-30T09:00:00.000Z", deal_id=4)
    result = small("report", *words)
    assert result.code == 2
    assert result.err.startswith("error: ")
    assert says in result.err
    assert result.out == ""


def test_rows_without_a_name(small: Crm) -> None:
    found = sections(small, "tickets", "--explain", "kind=(none)")
    assert list(found) == ["by_kind", "formulas", "ticket_list"]
    (ticket,) = found["ticket_list"]
    # From 10:00 to 12:00 in Berlin, on a Monday: all of it within business hours.
    assert (ticket["resolution"], ticket["business_resolution"]) == (7200, 7200)


def test_two_rows_that_no_section_has_together(small: Crm) -> None:
    with making(small.database) as made:
        made.touch("2026-10-30T09:00:00.000Z", channel="zoom", deal_id=4)
    result = small("report", "wins", "--explain", "owner=amy", "--explain", "channel=zoom")
    assert result.code == 2
    assert "no row has owner=amy and channel=zoom" in result.err


def test_after_the_days_of_a_diff(small: Crm) -> None:
    for words in (
        ("2026-11-01", "--explain", "part=new"),
        ("--explain", "part=new", "2026-11-01"),
    ):
        found = sections(small, "diff", *words)
        assert {row["part"] for row in found["parts"]} == {"new"}
        assert {deal["ref"] for deal in found["deals"]} == {"D1", "D2", "D3", "D4", "D5"}
    whole = sections(small, "diff", "--explain", "2026-11-01")
    assert len(whole["closing_deals"]) == 3
    assert whole["opening_deals"] == []


@pytest.mark.parametrize("name", sorted(CASES))
@pytest.mark.parametrize("format", ["table", "json", "md", "html"])
def test_every_format(small: Crm, name: str, format: str) -> None:
    out = small.ok("report", name, "--explain", "--format", format).out
    assert "formula" in out
    assert "\x1b" not in out
    if format in ("table", "md"):
        assert "How each figure comes about" in out


def test_records_alone(small: Crm) -> None:
    out = small.ok("report", "wins", "--explain", "--section", "closed_deals", "--format", "csv",
                   "--columns", "ref,amount", "--sort", "-amount").out  # fmt: skip
    assert out.splitlines() == ["ref,amount,currency", "D5,40.00,EUR", "D4,30.00,EUR"]


def test_of_a_past_day(small: Crm) -> None:
    small.ok("deal", "edit", "D1", "--amount", "1",
             environment={"CRM_NOW": "2026-11-25T10:00:00.000Z"})  # fmt: skip
    words = ("report", "pipeline", "--explain", "stage=proposal", "--json")
    later = {"CRM_NOW": "2026-11-26T10:00:00.000Z"}
    assert small.ok(*words, environment=later).json["sections"]["open_deals"][0]["amount"] == "1.00"
    past = small.ok(*words, "--as-of", "2026-11-20", environment=later).json
    assert past["sections"]["open_deals"][0]["amount"] == "100.00"
    assert past["as_of"] is not None


def test_without_a_database(crm_sqlite: Crm) -> None:
    crm_sqlite.database.path.unlink()
    result = crm_sqlite.ok("report", "pipeline", "--explain")
    assert result.err == "hint: there is no database yet: crm init, or crm demo\n"


def test_other_reports_do_not_have_it(crm_sqlite: Crm) -> None:
    assert "--explain" not in crm_sqlite.ok("report", "quality", "--help").out
    assert crm_sqlite("report", "quality", "--explain").code == 2
