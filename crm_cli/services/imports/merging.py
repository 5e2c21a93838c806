"""A row about a record that is there: what of it is taken in, by what its source said last."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from crm_cli.services.imports import syncing
from crm_cli.services.imports.drafts import Draft, Rejected
from crm_cli.services.imports.entries import Entry
from crm_cli.services.imports.linking import Linker
from crm_cli.services.imports.making import Maker
from crm_cli.services.imports.plans import Plan
from crm_cli.services.imports.reading import RowReader
from crm_cli.services.imports.results import Summary
from crm_cli.services.imports.said import NAMELESS, Sayings
from crm_cli.services.imports.writing import nameless
from crm_cli.services.wording import field_name
from crm_cli.values.text import fold

if TYPE_CHECKING:
    from crm_cli.services.imports.plans import OnMatch


def _named(plan: Plan, fields: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    """The team's own fields that the plan has, by their names as they are written."""
    for target in plan.targets:
        if target.custom is not None:
            yield target.custom.name, fields[fold(target.custom.name)]


class Merger:
    """Lets records that are there take in rows. `synced`: the last one was compared in three."""

    def __init__(
        self,
        plan: Plan,
        maker: Maker,
        reader: RowReader,
        linker: Linker,
        summary: Summary,
        fields: Mapping[str, int],
    ) -> None:
        self._on_match: OnMatch = plan.on_match
        self._maker, self._reader, self._linker = maker, reader, linker
        self._summary = summary
        self._names = {f"custom:{id}": name for name, id in _named(plan, fields)}
        self.sayings = Sayings(plan, fields)
        self.synced = False

    def merge(self, entry: Entry, draft: Draft) -> bool:
        """Let a record that is there take in a row, as `on_match` says; whether that changes it."""
        self.synced = False
        if self._on_match == "skip":
            return False
        if self._on_match != "sync":
            return self._maker.merge(entry, draft)
        saying = self._said(entry, draft)
        if saying == draft.saying:
            self.synced = True
            syncing.forget_links(draft)
            return False
        last = self._last(draft, saying) if saying else None
        line = entry.line
        if line and len(entry.said) > 1:
            entry.line = 0  # merged of several that the source has: each row is for itself
        if entry.line:  # an earlier row of this file: the two have to agree
            if last is not None and not entry.made_here:
                syncing.compare(draft, last, entry.line)
            last = None
        self.synced = last is not None
        try:
            changed = self._maker.merge(entry, draft, last)
        finally:
            entry.line = line
        named = [(self._name(name), ours, theirs) for name, ours, theirs in self._maker.conflicts]
        self._summary.add_conflicts(draft.line, entry.id, named)
        self._summary.add_emptied(
            draft.line, entry.id, [(self._name(name), ours) for name, ours in self._maker.emptied]
        )
        return changed

    def _name(self, name: str) -> str:
        return self._names.get(name) or field_name("", name)

    def _said(self, entry: Entry, draft: Draft) -> str | None:
        """What the source said of a record last, or in an earlier row of this file."""
        name = draft.extra.get("external_id") or nameless(entry)
        if name is None:
            return next(iter(entry.new_said.values()), None)
        return entry.new_said.get(name) or entry.said.get(name, (0, None))[1]

    def _last(self, draft: Draft, saying: str) -> Draft | None:
        """What the source said last, read as the row is; None where that cannot be any more."""
        last = self._reader.read_again(draft.line, self.sayings.cells(saying))
        if last.problems:
            return None
        with suppress(Rejected):
            self._linker.find(last, beside=False)
        if not last.resolved:
            self._linker.look_up([last], beside=True)
            with suppress(Rejected):  # what it named then is gone
                self._linker.find(last, beside=False)
        return last

    def note(self, entry: Entry, draft: Draft) -> None:
        """Keep what the source says; of several rows about one record the first."""
        name = draft.extra.get("external_id") or nameless(entry)
        if name is None and "uid" in draft.extra:
            return  # an export of our own: no other source speaks in it
        name = name or NAMELESS + str(entry.columns["uid"])
        repeated = entry.line and len(entry.said) < 2
        last = entry.said.get(name, (0, None))[1]
        # What was not taken over is news to the next sync; else it would take ours for a person's.
        passed_over = last is not None and self._on_match in ("skip", "fill")
        if repeated or passed_over or last == draft.saying:
            return
        entry.new_said.setdefault(name, draft.saying)
