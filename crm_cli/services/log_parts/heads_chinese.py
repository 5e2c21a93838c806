"""The head of a one-line log in Chinese: 给张伟打电话, 张伟来电, 收到张伟的邮件, 拜访张伟.

The people who are known are found first; the words before and behind them say who does what.
"""

from __future__ import annotations

import re

from crm_cli.book import Book
from crm_cli.services.log_parts import moments
from crm_cli.services.log_parts.bits import clauses
from crm_cli.services.log_parts.head import AND, Head, no_entry
from crm_cli.services.log_parts.moments import Moment
from crm_cli.services.log_parts.parties import Parties, Party
from crm_cli.services.log_parts.words import FROM, NOTE, SENT, US, WITH, Verb, chinese, is_note

_LEAD = "(?:我们?(?=\\S))?(?:刚刚?|刚才|已经?|另外|然后|老客户|新客户|客户|今天|本人)*"
# Words before or behind the people that tell nothing more than the verb.
_FILLER = (
    "[上去到在给跟和与同用刚又再了过我已的来发打回写开做聊下个一：:，, 约向对于从中里有那儿边及]"
    "|[0-9]+|分钟|小时|半|两|次"
)
_BEHIND = (
    "(?:刚刚?|又|再次?|也|都|已经?|主动|突然|亲自|的|通过|用|在|今天|今早|昨天|昨晚|早上|上午|中午|下午"
    "|晚上|专程|特地|一行|带队|带人|秘书|助理|同事|司机|家人)*"
)
_CARRIED = "(?:回复|[发回来打寄写传送])?[了来]?[一两]?[封条个通]?"
# Behind a medium, what they do with it: 张伟微信问价格.
_SAYING = "说|问|告|通知|反馈|投诉|催|要|希望|回|发|咨询|提|联系|确认|表示|来|找|约|报"
_OUT = "提醒|通知|催|告诉|告知|答复|回复|问|祝|恭喜|邀请|送|寄|报|给|询问|感谢|安抚"
_NO_ANSWER = (
    "(?:一直|还是?|的?电话|的?手机|又|都)*"
    "(?:[没未不]接(?!受|待)|没人接|无人接|打不通|没打通|关机|占线)"
)
_BOTH = "认识|介绍|引荐|带|引见"
_LENGTH = "(?:[0-9.]+|[一二两三四五六七八九十百半]+)个?半?(?:分钟|小时|钟头|刻钟)"


def read(text: str, parties: Parties, book: Book) -> Head | None:
    """The head of a Chinese line; None where it has neither people nor a Chinese verb."""
    first = clauses(text[:400])[0][1]
    runs = parties.runs(first)
    start, when = 0, None
    if not (runs and runs[0].start == 0):
        start, when = _when(first, book)
        lead = re.match(f"\\s*{_LEAD}", first[start:])
        start += lead.end() if lead else 0
        if when is None and start and not (runs and runs[0].start == start):
            more, when = _when(first[start:], book)
            start += more
        runs = [run for run in runs if run.start >= start]
    if not runs and (found := _in_next(text, start, first, parties)):
        return found._replace(when=when)
    if not runs:
        found = _of_strangers(text[start:], parties)
        return found and found._replace(when=when)
    pre = re.sub("(?:[老新大]|我们的?)?客户$", "", first[start : runs[0].start].rstrip())
    rest = text[runs[0].end :].lstrip(" ")
    people = runs[0].people
    if when is None and not chinese(pre):  # 王芳昨天来电
        length, at = _when(rest, book)
        if at and (verb := chinese(rest[length : length + 8])) and verb[1] < 4:
            rest, when = rest[length:], at
    if (listed := re.match(AND, rest)) and (verb := chinese(first[runs[0].end :])):
        names = rest[: verb[1]][listed.end() :]
        people = people + [parties.whole(name) for name in re.split(AND, names) if name]
        rest = rest[listed.end() + len(names) :]
    if re.search(_BOTH, first):
        people = people + [one for run in runs[1:] for one in run.people]
    head = _doing(pre, rest, first[start:], people)
    open_day = re.match("(?:周|星期|礼拜)[一二三四五六日天](?!.*[了过已])", first)
    if when and head.verb.kind == "note" and open_day:  # done, or to be done
        raise moments.unsure(first[:start])
    return head._replace(when=when)


def _in_next(text: str, start: int, first: str, parties: Parties) -> Head | None:
    """What was done with those who stand first in the next clause: 上门催款，刘敏说月底付."""
    verb, more = chinese(first[start:]), clauses(text[:400])[1:2]
    runs = parties.runs(more[0][1]) if verb and more else []
    if verb is None or not runs or runs[0].start:
        return None
    way = _way(verb[0], "", first[start:], first)
    return Head(_plain(verb[0], way), runs[0].people, text[len(first) :], None, first[start:])


def _when(text: str, book: Book) -> tuple[int, Moment | None]:
    return moments.before_han(text, book) or (0, None)


