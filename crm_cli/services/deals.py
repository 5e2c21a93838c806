"""Deals: adding, changing, moving through stages, and closing them.

A deal has a closing date exactly when its stage is won or lost; an import may leave the date
unknown. Every change of stage is a row of its history, see `moves`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from crm_cli.batches import among
from crm_cli.database import Reader
from crm_cli.errors import NotFound, UsageError
from crm_cli.services import inputs, moves, pipelines, records, references, users
from crm_cli.services.alike import warn_of_alike
from crm_cli.services.moves import Moved
from crm_cli.services.pipelines import Stage
from crm_cli.services.records import Texts, Values
from crm_cli.values.money import show_amount

if TYPE_CHECKING:
    from crm_cli.models.deal import Deal
    from crm_cli.session import Session

# Read here and not by `records`, since they depend on the deal as it is.
_OWN = ("pipeline", "stage", "closed_at", "amount")


def add(session: Session, texts: Texts, *, create: bool = False) -> int:
    """Make a deal; returns its id.

    What is not given: the default pipeline and its first open stage, opened today, owned by who
    runs the command, the company of the first contact, closed today if the stage is won or lost.
    Raises UsageError for dates in the future or a closing date of an open deal, BadContent when
    it would be closed before it was opened; and as `records.read` and `pipelines.find` do.
    """
    values = records.read(session, "deal", texts, create=create)
    columns = values.columns
    stage = place(session, columns)
    if "owner" not in texts:
        columns["owner_id"] = users.current(session)
    if "company" not in texts and values.lists.get("contact"):
        columns["company_id"] = _company_of(session, values.lists["contact"][0])
    moves.date_new(session, columns, stage, opened_given="opened_at" in texts)
    warn_of_alike(session, "deal", columns)
    id = records.insert(session, "deal", values)
    moves.write(session, id, None, stage, columns["closed_at"] or columns["opened_at"])
    return id


def edit(session: Session, id: int, texts: Texts, *, create: bool = False) -> Moved | None:
    """Change a deal's fields; a new stage or pipeline is a move, which is returned.

    A bare amount is of the deal's own currency. Another pipeline without a stage keeps the
    outcome: its stage of the same name, else its first. `closed_at` is the day of the move, or
    corrects that of a closed deal. Raises as `add` and `move` do.
    """
    deal = _deal(session, id)
    values = _read(session, deal, texts, create)
    after = _target(session, deal, texts)
    day = _text(texts, "closed_at")
    if "opened_at" in values.columns:
        moves.correct_opening(session, deal, values.columns.pop("opened_at"))
    moved = None
    if after.id != deal.stage_id:
        if day and after.outcome == "open":
            raise moves.still_open(after)
        moved = moves.shift(session, deal, after, day)
    elif day is not None:
        moves.correct_closing(session, deal, day)
    records.update(session, "deal", id, values)
    if moved is not None:
        after_name = moved.after.name
        if moved.before.pipeline_id != moved.after.pipeline_id:
            after_name += f" of {pipelines.pipeline_of(session, deal.pipeline_id).name}"
        session.note(f"{moved.before.name} → {after_name}, {moves.meaning(moved)}")
    return moved


def move(
    session: Session, id: int, stage: str, *, on: str | None = None, texts: Texts | None = None
) -> Moved | None:
    """Move a deal to a stage of its pipeline on the day `on` (as typed; default today).

    `texts` are fields that change with it. None when the deal is in that stage. A won or lost
    stage closes the deal on that day, an open one opens it again: closing date and reason go.
    Raises NotFound and Ambiguous for the stage; UsageError for a day in the future; BadContent
    for one before the deal was opened or last moved.
    """
    deal = _deal(session, id)
    pipeline = pipelines.pipeline_of(session, deal.pipeline_id)
    return _go(session, deal, pipelines.find_stage(session, pipeline, stage), on, texts or {})


def price_many(session: Session, ids: Sequence[int], text: str) -> tuple[set[int], list[int]]:
    """Give deals this amount, a bare one in each deal's own currency; those that had another.

    None is refused, so the second of what is returned is empty.
    """
    of: dict[str | None, list[int]] = {}
    for row in among(session, "SELECT id, currency FROM deal WHERE id {among}", ids):
        of.setdefault(row["currency"], []).append(row["id"])
    changed: set[int] = set()
    for currency, some in of.items():
        values = _amount(session, currency, text)
        changed |= records.set_columns(session, "deal", some, values)
    return changed, []


def close(
    session: Session, id: int, outcome: str, *, on: str | None = None, texts: Texts | None = None
) -> Moved | None:
    """Move a deal to the first stage that is `outcome` ("won" or "lost"); see `move`."""
    deal = _deal(session, id)
    stage = pipelines.stage_of(session, deal.stage_id)
    if stage.outcome != outcome:
        pipeline = pipelines.pipeline_of(session, deal.pipeline_id)
        stage = pipelines.first_stage(session, pipeline, outcome)
    return _go(session, deal, stage, on, texts or {})


def reopen(
    session: Session, id: int, *, stage: str | None = None, on: str | None = None
) -> Moved | None:
    """Move a closed deal to an open stage: by default the last that it was in, else the first.

    None when it is open already and no other stage is named. Raises as `move` does.
    """
    deal = _deal(session, id)
    pipeline = pipelines.pipeline_of(session, deal.pipeline_id)
    if stage is not None:
        after = pipelines.find_stage(session, pipeline, stage)
        if after.outcome != "open":
            raise UsageError(
                "{stage} is a {outcome} stage",
                hint="name an open one, or leave --stage out",
                stage=after.name,
                outcome=after.outcome,
            )
    elif pipelines.stage_of(session, deal.stage_id).outcome == "open":
        return None
    else:
        there = {one.id: one for one in pipelines.stages(session, pipeline)}
        past = [there.get(row["from_stage_id"]) for row in moves.history(session, id)]
        open_ones = [one for one in past if one and one.outcome == "open"]
        after = open_ones[-1] if open_ones else pipelines.first_stage(session, pipeline)
    return _go(session, deal, after, on, {})


def write_list(session: Session, id: int, name: str, items: Sequence[Any]) -> None:
    """Make these contacts (ids) the people of a deal, the first one its main one."""
    assert name == "contact"
    rows = session.rows(
        "SELECT contact_id FROM deal_contact WHERE deal_id = :id ORDER BY id", {"id": id}
    )
    there, wanted = [row["contact_id"] for row in rows], list(items)
    kept = [contact for contact in there if contact in wanted]
    if kept != wanted[: len(kept)]:  # another order: the rows have to be made anew
        kept = []
    for contact in there:
        if contact not in kept:
            session.rows(
                "DELETE FROM deal_contact WHERE deal_id = :id AND contact_id = :contact",
                {"id": id, "contact": contact},
            )
    for contact in wanted[len(kept) :]:
        session.rows(
            "INSERT INTO deal_contact (deal_id, contact_id) VALUES (:id, :contact)",
            {"id": id, "contact": contact},
        )


def place(session: Session, columns: dict[str, Any]) -> Stage:
    """Replace the names `pipeline` and `stage` in a new deal's columns by their ids.

    Without a name: the default pipeline, its first open stage. Returns the stage.
    """
    named, step = columns.pop("pipeline", None), columns.pop("stage", None)
    pipeline = pipelines.find(session, named) if named else pipelines.default(session)
    stage = (
        pipelines.find_stage(session, pipeline, step)
        if step
        else pipelines.first_stage(session, pipeline)
    )
    columns |= {"pipeline_id": pipeline.id, "stage_id": stage.id}
    return stage


# Listing and showing ---------------------------------------------------------------------


def conditions(
    reader: Reader,
    *,
    stages: Sequence[str] = (),
    owner: str | None = None,
    company: str | None = None,
    pipeline: str | None = None,
    outcomes: Sequence[str] = (),
) -> tuple[str, dict[str, Any]]:
    """A condition on the view of deals, with its parameters, from names as people type them.

    Empty when nothing is asked for. Raises NotFound and Ambiguous for unknown names.
    """
    parts: list[str] = []
    params: dict[str, Any] = {}

    def one_of(column: str, values: Sequence[Any]) -> None:
        names = {f"{column}_{number}": value for number, value in enumerate(values)}
        params.update(names)
        parts.append(f"v.{column} IN ({', '.join(f':{name}' for name in names)})")

    within = pipelines.find(reader, pipeline) if pipeline else None
    if within:
        one_of("pipeline_id", [within.id])
    if stages:
        found = [pipelines.find_stages(reader, text, within) for text in stages]
        one_of("stage_id", [stage.id for part in found for stage in part])
    if owner:
        one_of("owner_id", [references.resolve(reader, "user", owner.removeprefix("@"))])
    if company:
        one_of("company_id", [references.resolve(reader, "company", company)])
    if outcomes:
        one_of("outcome", outcomes)
    return " AND ".join(parts), params


def summary(cells: Mapping[str, Any]) -> str:
    """A deal in one line for people, from the cells of its list by name."""
    closed = cells["closed_at"]
    parts = [
        cells["stage"],
        show_amount(cells["amount"]) if cells["amount"] else "",
        cells["company"],
        f"owner {cells['owner']}" if cells["owner"] else "",
        f"opened {moves.full(cells['opened_at'])}" if cells["opened_at"] else "",
        f"closed {moves.full(closed)}" if closed else "",
        f"expected to close {moves.full(cells['expected_close'])}"
        if cells["expected_close"] and not closed
        else "",
    ]
    return ", ".join(part for part in parts if part)


# Reading what was typed ------------------------------------------------------------------


def _deal(session: Session, id: int) -> Deal:
    row = session.get(records.model("deal"), id)
    if row is None or row.deleted_at:
        raise NotFound("no deal with id {id}", hint="crm deal list", id=id)
    return row  # type: ignore[return-value]


def _text(texts: Texts, name: str) -> str | None:
    given = texts.get(name)
    return given if given is None or isinstance(given, str) else given[-1]


def _read(session: Session, deal: Deal, texts: Texts, create: bool = False) -> Values:
    rest = {name: text for name, text in texts.items() if name not in _OWN}
    values = records.read(session, "deal", rest, create=create)
    amount = _text(texts, "amount")
    if amount is None:
        return values
    values.columns |= _amount(session, deal.currency, amount)
    return values


def _amount(session: Session, currency: str | None, text: str) -> dict[str, Any]:
    """The columns of an amount as typed, for a deal in this currency."""
    if not text.strip():
        return {"amount_minor": None, "currency": None}
    # 12k on a deal in dollars is dollars, whatever the team's currency.
    book = replace(session.book, currency=currency or session.book.currency)
    money = inputs.amount(text, book)
    return {"amount_minor": money.minor, "currency": money.currency}


def _target(session: Session, deal: Deal, texts: Texts) -> Stage:
    """The stage that a deal is to be in after an edit."""
    named, step = _text(texts, "pipeline"), _text(texts, "stage")
    for name, text in (("pipeline", named), ("stage", step)):
        if text is not None and not text.strip():
            raise UsageError("{field} cannot be empty", hint="crm stage list", field=name)
    stage = pipelines.stage_of(session, deal.stage_id)
    pipeline = pipelines.pipeline_of(session, deal.pipeline_id)
    if named:
        pipeline = pipelines.find(session, named)
    if step:
        return pipelines.find_stage(session, pipeline, step)
    return pipelines.counterpart(session, pipeline, stage)


def _company_of(session: Session, contact: int) -> int | None:
    rows = session.rows(
        "SELECT o.id, o.name FROM contact c JOIN company o ON o.id = c.company_id"
        " WHERE c.id = :id AND o.deleted_at IS NULL",
        {"id": contact},
    )
    return int(rows[0]["id"]) if rows else None


def _go(session: Session, deal: Deal, after: Stage, on: str | None, texts: Texts) -> Moved | None:
    if after.outcome == "open" and _text(texts, "reason"):
        raise UsageError(
            "{stage} is open: a reason says why a deal was won or lost",
            hint="leave --reason out",
            stage=after.name,
        )
    values = _read(session, deal, texts)
    moved = moves.shift(session, deal, after, on)
    assert deal.id is not None
    records.update(session, "deal", deal.id, values)
    return moved
