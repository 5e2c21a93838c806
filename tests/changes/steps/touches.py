"""Steps with interactions and tasks."""

from __future__ import annotations

from crm_cli.services import interactions, tasks
from crm_cli.session import Session
from tests.changes.steps.registry import NAMES, pick, ref, step


@step
def add_interaction(session: Session, a: int, b: int, c: int) -> None:
    texts = {"kind": "call", "contact": [ref(session, "contact", a)], "subject": NAMES[b % 5]}
    links = {"link": [f"file{c}.pdf"], "tag": ["vip"]} if c % 2 else {}
    interactions.add(session, {**texts, **links})


@step
def edit_interaction(session: Session, a: int, b: int, c: int) -> None:
    texts = {"subject": NAMES[b % 5], "contact": [ref(session, "contact", c)]}
    when = {"occurred_at": f"2026-11-1{b}"} if c % 2 else {}
    interactions.edit(session, pick(session, "interaction", a), {**texts, **when})


@step
def turn_interaction(session: Session, a: int, b: int, c: int) -> None:
    texts = [{"direction": "in"}, {"direction": "out"}, {"kind": "note"}, {"kind": "email"}]
    about = {"ticket": ref(session, "ticket", c)} if c < 4 else {}
    interactions.edit(session, pick(session, "interaction", a), {**texts[b % 4], **about})


@step
def add_task(session: Session, a: int, b: int, c: int) -> None:
    texts = {"title": NAMES[a % 5], "due": "fri 15:00", "contact": ref(session, "contact", b)}
    again = {"recurrence": ["day", "2 weeks", "month on 31"][c % 3], "tag": ["vip"]} if c else {}
    tasks.add(session, {**texts, **again})


@step
def edit_task(session: Session, a: int, b: int, c: int) -> None:
    texts = [{"due": ""}, {"due": "mon 9:00"}, {"done_at": ""}, {"priority": "high"}]
    tasks.edit(session, pick(session, "task", a), {**texts[b % 4], "title": NAMES[c % 5]})


@step
def do_task(session: Session, a: int, b: int, c: int) -> None:
    tasks.done(session, pick(session, "task", a))


@step
def snooze_task(session: Session, a: int, b: int, c: int) -> None:
    tasks.snooze(session, pick(session, "task", a), "in 2 weeks")
