"""Links between the files of one source: a company or a contact by what the source calls it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from crm_cli import batches
from crm_cli.nouns import NOUNS
from crm_cli.services.imports.drafts import Draft, Rejected
from crm_cli.services.imports.lists import lists_of

if TYPE_CHECKING:
    from crm_cli.session import Session

_NOUNS = ("company", "contact")


class TheirIds:
    """The records that the ids in a batch of rows belong to."""

    def __init__(self, session: Session, noun: str, source: str) -> None:
        self._session, self._noun, self._source = session, noun, source
        self._ids: dict[str, dict[str, int]] = {name: {} for name in _NOUNS}

    def clear(self) -> None:
        """Forget the ids of the batch before."""
        self._ids = {name: {} for name in _NOUNS}

    def look_up(self, drafts: Sequence[Draft]) -> None:
        """Find the records of a batch too, each noun in one statement."""
        for noun in _NOUNS:
            wanted = {id for draft in drafts for id in _split(draft.extra.get(f"{noun}.id", ""))}
            rows = batches.among(
                self._session,
                "SELECT e.external_id, e.record_id FROM external_id e"
                f" JOIN {NOUNS[noun].table} r ON r.id = e.record_id"
                " WHERE e.external_id {among} AND e.noun = :noun AND e.source = :source"
                " AND r.deleted_at IS NULL",
                sorted(wanted),
                noun=noun,
                source=self._source,
            )
            self._ids[noun] |= {row["external_id"]: row["record_id"] for row in rows}

    def link(self, draft: Draft) -> None:
        """Link a row by its ids; a name beside one that is unknown is followed instead.

        Raises Rejected for an id that is unknown and all that the row has.
        """
        text = draft.extra.get("company.id")
        if text and "company_id" not in draft.found:
            named = "company" in draft.links or "company.domain" in draft.extra
            found = self._find("company", text, named=named)
            if found:
                draft.found["company_id"] = found[0]
        text = draft.extra.get("contact.id")
        if not text:
            return
        several = "contact" in lists_of(self._noun)
        named = "contact" in (draft.lists if several else draft.links)
        found = self._find("contact", text, named=named)
        if found and several:
            draft.lists["contact"] = {id: (id,) for id in found}
        elif found:
            draft.found["contact_id"] = found[0]

    def _find(self, noun: str, text: str, *, named: bool) -> list[int]:
        known = self._ids[noun]
        ids = _split(text)
        found = [known[id] for id in ids if id in known]
        if len(found) < len(ids):
            if named:
                return []
            missing = next(id for id in ids if id not in known)
            raise Rejected(
                f"{noun}.id",
                missing,
                f"no {noun} of {self._source} has the id {missing} (import its"
                f" {NOUNS[noun].plural} first)",
            )
        return found


def _split(text: str) -> list[str]:
    return [part for part in re.split(r"[;,\s]+", text) if part]
