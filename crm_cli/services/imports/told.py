"""What a sheet told of before, in rows about the same person or company.

The last touch, the next step and the deal of a row have no id. A row of the next night is about
the same one when it says the same of the same person; else about the one that changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from crm_cli import batches
from crm_cli.nouns import NOUNS
from crm_cli.services.imports.drafts import Draft, InTrash
from crm_cli.services.imports.entries import Entry
from crm_cli.services.imports.lists import lists_of
from crm_cli.services.imports.plans import Plan

if TYPE_CHECKING:
    from crm_cli.session import Session

_CLOSING = {"stage", "closed_at", "outcome"}


class Told:
    """Finds the records that the source told of, by the person of a row, else by its company."""

    def __init__(self, session: Session, plan: Plan) -> None:
        self._session, self._plan = session, plan
        self._sayings: set[str] = set()  # of the rows of the batch
        self._several = "contact" in lists_of(plan.noun)
        # Else its title is that of every deal of the company, and tells nothing.
        self.titled = plan.noun != "deal" or bool(plan.columns_of("title"))

    def prefetch(self, drafts: Sequence[Draft]) -> None:
        """Know what the other rows of the batch say."""
        self._sayings = {draft.saying for draft in drafts}

    @cached_property
    def _known(self) -> dict[tuple[str, int], dict[int, tuple[str | None, bool]]]:
        """By a person or a company: ids, what was said of each, whether it is in the trash."""
        noun, table = self._plan.noun, NOUNS[self._plan.noun].table
        person = "NULL" if self._several else "r.contact_id"
        rows = self._session.rows(
            f"SELECT r.id, r.company_id, {person} AS contact_id, r.deleted_at, e.said"
            f" FROM external_id e JOIN {table} r ON r.id = e.record_id"
            " WHERE e.noun = :noun AND e.source = :source ORDER BY r.id",
            {"noun": noun, "source": self._plan.source},
        )
        people: dict[int, list[int]] = defaultdict(list)
        if self._several:
            owner = f"{noun}_id"
            for row in batches.among(
                self._session,
                f"SELECT {owner} AS id, contact_id FROM {noun}_contact WHERE {owner} {{among}}",
                [row["id"] for row in rows],
            ):
                people[row["id"]].append(row["contact_id"])
        found: dict[tuple[str, int], dict[int, tuple[str | None, bool]]] = defaultdict(dict)
        for row in rows:
            ids = people[row["id"]] or ([row["contact_id"]] if row["contact_id"] else [])
            keys = [("contact", id) for id in ids] or [("company", row["company_id"])]
            for key in keys:
                found[key][row["id"]] = (row["said"], row["deleted_at"] is not None)
        return found

    def of(self, draft: Draft) -> dict[int, tuple[str | None, bool]]:
        """The records that a row may be about."""
        found = draft.found
        person = next(iter(draft.lists.get("contact", ())), None) or found.get("contact_id")
        key = ("contact", person) if person else ("company", found.get("company_id", 0))
        return self._known.get(key, {})

    def match(self, draft: Draft, entries: Mapping[int, Entry]) -> int | None:
        """The record that a row is about; None for a new one. InTrash for one in the trash."""
        known = self.of(draft)
        same = [
            (gone, id)
            for id, (said, gone) in known.items()
            if said == draft.saying and self._fits(draft, entries[id].columns)
        ]
        for gone, id in sorted(same):
            if gone:
                raise InTrash
            return id
        for id, (said, gone) in known.items():
            entry = entries[id]
            if gone or entry.line or said in self._sayings:
                continue
            if self._may_change(draft, entry.columns) and self._fits(draft, entry.columns):
                return id
        return None

    def _fits(self, draft: Draft, there: dict[str, Any]) -> bool:
        """Whether no other deal is meant."""
        deal = draft.found.get("deal_id")
        return not (deal and there.get("deal_id")) or deal == there["deal_id"]

    def _may_change(self, draft: Draft, there: dict[str, Any]) -> bool:
        """Whether what a row says may be news of this one, and not of another after it."""
        noun, given = self._plan.noun, self._plan.given
        if noun == "interaction":
            return bool(there.get("occurred_at") == draft.columns.get("occurred_at"))
        if noun == "task":
            return not there.get("done_at")
        if self.titled and there.get("title") != draft.columns.get("title"):
            return False
        return not there.get("closed_at") or bool(given & _CLOSING)
