"""Steps with tickets and surveys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_cli.services import surveys, tickets
from crm_cli.session import Session
from tests.changes.steps.registry import NAMES, STATUSES, pick, ref, step


@step
def open_ticket(session: Session, a: int, b: int, c: int) -> None:
    texts = {"subject": NAMES[a % 5], "channel": "email", "contact": ref(session, "contact", b)}
    since = {"opened_at": f"2026-11-{10 + c}"} if c else {}
    tickets.add(session, {**texts, **since, "tag": ["vip"] if c % 2 else []})


@step
def reply_ticket(session: Session, a: int, b: int, c: int) -> None:
    when = None if c % 2 else f"2026-11-1{c} 1{c}:00"
    then = {7: "resolved", 8: "pending", 9: "closed"}.get(b)
    id = pick(session, "ticket", a)
    tickets.reply(session, id, f"Text {b}", incoming=b % 3 == 0, when=when, then=then)


@step
def assign_ticket(session: Session, a: int, b: int, c: int) -> None:
    who = ref(session, "user", b) if c else None
    tickets.assign(session, pick(session, "ticket", a), who)


@step
def move_ticket(session: Session, a: int, b: int, c: int) -> None:
    tickets.move(session, pick(session, "ticket", a), STATUSES[b % 4])


@step
def edit_ticket(session: Session, a: int, b: int, c: int) -> None:
    texts: Mapping[str, Any] = [
        {"priority": "urgent", "body": NAMES[b % 5]},
        {"opened_at": f"2026-11-{10 + b}"},
        {"responded_at": f"2026-11-19 1{b}:00"},
        {"status": STATUSES[b % 4], "tag": [NAMES[b % 5]]},
        {"contact": ref(session, "contact", b), "company": ""},
        {"resolved_at": f"2026-11-20 0{b}:00"},
    ][c % 6]
    tickets.edit(session, pick(session, "ticket", a), texts)


@step
def rate_ticket(session: Session, a: int, b: int, c: int) -> None:
    surveys.rate(session, pick(session, "ticket", a), str(b % 5 + 1), "so so" if c % 2 else "")


@step
def add_survey(session: Session, a: int, b: int, c: int) -> None:
    about = [("contact", "ticket", "deal")[b % 3]]
    texts = {"kind": "nps", "score": str(c), "comment": NAMES[b % 5]}
    if c % 3 == 0:
        texts = {"kind": "servqual", "reliability": ["6/4"], "empathy": [f"{b % 7 + 1}/2"]}  # type: ignore[dict-item]
    surveys.add(session, {**texts, **{noun: ref(session, noun, a) for noun in about}})


@step
def edit_survey(session: Session, a: int, b: int, c: int) -> None:
    id = pick(session, "survey", a)
    kind = session.rows("SELECT kind FROM survey WHERE id = :id", {"id": id})[0]["kind"]
    if kind == "servqual":
        surveys.edit(
            session, id, {"empathy": [] if b % 2 else ["5/5"], "tangibles": [f"{c % 7 + 1}/1"]}
        )
    else:
        surveys.edit(session, id, {"score": str(b % 5 + 1), "comment": NAMES[c % 5]})
