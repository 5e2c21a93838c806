"""Steps that people take with any noun: each a function of a session and three numbers.

The numbers choose which record and which values. LookupError when there is nothing to take a step
on, CrmError when a rule refuses it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from crm_cli.nouns import NOUNS
from crm_cli.services import (
    bulk,
    companies,
    contacts,
    deals,
    duplicates,
    fields,
    imports,
    interactions,
    merging,
    pipelines,
    rates,
    records,
    saved_filters,
    setup,
    stages,
    surveys,
    tags,
    tasks,
    tickets,
    trash,
    users,
)
from crm_cli.session import Session
from crm_cli.values.references import reference

NAMES = ["Acme", "张伟", "Beta [red]x[/]", "Jane Smith", "O'Brien"]
STAGES = ["lead", "qualified", "proposal", "won", "lost"]
CITIES = ["Berlin", "上海", "", "Zürich"]
STATUSES = ["open", "pending", "resolved", "closed"]
KINDS = ["text", "number", "money", "choice", "yesno"]
VALUES = ["3", "yes", "12.50 USD", "", "7"]
TAGGED = tags.NOUNS_WITH_TAGS
DELETED = ("contact", "company", "deal", "interaction", "task", "ticket", "survey", "user")

Step = Callable[[Session, int, int, int], Any]
STEPS: dict[str, Step] = {}


def step(function: Step) -> Step:
    """Register a step under its name."""
    STEPS[function.__name__] = function
    return function


def ids(session: Session, table: str, condition: str = "deleted_at IS NULL") -> list[int]:
    rows = session.rows(f"SELECT id FROM {table} WHERE {condition} ORDER BY id")
    return [row["id"] for row in rows]


def pick(session: Session, noun: str, number: int) -> int:
    """A live record of a noun. LookupError when there is none."""
    found = ids(session, NOUNS[noun].table)
    if not found:
        raise LookupError(noun)
    return found[number % len(found)]


def ref(session: Session, noun: str, number: int) -> str:
    return reference(noun, pick(session, noun, number))


def pair(session: Session, noun: str, a: int, b: int) -> tuple[int, int]:
    """Two live records of a noun. LookupError when there is one at most."""
    found = ids(session, NOUNS[noun].table)
    if len(found) < 2:
        raise LookupError(noun)
    first = found.pop(a % len(found))
    return first, found[b % len(found)]


def one(found: Sequence[Any], number: int) -> Any:
    """One of a sequence. LookupError when it is empty."""
    if not found:
        raise LookupError
    return found[number % len(found)]


# Companies and contacts ------------------------------------------------------------------


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


# Deals, pipelines, stages ----------------------------------------------------------------


@step
def add_deal(session: Session, a: int, b: int, c: int) -> None:
    texts = {"title": NAMES[a % 5], "amount": f"{b}00", "company": ref(session, "company", c)}
    deals.add(session, {**texts, "contact": [ref(session, "contact", b)]})


@step
def edit_deal(session: Session, a: int, b: int, c: int) -> None:
    texts = {"amount": f"{b}50 USD", "title": NAMES[c % 5], "tag": [NAMES[b % 5]]}
    deals.edit(session, pick(session, "deal", a), texts)


@step
def people_of_deal(session: Session, a: int, b: int, c: int) -> None:
    people = [ref(session, "contact", b), ref(session, "contact", c)]
    deals.edit(session, pick(session, "deal", a), {"contact": people})


@step
def move_deal(session: Session, a: int, b: int, c: int) -> None:
    deals.move(session, pick(session, "deal", a), STAGES[b % 5])


@step
def win_deal(session: Session, a: int, b: int, c: int) -> None:
    deals.close(session, pick(session, "deal", a), "won", texts={"reason": f"price {b}"})


@step
def reopen_deal(session: Session, a: int, b: int, c: int) -> None:
    deals.reopen(session, pick(session, "deal", a))


@step
def date_deal(session: Session, a: int, b: int, c: int) -> None:
    name = "closed_at" if c % 2 else "opened_at"
    deals.edit(session, pick(session, "deal", a), {name: f"2026-11-{11 + b}"})


@step
def pipe_deal(session: Session, a: int, b: int, c: int) -> None:
    found = one(pipelines.pipelines(session), b)
    deals.edit(session, pick(session, "deal", a), {"pipeline": found.name})


@step
def change_stage(session: Session, a: int, b: int, c: int) -> None:
    stage = one(pipelines.stages(session), a)
    texts: Mapping[str, Any] = [
        {"name": f"stage {b}"},
        {"outcome": ["open", "won", "lost"][b % 3]},
        {"probability": f"{b}0"},
        {"first": True},
    ][c % 4]
    stages.edit(session, stage, **texts)


@step
def add_stage(session: Session, a: int, b: int, c: int) -> None:
    outcome = ["open", "won", "lost"][b % 3]
    new = stages.new_stage(f"stage {a}", "50" if outcome == "open" else None, outcome)
    stages.add(session, one(pipelines.pipelines(session), c), new, after=None)


@step
def delete_stage(session: Session, a: int, b: int, c: int) -> None:
    stages.delete(session, one(pipelines.stages(session), a))


@step
def change_pipelines(session: Session, a: int, b: int, c: int) -> None:
    found = pipelines.pipelines(session)
    if c % 3 == 0:
        pipelines.add(session, f"pipeline {a}")
    elif c % 3 == 1:
        pipelines.edit(session, one(found, a), f"pipeline {b}", default=b % 2 == 0)
    else:
        pipelines.delete(session, one(found, a))


# Interactions and tasks ------------------------------------------------------------------


@step
def add_interaction(session: Session, a: int, b: int, c: int) -> None:
    texts = {"kind": "call", "contact": [ref(session, "contact", a)], "subject": NAMES[b % 5]}
    links = {"link": [f"file{c}.pdf"], "tag": ["vip"]} if c % 2 else {}
    interactions.add(session, {**texts, **links})


@step
def edit_interaction(session: Session, a: int, b: int, c: int) -> None:
    texts = {"subject": NAMES[b % 5], "contact": [ref(session, "contact", c)]}
    when = {"occurred_at": f"2026-11-1{b}"} if c % 2 else {}
    interactions.edit(session, pick(session, "interaction", a), {**texts, **when})


@step
def turn_interaction(session: Session, a: int, b: int, c: int) -> None:
    texts = [{"direction": "in"}, {"direction": "out"}, {"kind": "note"}, {"kind": "email"}]
    about = {"ticket": ref(session, "ticket", c)} if c < 4 else {}
    interactions.edit(session, pick(session, "interaction", a), {**texts[b % 4], **about})


@step
def add_task(session: Session, a: int, b: int, c: int) -> None:
    texts = {"title": NAMES[a % 5], "due": "fri 15:00", "contact": ref(session, "contact", b)}
    again = {"recurrence": ["day", "2 weeks", "month on 31"][c % 3], "tag": ["vip"]} if c else {}
    tasks.add(session, {**texts, **again})


@step
def edit_task(session: Session, a: int, b: int, c: int) -> None:
    texts = [{"due": ""}, {"due": "mon 9:00"}, {"done_at": ""}, {"priority": "high"}]
    tasks.edit(session, pick(session, "task", a), {**texts[b % 4], "title": NAMES[c % 5]})


@step
def do_task(session: Session, a: int, b: int, c: int) -> None:
    tasks.done(session, pick(session, "task", a))


@step
def snooze_task(session: Session, a: int, b: int, c: int) -> None:
    tasks.snooze(session, pick(session, "task", a), "in 2 weeks")


# Tickets and surveys ---------------------------------------------------------------------


@step
def open_ticket(session: Session, a: int, b: int, c: int) -> None:
    texts = {"subject": NAMES[a % 5], "channel": "email", "contact": ref(session, "contact", b)}
    since = {"opened_at": f"2026-11-{10 + c}"} if c else {}
    tickets.add(session, {**texts, **since, "tag": ["vip"] if c % 2 else []})


@step
def reply_ticket(session: Session, a: int, b: int, c: int) -> None:
    when = None if c % 2 else f"2026-11-1{c} 1{c}:00"
    then = {7: "resolved", 8: "pending", 9: "closed"}.get(b)
    id = pick(session, "ticket", a)
    tickets.reply(session, id, f"Text {b}", incoming=b % 3 == 0, when=when, then=then)


@step
def assign_ticket(session: Session, a: int, b: int, c: int) -> None:
    who = ref(session, "user", b) if c else None
    tickets.assign(session, pick(session, "ticket", a), who)


@step
def move_ticket(session: Session, a: int, b: int, c: int) -> None:
    tickets.move(session, pick(session, "ticket", a), STATUSES[b % 4])


@step
def edit_ticket(session: Session, a: int, b: int, c: int) -> None:
    texts: Mapping[str, Any] = [
        {"priority": "urgent", "body": NAMES[b % 5]},
        {"opened_at": f"2026-11-{10 + b}"},
        {"responded_at": f"2026-11-19 1{b}:00"},
        {"status": STATUSES[b % 4], "tag": [NAMES[b % 5]]},
        {"contact": ref(session, "contact", b), "company": ""},
        {"resolved_at": f"2026-11-20 0{b}:00"},
    ][c % 6]
    tickets.edit(session, pick(session, "ticket", a), texts)


@step
def rate_ticket(session: Session, a: int, b: int, c: int) -> None:
    surveys.rate(session, pick(session, "ticket", a), str(b % 5 + 1), "so so" if c % 2 else "")


@step
def add_survey(session: Session, a: int, b: int, c: int) -> None:
    about = [("contact", "ticket", "deal")[b % 3]]
    texts = {"kind": "nps", "score": str(c), "comment": NAMES[b % 5]}
    if c % 3 == 0:
        texts = {"kind": "servqual", "reliability": ["6/4"], "empathy": [f"{b % 7 + 1}/2"]}  # type: ignore[dict-item]
    surveys.add(session, {**texts, **{noun: ref(session, noun, a) for noun in about}})


@step
def edit_survey(session: Session, a: int, b: int, c: int) -> None:
    id = pick(session, "survey", a)
    kind = session.rows("SELECT kind FROM survey WHERE id = :id", {"id": id})[0]["kind"]
    if kind == "servqual":
        surveys.edit(
            session, id, {"empathy": [] if b % 2 else ["5/5"], "tangibles": [f"{c % 7 + 1}/1"]}
        )
    else:
        surveys.edit(session, id, {"score": str(b % 5 + 1), "comment": NAMES[c % 5]})


# The team's own: tags, fields, colleagues, rates, filters, settings ------------------------


@step
def tag_record(session: Session, a: int, b: int, c: int) -> None:
    noun = TAGGED[b % len(TAGGED)]
    records.change_tags(session, noun, pick(session, noun, a), [NAMES[c % 5]], [NAMES[b % 5]])


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


# Many at once, the trash, imports ----------------------------------------------------------


@step
def delete_record(session: Session, a: int, b: int, c: int) -> None:
    noun = DELETED[b % len(DELETED)]
    records.delete(session, noun, pick(session, noun, a))


@step
def restore_record(session: Session, a: int, b: int, c: int) -> None:
    gone = [
        (noun, id)
        for noun in DELETED
        for id in ids(session, NOUNS[noun].table, "deleted_at IS NOT NULL")
    ]
    trash.restore(session, *one(gone, a + b))


@step
def edit_many(session: Session, a: int, b: int, c: int) -> None:
    noun, texts = (
        ("contact", {"city": CITIES[b % 4], "stage": "lead"}),
        ("contact", {"name": NAMES[b % 5]}),
        ("company", {"region": CITIES[b % 4], "tag": ["vip", NAMES[b % 5]]}),
        ("deal", {"stage": STAGES[b % 5]}),
        ("deal", {"amount": f"{b}00"}),
        ("ticket", {"status": STATUSES[b % 4], "priority": "low"}),
        ("task", {"due": "mon", "priority": "high"}),
    )[a % 7]
    bulk.edit(session, noun, ids(session, NOUNS[noun].table), texts)


@step
def tag_many(session: Session, a: int, b: int, c: int) -> None:
    noun = TAGGED[a % len(TAGGED)]
    bulk.tag(session, noun, ids(session, NOUNS[noun].table), [NAMES[b % 5], f"tag {c}"], [])


@step
def delete_many(session: Session, a: int, b: int, c: int) -> None:
    noun = DELETED[a % (len(DELETED) - 1)]
    bulk.delete(session, noun, ids(session, NOUNS[noun].table)[:3])


@step
def task_for_many(session: Session, a: int, b: int, c: int) -> None:
    noun = ("contact", "company", "deal", "ticket")[a % 4]
    targets = [(noun, id) for id in ids(session, NOUNS[noun].table)]
    bulk.add_tasks(session, targets, {"title": NAMES[b % 5], "due": "fri", "tag": ["vip"]})


@dataclass
class Rows:
    """A source of rows in memory."""

    columns: list[str]
    rows: list[list[str]]
    size: int | None = None
    position: int = 0

    def __iter__(self) -> Iterator[Any]:
        return iter([(line, cells) for line, cells in enumerate(self.rows, start=2)])


def bring_in(session: Session, noun: str, columns: list[str], rows: list[list[str]]) -> None:
    request = imports.Request(noun, maps=("id=external_id",), source="old", create_contacts=True)
    custom = fields.definitions(session, noun) if noun in fields.NOUNS_WITH_FIELDS else []
    plan = imports.make_plan(request, columns, custom, file="rows.csv")
    imports.import_rows(session, Rows(columns, rows), plan, on_reject=lambda *_: None)


@step
def import_contacts(session: Session, a: int, b: int, c: int) -> None:
    columns = ["id", "name", "email", "company", "city", "tag"]
    rows = [
        [f"{a + n}", NAMES[(b + n) % 5], f"p{c + n}@x.example", NAMES[c % 5], CITIES[n], "vip"]
        for n in range(3)
    ]
    bring_in(session, "contact", columns, rows)


@step
def import_deals(session: Session, a: int, b: int, c: int) -> None:
    columns = ["id", "title", "company", "stage", "amount", "closed"]
    rows = [
        [f"{a + n}", f"Deal {b}", NAMES[c % 5], STAGES[(b + n) % 5], f"{c}00", ""] for n in range(2)
    ]
    bring_in(session, "deal", columns, rows)


@step
def import_tickets(session: Session, a: int, b: int, c: int) -> None:
    columns = ["id", "subject", "contact", "status", "opened", "rating"]
    rows = [
        [
            f"{a + n}",
            NAMES[b % 5],
            NAMES[c % 5],
            STATUSES[(a + n) % 4],
            "2026-11-01",
            f"{b % 5 + 1}",
        ]
        for n in range(2)
    ]
    bring_in(session, "ticket", columns, rows)
