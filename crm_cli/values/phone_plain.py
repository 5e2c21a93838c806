"""The short way to read plain phone numbers, for files with a hundred thousand of them.

The rules and the tables are those of `phonenumbers`; only what would be the same there is decided
here, in a tenth of the time. The rest is left to the library.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

# Digits with single marks between them, some of them in brackets, and an extension. No "(0)".
_plain = re.compile(
    r"(\+?(?:[0-9]{1,4}[ .\-]?)?(?:\((?!0\))[0-9]{1,5}\)[ .\-]?)?[0-9](?:[ .\-]?[0-9]){2,16})"
    r"(?: ?(?:x|ext\.? )([0-9]{1,7}))?"
).fullmatch
_MARKS = str.maketrans("", "", " .-+()")
_LEAST, _MOST = 6, 17  # digits
_KINDS = (
    "fixed_line", "mobile", "toll_free", "premium_rate", "shared_cost", "voip",
    "personal_number", "pager", "uan", "voicemail",
)  # fmt: skip


class _Country(NamedTuple):
    """What a country calling code allows: lengths, and a prefix that the library takes off."""

    lengths: frozenset[int]
    has_prefix: Callable[[str], Any] | None


class _Region(NamedTuple):
    """A region: its calling code, its prefix for national calls, its valid national numbers."""

    code: str
    prefix: str
    is_valid: Callable[[str], Any]
    is_abroad: Callable[[str], Any]


def plain_digits(text: str) -> tuple[str, str]:
    """The digits of a number that is written plainly, and those of its extension.

    Both are empty when the text is anything else.
    """
    found = _plain(text)
    if found is None:
        return "", ""
    digits = found[1].translate(_MARKS)
    return (digits, found[2] or "") if _LEAST <= len(digits) <= _MOST else ("", "")


def plain_e164(digits: str, *, plus: bool, region: str) -> str | None:
    """The E.164 form of a plain number; None where only the library can tell."""
    if plus:
        return _international(digits)
    if not region:
        return None
    known = _region(region)
    if known is None or known.is_abroad(digits):
        return None
    national = digits.removeprefix(known.prefix) if known.prefix else digits
    return f"+{known.code}{national}" if known.is_valid(national) else None


def _international(digits: str) -> str | None:
    for size in (1, 2, 3):
        country = _country(digits[:size])
        if country is not None:
            national = digits[size:]
            if len(national) not in country.lengths:
                return None
            if country.has_prefix is not None and country.has_prefix(national):
                return None
            return "+" + digits
    return None


@lru_cache(maxsize=1024)
def _country(code: str) -> _Country | None:
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata

    regions = COUNTRY_CODE_TO_REGION_CODE.get(int(code)) if code[0] != "0" else None
    if not regions or regions[0] == "001":  # those of no country have other rules
        return None
    metadata = PhoneMetadata.metadata_for_region(regions[0])
    if metadata is None or metadata.general_desc is None:
        return None
    prefix = metadata.national_prefix_for_parsing
    return _Country(
        frozenset(metadata.general_desc.possible_length),
        re.compile(prefix).match if prefix else None,
    )


@lru_cache(maxsize=300)
def _region(name: str) -> _Region | None:
    """What is known of a region; None when its national prefix is more than a few digits."""
    from phonenumbers import PhoneMetadata

    metadata = PhoneMetadata.metadata_for_region(name)
    if metadata is None or metadata.general_desc is None:
        return None
    if metadata.national_prefix_transform_rule:
        return None
    prefix = metadata.national_prefix_for_parsing or ""
    if prefix and not prefix.isdecimal():
        return None
    descriptions = [getattr(metadata, kind) for kind in _KINDS]
    patterns = [
        f"(?:{one.national_number_pattern})"
        for one in descriptions
        if one is not None and one.national_number_pattern
    ]
    lengths = frozenset(metadata.general_desc.possible_length)
    matches = re.compile("|".join(patterns)).fullmatch
    return _Region(
        str(metadata.country_code),
        prefix,
        lambda national: len(national) in lengths and matches(national),
        re.compile(metadata.international_prefix or "(?!)").match,
    )
