"""The purchase lifecycle of a customer: where they stand, by the dates of their purchases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from crm_cli.book import Book

STAGES = ("prospect", "new", "returning", "active", "inactive", "lost")


class Thresholds(NamedTuple):
    """Calendar months: of silence until lost and inactive, and the windows of active and new."""

    lost: int = 18
    inactive: int = 6
    active: int = 12
    new: int = 6


DEFAULTS = Thresholds()

CARE: dict[str, tuple[str, str]] = {
    "prospect": (
        "Find out what they need, and propose a first purchase that is easy to make.",
        "share that becomes customers; days to the first purchase",
    ),
    "new": (
        "Welcome them, see that the first purchase works, and propose the next one.",
        "satisfaction after the first order; share that buys a second time",
    ),
    "returning": (
        "Learn their rhythm, and be there with an offer when the next purchase is due.",
        "interval between purchases; share that becomes active",
    ),
    "active": (
        "Care for them first: loyalty benefits, what goes with what they bought, referrals.",
        "repeat rate; interval between purchases",
    ),
    "inactive": (
        "Ask what is missing, and give them a reason to come back before they are lost.",
        "reactivation rate",
    ),
    "lost": (
        "One honest win-back; then spend the time on others.",
        "customers won back, and what each of them cost",
    ),
}
"""For each stage what to do for those in it, and what to measure."""


class Limits(NamedTuple):
    """The days (ISO text) on which the windows begin; a purchase on such a day is within."""

    lost: str
    inactive: str
    active: str
    new: str


def team_thresholds(book: Book) -> Thresholds:
    """The thresholds that the team set."""
    return Thresholds(*(int(book.setting(f"lifecycle.{name}")) for name in Thresholds._fields))


def limits(today: date, thresholds: Thresholds = DEFAULTS) -> Limits:
    """Where the windows begin, seen from `today`."""
    return Limits(*(months_before(today, months).isoformat() for months in thresholds))


def stage(first: str, last: str, recent: int, limits: Limits) -> str:
    """One of STAGES but prospect, for a customer who bought.

    `first` and `last` are the days of the first and the last purchase (ISO text), `recent` how
    many there were since `limits.active`. The first rule that fits (reports.md, segments) decides.
    """
    if last < limits.lost:
        return "lost"
    if last < limits.inactive:
        return "inactive"
    if recent >= 2:
        return "active"
    return "new" if first >= limits.new else "returning"


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
    begin = limits(today, thresholds)
    days = sorted(day.isoformat() for day in purchases)
    return stage(days[0], days[-1], sum(day >= begin.active for day in days), begin)


def months_before(day: date, months: int) -> date:
    """The same day so many calendar months earlier; the month's last day where it is shorter."""
    index = day.year * 12 + day.month - 1 - months
    if index < 12:
        return date.min
    start = date(index // 12, index % 12 + 1, 1)
    following = date((index + 1) // 12, (index + 1) % 12 + 1, 1)
    return min(start + timedelta(days=day.day - 1), following - timedelta(days=1))
