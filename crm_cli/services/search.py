"""The text that search and matching look at: folded, one part a line, the record's name first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from crm_cli.batches import among, update
from crm_cli.nouns import NOUNS
from crm_cli.values.pinyin import sounds
from crm_cli.values.text import fold

if TYPE_CHECKING:
    from crm_cli.session import Session

LONGEST_NAME = 200
SPELLED = ("company", "contact")
"""Nouns that people choose by how the name sounds: zhangwei, or zw."""

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
# Lists beside a record: the column of the part, the table, and its order, as imports have it.
_LISTS = {
    "contact": (
        ("email", "contact_email", "position, id"),
        ("digits", "contact_phone", "position, id"),
        ("e164", "contact_phone", "position, id"),
        ("handle", "contact_handle", "id"),
    )
}


def compose(parts: Iterable[str | None], noun: str = "") -> str:
    """The search text of a record from its parts, its name first; a part is there once.

    The Chinese name of a contact or a company is there in pinyin as well, in the second line.
    """
    folded = (fold(part) for part in parts if part)
    return "\n".join(dict.fromkeys(part for part in spelled(folded, noun) if part))


def spelled(parts: Iterable[str], noun: str) -> Iterator[str]:
    """Folded parts, and behind the first how it sounds where people type that."""
    first = noun in SPELLED
    for part in parts:
        yield part
        if first and not part.isascii():
            yield sounds(part, person=noun == "contact")
        first = False


def search_columns(noun: str) -> tuple[str, ...]:
    """The columns of a noun's table that it is found by, its name first."""
    return (NOUNS[noun].title, *_COLUMNS[noun])


def refresh(session: Session, noun: str, id: int) -> None:
    """Write a record's search text anew, from its row and the lists beside it."""
    refresh_many(session, noun, [id])


def refresh_many(session: Session, noun: str, ids: Sequence[int]) -> None:
    """Write the search texts of records anew; one that is right is left alone."""
    table, columns = NOUNS[noun].table, search_columns(noun)
    sql = f"SELECT id, search_text, {', '.join(columns)} FROM {table} WHERE id {{among}}"
    rows = among(session, sql, ids)
    parts = {row["id"]: [row[column] for column in columns] for row in rows}
    for column, beside, order in _LISTS.get(noun, ()):
        sql = (
            f"SELECT {noun}_id AS record, {column} AS part FROM {beside}"
            f" WHERE {noun}_id {{among}} ORDER BY {order}"
        )
        for found in among(session, sql, ids):
            parts[found["record"]].append(found["part"])
    texts = {id: compose(found, noun) for id, found in parts.items()}
    changed = [row["id"] for row in rows if row["search_text"] != texts[row["id"]]]
    update(session, table, ("search_text",), [(texts[id], id) for id in changed])
