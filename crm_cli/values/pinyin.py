"""How Chinese names are written in Latin letters: 张伟 is Zhang Wei.

Letters alone, without tones or blanks, as people type them.
"""

from __future__ import annotations

from functools import lru_cache

# Readings that only a family name has; as the first character of a name these come first.
_FAMILY = {
    "单": "shan", "單": "shan", "解": "xie", "仇": "qiu", "查": "zha", "曾": "zeng", "区": "ou",
    "區": "ou", "朴": "piao", "盖": "ge", "蓋": "ge", "缪": "miao", "繆": "miao", "翟": "zhai",
    "冼": "xian", "黑": "he", "逄": "pang", "种": "chong", "秘": "bi",
    "召": "shao", "覃": "qin", "任": "ren", "华": "hua", "華": "hua", "尹": "yin", "车": "che",
    "宁": "ning", "葛": "ge", "万俟": "moqi", "尉迟": "yuchi", "尉遲": "yuchi", "令狐": "linghu",
    "澹台": "tantai", "长孙": "zhangsun", "長孫": "zhangsun",
}  # fmt: skip


def has_han(text: str) -> bool:
    """Whether there is a Chinese character in `text`."""
    return not text.isascii() and any(
        "\u3400" <= char <= "\u9fff" or "\U00020000" <= char <= "\U0003ffff" for char in text
    )


@lru_cache(maxsize=1 << 16)
def pinyin(text: str, *, family: bool = False) -> str:
    """`text` with its Chinese characters in pinyin, run together: 明轩 is "mingxuan".

    With `family`, a character is read as the family name that it is: 曾 is "zeng", not "ceng".
    """
    if family and text in _FAMILY:
        return _FAMILY[text]
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin(text))
