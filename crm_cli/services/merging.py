"""Merging two records of a noun into one: nothing that either of them has gets lost.

The winner gets what only the loser has, and everything that points at the loser. Where both have a
value and only one can stay, somebody chooses. The loser goes to the trash with what was not taken.
What points at a record is read from the models' foreign keys, so that no link is forgotten.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from crm_cli.changes.units import GROUPS
from crm_cli.errors import UsageError
from crm_cli.nouns import NOUNS
from crm_cli.services import fields, records, search
from crm_cli.services.merging_links import move_links, words
from crm_cli.services.wording import value_text
from crm_cli.values.birthdays import adds_year, fit
from crm_cli.values.references import reference
from crm_cli.values.text import fold

if TYPE_CHECKING:
    from crm_cli.book import Book
    from crm_cli.database import Reader
    from crm_cli.session import Session

SIDES = ("A", "B")
PREFERENCES = ("newest", *SIDES)

_OWN = frozenset({"id", "uid", "created_at", "updated_at", "deleted_at", "search_text"})
# Links of a noun to its own kind, which must not lead a record to itself.
_LOOPS = {"contact": "referred_by_id", "company": "parent_id"}


class Part(NamedTuple):
    """A field of both records: its columns, or its custom field, and what each of them has.

    `texts` are the values for people, winner's first; `newest` is whose was written last.
    """

    name: str
    columns: tuple[str, ...]
    field: int | None
    texts: tuple[str, str]
    newest: str


@dataclass(slots=True)
class Merged:
    """What a merge did: links moved by the table they are in, and fields with whose value won."""

    moved: dict[str, int] = field(default_factory=dict)
    taken: dict[str, str] = field(default_factory=dict)
    chosen: dict[str, str] = field(default_factory=dict)

    @property
    def moved_in_words(self) -> str:
        """As in "2 e-mails, 1 deal"; empty when nothing was moved."""
        return words(self.moved)


def conflicts(reader: Reader, noun: str, winner: int, loser: int, book: Book) -> list[Part]:
    """The fields in which both records have a value, and not the same.

    Raises UsageError for one record twice.
    """
    if winner == loser:
        raise UsageError(
            "{ref} is one and the same record", hint="name two", ref=reference(noun, winner)
        )
    rows = _rows(reader, noun, winner, loser)
    parts = []
    for name, columns in _groups(rows[0], noun):
        if any(_differ(column, rows[0][column], rows[1][column]) for column in columns):
            texts = tuple(_text(reader, noun, columns, row, book) for row in rows)
            newest = _newest(reader, NOUNS[noun].table, columns, (winner, loser))
            parts.append(Part(name, columns, None, (texts[0], texts[1]), newest))
    return parts + _custom_conflicts(reader, noun, winner, loser)


def choose(
    noun: str, parts: Sequence[Part], prefer: str | None, takes: Mapping[str, str]
) -> dict[str, str]:
    """Whose value stays in each field, as far as `prefer` and `takes` say: A or B by its name.

    Raises UsageError when `takes` names a field in which the two do not differ.
    """
    names = {_key(part.name): part.name for part in parts}
    chosen = {}
    for name, side in takes.items():
        if _key(name) not in names:
            raise UsageError(
                "the two {plural} do not differ in {name!r}",
                hint="they differ in: {names}" if names else "leave --take out",
                plural=NOUNS[noun].plural,
                name=name,
                names=", ".join(names.values()),
            )
        chosen[names[_key(name)]] = side
    if prefer is not None:
        for part in parts:
            chosen.setdefault(part.name, part.newest if prefer == "newest" else prefer)
    return chosen


def _key(name: str) -> str:
    return fold(name.strip()).replace(" ", "_").replace("-", "_")


def merge(
    session: Session, noun: str, winner: int, loser: int, choices: Mapping[str, str]
) -> Merged:
    """Merge the loser into the winner; `choices` says whose value stays where they differ.

    Raises UsageError, with the fields and the flags, where that is not said.
    """
    parts = conflicts(session, noun, winner, loser, session.book)
    open_parts = [part for part in parts if part.name not in choices]
    if open_parts:
        raise undecided(noun, winner, loser, open_parts)
    done = Merged(chosen={part.name: choices[part.name] for part in parts})
    rows = _rows(session, noun, winner, loser)
    values = _values(rows, noun, parts, choices)
    done.taken = {
        name: text
        for name, columns in _groups(rows[0], noun)
        if (text := _text(session, noun, columns, {**rows[0], **values}, session.book))
        and set(columns) & values.keys()
    }
    for part in parts:
        if part.field is not None and choices[part.name] == "B":
            _take_custom(session, noun, winner, loser, part.field)
            done.taken[part.name] = part.texts[1]
    done.moved = move_links(session, noun, winner, loser)
    records.delete(session, noun, loser)  # first, for the winner may take a unique value of it
    _write(session, noun, winner, values)
    _cut_loop(session, noun, winner, rows[1].get(_LOOPS[noun]))
    for id in (winner, loser):
        search.refresh(session, noun, id)
    return done


def undecided(noun: str, winner: int, loser: int, parts: Sequence[Part]) -> UsageError:
    """The refusal to guess which value stays."""
    return UsageError(
        "{one} and {other} differ in {fields}",
        hint="say whose value stays: --prefer newest, A ({one}) or B ({other}); or for one field"
        " --take {name}=B",
        one=reference(noun, winner),
        other=reference(noun, loser),
        fields=", ".join(f"{part.name} ({part.texts[0]} | {part.texts[1]})" for part in parts),
        name=parts[0].name,
    )


def _rows(reader: Reader, noun: str, winner: int, loser: int) -> list[dict[str, Any]]:
    """Both rows, the winner's first, without links of one to the other."""
    found = []
    for id in (winner, loser):
        rows = reader.rows(f"SELECT * FROM {NOUNS[noun].table} WHERE id = :id", {"id": id})
        row = rows[0]
        if row[_LOOPS[noun]] in (winner, loser):
            row[_LOOPS[noun]] = None
        found.append(row)
    return found


