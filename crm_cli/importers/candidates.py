"""Which encodings a file may be in that is not UTF-8, by the words that each of them reads."""

from __future__ import annotations

import io
from typing import BinaryIO, NamedTuple

from crm_cli.importers.decoding import codec_of, texts

# How much more the second must cost (nats, share of the first) for the first to stand alone.
MARGIN, SHARE = 20.0, 0.15
LINES = 4000  # different lines with other characters than ASCII that are looked at
KEPT = 20 * LINES  # different lines out of which they are taken, evenly
FEW = 4  # words with a damaged byte among so few show nothing
OFFERED = 3  # encodings that are named where none stands alone


class Candidate(NamedTuple):
    """An encoding and what it reads: the `whole` file, or all but a few bytes of it.

    `cost` is how unlikely its words are, comparable among the candidates for one file; `by_letter`
    the same by letter, up to 1 in what people write.
    """

    encoding: str
    cost: float
    by_letter: float
    single: bool  # a byte a character
    whole: bool
    words: list[str]  # those with other characters than ASCII
    lines: list[str]


class Lines(NamedTuple):
    """The lines of a file with other characters than ASCII.

    `bad` are the first of those that are no UTF-8, with their numbers, `broken` is how many there
    are. `mostly` is whether most of the lines are UTF-8, or are but for a byte or two; `some`
    whether any is all through.
    """

    sample: list[bytes]
    bad: list[tuple[int, bytes]]
    broken: int
    mostly: bool
    some: bool


def beyond_ascii(stream: BinaryIO) -> Lines:
    """The lines with other characters than ASCII; the stream is left at its beginning."""
    stream.seek(0)
    text = io.TextIOWrapper(stream, "latin-1")  # a character a byte, and any line end
    sample: dict[bytes, None] = {}
    bad: list[tuple[int, bytes]] = []
    good = nearly = count = 0
    for number, line in enumerate(text, start=1):
        if line.isascii():
            continue
        raw = line.rstrip("\n").encode("latin-1")
        if len(sample) < KEPT:
            sample[raw] = None
        read = raw.decode("utf-8", "replace")
        if marks := read.count("\ufffd"):
            count += 1
            if len(bad) < LINES:
                bad.append((number, raw))
            nearly += sum(char > "\x7f" for char in read) > 2 * marks
        else:
            good += 1
    text.detach()
    stream.seek(0)
    step = len(sample) // LINES + 1
    mostly = good + nearly >= count - nearly
    return Lines(list(sample)[::step], bad, count, mostly, good > 0)


def alone(ranked: list[Candidate]) -> Candidate | None:
    """The first, if it reads like words and no other comes near it."""
    if not ranked or not ranked[0].whole or ranked[0].by_letter > 1:
        return None
    apart = max(MARGIN, SHARE * ranked[0].cost)
    if len(ranked) > 1 and ranked[1].cost < ranked[0].cost + apart:
        return None
    return ranked[0]


def rank(stream: BinaryIO, look: Lines | None = None) -> list[Candidate]:
    """The likely encodings that decode the stream, all but a few bytes, the most likely first.

    The stream is left at its beginning. Of encodings that read the same text only the first is
    named: there is nothing to choose between them.
    """
    from crm_cli.importers.plausible import LANGUAGES, cost, is_no_text, words

    sample = b"\n".join((look or beyond_ascii(stream)).sample)
    found: list[Candidate] = []
    for encoding in LANGUAGES:
        text = sample.decode(codec_of(encoding), "replace")
        damaged = text.count("\ufffd")
        if damaged > 1 + len(text) // 1000:
            continue
        single = bool(LANGUAGES[encoding])
        several = words(text)
        if not (single and is_no_text(text)) and not (damaged and len(several) < FEW):
            lines = text.split("\n")
            costs = cost(several, encoding)
            found.append(Candidate(encoding, *costs, single, not damaged, several, lines))
    # sorted() is stable: equals stay in the order of LANGUAGES.
    ranked: dict[int, Candidate] = {}
    for one in sorted(found, key=lambda one: one.cost):
        digest = 0
        try:
            for text in texts(stream, codec_of(one.encoding)):
                digest = hash((digest, text))
            ranked.setdefault(digest, one)
        except UnicodeDecodeError:
            ranked.setdefault(hash(tuple(one.lines)), one._replace(whole=False))
        if len(ranked) > OFFERED:
            break
    stream.seek(0)
    return list(ranked.values())
