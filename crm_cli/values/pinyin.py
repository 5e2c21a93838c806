"""How Chinese names are written in Latin letters: 张伟 is Zhang Wei.

Letters alone, without tones or blanks, as people type them; ü is v, as on a keyboard. `pinyin.txt`
has the usual reading of each character, after the Unihan database.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

from crm_cli.values.text import fold

LONGEST = 40  # characters of a name that are spelled

# Readings that only a family name has; as the first character of a name these come first.
_FAMILY = {
    "单": "shan", "單": "shan", "解": "xie", "仇": "qiu", "查": "zha", "曾": "zeng", "区": "ou",
    "區": "ou", "朴": "piao", "盖": "ge", "蓋": "ge", "缪": "miao", "繆": "miao", "翟": "zhai",
    "冼": "xian", "黑": "he", "逄": "pang", "种": "chong", "秘": "bi",
    "召": "shao", "覃": "qin", "任": "ren", "华": "hua", "華": "hua", "尹": "yin", "车": "che",
    "宁": "ning", "葛": "ge", "都": "du", "乐": "yue", "樂": "yue",
    "万俟": "mo qi", "尉迟": "yu chi", "尉遲": "yu chi", "令狐": "ling hu",
    "澹台": "tan tai", "长孙": "zhang sun", "長孫": "zhang sun",
}  # fmt: skip
# Words in names of companies and places, in which a character is not read as usual.
_WORDS = {
    "重庆": "chong qing", "重慶": "chong qing", "银行": "yin hang", "銀行": "yin hang",
    "行业": "hang ye", "行業": "hang ye", "音乐": "yin yue", "音樂": "yin yue",
    "乐清": "yue qing", "大厦": "da sha", "大廈": "da sha", "六安": "lu an", "蚌埠": "beng bu",
    "会计": "kuai ji", "會計": "kuai ji", "成长": "cheng zhang", "成長": "cheng zhang",
    "茄子": "qie zi", "人参": "ren shen", "宝藏": "bao zang", "收藏": "shou cang",
    "朝夕": "zhao xi", "单县": "shan xian", "重新": "chong xin", "首都": "shou du",
}  # fmt: skip


def has_han(text: str) -> bool:
    """Whether there is a Chinese character in `text`."""
    return not text.isascii() and any(
        "\u3400" <= char <= "\u9fff" or "\U00020000" <= char <= "\U0003ffff" for char in text
    )


@lru_cache(maxsize=1 << 16)
def pinyin(text: str, *, family: bool = False) -> str:
    """`text` with its Chinese characters in pinyin, run together: 明轩 is "mingxuan".

    With `family`, it begins with a family name, which may be read otherwise: 曾 is "zeng".
    """
    return "".join(_syllables(text, family=family))


def sounds(name: str, *, person: bool) -> str:
    """What else people type for a Chinese name: 吕伟 is "lvwei lw luwei", letters and initials.

    Empty for a name without Chinese characters. The first character of a `person` is a family name.
    """
    if not has_han(name):
        return ""
    parts = [re.sub(r"[\W_]", "", fold(part)) for part in _syllables(name[:LONGEST], family=person)]
    parts = [part for part in parts if part]
    whole = "".join(parts)
    initials = "".join(part[0] for part in parts)
    return " ".join(dict.fromkeys((whole, initials, re.sub("(?<=[ln])v", "u", whole))))


def _syllables(text: str, *, family: bool) -> list[str]:
    """The readings of the characters, and what stands between them as it is."""
    table = _table()
    found: list[str] = []
    place = 0
    while place < len(text):
        two = text[place : place + 2]
        known = _FAMILY if family and not found else {}
        if two in known or two in _WORDS:
            found += (known.get(two) or _WORDS[two]).split()
            place += 2
            continue
        char = text[place]
        reading = known.get(char) or table.get(char)
        if reading:
            found.append(reading)
        elif not char.isspace():
            before = text[place - 1 : place]
            if found and not before.isspace() and before not in table:
                found[-1] += char
            else:
                found.append(char)
        place += 1
    return found


@cache
def _table() -> dict[str, str]:
    lines = (Path(__file__).parent / "pinyin.txt").read_text(encoding="utf-8").splitlines()
    found: dict[str, str] = {}
    for line in lines:
        reading, _, characters = line.partition(" ")
        found |= dict.fromkeys(characters, reading)
    return found