def _groups(row: Mapping[str, Any], noun: str) -> list[tuple[str, tuple[str, ...]]]:
    """The fields by name, each with its columns: those that mean one thing are one field."""
    grouped: dict[str, list[str]] = {}
    groups = GROUPS.get(NOUNS[noun].table, {})
    for column in row:
        if column not in _OWN:
            grouped.setdefault(groups.get(column, column.removesuffix("_id")), []).append(column)
    return [(name, tuple(columns)) for name, columns in grouped.items()]


def _differ(column: str, one: Any, other: Any) -> bool:
    """Whether both are there and not the same but for case and accents, or a birthday's year."""
    if one is None or other is None or one == other:
        return False
    if column == "birthday":
        return not fit(one, other)
    return not (isinstance(one, str) and isinstance(other, str) and fold(one) == fold(other))


def _text(
    reader: Reader, noun: str, columns: Sequence[str], row: Mapping[str, Any], book: Book
) -> str:
    """The value of a field for people; the parts of a name only where there is no whole."""
    table = NOUNS[noun].table
    texts = [value_text(reader, table, column, row[column], row, book) for column in columns]
    if columns[0] == NOUNS[noun].title:
        given = " + ".join(text for text in texts[1:] if text)
        return (
            f"{texts[0]} ({given})" if given and given.replace(" + ", " ") != texts[0] else texts[0]
        )
    return ", ".join(text for text in texts if text)


def _newest(reader: Reader, table: str, columns: Sequence[str], ids: tuple[int, int]) -> str:
    """Whose value was written last: A or B; of two written at once, that of the later record."""
    import json

    written = []
    for id in ids:
        last = 0
        for row in reader.rows(
            "SELECT changeset_id, operation, after FROM change"
            " WHERE table_name = :table AND row_id = :id ORDER BY id",
            {"table": table, "id": id},
        ):
            if (
                row["operation"] == "insert"
                or set(columns) & json.loads(row["after"] or "{}").keys()
            ):
                last = row["changeset_id"]
        written.append((last, id))
    return "A" if written[0] > written[1] else "B"


