"""What the demo's customers asked for and what they thought of it: tickets and surveys."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from crm_cli.services.demo import names
from crm_cli.services.demo.sales import DAYS
from crm_cli.services.demo.sheet import SEED, Row, Sheet, search_text
from crm_cli.values.enums import SERVQUAL_DIMENSIONS

TICKETS = 140
RATED = 0.55  # of the resolved tickets
ASKED = 110  # customers who said how likely they would recommend us
CHANNELS = ("email", "phone", "wechat", "web")
STARS = (5, 5, 5, 4, 4, 4, 3, 3, 2, 1)
RECOMMEND = (10, 10, 9, 9, 9, 8, 8, 7, 7, 6, 5, 3)


def tickets(sheet: Sheet) -> None:
    """Requests of customers; the older ones are resolved, some of them after a second look."""
    sheet.dice, dice = Random(SEED + 1), sheet.dice
    customers = [row for row in sheet.rows["contact"] if row["stage"] == "customer"]
    days = sorted((sheet.dice.uniform(0, DAYS) for _ in range(TICKETS)), reverse=True)
    for number, days_ago in enumerate(days):
        contact = sheet.dice.choice(customers)
        opened = sheet.at_work(sheet.back(days_ago))
        if opened <= sheet.book.now:
            _ticket(sheet, contact, opened, number)
    sheet.dice = dice


def _ticket(sheet: Sheet, contact: Row, opened: datetime, number: int) -> None:
    dice = sheet.dice
    kind, subject = dice.choice(names.REQUESTS["zh" if contact["language"] == "zh" else "en"])
    responded = opened + timedelta(minutes=dice.randrange(10, 600, 5))
    resolved = responded + timedelta(hours=dice.randrange(1, 90))
    now = sheet.book.now
    status = "resolved" if resolved <= now and number % 17 else "pending" if number % 3 else "open"
    answered = responded if responded <= now and status != "open" else None
    done = resolved if status == "resolved" else None
    ticket = sheet.record(
        "ticket",
        subject=subject,
        kind=kind,
        priority=dice.choice(("low", "normal", "normal", "normal", "high", "urgent")),
        status=status,
        channel=dice.choice(CHANNELS),
        contact_id=contact["id"],
        company_id=contact["company_id"],
        assignee_id=contact["owner_id"],
        opened_at=sheet.stamp(opened),
        responded_at=sheet.stamp(answered) if answered else None,
        resolved_at=sheet.stamp(done) if done else None,
        search_text=search_text([subject]),
    )
    steps: list[tuple[str | None, str, datetime]] = [(None, "open", opened)]
    if status == "pending" and answered:
        steps.append(("open", "pending", answered))
    if done and number % 11 == 0:  # resolved too early once
        early = answered or opened
        steps += [("open", "resolved", early), ("resolved", "open", early + timedelta(minutes=30))]
    if done:
        steps.append(("open", "resolved", done))
    for before, after, moment in steps:
        sheet.add(
            "ticket_move",
            ticket_id=ticket["id"],
            from_status=before,
            to_status=after,
            at=sheet.stamp(moment),
            user_id=contact["owner_id"],
        )


def surveys(sheet: Sheet) -> None:
    """Ratings of resolved tickets, and what customers answered when asked about us."""
    sheet.dice, dice = Random(SEED + 5), sheet.dice
    contacts = {row["id"]: row for row in sheet.rows["contact"]}
    for ticket in sheet.rows["ticket"]:
        if ticket["resolved_at"] and sheet.chance(RATED):
            contact = contacts[ticket["contact_id"]]
            score = sheet.dice.choice(STARS)
            _survey(sheet, "csat", score, contact, ticket["resolved_at"], ticket["id"])
    customers = [row for row in contacts.values() if row["stage"] == "customer"]
    for _ in range(ASKED):
        moment = sheet.stamp(min(sheet.at_work(sheet.back(_lately(sheet))), sheet.book.now))
        contact = sheet.dice.choice(customers)
        _survey(sheet, "nps", sheet.dice.choice(RECOMMEND), contact, moment)
    for contact in sheet.dice.sample(customers, 8):
        moment = sheet.stamp(min(sheet.at_work(sheet.back(_lately(sheet))), sheet.book.now))
        _survey(sheet, "ces", sheet.dice.choice((7, 6, 6, 5, 3)), contact, moment)
        quality = _survey(sheet, "servqual", None, contact, moment)
        for dimension in SERVQUAL_DIMENSIONS:
            expected = sheet.dice.choice((5, 6, 6, 7))
            sheet.add(
                "survey_score",
                survey_id=quality["id"],
                dimension=dimension,
                expectation=expected,
                perception=max(expected + sheet.dice.choice((-2, -1, -1, 0, 0, 1)), 1),
            )
    for row in sheet.rows["survey_score"]:
        row["perception"] = min(row["perception"], 7)
    sheet.dice = dice


def _lately(sheet: Sheet) -> float:
    """Days ago: most answers are of the last three months."""
    return sheet.dice.uniform(0, 85) if sheet.chance(0.6) else sheet.dice.uniform(85, 360)


def _survey(
    sheet: Sheet, kind: str, score: int | None, contact: Row, moment: str, ticket: int | None = None
) -> Row:
    unhappy = score is not None and (
        (kind == "csat" and score <= 2) or (kind == "nps" and score <= 6)
    )
    language = "zh" if contact["language"] == "zh" else "en"
    comment = sheet.pick(names.OPINIONS[language, unhappy]) if sheet.chance(0.5) else None
    return sheet.record(
        "survey",
        kind=kind,
        score=score,
        comment=comment,
        answered_at=moment,
        contact_id=contact["id"],
        company_id=contact["company_id"],
        ticket_id=ticket,
        search_text=search_text([comment]),
    )
