"""vCard text -> cards of properties: folding, parameters, encodings, versions 2.1, 3.0 and 4.0.

Lines are unfolded before they are decoded, since old programs fold in the middle of a character.
So a line is here "raw": a str of one character a byte (Latin-1), until `Property.text` decodes it.
"""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from collections.abc import Iterator
from typing import NamedTuple

from crm_cli.importers.decoding import codec_of

# [group.]NAME;PARAMETERS:VALUE, where a parameter in quotes may hold a colon.
_PROPERTY = re.compile(r'\s*(?:[\w-]+\.)?([^\s:;.]+)((?:;(?:[^":;]|"[^"]*")*)*):(.*)', re.DOTALL)
_PARAMETER = re.compile(r';((?:[^";]|"[^"]*")*)')
_VERSION = re.compile(r"\s*(?:[\w-]+\.)?VERSION\s*:\s*(.*?)\s*", re.IGNORECASE)
# A character of UTF-8 that a fold has cut in two, as raw text.
_CUT = re.compile(
    "[\xc2-\xdf] [\x80-\xbf]|[\xe0-\xef](?: [\x80-\xbf]{2}|[\x80-\xbf] [\x80-\xbf])"
    "|[\xf0-\xf4](?: [\x80-\xbf]{3}|[\x80-\xbf] [\x80-\xbf]{2}|[\x80-\xbf]{2} [\x80-\xbf])"
)
_BASE64_LINE = re.compile(r"[A-Za-z0-9+/]+={0,2}")
BEGIN = re.compile(r"\s*BEGIN\s*:\s*VCARD\s*", re.IGNORECASE)
END = re.compile(r"\s*END\s*:\s*VCARD\s*", re.IGNORECASE)
UNENDED = "END:VCARD is missing"  # the fault of a card at whose end the file is cut off
BOM = "\xef\xbb\xbf"  # of UTF-8, as raw text


class CardError(Exception):
    """A card that cannot be read; its text is the reason."""


class Property(NamedTuple):
    """One property. `parameters` are upper-case names with the values given for each.

    A line that is none has an empty name.
    """

    line: int
    name: str  # upper case
    parameters: dict[str, list[str]]
    raw: str

    def types(self) -> set[str]:
        """The lower-case words that say what kind of phone, address … it is."""
        return {word.lower() for value in self.parameters.get("TYPE", []) for word in _words(value)}

    def preference(self) -> int:
        """Where it stands among its like: 1 comes first, 100 is anything that says nothing."""
        said = self.parameters.get("PREF", [""])[0]
        if said.isdigit():
            return int(said)
        return 1 if "pref" in self.types() else 100

    def encoding(self) -> str:
        """ "quoted-printable", "base64" or ""."""
        said = self.parameters.get("ENCODING", [""])[0].lower()
        return {"b": "base64", "quoted-printable": "quoted-printable", "base64": "base64"}.get(
            said, ""
        )

    def text(self, codec: str) -> str:
        """The value decoded; `codec` where it names no charset. Its escapes are still there.

        CardError where it cannot be decoded, UnicodeDecodeError where the file's own bytes cannot.
        """
        data = self.raw.encode("latin-1")
        encoding = self.encoding()
        if encoding == "quoted-printable":
            data = quopri.decodestring(data)
        elif encoding == "base64":
            try:
                data = base64.b64decode(data, validate=False)
            except (binascii.Error, ValueError):
                raise CardError(f"{self.name} (line {self.line}) is no base64") from None
        said = self.parameters.get("CHARSET", [""])[0].strip().lower()
        try:
            return data.decode(codec_of(said) if said else codec)
        except LookupError:
            raise CardError(f"no charset is called {said} (line {self.line})") from None
        except UnicodeDecodeError:
            if not said and not encoding:
                raise
            raise CardError(
                f"{self.name} (line {self.line}) is not in {said or codec}"
                + ("" if said else ", which --encoding would change")
            ) from None


class Card(NamedTuple):
    """One card, or what stands where one should, from line to line.

    `fault` says why it cannot be used, or is "".
    """

    line: int
    end: int
    properties: list[Property]
    fault: str = ""