def _doing(  # noqa: PLR0911 - a return for each form
    pre: str, rest: str, clause: str, people: list[Party]
) -> Head:
    """What was done with people, by what stands before and behind them in their clause."""
    post = clauses(rest)[0][1] if rest.strip() else ""
    after = rest[rest.index(post) + len(post) :] if post else rest  # where it is told whole
    post = re.split("[:：]", post, maxsplit=1)[0]
    if is_note(pre):
        return Head(NOTE, people, rest)
    if not pre.strip():
        return _theirs(rest, post, after, clause, people)
    given = re.search(f"(?:(?P<out>{SENT})|(?P<with>{WITH})|(?P<from>{FROM}))[了到]?\\s*$", pre)
    way = (given.lastgroup or "") if given else ""
    ahead, behind = chinese(pre[: given.start()] if given else pre), chinese(post[:16])
    if way == "from" and not ahead:
        if behind and behind[1] <= len(re.match(f"(?:{_CARRIED}的?)?{_CARRIED}", post)[0]):  # type: ignore[index]
            return Head(_plain(behind[0], "in"), people, rest[behind[2] :])
        verb = _plain(behind[0], "in") if behind and behind[1] < 5 else Verb("note", "in")
        return Head(verb, people, after, None, clause)
    ahead = ahead or chinese(pre)
    if behind and not given and behind[1] > (0 if ahead else 4):
        behind = None
    if behind and (
        not ahead or (behind[0].kind in ("visit", "meeting") and way and ahead[0].kind != "meeting")
    ):
        verb, end, left, before = behind[0], behind[2], pre, post[: behind[1]]
    elif ahead:
        same = behind and behind[1] <= 1 and behind[0].kind == ahead[0].kind
        verb, end, before = ahead[0], behind[2] if behind and same else 0, ""
        left = pre[: ahead[1]] + pre[ahead[2] :]
    else:
        out = way == "out" or re.search(f"(?:{_OUT})[了过一下]*$", pre)
        long = re.search(_LENGTH, clause)
        rest = (long[0] if long else "") + after
        return Head(Verb("note", "out" if out else None), people, rest, None, clause)
    long = re.search(_LENGTH, before + post[:end])
    rest = (f"{long[0]} " if long else "") + rest[end:].lstrip()
    told = verb.channel == "told" or bool(re.search("[没未]|不上", pre))
    if (
        told
        or len(re.sub(_FILLER, "", left.removesuffix(given[0]) if given else left)) > 1
        or len(re.sub(_FILLER, "", before)) > 1
    ):
        long = re.search(_LENGTH, clause)
        rest = (long[0] if long else "") + after
        return Head(_plain(verb, _way(verb, way, pre, clause)), people, rest, None, clause)
    return Head(_plain(verb, _way(verb, way, pre, clause)), people, rest)


def _way(verb: Verb, given: str, pre: str, clause: str) -> str | None:
    """Who does it, by the verb and what stands before the people: 给 is to them, 跟 with them."""
    if verb.kind == "meeting" or given == "with":
        return None
    if verb.kind == "visit" or verb.direction == "in":
        return verb.direction
    if given != "out" and re.search("通[了过完]|会议|通话", clause):
        return None
    return None if re.fullmatch("微信|视频|钉钉", pre.strip()) else "out"


def _plain(verb: Verb, way: str | None) -> Verb:
    return Verb(verb.kind, way, None if verb.channel == "told" else verb.channel)


def _theirs(rest: str, post: str, after: str, clause: str, people: list[Party]) -> Head:
    """What they did who stand first: 张伟来电, 张伟发来微信; else a note of them."""
    if re.match(_NO_ANSWER, post):
        return Head(Verb("call", "out"), people, after, None, clause)
    lead = re.match(f"\\s*{_BEHIND}(?P<us>[给跟和与向请约陪])?(?:{US}(?=.))?", post)
    assert lead is not None
    found = chinese(post[lead.end() :][:14])
    carried = re.match(_CARRIED, post[lead.end() :])
    if found is None or carried is None or found[1] > carried.end():
        return _note(rest, after, clause, people)
    tail = rest[lead.end() + found[2] :]
    verb, way = found[0], "in"
    if verb.kind == "meeting":
        if not (lead["us"] or re.match("见面|会面|碰面|开会|面谈", post[lead.end() :])):
            return _note(rest, after, clause, people)
        way = ""
    elif lead["us"] and lead["us"] in "跟和与":
        way = ""
    elif verb.kind in ("email", "message") and found[1] == 0 and tail.strip():
        way = "in" if re.match(f"\\s*[里上]?(?:{_SAYING}|[，,：:])", tail) else ""
    other = re.search("秘书|助理|同事|司机|家人", lead[0])
    if other or verb.channel == "told" or (verb.kind == "visit" and tail[:1] not in "，。, "):
        return Head(_plain(verb, way or None), people, after, None, clause)
    return Head(_plain(verb, way or None), people, re.sub(f"^给{US}", "", tail))


def _note(rest: str, after: str, clause: str, people: list[Party]) -> Head:
    if not rest.strip(" ，,。"):
        raise no_entry(clause)
    if re.match(r"\s*[:：]", rest):
        return Head(NOTE, people, rest)
    return Head(NOTE, people, after, None, clause)


def _of_strangers(text: str, parties: Parties) -> Head | None:
    """The head with somebody who is not known: refused, or made when that is asked for."""
    found = (NOTE, 0, 2) if text.startswith("备注") else chinese(clauses(text[:400])[0][1])
    if found is None:
        return None
    verb, start, end = found
    who = re.sub(f"^(?:{FROM}|[给跟和与])", "", text[:start]).strip()
    who = re.sub("(?:发来|打来|发|打|回|来|给我们?|的|又|刚|再次?|也)+了?$", "", who)
    if who:
        people = [parties.whole(name) for name in re.split(AND, who) if name]
        way = (
            None
            if verb.kind == "meeting" or text[0] in "跟和与"
            else "out"
            if text[0] == "给"
            else "in"
        )
        return Head(_plain(verb, way), people, text[end:])
    rest = re.sub("^[给了过]*", "", text[end:].lstrip())
    person, stop = parties.read(rest)
    people, rest = [person], rest[stop:]
    while match := re.match(AND, rest):
        person, stop = parties.read(rest[match.end() :])
        people.append(person)
        rest = rest[match.end() + stop :]
    return Head(
        _plain(verb, _way(verb, "out" if "给" in text[: end + 1] else "", text[:end], "")),
        people,
        rest,
    )
