"""Steps with the team's own: tags, fields, colleagues, rates, filters, settings."""

from __future__ import annotations

from importlib import import_module

from crm_cli.nouns import NOUNS
from crm_cli.services import fields, rates, saved_filters, setup, tags, users
from crm_cli.session import Session
from tests.changes.steps.registry import (
    CITIES,
    KINDS,
    NAMES,
    TAGGED,
    VALUES,
    ids,
    one,
    pick,
    ref,
    step,
)


@step
def tag_record(session: Session, a: int, b: int, c: int) -> None:
    noun = TAGGED[b % len(TAGGED)]
    tags.change_tags(session, noun, pick(session, noun, a), [NAMES[c % 5]], [NAMES[b % 5]])


@step
def change_tag(session: Session, a: int, b: int, c: int) -> None:
    found = one([row[0] for row in tags.list_tags(session).rows], a)
    if c % 2:
        tags.rename(session, tags.resolve(session, found), f"tag {b}")
    else:
        tags.delete(session, tags.resolve(session, found))


@step
def add_field(session: Session, a: int, b: int, c: int) -> None:
    noun = fields.NOUNS_WITH_FIELDS[a % len(fields.NOUNS_WITH_FIELDS)]
    kind = KINDS[b % len(KINDS)]
    fields.add(session, noun, f"own {c % 2}", kind, ["3", "yes"] if kind == "choice" else ())


@step
def change_field(session: Session, a: int, b: int, c: int) -> None:
    found = own_field(session, a)
    if c % 3 == 0:
        fields.delete(session, found)
    elif c % 3 == 1:
        fields.edit(session, found, name=f"own {b}", choices=None)
    else:
        fields.edit(session, found, name=None, choices=["3", f"7{b}"])


@step
def fill_field(session: Session, a: int, b: int, c: int) -> None:
    found = own_field(session, a)
    service = import_module(f"crm_cli.services.{NOUNS[found.noun].plural}")
    service.edit(session, pick(session, found.noun, b), {found.name: VALUES[c % len(VALUES)]})


def own_field(session: Session, number: int) -> fields.Definition:
    every = [one for noun in fields.NOUNS_WITH_FIELDS for one in fields.definitions(session, noun)]
    found: fields.Definition = one(every, number)
    return found


@step
def add_user(session: Session, a: int, b: int, c: int) -> None:
    users.add(session, {"handle": f"user{a}", "name": NAMES[b % 5]})


@step
def edit_user(session: Session, a: int, b: int, c: int) -> None:
    users.edit(
        session, pick(session, "user", a), {"handle": f"user{b}", "email": f"u{c}@x.example"}
    )


@step
def own_record(session: Session, a: int, b: int, c: int) -> None:
    noun = ("contact", "company", "deal", "task", "ticket")[c % 5]
    service = import_module(f"crm_cli.services.{NOUNS[noun].plural}")
    service.edit(session, pick(session, noun, a), {"owner": ref(session, "user", b)})


@step
def change_rates(session: Session, a: int, b: int, c: int) -> None:
    if c % 3:
        rates.add(session, "EUR", "USD", f"1.{b}", f"2026-11-1{a}")
    else:
        rates.delete(session, one(ids(session, "rate"), a))


@step
def change_filters(session: Session, a: int, b: int, c: int) -> None:
    names = [row[0] for row in saved_filters.list_filters(session).rows]
    where = [f"city={CITIES[b % 4] or 'Rome'}"]
    if c % 3 == 0:
        saved_filters.add(session, f"filter {a}", "contact", where)
        return
    found = saved_filters.resolve(session, one(names, a))
    if c % 3 == 1:
        saved_filters.edit(session, found, name=f"filter {b}", conditions=where)
    else:
        saved_filters.delete(session, found)


@step
def change_setting(session: Session, a: int, b: int, c: int) -> None:
    name = ("currency", "stale_days", "week_hours")[a % 3]
    setup.set_setting(session, name, ("EUR", "USD")[b % 2] if a % 3 == 0 else str(b))
