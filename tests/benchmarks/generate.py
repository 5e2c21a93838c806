"""Make a large database quickly, for measuring.

    python tests/benchmarks/generate.py FILE --contacts 100000 --interactions 500000

The rows are the same at every run, uids and dates aside, which end today. They are written as an
import writes them: through one recorded transaction, set by set, then ANALYZE.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from crm_cli import migrations
from crm_cli.database import Command, Database
from crm_cli.models.base import uuid7
from crm_cli.services.demo import names
from crm_cli.services.search import compose
from crm_cli.services.setup import furnish
from crm_cli.session import Session, transaction
from crm_cli.values.dates import utc_text

Row = dict[str, Any]
SEED = 7
DAYS = 3 * 365
STAGES = ("lead", "nurture", "qualified", "proposal", "negotiation", "won", "lost")
TICKET_KINDS = ("question", "problem", "complaint", "suggestion", "repair")
PRIORITIES = ("low", "normal", "high", "urgent")
NEEDLE = "Zebedee Quuxworth"
"""The name of one contact, in the middle, that nobody else has."""


class Sizes(argparse.Namespace):
    """How many rows of each kind."""

    contacts: int
    companies: int
    interactions: int
    deals: int
    tasks: int
    tickets: int
    surveys: int
    users: int


class Generator:
    """The rows of each table, made while they are written."""

    def __init__(self, sizes: Sizes, now: datetime) -> None:
        self.sizes = sizes
        self.dice = Random(SEED)
        self.now = now
        self.stamp = utc_text(now)
        self.families = names.FAMILY_ZH.split()
        self.givens = names.GIVEN_ZH.split()

    def day(self, back: int) -> str:
        """The day that many days ago."""
        return f"{self.now - timedelta(days=back):%Y-%m-%d}"

    def record(self, id: int, **values: Any) -> Row:
        """A record's row."""
        stamps = {"created_at": self.stamp, "updated_at": self.stamp}
        return {"id": id, "uid": uuid7(), **stamps, **values}

    def owner(self) -> int:
        """Any user."""
        return self.dice.randint(1, self.sizes.users)

    def company(self) -> int | None:
        """Any company; nine in ten records have one."""
        if not self.sizes.companies or self.dice.random() < 0.1:
            return None
        return self.dice.randint(1, self.sizes.companies)

    def email(self, id: int) -> str:
        """The address of a contact."""
        return f"p{id}@mail{id % 97}.example"

    def person(self, number: int) -> tuple[str, str, str]:
        """Given name, family name and display name of a contact."""
        if number == self.sizes.contacts // 2:
            return "Zebedee", "Quuxworth", NEEDLE
        if number % 3 == 0:
            family, given = self.dice.choice(self.families), self.dice.choice(self.givens)
            chinese = "".join(letter for letter in family if not letter.isascii())
            own = "".join(letter for letter in given if not letter.isascii())
            return own, chinese, chinese + own
        given = self.dice.choice(names.GIVEN["en"].split())
        family = self.dice.choice(names.FAMILY["en"].split())
        letter = chr(65 + number % 26)
        return given, family, f"{given} {letter}. {family}"

    def users(self) -> Iterator[Row]:
        """Colleagues beside the first."""
        for id in range(2, self.sizes.users + 1):
            handle = f"user{id}"
            yield self.record(id, handle=handle, role="member", search_text=handle)

    def companies(self) -> Iterator[Row]:
        """Companies with domains of their own."""
        for id in range(1, self.sizes.companies + 1):
            name, domain, industry, size, country, city, _ = names.COMPANIES[id % 40]
            name, domain = f"{name} {id}", f"{domain}{id}.example"
            yield self.record(
                id, name=name, domain=domain, industry=industry, size=size, country=country,
                city=city, owner_id=self.owner(),
                search_text=compose([name, domain, city, industry]),
            )  # fmt: skip

    def contacts(self) -> Iterator[Row]:
        """Contacts, a third of them with Chinese names."""
        for id in range(1, self.sizes.contacts + 1):
            given, family, name = self.person(id)
            number = f"4930{20000000 + id}"
            yield self.record(
                id, name=name, given_name=given, family_name=family, company_id=self.company(),
                stage=("lead", "prospect", "customer", "former")[id % 4], country="DE",
                owner_id=self.owner(), keep_in_touch_days=60 if id % 50 == 0 else None,
                birthday=self.day(12000 + id % 9000) if id % 5 == 0 else None,
                search_text=compose(
                    [name, given, family, self.email(id), number, f"+{number}"]
                ),
            )  # fmt: skip

    def emails(self) -> Iterator[Row]:
        """One address for each contact."""
        for id in range(1, self.sizes.contacts + 1):
            email = self.email(id)
            yield {"id": id, "contact_id": id, "email": email, "key": email, "position": 0}

    def phones(self) -> Iterator[Row]:
        """A number for each contact."""
        for id in range(1, self.sizes.contacts + 1):
            digits = f"4930{20000000 + id}"
            yield {
                "id": id, "contact_id": id, "phone": f"+{digits}", "e164": f"+{digits}",
                "digits": digits, "position": 0,
            }  # fmt: skip

    def tags(self) -> Iterator[Row]:
        """The demo's tags."""
        for id, name in enumerate(names.TAGS, 1):
            yield self.record(id, name=name, key=name)

    def taggings(self) -> Iterator[Row]:
        """A tag on every fifth contact."""
        for id in range(5, self.sizes.contacts + 1, 5):
            yield {"id": id // 5, "contact_id": id, "tag_id": id // 5 % len(names.TAGS) + 1}

    def deals(self) -> Iterator[Row]:
        """Deals, a quarter of them open."""
        for id in range(1, self.sizes.deals + 1):
            stage, opened, moved = self.course(id)
            ended = stage >= 6
            title = f"Deal {id} {names.PRODUCTS[id % 3]}"
            yield self.record(
                id, title=title, company_id=self.company(), pipeline_id=1, stage_id=stage,
                amount_minor=None if id % 40 == 0 else (id * 7919) % 5_000_000,
                currency=None if id % 40 == 0 else "CNY" if id % 4 == 0 else "EUR",
                opened_at=self.day(opened), closed_at=self.day(moved) if ended else None,
                expected_close=self.day(moved - 30 - id % 60), owner_id=self.owner(),
                reason=names.LOST_REASONS[id % 5] if stage == 7 else None,
                source=names.SOURCES[id % 6], search_text=compose([title]),
            )  # fmt: skip

    def course(self, id: int) -> tuple[int, int, int]:
        """The stage of a deal, and how many days ago it was opened and last moved."""
        stage = id % 5 + 1 if id % 4 == 0 else 6 + id % 2
        opened = (id * 7919) % DAYS + 5
        return stage, opened, opened * (id % 7) // 9

    def moves(self) -> Iterator[Row]:
        """How each deal got where it is."""
        row = 0
        for id in range(1, self.sizes.deals + 1):
            stage, opened, moved = self.course(id)
            path = [*range(1, min(stage, 5)), stage] if stage < 6 else [1, 3, 4, stage]
            for place, to in enumerate(path):
                row += 1
                back = opened + (moved - opened) * place // max(len(path) - 1, 1)
                yield {
                    "id": row, "deal_id": id, "from_stage_id": path[place - 1] if place else None,
                    "to_stage_id": to, "at": self.day(back), "user_id": id % self.sizes.users + 1,
                }  # fmt: skip

    def deal_contacts(self) -> Iterator[Row]:
        """The main contact of each deal."""
        if self.sizes.contacts:
            for id in range(1, self.sizes.deals + 1):
                contact = self.dice.randint(1, self.sizes.contacts)
                yield {"id": id, "deal_id": id, "contact_id": contact}

    def interactions(self) -> Iterator[Row]:
        """Interactions over three years, every third on a deal."""
        kinds = ("call", "email", "meeting", "message", "visit", "note")
        for id in range(1, self.sizes.interactions + 1):
            moment = self.now - timedelta(minutes=self.dice.randrange(DAYS * 1440))
            subject = f"{kinds[id % 6]} about {names.PRODUCTS[id % 3]}"
            deal = self.dice.randint(1, self.sizes.deals) if self.sizes.deals and id % 3 else None
            yield self.record(
                id, kind=kinds[id % 6], direction=("in", "out")[id % 2],
                occurred_at=utc_text(moment), seconds=600 if id % 6 == 0 else None,
                subject=subject, user_id=self.owner(), company_id=self.company(), deal_id=deal,
                search_text=compose([subject]),
            )  # fmt: skip

    def participants(self) -> Iterator[Row]:
        """One contact for each interaction."""
        if self.sizes.contacts:
            for id in range(1, self.sizes.interactions + 1):
                contact = self.dice.randint(1, self.sizes.contacts)
                yield {"id": id, "interaction_id": id, "contact_id": contact}

    def tasks(self) -> Iterator[Row]:
        """Follow-ups, nine in ten done; few of the open ones are due today."""
        for id in range(1, self.sizes.tasks + 1):
            due = self.dice.randint(-60, DAYS)
            done = id % 10 != 0
            yield self.record(
                id, title=f"Follow up {id}", due_on=self.day(due if done else due % 200 - 150),
                priority=("low", "normal", "high")[id % 3], done_at=self.stamp if done else None,
                assignee_id=self.owner(), search_text=f"follow up {id}",
                contact_id=self.dice.randint(1, self.sizes.contacts)
                if self.sizes.contacts
                else None,
                deal_id=self.dice.randint(1, self.sizes.deals) if self.sizes.deals else None,
            )  # fmt: skip

    def tickets(self) -> Iterator[Row]:
        """Tickets over three years, one in twenty not resolved."""
        for id in range(1, self.sizes.tickets + 1):
            opened, responded, resolved = self.service(id)
            subject = f"Ticket {id} {names.PRODUCTS[id % 3]}"
            yield self.record(
                id, subject=subject, kind=TICKET_KINDS[id % 5], priority=PRIORITIES[id % 4],
                status="resolved" if resolved else "open", channel=("email", "phone")[id % 2],
                contact_id=self.dice.randint(1, self.sizes.contacts)
                if self.sizes.contacts
                else None,
                company_id=self.company(), assignee_id=self.owner(), opened_at=opened,
                responded_at=responded, resolved_at=resolved, search_text=compose([subject]),
            )  # fmt: skip

    def service(self, id: int) -> tuple[str, str | None, str | None]:
        """When a ticket was opened, first answered and resolved."""
        minutes = (id * 7919 * 13) % (DAYS * 1440)
        opened = self.now - timedelta(minutes=minutes)
        answered = opened + timedelta(minutes=id % 600)
        solved = answered + timedelta(minutes=(id * 37) % 9000)
        if id % 20 == 0 or solved >= self.now:
            return utc_text(opened), None, None
        return utc_text(opened), utc_text(answered), utc_text(solved)

    def ticket_moves(self) -> Iterator[Row]:
        """The steps of each ticket."""
        row = 0
        for id in range(1, self.sizes.tickets + 1):
            opened, _, resolved = self.service(id)
            steps = [(None, "open", opened), ("open", "resolved", resolved)]
            for before, after, at in steps:
                if at:
                    row += 1
                    yield {
                        "id": row, "ticket_id": id, "from_status": before, "to_status": after,
                        "at": at, "user_id": id % self.sizes.users + 1,
                    }  # fmt: skip

    def surveys(self) -> Iterator[Row]:
        """Answers, half of them ratings of a ticket."""
        for id in range(1, self.sizes.surveys + 1):
            rating = id % 2 == 0 and self.sizes.tickets > 0
            moment = self.now - timedelta(minutes=self.dice.randrange(DAYS * 1440))
            yield self.record(
                id, kind="csat" if rating else "nps", answered_at=utc_text(moment),
                score=self.dice.randint(1, 5) if rating else self.dice.randint(0, 10),
                contact_id=self.dice.randint(1, self.sizes.contacts)
                if self.sizes.contacts
                else None,
                company_id=self.company(), search_text="",
                ticket_id=self.dice.randint(1, self.sizes.tickets) if rating else None,
            )  # fmt: skip


# The tables in the order of writing, and who makes their rows.
PARTS = {
    "user_account": Generator.users,
    "tag": Generator.tags,
    "company": Generator.companies,
    "contact": Generator.contacts,
    "contact_email": Generator.emails,
    "contact_phone": Generator.phones,
    "contact_tag": Generator.taggings,
    "deal": Generator.deals,
    "stage_move": Generator.moves,
    "deal_contact": Generator.deal_contacts,
    "interaction": Generator.interactions,
    "interaction_contact": Generator.participants,
    "task": Generator.tasks,
    "ticket": Generator.tickets,
    "ticket_move": Generator.ticket_moves,
    "survey": Generator.surveys,
}


def generate(url: str, sizes: Sizes, now: datetime) -> None:
    """Make the database and write everything; progress on stderr."""
    database = Database(url)
    migrations.create(database)
    command = Command("generate", "amy", utc_text(now))
    with transaction(database, command) as session:
        settings = {"currency": "EUR", "timezone": "Europe/Berlin", "phone_region": "DE"}
        furnish(session, settings, {"handle": "amy"})
        if session.engine == "sqlite":
            session.rows("PRAGMA cache_spill=2000")
            session.rows("PRAGMA cache_size=-400000")
        generator = Generator(sizes, now)
        for table, make in PARTS.items():
            start = time.perf_counter()
            count = write(session, table, make(generator))
            print(f"{table:20} {count:>9,} {time.perf_counter() - start:6.1f} s", file=sys.stderr)
    database.execute("ANALYZE")
    database.close()


def write(session: Session, table: str, rows: Iterator[Row]) -> int:
    """Write the rows of a table; returns how many there were."""
    first = next(rows, None)
    if first is None:
        return 0
    columns = list(first)
    count = 1

    def counted() -> Iterator[Row]:
        nonlocal count
        yield first
        for row in rows:
            count += 1
            yield row

    session.many(
        f"INSERT INTO {table} ({', '.join(columns)})"
        f" VALUES ({', '.join(':' + column for column in columns)})",
        counted(),
    )
    if session.engine == "postgresql":
        session.rows(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"
        )
    return count


def main() -> None:
    """Read the arguments and make the database."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database", help="a new file, or a postgresql:// URL of an empty database")
    parser.add_argument("--contacts", type=int, default=100_000)
    parser.add_argument("--companies", type=int, default=10_000)
    parser.add_argument("--interactions", type=int, default=500_000)
    parser.add_argument("--deals", type=int, default=100_000)
    parser.add_argument("--tasks", type=int, default=20_000)
    parser.add_argument("--tickets", type=int, default=100_000)
    parser.add_argument("--surveys", type=int, default=100_000)
    parser.add_argument("--users", type=int, default=10)
    sizes = parser.parse_args(namespace=Sizes())
    if not sizes.database.startswith(("postgres://", "postgresql://")):
        Path(sizes.database).unlink(missing_ok=True)
    start = time.perf_counter()
    generate(sizes.database, sizes, datetime.now(UTC))
    print(f"{'all':20} {'':9} {time.perf_counter() - start:6.1f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
