"""Writing what a one-line log says: the interaction, who is made for it, and its follow-ups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from crm_cli.errors import UsageError
from crm_cli.services import (
    contacts,
    interactions,
    logbook,
    references,
    tasks,
)
from crm_cli.services.log_line import Entry
from crm_cli.services.log_parts.parties import Party
from crm_cli.values.references import reference

if TYPE_CHECKING:
    from crm_cli.session import Session

Texts = dict[str, str | Sequence[str]]
_SAID = {"occurred_at": "time", "duration": "length", "sentiment": "feeling", "deal": "deal"}
_SAID |= {"direction": "direction", "channel": "channel", "company": "company"}


class Written(NamedTuple):
    """The ids of what was written: the interaction, its follow-ups, the deal that was made.

    There is no interaction where a sentence only says what is to do.
    """

    interaction: int | None
    tasks: list[int]
    deal: int | None


def write(
    session: Session,
    entry: Entry,
    more: Mapping[str, Any],
    *,
    others: Sequence[str] = (),
    next: str | None = None,
    due: str | None = None,
) -> Written:
    """Write an entry. `more` are further fields of the interaction, `others` more people.

    Raises UsageError for what the entry and `more` both say, and as `interactions.add` does.
    """
    if due and not (next or "").strip():
        raise UsageError("--due needs --next", hint='say what is due: --next "send quote"')
    people = [_made(session, party) for party in entry.people]
    if entry.verb is None:
        return _reminder(session, entry, people, more, others or next or due)
    more = dict(more)
    _once(entry, more, people)
    named = entry.deal or more.pop("deal", None)
    texts = _parties(session, people, named)
    if company := next_company(session, entry.people):
        texts["company"] = company
    texts["contact"] = [
        *texts.get("contact", ()),
        *(reference("contact", references.resolve(session, "contact", who)) for who in others),
    ]
    made = _new_deal(session, entry, texts)
    if made is not None:
        texts["deal"] = reference("deal", made)
    about: Texts = {name: texts[name] for name in ("company", "deal") if name in texts}
    about |= {name: more[name] for name in ("company", "ticket", "survey") if name in more}
    tags = [*entry.tags, *more.pop("tag", ())]
    fields = _fields(entry)
    if "body" in fields and "body" in more:  # what was said, and what was written at length
        more["body"] = f"{fields['body']}\n\n{more['body']}"
    interaction = interactions.add(session, fields | texts | more | ({"tag": tags} if tags else {}))
    if texts["contact"]:
        about["contact"] = texts["contact"][0]
    follows = [
        {"title": one.title} | ({"due": f"{one.day} {one.time}".strip()} if one.day else {})
        for one in entry.follows
    ]
    if (next or "").strip():
        follows.append({"title": next or ""} | ({"due": due} if due else {}))
    made_tasks = [tasks.add(session, {**about, **one}, interaction=interaction) for one in follows]
    return Written(interaction, made_tasks, made)


def _reminder(
    session: Session, entry: Entry, people: Sequence[str], more: Mapping[str, Any], rest: object
) -> Written:
    """Write what a sentence says is to do, where nothing happened yet."""
    if rest or set(more) - {"deal", "ticket", "survey", "company", "tag"}:
        raise UsageError(
            "the sentence says what is to do, and the options what happened",
            hint='leave them out, or say what happened: crm log "called Jane Smith"',
        )
    (todo,) = entry.follows
    texts = dict(_parties(session, people, more.get("deal")))
    contacts = texts.pop("contact")
    texts |= {"contact": contacts[0]} if contacts else {}
    texts |= {"due": f"{todo.day} {todo.time}".strip()} if todo.day else {}
    return Written(None, [tasks.add(session, {**texts, **more, "title": todo.title})], None)


def _once(entry: Entry, more: Mapping[str, Any], people: Sequence[str]) -> None:
    """Refuse an option that says what the entry says."""
    deal = entry.deal or entry.new_deal or any(ref.startswith("D") for ref in people)
    company = any(party.company or party.made for party in entry.people)
    assert entry.verb is not None
    said = {
        "occurred_at": entry.when,
        "duration": entry.duration,
        "sentiment": entry.sentiment,
        "direction": entry.verb.direction,
        "channel": entry.verb.channel,
        "deal": deal,
        "company": company,
    }
    for name, what in _SAID.items():
        if said[name] and more.get(name) and more[name] != said[name]:
            raise UsageError(
                "the sentence says the {what}, and so does an option",
                hint="leave one of them out",
                what=what,
            )


def _made(session: Session, party: Party) -> str:
    """The reference of a party, who is made if there is none."""
    company = party.company
    if party.made:
        company = _company(session, party.made)
    if party.ref:
        return party.ref
    texts = {"name": party.name} | ({"company": company} if company else {})
    ref = reference("contact", contacts.add(session, texts))
    session.note(f"made contact {ref} {party.name}")
    return ref


def _company(session: Session, name: str) -> str:
    """The reference of the company of that name, made if nobody of this entry made it."""
    found = session.rows(
        "SELECT id FROM company WHERE name = :name AND deleted_at IS NULL ORDER BY id",
        {"name": name},
    )
    if found:
        return reference("company", found[0]["id"])
    from crm_cli.services import companies

    ref = reference("company", companies.add(session, {"name": name}))
    session.note(f"made company {ref} {name}")
    return ref


def next_company(session: Session, parties: Sequence[Party]) -> str:
    """The reference of the first company that was named with somebody; empty for none."""
    for party in parties:
        if party.company:
            return party.company
        if party.made:
            return _company(session, party.made)
    return ""


def _parties(session: Session, people: Sequence[str], deal: str | None) -> dict[str, Any]:
    """The contacts, the company and the deal that people, companies and deals stand for."""
    texts: dict[str, Any] = {"contact": []}
    for ref in people:
        partner = logbook.find_partner(session, ref, deal)
        if partner.contact is not None:
            texts["contact"].append(reference("contact", partner.contact))
        if partner.company is not None:
            texts.setdefault("company", reference("company", partner.company))
        if partner.deal is not None:
            texts.setdefault("deal", reference("deal", partner.deal))
    return texts


def _new_deal(session: Session, entry: Entry, texts: Mapping[str, Any]) -> int | None:
    if entry.new_deal is None:
        return None
    from crm_cli.services import deals

    given: Texts = {"title": entry.new_deal.title, "contact": texts["contact"]}
    if entry.new_deal.amount:
        given["amount"] = entry.new_deal.amount
    if "company" in texts:
        given["company"] = texts["company"]
    return deals.add(session, given)


def _fields(entry: Entry) -> Texts:
    """The fields of the interaction that the entry gives, as texts."""
    subject, rest = logbook.split(entry.subject) if entry.subject else ("", "")
    body = "\n".join(part for part in (rest, entry.body) if part)
    when, verb = entry.when, entry.verb
    assert verb is not None
    at = when.strftime("%Y-%m-%d %H:%M:%S" if entry.timed else "%Y-%m-%d") if when else ""
    found = {
        "kind": verb.kind,
        "direction": verb.direction,
        "channel": verb.channel,
        "occurred_at": at,
        "duration": entry.duration,
        "sentiment": entry.sentiment,
        "subject": subject,
        "body": body,
    }
    return {name: text for name, text in found.items() if text}
