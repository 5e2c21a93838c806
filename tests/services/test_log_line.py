"""The sentences of `crm log`: each phrase with what it says. Today is Fri 2026-11-20, 11:00.

What stands on the right was worked out from the grammar in the issue, before the parser was run.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from crm_cli.book import Book, load_book
from crm_cli.database import Command, Database
from crm_cli.errors import CrmError, UsageError
from crm_cli.services import log_line
from crm_cli.services.log_line import Entry
from crm_cli.services.log_parts.parties import Party
from crm_cli.values.durations import read_duration
from tests.conftest import NOW, fresh_database

COMPANIES = (
    "Acme GmbH",  # O1
    "Globex",
    "华为技术有限公司",  # O3
    "美的集团",
    "深圳市腾讯计算机系统有限公司",  # O5
    "Smith, Sons & Co. Ltd",
    "和平饭店",  # O7
    "Löwe AG",
)
PEOPLE = (
    ("Jane Smith", "O1", "jane@acme.de", "030 1234567", ""),  # C1
    ("Bob Miller", "O2", "", "", ""),
    ("张伟", "O3", "zw@huawei.cn", "13800138000", "总经理"),  # C3
    ("李娜", "O4", "", "", "经理"),
    ("王芳", "", "", "", ""),  # C5
    ("John Doe", "O1", "", "", ""),
    ("John Roe", "O2", "", "", ""),  # C7
    ("欧阳锋", "O5", "", "", "工程师"),
    ("Anna de Vries", "", "", "", ""),  # C9
    ("José García", "O2", "", "", ""),
    ("陈明", "O3", "", "", "总监"),  # C11
    ("陈红", "O3", "", "", "总监"),
    ("周一鸣", "O4", "", "", ""),  # C13
    ("Dr. Eva Brandt", "O1", "", "", ""),
    ("Jürgen Groß", "O8", "", "", ""),  # C15
    ("Karl Schroeder", "", "", "", ""),
)


def furnish(database: Database) -> None:
    """Make the people and companies above, and two deals."""
    from crm_cli.services import companies, contacts, deals

    with database.transaction(Command("crm test", "amy", NOW)) as session:
        for name in COMPANIES:
            companies.add(session, {"name": name})
        for name, company, email, phone, job in PEOPLE:
            given = {"company": company, "email": email, "phone": phone, "job_title": job}
            texts = {"name": name} | {key: text for key, text in given.items() if text}
            contacts.add(session, texts)
        deals.add(session, {"title": "Renewal", "company": "O1", "contact": ["C1"]})
        deals.add(session, {"title": "升级", "company": "O3", "contact": ["C3"]})


@pytest.fixture(scope="module")
def reader(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """The people and companies above, and two deals."""
    with ExitStack() as stack:
        folder: Path = tmp_path_factory.mktemp("log")
        database = Database(fresh_database(request, "sqlite", folder, stack))
        stack.callback(database.close)
        furnish(database)
        yield database


@pytest.fixture(scope="module")
def book(reader: Database) -> Book:
    """The team's settings: Berlin."""
    return load_book(reader, datetime.fromisoformat(NOW))


def said(entry: Entry) -> dict[str, Any]:
    """An entry in few words, without what it does not say."""
    found: dict[str, Any] = {
        "kind": entry.verb.kind,
        "way": entry.verb.direction,
        "via": entry.verb.channel,
        "who": " ".join(
            (party.ref or f"+{party.name}")
            + (f"@{party.company}" if party.company else "")
            + (f"@+{party.made}" if party.made else "")
            for party in entry.people
        ),
        "at": f"{entry.when:%m-%d %H:%M}" if entry.when else None,
        "min": read_duration(entry.duration) / 60 if entry.duration else None,
        "tags": " ".join(entry.tags),
        "deal": entry.deal,
        "new": tuple(entry.new_deal) if entry.new_deal else None,
        "feel": entry.sentiment,
        "subject": entry.subject,
        "body": entry.body,
        "next": [
            " ".join(filter(None, (one.day[5:], one.time, one.title))) for one in entry.follows
        ],
    }
    return {name: value for name, value in found.items() if value}


CALL = {"kind": "call", "way": "out"}
MAIL = {"kind": "email", "way": "out"}
MET = {"kind": "meeting"}
VISIT = {"kind": "visit", "way": "out"}
WECHAT = {"kind": "message", "via": "wechat"}

