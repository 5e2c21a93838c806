"""What needs a person: the most urgent things, a few of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_cli.reports.agenda import Agenda, Whose
from crm_cli.reports.today import COLUMNS, in_words, needs
from crm_cli.tables import Row, Table

if TYPE_CHECKING:
    from crm_cli.book import Book
    from crm_cli.database import Reader

_ONE_AT_LEAST = 4
"""So many kinds, the most urgent ones, have a line in any case: many follow-ups that are overdue

shall not hide that a customer waits.
"""


def most_urgent(reader: Reader, book: Book, whose: Whose, count: int) -> Table:
    """At most `count` things that are late or wait for us, the most urgent first.

    They are those of the agenda of the day, in its order; a note says how many more there are.
    """
    agendas = [Agenda(reader, book, whose, count) for _ in needs(book)]
    for add, agenda in zip(needs(book), agendas, strict=True):
        add(agenda)
    taken = _shares([len(agenda.rows) for agenda in agendas], count)
    rows: list[Row] = []
    left: dict[str, int] = {}
    kind_of = [column.name for column in COLUMNS].index("kind")
    for agenda, share in zip(agendas, taken, strict=True):
        rows += agenda.rows[:share]
        if agenda.total > share:
            kind = agenda.rows[0][kind_of]
            left[kind] = left.get(kind, 0) + agenda.total - share
    return Table(
        [column._replace(shown=column.shown or column.name == "owner") for column in COLUMNS],
        rows,
        title="What needs a person",
        noun="reminder",
        note=f"and {in_words(left)}: crm report today" if left else "",
    )


def _shares(found: list[int], count: int) -> list[int]:
    """How many lines each kind gets of `count`."""
    shares = [min(number, 1) if place < _ONE_AT_LEAST else 0 for place, number in enumerate(found)]
    for place, number in enumerate(found):
        shares[place] += min(number - shares[place], count - sum(shares))
    return shares
