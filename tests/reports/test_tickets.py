"""The tickets report: figures worked out by hand, and random books against plain Python.

The team is in Berlin, an hour ahead of UTC in November and two until 2026-10-25; its hours are
09:00 to 18:00 from Monday to Friday. It is Friday, 2026-11-20, 11:00 there.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.conftest import Crm
from tests.reports.made import Made, making

BERLIN, UTC = ZoneInfo("Europe/Berlin"), ZoneInfo("UTC")
NOVEMBER = ("--period", "2026-11")


def utc(local: str) -> str:
    """The stored moment of a local time in Berlin, "2026-11-20 11:00"."""
    moment = datetime.fromisoformat(local).replace(tzinfo=BERLIN).astimezone(UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.000Z"


def report(crm: Crm, *words: str) -> Any:
    return crm.ok("report", "tickets", *words, "--json").json


def times(found: Any) -> dict[tuple[str, str], tuple[Any, ...]]:
    return {
        (row["time"], row["hours"]): tuple(
            row[name] for name in ("tickets", "median", "p90", "left_out")
        )
        for row in found["sections"]["times"]
    }


def some(made: Made) -> None:
    """Five tickets of November, one from October, and three that came in with holes.

    1  Mon 2 Nov 10:00, answered 12:00, resolved Tue 10:00: 2 h and 24 h by the clock, 2 h and
       8 + 1 = 9 business hours
    2  Fri 6 Nov 17:00, answered Mon 9 Nov 10:00, resolved then: 65 h; 1 + 1 = 2 business hours
    3  Tue 10 Nov 08:00, resolved 10:00 without any answer: 2 h and 2 h; 1 business hour each
    4  Wed 11 Nov 12:00, answered 13:00, still open
    5  Thu 19 Nov 20:00, nothing yet
    6  30 Oct, answered 31 Oct, resolved Sun 1 Nov 12:00 and reopened 2 Nov
    """
    made.ticket(
        utc("2026-11-02 10:00"),
        utc("2026-11-02 12:00"),
        utc("2026-11-03 10:00"),
        kind="problem",
        priority="high",
        channel="email",
        assignee="amy",
    )
    made.ticket(
        utc("2026-11-06 17:00"),
        utc("2026-11-09 10:00"),
        utc("2026-11-09 10:00"),
        kind="problem",
        assignee="bo",
        channel="phone",
        status="closed",
        closed_at=utc("2026-11-10 10:00"),
    )
    made.ticket(
        utc("2026-11-10 08:00"), None, utc("2026-11-10 10:00"), kind="question", priority="low"
    )
    made.ticket(
        utc("2026-11-11 12:00"),
        utc("2026-11-11 13:00"),
        None,
        kind="question",
        status="pending",
        assignee="amy",
    )
    made.ticket(utc("2026-11-19 20:00"), priority="urgent", assignee="amy")
    made.ticket(
        utc("2026-10-30 12:00"),
        utc("2026-10-31 12:00"),
        None,
        kind="complaint",
        moves=(
            (None, "open", utc("2026-10-30 12:00")),
            ("open", "resolved", utc("2026-11-01 12:00")),
            ("resolved", "open", utc("2026-11-02 09:00")),
        ),
    )


def holes(made: Made) -> None:
    made.ticket(None, utc("2026-11-03 10:00"), utc("2026-11-04 10:00"))
    made.ticket(utc("2026-11-05 10:00"), None, utc("2026-11-04 10:00"))
    made.ticket(utc("2026-11-05 10:00"), utc("2026-11-05 09:00"), utc("2026-11-05 12:00"))
    made.ticket(None, None, None)
    made.ticket(utc("2026-11-05 10:00"), None, None, status="closed")


def test_flow_by_hand(crm: Crm) -> None:
    with making(crm.database) as made:
        some(made)
    found = report(crm, *NOVEMBER)["sections"]
    # Ticket 6 was resolved in the period, and reopened.
    assert found["flow"] == [{"opened": 5, "resolved": 4, "reopened": 1, "backlog": 3}]

    def counts(section: str, key: str) -> list[tuple[Any, ...]]:
        names = ("opened", "resolved", "reopened", "backlog")
        return [(row[key], *(row[name] for name in names)) for row in found[section]]

    assert counts("by_kind", "kind") == [
        ("question", 2, 1, 0, 1),
        ("problem", 2, 2, 0, 0),
        ("complaint", 0, 1, 1, 1),
        (None, 1, 0, 0, 1),
    ]
    assert counts("by_priority", "priority") == [
        ("urgent", 1, 0, 0, 1),
        ("high", 1, 1, 0, 0),
        ("normal", 2, 2, 1, 2),
        ("low", 1, 1, 0, 0),
    ]
    assert counts("by_channel", "channel") == [
        ("email", 1, 1, 0, 0),
        ("phone", 1, 1, 0, 0),
        (None, 3, 2, 1, 3),
    ]
    assert counts("by_assignee", "assignee") == [
        ("amy", 3, 1, 0, 2),
        ("bo", 1, 1, 0, 0),
        (None, 1, 2, 1, 1),
    ]


def test_times_by_hand(crm: Crm) -> None:
    """First responses of 1, 2, 2 and 65 hours; resolutions of 2, 24 and 65.

    Ticket 6 was answered in October. p90 of the four: place 2.7, 2 + 0.7 x 63 = 46.1 h; of the
    three: place 1.8, 24 + 0.8 x 41 = 56.8 h. In business hours 1, 1, 2, 2 (place 2.7: 2 h) and
    1, 2, 9 (place 1.8: 2 + 0.8 x 7 = 7.6 h).
    """
    with making(crm.database) as made:
        some(made)
    found = report(crm, *NOVEMBER)
    hour = 3600
    assert times(found) == {
        ("first response", "clock"): (4, 2 * hour, 46.1 * hour, 0),
        ("first response", "business hours"): (4, 1.5 * hour, 2 * hour, 0),
        ("resolution", "clock"): (3, 24 * hour, 56.8 * hour, 0),
        ("resolution", "business hours"): (3, 2 * hour, 7.6 * hour, 0),
    }
    assert found["notes"] == [
        "business hours Mon-Fri 09:00-18:00",
        "1 ticket resolved before any response: responded then",
    ]
    assert {row["thin"] for row in found["sections"]["times"]} == {"n = 4", "n = 3"}


def test_hours_and_holidays_of_the_team(crm: Crm) -> None:
    with making(crm.database) as made:
        some(made)
    crm.ok("config", "set", "business_hours", "Mon-Fri 10-12")
    crm.ok("config", "set", "holidays", "2026-11-03, 2026-11-09")
    found = report(crm, *NOVEMBER)
    # Ticket 1: Monday 10 to 12, Tuesday off; 2: nothing; 3: nothing; 4: nothing (12 to 13).
    assert times(found)["first response", "business hours"] == (4, 0, pytest.approx(1.4 * 3600), 0)
    assert times(found)["resolution", "business hours"] == (3, 0, pytest.approx(1.6 * 3600), 0)
    assert found["notes"][0] == (
        "business hours Mon-Fri 10:00-12:00, without 2026-11-03, 2026-11-09"
    )
    assert crm("config", "set", "business_hours", "sometimes").code == 2


def test_backlog_age(crm: Crm) -> None:
    """At Friday 11:00: 15 hours, 8.96 days and 20.96 days old."""
    with making(crm.database) as made:
        some(made)
        made.ticket(None, None, None)
    result = crm.ok("report", "tickets", *NOVEMBER)
    rows = report(crm, *NOVEMBER)["sections"]["backlog_age"]
    assert [(row["age"], row["tickets"], row["share"], row["urgent"]) for row in rows] == [
        ("under 1 day", 1, 0.25, 1),
        ("1 to 3 days", 0, 0, 0),
        ("3 to 7 days", 0, 0, 0),
        ("7 to 30 days", 2, 0.5, 0),
        ("over 30 days", 0, 0, 0),
        ("unknown", 1, 0.25, 0),
    ]
    assert "median age 9.0 days, the oldest 21.0 days" in result.out


def test_backlog_of_a_past_moment(crm: Crm) -> None:
    """At the end of 1 November: none of November's is there; ticket 6 was resolved that noon.

    At the end of 2 November: ticket 1, which was resolved later, and ticket 6, reopened.
    """
    with making(crm.database) as made:
        some(made)

    def backlog(until: str) -> int:
        rows = report(crm, "--since", "2026-10-01", "--until", until)["sections"]["flow"]
        return int(rows[0]["backlog"])

    assert [backlog(f"2026-{day}") for day in ("10-29", "10-31", "11-01", "11-02", "11-03")] == [
        0, 1, 0, 2, 1,
    ]  # fmt: skip
    assert [backlog(f"2026-11-{day:02}") for day in (6, 9, 10, 11, 19)] == [2, 1, 1, 2, 3]


def test_holes_are_left_out_and_said(crm: Crm) -> None:
    with making(crm.database) as made:
        holes(made)
    found = report(crm, *NOVEMBER)
    assert found["sections"]["flow"] == [{"opened": 3, "resolved": 3, "reopened": 0, "backlog": 1}]
    # Only the third has a resolution that can be timed: 2 h. No first response can.
    assert times(found) == {
        ("first response", "clock"): (0, None, None, 3),
        ("first response", "business hours"): (0, None, None, 3),
        ("resolution", "clock"): (1, 7200, 7200, 2),
        ("resolution", "business hours"): (1, 7200, 7200, 2),
    }
    assert found["notes"][1:] == [
        "2 tickets opened at an unknown time: opened in no period (1 left out of the times)",
        "1 ticket resolved at an unknown time: resolved in no period",
        "2 tickets answered before being opened: left out of the first response",
        "1 ticket resolved before being opened: left out of the resolution",
        "1 ticket resolved before any response: responded then",
    ]


def test_reopening_changes_no_first_response(crm: Crm) -> None:
    """Opened Monday 9:00, resolved 9:05 unanswered; reopened and answered on Friday: 5 minutes."""
    monday, done = utc("2026-11-02 09:00"), utc("2026-11-02 09:05")
    friday, reply = utc("2026-11-06 14:00"), utc("2026-11-06 14:10")
    again = utc("2026-11-06 15:00")
    steps = ((None, "open", monday), ("open", "resolved", done), ("resolved", "open", friday))
    with making(crm.database) as made:
        made.ticket(monday, reply, None, moves=steps)
        made.ticket(monday, reply, again, moves=(*steps, ("open", "resolved", again)))
        made.ticket(monday, reply, again)  # of one whose steps are not known: 101 h 10 min
    found = times(report(crm, *NOVEMBER))
    assert found["first response", "clock"][:2] == (3, 300)
    assert found["first response", "business hours"][:2] == (3, 300)
    explained = report(crm, *NOVEMBER, "--explain")["sections"]["ticket_list"]
    assert [row["response"] for row in explained] == [300, 300, 101 * 3600 + 600]


@pytest.mark.parametrize(
    ("tickets", "counted", "silent"),
    [  # of each: its source, and whether it was answered before it was resolved
        ([("desk", False), ("desk", False)], 0, 2),
        ([("", False)], 0, 1),
        ([("desk", False), ("desk", True)], 2, 0),
        ([("desk", False), ("mail", True), ("", False)], 1, 2),
        ([("desk", False), ("", True)], 1, 1),
        ([("desk", True), ("", False)], 1, 1),
    ],
)
def test_a_source_without_responses_has_no_first_response(
    crm: Crm, tickets: list[tuple[str, bool]], counted: int, silent: int
) -> None:
    with making(crm.database) as made:
        for place, (source, answered) in enumerate(tickets):
            id = made.ticket(
                utc("2026-11-02 10:00"),
                utc("2026-11-02 11:00") if answered else None,
                utc("2026-11-03 10:00"),
            )
            if source:
                made.insert(
                    "external_id", noun="ticket", record_id=id, source=source,
                    external_id=str(place),
                )  # fmt: skip
    found = report(crm, *NOVEMBER)
    assert times(found).get(("first response", "clock"), (0,))[0] == counted
    assert times(found)["resolution", "clock"][0] == len(tickets)
    said = [note for note in found["notes"] if note.startswith("no responses recorded")]
    words = "1 resolved ticket" if silent == 1 else f"{silent} resolved tickets"
    assert said == (
        [f"no responses recorded where {words} came from: no first response"] if silent else []
    )


def test_conditions_owner_and_comparison(crm: Crm) -> None:
    with making(crm.database) as made:
        some(made)

    def flow(*words: str) -> Any:
        return list(report(crm, *NOVEMBER, *words)["sections"]["flow"][0].values())

    assert flow("--owner", "amy") == [3, 1, 0, 2]
    assert flow("--where", "kind=problem") == [2, 2, 0, 0]
    assert flow("--where", "kind=problem", "--owner", "bo") == [1, 1, 0, 0]
    rows = report(crm, *NOVEMBER, "--compare")["sections"]["flow"]
    assert [(row["period"], row["opened"], row["backlog"]) for row in rows] == [
        ("now", 5, 3),
        ("before", 1, 1),
        ("change", 4, 2),
    ]


def test_an_empty_book(crm: Crm) -> None:
    result = crm.ok("report", "tickets")
    assert "hint: no tickets yet" in result.err
    assert report(crm)["records"] == 0


@pytest.mark.parametrize("seed", [1, 2])
def test_random_books(crm: Crm, seed: int) -> None:
    """Flow and times of three months, by plain Python; business hours minute by minute."""
    dice = Random(seed)
    now = datetime(2026, 11, 20, 10, tzinfo=UTC)
    start = datetime(2026, 8, 23, tzinfo=BERLIN)
    tickets: list[dict[str, Any]] = []
    with making(crm.database) as made:
        for _ in range(70):
            opened = now - timedelta(minutes=dice.randint(0, 130 * 1440))
            answered = opened + timedelta(minutes=dice.randint(-200, 6000))
            resolved = opened + timedelta(minutes=dice.randint(-200, 12000))
            ticket = {
                "opened": opened if dice.random() < 0.9 else None,
                "responded": answered if dice.random() < 0.7 and answered < now else None,
                "resolved": resolved if dice.random() < 0.7 and resolved < now else None,
                "kind": dice.choice(["problem", "repair", None]),
            }
            tickets.append(ticket)
            moments = (
                ticket[name] and f"{ticket[name]:%Y-%m-%dT%H:%M}:00.000Z"
                for name in ("opened", "responded", "resolved")
            )
            made.ticket(*moments, kind=ticket["kind"])

    def worked(first: datetime, last: datetime) -> int:
        minutes = int((last - first).total_seconds()) // 60
        local = ((first + timedelta(minutes=n)).astimezone(BERLIN) for n in range(minutes))
        return 60 * sum(at.weekday() < 5 and 9 <= at.hour < 18 for at in local)

    def type7(values: list[float], fraction: float) -> float:
        values = sorted(values)
        place = (len(values) - 1) * fraction
        low = int(place)
        return values[low] + (values[min(low + 1, len(values) - 1)] - values[low]) * (place - low)

    counts: dict[Any, Counter[str]] = defaultdict(Counter)
    lists: dict[str, list[tuple[float, float]]] = {"first response": [], "resolution": []}
    left_out: Counter[str] = Counter()
    for ticket in tickets:
        opened, responded, resolved = ticket["opened"], ticket["responded"], ticket["resolved"]
        kind = counts[ticket["kind"]]
        kind["opened"] += bool(opened and opened >= start)
        kind["resolved"] += bool(resolved and resolved >= start)
        kind["backlog"] += not resolved
        if resolved and (not responded or resolved < responded):
            responded = resolved
        for name, end in (("first response", responded), ("resolution", resolved)):
            if end and end >= start:
                if opened and opened <= end:
                    elapsed = (end - opened).total_seconds()
                    lists[name].append((elapsed, worked(opened, end)))
                else:
                    left_out[name] += 1
    found = report(crm)
    for row in found["sections"]["by_kind"]:
        expected = counts[row["kind"]]
        assert [row[name] for name in ("opened", "resolved", "backlog")] == [
            expected[name] for name in ("opened", "resolved", "backlog")
        ]
    for (name, hours), (count, median, p90, out) in times(found).items():
        values = [pair[hours != "clock"] for pair in lists[name]]
        assert (count, out) == (len(values), left_out[name])
        assert median == pytest.approx(type7(values, 0.5), abs=0.002)
        assert p90 == pytest.approx(type7(values, 0.9), abs=0.002)
