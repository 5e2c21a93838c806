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
    ("text", "digits", "extension"),
    [
        ("+49 30 123456", "4930123456", ""),
        ("030-123456", "030123456", ""),
        ("030 - 123456", "", ""),
        ("(030) 123456", "030123456", ""),
        ("+49 (0)30 123456", "", ""),
        ("(415) (555) 2671", "", ""),
        ("415) 555-2671", "", ""),
        ("12345", "", ""),
        ("030 123456 x5", "030123456", "5"),
        ("(376)694-9481x10051", "3766949481", "10051"),
        ("415 555 2671 ext. 5", "4155552671", "5"),
        ("415 555 2671 x", "", ""),
        ("415 555 2671 x12345678", "", ""),
    ],
)
def test_only_digits_and_single_marks_are_plain(text: str, digits: str, extension: str) -> None:
    assert plain_digits(text) == (digits, extension)


@settings(max_examples=500, deadline=None)
@given(
    st.from_regex(
        r"\+?([0-9]{1,3}[ .-]?)?(\([0-9]{1,4}\)[ .-]?)?[0-9 .-]{3,9}[0-9]", fullmatch=True
    ),
    st.sampled_from(["", "", "x5", " x123", " ext. 77", " ext 1", "x"]),
    st.sampled_from(["", *REGIONS]),
)
def test_what_is_plain_is_read_as_anything_else(text: str, end: str, region: str) -> None:
    found = phones.read_plain(text + end, region=region)
    if found is None:
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(phones, "read_plain", lambda raw, region: None)
        assert found == phones.read_phone.__wrapped__(text + end, region=region)


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
