"""The activity report, with figures worked out by hand. It is 2026-11-20, 11:00, in Berlin."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_cli.reports.activity import _quiet_rows
from crm_cli.values.dates import utc_text
from tests.conftest import Crm
from tests.reports.made import Made, making

KINDS = ("call", "email", "meeting", "message", "visit", "note", "total")


def sections(crm: Crm, *options: str) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = crm.ok("report", "activity", "--json", *options).json[
        "sections"
    ]
    return found


def columns(rows: list[dict[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in rows]


def write(made: Made) -> None:
    """Interactions around the edges of October 2026, contacts, deals and follow-ups."""
    ann = made.contact("Ann", owner="amy", company_id=made.company("Acme"))
    ben = made.contact("Ben", owner="bo")
    made.contact("Cleo", owner="amy")
    made.contact("Dora", deleted_at="2026-01-01T00:00:00.000Z")
    won = made.deal("won", 100, closed_at="2026-10-31", owner="amy")
    made.deal("won", 100, closed_at="2026-10-01", owner="bo")
    lost = made.deal("lost", closed_at="2026-10-15", owner="amy")
    made.deal("won", closed_at="2026-09-30")
    # Berlin is at +02:00 on 1 October, and at +01:00 from the 25th.
    made.touch("2026-09-30T21:59:59.999Z", "call", user="amy")  # the last moment of September
    made.touch("2026-09-30T22:00:00.000Z", "call", user="amy", contacts=(ann,), deal_id=won,
               seconds=600)  # fmt: skip
    made.touch("2026-10-12T08:00:00.000Z", "email", user="amy", deal_id=won)
    made.touch("2026-10-14T08:00:00.000Z", "email", user="bo", deal_id=lost, contacts=(ann, ben))
    made.touch("2026-10-31T22:59:59.999Z", "note", user="bo", seconds=300, deal_id=won)
    made.touch("2026-10-31T23:00:00.000Z", "call", user="bo", contacts=(ben,))  # 1 November
    made.touch("2026-10-20T08:00:00.000Z", "visit")
    made.touch(None, "meeting", user="bo")
    made.touch("2026-10-20T08:00:00.000Z", "call", user="amy", contacts=(ben,),
               deleted_at="2026-10-21T08:00:00.000Z")  # fmt: skip


@pytest.fixture
def small(crm: Crm) -> Crm:
    with making(crm.database) as made:
        write(made)
    return crm


def test_interactions_by_user_and_kind(small: Crm) -> None:
    found = sections(small, "--period", "2026-10")
    assert columns(found["interactions"], "user", *KINDS, "time") == [
        ("amy", 1, 1, 0, 0, 0, 0, 2, 600),
        ("bo", 0, 1, 0, 0, 0, 1, 2, 300),
        (None, 0, 0, 0, 0, 1, 0, 1, 0),
    ]
    assert columns(found["interactions_total"], "user", *KINDS) == [("total", 1, 2, 0, 0, 1, 1, 5)]
    assert "(nobody)" in small.ok("report", "activity", "--period", "2026-10").out


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("week", [("2026-W40", "amy", 1), ("2026-W42", "amy", 1), ("2026-W42", "bo", 1),
                  ("2026-W43", None, 1), ("2026-W44", "bo", 1)]),
        ("month", [("2026-10", "amy", 2), ("2026-10", "bo", 2), ("2026-10", None, 1)]),
        ("day", [("2026-10-01", "amy", 1), ("2026-10-12", "amy", 1), ("2026-10-14", "bo", 1),
                 ("2026-10-20", None, 1), ("2026-10-31", "bo", 1)]),
    ],
)  # fmt: skip
def test_by(small: Crm, by: str, expected: list[tuple[Any, ...]]) -> None:
    found = sections(small, "--period", "2026-10", "--by", by)["interactions"]
    assert columns(found, by, "user", "total") == expected


def test_touches_per_deal(small: Crm) -> None:
    found = sections(small, "--period", "2026-10")["deal_touches"]
    # Won: 3 and 0 touches; lost: 1.
    names = ("outcome", "deals", "touches", "mean", "median", "untouched", "thin")
    assert columns(found, *names) == [
        ("won", 2, 3, 1.5, 1.5, 1, "n = 2"),
        ("lost", 1, 1, 1.0, 1.0, 0, "n = 1"),
    ]


def test_contacts(small: Crm) -> None:
    # On 20 November: Ann was touched on 14 October (37 days ago), Ben on 1 November (19).
    found = sections(small, "--days", "36")
    assert columns(found["contacts"], "contacts", "touched", "quiet", "never") == [(3, 1, 1, 1)]
    names = ("ref", "name", "company", "owner", "last_interaction", "days")
    assert columns(found["quiet"], *names) == [
        ("C1", "Ann", "Acme", "amy", "2026-10-14T08:00:00.000Z", 37),
        ("C3", "Cleo", None, "amy", None, None),
    ]


@pytest.mark.parametrize(
    ("days", "quiet"),
    [
        ("37", ["Cleo"]),
        ("36", ["Ann", "Cleo"]),
        ("19", ["Ann", "Cleo"]),
        ("18", ["Ann", "Ben", "Cleo"]),
    ],
)
def test_quiet_is_for_longer(small: Crm, days: str, quiet: list[str]) -> None:
    assert [row["name"] for row in sections(small, "--days", days)["quiet"]] == quiet


def test_quiet_days_is_a_setting(small: Crm) -> None:
    assert [row["name"] for row in sections(small)["quiet"]] == ["Cleo"]  # 90 days
    with making(small.database) as made:
        made.record("setting", name="quiet_days", value="36")
    assert len(sections(small)["quiet"]) == 2


def test_limit(small: Crm) -> None:
    out = small.ok("report", "activity", "--days", "36", "--limit", "1").out
    assert "1 of 2 contacts" in out
    assert "Cleo" not in out


@pytest.mark.parametrize(
    ("due", "done", "expected"),
    [
        # In Berlin 10 November ends at 23:00 UTC.
        ("2026-11-10", "2026-11-10T22:59:59.999Z", "on_time"),
        ("2026-11-10", "2026-11-10T23:00:00.000Z", "late"),
        ("2026-11-10", "2026-09-01T10:00:00.000Z", "on_time"),
        ("2026-11-10", None, "overdue"),
        ("2026-11-19", None, "overdue"),
        ("2026-11-20", None, "to_come"),
    ],
)
def test_follow_up(crm: Crm, due: str, done: str | None, expected: str) -> None:
    with making(crm.database) as made:
        made.task(due, done, "amy")
    (row,) = sections(crm)["follow_ups"]
    states = {name: row[name] for name in ("on_time", "late", "overdue", "to_come")}
    assert states == {**dict.fromkeys(states, 0), expected: 1}


def test_follow_ups(crm: Crm) -> None:
    with making(crm.database) as made:
        made.task("2026-11-02", "2026-11-02T10:00:00.000Z", "bo")
        made.task("2026-11-03", "2026-11-05T10:00:00.000Z", "bo")
        made.task("2026-11-03", None, "bo")
        made.task("2026-11-27", None, "bo")
        made.task("2026-12-01", None, "bo")  # not of this month
        made.task("2026-11-03", None)
    found = sections(crm, "--period", "this-month")
    names = ("user", "due", "on_time", "late", "overdue", "to_come", "rate", "thin")
    assert columns(found["follow_ups"], *names) == [
        ("bo", 4, 1, 1, 1, 1, pytest.approx(1 / 3), "n = 3"),
        (None, 1, 0, 0, 1, 0, 0.0, "n = 1"),
    ]
    assert columns(found["follow_ups_total"], *names) == [("total", 5, 1, 1, 2, 1, 0.25, "n = 4")]


def test_owner(small: Crm) -> None:
    found = sections(small, "--period", "2026-10", "--owner", "amy", "--days", "36")
    assert columns(found["interactions"], "user", "total") == [("amy", 2)]
    # All touches of her deals, whoever made them.
    assert columns(found["deal_touches"], "outcome", "deals", "touches") == [
        ("won", 1, 3),
        ("lost", 1, 1),
    ]
    assert [row["name"] for row in found["quiet"]] == ["Ann", "Cleo"]


def test_conditions_are_on_interactions(small: Crm) -> None:
    found = small.ok(
        "report", "activity", "--period", "2026-10", "--where", "kind=email", "--json"
    ).json
    assert columns(found["sections"]["interactions"], "user", "total") == [("amy", 1), ("bo", 1)]
    assert columns(found["sections"]["deal_touches"], "outcome", "touches") == [
        ("won", 1),
        ("lost", 1),
    ]
    assert not {"contacts", "quiet", "follow_ups"} & found["sections"].keys()
    assert found["notes"][0].startswith("contacts and follow-ups are left out")


def test_compare(small: Crm) -> None:
    found = sections(small, "--period", "2026-10", "--compare")
    assert columns(found["interactions"], "period", "user", "total") == [
        ("now", "amy", 2),
        ("before", "amy", 1),
        ("change", "amy", 1),
        ("now", "bo", 2),
        ("before", "bo", 0),
        ("change", "bo", 2),
        ("now", None, 1),
        ("before", None, 0),
        ("change", None, 1),
    ]
    assert "period" not in found["contacts"][0]


def test_header(small: Crm) -> None:
    found = small.ok("report", "activity", "--json").json
    assert found["period"] == {"since": "2026-08-23", "until": "2026-11-20"}  # 90 days
    assert found["records"] == 7
    assert found["notes"] == ["1 interaction of an unknown time: in no period"]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--by", "kind"), "--by day, week or month"),
        (("--by", "week", "--compare"), "--compare does not go with --by week"),
        (("--days", "-1"), "--days cannot be negative"),
        (("--days", "x"), "x"),
    ],
)
def test_refusals(small: Crm, options: tuple[str, ...], says: str) -> None:
    result = small("report", "activity", *options)
    assert result.code == 2
    assert says in result.err


def test_empty(crm: Crm) -> None:
    result = crm.ok("report", "activity")
    assert "no interactions" in result.out
    assert "hint: nothing was logged in this time" in result.err
    assert not any(sections(crm).values())


def test_without_a_database(crm_sqlite: Crm) -> None:
    crm_sqlite.without_database()
    for options in ((), ("--by", "week"), ("--compare",)):
        assert "there is no database yet" in crm_sqlite.ok("report", "activity", *options).err


@given(
    st.integers(0, 2**32).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
    st.timezones(),
)
def test_the_days_since_a_talk_are_those_of_the_zone(moment: datetime, zone: ZoneInfo) -> None:
    book: Any = SimpleNamespace(today=date(2026, 11, 20), zone=zone)
    row = (1, 0, 1, 0, 1, "Ann", None, None, utc_text(moment))
    [[*_, days]] = _quiet_rows(book, [row])
    assert days == (book.today - moment.astimezone(zone).date()).days
