"""The text that search and matching look at: folded, one part a line, the record's name first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from crm_cli.nouns import NOUNS
from crm_cli.values.text import fold

if TYPE_CHECKING:
    from crm_cli.session import Session

LONGEST_NAME = 200

# What a record is found by, besides its name: columns of its table, and lists beside it.
_COLUMNS = {
    "company": ("domain", "website", "city", "industry"),
    "contact": ("given_name", "family_name", "job_title", "city"),
    "interaction": ("body",),
    "task": (),
    "deal": ("reason", "competitor", "campaign"),
    "ticket": ("body",),
    "survey": (),
    "user": ("name", "email"),
}
_LISTS = {
    "contact": (
        "SELECT email AS part FROM contact_email WHERE contact_id = :id",
        "SELECT digits AS part FROM contact_phone WHERE contact_id = :id",
        "SELECT e164 AS part FROM contact_phone WHERE contact_id = :id",
        "SELECT handle AS part FROM contact_handle WHERE contact_id = :id",
    )
}


def compose(parts: Iterable[str | None]) -> str:
    """The search text of a record from its parts, its name first; a part is there once."""
    folded = (fold(part) for part in parts if part)
    return "\n".join(dict.fromkeys(part for part in folded if part))


def search_columns(noun: str) -> tuple[str, ...]:
    """The columns of a noun's table that it is found by, its name first."""
    return (NOUNS[noun].title, *_COLUMNS[noun])


def refresh(session: Session, noun: str, id: int) -> None:
    """Write a record's search text anew, from its row and the lists beside it."""
    table, columns = NOUNS[noun].table, search_columns(noun)
    row = session.rows(f"SELECT {', '.join(columns)} FROM {table} WHERE id = :id", {"id": id})[0]
    parts = [row[column] for column in columns]
    for sql in _LISTS.get(noun, ()):
        parts += [found["part"] for found in session.rows(sql, {"id": id})]
    session.rows(
        f"UPDATE {table} SET search_text = :text WHERE id = :id AND search_text <> :text",
        {"id": id, "text": compose(parts)},
    )
