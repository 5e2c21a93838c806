"""Names in Chinese characters: 张伟, 张总, 华为的张总."""

from __future__ import annotations

import re

from crm_cli.database import Reader, Rows
from crm_cli.services import references
from crm_cli.services.log_parts.fits import (
    HAN,
    Fit,
    Stranger,
    best,
    nobody,
    rows_of,
)
from crm_cli.services.log_parts.names_latin import by_words, words_of
from crm_cli.services.log_parts.words import JOBS, OPENERS_HAN, PREPOSITIONS, TITLES
from crm_cli.values.names import read_name
from crm_cli.values.text import fold, like

LONGEST_NAME = 4  # characters of a name that is made
_JOINED = "和|、|及|与"
_TITLE = f"(?:{'|'.join(TITLES)})"


def find_chinese(reader: Reader, text: str, region: str, whole: bool) -> Fit | Stranger:
    """Whom the beginning of `text` means, or all of it; `region` is as far as a name may go.

    Raises UsageError for no name.
    """
    if whole:
        region = text.strip()
    fits = starting(reader, region)
    for fit in [fit for fit in fits if fit.noun == "company"]:
        after = re.match("的?", region[fit.end :])
        skip = fit.end + (after.end() if after else 0)
        inner = within(reader, region[skip:], [row["id"] for row in fit.rows])
        if inner:
            fits.append(inner._replace(end=inner.end + skip))
    fits += _titled(reader, region) + _belonging(reader, region)
    if re.match(r"[A-Za-z]", region):
        words = words_of(text)
        fits += [*by_words(reader, "contact", words), *by_words(reader, "company", words)]
    ending = [fit for fit in fits if fit.rows and _ends(text, fit, whole)]
    found = best(ending)
    stranger = _han_stranger(region, whole)
    if found is None or (stranger.company and stranger.end > found.end):
        if not stranger.name or stranger.name[0] in PREPOSITIONS:
            raise nobody(region)
        return stranger
    return found


def starting(reader: Reader, region: str) -> list[Fit]:
    """People and companies whose names the region begins with, and companies by their beginning."""
    start = fold(region[:2])
    fits: dict[tuple[str, int, int], Rows] = {}
    if not start:
        return []
    pattern = {"start": f"{like(start)}%"}
    for noun in ("contact", "company"):
        for row in rows_of(reader, noun, "search_text LIKE :start ESCAPE '\\'", pattern, start):
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


def within(reader: Reader, text: str, company_ids: list[int]) -> Fit | None:
    """The people of these companies whom the beginning of `text` names, in full or by title."""
    if not text or not company_ids:
        return None
    ids = {f"o{number}": id for number, id in enumerate(company_ids[:200])}
    within = f"company_id IN ({', '.join(f':{name}' for name in ids)})"
    rows = rows_of(reader, "contact", within, ids)
    full: dict[int, Rows] = {}
    for row in rows:
        name = row["name"].strip()
        if name and fold(text[: len(name)]) == fold(name):
            full.setdefault(len(name), []).append(row)
    if full:
        return Fit(max(full), 0, "contact", full[max(full)])
    match = re.match(f"({HAN}{{1,2}}?)({_TITLE})", text)
    if not match:
        return None
    family = _family(match[1])
    found = [row for row in rows if _family_of(row["name"]) == family]
    return Fit(match.end(), 1, "contact", _by_job(found, match[2]), match[2]) if found else None


def _titled(reader: Reader, region: str) -> list[Fit]:
    """A surname with a title, alone (张总) or after a company (华为的张总)."""
    fits = []
    for match in re.finditer(f"({HAN})(?={_TITLE})", region):
        title = re.match(_TITLE, region[match.end() :])
        assert title is not None
        compound = _family(region[max(match.start() - 1, 0) : match.end()])
        start = match.end() - (2 if len(compound) == 2 else 1)
        company, family = region[:start].removesuffix("的"), _family(region[start : match.end()])
        end = match.end() + title.end()
        if not company:
            rows = rows_of(reader, "contact", "family_name = :family", {"family": family})
            fits.append(Fit(end, 1, "contact", _by_job(rows, title[0]), title[0]))
            continue
        named = references.named(reader, "company", company)
        inner = within(reader, region[start:], [row["id"] for row in named])
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
            inner = within(reader, region[match.end() :], [row["id"] for row in named])
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
    return not re.match(HAN, after) or bool(re.match(more, after))


def _han_stranger(region: str, whole: bool) -> Stranger:
    """The name that nobody has, with its company, as far as the text tells them apart."""
    end = len(region)
    if not whole:
        stop = re.search(f"{_JOINED}|{'|'.join(OPENERS_HAN)}|[0-9]|(?<=.)半", region)
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