def cards(lines: Iterator[str]) -> Iterator[Card]:
    """The cards in raw lines without their ends. The last has a fault when it is not ended."""
    begun: int | None = None
    depth = 0
    properties: list[Property] = []
    for number, line in _unfolded(lines):
        if begun is None:
            if BEGIN.fullmatch(line):
                begun, depth, properties = number, 1, []
            elif line.strip():
                yield Card(number, number, [], "this line is outside of any card")
        elif BEGIN.fullmatch(line):
            if properties and properties[-1].name == "AGENT" and not properties[-1].raw.strip():
                depth += 1  # version 2.1: the card of an assistant, inside
                continue
            yield Card(
                begun, number - 1, properties, f"not ended before the next begins on line {number}"
            )
            begun, depth, properties = number, 1, []
        elif END.fullmatch(line):
            depth -= 1
            if not depth:
                yield Card(begun, number, properties)
                begun = None
        elif depth == 1 and line.strip():
            properties.append(read_property(number, line))
    if begun is not None:
        yield Card(begun, begun, properties, UNENDED)


def read_property(number: int, line: str) -> Property:
    """The property on an unfolded raw line; one without a name where there is none."""
    found = _PROPERTY.fullmatch(line)
    if not found:
        return Property(number, "", {}, line)
    parameters: dict[str, list[str]] = {}
    for part in _PARAMETER.findall(found[2]):
        name, equals, value = part.partition("=")
        if not equals:  # version 2.1 leaves the name away: TEL;CELL, NOTE;QUOTED-PRINTABLE
            value, name = name, _bare(name)
        parameters.setdefault(name.strip().upper(), []).append(value)
    return Property(number, found[1].upper(), parameters, found[3])


def split_escaped(text: str, separator: str) -> list[str]:
    """The parts between separators that have no backslash; the escapes stay in the parts."""
    parts = [""]
    for token in re.findall(r"\\.|[^\\]+?|\\", text, re.DOTALL):
        if token == separator:
            parts.append("")
        else:
            parts[-1] += token
    return parts


def _bare(value: str) -> str:
    plain = value.strip().lower()
    if plain in {"quoted-printable", "base64", "7bit", "8bit"}:
        return "ENCODING"
    return "TYPE"


def _words(value: str) -> list[str]:
    return [word.strip() for word in value.replace('"', "").split(",")]


def _physical(lines: Iterator[str]) -> Iterator[tuple[int, str]]:
    """Lines with their numbers, `END:VCARDBEGIN:VCARD` apart and byte order marks left out."""
    for number, text in enumerate(lines, start=1):
        line = text.rstrip("\r\n").removeprefix(BOM)
        ended = END.match(line)
        if ended and BEGIN.match(line, ended.end()):
            yield number, line[: ended.end()]
            line = line[ended.end() :]
        yield number, line


def _versioned(lines: Iterator[str]) -> Iterator[tuple[int, str, bool]]:
    """Physical lines with their numbers, and whether their card is of version 2.1.

    VERSION need not come first: what stands before it waits for it.
    """
    waiting: list[tuple[int, str]] = []
    old = waits = False
    for number, line in _physical(lines):
        waits = waits or BEGIN.fullmatch(line) is not None
        version = _VERSION.fullmatch(line) if waits else None
        if waits and version is None and not END.fullmatch(line):
            waiting.append((number, line))
            continue
        if waits:
            old, waits = version is not None and version[1] == "2.1", False
            yield from ((first, text, old) for first, text in waiting)
            waiting.clear()
        yield number, line, old
    yield from ((first, text, old) for first, text in waiting)


def _unfolded(lines: Iterator[str]) -> Iterator[tuple[int, str]]:
    """Whole lines, each with the number of its first."""
    pieces: list[str] = []
    head, start = "", 0
    for number, line, old in _versioned(lines):
        if pieces and (piece := _continuation(head, pieces[-1], line, old)) is not None:
            if "QUOTED-PRINTABLE" in head and pieces[-1].endswith("="):
                pieces[-1] = pieces[-1][:-1]
            pieces.append(piece)
            continue
        if pieces:
            yield start, "".join(pieces)
        pieces, start = [line], number
        head = line.partition(":")[0].upper()
    if pieces:
        yield start, "".join(pieces)


def _continuation(head: str, last: str, line: str, old: bool) -> str | None:
    """What `line` adds to the line begun with `head`, or None where it begins one of its own."""
    # Not strip() alone: the last byte of "à" is one that it takes for a blank.
    folded = line[:1] in {" ", "\t"} and line.strip(" \t") != ""
    if "QUOTED-PRINTABLE" in head:
        if last.endswith("="):
            return line
        return line[1:] if folded else None
    if "BASE64" in head or "ENCODING=B" in head:
        # Some write the lines of a photo without the space.
        return line.strip() if folded or _BASE64_LINE.fullmatch(line.strip()) else None
    if folded:
        # Version 2.1 folds at a space that is the text's own, unless a character stands around it.
        cut = "CHARSET" not in head or "UTF-8" in head
        cut = cut and _CUT.search(f"{last[-3:]} {line[1:4]}") is not None
        return line if old and not cut else line[1:]
    return None
