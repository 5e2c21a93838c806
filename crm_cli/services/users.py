"""Colleagues."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crm_cli.errors import Conflict
from crm_cli.services import records, references
from crm_cli.services.records import Texts
from crm_cli.values.references import reference
from crm_cli.values.text import fold

if TYPE_CHECKING:
    from crm_cli.session import Session


def current(session: Session) -> int:
    """The id of the colleague who runs the command, by handle or name; made the first time."""
    found = _holder(session, session.actor)
    if found is not None:
        return int(found["id"])
    named = references.called(session, "user", session.actor)
    if len(named) == 1:
        return int(named[0]["id"])
    return add(session, {"handle": session.actor})


def taken_apart(text: str) -> dict[str, str]:
    """The fields that are said where a handle is: of `Li Wei <li@example.com>` all three.

    Then, and of an address alone, the handle is what stands before the @. BadValue for an address
    that is none.
    """
    from crm_cli.values.emails import read_email

    if "@" not in text.strip()[1:]:
        return {"handle": text}
    email = read_email(text)
    name = text.rpartition("<")[0].strip().strip('"').strip()
    return {"handle": email.partition("@")[0], "email": email} | ({"name": name} if name else {})


def _holder(session: Session, handle: str, id: int | None = None) -> Any:
    """The other live colleague with this handle, in whatever case: a row of id and handle."""
    rows = session.rows("SELECT id, handle FROM user_account WHERE deleted_at IS NULL ORDER BY id")
    return next(
        (row for row in rows if row["id"] != id and fold(row["handle"]) == fold(handle)), None
    )


def _require_free(session: Session, handle: str, id: int | None = None) -> None:
    found = _holder(session, handle, id)
    if found is not None:
        raise Conflict(
            "{ref} is called {handle!r}",
            hint="change that one: crm user edit {ref}",
            ref=reference("user", found["id"]),
            handle=found["handle"],
        )


def add(session: Session, texts: Texts, *, create: bool = False) -> int:
    """Make a colleague; returns the id. Raises Conflict when the handle is taken."""
    values = records.read(session, "user", texts, create=create)
    _require_free(session, values.columns["handle"])
    return records.insert(session, "user", values)


def edit(session: Session, id: int, texts: Texts, *, create: bool = False) -> None:
    """Change a colleague's fields. Raises Conflict when the handle is taken."""
    values = records.read(session, "user", texts, create=create)
    if values.columns.get("handle"):
        _require_free(session, values.columns["handle"], id)
    records.update(session, "user", id, values)
