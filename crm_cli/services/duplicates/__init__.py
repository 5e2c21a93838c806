"""Records that are likely there twice: found, told apart for good, or merged (`services.merging`).

All live records of a noun are read, those that share a key are compared, and each pair whose
likeness is high enough is given with what speaks for it. Pairs that were looked at and told apart
are left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from crm_cli.errors import NotFound, UsageError
from crm_cli.nouns import NOUNS
from crm_cli.services.duplicates.blocks import candidates
from crm_cli.services.duplicates.likeness import Likeness
from crm_cli.tables import Column, Row, Table
from crm_cli.values.references import reference

if TYPE_CHECKING:
    from crm_cli.book import Book
    from crm_cli.database import Reader
    from crm_cli.session import Session

DUPLICABLE = ("contact", "company")
LIKELY = 0.8
"""The least score that is shown, unless another is asked for."""

_SUREST = 0.99  # what is shown at most: two records that look alike are never certain

_MODULES = {"contact": "people", "company": "companies"}


class Pair(NamedTuple):
    """Two records that are likely one, the older first, and how likely."""

    first: int
    second: int
    likeness: Likeness


def find(
    reader: Reader,
    noun: str,
    *,
    least: float = LIKELY,
    among: frozenset[int] | None = None,
) -> list[Pair]:
    """The pairs of live records with at least this score, the likeliest first.

    Of each pair, one at least is `among` the ids given; None is all.
    """
    kind = import_module(f"{__name__}.{_MODULES[noun]}")
    records = kind.load(reader)
    rarity = kind.count(records)
    places = {one.id: place for place, one in enumerate(records)}
    apart = told_apart(reader, noun)
    orders = [lambda place: records[place].order, lambda place: records[place].order[::-1]]
    keys = (((sort, key), places[id]) for sort, key, id in kind.blocks(records))
    found = []
    for place, following in candidates(keys, orders):
        one, other = records[place], records[following]
        if among is not None and one.id not in among and other.id not in among:
            continue
        likeness = kind.compare(one, other, rarity)
        if likeness.score >= least and (one.id, other.id) not in apart:
            found.append(Pair(one.id, other.id, likeness))
    found.sort(key=lambda pair: (-pair.likeness.bits, pair.first, pair.second))
    return found


def told_apart(reader: Reader, noun: str) -> set[tuple[int, int]]:
    """The pairs that were looked at and are not the same, the lower id first."""
    rows = reader.tuples(f"SELECT {noun}_id, other_id FROM {noun}_distinct")
    return {(min(pair), max(pair)) for pair in rows}


# As a list -------------------------------------------------------------------------------

COLUMNS = [
    Column("score", "percent", places=0),
    Column("ref", title="id"),
    Column("name"),
    Column("other_ref", title="other"),
    Column("other_name", title="other name"),
    Column("reasons", title="why"),
    Column("merge", title="to merge", shown=False),
    Column("distinct", title="to tell apart", shown=False),
]


def table(
    reader: Reader, noun: str, book: Book, *, where: Sequence[str] = (), least: float = LIKELY
) -> Table:
    """The likely duplicates as a list. Raises what unreadable conditions raise."""
    pairs = find(reader, noun, least=least, among=_among(reader, noun, book, where))
    names = _names(reader, noun, {id for pair in pairs for id in pair[:2]})
    rows: list[Row] = []
    for pair in pairs:
        refs = reference(noun, pair.first), reference(noun, pair.second)
        both = " ".join(refs)
        cells = [refs[0], names[pair.first], refs[1], names[pair.second]]
        words = list(dict.fromkeys(reason.words for reason in pair.likeness.reasons))
        commands = [f"crm {noun} merge {both}", f"crm {noun} distinct {both}"]
        rows.append([min(round(pair.likeness.score, 4), _SUREST), *cells, words, *commands])
    hint = f"no two {NOUNS[noun].plural} look alike"
    return Table(list(COLUMNS), rows, noun="pair", hint=hint, wrapped=True)


def _among(reader: Reader, noun: str, book: Book, where: Sequence[str]) -> frozenset[int] | None:
    if not where:
        return None
    from crm_cli.filters import compile_conditions
    from crm_cli.services import fields

    found = NOUNS[noun]
    sql, bound = compile_conditions(reader, found, fields.definitions(reader, noun), where, book)
    rows = reader.tuples(
        f"SELECT v.id FROM {found.view} v WHERE v.deleted_at IS NULL AND {sql}", bound
    )
    return frozenset(row[0] for row in rows)


def _names(reader: Reader, noun: str, ids: set[int]) -> dict[int, str]:
    rows = reader.tuples(f"SELECT id, {NOUNS[noun].title} FROM {NOUNS[noun].table}")
    return {id: name for id, name in rows if id in ids}


# Not the same ----------------------------------------------------------------------------


def distinct_pairs(reader: Reader, noun: str) -> Table:
    """The pairs of live records that were told apart."""
    pairs = sorted(told_apart(reader, noun))
    names = _names(reader, noun, {id for pair in pairs for id in pair})
    rows: list[Row] = [
        [reference(noun, one), names[one], reference(noun, other), names[other]]
        for one, other in pairs
        if one in names and other in names
    ]
    columns = [column for column in COLUMNS if column.name.endswith(("ref", "name"))]
    return Table(columns, rows, noun="pair", hint=f"crm {noun} distinct A B tells two apart")


def tell_apart(session: Session, noun: str, one: int, other: int) -> None:
    """Remember that two records are not the same. Nothing changes when that is known.

    Raises UsageError for one record twice.
    """
    first, second = _in_order(noun, one, other)
    if (first, second) not in told_apart(session, noun):
        session.rows(
            f"INSERT INTO {noun}_distinct ({noun}_id, other_id) VALUES (:one, :other)",
            {"one": first, "other": second},
        )


def forget_apart(session: Session, noun: str, one: int, other: int) -> None:
    """Let two records be likely duplicates again.

    Raises NotFound when they were not told apart, UsageError for one record twice.
    """
    first, second = _in_order(noun, one, other)
    if (first, second) not in told_apart(session, noun):
        raise NotFound(
            "{one} and {other} were never told apart",
            hint="crm {noun} duplicates --distinct",
            one=reference(noun, first),
            other=reference(noun, second),
            noun=noun,
        )
    session.rows(
        f"DELETE FROM {noun}_distinct WHERE ({noun}_id = :one AND other_id = :other)"
        f" OR ({noun}_id = :other AND other_id = :one)",
        {"one": first, "other": second},
    )


def _in_order(noun: str, one: int, other: int) -> tuple[int, int]:
    if one == other:
        raise UsageError(
            "{ref} is one and the same record", hint="name two", ref=reference(noun, one)
        )
    return min(one, other), max(one, other)
