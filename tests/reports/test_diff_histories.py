"""`crm report diff` on random histories: its parts add up, whatever happened between two days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_cli import reports
from crm_cli.book import load_book
from crm_cli.database import Command, Database
from crm_cli.errors import CrmError
from crm_cli.reports.diff_parts import COMES_IN, GOES_OUT, PARTS
from crm_cli.reports.scope import Asked, read_scope
from crm_cli.services import deals, records, tags, trash
from crm_cli.session import Session, transaction
from crm_cli.tables import Report
from tests.changes.test_undo_histories import COMMON, HISTORIES, ON_POSTGRES, fresh
from tests.reports.made import making

STAGES = ["lead", "qualified", "proposal", "won", "lost"]
steps = st.tuples(st.integers(0, 13), st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))
deal_histories = st.lists(steps, min_size=3, max_size=18).map(
    lambda more: [(0, 1, 2, 0), (0, 2, 0, 1), (0, 3, 5, 2), *more]
)
SCOPES = (
    Asked(),
    Asked(owner="amy"),
    Asked(where=["amount>=200"]),
    Asked(where=["title=a,b"], tag=["vip"]),
    Asked(currency="EUR"),
)


def take(session: Session, step: tuple[int, int, int, int]) -> None:
    """Take one step with deals; LookupError when there is none to take it with."""
    kind, a, b, c = step
    everyone = session.rows("SELECT id, deleted_at FROM deal ORDER BY id")
    live = [row["id"] for row in everyone if row["deleted_at"] is None]
    dead = [row["id"] for row in everyone if row["deleted_at"] is not None]

    def one(ids: list[int]) -> int:
        if not ids:
            raise LookupError
        return ids[a % len(ids)]

    currency = ("EUR", "EUR", "USD", "JPY")[c % 4]
    actions: list[Callable[[], Any]] = [
        lambda: deals.add(
            session,
            {
                "title": "abc"[b % 3],
                "amount": f"{b}00 {currency}" if b else "",
                "owner": ("amy", "bo")[c % 2],
                "stage": STAGES[c % 5],
                "tag": ["vip"] if a % 2 else [],
                "expected_close": f"2026-12-{a + 1:02}" if a else "",
            },
        ),
        lambda: deals.edit(session, one(live), {"amount": f"{b}50 {currency}"}),
        lambda: deals.edit(session, one(live), {"amount": ""}),
        lambda: deals.edit(session, one(live), {"expected_close": f"2026-12-{b + 1:02}"}),
        lambda: deals.move(session, one(live), STAGES[b % 5]),
        lambda: deals.close(session, one(live), ("won", "lost")[b % 2]),
        lambda: deals.reopen(session, one(live)),
        lambda: records.delete(session, "deal", one(live)),
        lambda: trash.restore(session, "deal", one(dead)),
        lambda: trash.empty(session, "2027-01-01T00:00:00.000Z"),
        lambda: deals.edit(session, one(live), {"owner": ("amy", "bo")[b % 2]}),
        lambda: deals.edit(session, one(live), {"title": "abc"[b % 3]}),
        lambda: tags.change_tags(session, "deal", one(live), ["vip"], []),
        lambda: tags.change_tags(session, "deal", one(live), [], ["vip"]),
    ]
    actions[kind]()


def plainly(database: Database) -> dict[str | None, tuple[int, int]]:
    """The open deals by currency: how many, and their sum."""
    rows = database.rows(
        "SELECT d.currency, count(*) AS n, CAST(coalesce(sum(d.amount_minor), 0) AS BIGINT) AS sum"
        " FROM deal d JOIN stage s ON s.id = d.stage_id"
        " WHERE s.outcome = 'open' AND d.deleted_at IS NULL GROUP BY d.currency"
    )
    database.close()
    return {row["currency"]: (row["n"], row["sum"]) for row in rows}


def moment(number: int) -> str:
    return f"2026-11-20T10:{number:02}:00.000Z"


def play(database: Database, history: list[tuple[int, int, int, int]]) -> list[Any]:
    """Take the steps, one a minute; the pipeline after each."""
    with making(database, moment(0)) as made:
        made.user("bo")
        for code, rate in (("USD", "0.9"), ("JPY", "0.0061")):
            made.rate(code, "EUR", "2026-01-01", rate)
        made.tag(made.deal("won"), "vip")
    kept = [plainly(database)]
    for number, step in enumerate(history, 1):
        try:
            with transaction(database, Command(f"{step}", "amy", moment(number))) as session:
                take(session, step)
        except (CrmError, LookupError):
            pass
        kept.append(plainly(database))
    return kept


def diff(database: Database, asked: Asked, first: int, last: int, end: int) -> Report:
    """The report between two steps, as of the end."""
    module: Any = reports.load("diff")
    book = load_book(database, datetime.fromisoformat(moment(end)))
    scope = read_scope(database, book, module, asked)
    words = [f"2026-11-20 11:{number:02}" for number in (first, last)]  # in Berlin
    found: Report = module.run(database, book, module.Options(*words), scope)
    return found


COLUMNS = ["part", "deals", "deals_change", "amount", "change"]


def not_adding_up(found: Report) -> list[str]:
    """Where opening and parts are not closing, or the lists not the parts, per currency."""
    table = found.sections["parts"]
    part, deals_at, by, amount, change = map(COLUMNS.index, COLUMNS)
    rows = {row[part]: row for row in table.rows}
    if not rows:
        return ["records"] if found.records else []
    wrong = [column.name for column in table.columns if column.name not in COLUMNS]
    came = sum(row[by] for row in table.rows if row[by] is not None)
    if rows["opening"][deals_at] + came != rows["closing"][deals_at]:
        wrong.append("deals")
    listed = found.sections["deals"]
    places = [listed.column(name) for name in ("part", "ref", "amount", "change")]
    deals_of: dict[str, set[str]] = {}
    sums: dict[tuple[str, str], tuple[int, int]] = {}
    for row in listed.rows:
        name, ref, worth, moved = (row[place] for place in places)
        deals_of.setdefault(name, set()).add(ref)
        if moved is None and worth is not None and name not in (*COMES_IN, *GOES_OUT):
            wrong.append(f"{ref} has no change")
        for value, index in ((worth, 0), (moved, 1)):
            if value is not None:
                pair = list(sums.get((name, value.currency), (0, 0)))
                pair[index] += value.minor
                sums[name, value.currency] = (pair[0], pair[1])
    wrong += set(deals_of) - set(PARTS)
    wrong += [
        f"deals of {name}"
        for name, row in rows.items()
        if name not in ("opening", "closing") and row[deals_at] != len(deals_of.get(name, ()))
    ]
    if "amounts" in found.sections:
        figures = [(row[0], row[1], row[3], row[4]) for row in found.sections["amounts"].rows]
    else:
        figures = [(found.currency, row[part], row[amount], row[change]) for row in table.rows]
    open_, close = ({f[0]: f[2].minor for f in figures if f[1] == end}
                    for end in ("opening", "closing"))  # fmt: skip
    for code in open_.keys() | close.keys():
        there = [f for f in figures if f[0] == code and f[3] is not None]
        if open_[code] + sum(f[3].minor for f in there) != close[code]:
            wrong.append(f"amounts in {code}")
        wrong += [
            f"{name} in {code}"
            for _, name, worth, moved in there
            if (worth.minor, moved.minor) != sums.get((name, code), (0, 0))
        ]
    shown = {f[:2] for f in figures}
    return wrong + [f"no {name} in {code}" for name, code in sums if (code, name) not in shown]


def not_as_played(
    database: Database, history: list[tuple[int, int, int, int]], a: int, b: int, n: int
) -> list[str]:
    """What is wrong between any two of the steps, of all deals and of some."""
    wrong = []
    kept = play(database, history)
    first, last = sorted((a % len(kept), b % len(kept)))
    for asked in (SCOPES[0], SCOPES[n]):
        found = diff(database, asked, first, last, len(history))
        wrong += not_adding_up(found)
        if asked == SCOPES[0]:
            totals = {row[0]: row[1] for row in found.sections["parts"].rows}
            for name, at in (("opening", first), ("closing", last)):
                if totals.get(name, 0) != sum(n for n, _ in kept[at].values()):
                    wrong.append(f"the number of {name}")
        if "amounts" in found.sections and asked == SCOPES[0]:
            sums = {row[0]: row[3].minor for row in found.sections["amounts"].rows
                    if row[1] == "closing"}  # fmt: skip
            wrong += [
                code for code, total in sums.items() if kept[last].get(code, (0, 0))[1] != total
            ]
    database.close()
    return wrong


anywhere = st.integers(0, 99)
narrowed = st.integers(1, len(SCOPES) - 1)


@settings(COMMON, max_examples=HISTORIES)
@given(history=deal_histories, a=anywhere, b=anywhere, n=narrowed)
def test_random_histories_add_up_on_sqlite(
    request: pytest.FixtureRequest, history: list[tuple[int, int, int, int]], a: int, b: int, n: int
) -> None:
    with fresh(request, "sqlite") as database:
        assert not_as_played(database, history, a, b, n) == []


@settings(COMMON, max_examples=ON_POSTGRES)
@given(history=deal_histories, a=anywhere, b=anywhere, n=narrowed)
def test_random_histories_add_up_on_postgresql(
    request: pytest.FixtureRequest, history: list[tuple[int, int, int, int]], a: int, b: int, n: int
) -> None:
    with fresh(request, "postgresql") as database:
        assert not_as_played(database, history, a, b, n) == []
