"""The stage moves of a deal: its history, and the rules of its dates.

Every change of stage is a row, dated by the day of the business. Those days never go backwards
and never lie in the future, so that days in a stage are never negative.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from crm_cli.batches import among, insert, update
from crm_cli.errors import BadContent, UsageError
from crm_cli.services import inputs, pipelines, search, users
from crm_cli.services.pipelines import Stage
from crm_cli.values.dates import show_date
from crm_cli.values.money import Money, show_amount
from crm_cli.values.references import reference

if TYPE_CHECKING:
    from crm_cli.models.deal import Deal
    from crm_cli.session import Session


class Moved(NamedTuple):
    """A deal went from one stage to another on the ISO day `on`."""

    before: Stage
    after: Stage
    on: str


def shift(session: Session, deal: Deal, after: Stage, on: str | None) -> Moved | None:
    """Put a deal into a stage on the day `on` (as typed; default today); None when it is there.

    A change of outcome sets or clears the closing date, and clears the reason for the old outcome.
    Raises UsageError for a day in the future, BadContent for one before the deal was opened or
    last moved.
    """
    before = pipelines.stage_of(session, deal.stage_id)
    day = session.book.today.isoformat()
    if on and on.strip():
        day = _past(session, inputs.past_day(on, session.book), "moved")
    if after.id == before.id:
        if on and deal.closed_at and day != deal.closed_at:
            ref = reference("deal", deal.id or 0)
            session.note(f"to correct the day that it closed: crm deal edit {ref} --closed {day}")
        return None
    _require_order(deal, day, history(session, deal.id))
    deal.closed_at, deal.reason = _ending(before, after, day, deal.closed_at, deal.reason)
    deal.stage_id, deal.pipeline_id, deal.updated_at = after.id, after.pipeline_id, session.now
    session.add(deal)
    session.flush()
    write(session, deal.id or 0, before, after, day)
    return Moved(before, after, day)


def _ending(
    before: Stage, after: Stage, day: str, closed_at: str | None, reason: str | None
) -> tuple[str | None, str | None]:
    """The closing date and the reason of a deal that moves from one stage to another."""
    if after.outcome == before.outcome:
        return closed_at, reason
    closed_at = None if after.outcome == "open" else day
    # It said why the deal was what it is no longer.
    return closed_at, None if before.outcome != "open" else reason


def shift_many(
    session: Session, ids: Sequence[int], text: str, *, field: str = "stage"
) -> tuple[set[int], list[int]]:
    """Put deals into the stage called `text` of each one's pipeline, today, as `shift` does.

    With the field "pipeline", into the stage of the pipeline called `text` that stands for their
    own. Returns those that moved, and those that cannot move today, which are as they were.
    """
    day, user = session.book.today.isoformat(), users.current(session)
    stage_of = cache(lambda id: pipelines.stage_of(session, id))

    @cache
    def after_of(before: Stage) -> Stage:
        if field == "pipeline":
            return pipelines.counterpart(session, pipelines.find(session, text), before)
        pipeline = pipelines.pipeline_of(session, before.pipeline_id)
        return pipelines.find_stage(session, pipeline, text)

    moved: list[tuple[Any, ...]] = []
    steps: list[tuple[Any, ...]] = []
    refused: list[int] = []
    for row in among(
        session,
        "SELECT d.id, d.stage_id, d.opened_at, d.closed_at, d.reason,"
        " (SELECT max(m.at) FROM stage_move m WHERE m.deal_id = d.id) AS moved_at"
        " FROM deal d WHERE d.id {among} ORDER BY d.id",
        ids,
    ):
        id, before = row["id"], stage_of(row["stage_id"])
        after = after_of(before)
        if before.id == after.id:
            continue
        if max(row["opened_at"] or "", row["moved_at"] or "") > day:
            refused.append(id)
            continue
        ending = _ending(before, after, day, row["closed_at"], row["reason"])
        moved.append((after.pipeline_id, after.id, *ending, session.now, id))
        steps.append((id, before.id, after.id, day, user))
    changed = ("pipeline_id", "stage_id", "closed_at", "reason", "updated_at")
    update(session, "deal", changed, moved)
    columns = ("deal_id", "from_stage_id", "to_stage_id", "at", "user_id")
    insert(session, "stage_move", columns, steps)
    found = [row[-1] for row in moved]
    search.refresh_many(session, "deal", found)
    return set(found), refused


def write(session: Session, id: int, before: Stage | None, after: Stage, day: str | None) -> None:
    """Write one move; `before` is None for the stage that a deal begins in, `day` for unknown."""
    session.rows(
        "INSERT INTO stage_move (deal_id, from_stage_id, to_stage_id, at, user_id)"
        " VALUES (:deal, :before, :after, :at, :user)",
        {
            "deal": id,
            "before": before.id if before else None,
            "after": after.id,
            "at": day,
            "user": users.current(session),
        },
    )


def meaning(moved: Moved, amount: Money | None = None, reason: str | None = None) -> str:
    """What a move means, for people: "closed Fri 2026-11-20, 12,400.00 EUR, reason: price"."""
    day = full(moved.on)
    if moved.after.outcome == moved.before.outcome:
        return f"since {day}"
    if moved.after.outcome == "open":
        return f"open again since {day}"
    parts = [f"closed {day}"]
    if moved.after.outcome == "won" and amount is not None:
        parts.append(show_amount(amount))
    return ", ".join([*parts, *([f"reason: {reason}"] if reason else [])])


def history(session: Session, id: int | None) -> list[dict[str, Any]]:
    """A deal's moves in their order, with the name and outcome of the stage that each went to."""
    return session.rows(
        "SELECT m.id, m.from_stage_id, m.to_stage_id, m.at, s.name AS stage, s.outcome"
        " FROM stage_move m JOIN stage s ON s.id = m.to_stage_id WHERE m.deal_id = :id"
        " ORDER BY m.id",
        {"id": id},
    )


