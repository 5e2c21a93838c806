"""Which encoding a file is in: certain, said by the user, or refused with candidates.

UTF-8, and whatever a byte order mark announces, is certain and checked strictly over the whole
file before the first row is given. Anything else is named by the user; `rank` says which names
are likely. Nothing is ever replaced or ignored while decoding.
"""

from __future__ import annotations

import codecs
import re
from typing import BinaryIO, NamedTuple

from crm_cli.errors import BadContent, UsageError
from crm_cli.importers.candidates import (
    OFFERED,
    Candidate,
    Lines,
    alone,
    beyond_ascii,
    rank,
)
from crm_cli.importers.decoding import CHUNK, codec_of, texts
from crm_cli.importers.magic import HEAD, bom_encoding, utf16_guess

SHOWN = 3  # lines that are named
AUTO = "auto"  # the encoding to ask for when one plausible candidate may be taken unasked

_NOT_TEXT = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "unicode"}

# What our own export writes in front of a cell that a spreadsheet would take for a formula.
_INERT = re.compile("'[=+\\-@\t\r\n＝＋－＠]")


class Survey(NamedTuple):
    """What reading the whole file once has shown.

    `codec` is the name to decode with, `encoding` the one to show. `nul` and `inert` say whether
    a NUL, or a cell made inert for spreadsheets, may occur, so that each row need not be asked.
    """

    encoding: str
    codec: str
    nul: bool
    inert: bool
    notices: list[str]
    sure: str = ""  # how sure the encoding is, for people


def survey(stream: BinaryIO, name: str, encoding: str | None = None) -> Survey:
    """Decode the whole stream strictly; it is left at its beginning.

    `encoding` is what the user said, "auto" to take a sole plausible candidate, None for UTF-8
    or a byte order mark. UsageError for an unknown name, BadContent with the line and the likely
    encodings where a byte cannot be decoded.
    """
    stream.seek(0)
    head = stream.read(HEAD)
    stream.seek(0)
    bom = bom_encoding(head)
    guess = not encoding or encoding.lower() == AUTO
    codec = bom or "utf-8" if guess or not encoding else _codec(encoding, bom)
    try:
        nul, inert, shifted = _scan(stream, codec)
    except UnicodeDecodeError:
        if not guess or bom:
            raise _undecodable(stream, name, codec, encoding or bom) from None
        if wide := utf16_guess(head):
            raise _unmarked(name, wide) from None
        return _unknown(stream, name, take=encoding is not None)
    if guess and not bom and nul and (wide := utf16_guess(head)):
        raise _unmarked(name, wide)
    if guess and not bom and shifted:
        raise BadContent(
            "{file} has the marks of ISO-2022-JP between its characters",
            hint="--encoding iso2022_jp",
            file=name,
            wide="iso2022_jp",
        )
    shown = codec.removesuffix("-sig") if guess or not encoding else encoding.lower()
    sure = "all of it is valid" if codec == "utf-8" else "it begins with its mark"
    return Survey(shown, codec, nul, inert, [], sure if guess or not encoding else "as you say")


def _unmarked(name: str, wide: str) -> BadContent:
    return BadContent(
        "{file} has a NUL in every other byte: it seems to be UTF-16 without its mark",
        hint="--encoding {wide}",
        file=name,
        wide=wide,
    )


def _codec(encoding: str, bom: str) -> str:
    """The codec behind the name that the user gave."""
    try:
        known = codecs.lookup(codec_of(encoding))
    except (LookupError, ValueError):
        known = None
    if (
        known is None
        or known.name.replace("-", "_") in _NOT_TEXT
        or not getattr(known, "_is_text_encoding", True)
    ):
        raise UsageError(
            "no encoding is called {name}",
            hint="--encoding utf-8, gb18030, big5, shift_jis, euc_kr, cp1252, cp1250, cp1251 …",
            name=encoding,
        )
    if known.name == "utf-8":
        return "utf-8-sig"
    # A mark at the beginning is no part of the text, also where the byte order was said.
    return bom if bom and known.name.startswith(bom) else known.name


def _scan(stream: BinaryIO, codec: str) -> tuple[bool, bool, bool]:
    """Whether a NUL, a cell made inert, or a shift to two bytes a character may occur."""
    nul = inert = shifted = False
    quote_last = False
    try:
        for text in texts(stream, codec):
            nul = nul or "\0" in text
            shifted = shifted or "\x1b$" in text
            inert = inert or quote_last or _INERT.search(text) is not None
            quote_last = text.endswith("'")
    finally:
        stream.seek(0)
    return nul, inert, shifted


def _bad_byte(stream: BinaryIO, codec: str) -> tuple[int, str]:
    """The line, from 1, and the bytes (in hexadecimal) that the codec cannot decode."""
    decoder = codecs.getincrementaldecoder(codec)("strict")
    stream.seek(0)
    before = ""
    line = 1
    final = False
    while not final:
        chunk = stream.read(CHUNK)
        final = not chunk
        try:
            text = decoder.decode(chunk, final)
        except UnicodeDecodeError as error:
            good = error.object[: error.start].decode(codec, "ignore")
            stream.seek(0)
            line += _line_ends(before + good) - _line_ends(before)
            return line, error.object[error.start : error.end].hex(" ")
        line += _line_ends(before + text) - _line_ends(before)
        before = text[-1:]  # a CR here and a LF in the next chunk are one line end
    stream.seek(0)
    return line, ""


