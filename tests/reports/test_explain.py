"""`--explain` on the command line: rows, keys, formats and days."""

from __future__ import annotations

import pytest

from tests.conftest import Crm
from tests.reports.made import making
from tests.reports.remade import Record
from tests.reports.test_explain_figures import CASES


@pytest.fixture
def small(crm: Crm) -> Crm:
    """Three deals in two stages, one of them in yen, and two that are won."""
    with making(crm.database) as made:
        made.deal("proposal", 10000, probability=7500, title="[red]x[/]", moved="2026-11-10")
        made.deal("proposal", 2000, "JPY", title="张伟", moved="2026-11-18")
        made.deal("lead", 500, title="small")
        acme = made.company("Acme")
        made.won("2026-11-01", 3000, company=acme, owner="amy", opened_at="2026-10-01")
        made.won("2026-11-02", 4000, company=acme, owner="bo")
        made.rate("JPY", "EUR", "2026-01-01", "0.0061")
        made.ticket("2026-11-02T09:00:00.000Z", resolved="2026-11-02T11:00:00.000Z")
        made.answer("csat", 2, "2026-11-03T09:00:00.000Z")
    return crm


def sections(crm: Crm, *words: str) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = crm.ok("report", *words, "--json").json["sections"]
    return found


def test_a_row_with_its_records_rates_and_formulas(small: Crm) -> None:
    found = sections(
        small, "pipeline", "--currency", "EUR", "--explain", "stage=proposal"
    )  # fmt: skip
    assert list(found) == ["stages", "attention", "formulas", "open_deals", "open_deals_total"]
    (row,) = found["stages"]
    # 100 at 75 %, and 2000 yen, which are 12.20, at the stage's 60 %: 75 + 7.32
    assert (row["deals"], row["amount"], row["weighted"]) == (2, "112.20", "82.32")
    shown = ("ref", "amount", "original", "original_currency", "rate", "likelihood", "weighted",
             "days")  # fmt: skip
    assert [tuple(deal[name] for name in shown) for deal in found["open_deals"]] == [
        ("D1", "100.00", "100.00", "EUR", None, 75, "75.00", 10),
        ("D2", "12.20", "2000", "JPY", "1 JPY = 0.0061 EUR (2026-01-01)", 60, "7.32", 2),
    ]
    (total,) = found["open_deals_total"]
    assert (total["amount"], total["weighted"]) == ("112.20", "82.32")
    assert {"section": "stages", "figure": "weighted"}.items() <= found["formulas"][2].items()
    assert "rounded half-up" in found["formulas"][2]["formula"]


def test_the_whole_and_its_header(small: Crm) -> None:
    plain = small.ok("report", "pipeline", "--json").json
    found = small.ok("report", "pipeline", "--explain", "--json").json
    for name in ("report", "period", "zone", "currency", "records"):
        assert found[name] == plain[name]
    for name, rows in plain["sections"].items():
        assert found["sections"][name] == rows
    assert [deal["ref"] for deal in found["sections"]["open_deals"]] == ["D3", "D1", "D2"]
    assert "stale_days is 30; today is 2026-11-20 in Europe/Berlin" in found["notes"]


@pytest.mark.parametrize(
    ("by", "group", "deals"),
    [
        ("source", "web", ["D1"]),
        ("source", "(none)", ["D3", "D2"]),
        ("company.industry", "retail", ["D2"]),
        ("owner", "amy", ["D3"]),
    ],
)
def test_one_group_of_a_pipeline_and_its_deals(
    small: Crm, by: str, group: str, deals: list[str]
) -> None:
    small.ok("deal", "edit", "D1", "--source", "web")
    small.ok("deal", "edit", "D2", "--company", "Acme")
    small.ok("deal", "edit", "D3", "--owner", "amy")
    small.ok("company", "edit", "Acme", "--set", "industry=retail")
    words = ("--by", by, "--explain", f"{by}={group}")
    found = sections(small, "pipeline", *words)
    assert [deal["ref"] for deal in found["open_deals"]] == deals
    (one, *_) = found["by_" + by.replace(".", "_")]
    assert one[by] == (None if group == "(none)" else group)


