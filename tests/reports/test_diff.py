"""`crm report diff` by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.conftest import Crm
from tests.goldens import difference
from tests.reports.made import Made, making

FIRST, THEN = "2026-11-01T10:00:00.000Z", "2026-11-10T10:00:00.000Z"
NAMES = ("[red]x[/]", "=1+1", "张伟", "O'Brien", "a\u202eb\x1b[31m", "a|b")


@dataclass
class Before:
    """A deal of the opening moment, and what becomes of it; amounts in whole euros."""

    title: str
    stage: str
    amount: int | None
    close: str | None = None
    deleted: bool = False


OPENING = (
    Before("stays", "lead", 100),  # D1
    Before("won", "lead", 200),
    Before("lost", "proposal", 300),
    Before("deleted", "lead", 400),
    Before("gone", "lead", 500),  # D5
    Before("grows", "lead", 600),
    Before("shrinks", "lead", 700),
    Before("in dollars", "lead", 800),
    Before("slips", "proposal", 10, "2026-11-10"),
    Before("pulled in", "proposal", 20, "2026-12-10"),  # D10
    Before("goes on", "lead", 30, "2026-11-05"),
    Before("goes back", "negotiation", 40),
    Before("reopened", "won", 50),
    Before("restored", "lead", 60, deleted=True),
    Before("lost, then won", "lost", 70),  # D15
    Before("stays won", "won", 80),
    Before("gets an amount", "lead", None),
    Before("loses its amount", "lead", 6),
    Before("restored won", "won", 7, deleted=True),
    Before("lost without amount", "lead", None),  # D20
)
CHANGES: tuple[tuple[int, dict[str, Any]], ...] = (
    (2, {"stage": "won", "amount_minor": 25000}),
    (3, {"stage": "lost"}),
    (4, {"deleted_at": THEN, "amount_minor": 45000}),
    (6, {"amount_minor": 65000}),
    (7, {"amount_minor": 64000}),
    (8, {"amount_minor": 90000, "currency": "USD"}),
    (9, {"expected_close": "2026-12-10"}),
    (10, {"expected_close": "2026-11-20"}),
    (11, {"expected_close": "2026-11-06", "stage": "proposal"}),
    (12, {"stage": "nurture"}),
    (13, {"stage": "lead", "amount_minor": 5500}),
    (14, {"deleted_at": None}),
    (15, {"stage": "won", "amount_minor": 7500}),
    (16, {"amount_minor": 8500}),
    (17, {"amount_minor": 500, "currency": "EUR"}),
    (18, {"amount_minor": None, "currency": None}),
    (19, {"deleted_at": None}),
    (20, {"stage": "lost"}),
)


def change(made: Made, id: int, values: dict[str, Any]) -> None:
    """Write fields of a deal."""
    stage = values.get("stage")
    new = {name: value for name, value in values.items() if name != "stage"}
    if stage:
        new["stage_id"] = made.stage(stage)
    sets = ", ".join(f"{name} = :{name}" for name in new)
    made.session.rows(f"UPDATE deal SET {sets} WHERE id = :id", {**new, "id": id})


def fill(crm: Crm, names: Callable[[int, str], str] = lambda number, title: title) -> None:
    """Every part, between 1 and 10 November; the sums are worked out below."""
    with making(crm.database, FIRST) as made:
        for number, before in enumerate(OPENING):
            amount = None if before.amount is None else before.amount * 100
            made.deal(
                before.stage,
                amount,
                title=names(number, before.title),
                expected_close=before.close,
                deleted_at=FIRST if before.deleted else None,
            )
    with making(crm.database, THEN) as made:
        for id, values in CHANGES:
            change(made, id, values)
        made.session.rows("DELETE FROM stage_move WHERE deal_id = 5")
        made.session.rows("DELETE FROM deal WHERE id = 5")
        made.deal("lead", 9000, title="new")  # D21
        made.deal("lead", 1000, "JPY", title="new in yen")
        made.deal("won", 11000, title="new and won")
        made.deal("lead", 12000, title="new and deleted", deleted_at=THEN)
        made.deal("lead", title="new without amount")  # D25


@pytest.fixture
def book(crm: Crm) -> Crm:
    fill(crm)
    return crm


def sections(crm: Crm, *options: str) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = crm.ok("report", "diff", *options, "--json").json[
        "sections"
    ]
    return found


BETWEEN = ("2026-11-01", "2026-11-10")


# part: deals, the deals by their ids
EXPECTED = {
    "new": [21, 22, 23, 25],
    "reopened": [13, 15],
    "restored": [14],
    "grown": [2, 4, 6, 13, 15, 17],
    "shrunk": [7, 18],
    "currency changed": [8],
    "slipped": [9, 11],
    "pulled in": [10],
    "moved on": [11],
    "moved back": [12],
    "won": [2, 15, 23],
    "lost": [3, 20],
    "deleted": [4, 5],
}
EUROS = {
    # 100 + 200 + 300 + 400 + 500 + 600 + 700 + 800 + 10 + 20 + 30 + 40 + 6
    "opening": (13, "3706.00", None),
    "new": (2, "200.00", "200.00"),  # 90 + 110
    "reopened": (2, "120.00", "120.00"),  # with what they had: 50 + 70
    "restored": (1, "60.00", "60.00"),
    "grown": (6, "1485.00", "165.00"),  # 50 + 50 + 50 + 5 + 5 + 5
    "shrunk": (2, "640.00", "-66.00"),  # 60 + 6
    "currency changed": (1, "800.00", "-800.00"),
    "slipped": (2, "40.00", "0.00"),  # 10 + 30
    "pulled in": (1, "20.00", "0.00"),
    "moved on": (1, "30.00", "0.00"),
    "moved back": (1, "40.00", "0.00"),
    "won": (3, "435.00", "-435.00"),  # 250 + 75 + 110
    "lost": (1, "300.00", "-300.00"),
    "deleted": (2, "950.00", "-950.00"),  # 450 + 500
    # 100 + 650 + 640 + 10 + 20 + 30 + 40 + 55 + 60 + 5 + 90
    "closing": (11, "1700.00", None),
}


def test_every_part_lists_its_deals(book: Crm) -> None:
    found = sections(book, *BETWEEN)
    listed: dict[str, list[int]] = {}
    for row in found["deals"]:
        ids = listed.setdefault(row["part"], [])
        if int(row["ref"][1:]) not in ids:
            ids.append(int(row["ref"][1:]))
    assert {part: sorted(ids) for part, ids in listed.items()} == EXPECTED
    counts = {row["part"]: row["deals"] for row in found["parts"]}
    assert counts == {"opening": 15, **{part: len(ids) for part, ids in EXPECTED.items()},
                      "closing": 15}  # fmt: skip


def test_amounts_by_currency(book: Crm) -> None:
    rows = sections(book, *BETWEEN)["amounts"]
    euros = {
        row["part"]: (row["deals"], row["amount"], row["change"])
        for row in rows
        if row["currency"] == "EUR"
    }
    assert euros == EUROS
    others = [
        (row["currency"], row["part"], row["deals"], row["amount"], row["change"])
        for row in rows
        if row["currency"] != "EUR"
    ]
    assert others == [
        ("JPY", "opening", 0, "0", None),
        ("JPY", "new", 1, "1000", "1000"),
        ("JPY", "closing", 1, "1000", None),
        ("USD", "opening", 0, "0.00", None),
        ("USD", "currency changed", 1, "900.00", "900.00"),
        ("USD", "closing", 1, "900.00", None),
    ]


def test_a_deal_in_full(book: Crm) -> None:
    rows = [row for row in sections(book, *BETWEEN)["deals"] if row["ref"] == "D11"]
    common = {
        "ref": "D11", "title": "goes on", "company": None, "owner": None,
        "amount": "30.00", "change": "0.00", "currency": "EUR",
        "amount_before": "30.00", "amount_before_currency": "EUR",
        "amount_after": "30.00", "amount_after_currency": "EUR",
        "stage_before": "lead", "stage_after": "proposal",
        "close_before": "2026-11-05", "close_after": "2026-11-06",
    }  # fmt: skip
    assert rows == [
        {**common, "part": "slipped", "was": "2026-11-05", "is": "2026-11-06"},
        {**common, "part": "moved on", "was": "lead", "is": "proposal"},
    ]


def test_in_one_currency(book: Crm) -> None:
    with making(book.database, THEN) as made:
        made.rate("USD", "EUR", "2026-01-01", "0.9")
        made.rate("JPY", "EUR", "2026-01-01", "0.0061")
    found = book.ok("report", "diff", *BETWEEN, "--currency", "EUR", "--json").json
    rows = {row["part"]: row for row in found["sections"]["parts"]}
    assert "amounts" not in found["sections"]
    assert rows["opening"]["amount"] == "3706.00"
    assert rows["new"]["change"] == "206.10"
    assert rows["currency changed"]["change"] == "10.00"  # 900 dollars are 810 euros, not 800
    assert rows["closing"]["amount"] == "2516.10"  # 1700 + 810 + 6.10
    assert found["notes"][0] == ("converted to EUR with 1 JPY = 0.0061 EUR (2026-01-01)")
    assert rows["won"]["deals_change"] == -3


def test_the_header_says_both_moments_and_where_recording_began(book: Crm) -> None:
    found = book.ok("report", "diff", "2026-10-31", "2026-11-10 09:00", "--json").json
    assert found["period"] == {"since": "2026-10-31", "until": "2026-11-10"}
    assert found["zone"] == "Europe/Berlin"
    assert found["sections"]["moments"] == [
        {"moment": "opening", "at": "2026-10-31T22:59:59.999Z"},
        {"moment": "closing", "at": "2026-11-10T08:00:00.000Z"},
        {"moment": "recording began", "at": "2026-11-01T10:00:00.000Z"},
    ]
    assert found["notes"][0] == "nothing was recorded before 2026-11-01"


def test_to_now_and_by_default_a_week(book: Crm) -> None:
    assert sections(book, "2026-11-01")["parts"] == sections(book, *BETWEEN)["parts"]
    moments = sections(book)["moments"]
    assert [row["at"] for row in moments][:2] == [
        "2026-11-13T22:59:59.999Z",
        "2026-11-20T10:00:00.000Z",
    ]


def test_a_period_goes_from_the_day_before_it_to_its_last(book: Crm) -> None:
    assert [row["at"] for row in sections(book, "2026-W45")["moments"]][:2] == [
        "2026-11-01T22:59:59.999Z",
        "2026-11-08T22:59:59.999Z",
    ]
    assert [row["at"] for row in sections(book, "this-month")["moments"]][:2] == [
        "2026-10-31T22:59:59.999Z",
        "2026-11-20T10:00:00.000Z",
    ]


def test_as_of_a_day_the_second_moment_is_that(book: Crm) -> None:
    found = sections(book, "2026-11-01", "--as-of", "2026-11-09")
    assert [row["at"] for row in found["moments"]][1] == "2026-11-09T22:59:59.999Z"
    assert found["deals"] == []


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("2026-11-10", "2026-11-01"), 2, "crm report diff 2026-11-01 2026-11-10"),
        (("2027-01-01",), 2, "yet to come"),
        (("2026-11-01", "2027-01-01"), 2, "yet to come"),
        (("never",), 2, "cannot read"),
        (("2026-11-01", "2026-11-02", "2026-11-03"), 2, "2026-11-03"),
    ],
)
def test_refusals(book: Crm, words: tuple[str, ...], code: int, says: str) -> None:
    result = book("report", "diff", *words)
    assert result.code == code
    assert result.err.startswith("error: ")
    assert says in result.err


def test_the_filter(crm: Crm) -> None:
    """Amy hands over a deal of 10 and is given one of 20, which grew to 25; bo wins one of hers."""
    with making(crm.database, FIRST) as made:
        made.deal("lead", 1000, owner="amy")
        made.deal("lead", 2000, owner="bo")
        made.deal("lead", 3000, owner="amy")
        made.deal("lead", 4000, owner="bo")
        made.deal("lead", 5000, owner="amy")
    with making(crm.database, THEN) as made:
        amy, bo = made.user("amy"), made.user("bo")
        change(made, 1, {"owner_id": bo})
        change(made, 2, {"owner_id": amy, "amount_minor": 2500})
        change(made, 3, {"owner_id": bo, "stage": "won"})
        change(made, 4, {"owner_id": amy, "stage": "lost"})
    found = sections(crm, *BETWEEN, "--owner", "amy")
    rows = {
        row["part"]: (row["deals"], row["change"] or row["amount"])
        for row in found["parts"]
        if row["deals"]
    }
    assert rows == {
        "opening": (3, "90.00"),
        "entered the filter": (2, "60.00"),  # 20, and the one of 40 that was lost then
        "grown": (1, "5.00"),
        "won": (1, "-30.00"),
        "lost": (1, "-40.00"),
        "left the filter": (1, "-10.00"),
        "closing": (2, "75.00"),  # 25 + 50
    }
    everybody = [row["part"] for row in sections(crm, *BETWEEN)["parts"]]
    assert "entered the filter" not in everybody


def test_conditions_are_of_their_moment(crm: Crm) -> None:
    """A deal leaves what is expected within a week of the moment, by time alone."""
    with making(crm.database, FIRST) as made:
        made.deal("lead", 1000, expected_close="2026-11-05")
        made.deal("lead", 2000, expected_close="2026-11-14")
    found = sections(crm, *BETWEEN, "--where", "expected_close<=in 7 days",
                     "--where", "expected_close>=today")  # fmt: skip
    rows = {row["part"]: row["deals"] for row in found["parts"] if row["deals"]}
    assert rows == {
        "opening": 1, "entered the filter": 1, "left the filter": 1, "closing": 1,
    }  # fmt: skip


def test_another_pipeline_has_no_order_with_the_first(crm: Crm) -> None:
    with making(crm.database, FIRST) as made:
        made.deal("lead", 1000)
    with making(crm.database, THEN) as made:
        other = made.record("pipeline", name="Partners", key="partners", position=1)
        stage = made.record(
            "stage", pipeline_id=other, name="talk", key="talk", position=9, probability=5000,
            outcome="open",
        )  # fmt: skip
        change(made, 1, {"pipeline_id": other, "stage_id": stage})
    assert sections(crm, *BETWEEN)["deals"] == []
    left = sections(crm, *BETWEEN, "--pipeline", "Sales")["deals"]
    assert [(row["part"], row["change"]) for row in left] == [("left the filter", "-10.00")]


def test_without_deals(crm: Crm) -> None:
    result = crm.ok("report", "diff", "2026-11-01")
    assert "no deal was open at either moment" in result.err
    assert crm.ok("report", "diff", "--json").json["sections"]["parts"] == []


def test_without_a_database(crm_sqlite: Crm) -> None:
    crm_sqlite.without_database()
    result = crm_sqlite.ok("report", "diff", "2026-11-01", "--currency", "EUR")
    assert result.err == "hint: there is no database yet: crm init, or crm demo\n"
    assert not crm_sqlite.database.path.exists()


def test_a_limit_cuts_each_part_for_people(book: Crm) -> None:
    out = book.ok("report", "diff", *BETWEEN, "--limit", "2").out
    assert "of 29 deals (--limit 0 shows all)" in out
    assert len(sections(book, *BETWEEN)["deals"]) == 29


@pytest.mark.parametrize("format", ["table", "json", "md"])
def test_goldens(crm: Crm, format: str) -> None:
    fill(crm, lambda number, title: f"{title} {NAMES[number % len(NAMES)]}")
    ending = {"table": "txt"}.get(format, format)
    text = crm.ok("report", "diff", *BETWEEN, "--format", format).out
    assert difference(f"reports/diff.{ending}", text) == ""
