"""What is next, as a one-line log says it: `next: fri send it`, call him back, 下周五发合同.

A clause that says what there is to do, or that it is to do for us, is a follow-up. What others will
do is text: "she decides on Monday", 他下周来. A date to come in a clause that may be either is
`Unsure`: it is kept as text, and said.
"""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from crm_cli.book import Book
from crm_cli.errors import BadValue, UsageError
from crm_cli.services.log_parts.moments import BEGINS, without_part
from crm_cli.services.log_parts.words import MARKERS, is_clear, is_to_do
from crm_cli.services.tasks import read_due
from crm_cli.values.text import brief

_NEXT = r"(?i)next\b(?![-'’])"
_MARKER = (
    r"(?i:(?:next(?:\s+(?:steps?|actions?|up))?\s*[:：]|then\b\s*[:：]?|to[ -]?do\b\s*[:：]?"
    r"|action(?: items?)?\s*[:：]|follow-?up\s*[:：]|task\s*[:：]|reminder\s*[:：]))"
    rf"|(?:{'|'.join(MARKERS)}|下步|后续|接下来|提醒|备忘)(?:\s*[:：]|(?<=[步办后来]))\s*"
)
_REMIND = (
    r"(?i:(?:and |but |so |please |pls )*(?:remind me|remember|(?:i )?(?:don['’]?t|do not)"
    r" forget|make sure|note to self|reminder|(?:i|we)? ?(?:must|need to|have to|gotta|got to"
    r"|should|ought to)|to[ -]?do|task|(?:i|we)['’]ll|(?:i|we) (?:will|shall|am going to"
    r"|are going to|plan to|promised to|want to)|i['’]m going to|we['’]re going to"
    r"|promised to|agreed to|let['’]s|please|pls|going to)\b[:,]?\s*(?:myself )?)"
)
_WILL = r"(?i:(?:and |but |so )*(?:will|shall|gonna)\s+)"
_OTHERS = (
    r"(?i:(?:but |and |so |as |because |since |until |if |when )*(?:he|she|they|it|his|her|their"
    r"|that|this|there|who|which|wants?|[\w-]+(?:['’]s|s)|\w+ed|the|a|an|no|not|waiting|happy|too"
    r"|very|still)\b|[A-Z]\w+ (?:is|was|will|has|wants|needs)\b)"
)
_BADE_EN = r"(?i)\b(?:asks?|asked|wants?|needs?|told|expects?|reminded) (?:me|us) to\s+"
_AGAIN = r"(?i)\s+(?:us|me)\b"  # what is done to us is done by them
_REMIND_HAN = (
    "(?:请|帮我|麻烦|千万|一定)?"
    "(?:提醒我|记得|别忘记?了?|不要忘记?了?|记着|切记|务必|勿忘)[：:，,]?"
)
_MINE_HAN = (
    "(?:我们?|咱们?|自己|这边)?(?:需要|需|必须|要|得|会|将|计划|打算|准备|争取|尽量|应该|约好|约定|约了|"
    "定好|定于|定在|定了|商定|说好)?(?:在|于|了)?"
)
_PLAN = "约|(?:[跟和与同].{1,8}|已|已经)约[了好定]"
# What is to do some time.
_SOON = (
    "稍后|晚点儿?|改天|下次|过[两几]天|择日|尽快|会后|回头|待会儿?|等会儿?|随后|一会儿?"
    "|[^，]{1,6}[以之]?后(?=再)"
)
_BADE = (
    "(?:他|她|对方|客户|他们|她们)?(?:让|叫|请|麻烦|要求?|希望|嘱咐|通知|约|催|提醒)(?:我们?|咱们?)"
)
# A Chinese date begins with one of these, and has nothing but these.
_DATE_START = "[明后大下本这今周星礼月年季晚傍中0-9一二三四五六七八九十两半]"
_DATE_CHARS = (
    "[0-9:：/.\\- 年月日号天周星期礼拜末初中底季度上下前后明今这本个大半两零〇一二三四五六七八九十"
    "点时分刻午晚早凌晨傍夜以之内]{2,20}"
)
_OPEN = "[了过]"  # it happened
_UNTIL = (
    "(?:之前|以前|前(?![往台期后端面景提妻任夫])|左右|的时候|一?早|上班[前后]?)"  # 30日前发合同
)
# What begins so tells what will be, and is nothing to do: 明天她生日, 下周五可以.
_TELLS = (
    "[她他它您你谁]|对方|客户(?=[^，]*(?:生日|放假|没空|有空))|生日|过生日|放假|休假|是|有|没|不|很"
    "|太|会(?!见|面|谈|议)|可以|可能|应该|也|都|才|就|到[货期位]|要(?:货|的|求)|回来|回国|回公司|上班|出差|开业|开标|截止|到[^，]{0,2}$"
)
_SAID = "说|称|表示|预计|估计|大概|可能|希望|要求|反馈|据|答应|告知|通知"
# What one of us does; what they do as well tells nothing of who it is.
_OURS = (
    "(?:再|去|先|来|把|跟|和|与|向|给|帮|陪|对|派|由我)?(?:发|寄|给|报|回|打|联系|跟进|催|约|送|拜访|上门|派|安排|准备|提供|提交"
    "|交|出|开|做|办|处理|确认|谈|聊|见|面|会|演示|试|去|再|对|沟通|核|查|修|补|更新|整理|写|订|测|装|调|培训|提醒|问|传"
    "|拿|取|配|退|换|请|讨论|汇报|审|落实|复|解决|续|完成|帮|拟|改|看|拉|推|算|前往|参加|讲|接|陪|邀|跟|把|签|盖|收|付|返|评)"
)
_THEIRS = (
    "签|付|打款|到|来|定|给?答复|给?回复我|给我|下单|开标|验|出结果|汇|转账|收|回来|给结果|交货|要"
)
_PARTS = "(?:早上|上午|中午|下午|傍晚|晚上|晚些时候|下班前|上班后|一早|一大早)"
_LATER = {"中午": 13, "下午": 18, "傍晚": 19, "晚上": 24, "晚些时候": 24, "下班前": 24}
_MOST_WORDS = 6  # of a date


