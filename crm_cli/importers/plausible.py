"""How far a decoded text reads like what people write, to rank encodings by.

The measure is the information in the letters beyond ASCII, in nats: how unlikely each is after the
one before it, in the language of the encoding that suits best. `letters.txt` has what is usual; it
is made by `tests/benchmarks/letters.py`. All readings are of the same bytes, so their costs
compare: the right one is cheapest, and cheap for each letter. In a wrong one letters stand where no
language has them, capitals inside words, signs between letters. Of Chinese, Japanese and Korean the
commonest characters are known: more than half of a real text, and one in ten of noise.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib import resources

WORDS = 500  # different words that are looked at

_WEST = ("de", "fr", "es", "it", "pt", "da", "sv", "fi", "et")
_EAST = ("pl", "cs", "hu", "ro", "hr", "de")
_BALTIC = ("lt", "lv", "et", "de")
_CYRILLIC = ("ru", "uk", "bg")
_ALPHABETS = {"ru", "uk", "bg", "el", "he", "ar", "fa", "th"}  # no word of them has Latin letters
# The encodings with their languages, in the order in which equals are named.
LANGUAGES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("gb18030", "big5", "shift_jis", "euc_kr", "euc_jp"), ()),
    **dict.fromkeys(("cp1252", "iso8859_15", "mac_roman", "cp850", "cp437"), _WEST),
    "cp865": ("da",),
    "cp860": ("pt",),
    **dict.fromkeys(("cp1250", "iso8859_2", "cp852", "mac_latin2"), _EAST),
    **dict.fromkeys(("cp1251", "koi8_r", "koi8_u", "cp866", "cp1125", "iso8859_5"), _CYRILLIC),
    "mac_cyrillic": _CYRILLIC,
    **dict.fromkeys(("cp1253", "iso8859_7", "cp737"), ("el",)),
    **dict.fromkeys(("cp1254", "iso8859_9", "cp857"), ("tr",)),
    **dict.fromkeys(("cp1255", "iso8859_8", "cp862"), ("he",)),
    **dict.fromkeys(("cp1256", "iso8859_6"), ("ar", "fa")),
    **dict.fromkeys(("cp1257", "iso8859_13", "cp775"), _BALTIC),
    "cp1258": ("vi",),
    "cp874": ("th",),
}
_MOST = 13  # what a pair costs that no language has
_OTHER = 3  # what a word costs that is of another language than most
_SYLLABLE = 8  # characters in a word of Vietnamese, its tone counted
_TONES = "\u0300\u0301\u0303\u0309\u0323"  # of Vietnamese, on certain vowels
_SIGN, _STRANGE = 6, 11  # what usual and other signs cost

_SHARED = (
    "的一是不了在人有我他大中上和地出就也能而子那得下自之年用道行所然家事成方多去法如都同心本前"
    "但因只想日者意力它十民第公此已工使情明性知全三又正外由最重物手文政美相被利什二等或新己制"
    "身果加西斯月合回特代化老世位次度任常先海通教原立及比解水名真走各入几口平系更打女四神何少"
    "才反受目太量再感建做接必件管期市直德命山金指克保至形社便空治展科司五基眼非光放像且思王象"
    "完式色路住告求程北死交取拉格望林共清今切各街道段巷先生女士姓性分部高雄南京香港台元"
    "王李陈林徐孙胡朱高何郭梁宋唐董曹曾蔡丁余潘田任姜方石陸金孔白江史侯孟段雷文志明俊家豪美玲"
    "安公司有限股份地址年月日合同行位人省市主任副理工程"
)
_SIMPLIFIED = (
    "这个们来为国到以说时要会对着发里种经么学现当没动面起看定天还进好小其些样从实军无与长把问"
    "点业将两间很并应战向头体见产东声处义认条气题活别变总电数安报结务场计资区队马书则听白却界"
    "达强难权设记品类据边张该规万观让识候带导争运责任集团技术贸易网络信息商务经理监采购销售客"
    "户联系称机话邮箱编码县号楼室栋广州深圳杭州苏州天津重庆成都武汉西安青岛连厦门张刘杨赵黄周吴"
    "马罗郑谢韩冯于萧程袁邓许傅沈彭吕苏卢蒋贾魏薛叶阎杜戴夏钟汪范谭廖邹熊郝崔康毛邱秦顾邵龙钱"
    "汤尹黎易常武乔贺赖龚伟芳娜秀英敏静丽磊洋勇艳杰娟涛超兰霞刚桂龄别职业备注模状态阶段额期间单"
    "价订序组长兴华东旭鹏浩宇轩欣怡婷雪倩慧颖琳晨建国"
)
_TRADITIONAL = (
    "這個們來為國到以說時要會對著發裡種經麼學現當沒動面起看定天還進好小其些樣從實軍無與長把問"
    "點業將兩間很並應戰向頭體見產東聲處義認條氣題活別變總電數安報結務場計資區隊馬書則聽卻界達"
    "強難權設記品類據邊張該規萬觀讓識候帶導爭運責集團技術貿易網路資訊商務經理監採購銷售客戶聯"
    "絡稱機話郵箱編碼縣鄉鎮號樓室棟弄臺灣北新竹桃園中九龍陳張劉楊趙黃周吳馬羅鄭謝韓馮蕭許沈彭"
    "呂蘇盧蔣葉鍾範譚廖鄒邱顧錢湯賴龔游詹洪莊簡柯翁魏顏戴傑淑芬雅婷君惠麗華建宏怡龄齡別職業備"
    "註狀態階額間單價訂組樣電腦"
)
_JAPANESE = (
    "日本東京都大阪府県市区町村丁目番地株式会社有限部課係長社取締役代表電話号住所氏名様方田中山"
    "佐藤鈴木高橋渡辺伊小林加吉川井上清水崎池村松森阿石原岡島前野三浦千葉神奈埼玉愛知福北海道宮"
    "城広兵庫静岐阜新潟営業総務技術開発担当者郵便国際商事産工製作物流金融銀行携帯会員登録年月日"
    "備考一二三四五六七八九十太郎花子美恵健智裕真由香優翔平和正男女主任店駅南西港"
)
_KOREAN = (
    "이김박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진지엄채원천"
    "방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모식회사화번호울부산대광시군동로읍면"
    "리는을를의에가은과와으다고나라자이름메일자년월일직급팀과영업담당수경상북충청전제품비고상태단"
    "계액거래처업체준혁민수영희철호현우지은서윤예민재훈태미은주연아름"
)

_COMMON: dict[str, frozenset[str]] = {
    "gb18030": frozenset(_SHARED + _SIMPLIFIED),
    "big5": frozenset(_SHARED + _TRADITIONAL),
    "shift_jis": frozenset(_JAPANESE),
    "euc_jp": frozenset(_JAPANESE),
    "euc_kr": frozenset(_KOREAN),
}
# Two hiragana are cut from the kana: they are also what GB and Big5 give for noise.
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa\u30fc]")
_WIDE_PUNCTUATION = frozenset("　、。，；：？！（）《》「」『』【】“”‘’…—·～￥％＋－／．＆＠")

# Signs that stand in European text outside words, or at their ends; and those inside words.
_SIGNS = frozenset("€£§©®°«»“”„‘’‚–—…·•¿¡½¼²³ªº±×№\u00a0\u00ad")
_INSIDE = frozenset("’‘·–ªº\u00a0\u00ad")  # O’Brien, col·laborar
_BEFORE = frozenset("‘“„«¿¡’€£")
_BEHIND = frozenset("’”»…ªº€\u00a0")
_WORD = re.compile(r"""[^\s,;:=|"<>/\\@]*[^\x00-\x7f][^\s,;:=|"<>/\\@]*""")
# What no text of people has: C1 controls, private characters.
_NO_TEXT = re.compile("[\x80-\x9f\ue000-\uf8ff\ufffe\uffff]")


def is_no_text(text: str) -> bool:
    """Whether a character occurs that nobody writes."""
    return _NO_TEXT.search(text) is not None


def words(text: str) -> list[str]:
    """The different words with characters beyond ASCII, in their order."""
    return list({word.casefold(): word for word in reversed(_WORD.findall(text))}.values())[::-1]


def cost(found: list[str], encoding: str) -> tuple[float, float]:
    """What the words cost as read in `encoding`, and by letter, 1 being what real words may."""
    step = len(found) // WORDS + 1
    found = found[::step]
    if not LANGUAGES[encoding]:
        costs = [_east_asian(word, encoding) for word in found]
        usual = 8.7
    else:
        costs, usual = _european(found, LANGUAGES[encoding])
    total = sum(one for one, _ in costs)
    return total, total / max(1, sum(count for _, count in costs)) / usual


def _east_asian(word: str, encoding: str) -> tuple[float, int]:
    common, rare = _COMMON[encoding], 9.5 if encoding == "euc_kr" else 11
    japanese = encoding in {"shift_jis", "euc_jp"}
    total, count, before = 0.0, 0, ""
    for char in word:
        if char > "\x7f":
            count += 1
            if char in _WIDE_PUNCTUATION:
                total += 7
            elif char in common or (japanese and _KANA.match(char)):
                total += 6.5
            elif "\uff61" <= char <= "\uff9f":  # half a width, one byte
                total += 9.5
            elif encoding == "euc_kr" and not "\uac00" <= char <= "\ud7a3":
                total += 14
            else:
                total += (
                    rare if "\u4e00" <= char <= "\u9fff" or "\uac00" <= char <= "\ud7a3" else 15
                )
        if (char > "\x7f") != (before > "\x7f") and char.isalpha() and before.isalpha():
            total += 4 if "\u2e80" < max(char, before) < "\uff00" else 8  # halves of a width
        before = char
    return total, count


def _european(
    found: list[str], languages: tuple[str, ...]
) -> tuple[list[tuple[float, int]], float]:
    """The costs of each word, in the language of most of them or in another."""
    tables = [_table(language) for language in languages]
    rows = []
    for word in found:
        extra, signs, pairs = _pairs(word)
        by_language = [sum(map(table.__getitem__, pairs)) for table in tables]
        if languages == ("vi",) and len(word) > _SYLLABLE:
            extra += 7
        least = min(by_language) + _OTHER
        rows.append(([extra + min(one, least) for one in by_language], signs + len(pairs)))
    main = min(range(len(tables)), key=lambda place: sum(row[place] for row, _ in rows))
    return [(row[main], count) for row, count in rows], 3.6 if tables[main].alphabet else 4.9


def _pairs(word: str) -> tuple[int, int, list[str]]:
    """What is odd in the word, its signs, and the pairs of letters of which one is beyond ASCII."""
    extra = signs = 0
    lower = word.replace("İ", "i").lower()
    pairs = []
    before, last = " ", ""
    for place, (char, folded) in enumerate(zip(word, lower, strict=False)):
        letter = _is_letter(char)
        small = folded if letter else " "
        if char > "\x7f" and not letter:
            after = word[place + 1 : place + 2]
            signs += 1
            extra += _sign(last, char, after)
        elif letter and last and (char > "\x7f" or last > "\x7f"):
            capitals = word[max(0, place - 2) : place].isupper() and place > 1
            extra += 7 * (last.isdigit() or (char.isupper() and last.islower()))
            extra += 5 * (char.islower() and capitals)
        if small + before != "  " and not (small + before).isascii():
            pairs.append(before + small)
        before, last = small, char
    if before > "\x7f":
        pairs.append(before + " ")
    return extra, signs, pairs


def _sign(before: str, char: str, after: str) -> int:
    """What a sign costs where it stands."""
    usual = _SIGN if char in _SIGNS else _STRANGE
    if before.isalpha() and after.isalpha():
        return usual + 8 * (char not in _INSIDE)
    if before.isalpha():
        return usual + 3 * (char not in _BEHIND)
    return usual + 3 * (after.isalpha() and char not in _BEFORE)


@cache
def _is_letter(char: str) -> bool:
    return char not in "ªº" and (char.isalpha() or unicodedata.category(char) in ("Mn", "Mc"))


class _Costs(dict[str, int]):
    """What each letter costs after another: the pair " a" begins a word, "a " ends it."""

    def __init__(self, known: Iterable[tuple[str, int]], alphabet: bool) -> None:
        super().__init__(known)
        self.alphabet = alphabet

    def __missing__(self, pair: str) -> int:
        char = pair[1]
        if (self.alphabet and any("a" <= one <= "z" for one in pair)) or char in _TONES:
            found = _MOST
        elif char < "\x80":
            found = 7 if char == " " else 9
        else:
            found = min(_MOST, self.get("*" + char, _MOST) + 3)
        self[pair] = found
        return found


@cache
def _tables() -> dict[str, str]:
    text = (resources.files("crm_cli.importers") / "letters.txt").read_text(encoding="utf-8")
    return dict(line.split("\t", 1) for line in text.splitlines())


@cache
def _table(language: str) -> _Costs:
    known = (
        (group[place : place + 2], int(group[0]))
        for group in _tables()[language].split("\t")
        for place in range(1, len(group), 2)
    )
    return _Costs(known, language in _ALPHABETS)
