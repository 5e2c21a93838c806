"""The small parts of the one-line log: clauses, and the bits between and in them.

A bit is a duration, a #tag, a deal (D12), a feeling, :) or :(, or a new deal (+deal 12k "title").
"""

from __future__ import annotations

import re
from typing import NamedTuple

from crm_cli.errors import BadValue
from crm_cli.services.log_parts.words import SHORTENED

_QUOTED = '"[^"]*"|“[^”]*”|「[^」]*」|『[^』]*』'
_ADDRESS = r"[a-zA-Z][\w+.-]{0,20}://[^\s，；。]+|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+"
_BREAK = r"[,，;；。\n]|[.!！](?=\s|$)|(?<=\s)[-–—](?=\s)"
# "… and will send it" is a clause of its own.
_BREAK += (
    r"|(?i:(?<=\s)(?:and|but|so) (?=(?:i|we)(?:['’]ll| will| need to| must| have to)\b"
    r"|will \w|please ))"
)
_DEAL = rf"\+deal\b([^,，;；。\"“「『]*)({_QUOTED})"
_HAN_DURATION = r"(?:[0-9.]+|[零一二两三四五六七八九十百半]+)\s*(?:个|小时|钟头|分|刻|秒)"
_NUMBERS = "an?|half|one|two|three|four|five|six|ten|fifteen|twenty|forty|quarter"
_LONGEST = 16  # characters of a Chinese duration
FEELINGS = {":)": "positive", ":(": "negative"}


class Bit(NamedTuple):
    """A bit: what it is (duration, tag, deal, sentiment, new), its text, and where it ends."""

    kind: str
    text: str
    end: int


def clauses(text: str) -> list[tuple[str, str]]:
    """The clauses of `text`, each after the mark that separates it from the one before.

    No mark counts inside a number, an address or quotation marks, nor the full stop of "Dr.".
    """
    found: list[tuple[str, str]] = []
    start, mark = 0, ""
    for match in re.finditer(f"(?P<whole>{_QUOTED}|{_ADDRESS})|{_BREAK}", text):
        if match["whole"] is not None or _inside(text, match):
            continue
        found.append((mark, text[start : match.start()].strip()))
        start, mark = match.end(), match[0]
    found.append((mark, text[start:].strip()))
    return found


def _inside(text: str, match: re.Match[str]) -> bool:
    before, after = text[: match.start()], text[match.end() :]
    if match[0] in ",，":
        return before[-1:].isdigit() and after[:1].isdigit()
    if match[0] == ".":
        word = re.search(r"(\S*)$", before)
        last = word[1].lower() if word else ""
        initial = len(last) == 1 and before[-1:].isupper()
        return bool(after.strip()) and (last in SHORTENED or initial)
    return False


def bit_at(text: str) -> Bit | None:
    """The bit that `text` begins with; None when it begins with none.

    Raises BadValue for a duration of no length or more than a day.
    """
    if match := re.match(r"[#＃]([^\s,，;；。#＃:：]+)", text):
        return Bit("tag", match[1], match.end())
    if text[:2] in FEELINGS and not re.match(r"\w", text[2:]):
        return Bit("sentiment", FEELINGS[text[:2]], 2)
    if match := re.match(r"[dD][1-9][0-9]{0,17}(?!\w)", text):
        return Bit("deal", match[0], match.end())
    if re.match(r"\+deal\b", text):
        new = re.match(_DEAL, text)
        return Bit("new", text[5 : new.end()].strip(), new.end()) if new else None
    return _duration(text)


def _duration(text: str) -> Bit | None:
    lead = re.match(r"for\s+(?=\S)", text)
    start = lead.end() if lead else 0
    rest = text[start:]
    if re.match(_HAN_DURATION, rest):
        for length in range(min(_LONGEST, len(rest)), 0, -1):
            if _reads(rest[:length]) and not re.match("[前后以之]", rest[length:]):
                return Bit("duration", rest[:length], start + length)
        return None
    if not re.match(f"(?i)[0-9]|(?:{_NUMBERS}) ", rest):
        return None
    ends = [match.end() for match in re.finditer(r"\S+", rest[:60])][:7]
    for end in reversed(ends):
        word = rest[:end].rstrip(",.;:，；。：")
        after = rest[len(word) :]
        if _reads(word) and not re.match(r"\s+(ago|later|from now)\b", after):
            return Bit("duration", word, start + len(word))
    return None


def _reads(text: str) -> bool:
    """Whether `text` is a duration with its unit."""
    from crm_cli.values.durations import measure, read_duration

    if text != text.strip() or re.search(r"(?:^|\s)[0-9:.,]+$", text):
        return False  # "1h 30 seats" is no hour and a half
    try:
        if measure(text) is None:
            return False
    except BadValue:
        if re.search(r"\s", text):
            return False
        raise
    read_duration(text)
    return True


def new_deal(text: str) -> tuple[str, str]:
    """The amount (may be empty) and the title of `12k "title"`, as they stand after +deal."""
    match = re.search(_QUOTED, text)
    assert match is not None
    return text[: match.start()].strip(), match[0][1:-1].strip()
