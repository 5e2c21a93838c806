"""People that a row fits though their address is unknown: by telephone, or by name with company.

A telephone number or a name counts only if no other identifier contradicts it: another name,
another e-mail address, another company.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from crm_cli import batches
from crm_cli.nouns import NOUNS
from crm_cli.services.imports.drafts import Draft
from crm_cli.services.imports.entries import Entry
from crm_cli.values.text import fold

if TYPE_CHECKING:
    from crm_cli.services.imports.links import Links
    from crm_cli.session import Session

_KEYS = {"contact": "email", "company": "domain"}


class Loosely:
    """Finds the contacts that were there before, a batch of rows at a time."""

    def __init__(self, session: Session, links: Links) -> None:
        self._session, self._links = session, links
        self._phones: dict[str, list[int]] = {}

    @cached_property
    def anybody(self) -> bool:
        """Whether anybody was there: a first import need not look."""
        return bool(self._session.rows("SELECT 1 AS found FROM contact LIMIT 1"))

    @cached_property
    def _unaddressed(self) -> dict[str, list[int]]:
        """The live contacts without an e-mail address, by folded name."""
        found: dict[str, list[int]] = {}
        for rows in batches.pages(
            self._session,
            "SELECT c.id AS id, c.name AS name FROM contact c WHERE c.deleted_at IS NULL"
            " AND c.id > :last AND NOT EXISTS (SELECT 1 FROM contact_email e"
            " WHERE e.contact_id = c.id AND e.deleted_at IS NULL)",
        ):
            for row in rows:
                found.setdefault(fold(row["name"]), []).append(row["id"])
        return found

    def prefetch(self, drafts: Sequence[Draft]) -> None:
        """Look up the telephone numbers of the rows whose addresses nobody has."""
        self._phones = {}
        if not self.anybody:
            return
        known = self._links.emails
        wanted = {
            row[2]
            for draft in drafts
            if not any(key in known for key in draft.lists.get("email", ()))
            for row in draft.lists.get("phone", {}).values()
        }
        for row in batches.among(
            self._session,
            "SELECT l.digits, l.contact_id FROM contact_phone l"
            " JOIN contact c ON c.id = l.contact_id"
            " WHERE l.digits {among} AND c.deleted_at IS NULL",
            sorted(digits for digits in wanted if digits),
        ):
            self._phones.setdefault(row["digits"], []).append(row["contact_id"])

    def candidates(self, draft: Draft) -> set[int]:
        """The contacts that a row may be about, to be looked at more closely."""
        found: set[int] = set()
        if not self.anybody:
            return found
        for row in draft.lists.get("phone", {}).values() if self._phones else ():
            found.update(self._phones.get(row[2], ()))
        if draft.lists.get("email") and ("company" in draft.links or draft.found.get("company_id")):
            found.update(self._unaddressed.get(fold(draft.name), ()))
        return found

    def by_phone(self, draft: Draft, entries: Mapping[int, Entry]) -> list[int]:
        """Those with a number of the row, of whom nothing in it says that they are others."""
        found: dict[int, None] = {}
        for row in draft.lists.get("phone", {}).values() if self._phones else ():
            for id in self._phones.get(row[2], ()):
                if _may_be(draft, entries[id]):
                    found[id] = None
        return list(found)

    def by_name(self, draft: Draft, entries: Mapping[int, Entry]) -> list[int]:
        """Those without an address, of the row's name and at its company."""
        company = draft.found.get("company_id")
        if company is None or not self.anybody:
            return []
        return [
            id
            for id in self._unaddressed.get(fold(draft.name), ())
            if entries[id].columns.get("company_id") == company and _may_be(draft, entries[id])
        ]


def _may_be(draft: Draft, entry: Entry) -> bool:
    name = draft.name
    if name and fold(name) != fold(str(entry.columns.get("name") or "")):
        return False
    ours, theirs = draft.lists.get("email", {}), entry.lists.get("email", {})
    if ours and theirs and not ours.keys() & theirs.keys():
        return False
    ours, theirs = draft.lists.get("phone", {}), entry.lists.get("phone", {})
    return not (ours and theirs and not ours.keys() & theirs.keys())


class Trash:
    """The records in the trash, by what tells their kind apart; there are few."""

    def __init__(self, session: Session, noun: str) -> None:
        self._session, self._noun = session, noun

    @cached_property
    def _keys(self) -> tuple[set[str], set[str]]:
        """Their e-mail addresses or domains, and their folded names."""
        table = NOUNS[self._noun].table
        rows: list[dict[str, Any]] = self._session.rows(
            f"SELECT * FROM {table} WHERE deleted_at IS NOT NULL"
        )
        names = {fold(row["name"]) for row in rows}
        if self._noun == "company":
            return {row["domain"] for row in rows if row["domain"]}, names
        emails = batches.among(
            self._session,
            "SELECT contact_id, key FROM contact_email WHERE contact_id {among}",
            [row["id"] for row in rows],
        )
        addressed = {row["contact_id"] for row in emails}
        names = {fold(row["name"]) for row in rows if row["id"] not in addressed}
        return {row["key"] for row in emails}, names

    @cached_property
    def anything(self) -> bool:
        """Whether there is anything that rows could be about."""
        return self._noun in _KEYS and any(self._keys)

    def has(self, draft: Draft) -> bool:
        """Whether a row that fits nothing else is about a record in the trash."""
        if not self.anything or "uid" in draft.extra or "external_id" in draft.extra:
            return False
        keys, names = self._keys
        if self._noun == "company":
            given = {draft.columns["domain"]} if draft.columns.get("domain") else set()
        else:
            given = set(draft.lists.get("email", ()))
        if given:
            return bool(given & keys)
        return fold(draft.name) in names
