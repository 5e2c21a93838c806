"""The import itself: rows in batches, each matched, compared and written, in one transaction."""

from __future__ import annotations

import gc
from array import array
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol

from crm_cli import batches
from crm_cli.nouns import NOUNS
from crm_cli.services import fields
from crm_cli.services.imports import missing, syncing
from crm_cli.services.imports.drafts import Draft, InTrash, Problem, Rejected
from crm_cli.services.imports.entries import Entry, load
from crm_cli.services.imports.later import Later
from crm_cli.services.imports.links import Links
from crm_cli.services.imports.lists import lists_of
from crm_cli.services.imports.making import Maker
from crm_cli.services.imports.mapping import Plan
from crm_cli.services.imports.matching import Matcher
from crm_cli.services.imports.reading import RowReader
from crm_cli.services.imports.said import NAMELESS, Sayings
from crm_cli.services.imports.theirs import TheirIds
from crm_cli.services.imports.tickets import load_ratings
from crm_cli.services.imports.unchanged import Unchanged
from crm_cli.services.imports.writing import Writer, nameless
from crm_cli.values.enums import SERVQUAL_DIMENSIONS
from crm_cli.values.text import fold

if TYPE_CHECKING:
    from crm_cli.session import Session

BATCH = 5000
KEPT_PROBLEMS = 1000  # shown or given as JSON; the file of rejected rows has them all
KEPT_MATCHES = 100
_LARGE = 200_000  # rows; from here on SQLite may write before the end, and readers wait

GoodRow = tuple[int, list[str]]
BadRow = tuple[int, str, list[str]]
OnReject = Callable[[list[str], str], None]
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