class Follow(NamedTuple):
    """What is to do, on which day (ISO, or empty) at which time (HH:MM, or empty)."""

    title: str
    day: str = ""
    time: str = ""


class Unsure(NamedTuple):
    """A clause with a day to come that may be to do or not: it is kept as text."""

    text: str
    day: str


class _Dated(NamedTuple):
    """What stands before a date and behind it, and the date."""

    before: str
    after: str
    day: str
    time: str
    until: bool = False


def begins_follow(text: str) -> bool:
    """Whether a text says of itself that it is what is next: without a comma it is no subject."""
    return bool(re.match(rf"{_NEXT}|(?i:to[ -]?do\b)|下一步|待办", text))


def follow(clause: str, book: Book, *, theirs: bool = False) -> Follow | Unsure | None:
    """The follow-up that a clause is; None when it is none.

    `theirs` is whether they came to us, so that it may as well be what they will do. Raises
    UsageError for a marker with nothing behind it, and for "next" where it is not clear
    whether it is a marker; BadValue for a day that could be
    two (3/4: …) or that the calendar does not have.
    """
    if match := re.match(_MARKER, clause):
        rest = clause[match.end() :].strip()
        if not rest:
            raise UsageError(
                "{marker!r} has nothing behind it", hint="next: send quote", marker=match[0].strip()
            )
        return _to_do(rest, book)
    if match := re.match(_NEXT, clause):
        return _next(clause, clause[match.end() :].strip(), book)
    if found := _day_and_colon(clause, book):
        return found
    if re.search("[\u3400-\u9fff]", clause):
        return _chinese(clause, book, theirs)
    return _english(clause, book, theirs)


def reminder(text: str, book: Book) -> Follow | None:  # noqa: PLR0911 - a return for each form
    """What all of `text` asks to be reminded of, or says is to do; None when it is an entry."""
    first = re.split("[，,；;。\n]", text, maxsplit=1)[0]
    if match := re.match(f"{_REMIND}|{_REMIND_HAN}|(?:待办|[tT][oO]-?[dD][oO])[：:]?", text):
        rest = text[match.end() :].strip()
        return _to_do(rest, book) if rest else None
    if re.search("[\u3400-\u9fff]", first):
        mine = re.match("(?:我们?)?(?:需要|需|必须|要|得|计划|打算|准备)(?!求|货)", first)
        lead = mine or re.match("我们?", first)  # 我周五前报价
        text, first = (part[lead.end() :] if lead else part for part in (text, first))
        if re.match("(?:跟进|催|联系|确认|安排|落实|了解|问|回复|准备|整理)一下", text):
            return _to_do(text, book)
        if re.match(f"(?:{_SOON})再?(?:{_OURS})", first) and not re.search(
            "了$|了(?=[，。])", first
        ):
            return _to_do(text, book)
        found = _dated_han(first, book)
        if found is None or found.day <= book.today.isoformat():
            return None
        wanted = not found.before.strip() and re.match("要(?!货|的|求)|得|需|记得", found.after)
        plan = mine or re.match(_PLAN, first) or wanted
        if plan or (not found.before.strip() and not re.search(_OPEN, first)):
            sure = plan or found.until or not _open(found, text, book)
            return _to_do(text, book) if sure else None
        return None
    if not is_to_do(first) or not re.match(r"[A-Za-z-]+\s", first):
        colon = _day_and_colon(text, book)
        if colon and colon.day > book.today.isoformat() and is_to_do(colon.title):
            return colon
        found = _dated_english(first, book)
        if (
            found
            and not found.before
            and found.day > book.today.isoformat()
            and is_to_do(found.after)
        ):
            return _to_do(text, book)
        return None
    return _to_do(text, book) if is_clear(first) or _dated_english(first, book) else None


