"""`crm report segments` by hand."""

from __future__ import annotations

from typing import Any

import pytest

from crm_cli.services.lifecycle import CARE
from tests.conftest import Crm
from tests.reports.customers import ten
from tests.reports.made import making
from tests.values.test_rfm import expected as rfm_name


def report(crm: Crm, *words: str) -> Any:
    return crm.ok("report", "segments", *words, "--json").json


def by_name(rows: list[dict[str, Any]], *names: str) -> dict[Any, Any]:
    return {row["segment"]: tuple(row[name] for name in names) for row in rows}


def test_rfm_by_hand(crm: Crm) -> None:
    with making(crm.database) as made:
        ten(made)
        made.company("Not yet")
        made.contact("Nobody's")
    found = report(crm, "--members")
    members = {row["name"]: row for row in found["sections"]["members"]}
    scores = [
        (5, 1, 1), (5, 1, 1), (4, 1, 2), (4, 1, 2), (3, 1, 3),
        (3, 1, 3), (2, 1, 4), (2, 4, 4), (1, 5, 5), (1, 5, 5),
    ]  # fmt: skip
    for n, expected in enumerate(scores):
        row = members[f"Company {n}"]
        assert (row["r"], row["f"], row["m"]) == expected
        assert row["recency_days"] == 10 * n
        assert row["revenue"] == f"{n + 1}.00"
        assert row["segment"] == rfm_name(*expected)
    assert (members["Not yet"]["segment"], members["Not yet"]["r"]) == ("no purchase", None)
    assert members["Nobody's"]["ref"] == "C1"
    # New 2, Promising 2, At risk 1 (2 1 4), Can't lose 3, About to sleep 2.
    rows = found["sections"]["segments"]
    assert by_name(rows, "customers", "share", "revenue", "average_order", "last_purchase") == {
        "Can't lose": (3, 0.3, "27.00", "3.00", "2026-09-11"),
        "New": (2, 0.2, "3.00", "1.50", "2026-11-20"),
        "Promising": (2, 0.2, "7.00", "3.50", "2026-10-31"),
        "At risk": (1, 0.1, "7.00", "7.00", "2026-09-21"),
        "About to sleep": (2, 0.2, "11.00", "5.50", "2026-10-11"),
        "no purchase": (2, None, None, None, None),
    }
    assert [row["segment"] for row in rows] == [
        "Can't lose", "New", "Promising", "At risk", "About to sleep", "no purchase",
    ]  # fmt: skip
    cuts = [(row["recency_days"], row["frequency"], row["monetary"])
            for row in found["sections"]["cut_points"]]  # fmt: skip
    assert cuts == [(18, 1, "2.80"), (36, 1, "4.60"), (54, 1, "6.40"), (72, 2.2, "8.20")]
    advice = by_name(found["sections"]["advice"], "do", "watch")
    assert advice.keys() == set(by_name(rows, "customers"))
    assert all(do and watch for do, watch in advice.values())


def test_who_is_a_customer(crm: Crm) -> None:
    """The company of a purchase, else its first contact; not open, lost or deleted deals."""
    with making(crm.database) as made:
        company = made.company("Acme")
        ann = made.contact("Ann", company_id=company)
        bea, cem = made.contact("Bea"), made.contact("Cem")
        made.won("2026-11-01", 10000, company=company, contacts=(ann,))
        made.won("2026-11-02", 5000, contacts=(bea, cem))
        made.won("2026-11-03", 700, contacts=(ann,))
        made.deal("lost", 100, company_id=company, closed_at="2026-11-01")
        made.deal("lead", 100, company_id=company)
        made.won("2026-11-04", 100, company=company, deleted_at="2026-11-05T00:00:00.000Z")
        made.won("2026-11-05", 100)
        made.won(None, 100, company=company)
        made.won("2026-12-24", 100, company=company)
    found = report(crm, "--by", "lifecycle", "--members")
    members = {row["ref"]: (row["name"], row["purchases"], row["revenue"])
               for row in found["sections"]["members"]}  # fmt: skip
    assert members == {
        "O1": ("Acme", 1, "100.00"),
        "C1": ("Ann", 1, "7.00"),
        "C2": ("Bea", 1, "50.00"),
        "C3": ("Cem", 0, None),
    }
    assert found["notes"] == [
        "1 won deal closed on an unknown day: in no figure",
        "1 won deal closed after 2026-11-20: in no figure",
        "1 won deal without a company or contact: left out",
    ]


