"""Logging what happened, with the follow-up that comes of it, in one go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from crm_cli.database import Reader
from crm_cli.errors import Ambiguous, NotFound, UsageError
from crm_cli.services import contacts, interactions, references, tasks
from crm_cli.services.records import Texts
from crm_cli.values.references import read_reference, reference
from crm_cli.values.text import check_text

if TYPE_CHECKING:
    from crm_cli.session import Session

PARTNERS = ("contact", "company", "deal")
LONGEST_SUBJECT = 80


class Partner(NamedTuple):
    """Whom something happened with: a person, the company, the deal; those that are known."""

    contact: int | None
    company: int | None
    deal: int | None


class Logged(NamedTuple):
    """What was written: the interaction, and the task that follows from it."""

    interaction: int
    task: int | None


def log(
    session: Session,
    kind: str,
    who: str,
    text: str,
    *,
    others: Sequence[str] = (),
    deal: str | None = None,
    more: Texts | None = None,
    next: str | None = None,
    due: str | None = None,
    create: bool = False,
) -> Logged:
    """Log an interaction, and make the follow-up `next`, due on `due`.

    `who` is a person, a company or a deal; `others` are more people, `more` the texts of further
    fields of the interaction. With `create`, a person of that name who is not there is made, in
    the company of `more`. Raises what reading a field and finding a record do, and UsageError for
    a due day without anything to do.
    """
    if due and not (next or "").strip():
        raise UsageError("--due needs --next", hint='say what is due: --next "send quote"')
    more = more or {}
    if create and is_new(session, who):
        who = _make(session, who, more.get("company"))
    partner = find_partner(session, who, deal)
    people = [partner.contact, *(references.resolve(session, "contact", name) for name in others)]
    named = [reference("contact", id) for id in people if id is not None]
    subject, body = split(text)
    texts: dict[str, str | Sequence[str]] = {"kind": kind}
    texts |= {"subject": subject} if subject else {}
    texts |= {"body": body} if body else {}
    texts |= {"contact": named} if named else {}
    texts |= {"company": reference("company", partner.company)} if partner.company else {}
    texts |= {"deal": reference("deal", partner.deal)} if partner.deal else {}
    texts |= more
    interaction = interactions.add(session, texts)
    if not (next or "").strip():
        return Logged(interaction, None)
    follow: dict[str, str | Sequence[str]] = {"title": next or ""}
    follow |= {"due": due} if due else {}
    follow |= {
        name: texts[name] for name in ("company", "deal", "ticket", "survey") if name in texts
    }
    follow |= {"contact": named[0]} if named else {}
    return Logged(interaction, tasks.add(session, follow, interaction=interaction))


def is_new(reader: Reader, who: str) -> bool:
    """Whether `who` is the name of nobody: neither known, nor an id, an address or a number."""
    name = who.removeprefix("name:").strip()
    if "@" in name or not any(letter.isalpha() for letter in name) or read_reference(name):
        return False
    try:
        references.resolve_among(reader, PARTNERS, who)
    except Ambiguous:
        return False
    except NotFound:
        return True
    return False


def _make(session: Session, who: str, company: object) -> str:
    """Make a contact and return its reference."""
    name = who.removeprefix("name:").strip()
    texts = {"name": name} | ({"company": company} if isinstance(company, str) else {})
    ref = reference("contact", contacts.add(session, texts, create=True))
    session.note(f"made contact {ref} {name}")
    return ref


def find_partner(reader: Reader, who: str, deal: str | None = None) -> Partner:
    """The person, company and deal that `who` (and the deal named beside it) mean.

    A person comes with their company, a deal with its main contact and its company. Raises
    NotFound with the nearest names, Ambiguous, and UsageError for a bare number.
    """
    noun, id = references.resolve_among(reader, PARTNERS, who)
    deal_id = references.resolve(reader, "deal", deal) if deal else None
    if noun == "deal":
        if deal_id not in (None, id):
            raise UsageError("{who} and --deal are two deals", hint="name one of them", who=who)
        return _of_deal(reader, id)
    if noun == "company":
        return Partner(None, id, deal_id)
    company = interactions.company_of(reader, id)
    if company is None and deal_id is not None:
        company = _of_deal(reader, deal_id).company
    return Partner(id, company, deal_id)


def _of_deal(reader: Reader, id: int) -> Partner:
    """A deal with its first contact, and its company or else the contact's."""
    contact = interactions.first_contact_of(reader, id)
    companies = reader.rows(
        "SELECT o.id FROM deal d JOIN company o ON o.id = d.company_id"
        " WHERE d.id = :id AND o.deleted_at IS NULL",
        {"id": id},
    )
    company = int(companies[0]["id"]) if companies else None
    if company is None and contact is not None:
        company = interactions.company_of(reader, contact)
    return Partner(contact, company, id)


def note_open_deal(session: Session, interaction: int) -> None:
    """Note the one open deal of the people of an interaction, where it belongs to none.

    For the deal it does not count then. What is about a ticket or an answer is about that.
    """
    deals = session.rows(
        "SELECT d.id, d.title FROM interaction i"
        " JOIN interaction_contact l ON l.interaction_id = i.id"
        " JOIN deal_contact c ON c.contact_id = l.contact_id"
        " JOIN deal d ON d.id = c.deal_id JOIN stage s ON s.id = d.stage_id"
        " WHERE i.id = :id AND i.deal_id IS NULL AND i.ticket_id IS NULL AND i.survey_id IS NULL"
        " AND d.deleted_at IS NULL AND s.outcome = 'open' GROUP BY d.id, d.title LIMIT 2",
        {"id": interaction},
    )
    if len(deals) != 1:
        return
    ref, deal = reference("interaction", interaction), reference("deal", deals[0]["id"])
    session.note(
        f"{ref} is not linked to {deal} {deals[0]['title']}:"
        f" crm interaction edit {ref} --deal {deal}",
    )


def split(text: str) -> tuple[str, str]:
    """The subject, a line of up to 80 characters, and the body: what the subject leaves out.

    A longer first line is cut at a word for the subject, and the body then has all of the text.
    """
    text = check_text(text).strip()
    first, _, rest = text.partition("\n")
    first, rest = first.strip(), rest.strip("\r\n")
    if len(first) <= LONGEST_SUBJECT:
        return first, rest
    start = first[: LONGEST_SUBJECT - 1]
    cut = start.rfind(" ")
    return start[: cut if cut > LONGEST_SUBJECT // 2 else None].rstrip(" ,;:，；：") + "…", text
