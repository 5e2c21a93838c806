"""Files in many encodings with the text that they hold, made from the lists of `words`."""

from __future__ import annotations

import io
import random
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from crm_cli.errors import BadContent
from crm_cli.importers.decoding import codec_of, texts
from crm_cli.importers.encodings import survey
from tests.importers.words import HELD, LANGUAGES

ENGLISH = (
    "Ann Lee,Bob Ray,Cat Stone,Dan Fox,Eve Hill,Jim West,Kim Day,Liz Park,Max Ford,Ray Cole",
    "London,Leeds,Boston,Dallas,Dublin,York",
    "call back,quote sent,next week,met at fair,paid,wants a demo,renewal,no answer,invoice,office",
)
SIZES = {
    "first": (1, 2, 3, 5, 8, 20, 50, 200),
    "second": (1, 2, 4, 6, 12, 30, 100),
    "held": (1, 2, 3, 4, 7, 10, 15, 40, 80, 150),
}
MIXES = {
    "cp1252": ("german", "french", "spanish", "swedish", "portuguese", "danish", "italian"),
    "cp1250": ("polish", "czech", "hungarian", "croatian", "german"),
    "cp850": ("german", "french", "spanish", "swedish"),
    "cp1257": ("lithuanian", "estonian", "german"),
    "cp1251": ("russian", "ukrainian", "bulgarian"),
}
_HEADERS = ("name,city,note,email,amount", "Name;City;Note;E-mail;Amount")


class Case(NamedTuple):
    """A file. `text` is what it held before a byte was damaged; None of two files joined."""

    kind: str  # full, capitals, sparse, mixed, bad byte, joined, utf-16
    language: str
    encoding: str
    rows: int
    data: bytes
    text: str | None

    def is_read(self, text: str) -> bool:
        """Whether this is the file's text, but for what one damaged byte can change."""
        if self.text is None or self.kind != "bad byte":
            return text == self.text
        same = _alike(text, self.text)
        rest = _alike(text[same:][::-1], self.text[same:][::-1])
        return same + rest >= max(len(text), len(self.text)) - 3


def _alike(one: str, two: str) -> int:
    """How many characters at their beginnings are the same."""
    pairs = enumerate(zip(one, two, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(two)))


def cases(part: str, sizes: tuple[int, ...] = ()) -> Iterator[Case]:
    """The corpus made from one part of the lists: "first", "second" or "held"."""
    for language, (pages, _, _) in LANGUAGES.items():
        words = _split(_list(part, language))
        for encoding in (*pages.split(), "utf-8", "utf-16", "utf-16-le", "utf-16-be"):
            for rows in sizes or SIZES[part]:
                chance = random.Random(f"{part} {language} {encoding} {rows}")
                yield from _of_language(language, encoding, rows, words, chance)
    for encoding, languages in MIXES.items():
        several = [_split(_list(part, one)) for one in languages]
        words = tuple([cell for one in several for cell in one[n]] for n in range(3))
        for rows in sizes or SIZES[part]:
            chance = random.Random(f"{part} {encoding} {rows}")
            text = _table(words, rows, chance, encoding, 1)
            yield from _case("mixed", "several", encoding, rows, text)


def _list(part: str, language: str) -> str:
    _, first, second = LANGUAGES[language]
    return {"first": first, "second": second, "held": HELD[language]}[part]


def _split(text: str) -> tuple[list[str], ...]:
    return tuple(part.split(",") for part in text.split("|"))


