"""A random book that has something for every figure that can be explained."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from crm_cli.database import Database
from tests.reports.made import STAGES, Made, making

TODAY = date(2026, 11, 20)
NOON = datetime(2026, 11, 20, 10, tzinfo=UTC)
EARLIER = "2026-11-12T10:00:00.000Z"


class Written:
    """Writes the book: companies, people, deals with interactions, tickets and answers."""

    def __init__(self, made: Made, seed: int) -> None:
        self.made, self.dice = made, Random(seed)
        dice = self.dice
        self.companies = [
            made.company(f"company {number}", region=dice.choice(["north", "south", None]),
                         owner_id=made.user(dice.choice(["amy", "bo"])))
            for number in range(20)
        ]  # fmt: skip
        for company in self.companies[:8]:
            made.noun_tag("company", company, dice.choice(["vip", "big"]))
            if dice.random() < 0.4:
                made.noun_tag("company", company, "both")
        self.contacts = [
            made.contact(
                f"contact {number}",
                company_id=dice.choice([None, dice.choice(self.companies)]),
            )
            for number in range(20)
        ]
        made.rate("JPY", "EUR", "2020-01-01", "0.0061")
        made.rate("JPY", "EUR", "2026-09-01", "0.0063")
        self.deals = [self.deal() for _ in range(130)]
        for _ in range(150):
            self.touch()
        self.tickets = [self.ticket() for _ in range(70)]
        for _ in range(150):
            self.answer()

    def day(self, least: int, most: int) -> str | None:
        """A day so many days ago; sometimes unknown."""
        if self.dice.random() < 0.1:
            return None
        return (TODAY - timedelta(days=self.dice.randint(least, most))).isoformat()

    def moment(self, days: int) -> datetime:
        """A moment in so many days before now, to the minute."""
        return NOON - timedelta(minutes=self.dice.randint(1, days * 1440))

    def text(self, moment: datetime | None) -> str | None:
        """A moment as stored; sometimes unknown."""
        if moment is None or self.dice.random() < 0.08:
            return None
        return f"{moment:%Y-%m-%dT%H:%M}:00.000Z"

    def deal(self) -> int:
        """A deal of a company, of contacts, or of nobody."""
        dice = self.dice
        stage = dice.choice([*STAGES, "won", "won"])
        values: dict[str, Any] = {
            "amount": dice.choice([None, *(dice.randint(0, 99999) for _ in range(5))]),
            "currency": dice.choice(["EUR", "EUR", "JPY"]),
            "owner": dice.choice(["amy", "bo", None]),
            "probability": dice.choice([None, None, dice.randint(0, 10_000)]),
            "opened_at": self.day(0, 300),
            "expected_close": self.day(-40, 40),
            "closed_at": self.day(-5, 400) if stage in ("won", "lost") else None,
            "moved": self.day(0, 90),
            "source": dice.choice(["web", "fair", None]),
            "company_id": dice.choice([None, *(dice.choice(self.companies) for _ in range(3))]),
        }
        if stage in ("won", "lost") and dice.random() < 0.15:
            values["closed_at"] = values["opened_at"]  # on the same day, or both unknown
        id = self.made.deal(stage, **values)
        if dice.random() < 0.5:
            self.made.insert("deal_contact", deal_id=id, contact_id=dice.choice(self.contacts))
        return id

    def touch(self) -> None:
        """An interaction on a deal."""
        at = self.text(self.moment(120))
        channel = self.dice.choice([None, "wechat", "zoom"])
        self.made.touch(at, self.dice.choice(["call", "email"]), channel=channel,
                        deal_id=self.dice.choice(self.deals))  # fmt: skip

    def ticket(self) -> int:
        """A ticket: answered and resolved, or not; before its opening, or at an unknown time."""
        dice = self.dice
        opened = self.moment(120)
        responded = opened + timedelta(minutes=dice.randint(-600, 9000))
        resolved = opened + timedelta(minutes=dice.randint(-600, 30000))
        done = resolved < NOON and dice.random() < 0.7
        moves: list[tuple[str | None, str, str | None]] = []
        if done and dice.random() < 0.4:
            at = self.text(resolved)
            moves = [("open", "resolved", at), ("resolved", "open", at)]
            if dice.random() < 0.5:
                moves.append(("open", "resolved", at))
        return self.made.ticket(
            self.text(opened),
            self.text(responded) if responded < NOON and dice.random() < 0.8 else None,
            self.text(resolved) if done else None,
            status="resolved" if done else dice.choice(["open", "pending"]),
            assignee=dice.choice(["amy", "bo", None]),
            moves=tuple(moves),
            kind=dice.choice(["question", "problem", None]),
            priority=dice.choice(["low", "normal", "high", "urgent"]),
            channel=dice.choice(["email", None]),
            company_id=dice.choice([None, dice.choice(self.companies)]),
        )

    def answer(self) -> None:
        """An answer to a survey, on a ticket, a deal or nothing, sometimes followed up."""
        dice = self.dice
        on: dict[str, Any] = dice.choice(
            [
                {"ticket_id": dice.choice(self.tickets)},
                {"deal_id": dice.choice(self.deals), "company_id": dice.choice(self.companies)},
                {"contact_id": dice.choice(self.contacts)},
                {},
            ]
        )
        at = self.text(self.moment(110))
        kind = dice.choice(["csat", "nps", "nps", "ces", "servqual"])
        if kind == "servqual":
            perceived = [dice.randint(1, 7) for _ in range(dice.randint(1, 5))]
            self.made.servqual(at, dice.randint(1, 7), *perceived, **on)
            return
        score = {"csat": (1, 5), "nps": (0, 10), "ces": (1, 7)}[kind]
        id = self.made.answer(kind, dice.randint(*score), at, **on)
        if dice.random() < 0.4:
            self.made.record("task", title="ask", due_on="2026-11-30", priority="normal",
                             search_text="", survey_id=id)  # fmt: skip


def write(database: Database, seed: int) -> None:
    """The book as of 12 November, and what happened to its deals up to now."""
    with making(database, EARLIER) as made:
        written = Written(made, seed)
    dice = Random(seed + 1000)
    with making(database) as made:
        for id in dice.sample(written.deals, 60):
            choice = dice.randint(0, 5)
            if choice == 0:
                made.session.rows(
                    "UPDATE deal SET amount_minor = :amount, currency = :code WHERE id = :id",
                    {"amount": dice.randint(0, 9999), "code": dice.choice(["EUR", "JPY"]),
                     "id": id},
                )  # fmt: skip
            elif choice == 1:
                made.session.rows(
                    "UPDATE deal SET deleted_at = :now WHERE id = :id",
                    {"now": made.session.now, "id": id},
                )
            elif choice == 2:
                made.session.rows(
                    "UPDATE deal SET expected_close = :day WHERE id = :id",
                    {"day": written.day(-40, 40), "id": id},
                )
            else:
                stage = dice.choice(STAGES)
                day = "2026-11-19" if stage in ("won", "lost") else None
                made.session.rows(
                    "UPDATE deal SET stage_id = :stage, closed_at = :day WHERE id = :id",
                    {"stage": made.stage(stage), "day": day, "id": id},
                )
        for _ in range(6):
            written.made = made
            written.deal()
