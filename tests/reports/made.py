"""Small books for the tests of reports, written row by row."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from crm_cli.database import Command, Database
from crm_cli.models.base import uuid7
from crm_cli.session import Session, transaction
from crm_cli.tables import Table
from crm_cli.values.enums import SERVQUAL_DIMENSIONS
from crm_cli.values.text import fold

STAGES = ("lead", "nurture", "qualified", "proposal", "negotiation", "won", "lost")


@dataclass
class Made:
    """Writes the rows of a book; every method returns the id of what it wrote."""

    session: Session
    users: dict[str, int] = field(default_factory=dict)
    stages: dict[str, int] = field(default_factory=dict)

    def insert(self, table: str, **values: Any) -> int:
        """One row."""
        names = ", ".join(values)
        marks = ", ".join(f":{name}" for name in values)
        rows = self.session.rows(
            f"INSERT INTO {table} ({names}) VALUES ({marks}) RETURNING id", values
        )
        return int(rows[0]["id"])

    def record(self, table: str, **values: Any) -> int:
        """One row of a noun, with its uid and stamps."""
        now = self.session.now
        stamps = {"created_at": now, "updated_at": now}
        return self.insert(table, **{"uid": uuid7(), **stamps, **values})

    def user(self, handle: str) -> int:
        """A colleague."""
        if handle not in self.users:
            found = self.session.rows(
                "SELECT id FROM user_account WHERE handle = :handle", {"handle": handle}
            )
            self.users[handle] = (
                found[0]["id"]
                if found
                else self.record(
                    "user_account", handle=handle, role="member", search_text=fold(handle)
                )
            )
        return self.users[handle]

    def company(self, name: str, **values: Any) -> int:
        """A company."""
        return self.record("company", name=name, search_text=fold(name), **values)

    def contact(self, name: str, owner: str | None = None, **values: Any) -> int:
        """A contact."""
        owner_id = self.user(owner) if owner else None
        return self.record(
            "contact", name=name, stage="lead", owner_id=owner_id, search_text=fold(name), **values
        )

    def stage(self, name: str) -> int:
        """The stage of that name of the first pipeline."""
        if not self.stages:
            rows = self.session.rows("SELECT id, name FROM stage WHERE pipeline_id = 1")
            self.stages = {row["name"]: row["id"] for row in rows}
        return self.stages[name]

    def deal(
        self,
        stage: str = "lead",
        amount: int | None = None,
        currency: str = "EUR",
        *,
        owner: str | None = None,
        moved: str | None = None,
        title: str = "a deal",
        **values: Any,
    ) -> int:
        """A deal in a stage since the day `moved`, of an amount in minor units."""
        id = self.record(
            "deal",
            **{
                "title": title,
                "pipeline_id": 1,
                "stage_id": values.pop("stage_id", None) or self.stage(stage),
                "amount_minor": amount,
                "currency": None if amount is None else currency,
                "owner_id": self.user(owner) if owner else None,
                "search_text": fold(title),
                **values,
            },
        )
        stage_id = self.session.rows("SELECT stage_id FROM deal WHERE id = :id", {"id": id})
        self.insert("stage_move", deal_id=id, to_stage_id=stage_id[0]["stage_id"], at=moved)
        return id

    def touch(
        self,
        at: str | None,
        kind: str = "call",
        *,
        user: str | None = None,
        contacts: tuple[int, ...] = (),
        **values: Any,
    ) -> int:
        """An interaction."""
        id = self.record(
            "interaction",
            kind=kind,
            occurred_at=at,
            user_id=self.user(user) if user else None,
            search_text="",
            **values,
        )
        for contact in contacts:
            self.insert("interaction_contact", interaction_id=id, contact_id=contact)
        return id

    def task(self, due: str, done: str | None = None, user: str | None = None) -> int:
        """A follow-up."""
        return self.record(
            "task",
            title="follow up",
            due_on=due,
            done_at=done,
            priority="normal",
            assignee_id=self.user(user) if user else None,
            search_text="",
        )

    def field(self, name: str, kind: str = "text") -> int:
        """A custom field of deals."""
        return self.record("field", noun="deal", name=name, kind=kind)

    def value(self, deal: int, field: int, value: str) -> int:
        """The value of a custom field of a deal."""
        return self.insert("deal_field", deal_id=deal, field_id=field, value=value)

    def tag(self, deal: int, name: str) -> None:
        """A tag on a deal."""
        found = self.session.rows("SELECT id FROM tag WHERE key = :key", {"key": fold(name)})
        tag = found[0]["id"] if found else self.record("tag", name=name, key=fold(name))
        self.insert("deal_tag", deal_id=deal, tag_id=tag)

    def won(
        self,
        day: str | None,
        amount: int | None,
        currency: str = "EUR",
        *,
        company: int | None = None,
        contacts: tuple[int, ...] = (),
        **values: Any,
    ) -> int:
        """A purchase: a won deal of a company, else of contacts, the first of them first."""
        id = self.deal("won", amount, currency, closed_at=day, company_id=company, **values)
        for contact in contacts:
            self.insert("deal_contact", deal_id=id, contact_id=contact)
        return id

    def ticket(
        self,
        opened: str | None,
        responded: str | None = None,
        resolved: str | None = None,
        *,
        assignee: str | None = None,
        status: str | None = None,
        moves: tuple[tuple[str | None, str, str | None], ...] = (),
        **values: Any,
    ) -> int:
        """A ticket with its times (UTC text); `moves` are (from, to, at)."""
        id = self.record(
            "ticket",
            **{
                "subject": "a ticket",
                "priority": "normal",
                "status": status or ("resolved" if resolved else "open"),
                "opened_at": opened,
                "responded_at": responded,
                "resolved_at": resolved,
                "assignee_id": self.user(assignee) if assignee else None,
                "search_text": "a ticket",
                **values,
            },
        )
        for before, after, at in moves:
            self.insert("ticket_move", ticket_id=id, from_status=before, to_status=after, at=at)
        return id

    def answer(self, kind: str, score: int | None, at: str | None, **values: Any) -> int:
        """An answer to a survey."""
        return self.record(
            "survey", kind=kind, score=score, answered_at=at, search_text="", **values
        )

    def servqual(self, at: str | None, expected: int, *perceived: int, **values: Any) -> int:
        """A SERVQUAL answer: one expectation for all dimensions, and what was perceived of each."""
        id = self.answer("servqual", None, at, **values)
        for dimension, score in zip(SERVQUAL_DIMENSIONS, perceived, strict=False):
            self.insert(
                "survey_score", survey_id=id, dimension=dimension, expectation=expected,
                perception=score,
            )  # fmt: skip
        return id

    def noun_tag(self, noun: str, id: int, name: str) -> None:
        """A tag on a record of any noun."""
        found = self.session.rows("SELECT id FROM tag WHERE key = :key", {"key": fold(name)})
        tag = found[0]["id"] if found else self.record("tag", name=name, key=fold(name))
        self.insert(f"{noun}_tag", **{f"{noun}_id": id, "tag_id": tag})

    def rate(self, base: str, quote: str, day: str, rate: str) -> int:
        """An exchange rate."""
        return self.record("rate", base=base, quote=quote, on_day=day, rate=rate)


@contextmanager
def making(database: Database, now: str = "2026-11-20T10:00:00.000Z") -> Iterator[Made]:
    """Write into the database; all of it at the end."""
    with transaction(database, Command("crm test", "amy", now)) as session:
        yield Made(session)
    database.close()


def cells(table: Table, *names: str) -> list[tuple[Any, ...]]:
    """The rows of a table, of these columns only."""
    places = [table.column(name) for name in names]
    return [tuple(row[place] for place in places) for row in table.rows]
