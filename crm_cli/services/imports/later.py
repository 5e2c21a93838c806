"""Links into the file itself: a parent company or a referrer may stand in a later row.

They are followed when all rows are there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from crm_cli import batches
from crm_cli.nouns import NOUNS
from crm_cli.services.imports.drafts import Draft, Place, Rejected
from crm_cli.services.imports.entries import Entry
from crm_cli.services.imports.links import Links, person_key
from crm_cli.services.imports.making import LATER
from crm_cli.services.imports.mapping import Plan

if TYPE_CHECKING:
    from crm_cli.session import Session


class _Pending(NamedTuple):
    id: int
    text: str
    place: Place
    counted: str
    overwrite: bool


class Later:
    """What is to be linked at the end."""

    def __init__(self, session: Session, plan: Plan, links: Links) -> None:
        self._session, self._links, self._noun = session, links, plan.noun
        self._name = LATER.get(plan.noun, "")
        self._column = f"{self._name}_id"
        self._pending: list[_Pending] = []

    def add(self, entry: Entry, draft: Draft, counted: str, *, overwrite: bool) -> None:
        """Remember what a row of this record says; `counted` is what it was counted as."""
        text = draft.links.get(self._name) if self._name else None
        if text:
            self._pending.append(
                _Pending(entry.id, text, Place(draft.line, draft.cells), counted, overwrite)
            )

    def finish(self) -> Iterator[tuple[Place, str, Rejected | bool]]:
        """Link them; for each row whether that changed something, or why it cannot be."""
        if not self._pending:
            return
        self._links.named.look_up(self._noun, {one.text for one in self._pending}, "")
        if self._noun == "contact":
            self._links.look_up_emails(
                person_key(one.text) for one in self._pending if "@" in one.text
            )
        table = NOUNS[self._noun].table
        there: dict[int, int | None] = {}
        for rows in batches.pages(
            self._session, f"SELECT id, {self._column} AS target FROM {table} WHERE id > :last"
        ):
            there |= {row["id"]: row["target"] for row in rows}
        changes: dict[int, int] = {}
        for one in self._pending:
            old = there.get(one.id)
            if old is not None and not one.overwrite:
                yield one.place, one.counted, False
                continue
            try:
                target = self._target(one)
                self._check(one, target, there)
            except Rejected as rejected:
                yield one.place, one.counted, rejected
                continue
            if target != old:
                there[one.id] = changes[one.id] = target
            yield one.place, one.counted, target != old
        self._links.flush()
        now = self._session.now
        rows_to_write = [(target, now, id) for id, target in changes.items()]
        batches.update(self._session, table, (self._column, "updated_at"), rows_to_write)

    def _target(self, one: _Pending) -> int:
        if self._noun == "company":
            return self._links.company(one.text) or self._links.make_company(one.text)
        found = self._links.contact(one.text, None)
        if found is None:
            raise Rejected(self._name, one.text, f"no contact {one.text}; the rest is imported")
        return found

    def _check(self, one: _Pending, target: int, there: dict[int, int | None]) -> None:
        """Refuse what would belong to itself, directly or by way of others."""
        above: int | None = target
        while above is not None:
            if above == one.id:
                raise Rejected(
                    self._name, one.text, f"it would be {self._what()} itself; the rest is imported"
                )
            above = there.get(above) if self._noun == "company" else None

    def _what(self) -> str:
        return "part of" if self._noun == "company" else "referred by"
