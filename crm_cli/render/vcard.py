"""Contacts as vCards 3.0 (RFC 2426), which every address book reads, or 4.0 (RFC 6350)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TextIO

from crm_cli.errors import UsageError
from crm_cli.render.content_lines import escaped, put_lines
from crm_cli.render.style import Style
from crm_cli.tables import Outcome, Record, Report, Table
from crm_cli.values.birthdays import is_yearless
from crm_cli.values.spreadsheet import split_list

# Services with a property that address books know; the others are an IMPP.
_OWN = " qq wechat skype aim icq msn yahoo twitter telegram whatsapp linkedin "
# The columns of an export that a card has.
HELD = frozenset({
    "uid", "name", "given_name", "family_name", "email", "phone", "handle", "company", "job_title",
    "address", "city", "region", "postcode", "country", "birthday", "tag", "field:nickname:text",
    "field:notes:text",
})  # fmt: skip


def write(
    result: Table | Report | Record | Outcome,
    stream: TextIO,
    style: Style,
    *,
    version: str = "3.0",
) -> None:
    """Write the contacts of an export, a card each. UsageError for anything else."""
    if not isinstance(result, Table) or result.noun != "contact":
        raise UsageError("only contacts can be vcards", hint="crm export contacts --format vcard")
    names = [column.name for column in result.columns]
    for row in result.rows:
        put_lines(stream, style, _card(dict(zip(names, row, strict=True)), version))


def _card(cells: Mapping[str, Any], version: str) -> Iterator[tuple[str, str | None]]:
    def text(name: str) -> str:
        return escaped(cells.get(name) or "")

    yield "BEGIN", "VCARD"
    yield "VERSION", version
    yield "UID", cells.get("uid") and f"urn:uuid:{cells['uid']}"
    yield "FN", text("name")
    # The parts of a name that is not taken apart are not guessed: it stands there whole.
    parts = text("family_name"), text("given_name")
    yield "N", ";".join(parts if any(parts) else (text("name"), "")) + ";;;"
    yield "ORG", text("company")
    yield "TITLE", text("job_title")
    for email in cells.get("email") or ():
        yield "EMAIL;TYPE=INTERNET" if version == "3.0" else "EMAIL", escaped(email)
    for phone in cells.get("phone") or ():
        yield "TEL", escaped(phone)
    for handle in cells.get("handle") or ():
        service, _, name = handle.partition(":")
        known = f" {service} " in _OWN
        yield (f"X-{service.upper()}", escaped(name)) if known else ("IMPP", escaped(handle))
    place = [text(name) for name in ("address", "city", "region", "postcode", "country")]
    yield "ADR", ";;" + ";".join(place) if any(place) else None
    yield _birthday(cells.get("birthday") or "", version)
    nicknames = split_list(cells.get("field:nickname:text") or "")
    yield "NICKNAME", ",".join(escaped(name) for name in nicknames)
    yield "NOTE", text("field:notes:text")
    yield "CATEGORIES", ",".join(escaped(tag) for tag in cells.get("tag") or ())
    yield "END", "VCARD"


def _birthday(day: str, version: str) -> tuple[str, str]:
    """The property of a birthday; version 3.0 knows no day without a year, but address books do."""
    if version == "4.0":
        return "BDAY", day[:2] + day[2:].replace("-", "")
    if is_yearless(day):
        return "BDAY;X-APPLE-OMIT-YEAR=1604", f"1604{day[1:]}"
    return "BDAY", day