def _line_ends(text: str) -> int:
    return text.count("\n") + text.count("\r") - text.count("\r\n")


def _undecodable(stream: BinaryIO, name: str, codec: str, said: str) -> BadContent:
    line, byte = _bad_byte(stream, codec)
    others = [one for one in rank(stream) if one.encoding != said][:OFFERED]
    return BadContent(
        "{file} is not in {encoding}: byte {byte} on line {line}",
        hint="try " + _choices(others) if others else "is the file whole?",
        file=name,
        encoding=said,
        byte=byte,
        line=line,
        **_examples(others),
    )


def _unknown(stream: BinaryIO, name: str, *, take: bool) -> Survey:
    """Take the sole plausible candidate if that is allowed, else refuse and name the likely."""
    lines = beyond_ascii(stream)
    ranked = [] if lines.mostly else rank(stream, lines)
    chosen = alone(ranked)
    # A double byte may look like UTF-8 by chance, what single bytes mean does not.
    if take and chosen and not (lines.some and chosen.single):
        codec = _codec(chosen.encoding, "")
        nul, inert, _ = _scan(stream, codec)
        words = _some(chosen.words)
        notice = f"read as {chosen.encoding}, the only likely encoding: {words}"
        return Survey(chosen.encoding, codec, nul, inert, [notice], f"likely, as it gives {words}")
    raise not_utf8(stream, name, lines, ranked)


def not_utf8(
    stream: BinaryIO,
    name: str,
    lines: Lines | None = None,
    ranked: list[Candidate] | None = None,
) -> BadContent:
    """The refusal of a file that is not UTF-8: where, and what it may be in instead."""
    lines = beyond_ascii(stream) if lines is None else lines
    if lines.mostly:
        return _nearly_utf8(name, lines)
    line, byte = _bad_byte(stream, "utf-8")
    ranked = rank(stream, lines) if ranked is None else ranked
    likely = ranked[: 1 if alone(ranked) else OFFERED]
    examples = _examples(likely)
    return BadContent(
        "{file} is not UTF-8: byte {byte} on line {line}",
        hint="say its encoding: " + _choices(likely) if likely else "say its encoding: --encoding",
        file=name,
        byte=byte,
        line=line,
        encodings=dict(zip((one.encoding for one in likely), examples.values(), strict=True)),
        **examples,
    )


def _nearly_utf8(name: str, lines: Lines) -> BadContent:
    """The refusal of a file that is UTF-8 but for some lines, which are shown."""
    bad = lines.bad[:SHOWN]
    numbers = ", ".join(str(number) for number, _ in bad)
    more = f" and {lines.broken - SHOWN:,} more" if lines.broken > SHOWN else ""
    texts = [line.decode("utf-8", "backslashreplace") for _, line in bad]
    shown = {f"line{n}": _cut(text, text.find("\\x")) for n, text in enumerate(texts)}
    return BadContent(
        "{file} is UTF-8 but for {what} {numbers}{more}: " + ", ".join(f"{{{n}}}" for n in shown),
        hint="write {these} anew in UTF-8, as the others are",
        file=name,
        what="line" if lines.broken == 1 else "lines",
        these="that line" if lines.broken == 1 else "those lines",
        numbers=numbers,
        more=more,
        lines=[number for number, _ in lines.bad],
        **shown,
    )


def _choices(candidates: list[Candidate]) -> str:
    """A hint's template: `--encoding gb18030 (reads {sample0}), big5 (reads {sample1})`."""
    shown = [
        f"{one.encoding}{'' if one.whole else ', but for a byte,'} (reads {{sample{n}}})"
        for n, one in enumerate(candidates)
    ]
    return "--encoding " + " or ".join(shown)


def _examples(candidates: list[Candidate]) -> dict[str, object]:
    """The same part of the file as each candidate reads it, where they differ if they do."""
    readings = list(zip(*(one.lines for one in candidates), strict=False))
    line = max(readings, key=lambda read: len(set(read)), default=())
    columns = list(zip(*line, strict=False))
    place = max(
        range(len(columns)),
        key=lambda place: (len(set(columns[place])), columns[place][0] > "\x7f"),
        default=0,
    )
    return {f"sample{n}": _cut(text, place) for n, text in enumerate(line)}


def _cut(line: str, place: int) -> str:
    """The part of a line around a place."""
    start = max(0, place - 8)
    return line[start : start + 20].strip(" ,;\t|\"'")


def _some(words: list[str]) -> str:
    """The first words, as many as fit."""
    shown = words[:1]
    for word in words[1:]:
        if sum(map(len, shown)) + len(word) > 40:
            break
        shown.append(word)
    return ", ".join(shown) + (" …" if len(shown) < len(words) else "")
