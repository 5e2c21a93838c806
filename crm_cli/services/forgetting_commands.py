"""The recorded command lines that name a person: which they are, and what stands there then."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from crm_cli.batches import among
from crm_cli.nouns import NOUNS
from crm_cli.tables import Column, Row, Table

if TYPE_CHECKING:
    from crm_cli.database import Reader
    from crm_cli.services.forgetting_names import Traits

# Of these nothing tells of one person but what names them; of others the whole line goes.
_WHOLE = frozenset({"import", "undo", "redo", "restore", "demo", "merge", "init", "config"})
_GROUPS = frozenset({
    *NOUNS, "report", "tag", "field", "segment", "filter", "stage", "pipeline", "rate", "trash",
    "db", "config",
})  # fmt: skip


def verb_of(line: str) -> str:
    """A recorded command without what it was given: "crm contact add"."""
    words = line.split()[1:]
    plain = []
    skip = False
    for word in words:
        if skip or word.startswith("-"):
            skip = not skip and word == "--db"
            continue
        if not re.fullmatch("[a-z][a-z-]*", word):
            break
        plain.append(word)
    return " ".join(["crm", *plain[: 2 if plain and plain[0] in _GROUPS else 1]])


def scrub_commands(
    reader: Reader, traits: Traits, own: set[int], tied: set[int]
) -> list[tuple[str, int]]:
    """The command lines to be replaced, each with its changeset: (new line, id).

    Those that name the person, those of `own`, which changed what was theirs, and those of `tied`,
    which changed what points at them, where a part of a name is in it.
    """
    found = []
    for id, line in reader.tuples("SELECT id, command FROM changeset ORDER BY id"):
        if re.fullmatch(r"crm contact forget C\d+", line):
            continue
        verb = verb_of(line)
        whole = id in own and not set(verb.split()) & _WHOLE
        if line != verb and (whole or _names(line, traits, parts=id in tied or id in own)):
            found.append((verb, id))
    return found


def _names(line: str, traits: Traits, *, parts: bool) -> bool:
    import shlex

    try:
        words = " ".join(shlex.split(line))
    except ValueError:
        words = line
    return any(traits.found_in(text, parts=parts) for text in dict.fromkeys((words, line)))


def changesets_of(reader: Reader, keys: Mapping[str, Iterable[int]]) -> set[int]:
    """The changesets that touched any of these rows."""
    return {
        row["id"]
        for table, ids in keys.items()
        for row in among(
            reader,
            "SELECT DISTINCT changeset_id AS id FROM change"
            " WHERE table_name = :table AND row_id {among}",
            sorted(ids),
            table=table,
        )
    }


def places_of_lines(reader: Reader, traits: Traits) -> list[Row]:
    """The recorded commands that still name a person, as rows of `still_named`."""
    return [
        (f"#{id}", "recorded command", ", ".join(traits.found_in(line)))
        for id, line in reader.tuples("SELECT id, command FROM changeset ORDER BY id")
        if traits.found_in(line)
    ]


def lines_naming(reader: Reader, traits: Traits) -> Table:
    """The recorded command lines that name a person."""
    rows: list[Row] = [
        (f"#{id}", at, actor or None, line)
        for id, at, actor, line in reader.tuples(
            "SELECT id, at, actor, command FROM changeset ORDER BY id DESC"
        )
        if _names(line, traits, parts=False)
    ]
    columns = [Column("changeset"), Column("at", "datetime"), Column("who"), Column("command")]
    return Table(columns, rows, title="Commands that name them", noun="command", wrapped=True)
