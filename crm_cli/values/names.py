"""Names of people: what is shown, and its given and family part where that is certain.

- Latin and other spaced scripts: the family name is the last word, with the particles before it
  (van, de la, bin, بن), and with what a hyphen ties to them (Smit-De Wit). "Smith, Jane" says it
  itself, and so does "Vries, Hanna de". Pinyin is not guessed at: "Zhang Wei" is taken as it
  stands, given name first.
- Vietnamese and Hungarian names that begin with one of the most common family names have it first
  (Lê Thị Hoa, Kovács János), and so have Russian ones that end with the father's name.
- Where nobody can tell, both parts are empty: three words or more that look Spanish or Portuguese
  (one family name, or two), other Vietnamese names, three Arabic words.
- Chinese: the family name is the first character, or the first two of a compound surname. A form
  of address (王总, 李老师) is no given name.
- Korean in Hangul: the family name is the first syllable. Japanese is split at a space only.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from crm_cli.errors import BadValue
from crm_cli.values.text import check_text

_HAN = r"[\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
_HANGUL = r"[\uac00-\ud7a3]"
_KANA = r"[\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f]"
_KATAKANA = r"[\u30a0-\u30ff\u31f0-\u31ff\uff66-\uff9f]"
_EAST_ASIAN = f"(?:{_HAN}|{_HANGUL}|{_KANA})"

# Lists of words, each between spaces.
_COMPOUND_HAN = (
    " 欧阳 歐陽 太史 端木 上官 司马 司馬 东方 東方 独孤 獨孤 南宫 南宮 万俟 闻人 聞人 夏侯 "
    "诸葛 諸葛 尉迟 尉遲 公羊 赫连 赫連 澹台 皇甫 宗政 濮阳 濮陽 公冶 太叔 申屠 公孙 公孫 "
    "慕容 仲孙 仲孫 钟离 鍾離 长孙 長孫 宇文 司徒 鲜于 鮮于 司空 闾丘 閭丘 子车 亓官 司寇 "
    "巫马 巫馬 公西 颛孙 壤驷 公良 漆雕 乐正 樂正 宰父 谷梁 拓跋 夹谷 轩辕 軒轅 令狐 段干 "
    "百里 呼延 东郭 東郭 南门 南門 羊舌 微生 公户 梁丘 左丘 东门 東門 西门 西門 第五 纳兰 "
    "納蘭 完颜 完顏 叶赫 爱新觉罗 "
)
_COMPOUND_HANGUL = ("남궁", "황보", "제갈", "독고", "사공", "선우", "서문", "동방")
_ADDRESS_HAN = (
    " 副总经理 总经理 董事长 工程师 总监 经理 总裁 主任 主管 老师 老師 教授 博士 医生 醫生 "
    "大夫 律师 律師 师傅 先生 女士 小姐 太太 夫人 同学 老板 会计 院长 校长 局长 处长 科长 "
    "副厂长 厂长 店长 部长 秘书 助理 "
)
_NICKNAME_HAN = "小老阿"
_TITLES = " dr mr mrs ms miss mx prof professor rev herr frau mme mlle sir dame dipl.-ing "
_FAMILIAR_TITLES = " sir dame "
# Family names that come first, and letters by which a name is told to be of their language.
_VIETNAMESE = (
    " nguyễn trần lê phạm huỳnh hoàng phan vũ võ đặng bùi đỗ hồ ngô dương lý đinh đoàn trịnh "
)
_VIETNAMESE_LETTERS = "[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉĩịọỏốồổỗộớờởỡợụủũứừửữựỳỵỷỹ]"
_HUNGARIAN = (
    " nagy kovács tóth szabó horváth varga kiss molnár németh farkas balogh papp takács juhász"
    " lakatos mészáros oláh rácz fekete szilágyi szűcs "
)
# Of these languages, which mostly have two family names, a name of three words is left open.
_IBERIAN = "[áíóúñãõ]|[a-z]ez(?: |$)"
_SUFFIXES = " jr sr ii iii iv phd ph.d md m.d mba esq cpa dds "
_COMPANY_ENDINGS = " inc ltd llc corp gmbh co plc ag sa "
# In capitals only the first ones are particles: Ben, Do and Lo are names of their own.
_CAPITAL_PARTICLES = " van von de del della di da du dos la le der den al bin mc st "
_PARTICLES = (
    _CAPITAL_PARTICLES
    + "vom zu zur zum dem delle dello degli dei do das des d las los lo el ibn bint binti ben abu "
    + "ter ten te 't af av v بن ابن بنت أبو ابو آل عبد בן בת בר "
)
NO_NAMES = frozenset((_TITLES + _SUFFIXES + _PARTICLES).split())
"""Words in names that tell nobody."""


class Name(NamedTuple):
    """A person's name. `display` is what is shown; the parts are empty where nobody can tell."""

    display: str
    given: str
    family: str


