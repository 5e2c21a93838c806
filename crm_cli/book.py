"""The team's settings and the moment of the command: what reading and showing values depends on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from crm_cli.config import SETTINGS, in_force, unreadable

if TYPE_CHECKING:
    from crm_cli.database import Reader


@dataclass(frozen=True, slots=True)
class Book:
    """`now` is the moment of the command, in the team's zone; the rest are the team's settings."""

    now: datetime
    zone: ZoneInfo
    currency: str
    phone_region: str
    yen: str
    stale_days: int
    quiet_days: int
    stored: Mapping[str, str] = field(default_factory=dict)

    def setting(self, name: str) -> str:
        """The text of any team setting: what the team set, else its default."""
        return in_force(SETTINGS[name], self.stored.get(name, SETTINGS[name].default))

    @property
    def today(self) -> date:
        """The day of the command in the team's zone."""
        return self.now.date()

    @property
    def stamp(self) -> str:
        """The moment as stored: UTC text with milliseconds."""
        moment = self.now.astimezone(UTC)
        return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}Z"


def load_book(reader: Reader | None, now: datetime) -> Book:
    """The settings that the database holds, and the defaults for the rest (or for no database).

    Raises BadContent for a zone or a number that cannot be read.
    """
    stored: dict[str, str] = (
        {
            row["name"]: row["value"]
            for row in reader.rows("SELECT name, value FROM setting WHERE deleted_at IS NULL")
        }
        if reader
        else {}
    )

    def value(name: str) -> str:
        return in_force(SETTINGS[name], stored.get(name, SETTINGS[name].default))

    try:
        zone = ZoneInfo(value("timezone"))
    except (OSError, ValueError, KeyError) as error:
        raise unreadable(SETTINGS["timezone"], value("timezone")) from error
    return Book(
        now=now.astimezone(zone),
        zone=zone,
        currency=value("currency"),
        phone_region=value("phone_region"),
        yen=value("yen"),
        stale_days=int(value("stale_days")),
        quiet_days=int(value("quiet_days")),
        stored=stored,
    )
