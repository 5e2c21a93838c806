"""The lines that vCard (RFC 2426) and iCalendar (RFC 5545) share: escaped, folded, CRLF."""

from __future__ import annotations

import re
from collections.abc import Iterable

from crm_cli.values.text import visible

_FOLD = 75  # octets in a line, its end left out


def escaped(text: str) -> str:
    """A text as the value of a property: its marks and line breaks are no markup.

    Control characters, which have no place in these formats, are shown instead.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = "\n".join(visible(line) for line in text.split("\n"))
    return re.sub(r"([\\;,])", r"\\\1", text).replace("\n", "\\n")


def line(name: str, value: str) -> str:
    """One property, folded so that no line has more than 75 octets and no character is cut."""
    whole = f"{name}:{value}"
    if len(whole) <= _FOLD and whole.isascii():
        return whole + "\r\n"
    pieces, room = [""], _FOLD
    for character in whole:
        size = len(character.encode("utf-8", "surrogatepass"))
        if size > room:
            pieces.append(" ")
            room = _FOLD - 1
        pieces[-1] += character
        room -= size
    return "\r\n".join(pieces) + "\r\n"


def lines(properties: Iterable[tuple[str, str | None]]) -> str:
    """The properties that have a value, one after the other."""
    return "".join(line(name, value) for name, value in properties if value)
