"""Steps that people take with any noun: each a function of a session and three numbers.

The numbers choose which record and which values. LookupError when there is nothing to take a step
on, CrmError when a rule refuses it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from crm_cli.nouns import NOUNS
from crm_cli.services import tags
from crm_cli.session import Session
from crm_cli.values.references import reference

NAMES = ["Acme", "张伟", "Beta [red]x[/]", "Jane Smith", "O'Brien"]
STAGES = ["lead", "qualified", "proposal", "won", "lost"]
CITIES = ["Berlin", "上海", "", "Zürich"]
STATUSES = ["open", "pending", "resolved", "closed"]
KINDS = ["text", "number", "money", "choice", "yesno"]
VALUES = ["3", "yes", "12.50 USD", "", "7"]
TAGGED = tags.NOUNS_WITH_TAGS
DELETED = ("contact", "company", "deal", "interaction", "task", "ticket", "survey", "user")
Step = Callable[[Session, int, int, int], Any]
STEPS: dict[str, Step] = {}


def step(function: Step) -> Step:
    """Register a step under its name."""
    STEPS[function.__name__] = function
    return function


def ids(session: Session, table: str, condition: str = "deleted_at IS NULL") -> list[int]:
    rows = session.rows(f"SELECT id FROM {table} WHERE {condition} ORDER BY id")
    return [row["id"] for row in rows]


def pick(session: Session, noun: str, number: int) -> int:
    """A live record of a noun. LookupError when there is none."""
    found = ids(session, NOUNS[noun].table)
    if not found:
        raise LookupError(noun)
    return found[number % len(found)]


def ref(session: Session, noun: str, number: int) -> str:
    return reference(noun, pick(session, noun, number))


def pair(session: Session, noun: str, a: int, b: int) -> tuple[int, int]:
    """Two live records of a noun. LookupError when there is one at most."""
    found = ids(session, NOUNS[noun].table)
    if len(found) < 2:
        raise LookupError(noun)
    first = found.pop(a % len(found))
    return first, found[b % len(found)]


def one(found: Sequence[Any], number: int) -> Any:
    """One of a sequence. LookupError when it is empty."""
    if not found:
        raise LookupError
    return found[number % len(found)]
