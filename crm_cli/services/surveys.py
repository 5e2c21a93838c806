"""Surveys: what a customer answered when asked, each answer bound to who or what it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crm_cli.errors import BadValue, UsageError
from crm_cli.services import interactions, records
from crm_cli.services.records import Texts
from crm_cli.services.ticket_moves import moment
from crm_cli.values.enums import SERVQUAL_DIMENSIONS

if TYPE_CHECKING:
    from crm_cli.database import Reader
    from crm_cli.session import Session

# The least and the largest score of each kind; servqual has pairs by dimension instead.
RANGES = {"csat": (1, 5), "nps": (0, 10), "ces": (1, 7)}
# A score up to this is unhappy; `survey_view` says the same.
UNHAPPY = {"csat": 2, "nps": 6}


def add(session: Session, texts: Texts, *, create: bool = False) -> int:
    """Write down an answer; returns its id. It was given now, unless said otherwise.

    Contact, company and deal follow from the ticket, contact and company from the deal, and the
    company from the contact, where they are not given. Raises BadValue for a score out of range
    or a time to come, UsageError when it is bound to nothing.
    """
    at = texts.get("answered_at")
    rest = {name: text for name, text in texts.items() if name != "answered_at"}
    values = records.read(session, "survey", rest, create=create)
    columns = values.columns
    if not columns.get("kind"):
        raise UsageError("an answer needs a kind", hint="crm survey add nps 9 --contact REF")
    columns["answered_at"] = moment(session, at if isinstance(at, str) else None)
    columns |= follow(session, columns)
    dimensions = [name for name in SERVQUAL_DIMENSIONS if values.lists.get(name)]
    check(columns, dimensions)
    return records.insert(session, "survey", values)


def edit(session: Session, id: int, texts: Texts, *, create: bool = False) -> None:
    """Change an answer. Raises as `add` does for what it would be then."""
    at = texts.get("answered_at")
    rest = {name: text for name, text in texts.items() if name != "answered_at"}
    values = records.read(session, "survey", rest, create=create)
    if at is not None:
        text = (at if isinstance(at, str) else at[-1]).strip()
        values.columns["answered_at"] = moment(session, text) if text else None
    old = session.rows("SELECT * FROM survey WHERE id = :id", {"id": id})[0]
    there = {row["dimension"] for row in _scores(session, id)}
    for name in SERVQUAL_DIMENSIONS:
        if name in values.lists:
            there = there | {name} if values.lists[name] else there - {name}
    check(old | values.columns, sorted(there))
    records.update(session, "survey", id, values)


def check(columns: Mapping[str, Any], dimensions: Sequence[str]) -> None:
    """Raise BadValue for a score that its kind has not, UsageError when bound to nothing."""
    kind, score = columns["kind"], columns.get("score")
    if kind == "servqual":
        if score is not None:
            raise BadValue(
                "servqual has no single score",
                hint="give a pair of expectation and perception: --reliability 6/4",
                field="score",
            )
        if not dimensions:
            raise UsageError(
                "servqual needs what was expected and perceived",
                hint="as in --tangibles 5/3; also --{others}",
                others=", --".join(SERVQUAL_DIMENSIONS[1:]),
            )
    else:
        _check_score(kind, score, dimensions)
    if not any(columns.get(f"{name}_id") for name in ("contact", "ticket", "deal")):
        raise UsageError(
            "an answer has to be about someone or something",
            hint="say who gave it or what about: --contact, --ticket or --deal",
        )


def _check_score(kind: str, score: int | None, dimensions: Sequence[str]) -> None:
    if dimensions:
        raise UsageError(
            "only servqual has {name}", hint="crm survey add servqual …", name=dimensions[0]
        )
    least, largest = RANGES[kind]
    if score is None:
        raise UsageError(
            "{kind} needs a score", hint="{least} to {largest}", kind=kind, least=least,
            largest=largest,
        )  # fmt: skip
    if (of := getattr(score, "of", largest)) != largest:
        raise BadValue(
            "{kind} is {least} to {largest}, and that score is one of {of}",
            hint="write a whole number from {least} to {largest}",
            kind=kind,
            least=least,
            largest=largest,
            of=of,
            field="score",
        )
    if not least <= score <= largest:
        raise BadValue(
            "{kind} is {least} to {largest}, not {score}",
            hint="write a whole number from {least} to {largest}",
            kind=kind,
            least=least,
            largest=largest,
            score=score,
            field="score",
        )


def is_unhappy(kind: str, score: int | None) -> bool:
    """Whether an answer asks for someone to see to it: CSAT up to 2, NPS up to 6."""
    return score is not None and score <= UNHAPPY.get(kind, -1)


def follow(reader: Reader, columns: Mapping[str, Any]) -> dict[str, int]:
    """The contact, company and deal that follow from what an answer is about, as columns.

    Only what `columns` does not say itself.
    """
    known = {name: columns.get(name) for name in ("contact_id", "company_id", "deal_id")}
    if columns.get("ticket_id"):
        ticket = reader.rows(
            "SELECT contact_id, company_id, deal_id FROM ticket WHERE id = :id",
            {"id": columns["ticket_id"]},
        )[0]
        known = {name: id or ticket[name] for name, id in known.items()}
    if known["deal_id"] and not known["contact_id"]:
        known["contact_id"] = interactions.first_contact_of(reader, known["deal_id"])
    if known["deal_id"] and not known["company_id"]:
        rows = reader.rows("SELECT company_id FROM deal WHERE id = :id", {"id": known["deal_id"]})
        known["company_id"] = rows[0]["company_id"]
    if known["contact_id"] and not known["company_id"]:
        known["company_id"] = interactions.company_of(reader, known["contact_id"])
    return {name: id for name, id in known.items() if id and name not in columns}


def _scores(session: Session, id: int) -> list[dict[str, Any]]:
    return session.rows("SELECT * FROM survey_score WHERE survey_id = :id", {"id": id})


def write_list(session: Session, id: int, name: str, items: Sequence[Any]) -> None:
    """Make the last of `items` the expectation and perception of a dimension; none takes it away.

    `name` is the dimension.
    """
    there = next((row for row in _scores(session, id) if row["dimension"] == name), None)
    if not items:
        if there is not None:
            session.rows("DELETE FROM survey_score WHERE id = :id", {"id": there["id"]})
        return
    pair = dict(zip(("expectation", "perception"), items[-1], strict=True))
    if there is None:
        session.rows(
            "INSERT INTO survey_score (survey_id, dimension, expectation, perception)"
            " VALUES (:survey, :dimension, :expectation, :perception)",
            pair | {"survey": id, "dimension": name},
        )
    elif any(there[side] != value for side, value in pair.items()):
        session.rows(
            "UPDATE survey_score SET expectation = :expectation, perception = :perception"
            " WHERE id = :id",
            pair | {"id": there["id"]},
        )


def rate(
    session: Session, ticket: int, score: str, comment: str, when: str | None = None
) -> tuple[int, int | None]:
    """Write down how a ticket was rated (csat): the answer's id, and the score that it replaces.

    A ticket has one rating of its contact: a later one takes the place of the earlier, with its
    comment and time. What somebody else answered about the ticket stays. Raises as `add` does.
    """
    from crm_cli.values.references import reference

    there = session.rows(
        "SELECT v.id, v.score FROM survey v JOIN ticket t ON t.id = v.ticket_id"
        " WHERE t.id = :ticket AND v.kind = 'csat' AND v.deleted_at IS NULL"
        " AND (v.contact_id = t.contact_id OR v.contact_id IS NULL OR t.contact_id IS NULL)"
        " ORDER BY coalesce(v.answered_at, '') DESC, v.id DESC LIMIT 1",
        {"ticket": ticket},
    )
    texts = {"score": score, "answered_at": when or "now"}
    if there:
        edit(session, there[0]["id"], {**texts, "comment": comment})
        return there[0]["id"], there[0]["score"]
    about = {"kind": "csat", "ticket": reference("ticket", ticket)}
    return add(session, about | texts | ({"comment": comment} if comment else {})), None
