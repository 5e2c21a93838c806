"""Phone numbers: kept as typed, with the E.164 form and the extension beside.

A number gets an E.164 form when it is valid for the region given, or when it is typed with `+`
and has a length that its country knows. Others (internal, old, made up) are kept all the same:
an address book that refuses numbers loses them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from crm_cli.errors import BadValue
from crm_cli.values.numbers import narrow
from crm_cli.values.text import brief, check_text

LEAST_DIGITS = 5
LONGEST = 100
MOST_DIGITS = 18
"""E.164 has 15; an international prefix such as 011 comes before them."""

_UNSEEN = "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
_EXTENSION = (
    r"(?is)(.*[0-9)\s])(?:;ext=|[,;(\s]*"
    r"(?:ext(?:ension|n)?\b[.:\s]*|ext(?=[0-9])|[x#][.:\s]*"
    r"|(?:转|轉|分机|分機|内线|內線|доб\.?)号?[.:\s]*))([0-9]{1,7})\)?"
)
_CHINESE_LINE = r"(0[0-9]{2,3}-[0-9]{7,8})-([0-9]{1,5})"
# Shapes that are known to be valid, or for + to be of a possible length, without the library.
# 179xx is a carrier's prefix in China, so 1[3-9] would be too much.
_PLUS = r"861(?:[3-689][0-9]|7[0-8])[0-9]{8}|1[2-9][0-9]{9}"
_MOBILE_CN = r"1(?:[38][0-9]|4[57]|[59][0-35-9]|6[25-7]|7[0-35-8])[0-9]{8}"


class Phone(NamedTuple):
    """A phone number.

    `raw` is what was typed; `e164` is "+4930123456", or None when no valid number can be made of
    it; `digits` are those of `e164`, else the ones typed; `extension` is empty when there is none.
    """

    raw: str
    e164: str | None
    digits: str
    extension: str


def read_plain(raw: str, *, region: str = "") -> Phone | None:
    """What `read_phone` gives for a number without blanks around it, if that is easily told."""
    from crm_cli.values.phone_plain import plain_digits, plain_e164

    digits, extension = plain_digits(raw)
    if not digits:
        return None
    region, plus = region.upper(), raw[0] == "+"
    if not (plus or region):
        return Phone(raw, None, digits, extension)
    if region == "CN" and raw.count("-") > 1:  # the last part may be an extension
        return None
    e164 = plain_e164(digits, plus=plus, region=region)
    return Phone(raw, e164, e164[1:], extension) if e164 else None


@lru_cache(maxsize=16384)
def read_phone(text: str, *, region: str = "") -> Phone:
    """The number in `text`; `region` ("DE") is where a number without `+` is called from.

    BadValue when it has letters (save for those of a valid 1-800-FLOWERS), signs that no number
    has, or fewer than 5 or more than 18 digits.
    """
    raw = check_text(text).strip()
    if (phone := read_plain(raw, region=region)) is not None:
        return phone
    if len(raw) > LONGEST:
        raise _refused(raw, f"it has more than {LONGEST} characters")
    plain = narrow(re.sub(_UNSEEN, "", raw).replace("\u2010", "-").replace("\u2011", "-"))
    plain = re.sub("(?i)^tel: *", "", plain)
    number, extension = _split_extension(plain, region)
    lettered = re.search(r"[^\W\d_]", number)
    if not lettered:
        _check_signs(number, raw)
    digits = re.sub("[^0-9]", "", number.replace("(0)", ""))
    e164 = _to_e164(number, digits, region.upper())
    if lettered and not (e164 and re.search("[0-9][^A-Za-z]*[A-Za-z]{3}", number)):
        raise _refused(raw, "it has letters" if digits else "it has no digits")
    return Phone(raw, e164, e164[1:] if e164 else digits, extension)


def _split_extension(plain: str, region: str) -> tuple[str, str]:
    match = re.fullmatch(_EXTENSION, plain)
    if not match and region.upper() == "CN":
        match = re.fullmatch(_CHINESE_LINE, plain)
    if not match or sum(map(str.isdecimal, match[1])) < LEAST_DIGITS:
        return plain, ""
    return match[1].rstrip(" ,;("), match[2]


def _check_signs(number: str, raw: str) -> None:
    """Refuse what is no number by its characters or by how many digits it has."""
    if not raw:
        raise BadValue("the phone number is empty", hint="write it like +49 30 123456")
    if strange := re.search(r"[^0-9+().\-/ \t]", number):
        raise _refused(raw, f'it has "{strange[0]}" in it')
    if "+" in number.lstrip("( ")[1:]:
        raise _refused(raw, "a + can only be the first character")
    count = sum(map(str.isdecimal, number))
    if not count:
        raise _refused(raw, "it has no digits")
    if count < LEAST_DIGITS:
        raise _refused(raw, f"it has fewer than {LEAST_DIGITS} digits")
    if count > MOST_DIGITS:
        raise _refused(raw, f"it has more than {MOST_DIGITS} digits; is it two numbers?")


def _refused(raw: str, reason: str) -> BadValue:
    return BadValue(
        '"{text}" is no phone number: {reason}',
        hint="write it like +49 30 123456, or +1 415 555 2671 ext. 5",
        text=brief(raw),
        reason=reason,
    )


def _to_e164(number: str, digits: str, region: str) -> str | None:
    plus = number.lstrip("( ").startswith("+")
    if not plus and not region:
        return None
    if digits.isdecimal() and not re.search("[A-Za-z]", number):
        if plus and re.fullmatch(_PLUS, digits):
            return "+" + digits
        if not plus and region == "CN" and re.fullmatch(_MOBILE_CN, digits):
            return "+86" + digits
        if not plus and region in ("US", "CA") and re.fullmatch("1?[2-9][0-9]{9}", digits):
            national = digits[-10:]
            return "+1" + national if _is_north_american(national) else None
    return _parsed(number, plus, region)


def _is_north_american(national: str) -> bool:
    """Whether ten digits are a valid number of the country code 1, which 25 regions share."""
    if re.fullmatch(_north_american("US"), national):
        return True
    return bool(re.fullmatch(_north_american(""), national))


@lru_cache(maxsize=2)
def _north_american(region: str) -> str:
    """A pattern of the valid numbers of a region, or of all regions with the country code 1."""
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata

    patterns = []
    for code in (region,) if region else COUNTRY_CODE_TO_REGION_CODE[1]:
        metadata = PhoneMetadata.metadata_for_region(code)
        kinds = "fixed_line mobile toll_free premium_rate shared_cost voip personal_number pager"
        for kind in [*kinds.split(), "uan", "voicemail"]:
            numbers = getattr(metadata, kind)
            if numbers is not None and numbers.national_number_pattern:
                patterns.append(f"(?:{numbers.national_number_pattern})")
    return "|".join(patterns)


def _parsed(number: str, plus: bool, region: str) -> str | None:
    import phonenumbers

    if region:
        check_region(region)
    try:
        parsed = phonenumbers.parse(number, region or None)
    except phonenumbers.NumberParseException:
        return None
    possible = phonenumbers.is_possible_number_with_reason(parsed)
    whole = plus and possible == phonenumbers.ValidationResult.IS_POSSIBLE
    if not (whole or phonenumbers.is_valid_number(parsed)):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def check_region(region: str) -> None:
    """BadValue for a region whose phone numbers we do not know."""
    import phonenumbers

    if region not in phonenumbers.SUPPORTED_REGIONS:
        raise BadValue(
            'no region "{region}"',
            hint="use a country code of two letters such as DE, US or CN",
            region=brief(region),
        )


def phone_key(text: str, *, region: str = "") -> str:
    """Digits to find a number by: the whole number without +, extension and leading zeros.

    Equal keys are the same number; where one was typed without its country code, its key is the
    end of the other's (`same_phone`). Empty when `text` is no phone number.
    """
    try:
        return read_phone(text, region=region).digits.lstrip("0")
    except BadValue:
        return ""


def same_phone(one: str, other: str) -> bool:
    """Whether two keys may be the same number: equal, or one ends with the other's 7 or more."""
    short, long = sorted((one, other), key=len)
    return one == other != "" or (len(short) >= 7 and long.endswith(short))


def looks_like_phone(text: str) -> bool:
    """Whether a reference to a record is a phone number: 7 digits or more, or a leading `+`."""
    plain = narrow(text)
    count = sum(map(str.isdecimal, plain))
    least = 3 if plain.startswith("+") else 7
    return count >= least and bool(re.fullmatch(r"[+(]*[0-9][0-9().\-/\s]*", plain))
