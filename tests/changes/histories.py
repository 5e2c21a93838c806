"""Random histories: steps that people take with any noun, each one changeset."""

from __future__ import annotations

from functools import partial
from typing import Any
from unittest.mock import patch

import psycopg2.extensions
from hypothesis import strategies as st

from crm_cli.database import Command, Database, Reader
from crm_cli.errors import CrmError
from crm_cli.models import UNRECORDED, load_all
from crm_cli.session import Session, transaction
from tests.changes.steps import STEPS

Step = tuple[str, int, int, int]

# A step and three numbers that choose what it is done to.
numbers = st.integers(0, 9)
steps = st.tuples(st.sampled_from(list(STEPS)), numbers, numbers, numbers)
# Something of each noun comes first, so that the rest has something to be done to.
BEGINNING: list[Step] = [
    ("add_company", 1, 2, 3),
    ("add_contact", 1, 2, 3),
    ("add_deal", 3, 1, 0),
    ("add_interaction", 0, 1, 1),
    ("add_task", 2, 0, 1),
    ("open_ticket", 2, 0, 3),
    ("add_survey", 0, 1, 2),
    ("add_field", 1, 0, 0),
    ("add_company", 2, 5, 3),
    ("add_contact", 3, 6, 7),
]
histories = st.lists(steps, min_size=6, max_size=20).map(lambda more: [*BEGINNING, *more])


class Kept:
    """A connection that stays open when a session closes it.

    A new one reads the schema, or makes the triggers' functions ready, again: with one for every
    changeset, that is most of the time.
    """

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def close(self) -> None:
        """Nothing."""


class _Open(psycopg2.extensions.connection):
    def close(self) -> None:
        """Nothing: see `end`."""

    def end(self) -> None:
        """Close it."""
        super().close()


class OpenDatabase(Database):
    """A database whose connections stay open until `end`: SQLite's one, or one to read and one
    to write with on PostgreSQL."""

    _writer: Any = None

    def hand_over(self) -> Any:
        """The connection, which stays ours."""
        if self.engine == "sqlite":
            return Kept(self.connect())
        if self._writer is None:
            # SQLAlchemy wants the driver's own class.
            connect = partial(psycopg2.connect, connection_factory=_Open)
            with patch("psycopg2.connect", connect):
                self._writer = super().hand_over()
        return self._writer

    def close(self) -> None:
        """Nothing: see `end`."""

    def end(self) -> None:
        """Close the connections."""
        super().close()
        if self._writer is not None:
            self._writer.end()


def take(session: Session, step: Step) -> None:
    """Take one step; LookupError when there is nothing to take it on."""
    name, a, b, c = step
    STEPS[name](session, a, b, c)


def play(database: Database, history: list[Step], together: int = 1) -> list[int]:
    """Take the steps of a history, each in a changeset of its own; the numbers of those made.

    The first `together` are one changeset. A step that breaks a rule or has nothing to be taken on
    leaves nothing, as in the program.
    """
    made = []
    changesets = [history[:together], *([step] for step in history[together:])]
    for number, some in enumerate(changesets):
        now = f"2026-11-20T10:{number:02}:00.000Z"
        try:
            with transaction(database, Command(f"steps {some}", "amy", now)) as session:
                for step in some:
                    take(session, step)
        except (CrmError, LookupError):
            continue
        if session.changeset_id is not None:
            made.append(session.changeset_id)
    return made


def contents(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every recorded table."""
    found = rows_of_all(database)
    database.close()
    return found


def rows_of_all(reader: Reader) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every recorded table, also within a transaction."""
    found = {}
    for table in load_all().sorted_tables:
        if table.name not in UNRECORDED:
            rows = reader.rows(f"SELECT * FROM {table.name} ORDER BY id")
            found[table.name] = [tuple(row.items()) for row in rows]
    return found
