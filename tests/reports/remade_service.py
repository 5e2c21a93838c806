"""The figures of reports on service, made again from the records that explain them."""

from __future__ import annotations

from fractions import Fraction
from math import sqrt
from statistics import mean
from typing import Any

from tests.reports.remade import (
    TOTAL,
    Record,
    Records,
    chosen,
    count,
    known,
    mean_of,
    median_of,
    pick,
    quantile,
    share,
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
