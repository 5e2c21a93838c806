"""The made-up data set of `crm demo`: the same people and deals at every run on the same day.

One module a part of the story; each adds rows to a `Sheet`, and `past` writes them day by day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crm_cli.session import Session

# The colleague who makes the demo is its first user; amounts without a currency are in euros.
SETTINGS = {"currency": "EUR", "phone_region": "DE"}

# What the demo counts, in the order in which it tells them: the noun and its table.
COUNTED = {
    "company": "company",
    "contact": "contact",
    "deal": "deal",
    "interaction": "interaction",
    "task": "task",
    "ticket": "ticket",
    "survey": "survey",
    "user": "user_account",
}


def fill(session: Session) -> None:
    """Write the whole data set into a new database, ending at the session's moment.

    Its content depends on the day alone, the uids and the first colleague's handle aside. The
    database must be on SQLite: ids are chosen here, and sequences would not know of them.
    """
    from crm_cli.services.demo.care import surveys, tickets
    from crm_cli.services.demo.past import write
    from crm_cli.services.demo.people import companies, contacts, users
    from crm_cli.services.demo.sales import deals, rates
    from crm_cli.services.demo.sheet import Sheet
    from crm_cli.services.demo.work import interactions, tasks

    sheet = Sheet(session)
    # The order matters: each part looks at what the ones before it made.
    parts = (users, companies, contacts, rates, deals, tickets, surveys, interactions, tasks)
    for part in parts:
        part(sheet)
    write(session, sheet.rows)