@dataclass(slots=True)
class Summary:
    """What an import did. `kept` counts fields in which the file differs and ours stayed."""

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    kept: int = 0
    odd_phones: int = 0
    made: dict[str, int] = field(default_factory=dict)
    made_fields: list[str] = field(default_factory=list)
    unused_values: list[str] = field(default_factory=list)
    in_trash: int = 0  # rows about records in the trash, which are skipped
    missing: int = 0  # records that the source no longer has
    missed: list[tuple[int, str]] = field(default_factory=list)  # the first few: id and name
    trashed: int = 0  # of these
    noted: bool = False  # whether what the source said was kept
    # What stays although the source changed it: line, id, field, ours, theirs; the first few.
    conflicts: list[tuple[int, int, str, Any, Any]] = field(default_factory=list)
    matched: int = 0  # rows about a record that was there before
    repeated: int = 0  # rows about the record of a row before
    matches: list[tuple[int, int]] = field(default_factory=list)  # line, id: the first few
    repeats: list[tuple[int, int]] = field(default_factory=list)  # line, the first line of it
    problems: list[Problem] = field(default_factory=list)


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
        self._on_reject = on_reject
        self._fields = self._make_fields()
        self._ids = batches.Ids(session)
        self._links = Links(session, self._ids)
        given = plan.given & {"company.id", "contact.id"}
        self._theirs = TheirIds(session, plan.noun, plan.source) if given else None
        book = replace(session.book, phone_region=plan.region) if plan.region else session.book
        self._reader = RowReader(plan, book, self._fields)
        self._matcher = Matcher(session, plan, self._links, self._fields)
        self._maker = Maker(session, plan, self._links, self._ids)
        self._writer = Writer(
            session, plan.noun, self._maker.columns, plan.source, self._links.uids
        )
        self._later = Later(session, plan, self._links)
        self._lines = array("L")  # by id: the line that first spoke of a record
        self._link_columns = {
            name: self._maker.owner_column if name == "owner" else f"{name}_id"
            for name in ("company", "owner", "contact", "deal", "ticket")
        }
        self._first_new = 0
        self._synced = False
        self._names = {id: name for name, id in self._fields.items()}
        self._sayings = Sayings(plan)
        self._quick = Unchanged(session, plan)
        self._passed = 0  # rows that say what they said last time

    def run(self, source: Source, on_progress: OnProgress, on_large: Callable[[], None]) -> Summary:
        """Import all rows; what is left for the end is done at the end."""
        rows = iter(source)
        large = self.session.engine != "sqlite"
        while batch := list(islice(rows, BATCH)):
            if not large and self._expected(source) > _LARGE:
                large = True
                self.session.rows("PRAGMA cache_spill=ON")
                on_large()
            self._batch(batch)
            on_progress(self.summary.read)
        self._finish_later()
        summary = self.summary
        if self.plan.missing:
            missing.settle(self.session, self.plan, summary, lambda id: bool(self._line_of(id)))
        summary.made = dict(self._links.made)
        summary.odd_phones = self._reader.odd_phones
        for target, used in self._reader.used.items():
            for theirs in self.plan.values[target]:
                told = (target, theirs) in self.plan.told
                if theirs not in used and told and not self._passed:
                    summary.unused_values.append(f"{target}:{theirs}")
        if summary.created + summary.updated:
            self._analyze()
        return summary

    def _expected(self, source: Source) -> int:
        """About how many rows there are, from the part of the file that is read."""
        read = self.summary.read + BATCH
        return int(read * (source.size or 0) / source.position) if source.position else read

    def _make_fields(self) -> dict[str, int]:
        """The ids of the team's own fields by folded name; those that are new are made."""
        found: dict[str, int] = {}
        for target in self.plan.targets:
            custom = target.custom
            if custom is None or fold(custom.name) in found:
                continue
            if custom.id is None:
                id = fields.add(
                    self.session, self.plan.noun, custom.name, custom.kind, custom.choices
                )
                self.summary.made_fields.append(custom.name)
            else:
                id = custom.id
            found[fold(custom.name)] = id
        return found

    # A batch ------------------------------------------------------------------------------

    def _pass(self, rows: list[Any]) -> list[Any]:
        """Count the rows that say what they said last time; the others, which are to be read."""
        same = self._quick.among(rows, self._sayings) if self._quick.possible else {}
        left = []
        for place, row in enumerate(rows):
            id = same.get(place)
            if id is None:
                left.append(row)
                continue
            summary = self.summary
            summary.read += 1
            summary.unchanged += 1
            self._passed += 1
            self._count_match(id, row[0], self._line_of(id))
            self._remember(id, row[0])
        return left

    def _batch(self, rows: list[Any]) -> None:
        drafts = [draft for row in self._pass(rows) if (draft := self._read(row)) is not None]
        self._look_up_people(drafts)
        drafts = [draft for draft in drafts if self._attempt(draft, self._find_links)]
        self._matcher.prefetch(drafts)
        wanted: set[int] = set()
        for draft in drafts:
            wanted |= self._matcher.candidates(draft)
        entries = self._load(wanted)
        for draft in drafts:
            self._attempt(draft, lambda draft: self._take_in(draft, entries))
        self._links.flush()
        new = [entry for entry in entries.values() if entry.is_new]
        changed = [entry for entry in entries.values() if entry.updated and not entry.is_new]
        self._writer.write(new, changed)
        if self._writer.write_said(entries.values()):
            self.summary.noted = True

    def _read(self, row: Any) -> Draft | None:
        self.summary.read += 1
        if len(row) == 3:
            line, reason, cells = row
            self._reject(cells, [Problem(line, "", "", reason)])
            return None
        draft = self._reader.read(*row)
        draft.saying = self._sayings.of(row[1])
        if draft.problems:
            self._reject(draft.cells, draft.problems)
            return None
        return draft

    def _attempt(self, draft: Draft, step: Callable[[Draft], None]) -> bool:
        """Do one step with a draft; whether it went well, else it is rejected."""
        try:
            step(draft)
        except Rejected as rejected:
            self._reject(draft.cells, [self._problem(draft, rejected)])
            return False
        except InTrash:
            self.summary.in_trash += 1
            return False
        return True

    def _problem(self, draft: Draft, rejected: Rejected) -> Problem:
        target = rejected.target
        if target.startswith("custom:"):
            target = self._names[int(target[7:])]
        where = [
            one
            for one in self.plan.mapped
            if target
            and (
                fold(one.target.name) == target
                or (one.target.input is not None and one.target.input.stored_as == target)
            )
        ]
        if not where:
            return Problem(draft.line, target, rejected.value, rejected.reason)
        value = rejected.value or draft.cells[where[0].index]
        return Problem(draft.line, where[0].column, value, rejected.reason)

    def _reject(self, cells: list[str], problems: list[Problem]) -> None:
        self.summary.rejected += 1
        room = KEPT_PROBLEMS - len(self.summary.problems)
        self.summary.problems += problems[: max(room, 0)]
        reasons = [
            f"{problem.column}: {problem.reason}" if problem.column else problem.reason
            for problem in problems
        ]
        self._on_reject(cells, "; ".join(reasons))

    # Links to other records ---------------------------------------------------------------

    def _look_up_people(self, drafts: list[Draft]) -> None:
        from crm_cli.services.imports.links import person_key

        keys: set[str] = set()
        for draft in drafts:
            keys.update(draft.lists.get("email", ()))
            texts = [*draft.lists.get("contact", ())]
            texts += [draft.links[name] for name in ("contact",) if name in draft.links]
            keys.update(person_key(text) for text in texts if "@" in text)
        if keys:
            self._links.look_up_emails(keys)
        tickets = [text for draft in drafts if (text := draft.links.get("ticket"))]
        if tickets:
            self._links.look_up_tickets(tickets, self.plan.source)
        if self._theirs is not None:
            self._theirs.look_up(drafts)

    def _find_links(self, draft: Draft) -> None:
        """Find what the row names; what is to be made is made when the row is accepted.

        Done twice: before the batch, and again for what a row of the batch may have made since.
        """
        links, found = self._links, draft.found
        if self._theirs is not None:
            self._theirs.link(draft)
        company = draft.links.get("company", "")
        domain = draft.extra.get("company.domain", "")
        if (company or domain) and "company_id" not in found:
            id = links.company(company, domain)
            if id is not None:
                found["company_id"] = id
        if "owner" in draft.links and self._maker.owner_column not in found:
            id = links.user(draft.links["owner"])
            if id is not None:
                found[self._maker.owner_column] = id
        for name in ("contact", "deal", "ticket"):
            if name in draft.links and f"{name}_id" not in found:
                id = getattr(links, name)(draft.links[name], found.get("company_id"))
                if id is not None:
                    found[f"{name}_id"] = id
                elif name != "contact" or not self.plan.create_contacts:
                    raise self._nobody(name, draft.links[name])
        if "contact" in draft.lists:
            self._find_people(draft)
        draft.resolved = (
            not draft.people
            and all(
                self._link_columns[name] in found
                for name in draft.links
                if name in self._link_columns
            )
            and ("company_id" in found or not domain)
        )

    def _find_people(self, draft: Draft) -> None:
        """Replace the texts that name people by ids, in their order, as far as they are there."""
        if not draft.people:
            if all(isinstance(text, int) for text in draft.lists["contact"]):
                return
            draft.people = list(draft.lists["contact"])
        people: list[str | int] = []
        for one in draft.people:
            company = draft.found.get("company_id")
            id = one if isinstance(one, int) else self._links.contact(one, company)
            if id is None and not self.plan.create_contacts:
                raise self._nobody("contact", str(one))
            people.append(one if id is None else id)
        ids = [one for one in people if isinstance(one, int)]
        draft.lists["contact"] = {id: (id,) for id in ids}
        draft.people = people if len(ids) < len(people) else []

    @staticmethod
    def _nobody(noun: str, text: str) -> Rejected:
        hint = " (--create-contacts makes them)" if noun == "contact" else ""
        return Rejected(noun, text, f"no {noun} {text}{hint}")

    # Taking a row in ----------------------------------------------------------------------

    def _load(self, ids: set[int]) -> dict[int, Entry]:
        plan = self.plan
        lists = [name for name in lists_of(plan.noun) if name in plan.given]
        if plan.noun == "contact" and "phone" not in lists:
            lists.append("phone")  # tells people of one name apart
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
            if entry.id < len(self._lines):
                entry.line = self._lines[entry.id]
            entry.made_here = bool(self._first_new) and entry.id >= self._first_new
        return entries

    def _take_in(self, draft: Draft, entries: dict[int, Entry]) -> None:
        self._maker.kept = 0
        if not draft.resolved:
            self._find_links(draft)
        id = self._matcher.match(draft, entries)
        if id is None:
            entry = self._maker.make(draft)
            entries[entry.id] = entry
            self._first_new = self._first_new or entry.id
            entry.line = draft.line
            self._remember(entry.id, draft.line)
            self.summary.created += 1
            counted = "created"
        else:
            entry = entries[id]
            self._count_match(entry.id, draft.line, entry.line)
            changed = self._merge(entry, draft)
            counted = "updated" if changed else "unchanged"
            if changed:
                self.summary.updated += 1
            else:
                self.summary.unchanged += 1
            entry.updated = entry.updated or changed
            self._note(entry, draft)
            entry.line = entry.line or draft.line
            self._remember(entry.id, draft.line)
        self._matcher.learn(entry, draft)
        if id is None or self.plan.on_match != "skip":
            always = self.plan.on_match == "overwrite" or self._synced
            self._later.add(entry, draft, counted, overwrite=always)
        self.summary.kept += self._maker.kept

    def _merge(self, entry: Entry, draft: Draft) -> bool:
        """Let a record that is there take in a row, as `on_match` says; whether that changes it."""
        self._synced = False
        if self.plan.on_match == "skip":
            return False
        if self.plan.on_match != "sync":
            return self._maker.merge(entry, draft)
        saying = self._said(entry, draft)
        if saying == draft.saying:
            self._synced = True
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
        self._synced = last is not None
        try:
            changed = self._maker.merge(entry, draft, last)
        finally:
            entry.line = line
        for conflict in self._maker.conflicts:
            if len(self.summary.conflicts) < KEPT_MATCHES:
                self.summary.conflicts.append((draft.line, entry.id, *conflict))
        return changed

    def _said(self, entry: Entry, draft: Draft) -> str | None:
        """What the source said of a record last, or in an earlier row of this file."""
        name = draft.extra.get("external_id") or nameless(entry)
        if name is None:
            return next(iter(entry.new_said.values()), None)
        return entry.new_said.get(name) or entry.said.get(name, (0, None))[1]

    def _last(self, draft: Draft, saying: str) -> Draft | None:
        """What the source said last, read as the row is; None where that cannot be any more."""
        last = self._reader.read(draft.line, self._sayings.cells(saying))
        if last.problems:
            return None
        with suppress(Rejected):  # what it named then is gone
            self._find_links(last)
        return last

    def _note(self, entry: Entry, draft: Draft) -> None:
        """Keep what the source says; of several rows about one record the first."""
        name = draft.extra.get("external_id") or nameless(entry)
        if name is None and "uid" in draft.extra:
            return  # an export of our own: no other source speaks in it
        name = name or NAMELESS + str(entry.columns["uid"])
        repeated = entry.line and len(entry.said) < 2
        if repeated or entry.said.get(name, (0, None))[1] == draft.saying:
            return
        entry.new_said.setdefault(name, draft.saying)

    def _count_match(self, id: int, line: int, before: int) -> None:
        summary = self.summary
        if before:
            summary.repeated += 1
            if len(summary.repeats) < KEPT_MATCHES:
                summary.repeats.append((line, before))
        else:
            summary.matched += 1
            if len(summary.matches) < KEPT_MATCHES:
                summary.matches.append((line, id))

    def _line_of(self, id: int) -> int:
        return self._lines[id] if id < len(self._lines) else 0

    def _remember(self, id: int, line: int) -> None:
        if self._line_of(id):
            return
        more = id + 1 - len(self._lines)
        if more > 0:
            self._lines.extend(array("L", bytes(self._lines.itemsize * (more + BATCH))))
        self._lines[id] = line

    # At the end ---------------------------------------------------------------------------

    def _finish_later(self) -> None:
        for draft, counted, outcome in self._later.finish():
            if isinstance(outcome, Rejected):
                self._reject(draft.cells, [self._problem(draft, outcome)])
                self._count(counted, "")
            elif outcome and counted == "unchanged":
                self._count(counted, "updated")

    def _count(self, before: str, after: str) -> None:
        for name, step in ((before, -1), (after, 1)):
            if name:
                setattr(self.summary, name, getattr(self.summary, name) + step)

    def _analyze(self) -> None:
        """Tell the database's planner what came: without it, an undo takes a minute for seconds."""
        if self.session.engine == "sqlite":
            self.session.rows("PRAGMA analysis_limit=400")
        for table in dict.fromkeys([*self._writer.tables, NOUNS[self.plan.noun].table, "change"]):
            self.session.rows(f"ANALYZE {table}")
