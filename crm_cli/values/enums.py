"""The fixed choices of a field, and how a choice is read: in English, shortened, or in Chinese."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from crm_cli.errors import BadValue
from crm_cli.values.text import brief, fold, nearest

INTERACTION_KINDS = ("call", "email", "meeting", "message", "visit", "note")
DIRECTIONS = ("in", "out")
SENTIMENTS = ("positive", "neutral", "negative")
CONTACT_STAGES = ("lead", "prospect", "customer", "former")
TASK_PRIORITIES = ("low", "normal", "high")
TICKET_KINDS = ("question", "problem", "complaint", "suggestion", "repair")
TICKET_PRIORITIES = ("low", "normal", "high", "urgent")
TICKET_STATUSES = ("open", "pending", "resolved", "closed")
SURVEY_KINDS = ("csat", "nps", "ces", "servqual")
SERVQUAL_DIMENSIONS = ("tangibles", "reliability", "responsiveness", "assurance", "empathy")
# A channel may also be any other text; these are known under several words.
CHANNELS = ("email", "phone", "wechat", "chat", "web", "in person", "social media")
# Messengers and networks under several words; any other service is called as it is typed.
_SERVICES = {
    "wechat": "weixin wx 微信 微信号 微信號",
    "wecom": "wxwork wework 企业微信 企微",
    "dingtalk": "dingding 钉钉 釘釘",
    "feishu": "lark 飞书 飛書",
    "qq": "qq号 腾讯qq",
    "weibo": "微博 新浪微博",
    "linkedin": "领英 領英",
    "x": "twitter 推特",
    "facebook": "fb 脸书 臉書",
    "instagram": "ins insta",
    "whatsapp": "wa",
    "telegram": "tg 电报",
    "line": "连我",
    "kakaotalk": "kakao 카카오톡",
}
FIELD_KINDS = ("text", "number", "money", "date", "choice", "yesno")
DEAL_OUTCOMES = ("open", "won", "lost")
ROLES = ("admin", "member")

STAGES = {
    "lead": ("线索", "新线索"),
    "nurture": ("培育", "培育中"),
    "qualified": ("合格", "需求确认", "确认需求"),
    "proposal": ("方案", "提案", "报价", "报价中", "方案报价"),
    "negotiation": ("谈判", "谈判中", "商务谈判", "议价"),
}
"""Other words for the open stages that a new book has; a team's own stages have none."""

# Other words for the choices above. A word may stand for two choices; when a field has both, it
# is refused. They are used for these choices only: a team's own ones are its own business.
_SYNONYMS = {
    "call": "phone phonecall called 电话 打电话 通话 来电 去电 電話",
    "email": "mail emailed 邮件 电子邮件 发邮件 邮箱 郵件",
    "meeting": "meet met appointment demo 会议 见面 开会 面谈 会面 會議",
    "message": "msg chat sms text wechat whatsapp 消息 微信 短信 聊天 发消息 訊息",
    "visit": "visited 拜访 上门 走访 来访 拜訪",
    "note": "memo 备注 笔记 記錄 记录 備註",
    "in": "inbound incoming received from 来 呼入 收到 进 來",
    "out": "outbound outgoing sent to 去 呼出 发出 出",
    "positive": "good happy 积极 正面 好 满意 積極",
    "neutral": "ok 中性 一般 中立",
    "negative": "bad unhappy 消极 负面 不好 不满意 差 消極",
    "lead": "线索 線索",
    "prospect": "potential 潜在客户 潜客 意向客户 潛在客戶",
    "customer": "client 客户 老客户 成交客户 客戶",
    "former": "lost churned excustomer formercustomer 流失 流失客户 前客户 已流失",
    "low": "低 minor",
    "normal": "medium standard 普通 正常 中 一般",
    "high": "important 高 重要",
    "urgent": "critical 紧急 加急 急 緊急",
    "question": "inquiry enquiry billinginquiry productinquiry generalinquiry 咨询 提问 问题 諮詢",
    "problem": "issue incident bug fault technicalissue technicalsupport 故障 问题",
    "complaint": "complain 投诉 抱怨 投訴",
    "suggestion": "feedback idea 建议 意见 建議",
    "repair": "maintenance 报修 维修 修理 報修",
    "open": "new active inprogress 打开 进行中 处理中 未解决 新建 開放",
    "pending": "waiting onhold hold waitingoncustomer waitingforcustomer awaitingcustomer"
    " awaitingreply pendingcustomerresponse waitingonthirdparty 等待 挂起 等待中 等待客户",
    "resolved": "solved fixed done completed 已解决 解决",
    "closed": "关闭 已关闭 結案 结案",
    "won": "win closedwon 赢单 成交 赢 已成交 贏單",
    "lost": "lose closedlost 输单 丢单 失败 输 輸單",
    "csat": "satisfaction 满意度",
    "nps": "netpromoterscore 净推荐值 推荐度",
    "ces": "effort 费力度",
    "servqual": "servicequality 服务质量",
    "phone": "call telephone tel 电话 热线 電話",
    "wechat": "weixin 微信",
    "chat": "livechat onlinechat im 在线客服 在线聊天 聊天",
    "web": "website webform form portal 网站 网页 网页表单 表单",
    "in person": "facetoface onsite 现场 当面 到店",
    "social media": "social socialnetwork 社交媒体 微博",
    "text": "string 文本 文字",
    "number": "numeric integer decimal 数字 数值",
    "money": "amount currency 金额 货币",
    "date": "日期",
    "choice": "select enum picklist 选项 单选 选择",
    "yesno": "boolean bool checkbox 是否 布尔",
    "admin": "administrator 管理员 管理員",
    "member": "user 成员 成員",
}
_FIXED = frozenset(
    (
        INTERACTION_KINDS, DIRECTIONS, SENTIMENTS, CONTACT_STAGES, TASK_PRIORITIES, TICKET_KINDS,
        TICKET_PRIORITIES, TICKET_STATUSES, SURVEY_KINDS, FIELD_KINDS, DEAL_OUTCOMES, ROLES,
    )
)  # fmt: skip
_YES = "yes y true t 1 on ✓ √ ✔ 是 是的 对 對 真 有"
_NO = "no n false f 0 off ✗ ✘ 否 不 不是 不对 假 没有 无 沒有 無"


