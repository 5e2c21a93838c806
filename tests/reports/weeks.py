"""Deals, customers and tickets of two weeks, and the report as tests look at it."""

from __future__ import annotations

from typing import Any

from tests.conftest import Crm
from tests.reports.made import Made, making


def report(crm: Crm, *options: str) -> dict[str, Any]:
    found: dict[str, Any] = crm.ok("report", "weekly", "--json", *options).json
    return found


def rows(crm: Crm, section: str, *names: str, options: tuple[str, ...] = ()) -> list[Any]:
    """The rows of a section, of these columns only."""
    found = report(crm, *options)["sections"][section]
    return [tuple(row[name] for name in names) for row in found]


def move(made: Made, deal: int, before: str, after: str, at: str | None) -> None:
    """A move of a deal between two stages."""
    stages = {"from_stage_id": made.stage(before), "to_stage_id": made.stage(after)}
    made.insert("stage_move", deal_id=deal, at=at, **stages)


def make_deals(made: Made) -> None:
    """Deals that were open, won, lost and new in the week, before it and after it."""
    # Open all the time.
    made.deal("lead", 10000, title="old", opened_at="2026-10-01", moved="2026-10-01")
    made.deal("lead", 5000, title="undated")
    # Won on the first day of the week; and on the last day of the week before.
    won = made.deal("won", 20000, opened_at="2026-10-05", closed_at="2026-11-09")
    move(made, won, "lead", "won", "2026-11-09")
    made.deal("won", 30000, opened_at="2026-10-05", closed_at="2026-11-08", moved="2026-11-08")
    # New, and lost on the last day of the week.
    made.deal("lost", 40000, opened_at="2026-11-10", closed_at="2026-11-15", moved="2026-11-15")
    # New on its last day; and on the day after it.
    made.deal("lead", title="fresh", opened_at="2026-11-15", expected_close="2026-11-16",
              moved="2026-11-15", owner="amy")  # fmt: skip
    made.deal("lead", 50000, title="later", opened_at="2026-11-16", expected_close="2026-11-18",
              moved="2026-11-16")  # fmt: skip
    # Won since: it was open at the end of the week.
    since = made.deal("won", 60000, title="won since", opened_at="2026-10-01",
                      expected_close="2026-11-22", closed_at="2026-11-17")  # fmt: skip
    move(made, since, "lead", "won", "2026-11-17")
    # Lost in October, and opened again in the week.
    again = made.deal("proposal", 70000, opened_at="2026-09-01", moved="2026-09-01")
    move(made, again, "lead", "lost", "2026-10-10")
    move(made, again, "lost", "proposal", "2026-11-11")
    # Moved on; there and back again; moved back in the week before.
    on = made.deal("qualified", 80000, opened_at="2026-10-01", moved="2026-10-01")
    move(made, on, "lead", "qualified", "2026-11-12")
    there = made.deal("qualified", 100000, opened_at="2026-10-01", moved="2026-10-01")
    move(made, there, "qualified", "lead", "2026-11-12")
    move(made, there, "lead", "qualified", "2026-11-13")
    back = made.deal("lead", 90000, opened_at="2026-10-01", moved="2026-10-01")
    move(made, back, "proposal", "lead", "2026-11-03")
    # Neither of these counts.
    made.deal("won", 11100, opened_at="2026-11-10")
    made.deal("lead", 22200, opened_at="2026-11-10", deleted_at="2026-11-12T00:00:00.000Z")


def make_customers(made: Made) -> None:
    """Customers who fell silent: 90 days before the 15th of November is the 17th of August."""
    acme = made.company("Acme", owner_id=made.user("amy"))
    made.won("2026-06-01", 100, company=acme)
    made.touch("2026-08-16T10:00:00.000Z", company_id=acme)
    beta = made.company("Beta")
    made.won("2026-05-01", 100, company=beta)
    gamma = made.company("Gamma")
    made.won("2026-05-01", 100, company=gamma)
    made.touch("2026-08-17T09:00:00.000Z", contacts=(made.contact("Ann", company_id=gamma),))
    solo = made.contact("Solo")
    made.won("2026-06-15", 100, contacts=(solo,))
    made.touch("2026-11-16T09:00:00.000Z", contacts=(solo,))  # after the week


def make_reopened(crm: Crm) -> None:
    """Tickets that went to and fro."""
    with making(crm.database) as made:
        # Resolved in the week before, opened again in the week, resolved again after it.
        made.ticket(
            "2026-11-01T08:00:00.000Z", None, "2026-11-18T08:00:00.000Z",
            moves=(
                (None, "open", "2026-11-01T08:00:00.000Z"),
                ("open", "resolved", "2026-11-05T08:00:00.000Z"),
                ("resolved", "open", "2026-11-11T08:00:00.000Z"),
                ("open", "resolved", "2026-11-18T08:00:00.000Z"),
            ),
        )  # fmt: skip
        # Closed in the week before, opened again after the week.
        made.ticket(
            "2026-10-01T08:00:00.000Z", status="open",
            moves=(
                ("open", "closed", "2026-11-03T08:00:00.000Z"),
                ("closed", "open", "2026-11-17T08:00:00.000Z"),
            ),
        )  # fmt: skip
        made.ticket(None, status="pending")
        made.ticket(None, None, "2026-11-12T08:00:00.000Z")
        made.ticket("2026-11-02T08:00:00.000Z", status="closed")
        made.ticket("2026-11-12T08:00:00.000Z", status="resolved",
                    closed_at="2026-11-13T08:00:00.000Z")  # fmt: skip