def read_name(text: str) -> Name:
    """The name in `text`. "Smith, Jane" is shown as Jane Smith, all else as typed.

    A name of one word is the given name. BadValue when there is no name in it.
    """
    display = check_text(text).strip()
    if not display:
        raise BadValue("the name is empty", hint="give a name, for example Jane Smith or 张伟")
    # Nicknames and remarks in brackets or quotation marks are shown, but no part of the name.
    bare = re.sub(r"""\([^()]*\)|（[^（）]*）|"[^"]*"|“[^”]*”""", " ", display)
    words = bare.split()
    if not bare.replace(",", " ").split():
        return Name(display, display, "")
    if not bare.isascii() and re.search(_EAST_ASIAN, bare):
        return Name(display, *_east_asian(words))
    before, comma, after = bare.partition(",")
    if comma and "," not in after:
        turned = _turned(before.split(), after.split())
        if turned:
            shown = display if bare != display else " ".join(turned)
            return Name(shown, *_without_titles(*turned))
    return Name(display, *_western(bare.replace(",", " ").split()))


def _turned(family: list[str], given: list[str]) -> tuple[str, str] | None:
    """Given and family name of "Smith, Jane"; None for "Jane Smith, PhD" and "Acme, Inc."."""
    if not family or not given:
        return None
    if any(_listed(word, _SUFFIXES + _COMPANY_ENDINGS) for word in given):
        return None
    while len(given) > 1 and given[-1].islower() and _listed(given[-1], _PARTICLES):
        family.insert(0, given.pop())  # "Vries, Hanna de" is filed under V
    return " ".join(given), " ".join(family)


def _without_titles(given: str, family: str) -> tuple[str, str]:
    """Given and family name without "Dr." before the one and "Jr." after the other."""
    firsts, lasts = given.split(), family.split()
    while len(firsts) > 1 and _listed(firsts[0], _TITLES):
        firsts = firsts[1:]
    while len(lasts) > 1 and _listed(lasts[-1], _SUFFIXES):
        lasts = lasts[:-1]
    return " ".join(firsts), " ".join(lasts)


def _listed(word: str, words: str) -> bool:
    return f" {word.casefold().rstrip('.')} " in words


def _western(words: list[str]) -> tuple[str, str]:
    titled = False
    while len(words) > 1 and _listed(words[0], _TITLES):
        titled = not _listed(words[0], _FAMILIAR_TITLES)
        words = words[1:]
    while len(words) > 2 and _listed(words[-1], _SUFFIXES):
        words = words[:-1]
    if len(words) == 1:
        # "Dr. Smith" is addressed by the family name, "Plato" has but one.
        return ("", words[0]) if titled else (words[0], "")
    if _family_first(words):
        return " ".join(words[1:]), words[0]
    start = _family_start(words)
    if _is_open(words, start):
        return "", ""
    while start > 1 and "-" in (before := words[start - 1]):
        if not _listed(before.rpartition("-")[2], _PARTICLES):
            break
        start -= 1  # Smit-De Wit, Jansen-van der Berg
    return " ".join(words[:start]), " ".join(words[start:])


def _family_first(words: list[str]) -> bool:
    """Whether a name has its family name first, as its language has it."""
    text = _plain(words)
    first = text.partition(" ")[0]
    if not text.isascii() and _listed(first, _VIETNAMESE):
        return re.search(_VIETNAMESE_LETTERS, text) is not None
    if _listed(first, _HUNGARIAN):
        return len(words) == 2 and not _listed(words[1], _HUNGARIAN)
    return len(words) == 3 and text.endswith(("вич", "вна", "ична"))


