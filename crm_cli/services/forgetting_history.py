"""What stands in the place of what was erased, in the rows and in their history."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from crm_cli.batches import among, update
from crm_cli.services.forgetting_names import ERASED, Traits, sayings

if TYPE_CHECKING:
    from crm_cli.services.forgetting_rows import Theirs
    from crm_cli.session import Session

# What stays of the row of a person, and of its history.
KEPT = frozenset({"id", "uid", "created_at", "updated_at", "deleted_at"})
# The free text of what belongs to a person alone, and what stands there then.
TEXTS: dict[str, dict[str, str | None]] = {
    "interaction": {"subject": ERASED, "body": None},
    "task": {"title": ERASED},
    "ticket": {"subject": ERASED, "body": None},
    "survey": {"comment": None},
}


def instead(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """The values that stand in a row when the personal ones are gone; the rest is left out."""
    if table == "contact":
        values: dict[str, Any] = dict.fromkeys(row.keys() - KEPT)
        return values | {"name": ERASED, "search_text": ERASED}
    texts = {
        column: value if row.get(column) is not None else None
        for column, value in TEXTS[table].items()
    }
    return texts | {"search_text": ERASED if ERASED in texts.values() else ""}


def scrub_history(session: Session, theirs: Theirs) -> int:
    """Take what was erased out of the history; returns how many of its lines that changed.

    Rows beside the person go from it altogether. Of the others, an update no longer tells what was
    erased, so that the past shows what there is now; of one that was removed, the same stands
    there as would stand in its row.
    """
    count = 0
    for table, ids in theirs.gone.items():
        sql = "DELETE FROM change WHERE table_name = :table AND row_id {among} RETURNING id"
        count += len(among(session, sql, sorted(ids), table=table))
    for table, ids in (*theirs.blank.items(), ("external_id", theirs.said)):
        changed = []
        for row in among(
            session,
            "SELECT id, operation, before, after FROM change"
            " WHERE table_name = :table AND row_id {among} AND before IS NOT NULL",
            sorted(ids),
            table=table,
        ):
            sides = tuple(_scrubbed(table, row["operation"], row[side])
                          for side in ("before", "after"))  # fmt: skip
            if sides != (row["before"], row["after"]):
                changed.append((*sides, row["id"]))
        update(session, "change", ("before", "after"), changed)
        count += len(changed)
    return count


def scrub_search_texts(session: Session, traits: Traits) -> int:
    """Take search texts that name them out of the history of other people, whom they were merged
    with for a while; it is made of other columns. Returns how many lines that changed.
    """
    changed = []
    for id, before, after in session.tuples(
        "SELECT id, before, after FROM change WHERE table_name = 'contact'"
        " AND operation = 'update' AND before LIKE '%\"search_text\"%'"
    ):
        sides = [json.loads(before), json.loads(after)]
        if any(traits.found_in(side["search_text"]) for side in sides):
            for side in sides:
                del side["search_text"]
            texts = [json.dumps(side, ensure_ascii=False) for side in sides]
            changed.append((*texts, id))
    update(session, "change", ("before", "after"), changed)
    return len(changed)


def scrub_sayings(session: Session, traits: Traits) -> int:
    """Empty the cells that name them in what sources said of records that stay, such as a deal.

    The other cells stay, so that an import goes on. Returns how many lines of the history changed.
    """
    ids = sorted(sayings(session, traits))

    def without(said: str) -> str:
        head, *cells = json.loads(said)
        kept = ["" if isinstance(cell, str) and traits.found_in(cell) else cell for cell in cells]
        if kept == cells:
            return said
        return json.dumps([head, *kept], ensure_ascii=False, separators=(",", ":"))

    sql = "SELECT id, said FROM external_id WHERE said IS NOT NULL AND id {among}"
    update(session, "external_id", ("said",), [(without(row["said"]), row["id"])
                                               for row in among(session, sql, ids)])  # fmt: skip
    return _rewrite(session, "external_id", "said", without, ids)


def scrub_deliveries(session: Session, traits: Traits) -> int:
    """Take their addresses out of those that reports went to, now and in the history.

    Returns how many lines of the history changed.
    """

    def without(recipients: str) -> str:
        kept = [one for one in recipients.split("\n") if not traits.found_in(one)]
        return "\n".join(kept)

    rows = session.tuples("SELECT recipients, id FROM delivery")
    changed = [(without(text), id) for text, id in rows if without(text) != text]
    update(session, "delivery", ("recipients",), changed)
    recorded = "SELECT DISTINCT row_id FROM change WHERE table_name = 'delivery'"
    every = [id for (id,) in session.tuples(recorded)]
    return _rewrite(session, "delivery", "recipients", without, every)


def _rewrite(
    session: Session, table: str, column: str, without: Callable[[str], str], ids: list[int]
) -> int:
    """Write a column anew in the history of some rows; returns how many lines that changed."""
    changed = []
    for row in among(
        session,
        "SELECT id, before, after FROM change WHERE table_name = :table AND row_id {among}",
        ids,
        table=table,
    ):
        sides = [json.loads(row[side]) if row[side] else None for side in ("before", "after")]
        texts = [side[column] if side and side.get(column) else None for side in sides]
        new = [without(text) if text else text for text in texts]
        if new != texts:
            for side, text in zip(sides, new, strict=True):
                if side and text is not None:
                    side[column] = text
            written = [json.dumps(side, ensure_ascii=False) if side else None for side in sides]
            changed.append((*written, row["id"]))
    update(session, "change", ("before", "after"), changed)
    return len(changed)


def _scrubbed(table: str, operation: str, text: str | None) -> str | None:
    """One side of a change without what was erased; the same text when there is nothing of it."""
    if text is None:
        return None
    values: dict[str, Any] = json.loads(text)
    if operation == "delete":
        wanted = {**values, **({"said": None} if table == "external_id" else
                               instead(table, values))}  # fmt: skip
    else:
        gone = {"said"} if table == "external_id" else {*TEXTS.get(table, ()), "search_text"}
        wanted = {
            name: value
            for name, value in values.items()
            if (name in KEPT if table == "contact" else name not in gone)
        }
    return text if wanted == values else json.dumps(wanted, ensure_ascii=False)
