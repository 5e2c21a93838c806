"""Phone numbers: E.164 where it is certain, everything else kept as typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_cli.errors import BadValue
from crm_cli.values import phones
from crm_cli.values.phones import Phone, looks_like_phone, phone_key, read_phone, same_phone


@pytest.mark.parametrize(
    ("text", "region", "e164", "extension"),
    [
        ("+49 30 123456", "", "+4930123456", ""),
        ("+49 30 123456", "US", "+4930123456", ""),
        ("(+49) 30 123456", "", "+4930123456", ""),
        ("+49 (0)30 123456", "", "+4930123456", ""),
        ("+49(0)30/123456", "", "+4930123456", ""),
        ("030 123456", "DE", "+4930123456", ""),
        ("030/123456", "de", "+4930123456", ""),
        ("0049 30 123456", "DE", "+4930123456", ""),
        ("011 49 30 123456", "US", "+4930123456", ""),
        ("030 123456", "", None, ""),
        ("0049 30 123456", "", None, ""),
        ("020 7946 0958", "GB", "+442079460958", ""),
        ("01 23 45 67 89", "FR", "+33123456789", ""),
        ("06 698 12345", "IT", "+390669812345", ""),
        ("9123 4567", "SG", "+6591234567", ""),
        ("03-1234-5678", "JP", "+81312345678", ""),
        ("02-312-3456", "KR", "+8223123456", ""),
        ("+1 415 555 2671", "", "+14155552671", ""),
        ("+1-415-555-2671", "", "+14155552671", ""),
        ("+1.415.555.2671", "", "+14155552671", ""),
        ("+1 (415) 555-2671", "", "+14155552671", ""),
        ("(415) 555-2671", "US", "+14155552671", ""),
        ("415-555-2671", "US", "+14155552671", ""),
        ("4155552671", "US", "+14155552671", ""),
        ("1 415 555 2671", "US", "+14155552671", ""),
        ("604 555 2671", "CA", "+16045552671", ""),
        ("415 555 2671", "CA", "+14155552671", ""),
        ("415 555 2671", "", None, ""),
        ("555-2671", "US", None, ""),
        ("+1 555 010 0123", "", "+15550100123", ""),
        ("555 010 0123", "US", None, ""),
        ("(376)694-9481x10051", "US", None, "10051"),
        ("1-800-FLOWERS", "US", "+18003569377", ""),
        ("13800138000", "CN", "+8613800138000", ""),
        ("138 0013 8000", "CN", "+8613800138000", ""),
        ("138-0013-8000", "CN", "+8613800138000", ""),
        ("+86 138 0013 8000", "", "+8613800138000", ""),
        ("+8613800138000", "CN", "+8613800138000", ""),
        ("8613800138000", "CN", "+8613800138000", ""),
        ("13800138000", "", None, ""),
        ("14012345678", "CN", None, ""),
        ("010-62345678", "CN", "+861062345678", ""),
        ("(010) 62345678", "CN", "+861062345678", ""),
        ("010-62345678-801", "CN", "+861062345678", "801"),
        ("010-62345678转801", "CN", "+861062345678", "801"),
        ("010-62345678 转 801", "CN", "+861062345678", "801"),
        ("010-62345678（转801）", "CN", "+861062345678", "801"),
        ("010-62345678分机801", "CN", "+861062345678", "801"),
        ("010-62345678 分机号：801", "CN", "+861062345678", "801"),
        ("＋８６　１３８００１３８０００", "", "+8613800138000", ""),
        ("400-123-4567", "CN", "+864001234567", ""),
        ("+852 2345 6789", "", "+85223456789", ""),
        ("+1 415 555 2671 ext. 5", "", "+14155552671", "5"),
        ("+1 415 555 2671 ext 5", "", "+14155552671", "5"),
        ("+1 415 555 2671 ext5", "", "+14155552671", "5"),
        ("+1 415 555 2671, extension 55", "", "+14155552671", "55"),
        ("+1 415 555 2671 x55", "", "+14155552671", "55"),
        ("+1 415 555 2671 #55", "", "+14155552671", "55"),
        ("+1 415 555 2671 (ext. 5)", "", "+14155552671", "5"),
        ("tel:+1-415-555-2671", "", "+14155552671", ""),
        ("tel:+1-415-555-2671;ext=5", "", "+14155552671", "5"),
        ("\u202a+49 30 123456\u202c", "", "+4930123456", ""),
        ("+49\u00a030\u2011123456", "", "+4930123456", ""),
        ("12345", "", None, ""),
        ("12345", "DE", None, ""),
        ("+999 123 456 789", "", None, ""),
        ("0000000", "US", None, ""),
    ],
)
def test_read_phone(text: str, region: str, e164: str | None, extension: str) -> None:
    phone = read_phone(text, region=region)
    assert (phone.e164, phone.extension) == (e164, extension)
    assert phone.raw == text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "the phone number is empty"),
        ("  ", "the phone number is empty"),
        ("call me", "it has no digits"),
        ("n/a", "it has no digits"),
        ("-", "it has no digits"),
        ("+", "it has no digits"),
        ("1234", "it has fewer than 5 digits"),
        ("+49 30", "it has fewer than 5 digits"),
        ("ext. 5", "it has letters"),
        ("1234 ext. 56789", "it has letters"),
        ("Tel 030 123456", "it has letters"),
        ("030 123456 (mobile)", "it has letters"),
        ("手机13800138000", "it has letters"),
        ("030 123456, 030 654321", 'it has "," in it'),
        ("030 123456; 1", 'it has ";" in it'),
        ("jane@example.com", "it has no digits"),
        ("jane1@example.com", "it has letters"),
        ("030 123456\n030 654321", 'it has "\n" in it'),
        ("0 " * 60, "it has more than 100 characters"),
        ("*#06#12345", 'it has "*" in it'),
        ("49+30123456", "a + can only be the first character"),
        ("++49 30 123456", "a + can only be the first character"),
        ("1380013800013900139000", "it has more than 18 digits; is it two numbers?"),
        ("1-800-FLOWERS-AND-MORE-OF-IT", "it has letters"),
        ("030\x1b123456", 'it has "\x1b" in it'),
        ("030123456\0", "has a NUL character"),
        ("²²²²²²²", "it has no digits"),
    ],
)
def test_refused_phones(text: str, reason: str) -> None:
    with pytest.raises(BadValue) as caught:
        read_phone(text)
    assert reason in str(caught.value)
    assert caught.value.hint


def test_unknown_region() -> None:
    with pytest.raises(BadValue, match='no region "XX"'):
        read_phone("030 123456", region="XX")


def test_all_parts() -> None:
    assert read_phone(" (415) 555-2671 x5 ", region="US") == Phone(
        "(415) 555-2671 x5", "+14155552671", "14155552671", "5"
    )
    assert read_phone("030/123456") == Phone("030/123456", None, "030123456", "")


@given(
    st.one_of(
        st.from_regex("[2-9][0-9]{9}", fullmatch=True).map(lambda number: (number, "US")),
        st.from_regex("1[2-9][0-9]{9}", fullmatch=True).map(lambda number: (number, "CA")),
        st.from_regex(r"\+1[2-9][0-9]{9}", fullmatch=True).map(lambda number: (number, "")),
        st.from_regex("1[3-9][0-9]{9}", fullmatch=True).map(lambda number: (number, "CN")),
        st.from_regex(r"\+861[3-9][0-9]{9}", fullmatch=True).map(lambda number: (number, "")),
    )
)
def test_the_fast_paths_agree_with_the_library(case: tuple[str, str]) -> None:
    number, region = case
    assert read_phone(number, region=region).e164 == phones._parsed(
        number, number.startswith("+"), region
    )


@pytest.mark.parametrize(
    ("text", "region", "key"),
    [
        ("+49 30 123456", "", "4930123456"),
        ("030 123456", "DE", "4930123456"),
        ("030 123456", "", "30123456"),
        ("0049 30 123456", "", "4930123456"),
        ("+1 415 555 2671 ext. 5", "", "14155552671"),
        ("138 0013 8000", "", "13800138000"),
        ("no number", "", ""),
    ],
)
def test_phone_key(text: str, region: str, key: str) -> None:
    assert phone_key(text, region=region) == key


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("4930123456", "4930123456", True),
        ("4930123456", "30123456", True),
        ("30123456", "4930123456", True),
        ("14155552671", "5552671", True),
        ("14155552671", "552671", False),
        ("14155552671", "8155552671", False),
        ("12345", "12345", True),
        ("", "", False),
    ],
)
def test_same_phone(one: str, other: str, same: bool) -> None:
    assert same_phone(one, other) is same


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("+49 30 123456", True),
        ("4155552671", True),
        ("555-2671", True),
        ("(415) 555-2671", True),
        ("+4930", True),
        ("123456", False),
        ("360", False),
        ("D1234567", False),
        ("Jane", False),
        ("3M 1234567", False),
    ],
)
def test_looks_like_phone(text: str, phone: bool) -> None:
    assert looks_like_phone(text) is phone
