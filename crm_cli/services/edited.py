"""What an edit changed, for the answer of the command: "phone: 030 1 → 030 2"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from crm_cli.changes.log import RowKey
from crm_cli.nouns import NOUNS
from crm_cli.services.life import BESIDE, steps_of
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
    assert session.changeset_id is not None
    told: dict[str, tuple[list[str], list[str]]] = {}
    beside = {f"{noun}_{kind}" for kind in BESIDE}
    for row in session.rows(
        "SELECT table_name, row_id FROM change WHERE changeset_id = :id"
        " GROUP BY table_name, row_id ORDER BY min(id)",
        {"id": session.changeset_id},
    ):
        key = RowKey(row["table_name"], row["row_id"])
        if key != (NOUNS[noun].table, id) and key.table not in beside:
            continue
        for step in steps_of(session, session.book, key, session.changeset_id, noun, id):
            if step.field is None:
                continue  # it was made, and there is no field to tell
            before, after = told.setdefault(step.field, ([], []))
            before += [brief(step.before)] if step.before else []
            after += [brief(step.after)] if step.after else []
    lines = []
    for what, (before, after) in sorted(told.items()):
        change = f"{', '.join(before) or '(empty)'} → {', '.join(after) or '(empty)'}"
        if before != after and not any(change in line for line in besides):
            lines.append(f"{what}: {change}")
    more = len(lines) - MOST
    return lines if more <= 0 else [*lines[: MOST - 1], f"and {more + 1} more fields"]
