"""The purchase lifecycle of a customer: where they stand, by the dates of their purchases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

STAGES = ("prospect", "new", "returning", "active", "inactive", "lost")


class Thresholds(NamedTuple):
    """Calendar months: of silence until lost and inactive, and the windows of active and new."""

    lost: int = 18
    inactive: int = 6
    active: int = 12
    new: int = 6


DEFAULTS = Thresholds()


def lifecycle(
    purchases: Sequence[date],
    today: date,
    *,
    undated: int = 0,
    thresholds: Thresholds = DEFAULTS,
) -> str | None:
    """One of STAGES for the days of a customer's purchases, in any order.

    The first that fits (reports.md, segments): no purchase: prospect; the last one over 18
    calendar months ago: lost; over 6: inactive; two or more in the last 12: active; the first
    within 6: new; else returning. A purchase exactly so many months ago is still within them.
    `undated` counts purchases of an unknown day: they make nobody a prospect, and when there is
    no other the stage is unknown, None.
    """
    if not purchases:
        return None if undated else "prospect"
    first, last = min(purchases), max(purchases)
    if last < months_before(today, thresholds.lost):
        return "lost"
    if last < months_before(today, thresholds.inactive):
        return "inactive"
    recent = months_before(today, thresholds.active)
    if sum(day >= recent for day in purchases) >= 2:
        return "active"
    if first >= months_before(today, thresholds.new):
        return "new"
    return "returning"


def months_before(day: date, months: int) -> date:
    """The same day so many calendar months earlier; the month's last day where it is shorter."""
    index = day.year * 12 + day.month - 1 - months
    start = date(index // 12, index % 12 + 1, 1)
    following = date((index + 1) // 12, (index + 1) % 12 + 1, 1)
    return min(start + timedelta(days=day.day - 1), following - timedelta(days=1))