def test_lifecycle(crm: Crm) -> None:
    with making(crm.database) as made:
        for name, days in (
            ("new", ["2026-05-20"]),
            ("active", ["2025-11-20", "2026-06-01"]),
            ("returning", ["2025-11-19", "2026-06-01"]),
            ("inactive", ["2026-05-19"]),
            ("lost", ["2025-05-19"]),
            ("unknown", [None]),
        ):
            company = made.company(name)
            for day in days:
                made.won(day, 1000, company=company)
        made.company("prospect")
    found = report(crm, "--by", "lifecycle")["sections"]
    assert by_name(found["segments"], "customers", "revenue") == {
        "prospect": (1, None),
        "new": (1, "10.00"),
        "returning": (1, "20.00"),
        "active": (1, "20.00"),
        "inactive": (1, "10.00"),
        "lost": (1, "10.00"),
        "undated purchase": (1, None),
    }
    advice = by_name(found["advice"], "do", "watch")
    assert {name: advice[name] for name in CARE} == CARE
    crm.ok("config", "set", "lifecycle.inactive", "7")
    found = report(crm, "--by", "lifecycle")["sections"]
    assert "inactive" not in by_name(found["segments"], "customers")
    shown = crm.ok("company", "show", "inactive", "--json").json
    assert shown["purchase_lifecycle"] == "returning"


def test_too_few_for_scores(crm: Crm) -> None:
    with making(crm.database) as made:
        for n in range(6):
            made.won("2026-11-01", 100 * n, company=made.company(f"Company {n}"))
    found = report(crm)
    assert by_name(found["sections"]["segments"], "customers", "share") == {
        "not scored": (6, None)
    }  # fmt: skip
    assert "cut_points" not in found["sections"]
    assert found["notes"][0] == (
        "6 customers who bought: fewer than 10, so no scores (--bins 3 needs 6)"
    )
    assert "cut_points" in report(crm, "--bins", "3")["sections"]
    assert crm("report", "segments", "--bins", "6").code == 2


def test_several_currencies(crm: Crm) -> None:
    with making(crm.database) as made:
        ten(made)
        both = made.company("Both")
        made.won("2026-11-01", 500, company=both)
        made.won("2026-11-02", 1000, "USD", company=both)
        made.won("2026-11-03", 300, "USD", company=made.company("Dollars"))
        made.rate("EUR", "USD", "2026-01-01", "2")
    found = report(crm, "--members")
    members = {row["name"]: row for row in found["sections"]["members"]}
    assert (members["Both"]["purchases"], members["Both"]["revenue"]) == (1, "5.00")
    assert members["Dollars"]["segment"] == "other currency"
    assert found["notes"][0] == (
        "purchases in other currencies are left out (2 in USD); --currency EUR converts them"
    )
    found = report(crm, "--members", "--currency", "EUR")
    members = {row["name"]: row for row in found["sections"]["members"]}
    assert (members["Both"]["purchases"], members["Both"]["revenue"]) == (2, "10.00")
    assert members["Dollars"]["revenue"] == "1.50"
    assert "converted to EUR with 1 EUR = 2 USD (2026-01-01)" in found["notes"]
    # What was bought before the first rate stays apart; the rest of its customer counts.
    found = report(crm, "--members", "--currency", "USD")
    members = {row["name"]: row for row in found["sections"]["members"]}
    assert (members["Both"]["purchases"], members["Both"]["revenue"]) == (2, "20.00")
    with making(crm.database) as made:
        made.won("2025-12-31", 700, company=both)
    found = report(crm, "--members", "--currency", "USD")
    again = {row["name"]: row for row in found["sections"]["members"]}
    assert again["Both"] == members["Both"]
    assert any(
        "from EUR to USD on 2025-12-31 or before: such amounts are shown apart" in note
        for note in found["notes"]
    )
    assert "purchases in other currencies are left out (1 in EUR)" in found["notes"]
    found = report(crm, "--by", "lifecycle", "--members", "--currency", "USD")
    assert {row["name"]: row["first_purchase"] for row in found["sections"]["members"]}[
        "Both"
    ] == "2025-12-31"
    # By lifecycle all purchases count, and unlike currencies stand apart.
    found = report(crm, "--by", "lifecycle")["sections"]
    assert [row for row in found["revenue"] if row["currency"] == "USD"] == [
        {"segment": "new", "currency": "USD", "purchases": 1, "revenue": "3.00",
         "average_order": "3.00", "thin": "n = 1"},
        {"segment": "active", "currency": "USD", "purchases": 1, "revenue": "10.00",
         "average_order": "10.00", "thin": "n = 1"},
    ]  # fmt: skip


def test_one_foreign_currency_is_the_one_that_counts(crm: Crm) -> None:
    with making(crm.database) as made:
        for n in range(10):
            made.won("2026-11-01", 100 * n, "USD", company=made.company(f"Company {n}"))
    found = report(crm)
    assert found["currency"] == "USD"
    assert by_name(found["sections"]["segments"], "revenue")
    assert not any("left out" in note for note in found["notes"])


