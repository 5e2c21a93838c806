"""A deal and its history, as tests of `crm deal` look at them."""

from __future__ import annotations

from typing import Any

from tests.conftest import Crm


def moves(crm: Crm, id: int) -> list[tuple[str | None, str, str | None]]:
    """A deal's history: from which stage, to which, on which day."""
    rows = crm.database.rows(
        "SELECT f.name AS before, t.name AS after, m.at FROM stage_move m"
        " LEFT JOIN stage f ON f.id = m.from_stage_id JOIN stage t ON t.id = m.to_stage_id"
        " WHERE m.deal_id = :id ORDER BY m.id",
        {"id": id},
    )
    crm.database.close()
    return [(row["before"], row["after"], row["at"]) for row in rows]


def deal(crm: Crm, *words: str) -> Any:
    """The record that a writing command gives back."""
    return crm.ok("deal", *words, "--json").json["record"]
