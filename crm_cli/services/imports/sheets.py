"""One sheet for all: rows that hold a company, a person, the last touch, a next step and a deal.

Such a row becomes a record of each noun that it speaks of. Each noun has a plan of its own, and
the plans run one after the other; a record links to those that its row gave to the nouns before.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from crm_cli.errors import UsageError
from crm_cli.services.fields import Definition
from crm_cli.services.imports.mapping import make_plan
from crm_cli.services.imports.plans import Default, Part, Plan, Request
from crm_cli.services.imports.run import OnProgress, Source, import_rows
from crm_cli.services.imports.sheet_columns import NOUNS, TELLING, Places, fields_of, named
from crm_cli.services.imports.suggesting import place_of

if TYPE_CHECKING:
    from crm_cli.services.imports.results import Summary
    from crm_cli.session import Session

_ALONE = ("key", "missing")  # options that ask about one noun


def make_plans(
    request: Request,
    columns: Sequence[str],
    definitions: Callable[[str], Sequence[Definition]],
    *,
    file: str,
    kind: str,
    kept: Mapping[int, str],
) -> tuple[list[Plan], list[int]]:
    """The plans for a sheet, one a noun, in the order in which they are run.

    Beside them the columns that go nowhere, by their places; those `kept` become fields of the
    team's own, of these kinds. Raises UsageError for options that
    are about one noun, and for a field that several have.
    """
    for name in _ALONE:
        if getattr(request, name):
            raise UsageError(
                "--{name} is about one noun, and the rows of {file} hold several",
                hint="say which one is meant: --as contacts, --as deals …",
                name=name,
                file=file,
            )
    places = fields_of(columns)
    for text in request.maps:
        _remap(places, text, columns)
    _link(places, columns)
    places.keep(kept, columns)
    nouns = [noun for noun in NOUNS if places.tells(noun)]
    defaults = [(*named(text, nouns), text) for text in request.defaults]
    values = [(*named(text, nouns), text) for text in request.values]
    plans = []
    for noun in nouns:
        texts = [one for of, one, _ in defaults if noun in of] + _defaults(noun, places, columns)
        asked = replace(
            request,
            noun=noun,
            template=None,
            maps=tuple(places.maps(noun, columns)),
            defaults=tuple(texts),
            values=tuple(one for of, one, _ in values if noun in of),
        )
        plan = make_plan(asked, columns, definitions(noun), file=file, kind=kind, strict=False)
        plan.linked = {}
        _soften(plan, places)
        plan.given |= _linked(noun, nouns)
        plans.append(plan)
    return plans, places.unused(columns)


def _linked(noun: str, nouns: Sequence[str]) -> set[str]:
    """The nouns of a row that a record of this one links to."""
    before = nouns[: nouns.index(noun)]
    return {one for one in before if one != "deal" or noun == "task"} - {noun}


def _remap(places: Places, text: str, columns: Sequence[str]) -> None:
    """Let a `--map` say where a column goes: "COLUMN=field" or "COLUMN=noun.field"."""
    at = [place for place, mark in enumerate(text) if mark == "="]
    for place in reversed(at):
        index = place_of(text[:place], columns)
        if index is None:
            continue
        places.drop(index)
        if target := text[place + 1 :].strip():
            nouns, name = named(target, NOUNS)
            places.put(index, nouns, name, taking=True)
        return
    raise UsageError(
        "cannot read --map {text!r}",
        hint='write --map "COLUMN=field", with one of the columns: {columns}',
        text=text,
        columns=", ".join(columns),
    )


def _link(places: Places, columns: Sequence[str]) -> None:
    """Let the names of the company and the person link the records to them."""
    for noun in NOUNS[1:]:
        for index in places.columns("company", "name"):
            places.put(index, (noun,), "company")
        for index in places.columns("contact", "name") if noun != "contact" else ():
            places.put(index, (noun,), "contact")


def _defaults(noun: str, places: Places, columns: Sequence[str]) -> list[str]:
    """What a record needs and no column has: a kind of touch, the title of a task or a deal."""
    if noun == "interaction" and not places.columns(noun, "kind"):
        return ["kind=note"]
    if noun == "task":
        due = places.columns(noun, "due")
        chinese = bool(due) and not columns[due[0]].isascii()
        return [f"title={'跟进' if chinese else 'Follow up'}"]
    if noun == "deal" and not places.columns(noun, "title"):
        names = places.columns("company", "name") or places.columns("contact", "name")
        return [f"title={{{columns[names[0]]}}}"] if names else []
    return []


def _soften(plan: Plan, places: Places) -> None:
    """A deal without a title and a company is called after the person; what the user says first."""
    if plan.noun == "deal" and not plan.columns_of("title"):
        for index in places.columns("contact", "name")[:1]:
            target = next(one.target for one in plan.defaults if one.target.name == "title")
            plan.defaults.append(Default(target, (Part("", index),)))
    seen: set[str] = set()
    for place, one in enumerate(plan.defaults):
        plan.defaults[place] = replace(one, soft=one.target.name in seen)
        seen.add(one.target.name)


class PartRows:
    """The rows of a sheet that speak of one noun, without the lines `left_out`.

    What both the person and the company of a row could have (notes, tags) is the person's.
    """

    def __init__(self, source: Source, plan: Plan, left_out: Container[int], first: bool) -> None:
        self._source, self._left_out, self._first = source, left_out, first
        self.columns, self.size = source.columns, source.size
        self._nothing = plan.nothing
        told = TELLING[plan.noun]
        self._telling = [one.index for one in plan.mapped if one.target.name in told]
        self.shared: list[int] = []
        self.person: list[int] = []
        self.read = 0  # rows, also those of which there was nothing to give

    @property
    def position(self) -> int:
        """How many bytes of `size` have been read."""
        return self._source.position

    def __iter__(self) -> Iterator[Any]:
        for row in self._source:
            self.read += 1
            if len(row) == 3:
                if self._first and row[0] not in self._left_out:
                    yield row
                continue
            line, cells = row
            if line in self._left_out or not self._any(cells, self._telling):
                continue
            if self.shared and self._any(cells, self.person):
                cells = list(cells)
                for index in self.shared:
                    cells[index] = ""
            yield line, cells

    def _any(self, cells: Sequence[str], places: Sequence[int]) -> bool:
        return any((text := cells[at].strip()) and text not in self._nothing for at in places)


def part_rows(source: Source, plans: Sequence[Plan], left_out: Container[int]) -> list[PartRows]:
    """The rows of each plan."""
    found = [PartRows(source, plan, left_out, plan is plans[0]) for plan in plans]
    by_noun = {plan.noun: place for place, plan in enumerate(plans)}
    if "company" in by_noun and "contact" in by_noun:
        company, contact = by_noun["company"], by_noun["contact"]
        theirs = {one.index: one.target.name for one in plans[contact].mapped}
        found[company].shared = [
            one.index
            for one in plans[company].mapped
            if theirs.get(one.index) == one.target.name and one.target.name != "owner"
        ]
        found[company].person = found[contact]._telling
    return found


def import_sheet(
    session: Session,
    source: Source,
    plans: Sequence[Plan],
    *,
    left_out: Iterable[int] = (),
    on_progress: OnProgress = lambda rows: None,
) -> list[Summary]:
    """Bring all that the rows hold into the database, noun by noun; nothing is committed here."""
    summaries: list[Summary] = []
    linked: dict[str, dict[int, int]] = {}
    bad = set(left_out)  # of a row that is rejected, nothing more is looked at
    for plan, rows in zip(plans, part_rows(source, plans, bad), strict=True):
        plan.linked = dict(linked)
        summary = import_rows(
            session, rows, plan, on_reject=lambda cells, reason: None, on_progress=on_progress
        )
        summary.rows = rows.read - (summary.total is not None)
        linked[plan.noun] = summary.records
        bad.update(summary.reasons)
        if plan.noun in ("company", "contact"):  # nor of one whose customer is in the trash
            bad.update(summary.trash_lines)
        summaries.append(summary)
    return summaries
