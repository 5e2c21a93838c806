"""Amounts as people write them, and what is done with them afterwards."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_cli.errors import BadValue
from crm_cli.values.currencies import CODES, read_currency
from crm_cli.values.money import (
    Money,
    convert,
    decimal_text,
    digits,
    read_amount,
    round_half_up,
    show_amount,
)

EUR, USD, CNY, JPY, KWD = "EUR", "USD", "CNY", "JPY", "KWD"


@pytest.mark.parametrize(
    ("text", "default", "minor", "currency"),
    [
        ("0", EUR, 0, EUR),
        ("12", EUR, 1200, EUR),
        ("12.5", EUR, 1250, EUR),
        ("12.50", EUR, 1250, EUR),
        (" 12.50 ", EUR, 1250, EUR),
        (".5", EUR, 50, EUR),
        ("0.07", EUR, 7, EUR),
        ("1,5", EUR, 150, EUR),
        ("1,12", EUR, 112, EUR),
        ("1,234", EUR, 123_400, EUR),
        ("12,345", EUR, 1_234_500, EUR),
        ("1,234.50", EUR, 123_450, EUR),
        ("1.234,50", EUR, 123_450, EUR),
        ("€1.234,50", USD, 123_450, EUR),
        ("1.234.567", EUR, 123_456_700, EUR),
        ("1,234,567", EUR, 123_456_700, EUR),
        ("1,234,567.89", EUR, 123_456_789, EUR),
        ("1 234,50", EUR, 123_450, EUR),
        ("1\u00a0234,50\u202f€", USD, 123_450, EUR),
        ("120 000", EUR, 12_000_000, EUR),
        ("1'234.50", EUR, 123_450, EUR),
        ("1’234’567.50", EUR, 123_456_750, EUR),
        ("1,20,000", EUR, 12_000_000, EUR),
        ("₹12,34,567.50", EUR, 123_456_750, "INR"),
        ("12k", EUR, 1_200_000, EUR),
        ("12K", EUR, 1_200_000, EUR),
        ("1.5m", EUR, 150_000_000, EUR),
        ("2bn", EUR, 200_000_000_000, EUR),
        ("0.1k", EUR, 10_000, EUR),
        ("1,5 Mio. €", USD, 150_000_000, EUR),
        ("3万", CNY, 3_000_000, CNY),
        ("3.5万元", CNY, 3_500_000, CNY),
        ("3.5萬", CNY, 3_500_000, CNY),
        ("1.2亿", CNY, 12_000_000_000, CNY),
        ("1亿2000万", CNY, 12_000_000_000, CNY),
        ("3万5千", CNY, 3_500_000, CNY),
        ("2千万", CNY, 2_000_000_000, CNY),
        ("3百", CNY, 30_000, CNY),
        ("1.2345万", CNY, 1_234_500, CNY),
        ("12万5", CNY, 12_500_000, CNY),
        ("12万5元", CNY, 12_500_000, CNY),
        ("3万5000", CNY, 3_500_000, CNY),
        ("3千5", CNY, 350_000, CNY),
        ("三万", CNY, 3_000_000, CNY),
        ("三十万", CNY, 30_000_000, CNY),
        ("十二万五", CNY, 12_500_000, CNY),
        ("十二万五千", CNY, 12_500_000, CNY),
        ("两百万", CNY, 200_000_000, CNY),
        ("两百五", CNY, 25_000, CNY),
        ("三点五万", CNY, 3_500_000, CNY),
        ("一亿两千万", CNY, 12_000_000_000, CNY),
        ("人民币伍拾万元整", EUR, 50_000_000, CNY),
        ("壹拾贰万叁仟肆佰伍拾陆元柒角捌分", EUR, 12_345_678, CNY),
        ("一百零五块", CNY, 10_500, CNY),
        ("3元5角", CNY, 350, CNY),
        ("12元5分", CNY, 1_205, CNY),
        ("12,5000.50", CNY, 12_500_050, CNY),
        ("1,2345,6789", CNY, 12_345_678_900, CNY),
        ("12.5000", CNY, 1_250, CNY),
        ("3w", CNY, 3_000_000, CNY),
        ("人民币3万", EUR, 3_000_000, CNY),
        ("3万元整", CNY, 3_000_000, CNY),
        ("RMB 500", EUR, 50_000, CNY),
        ("500块", EUR, 50_000, CNY),
        ("500元", "TWD", 50_000, "TWD"),
        ("500元", EUR, 50_000, CNY),
        ("20美元", CNY, 2_000, USD),
        ("20 欧元", CNY, 2_000, EUR),
        ("5000日元", CNY, 5_000, JPY),
        ("¥1,200", CNY, 120_000, CNY),
        ("￥1,200", JPY, 1_200, JPY),
        ("１２，０００．５０", EUR, 1_200_050, EUR),
        ("$5", EUR, 500, USD),
        ("$5", "CAD", 500, "CAD"),
        ("US$5", "CAD", 500, USD),
        ("US $5", "CAD", 500, USD),
        ("$5 CAD", USD, 500, "CAD"),
        ("A$5", USD, 500, "AUD"),
        ("HK$5", USD, 500, "HKD"),
        ("£5", EUR, 500, "GBP"),
        ("CHF 12", EUR, 1_200, "CHF"),
        ("Fr. 12.50", EUR, 1_250, "CHF"),
        ("12 EUR", USD, 1_200, EUR),
        ("12.50eur", USD, 1_250, EUR),
        ("€12 EUR", USD, 1_200, EUR),
        ("12k USD", EUR, 1_200_000, USD),
        ("USD 12k", EUR, 1_200_000, USD),
        ("12k€", USD, 1_200_000, EUR),
        ("12 MXN", USD, 1_200, "MXN"),
        ("12 kr", "SEK", 1_200, "SEK"),
        ("Rs.500", "INR", 50_000, "INR"),
        ("-12", EUR, -1_200, EUR),
        ("−12", EUR, -1_200, EUR),
        ("-€12.50", EUR, -1_250, EUR),
        ("€-12.50", EUR, -1_250, EUR),
        ("(12.00)", EUR, -1_200, EUR),
        ("(€1,234.50)", EUR, -123_450, EUR),
        ("（12.00）", EUR, -1_200, EUR),
        ("$(12.00)", EUR, -1_200, USD),
        ("(12,00) €", USD, -1_200, EUR),
        ("(12,00 €)", USD, -1_200, EUR),
        ("(3万5千)", CNY, -3_500_000, CNY),
        ("12.00-", EUR, -1_200, EUR),
        ("1.234,50-", EUR, -123_450, EUR),
        ("12,00 €-", USD, -1_200, EUR),
        ("12,00- €", USD, -1_200, EUR),
        ("12k-", EUR, -1_200_000, EUR),
        ("-12k", EUR, -1_200_000, EUR),
        ("-1,200", JPY, -1_200, JPY),
        ("(0.125)", KWD, -125, KWD),
        ("-0.05", EUR, -5, EUR),
        ("(0.00)", EUR, 0, EUR),
        ("12,-", EUR, 1_200, EUR),
        ("1.234,- €", USD, 123_400, EUR),
        ("CHF 1'234.--", EUR, 123_400, "CHF"),
        ("1,234.–", EUR, 123_400, EUR),
        ("-12,-", EUR, -1_200, EUR),
        ("+12", EUR, 1_200, EUR),
        ("1200", JPY, 1_200, JPY),
        ("1,200", JPY, 1_200, JPY),
        ("100.00", JPY, 100, JPY),
        ("1.5", KWD, 1_500, KWD),
        ("0.125", KWD, 125, KWD),
        ("1234.567", KWD, 1_234_567, KWD),
        ("1234.5000", EUR, 123_450, EUR),
        ("9999999999999.99", EUR, 999_999_999_999_999, EUR),
    ],
)
def test_read_amount(text: str, default: str, minor: int, currency: str) -> None:
    assert read_amount(text, currency=default) == Money(minor, currency)


@pytest.mark.parametrize(
    ("text", "default", "reason", "hint"),
    [
        ("", EUR, "the amount is empty", "12k"),
        ("   ", EUR, "the amount is empty", "12k"),
        ("abc", EUR, 'cannot read "abc" as an amount', "3万"),
        ("两三万", CNY, 'cannot read "两三万" as an amount', "3万"),
        ("百万", CNY, 'cannot read "百万" as an amount', "3万"),
        ("3万50", CNY, 'cannot read "3万50" as an amount', "3万"),
        ("12,5000", EUR, '"12,5000" may mean 125000 or 12.50', "write 125000 or 12.50"),
        ("12,5000元", CNY, '"12,5000元" may mean 125000 or 12.50', "write 125000 or 12.50"),
        ("1,2345", KWD, '"1,2345" may mean 12345 or 1.2340', "write 12345 or"),
        ("1.234", EUR, '"1.234" may mean 1234 or 1.23', "write 1234 or 1.23"),
        ("€1.234", EUR, '"€1.234" may mean 1234 or 1.23', "write 1234 or 1.23"),
        ("1.234", JPY, '"1.234" may mean 1234 or 1', "write 1234 or 1"),
        ("1.234", KWD, '"1.234" may mean 1234 or 1.2340', "write 1234 or 1.2340"),
        ("1,234", KWD, '"1,234" may mean 1234 or 1.2340', "write 1234 or 1.2340"),
        ("1,234k", EUR, '"1,234k" may mean 1234000 or 1234.00', "write 1234000 or 1234.00"),
        ("1.234m", EUR, '"1.234m" may mean 1234000000 or 1234000.00', "write"),
        ("1.2345", EUR, '"1.2345" has more decimals than EUR, which has 2', "write 1.23,"),
        ("0.123", EUR, '"0.123" has more decimals than EUR, which has 2', "write 0.12,"),
        ("0,123", EUR, '"0,123" has more decimals than EUR, which has 2', "write 0.12,"),
        ("1234,567", EUR, '"1234,567" has more decimals than EUR, which has 2', "1234.56"),
        ("1.5", JPY, '"1.5" has more decimals than JPY, which has none', "write 1,"),
        ("1,23,45", EUR, 'the digits of "1,23,45" are not grouped like a number', "1234.50"),
        ("1.234,567,890", EUR, 'the digits of "1.234,567,890" are not grouped', "1234.50"),
        ("1,234.567.890", EUR, 'the digits of "1,234.567.890" are not grouped', "1234.50"),
        ("12 34", EUR, 'the digits of "12 34" are not grouped like a number', "1234.50"),
        ("1..5", EUR, 'the digits of "1..5" are not grouped like a number', "1234.50"),
        ("2026.11.22", EUR, 'the digits of "2026.11.22" are not grouped', "1234.50"),
        ("12.", EUR, 'cannot read "12." as an amount', "1234.50"),
        ("12e3", EUR, 'cannot read "12e3" as an amount', "12k"),
        ("12-15", EUR, 'cannot read "12-15" as an amount', "12k"),
        ("--12", EUR, 'cannot read "--12" as an amount', "12k"),
        ("-(12)", EUR, 'cannot read "-(12)" as an amount', "12k"),
        ("(-12)", EUR, 'cannot read "(-12)" as an amount', "12k"),
        ("(12)-", EUR, 'cannot read "(12)-" as an amount', "12k"),
        ("-12-", EUR, 'cannot read "-12-" as an amount', "12k"),
        ("12 -", EUR, 'cannot read "12 -" as an amount', "12k"),
        ("(12", EUR, 'cannot read "(12" as an amount', "12k"),
        ("3-5万", EUR, 'cannot read "3-5万" as an amount', "12k"),
        ("12.50,-", EUR, 'the digits of "12.50,-" are not grouped', "1234.50"),
        ("(1.234)", EUR, '"(1.234)" may mean -1234 or -1.23', "write -1234"),
        ("-1.2345", EUR, '"-1.2345" has more decimals than EUR', "write -1.23,"),
        ("(-12)", EUR, 'cannot read "(-12)" as an amount', "12k"),
        ("12%", EUR, 'cannot read "%" in the amount "12%"', "units are"),
        ("12 xyz", EUR, 'cannot read "xyz" in the amount "12 xyz"', "units are"),
        ("5²", EUR, 'cannot read "²" in the amount "5²"', "units are"),
        ("about 12", EUR, 'cannot read "about" in the amount "about 12"', "12 EUR"),
        ("CHF.50", EUR, 'cannot read "CHF." in the amount "CHF.50"', "12 EUR"),
        ("¥1,200", EUR, '"¥" may mean CNY or JPY', "write the code, for example 1200 CNY"),
        ("12 kr", EUR, '"kr" may mean SEK or DKK or ISK or NOK', "for example 1200 SEK"),
        ("€12 USD", EUR, '"€12 USD" names two currencies', "name one"),
        ("¥12 kr", EUR, '"¥12 kr" names two currencies', "name one"),
        ("3万2亿", CNY, 'cannot read "3万2亿" as an amount', "3万"),
        ("3万20000千", CNY, 'cannot read "3万20000千" as an amount', "3万"),
        ("10000000000000", EUR, 'the amount "10000000000000" is too large', "10,000,000,000,000"),
        ("9" * 5000, EUR, "has too many digits", "is it a number?"),
        ("12", "XXY", 'no currency "XXY"', "ISO 4217"),
    ],
)
def test_refused_amounts(text: str, default: str, reason: str, hint: str) -> None:
    with pytest.raises(BadValue) as caught:
        read_amount(text, currency=default)
    assert reason in str(caught.value)
    assert hint in caught.value.hint.format_map(caught.value.values)


@pytest.mark.parametrize(
    ("text", "mark", "minor"),
    [
        ("1.234", ",", 123_400),
        ("1.234,5", ",", 123_450),
        ("12,5", ",", 1_250),
        ("1.234.567", ",", 123_456_700),
        ("1,234", ".", 123_400),
        ("1,234.5", ".", 123_450),
        ("12.5", ".", 1_250),
        ("12", ",", 1_200),
    ],
)
def test_a_known_decimal_mark_settles_it(text: str, mark: str, minor: int) -> None:
    assert read_amount(text, currency=EUR, decimal=mark) == Money(minor, EUR)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "mark", "reason"),
    [
        ("12.5", ",", "not grouped"),
        ("12,50", ".", "not grouped"),
        ("1,234.50", ",", "not grouped"),
        ("1.234,50", ".", "not grouped"),
        ("1.234.567", ".", "not grouped"),
        ("1,234", ",", "more decimals than EUR"),
        ("1.234", ".", "more decimals than EUR"),
    ],
)
def test_the_other_mark_is_refused(text: str, mark: str, reason: str) -> None:
    with pytest.raises(BadValue, match=reason):
        read_amount(text, currency=EUR, decimal=mark)  # type: ignore[arg-type]


def test_yen_sign_is_the_configured_one() -> None:
    assert read_amount("¥1200", currency=EUR, yen="JPY") == Money(1_200, JPY)
    assert read_amount("¥1200", currency=EUR, yen="CNY") == Money(120_000, CNY)
    assert read_amount("¥1200", currency=CNY, yen="JPY") == Money(1_200, JPY)
    assert read_amount("¥1200 JPY", currency=CNY) == Money(1_200, JPY)
    assert read_amount("¥1200元", currency=EUR, yen="JPY") == Money(120_000, CNY)


@given(st.integers(-(10**15) + 1, 10**15 - 1), st.sampled_from(sorted(CODES)))
def test_decimal_text_is_read_back(minor: int, code: str) -> None:
    money = Money(minor, code)
    text = decimal_text(money)
    assert read_amount(text, currency=code, decimal=".") == money
    assert Decimal(text).scaleb(digits(code)) == minor


@given(st.text(alphabet="0123456789.,' -()k万¥$€", max_size=12))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        money = read_amount(text, currency=EUR)
    except BadValue as error:
        assert str(error)
    else:
        assert abs(money.minor) < 10**15


@pytest.mark.parametrize(
    ("money", "shown", "plain"),
    [
        (Money(1_240_000, EUR), "12,400.00 EUR", "12400.00"),
        (Money(7, EUR), "0.07 EUR", "0.07"),
        (Money(-7, EUR), "-0.07 EUR", "-0.07"),
        (Money(0, EUR), "0.00 EUR", "0.00"),
        (Money(-123_456_789, USD), "-1,234,567.89 USD", "-1234567.89"),
        (Money(1_200, JPY), "1,200 JPY", "1200"),
        (Money(1_234_567, KWD), "1,234.567 KWD", "1234.567"),
        (Money(12_345, "CLF"), "1.2345 CLF", "1.2345"),
    ],
)
def test_shown(money: Money, shown: str, plain: str) -> None:
    assert show_amount(money) == shown
    assert decimal_text(money) == plain


def test_minor_digits_of_iso_4217() -> None:
    assert [digits(code) for code in ("EUR", "JPY", "KRW", "KWD", "TND", "CLF")] == [
        2, 0, 0, 3, 3, 4,
    ]  # fmt: skip
    with pytest.raises(BadValue, match='no currency "eur"'):
        digits("eur")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("eur", EUR),
        ("€", EUR),
        ("欧元", EUR),
        ("RMB", CNY),
        ("人民币", CNY),
        ("$", USD),
        ("zł", "PLN"),
    ],
)
def test_read_currency(text: str, code: str) -> None:
    assert read_currency(text) == code


def test_shared_currency_signs() -> None:
    assert read_currency("¥", yen="JPY") == JPY
    with pytest.raises(BadValue, match='"¥" may mean CNY or JPY'):
        read_currency("¥")
    with pytest.raises(BadValue, match='no currency "gold"'):
        read_currency("gold")


@pytest.mark.parametrize(
    ("value", "whole"),
    [("2.5", 3), ("-2.5", -3), ("2.4999", 2), ("0.5", 1), ("-0.4", 0), ("3.5", 4), ("7", 7)],
)
def test_round_half_up(value: str, whole: int) -> None:
    assert round_half_up(Decimal(value)) == whole


@pytest.mark.parametrize(
    ("money", "rate", "currency", "minor"),
    [
        (Money(10_000, EUR), "1.1", USD, 11_000),
        (Money(1, EUR), "0.5", USD, 1),  # half a cent goes up
        (Money(-1, EUR), "0.5", USD, -1),
        (Money(1, EUR), "0.4999", USD, 0),
        (Money(10_000, EUR), "160.25", JPY, 16_025),  # 100.00 EUR
        (Money(16_025, JPY), "0.00624", EUR, 10_000),  # 99.996 EUR
        (Money(1_000, KWD), "3.25", USD, 325),  # 1.000 KWD
        (Money(999_999_999_999_999, EUR), "1.0000000001", USD, 1_000_000_000_099_999),
    ],
)
def test_convert(money: Money, rate: str, currency: str, minor: int) -> None:
    assert convert(money, Decimal(rate), currency) == Money(minor, currency)
