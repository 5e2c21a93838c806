"""Which interactions are touches of a deal. It is 2026-11-20 in Berlin."""

from __future__ import annotations

import sqlite3
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from crm_cli.reports.touches import touches_sql
from tests.conftest import Crm
from tests.reports.made import making


@pytest.mark.parametrize(
    ("at", "more", "touches"),
    [
        ("2026-02-28T22:59:59.999Z", {}, 0),  # the last moment before the day of the opening
        ("2026-02-28T23:00:00.000Z", {}, 1),
        ("2026-03-31T21:59:59.000Z", {}, 1),  # summer time: still the day of the closing
        ("2026-03-31T22:00:00.000Z", {}, 0),
        (None, {}, 0),
        ("2026-03-10T10:00:00.000Z", {"deleted_at": "2026-03-11T00:00:00.000Z"}, 0),
        ("2026-03-10T10:00:00.000Z", {"deal_id": 3}, 0),  # another one's
        ("2026-01-10T10:00:00.000Z", {"deal_id": 1}, 1),  # its own, whenever it was
        ("2026-03-20T10:00:00.000Z", {}, 0),  # another deal of the contact was open
        ("2026-03-25T10:00:00.000Z", {}, 1),  # and is not any more
    ],
)
def test_talks_with_the_contacts_of_a_deal(
    crm: Crm, at: str | None, more: dict[str, object], touches: int
) -> None:
    with making(crm.database) as made:
        ann, ben = made.contact("Ann"), made.contact("Ben")
        made.won("2026-03-31", 100, contacts=(ann, ben), opened_at="2026-03-01")
        made.won("2026-03-24", 100, contacts=(ann, ben), opened_at="2026-03-20")
        made.deal("lead", 100)
        made.touch(at, contacts=(ann, ben), channel="phone", **more)
    period = ("--since", "2026-03-25", "--until", "2026-11-20")
    found = crm.ok("report", "wins", *period, "--explain", "--json").json["sections"]
    assert found["won_had"][0]["mean_touches"] == touches  # once, for all that they were two
    assert [row["first"] for row in found["channels"]] == [1] * touches
    assert [row["deal"] for row in found["touches"]] == ["D1"] * touches
    (row,) = crm.ok("report", "activity", *period, "--json").json["sections"]["deal_touches"]
    assert row["touches"] == touches


def test_what_was_opened_on_an_unknown_day(crm: Crm) -> None:
    """A deal has its own touches only, and stands in the way of others."""
    with making(crm.database) as made:
        ann = made.contact("Ann")
        made.won("2026-03-31", 100, contacts=(ann,))
        made.won("2026-04-30", 100, contacts=(ann,), opened_at="2026-03-01")
        for at in ("2026-03-10T10:00:00.000Z", "2026-04-10T10:00:00.000Z"):
            made.touch(at, contacts=(ann,))
    found = crm.ok("report", "wins", "--explain", "--json").json["sections"]["touches"]
    assert [(row["deal"], row["occurred_at"][:10]) for row in found] == [("D2", "2026-04-10")]


@pytest.mark.parametrize("name", ["UTC", "Asia/Shanghai", "America/New_York", "Asia/Kolkata"])
def test_days_are_those_of_the_zone(name: str) -> None:
    zone = ZoneInfo(name)
    sql = touches_sql(zone, date(2026, 11, 20))
    local = sql[sql.index("(julianday(i.") : sql.index(" >= julianday(d.opened_at)")]
    database = sqlite3.connect(":memory:")
    day = datetime(2024, 1, 1, tzinfo=ZoneInfo("UTC"))
    for hours in range(0, 24 * 366, 7):
        moment = day + timedelta(hours=hours)
        text = f"{moment:%Y-%m-%dT%H:%M:%S}.000Z"
        (found,) = database.execute(
            f"SELECT date({local.replace('i.occurred_at', '?1')})", (text,)
        ).fetchone()
        assert found == str(moment.astimezone(zone).date())
