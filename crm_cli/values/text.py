"""Plain text: folded for search and matching, checked before it is stored, made visible to show.

Text is stored as it was typed. What a terminal could take for a command, and what would reorder
a line, becomes visible only where it is shown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from crm_cli.errors import BadValue

# Patterns are texts, which `re` compiles once when they are first used: reading commands start
# faster when they need none.

# Letters that Unicode does not decompose, yet people search without their stroke or ligature.
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ŧ": "t", "æ": "ae", "œ": "oe"}
)
# Nothing to see: soft hyphen, zero-width characters, direction marks, variation selectors.
_UNSEEN = "[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]+"
# The voicing marks of kana make another letter (か, が), they are no accents.
_VOICING = "\u3099\u309a"


def fold(text: str) -> str:
    """`text` for search and matching: no case, no accents, full-width as half-width.

    Chinese, Japanese and Korean characters stay. Folding twice gives the same as folding once.
    """
    if text.isascii():
        return text.lower()
    if re.fullmatch(_LATIN, text):
        return text.translate(_folded_letters)
    return _fold(text)


class _Letters(dict[int, str]):
    """Of characters that fold alone, whatever stands beside them: what each becomes."""

    def __missing__(self, code: int) -> str:
        found = self[code] = _fold(chr(code))
        return found


_LATIN = "[\x00-\u024f]*"
_folded_letters = _Letters()


@lru_cache(maxsize=4096)
def _fold(text: str) -> str:
    apart = unicodedata.normalize("NFKD", re.sub(_UNSEEN, "", text))
    bare = "".join([char for char in apart if not unicodedata.combining(char) or char in _VOICING])
    # NFC puts Hangul syllables and voiced kana together again.
    return unicodedata.normalize("NFC", bare.casefold().translate(_LETTERS))


def like(text: str) -> str:
    """`text` with the wildcards of LIKE escaped by a backslash."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


def expanded(text: str) -> str:
    """`text` folded, with ä, ö, ü as ae, oe, ue: what two German spellings of a name share."""
    if text.isascii():
        return fold(text)
    return fold(unicodedata.normalize("NFC", text).translate(_UMLAUTS))


def spellings(word: str) -> list[str]:
    """A word folded, then how else it may stand in a folded text: juergen, jurgen (from Jürgen).

    Folding drops the dots of an umlaut; whether there were any, the text that was folded tells.
    """
    plain, other = fold(word), expanded(word)
    places = [match.end() for match in re.finditer("[aou](?=e)", plain)][:3]
    if other != plain or not places:
        return list(dict.fromkeys((plain, other)))
    single = (plain[:place] + plain[place + 1 :] for place in places)  # baeuerle: Bäuerle
    return list(dict.fromkeys((plain, *single, re.sub("(?<=[aou])e", "", plain))))


def check_text(text: str) -> str:
    """`text` itself, when a database can keep it; BadValue on NUL and on what is not Unicode."""
    if "\0" in text:
        raise BadValue(
            "the text {text} has a NUL character, which cannot be stored",
            hint="remove the NUL character",
            text=brief(text),
        )
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise BadValue(
                "the text {text} is not valid UTF-8",
                hint="type it in UTF-8 (is your terminal's locale UTF-8?)",
                text=brief(text),
            ) from None
    return text


_UNSAFE = (
    "\r\n|[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def visible(text: str, *, newline: bool = False) -> str:
    """`text` as a terminal may show it: control characters and direction marks become visible.

    C0 and DEL are in caret notation (`^[`), C1, direction marks and halves of surrogate pairs are
    `<U+202E>`; a tab is a space, and a line end is `⏎`, or stays one when `newline` is set.
    """
    if text.isprintable():
        return text
    return re.sub(_UNSAFE, _with_newlines if newline else _on_one_line, text)


def _on_one_line(match: re.Match[str]) -> str:
    char = match[0]
    if char in ("\n", "\r\n", "\u2028", "\u2029"):
        return "⏎"
    if char == "\t":
        return " "
    if char < " " or char == "\x7f":
        return "^" + chr(ord(char) ^ 0x40)
    return f"<U+{ord(char):04X}>"


def _with_newlines(match: re.Match[str]) -> str:
    shown = _on_one_line(match)
    return "\n" if shown == "⏎" else shown


def brief(text: str, limit: int = 60) -> str:
    """`text` for a message: cut to `limit` characters, with an ellipsis when something is left."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def nearest(text: str, names: Iterable[str]) -> str:
    """The one of `names` that `text` was likely meant to be; "" when none is near to it."""
    from rapidfuzz import fuzz, process

    folded = {name: fold(name) for name in names}
    near = process.extractOne(fold(text), folded, scorer=fuzz.ratio, score_cutoff=60)
    return "" if near is None else str(near[2])
