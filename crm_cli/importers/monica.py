"""The JSON export of Monica -> rows of its contacts.

One object holds the whole account; what belongs to a contact is nested in it by kind. It is read
at once: it is one person's address book.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from crm_cli.errors import BadContent
from crm_cli.importers.files import Opened
from crm_cli.importers.rows import Row, RowSource
from crm_cli.values.spreadsheet import join_list

_BEGINNING = 4096
_OWN = ("uuid", "created_at", "updated_at")
_PROPERTIES = (
    "first_name", "middle_name", "last_name", "nickname", "description", "job", "company",
    "is_starred", "is_partial", "is_active", "is_dead",
)  # fmt: skip
_ADDRESS = ("street", "city", "province", "postal_code", "country")
_COLUMNS = [*_OWN, *_PROPERTIES, "birthdate", "tags", "email", "phone", *_ADDRESS]


def is_monica(stream: BinaryIO) -> bool:
    """Whether a JSON text begins as the export of an account does."""
    stream.seek(0)
    beginning = stream.read(_BEGINNING).lstrip(b"\xef\xbb\xbf \r\n\t")
    return beginning[:1] == b"{" and b'"app_version"' in beginning and b'"account"' in beginning


class MonicaRows(RowSource):
    """The contacts of an account."""

    kind = "json"

    def __init__(self, opened: Opened) -> None:
        super().__init__(opened.stream, opened.name, opened.size)
        self.encoding = "utf-8"
        self.columns = list(_COLUMNS)
        self.stream.seek(0)
        try:
            account = json.loads(self.stream.read()).get("account") or {}
            self._contacts = list(_values(account.get("data"), "contact"))
        except (ValueError, AttributeError, TypeError) as error:
            raise BadContent(
                "{file} begins as an export of Monica, and is none: {reason}",
                hint="is the file whole? export it again",
                file=self.name,
                reason=str(error),
            ) from error
        left = sorted({kind for one in self._contacts for kind in _left_out(one)})
        if left:
            self.notices.append(f"not imported: {', '.join(left)} of the contacts")

    def __iter__(self) -> Iterator[Row]:
        self.blank_rows = 0
        for number, contact in enumerate(self._contacts, start=1):
            found = _flat(contact)
            yield Row(number, [found.get(column, "") for column in self.columns])


def _values(groups: Any, kind: str) -> Iterator[dict[str, Any]]:
    """What a list of groups has of one kind."""
    for group in groups.values() if isinstance(groups, dict) else groups or ():
        if group.get("type") == kind:
            yield from group.get("values") or ()


def _left_out(contact: dict[str, Any]) -> Iterable[str]:
    groups = contact.get("data") or ()
    for group in groups.values() if isinstance(groups, dict) else groups:
        if group.get("values") and group.get("type") not in ("contact_field", "address"):
            yield f"{group.get('type')}s"


def _flat(contact: dict[str, Any]) -> dict[str, str]:
    properties = contact.get("properties") or {}
    found = {name: _text(contact.get(name)) for name in _OWN}
    found |= {name: _text(properties.get(name)) for name in _PROPERTIES}
    found["birthdate"] = _day(properties.get("birthdate"))
    found["tags"] = join_list([_text(tag) for tag in properties.get("tags") or ()])
    ways = [
        _text((one.get("properties") or {}).get("data"))
        for one in _values(contact.get("data"), "contact_field")
    ]
    found["email"] = join_list([way for way in ways if "@" in way and " " not in way.strip()])
    found["phone"] = join_list([way for way in ways if "@" not in way and _is_number(way)])
    for address in _values(contact.get("data"), "address"):
        place = {**address, **(address.get("properties") or {})}
        found |= {name: _text(place.get(name)) for name in _ADDRESS if place.get(name)}
        break
    return found


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _is_number(text: str) -> bool:
    letters = sum(map(str.isalpha, text))
    return sum(map(str.isdecimal, text)) >= 5 and not letters


def _day(date: Any) -> str:
    """The day of a special date, `--MM-DD` where its year is not known; empty where it is not."""
    if not isinstance(date, dict):
        return ""
    properties = {**date, **(date.get("properties") or {})}
    day = "" if properties.get("is_age_based") else _text(properties.get("date"))[:10]
    return f"-{day[4:]}" if day and properties.get("is_year_unknown") else day