def _of_language(
    language: str, encoding: str, rows: int, words: tuple[list[str], ...], chance: random.Random
) -> Iterator[Case]:
    full = _table(words, rows, chance, encoding, 1)
    if encoding.startswith("utf-16"):
        yield Case("utf-16", language, encoding, rows, full.encode(encoding), full)
        return
    if encoding == "utf-8":
        yield from _damaged(language, encoding, rows, full, chance)
        return
    yield from _case("full", language, encoding, rows, full)
    if full.upper() != full and rows < 10:
        yield from _case("capitals", language, encoding, rows, full.upper())
    sparse = _table(words, rows * 5, chance, encoding, 0.15)
    yield from _case("sparse", language, encoding, rows * 5, sparse)
    yield from _damaged(language, encoding, rows, full, chance)
    utf8 = _table(words, rows, chance, "utf-8", 1).encode()
    coded = _table(words, max(1, rows // 2), chance, encoding, 1).encode(encoding)
    if not (utf8.isascii() or coded.isascii()) and not _is_utf8(coded):
        body = coded.partition(b"\n")[2]
        yield Case("joined", language, encoding, rows, utf8 + body, None)


def _case(kind: str, language: str, encoding: str, rows: int, text: str) -> Iterator[Case]:
    data = _encoded(text, encoding)
    if data is not None and not _is_utf8(data):
        yield Case(kind, language, encoding, rows, data, text)


def _damaged(
    language: str, encoding: str, rows: int, text: str, chance: random.Random
) -> Iterator[Case]:
    data = _encoded(text, encoding)
    if data is None or data.isascii():
        return
    places = [place for place in range(40, len(data)) if data[place] > 0x20]
    place = chance.choice(places)
    lowest = 0xA0 if encoding.startswith("iso") else 0x80
    bad = data[:place] + bytes([chance.randrange(lowest, 0x100)]) + data[place + 1 :]
    if not _is_utf8(bad):
        yield Case("bad byte", language, encoding, rows, bad, text)


def _encoded(text: str, encoding: str) -> bytes | None:
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return None


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _table(
    words: tuple[list[str], ...], rows: int, chance: random.Random, encoding: str, share: float
) -> str:
    """A table of words that the encoding has; `share` of the cells are in the language."""
    fit = [
        [found for cell in cells if (found := fitted(cell, encoding)) is not None]
        for cells in words
    ]
    header = chance.choice(_HEADERS)
    mark = ";" if ";" in header else ","
    if chance.random() < 0.3:
        header = mark.join([*chance.sample(fit[2], 3), "email", "amount"])
    lines = [header]
    for number in range(rows):
        cells = [
            chance.choice(own if chance.random() < share else ENGLISH[place].split(","))
            for place, own in enumerate(fit)
        ]
        cells += [f"p{number}@x.example", str(chance.randrange(1, 90_000))]
        lines.append(mark.join(cells))
    if share < 1:  # at least one word of the language
        lines.append(mark.join([fit[0][0], "London", "paid", "z@x.example", "1"]))
    return "\n".join(lines) + "\n"


def fitted(cell: str, encoding: str, errors: str = "strict") -> str | None:
    """The cell as the encoding can write it; None where it cannot and that is an error."""
    if encoding == "cp1258":  # tones are characters of their own there
        cell = "".join(
            char if _encoded(char, encoding) else _toned(char)
            for char in unicodedata.normalize("NFC", cell)
        )
    fits = errors == "ignore" or _encoded(cell, encoding) is not None
    return cell if fits else None


def _toned(char: str) -> str:
    base, *marks = unicodedata.normalize("NFD", char)
    tones = [mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323"]
    rest = "".join(mark for mark in marks if mark not in tones)
    return unicodedata.normalize("NFC", base + rest) + "".join(tones)


def verdict(case: Case) -> str:
    """What `--encoding auto` makes of a file: right, WRONG, offered (refused), or missed."""
    stream = io.BytesIO(case.data)
    nearly = case.kind == "joined" or case.encoding == "utf-8"
    try:
        found = survey(stream, "file", "auto")
    except BadContent as error:
        if nearly:
            return "offered" if error.values.get("lines") else "missed"
        choices = error.values.get("encodings") or {error.values.get("wide"): ""}
        read = [
            case.data.decode(codec_of(one), "replace") for one in choices if isinstance(one, str)
        ]
        return "offered" if any(map(case.is_read, read)) else "missed"
    text = "".join(texts(stream, found.codec))
    return "right" if case.is_read(text) and not nearly else "WRONG"