def _values(
    rows: Sequence[Mapping[str, Any]],
    noun: str,
    parts: Sequence[Part],
    choices: Mapping[str, str],
) -> dict[str, Any]:
    """The columns of the winner that change: what it lacks, and what was chosen of the loser.

    A field that was chosen stays or goes whole: nobody gets the family name of another name.
    """
    sides = {column: choices[part.name] for part in parts for column in part.columns}
    mine, theirs = rows
    values = {}
    for _, columns in _groups(mine, noun):
        for column in columns:
            lacks = mine[column] is None or (
                column == "birthday" and theirs[column] and adds_year(mine[column], theirs[column])
            )
            side = sides.get(column, "B" if lacks else "A")
            if side == "B" and theirs[column] != mine[column]:
                values[column] = theirs[column]
    return values


def _write(session: Session, noun: str, id: int, values: Mapping[str, Any]) -> None:
    if values:
        sets = ", ".join(f"{column} = :{column}" for column in (*values, "updated_at"))
        session.rows(
            f"UPDATE {NOUNS[noun].table} SET {sets} WHERE id = :id",
            {**values, "updated_at": session.now, "id": id},
        )


def _cut_loop(session: Session, noun: str, id: int, instead: int | None) -> None:
    """See that no chain of parents leads from the winner to itself: it gets the loser's, or none.

    The winner pointed at the loser, or below it was what now stands above it.
    """
    table, column = NOUNS[noun].table, _LOOPS[noun]
    for wanted in (instead, None):
        rows = session.rows(f"SELECT {column} AS up FROM {table} WHERE id = :id", {"id": id})
        seen, up = {id}, rows[0]["up"]
        while up is not None and up not in seen:
            seen.add(up)
            rows = session.rows(f"SELECT {column} AS up FROM {table} WHERE id = :id", {"id": up})
            up = rows[0]["up"] if rows else None
        if up != id:
            return
        session.rows(
            f"UPDATE {table} SET {column} = :up, updated_at = :now WHERE id = :id",
            {"up": wanted, "now": session.now, "id": id},
        )


# Custom fields ---------------------------------------------------------------------------


def _custom_conflicts(reader: Reader, noun: str, winner: int, loser: int) -> list[Part]:
    table = f"{noun}_field"
    found: dict[int, dict[int, dict[str, Any]]] = {}
    for row in reader.rows(
        f"SELECT * FROM {table} WHERE {noun}_id IN (:one, :other)", {"one": winner, "other": loser}
    ):
        found.setdefault(row["field_id"], {})[row[f"{noun}_id"]] = row
    parts = []
    for definition in fields.definitions(reader, noun):
        both = found.get(definition.id, {})
        if len(both) < 2:
            continue
        rows = both[winner], both[loser]
        if rows[0]["currency"] != rows[1]["currency"] or _differ(
            "value", rows[0]["value"], rows[1]["value"]
        ):
            texts = tuple(_custom_text(definition.kind, row) for row in rows)
            newest = _newest(reader, table, ("value", "currency"), (rows[0]["id"], rows[1]["id"]))
            parts.append(Part(definition.name, (), definition.id, (texts[0], texts[1]), newest))
    return parts


def _custom_text(kind: str, row: Mapping[str, Any]) -> str:
    if kind == "money":
        from crm_cli.values.money import Money, show_amount

        return show_amount(Money(int(row["value"]), row["currency"] or ""))
    return str(row["value"])


def _take_custom(session: Session, noun: str, winner: int, loser: int, field_id: int) -> None:
    session.rows(
        f"UPDATE {noun}_field SET"
        f" value = (SELECT o.value FROM {noun}_field o WHERE o.{noun}_id = :loser"
        "  AND o.field_id = :field),"
        f" currency = (SELECT o.currency FROM {noun}_field o WHERE o.{noun}_id = :loser"
        "  AND o.field_id = :field)"
        f" WHERE {noun}_id = :winner AND field_id = :field",
        {"winner": winner, "loser": loser, "field": field_id},
    )