ENGLISH: list[tuple[str, dict[str, Any]]] = [
    # The one of the issue.
    (
        "called Jane Smith @acme 15m about renewal, wants SSO, next fri: send quote",
        CALL
        | {
            "who": "C1",
            "min": 15,
            "subject": "renewal",
            "body": "wants SSO",
            "next": ["11-27 send quote"],
        },
    ),
    # Verbs.
    ("called Jane Smith", CALL | {"who": "C1"}),
    ("Called jane smith", CALL | {"who": "C1"}),
    ("phoned Jane", CALL | {"who": "C1"}),
    ("rang Jane", CALL | {"who": "C1"}),
    ("call from Jane", {"kind": "call", "way": "in", "who": "C1"}),
    ("call with Jane", {"kind": "call", "who": "C1"}),
    ("spoke to Jane", {"kind": "call", "who": "C1"}),
    ("emailed Jane", MAIL | {"who": "C1"}),
    ("e-mailed Jane", MAIL | {"who": "C1"}),
    ("email from Jane", {"kind": "email", "way": "in", "who": "C1"}),
    ("wrote to Jane", MAIL | {"who": "C1"}),
    ("met Jane", MET | {"who": "C1"}),
    ("met with Jane", MET | {"who": "C1"}),
    ("lunch with Jane", MET | {"who": "C1"}),
    ("visited Jane", VISIT | {"who": "C1"}),
    ("visit from Jane", {"kind": "visit", "way": "in", "who": "C1"}),
    ("texted Jane", {"kind": "message", "way": "out", "via": "sms", "who": "C1"}),
    ("wechat with Jane", WECHAT | {"who": "C1"}),
    ("message from Jane", {"kind": "message", "way": "in", "who": "C1"}),
    (
        "note on Jane: prefers mornings",
        {"kind": "note", "who": "C1", "subject": "prefers mornings"},
    ),
    ("zoom with Jane", MET | {"via": "zoom", "who": "C1"}),
    # Who.
    ("called C1", CALL | {"who": "C1"}),
    ("called c2 about price", CALL | {"who": "C2", "subject": "price"}),
    ("called O1", CALL | {"who": "O1"}),
    ("called D1", CALL | {"who": "D1"}),
    ("emailed jane@acme.de about the contract", MAIL | {"who": "C1", "subject": "the contract"}),
    ("emailed JANE@ACME.DE, sent the offer", MAIL | {"who": "C1", "body": "sent the offer"}),
    ("called +49 30 1234567 about price", CALL | {"who": "C1", "subject": "price"}),
    ("called 030 1234567 15 min", CALL | {"who": "C1", "min": 15}),
    ("called 13800138000", CALL | {"who": "C3"}),
    ("called Globex", CALL | {"who": "O2"}),
    ("called acme about renewal", CALL | {"who": "O1", "subject": "renewal"}),
    ("visited Acme GmbH 2h", VISIT | {"who": "O1", "min": 120}),
    ("called John @acme", CALL | {"who": "C6"}),
    ("called John @globex about it", CALL | {"who": "C7", "subject": "it"}),
    ("called John at Globex about it", CALL | {"who": "C7", "subject": "it"}),
    ("I just called Jane", CALL | {"who": "C1"}),
    ("called Jane + 2 others", CALL | {"who": "C1", "subject": "+ 2 others"}),
    ("met Jane and her boss Bob", MET | {"who": "C1", "subject": "her boss Bob"}),
    ("called Jane at home", CALL | {"who": "C1", "subject": "at home"}),
    ("called John Doe", CALL | {"who": "C6"}),
    ("called miller", CALL | {"who": "C2"}),
    ("called Smith, Sons & Co. Ltd, wants a price", CALL | {"who": "O6", "body": "wants a price"}),
    ("called Anna de Vries 5 min", CALL | {"who": "C9", "min": 5}),
    ("called jose garcia", CALL | {"who": "C10"}),
    ("called José", CALL | {"who": "C10"}),
    ("called Juergen about price", CALL | {"who": "C15", "subject": "price"}),
    ("called juergen gross @loewe 5m", CALL | {"who": "C15", "min": 5}),
    ("called Schröder, ok", CALL | {"who": "C16", "body": "ok"}),
    ("called loewe", CALL | {"who": "O8"}),
    ("called Mr. Miller about price", CALL | {"who": "C2", "subject": "price"}),
    ("called Dr. Eva Brandt", CALL | {"who": "C14"}),
    ("called Dr. Brandt, all well", CALL | {"who": "C14", "body": "all well"}),
    ("called Anna @acme", CALL | {"who": "C9@O1"}),
    ("called C1 @globex", CALL | {"who": "C1@O2"}),
    ("called 张伟 15m", CALL | {"who": "C3", "min": 15}),
    ("met Jane and Bob", MET | {"who": "C1 C2"}),
    ("met Jane & Bob Miller + C9 1h", MET | {"who": "C1 C2 C9", "min": 60}),
    ("met John @acme and John @globex", MET | {"who": "C6 C7"}),
    ("called Jane and left a message", CALL | {"who": "C1", "subject": "left a message"}),
    # Bits.
    ("called Jane 1h30", CALL | {"who": "C1", "min": 90}),
    ("called Jane 1.5h about price", CALL | {"who": "C1", "min": 90, "subject": "price"}),
    ("called Jane half an hour", CALL | {"who": "C1", "min": 30}),
    ("called Jane 1 hour 20 min about price", CALL | {"who": "C1", "min": 80, "subject": "price"}),
    ("called Jane for 20 minutes about price", CALL | {"who": "C1", "min": 20, "subject": "price"}),
    (
        "called Jane 1h 30 seats wanted",
        CALL | {"who": "C1", "min": 60, "subject": "30 seats wanted"},
    ),
    ("called Jane 15 seats", CALL | {"who": "C1", "subject": "15 seats"}),
    ("called Jane #vip #q4 15m", CALL | {"who": "C1", "min": 15, "tags": "vip q4"}),
    ("called Jane D1 :) 15m", CALL | {"who": "C1", "deal": "D1", "feel": "positive", "min": 15}),
    (
        "called Jane :( about the delay",
        CALL | {"who": "C1", "feel": "negative", "subject": "the delay"},
    ),
    ("called Jane, 15m", CALL | {"who": "C1", "min": 15}),
    (
        "called Jane, 15m #vip, :)",
        CALL | {"who": "C1", "min": 15, "tags": "vip", "feel": "positive"},
    ),
    (
        "called Jane about the delay :(, wants SSO",
        CALL | {"who": "C1", "feel": "negative", "subject": "the delay", "body": "wants SSO"},
    ),
    (
        "called Jane, likes the demo :)",
        CALL | {"who": "C1", "feel": "positive", "body": "likes the demo"},
    ),
    ("called Jane about invoice #12", CALL | {"who": "C1", "subject": "invoice #12"}),
    ("called Jane, D1", CALL | {"who": "C1", "deal": "D1"}),
    ('called Jane +deal 12k "SSO, for all"', CALL | {"who": "C1", "new": ("12k", "SSO, for all")}),
    ('called Jane, +deal "SSO"', CALL | {"who": "C1", "new": ("", "SSO")}),
    # Money and words change nothing.
    (
        "called Jane, budget is 12k, she is happy, won the deal",
        CALL | {"who": "C1", "body": "budget is 12k, she is happy, won the deal"},
    ),
    # When.
    ("yesterday called Jane", CALL | {"who": "C1", "at": "11-19 00:00"}),
    ("yesterday 15:00 called Jane", CALL | {"who": "C1", "at": "11-19 15:00"}),
    ("9:30 called Jane", CALL | {"who": "C1", "at": "11-20 09:30"}),
    ("fri met Jane", MET | {"who": "C1", "at": "11-13 00:00"}),
    ("last mon met Jane 1h", MET | {"who": "C1", "at": "11-09 00:00", "min": 60}),
    ("2 hours ago called Jane", CALL | {"who": "C1", "at": "11-20 09:00"}),
    ("3 Nov met Jane", MET | {"who": "C1", "at": "11-03 00:00"}),
    ("2026-11-03 15:00 met Jane", MET | {"who": "C1", "at": "11-03 15:00"}),
    ("today called Jane", CALL | {"who": "C1"}),
    ("yesterday, called Jane", CALL | {"who": "C1", "at": "11-19 00:00"}),
    # When, behind the names or at the end.
    ("met 王芳 yesterday 15:00", MET | {"who": "C5", "at": "11-19 15:00"}),
    (
        "called Jane yesterday, wants quote",
        CALL | {"who": "C1", "at": "11-19 00:00", "body": "wants quote"},
    ),
    (
        "emailed Jane on monday about price",
        MAIL | {"who": "C1", "at": "11-16 00:00", "subject": "price"},
    ),
    (
        "called Jane Monday about price",
        CALL | {"who": "C1", "at": "11-16 00:00", "subject": "price"},
    ),
    ("called 王芳 at 9:30 for 20 minutes", CALL | {"who": "C5", "at": "11-20 09:30", "min": 20}),
    (
        "called Jane 20m yesterday at 15:00 :) about it",
        CALL | {"who": "C1", "at": "11-19 15:00", "min": 20, "feel": "positive", "subject": "it"},
    ),
    ("yesterday called Jane at 3pm", CALL | {"who": "C1", "at": "11-19 15:00"}),
    (
        "called Jane 2 hours ago about price",
        CALL | {"who": "C1", "at": "11-20 09:00", "subject": "price"},
    ),
    ("called Jane today wants a quote", CALL | {"who": "C1", "subject": "wants a quote"}),
    (
        'met 王芳 yesterday 15:00 +deal 12k EUR "ERP Phase 2"',
        MET | {"who": "C5", "at": "11-19 15:00", "new": ("12k EUR", "ERP Phase 2")},
    ),
    (
        'met Jane about ERP +deal 12k EUR "ERP Phase 2", fine',
        MET | {"who": "C1", "subject": "ERP", "new": ("12k EUR", "ERP Phase 2"), "body": "fine"},
    ),
    (
        "called Jane about price yesterday",
        CALL | {"who": "C1", "at": "11-19 00:00", "subject": "price"},
    ),
    (
        "called Jane wants a quote 2 days ago",
        CALL | {"who": "C1", "at": "11-18 00:00", "subject": "wants a quote"},
    ),
    (
        "called Jane, yesterday 15:00, wants SSO",
        CALL | {"who": "C1", "at": "11-19 15:00", "body": "wants SSO"},
    ),
    ("今天见了张伟 昨天下午3点的报价", MET | {"who": "C3", "subject": "昨天下午3点的报价"}),
    (
        "给张伟打电话 昨天下午3点 聊续约",
        CALL | {"who": "C3", "at": "11-19 15:00", "subject": "聊续约"},
    ),
    # A day that is not when it was.
    (
        "called Jane about the invoice of 3 Nov",
        CALL | {"who": "C1", "subject": "the invoice of 3 Nov"},
    ),
    ("called Jane half an hour ago", CALL | {"who": "C1", "at": "11-20 10:30"}),
    (
        "emailed Jane 3 Nov: price list",
        MAIL | {"who": "C1", "at": "11-03 00:00", "subject": "price list"},
    ),
    ("called Jane wants it by friday", CALL | {"who": "C1", "subject": "wants it by friday"}),
    ("called Jane about demo next friday", CALL | {"who": "C1", "subject": "demo next friday"}),
    (
        "today called Jane about the demo on monday",
        CALL | {"who": "C1", "subject": "the demo on monday"},
    ),
    ("called Jane 2 weeks trial", CALL | {"who": "C1", "subject": "2 weeks trial"}),
    ("called Jane 12.50 per seat", CALL | {"who": "C1", "subject": "12.50 per seat"}),
    ("note on Jane: free on monday", {"kind": "note", "who": "C1", "subject": "free on monday"}),
    # Clauses.
    (
        "called Jane; wants SSO; budget 1,234.50 EUR",
        CALL | {"who": "C1", "body": "wants SSO; budget 1,234.50 EUR"},
    ),
    (
        "called Jane about price. Wants SSO. Likes us.",
        CALL | {"who": "C1", "subject": "price", "body": "Wants SSO\nLikes us"},
    ),
    (
        "called Jane, see https://acme.de/a,b;c and jane@acme.de, ok",
        CALL | {"who": "C1", "body": "see https://acme.de/a,b;c and jane@acme.de, ok"},
    ),
    (
        "called Jane, met Bob Miller there, nice",
        CALL | {"who": "C1", "body": "met Bob Miller there, nice"},
    ),
    ("called Jane, Dr. No was there", CALL | {"who": "C1", "body": "Dr. No was there"}),
    ("called Jane.", CALL | {"who": "C1"}),
    # Follow-ups.
    ("called Jane, next: send quote", CALL | {"who": "C1", "next": ["send quote"]}),
    ("called Jane, next: fri send quote", CALL | {"who": "C1", "next": ["11-27 send quote"]}),
    ("called Jane, next: fri: send quote", CALL | {"who": "C1", "next": ["11-27 send quote"]}),
    ("called Jane, next mon: send quote", CALL | {"who": "C1", "next": ["11-23 send quote"]}),
    ("called Jane, mon: send quote", CALL | {"who": "C1", "next": ["11-23 send quote"]}),
    (
        "called Jane, tomorrow 15:00: call again",
        CALL | {"who": "C1", "next": ["11-21 15:00 call again"]},
    ),
    ("called Jane, then in 2 weeks call again", CALL | {"who": "C1", "next": ["12-04 call again"]}),
    ("called Jane, todo: send the contract", CALL | {"who": "C1", "next": ["send the contract"]}),
    ("called Jane, todo send the contract", CALL | {"who": "C1", "next": ["send the contract"]}),
    ("called Jane, TODO 30 Nov: report", CALL | {"who": "C1", "next": ["11-30 report"]}),
    ("called Jane, then call again", CALL | {"who": "C1", "next": ["call again"]}),
    (
        "called Jane, mon: offer, next: tue call, fine",
        CALL | {"who": "C1", "body": "fine", "next": ["11-23 offer", "11-24 call"]},
    ),
    ("called Jane, eom: invoice", CALL | {"who": "C1", "next": ["11-30 invoice"]}),
    ("called Jane, yesterday: nothing new", CALL | {"who": "C1", "body": "yesterday: nothing new"}),
    ("called Jane, budget: 12k", CALL | {"who": "C1", "body": "budget: 12k"}),
    (
        "met 王芳 about ERP, next tomorrow: send docs",
        MET | {"who": "C5", "subject": "ERP", "next": ["11-21 send docs"]},
    ),
    ("called Jane, next 30 Nov: send docs", CALL | {"who": "C1", "next": ["11-30 send docs"]}),
    ("called Jane, next in 3 days: send docs", CALL | {"who": "C1", "next": ["11-23 send docs"]}),
    ("called Jane, next in 3 days send docs", CALL | {"who": "C1", "next": ["11-23 send docs"]}),
    ("called Jane, Next week: send docs", CALL | {"who": "C1", "next": ["11-23 send docs"]}),
    ("called Jane, next steps: send docs", CALL | {"who": "C1", "next": ["send docs"]}),
    ("called Jane next friday: send docs", CALL | {"who": "C1", "next": ["11-27 send docs"]}),
    ("called Jane next: send docs", CALL | {"who": "C1", "next": ["send docs"]}),
    ("called Jane, at 15:30 she left", CALL | {"who": "C1", "body": "at 15:30 she left"}),
    ("called Jane, next: ask Bob Miller", CALL | {"who": "C1", "next": ["ask Bob Miller"]}),
]

