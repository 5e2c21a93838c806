"""What a new database begins with: the team's settings, the sales process, who made it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from crm_cli.services import pipeline_changes, records

if TYPE_CHECKING:
    from crm_cli.session import Session

_CURRENCIES = {
    "AU": "AUD", "BR": "BRL", "CA": "CAD", "CH": "CHF", "CN": "CNY", "CZ": "CZK", "DK": "DKK",
    "GB": "GBP", "HK": "HKD", "HU": "HUF", "ID": "IDR", "IL": "ILS", "IN": "INR", "JP": "JPY",
    "KR": "KRW", "MX": "MXN", "MY": "MYR", "NO": "NOK", "NZ": "NZD", "PL": "PLN", "RO": "RON",
    "SE": "SEK", "SG": "SGD", "TH": "THB", "TR": "TRY", "TW": "TWD", "UA": "UAH", "US": "USD",
    "VN": "VND", "ZA": "ZAR",
}  # fmt: skip


def system_settings(environment: Mapping[str, str]) -> dict[str, str]:
    """The settings that the machine suggests: currency and region of the locale, its time zone."""
    locale = next(
        (environment[name] for name in ("LC_ALL", "LC_MONETARY", "LANG") if environment.get(name)),
        "",
    )
    territory = locale.partition(".")[0].partition("_")[2][:2].upper()
    zone = system_zone(environment)
    settings = {"currency": _CURRENCIES.get(territory, "EUR"), "timezone": zone}
    if territory.isascii() and territory.isalpha() and len(territory) == 2:
        settings["phone_region"] = territory
    if region := region_of_zone(zone):  # where one is; many have the locale of another country
        settings["phone_region"] = region
    return settings


def region_of_zone(zone: str) -> str:
    """The country of a time zone, as in DE for Europe/Berlin; empty for UTC and the like."""
    from importlib.resources import files

    folder = files("tzdata") / "zoneinfo"
    countries = {
        parts[2]: parts[0]
        for line in (folder / "zone.tab").read_text("utf-8").splitlines()
        if not line.startswith("#") and len(parts := line.split("\t")) > 2
    }
    if zone in countries:
        return countries[zone]
    for line in (folder / "tzdata.zi").read_text("utf-8").splitlines():
        if line.startswith("L ") and line.endswith(f" {zone}"):  # another name of one
            return countries.get(line.split()[1], "")
    return ""


def system_zone(environment: Mapping[str, str]) -> str:
    """The name of the machine's time zone; UTC when it has none that we know."""
    from zoneinfo import ZoneInfo

    named = environment.get("TZ", "").removeprefix(":")
    target = os.path.realpath("/etc/localtime")
    linked = target.partition("zoneinfo/")[2]
    for name in (named, linked):
        if name:
            try:
                ZoneInfo(name)
            except (OSError, ValueError):
                continue
            return "UTC" if name in ("Etc/UTC", "Etc/UCT", "Zulu", "UCT") else name
    return "UTC"


def furnish(session: Session, settings: Mapping[str, str], user: Mapping[str, str]) -> None:
    """Write the first settings, the default pipeline, and the user who makes the database."""
    for name, value in settings.items():
        set_setting(session, name, value)
    pipeline_changes.add(session, "Sales")
    if user.get("handle"):
        records.insert(session, "user", records.read(session, "user", {"role": "admin", **user}))


def change_settings(session: Session, new: Mapping[str, str], old: Mapping[str, str]) -> list[str]:
    """Write team settings; what there is to say of it: another region reads all numbers again."""
    said = []
    for name, value in new.items():
        set_setting(session, name, value)
        if name == "phone_region" and value != old[name]:
            from crm_cli.services.phones import read_again

            said.append(read_again(session, old[name], value))
    return said


def introduce(session: Session, person: Mapping[str, str]) -> None:
    """Make a user who is not there yet; of one who is, write the name and address that are new."""
    rows = session.rows(
        "SELECT id FROM user_account WHERE handle = :handle AND deleted_at IS NULL",
        {"handle": person["handle"]},
    )
    if rows:
        records.update(session, "user", rows[0]["id"], records.read(session, "user", person))
    else:
        records.insert(session, "user", records.read(session, "user", {"role": "admin", **person}))


def set_setting(session: Session, name: str, value: str) -> None:
    """Write a team setting; an equal one is left alone."""
    from crm_cli.models.setting import Setting

    rows = session.rows(
        "SELECT id, value FROM setting WHERE name = :name AND deleted_at IS NULL", {"name": name}
    )
    if not rows:
        session.add(Setting(name=name, value=value, created_at=session.now, updated_at=session.now))
        session.flush()
    elif rows[0]["value"] != value:
        session.rows(
            "UPDATE setting SET value = :value, updated_at = :now WHERE id = :id",
            {"value": value, "now": session.now, "id": rows[0]["id"]},
        )
