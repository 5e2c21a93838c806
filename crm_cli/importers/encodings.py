"""Which encoding a file is in: certain, said by the user, or refused with candidates.

UTF-8, and whatever a byte order mark announces, is certain and checked strictly over the whole
file before the first row is given. Anything else is named by the user; `rank` says which names
are likely. Nothing is ever replaced or ignored while decoding.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from crm_cli.errors import BadContent, UsageError
from crm_cli.importers.magic import HEAD, bom_encoding, utf16_guess

CHUNK = 1 << 20
AUTO = "auto"  # the encoding to ask for when one plausible candidate may be taken unasked

# In the order in which equals are named. cp932, cp950 and cp949 are what Windows calls
# Shift-JIS, Big5 and EUC-KR: supersets of them, and what files are in.
CANDIDATES = (
    "gb18030",
    "big5",
    "shift_jis",
    "euc_kr",
    "euc_jp",
    "cp1252",
    "cp1250",
    "cp1251",
    "cp1254",
    "mac_roman",
)
_CODECS = {
    "big5": "cp950",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
}
_NOT_TEXT = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "unicode"}

PLAUSIBLE = 0.9  # plausibility from which a candidate may be the right one
MARGIN = 0.05  # how far behind the first the second must be for the first to stand alone

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


class Candidate(NamedTuple):
    """An encoding that decodes the whole file. `plausibility` is from 0 (noise) to 1 (words)."""

    encoding: str
    plausibility: float
    samples: list[str]  # the first lines with other characters than ASCII, as it would read them


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
        nul, inert = _scan(stream, codec)
    except UnicodeDecodeError:
        if not guess or bom:
            raise _undecodable(stream, name, codec, encoding or bom) from None
        if wide := utf16_guess(head):
            raise _unmarked(name, wide) from None
        return _unknown(stream, name, take=encoding is not None)
    if guess and not bom and nul and (wide := utf16_guess(head)):
        raise _unmarked(name, wide)
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


def codec_of(encoding: str) -> str:
    """The codec that files said to be in this encoding are in; LookupError for an unknown name."""
    name = codecs.lookup(encoding).name
    return _CODECS.get(name, name)


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
            hint="--encoding utf-8, " + ", ".join(CANDIDATES),
            name=encoding,
        )
    if known.name == "utf-8":
        return "utf-8-sig"
    # A mark at the beginning is no part of the text, also where the byte order was said.
    return bom if bom and known.name.startswith(bom) else known.name


def _texts(stream: BinaryIO, codec: str) -> Iterator[str]:
    """The stream decoded from its beginning, by chunks."""
    decoder = codecs.getincrementaldecoder(codec)("strict")
    stream.seek(0)
    while chunk := stream.read(CHUNK):
        yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)


def _scan(stream: BinaryIO, codec: str) -> tuple[bool, bool]:
    nul = inert = False
    quote_last = False
    try:
        for text in _texts(stream, codec):
            nul = nul or "\0" in text
            inert = inert or quote_last or _INERT.search(text) is not None
            quote_last = text.endswith("'")
    finally:
        stream.seek(0)
    return nul, inert


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
    others = _likely([one for one in rank(stream) if one.encoding != said])
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
    ranked = rank(stream)
    if take and (chosen := alone(ranked)):
        codec = _codec(chosen.encoding, "")
        nul, inert = _scan(stream, codec)
        sample = chosen.samples[0] if chosen.samples else ""
        notice = f"read as {chosen.encoding}, the only likely encoding: {sample}"
        sure = f"likely: of {len(ranked)} that can be, the only one that gives words"
        return Survey(chosen.encoding, codec, nul, inert, [notice], sure)
    raise not_utf8(stream, name, ranked)


def not_utf8(stream: BinaryIO, name: str, ranked: list[Candidate] | None = None) -> BadContent:
    """The refusal of a file that is not UTF-8, with its first bad byte and the likely encodings."""
    line, byte = _bad_byte(stream, "utf-8")
    likely = _likely(rank(stream) if ranked is None else ranked)
    return BadContent(
        "{file} is not UTF-8: byte {byte} on line {line}",
        hint="say its encoding: " + _choices(likely) if likely else "say its encoding: --encoding",
        file=name,
        byte=byte,
        line=line,
        encodings={one.encoding: _short(one.samples) for one in likely},
        **_examples(likely),
    )


def alone(ranked: list[Candidate]) -> Candidate | None:
    """The first, if it is plausible and no other comes near it."""
    if not ranked or ranked[0].plausibility < PLAUSIBLE:
        return None
    if len(ranked) > 1 and ranked[1].plausibility > ranked[0].plausibility - MARGIN:
        return None
    return ranked[0]


def _likely(ranked: list[Candidate]) -> list[Candidate]:
    """The few worth naming: the plausible ones, else the best of the others."""
    return ([one for one in ranked if one.plausibility >= PLAUSIBLE] or ranked)[:3]


def _choices(candidates: list[Candidate]) -> str:
    """A hint's template: `--encoding gb18030 (reads {sample0}), big5 (reads {sample1})`."""
    shown = [
        f"{one.encoding} (reads {{sample{place}}})" if one.samples else one.encoding
        for place, one in enumerate(candidates)
    ]
    return "--encoding " + " or ".join(shown)


def _examples(candidates: list[Candidate]) -> dict[str, object]:
    return {f"sample{n}": _short(one.samples) for n, one in enumerate(candidates)}


def _short(samples: list[str]) -> str:
    """The part of the first sample line around its first character beyond ASCII."""
    if not samples:
        return ""
    line = samples[0]
    first = next((place for place, char in enumerate(line) if char > "\x7f"), 0)
    start = max(0, first - 8)
    return line[start : start + 20].strip(" ,;\t|\"'")


def rank(stream: BinaryIO) -> list[Candidate]:
    """The encodings that decode the whole stream strictly, the most plausible first.

    The stream is left at its beginning. Of encodings that read the same text only the first is
    named: there is nothing to choose between them.
    """
    from crm_cli.importers.plausible import Evidence

    found: list[Candidate] = []
    seen: set[int] = set()
    for encoding in CANDIDATES:
        evidence = Evidence()
        try:
            for text in _texts(stream, _codec(encoding, "")):
                evidence.add(text)
        except UnicodeDecodeError:
            continue
        if evidence.digest in seen:
            continue
        seen.add(evidence.digest)
        found.append(Candidate(encoding, evidence.plausibility(encoding), evidence.samples))
    stream.seek(0)
    # sorted() is stable: equals stay in the order of CANDIDATES.
    return sorted(found, key=lambda one: one.plausibility, reverse=True)
