"""Companies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from crm_cli.errors import UsageError
from crm_cli.services import records
from crm_cli.services.alike import warn_of_alike
from crm_cli.services.records import Texts, Values
from crm_cli.values.websites import named_by_address

if TYPE_CHECKING:
    from crm_cli.session import Session


def add(session: Session, texts: Texts, *, create: bool = False) -> int:
    """Make a company; returns its id. Raises Conflict when its domain belongs to another."""
    known = named_by_address(str(texts.get("name", "")))
    texts = {**known, **texts, "name": known["name"]}
    values = records.read(session, "company", texts, create=create)
    _check(session, values)
    warn_of_alike(session, "company", values.columns)
    return records.insert(session, "company", values)


def edit(session: Session, id: int, texts: Texts, *, create: bool = False) -> None:
    """Change a company's fields. Raises Conflict, and UsageError for a parent that is itself."""
    values = records.read(session, "company", texts, create=create)
    _check(session, values, id)
    records.update(session, "company", id, values)


def place_many(session: Session, ids: Sequence[int], text: str) -> tuple[set[int], list[int]]:
    """Let companies belong to this one; those that belonged to another, and those that cannot."""
    columns = records.read(session, "company", {"parent": text}).columns
    above = _from(session, columns["parent_id"])
    refused = [id for id in ids if id in above]
    others = [id for id in ids if id not in above]
    return records.set_columns(session, "company", others, columns), refused


def _check(session: Session, values: Values, id: int | None = None) -> None:
    domain = values.columns.get("domain")
    if domain:
        records.require_free(session, "company", "domain", domain, id)
    if id in _from(session, values.columns.get("parent_id")):
        raise UsageError(
            "a company cannot belong to itself", hint="name a parent that is not below it"
        )


def _from(session: Session, id: int | None) -> list[int]:
    """A company and those above it; none for None."""
    found: list[int] = []
    while id is not None and id not in found:
        found.append(id)
        rows = session.rows("SELECT parent_id FROM company WHERE id = :id", {"id": id})
        id = rows[0]["parent_id"] if rows else None
    return found
