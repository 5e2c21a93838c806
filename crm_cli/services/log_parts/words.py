"""The words of the one-line log: what happened, titles, and what begins a follow-up or a subject.

The grammar is in `log_line`. A phrase of several words counts before its beginning, so "call from"
is not "call".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple


class Verb(NamedTuple):
    """What a word says happened: the kind, the direction and the channel where it tells them."""

    kind: str
    direction: str | None = None
    channel: str | None = None


# The words of each verb, between bars.
_ENGLISH = {
    Verb("call", "out"): "called|phoned|rang|call to|phone call to",
    Verb("call", "in"): "call from|phone call from|got a call from|had a call from|called by",
    Verb("call"): "call|call with|phone call with|had a call with|spoke with|spoke to|talked with"
    "|talked to",
    Verb("email", "out"): "emailed|e-mailed|mailed|wrote|wrote to|email to|e-mail to|mail to",
    Verb("email", "in"): "email from|e-mail from|mail from|got an email from|got a mail from",
    Verb("email"): "email|e-mail",
    Verb("meeting"): "met|met with|meeting with|meeting|had a meeting with|lunch with"
    "|had lunch with|coffee with|had coffee with|dinner with|had dinner with|demo for|demo with",
    Verb("meeting", None, "zoom"): "zoom with|zoomed with|zoomed",
    Verb("visit", "out"): "visited|visit to",
    Verb("visit", "in"): "visit from|visited by",
    Verb("visit"): "visit",
    Verb("message", "out"): "messaged|message to",
    Verb("message", "in"): "message from|got a message from",
    Verb("message"): "message|message with|chatted with",
    Verb("message", "out", "sms"): "texted|text to",
    Verb("message", "in", "sms"): "text from",
    Verb("message", "out", "wechat"): "wechatted|wechat to",
    Verb("message", "in", "wechat"): "wechat from",
    Verb("message", None, "wechat"): "wechat|wechat with",
    Verb("message", "out", "whatsapp"): "whatsapped|whatsapp to",
    Verb("message", "in", "whatsapp"): "whatsapp from",
    Verb("message", None, "whatsapp"): "whatsapp|whatsapp with",
    Verb("note"): "note on|note about|note",
}

# Before the person (见了张伟), and after (给张伟打电话).
_CHINESE_FIRST = {
    Verb("call", "out"): "致电|去电|打电话给|打了电话给",
    Verb("call"): "电话",
    Verb("email", "out"): "发邮件给|发了邮件给|写邮件给",
    Verb("email"): "邮件",
    Verb("meeting"): "见|见到|会见|面谈",
    Verb("visit", "out"): "拜访|走访|上门拜访",
    Verb("message", "out"): "发消息给|发了消息给",
    Verb("message", "out", "sms"): "发短信给|发了短信给",
    Verb("message", "out", "wechat"): "发微信给|发了微信给",
    Verb("message", None, "wechat"): "微信",
    Verb("note"): "备注",
}
_CHINESE_LAST = {
    Verb("call", "out"): "打电话|打了电话|打过电话|打了个电话|打了一个电话|回电|回电话|回了电话",
    Verb("call", "in"): "来电|来电话|来了电话|打来电话|打电话来|打电话过来|打来了电话",
    Verb("call"): "电话|通电话|通了电话|通话|通了话",
    Verb("email", "out"): "发邮件|发了邮件|写邮件|写了邮件|发了封邮件|回邮件|回了邮件",
    Verb("email", "in"): "来邮件|来了邮件|发来邮件|发来了邮件",
    Verb("email"): "邮件",
    Verb("meeting"): "见面|见了面|见了一面|会面|碰面|开会|开了会|开了个会|面谈|吃饭|吃了饭",
    Verb("meeting", None, "video"): "视频会议|开视频会议|开了视频会议",
    Verb("visit", "in"): "来访",
    Verb("message", "out"): "发消息|发了消息|发信息|发了信息",
    Verb("message", "in"): "来消息|发来消息|发来了消息",
    Verb("message", "out", "sms"): "发短信|发了短信",
    Verb("message", "in", "sms"): "来短信|发来短信|发来了短信",
    Verb("message", "out", "wechat"): "发微信|发了微信|回微信|回了微信",
    Verb("message", "in", "wechat"): "来微信|来了微信|发来微信|发来了微信",
    Verb("message", None, "wechat"): "微信|聊微信|聊了微信",
}
# What one receives of somebody: 收到王芳的邮件.
_RECEIVED = {
    Verb("email", "in"): "邮件|电子邮件|回信|来信",
    Verb("call", "in"): "电话|来电",
    Verb("message", "in", "sms"): "短信",
    Verb("message", "in", "wechat"): "微信",
    Verb("message", "in"): "消息|信息|留言",
}
US = "(?:我们?|咱们)"
_NOUNS = ("call", "email", "e-mail", "message", "visit", "meeting", "wechat", "whatsapp")
_MOST_WORDS = 4  # of an English verb
TO = "给"  # what is sent "给" somebody goes out

PREPOSITIONS = ("给", "跟", "和", "与")
# Longer forms first: 张总经理 is no 张总 with a remainder.
TITLES = (
    *("总经理", "总监", "总裁", "副总", "工程师", "总", "经理", "工", "老师", "主任"),
    *("女士", "先生"),
)
# What a person with the title is recorded as, where several have the surname.
JOBS = {
    "总": ("总", "CEO", "ceo"), "总经理": ("总经理",), "总监": ("总监",), "总裁": ("总裁",),
    "副总": ("副总",), "经理": ("经理",), "工": ("工程师", "工"), "工程师": ("工程师",),
    "老师": ("老师", "教师", "教授"), "主任": ("主任",),
}  # fmt: skip

HONORIFICS = ("mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "herr", "frau", "mme")
# After these a full stop ends no sentence.
SHORTENED = frozenset(
    (*HONORIFICS, "st", "no", "nr", "inc", "ltd", "co", "corp", "jr", "sr", "vs", "approx", "e.g")
) | {"i.e", "etc", "ca", "tel", "ext"}  # fmt: skip
# Words that begin what it was about, and so end a name.
OPENERS = ("about", "re", "regarding", "concerning", "on", "for", "to", "with", "who", "that")
LEFT_OUT = (
    "about",
    "regarding",
    "concerning",
    "re",
    "关于",
)  # of a subject: they say that it is one
OPENERS_HAN = (
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


def english(text: str) -> tuple[Verb, int] | None:
    """The verb that `text` begins with, and where what follows it begins; None for no verb."""
    table = _english_table()
    words, end, found = "", 0, None
    for word in text[:60].replace("\n", " ").split(" ")[:_MOST_WORDS]:
        end += len(word) + 1
        bare = word.rstrip(",;:.，；：。")
        words = f"{words} {bare.lower()}".lstrip()
        if words in table:
            found = table[words], end - 1 - len(word) + len(bare)
        if bare != word:
            break
    if found is None:
        return None
    rest = text[found[1] :]
    return found[0], len(text) - len(rest.lstrip())


def done(text: str) -> tuple[Verb, int] | None:
    """The verb without a person that `text` begins with, and where the rest begins.

    A noun alone ("call back", "email") does not say that it was done.
    """
    if found := english(text):
        if text[: found[1]].strip().lower() in _NOUNS:
            return None
        whom = re.match(r"(?:(?:her|him|them)\b\s*)?(?:back\b\s*)?", text[found[1] :])
        return found[0], found[1] + (whom.end() if whom else 0)
    for table, pattern in (chinese_last(), chinese_first()):
        match = re.match(pattern, text)
        if match and ("了" in match[0] or table is chinese_last()[0]):
            return table[match[1]], match.end()
    return None


@cache
def _english_table() -> dict[str, Verb]:
    return _by_word(_ENGLISH)


@cache
def chinese_first() -> tuple[dict[str, Verb], str]:
    """The verbs that stand before the person, and the pattern of one."""
    table = _by_word(_CHINESE_FIRST)
    return table, f"({_either(table)})[了过]?\\s*"


@cache
def chinese_last() -> tuple[dict[str, Verb], str]:
    """The verbs that stand after the person, and the pattern of one."""
    table = _by_word(_CHINESE_LAST)
    return table, f"({_either(table)})了?"


def received(text: str) -> tuple[Verb, str, int] | None:
    """The verb, the people and the end of 收到王芳的邮件; None when `text` begins otherwise."""
    table = _by_word(_RECEIVED)
    between = "(?:发来|打来|寄来|发|打)?的?(?:一?[封条个通])?"
    match = re.match(rf"[收接]到?了?\s*([^，,;；。\n]+?){between}({_either(table)})了?", text)
    return (table[match[2]], match[1].strip(), match.end()) if match else None


def _by_word(verbs: dict[Verb, str]) -> dict[str, Verb]:
    return {word: verb for verb, words in verbs.items() for word in words.split("|")}


def _either(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))
