"""Ten customers whose scores are known."""

from __future__ import annotations

from datetime import date, timedelta

from tests.reports.made import Made

TODAY = date(2026, 11, 20)


def ten(made: Made) -> None:
    """Ten companies: n bought last 10 n days ago, for 1 + n euros in all.

    The scores are worked out in tests/services/test_segments.py: seven bought once, one twice,
    one three times, one four times.
    """
    for n in range(10):
        company = made.company(f"Company {n}")
        day = TODAY - timedelta(days=10 * n)
        count = (1, 1, 1, 1, 1, 1, 1, 2, 3, 4)[n]
        for number in range(count):
            whole = 100 * (n + 1)
            part = whole - 10 * (count - 1) if number == 0 else 10
            made.won((day - timedelta(days=number)).isoformat(), part, company=company)
