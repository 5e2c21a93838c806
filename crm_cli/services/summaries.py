"""One line that says how things stand with a record."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from crm_cli.values.dates import show_date, show_relative
from crm_cli.values.money import Money, show_amount
from crm_cli.values.plurals import counted

if TYPE_CHECKING:
    from crm_cli.book import Book
    from crm_cli.nouns import Noun
    from crm_cli.services.customers import Purchases
    from crm_cli.tables import Table


class Facts(NamedTuple):
    """What a summary is made of: a record's cells by column, its sections, what was bought."""

    noun: str
    cells: dict[str, Any]
    sections: dict[str, Table]
    purchases: Purchases | None
    book: Book


def title_of(noun: Noun, cells: dict[str, Any]) -> str:
    """What a record is called; an interaction without a subject by its text, else its kind."""
    if noun.name == "survey":
        score = "" if cells["score"] is None else f" {cells['score']}"
        return f"{cells['kind']}{score}"
    title = cells[noun.title] or (cells.get("body") or "").strip().partition("\n")[0]
    return str(title or cells.get("kind") or noun.name)


def first_lines(table: Table) -> None:
    """Show in a list of interactions the first line of the text of those without a subject."""
    subject, body = table.column("subject"), table.column("body")
    table.rows = [
        row
        if row[subject]
        else [*row[:subject], (row[body] or "").strip().partition("\n")[0], *row[subject + 1 :]]
        for row in table.rows
    ]


def summary(facts: Facts) -> str:
    """The line, in words; empty when there is nothing to say."""
    makers = {
        "contact": _customer,
        "company": _customer,
        "deal": _deal,
        "ticket": _ticket,
        "survey": _survey,
        "task": _task,
        "interaction": _interaction,
        "user": _user,
    }
    maker = makers.get(facts.noun)
    return ", ".join(part for part in maker(facts) if part) if maker else ""


def _customer(facts: Facts) -> Iterable[str]:
    bought = facts.purchases
    if facts.noun == "contact":
        linked = facts.sections["linked"].rows
        company = next((row for row in linked if row[1] == "company"), None)
        yield f"at {company[2]} ({company[0]})" if company else ""
    if bought and bought.count:
        yield f"customer since {min(bought.days):%Y-%m}" if bought.days else "customer"
        yield counted(bought.count, "deal") + " won"
        yield _amounts(revenue.money for revenue in bought.revenue)
    else:
        yield "no deal won yet"
    yield _open_deals(facts)
    yield _last_talk(facts)
    yield _last_nps(facts)


def _last_nps(facts: Facts) -> str:
    table = facts.sections["surveys"]
    kind, score = table.column("kind"), table.column("score")
    found = next((row[score] for row in table.rows if row[kind] == "nps"), None)
    return "" if found is None else f"NPS {found}"


def _open_deals(facts: Facts) -> str:
    table = facts.sections["deals"]
    total = len(table.rows) if table.total is None else table.total
    if not total:
        return ""
    place = table.column("amount")
    amounts = [row[place] for row in table.rows if row[place] is not None]
    # The sum of some of the deals would be taken for that of all.
    shown = f" ({_amounts(amounts)})" if amounts and total == len(table.rows) else ""
    return f"{counted(total, 'deal')} open{shown}"


def _amounts(amounts: Iterable[Money]) -> str:
    """The sums by currency, "12,400.00 EUR + 300.00 USD"; never added across currencies."""
    sums: dict[str, int] = {}
    for money in amounts:
        sums[money.currency] = sums.get(money.currency, 0) + money.minor
    return " + ".join(show_amount(Money(minor, currency)) for currency, minor in sums.items())


def _last_talk(facts: Facts) -> str:
    table = facts.sections["interactions"]
    if not table.rows:
        return "never talked"
    at = table.rows[0][table.column("occurred_at")]
    return f"last talked {show_relative(at, facts.book.now)}" if at else ""


def _deal(facts: Facts) -> Iterable[str]:
    cells, now = facts.cells, facts.book.now
    if cells["outcome"] == "open":
        since = cells["stage_since"]
        days = f" for {_days(since, facts.book.today)}" if since else ""
        yield f"in {cells['stage']}{days}"
        if cells["expected_close"]:
            when = show_relative(cells["expected_close"], now)
            past = " and overdue" if cells["expected_close"] < facts.book.today.isoformat() else ""
            yield f"expected to close {when}{past}"
    else:
        closed, opened = cells["closed_at"], cells["opened_at"]
        yield cells["outcome"] + (f" {show_relative(closed, now)}" if closed else "")
        if closed and opened:
            yield f"{_days(opened, date.fromisoformat(closed))} after it was opened"
        yield f"reason: {cells['reason']}" if cells["reason"] else ""
    yield _last_talk(facts)


def _days(since: str, until: date) -> str:
    return counted((until - date.fromisoformat(since)).days, "day")


def _ticket(facts: Facts) -> Iterable[str]:
    cells, now = facts.cells, facts.book.now
    if cells["status"] == "open":
        since = cells["waiting_since"]
        yield "waiting for us" + (f" since {show_relative(since, now)}" if since else "")
        yield "" if cells["responded_at"] else "not answered yet"
    elif cells["status"] == "pending":
        yield "waiting for the customer"
    else:
        at = cells["closed_at"] or cells["resolved_at"]
        yield cells["status"] + (f" {show_relative(at, now)}" if at else "")
    yield f"with {cells['owner']}" if cells["owner"] else "with nobody"
    yield f"rated {cells['rating']} of 5" if cells["rating"] is not None else ""


def _survey(facts: Facts) -> Iterable[str]:
    cells = facts.cells
    answered = cells["answered_at"]
    yield f"answered {show_relative(answered, facts.book.now)}" if answered else ""
    if cells["unhappy"] == "yes":
        yield "unhappy"
        yield "followed up" if cells["followed_up"] == "yes" else "nobody followed it up yet"


def _task(facts: Facts) -> Iterable[str]:
    cells, book = facts.cells, facts.book
    if cells["done_at"]:
        yield f"done {show_relative(cells['done_at'], book.now)}"
    elif cells["due_on"]:
        due = date.fromisoformat(cells["due_on"])
        at = f" {cells['due_time']}" if cells["due_time"] else ""
        yield f"due {show_date(due)}{at}"
        yield show_relative(due, book.now) + (" and overdue" if due < book.today else "")
    else:
        yield "open, without a date"


def _interaction(facts: Facts) -> Iterable[str]:
    cells = facts.cells
    yield cells["kind"] + {"in": " from them", "out": " to them", None: ""}[cells["direction"]]
    if cells["occurred_at"]:
        yield show_relative(cells["occurred_at"], facts.book.now)
    yield f"by {cells['owner']}" if cells["owner"] else ""


def _user(facts: Facts) -> Iterable[str]:
    yield _open_deals(facts)
    tasks = facts.cells["open_tasks"]
    yield f"{counted(tasks, 'task')} open" if tasks else ""
    yield _last_talk(facts) if facts.sections["interactions"].rows else "nothing logged yet"