CHINESE: list[tuple[str, dict[str, Any]]] = [
    # The one of the issue.
    ("见了华为的张总 30分钟，想要报价，下周五发合同",
     MET | {"who": "C3", "min": 30, "body": "想要报价", "next": ["11-27 发合同"]}),
    # The verb first.
    ("见了张伟", MET | {"who": "C3"}),
    ("见张伟", MET | {"who": "C3"}),
    ("我见了张伟", MET | {"who": "C3"}),
    ("拜访了李娜", VISIT | {"who": "C4"}),
    ("致电张伟", CALL | {"who": "C3"}),
    ("打电话给张伟 15分钟", CALL | {"who": "C3", "min": 15}),
    ("微信张伟", WECHAT | {"who": "C3"}),
    ("发微信给张伟", WECHAT | {"way": "out", "who": "C3"}),
    ("发邮件给李娜，附上报价", MAIL | {"who": "C4", "body": "附上报价"}),
    ("备注 张伟：喜欢早上开会", {"kind": "note", "who": "C3", "subject": "喜欢早上开会"}),
    # The verb last.
    ("给张伟打电话", CALL | {"who": "C3"}),
    ("给张伟打了电话 15分钟", CALL | {"who": "C3", "min": 15}),
    ("跟张伟通了电话", {"kind": "call", "who": "C3"}),
    ("和张伟开会 1小时", MET | {"who": "C3", "min": 60}),
    ("与李娜见面", MET | {"who": "C4"}),
    ("张伟来电", {"kind": "call", "way": "in", "who": "C3"}),
    ("张总来电，想要报价", {"kind": "call", "way": "in", "who": "C3", "body": "想要报价"}),
    ("李娜来访 2小时", {"kind": "visit", "way": "in", "who": "C4", "min": 120}),
    ("给李娜发邮件", MAIL | {"who": "C4"}),
    ("李娜发来邮件", {"kind": "email", "way": "in", "who": "C4"}),
    ("给张伟发了微信", WECHAT | {"way": "out", "who": "C3"}),
    ("跟张伟微信", WECHAT | {"who": "C3"}),
    ("给张伟微信", WECHAT | {"way": "out", "who": "C3"}),
    ("给张伟发短信", {"kind": "message", "way": "out", "via": "sms", "who": "C3"}),
    ("跟张总吃饭", MET | {"who": "C3"}),
    ("和张伟视频会议 45分钟", MET | {"via": "video", "who": "C3", "min": 45}),
    ("给Jane打电话", CALL | {"who": "C1"}),
    ("给Jane Smith打电话 15分钟", CALL | {"who": "C1", "min": 15}),
    ("Jane来电", {"kind": "call", "way": "in", "who": "C1"}),
    ("给 张伟 打电话", CALL | {"who": "C3"}),
    # Who does it: 给 somebody it goes out, and from the person before the verb it comes in.
    ("王芳发微信说要退货", WECHAT | {"way": "in", "who": "C5", "subject": "说要退货"}),
    ("给王芳发微信说要退货", WECHAT | {"way": "out", "who": "C5", "subject": "说要退货"}),
    ("王芳微信说要退货", WECHAT | {"way": "in", "who": "C5", "subject": "说要退货"}),
    ("王芳给我打电话", {"kind": "call", "way": "in", "who": "C5"}),
    ("王芳给我们发邮件，附件已收", {"kind": "email", "way": "in", "who": "C5", "body": "附件已收"}),
    ("王芳打电话给我说要退货", {"kind": "call", "way": "in", "who": "C5", "subject": "说要退货"}),
    ("王芳跟我开会", MET | {"who": "C5"}),
    ("王芳打来电话", {"kind": "call", "way": "in", "who": "C5"}),
    ("王芳回电", {"kind": "call", "way": "in", "who": "C5"}),
    ("给王芳回电", CALL | {"who": "C5"}),
    ("收到王芳的邮件", {"kind": "email", "way": "in", "who": "C5"}),
    ("收到王芳邮件，要报价", {"kind": "email", "way": "in", "who": "C5", "body": "要报价"}),
    ("收到华为的张伟发来的微信 要报价", WECHAT | {"way": "in", "who": "C3", "subject": "要报价"}),
    ("接到王芳电话", {"kind": "call", "way": "in", "who": "C5"}),
    ("昨天收到了王芳的短信",
     {"kind": "message", "via": "sms", "way": "in", "who": "C5", "at": "11-19 00:00"}),
    ("王芳昨天下午3点来电", {"kind": "call", "way": "in", "who": "C5", "at": "11-19 15:00"}),
    ("王芳和李娜昨天来访", {"kind": "visit", "way": "in", "who": "C5 C4", "at": "11-19 00:00"}),
    # Who.
    ("见了C3", MET | {"who": "C3"}),
    ("见了 C3 聊续约", MET | {"who": "C3", "subject": "聊续约"}),
    ("给O3打电话", CALL | {"who": "O3"}),
    ("给zw@huawei.cn发邮件", MAIL | {"who": "C3"}),
    ("给13800138000打电话", CALL | {"who": "C3"}),
    ("见了华为的张伟", MET | {"who": "C3"}),
    ("见了华为张伟", MET | {"who": "C3"}),
    ("见了华为张总", MET | {"who": "C3"}),
    ("见了华为技术有限公司的张总", MET | {"who": "C3"}),
    ("拜访了华为 2小时", VISIT | {"who": "O3", "min": 120}),
    ("拜访了华为技术有限公司", VISIT | {"who": "O3"}),
    ("见了美的的李经理", MET | {"who": "C4"}),
    ("见了美的李经理", MET | {"who": "C4"}),
    ("见了李女士", MET | {"who": "C4"}),
    ("见了腾讯的欧阳工", MET | {"who": "C8"}),
    ("见了欧阳锋", MET | {"who": "C8"}),
    ("给腾讯欧阳工打电话", CALL | {"who": "C8"}),
    ("见了张伟和李娜", MET | {"who": "C3 C4"}),
    ("和张伟、李娜开会", MET | {"who": "C3 C4"}),
    ("跟张总和李经理见面", MET | {"who": "C3 C4"}),
    ("和张伟和李娜见面 1小时", MET | {"who": "C3 C4", "min": 60}),
    ("和平饭店来电", {"kind": "call", "way": "in", "who": "O7"}),
    ("周一鸣来电", {"kind": "call", "way": "in", "who": "C13"}),
    ("见了Jane Smith 30分钟", MET | {"who": "C1", "min": 30}),
    ("见了张伟 @华为", MET | {"who": "C3"}),
    # Bits and subject.
    ("见了张总30分钟", MET | {"who": "C3", "min": 30}),
    ("见了张总 半小时", MET | {"who": "C3", "min": 30}),
    ("见了张总 一个半小时", MET | {"who": "C3", "min": 90}),
    ("见了张总 1小时20分钟 谈续约", MET | {"who": "C3", "min": 80, "subject": "谈续约"}),
    ("见了张伟聊续约", MET | {"who": "C3", "subject": "聊续约"}),
    ("见了张伟 关于续约", MET | {"who": "C3", "subject": "续约"}),
    ("给张伟打电话讨论报价", CALL | {"who": "C3", "subject": "讨论报价"}),
    ("见了张总 #重点客户 :) D2", MET | {"who": "C3", "tags": "重点客户", "feel": "positive",
                                        "deal": "D2"}),
    ("见了张总，30分钟，:(", MET | {"who": "C3", "min": 30, "feel": "negative"}),
    ("见了张总，+deal 3万 “升级，二期”", MET | {"who": "C3", "new": ("3万", "升级，二期")}),
    ("见了张总，很满意，预算3万", MET | {"who": "C3", "body": "很满意，预算3万"}),
    # When.
    ("昨天见了张总", MET | {"who": "C3", "at": "11-19 00:00"}),
    ("昨天下午3点见了张总", MET | {"who": "C3", "at": "11-19 15:00"}),
    ("昨天下午3点给张伟打电话", CALL | {"who": "C3", "at": "11-19 15:00"}),
    ("周三和张伟开会", MET | {"who": "C3", "at": "11-18 00:00"}),
    ("上周五拜访了李娜", VISIT | {"who": "C4", "at": "11-13 00:00"}),
    ("11月3号见了张伟", MET | {"who": "C3", "at": "11-03 00:00"}),
    ("两小时前张总来电", {"kind": "call", "way": "in", "who": "C3", "at": "11-20 09:00"}),
    ("今天见了张伟", MET | {"who": "C3"}),
    ("刚才张总来电", {"kind": "call", "way": "in", "who": "C3"}),
    # Clauses and follow-ups.
    ("见了张总。想要报价。下周一发", MET | {"who": "C3", "body": "想要报价", "next": ["11-23 发"]}),
    ("见了张总；预算1,200；可以", MET | {"who": "C3", "body": "预算1,200；可以"}),
    ("见了张总，下一步：发报价", MET | {"who": "C3", "next": ["发报价"]}),
    ("见了张总，下一步下周五发报价", MET | {"who": "C3", "next": ["11-27 发报价"]}),
    ("见了张总，然后发合同", MET | {"who": "C3", "next": ["发合同"]}),
    ("见了张总，待办：明天打电话", MET | {"who": "C3", "next": ["11-21 打电话"]}),
    ("见了张总，明天下午3点打电话", MET | {"who": "C3", "next": ["11-21 15:00 打电话"]}),
    ("见了张总，下周五：发合同", MET | {"who": "C3", "next": ["11-27 发合同"]}),
    ("见了张总，月底：开票", MET | {"who": "C3", "next": ["11-30 开票"]}),
    ("见了张总，三天后回访", MET | {"who": "C3", "next": ["11-23 回访"]}),
    ("见了张总，12月1号签合同", MET | {"who": "C3", "next": ["12-01 签合同"]}),
    ("见了张总，周一发报价", MET | {"who": "C3", "next": ["11-23 发报价"]}),
    ("见了张总，周一发过报价", MET | {"who": "C3", "body": "周一发过报价"}),
    ("见了张总，昨天发了报价", MET | {"who": "C3", "body": "昨天发了报价"}),
    ("见了张总，今天很忙", MET | {"who": "C3", "body": "今天很忙"}),
    ("跟王芳开会1小时，讨论合同，11月30日前发合同",
     MET | {"who": "C5", "min": 60, "body": "讨论合同", "next": ["11-30 发合同"]}),
    ("见了张总，下周五之前给她报价", MET | {"who": "C3", "next": ["11-27 给她报价"]}),
    ("见了张总，11月30日前往北京", MET | {"who": "C3", "next": ["11-30 前往北京"]}),
    ("见了张总，3天内发合同", MET | {"who": "C3", "next": ["11-23 发合同"]}),
    ("见了张总，今天下午处理", MET | {"who": "C3", "next": ["11-20 下午处理"]}),
    ("见了张总，今天下午3点打电话", MET | {"who": "C3", "next": ["11-20 15:00 打电话"]}),
    ("见了张总，今晚发报价", MET | {"who": "C3", "next": ["11-20 晚上发报价"]}),
    # What will be is nothing to do; of today, what is not clearly to come is not either.
    ("见了张总，明天她生日", MET | {"who": "C3", "body": "明天她生日"}),
    ("见了张总，下周五可以", MET | {"who": "C3", "body": "下周五可以"}),
    ("见了张总，今天下午很忙", MET | {"who": "C3", "body": "今天下午很忙"}),
    ("见了张总，今天早上发报价", MET | {"who": "C3", "body": "今天早上发报价"}),
    ("见了张总，今天发报价", MET | {"who": "C3", "body": "今天发报价"}),
    ("见了张总，fri: 发合同", MET | {"who": "C3", "next": ["11-27 发合同"]}),
    ("见了张总, 要报价, next: 发合同", MET | {"who": "C3", "body": "要报价", "next": ["发合同"]}),
    ("见了张总，李娜也在", MET | {"who": "C3", "body": "李娜也在"}),
]  # fmt: skip

