"""Whom a sentence means: the person or company whose name its next words are.

Looked for among the people and companies of the database, the longest name first: their whole
names, the first or some words of them (Jane for Jane Smith), and in Chinese also a company with a
name (华为的张伟) and a surname with a title (张总, 华为的张总).
"""

from __future__ import annotations

import re

from crm_cli.database import Reader
from crm_cli.errors import UsageError
from crm_cli.services import references
from crm_cli.services.log_parts.fits import HAN, Fit, Stranger, best
from crm_cli.services.log_parts.names_latin import (
    by_words,
    find_latin,
    goes_on,
    respelled,
    words_of,
)
from crm_cli.services.log_parts.words import HONORIFICS

MOST_HAN = 24  # characters of a Chinese company and name
_REGION = rf"[^\s,，;；。:：#＃、@+&()（）]{{1,{MOST_HAN}}}"
_HONORIFIC = rf"(?i)(?:(?:{'|'.join(HONORIFICS)})\.?\s+)?"


def find(reader: Reader, text: str, *, whole: bool = False) -> Fit | Stranger:
    """Whom the beginning of `text` means, or all of it.

    Raises UsageError where no name begins, or where it is not clear where a name ends.
    """
    honorific = re.match(_HONORIFIC, text)
    start = honorific.end() if honorific else 0
    rest = text[start:]
    region = re.match(_REGION, rest)
    if region and re.search(HAN, region[0]):
        from crm_cli.services.log_parts.names_chinese import find_chinese

        found = find_chinese(reader, rest, region[0], whole)
    else:
        found = find_latin(reader, rest, whole)
        if isinstance(found, Fit) and found.noun == "company":
            found = _of_company(reader, rest, found)
    return found._replace(end=found.end + start)


def _of_company(reader: Reader, text: str, company: Fit) -> Fit:
    """The person of a company whose name is in words: Acme的张伟; else the company."""
    of = re.match(rf"\s*的\s*(?={HAN})", text[company.end :])
    if of is None:
        return company
    from crm_cli.services.log_parts.names_chinese import within

    start = company.end + of.end()
    inner = within(reader, text[start:], [row["id"] for row in company.rows])
    return inner._replace(end=inner.end + start) if inner else company


def mentions(reader: Reader, text: str) -> list[tuple[int, Fit]]:
    """Whom a text with Chinese names, from left to right, each with where the name begins."""
    from crm_cli.services.log_parts.names_chinese import ends, fits_at, known

    there = known(reader, text)
    found: list[tuple[int, Fit]] = []
    place = 0
    while place < len(text):
        fit = None
        if re.match(HAN, text[place]):
            fits = fits_at(reader, there, text, place)
            fit = best([one for one in fits if one.rows and ends(text, one, place)])
        elif re.match(r"(?<![A-Za-z])[A-Za-z]", text[place:]) and not re.match(
            "[A-Za-z0-9]", text[place - 1 : place] if place else ""
        ):
            latin = find_latin_or_none(reader, text[place:])
            fit = latin and latin._replace(end=latin.end + place)
        if fit is None:
            place += 1
            continue
        found.append((place, fit))
        place = fit.end
    return found


def find_latin_or_none(reader: Reader, text: str) -> Fit | None:
    """The one whose name in words `text` begins with; None for nobody."""
    try:
        found = find(reader, text)
    except UsageError:
        return None
    return found if isinstance(found, Fit) else None


def companies(reader: Reader, text: str) -> Fit | None:
    """The companies that the beginning of `text` names: the most words of it that one has."""
    region = re.match(_REGION, text)
    if region and re.match(HAN, text):
        from crm_cli.services.log_parts.names_chinese import fits_at, known

        there = known(reader, region[0])
        fits = [fit for fit in fits_at(reader, there, region[0], 0) if fit.noun == "company"]
        named = references.named(reader, "company", region[0])
        if named and (not fits or fits[0].end < len(region[0])):
            return Fit(len(region[0]), 1, "company", named)
        return fits[0] if fits else None
    words = words_of(text)
    found = best(by_words(reader, "company", words)) if words.raw else None
    if words.raw and found is None and (other := respelled(text)):
        found = best(by_words(reader, "company", other))
    return None if found is None or goes_on(text, found) else found
