"""The lines that vCard (RFC 2426) and iCalendar (RFC 5545) share: escaped, folded, CRLF."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TextIO

from crm_cli.render.style import Style, put
from crm_cli.values.text import visible

CONTROLS = "[\x00-\x08\x0b-\x1f\x7f]"
"""What a value cannot hold (RFC 6350, RFC 5545), besides line ends, which are all the same."""
_FOLD = 75  # octets in a line, its end left out


def escaped(text: str) -> str:
    """A text as the value of a property: its marks and line breaks are no markup.

    `CONTROLS`, which have no place in these formats, are left out, unless there is nothing else.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = re.sub(CONTROLS, "", text) or visible(text)
    return re.sub(r"([\\;,])", r"\\\1", text).replace("\n", "\\n")


def line(name: str, value: str) -> str:
    """One property, folded so that no line has more than 75 octets and no character is cut.

    It is folded as well after what programs may take for the end of a line, though it is none.
    """
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
        room = 0 if character in "\x85\u2028\u2029" else room - size
    return "\r\n".join(pieces) + "\r\n"


def put_lines(stream: TextIO, style: Style, properties: Iterable[tuple[str, str | None]]) -> None:
    """Write the properties that have a value; on a terminal, so that it obeys none of them."""
    text = "".join(line(name, value) for name, value in properties if value)
    put(stream, text if style.width is None else visible(text, newline=True))
