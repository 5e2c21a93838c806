"""What names a person in a text, and where a text still names somebody who was erased."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from crm_cli.changes.log import RowKey
from crm_cli.nouns import NOUNS
from crm_cli.tables import Column, Row, Table
from crm_cli.values.names import NO_NAMES, join_name
from crm_cli.values.references import reference
from crm_cli.values.text import fold, like

if TYPE_CHECKING:
    from crm_cli.database import Reader

ERASED = "erased"
RARE = "one of their names"
MOST_RARE = 100  # such texts are listed: a name that is a common word has more than help
_TAIL = 8  # digits at the end of a phone number that tell it, however it is written
_LEAST = 5
_ENOUGH = 4  # letters in a pattern, so that it does not fit nearly all texts
_RUN = r"\d[\d\s()./\u2010-\u2015-]*\d"
# Columns that hold no free text: keys, stamps, one of a few words, what is made of the others.
_NO_TEXT = frozenset({
    "uid", "role", "kind", "noun", "operation", "table_name", "currency", "direction", "status",
    "priority", "recurrence", "from_status", "to_status", "dimension", "due_time",
    "search_text",
})  # fmt: skip
# The command lines are looked through by themselves; the others have no text of people.
_OTHERWISE = frozenset({"changeset", "erased", "alembic_version", "running", "write_lock"})
_KINDS = {"name": "name", "email": "e-mail", "phone": "phone", "handle": "handle"}


@dataclass(slots=True)
class Traits:
    """What a person is told by: folded texts with what they are, the ends of phone numbers.

    `written` are the texts as they were written; `parts` are the words of their names, which may
    name others as well, with how they were written. `rare` are those that name nobody else: what
    has one of them is listed, and not erased.
    """

    texts: dict[str, str] = field(default_factory=dict)
    written: set[str] = field(default_factory=set)
    phones: set[str] = field(default_factory=set)
    parts: dict[str, set[str]] = field(default_factory=dict)
    rare: set[str] = field(default_factory=set)

    def add(self, kind: str, text: str | None) -> None:
        """Take in a value of a person: a name, email, phone or handle; "part" of a name."""
        folded = _plain(text or "")
        if kind == "phone":
            digits = re.sub(r"\D", "", folded)
            if len(digits) >= _LEAST:
                self.phones.add(digits[-_TAIL:])
            return
        if len(folded) < 2 or folded == ERASED:
            return
        if kind != "part":
            self.texts[folded] = _KINDS[kind]
            self.written |= {folded, str(text).lower()}
        if kind in ("name", "part"):
            for word in [folded] if kind == "part" else str(text).split():
                if len(part := _plain(word)) > 1:
                    self.parts.setdefault(part, {part}).add(word.lower())

    def found_in(self, text: str, *, parts: bool = False) -> list[str]:
        """By what a text names the person: name, e-mail, phone, handle; `parts` too, if asked."""
        folded = _plain(text)
        kinds = [kind for known, kind in self.texts.items() if _holds(folded, known)]
        if self.phones and any(
            (tail in run) if len(tail) > _LEAST + 1 else run == tail
            for run in (re.sub(r"\D", "", run) for run in re.findall(_RUN, folded))
            for tail in self.phones
        ):
            kinds.append("phone")
        if parts and not kinds and any(_holds(folded, part) for part in self.parts):
            kinds.append("name")
        if not kinds and any(_holds(folded, part) for part in self.rare):
            kinds.append(RARE)
        return list(dict.fromkeys(kinds))

    def patterns(self) -> list[str]:
        """Patterns for LIKE on what is in small letters; they fit more texts than are meant."""
        rare = (form for part in self.rare for form in self.parts[part])
        found = {_pattern(text) for text in (*self.written, *rare)}
        return sorted(found | {f"%{'%'.join(tail)}%" for tail in self.phones})


def _plain(text: str) -> str:
    return " ".join(fold(text).split())


def _holds(folded: str, known: str) -> bool:
    """Whether a text has another, as words where it is written in an alphabet."""
    if known not in folded:
        return False
    start = r"(?<![^\W\d_])" if known[0].isascii() and known[0].isalnum() else ""
    end = r"(?![^\W\d_])" if known[-1].isascii() and known[-1].isalnum() else ""
    return re.search(f"{start}{re.escape(known)}{end}", folded) is not None


def _pattern(text: str) -> str:
    """A pattern that fits a text in small letters, however its accents and spaces are written."""
    kept = [
        char if char.isalnum() and (char.isascii() or unicodedata.category(char) == "Lo") else "%"
        for char in text
    ]
    bare = ["%" if char in "aeiouy" else char for char in kept]
    if "@" not in text and sum(char != "%" for char in bare) >= _ENOUGH:
        kept = bare  # any of them may have an accent elsewhere
    return re.sub("%+", "%", f"%{''.join(kept)}%")


def traits_of(
    rows: Mapping[str, Sequence[Mapping[str, Any]]],
    history: Iterable[tuple[str, Mapping[str, Any]]],
) -> Traits:
    """What people are told by: their rows by table, and (table, values) of the history of those."""
    traits = Traits()
    listed = [(table, row) for table, found in rows.items() for row in found]
    for table, row in [*listed, *history]:
        if table == "contact":
            traits.add("name", row.get("name"))
            given, family = row.get("given_name"), row.get("family_name")
            traits.add("part", given)
            traits.add("part", family)
            if given and family:
                for name in (f"{given} {family}", join_name(given, family).display):
                    traits.add("name", name)
        elif table == "contact_email":
            traits.add("email", row.get("email"))
        elif table == "contact_phone":
            for column in ("phone", "e164", "digits"):
                traits.add("phone", row.get(column))
        elif table == "contact_handle":
            traits.add("handle", row.get("handle"))
    return traits


# Where they are named still -----------------------------------------------------------------

Ids = Mapping[str, Collection[int]]


def still_named(reader: Reader, traits: Traits, without: Ids = MappingProxyType({})) -> Table:
    """The free texts that name a person, and by what: never the text itself.

    `without` are rows to leave out, ids by table. Those that have but a rare one of their names
    are listed too.
    """
    rows = list(dict.fromkeys(_named(reader, traits, without))) if traits.patterns() else []
    rare = [row for row in rows if row[-1] == RARE]
    more = set(rare[MOST_RARE:])
    columns = [Column("ref", title="id"), Column("where"), Column("names", title="by their")]
    return Table(
        columns,
        [row for row in rows if row not in more],
        noun="text",
        title="Texts elsewhere that name them",
        note=f"… and {len(more):,} more that have one of their names as a word" if more else "",
    )


def with_rare(reader: Reader, traits: Traits, people: Collection[int] = ()) -> Traits:
    """The traits of these people, with those words of their names that nobody else is called by."""
    found = set()
    for part in traits.parts:
        if len(part) < (3 if part.isascii() else 2) or part in NO_NAMES:
            continue
        params = {"part": f"%{like(part)}%"}
        named = reader.rows(
            "SELECT id, name FROM contact WHERE search_text LIKE :part ESCAPE '\\'"
            " UNION ALL SELECT 0, coalesce(name, '') || ' ' || handle FROM user_account"
            " WHERE search_text LIKE :part ESCAPE '\\'",
            params,
        )
        if not any(row["id"] not in people and _holds(_plain(row["name"]), part) for row in named):
            found.add(part)
    return replace(traits, rare=found)


def _named(reader: Reader, traits: Traits, without: Ids) -> Iterator[Row]:
    for table, columns in _texts(reader).items():
        for row in _hits(reader, table, columns, traits):
            if table == "change":
                if row["row_id"] not in without.get(row["table_name"], ()):
                    yield from _in_history(traits, row)
                continue
            if row["id"] in without.get(table, ()):
                continue
            found = {
                column: kinds
                for column in columns
                if row[column] and (kinds := traits.found_in(row[column]))
            }
            ref, what = _place(table, row)
            for column, kinds in found.items():
                yield ref, f"{what}{column.replace('_', ' ')}", ", ".join(kinds)


def sayings(reader: Reader, traits: Traits) -> set[int]:
    """The ids of what sources said of records, in which an address of a person stands or stood.

    A name alone may be another's.
    """

    def addressed(text: str) -> bool:
        return bool({*traits.found_in(text)} - {"name"})

    if not traits.patterns():
        return set()
    there = _hits(reader, "external_id", ["said"], traits)
    were = _hits(reader, "change", ["before", "after"], traits)
    ids = {row["id"] for row in there if addressed(row["said"])}
    return ids | {
        row["row_id"]
        for row in were
        if row["table_name"] == "external_id" and addressed(f"{row['before']} {row['after']}")
    }


def _texts(reader: Reader) -> dict[str, list[str]]:
    """The columns that hold free text, by table; of the history, what it tells of rows."""
    columns = (
        "SELECT m.name AS tbl, p.name AS col FROM sqlite_master m, pragma_table_info(m.name) p"
        " WHERE m.type = 'table' AND p.type = 'TEXT' ORDER BY m.name, p.cid"
        if reader.engine == "sqlite"
        else "SELECT c.table_name AS tbl, c.column_name AS col FROM information_schema.columns c"
        " JOIN information_schema.tables t USING (table_schema, table_name)"
        " WHERE c.table_schema = current_schema() AND c.data_type = 'text'"
        " AND t.table_type = 'BASE TABLE'"
        " ORDER BY c.table_name, c.ordinal_position"
    )
    found: dict[str, list[str]] = {}
    for row in reader.rows(columns):
        free = row["col"] not in _NO_TEXT and not row["col"].endswith(("_at", "_on"))
        if free and row["tbl"] not in _OTHERWISE and not row["tbl"].startswith("search_index"):
            found.setdefault(row["tbl"], []).append(row["col"])
    return found


def _hits(
    reader: Reader, table: str, columns: Sequence[str], traits: Traits
) -> list[dict[str, Any]]:
    patterns = {f"p{number}": pattern for number, pattern in enumerate(traits.patterns())}
    conditions = " OR ".join(
        f"lower({column}) LIKE :{name}" for column in columns for name in patterns
    )
    return reader.rows(f"SELECT * FROM {table} WHERE {conditions} ORDER BY id", patterns)


def _in_history(traits: Traits, row: Mapping[str, Any]) -> Iterator[Row]:
    for side in ("before", "after"):
        for column, value in json.loads(row[side] or "{}").items():
            kinds = traits.found_in(value) if isinstance(value, str) else []
            if kinds and column not in _NO_TEXT:
                key = RowKey(row["table_name"], row["row_id"])
                ref, what = _place(key.table, {"id": key.id})
                where = f"history #{row['changeset_id']}: {what}{column.replace('_', ' ')}"
                yield ref, where, ", ".join(kinds)


_OF_TABLE = {noun.table: noun.name for noun in NOUNS.values()}


def _place(table: str, row: Mapping[str, Any]) -> tuple[str, str]:
    """The record that a row is or belongs to, and what of it."""
    if table in _OF_TABLE:
        return reference(_OF_TABLE[table], row["id"]), ""
    owner = table.partition("_")[0]
    if owner in NOUNS and row.get(f"{owner}_id") is not None:
        return reference(owner, row[f"{owner}_id"]), f"{table.replace('_', ' ')}: "
    if row.get("record_id") is not None and row.get("noun") in NOUNS:
        return reference(row["noun"], row["record_id"]), "what a source said: "
    return "", f"{table.replace('_', ' ')} {row['id']}: "
