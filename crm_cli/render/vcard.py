"""Contacts as vCards 3.0 (RFC 2426), which every address book reads."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, TextIO

from crm_cli.errors import UsageError
from crm_cli.render.content_lines import escaped, lines
from crm_cli.render.style import Style, put
from crm_cli.tables import Outcome, Record, Report, Table
from crm_cli.values.spreadsheet import split_list


def write(result: Table | Report | Record | Outcome, stream: TextIO, style: Style) -> None:
    """Write the contacts of an export, a card each. UsageError for anything else."""
    if not isinstance(result, Table) or result.noun != "contact":
        raise UsageError("only contacts can be vcards", hint="crm export contacts --format vcard")
    names = [column.name for column in result.columns]
    for row in result.rows:
        put(stream, lines(_card(dict(zip(names, row, strict=True)))))


def _card(cells: Mapping[str, Any]) -> Iterator[tuple[str, str | None]]:
    def text(name: str) -> str:
        return escaped(cells.get(name) or "")

    yield "BEGIN", "VCARD"
    yield "VERSION", "3.0"
    yield "UID", cells.get("uid") and f"urn:uuid:{cells['uid']}"
    yield "FN", text("name")
    # The parts of a name that is not taken apart stay empty: they are not guessed.
    yield "N", f"{text('family_name')};{text('given_name')};;;"
    yield "ORG", text("company")
    yield "TITLE", text("job_title")
    for email in cells.get("email") or ():
        yield "EMAIL;TYPE=INTERNET", escaped(email)
    for phone in cells.get("phone") or ():
        yield "TEL", escaped(phone)
    for handle in cells.get("handle") or ():
        service, _, name = handle.partition(":")
        plain = re.sub("[^A-Za-z0-9-]", "-", service)
        yield f"X-{plain.upper()}", escaped(name)
    place = [text(name) for name in ("address", "city", "region", "postcode", "country")]
    yield "ADR", ";;" + ";".join(place) if any(place) else None
    yield "BDAY", text("birthday")
    nicknames = split_list(cells.get("field:nickname:text") or "")
    yield "NICKNAME", ",".join(escaped(name) for name in nicknames)
    yield "NOTE", text("field:notes:text")
    yield "CATEGORIES", ",".join(escaped(tag) for tag in cells.get("tag") or ())
    yield "END", "VCARD"
