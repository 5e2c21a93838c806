"""Words of a column that become one value of ours, or nothing: counted, and kept in a field.

What they become is worked out once for each different word, not for each row.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from crm_cli.errors import CrmError
from crm_cli.services.fields import NOUNS_WITH_FIELDS, Definition
from crm_cli.services.imports import readers
from crm_cli.services.imports.plans import Fold, Mapped, Plan
from crm_cli.services.imports.suggesting import field_name
from crm_cli.services.imports.targets import Custom, Target
from crm_cli.services.pipelines import by_word
from crm_cli.values.text import fold

if TYPE_CHECKING:
    from crm_cli.book import Book
    from crm_cli.services.pipelines import Stage

_CHOICES = frozenset(
    {"stage", "status", "kind", "priority", "channel", "direction", "sentiment", "role", "outcome"}
)
_MOST = 1000  # different texts; a column of more is none of choices


class WordColumn:
    """How many cells of a column have each of its texts."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}

    def look(self, text: str, _line: int) -> None:
        """Take in one cell, not empty."""
        counts = self.counts
        if text in counts:
            counts[text] += 1
        elif len(counts) < _MOST:
            counts[text] = 1


def is_folding(plan: Plan, target: Target) -> bool:
    """Whether different words of a column can become one value of this target."""
    if target.several or "uid" in plan.given:
        return False
    return (target.custom is None and target.name in _CHOICES) or target.name in plan.values


def settle(
    plan: Plan,
    words: Mapping[int, WordColumn],
    book: Book,
    stages: Sequence[Stage],
    there: Sequence[Definition],
    program: str,
) -> None:
    """Give the plan what is folded, and a text field for each column of which words would be lost.

    The field is called after the program, or else the source, and the column. One that is there
    by that name is filled again, also by a file in which nothing is folded.
    """
    folding = [one for one in plan.mapped if one.index in words and is_folding(plan, one.target)]
    for one in folding:
        folds = list(_folds(plan, one, words[one.index], book, stages))
        also = [other.target for other in plan.mapped if other.index == one.index]
        kept = next((other.name for other in also if other.custom is not None), "")
        if not kept and plan.noun in NOUNS_WITH_FIELDS:
            lost = any(not found.said for found in folds)
            kept = _keep(plan, one, there, program or plan.source, lost)
        plan.folds += [found._replace(kept=kept) for found in folds]
    plan.mapped.sort(key=lambda one: one.index)


def _keep(plan: Plan, one: Mapped, there: Sequence[Definition], program: str, lost: bool) -> str:
    """Let a column go to a field of its own too, if words would be `lost` or it is there."""
    name = field_name(f"{program} {one.column}", plan, set())
    known = {fold(field.name): field for field in there}
    taken = {fold(target.name) for target in plan.targets}
    taken |= {key for key, field in known.items() if field.kind != "text"}
    field = known.get(fold(name))
    if not lost and (field is None or fold(name) in taken):
        return ""
    name = field_name(f"{program} {one.column}", plan, taken)
    field = known.get(fold(name))
    custom = Custom(field.name if field else name, "text", (), field.id if field else None)
    plan.mapped.append(Mapped(one.index, one.column, Target(custom.name, "custom", custom=custom)))
    plan.given.add(custom.name)
    return custom.name


def _folds(
    plan: Plan, one: Mapped, column: WordColumn, book: Book, stages: Sequence[Stage]
) -> Iterator[Fold]:
    groups: dict[str, dict[str, tuple[str, int]]] = defaultdict(dict)
    for text, count in column.counts.items():
        ours = _ours(plan, one.target, text, book, stages)
        if ours is not None:
            key = re.sub(r"[\W_]+", "", fold(text)) or text  # another spelling is no other word
            word, before = groups[ours].get(key, (text.strip(), 0))
            groups[ours][key] = (word, before + count)
    for ours, words in groups.items():
        if ours and len(words) < 2:
            continue
        untold = [
            word for word, _ in words.values() if (one.target.name, fold(word)) not in plan.told
        ]
        counts = dict(sorted(words.values(), key=lambda pair: (-pair[1], pair[0])))
        said = len(untold) < (2 if ours else 1)
        yield Fold(one.column, one.target.name, counts, ours, said)


def _ours(plan: Plan, target: Target, text: str, book: Book, stages: Sequence[Stage]) -> str | None:
    """What a word becomes, empty for nothing; None for one that is refused or no word at all."""
    if text.isspace() or text.strip() in plan.nothing:
        return None  # told and counted as taken for empty
    meant = plan.values.get(target.name, {}).get(fold(text.strip()))
    if meant == "" or target.name not in _CHOICES or target.custom is not None:
        return text.strip() if meant is None else meant
    word = text if meant is None else meant
    if plan.noun == "deal" and target.name == "stage":
        named = [stage for stage in stages if fold(stage.name) == fold(word.strip())]
        return next((stage.name for stage in named or by_word(stages, word)), None)
    try:
        if target.input is not None:
            return str(target.input.read(word, book))
        return str(readers.extra(target.name, book)(word))
    except CrmError:
        return None  # the row is rejected