def test_by_tag_field_and_saved(crm: Crm) -> None:
    with making(crm.database) as made:
        amy = made.user("amy")
        one = made.company("One", region="North", owner_id=amy)
        two = made.company("Two", region="South")
        three = made.contact("Three", region="North")
        four = made.contact("Four", company_id=one)
        made.won("2026-11-01", 1000, company=one)
        made.won("2026-11-02", 3000, contacts=(three,))
        for noun, id, tag in (("company", one, "vip"), ("company", two, "vip"),
                              ("contact", three, "old"), ("company", one, "old")):  # fmt: skip
            made.noun_tag(noun, id, tag)
        made.noun_tag("contact", four, "boss")
    columns = ("customers", "bought", "revenue")
    found = report(crm, "--by", "region")["sections"]
    assert by_name(found["segments"], *columns) == {
        "North": (2, 2, "40.00"),
        "South": (1, 0, None),
    }
    assert found["advice"][0]["do"].startswith("mostly new (2): ")
    found = report(crm, "--by", "owner")["sections"]
    assert by_name(found["segments"], *columns) == {"amy": (1, 1, "10.00"), None: (2, 1, "30.00")}
    found = report(crm, "--by", "tag")
    assert by_name(found["sections"]["segments"], *columns, "share") == {
        "old": (2, 2, "40.00", 2 / 3),
        "vip": (2, 1, "10.00", 2 / 3),
    }
    assert "a customer may be in several of these segments" in found["notes"][-1]
    crm.ok("segment", "save", "north", "company", "--where", "region=North")
    crm.ok("segment", "save", "bosses", "contact", "--where", "tag=boss")
    crm.ok("filter", "add", "big", "deal", "--where", "amount>1")
    found = report(crm, "--by", "saved")["sections"]
    # A contact counts as its company.
    assert by_name(found["segments"], *columns) == {
        "bosses": (1, 1, "10.00"),
        "north": (1, 1, "10.00"),
    }
    result = crm("report", "segments", "--by", "regoin")
    assert result.code == 2
    assert "rfm, lifecycle, value, tag, saved, region" in result.err


def test_a_field_of_the_teams_own(crm: Crm) -> None:
    crm.ok("field", "add", "company", "Plan", "--kind", "choice", "--choices", "free,paid")
    crm.ok("company", "add", "Acme", "--field", "plan=paid")
    crm.ok("company", "add", "Other")
    found = report(crm, "--by", "plan")["sections"]
    assert by_name(found["segments"], "customers") == {"paid": (1,), None: (1,)}


def test_value(crm: Crm) -> None:
    with making(crm.database) as made:
        ten(made)
    found = report(crm, "--by", "value")["sections"]
    assert by_name(found["segments"], "customers", "revenue") == {
        "top": (2, "19.00"),
        "high": (2, "15.00"),
        "middle": (2, "11.00"),
        "low": (2, "7.00"),
        "bottom": (2, "3.00"),
    }
    assert [row["monetary"] for row in found["cut_points"]] == ["2.80", "4.60", "6.40", "8.20"]


def test_conditions_are_on_the_customer(crm: Crm) -> None:
    with making(crm.database) as made:
        amy = made.user("amy")
        for n, place in enumerate(("Berlin", "Berlin", "Paris")):
            company = made.company(f"Company {n}", city=place, owner_id=amy if n else None)
            made.won("2026-11-01", 100, company=company)
            contact = made.contact(f"Contact {n}", owner="amy" if n else None, city=place)
            made.won("2026-11-02", 100, contacts=(contact,))
        made.noun_tag("company", 3, "vip")
        made.noun_tag("contact", 2, "vip")

    def refs(*words: str) -> list[str]:
        rows = report(crm, "--by", "lifecycle", "--members", *words)["sections"]["members"]
        return sorted(row["ref"] for row in rows)

    assert refs() == ["C1", "C2", "C3", "O1", "O2", "O3"]
    assert refs("--owner", "amy") == ["C2", "C3", "O2", "O3"]
    assert refs("--where", "city=Berlin") == ["C1", "C2", "O1", "O2"]
    assert refs("--where", "city=Berlin", "--owner", "amy") == ["C2", "O2"]
    assert refs("--tag", "vip") == ["C2", "O3"]
    assert refs("--where", "industry=x") == []
    assert refs("--where", "contacts>5") == []
    assert crm("report", "segments", "--where", "nonsense=1").code == 2


def test_members_of_one_segment(crm: Crm) -> None:
    with making(crm.database) as made:
        ten(made)
    rows = report(crm, "--members", "can't LOSE")["sections"]["members"]
    assert [row["name"] for row in rows] == ["Company 9", "Company 8", "Company 7"]
    assert report(crm, "--members", "Champions")["sections"]["members"] == []
    result = crm("report", "segments", "--members", "nobody")
    assert result.code == 3
    assert "no segment called 'nobody'" in result.err
    cut = crm.ok("report", "segments", "--members", "--limit", "2").out
    assert "2 of 10 customers" in cut