def _to_do(text: str, book: Book) -> Follow:
    """What is to do, with the date in it, if there is one."""
    text = re.sub(r"(?i)^(?:to|that i|i (?:need|have) to|i must)\s+(?!do\b)", "", text)
    if dated := _day_and_colon(text, book):
        return dated
    found = _dated_han(text, book) or _dated_english(text, book)
    if found is None:
        return Follow(_plain(text))
    return Follow(_joined(found) or _plain(text), found.day, found.time)


def task(text: str, book: Book) -> tuple[Follow, str]:
    """A task as it is typed, its date read; and the day to come that was left in the title."""
    found = _dated_han(text, book) or _dated_english(text, book)
    if found is None or not _joined(found):
        return Follow(text), ""
    opens = re.match(rf"(?i)(?:about|re|regarding|to|with)\b|{_OURS}", found.after)
    if found.before and found.after and not (opens or found.until):
        return Follow(text), found.day
    return Follow(_joined(found), found.day, found.time), ""


def day_in(text: str, book: Book) -> str:
    """The first day to come in a text (ISO); empty for none."""
    found = _dated_han(text, book) or _dated_english(text, book)
    return found.day if found else ""


def _plain(text: str) -> str:
    return text.strip(" ,，;；:：-–—").removesuffix("。").rstrip(".!") or text


def _joined(found: _Dated) -> str:
    """What is to do, without its date."""
    before = re.sub(
        r"(?i)[\s,]+(?:by|on|at|until|before|for|in|due|and)$", "", found.before.rstrip()
    )
    after = re.sub(
        r"(?i)^(?:to|and|i need to|i have to|i must)\s+", "", found.after.lstrip(" ,:，：")
    )
    after = re.sub(f"^(?:{_REMIND_HAN}|要|得(?!知)|必须|需要?)", "", after)
    before = re.sub("^(?:请|麻烦)|(?:我们?要?)?在$", "", before)
    between = " " if re.search(r"[!-~]$", before) and re.match(r"[!-~]", after) else ""
    return _plain(before + between + after)


def _next(clause: str, rest: str, book: Book) -> Follow:
    """A follow-up that begins with "next", with no colon: next fri: send it, next in 3 days …"""
    found = _day_and_colon(clause, book) or _day_and_colon(rest, book)
    if found is None and (han := _dated_han(rest, book)) and not han.before:
        found = Follow(_joined(han), han.day, han.time)
    words = clause.split(" ")
    if found is None and _due(" ".join(words[:2]).rstrip(":,"), book) is not None:
        end = len(" ".join(words[:2]))
        due = _due(" ".join(words[:2]), book)
        if due and is_to_do(clause[end:].lstrip(" ,")):
            found = Follow(_plain(clause[end:]), *due)
    elif found is None and (dated := _dated_english(rest, book)) and not dated.before:
        found = Follow(_joined(dated), dated.day, dated.time)
    if found is None and is_to_do(rest) and _dated_english(rest, book):
        found = _to_do(rest, book)
    if found is None:
        raise UsageError(
            "cannot tell what is next in {text!r}",
            hint="next: send quote, or next fri: send quote",
            text=brief(clause),
        )
    return found


def _day_and_colon(text: str, book: Book) -> Follow | None:
    """A date, a colon and a text; the colon of 15:00 is none."""
    for match in list(re.finditer("[:：]", text[:80]))[:3]:
        before, rest = text[: match.start()].strip(), text[match.end() :].strip()
        if not before or not rest:
            continue
        if before[-1].isdigit() and text[match.end() : match.end() + 1].isdigit():
            continue
        try:
            due = read_due(before, book)
        except BadValue as error:
            if _is_a_day(error):
                raise
            found = _dated_english(before, book) if is_to_do(rest) else None
            if found and not found.after:
                return Follow(_plain(rest), found.day, found.time)
            continue
        if due[0] >= book.today.isoformat():
            return Follow(_plain(rest), *due)
    return None


