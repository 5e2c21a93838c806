"""Colleagues."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_cli.services import records
from crm_cli.services.records import Texts

if TYPE_CHECKING:
    from crm_cli.session import Session


def current(session: Session) -> int:
    """The id of the colleague who runs the command; made the first time they write."""
    rows = session.rows(
        "SELECT id FROM user_account WHERE handle = :handle AND deleted_at IS NULL",
        {"handle": session.actor},
    )
    if rows:
        return int(rows[0]["id"])
    return add(session, {"handle": session.actor})


def add(session: Session, texts: Texts) -> int:
    """Make a colleague; returns the id. Raises Conflict when the handle is taken."""
    values = records.read(session, "user", texts)
    records.require_free(session, "user", "handle", values.columns["handle"])
    return records.insert(session, "user", values)


def edit(session: Session, id: int, texts: Texts) -> None:
    """Change a colleague's fields. Raises Conflict when the handle is taken."""
    values = records.read(session, "user", texts)
    if values.columns.get("handle"):
        records.require_free(session, "user", "handle", values.columns["handle"], id)
    records.update(session, "user", id, values)
