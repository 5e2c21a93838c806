"""The short way to read phone numbers gives what the library gives, or nothing."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_cli.values import phones
from crm_cli.values.phone_plain import plain_digits, plain_e164

REGIONS = ["DE", "FR", "CN", "GB", "US", "IT", "AR", "MX", "BR", "JP", "RU", "IN", "NL", "HU", "LT"]


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("+49 30 123456", "4930123456"),
        ("030-123456", "030123456"),
        ("030 - 123456", ""),
        ("(030) 123456", ""),
        ("12345", ""),
        ("030 123456 x5", ""),
    ],
)
def test_only_digits_and_single_marks_are_plain(text: str, digits: str) -> None:
    assert plain_digits(text) == digits


@pytest.mark.parametrize(
    ("text", "region", "expected"),
    [
        ("+4930123456", "", "+4930123456"),
        ("030123456", "DE", "+4930123456"),
        ("0690012345", "IT", "+390690012345"),
        ("004930123456", "DE", None),  # dialled abroad: for the library
        ("030123456", "", None),
        ("+4912", "", None),  # too short for Germany
    ],
)
def test_plain_numbers(text: str, region: str, expected: str | None) -> None:
    digits = text.removeprefix("+")
    assert plain_e164(digits, plus=text.startswith("+"), region=region) == expected


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE)),
    st.text("0123456789", min_size=4, max_size=12),
    st.sampled_from(["", *REGIONS]),
)
def test_international_numbers_are_as_the_library_has_them(
    code: int, national: str, region: str
) -> None:
    found = plain_e164(f"{code}{national}", plus=True, region=region)
    assert found is None or found == phones._parsed(f"+{code}{national}", True, region)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(REGIONS), st.sampled_from([0, 1, 2, 3]), st.data())
def test_national_numbers_are_as_the_library_has_them(
    region: str, kind: int, data: st.DataObject
) -> None:
    example = phonenumbers.example_number_for_type(region, kind)
    if example is None:
        return
    digits = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.NATIONAL)
    bare = [digit for digit in digits if digit.isdigit()]
    place = data.draw(st.integers(0, len(bare) - 1))
    bare[place] = data.draw(st.sampled_from("0123456789"))
    text = "".join(bare)
    found = plain_e164(text, plus=False, region=region)
    assert found is None or found == phones._parsed(text, False, region)
