"""A small book of records for the tests of conditions: every number in it is used by hand there.

Today is Friday, 2026-11-20; Berlin is one hour ahead of UTC then, and two in summer.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from crm_cli.book import load_book
from crm_cli.database import Command, Database
from crm_cli.filters import compile_conditions
from crm_cli.nouns import NOUNS
from crm_cli.services import fields, search
from crm_cli.session import Session, transaction
from tests.conftest import NOW

AMY, BOB = 1, 2


def ids(database: Database, noun: str, where: Sequence[str], order: str = "v.id") -> list[int]:
    """The live records that meet the conditions."""
    book = load_book(database, datetime.fromisoformat(NOW))
    custom = fields.definitions(database, noun)
    sql, bound = compile_conditions(database, NOUNS[noun], custom, where, book)
    rows = database.rows(
        f"SELECT v.id FROM {noun}_view v WHERE v.deleted_at IS NULL{sql and ' AND '}{sql}"
        f" ORDER BY {order}",
        bound,
    )
    return [row["id"] for row in rows]


def _add(session: Session, table: str, **values: Any) -> int:
    columns = ", ".join(values)
    bound = ", ".join(f":{name}" for name in values)
    rows = session.rows(f"INSERT INTO {table} ({columns}) VALUES ({bound}) RETURNING id", values)
    return int(rows[0]["id"])


def _stamped(session: Session, table: str, **values: Any) -> int:
    stamps = {"created_at": session.now, "updated_at": session.now}
    number = session.rows(f"SELECT count(*) AS n FROM {table}")[0]["n"]
    return _add(session, table, **{"uid": f"{table}-{number}", **stamps, **values})


def _record(session: Session, noun: str, **values: Any) -> int:
    id = _stamped(session, NOUNS[noun].table, **({"search_text": ""} | values))
    search.refresh(session, noun, id)
    return id


def _tag(session: Session, noun: str, id: int, *keys: str) -> None:
    for key in keys:
        tag = session.rows("SELECT id FROM tag WHERE key = :key", {"key": key})[0]["id"]
        _add(session, f"{noun}_tag", **{f"{noun}_id": id, "tag_id": tag})


def fill(database: Database, command: Command) -> None:
    """Write the book into a database that was just made."""
    with transaction(database, command) as session:
        _record(
            session, "user", handle="bob", name="Bob Ünal", email="b@example.com", role="member"
        )
        for name, key in (("VIP", "vip"), ("Key Account", "key account"), ("gone", "gone")):
            _stamped(session, "tag", name=name, key=key)
        session.rows("UPDATE tag SET deleted_at = :now WHERE key = 'gone'", {"now": session.now})
        _companies(session)
        _contacts(session)
        _deals(session)
        _interactions(session)
        _tasks(session)
        _fields(session)


def _companies(session: Session) -> None:
    def add(**values: Any) -> int:
        return _record(session, "company", **values)

    add(name="Müller GmbH", city="Berlin", industry="Retail", owner_id=AMY, size="50-100")
    add(name="O2", city="München", owner_id=BOB, domain="o2.example", source="web")
    add(name="ACME, Inc.", city="Paris", parent_id=1)
    add(name="张伟贸易", city="", country="CN", industry="RETAIL")
    add(name="Berlin Gone", city="Berlin", deleted_at=session.now)
    _tag(session, "company", 1, "vip", "key account")
    _tag(session, "company", 3, "vip")
    _tag(session, "company", 4, "gone")


def _contacts(session: Session) -> None:
    def add(**values: Any) -> int:
        return _record(session, "contact", **values)

    add(name="Jane Smith", company_id=1, stage="customer", owner_id=AMY, city="Berlin",
        birthday="1990-11-20", keep_in_touch_days=30, consent="given")  # fmt: skip
    add(name="José Çelik", company_id=2, stage="lead", owner_id=BOB, city="MÜNCHEN")
    add(name="张伟", address="50%_off\\street", referred_by_id=1)
    add(name="Smithers, Al", company_id=3, stage="former", owner_id=AMY, city="berlin")
    add(name="Gmail Fan", stage="prospect", owner_id=BOB, job_title="Smith expert")
    for id, email in (
        (1, "jane@example.com"), (1, "J.Smith@work.example"), (2, "jose@gmail.com"),
        (4, "al_s@x.example"), (5, "alks@x.example"),
    ):  # fmt: skip
        _add(session, "contact_email", contact_id=id, email=email, key=email.lower(), position=0)
    for id, phone, e164, digits in (
        (1, "+49 30 123456", "+4930123456", "4930123456"),
        (3, "010 8888 1234", None, "01088881234"),
    ):
        values = {"contact_id": id, "phone": phone, "e164": e164, "digits": digits, "position": 0}
        _add(session, "contact_phone", **values)
    _add(session, "contact_handle", contact_id=1, service="wechat", handle="JaneS")
    for id in range(1, 6):
        search.refresh(session, "contact", id)
    _tag(session, "contact", 1, "vip")
    _tag(session, "contact", 2, "key account")
    _tag(session, "contact", 5, "vip", "key account")


def _deals(session: Session) -> None:
    stages = {row["name"]: row["id"] for row in session.rows("SELECT id, name FROM stage")}

    def add(stage: str, **values: Any) -> int:
        return _record(session, "deal", pipeline_id=1, stage_id=stages[stage], **values)

    add("proposal", title="Website", company_id=1, amount_minor=1_000_000, currency="EUR",
        opened_at="2026-09-01", expected_close="2026-11-30", owner_id=AMY)  # fmt: skip
    add("lead", title="Big Data", company_id=2, amount_minor=10_000, currency="JPY",
        probability=7000, expected_close="2026-12-15", owner_id=BOB)  # fmt: skip
    add("won", title="Won one", company_id=3, amount_minor=12_000_000, currency="KWD",
        closed_at="2026-11-05")  # fmt: skip
    add("lead", title="No amount", opened_at="2026-11-20")
    add("negotiation", title="Small", amount_minor=999_999, currency="EUR")
    _add(session, "stage_move", deal_id=1, to_stage_id=stages["proposal"], at="2026-10-01")
    for deal, contact in ((1, 1), (5, 2), (5, 1)):
        _add(session, "deal_contact", deal_id=deal, contact_id=contact)
    _tag(session, "deal", 5, "vip")


def _interactions(session: Session) -> None:
    def add(**values: Any) -> int:
        return _record(session, "interaction", **values)

    # In Berlin: 19 Nov 23:30, 20 Nov 00:30, 1 Sep 00:00, unknown.
    add(kind="call", direction="out", occurred_at="2026-11-19T22:30:00.000Z", seconds=900,
        subject="Price talk", body="smith was nice", user_id=AMY, company_id=1,
        deal_id=1)  # fmt: skip
    add(kind="email", direction="in", occurred_at="2026-11-19T23:30:00.000Z",
        body="Invoice 4711", user_id=BOB)  # fmt: skip
    add(kind="meeting", occurred_at="2026-08-31T22:00:00.000Z", seconds=3600, subject="Kick-off",
        company_id=2)  # fmt: skip
    add(kind="note", subject="Ünïcode")
    for interaction, contact in ((1, 1), (2, 1), (2, 2), (3, 2)):
        _add(session, "interaction_contact", interaction_id=interaction, contact_id=contact)
    _add(session, "interaction_link", interaction_id=3, target="https://example.com/a,b")


def _tasks(session: Session) -> None:
    def add(**values: Any) -> int:
        return _record(session, "task", **values)

    add(title="Send quote", due_on="2026-11-20", due_time="15:00", priority="high",
        assignee_id=AMY, contact_id=1, deal_id=1)  # fmt: skip
    add(title="Call back", due_on="2026-11-23", priority="normal", assignee_id=BOB, contact_id=2)
    add(title="File taxes", priority="low")
    add(title="Old thing", due_on="2026-11-13", due_time="09:00", priority="normal",
        done_at="2026-11-14T10:00:00.000Z", assignee_id=AMY, company_id=1)  # fmt: skip


def _fields(session: Session) -> None:
    """Fields of contacts, each with its values by contact."""
    fields: dict[tuple[str, str, str | None], dict[int, Any]] = {
        ("Seats", "number", None): {1: "5", 2: "12.5", 3: "100"},
        ("Budget", "money", None): {1: ("100000", "EUR"), 2: ("5000", "JPY"), 4: ("250050", "USD")},
        ("Renewal", "date", None): {1: "2026-12-01", 2: "2026-11-20"},
        ("Tier", "choice", '["gold", "silver"]'): {1: "gold", 2: "silver"},
        ("Partner", "yesno", None): {1: "yes", 2: "no"},
        ("Lieblings Tee", "text", None): {1: "Grüner", 3: "schwarzer"},
        ("mail", "text", None): {5: "by post"},
    }
    for (name, kind, choices), values in fields.items():
        field = _stamped(session, "field", noun="contact", name=name, kind=kind, choices=choices)
        for id, value in values.items():
            text, currency = value if isinstance(value, tuple) else (value, None)
            _add(session, "contact_field", contact_id=id, field_id=field, value=text,
                 currency=currency)  # fmt: skip
