"""How a result is to be shown: what the caller knows about the terminal, the team and the wish."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from datetime import datetime, tzinfo


@dataclass(frozen=True, slots=True)
class Envelope:
    """Whom mail is from (a display name, which may be empty, and an address), and to whom."""

    sender: tuple[str, str]
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Style:
    """What a renderer may know besides the result.

    `zone` is the team's time zone, `now` the moment of the command. `width` and `height` are the
    terminal's in cells, None when the output is no terminal (then nothing is cut or wrapped).
    `columns` and `section` are the choices of `--columns` and `--section`; `raw` leaves formulas
    alive in CSV,
    and `bom` begins it with a byte order mark. `unicode=False` is for an output that cannot show
    box characters. `whole`: texts without room go on in the next line of a table, none is
    cut or left out. `envelope` is for mail.
    """

    zone: tzinfo
    now: datetime
    width: int | None = None
    height: int | None = None
    colour: bool = False
    columns: tuple[str, ...] = ()
    section: str | None = None
    raw: bool = False
    bom: bool = False
    unicode: bool = True
    whole: bool = False
    envelope: Envelope | None = None


def put(stream: TextIO, text: str) -> None:
    """Write `text`; what the stream's encoding lacks becomes `\\xNN` or `\\uNNNN`.

    A console in a national code page must not turn a name into a failure.
    """
    try:
        stream.write(text)
    except UnicodeEncodeError:
        encoding = stream.encoding or "utf-8"
        stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