def _plain(words: list[str]) -> str:
    text = " ".join(words).casefold()
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _is_open(words: list[str], start: int) -> bool:
    """Whether nobody can tell where the family name begins, though it would be at `start`."""
    text = _plain(words)
    if not text.isascii() and re.search(_VIETNAMESE_LETTERS, text):
        return True
    if len(words) < 3 or "y" in words or "e" in words:
        return False
    if re.search("[\u0600-\u06ff]", text):
        return start == len(words) - 1
    particles = sum(_listed(word, _PARTICLES) for word in words[start:])
    return re.search(_IBERIAN, text) is not None and len(words) - start - particles != (
        1 if particles else 0
    )


def _family_start(words: list[str]) -> int:
    """Where the family name begins: at its first particle, or at the last word."""
    last = len(words) - 1
    for index, word in enumerate(words[:last]):
        if word in ("y", "e") and index >= 2:
            return index - 1
        particle = _listed(word, _PARTICLES if word == word.lower() else _CAPITAL_PARTICLES)
        # Only in small letters can a particle come first: Van Morrison is no van Morrison.
        if particle and (index > 0 or word.islower() or _all_particles(words[:last])):
            return index
    return last


def _all_particles(words: list[str]) -> bool:
    return len(words) > 1 and all(_listed(word, _PARTICLES) for word in words)


def _east_asian(words: list[str]) -> tuple[str, str]:
    if len(words) == 1:
        return _one_word(words[0])
    native = [word for word in words if re.fullmatch(f"{_EAST_ASIAN}+", word)]
    if len(native) == len(words) == 2:
        if all(re.fullmatch(f"{_KATAKANA}+", word) for word in words):
            return " ".join(words), ""  # transcribed names come in both orders
        return words[1], words[0]
    if len(native) == 1:
        # "David 张" or "张伟 David": the native part says what the family name is.
        if len(native[0]) == 1:
            return " ".join(word for word in words if word != native[0]), native[0]
        return _one_word(native[0])
    return " ".join(words), ""


def _one_word(word: str) -> tuple[str, str]:
    if re.fullmatch(f"{_HANGUL}{{2,4}}", word):
        compound = len(word) == 4 or (len(word) == 3 and word[:2] in _COMPOUND_HANGUL[:5])
        size = 2 if compound and word[:2] in _COMPOUND_HANGUL else 1
        return word[size:], word[:size]
    if re.fullmatch(f"{_HAN}+", word):
        return _chinese(word)
    return word, ""


def _chinese(word: str) -> tuple[str, str]:
    size = next((size for size in (2, 4) if _listed(word[:size], _COMPOUND_HAN)), 1)
    if word[size:] in ("总", "副总", "工", "姐", "哥"):
        return "", word[:size]
    for address in _ADDRESS_HAN.split():
        if word.endswith(address) and len(word) > len(address):
            given, family = _chinese(word.removesuffix(address))
            return (given, family) if family else ("", given)
    if size == 1 and (len(word) not in (2, 3) or word[0] in _NICKNAME_HAN):
        # Four characters without a compound surname are Japanese, or two surnames.
        return word, ""
    return word[size:], word[:size]


def join_name(given: str, family: str) -> Name:
    """The name with these parts: "Jane Smith", and 张伟 for 伟 and 张.

    Chinese, Japanese and Korean names are shown family name first and unspaced, transcribed ones
    in katakana given name first with a middle dot. BadValue when both are empty.
    """
    given, family = check_text(given).strip(), check_text(family).strip()
    if not given and not family:
        raise BadValue("the name is empty", hint="give a name, for example Jane Smith or 张伟")
    if given and family and re.fullmatch(f"{_EAST_ASIAN}+", given + family):
        if re.fullmatch(f"{_KATAKANA}+", given + family):
            return Name(f"{given}・{family}", given, family)
        return Name(family + given, given, family)
    return Name(f"{given} {family}".strip(), given, family)
