"""The weekly report: figures worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Crm
from tests.goldens import difference
from tests.reports.made import making
from tests.reports.weeks import make_customers, make_deals, make_reopened, move, report, rows

SECTIONS = [
    "deals", "amounts", "pipeline", "stage_moves", "closings", "follow_ups", "tickets", "csat",
    "nps", "quiet", "quiet_customers", "attention",
]  # fmt: skip


@pytest.fixture
def small(crm: Crm) -> Crm:
    """A book of which every figure can be counted."""
    with making(crm.database) as made:
        make_deals(made)
        made.task("2026-11-15", user="amy")
        made.task("2026-11-05", "2026-11-10T09:00:00.000Z")
        made.task("2026-11-19")
        made.task("2026-11-20")
        # Done at midnight in Berlin, which is the first moment of the week.
        made.task("2026-11-07", "2026-11-08T23:00:00.000Z")
        made.ticket("2026-11-09T08:00:00.000Z", assignee="amy")
        made.ticket("2026-11-01T08:00:00.000Z", None, "2026-11-12T08:00:00.000Z")
        made.ticket("2026-11-03T08:00:00.000Z", None, "2026-11-16T08:00:00.000Z")
        made.ticket("2026-11-17T08:00:00.000Z")
        # The 90 days are from the 18th of August on, those of the week before from the 11th.
        made.answer("csat", 5, "2026-08-17T22:00:00.000Z")
        made.answer("csat", 4, "2026-08-12T08:00:00.000Z")
        made.answer("csat", 2, "2026-11-10T08:00:00.000Z")
        made.answer("csat", 5, "2026-11-16T08:00:00.000Z")
        for day, score in (("01", 10), ("02", 6), ("03", 9)):
            made.answer("nps", score, f"2026-11-{day}T08:00:00.000Z")
        make_customers(made)
    return crm


def test_the_week_is_the_last_one_that_is_over(small: Crm) -> None:
    found = report(small)
    assert found["report"] == "weekly"
    assert found["period"] == {"since": "2026-11-09", "until": "2026-11-15"}
    assert found["zone"] == "Europe/Berlin"
    assert [name for name in found["sections"] if name != "closings_total"] == SECTIONS


@pytest.mark.parametrize(
    ("now", "week"),
    [
        ("2026-11-15T22:59:59.000Z", "2026-11-02"),  # Sunday, a second to midnight
        ("2026-11-15T23:00:00.000Z", "2026-11-09"),  # Monday, midnight
        ("2026-11-22T22:59:59.000Z", "2026-11-09"),
        ("2027-01-04T08:00:00.000Z", "2026-12-28"),  # 2026-W53
    ],
)
def test_a_week_is_over_at_midnight_in_the_team_s_zone(
    crm_sqlite: Crm, now: str, week: str
) -> None:
    crm_sqlite.environment["CRM_NOW"] = now
    assert report(crm_sqlite)["period"]["since"] == week


def test_deals_won_lost_and_new(small: Crm) -> None:
    assert rows(small, "deals", "what", "week", "before", "change") == [
        ("won", 1, 1, 0),
        ("lost", 1, 0, 1),
        ("new", 3, 0, 3),  # one has no amount, one was won on an unknown day
    ]
    assert rows(small, "amounts", "what", "week", "before", "change", "currency") == [
        ("won", "200.00", "300.00", "-100.00", "EUR"),
        ("lost", "400.00", "0.00", "400.00", "EUR"),
        ("new", "511.00", "0.00", "511.00", "EUR"),
    ]


def test_the_pipeline_and_what_moved_it_add_up(small: Crm) -> None:
    names = ("part", "deals", "amount", "deals_before", "amount_before")
    assert rows(small, "pipeline", *names) == [
        # 100 + 200 + 600 + 800 + 1000 + 900; before, 300 more. The one opened on an unknown day was
        # recorded after the week.
        ("open at the start", 6, "3600.00", 7, "3900.00"),
        ("new", 3, "511.00", 0, "0.00"),
        ("reopened", 1, "700.00", 0, "0.00"),
        ("won", -1, "-200.00", -1, "-300.00"),
        ("lost", -1, "-400.00", 0, "0.00"),
        # The one that was won on an unknown day, which is no longer open.
        ("dates that contradict each other", -1, "-111.00", 0, "0.00"),
        ("open at the end", 7, "4100.00", 6, "3600.00"),
    ]
    assert rows(small, "stage_moves", *names) == [
        ("moved on", 1, "800.00", 0, "0.00"),
        ("moved back", 0, "0.00", 1, "900.00"),
    ]


def test_closings_of_the_week_that_follows(small: Crm) -> None:
    names = ("deal", "owner", "stage", "expected_close", "amount", "likelihood", "weighted")
    assert rows(small, "closings", *names) == [
        ("fresh", "amy", "lead", "2026-11-16", None, 0.1, None),
        ("won since", None, "won", "2026-11-22", "600.00", 1, "600.00"),
    ]
    total = report(small)["sections"]["closings_total"]
    assert (total[0]["deal"], total[0]["amount"], total[0]["weighted"]) == (
        "2 deals", "600.00", "600.00",
    )  # fmt: skip


def test_a_long_list_of_closings_is_cut_and_says_so(small: Crm) -> None:
    text = small.ok("report", "weekly", "--limit", "1").out
    assert "1 of 2 deals (--limit 0 shows all)" in text
    assert "won since" not in text
    assert "2 deals" in text
    assert "won since" in small.ok("report", "weekly", "--limit", "0").out


def test_follow_ups(small: Crm) -> None:
    assert rows(small, "follow_ups", "what", "week", "before", "change") == [
        ("done", 2, 0, 2),
        ("overdue at the end of the week", 1, 2, -1),
        ("overdue now", 2, None, None),
    ]


def test_tickets(small: Crm) -> None:
    assert rows(small, "tickets", "what", "week", "before", "change") == [
        ("opened", 1, 1, 0),
        ("resolved", 1, 0, 1),
        ("backlog at the end of the week", 2, 2, 0),
    ]


def test_satisfaction_of_the_last_90_days(small: Crm) -> None:
    names = ("week", "before", "change", "n", "n_before", "thin")
    # 5 and 2; before, 5 and 4
    assert rows(small, "csat", *names) == [(0.5, 1, -0.5, 2, 2, "n = 2")]
    # 10, 6, 9: two promoters less one detractor among three
    assert rows(small, "nps", *names) == [(33.3333, 33.3333, 0, 3, 3, "n = 3")]
    assert rows(small, "nps", "margin") == [(None,)]


def test_the_margin_of_nps_from_thirty_answers_on(crm: Crm) -> None:
    with making(crm.database) as made:
        for score in [10] * 18 + [8] * 6 + [0] * 6:
            made.answer("nps", score, "2026-11-10T08:00:00.000Z")
    # p = 0.6, d = 0.2: 40 points, 196 x sqrt((0.8 - 0.16) / 30) = 28.6276
    assert rows(crm, "nps", "week", "n", "thin", "margin") == [(40, 30, None, 28.6276)]


def test_customers_gone_quiet(small: Crm) -> None:
    assert rows(small, "quiet", "what", "week", "before", "change") == [
        ("quiet", 3, 2, 1),
        ("gone quiet in the week", 1, None, None),
    ]
    names = ("customer", "owner", "silent", "last_contact", "last_purchase", "since")
    assert rows(small, "quiet_customers", *names) == [
        ("Acme", "amy", 91, "2026-08-16", "2026-06-01", "since Sun 2026-11-15"),
        ("Solo", None, 153, None, "2026-06-15", None),  # 15 + 31 + 31 + 30 + 31 + 15
        ("Beta", None, 198, None, "2026-05-01", None),
    ]


def test_a_purchase_wakes_a_customer(small: Crm) -> None:
    with making(small.database) as made:
        made.won("2026-11-15", 100, company=2)
    assert rows(small, "quiet_customers", "customer") == [("Acme",), ("Solo",)]


@pytest.mark.parametrize(
    "section",
    [
        "deals",
        "amounts",
        "follow_ups",
        "tickets",
        "csat",
        "nps",
        "quiet",
        "pipeline",
        "stage_moves",
    ],
)
def test_the_week_before_is_what_its_own_report_says(small: Crm, section: str) -> None:
    make_reopened(small)
    pairs = {"week": "before"}
    if section in ("pipeline", "stage_moves"):
        pairs = {"deals": "deals_before", "amount": "amount_before"}
    first = "part" if section in ("pipeline", "stage_moves") else "what"
    rare = ("overdue now", "gone quiet in the week", "reopened", "dates that contradict each other")

    def figures(names: list[str], *options: str) -> dict[str, list[Any]]:
        found = report(small, *options)["sections"][section]
        return {
            row[first]: [row[name] for name in names] for row in found if row[first] not in rare
        }

    assert figures(list(pairs.values())) == figures(list(pairs), "--week", "2026-W45")


def test_tickets_are_what_their_own_report_says(small: Crm) -> None:
    make_reopened(small)
    for column, period in (("week", "2026-W46"), ("before", "2026-W45")):
        found = small.ok("report", "tickets", "--period", period, "--json").json
        [flow] = found["sections"]["flow"]
        counts = [flow[name] for name in ("opened", "resolved", "backlog")]
        assert [count for (count,) in rows(small, "tickets", column)] == counts


def test_what_needs_a_person(small: Crm) -> None:
    assert rows(small, "attention", "ref", "why") == [
        ("K1", "5 days overdue"),
        ("K3", "1 day overdue"),
        ("V3", "csat 2, not followed up"),
        ("V6", "nps 6, not followed up"),
        ("D6", "4 days past its close"),
        ("D7", "2 days past its close"),
        ("T1", "waits 11 days, not answered yet"),
    ]
    text = small.ok("report", "weekly").out
    assert "and 1 ticket waiting, 1 stale deal: crm report today" in text


def test_many_overdue_follow_ups_do_not_hide_a_customer_who_waits(crm: Crm) -> None:
    with making(crm.database) as made:
        for _ in range(20):
            made.task("2026-11-01")
        made.ticket("2026-11-19T08:00:00.000Z", priority="urgent")
        made.answer("csat", 1, "2026-11-19T08:00:00.000Z")
    kinds = [kind for (kind,) in rows(crm, "attention", "kind")]
    assert kinds == ["overdue"] * 5 + ["ticket", "unhappy"]
    assert "and 15 follow-ups overdue" in crm.ok("report", "weekly").out


def test_of_one_colleague(small: Crm) -> None:
    def of_amy(section: str, *names: str) -> list[Any]:
        return rows(small, section, *names, options=("--owner", "amy"))

    assert of_amy("deals", "what", "week") == [("won", 0), ("lost", 0), ("new", 1)]
    assert of_amy("follow_ups", "what", "week")[1:] == [
        ("overdue at the end of the week", 1), ("overdue now", 1),
    ]  # fmt: skip
    assert of_amy("tickets", "week") == [(1,), (0,), (1,)]
    assert of_amy("csat", "n") == [(0,)]
    assert of_amy("quiet_customers", "customer") == [("Acme",)]
    assert of_amy("attention", "ref") == [("K1",), ("D6",), ("T1",)]
    assert "owner amy" in small.ok("report", "weekly", "--owner", "amy").out


def test_another_week(small: Crm) -> None:
    for text in ("2026-W45", "W45", "2026-11-02..2026-11-08"):
        found = report(small, "--week", text)
        assert found["period"] == {"since": "2026-11-02", "until": "2026-11-08"}
    assert [row["week"] for row in found["sections"]["deals"]] == [1, 0, 0]


def test_the_week_that_runs_says_that_it_is_not_over(small: Crm) -> None:
    found = report(small, "--week", "this-week")
    assert found["period"]["since"] == "2026-11-16"
    assert "the week is not over: it ends on 2026-11-22" in found["notes"]


@pytest.mark.parametrize(
    ("week", "said"),
    [
        ("2026-W50", "week 2026-W50 has not begun"),
        ("2026-11", "is not a week from Monday to Sunday"),
        ("2026-11-10..2026-11-16", "is not a week from Monday to Sunday"),
        ("2026-W60", "2026 has no week 60"),
        ("someday", "cannot read"),
    ],
)
def test_what_is_no_week_is_refused(crm_sqlite: Crm, week: str, said: str) -> None:
    result = crm_sqlite("report", "weekly", "--week", week)
    assert result.code == 2
    assert said in result.err
    assert "hint: " in result.err
    assert result.out == ""


def test_several_currencies_stand_apart(crm: Crm) -> None:
    with making(crm.database) as made:
        made.won("2026-11-10", 10000, opened_at="2026-11-10")
        made.won("2026-11-10", 20000, "USD", opened_at="2026-11-01")
        made.deal("lead", 3000, "USD", opened_at="2026-11-01")
        made.rate("USD", "EUR", "2026-11-15", "0.5")
        made.rate("USD", "EUR", "2026-11-16", "0.9")
    assert rows(crm, "amounts", "what", "week", "currency") == [
        ("won", "100.00", "EUR"), ("won", "200.00", "USD"),
        ("lost", "0.00", "EUR"), ("lost", "0.00", "USD"),
        ("new", "100.00", "EUR"), ("new", "0.00", "USD"),
    ]  # fmt: skip
    assert rows(crm, "pipeline", "part", "currency", "deals", "amount") == [
        ("open at the start", "EUR", 0, "0.00"), ("open at the start", "USD", 2, "230.00"),
        ("new", "EUR", 1, "100.00"), ("new", "USD", 0, "0.00"),
        ("won", "EUR", -1, "-100.00"), ("won", "USD", -1, "-200.00"),
        ("lost", "EUR", 0, "0.00"), ("lost", "USD", 0, "0.00"),
        ("open at the end", "EUR", 0, "0.00"), ("open at the end", "USD", 1, "30.00"),
    ]  # fmt: skip
    # At the rate of the last day of the week.
    assert rows(crm, "amounts", "what", "week", options=("--currency", "EUR")) == [
        ("won", "200.00"), ("lost", "0.00"), ("new", "100.00"),
    ]  # fmt: skip
    found = report(crm, "--currency", "EUR")
    assert any("1 USD = 0.5 EUR (2026-11-15)" in note for note in found["notes"])


def test_what_has_no_rate_stands_apart(crm: Crm) -> None:
    with making(crm.database) as made:
        made.won("2026-11-10", 10000, opened_at="2026-11-10")
        made.won("2026-11-10", 20000, "USD", opened_at="2026-11-01")
        for amount, code in ((500, "EUR"), (700, "USD"), (None, "EUR")):
            made.deal("lead", amount, code, opened_at="2026-11-01", expected_close="2026-11-17")
    options = ("--currency", "EUR")
    assert rows(crm, "amounts", "what", "week", "currency", options=options)[:2] == [
        ("won", "100.00", "EUR"), ("won", "200.00", "USD"),
    ]  # fmt: skip
    assert rows(crm, "pipeline", "part", "currency", "deals", "amount", options=options)[-2:] == [
        ("open at the end", "EUR", 2, "5.00"), ("open at the end", "USD", 1, "7.00"),
    ]  # fmt: skip
    (total,) = rows(crm, "closings_total", "deal", "amount", options=options)
    assert total == ("3 deals", "5.00")


def test_deals_in_several_currencies_without_an_amount(crm: Crm) -> None:
    with making(crm.database) as made:
        made.deal("lead", 100, "USD", opened_at="2026-11-01")
        made.deal("lead", 100, "EUR", opened_at="2026-11-01")
        made.deal("lead", opened_at="2026-11-10")
    found = rows(crm, "pipeline", "part", "currency", "deals", "amount")
    assert ("new", None, 1, None) in found
    assert ("open at the end", None, 1, None) in found


@pytest.mark.parametrize("format", ["table", "md", "html", "json"])
def test_nothing_is_missing_from_an_empty_book(crm: Crm, format: str) -> None:
    result = crm.ok("report", "weekly", "--format", format)
    if format == "json":
        assert list(result.json["sections"]) == SECTIONS
        assert result.json["records"] == 0
        return
    for title in (
        "Deals won, lost and new", "Their amounts", "The pipeline and what moved it",
        "Moved between stages", "Closings expected in the week that follows", "Follow-ups",
        "Tickets", "CSAT, the last 90 days", "NPS, the last 90 days", "Customers gone quiet",
        "Who they are", "What needs a person",
    ):  # fmt: skip
        assert title in result.out


def test_an_empty_book_and_none_at_all_have_a_hint(crm_sqlite: Crm) -> None:
    assert crm_sqlite.ok("report", "weekly").err.startswith("hint: nothing happened in this week")
    crm_sqlite.without_database()
    result = crm_sqlite.ok("report", "weekly")
    assert result.err == "hint: there is no database yet: crm init, or crm demo\n"
    assert not (crm_sqlite.folder / "none.db").exists()


@pytest.mark.parametrize(
    ("table", "values"),
    [
        ("interaction", {"kind": "call", "occurred_at": "{}"}),
        ("task", {"title": "x", "priority": "normal", "done_at": "{}"}),
        ("ticket", {"subject": "x", "priority": "normal", "status": "open", "opened_at": "{}"}),
        ("survey", {"kind": "nps", "score": 8, "answered_at": "{}"}),
    ],
)
def test_if_changed_prints_nothing_when_nothing_happened_in_the_week(
    crm: Crm, table: str, values: dict[str, Any]
) -> None:
    def put(at: str) -> None:
        given = {name: at if text == "{}" else text for name, text in values.items()}
        with making(crm.database) as made:
            made.record(table, search_text="", **given)

    put("2026-11-08T22:59:59.999Z")  # the last moment of the week before
    put("2026-11-15T23:00:00.000Z")  # the first one of the week that follows
    quiet = crm.ok("report", "weekly", "--if-changed", "--format", "md")
    assert (quiet.out, quiet.err) == ("", "")
    quiet = crm.ok("report", "weekly", "--if-changed", "--output", "weekly.html", "-f", "html")
    assert (quiet.out, quiet.err) == ("", "")
    assert not (crm.folder / "weekly.html").exists()
    put("2026-11-15T22:59:59.999Z")
    assert crm.ok("report", "weekly", "--if-changed").out.startswith("Weekly report 2026-W46")


def test_a_deal_that_moved_is_a_change(crm: Crm) -> None:
    with making(crm.database) as made:
        deal = made.deal("qualified", 100, opened_at="2026-10-01", moved="2026-10-01")
    assert crm.ok("report", "weekly", "--if-changed").out == ""
    with making(crm.database) as made:
        move(made, deal, "lead", "qualified", "2026-11-15")
    assert crm.ok("report", "weekly", "--if-changed").out != ""


@pytest.mark.parametrize(("format", "ending"), [("table", "txt"), ("md", "md"), ("html", "html")])
def test_as_people_see_it(crm: Crm, format: str, ending: str) -> None:
    with making(crm.database) as made:
        make_deals(made)
        make_customers(made)
        hard = made.company("'; drop table contact; --\x1b[31m")
        made.won("2026-06-10", 100, company=hard)
        made.deal("lead", 10**13, title="[red]<b>|*x*\u202e", owner="amy", opened_at="2026-11-01",
                  expected_close="2026-11-17", company_id=hard)  # fmt: skip
        made.task("2026-11-15", user="amy")
        made.answer("csat", 1, "2026-11-14T08:00:00.000Z", comment="=1+1\n<script>")
    text = crm.ok("report", "weekly", "--format", format).out
    assert difference(f"reports/weekly.{ending}", text) == ""


def test_what_was_recorded_later_without_its_opening_was_not_open_then(crm: Crm) -> None:
    """It is there since it was recorded, or since its first dated move if that is earlier."""
    with making(crm.database) as made:
        made.deal("lead", 100, expected_close="2026-11-17")
        made.deal("lead", 200, moved="2026-11-01", expected_close="2026-11-17")
        made.deal("lead", 400, created_at="2026-11-10T08:00:00.000Z")
        made.deal("lead", 800, created_at="2026-11-01T08:00:00.000Z")
        made.won("2026-11-10", 1600)
    assert rows(crm, "pipeline", "part", "deals", "amount") == [
        ("open at the start", 3, "26.00"), ("new", 1, "4.00"), ("won", -1, "-16.00"),
        ("lost", 0, "0.00"), ("open at the end", 3, "14.00"),
    ]  # fmt: skip
    assert rows(crm, "closings", "amount") == [("2.00",)]
