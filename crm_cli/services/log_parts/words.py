"""The words of the one-line log: what happened, who does it, titles, and what there is to do.

The verbs stand in `verbs.txt`, a table for each language; `log_line` says how a sentence is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple


class Verb(NamedTuple):
    """What a word says happened: the kind, the direction and the channel where it tells them."""

    kind: str
    direction: str | None = None
    channel: str | None = None


NOTE = Verb("note")
NOTE = Verb("note")


@cache
def _sections() -> dict[str, list[str]]:
    """The lines of each section of `verbs.txt`."""
    text = (Path(__file__).parent / "verbs.txt").read_text(encoding="utf-8")
    parts = re.split(r"^\[([a-z ]+)\].*\n", text, flags=re.MULTILINE)
    return {name: lines.splitlines() for name, lines in zip(parts[1::2], parts[2::2], strict=True)}


@cache
def _words(section: str) -> frozenset[str]:
    return frozenset(" ".join(_sections()[section]).split())


def _verbs(section: str) -> Iterator[tuple[Verb, str]]:
    """Each verb of a section with its words, between bars."""
    for line in filter(None, _sections()[section]):
        head, _, words = line.partition(": ")
        kind, way, channel = (None if part == "-" else part for part in head.split())
        yield Verb(kind or "", way, channel), words


_ANSWERS = ("reply", "answer", "response")
_MOST_WORDS = 9  # of an English verb, small ones and all
_NOUNS = ("call", "email", "e-mail", "mail", "message", "text", "visit", "meeting", "wechat",
          "whatsapp", "zoom", "note", "reply", "mtg", "slack", "answer")  # fmt: skip
# Said of a person who is named: Bob's assistant.
OF_THEIRS = (
    r"['’]s? (?:\w+ )?(?:assistant|secretary|pa|ea|office|colleague|boss|team|wife|husband|deputy"
    r"|manager|partner|successor|lawyer|accountant|people|reception)\b"
)

_NOTES = "备注|备忘|记录|记一下|笔记"
SENT = "给|向|对|替|为"  # what is done "给" somebody goes out
WITH = "跟|和|与|同|陪|请|约|找|邀请|邀|带|领"
FROM = "收到了?|接到了?|接了?(?:一?[个通])?"
US = "(?:我们?|咱们?)"

PREPOSITIONS = ("给", "跟", "和", "与")
# Longer forms first: 张总经理 is no 张总 with a remainder.
TITLES = (
    *("副总经理", "总经理", "总监", "总裁", "副总", "董事长", "总工", "工程师", "总", "董", "经理"),
    *("副厂长", "厂长", "副院长", "院长", "副校长", "校长", "副主任", "主任", "副局长", "局长"),
    *(
        "处长",
        "科长",
        "部长",
        "所长",
        "店长",
        "站长",
        "队长",
        "行长",
        "馆长",
        "社长",
        "会长",
        "书记",
    ),
    *(
        "会计",
        "出纳",
        "主管",
        "老师",
        "教授",
        "博士",
        "医生",
        "大夫",
        "律师",
        "秘书",
        "助理",
        "老板娘",
    ),
    *("老板", "师傅", "工", "局", "处", "董秘"),
)
# These go with every job.
POLITE = ("女士", "先生", "小姐", "太太", "夫人", "姐", "哥", "大姐", "大哥", "叔", "阿姨", "同学")
# What a person with the title is recorded as, beside a job that ends with it.
JOBS = {
    "总": ("总经理", "总监", "总裁", "副总", "总", "CEO", "ceo", "董事长", "老板", "创始人"),
    "总监": ("总监",), "工": ("工程师", "工", "技术员", "设计师", "总工"), "董": ("董事长", "董事"),
    "局": ("局长",), "处": ("处长",), "老板": ("老板", "总经理", "店主", "负责人"),
    "老师": ("老师", "教师", "教授", "讲师"), "医生": ("医生", "医师"), "大夫": ("医生", "医师"),
}  # fmt: skip

HONORIFICS = ("mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "herr", "frau", "mme")
# After these a full stop ends no sentence.
SHORTENED = frozenset(
    (*HONORIFICS, "st", "no", "nr", "inc", "ltd", "co", "corp", "jr", "sr", "vs", "approx", "e.g")
) | {"i.e", "etc", "ca", "tel", "ext"}  # fmt: skip
# Words that begin what it was about, and so end a name.
OPENERS = ("about", "re", "regarding", "concerning", "on", "for", "to", "with", "who", "that")
LEFT_OUT = ("about", "regarding", "concerning", "re", "关于")  # of a subject: they say it is one
# Characters that may stand behind a name in Chinese: what is said or done then.
OPENERS_HAN = (
    "聊谈说问讲签送拿交发要想看订定约收付催请让把将就并他她你我咱已未不没在到去来回有是的等和跟与及给对从"
    "今昨前后上下周本这那一二两三四五六七八九十半做开吃喝打通寄提反表希同确介演商交沟关咨投报了解刚早中晚也都"
    "又再正会可能应需计准邮微电短钉视语拜参培验取带过告通催补谢处帮拒答转因为推选试安完加出入考决认识遇碰聚"
    "宴敲首样货合价技术产品样书设备账款手机座见喜预项目意向态度们陪回复约家厂公司这儿处传展述退换补借买卖租评审核批盖汇找替领迎离辞调休住忙急很太非最比"
    "较挺愿肯敢须觉感担怕支坚赞继停止结束失负只坐现突因拿用先嫌抱"
)
# What it was about begins with one of these.
SUBJECTS_HAN = (
    *("聊", "谈", "讨论", "沟通", "关于", "确认", "介绍", "演示", "商量", "对接", "交流", "反馈"),
    *("说", "问", "想要", "希望", "要求", "提出", "签了", "催"),
)
# Words that many names have: alone they name nobody.
COMMON = (
    *("a", "an", "the", "my", "our", "his", "her", "their", "its", "of", "and", "in", "on", "at"),
    *("to", "for", "from", "with", "by", "&", "de", "la", "el"),
)
# Words that say when, and so end a name: called Jane Monday, called ada yesterday. Sun is a name.
DAYS = (
    "(?:(?i:yesterday|today|tonight|tomorrow|monday|tuesday|wednesday|thursday|friday|saturday"
    "|sunday)|mon|tues?|wed|thu|thurs|fri|sat)"
)
MARKERS = ("下一步", "然后", "待办")  # and next:, then, todo

_TOLD = (
    r"(?:is|are|was|were|will|has|have|had|went|looks?|seems?|got|not|only|due|expected|pending"
    r"|accepted|confirmed|sent|paid|signed|approved|rejected|received|scheduled|moved|postponed"
    r"|fine|ok|okay|good|from|of|still|can|should|may|might|would|\w{3,}ed)\b"
)


def to_do() -> frozenset[str]:
    """What there is to do, in English: the base form of what one does."""
    return _words("to do")


def is_to_do(text: str) -> bool:
    """Whether `text` begins with what there is to do: send …, follow up."""
    word = re.match(r"[A-Za-z][a-z-]*", text)
    if word is None or word[0].lower() not in to_do():
        return False
    rest = text[word.end() :].lstrip()
    if word[0].lower() == "need":
        return False
    return not (word[0].lower() in _words("nouns") and (not rest or re.match(_TOLD, rest)))


def is_clear(text: str) -> bool:
    """Whether `text`, which may begin with what to do, does so without a date: call him back."""
    return re.split(r"\s", text, maxsplit=1)[0].lower() not in _words("nouns") or bool(
        re.match(r"[\w-]+ (?:her|him|them|back|again)\b", text)
    )


def english(text: str, *, theirs: bool = False) -> tuple[Verb, int] | None:
    """The verb that `text` begins with, and where what follows it begins; None for no verb.

    A verb with the channel "told" has its words kept; so has "joined", which may have two who meet.
    `theirs` is for what the people do who stand before it.
    """
    table = _of_theirs() if theirs else _english_table()
    lean: list[str] = []
    full: list[str] = []
    end, found = 0, None
    for word in text[:90].replace("\n", " ").split(" ")[:_MOST_WORDS]:
        end += len(word) + 1
        cut = word.rstrip(",;:.，；：。")
        bare = {"w/": "with"}.get(cut.lower(), cut.lower())
        full += [bare] if bare not in ("a", "an", "the") else []
        lean += [bare] if bare not in _words("small") else []
        for words in (lean, full):
            if words and words[-1] == bare and " ".join(words) in table:
                found = table[" ".join(words)], end - 1 - len(word) + len(cut)
        if cut != word or len(lean) > 5:
            break
    if found is None:
        return None
    if "missed" in text[: found[1]].lower() and not found[0].channel:
        found = Verb("call", "in", "told"), found[1]
    rest = text[found[1] :]
    return found[0], len(text) - len(rest.lstrip())


def is_noun(words: str) -> bool:
    """Whether the words before somebody are a noun alone, which may be done or to do."""
    return words.strip().lower() in _NOUNS


def medium(text: str) -> tuple[Verb, int] | None:
    """What `text` says it went over (on WhatsApp, by e-mail), and where that ends."""
    match = re.match(r"(?i)\s*(?:on|via|over|by|through|using|in)\s+(?:an?\s+|the\s+)?", text)
    if match is None:
        return None
    for words in (2, 1):
        found = re.match(rf"[\w-]+(?:\s+[\w-]+){{{words - 1}}}", text[match.end() :])
        verb = _media().get(found[0].lower()) if found else None
        if found and verb:
            return verb, match.end() + found.end()
    return None


def thing(text: str) -> tuple[Verb, int] | None:
    """What was sent: "a WhatsApp with …", and where that ends; None for no medium."""
    match = re.match(
        r"(?i)\s*(?:me |us )?(?:an?|another|the|my|our)\s+(?:short |quick |long )?", text
    )
    for words in (2, 1) if match else ():
        assert match is not None
        found = re.match(rf"[\w-]+(?:\s+[\w-]+){{{words - 1}}}", text[match.end() :])
        verb = _media().get(found[0].lower()) if found else None
        if found and verb and verb.kind in ("message", "email"):
            return verb, match.end() + found.end()
        done = english(f"{found[0]} with ") if found else None
        if found and done and done[0].kind in ("meeting", "call"):
            return done[0], match.end() + found.end()
    return None


def done(text: str) -> tuple[Verb, int] | None:
    """The verb without a person that `text` begins with, and where the rest begins.

    A noun alone ("call back", "email") does not say that it was done.
    """
    if found := english(text):
        if is_noun(text[: found[1]]) or found[0].channel in ("told", "joined"):
            return None
        whom = re.match(r"(?:(?:her|him|them)\b\s*)?(?:back\b\s*)?", text[found[1] :])
        return found[0], found[1] + (whom.end() if whom else 0)
    happened = chinese(text[:16])
    lead = re.match("[打通发开见吃喝]?[了过]?", text)
    assert lead is not None
    if happened and happened[1] <= lead.end():
        return happened[0], happened[2]
    return None


def chinese(text: str) -> tuple[Verb, int, int] | None:
    """What Chinese text says happened, and where the words for it begin and end."""
    for pattern, verb in _chinese_table():
        if match := pattern.search(text):
            end = match.end() + (1 if text[match.end() : match.end() + 1] in [*"了过里上中"] else 0)
            return verb, match.start(), end
    return None


def is_note(text: str) -> bool:
    """Whether Chinese text says of itself that it is a note."""
    return bool(re.fullmatch(f"(?:{_NOTES})[：:]?\\s*", text))


@cache
def _english_table() -> dict[str, Verb]:
    table: dict[str, Verb] = {}
    for word, verb in _media().items():
        table[f"{word} with"] = verb
        if verb.kind in ("email", "message"):
            table[f"{word} from"] = verb._replace(direction="in")
            for words in ("{} to", "{} for", "sent {} to", "wrote {} to"):
                table[words.format(word)] = verb._replace(direction="out")
        if (verb.kind in ("email", "message") or word == "zoom") and word not in _ANSWERS:
            table[word] = verb
    table.pop("text", None)
    return table | _by_word("ours")


@cache
def _of_theirs() -> dict[str, Verb]:
    out = {
        word: verb._replace(direction="in")
        for word, verb in _by_word("ours").items()
        if verb.direction == "out" and verb.kind in ("call", "email", "message")
        and verb.channel != "told" and " " not in word and word != "reached"
    }  # fmt: skip
    sent = {
        f"sent {who}{word}": verb._replace(direction="in")
        for word, verb in _media().items()
        for who in ("", "me ", "us ")
        if verb.kind in ("email", "message")
    }
    return out | sent | _by_word("theirs")


@cache
def _media() -> dict[str, Verb]:
    return _by_word("media")


@cache
def _chinese_table() -> list[tuple[re.Pattern[str], Verb]]:
    return [(re.compile(words), verb) for verb, words in _verbs("chinese")]


def _by_word(section: str) -> dict[str, Verb]:
    return {word: verb for verb, words in _verbs(section) for word in words.split("|")}
