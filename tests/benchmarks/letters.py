"""Make `letters.txt`: how likely a letter follows another, by language, to search for encodings.

    pip install Faker babel stopwordsiso
    python tests/benchmarks/letters.py >crm_cli/importers/letters.txt

From names and places (Faker, MIT), the names of languages, countries, months and currencies (CLDR
by babel) and frequent words (stopwords-iso, MIT). A line is a language and groups of pairs; a
group's first character is the cost in nats of the second letter of its pairs after the first, "*"
being any. Only pairs with a letter beyond ASCII are kept, since the others are alike in all
encodings.
"""

from __future__ import annotations

import importlib
import math
import pkgutil
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any
from unicodedata import normalize

from tests.importers.corpus import fitted

LOCALES = {
    "da": "da_DK no_NO", "de": "de_DE de_AT", "es": "es_ES es_MX es_AR", "et": "et_EE",
    "fi": "fi_FI", "fr": "fr_FR fr_CA", "hr": "hr_HR sl_SI", "hu": "hu_HU", "it": "it_IT",
    "lt": "lt_LT", "lv": "lv_LV", "pl": "pl_PL", "pt": "pt_PT pt_BR", "ro": "ro_RO",
    "cs": "cs_CZ sk_SK", "sv": "sv_SE", "tr": "tr_TR", "vi": "vi_VN", "ru": "ru_RU", "uk": "uk_UA",
    "bg": "bg_BG", "el": "el_GR", "he": "he_IL", "ar": "ar_AA ar_SA ar_PS", "fa": "fa_IR",
    "th": "th_TH",
}  # fmt: skip
TWINS = {"da": ("nb",), "cs": ("sk",), "hr": ("sl",)}  # read with the same letters
MARKS = "\u0300-\u036f\u0590-\u05c7\u064b-\u0652\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
WORD = re.compile(rf"(?:[^\W\d_]|[{MARKS}])+")


def strings(value: Any) -> Iterator[str]:
    """All texts in nested lists and dicts."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from strings([*value, *value.values()])
    elif isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from strings(one)


def faked(locale: str) -> Iterator[str]:
    """What Faker has for a locale."""
    from faker import providers

    for found in pkgutil.iter_modules(providers.__path__):
        try:
            module = importlib.import_module(f"faker.providers.{found.name}.{locale}")
        except ImportError:
            continue
        for name, value in vars(module.Provider).items():
            if not name.startswith("__"):
                yield from strings(value)


def texts(language: str) -> Iterator[str]:
    """All texts of a language; the frequent words thrice."""
    import stopwordsiso
    from babel import Locale

    for locale in LOCALES[language].split():
        yield from faked(locale)
    for code in (language, *TWINS.get(language, ())):
        known = Locale.parse(code)
        for table in (known.territories, known.languages, known.currencies, known.scripts):
            yield from table.values()
        for widths in (known.months["format"], known.days["format"]):
            yield from strings([dict(one) for one in widths.values()])
        yield from [*stopwordsiso.stopwords("no" if code == "nb" else code)] * 3


def plain(text: str, language: str) -> str:
    """The text as the code pages of its language have it, in small letters."""
    text = normalize("NFC", text.replace("İ", "i").lower()).translate(str.maketrans("șțی", "şţي"))
    return fitted(text, "cp1258", "ignore") or "" if language == "vi" else text


def main() -> None:
    for language in LOCALES:
        words = Counter(
            word for text in texts(language) for word in WORD.findall(plain(text, language))
        )
        pairs: Counter[str] = Counter()
        first: Counter[str] = Counter()
        for word, count in words.items():
            for one, two in pairwise(f" {word} "):
                pairs[one + two] += 1 + math.log(count)
                first[one] += 1 + math.log(count)
        shares = {
            pair: count / first[pair[0]]
            for pair, count in pairs.items()
            if not pair.isascii() and count >= 1.5
        }
        total = first.total()
        shares |= {
            f"*{char}": count / total
            for char, count in first.items()
            if not char.isascii() and count > 4
        }
        groups: dict[int, list[str]] = {}
        for pair, share in shares.items():
            groups.setdefault(min(9, round(-math.log(share))), []).append(pair)
        print(language, *(f"{k}{''.join(sorted(v))}" for k, v in sorted(groups.items())), sep="\t")


if __name__ == "__main__":
    main()