def _is_a_day(error: BadValue) -> bool:
    """Whether the text is a day, only not a clear or a real one."""
    return any(
        part in error.message
        for part in ("it could be {one}", "days", "there is no month", "is a ")
    )


# English ----------------------------------------------------------------------------------


def _english(  # noqa: PLR0911 - a return for each form
    clause: str, book: Book, theirs: bool
) -> Follow | Unsure | None:
    found = _dated_english(clause, book)
    if match := re.match(_REMIND, clause):
        rest = clause[match.end() :]
        strong = not re.match(r"(?i)(?:and |but |so )*(?:please|pls)\b", clause)
        if (strong and rest.strip()) or is_to_do(rest):
            return _to_do(rest, book)
    if match := re.match(_WILL, clause):
        rest = clause[match.end() :]
        if is_to_do(rest) and not theirs and not re.search(_AGAIN, rest):
            return _to_do(rest, book)
        return Unsure(clause, found.day) if found else None
    if (bade := re.search(_BADE_EN, clause)) and is_to_do(clause[bade.end() :]):
        return _to_do(clause[bade.end() :], book)
    bare = re.sub(r"(?i)^(?:and|but|so|also|just)\s+", "", clause)
    if is_to_do(bare) and (found or is_clear(bare)):
        return _to_do(bare, book)
    if found is None:
        return None
    if not found.before.strip() and is_to_do(re.sub(rf"^{_REMIND}", "", found.after)):
        return Follow(_plain(re.sub(rf"^{_REMIND}", "", found.after)), found.day, found.time)
    return None if re.match(_OTHERS, clause) else Unsure(clause, found.day)


_BEFORE_DATE = (
    r"(?i)(?:(?:(?:no|not) later than|latest|by|on|before|until|till|for|from|due|due on|due by"
    r"|around|after|starting|first thing|later|early|end of day)\s+)?"
)


def _dated_english(text: str, book: Book) -> _Dated | None:
    """The first date to come in `text`, the longest that begins there."""
    starts = [match.start() for match in re.finditer(r"(?<!\S)\S", text[:400])]
    for place, start in enumerate(starts):
        lead = re.match(_BEFORE_DATE, text[start:])
        assert lead is not None
        begin = start + lead.end()
        if not re.match(rf"{BEGINS}|(?i:in|within|at|tonight|eod|eow|eom|end)\b", text[begin:]):
            continue
        ends = [m.end() + begin for m in re.finditer(r"\S+", text[begin:])][:_MOST_WORDS]
        for end in reversed(ends):
            said = text[begin:end].rstrip(" ,.;:!?)")
            if re.fullmatch(
                r"(?i)[0-9]+|now|just|today'?s|(?:the|an?|one|two|three|[0-9.,]+) ?\w{1,2}", said
            ) and not re.fullmatch(r"(?i)(?:the )?[0-9]{1,2}(?:st|nd|rd|th|pm|am)", said):
                continue
            if re.fullmatch(
                r"(?i)(?:\w+) (?:days?|weeks?|months?|years?|hours?|minutes?|m|d|w|q|y|min)", said
            ) and not (re.match("(?i)(?:in|within|next)$", said.split()[0])):
                continue
            due = _due(_spelled(said), book)
            if due is None:
                continue
            if due[0] == book.today.isoformat() and due[1] and due[1] <= f"{book.now:%H:%M}":
                continue
            return _Dated(text[:start], text[begin + len(said) :].lstrip(" ,"), *due)
        if place > 40:
            break
    return None


def _spelled(said: str) -> str:
    """A date as the reader of dates knows it: "at 9" is 9:00, mornings are left out."""
    said = re.sub(r"(?i)^within\b", "in", without_part(said))
    said = re.sub(r"(?i)\bat ([7-9]|1[0-9]|2[0-3])$", r"\1:00", said)
    return re.sub(r"(?i)^(?:eod|end of day|end of the day)$", "today", said)


# Chinese ----------------------------------------------------------------------------------