MADE: list[tuple[str, dict[str, Any]]] = [
    ("called Ada Byron about engines", CALL | {"who": "+Ada Byron", "subject": "engines"}),
    ("called Ada Byron wants SSO", CALL | {"who": "+Ada Byron", "subject": "wants SSO"}),
    ("called Ada Byron @acme 15m", CALL | {"who": "+Ada Byron@O1", "min": 15}),
    ("called Ada Byron @initech", CALL | {"who": "+Ada Byron@+initech"}),
    ("called Ada Byron at Initech Labs, ok", CALL | {"who": "+Ada Byron@+Initech Labs",
                                                     "body": "ok"}),
    ("called ada, ok", CALL | {"who": "+ada", "body": "ok"}),
    ("called Jane Smyth about it", CALL | {"who": "+Jane Smyth", "subject": "it"}),
    ("called Jane @globex", CALL | {"who": "+Jane@O2"}),
    ("called Anna @initech", CALL | {"who": "C9@+initech"}),
    ("met Jane and Ada Byron", MET | {"who": "C1 +Ada Byron"}),
    ("见了王总", MET | {"who": "C5"}),
    ("见了华为的王总", MET | {"who": "+王总@O3"}),
    ("见了未来的赵总 30分钟", MET | {"who": "+赵总@+未来", "min": 30}),
    ("给赵六打电话", CALL | {"who": "+赵六"}),
    ("见了赵六，想要报价", MET | {"who": "+赵六", "body": "想要报价"}),
    ("和张伟、赵六开会", MET | {"who": "C3 +赵六"}),
    ("给张伟明打电话", CALL | {"who": "+张伟明"}),
]  # fmt: skip

