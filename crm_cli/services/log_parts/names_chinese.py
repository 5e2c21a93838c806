"""Names in Chinese characters: 张伟, 张总, 华为的张总, 老王, 刘姐.

All whom a text may mean are read in one query for each noun: those whose names, or surnames, begin
somewhere in it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from crm_cli.database import Reader, Rows
from crm_cli.services import references
from crm_cli.services.log_parts.fits import HAN, Fit, Stranger, best, nobody, rows_of
from crm_cli.services.log_parts.names_latin import by_words, words_of
from crm_cli.services.log_parts.words import (
    JOBS,
    OPENERS_HAN,
    POLITE,
    PREPOSITIONS,
    TITLES,
    chinese,
)
from crm_cli.values.names import read_name
from crm_cli.values.text import fold

LONGEST_NAME = 4  # characters of a name that is made
_JOINED = "和|、|及|与"
_NICK = "[老小大阿]"  # before a surname
_TITLE = f"(?:{'|'.join((*TITLES, *POLITE))})"
_GOES_ON = "明[天日早晚年]|周[一二三四五六日末]|生日|生病|结婚|升职"
_SMALL_WORDS = "[年月日号点分时天个份次台件套万元块]"


class Known(NamedTuple):
    """The people and companies whose names begin somewhere in a text."""

    contacts: Rows
    companies: Rows


def known(reader: Reader, text: str) -> Known:
    """The people and companies of whom `text` may have the name."""
    folded = fold(text)
    pairs = {folded[at : at + 2] for at in range(len(folded) - 1) if re.match(HAN, folded[at])}
    if not pairs:
        return Known([], [])
    words = {f"w{number}": pair for number, pair in enumerate(sorted(pairs))}
    starts = f"substr(search_text, 1, 2) IN ({', '.join(f':{name}' for name in words)})"
    surnames = {text[at : at + long] for at in range(len(text)) for long in (1, 2)}
    families = {f"f{number}": name for number, name in enumerate(sorted(surnames))}
    among = ", ".join(f":{name}" for name in families)
    people = rows_of(
        reader, "contact", f"({starts} OR family_name IN ({among}))", {**words, **families}
    )
    return Known(people, rows_of(reader, "company", starts, words))


def find_chinese(reader: Reader, text: str, region: str, whole: bool) -> Fit | Stranger:
    """Whom the beginning of `text` means, or all of it; `region` is as far as a name may go.

    Raises UsageError for no name.
    """
    region = text.strip() if whole else region
    fits = fits_at(reader, known(reader, region), region, 0)
    if "的" in region.strip("的"):
        fits += _belonging(reader, region)
    if re.match(r"[A-Za-z]", region):
        words = words_of(text)
        fits += [*by_words(reader, "contact", words), *by_words(reader, "company", words)]
    found = best([fit for fit in fits if fit.rows and ends(text, fit, 0, whole)])
    stranger = _han_stranger(region, whole)
    if found is None or (stranger.company and stranger.end > found.end):
        if not stranger.name or stranger.name[0] in PREPOSITIONS:
            raise nobody(region)
        return stranger
    return found


def fits_at(reader: Reader, there: Known, text: str, at: int) -> list[Fit]:
    """Whom the text means that begins at a place, each with where it ends in `text`."""
    people = _people_at(there.contacts, text, at)
    fits: dict[tuple[int, int], Rows] = {}
    for row in there.companies:
        name = row["name"].strip()
        for length in range(_common(text[at:], name), 1, -1):
            fits.setdefault((length, 0 if length == len(name) else 1), []).append(row)
    for (length, level), rows in sorted(fits.items(), key=lambda item: (-item[0][0], item[0][1])):
        people.append(Fit(at + length, level, "company", rows))
        of = at + length + (text[at + length : at + length + 1] == "的")
        inner = within(reader, text[of:], [row["id"] for row in rows])
        if inner:
            people.append(inner._replace(end=of + inner.end))
    return people


def _people_at(contacts: Rows, text: str, at: int) -> list[Fit]:
    """The people among `contacts` whose name begins at a place."""
    full: dict[int, Rows] = {}
    for row in contacts:
        name = row["name"].strip()
        if len(name) > 1 and fold(text[at : at + len(name)]) == fold(name):
            full.setdefault(len(name), []).append(row)
    found = [Fit(at + length, 0, "contact", rows) for length, rows in full.items()]
    nick = re.match(f"({_NICK})({HAN})", text[at:])
    if nick:
        rows = [row for row in contacts if _is_of(row, nick[2]) and family_of(row) == nick[2]]
        after = text[at + 2 : at + 3]
        if rows and (not re.match(HAN, after) or after in OPENERS_HAN):
            found.append(Fit(at + 2, 1, "contact", rows, nick[0]))
    return found + _titled(contacts, text, at)


def _titled(contacts: Rows, text: str, at: int) -> list[Fit]:
    """Those of a surname with a title that is theirs (张总), or of whom nobody knows another."""
    by_family: dict[str, Rows] = {}
    for row in contacts:
        family = family_of(row) if _is_of(row, text[at]) else ""
        if family and text.startswith(family, at):
            by_family.setdefault(family, []).append(row)
    found = []
    for family, rows in by_family.items():
        after = text[at + len(family) :]
        own = max((_job_in(row["job_title"] or "", after) for row in rows), default="", key=len)
        match = re.match(_TITLE, after)
        title = max((own, match[0] if match else ""), key=len)
        if not title or re.match(f"{_SMALL_WORDS}", title):
            continue
        fitting, sure = _by_title(rows, title)
        found.append(Fit(at + len(family) + len(title), 1, "contact", fitting, title, sure=sure))
    return found


def _job_in(job: str, text: str) -> str:
    """The end of a job, of two characters or more, that a text begins with: 会计 of 主办会计."""
    return next((job[at:] for at in range(len(job) - 1) if text.startswith(job[at:])), "")


def _by_title(rows: Rows, title: str) -> tuple[Rows, bool]:
    """The people with a title; else those of whom no job is known, or all, who are not sure."""
    if title in POLITE:
        return rows, True
    names = JOBS.get(title, (title,))
    jobs = [(row, str(row["job_title"] or "")) for row in rows]
    exact = [row for row, job in jobs if job == title]
    ending = [
        row
        for row, job in jobs
        if any(name in job for name in names) and not (title == "经理" and job.endswith("总经理"))
    ]
    plain = [row for row in ending if f"副{title}" not in str(row["job_title"])]
    unknown = [row for row, job in jobs if not job]
    for found in (exact, plain, ending):
        if found:
            return found, True
    return (unknown, True) if unknown and len(unknown) == len(rows) else (rows, False)


def _common(one: str, other: str) -> int:
    """How many characters both begin with."""
    return next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if fold(a) != fold(b)),
        min(len(one), len(other)),
    )


def within(reader: Reader, text: str, company_ids: list[int]) -> Fit | None:
    """The people of these companies whom the beginning of `text` names, in full or by title."""
    if not text or not company_ids or not re.match(HAN, text):
        return None
    ids = {f"o{number}": id for number, id in enumerate(company_ids[:200])}
    rows = rows_of(
        reader, "contact", f"company_id IN ({', '.join(f':{name}' for name in ids)})", ids
    )
    return best(_people_at(rows, text, 0))


def _belonging(reader: Reader, region: str) -> list[Fit]:
    """A company, 的, and a person of it."""
    fits = []
    for match in re.finditer("的", region):
        company = region[: match.start()]
        if company:
            named = references.named(reader, "company", company)
            inner = within(reader, region[match.end() :], [row["id"] for row in named])
            if inner:
                fits.append(inner._replace(end=inner.end + match.end()))
    return fits


def _family(text: str) -> str:
    """The surname that `text` is or ends with: 欧阳 of 欧阳, 张 of 张."""
    if len(text) < 2:
        return text
    return text if read_name(text + "总").family == text else text[-1]


def _is_of(row: Mapping[str, Any], first: str) -> bool:
    return str(row["name"]).lstrip()[:1] == first


def family_of(row: Mapping[str, Any]) -> str:
    """The surname of a person with a Chinese name; empty for another."""
    return str(row["family_name"] or read_name(row["name"]).family)


def ends(text: str, fit: Fit, start: int, whole: bool = False) -> bool:
    """Whether a name can end there: nothing follows that could be more of it."""
    after = text[fit.end :]
    if whole:
        return not after.strip()
    verb = chinese(after[:6])
    if not re.match(HAN, after) or after[0] in OPENERS_HAN or (verb and verb[1] == 0):
        return True
    if fit.title:
        return fit.title not in ("总", "工") or after[0] not in "程部厂地"
    return fit.level == 0 and (fit.end - start > 2 or bool(re.match(_GOES_ON, after)))


def _han_stranger(region: str, whole: bool) -> Stranger:
    """The name that nobody has, with its company, as far as the text tells them apart."""
    end = len(region)
    if not whole:
        stop = re.search(f"{_JOINED}|(?<=..)[{_STOPS}]|[0-9]|(?<=.)半", region)
        end = stop.start() if stop else end
    name, company, sure = region[:end], "", True
    titled = list(re.finditer(f"{HAN}(?={_TITLE})", name))
    if titled:
        first = titled[0]
        title = re.match(_TITLE, name[first.end() :])
        assert title is not None
        compound = _family(name[max(first.start() - 1, 0) : first.end()])
        start = first.end() - (2 if len(compound) == 2 else 1)
        company, end = name[:start].removesuffix("的"), first.end() + title.end()
        sure = not company or name[:start].endswith("的")
        name = name[start:end]
    elif "的" in name.strip("的"):
        company, _, name = name.rpartition("的")
    if not titled:
        sure = not re.fullmatch(f"{HAN}+", name) or 1 < len(name) <= LONGEST_NAME
    return Stranger(end, name, company, sure)


_STOPS = "聊谈说问讲签催想要希提讨沟关确介演商对交反咨"
