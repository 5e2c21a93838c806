"""The pipeline report, with figures worked out by hand. Today is 2026-11-20 in Berlin."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Crm
from tests.reports.made import Made, making


def rows(crm: Crm, section: str, *options: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = crm.ok("report", "pipeline", "--json", *options).json["sections"][
        section
    ]
    return found


def stage(crm: Crm, name: str, *options: str) -> dict[str, Any]:
    return next(row for row in rows(crm, "stages", *options) if row["stage"] == name)


@pytest.fixture
def small(crm: Crm) -> Crm:
    """Six open deals in two stages, and three that do not count."""
    with making(crm.database) as made:
        # lead has 10 %. 100.01 weighs 10.001, which is 10.00; 0.05 weighs 0.005, which is 0.01.
        made.deal("lead", 10001, moved="2026-11-10", opened_at="2026-11-10", owner="amy")
        made.deal(
            "lead", 5, moved="2026-10-01", opened_at="2026-10-01", expected_close="2026-11-19"
        )
        talked = made.deal("lead", moved="2026-09-01", opened_at="2026-09-01",
                           expected_close="2026-11-20", owner="bo")  # fmt: skip
        made.touch("2026-11-01T09:00:00.000Z", deal_id=talked)
        # qualified has 40 %; the first two have a probability of their own.
        made.deal("qualified", 100000, probability=7500, owner="bo")
        made.deal("qualified", 20000, probability=0, moved="2026-10-20", opened_at="2026-10-20")
        made.deal("qualified", 1000, moved="2026-10-21", opened_at="2026-10-21")
        made.deal("won", 77700, moved="2026-11-01", closed_at="2026-11-01")
        made.deal("lost", 77700, moved="2026-11-01", closed_at="2026-11-01")
        made.deal("lead", 77700, deleted_at="2026-11-02T00:00:00.000Z")
    return crm


def test_stages(small: Crm) -> None:
    assert stage(small, "lead") == {
        "pipeline": "Sales",
        "stage": "lead",
        "deals": 3,
        "amount": "100.06",
        "weighted": "10.01",  # 10.00 + 0.01
        "currency": "EUR",
        "without_amount": 1,
        "mean_days": 46.6667,  # (10 + 50 + 80) / 3
        "mean_days_n": 3,
        "thin": "n = 3",
        "stale": 1,  # untouched for 50 days; the one of 80 days has an interaction
        "past_close": 1,  # yesterday; today is not past
        "bar": pytest.approx(10006 / 121000),
    }
    assert stage(small, "qualified") == {
        "pipeline": "Sales",
        "stage": "qualified",
        "deals": 3,
        "amount": "1210.00",
        "weighted": "754.00",  # 750 + 0 + 4
        "currency": "EUR",
        "without_amount": 0,
        "mean_days": 30.5,  # (31 + 30) / 2; the third came on an unknown day
        "mean_days_n": 2,
        "thin": "n = 2",
        "stale": 1,  # 31 days are more than 30
        "past_close": 0,
        "bar": 1.0,
    }


def test_every_open_stage_in_order(small: Crm) -> None:
    found = [(row["stage"], row["deals"]) for row in rows(small, "stages")]
    assert found == [
        ("lead", 3), ("nurture", 0), ("qualified", 3), ("proposal", 0), ("negotiation", 0),
    ]  # fmt: skip


def test_totals(small: Crm) -> None:
    (total,) = rows(small, "stages_total")
    assert (total["deals"], total["amount"], total["weighted"]) == (6, "1310.06", "764.01")
    assert (total["without_amount"], total["stale"], total["past_close"]) == (1, 2, 1)
    assert (total["mean_days"], total["mean_days_n"]) == (40.2, 5)  # 201 / 5


def test_header_and_notes(small: Crm) -> None:
    found = small.ok("report", "pipeline", "--json").json
    assert found["period"] == {"since": "2026-11-20", "until": "2026-11-20"}
    assert (found["zone"], found["currency"], found["records"]) == ("Europe/Berlin", "EUR", 6)
    assert found["notes"] == [
        "1 deal came into the stage on an unknown day: left out of the mean days",
        "1 deal with no date of anything: not known whether stale",
    ]


def test_last_move_counts(crm: Crm) -> None:
    with making(crm.database) as made:
        deal = made.deal("proposal", moved="2026-01-01", opened_at="2026-01-01")
        made.insert("stage_move", deal_id=deal, to_stage_id=made.stage("lead"), at="2026-11-19")
        made.insert("stage_move", deal_id=deal, to_stage_id=made.stage("proposal"), at="2026-11-18")
    found = stage(crm, "proposal")
    assert (found["mean_days"], found["stale"]) == (2, 0)


@pytest.mark.parametrize(
    ("at", "stale"),
    [
        ("2026-10-20T22:00:00.000Z", 0),  # 00:00 in Berlin on 21 October, 30 days ago
        ("2026-10-20T21:59:59.999Z", 1),
        ("2026-11-25T09:00:00.000Z", 0),  # a meeting that is planned
    ],
)
def test_stale_by_interactions(crm: Crm, at: str, stale: int) -> None:
    with making(crm.database) as made:
        deal = made.deal("lead")
        made.touch(at, deal_id=deal)
        made.touch(None, deal_id=deal)
    assert stage(crm, "lead")["stale"] == stale


def test_a_deleted_interaction_is_none(crm: Crm) -> None:
    with making(crm.database) as made:
        deal = made.deal("lead", opened_at="2026-01-01")
        made.touch("2026-11-19T09:00:00.000Z", deal_id=deal, deleted_at="2026-11-19T09:00:00.000Z")
    assert stage(crm, "lead")["stale"] == 1


def test_stale_days_is_a_setting(crm: Crm) -> None:
    with making(crm.database) as made:
        made.deal("lead", opened_at="2026-11-10", moved="2026-11-10")
        made.record("setting", name="stale_days", value="9")
    assert stage(crm, "lead")["stale"] == 1
    assert "more than 9 days" in crm.ok("report", "pipeline").out


def currencies(made: Made) -> None:
    made.deal("lead", 1000, "JPY", moved="2026-11-19")  # 10 %: 100 JPY
    made.deal("lead", 1234, "KWD", moved="2026-11-19")  # 1.234 KWD; 10 %: 0.1234 is 0.123
    made.deal("lead", 1000, "EUR", moved="2026-11-19")
    made.deal("negotiation", 2000, "JPY", moved="2026-11-19")  # 80 %: 1600 JPY
    made.deal("lead", moved="2026-11-19")


def test_unlike_currencies_are_apart(crm: Crm) -> None:
    with making(crm.database) as made:
        currencies(made)
    found = crm.ok("report", "pipeline", "--json").json
    sections = found["sections"]
    assert sections["currencies"] == [
        {"currency": "EUR", "deals": 1, "amount": "10.00", "weighted": "1.00"},
        {"currency": "JPY", "deals": 2, "amount": "3000", "weighted": "1700"},
        {"currency": "KWD", "deals": 1, "amount": "1.234", "weighted": "0.123"},
    ]
    by_stage = [
        (row["currency"], row["stage"], row["deals"], row["amount"], row["weighted"])
        for row in sections["stages_by_currency"]
    ]
    assert by_stage == [
        ("EUR", "lead", 1, "10.00", "1.00"),
        ("JPY", "lead", 1, "1000", "100"),
        ("JPY", "negotiation", 1, "2000", "1600"),
        ("KWD", "lead", 1, "1.234", "0.123"),
    ]
    lead = sections["stages"][0]
    assert (lead["deals"], lead["without_amount"]) == (4, 1)
    assert lead["amount"] is None
    assert found["notes"] == [
        "amounts in EUR, JPY, KWD are shown apart; --currency EUR converts them"
    ]


def test_one_foreign_currency_needs_no_rate(crm: Crm) -> None:
    with making(crm.database) as made:
        made.deal("lead", 500, "USD")
        made.deal("proposal")
    found = crm.ok("report", "pipeline", "--json").json
    assert found["currency"] == "USD"
    assert found["sections"]["stages_total"][0]["amount"] == "5.00"
    assert "currencies" not in found["sections"]


def test_conversion(crm: Crm) -> None:
    with making(crm.database) as made:
        currencies(made)
        made.rate("EUR", "JPY", "2026-11-20", "160")
        made.rate("EUR", "JPY", "2026-11-21", "100")  # tomorrow's
        made.rate("KWD", "EUR", "2026-01-01", "3.05")
    found = crm.ok("report", "pipeline", "--currency", "eur", "--json").json
    lead, *_, negotiation = found["sections"]["stages"]
    # 1000 / 160 = 6.25; 1.234 * 3.05 = 3.7637 is 3.76; and 10.00.
    assert lead["amount"] == "20.01"
    # 10 % each: 0.625 is 0.63, 0.376 is 0.38, 1.00.
    assert lead["weighted"] == "2.01"
    # 2000 / 160 = 12.50, and 80 % of it.
    assert (negotiation["amount"], negotiation["weighted"]) == ("12.50", "10.00")
    assert found["sections"]["stages_total"][0]["amount"] == "32.51"
    assert found["notes"] == [
        "converted to EUR with 1 EUR = 160 JPY (2026-11-20)",
        "converted to EUR with 1 KWD = 3.05 EUR (2026-01-01)",
    ]


def test_what_has_no_rate_stands_apart(crm: Crm) -> None:
    with making(crm.database) as made:
        currencies(made)
        made.rate("EUR", "JPY", "2026-11-21", "160")  # tomorrow's
        made.deal("lead", 300, "USD", moved="2026-11-19")
        made.rate("USD", "EUR", "2026-11-20", "0.5")
    found = crm.ok("report", "pipeline", "--currency", "EUR", "--json").json
    lead, *_, negotiation = found["sections"]["stages"]
    assert (lead["deals"], lead["amount"], lead["weighted"]) == (5, "11.50", "1.15")
    assert (negotiation["deals"], negotiation["amount"]) == (1, "0.00")
    assert [tuple(row.values()) for row in found["sections"]["currencies"]] == [
        ("EUR", 2, "11.50", "1.15"), ("JPY", 2, "3000", "1700"), ("KWD", 1, "1.234", "0.123"),
    ]  # fmt: skip
    assert [
        (row["stage"], row["currency"], row["amount"])
        for row in found["sections"]["stages_by_currency"]
    ] == [("lead", "EUR", "11.50"), ("lead", "JPY", "1000"), ("negotiation", "JPY", "2000"),
          ("lead", "KWD", "1.234")]  # fmt: skip
    assert [note.split(" or before")[0] for note in found["notes"][1:]] == [
        "no exchange rate from JPY to EUR on 2026-11-20",
        "no exchange rate from KWD to EUR on 2026-11-20",
    ]
    explained = crm.ok("report", "pipeline", "--currency", "EUR", "--explain", "--json").json
    assert {(row["currency"], row["rate"]) for row in explained["sections"]["open_deals"]} == {
        ("EUR", None), ("EUR", "1 USD = 0.5 EUR (2026-11-20)"), (None, None),
        ("JPY", "none"), ("KWD", "none"),
    }  # fmt: skip


@pytest.mark.parametrize("report", ["pipeline", "wins", "segments", "diff", "weekly", "activity"])
def test_no_report_needs_a_rate(crm: Crm, report: str) -> None:
    with making(crm.database) as made:
        for code in ("JPY", "KWD"):
            made.deal("lead", 1000, code, opened_at="2026-11-10", expected_close="2026-11-17")
            made.won("2026-11-10", 1000, code, company=made.company(code))
    period = () if report in ("pipeline", "segments", "weekly", "diff") else ("--period", "2026")
    found = crm.ok("report", report, *period, "--currency", "USD", "--json").json
    assert found["currency"] == "USD"
    if report != "activity":  # in which there are no amounts
        missing = [note for note in found["notes"] if "no exchange rate from" in note]
        assert [note.split()[4] for note in missing] == ["JPY", "KWD"]


@pytest.mark.parametrize(
    ("options", "deals"),
    [
        (("--owner", "amy"), 1),
        (("--owner", "@bo"), 2),
        (("--where", "amount>=100"), 3),
        (("--where", "amount>=100", "--owner", "bo"), 1),
        (("--where", "owner="), 3),
        (("--where", "stage=lead", "--where", "owner=amy,bo"), 2),
        (("--pipeline", "sales"), 6),
    ],
)
def test_scope(small: Crm, options: tuple[str, ...], deals: int) -> None:
    assert rows(small, "stages_total", *options)[0]["deals"] == deals


def test_tag(small: Crm) -> None:
    with making(small.database) as made:
        tagged = made.deal("proposal", 100)
        made.tag(tagged, "VIP")
        made.tag(tagged, "big")
        made.tag(made.deal("proposal", 200), "vip")
    assert rows(small, "stages_total", "--tag", "vip")[0]["deals"] == 2
    assert rows(small, "stages_total", "--tag", "vip", "--tag", "#big")[0]["deals"] == 1


def test_title_says_what_is_left(small: Crm) -> None:
    out = small.ok("report", "pipeline", "--owner", "amy", "--where", "amount>1").out
    assert out.splitlines()[0] == "Pipeline · owner amy · amount>1"


@pytest.mark.parametrize(
    ("options", "code", "says"),
    [
        (("--owner", "zoe"), 3, "no user called 'zoe'"),
        (("--tag", "none"), 3, "no tag called 'none'"),
        (("--pipeline", "x"), 3, "no pipeline called 'x'"),
        (("--currency", "XXX"), 2, "XXX"),
        (("--where", "colour=red"), 2, "colour"),
        (("--section", "x"), 2, "section"),
        (("--format", "pdf"), 2, "pdf"),
    ],
)
def test_refusals(small: Crm, options: tuple[str, ...], code: int, says: str) -> None:
    result = small("report", "pipeline", *options)
    assert result.code == code
    assert says in result.err
    assert result.err.startswith("error: ")
    assert "hint: " in result.err


def test_several_pipelines(small: Crm) -> None:
    with making(small.database) as made:
        other = made.record("pipeline", name="Partners", key="partners", position=1)
        first = made.record(
            "stage", pipeline_id=other, name="lead", key="lead", position=0, probability=5000,
            outcome="open",
        )  # fmt: skip
        made.deal(pipeline_id=other, stage_id=first, amount=300)
    found = rows(small, "stages")
    assert [row["pipeline"] for row in found] == ["Sales"] * 5 + ["Partners"]
    assert found[-1]["weighted"] == "1.50"
    assert "Partners" in small.ok("report", "pipeline").out
    only = rows(small, "stages", "--pipeline", "PARTNERS")
    assert [(row["pipeline"], row["deals"]) for row in only] == [("Partners", 1)]


def test_a_deleted_stage_shows_while_it_has_deals(small: Crm) -> None:
    with making(small.database) as made:
        made.session.rows(
            "UPDATE stage SET deleted_at = '2026-11-01T00:00:00.000Z'"
            " WHERE name IN ('lead', 'nurture')"
        )
    names = [row["stage"] for row in rows(small, "stages")]
    assert names == ["lead", "qualified", "proposal", "negotiation"]


def test_empty(crm: Crm) -> None:
    result = crm.ok("report", "pipeline")
    assert "no open deals" in result.out
    assert result.err == "hint: no open deals: crm deal add makes one\n"
    found = crm.ok("report", "pipeline", "--json").json
    assert found["records"] == 0
    assert found["sections"] == {"stages": [], "attention": []}


def test_without_a_database(crm_sqlite: Crm) -> None:
    crm_sqlite.without_database()
    result = crm_sqlite.ok("report", "pipeline", "--currency", "EUR")
    assert result.err == "hint: there is no database yet: crm init, or crm demo\n"
    assert not crm_sqlite.database.path.exists()


def test_by_another_thing_also_through_a_link(crm: Crm) -> None:
    with making(crm.database) as made:
        acme = made.company("Acme", industry="tools", city="Rome", owner_id=made.user("amy"))
        bolt = made.company("Bolt", industry="tools")
        field = made.field("Product")
        for company, amount, owner in ((acme, 1000, "amy"), (acme, 300, "bo"), (bolt, 50, "bo")):
            deal = made.deal("lead", amount, company_id=company, owner=owner, source="web")
            made.value(deal, field, "A" if amount > 500 else "B")
        made.deal("lead", 700, "USD", owner="amy")
        made.deal("lead", owner="amy")

    def groups(by: str, *options: str) -> list[tuple[Any, ...]]:
        section = "by_" + by.replace(".", "_")
        return [
            (next(iter(row.values())), row["deals"], row["amount"], row["weighted"])
            for row in rows(crm, section, "--by", by, *options)
        ]

    assert groups("owner", "--currency", "EUR") == [
        ("amy", 1, "10.00", "1.00"), ("amy", 1, "7.00", "0.70"), ("bo", 2, "3.50", "0.35"),
        ("amy", 1, None, None),
    ]  # fmt: skip
    only = ("--where", "company!=")
    assert groups("company", *only) == [("Acme", 2, "13.00", "1.30"), ("Bolt", 1, "0.50", "0.05")]
    assert groups("company.industry", *only) == [("tools", 3, "13.50", "1.35")]
    assert groups("company.owner", *only) == [
        ("amy", 2, "13.00", "1.30"), (None, 1, "0.50", "0.05"),
    ]  # fmt: skip
    assert groups("Product", *only) == [("A", 1, "10.00", "1.00"), ("B", 2, "3.50", "0.35")]
    assert groups("owner", "--where", "company.city=Rome") == [
        ("amy", 1, "10.00", "1.00"), ("bo", 1, "3.00", "0.30"),
    ]  # fmt: skip
    assert "open deals of the group" in crm.ok(
        "report", "pipeline", "--by", "owner", "--explain"
    ).out.replace("\n", " ")
    for wrong in ("contacts", "company.nothing", "amount", "company.tags"):
        assert crm("report", "pipeline", "--by", wrong).code == 2
