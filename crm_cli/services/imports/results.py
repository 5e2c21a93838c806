"""What an import has done so far: counted rows, and the first few of each kind."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from crm_cli.errors import BadContent
from crm_cli.nouns import NOUNS
from crm_cli.services.imports.drafts import Contradicted, Draft, Odd, Place, Problem, Rejected
from crm_cli.services.imports.plans import Plan
from crm_cli.values.text import fold

KEPT_PROBLEMS = 1000  # shown or given as JSON; the file of rejected rows has them all
KEPT_MATCHES = 100
_MORE = 5000  # records: room is made for so many at a time
_FLAGS = 6
OWN_IDS = '--default external_id="{line}" --key external_id'
_LONGEST = 10_000  # characters of a value that are kept of a problem

OnReject = Callable[[list[str], str], None]


@dataclass(slots=True)
class Summary:
    """What an import did. `kept` counts fields in which the file differs and ours stayed."""

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    kept: int = 0
    total: tuple[int, list[str]] | None = None  # the last row, which holds sums and is none
    elsewhere: dict[str, int] = field(default_factory=dict)  # new ones that a source has as well
    alike: int = 0  # new ones with title and company of one that was there
    referred: str = ""  # the companies that are named by reference
    left_out: int = 0  # rows of which the user says that what they need is none
    odd: Odd = field(default_factory=Odd)
    undated: int = 0  # deals won or lost, tickets done, new or changed, when is unknown
    backwards: int = 0  # deals, new or changed, that were closed before they were opened
    made: dict[str, int] = field(default_factory=dict)
    made_fields: dict[str, str] = field(default_factory=dict)  # the kind by name
    unused_values: list[str] = field(default_factory=list)
    trash_lines: list[int] = field(default_factory=list)
    in_trash: int = 0  # rows about records in the trash, which are skipped
    missing: int = 0  # records that the source no longer has
    missed: list[tuple[int, str]] = field(default_factory=list)  # the first few: id and name
    trashed: int = 0  # of these
    noted: int = 0  # records that were there, and of which it is newly kept what the source says
    # What stays although the source changed it: line, id, field, ours, theirs; the first few.
    conflicts: list[tuple[int, int, str, Any, Any]] = field(default_factory=list)
    emptied: int = 0  # values that the source no longer has
    losses: list[tuple[int, int, str, Any]] = field(default_factory=list)  # line, id, field, ours
    matched: int = 0  # rows about a record that was there before
    repeated: int = 0  # rows about the record of a row before
    matches: list[tuple[int, int]] = field(default_factory=list)  # line, id: the first few
    repeats: list[tuple[int, int]] = field(default_factory=list)  # line, the first line of it
    melting: bool = False  # whether most rows are of this kind, and nothing is their id
    problems: list[Problem] = field(default_factory=list)
    rows: int = 0  # of a sheet: all its rows, also those that say nothing of the noun
    records: dict[int, int] = field(default_factory=dict)  # of a sheet: the record of each line
    reasons: dict[int, str] = field(default_factory=dict)  # of a sheet: why lines are rejected
    # Each different problem where it is first, and how often it is there; the first few.
    different: dict[tuple[str, str, str], tuple[Problem, int]] = field(default_factory=dict)

    def count_match(self, id: int, line: int, before: int) -> None:
        """Count a row about the record `id`, of which the line `before` spoke (0: none did)."""
        if before:
            self.repeated += 1
            if len(self.repeats) < KEPT_MATCHES:
                self.repeats.append((line, before))
        else:
            self.matched += 1
            if len(self.matches) < KEPT_MATCHES:
                self.matches.append((line, id))

    def count_again(self, before: str, after: str) -> None:
        """Count a row otherwise than before; without `after` not at all."""
        for name, step in ((before, -1), (after, 1)):
            if name:
                setattr(self, name, getattr(self, name) + step)

    @property
    def flags(self) -> list[str]:
        """What could be said to have rejected rows imported as they are, the first few flags."""
        if self.melting:
            return [OWN_IDS]
        flags = dict.fromkeys(one.flag for one, _ in self.different.values() if one.flag)
        return list(flags)[:_FLAGS]

    def count_problem(self, problem: Problem) -> None:
        """Count a problem, and keep it if there are few so far."""
        if len(problem.value) > _LONGEST:
            problem = problem._replace(value=problem.value[:_LONGEST] + "…")
        if len(self.problems) < KEPT_PROBLEMS:
            self.problems.append(problem)
        key = (problem.column, problem.value, problem.reason)
        first, count = self.different.get(key, (problem, 0))
        if count or len(self.different) < KEPT_PROBLEMS:
            self.different[key] = (first, count + 1)

    def add_conflicts(self, line: int, id: int, conflicts: list[tuple[str, Any, Any]]) -> None:
        """Keep the first few fields in which ours stays."""
        for conflict in conflicts[: max(KEPT_MATCHES - len(self.conflicts), 0)]:
            self.conflicts.append((line, id, *conflict))

    def add_emptied(self, line: int, id: int, emptied: list[tuple[str, Any]]) -> None:
        """Count what the source no longer has, and was emptied; the first few are kept."""
        self.emptied += len(emptied)
        for loss in emptied[: max(KEPT_MATCHES - len(self.losses), 0)]:
            self.losses.append((line, id, *loss))


def melted(summary: Summary, plan: Plan, file: str) -> BadContent:
    """The error for a file of which most rows would become one with a row before them."""
    noun = NOUNS[plan.noun]
    return BadContent(
        "nothing tells the {nouns} of {file} apart: {count:,} of its {read:,} rows would become one"
        " with a row before them",
        hint="if each row is {a} {noun} of its own, its line can be its id: {flag}",
        a="an" if noun.name[0] in "aeiou" else "a",
        noun=noun.name,
        nouns=noun.plural,
        file=file,
        count=summary.repeated,
        read=summary.read,
        flag=OWN_IDS,
    )


class Rejects:
    """Counts the rows that are rejected, and says which column is at fault."""

    def __init__(
        self, plan: Plan, summary: Summary, fields: Mapping[str, int], give: OnReject
    ) -> None:
        self._plan, self._summary, self._give = plan, summary, give
        self._names = {id: name for name, id in fields.items()}

    def add(self, cells: list[str], problems: list[Problem]) -> None:
        """Reject a row."""
        summary = self._summary
        summary.rejected += 1
        for problem in problems:
            summary.count_problem(problem)
        reasons = [
            f"{problem.column}: {problem.reason}" if problem.column else problem.reason
            for problem in problems
        ]
        if self._plan.linked is not None:
            summary.reasons[problems[0].line] = "; ".join(reasons)
        self._give(cells, "; ".join(reasons))

    def add_draft(self, draft: Draft | Place, rejected: Rejected) -> None:
        """Reject a row that was read already."""
        if isinstance(rejected, Contradicted) and self._plan.is_whole:
            rejected.flag = OWN_IDS
        self.add(draft.cells, [self._problem(draft, rejected)])

    def _problem(self, draft: Draft | Place, rejected: Rejected) -> Problem:
        target = rejected.target
        if target.startswith("custom:"):
            target = self._names[int(target[7:])]
        where = [
            one
            for one in self._plan.mapped
            if target
            and (
                fold(one.target.name) == target
                or (one.target.input is not None and one.target.input.stored_as == target)
            )
        ]
        if not where:
            return Problem(draft.line, target, rejected.value, rejected.reason, rejected.flag)
        value = rejected.value or draft.cells[where[0].index]
        return Problem(draft.line, where[0].column, value, rejected.reason, rejected.flag)


class Lines:
    """The line that first spoke of each record, by its id; 0 of those that none did."""

    def __init__(self) -> None:
        self._lines = array("L")

    def of(self, id: int) -> int:
        """The line of a record."""
        return self._lines[id] if id < len(self._lines) else 0

    def remember(self, id: int, line: int) -> None:
        """Know the line of a record, unless an earlier one spoke of it."""
        if self.of(id):
            return
        more = id + 1 - len(self._lines)
        if more > 0:
            self._lines.extend(array("L", bytes(self._lines.itemsize * (more + _MORE))))
        self._lines[id] = line