REFUSED: list[tuple[str, int, str]] = [
    ("called Jane Smyth about it", 3, "C1 Jane Smith"),
    ("called Li Na", 3, "there is no 'Li Na'; the nearest: C4 李娜"),
    ("called na li about price", 3, "the nearest: C4 李娜"),
    ("called wangfang", 3, "the nearest: C5 王芳"),
    ("called Ada Byron", 3, "there is no 'Ada Byron'"),
    ("called Jane @globex", 3, "Jane' at globex"),
    ("called Jane @initech", 3, "Jane' at initech"),
    ("called C99", 3, "no contact with id 99"),
    ("called jane@nowhere.de", 3, "jane@nowhere.de"),
    ("called Jane D99", 3, "no deal with id 99"),
    ("called John", 5, "C6 John Doe, C7 John Roe"),
    ("called John about it", 5, "C6 John Doe, C7 John Roe"),
    ("called smith about it", 5, "C1 Jane Smith, O6 Smith, Sons"),
    ("见了陈总", 5, "C11 陈明, C12 陈红"),
    ("见了华为的陈总", 5, "C11 陈明, C12 陈红"),
    ("见了赵六", 3, "赵六"),
    ("见了张伟明", 3, "张伟明"),
    ("给张伟明打电话", 3, "张伟明"),
    ("见了华为的王总", 3, "王总' at 华为"),
    ("tomorrow called Jane", 2, "Sat 2026-11-21 is still to come"),
    ("next fri met Jane", 2, "Fri 2026-11-27 is still to come"),
    ("明天见了张伟", 2, "Sat 2026-11-21 is still to come"),
    ("下周五给张伟打电话", 2, "Fri 2026-11-27 is still to come"),
    ("15:00 called Jane", 2, "still to come"),
    ("hello world", 2, "cannot tell what happened"),
    ("Jane called", 2, "cannot tell what happened"),
    ("你好世界", 2, "cannot tell what happened"),
    ("called", 2, "with whom"),
    ("called about renewal", 2, "with whom"),
    ("见了", 2, "with whom"),
    ("called T5", 2, "T5 is a ticket"),
    ("called Jane 15m 20m", 2, "length is said twice"),
    ("called Jane :) :(", 2, "feeling is said twice"),
    ("called Jane, next:", 2, "nothing behind it"),
    ("called Jane, 3/4: send quote", 2, "3 April or 4 March"),
    ("called Jane 1h90m", 2, "go to 59"),
    ("called Jane 30h", 2, "24 hours"),
    ("called Jane +deal 12k", 2, "title"),
    ("called Jane at 15:00", 2, "15:00 today is still to come"),
    ("called Jane at 3", 2, "am or pm"),
    ("called Jane at half past three", 2, "cannot tell the time"),
    ("called Jane yesterday morning", 2, "cannot tell the time in 'yesterday morning'"),
    ("called Jane this morning about it", 2, "cannot tell the time"),
    ("called Jane last week", 2, "not one day"),
    ("called Jane tomorrow about it", 2, "Sat 2026-11-21 is still to come"),
    ("called Jane monday deadline is tight", 2, "'monday' may be when it was"),
    ("called Jane about the demo on monday", 2, "'on monday' may be when it was"),
    ("yesterday called Jane on monday about price", 2, "said twice"),
    ("called Jane, monday", 2, "'monday' may be when it was"),
    ("called Jane, tomorrow", 2, "nothing to do behind it"),
    ('called Jane about ERP +deal "X" good', 2, "'good' after +deal"),
    ("called Jane, next week is fine", 2, "cannot tell what is next"),
    ("called Jane, next send docs", 2, "cannot tell what is next"),
    ("called Jane, next yesterday: send docs", 2, "cannot tell what is next"),
    ("called Jane, next 3/4: send docs", 2, "3 April or 4 March"),
    ("called some person whom nobody knows", 2, "where the name ends"),
]


