"""The wins report, with figures worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Crm
from tests.reports.made import Made, making

YEAR = ("--period", "2026")


def sections(crm: Crm, *options: str) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = crm.ok("report", "wins", "--json", *options).json[
        "sections"
    ]
    return found


def columns(rows: list[dict[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in rows]


def write(made: Made) -> None:
    """Four won and two lost in 2026, one won before, one without a day, and others."""
    north, south = made.company("Acme", region="North"), made.company("Acme", region="South")
    made.field("Weight")
    product = made.field("Product")

    def closed(outcome: str, day: str | None, opened: str | None, *amount: int, **more: Any) -> int:
        return made.deal(outcome, *amount, closed_at=day, opened_at=opened, moved=day, **more)

    one = closed("won", "2026-02-10", "2026-01-31", 10000, owner="amy", company_id=north,
                 source="web")  # fmt: skip
    two = closed("won", "2026-03-01", "2026-02-27", 5001, owner="amy", company_id=south,
                 source="web")  # fmt: skip
    three = closed("won", "2026-12-31", None, 30000, owner="bo", company_id=north, source="fair")
    closed("won", "2026-01-01", "2025-12-31", owner="bo", competitor="Rival")
    closed("lost", "2026-05-05", "2026-05-06", owner="amy", reason="price", source="web")
    closed("lost", "2026-06-01", "2026-05-02", 99900, reason="price", competitor="Rival")
    closed("won", "2025-12-31", "2025-12-01", 7000, owner="bo")
    closed("won", None, "2026-01-01", 123)
    made.deal("proposal", 5000, owner="amy")
    closed("won", "2026-02-10", "2026-01-01", 1, deleted_at="2026-02-11T00:00:00.000Z")
    made.value(one, product, "A")
    made.value(two, product, "B")
    made.value(three, product, "A")
    made.touch("2026-02-09T10:00:00.000Z", "email", deal_id=one)
    made.touch("2026-02-01T10:00:00.000Z", "call", deal_id=one, channel="phone")
    made.touch(None, "meeting", deal_id=two)
    made.touch("2026-01-02T10:00:00.000Z", "message", deal_id=three, channel="wechat")
    made.touch("2026-01-03T10:00:00.000Z", "call", deal_id=three, channel="phone")
    made.touch("2026-01-03T10:00:00.000Z", "call", deal_id=three, channel="phone")
    made.touch("2026-01-04T10:00:00.000Z", "visit", deal_id=three,
               deleted_at="2026-01-04T10:00:00.000Z")  # fmt: skip


@pytest.fixture
def small(crm: Crm) -> Crm:
    with making(crm.database) as made:
        write(made)
    return crm


def test_closed(small: Crm) -> None:
    assert sections(small, *YEAR)["closed"] == [
        {"won": 4, "lost": 2, "win_rate": pytest.approx(4 / 6), "closed": 6, "thin": "n = 6"}
    ]


def test_value(small: Crm) -> None:
    # 100.00, 50.01 and 300.00: 450.01 / 3 = 150.00333; the one in the middle is 100.00.
    assert sections(small, *YEAR)["value"] == [
        {
            "currency": "EUR",
            "deals": 3,
            "won_value": "450.01",
            "mean": "150.00",
            "median": "100.00",
            "thin": "n = 3",
        }
    ]


def test_days(small: Crm) -> None:
    # Won after 10, 2 and 1 days and one unknown; lost after 30 and one backwards in time.
    assert columns(
        sections(small, *YEAR)["days"],
        "outcome", "deals", "mean_days", "median_days", "left_out", "thin",
    ) == [("won", 3, 4.3333, 2, 1, "n = 3"), ("lost", 1, 30, 30, 1, "n = 1")]  # fmt: skip


def test_best_owner_first(small: Crm) -> None:
    found = sections(small, *YEAR)["by_owner"]
    assert columns(found, "owner", "won", "lost", "win_rate", "won_value", "mean_days", "thin") == [
        ("bo", 2, 0, 1.0, "300.00", 1.0, "n = 2"),
        ("amy", 2, 1, pytest.approx(2 / 3), "150.01", 6.0, "n = 3"),  # (10 + 2) / 2 days
        (None, 0, 1, 0.0, "0.00", None, "n = 1"),
    ]
    assert columns(found, "mean", "median", "median_days", "mean_days_lost", "bar") == [
        ("300.00", "300.00", 1.0, None, 1.0),
        ("75.01", "75.01", 6.0, None, pytest.approx(0.5000333)),  # 150.01 / 2 = 75.005
        (None, None, None, 30.0, 0.0),
    ]
    assert "(none)" in small.ok("report", "wins", *YEAR).out


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("source", [("fair", 1, 0), ("web", 2, 1), (None, 1, 1)]),
        ("reason", [(None, 4, 0), ("price", 0, 2)]),
        ("competitor", [(None, 3, 1), ("Rival", 1, 1)]),
        ("region", [("North", 2, 0), ("South", 1, 0), (None, 1, 2)]),
        ("month", [("2026-01", 1, 0), ("2026-02", 1, 0), ("2026-03", 1, 0), ("2026-05", 0, 1),
                   ("2026-06", 0, 1), ("2026-12", 1, 0)]),
        ("company", [("Acme", 2, 0), ("Acme", 1, 0), (None, 1, 2)]),
        ("product", [("A", 2, 0), ("B", 1, 0), (None, 1, 2)]),
        ("pipeline", [("Sales", 4, 2)]),
    ],
)  # fmt: skip
def test_by(small: Crm, by: str, expected: list[tuple[Any, ...]]) -> None:
    found = sections(small, *YEAR, "--by", by)
    name = "Product" if by == "product" else by
    assert columns(found[f"by_{name}"], name, "won", "lost") == expected


def test_by_a_field_called_like_a_column(small: Crm) -> None:
    with making(small.database) as made:
        deal = made.deal("won", 100, closed_at="2026-04-01")
        made.value(deal, made.field("won"), "x")
    found = sections(small, "--period", "2026-04", "--by", "won")["by_won"]
    assert columns(found, "group", "won") == [("x", 1)]


@pytest.mark.parametrize("by", ["colour", "price"])
def test_by_what_cannot_be(small: Crm, by: str) -> None:
    with making(small.database) as made:
        made.field("price", "money")
    result = small("report", "wins", "--by", by)
    assert result.code == 2
    assert f"deals cannot be grouped by '{by}'" in result.err
    assert "owner, company, source" in result.err


def test_won_had(small: Crm) -> None:
    # 2, 1, 3 and 0 touches: 6 / 4 = 1.5, and 1.5 between 1 and 2.
    assert sections(small, *YEAR)["won_had"] == [
        {
            "deals": 4,
            "touched": 3,
            "mean_touches": 1.5,
            "median_touches": 1.5,
            "mean_days": 4.3333,
            "median_days": 2.0,
            "first_channel": "phone",  # once, as wechat: the first by name
            "last_channel": "email",  # once, as phone
            "thin": "n = 4",
        }
    ]


def test_channels(small: Crm) -> None:
    # Two deals have dated touches: phone … email, and wechat, phone, phone.
    found = sections(small, *YEAR)["channels"]
    assert columns(found, "channel", "first", "first_share", "last", "last_share", "touches") == [
        ("phone", 1, 0.5, 1, 0.5, 3),
        ("wechat", 1, 0.5, 0, 0.0, 1),
        ("email", 0, 0.0, 1, 0.5, 1),
    ]


def test_notes(small: Crm) -> None:
    assert small.ok("report", "wins", "--json", *YEAR).json["notes"] == [
        "1 won deal without an amount: not in value, mean, median",
        "1 deal opened on an unknown day: left out of the days",
        "1 deal opened after closing: left out of the days",
        "1 deal closed on an unknown day: in no period",
    ]


def test_header(small: Crm) -> None:
    found = small.ok("report", "wins", "--json").json
    assert found["period"] == {"since": "2025-11-21", "until": "2026-11-20"}  # 12 months
    assert found["records"] == 6  # without that of December, with that of last December


def test_compare(small: Crm) -> None:
    found = sections(small, *YEAR, "--compare")
    assert columns(found["closed"], "period", "won", "lost", "win_rate") == [
        ("now", 4, 2, pytest.approx(4 / 6)),
        ("before", 1, 0, 1.0),
        ("change", 3, 2, pytest.approx(-1 / 3)),
    ]
    assert columns(found["value"], "period", "won_value", "median") == [
        ("now", "450.01", "100.00"),
        ("before", "70.00", "70.00"),
        ("change", "380.01", "30.00"),
    ]
    assert columns(found["by_owner"], "period", "owner", "won_value") == [
        ("now", "bo", "300.00"),
        ("before", "bo", "70.00"),
        ("change", "bo", "230.00"),
        ("now", "amy", "150.01"),
        ("before", "amy", "0.00"),
        ("change", "amy", "150.01"),
        ("now", None, "0.00"),
        ("before", None, "0.00"),
        ("change", None, "0.00"),
    ]
    assert columns(found["days"], "period", "outcome", "mean_days")[:3] == [
        ("now", "won", 4.3333),
        ("before", "won", 30.0),
        ("change", "won", pytest.approx(-25.6667)),
    ]
    notes = small.ok("report", "wins", *YEAR, "--compare", "--json").json["notes"]
    assert notes[0] == "compared with 2025-01-01 to 2025-12-31"


def test_limit(small: Crm) -> None:
    assert len(sections(small, *YEAR, "--limit", "1")["by_owner"]) == 1
    assert len(sections(small, *YEAR, "--limit", "0")["by_owner"]) == 3
    assert len(sections(small, *YEAR, "--limit", "1", "--compare")["by_owner"]) == 3
    assert "1 of 3 groups" in small.ok("report", "wins", *YEAR, "--limit", "1").out


@pytest.mark.parametrize(
    ("options", "won", "lost"),
    [
        (("--owner", "amy"), 2, 1),
        (("--where", "source=web"), 2, 1),
        (("--where", "amount>=100"), 2, 1),
        (("--where", "region=North"), None, None),
        (("--since", "2026-02-10", "--until", "2026-05-05"), 2, 1),
        (("--since", "2026-02-11", "--until", "2026-05-04"), 1, 0),
    ],
)
def test_scope(small: Crm, options: tuple[str, ...], won: int | None, lost: int | None) -> None:
    period = () if options[0] == "--since" else YEAR
    result = small("report", "wins", "--json", *period, *options)
    if won is None:
        assert result.code == 2  # deals have no region of their own
        return
    assert columns(result.json["sections"]["closed"], "won", "lost") == [(won, lost)]


def test_currencies(crm: Crm) -> None:
    with making(crm.database) as made:
        for amount, currency, owner, day in (
            (1000, "JPY", "amy", "2026-03-01"),
            (3000, "JPY", "bo", "2026-03-02"),
            (1234, "KWD", "amy", "2026-03-03"),
            (500, "EUR", "bo", "2026-03-04"),
        ):
            made.deal("won", amount, currency, owner=owner, closed_at=day)
        made.rate("JPY", "EUR", "2026-03-01", "0.006")
        made.rate("EUR", "JPY", "2026-03-02", "150")
        made.rate("KWD", "EUR", "2026-03-03", "3.05")
    apart = sections(crm)
    assert columns(apart["value"], "currency", "deals", "won_value", "mean", "median") == [
        ("EUR", 1, "5.00", "5.00", "5.00"),
        ("JPY", 2, "4000", "2000", "2000"),
        ("KWD", 1, "1.234", "1.234", "1.234"),
    ]
    assert columns(apart["by_owner"], "owner", "won", "won_value") == [
        ("amy", 2, None),
        ("bo", 2, None),
    ]
    assert columns(apart["by_owner_value"], "owner", "currency", "won_value") == [
        ("bo", "EUR", "5.00"),
        ("bo", "JPY", "3000"),
        ("amy", "JPY", "1000"),
        ("amy", "KWD", "1.234"),
    ]
    together = sections(crm, "--currency", "EUR")
    # 1000 at 0.006 = 6.00; 3000 / 150 = 20.00; 1.234 * 3.05 = 3.7637 is 3.76; 5.00.
    assert columns(together["value"], "won_value", "mean", "median") == [
        ("34.76", "8.69", "5.50")  # 34.76 / 4; (5.00 + 6.00) / 2
    ]
    assert columns(together["by_owner"], "owner", "won_value", "median") == [
        ("bo", "25.00", "12.50"),
        ("amy", "9.76", "4.88"),
    ]
    assert "by_owner_value" not in together


def test_what_was_won_before_the_first_rate_stands_apart(crm: Crm) -> None:
    with making(crm.database) as made:
        made.deal("won", 1000, "USD", owner="amy", closed_at="2026-03-01")
        made.deal("won", 3000, "USD", owner="amy", closed_at="2026-03-02")
        made.rate("USD", "EUR", "2026-03-02", "0.9")
    found = crm.ok("report", "wins", "--currency", "EUR", "--json").json
    assert columns(found["sections"]["value"], "currency", "deals", "won_value") == [
        ("EUR", 1, "27.00"), ("USD", 1, "10.00"),
    ]  # fmt: skip
    assert columns(found["sections"]["by_owner"], "owner", "won", "won_value") == [
        ("amy", 2, "27.00")
    ]
    assert columns(found["sections"]["by_owner_value"], "currency", "won_value") == [
        ("EUR", "27.00"), ("USD", "10.00"),
    ]  # fmt: skip
    assert any("from USD to EUR on 2026-03-01 or before" in note for note in found["notes"])


def test_empty(crm: Crm) -> None:
    result = crm.ok("report", "wins")
    assert result.err == "hint: no deal was won or lost yet: crm deal win D1 closes one\n"
    found = crm.ok("report", "wins", "--json", "--compare").json
    assert found["records"] == 0
    assert not any(found["sections"].values())


def test_without_a_database(crm_sqlite: Crm) -> None:
    crm_sqlite.without_database()
    result = crm_sqlite.ok("report", "wins", "--compare", "--by", "month")
    assert "there is no database yet" in result.err


def test_a_period_without_any_names_the_last(small: Crm) -> None:
    result = small.ok("report", "wins", "--period", "2024")
    says = "nothing was won or lost in this time, the last on 2026-12-31: --period 2026"
    assert result.err == f"hint: {says}\n"
