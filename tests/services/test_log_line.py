"""`crm log "called Jane 15m: …"`: what a sentence is understood to say."""

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
from crm_cli.session import transaction
from crm_cli.values.durations import read_duration
from tests.conftest import NOW, fresh_database
from tests.services.sentences import ABOUT, CALL, CHINESE, ENGLISH, MADE, REFUSED

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

    with transaction(database, Command("crm test", "amy", NOW)) as session:
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
    assert entry.verb is not None
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
    ["约了赵总吃饭", "见了一个新来的客户经理人"],
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
            assert (entry.people and entry.verb) or entry.follows
            outcomes.add("read")
    assert outcomes == {"refused", "read"}
