"""`--explain`: every figure of a report is made again from the records that are listed."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
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
from tests.conftest import NOW
from tests.reports.explained_book import write
from tests.reports.remade import Records, dicts, diff, pipeline, segments, wins
from tests.reports.remade_service import satisfaction, tickets


def explain(
    database: Database, name: str, asked: Asked, rows: tuple[str, ...] = (), **options: Any
) -> Report:
    module = reports.load(name)
    book = load_book(database, datetime.fromisoformat(NOW))
    scope = read_scope(database, book, module, asked)
    return explained.explain(name, module, database, book, module.Options(**options), scope, rows)


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
