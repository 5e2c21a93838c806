"""Hostile data through every command that there is: what shows it, and what is given it."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest

from crm_cli.services.forgetting_names import _texts
from crm_cli.values.text import fold
from tests.command_tree import commands, options, values
from tests.conftest import Crm
from tests.test_hostile import HARDEST, OURS, RAW, Tags, fill, hostile, on_terminal  # noqa: F401

# Columns with a form of their own, which no command would write otherwise.
FORMED = {"key", "conditions", "choices", "e164", "digits", "said", "value"}
MORE = (
    ("user", "add", "zed"),
    ("filter", "add", "f1", "contact", "--where", "city=x"),
    ("company", "add", "Dup GmbH"), ("company", "add", "Dup GmbH"),
    ("contact", "edit", "C1", "--company", "O1", "--owner", "zed", "--keep-in-touch", "1"),
    ("deal", "add", "open", "--amount", "50", "--contact", "C1", "--expected-close", "2026-10-01"),
    ("deal", "add", "won", "--amount", "50", "--company", "O1", "--campaign", "x"),
    ("deal", "win", "D3", "--reason", "x", "--competitor", "y"),
    ("interaction", "add", "note", "x", "--contact", "C1", "--link", "http://x.example/"),
    ("task", "add", "overdue", "--contact", "C1", "--due", "2026-11-01", "--owner", "zed"),
    ("ticket", "open", "problem", "--contact", "C1", "--owner", "zed", "--body", "b"),
    ("survey", "add", "nps", "0", "--contact", "C1", "--comment", "c"),
    ("contact", "add", "Thrown away"), ("contact", "delete", "Thrown away"),
    ("field", "add", "deal", "memo"), ("deal", "edit", "D2", "--field", "memo=a"),
    ("config", "alias", "set", "x", "contact list"),
)  # fmt: skip


def stuff(crm: Crm) -> None:
    """A book of which every free text is hostile, whatever tables there are."""
    fill(crm, [HARDEST, HARDEST[::-1], f"z {HARDEST}"])
    for words in MORE:
        crm.ok(*words)
    for table, columns in _texts(crm.database).items():
        for column in {*columns} - FORMED if table != "change" else ():
            checked = crm.database.rows(
                "SELECT 1 AS x FROM sqlite_master WHERE name = :table AND sql LIKE :check",
                {"table": table, "check": f"%CHECK ({column} %"},
            )
            if not checked:
                crm.database.execute(
                    f"UPDATE {table} SET {column} = :text || id WHERE {column} IS NOT NULL",
                    {"text": f"{HARDEST} {table} {column} "},
                )
    for table in ("tag", "saved_filter", "pipeline", "stage"):  # found by what their names fold to
        for row in crm.database.rows(f"SELECT id, name FROM {table}"):
            crm.database.execute(
                f"UPDATE {table} SET key = :key WHERE id = :id",
                {"key": fold(row["name"]), "id": row["id"]},
            )
    crm.database.execute("UPDATE changeset SET command = :x, actor = :x", {"x": HARDEST})
    crm.database.close()


REFS = {"contact": "C1", "company": "O1", "deal": "D1", "ticket": "T1", "survey": "V1",
        "task": "K1", "interaction": "I1", "user": "U1"}  # fmt: skip


def arguments(crm: Crm, words: tuple[str, ...], command: Any) -> Iterator[tuple[str, ...]]:
    """What to ask a command that shows something for: everything that it may show."""
    named = [one.name for one in values(command) if one.param_type_name == "argument"]
    if words == ("show",):
        yield from ((ref,) for ref in REFS.values())
    elif words == ("find",):
        yield from (("owned",), ("x",))
    elif words == ("report", "diff"):
        yield "2026-11-19", "2026-11-20"
    elif words == ("config", "get"):
        yield ("timezone",)
    elif named[:1] == ["ref"]:
        yield (REFS.get(words[0], "C1"),)
    elif words[-1] in ("show", "members"):
        for row in crm.ok(words[0], "list", "--json").json[:3]:
            found = (row.get(name) or row.get(words[0]) for name in named)
            yield tuple(one for one in found if one)
    else:
        yield ()


SHOWING = [(words, command) for words, command in commands()
           if "--format" in options(command)
           and words[0] not in ("import", "export")]  # fmt: skip


def test_every_command_that_shows_something_shows_it_harmless(crm_sqlite: Crm) -> None:
    crm = crm_sqlite
    stuff(crm)
    assert len(SHOWING) > 50
    shown = 0
    for words, command in SHOWING:
        for given, format in product(list(arguments(crm, words, command)), ("table", "html")):
            result = crm(*words, "--format", format, "--", *given)
            assert result.code in (0, 3, 5), (words, given, result.err)
            assert "a bug in crm" not in result.err
            assert not RAW.search(result.out + result.err), (words, given)
            if format == "html":
                assert not Tags(result.out).active
            shown += "owned" in result.out
    assert shown > 80, "hostile data has to be there to be harmless"


def test_whatever_is_given_to_any_command_is_harmless(crm_sqlite: Crm) -> None:
    """A hostile text as each value of each command, or as many of them, drawn by lot."""
    crm = crm_sqlite
    stuff(crm)
    given = [(words, command, one) for words, command in commands() if words != ("demo",)
             for one in values(command)]  # fmt: skip
    assert len(given) > 900
    texts = (HARDEST[:40], "5\x1b[31m\u202e", "a=\x1b\x9b{0}", "C1\x85", "\x1b:x")
    often = int(os.environ.get("CRM_TEST_HOSTILE", "60"))
    dice = random.Random(7)
    for words, command, one in given if often >= len(given) else dice.sample(given, often):
        text = dice.choice(texts)
        line = [*words, *(flag for flag in ("--dry-run", "--yes") if flag in options(command))]
        before = [other for other in values(command) if other.param_type_name == "argument"]
        if one.param_type_name == "option":
            line.append(f"{one.opts[0]}={text}")
            after = ["C1" for other in before if other.required]
        else:
            after = ["C1"] * before.index(one) + [text]
        result = crm(*line, "--", *after)
        assert result.code in (0, 1, 2, 3, 4, 5, 7), (line, after, result)
        assert "a bug in crm" not in result.err, (line, after)
        assert not RAW.search(result.err), (line, after)
        assert len(result.err.splitlines()) <= 2 or result.code == 0, (line, after, result.err)


@pytest.mark.parametrize(
    "words",
    [
        ("contact", "merge", "C2", "C3"),
        ("contact", "forget", "Same"),
        ("contact", "edit", "--where", "city!=x", "--set", "city=y"),
        ("log", "called Same 5m"),
    ],
    ids=" ".join,
)
def test_nothing_raw_stands_in_a_question(hostile: Crm, words: tuple[str, ...]) -> None:  # noqa: F811
    sent = on_terminal(hostile, *words, keys="\x03")
    assert "\x1b]" not in sent
    assert not RAW.search(OURS.sub("", sent))
