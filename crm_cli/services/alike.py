"""What is there already when a record is added by hand: another of that name, phone or handle.

It is said, and nothing is refused: two deals may have one title, and two people one telephone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from crm_cli.batches import among
from crm_cli.nouns import NOUNS
from crm_cli.services import references
from crm_cli.values.references import reference

if TYPE_CHECKING:
    from crm_cli.session import Session

SHOWN = 3


class _Alike(NamedTuple):
    """Which columns beside the title make two records alike, in which state, and in words."""

    said: str
    columns: tuple[str, ...] = ()
    only: str = "TRUE"


_ALIKE = {
    "company": _Alike("the same name"),
    "contact": _Alike("the same name"),
    "deal": _Alike("the same title and company", ("company_id",)),
    "ticket": _Alike(
        "the same subject, and is not resolved",
        ("contact_id", "company_id"),
        "status IN ('open', 'pending')",
    ),
    "task": _Alike(
        "the same title, and is not done",
        ("contact_id", "company_id", "deal_id", "ticket_id", "due_on"),
        "done_at IS NULL",
    ),
}


def warn_of_alike(session: Session, noun: str, new: Mapping[str, Any]) -> None:
    """Warn of live records that are like one that is about to be added, by its columns."""
    title, alike = new.get(NOUNS[noun].title), _ALIKE[noun]
    found = references.called(session, noun, title, only=alike.only) if title else []
    if found and alike.columns:
        sql = f"SELECT id, {', '.join(alike.columns)} FROM {NOUNS[noun].table} WHERE id {{among}}"
        rows = {row["id"]: row for row in among(session, sql, [row["id"] for row in found])}
        found = [
            row
            for row in found
            if all(rows[row["id"]][name] == new.get(name) for name in alike.columns)
        ]
    _warn(session, noun, found, alike.said)


def warn_of_shared(session: Session, id: int, table: str, row: Mapping[str, Any]) -> None:
    """Warn of other people who have a phone number or a handle that is about to be added."""
    if table == "contact_phone":
        said, same = (
            row["phone"],
            "o.digits = :digits AND o.extension IS NOT DISTINCT FROM :extension",
        )
    else:
        said, same = row["handle"], "o.service = :service AND lower(o.handle) = lower(:handle)"
    found = session.rows(
        f"SELECT DISTINCT c.id, c.name FROM {table} o JOIN contact c ON c.id = o.contact_id"
        f" WHERE {same} AND c.id <> :id AND c.deleted_at IS NULL ORDER BY c.id",
        {**row, "id": id},
    )
    _warn(session, "contact", found, f"{said} too")


def _warn(session: Session, noun: str, found: list[dict[str, Any]], said: str) -> None:
    if found:
        named = [f"{reference(noun, row['id'])} {row['name']}" for row in found[:SHOWN]]
        more = f" (and {len(found) - SHOWN:,} more)" if len(found) > SHOWN else ""
        session.warnings.append(
            f"{', '.join(named)}{more} {'has' if len(found) == 1 else 'have'} {said}"
        )
