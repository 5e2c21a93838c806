"""A row on its way to becoming a record."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

SHOWN_LINES = 5

Key = Any  # what tells the items of a list apart: a text, a tuple, an id


class Problem(NamedTuple):
    """Why a row is rejected: the line, the column and value at fault (if one is), the reason.

    `flag` is what could be said on the command line to have the row imported as it is.
    """

    line: int
    column: str
    value: str
    reason: str
    flag: str = ""


class Place(NamedTuple):
    """Where a row stands and what is in it, when nothing else of its draft is needed any more."""

    line: int
    cells: list[str]


@dataclass(slots=True)
class Odd:
    """What is taken otherwise than it stands in the file: how often, and where it is first."""

    phones: int = 0  # telephone numbers that cannot be read
    foreign: int = 0  # those that name no country, and that the region does not have
    region: str = ""  # this one
    foreign_lines: list[int] = field(default_factory=list)
    birthdays: int = 0  # that are no days, and left out
    birthday_lines: list[int] = field(default_factory=list)
    nothing: dict[tuple[str, str], int] = field(default_factory=dict)  # by column and word
    people: int = 0  # rows that name several where one has room: the first is linked
    unopened: int = 0  # durations of tickets of which nobody knows when they were opened
    otherwise: int = 0  # those that the moment beside them contradicts
    counting: bool = True  # not while a row is read that was counted before

    def count_foreign(self, line: int) -> None:
        """Count a telephone number that the region does not have."""
        self.foreign += self._counted(line, self.foreign_lines)

    def count_birthday(self, line: int) -> None:
        """Count a birthday that is no day."""
        self.birthdays += self._counted(line, self.birthday_lines)

    def count_nothing(self, column: str, word: str) -> None:
        """Count a cell with a word for nothing."""
        if self.counting:
            key = (column, word)
            self.nothing[key] = self.nothing.get(key, 0) + 1

    def _counted(self, line: int, lines: list[int]) -> bool:
        """Whether one is counted; its line is kept, of the first ones."""
        if self.counting and len(lines) <= SHOWN_LINES and line not in lines:
            lines.append(line)
        return self.counting


class Rejected(Exception):
    """A row that cannot be imported, because of a field or as a whole (an empty `target`)."""

    def __init__(self, target: str, value: str, reason: str, flag: str = "") -> None:
        super().__init__(reason)
        self.target, self.value, self.reason, self.flag = target, value, reason, flag


class Contradicted(Rejected):
    """A row that says of a record something else than a row before it."""


class InTrash(Exception):
    """A row about a record that is in the trash."""


class Draft:
    """What one row says, read but not yet compared with what is there.

    `columns` are stored values by column; `derived` the same, worked out from others of the row;
    `lists` the items of lists by name, each under the key that tells it apart; `links` the texts
    that name other records, `found` the ids of those that are there by column; `people` the
    contacts of the row in their order, when some of them are still to be made; `extra` is what is
    no field of its own.
    """

    __slots__ = (
        "cells",
        "columns",
        "custom",
        "derived",
        "emptied",
        "extra",
        "found",
        "gone_tags",
        "line",
        "links",
        "lists",
        "people",
        "problems",
        "resolved",
        "saying",
        "tags",
    )

    def __init__(self, line: int, cells: list[str]) -> None:
        self.line = line
        self.cells = cells
        self.columns: dict[str, Any] = {}
        self.derived: dict[str, Any] = {}
        self.lists: dict[str, dict[Key, tuple[Any, ...]]] = {}
        self.tags: dict[str, str] = {}
        self.gone_tags: list[str] = []  # those that the source has taken away
        self.saying = ""  # see `said`
        self.emptied: set[str] = set()  # fields of which the user says that there is none
        self.resolved = False  # whether all that it names is found
        self.custom: dict[int, tuple[str, str | None]] = {}
        self.links: dict[str, str] = {}
        self.extra: dict[str, str] = {}
        self.found: dict[str, int] = {}
        self.people: list[str | int] = []
        self.problems: list[Problem] = []

    @property
    def name(self) -> str:
        """What it calls a person or a company; empty when it does not say."""
        return str(self.columns.get("name") or self.derived.get("name") or "")
