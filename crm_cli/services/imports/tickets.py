"""What is special about importing tickets: their status and its times, their history, ratings.

Files of other systems are taken as they come: a ticket may have been resolved before the first
response, or have no date at all. What the file does not say stays unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from crm_cli import batches
from crm_cli.services.imports.drafts import Draft, Rejected
from crm_cli.services.imports.entries import Entry
from crm_cli.values.text import fold

if TYPE_CHECKING:
    from crm_cli.session import Session

MOVE = ("ticket_id", "from_status", "to_status", "at")
_TIMES = ("opened_at", "responded_at", "resolved_at", "closed_at")
_RATING = (
    *("kind", "score", "comment", "answered_at", "contact_id", "company_id", "ticket_id"),
    *("deal_id", "uid", "created_at", "updated_at", "search_text"),
)


class Rating(NamedTuple):
    """How a ticket was rated; `id` is that of the answer, None for one to be written."""

    score: int
    comment: str | None = None
    at: str | None = None
    id: int | None = None


def settle(draft: Draft, now: str) -> None:
    """Work out of a row what it says without saying it: the status from the dates.

    Raises Rejected for a moment that is still to come.
    """
    columns = draft.columns
    for name in (*_TIMES, "rated_at"):
        at = columns.get(name) or draft.extra.get(name)
        if at and at > now:
            raise Rejected(name, "", f"{at[:10]} is still to come")
    closed, resolved = columns.get("closed_at"), columns.get("resolved_at")
    if "status" not in columns and (closed or resolved):
        columns["status"] = "closed" if closed else "resolved"


def first_moves(id: int, columns: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The history of a new ticket, as far as the row knows it: rows of `ticket_move`."""
    moves: list[tuple[Any, ...]] = [(id, None, "open", columns.get("opened_at"))]
    status = columns.get("status", "open")
    resolved = columns.get("resolved_at")
    if status == "closed" and resolved and resolved != columns.get("closed_at"):
        moves.append((id, "open", "resolved", resolved))
    if status != "open":
        moves.append((id, moves[-1][2], status, columns.get(f"{status}_at")))
    return moves


def keep_status(entry: Entry, draft: Draft, *, overwrite: bool) -> int:
    """Leave the status out of a row, with its times, if another one may not be overwritten.

    Returns how many fields differ and stay. Raises Rejected where another row says another status.
    """
    wanted, present = draft.columns.get("status"), entry.columns.get("status") or "open"
    if wanted is None or wanted == present:
        return 0
    if entry.line and (entry.made_here or overwrite):
        raise Rejected("status", wanted, f"line {entry.line} says {present}")
    if overwrite:
        return 0
    for name in ("status", "resolved_at", "closed_at"):
        draft.columns.pop(name, None)
    return 1


def move(entry: Entry, columns: dict[str, Any]) -> None:
    """Let a ticket that is there come into the status that is among its new columns, if one is."""
    status, present = columns.get("status"), entry.columns.get("status") or "open"
    if status is None or status == present:
        return
    entry.new_moves.append((entry.id, present, status, columns.get(f"{status}_at")))
    if status in ("open", "pending"):
        for name in ("resolved_at", "closed_at"):
            if entry.columns.get(name):
                columns.setdefault(name, None)


# Ratings ---------------------------------------------------------------------------------


def rating_of(draft: Draft) -> Rating | None:
    """How the row says that the ticket was rated."""
    score = draft.extra.get("rating")
    if score is None:
        return None
    return Rating(int(score), draft.extra.get("rating_comment"), draft.extra.get("rated_at"))


def compare_rating(entry: Entry, draft: Draft, *, overwrite: bool) -> tuple[Rating | None, int]:
    """The rating that a ticket is to get from a row, if any, and how many values differ and stay.

    Raises Rejected where another row rates it otherwise.
    """
    rating, there = rating_of(draft), entry.rating
    if rating is None or (there is not None and there.score == rating.score):
        return None, 0
    if there is None:
        return rating, 0
    if entry.line and (entry.made_here or overwrite):
        raise Rejected("rating", str(rating.score), f"line {entry.line} says {there.score}")
    return (rating._replace(id=there.id), 0) if overwrite else (None, 1)


def load_ratings(session: Session, entries: dict[int, Entry]) -> None:
    """Let entries know their ratings; of several the last one."""
    for row in batches.among(
        session,
        "SELECT id, ticket_id, score FROM survey WHERE ticket_id {among} AND kind = 'csat'"
        " AND deleted_at IS NULL ORDER BY id",
        list(entries),
    ):
        entries[row["ticket_id"]].rating = Rating(row["score"], id=row["id"])


def write_ratings(session: Session, entries: Sequence[Entry], uids: Iterable[str]) -> bool:
    """Write the new ratings of tickets as answers, and change those that are to be changed.

    One without a time of its own is of when its ticket was closed, else resolved. Returns whether
    there was a new one.
    """
    now = session.now
    rows: list[tuple[Any, ...]] = []
    changed = []
    for entry, uid in zip((one for one in entries if one.new_rating), uids, strict=False):
        rating, columns = entry.new_rating, entry.columns
        if rating.id is not None:
            changed.append((rating.score, now, rating.id))
            continue
        at = rating.at or columns.get("closed_at") or columns.get("resolved_at")
        links = (columns.get("contact_id"), columns.get("company_id"), entry.id)
        comment = rating.comment or None
        stamps = (uid, now, now, fold(comment or ""))
        rows.append(("csat", rating.score, comment, at, *links, columns.get("deal_id"), *stamps))
    batches.insert(session, "survey", _RATING, rows)
    batches.update(session, "survey", ("score", "updated_at"), changed)
    return bool(rows)