# Dates -----------------------------------------------------------------------------------


def full(day: str) -> str:
    """A stored day in full, "Fri 2026-11-20"."""
    return show_date(date.fromisoformat(day))


def _past(session: Session, day: str, what: str) -> str:
    if day > session.book.today.isoformat():
        raise UsageError(
            "a deal cannot have {what} on {day}: that is in the future",
            hint="for a day to come: --expected-close {iso}",
            what=what,
            day=full(day),
            iso=day,
        )
    return day


def still_open(stage: Stage) -> UsageError:
    """The error for a closing date of a deal in this open stage."""
    return UsageError(
        "a deal in {stage} is open and has no closing date",
        hint="--expected-close is when you expect it; crm deal win REF --on DATE closes it",
        stage=stage.name,
    )


def date_new(
    session: Session, columns: dict[str, Any], stage: Stage, *, opened_given: bool
) -> None:
    """Complete and check the opening and closing dates in a new deal's columns.

    Raises UsageError for a date in the future and for a closing date in an open stage, BadContent
    for one before the opening date.
    """
    today = session.book.today.isoformat()
    closed = columns.get("closed_at")
    if closed and stage.outcome == "open":
        raise still_open(stage)
    if closed:
        _past(session, closed, "been closed")
    columns["closed_at"] = (closed or today) if stage.outcome != "open" else None
    # When a deal that was closed in the past was opened is not known: it was not today.
    if not opened_given and not (closed and closed < today):
        columns["opened_at"] = today
    opened = columns.setdefault("opened_at", None)
    if opened:
        _past(session, opened, "been opened")
    if opened and closed and closed < opened:
        raise BadContent(
            "a deal cannot be closed on {closed}, before it was opened on {opened}",
            hint="--opened says when it was opened",
            closed=full(closed),
            opened=full(opened),
        )


def correct_opening(session: Session, deal: Deal, day: str | None) -> None:
    """Another opening date; the move to the first stage, if it was of that day, goes with it.

    Raises UsageError for a day in the future, BadContent for one after the deal moved or closed.
    """
    if day == deal.opened_at:
        return
    moves = history(session, deal.id)
    first = moves[0] if moves and moves[0]["at"] in (deal.opened_at, None) else None
    if first and first["outcome"] != "open":
        first = None  # it began as won or lost: that is the day it closed
    if day:
        _past(session, day, "been opened")
        for row in moves:
            if row is not first and row["at"] and row["at"] < day:
                raise _out_of_order(deal, row, f"been opened on {full(day)}")
    deal.opened_at, deal.updated_at = day, session.now
    if first:
        session.rows(
            "UPDATE stage_move SET at = :day WHERE id = :id", {"day": day, "id": first["id"]}
        )


def correct_closing(session: Session, deal: Deal, text: str) -> None:
    """Another closing date (as typed) for a closed deal, and for the move that closed it.

    Raises UsageError when it is empty, in the future, or the deal is open; BadContent when it is
    before the deal was opened or moved before that, or after a later move.
    """
    stage = pipelines.stage_of(session, deal.stage_id)
    if stage.outcome == "open":
        if not text.strip():
            return
        raise still_open(stage)
    if not text.strip():
        raise UsageError(
            "a {outcome} deal has a closing date",
            hint="crm deal reopen {ref} opens it again",
            outcome=stage.outcome,
            ref=reference("deal", deal.id or 0),
        )
    day = _past(session, inputs.past_day(text, session.book), "been closed")
    moves = history(session, deal.id)
    closing = [row for row in moves if row["outcome"] != "open" and row["at"] == deal.closed_at]
    first = moves.index(closing[0]) if closing else len(moves)
    _require_order(deal, day, moves[:first])
    for row in moves[first:]:
        if row not in closing and row["at"] and row["at"] < day:
            raise _out_of_order(deal, row, f"been closed on {full(day)}")
    for row in closing:
        session.rows(
            "UPDATE stage_move SET at = :day WHERE id = :id AND (at IS NULL OR at <> :day)",
            {"day": day, "id": row["id"]},
        )
    if deal.closed_at != day:
        deal.closed_at, deal.updated_at = day, session.now


def _require_order(deal: Deal, day: str, moves: Sequence[Mapping[str, Any]]) -> None:
    known = [row for row in moves if row["at"]]
    last = max(known, key=lambda row: row["at"], default=None)
    if deal.opened_at and day < deal.opened_at:
        raise BadContent(
            "{ref} was opened on {opened}, so it cannot have moved on {day}",
            hint="if it was opened earlier: crm deal edit {ref} --opened DATE",
            ref=reference("deal", deal.id or 0),
            opened=full(deal.opened_at),
            day=full(day),
        )
    if last and day < last["at"]:
        raise _out_of_order(deal, last, f"moved on {full(day)}")


def _out_of_order(deal: Deal, row: Mapping[str, Any], what: str) -> BadContent:
    return BadContent(
        "{ref} came to {stage} on {at}, so it cannot have {what}",
        hint="its moves are in the order of their days: crm deal show {ref}",
        ref=reference("deal", deal.id or 0),
        stage=row["stage"],
        at=full(row["at"]),
        what=what,
    )