def test_several_keys(small: Crm) -> None:
    found = sections(small, "pipeline", "--explain", "stage=Proposal", "--explain", "currency=jpy")
    assert list(found) == ["stages_by_currency", "formulas", "open_deals", "open_deals_total"]
    assert [deal["ref"] for deal in found["open_deals"]] == ["D2"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("pipeline", "--explain", "stage=propsal"), "did you mean proposal?"),
        (("pipeline", "--explain", "staeg=lead"), "did you mean stage?"),
        (("pipeline", "--explain", "stage"), "--explain stage=lead"),
        (("wins", "--explain", "owner=zoe"), "one of: bo, amy"),
        (("wins", "--explain", "owner=amy", "--explain", "channel=x"), "no channel 'x'"),
        (("wins", "--explain", "--compare"), "leave --compare away"),
        (("tickets", "--explain", "kind=repair"), "(none)"),
        (("diff", "2026-11-01", "--explain", "part=wonn"), "did you mean won?"),
    ],
)
def test_what_is_not_there_is_named(small: Crm, words: tuple[str, ...], says: str) -> None:
    with making(small.database) as made:
        made.touch("2026-10-30T09:00:00.000Z", deal_id=4)
    result = small("report", *words)
    assert result.code == 2
    assert result.err.startswith("error: ")
    assert says in result.err
    assert result.out == ""


def test_rows_without_a_name(small: Crm) -> None:
    found = sections(small, "tickets", "--explain", "kind=(none)")
    assert list(found) == ["by_kind", "formulas", "ticket_list"]
    (ticket,) = found["ticket_list"]
    # From 10:00 to 12:00 in Berlin, on a Monday: all of it within business hours.
    assert (ticket["resolution"], ticket["business_resolution"]) == (7200, 7200)


def test_two_rows_that_no_section_has_together(small: Crm) -> None:
    with making(small.database) as made:
        made.touch("2026-10-30T09:00:00.000Z", channel="zoom", deal_id=4)
    result = small("report", "wins", "--explain", "owner=amy", "--explain", "channel=zoom")
    assert result.code == 2
    assert "no row has owner=amy and channel=zoom" in result.err


def test_after_the_days_of_a_diff(small: Crm) -> None:
    for words in (
        ("2026-11-01", "--explain", "part=new"),
        ("--explain", "part=new", "2026-11-01"),
    ):
        found = sections(small, "diff", *words)
        assert {row["part"] for row in found["parts"]} == {"new"}
        assert {deal["ref"] for deal in found["deals"]} == {"D1", "D2", "D3", "D4", "D5"}
    whole = sections(small, "diff", "--explain", "2026-11-01")
    assert len(whole["closing_deals"]) == 3
    assert whole["opening_deals"] == []


@pytest.mark.parametrize("name", sorted(CASES))
@pytest.mark.parametrize("format", ["table", "json", "md", "html"])
def test_every_format(small: Crm, name: str, format: str) -> None:
    out = small.ok("report", name, "--explain", "--format", format).out
    assert "formula" in out
    assert "\x1b" not in out
    if format in ("table", "md"):
        assert "How each figure comes about" in out


def test_records_alone(small: Crm) -> None:
    out = small.ok("report", "wins", "--explain", "--section", "closed_deals", "--format", "csv",
                   "--columns", "ref,amount", "--sort", "-amount").out  # fmt: skip
    assert out.splitlines() == ["ref,amount,currency", "D5,40.00,EUR", "D4,30.00,EUR"]


def test_of_a_past_day(small: Crm) -> None:
    small.ok("deal", "edit", "D1", "--amount", "1",
             environment={"CRM_NOW": "2026-11-25T10:00:00.000Z"})  # fmt: skip
    words = ("report", "pipeline", "--explain", "stage=proposal", "--json")
    later = {"CRM_NOW": "2026-11-26T10:00:00.000Z"}
    assert small.ok(*words, environment=later).json["sections"]["open_deals"][0]["amount"] == "1.00"
    past = small.ok(*words, "--as-of", "2026-11-20", environment=later).json
    assert past["sections"]["open_deals"][0]["amount"] == "100.00"
    assert past["as_of"] is not None


def test_without_a_database(crm_sqlite: Crm) -> None:
    crm_sqlite.without_database()
    result = crm_sqlite.ok("report", "pipeline", "--explain")
    assert result.err == "hint: there is no database yet: crm init, or crm demo\n"


def test_other_reports_do_not_have_it(crm_sqlite: Crm) -> None:
    assert "--explain" not in crm_sqlite.ok("report", "quality", "--help").out
    assert crm_sqlite("report", "quality", "--explain").code == 2