def _chinese(  # noqa: PLR0911 - a return for each form
    text: str, book: Book, theirs: bool
) -> Follow | Unsure | None:
    """A date or time to come in Chinese and what is to do then; 周五 with 了 tells what was done.

    None also for what tells what will be, and begins with no verb: 明天她生日.
    """
    if match := re.match(f"{_REMIND_HAN}", text):
        rest = text[match.end() :].strip()
        return _to_do(rest, book) if rest else None
    bade = re.match(_BADE, text)
    text = text[bade.end() :] if bade else text
    mine = re.match(_MINE_HAN, text)
    lead = mine[0] if mine else ""
    found = _dated_han(text[len(lead) :], book)
    if found is None:
        lead, found = "", _dated_han(text, book)
    if found is None:
        soon = re.match(f"(?:我们?|咱们?)?(?:{_SOON})(?:会|要|再)?(?={_OURS})", text)
        return _to_do(text, book) if soon or (bade and re.match(_OURS, text)) else None
    found = found._replace(after=re.sub("^(?:要(?!货|的|求)|得|必须|需要)", "", found.after))
    today = found.day == book.today.isoformat()
    own, said = bool(re.match("我|咱|这边|自己", lead) or bade), bool(lead)
    if not own and re.match(f"(?:{_TELLS}).*(?:要求|需要|催)", text):
        return Unsure(text, found.day)
    if (not own and re.match(_TELLS, text)) or (re.match(_TELLS, found.after) and not bade):
        return None
    opened = _open(found, text, book)
    if re.search(_OPEN, found.after) and (today or opened):
        return None
    if today and not _to_come(found, text, book):
        return None
    title = _joined(found)
    if not title or (re.search(_SAID, found.before) and not own):
        return None
    promised = own or re.match(
        "约[好定了]|定[好于在了]|商定|说好|要|得|需|必须|会|将|计划|打算|准备|争取", lead
    )
    if not found.after:
        return Follow(title, found.day, found.time) if promised else Unsure(text, found.day)
    if promised or (not found.before and not said and not theirs):
        return Follow(title, found.day, found.time)
    ours = re.match(_OURS, found.after) and not (theirs and re.match(_THEIRS, found.after))
    if ours and (not found.before or found.until or not re.match("约|预约", found.before)):
        return Follow(title, found.day, found.time)
    return Unsure(text, found.day)


def _dated_han(text: str, book: Book) -> _Dated | None:
    """The first date to come in Chinese text, and what stands about it."""
    text = re.sub("今晚(?!上)", "今天晚上", re.sub("明早(?!上)", "明天早上", text))
    text = re.sub("明晚(?!上)", "明天晚上", text)
    for match in re.finditer(_DATE_START, text[:200]):
        start = match.start()
        if re.search("[上这]$", text[:start]) and match[0] in "周星礼月":
            continue
        if of_today := re.match(f"{_PARTS}(?=[^0-9一二两三四五六七八九十])", text[start:]):
            of_day = re.search("[天日一二三四五六]$", text[:start])
            if not of_day and not re.match("上午|早上|中午", of_today[0]):
                after = text[start + of_today.end() :]
                return _Dated(text[:start], after, book.today.isoformat(), "")
        chars = re.match(_DATE_CHARS, text[start:])
        for length in range(len(chars[0]) if chars else 0, 1, -1):
            typed = text[start : start + length]
            if not re.search("[\u3400-\u9fff]", typed):
                continue
            said = re.sub("(?<=[天日周月])[之以]?内$", "后", typed.rstrip(":： "))
            due = _due(said, book)
            if due is None or re.match("[0-9]", text[start + length :]):
                continue
            after = text[start + length :]
            part = "" if due[1] else f"{_PARTS}?"
            until = re.match(f"{part}(?:{_UNTIL})?{part}[\\s:：]*", after)
            assert until is not None
            return _Dated(text[:start], after[until.end() :], *due, "前" in until[0])
    return None


def _to_come(found: _Dated, text: str, book: Book) -> bool:
    """Whether that time of today, or the part of it that is named, is still to come."""
    if found.time:
        return found.time > f"{book.now:%H:%M}"
    if part := next((part for part in _LATER if part in text), ""):
        return book.now.hour < _LATER[part]
    return not re.search("早上|上午|[今一]早", text) and bool(re.match(_OURS, found.after))


def _open(found: _Dated, text: str, book: Book) -> bool:
    """Whether the day could as well be a past one, as 周五 could."""
    from crm_cli.values.dates import read_when

    said = text[len(found.before) :].removesuffix(found.after)
    for length in range(len(said), 1, -1):
        try:
            return read_when(said[:length], now=book.now, prefer="past").day < book.today
        except BadValue:
            continue
    return False


def _due(text: str, book: Book) -> tuple[str, str] | None:
    try:
        day, time = read_due(text, book)
    except BadValue:
        return None
    return (day, time) if date.fromisoformat(day) >= book.today else None