def read_choice(text: str, choices: Mapping[str, Sequence[str]] | Sequence[str], what: str) -> str:
    """The one of `choices` that `text` means: the choice, a synonym of it, or its beginning.

    Neither case nor accents, spaces, hyphens or underscores matter. The synonyms are the values
    of a mapping; for the constants of this module they are known here. BadValue, calling the
    field `what`, when there is none, or when several choices fit.
    """
    if text in choices:
        return text
    key = _key(text)
    if not key:
        raise BadValue(
            "the {what} is empty", hint="one of: {choices}", what=what, choices=_listed(choices)
        )
    found = meant(text, choices)
    found = found or [choice for choice in choices if _key(choice).startswith(key)]
    if len(found) == 1:
        return found[0]
    if found:
        raise BadValue(
            'the {what} "{text}" may mean {found}',
            hint="write one of them in full",
            what=what,
            text=brief(text),
            found=" or ".join(found),
        )
    raise _no_choice(text, key, choices, what)


def meant(text: str, choices: Mapping[str, Sequence[str]] | Sequence[str]) -> list[str]:
    """The choices that `text` is the name of, else those that it is another word for."""
    key = _key(text)
    found = [choice for choice in choices if key == _key(choice)]
    return found or [choice for choice in choices if key in map(_key, _synonyms(choice, choices))]


def read_channel(text: str) -> str:
    """The one of CHANNELS that `text` names in whatever language; another text as it is."""
    key = _key(text)
    for channel in CHANNELS:
        if key == _key(channel) or key in map(_key, _SYNONYMS[channel].split()):
            return channel
    return text


def service(text: str) -> str:
    """The one name of a messenger or a network: 微信 is wechat; any other one in lower case."""
    return _services().get(_key(text)) or text.strip().casefold()


@cache
def _services() -> dict[str, str]:
    return {
        _key(word): name for name, words in _SERVICES.items() for word in (name, *words.split())
    }


def _key(text: str) -> str:
    return fold(text).translate({32: None, 45: None, 95: None, 47: None}).strip()


def _synonyms(choice: str, choices: Mapping[str, Sequence[str]] | Sequence[str]) -> Sequence[str]:
    if isinstance(choices, Mapping):
        return choices[choice]
    return _SYNONYMS[choice].split() if isinstance(choices, tuple) and choices in _FIXED else ()


def _listed(choices: Mapping[str, Sequence[str]] | Sequence[str]) -> str:
    names = [*choices]
    return ", ".join(names[:20]) + (", …" if len(names) > 20 else "")


def _no_choice(
    text: str, key: str, choices: Mapping[str, Sequence[str]] | Sequence[str], what: str
) -> BadValue:
    near = nearest(key, choices)
    return BadValue(
        'no {what} "{text}"',
        hint="did you mean {near}? One of: {choices}" if near else "one of: {choices}",
        what=what,
        text=brief(text),
        near=near,
        choices=_listed(choices),
    )


def read_yes_no(text: str) -> bool:
    """True for yes, y, true, 1, 是, 对 …, False for their opposites; BadValue for the rest."""
    key = fold(text).strip()
    if key in _YES.split():
        return True
    if key in _NO.split():
        return False
    raise BadValue('"{text}" is neither yes nor no', hint="write yes or no", text=brief(text))
