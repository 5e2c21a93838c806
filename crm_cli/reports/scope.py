"""Which records a report is about: the common options, read once and turned into SQL.

`Scope.deals()` and its like give a condition that begins with " AND ", for the mark `/*scope*/` of
a statement, and `Scope.params` its values. Without options both are empty and the statement stays
plain.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

from crm_cli.errors import NotFound
from crm_cli.reports.periods import Period, before, choose

if TYPE_CHECKING:
    from crm_cli.book import Book
    from crm_cli.database import Reader, Rows
    from crm_cli.tables import Report


@dataclass(frozen=True, slots=True)
class Asked:
    """The common options as typed; what was not given is None."""

    owner: str | None = None
    where: Sequence[str] = ()
    tag: Sequence[str] = ()
    pipeline: str | None = None
    currency: str | None = None
    at: str | None = None
    period: str | None = None
    since: str | None = None
    until: str | None = None
    compare: bool = False


@dataclass(frozen=True, slots=True)
class Scope:
    """The common options, understood.

    `period` is the period of a period report and `before` the one to compare it with; `noun` what
    the conditions are on; `currency` the one to convert to, None for each amount in its own.
    """

    noun: str
    period: Period
    before: Period | None = None
    owner: int | None = None
    pipeline: int | None = None
    currency: str | None = None
    condition: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    asked: Asked = field(default_factory=Asked)

    @property
    def narrowed(self) -> bool:
        """Whether conditions or tags leave out some records of the noun."""
        return bool(self.condition)

    def hint(self, text: str) -> str:
        """What an empty report hints at: `text`, unless conditions may be why it is empty."""
        words = ", ".join(word for word in self.words if word)
        return f"nothing fits {words}: leave a condition out" if words else text

    def deals(self, alias: str = "d") -> str:
        """The condition on the table `deal` under this alias."""
        sql = f" AND {alias}.owner_id = :scope_owner" if self.owner is not None else ""
        if self.pipeline is not None:
            sql += f" AND {alias}.pipeline_id = :scope_pipeline"
        return sql + self.conditions("deal", alias)

    def interactions(self, alias: str = "i") -> str:
        """The condition on the table `interaction` under this alias."""
        sql = f" AND {alias}.user_id = :scope_owner" if self.owner is not None else ""
        return sql + self.conditions("interaction", alias)

    def contacts(self, alias: str = "c") -> str:
        """The condition on the table `contact` under this alias."""
        sql = f" AND {alias}.owner_id = :scope_owner" if self.owner is not None else ""
        return sql + self.conditions("contact", alias)

    def tasks(self, alias: str = "t") -> str:
        """The condition on the table `task` under this alias."""
        sql = f" AND {alias}.assignee_id = :scope_owner" if self.owner is not None else ""
        return sql + self.conditions("task", alias)

    def tickets(self, alias: str = "t") -> str:
        """The condition on the table `ticket` under this alias."""
        sql = f" AND {alias}.assignee_id = :scope_owner" if self.owner is not None else ""
        return sql + self.conditions("ticket", alias)

    def conditions(self, noun: str, alias: str) -> str:
        """The conditions and tags alone, where they are on this noun."""
        if noun != self.noun or not self.condition:
            return ""
        return f" AND {alias}.id IN (SELECT v.id FROM {noun}_view v WHERE {self.condition})"


class NoDatabase:
    """Reads nothing: for a report before there is a database."""

    engine = "sqlite"
    past = False

    def rows(self, sql: str, params: Mapping[str, Any] | None = None) -> Rows:
        """No rows."""
        return []

    def tuples(self, sql: str, params: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """No rows."""
        return []


class ReportModule(Protocol):
    """What a report module has; see the docstring of the package."""

    HELP: str
    KIND: Literal["period", "state"]
    DEFAULT: str
    NOUN: str
    SCOPE: tuple[str, ...]
    EXAMPLES: tuple[str, ...]
    Options: type[Any]

    def run(self, reader: Reader, book: Book, options: Any, scope: Scope) -> Report:
        """The report."""
        ...


def read_scope(reader: Reader, book: Book, report: ReportModule, asked: Asked) -> Scope:
    """The common options of a report, understood.

    Raises NotFound for a colleague, tag or pipeline that is not there, UsageError and BadValue for
    what cannot be read.
    """
    from crm_cli.services.references import resolve

    day = Period(book.today, book.today)
    period, earlier = day, None
    if report.KIND == "period":
        period = choose(book, report.DEFAULT, asked.period, asked.since, asked.until)
        earlier = before(period) if asked.compare else None
    owner = resolve(reader, "user", asked.owner.removeprefix("@")) if asked.owner else None
    pipeline, pipeline_name = _pipeline(reader, asked.pipeline) if asked.pipeline else (None, "")
    condition, params = conditions_of(reader, book, report.NOUN, asked)
    if owner is not None:
        params["scope_owner"] = owner
    if pipeline is not None:
        params["scope_pipeline"] = pipeline
    return Scope(
        noun=report.NOUN,
        period=period,
        before=earlier,
        owner=owner,
        pipeline=pipeline,
        currency=_currency(asked.currency, book),
        condition=condition,
        params=params,
        words=_words(reader, owner, pipeline_name, asked),
        asked=asked,
    )


def _currency(text: str | None, book: Book) -> str | None:
    if not text:
        return None
    from crm_cli.values.currencies import read_currency

    return read_currency(text, yen=book.yen)


def _pipeline(reader: Reader, text: str) -> tuple[int, str]:
    from crm_cli.values.text import fold

    rows = reader.rows(
        "SELECT id, name, key FROM pipeline WHERE deleted_at IS NULL ORDER BY position, id"
    )
    for row in rows:
        if row["key"] == fold(text.strip()) or str(row["id"]) == text.strip():
            return int(row["id"]), str(row["name"])
    raise NotFound(
        "no pipeline called {name!r}",
        hint="there are: {names}" if rows else "crm pipeline add makes one",
        name=text,
        names=", ".join(row["name"] for row in rows),
    )


def conditions_of(
    reader: Reader, book: Book, noun: str, asked: Asked
) -> tuple[str, dict[str, Any]]:
    """The conditions and tags that were asked for, as SQL on the view `v` of a noun, with values.

    Raises as `read_scope` does.
    """
    parts: list[str] = []
    params: dict[str, Any] = {}
    if asked.where:
        from crm_cli.filters import compile_conditions
        from crm_cli.nouns import NOUNS
        from crm_cli.services.fields import definitions

        custom = definitions(reader, noun)
        sql, bound = compile_conditions(reader, NOUNS[noun], custom, asked.where, book)
        if sql:
            parts.append(sql)
            params |= bound
    for number, tag in enumerate(asked.tag):
        params[f"scope_tag{number}"] = _tag(reader, tag)
        parts.append(
            f"v.id IN (SELECT l.{noun}_id FROM {noun}_tag l WHERE l.tag_id = :scope_tag{number})"
        )
    return " AND ".join(parts), params


def _tag(reader: Reader, text: str) -> int:
    from crm_cli.values.text import fold

    key = fold(text.strip().removeprefix("#"))
    rows = reader.rows(
        "SELECT id, key FROM tag WHERE deleted_at IS NULL AND key = :key", {"key": key}
    )
    if not rows:
        raise NotFound("no tag called {name!r}", hint="crm tag list shows them", name=text)
    return int(rows[0]["id"])


def _words(reader: Reader, owner: int | None, pipeline: str, asked: Asked) -> tuple[str, ...]:
    """What the report is narrowed to, for its header."""
    words = []
    if owner is not None:
        from crm_cli.services.references import handle_of

        words.append(f"owner {handle_of(reader, owner)}")
    if pipeline:
        words.append(f"pipeline {pipeline}")
    words += [f"tag {tag}" for tag in asked.tag]
    words += list(asked.where)
    return tuple(words)
