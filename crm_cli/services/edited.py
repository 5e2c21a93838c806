"""What an edit changed, for the answer of the command: "phone: 030 1 → 030 2"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from crm_cli.changes.log import RowKey
from crm_cli.nouns import NOUNS
from crm_cli.services.history import life_rows
from crm_cli.values.text import brief

if TYPE_CHECKING:
    from crm_cli.session import Session

MOST = 6  # lines


def changed_fields(
    session: Session, noun: str, id: int, *, besides: Sequence[str] = ()
) -> list[str]:
    """The fields of a record that the running changeset changed, a line each, up to six.

    What it has several of (phones, tags) is one field: those that went, then those that came.
    What the lines of `besides` say already is left out.
    """
    changeset = {"id": session.changeset_id, "at": session.now, "actor": "", "command": ""}
    told: dict[str, tuple[list[str], list[str]]] = {}
    record = RowKey(noun, id)
    for row in session.rows(
        "SELECT table_name, row_id FROM change WHERE changeset_id = :id"
        " GROUP BY table_name, row_id ORDER BY min(id)",
        {"id": session.changeset_id},
    ):
        table, row_id = row["table_name"], int(row["row_id"])
        if (table, row_id) != (NOUNS[noun].table, id) and table not in _beside(noun):
            continue
        for _, _, _, what, was, now, _ in life_rows(
            session, session.book, RowKey(table, row_id), changeset, record
        ):
            if what is None:
                continue  # it was made, and there is no field to tell
            before, after = told.setdefault(str(what), ([], []))
            before += [brief(str(was))] if was else []
            after += [brief(str(now))] if now else []
    lines = []
    for what, (before, after) in sorted(told.items()):
        change = f"{', '.join(before) or '(empty)'} → {', '.join(after) or '(empty)'}"
        if before != after and not any(change in line for line in besides):
            lines.append(f"{what}: {change}")
    more = len(lines) - MOST
    return lines if more <= 0 else [*lines[: MOST - 1], f"and {more + 1} more fields"]


def _beside(noun: str) -> tuple[str, ...]:
    kinds = ("tag", "field", "email", "phone", "handle", "contact", "link", "score")
    return tuple(f"{noun}_{kind}" for kind in kinds)
