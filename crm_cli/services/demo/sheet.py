"""The rows of the demo while they are made up, and the dice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from crm_cli.models.base import uuid7
from crm_cli.services.search import compose
from crm_cli.values.dates import utc_text
from crm_cli.values.text import fold

if TYPE_CHECKING:
    from crm_cli.session import Session

Row = dict[str, Any]
SEED = 20_400


class Sheet:
    """Rows by table, in the order in which the tables are written (parents first)."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.dice = Random(SEED)
        self.book = session.book
        self.today = session.book.today
        self.rows: dict[str, list[Row]] = {}
        self._last: dict[str, int] = {}

    def add(self, table: str, **values: Any) -> Row:
        """Add a row that belongs to a record; its id is in the row returned."""
        if table not in self._last:
            found = self.session.rows(f"SELECT coalesce(max(id), 0) AS last FROM {table}")
            self._last[table] = int(found[0]["last"])
        self._last[table] += 1
        row = {"id": self._last[table], **values}
        self.rows.setdefault(table, []).append(row)
        return row

    def record(self, table: str, **values: Any) -> Row:
        """Add a record, which has a uid and stamps besides."""
        now = self.session.now
        return self.add(table, uid=uuid7(), created_at=now, updated_at=now, **values)

    def tag(self, noun: str, id: int, name: str) -> None:
        """Give a record a tag, making the tag when it is new."""
        tags = self.rows.get("tag", [])
        found = next((tag for tag in tags if tag["name"] == name), None)
        found = found or self.record("tag", name=name, key=fold(name))
        self.add(f"{noun}_tag", **{f"{noun}_id": id, "tag_id": found["id"]})

    # Dice and dates ----------------------------------------------------------------------

    def chance(self, probability: float) -> bool:
        """True with this probability."""
        return self.dice.random() < probability

    def pick(self, text: str) -> str:
        """One of the texts that `|` (or, without one, blanks) part."""
        return self.dice.choice(text.split("|") if "|" in text else text.split())

    def back(self, days: float) -> date:
        """The workday that many days ago."""
        return workday(self.today - timedelta(days=int(days)))

    def at_work(self, day: date) -> datetime:
        """A moment of that day between eight and six in the team's zone."""
        minutes = self.dice.randrange(8 * 60, 18 * 60, 5)
        return datetime.combine(day, time(minutes // 60, minutes % 60), self.book.zone)

    def stamp(self, moment: datetime) -> str:
        """A moment as stored."""
        return utc_text(moment)


def workday(day: date) -> date:
    """The day itself, or the Friday before a weekend."""
    return day - timedelta(days=max(day.weekday() - 4, 0))


def search_text(parts: Sequence[str | None], noun: str = "") -> str:
    """The search text of a record, as `services.search` would compose it."""
    return compose(parts, noun)
