"""Whom to be in touch with, for the agenda of the day: those not heard of for long, birthdays."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from crm_cli.reports.agenda import Agenda, person_at
from crm_cli.tables import Row
from crm_cli.values.birthdays import is_yearless
from crm_cli.values.dates import local_day, show_date
from crm_cli.values.plurals import counted
from crm_cli.values.references import reference

if TYPE_CHECKING:
    from crm_cli.database import Rows

AHEAD = 7
"""Days: birthdays are said so long before."""


def add_cadences(agenda: Agenda) -> None:
    """People whose last interaction is as long ago as one is to be in touch, or who had none.

    How often is said of each person, or else by their tags.
    """
    book = agenda.book
    late: list[tuple[int, dict[str, Any]]] = []
    for row in agenda.read("cadence"):
        cadence = row["keep_in_touch_days"]
        if row["talked"] is None:
            late.append((0, row | {"days": None, "day": None}))
            continue
        day = local_day(row["talked"], book.zone)
        days = (book.today - day).days
        if days >= cadence:
            late.append((days - cadence, row | {"days": days, "day": day.isoformat()}))
    late.sort(key=lambda item: -item[0])

    def make(row: Mapping[str, Any]) -> Row:
        days = row["days"]
        why = "never talked to" if days is None else f"no word for {counted(days, 'day')}"
        what = f"keep in touch: {counted(row['keep_in_touch_days'], 'day')}"
        if row["tag"]:
            what += f" ({row['tag']})"
        person = agenda.read("person", {"id": row["id"]})[0]
        return _contact({**row, **person}, "quiet", why, what, row["day"])

    agenda.add("quiet", [row for _, row in late], make)


def birthdays(agenda: Agenda) -> list[dict[str, Any]]:
    """The birthdays of today and of the next days, the first ones first.

    Who was born on 29 February has it on the 28th where there is no 29th.
    """
    days = [agenda.book.today + timedelta(days=ahead) for ahead in range(AHEAD + 1)]
    texts = [day.isoformat()[5:] for day in days]
    params = {f"day{ahead}": text for ahead, text in enumerate(texts)}
    leap = "02-28" in texts and not _is_leap(days[texts.index("02-28")].year)
    found = agenda.read("birthdays", params | {"leap": "02-29" if leap else texts[0]})
    for row in found:
        born = row["birthday"][-5:]
        row["days"] = texts.index("02-28" if leap and born == "02-29" else born)
        row["day"] = days[row["days"]]
    return sorted(found, key=lambda row: (row["days"], row["id"]))


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def add_birthdays(agenda: Agenda, found: Rows) -> None:
    """Add some of the birthdays that were found."""

    def make(row: Mapping[str, Any]) -> Row:
        day = row["day"]
        born = row["birthday"]
        age = 0 if is_yearless(born) else day.year - int(born[:4])
        when = show_date(day) if row["days"] else "today"
        # A year such as 1900 stands for one that is not known.
        what = f"birthday, turns {age}" if 0 < age < 110 else "birthday"
        ahead = {**row, "days": -row["days"]}
        return _contact(ahead, "birthday", f"birthday {when}", what, day.isoformat())

    agenda.add("birthday", found, make)


def _contact(row: Mapping[str, Any], kind: str, why: str, what: str, day: str | None) -> Row:
    ref = reference("contact", row["id"])
    who = person_at(row["name"], row["company"])
    return [ref, why, what, who, kind, row["owner"], day, row["days"], None]
