"""The deals of the demo: each walks through the stages as deals do, until it ends or is today."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from crm_cli.services.demo import names
from crm_cli.services.demo.sheet import Row, Sheet, search_text, workday

DEALS = 210
MONTHS = 18
DAYS = 548


class Step(NamedTuple):
    """A stage: typical days in it, the chance to get beyond it, and the chance to skip it."""

    stage: str
    days: int
    survives: float
    skipped: float = 0.0


STEPS = (
    Step("lead", 6, 0.88),
    Step("nurture", 16, 0.85, skipped=0.6),
    Step("qualified", 11, 0.80),
    Step("proposal", 16, 0.76),
    Step("negotiation", 16, 0.74),
)
# Least and most of an amount in euros; a Chinese company pays in yuan.
AMOUNTS = {"Starter": (1_200, 6_000), "Team": (8_000, 32_000), "Enterprise": (40_000, 180_000)}
YUAN = 8
STALLS = 0.08  # the chance that a deal lies about in a stage


class Walk(NamedTuple):
    """The stages that a deal came into, with their days; the last one is where it is now."""

    moves: list[tuple[str, date]]

    @property
    def stage(self) -> str:
        """Where it is now."""
        return self.moves[-1][0]

    @property
    def closed(self) -> date | None:
        """The day on which it was won or lost."""
        return self.moves[-1][1] if self.stage in ("won", "lost") else None


def deals(sheet: Sheet) -> None:
    """Eighteen months of deals with their stage histories, in two currencies."""
    stages = {row["name"]: row["id"] for row in sheet.session.rows("SELECT id, name FROM stage")}
    choices = '["' + '", "'.join(names.PRODUCTS) + '"]'
    field = sheet.record("field", noun="deal", name="product", kind="choice", choices=choices)
    people: dict[int, list[Row]] = {}
    for contact in sheet.rows["contact"]:
        if contact["company_id"]:
            people.setdefault(contact["company_id"], []).append(contact)
    # A young firm: more deals lately than at first.
    starts = sorted(sheet.back(DAYS * sheet.dice.random() ** 1.3) for _ in range(DEALS))
    for opened in starts:
        company = sheet.dice.choice(sheet.rows["company"])
        _deal(sheet, company, people[company["id"]], opened, stages, field["id"])


def rates(sheet: Sheet) -> None:
    """A rate of the euro in yuan for each month, from before the first deal on."""
    rate = 7.8
    for back in range(DAYS + 30, 0, -30):
        rate += sheet.dice.uniform(-0.08, 0.08)
        day = (sheet.today - timedelta(days=back)).isoformat()
        sheet.record("rate", base="EUR", quote="CNY", on_day=day, rate=f"{rate:.4f}")


def _deal(
    sheet: Sheet,
    company: Row,
    people: list[Row],
    opened: date,
    stages: dict[str, int],
    field: int,
) -> None:
    dice = sheet.dice
    chinese = company["country"] == "CN"
    product = dice.choices(names.PRODUCTS, (5, 4, 1))[0]
    walk = _walk(sheet, opened, company["owner_id"])
    minor, currency = _amount(sheet, product, chinese)
    if walk.stage == "lead" and sheet.chance(0.3):
        minor, currency = None, None  # nobody has asked yet
    won, lost = walk.stage == "won", walk.stage == "lost"
    title = sheet.pick(names.TITLES["zh" if chinese else "en"])
    title = title.format(product=product, company=company["name"])
    reason = dice.choice(names.WON_REASONS if won else names.LOST_REASONS)
    competitor = dice.choice(names.COMPETITORS) if lost and sheet.chance(0.5) else None
    campaign = dice.choice(names.CAMPAIGNS) if sheet.chance(0.25) else None
    deal = sheet.record(
        "deal",
        title=title,
        company_id=company["id"],
        pipeline_id=1,
        stage_id=stages[walk.stage],
        amount_minor=minor,
        currency=currency,
        probability=dice.choice((3000, 5000, 7500, 9000))
        if not walk.closed and sheet.chance(0.1)
        else None,
        opened_at=opened.isoformat(),
        expected_close=_expected(sheet, opened, walk).isoformat(),
        closed_at=walk.closed.isoformat() if walk.closed else None,
        owner_id=company["owner_id"],
        source=company["source"] if sheet.chance(0.6) else dice.choice(names.SOURCES),
        campaign=campaign,
        reason=reason if won or lost else None,
        competitor=competitor,
        search_text=search_text([title, reason if won or lost else None, competitor, campaign]),
    )
    id = deal["id"]
    sheet.add("deal_field", deal_id=id, field_id=field, value=product, currency=None)
    _moves(sheet, id, walk, stages, company["owner_id"])
    involved = dice.sample(people, min(len(people), dice.choice((1, 1, 2))))
    for contact in involved:
        sheet.add("deal_contact", deal_id=id, contact_id=contact["id"])
    _mark_stage(involved, won, lost)


def _moves(sheet: Sheet, deal: int, walk: Walk, stages: dict[str, int], owner: int) -> None:
    """The history of a deal's stages."""
    before: int | None = None
    for stage, day in walk.moves:
        sheet.add(
            "stage_move",
            deal_id=deal,
            from_stage_id=before,
            to_stage_id=stages[stage],
            at=day.isoformat(),
            user_id=owner,
        )
        before = stages[stage]


def _walk(sheet: Sheet, opened: date, owner: int) -> Walk:
    """The stages from the first day on; it stops where the next step would be after today."""
    skill = (1.0, 1.08, 0.9, 1.0)[owner % 4]
    day, moves = opened, []
    for step in STEPS:
        if step.skipped and sheet.chance(step.skipped):
            continue
        moves.append((step.stage, day))
        stay = 1 + int(sheet.dice.gammavariate(2.0, step.days / 2))
        if sheet.chance(STALLS):
            stay *= 6
        day = workday(day + timedelta(days=stay + 2))
        if day > sheet.today:
            return Walk(moves)
        if not sheet.chance(min(step.survives * skill, 0.97)):
            return Walk([*moves, ("lost", day)])
    return Walk([*moves, ("won", day)])


def _amount(sheet: Sheet, product: str, chinese: bool) -> tuple[int | None, str | None]:
    least, most = AMOUNTS[product]
    euros = round(sheet.dice.triangular(least, most, least * 1.6), -2)
    return (int(euros) * YUAN * 100, "CNY") if chinese else (int(euros) * 100, "EUR")


def _expected(sheet: Sheet, opened: date, walk: Walk) -> date:
    """The day named when it was opened; most open deals past it got a later one since."""
    expected = workday(opened + timedelta(days=sheet.dice.randint(35, 100)))
    if not walk.closed and expected < sheet.today and sheet.chance(0.5):
        expected = workday(sheet.today + timedelta(days=sheet.dice.randint(5, 60)))
    return max(expected, opened)


def _mark_stage(people: list[Row], won: bool, lost: bool) -> None:
    """Who bought is a customer; who may buy, a prospect."""
    for contact in people:
        if won:
            contact["stage"] = "customer"
        elif contact["stage"] == "lead" and not lost:
            contact["stage"] = "prospect"
