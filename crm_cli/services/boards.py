"""The board: open deals by stage, with their amounts and ages."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from crm_cli.services import deals, pipelines
from crm_cli.services.listing import list_records
from crm_cli.tables import Board, Column, Lane, Row, Table
from crm_cli.values.money import Money

if TYPE_CHECKING:
    from crm_cli.book import Book
    from crm_cli.database import Reader

AGE, STAGE_AGE = "days", "days_in_stage"
_SHOWN = ("ref", "title", "company", "stage", "amount", AGE, "expected_close", "owner")


def board(
    reader: Reader,
    book: Book,
    *,
    where: Sequence[str] = (),
    owner: str | None = None,
    pipeline: str | None = None,
    sort: str | None = None,
    cards: int | None = None,
) -> Board:
    """The open deals, in the order of their pipelines and stages, with a lane for each stage.

    Within a stage the largest amount comes first, the team's currency before others, or the order
    of `sort`. `cards` is how many a lane has at most, None for all; the rows are all deals in any
    case. `days` is a deal's age since it was opened, `days_in_stage` since it came to its stage.
    Raises NotFound and Ambiguous for the owner and the pipeline, UsageError for `where` and `sort`.
    """
    extra, params = deals.conditions(reader, owner=owner, pipeline=pipeline, outcomes=["open"])
    found = list_records(
        reader, "deal", book, where=where, sort=sort, extra=extra, params=params, counted=False
    )
    table = _with_ages(found, book)
    id, amount = table.column("id"), table.column("amount")
    if not sort:
        table.rows.sort(key=lambda row: _by_amount(row[amount], book.currency))
    stage_of = dict(reader.tuples("SELECT id, stage_id FROM deal WHERE deleted_at IS NULL"))
    by_stage: dict[int, list[Row]] = {}
    for row in table.rows:
        by_stage.setdefault(stage_of[row[id]], []).append(row)
    stages = _stages(reader, pipeline, by_stage)
    ordered = [row for stage in stages for row in by_stage.get(stage["id"], ())]
    made = Board(table.columns, ordered, noun="deal", hint=found.hint)
    made.lanes = _lanes(stages, by_stage, amount, cards, book) if ordered else ()
    return made


def _with_ages(deals: Table, book: Book) -> Table:
    """The deals with their days since they were opened, and since they came to their stage."""
    columns = [column._replace(shown=column.name in _SHOWN) for column in deals.columns]
    columns += [
        Column(AGE, "integer", title="days"),
        Column(STAGE_AGE, "integer", title="days in stage", shown=False),
    ]
    places = [deals.column(name) for name in ("opened_at", "stage_since")]
    rows = [[*row, *(_days(row[place], book.today) for place in places)] for row in deals.rows]
    return Table(columns, list(rows))


def _lanes(
    stages: Sequence[Mapping[str, Any]],
    by_stage: Mapping[int, Sequence[Row]],
    amount: int,
    cards: int | None,
    book: Book,
) -> list[Lane]:
    """A lane for each stage; their deals are numbered on from lane to lane."""
    several = len({stage["pipeline"] for stage in stages}) > 1
    lanes: list[Lane] = []
    first = 0
    for stage in stages:
        here = by_stage.get(stage["id"], ())
        shown = len(here) if cards is None else min(cards, len(here))
        lanes.append(
            Lane(
                stage["pipeline"] if several else "",
                stage["name"],
                range(first, first + shown),
                _sums([row[amount] for row in here], book.currency),
                len(here) - shown,
            )
        )
        first += len(here)
    return lanes


def _stages(reader: Reader, pipeline: str | None, used: Collection[int]) -> list[dict[str, Any]]:
    """The open stages in their order, with their pipelines: of the one that is asked for, else of
    those that have a stage in use.
    """
    rows = reader.rows(
        "SELECT s.id, s.name, p.id AS pipeline_id, p.name AS pipeline, s.deleted_at"
        " FROM stage s JOIN pipeline p ON p.id = s.pipeline_id"
        " WHERE s.outcome = 'open' ORDER BY p.id, s.position, s.id"
    )
    if pipeline:
        wanted = {pipelines.find(reader, pipeline).id}
    else:
        wanted = {row["pipeline_id"] for row in rows if row["id"] in used}
    return [
        row
        for row in rows
        if row["pipeline_id"] in wanted and (row["id"] in used or row["deleted_at"] is None)
    ]


def _days(day: str | None, today: date) -> int | None:
    """Days from a stored day to today, 0 for one to come."""
    return None if day is None else max((today - date.fromisoformat(day[:10])).days, 0)


def _by_amount(amount: Money | None, currency: str) -> tuple[Any, ...]:
    if amount is None:
        return (2, "", 0)
    return (amount.currency != currency, amount.currency, -amount.minor)


def _sums(amounts: Sequence[Money | None], first: str) -> list[Money]:
    """The sum in each currency, the team's `first`: unlike ones are never added."""
    sums: dict[str, int] = {}
    for amount in amounts:
        if amount is not None:
            sums[amount.currency] = sums.get(amount.currency, 0) + amount.minor
    order = sorted(sums, key=lambda currency: (currency != first, currency))
    return [Money(sums[currency], currency) for currency in order]
