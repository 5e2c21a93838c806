"""The satisfaction report: figures worked out by hand, and random books against plain Python."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from math import sqrt
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from crm_cli.reports.satisfaction_figures import Answers
from tests.conftest import Crm
from tests.reports.made import making

BERLIN, UTC = ZoneInfo("Europe/Berlin"), ZoneInfo("UTC")
DIMENSIONS = ("tangibles", "reliability", "responsiveness", "assurance", "empathy")


def report(crm: Crm, *words: str) -> Any:
    return crm.ok("report", "satisfaction", *words, "--json").json


def at(day: int, hour: int = 12) -> str:
    """A moment of November 2026."""
    return f"2026-11-{day:02}T{hour:02}:00:00.000Z"


def answers(**kinds: dict[int, int]) -> Answers:
    made = Answers()
    for kind, counts in kinds.items():
        for score, count in counts.items():
            made.add(kind, score, count)
    return made


def test_csat() -> None:
    """2 of 8 ratings are 4 or 5; the mean is (1 + 2 + 5 x 3 + 3 x ... ) = 25 / 8."""
    found = answers(csat={1: 1, 2: 1, 3: 4, 4: 0, 5: 2})
    assert found.csat() == 0.25
    assert found.mean("csat") == 3.125
    assert Answers().csat() is None


def test_nps_and_its_margin() -> None:
    """40 answers: 20 promoters, 12 passives, 8 detractors: 100 (0.5 - 0.2) = 30 points.

    100 x 1.96 x sqrt((0.7 - 0.09) / 40) = 196 x sqrt(0.01525) = 196 x 0.123491 = 24.2042.
    """
    found = answers(nps={10: 15, 9: 5, 8: 6, 7: 6, 6: 4, 3: 3, 0: 1})
    assert found.nps() == 30
    assert found.margin() == pytest.approx(24.2042, abs=0.0001)
    few = answers(nps={10: 15, 6: 14})
    assert few.nps() == pytest.approx(100 / 29, abs=0.0001)
    assert few.margin() is None
    assert answers(nps={10: 15, 6: 15}).margin() == pytest.approx(196 / sqrt(30), abs=0.0001)
    assert answers(nps={10: 30}).margin() == 0
    assert (Answers().nps(), Answers().margin()) == (None, None)


def test_by_hand(crm: Crm) -> None:
    """CSAT 5, 4, 2 (and one of October); NPS 10, 6; CES 7, 4; SERVQUAL twice.

    SERVQUAL: expected 5 and 7; perceived 6 4 5 7 5 and 7 6 3 7 1: gaps by dimension
    (1 + 0) / 2 = 0.5, (-1 - 1) / 2 = -1, (0 - 4) / 2 = -2, (2 + 0) / 2 = 1, (0 - 6) / 2 = -3;
    their mean -4.5 / 5 = -0.9.
    """
    with making(crm.database) as made:
        for day, score in ((2, 5), (3, 4), (4, 2)):
            made.answer("csat", score, at(day))
        made.answer("csat", 1, "2026-10-31T22:59:59.999Z")
        made.answer("csat", 1, "2026-11-01T00:00:00.000Z", deleted_at=at(5))
        made.answer("nps", 10, at(2))
        made.answer("nps", 6, at(2))
        made.answer("ces", 7, at(2))
        made.answer("ces", 4, at(2))
        made.servqual(at(2), 5, 6, 4, 5, 7, 5)
        made.servqual(at(3), 7, 7, 6, 3, 7, 1)
        made.answer("nps", 0, None)
    found = report(crm, "--period", "2026-11")
    sections = found["sections"]
    assert sections["csat"] == [
        {"answers": 3, "satisfied": 2, "csat": 2 / 3, "mean": 3.6667, "rated_1": 0, "rated_2": 1,
         "rated_3": 0, "rated_4": 1, "rated_5": 1, "thin": "n = 3"}
    ]  # fmt: skip
    assert sections["nps"] == [
        {"answers": 2, "promoters": 1, "passives": 0, "detractors": 1, "nps": 0, "margin": None,
         "thin": "n = 2"}
    ]  # fmt: skip
    assert sections["ces"] == [{"answers": 2, "mean": 5.5, "thin": "n = 2"}]
    gaps = [(row["dimension"], row["expectation"], row["perception"], row["gap"])
            for row in sections["servqual"]]  # fmt: skip
    assert gaps == [
        ("tangibles", 6, 6.5, 0.5),
        ("reliability", 6, 5, -1),
        ("responsiveness", 6, 4, -2),
        ("assurance", 6, 7, 1),
        ("empathy", 6, 3, -3),
    ]
    assert sections["servqual_total"][0]["gap"] == -0.9
    assert found["records"] == 9
    assert "1 answer of an unknown time: in no period" in found["notes"]
    months = [(row["month"], row["answers"], row["csat_n"]) for row in sections["by_month"]]
    assert months == [("2026-11", 9, 3)]
    # 22:59 UTC is 23:59 in Berlin: that one is of October.
    assert report(crm, "--period", "2026-10")["sections"]["csat"][0]["rated_1"] == 1


def test_response_rate(crm: Crm) -> None:
    """Four tickets resolved in November, two of them rated, one of these later."""
    with making(crm.database) as made:
        for number, day in enumerate((2, 3, 4, 5)):
            ticket = made.ticket(at(1), None, at(day), assignee="amy" if number else None)
            if number in (1, 2):
                made.answer("csat", 4, at(day + 10), ticket_id=ticket)
            if number == 3:
                made.answer("nps", 4, at(day), ticket_id=ticket)
                made.answer("csat", 4, at(day), ticket_id=ticket, deleted_at=at(6))
        old = made.ticket("2026-09-01T12:00:00.000Z", None, "2026-10-01T12:00:00.000Z")
        made.answer("csat", 4, at(3), ticket_id=old)
        made.ticket(at(1))
    rows = report(crm, "--period", "2026-11")["sections"]["response"]
    assert rows == [{"resolved": 4, "rated": 2, "rate": 0.5, "thin": "n = 4"}]
    rows = report(crm, "--period", "2026-11", "--owner", "amy")["sections"]["response"]
    assert [(row["resolved"], row["rated"]) for row in rows] == [(3, 2)]


def test_owner_kind_and_segment(crm: Crm) -> None:
    with making(crm.database) as made:
        amy, bo = made.user("amy"), made.user("bo")
        acme = made.company("Acme", owner_id=bo)
        ann = made.contact("Ann", owner="amy", company_id=acme)
        made.won("2026-11-01", 100, company=acme)
        ticket = made.ticket(at(1), None, at(2), assignee="bo", kind="repair", contact_id=ann,
                             channel="email")  # fmt: skip
        deal = made.deal("lead", owner="bo")
        made.answer("csat", 5, at(2), ticket_id=ticket, contact_id=ann)
        made.answer("csat", 3, at(2), ticket_id=ticket)
        made.answer("csat", 4, at(2), contact_id=ann)
        made.answer("csat", 1, at(2), company_id=acme)
        made.answer("csat", 2, at(2), deal_id=deal)
        made.answer("csat", 2, at(2))
        assert amy != bo
    sections = report(crm, "--period", "2026-11")["sections"]

    def means(section: str, key: str) -> dict[Any, tuple[Any, ...]]:
        return {row[key]: (row["csat_n"], row["csat_mean"]) for row in sections[section]}

    # bo: 5 and 3 on the ticket, 1 of the company, 2 of the deal; amy: 4 of her contact.
    assert means("by_owner", "owner") == {"bo": (4, 2.75), "amy": (1, 4), None: (1, 2)}
    assert means("by_kind", "kind") == {"repair": (2, 4), None: (4, 2.25)}
    assert means("by_channel", "channel") == {"email": (2, 4), None: (4, 2.25)}
    # Acme, which is new, is the customer of Ann and of her ticket.
    assert means("by_segment", "segment") == {"new": (4, 3.25), None: (2, 2)}
    sections = report(crm, "--period", "2026-11", "--segments", "rfm")["sections"]
    assert means("by_segment", "segment") == {"not scored": (4, 3.25), None: (2, 2)}
    sections = report(crm, "--period", "2026-11", "--owner", "amy")["sections"]
    assert means("by_owner", "owner") == {"amy": (1, 4)}
    sections = report(crm, "--period", "2026-11", "--where", "score=2")["sections"]
    assert means("by_owner", "owner") == {"bo": (1, 2), None: (1, 2)}
    assert crm("report", "satisfaction", "--by", "moon").code == 2
    assert crm("report", "satisfaction", "--segments", "moon").code == 2


def test_unhappy_answers_and_their_follow_up(crm: Crm) -> None:
    with making(crm.database) as made:
        ann = made.contact("Ann", owner="amy")
        low = made.answer("csat", 2, at(2), contact_id=ann, comment="too [red]late[/]")
        made.answer("csat", 3, at(3))
        bad = made.answer("nps", 6, at(4))
        made.answer("nps", 7, at(4))
        made.answer("ces", 1, at(4))
        last = made.answer("csat", 1, at(5))
        made.record("task", title="call", priority="normal", survey_id=low, search_text="")
        made.record("task", title="x", priority="normal", survey_id=bad, search_text="",
                    deleted_at=at(6))  # fmt: skip
        made.touch(at(6), survey_id=last)
    sections = report(crm, "--period", "2026-11")["sections"]
    assert [(row["ref"], row["kind"], row["score"], row["followed_up"])
            for row in sections["unhappy"]] == [
        (f"V{bad}", "nps", 6, "no"),
        (f"V{last}", "csat", 1, "yes"),
        (f"V{low}", "csat", 2, "yes"),
    ]  # fmt: skip
    row = sections["unhappy"][2]
    assert (row["contact"], row["owner"], row["comment"]) == ("Ann", "amy", "too [red]late[/]")
    assert sections["follow_up"] == [
        {"unhappy": 3, "followed_up": 2, "rate": 2 / 3, "thin": "n = 3"}
    ]
    out = crm.ok("report", "satisfaction", "--period", "2026-11", "--limit", "1").out
    assert "1 of 3 unhappy answers" in out


def test_comparison(crm: Crm) -> None:
    with making(crm.database) as made:
        made.answer("csat", 5, at(2))
        made.answer("csat", 3, "2026-10-10T12:00:00.000Z")
    rows = report(crm, "--period", "2026-11", "--compare")["sections"]["csat"]
    assert [(row["period"], row["csat"], row["mean"]) for row in rows] == [
        ("now", 1, 5),
        ("before", 0, 3),
        ("change", 1, 2),
    ]


def test_an_empty_book(crm: Crm) -> None:
    result = crm.ok("report", "satisfaction")
    assert "hint: no answers in this time" in result.err
    assert report(crm)["records"] == 0


@pytest.mark.parametrize("seed", [1, 2])
def test_random_books(crm: Crm, seed: int) -> None:
    """All figures of the last 90 days, by week and by owner, by plain Python."""
    dice = Random(seed)
    now = datetime(2026, 11, 20, 10, tzinfo=UTC)
    given: list[tuple[datetime, str, int, str | None]] = []
    gaps: dict[str, list[int]] = defaultdict(list)
    start = datetime(2026, 8, 23, tzinfo=BERLIN)
    with making(crm.database) as made:
        people = {name: made.contact(name, owner=name) for name in ("amy", "bo")}
        for _ in range(160):
            moment = now - timedelta(minutes=dice.randint(0, 110 * 1440))
            text = f"{moment:%Y-%m-%dT%H:%M}:00.000Z"
            kind = dice.choice(["csat", "nps", "nps", "ces", "servqual"])
            owner = dice.choice(["amy", "bo", None])
            who = {"contact_id": people[owner]} if owner else {}
            if kind == "servqual":
                expected, perceived = dice.randint(1, 7), [dice.randint(1, 7) for _ in range(5)]
                made.servqual(text, expected, *perceived, **who)
                if moment >= start:
                    for dimension, score in zip(DIMENSIONS, perceived, strict=True):
                        gaps[dimension].append(score - expected)
                continue
            score = dice.randint(*{"csat": (1, 5), "nps": (0, 10), "ces": (1, 7)}[kind])
            made.answer(kind, score, text, **who)
            if moment >= start:
                given.append((moment, kind, score, owner))

    def scores(kind: str, owner: str | None = "any", week: str = "") -> list[int]:
        return [
            score
            for moment, one, score, who in given
            if one == kind
            and owner in ("any", who)
            and week in ("", f"{moment.astimezone(BERLIN):%G-W%V}")
        ]

    def csat(found: list[int]) -> float | None:
        return sum(score >= 4 for score in found) / len(found) if found else None

    def nps(found: list[int]) -> float | None:
        if not found:
            return None
        promoters, detractors = sum(s >= 9 for s in found), sum(s <= 6 for s in found)
        return 100 * (promoters - detractors) / len(found)

    sections = report(crm, "--by", "week")["sections"]
    assert sections["csat"][0]["csat"] == pytest.approx(csat(scores("csat")))
    assert sections["nps"][0]["nps"] == pytest.approx(nps(scores("nps")), abs=1e-4)
    values = [1 if s >= 9 else -1 if s <= 6 else 0 for s in scores("nps")]
    assert len(values) >= 30
    center = sum(values) / len(values)
    variance = sum((value - center) ** 2 for value in values) / len(values)
    margin = 196 * sqrt(variance / len(values))
    assert sections["nps"][0]["margin"] == pytest.approx(margin, abs=1e-4)
    effort = scores("ces")
    assert sections["ces"][0]["mean"] == pytest.approx(sum(effort) / len(effort), abs=1e-4)
    for row in sections["servqual"]:
        found = gaps[row["dimension"]]
        assert row["gap"] == pytest.approx(sum(found) / len(found), abs=1e-4)
    for row in sections["by_week"]:
        assert row["csat"] == pytest.approx(csat(scores("csat", week=row["week"])))
        assert row["nps"] == pytest.approx(nps(scores("nps", week=row["week"])), abs=1e-4)
    for row in sections["by_owner"]:
        assert row["csat"] == pytest.approx(csat(scores("csat", row["owner"])))
        assert row["nps_n"] == len(scores("nps", row["owner"]))
    unhappy = sum((k == "csat" and s <= 2) or (k == "nps" and s <= 6) for _, k, s, _ in given)
    assert len(sections["unhappy"]) == unhappy