NOTE = {"kind": "note"}
ABOUT: list[tuple[str, dict[str, Any]]] = [  # after a reference: crm log K12 "…"
    ("called 5m, she agrees, next fri: send quote",
     CALL | {"min": 5, "body": "she agrees", "next": ["11-27 send quote"]}),
    ("called her back about price", CALL | {"subject": "price"}),
    ("emailed them the offer", MAIL | {"subject": "the offer"}),
    ("call from him :(", {"kind": "call", "way": "in", "feel": "negative"}),
    ("yesterday 15:00 met 1h about SSO", MET | {"at": "11-19 15:00", "min": 60, "subject": "SSO"}),
    ("call back on Monday", NOTE | {"subject": "call back on Monday"}),
    ("called yesterday 15:00 about price", CALL | {"at": "11-19 15:00", "subject": "price"}),
    ("monday is bad for her", NOTE | {"subject": "monday is bad for her"}),
    ("she is away on monday", NOTE | {"subject": "she is away on monday"}),
    ("left a voicemail, mon: call", NOTE | {"subject": "left a voicemail", "next": ["11-23 call"]}),
    ("打了电话 15分钟，想要报价，下周五发合同",
     CALL | {"min": 15, "body": "想要报价", "next": ["11-27 发合同"]}),
    ("昨天下午3点开会 1小时", MET | {"at": "11-19 15:00", "min": 60}),
    ("很满意", NOTE | {"subject": "很满意"}),
    ("见了面，谈得不错", MET | {"body": "谈得不错"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), ABOUT)
def test_what_is_said_of_a_reference(
    reader: Database, book: Book, text: str, wanted: dict[str, Any]
) -> None:
    entry = log_line.read_about(text, [Party("C1")], reader, book)
    assert said(entry) == wanted | {"who": "C1"}


@pytest.mark.parametrize(("text", "wanted"), ENGLISH + CHINESE)
def test_what_a_sentence_says(
    reader: Database, book: Book, text: str, wanted: dict[str, Any]
) -> None:
    assert said(log_line.read(text, reader, book)) == wanted


@pytest.mark.parametrize(("text", "wanted"), MADE)
def test_who_is_made_when_that_is_asked_for(
    reader: Database, book: Book, text: str, wanted: dict[str, Any]
) -> None:
    assert said(log_line.read(text, reader, book, create=True)) == wanted


@pytest.mark.parametrize(
    "text",
    ["约了赵总下周五吃饭", "约了赵总吃饭", "昨日老客户小王又来电", "见了一个新来的客户经理人"],
)
def test_nobody_is_made_of_what_may_be_no_name(reader: Database, book: Book, text: str) -> None:
    with pytest.raises(UsageError, match="cannot tell the name"):
        log_line.read(text, reader, book, create=True)


@pytest.mark.parametrize(("text", "code", "part"), REFUSED)
def test_what_is_not_clear_is_refused(
    reader: Database, book: Book, text: str, code: int, part: str
) -> None:
    with pytest.raises(CrmError) as caught:
        log_line.read(text, reader, book)
    assert (caught.value.exit_code, part in str(caught.value)) == (code, True), str(caught.value)


def test_there_are_enough_phrases() -> None:
    assert len({text for text, _ in ENGLISH + CHINESE}) >= 120


def test_both_engines_read_the_same(
    request: pytest.FixtureRequest, tmp_path: Path, book: Book
) -> None:
    with ExitStack() as stack:
        database = Database(fresh_database(request, "postgresql", tmp_path, stack))
        stack.callback(database.close)
        furnish(database)
        for text, wanted in ENGLISH + CHINESE:
            assert said(log_line.read(text, database, book)) == wanted, text


def test_an_answer_says_who_is_meant(reader: Database, book: Book) -> None:
    asked = log_line.read("called John about it", reader, book, answers={"John": "C7"})
    assert said(asked) == CALL | {"who": "C7", "subject": "it"}
    made = log_line.read("called Ada Byron", reader, book, answers={"Ada Byron": "new"})
    assert said(made) == CALL | {"who": "+Ada Byron"}


WORDS = """
called |met |见了|给|打电话|和|的|总| @| at |, |，|. |。|:|：|next:|then |下周五|fri|15m|30分钟|#|:)
|+deal |"|“|D1|12k|\x00|\n|\t|\ud800|\u202e|%|_|\\|'|(|[|*|C999999999999|0|+|-|🙂|é|ﬀ|İ|ß
|ａｂ|३|²|①|\u3000|\u200b|\r|99999999999999999999999999999999999
"""
PIECES = [*(text for text, _ in ENGLISH + CHINESE), *WORDS.strip("\n").split("|")]


@pytest.mark.parametrize("seed", range(20))
def test_no_text_whatever_makes_a_traceback(reader: Database, book: Book, seed: int) -> None:
    dice = random.Random(seed)
    outcomes = set()
    for _ in range(60):
        parts = [dice.choice(PIECES) for _ in range(dice.randint(1, 6))]
        text = "".join(part[: dice.randint(1, len(part))] for part in parts)
        if dice.random() < 0.2:
            text += "".join(chr(dice.randrange(1, 0x11000)) for _ in range(dice.randint(1, 9)))
        try:
            if dice.random() < 0.2:
                entry = log_line.read_about(text, [Party("C1")], reader, book)
            else:
                entry = log_line.read(text, reader, book, create=dice.random() < 0.5)
        except CrmError as error:
            assert str(error)
            outcomes.add("refused")
        else:
            assert entry.people and entry.verb.kind
            outcomes.add("read")
    assert outcomes == {"refused", "read"}
