"""Spelling Chinese names in pinyin in search texts that were written before schema 7."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from crm_cli.values.pinyin import sounds

SINCE = 7  # the schema whose search texts say how a Chinese name sounds

Rows = Callable[[str, Mapping[str, Any]], Sequence[Mapping[str, Any]]]
Many = Callable[[str, Sequence[Mapping[str, Any]]], object]


def spell(rows: Rows, many: Many, *, history: bool = True) -> None:
    """Write the second line of the search texts of Chinese names, also in the history.

    Else the upgrade would look like an edit of each, that stands in the way of an undo. `rows` runs
    a query, and `many` a statement once for each of a list of parameters.
    """
    for table in ("company", "contact"):
        found = rows(f"SELECT id, search_text AS said FROM {table} WHERE search_text <> ''", {})
        changed = [{"row": row["id"], "new": _spelled(row["said"], table)} for row in found]
        said = {row["id"]: row["said"] for row in found}
        changed = [row for row in changed if row["new"] != said[row["row"]]]
        if changed:
            many(f"UPDATE {table} SET search_text = :new WHERE id = :row", changed)
        for side in ("before", "after") if history else ():
            _spell_history(rows, many, table, side)


def _spell_history(rows: Rows, many: Many, table: str, side: str) -> None:
    changed = []
    for row in rows(
        f"SELECT id, {side} AS said FROM change WHERE table_name = :name AND {side} LIKE :part",
        {"name": table, "part": '%"search_text"%'},
    ):
        values = json.loads(row["said"])
        found = _spelled(values["search_text"] or "", table)
        if found != values["search_text"]:
            said = json.dumps(values | {"search_text": found}, ensure_ascii=False)
            changed.append({"row": row["id"], "new": said})
    if changed:
        many(f"UPDATE change SET {side} = :new WHERE id = :row", changed)


def _spelled(text: str, table: str) -> str:
    name, *parts = text.split("\n")
    parts = [name, sounds(name, person=table == "contact"), *parts]
    return "\n".join(dict.fromkeys(part for part in parts if part))
