"""Rows that say word for word what their source said last time: nothing has to be read of them.

They are found by the source's id, or by the e-mail address, before their cells are read.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from crm_cli import batches
from crm_cli.nouns import NOUNS
from crm_cli.services.imports import readers
from crm_cli.services.imports.plans import Plan
from crm_cli.services.imports.said import Sayings

if TYPE_CHECKING:
    from crm_cli.session import Session


class Unchanged:
    """Finds such rows, a batch at a time. `possible` says whether there can be any."""

    def __init__(self, session: Session, plan: Plan) -> None:
        self._session, self._plan = session, plan
        ids, emails = plan.columns_of("external_id"), plan.columns_of("email")
        self._by_email = "external_id" not in plan.given and plan.noun == "contact"
        columns = emails if self._by_email else ids
        translated = columns and columns[0].target.name in plan.values
        asked = plan.on_match in ("sync", "skip") and not plan.key
        self.possible = bool(asked and columns and not translated and self._any())
        self._place = columns[0].index if columns else -1

    def _any(self) -> bool:
        rows = self._session.rows(
            "SELECT 1 AS found FROM external_id WHERE noun = :noun AND source = :source"
            " AND said IS NOT NULL LIMIT 1",
            {"noun": self._plan.noun, "source": self._plan.source},
        )
        return bool(rows)

    def among(self, rows: Sequence[Any], sayings: Sayings) -> dict[int, int]:
        """The ids of the records of unchanged rows, by the row's place among `rows`."""
        keys: dict[int, str] = {}
        for place, row in enumerate(rows):
            if len(row) == 2:
                text = row[1][self._place]
                if self._by_email:
                    text = text.lower() if readers.is_email(text) else ""
                if text:
                    keys[place] = text
        said = self._said(sorted(set(keys.values())))
        found: dict[int, int] = {}
        for place, key in keys.items():
            there = said.get(key)
            if there is not None and there[1] == sayings.of(rows[place][1]):
                found[place] = there[0]
        return found

    def _said(self, keys: list[str]) -> dict[str, tuple[int, str]]:
        """The record and what was said of it, by the key of its row."""
        table = NOUNS[self._plan.noun].table
        if self._by_email:
            sql = (
                "SELECT l.key, e.record_id, e.said FROM contact_email l"
                " JOIN external_id e ON e.record_id = l.contact_id AND e.noun = :noun"
                " AND e.source = :source WHERE l.key {among} AND l.deleted_at IS NULL"
            )
        else:
            sql = (
                "SELECT e.external_id AS key, e.record_id, e.said FROM external_id e"
                f" JOIN {table} r ON r.id = e.record_id WHERE e.external_id {{among}}"
                " AND e.noun = :noun AND e.source = :source AND r.deleted_at IS NULL"
            )
        rows = batches.among(
            self._session, sql, keys, noun=self._plan.noun, source=self._plan.source
        )
        return {row["key"]: (row["record_id"], row["said"]) for row in rows}
