"""How a deal moved the pipeline between two moments: its parts, which add up to the difference.

What is recorded of a deal at the two moments is all that counts; what it was in between does not.
A deal that is in the pipeline (open, not deleted, meeting the conditions) at one moment only comes
in or goes out. It comes in with the amount of the opening moment and goes out with that of the
closing one; what its amount changed by has a part of its own. So for every deal, with `a` its
amount at the opening moment and `b` at the closing one,

    in the pipeline at both moments    b - a            grown or shrunk
    only at the opening moment         (b - a) - b      grown or shrunk, then won (lost …)
    only at the closing moment         a + (b - a)      reopened (restored …), grown or shrunk
    closed meanwhile, in at neither    a + (b - a) - b  new, won

which is what the pipeline gained by it. Of a deal that is recorded at one moment only, that amount
is taken for both. A deal that changed its currency takes `a` out of one and brings `b` into the
other. Slipping and moving count deals, and change no amount.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from crm_cli.values.money import Money

COMES_IN = ("new", "reopened", "restored", "entered the filter")
GOES_OUT = ("won", "lost", "deleted", "left the filter")
PARTS = (
    *COMES_IN,
    "grown",
    "shrunk",
    "currency changed",
    "slipped",
    "pulled in",
    "moved on",
    "moved back",
    *GOES_OUT,
)


class Deal(NamedTuple):
    """A deal at one moment. `inside` is whether it is in the pipeline, `met` whether it is there
    and meets the conditions; `money` may be converted, `currency` is its own.
    """

    id: int
    title: str
    company: str | None
    owner: str | None
    deleted: bool
    met: bool
    pipeline_id: int
    stage_id: int
    stage: str
    outcome: str
    money: Money | None
    currency: str | None
    expected_close: str | None

    @property
    def inside(self) -> bool:
        """Whether it is in the pipeline."""
        return self.met and self.outcome == "open"


class Share(NamedTuple):
    """What one deal adds to one part.

    `amount` is what comes in or goes out, else what the deal has at the closing moment; `change`
    by how much the pipeline's amount changes. Both are None where there is no amount.
    """

    part: str
    then: Deal | None
    now: Deal | None
    amount: Money | None
    change: Money | None

    @property
    def deal(self) -> Deal:
        """The deal, as it is at the closing moment if it is recorded then."""
        found = self.now or self.then
        assert found is not None
        return found


Later = Callable[[int, int], bool | None]
"""Whether the second stage comes after the first; None where they have no order."""


def shares(then: Deal | None, now: Deal | None, later: Later) -> Iterator[Share]:
    """The parts that a deal has a share in. `later` tells the order of two stages."""
    was_in, is_in = bool(then and then.inside), bool(now and now.inside)
    if not (was_in or is_in or _closed_meanwhile(then, now)):
        return
    first, last = then or now, now or then
    assert first is not None
    assert last is not None
    if not was_in:
        yield Share(_came_by(then), then, now, first.money, first.money)
    if then and now:
        for part, amount, change in _amounts(then, now):
            yield Share(part, then, now, amount, change)
    if was_in and is_in and then and now:
        nothing = now.money and Money(0, now.money.currency)
        for part in _steps(then, now, later):
            yield Share(part, then, now, now.money, nothing)
    if not is_in:
        gone = last.money and Money(-last.money.minor, last.money.currency)
        yield Share(_went_by(now), then, now, last.money, gone)


def _closed_meanwhile(then: Deal | None, now: Deal | None) -> bool:
    """Whether a deal that is in the pipeline at neither moment must have been there between."""
    if now is None or not now.met or now.outcome == "open":
        return False
    return then is None or then.outcome != now.outcome


def _came_by(then: Deal | None) -> str:
    if then is None:
        return "new"
    if then.deleted:
        return "restored"
    return "reopened" if then.outcome != "open" else "entered the filter"


def _went_by(now: Deal | None) -> str:
    if now is None or now.deleted:
        return "deleted"
    return now.outcome if now.outcome != "open" else "left the filter"


def _amounts(then: Deal, now: Deal) -> Iterator[tuple[str, Money | None, Money]]:
    """What the change of an amount adds to which part: the amount there, and the change."""
    before, after = then.money, now.money
    if before and after and then.currency != now.currency:
        if before.currency == after.currency:  # both converted
            change = Money(after.minor - before.minor, after.currency)
            yield "currency changed", after, change
        else:
            yield "currency changed", before, Money(-before.minor, before.currency)
            yield "currency changed", after, after
        return
    change_minor = (after.minor if after else 0) - (before.minor if before else 0)
    currency = (after or before or Money(0, "")).currency
    if change_minor:
        yield "grown" if change_minor > 0 else "shrunk", after, Money(change_minor, currency)


def _steps(then: Deal, now: Deal, later: Later) -> Iterator[str]:
    if then.expected_close and now.expected_close and then.expected_close != now.expected_close:
        yield "slipped" if now.expected_close > then.expected_close else "pulled in"
    on = later(then.stage_id, now.stage_id)
    if on is not None:
        yield "moved on" if on else "moved back"


def order_of(stages: Mapping[int, Any]) -> Later:
    """The order of stages, by rows with their `position` and `pipeline_id`."""

    def later(one: int, other: int) -> bool | None:
        first, second = stages.get(one), stages.get(other)
        if one == other or not first or not second:
            return None
        if first["pipeline_id"] != second["pipeline_id"]:
            return None
        return bool(second["position"] > first["position"])

    return later
