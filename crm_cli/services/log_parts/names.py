"""Whom a sentence means: the person or company whose name its next words are.

Looked for among the people and companies of the database, the longest name first: their whole
names, the first or some words of them (Jane for Jane Smith), and in Chinese also a company with a
name (华为的张伟) and a surname with a title (张总, 华为的张总).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from crm_cli.database import Reader, Rows
from crm_cli.errors import UsageError
from crm_cli.services import references
from crm_cli.services.log_parts.words import (
    COMMON,
    HONORIFICS,
    JOBS,
    OPENERS,
    OPENERS_HAN,
    PREPOSITIONS,
    TITLES,
)
from crm_cli.services.references import like
from crm_cli.values.names import read_name
from crm_cli.values.text import fold

MOST_WORDS = 8  # of a name
MOST_HAN = 24  # characters of a Chinese company and name
_HAN = r"[\u3007\u3400-\u9fff\uf900-\ufaff]"
_REGION = rf"[^\s,，;；。:：#＃、@+&()（）]{{1,{MOST_HAN}}}"
_JOINED = "和|、|及|与"
_TITLE = f"(?:{'|'.join(TITLES)})"
_LIVE = "coalesce(deleted_at, '') = ''"


class Fit(NamedTuple):
    """Records that the first `end` characters of a text may mean; `level` 0 is a whole name."""

    end: int
    level: int
    noun: str
    rows: Rows
    title: str = ""


class Stranger(NamedTuple):
    """A name that nobody has, and the company that stood with it."""

    end: int
    name: str
    company: str = ""


def find(reader: Reader, text: str, *, whole: bool = False) -> Fit | Stranger:
    """Whom the beginning of `text` means, or all of it.

    Raises UsageError where no name begins, or where it is not clear where a name ends.
    """
    lead = re.match(rf"(?i)(?:(?:{'|'.join(HONORIFICS)})\.?\s+)?", text)
    start = lead.end() if lead else 0
    rest = text[start:]
    region = re.match(_REGION, rest)
    if region and re.search(_HAN, region[0]):
        found: Fit | Stranger = _han(reader, rest, region[0], whole)
    else:
        found = _latin(reader, rest, whole)
    return found._replace(end=found.end + start)


def companies(reader: Reader, text: str) -> Fit | None:
    """The companies that the beginning of `text` names: the most words of it that one has."""
    words = _words(text)
    region = re.match(_REGION, text)
    if region and re.match(_HAN, text):
        fits = [fit for fit in _starting(reader, region[0]) if fit.noun == "company"]
        named = references.named(reader, "company", region[0])
        if named and (not fits or fits[0].end < len(region[0])):
            return Fit(len(region[0]), 1, "company", named)
        return fits[0] if fits else None
    best = _best(_by_words(reader, "company", words)) if words.raw else None
    return None if best is None or _goes_on(text, best) else best


# Names in words ---------------------------------------------------------------------------


class _Words(NamedTuple):
    raw: list[str]  # folded, with their marks
    bare: list[str]  # folded, without
    ends: list[int]
    limit: int  # how many of them stand before a mark that separates clauses


def _words(text: str) -> _Words:
    raw: list[str] = []
    bare: list[str] = []
    ends: list[int] = []
    limit: int | None = None
    for match in re.finditer(r"\S+", text[:400]):
        word = match[0]
        if len(raw) == MOST_WORDS or re.match(r"[@#＃]|:[()]|\+deal\b", word):
            break
        latin = re.match(rf"[^\u3400-\u9fff，；。：]+(?={_HAN}|[，；。：])", word)
        word = latin[0] if latin else word
        raw.append(fold(word))
        bare.append(fold(word).strip(".,;:!?\"'()（）"))
        ends.append(match.start() + len(word))
        if limit is None and (latin or re.search(r"[,;:]$", word)):
            limit = len(raw)
        if latin:
            break
    return _Words(raw, bare, ends, len(raw) if limit is None else limit)


def _latin(reader: Reader, text: str, whole: bool) -> Fit | Stranger:
    words = _words(text)
    if not words.raw or not any(letter.isalpha() for letter in words.bare[0]):
        raise _nobody(text)
    fits = [*_by_words(reader, "contact", words), *_by_words(reader, "company", words)]
    if whole:
        fits = [fit for fit in fits if not text[fit.end :].strip()]
    best = _best(fits)
    if best is None or (not whole and _goes_on(text, best)):
        return _stranger(text, words, whole, known=best)
    if best.noun == "company" and (more := re.match(rf"\s*的?\s*(?={_HAN})", text[best.end :])):
        inner = _within(reader, text[best.end + more.end() :], [row["id"] for row in best.rows])
        if inner and more[0].strip():
            return inner._replace(end=inner.end + best.end + more.end())
    return best


def _by_words(reader: Reader, noun: str, words: _Words) -> list[Fit]:
    """The fits of each record of a noun, by how many of the words are its name."""
    first = words.bare[0]
    if not first:
        return []
    groups: dict[tuple[int, int], Rows] = {}
    for row in _containing(reader, noun, first):
        raw = fold(row["name"] or "").split()
        bare = [word.strip(".,;:!?\"'()（）") for word in raw]
        size = len(raw)
        fits = 0 < size <= len(words.raw) and words.raw[: size - 1] == raw[:-1]
        if fits and words.bare[size - 1] == bare[-1]:
            groups.setdefault((size, 0), []).append(row)
            continue
        count = 0
        while count < words.limit and words.bare[count] in bare:
            count += 1
        if count and not (count == 1 and first in COMMON):
            level = 0 if count == size else 1 if bare[:count] == words.bare[:count] else 2
            groups.setdefault((count, level), []).append(row)
    return [Fit(_end(words, count), level, noun, rows) for (count, level), rows in groups.items()]


def _end(words: _Words, count: int) -> int:
    """Where the first words end, without the mark behind them."""
    raw, bare = words.raw[count - 1], words.bare[count - 1]
    trailing = len(raw) - len(raw.rstrip(".,;:!?")) if bare else 0
    return words.ends[count - 1] - trailing


def _containing(reader: Reader, noun: str, word: str) -> Rows:
    """The live records that have `word` in what they are searched by; short ones as a word."""
    condition, params = "search_text LIKE :part ESCAPE '\\'", {"part": f"%{like(word)}%"}
    if len(word) <= 2:
        ends = [" ", "\n", ""]
        patterns = [f"{like(word)}{end}%" if end else like(word) for end in ends]
        patterns += [f"% {like(word)}{end}%" if end else f"% {like(word)}" for end in ends]
        params = {f"p{number}": pattern for number, pattern in enumerate(patterns)}
        each = " OR ".join(f"search_text LIKE :{name} ESCAPE '\\'" for name in params)
        condition = f"({each})"
    return _rows(reader, noun, condition, params)


def _rows(reader: Reader, noun: str, condition: str, params: Mapping[str, Any]) -> Rows:
    more = ", company_id, job_title" if noun == "contact" else ""
    return reader.rows(
        f"SELECT id, name{more} FROM {noun} WHERE {condition} AND {_LIVE} ORDER BY id", params
    )


def _best(fits: list[Fit]) -> Fit | None:
    """The longest; among equals the closest, and people before companies."""
    order = {"contact": 0, "company": 1}
    return min(fits, key=lambda fit: (-fit.end, fit.level, order[fit.noun]), default=None)


def _goes_on(text: str, fit: Fit) -> bool:
    """Whether the name may be longer than what fits part of a name: Jane Smyth is no Jane Smith."""
    if fit.level == 0:
        return False
    word = re.match(r"\s+([^\s,，;；。:：@#]+)", text[fit.end :])
    if not word or re.match(r"[dD][1-9]\d*$|\d", word[1]):
        return False
    capital = text[:1].isupper() and word[1][:1].isupper()
    if capital and not re.match(r"I\b|I'|Re$|About$|And$|At$", word[1]):
        return True
    if fold(word[1]) in (*OPENERS, "and", "at"):
        return False
    from rapidfuzz import fuzz

    names = {part for row in fit.rows for part in fold(row["name"]).split()}
    return len(word[1]) > 3 and any(fuzz.ratio(fold(word[1]), part) >= 75 for part in names)


def _stranger(text: str, words: _Words, whole: bool, known: Fit | None) -> Stranger:
    """The name that nobody has: up to what ends it, or its words with a capital letter."""
    count, capital = 0, text.lstrip()[:1].isupper()
    starts = [0, *words.ends]
    while count < words.limit:
        word = text[starts[count] : words.ends[count]].strip()
        if (
            not whole
            and count
            and (
                fold(word).strip(".,:;") in (*OPENERS, "and", "at", "&", "+", "-")
                or word[:1].isdigit()
                or re.match(r"[dD][1-9]\d*$", word)
                or (capital and not word[:1].isupper() and fold(word) not in _PARTICLES)
            )
        ):
            break
        count += 1
    if not count or fold(words.bare[0]) in OPENERS:
        raise _nobody(text)
    end = _end(words, count)
    if not whole and not capital and count > 3:
        raise UsageError(
            "cannot tell where the name ends in {text!r}",
            hint="put a comma after the name, or write it with capital letters",
            text=text[:60],
        )
    if known is not None:
        end = max(end, known.end)
    return Stranger(end, " ".join(text[:end].split()))


_PARTICLES = (
    *("van", "von", "de", "der", "den", "di", "da", "del", "la", "le", "du", "dos", "y", "bin"),
    *("al", "ter"),
)


def _nobody(text: str) -> UsageError:
    return UsageError(
        "it does not say with whom" + (": {text!r} begins with no name" if text.strip() else ""),
        hint='crm log "called Jane Smith about the quote"',
        text=text[:60],
    )


# Names in Chinese characters ----------------------------------------------------------------


def _han(reader: Reader, text: str, region: str, whole: bool) -> Fit | Stranger:
    if whole:
        region = text.strip()
    fits = _starting(reader, region)
    for fit in [fit for fit in fits if fit.noun == "company"]:
        after = re.match("的?", region[fit.end :])
        skip = fit.end + (after.end() if after else 0)
        inner = _within(reader, region[skip:], [row["id"] for row in fit.rows])
        if inner:
            fits.append(inner._replace(end=inner.end + skip))
    fits += _titled(reader, region) + _belonging(reader, region)
    if re.match(r"[A-Za-z]", region):
        words = _words(text)
        fits += [*_by_words(reader, "contact", words), *_by_words(reader, "company", words)]
    ending = [fit for fit in fits if fit.rows and _ends(text, fit, whole)]
    best = _best(ending)
    stranger = _han_stranger(region, whole)
    if best is None or (stranger.company and stranger.end > best.end):
        if not stranger.name or stranger.name[0] in PREPOSITIONS:
            raise _nobody(region)
        return stranger
    return best


def _starting(reader: Reader, region: str) -> list[Fit]:
    """People and companies whose names the region begins with, and companies by their beginning."""
    start = fold(region[:2])
    fits: dict[tuple[str, int, int], Rows] = {}
    if not start:
        return []
    pattern = {"start": f"{like(start)}%"}
    for noun in ("contact", "company"):
        for row in _rows(reader, noun, "search_text LIKE :start ESCAPE '\\'", pattern):
            name = row["name"].strip()
            if len(name) > 1 and fold(region[: len(name)]) == fold(name):
                fits.setdefault((noun, len(name), 0), []).append(row)
            elif noun == "company":
                for length in range(_common(region, name), 1, -1):
                    fits.setdefault((noun, length, 1), []).append(row)
    found = [Fit(end, level, noun, rows) for (noun, end, level), rows in fits.items()]
    return sorted(found, key=lambda fit: (-fit.end, fit.level))


def _common(one: str, other: str) -> int:
    """How many characters both begin with."""
    return next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if fold(a) != fold(b)),
        min(len(one), len(other)),
    )


def _within(reader: Reader, text: str, company_ids: list[int]) -> Fit | None:
    """The people of these companies whom the beginning of `text` names, in full or by title."""
    if not text or not company_ids:
        return None
    ids = {f"o{number}": id for number, id in enumerate(company_ids[:200])}
    within = f"company_id IN ({', '.join(f':{name}' for name in ids)})"
    rows = _rows(reader, "contact", within, ids)
    full: dict[int, Rows] = {}
    for row in rows:
        name = row["name"].strip()
        if name and fold(text[: len(name)]) == fold(name):
            full.setdefault(len(name), []).append(row)
    if full:
        return Fit(max(full), 0, "contact", full[max(full)])
    match = re.match(f"({_HAN}{{1,2}}?)({_TITLE})", text)
    if not match:
        return None
    family = _family(match[1])
    found = [row for row in rows if _family_of(row["name"]) == family]
    return Fit(match.end(), 1, "contact", _by_job(found, match[2]), match[2]) if found else None


def _titled(reader: Reader, region: str) -> list[Fit]:
    """A surname with a title, alone (张总) or after a company (华为的张总)."""
    fits = []
    for match in re.finditer(f"({_HAN})(?={_TITLE})", region):
        title = re.match(_TITLE, region[match.end() :])
        assert title is not None
        compound = _family(region[max(match.start() - 1, 0) : match.end()])
        start = match.end() - (2 if len(compound) == 2 else 1)
        company, family = region[:start].removesuffix("的"), _family(region[start : match.end()])
        end = match.end() + title.end()
        if not company:
            rows = _rows(reader, "contact", "family_name = :family", {"family": family})
            fits.append(Fit(end, 1, "contact", _by_job(rows, title[0]), title[0]))
            continue
        named = references.named(reader, "company", company)
        inner = _within(reader, region[start:], [row["id"] for row in named])
        if inner:
            fits.append(inner._replace(end=inner.end + start))
        break
    return fits


def _belonging(reader: Reader, region: str) -> list[Fit]:
    """A company, 的, and a person of it."""
    fits = []
    for match in re.finditer("的", region):
        company = region[: match.start()]
        if company:
            named = references.named(reader, "company", company)
            inner = _within(reader, region[match.end() :], [row["id"] for row in named])
            if inner:
                fits.append(inner._replace(end=inner.end + match.end()))
    return fits


def _family(text: str) -> str:
    """The surname that `text` is or ends with: 欧阳 of 欧阳, 张 of 张."""
    if len(text) < 2:
        return text
    return text if read_name(text + "总").family == text else text[-1]


def _family_of(name: str) -> str:
    return read_name(name).family if name.strip() else ""


def _by_job(rows: Rows, title: str) -> Rows:
    """Of several people, those whose job the title fits, if there are any."""
    if len(rows) < 2:
        return rows
    jobs = JOBS.get(title, ())
    return [row for row in rows if any(job in (row["job_title"] or "") for job in jobs)] or rows


def _ends(text: str, fit: Fit, whole: bool) -> bool:
    """Whether a name can end there: nothing follows that could be more of it."""
    after = text[fit.end :]
    if whole:
        return not after.strip()
    more = (
        f"(?:{_JOINED}|{'|'.join(OPENERS_HAN)}|[零一二两三四五六七八九十半]+个?(?:半|小时|分|刻))"
    )
    return not re.match(_HAN, after) or bool(re.match(more, after))


def _han_stranger(region: str, whole: bool) -> Stranger:
    """The name that nobody has, with its company, as far as the text tells them apart."""
    end = len(region)
    if not whole:
        stop = re.search(f"{_JOINED}|{'|'.join(OPENERS_HAN)}|[0-9]|(?<=.)半", region)
        end = stop.start() if stop else end
    name, company = region[:end], ""
    titled = list(re.finditer(f"{_HAN}(?={_TITLE})", name))
    if titled:
        first = titled[0]
        title = re.match(_TITLE, name[first.end() :])
        assert title is not None
        compound = _family(name[max(first.start() - 1, 0) : first.end()])
        start = first.end() - (2 if len(compound) == 2 else 1)
        company, end = name[:start].removesuffix("的"), first.end() + title.end()
        name = name[start:end]
    elif "的" in name.strip("的"):
        company, _, name = name.rpartition("的")
    return Stranger(end, name, company)
