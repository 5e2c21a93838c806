"""The import itself: rows in batches, each matched, compared and written, in one transaction."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol

from crm_cli import batches
from crm_cli.nouns import NOUNS
from crm_cli.services import fields
from crm_cli.services.imports import deals, missing, staging
from crm_cli.services.imports.cells import is_total
from crm_cli.services.imports.drafts import Draft, InTrash, Problem, Rejected
from crm_cli.services.imports.entries import Entry, load
from crm_cli.services.imports.later import Later
from crm_cli.services.imports.linking import Linker
from crm_cli.services.imports.links import Links
from crm_cli.services.imports.lists import lists_of
from crm_cli.services.imports.making import Maker
from crm_cli.services.imports.mapping import Plan
from crm_cli.services.imports.matching import Matcher
from crm_cli.services.imports.merging import Merger
from crm_cli.services.imports.reading import RowReader
from crm_cli.services.imports.results import Lines, OnReject, Rejects, Summary
from crm_cli.services.imports.tickets import load_ratings
from crm_cli.services.imports.unchanged import Unchanged
from crm_cli.services.imports.writing import Writer
from crm_cli.values.enums import SERVQUAL_DIMENSIONS
from crm_cli.values.text import fold

if TYPE_CHECKING:
    from crm_cli.session import Session

BATCH = 2000
_LARGE = 120_000  # rows; beyond it SQLite writes before the end, and readers wait
_SPILL = 2000  # pages of SQLite's that are then kept in memory

GoodRow = tuple[int, list[str]]
BadRow = tuple[int, str, list[str]]
OnProgress = Callable[[int], None]


class Source(Protocol):
    """What gives rows: (line, cells), or (line, reason, cells) for one that is no row."""

    columns: list[str]
    size: int | None

    @property
    def position(self) -> int:
        """How many bytes of `size` have been read."""
        ...

    def __iter__(self) -> Iterator[Any]: ...


def import_rows(
    session: Session,
    source: Source,
    plan: Plan,
    *,
    on_reject: OnReject,
    on_progress: OnProgress = lambda rows: None,
    on_large: Callable[[], None] = lambda: None,
) -> Summary:
    """Bring the rows of `source` into the database; nothing is committed here.

    A row that cannot be imported is counted, kept among the problems (up to a limit) and given
    to `on_reject` with its cells and the reasons; the caller decides whether that undoes all.
    `on_large` is called when there are so many rows that others will have to wait. Raises
    UsageError for a key that cannot be one.
    """
    running = _Import(session, plan, on_reject)
    # A batch is some hundred thousand small objects without cycles among them: looking for cycles
    # again and again would take a quarter of the time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return running.run(source, on_progress, on_large)
    finally:
        if collecting:
            gc.enable()


class _Import:
    def __init__(self, session: Session, plan: Plan, on_reject: OnReject) -> None:
        self.session, self.plan = session, plan
        self.summary = Summary()
        self._fields = self._make_fields()
        if plan.pipelines:
            staging.make(session, plan)
        self._rejects = Rejects(plan, self.summary, self._fields, on_reject)
        ids = batches.Ids(session)
        self._links = Links(session, ids)
        book = replace(session.book, phone_region=plan.region) if plan.region else session.book
        self._reader = RowReader(plan, book, self._fields)
        self._matcher = Matcher(session, plan, self._links, self._fields)
        self._maker = Maker(session, plan, self._links, ids)
        self._linker = Linker(session, plan, self._links, self._maker.owner_column)
        self._merger = Merger(
            plan, self._maker, self._reader, self._linker, self.summary, self._fields
        )
        self._writer = Writer(
            session, plan.noun, self._maker.columns, plan.source, self._links.uids
        )
        self._later = Later(session, plan, self._links)
        self._lines = Lines()
        self._first_new = 0
        self._quick = Unchanged(session, plan)
        self._passed = 0  # rows that say what they said last time

    def run(self, source: Source, on_progress: OnProgress, on_large: Callable[[], None]) -> Summary:
        """Import all rows; what is left for the end is done at the end."""
        rows = iter(source)
        large = self.session.engine != "sqlite"
        following = next(rows, None)
        while following is not None:
            batch = [following, *islice(rows, BATCH - 1)]
            following = next(rows, None)
            if following is None and is_total(batch[-1][-1]):
                self.summary.total = batch.pop()
            if not large and self._expected(source) > _LARGE:
                large = True
                self.session.rows(f"PRAGMA cache_spill={_SPILL}")
                on_large()
            self._batch(batch)
            on_progress(self.summary.read)
        self._finish_later()
        summary = self.summary
        if self.plan.missing:
            missing.settle(self.session, self.plan, summary, lambda id: bool(self._lines.of(id)))
        if self._first_new and "external_id" in self.plan.given:
            summary.elsewhere = missing.elsewhere(self.session, self.plan, self._first_new)
            if self.plan.noun in ("deal", "ticket", "task") and not summary.elsewhere:
                summary.alike = missing.alike(self.session, self.plan, self._first_new)
        summary.made = dict(self._links.made)
        if referred := self._links.named.by_reference["company"]:
            summary.referred = self._links.listed("company", sorted(set(referred.values())))
        summary.odd = self._reader.odd
        summary.melting = self.plan.is_whole and summary.repeated * 2 > summary.read
        summary.unused_values = self._unused_values()
        if summary.created + summary.updated:
            self._analyze()
        return summary

    def _expected(self, source: Source) -> int:
        """About how many rows there are, from the part of the file that is read."""
        read = self.summary.read + BATCH
        return int(read * (source.size or 0) / source.position) if source.position else read

    def _make_fields(self) -> dict[str, int]:
        """The ids of the team's own fields by folded name; those that are new are made."""
        wanted = {fold(one.custom.name): one.custom for one in self.plan.targets if one.custom}
        new = {key: custom for key, custom in wanted.items() if custom.id is None}
        self.summary.made_fields = {one.name: one.kind for one in new.values()}
        ids = fields.add_all(
            self.session,
            self.plan.noun,
            [(one.name, one.kind, one.choices) for one in new.values()],
        ) if new else []  # fmt: skip
        made = dict(zip(new, ids, strict=True))
        return {key: custom.id or made[key] for key, custom in wanted.items()}

    def _unused_values(self) -> list[str]:
        """The `--value`s that no row has."""
        if self._passed:
            return []
        return [
            f"{target}:{theirs}"
            for target, used in self._reader.used.items()
            for theirs in self.plan.values[target]
            if theirs not in used and (target, theirs) in self.plan.told
        ]

    # A batch ------------------------------------------------------------------------------

    def _batch(self, rows: list[Any]) -> None:
        self._reader.batch = rows
        drafts = [draft for row in self._pass(rows) if (draft := self._read(row)) is not None]
        self._linker.look_up(drafts)
        drafts = self._attempt(self._linker.find, drafts)
        self._matcher.prefetch(drafts)
        wanted: set[int] = set()
        for draft in drafts:
            wanted |= self._matcher.candidates(draft)
        entries = self._load(wanted)
        self._attempt(lambda draft: self._take_in(draft, entries), drafts)
        self._links.flush()
        new = [entry for entry in entries.values() if entry.is_new]
        changed = [entry for entry in entries.values() if entry.updated and not entry.is_new]
        self._writer.write(new, changed)
        if self.plan.noun in ("deal", "ticket"):
            both = [*new, *changed]
            self.summary.undated += sum(map(self._maker.is_undated, both))
            self.summary.backwards += sum(map(deals.is_backwards, both))
        self.summary.noted += self._writer.write_said(entries.values())

    def _pass(self, rows: list[Any]) -> list[Any]:
        """Count the rows that say what they said last time; the others, which are to be read."""
        same = self._quick.among(rows, self._merger.sayings) if self._quick.possible else {}
        if not same:
            return rows
        left = []
        for place, row in enumerate(rows):
            id = same.get(place)
            if id is None:
                left.append(row)
                continue
            self.summary.read += 1
            self.summary.unchanged += 1
            self._passed += 1
            self.summary.count_match(id, row[0], self._lines.of(id))
            self._remember(id, row[0])
        return left

    def _read(self, row: Any) -> Draft | None:
        self.summary.read += 1
        if len(row) == 3:
            line, reason, cells = row
            self._rejects.add(cells, [Problem(line, "", "", reason)])
            return None
        draft = self._reader.read(*row)
        if draft.emptied and draft.emptied & self._maker.required:
            self.summary.left_out += 1
            return None
        draft.saying = self._merger.sayings.of(row[1])
        if draft.problems:
            self._rejects.add(draft.cells, draft.problems)
            return None
        return draft

    def _attempt(self, step: Callable[[Draft], None], drafts: Sequence[Draft]) -> list[Draft]:
        """Do one step with each draft; those with which it went well, the others are rejected."""
        good = []
        for draft in drafts:
            try:
                step(draft)
            except Rejected as rejected:
                self._rejects.add_draft(draft, rejected)
            except InTrash:
                self.summary.in_trash += 1
                self.summary.trash_lines.append(draft.line)
            else:
                good.append(draft)
        return good

    def _load(self, ids: set[int]) -> dict[int, Entry]:
        plan = self.plan
        lists = [name for name in lists_of(plan.noun) if plan.names(name)]
        if plan.noun == "contact" and "phone" not in lists:
            lists.append("phone")  # tells people of one name apart
        if plan.noun == "contact" and "phone" in plan.given and "handle" not in lists:
            lists.append("handle")  # a number may be that of WeChat as well
        if plan.noun == "survey" and plan.given.intersection(SERVQUAL_DIMENSIONS):
            lists.append("scores")
        entries = load(
            self.session,
            plan.noun,
            sorted(ids),
            lists=lists,
            tags="tag" in plan.given,
            custom=bool(self._fields),
            source=plan.source,
        )
        if "rating" in plan.given:
            load_ratings(self.session, entries)
        for entry in entries.values():
            entry.line = self._lines.of(entry.id)
            entry.made_here = bool(self._first_new) and entry.id >= self._first_new
        return entries

    def _take_in(self, draft: Draft, entries: dict[int, Entry]) -> None:
        if not draft.resolved:
            self._linker.find(draft)
        id = self._matcher.match(draft, entries)
        if id is None:
            self._make(draft, entries)
        else:
            self._merge(entries[id], draft)

    def _make(self, draft: Draft, entries: dict[int, Entry]) -> None:
        entry = self._maker.make(draft)
        entries[entry.id] = entry
        self._first_new = self._first_new or entry.id
        entry.line = draft.line
        self._remember(entry.id, draft.line)
        self.summary.created += 1
        self._matcher.learn(entry, draft)
        self._later.add(entry, draft, "created", overwrite=self.plan.on_match == "overwrite")

    def _remember(self, id: int, line: int) -> None:
        """Know which record a line is about."""
        self._lines.remember(id, line)
        if self.plan.linked is not None:
            self.summary.records[line] = id

    def _merge(self, entry: Entry, draft: Draft) -> None:
        summary, merger = self.summary, self._merger
        self._maker.kept = 0
        summary.count_match(entry.id, draft.line, entry.line)
        changed = merger.merge(entry, draft)
        if changed:
            summary.updated += 1
            entry.updated = True
        else:
            summary.unchanged += 1
        merger.note(entry, draft)
        entry.line = entry.line or draft.line
        self._remember(entry.id, draft.line)
        self._matcher.learn(entry, draft)
        if self.plan.on_match != "skip":
            counted = "updated" if changed else "unchanged"
            always = self.plan.on_match == "overwrite" or merger.synced
            self._later.add(entry, draft, counted, overwrite=always)
        summary.kept += self._maker.kept

    # At the end ---------------------------------------------------------------------------

    def _finish_later(self) -> None:
        for draft, counted, outcome in self._later.finish():
            if isinstance(outcome, Rejected):
                self._rejects.add_draft(draft, outcome)
                self.summary.count_again(counted, "")
            elif outcome and counted == "unchanged":
                self.summary.count_again(counted, "updated")

    def _analyze(self) -> None:
        """Tell the database's planner what came: without it, an undo takes a minute for seconds."""
        if self.session.engine == "sqlite":
            self.session.rows("PRAGMA analysis_limit=400")
        for table in dict.fromkeys([*self._writer.tables, NOUNS[self.plan.noun].table, "change"]):
            self.session.rows(f"ANALYZE {table}")
