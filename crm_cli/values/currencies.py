"""Currencies: ISO 4217 codes, their minor digits, and the signs and names people write."""

from __future__ import annotations

from crm_cli.errors import BadValue
from crm_cli.values.text import brief, fold

# ISO 4217, list one, codes of money in use; and ANG, BGN and HRK, which ended lately.
_TWO = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN "
    "BZD CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP "
    "GEL GHS GIP GMD GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK "
    "LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK "
    "NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP "
    "STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER "
    "ZAR ZMW ZWG"
)
_OTHERS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
_DIGITS = dict.fromkeys(_TWO.split(), 2) | {
    code: digits for digits, codes in _OTHERS.items() for code in codes.split()
}
CODES = frozenset(_DIGITS)

# What a sign or a name may stand for. The first is meant when the team's own currency is not
# among them; "?" stands first where that would be a guess.
_DOLLARS = "USD AUD BBD BMD BND BSD BZD CAD FJD GYD HKD JMD KYD LRD NAD NZD SBD SGD SRD TTD TWD XCD"
_SHARED = {
    "$ dollar dollars": _DOLLARS,
    "£ pound pounds": "GBP EGP FKP GIP LBP SDG SHP SSP SYP",
    "元 块 塊 块钱 圆": "CNY TWD HKD MOP",
    "¥": "? CNY JPY",
    "rs rs. rupees": "? INR LKR MUR NPR PKR SCR",
    "kr kr.": "? SEK DKK ISK NOK",
}
_NAMES = {
    "AUD": "a$ au$ 澳元 澳币", "BRL": "r$", "CAD": "c$ ca$ 加元 加币",
    "CHF": "fr fr. sfr 瑞士法郎 瑞郎", "CNY": "cn¥ rmb 人民币 人民幣 yuan kuai", "CZK": "kc",
    "EUR": "€ euro euros 欧元 歐元", "GBP": "英镑 英鎊", "HKD": "hk$ 港元 港币 港幣",
    "ILS": "₪", "INR": "₹ 印度卢比", "JPY": "jp¥ yen 日元 日圆 日圓 円", "KRW": "₩ 韩元 韓元",
    "MXN": "mx$", "MYR": "rm", "NGN": "₦", "NZD": "nz$", "PHP": "₱", "PLN": "zl",
    "RUB": "₽ 卢布", "SGD": "s$ sg$ 新加坡元 新元", "THB": "฿", "TRY": "₺",
    "TWD": "nt$ ntd 台币 新台币 台幣 新台幣 臺幣 新臺幣", "UAH": "₴",
    "USD": "us$ usdollar usdollars 美元 美金", "VND": "₫",
}  # fmt: skip
_MEANINGS = {sign: codes.split() for signs, codes in _SHARED.items() for sign in signs.split()}
_MEANINGS |= {name: [code] for code, names in _NAMES.items() for name in names.split()}
_MEANINGS |= {code.lower(): [code] for code in CODES}


def digits(currency: str) -> int:
    """How many decimals the currency has by ISO 4217 (EUR 2, JPY 0, KWD 3); BadValue if unknown."""
    try:
        return _DIGITS[currency]
    except KeyError:
        raise _unknown(currency) from None


def _unknown(currency: str) -> BadValue:
    return BadValue(
        'no currency "{currency}"',
        hint="use a code of ISO 4217 such as EUR, USD or CNY",
        currency=brief(currency),
    )


def meanings(sign: str) -> list[str] | None:
    """The codes that a sign, name or code may stand for, the usual one first; None if unknown.

    "?" stands first where none is usual enough to be taken without a word.
    """
    bare = "".join(sign.split())
    return _MEANINGS.get(bare) or _MEANINGS.get(fold(bare))


def is_yen(codes: list[str]) -> bool:
    """Whether `codes` are the meanings of `¥`."""
    return codes == _MEANINGS["¥"]


def read_currency(text: str, *, yen: str = "") -> str:
    """The ISO 4217 code of a code, sign or name: "eur", "€" and "欧元" are EUR.

    A sign that several currencies share is refused (BadValue), except `$` and `£`, which are
    USD and GBP, and `¥` when `yen` says which is meant.
    """
    codes = meanings(text)
    if not codes:
        raise _unknown(text)
    if yen and yen in codes and is_yen(codes):
        return yen
    if codes[0] == "?":
        raise shared_sign(text, codes)
    return codes[0]


def shared_sign(sign: str, codes: list[str]) -> BadValue:
    """The error for a sign that several currencies share."""
    return BadValue(
        '"{sign}" may mean {codes}',
        hint="write the code, for example 1200 {code}",
        sign=sign.strip(),
        codes=" or ".join(codes[1:]),
        code=codes[1],
    )
