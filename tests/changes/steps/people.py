"""Steps with companies and contacts."""

from __future__ import annotations

from crm_cli.services import companies, contacts, duplicates, merging
from crm_cli.session import Session
from crm_cli.values.references import reference
from tests.changes.steps.registry import CITIES, NAMES, one, pair, pick, ref, step


@step
def add_company(session: Session, a: int, b: int, c: int) -> None:
    companies.add(session, {"name": NAMES[a % 5], "domain": f"d{b}.example", "tag": ["vip"]})


@step
def edit_company(session: Session, a: int, b: int, c: int) -> None:
    texts = {"city": CITIES[b % 4], "domain": f"d{c}.example", "tag": [NAMES[b % 5], "vip"]}
    companies.edit(session, pick(session, "company", a), texts)


@step
def place_company(session: Session, a: int, b: int, c: int) -> None:
    parent = ref(session, "company", b) if c else ""
    companies.edit(session, pick(session, "company", a), {"parent": parent})


@step
def add_contact(session: Session, a: int, b: int, c: int) -> None:
    emails = [f"p{b}@x.example", f"q{c}@x.example"]
    texts = {"name": NAMES[a % 5], "email": emails, "phone": ["0301234567"]}
    contacts.add(session, {**texts, "handle": [f"wechat:z{b}"]})


@step
def edit_contact(session: Session, a: int, b: int, c: int) -> None:
    texts = {"email": [f"p{b}@x.example"], "job_title": CITIES[c % 4], "stage": "customer"}
    contacts.edit(session, pick(session, "contact", a), texts)


@step
def rename_contact(session: Session, a: int, b: int, c: int) -> None:
    contacts.edit(session, pick(session, "contact", a), {"name": NAMES[b % 5]})


@step
def employ_contact(session: Session, a: int, b: int, c: int) -> None:
    id, other = pair(session, "contact", a, c)
    texts = {"company": ref(session, "company", b), "referred_by": reference("contact", other)}
    contacts.edit(session, id, texts)


@step
def merge_contacts(session: Session, a: int, b: int, c: int) -> None:
    merge(session, "contact", a, b, c)


@step
def merge_companies(session: Session, a: int, b: int, c: int) -> None:
    merge(session, "company", a, b, c)


def merge(session: Session, noun: str, a: int, b: int, c: int) -> None:
    """Merge two records, with the values of one or the other, or the newest."""
    winner, loser = pair(session, noun, a, b)
    parts = merging.conflicts(session, noun, winner, loser, session.book)
    prefer = merging.PREFERENCES[c % len(merging.PREFERENCES)]
    merging.merge(session, noun, winner, loser, merging.choose(noun, parts, prefer, {}))


@step
def tell_apart(session: Session, a: int, b: int, c: int) -> None:
    noun = "contact" if c % 2 else "company"
    duplicates.tell_apart(session, noun, *pair(session, noun, a, b))


@step
def forget_apart(session: Session, a: int, b: int, c: int) -> None:
    noun = "contact" if c % 2 else "company"
    found = one(sorted(duplicates.told_apart(session, noun)), a)
    duplicates.forget_apart(session, noun, *found)
