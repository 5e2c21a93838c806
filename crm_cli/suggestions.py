"""Words that are no command here, put as they were meant; else a hint that leads on.

Imported only where the first word is no command, or where a command line is refused.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Collection, Sequence

from crm_cli.nouns import NOUNS
from crm_cli.values.plurals import plural
from crm_cli.values.text import nearest

_REFERENCE = re.compile(r"#?[A-Za-z]?\d+")

# What else a noun, a verb and a daily command are called; of several verbs the first that is there.
_NOUNS = {
    "people": "contact", "persons": "contact", "person": "contact", "lead": "contact",
    "leads": "contact", "organisation": "company", "organisations": "company",
    "organization": "company", "organizations": "company", "account": "company",
    "accounts": "company", "opportunity": "deal", "opportunities": "deal", "case": "ticket",
    "cases": "ticket", "issue": "ticket", "issues": "ticket", "todo": "task", "todos": "task",
    "reminder": "task", "followup": "task", "followups": "task", "follow-ups": "task",
    "activity": "interaction", "activities": "interaction", "label": "tag", "labels": "tag",
    "colleague": "user", "colleagues": "user",
    "联系人": "contact", "公司": "company", "企业": "company", "商机": "deal", "工单": "ticket",
    "任务": "task", "待办": "task", "跟进": "task", "互动": "interaction", "标签": "tag",
    "字段": "field", "同事": "user", "用户": "user", "阶段": "stage", "回收站": "trash",
}  # fmt: skip
_VERBS = {
    "new": "add open", "create": "add open", "make": "add open", "insert": "add",
    "ls": "list", "all": "list", "rm": "delete", "remove": "delete", "del": "delete",
    "update": "edit", "change": "edit", "set": "edit add", "modify": "edit", "rename": "edit",
    "view": "show", "get": "show", "open": "open show", "info": "show", "won": "win",
    "lost": "lose", "close": "close done",  "complete": "done", "finish": "done",
    "answer": "reply", "respond": "reply", "label": "tag", "search": "list", "find": "list",
    "添加": "add open", "新建": "add open", "新增": "add open", "列表": "list", "查看": "show",
    "删除": "delete", "修改": "edit", "编辑": "edit", "赢单": "win", "输单": "lose",
    "回复": "reply", "关闭": "close",
}  # fmt: skip
_DAILY = {
    "agenda": "today", "search": "find", "grep": "find", "timeline": "history",
    "version": "--version", "reports": "report", "settings": "config", "kanban": "board",
    "setup": "init",
    "weekly": "report weekly", "wins": "report wins", "diff": "report diff",
    "quality": "report quality", "satisfaction": "report satisfaction",
    "今天": "today", "今日": "today", "日程": "today", "查找": "find", "搜索": "find",
    "记录": "log", "完成": "done", "看板": "board", "撤销": "undo", "重做": "redo",
    "历史": "history", "报表": "report", "报告": "report", "导入": "import", "导出": "export",
    "备份": "backup", "恢复": "restore", "设置": "config", "帮助": "help", "显示": "show",
    "查看": "show",
}  # fmt: skip
# Where one word is not enough to know what is meant.
_ALL = "contact, company, deal, task or ticket"
_HINTS = {
    "call": 'crm log call NAME "what was said"; their number: crm show NAME',
    "calendar": "crm today is the agenda; crm export tasks --format ics makes a calendar",
    "close": "crm deal win D1, crm deal lose D1, crm ticket close T1, crm done K1",
    "customer": "crm contact list --where stage=customer, crm company list, or crm segment list",
    "email": 'crm log email NAME "what it said"; their address: crm show NAME',
    "list": f"crm NOUN list, of {_ALL}",
    "add": f'crm NOUN add "…", of {_ALL}',
    "delete": f"crm NOUN delete REF, of {_ALL}",
    "edit": f"crm NOUN edit REF, of {_ALL}",
    "meet": 'crm log meeting NAME "what was said"',
    "note": 'crm log note NAME "…"',
    "open": "crm deal list and crm ticket list show what is open; crm show D1 one record",
    "quit": "each command ends by itself",
    "stats": "crm report lists the reports; crm report weekly is the week",
    "status": "crm today is what needs doing; crm report pipeline is how the deals stand",
    "sync": "crm import FILE brings in what changed",
}
_HINTS |= {
    name: _HINTS[other]
    for other, names in {
        "call": "phone dial ring 电话 打电话", "email": "mail send write message 邮件 发邮件",
        "customer": "customers client clients 客户", "list": "ls", "delete": "rm remove del",
        "add": "new create 添加 新建", "edit": "update change set", "meet": "meeting visit 拜访",
        "note": "notes", "quit": "exit bye", "stats": "dashboard summary statistics",
    }.items()
    for name in names.split()
}  # fmt: skip


def _noun(word: str, names: Collection[str]) -> str:
    """The noun that a word names, in one or several; empty for none."""
    folded = word.casefold()
    found = next((name for name in names if folded in (name, plural(name))), _NOUNS.get(folded, ""))
    return found if found in names else ""


def rewritten(
    arguments: Sequence[str], groups: Collection[str], verbs: Callable[[str], Collection[str]]
) -> list[str]:
    """The arguments as they were meant: `add contact Jane`, `win D1`, `contacts`, `今天`.

    `groups` are the nouns with commands, `verbs` gives those of one. Arguments that cannot be read
    so come back as they are.
    """
    place = next((n for n, word in enumerate(arguments) if not word.startswith("-")), None)
    if place is None:
        return list(arguments)
    before, word, rest = arguments[:place], arguments[place].casefold(), arguments[place + 1 :]
    if noun := _noun(word, groups):
        if not rest or rest[0].startswith("-"):
            return [*before, noun, "list", *rest]
        known = _verb(rest[0].casefold(), verbs(noun))
        return [*before, noun, known or rest[0], *rest[1:]]
    if rest and (noun := _noun(rest[0], groups) or _of_reference(rest[0])):
        alone = len(rest) == 1 and rest[0].casefold() == plural(noun)
        if alone and "show" in (word, *_VERBS.get(word, "").split()):
            word = "list"
        # A reference is one of a record that there is.
        past = ("add", "open", "list") if _REFERENCE.fullmatch(rest[0]) else ()
        if verb := _verb(word, [verb for verb in verbs(noun) if verb not in past]):
            return [*before, noun, verb, *rest[not _REFERENCE.fullmatch(rest[0]) :]]
    elif word in _DAILY:
        return [*before, *_DAILY[word].split(), *rest]
    return list(arguments)


def _verb(word: str, verbs: Collection[str]) -> str:
    return next((verb for verb in (word, *_VERBS.get(word, "").split()) if verb in verbs), "")


def _of_reference(text: str) -> str:
    """The noun of a typed reference such as D12; empty for what is none."""
    letter = text[:1].upper() if _REFERENCE.fullmatch(text) else ""
    return next((name for name, noun in NOUNS.items() if noun.letter == letter and letter), "")


def for_command(path: str, args: Sequence[str], names: Sequence[str]) -> str:
    """The hint for a first word that is none of the commands `names` of the group `path`."""
    word, rest = args[0].casefold(), shlex.join(args[1:4])
    found = "" if path == "crm" else _verb(word, names)
    hint = f"{path} --help"
    if path == "crm" and word in _HINTS:
        hint = _HINTS[word]
    elif path == "crm deal" and word == "close":
        hint = f"crm deal win {rest or 'D1'} or crm deal lose {rest or 'D1'}"
    elif path == "crm tag" and (noun := _of_reference(args[0])):
        hint = f"crm {noun} tag {args[0]} {rest or 'vip'}"
    elif path != "crm" and word in ("find", "search"):
        hint = f"crm find {rest or '…'}"
    elif found:
        hint = f"did you mean {f'{path} {found} {rest}'.strip()}? {path} --help"
    elif near := nearest(word, names):
        hint = f"did you mean {path} {near}? {path} --help"
    elif path != "crm" and "show" in names and word.isprintable():
        whole = shlex.quote(" ".join(one for one in args if one[:1] != "-"))
        hint = f"{path} show {whole} shows one, crm find {whole} looks everywhere"
    return hint


# Arguments and options that are not there -----------------------------------------------------

_OPTIONS = {
    "amount": "value price sum total budget worth", "email": "mail e-mail",
    "phone": "mobile tel telephone cell", "contact": "person who with for customer",
    "company": "organisation organization account firm", "owner": "assignee assigned user for",
    "due": "date when deadline on", "at": "date when time on", "body": "text note notes"
    " description comment", "expected-close": "close close-date",
    "job-title": "title role position", "tag": "label tags labels", "reason": "because why",
}  # fmt: skip
_SURE = ("--yes", "-y", "--force", "-f", "--confirm")


def for_usage(path: str, said: str, option: str, options: Collection[str], argv: list[str]) -> str:
    """The hint for an argument or an option too many; empty where there is none.

    `said` is Typer's message, `option` the unknown one, `options` those that the command has.
    """
    if option:
        return _for_option(path, option, options)
    if "unexpected extra argument" not in said:
        return ""
    more = said[said.rfind("(") + 1 :].rstrip(")").split()
    if path in ("crm undo", "crm redo"):
        numbers = [word for word in argv if _REFERENCE.fullmatch(word)]
        ordered = sorted(numbers, key=lambda text: -int(re.sub(r"\D", "", text)))
        each = " && ".join(f"{path} {number}" for number in ordered)
        last = "it takes no number: crm redo brings back what was undone last"
        return last if path == "crm redo" else f"one at a time, the newest first: {each}"
    if path.endswith(" list"):
        return f'crm find {" ".join(more)} looks everywhere; {path} takes --where "city=Berlin"'
    if any(_REFERENCE.fullmatch(word) for word in more):
        return f"one at a time; {path} --help"
    return f'put quotes around what belongs together: {path} "…"; {path} --help'


def _for_option(path: str, option: str, options: Collection[str]) -> str:
    bare = option.lstrip("-").partition("=")[0]
    if option in _SURE:
        return f"leave {option} out: crm undo takes back what this does"
    meant = [f"--{name}" for name, words in _OPTIONS.items() if bare in words.split()]
    if found := next((name for name in meant if name in options), ""):
        return f"did you mean {found}? {path} --help"
    if path.endswith(" list") and "--where" in options:
        return f'a condition goes with --where, as in {path} --where "{bare}=…"'
    return ""
