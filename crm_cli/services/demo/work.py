"""What the demo's colleagues did, and what they have to do: interactions and tasks."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from crm_cli.services.demo import names
from crm_cli.services.demo.sales import DAYS
from crm_cli.services.demo.sheet import Row, Sheet, search_text, workday

KINDS = ("call", "email", "meeting", "message", "visit", "note")
WEIGHTS = {"en": (30, 36, 16, 5, 5, 8), "zh": (26, 12, 16, 32, 8, 6)}
CHANNELS = {"call": "phone", "meeting": "zoom"}
SENTIMENTS = ("positive", "positive", "neutral", "negative")
CARE = 0.35  # how often a customer is called without a deal: touches a month
MINE = 1  # the colleague who makes the demo

Touch = tuple[datetime, Row | None, Row]
"""A moment, the deal it is about if any, and the contact."""


def interactions(sheet: Sheet) -> None:
    """Touches along every deal, and some with customers between; in the order of time."""
    planned: list[Touch] = []
    contacts = {row["id"]: row for row in sheet.rows["contact"]}
    first: dict[int, Row] = {}
    for link in sheet.rows["deal_contact"]:
        first.setdefault(link["deal_id"], contacts[link["contact_id"]])
    for done in sheet.rows["deal"]:
        planned += _along(sheet, done, first[done["id"]])
    for contact in contacts.values():
        rhythm = contact["keep_in_touch_days"]
        if contact["stage"] == "customer" or rhythm:
            touches = sum(sheet.chance(CARE / 2) for _ in range(18))
            days = [sheet.back(sheet.dice.uniform(0, DAYS)) for _ in range(touches)]
            if rhythm:  # whom one wants to keep in touch with was called lately, or nearly so
                days.append(sheet.back(sheet.dice.uniform(0, rhythm * 1.6)))
            planned += [(sheet.at_work(day), None, contact) for day in days]
    planned.sort(key=lambda plan: (plan[0], plan[2]["id"]))
    for moment, deal, contact in planned:
        if moment <= sheet.book.now:
            _interaction(sheet, moment, deal, contact)


def _along(sheet: Sheet, deal: Row, contact: Row) -> list[Touch]:
    """Touches from the opening on; a deal at rest gets none after its last move."""
    moves = [row for row in sheet.rows["stage_move"] if row["deal_id"] == deal["id"]]
    last = date.fromisoformat(moves[-1]["at"])
    end = min(last + timedelta(days=0 if deal["closed_at"] else 20), sheet.today)
    day = date.fromisoformat(deal["opened_at"])
    plans: list[Touch] = []
    while day <= end:
        plans.append((sheet.at_work(day), deal, contact))
        day = workday(day + timedelta(days=3 + int(sheet.dice.expovariate(1 / 6)) + 2))
    return plans


def _interaction(sheet: Sheet, moment: datetime, deal: Row | None, contact: Row) -> None:
    dice = sheet.dice
    language = "zh" if contact["language"] == "zh" else "en"
    kind = dice.choices(KINDS, WEIGHTS[language])[0]
    subject = sheet.pick(names.SUBJECTS[kind, language])
    body = sheet.pick(names.BODIES[language]) or None
    lasts = kind in ("call", "meeting", "visit")
    row = sheet.record(
        "interaction",
        kind=kind,
        channel="wechat" if kind == "message" and language == "zh" else CHANNELS.get(kind),
        direction=None if kind == "note" else dice.choice(("out", "out", "in")),
        occurred_at=sheet.stamp(moment),
        seconds=60 * dice.randrange(5, 25 if kind == "call" else 90, 5) if lasts else None,
        subject=subject,
        body=body,
        sentiment=dice.choice(SENTIMENTS) if sheet.chance(0.25) else None,
        user_id=deal["owner_id"] if deal else contact["owner_id"],
        company_id=contact["company_id"],
        deal_id=deal["id"] if deal else None,
        search_text=search_text([subject, body]),
    )
    sheet.add("interaction_contact", interaction_id=row["id"], contact_id=contact["id"])


def tasks(sheet: Sheet) -> None:
    """A follow-up for most open deals, around today; and those that are done."""
    contacts = {row["id"]: row for row in sheet.rows["contact"]}
    first: dict[int, int] = {}
    for link in sheet.rows["deal_contact"]:
        first.setdefault(link["deal_id"], link["contact_id"])
    still_open = [deal for deal in sheet.rows["deal"] if deal["closed_at"] is None]
    closed = [deal for deal in sheet.rows["deal"] if deal["closed_at"]]
    for deal in sheet.dice.sample(closed, 40):
        done = min(sheet.at_work(date.fromisoformat(deal["closed_at"])), sheet.book.now)
        due = workday(done.date() + timedelta(days=sheet.dice.randint(-3, 4)))
        _task(sheet, contacts[first[deal["id"]]], deal, due, done_at=sheet.stamp(done))
    for number, deal in enumerate(still_open):
        if sheet.chance(0.8):
            days = (0, -2, 3, 0, 7, -6, 1, 12)[number % 8] + sheet.dice.choice((0, 0, 1))
            due = _coming(sheet.today + timedelta(days=days), sheet.today)
            _task(sheet, contacts[first[deal["id"]]], deal, due)
    _mine(sheet, contacts)


def _coming(day: date, today: date) -> date:
    """The day; a weekend ahead gives way to its Monday, one that is over to its Friday."""
    if day > today and day.weekday() >= 5:
        return day + timedelta(days=7 - day.weekday())
    return workday(day) if day < today else day


def _mine(sheet: Sheet, contacts: dict[int, Row]) -> None:
    """Whoever makes the demo has something to do: today at a time, overdue, and every month."""
    customers = [row for row in contacts.values() if row["stage"] == "customer"]
    people = sheet.dice.sample(customers, 5)
    for contact, days, extra in zip(
        people,
        (0, 0, -3, 1, 9),
        (
            {"due_time": "15:00", "priority": "high"},
            {},
            {"priority": "high"},
            {"due_time": "10:30"},
            {"recurrence": "month"},
        ),
        strict=True,
    ):
        due = _coming(sheet.today + timedelta(days=days), sheet.today)
        _task(sheet, contact, None, due, assignee_id=MINE, **extra)


def _task(sheet: Sheet, contact: Row, deal: Row | None, due: date, **given: Any) -> None:
    title = sheet.pick(names.TASKS["zh" if contact["language"] == "zh" else "en"])
    values: dict[str, Any] = {
        "title": title,
        "due_on": due.isoformat(),
        "due_time": None,
        "priority": sheet.dice.choice(("normal", "normal", "normal", "high", "low")),
        "done_at": None,
        "assignee_id": deal["owner_id"] if deal else contact["owner_id"],
        "contact_id": contact["id"],
        "company_id": contact["company_id"],
        "deal_id": deal["id"] if deal else None,
        "recurrence": None,
        "search_text": search_text([title]),
    }
    sheet.record("task", **values | given)