def test_names_of_a_team(crm: Crm) -> None:
    with making(crm.database) as made:
        ten(made)
    names = (
        '[{"name": "Kings", "recency": "1-5", "frequency": "5", "monetary": "5", "do": "Call."},'
        ' {"name": "Rest", "recency": "1-5", "frequency": "1-5", "monetary": "1-5"}]'
    )
    crm.ok("config", "set", "rfm.names", names)
    found = report(crm)["sections"]
    assert by_name(found["segments"], "customers") == {"Kings": (2,), "Rest": (8,)}
    assert by_name(found["advice"], "do")["Kings"] == ("Call.",)
    result = crm("config", "set", "rfm.names", '[{"name": "x"}]')
    assert (result.code, "rule 1 has no 'recency'" in result.err) == (2, True)
    crm.ok("config", "unset", "rfm.names")
    assert "Champions" not in by_name(report(crm)["sections"]["segments"], "customers")


def test_an_empty_book(crm: Crm) -> None:
    for by in ("rfm", "lifecycle", "value", "tag", "saved", "region"):
        result = crm.ok("report", "segments", "--by", by, "--members")
        assert "hint: nobody is in the book yet" in result.err
        assert crm.ok("report", "segments", "--by", by, "--json").json["records"] == 0


@pytest.mark.parametrize("words", [("--explain",), ()])
@pytest.mark.parametrize(
    ("name", "owned"),
    [("pipeline", "owner"), ("wins", "owner"), ("tickets", "owner"), ("segments", "name"),
     ("satisfaction", "ticket"), ("activity", "owner"), ("diff", "owner")],
)  # fmt: skip
def test_conditions_that_nothing_fits_are_named(
    crm_sqlite: Crm, name: str, owned: str, words: tuple[str, ...]
) -> None:
    """The book need not be empty for it: what to add to it would mislead."""
    crm_sqlite.ok("company", "add", "Acme")
    words = () if name == "activity" else words  # it has no --explain
    days = ("2026-11-19", "2026-11-20") if name == "diff" else ()
    result = crm_sqlite.ok("report", name, *days, "--where", f"{owned}=zoe", *words)
    assert f"hint: nothing fits {owned}=zoe: leave a condition out" in result.err


def test_without_a_database(crm_sqlite: Crm) -> None:
    crm_sqlite.without_database()
    for name in ("segments", "satisfaction", "tickets", "quality"):
        result = crm_sqlite.ok("report", name)
        assert "there is no database yet" in result.err
        assert not crm_sqlite.database.path.exists()


@pytest.mark.parametrize("by", ["rfm", "lifecycle", "value", "source"])
def test_at_a_past_day_it_is_the_business_of_then(crm: Crm, by: str) -> None:
    """What was bought up to then, seen from then, though it was recorded later."""
    options = ("--by", by, "--members")
    with making(crm.database) as made:
        ten(made)
        made.contact("Never")
    then = report(crm, *options)
    with making(crm.database) as made:
        made.won("2026-11-21", 100, company=1)
        made.won("2027-01-01", 900, company=made.company("Later"))
    later = {"CRM_NOW": "2027-06-01T12:00:00Z"}
    found = crm.ok(
        "report", "segments", *options, "--at", "2026-11-20", "--json", environment=later
    ).json
    members = [row for row in found["sections"]["members"] if row["name"] != "Later"]
    assert members == then["sections"]["members"]
    (last,) = (row for row in found["sections"]["members"] if row["name"] == "Later")
    assert (last["lifecycle"], last["purchases"], last["recency_days"]) == ("prospect", 0, None)
    assert found["period"] == then["period"]
    assert "2 won deals closed after 2026-11-20: in no figure" in found["notes"]
    explained = crm.ok(
        "report", "segments", "--by", by, "--at", "2026-11-20", "--explain", environment=later
    )
    assert "2027-01-01" not in explained.out


def test_at_is_offered_where_nothing_was_recorded(crm: Crm) -> None:
    with making(crm.database) as made:
        made.won("2014-08-01", 100, company=made.company("Old"))
    result = crm.ok("report", "segments", "--as-of", "2014-12-31")
    assert "--at 2014-12-31 goes by its dates" in result.err
    found = report(crm, "--by", "lifecycle", "--at", "2014-12-31")
    assert found["sections"]["segments"][0]["segment"] == "new"
    assert "--at" not in crm.ok("report", "wins", "--as-of", "2014-12-31").err
    refused = crm("report", "segments", "--at", "2027-01-01")
    assert (refused.code, "yet to come" in refused.err) == (2, True)
