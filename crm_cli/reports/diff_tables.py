"""The tables of the diff report, from what lies between its two moments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from crm_cli.reports.diff_parts import COMES_IN, GOES_OUT, PARTS, Share
from crm_cli.reports.figures import money
from crm_cli.tables import Column, Row, Table
from crm_cli.values.money import Money, show_amount
from crm_cli.values.references import reference


@dataclass(slots=True)
class Totals:
    """The open deals of a moment: how many, and how many with which amounts, by currency."""

    deals: int = 0
    priced: dict[str, int] = field(default_factory=dict)
    amounts: dict[str, int] = field(default_factory=dict)

    def add(self, deals: int, amount: Money | None) -> None:
        """Add deals with the sum of their amounts; None for deals without one."""
        self.deals += deals
        if amount is not None:
            self.priced[amount.currency] = self.priced.get(amount.currency, 0) + deals
            total = self.amounts.get(amount.currency, 0) + amount.minor
            self.amounts[amount.currency] = total


@dataclass(slots=True)
class Difference:
    """Two moments, and what lies between them."""

    then: Totals
    now: Totals
    shares: list[Share]

    def currencies(self) -> list[str]:
        """The currencies of all amounts."""
        changed = [share.change.currency for share in self.shares if share.change]
        return [*self.then.amounts, *self.now.amounts, *changed]


def moments(ends: tuple[str, str], since: str | None) -> Table:
    """The two moments, and when the recording began."""
    rows: list[Row] = [["opening", ends[0]], ["closing", ends[1]]]
    if since:
        rows.append(["recording began", since])
    columns = [Column("moment"), Column("at", "datetime")]
    return Table(columns, rows, title="Between, as it was recorded", noun="moment")


_FILTERED = ("entered the filter", "left the filter")
_PART_COLUMNS = [
    Column("part"),
    Column("deals", "integer"),
    Column("deals_change", "integer", title="more or fewer deals", shown=False),
    Column("amount", "money", currency_name="currency"),
    Column("change", "money", currency_name="currency"),
]


def parts(found: Difference, only: str | None, *, narrowed: bool = True) -> Table:
    """The opening pipeline, every part, and the closing one: what the changes add up to."""
    names = [part for part in PARTS if narrowed or part not in _FILTERED]
    rows: list[Row] = []
    if found.then.deals or found.now.deals or found.shares:
        rows.append(["opening", *_total(found.then, only)])
        rows += [[part, *_part(found.shares, part, only)] for part in names]
        rows.append(["closing", *_total(found.now, only)])
    columns = [
        column._replace(shown=False) if column.kind == "money" and only is None else column
        for column in _PART_COLUMNS
    ]
    return Table(
        columns, rows, title="From the opening pipeline to the closing one", noun="open deal"
    )


def _total(totals: Totals, code: str | None) -> Row:
    return [totals.deals, None, money(totals.amounts.get(code or "", 0), code), None]


def _part(found: Iterable[Share], part: str, code: str | None) -> Row:
    """The figures of a part; its amounts are those in one currency."""
    shared = [share for share in found if share.part == part]
    deals = len({share.deal.id for share in shared})
    sign = 1 if part in COMES_IN else -1 if part in GOES_OUT else 0
    amounts, changes = (
        sum(each.minor for each in values if each and each.currency == code)
        for values in (
            [share.amount for share in shared],
            [share.change for share in shared],
        )
    )
    return [deals, sign * deals, money(amounts, code), money(changes, code)]


def amounts(found: Difference, currencies: list[str]) -> Table:
    """The parts by currency, those only that have something in it."""
    rows: list[Row] = []
    for code in currencies:
        there = [share for share in found.shares if share.change and share.change.currency == code]
        rows.append([code, "opening", *_priced(found.then, code)])
        for part in PARTS:
            if any(share.part == part for share in there):
                deals, _, *amounts = _part(there, part, code)
                rows.append([code, part, deals, *amounts])
        rows.append([code, "closing", *_priced(found.now, code)])
    columns = [
        Column("currency"),
        *(column for column in _PART_COLUMNS if column.name != "deals_change"),
    ]
    return Table(columns, rows, title="By currency", noun="part")


def _priced(totals: Totals, code: str) -> Row:
    return [totals.priced.get(code, 0), money(totals.amounts.get(code, 0), code), None]


def deals(found: list[Share], limit: int = 0) -> Table:
    """The deals of each part, at most `limit` of them."""
    shown: list[Share] = []
    counts: dict[str, int] = {}
    for share in found:
        counts[share.part] = counts.get(share.part, 0) + 1
        if not limit or counts[share.part] <= limit:
            shown.append(share)
    return Table(
        [
            Column("part"),
            Column("ref", title="id"),
            Column("title"),
            Column("company", shown=False),
            Column("owner", shown=False),
            Column("amount", "money", currency_name="currency"),
            Column("change", "money", currency_name="currency"),
            Column("was"),
            Column("is"),
            Column("amount_before", "money", shown=False),
            Column("amount_after", "money", shown=False),
            Column("stage_before", shown=False),
            Column("stage_after", shown=False),
            Column("close_before", "date", shown=False),
            Column("close_after", "date", shown=False),
        ],
        [_deal_row(share) for share in shown],
        title="The deals of each part",
        noun="deal",
        total=len(found),
    )


def _deal_row(share: Share) -> Row:
    then, now, deal = share.then, share.now, share.deal
    return [
        share.part,
        reference("deal", deal.id),
        deal.title,
        deal.company,
        deal.owner,
        share.amount,
        share.change,
        *_words(share),
        then and then.money,
        now and now.money,
        then and then.stage,
        now and now.stage,
        then and then.expected_close,
        now and now.expected_close,
    ]


def _words(share: Share) -> tuple[str | None, str | None]:
    """What the part is about, before and after, for people."""
    then, now = share.then, share.now
    if share.part in ("slipped", "pulled in"):
        return then and then.expected_close, now and now.expected_close
    if share.part in ("grown", "shrunk", "currency changed"):
        before, after = (each and each.money and show_amount(each.money) for each in (then, now))
        return before, after
    if share.part == "deleted":
        return then and then.stage, "deleted"
    if share.part == "restored":
        return "deleted", now and now.stage
    return then and then.stage, now and now.stage
