"""How far a decoded text reads like what people write, to rank encodings by.

A wrong encoding of an East Asian text gives characters, but rare ones: in real text more than half
are among the few hundred commonest, in noise one in ten. A wrong encoding of a European text
gives letters in places where they do not stand: a sign inside a word, a capital after a small
letter, letters that no one language has together.
"""

from __future__ import annotations

import re
from collections import Counter

RUNS = 4000  # places with other characters than ASCII that are looked at in each chunk
SAMPLES = 3
MIXED = 0.92  # what letters of several languages together are worth, against those of one
SAMPLE_WIDTH = 60

# The commonest characters of general text, then those of address books: surnames, companies,
# addresses, and the headings of columns.
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

# The letters beyond ASCII of single languages: a file seldom has more than one of them.
_LANGUAGES: dict[str, tuple[str, ...]] = {
    "cp1252": (
        "äöüßé", "àâæçèéêëîïôœùûüÿ", "áéíñóúüçà", "áâãàçéêíóôõúü", "àèéìòóù", "åäöéü", "æøåéäöü",
        "äëïöüéèáóíêç", "áðéíóúýþæö", "àéèíïóòúüç",
    ),
    "cp1250": (
        "ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "ăâîșțşţ", "čćđšž",
        "äöüßé",
    ),
    "cp1254": ("çğıiöşüâîûİ",),
    "cp1251": ("абвгдежзийклмнопрстуфхцчшщъыьэюяё", "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя'"),
}  # fmt: skip
_LANGUAGES["mac_roman"] = _LANGUAGES["cp1252"]
# Signs that stand in European text outside words, or at their ends.
_SIGNS = frozenset("€£¥$§©®™°«»“”„‘’‚–—…·•¿¡½¼¾²³ªº±×†\u00a0\u00ad№")
_IN_WORDS = frozenset("’‘·-\u00ad\u00a0–ªº")  # O’Brien, col·laborar

_AROUND = re.compile(r"([^\W\d_]?)([^\x00-\x7f]+)([^\W_]?)")


class Evidence:
    """What a file shows when decoded in one way, gathered chunk by chunk.

    `digest` is equal for two ways that read the same text. `samples` are the first lines with
    other characters than ASCII.
    """

    def __init__(self) -> None:
        self.digest = 0
        self.samples: list[str] = []
        self._chars: Counter[str] = Counter()
        self._words = self._oddities = 0

    def add(self, text: str) -> None:
        """Take the next chunk."""
        if text.isascii():
            return
        self.digest = hash((self.digest, text))
        if len(self.samples) < SAMPLES:
            self._take_samples(text)
        for count, found in enumerate(_AROUND.finditer(text)):
            if count >= RUNS:
                break
            self._chars.update(found[2])
            self._words += 1
            self._oddities += _is_odd(found[1], found[2], found[3])

    def _take_samples(self, text: str) -> None:
        for line in re.findall(r"[^\r\n]*[^\x00-\x7f][^\r\n]*", text[: 1 << 16]):
            self.samples.append(line[:SAMPLE_WIDTH])
            if len(self.samples) == SAMPLES:
                break

    def plausibility(self, encoding: str) -> float:
        """From 0 (noise) to 1 (words), for this text as read in `encoding`."""
        common = _COMMON.get(encoding)
        return self._east_asian(common) if common else self._european(_LANGUAGES[encoding])

    def _east_asian(self, common: frozenset[str]) -> float:
        kana_counts = common is _COMMON["shift_jis"] or common is _COMMON["euc_jp"]
        good = total = 0
        for char, count in self._chars.items():
            if char in _WIDE_PUNCTUATION:
                continue
            total += count
            if char in common or (kana_counts and _KANA.match(char)):
                good += count
        # One in ten is what noise has, four in ten are enough for a list of names.
        return max(0.0, min(1.0, (good / total - 0.1) / 0.3)) if total else 0.5

    def _european(self, languages: tuple[str, ...]) -> float:
        letters: Counter[str] = Counter()
        strange = total = 0
        for char, count in self._chars.items():
            total += count
            if char.isalpha():
                letters[char.lower()[:1]] += count  # İ gives i and a dot
            elif char not in _SIGNS:
                strange += count
        if not total:
            return 0.5
        count = sum(letters.values())
        best = max(sum(letters[char] for char in set(alphabet)) for alphabet in languages)
        several = sum(letters[char] for char in set("".join(languages)))
        fit = max(best, several * MIXED) / count if count else 1.0
        in_place = 1 - self._oddities / self._words
        return max(0.0, in_place * fit * (1 - strange / total))


def _is_odd(before: str, run: str, after: str) -> bool:
    """Whether characters beyond ASCII stand where no European word has them.

    `before` and `after` are the letters beside the run (`after` also a digit), or "".
    """
    if after.isdigit():
        if run[-1].isalpha():
            return True
        after = ""
    word = before + run + after
    if any(not char.isalpha() and char not in _IN_WORDS for char in run[:-1] if before):
        return True
    if before and after and any(not c.isalpha() and c not in _IN_WORDS for c in run):
        return True
    # A capital inside a word, unless all of it is in capitals.
    seen_small = False
    for char in word:
        if char.isupper() and seen_small:
            return True
        seen_small = char.islower() or (seen_small and char.isalpha())
    if any("\u0400" <= char <= "\u04ff" for char in run):
        return (before + after).isascii() and before + after != ""
    return len(run) > 3
