"""A ticket and its history, as tests of `crm ticket` look at them."""

from __future__ import annotations

from typing import Any

from tests.conftest import Crm

_NOT_DATA = ("change", "changeset", "running", "write_lock", "alembic_version")


def ticket(crm: Crm, *words: str) -> Any:
    """The record that a writing command gives back."""
    return crm.ok("ticket", *words, "--json").json["record"]


def steps(crm: Crm, id: int = 1) -> list[tuple[str | None, str, str | None]]:
    """A ticket's history: from which status, to which, at which moment."""
    return crm.rows(
        f"SELECT from_status, to_status, at FROM ticket_move WHERE ticket_id = {id} ORDER BY id",
    )


def everything(crm: Crm) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables, but for what tells the history."""
    from crm_cli.models import load_all

    tables = [name for name in load_all().tables if name not in _NOT_DATA]
    return {name: sorted(crm.rows(f"SELECT * FROM {name}"), key=repr) for name in tables}
