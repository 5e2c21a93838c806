"""Words that are no command: put as they were meant, or answered by a hint that leads on."""

from __future__ import annotations

import shlex
from collections.abc import Collection

import pytest

from crm_cli.cli import NOUNS, Root
from crm_cli.lazy import load
from crm_cli.suggestions import rewritten
from crm_cli.values.plurals import plural
from tests.conftest import Crm

GROUPS = [name for name, entry in Root.entries.items() if entry.panel == NOUNS]


def verbs(noun: str) -> Collection[str]:
    found: Collection[str] = load(Root.entries[noun].module, noun).infos
    return found


def meant(text: str) -> str:
    return " ".join(rewritten(text.split(), GROUPS, verbs))


@pytest.mark.parametrize("noun", GROUPS)
def test_every_verb_may_stand_before_its_noun(noun: str) -> None:
    for verb in verbs(noun):
        if verb not in Root.entries:  # `find`, `show`, `log` … are commands of their own
            assert meant(f"{verb} {noun} x") == f"{noun} {verb} x"
            assert meant(f"{verb} {plural(noun)} x") == f"{noun} {verb} x"
    assert meant(plural(noun)) == f"{noun} list"
    assert meant(f"{plural(noun)} --json") == f"{noun} list --json"
    assert meant(f"{plural(noun)} list") == f"{noun} list"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("win D1", "deal win D1"),
        ("won d12", "deal win d12"),
        ("lose D1 --reason price", "deal lose D1 --reason price"),
        ("move D1 won", "deal move D1 won"),
        ("edit C1 --city Rom", "contact edit C1 --city Rom"),
        ("rm C1", "contact delete C1"),
        ("delete O3", "company delete O3"),
        ("reply T1 hello", "ticket reply T1 hello"),
        ("close T1", "ticket close T1"),
        ("open T1", "ticket show T1"),  # not a ticket about "T1"
        ("open D1", "deal show D1"),
        ("snooze K1 fri", "task snooze K1 fri"),
        ("open ticket Broken", "ticket open Broken"),
        ("new contact Bob", "contact add Bob"),
        ("create deal Big", "deal add Big"),
        ("ls contacts", "contact list"),
        ("show deals", "deal list"),
        ("show contact Jane", "contact show Jane"),
        ("people", "contact list"),
        ("opportunities list", "deal list"),
        ("--db=x.db agenda", "--db=x.db today"),
        ("version", "--version"),
        ("search Jane", "find Jane"),
        ("weekly --json", "report weekly --json"),
        ("今天", "today"),
        ("查找 客户", "find 客户"),
        ("添加 联系人 王芳", "contact add 王芳"),
        ("商机 列表", "deal list"),
        ("删除 D1", "deal delete D1"),
        ("nonsense D1", "nonsense D1"),
        ("close D1", "close D1"),  # won or lost?
        ("add C1", "add C1"),
    ],
)
def test_what_was_meant(typed: str, words: str) -> None:
    assert meant(typed) == words


def test_hints_lead_on(crm_sqlite: Crm) -> None:
    crm = crm_sqlite
    crm.ok("contact", "add", "Jürgen Smith")
    crm.ok("deal", "add", "Big", "deal", "for", "Acme")  # names may go without quotes
    wrong = []
    for typed, code, hint in [
        ("contact show Jürgen Smith", 0, ""),
        ("show Jürgen Smith", 0, ""),
        ("add contact Ann Lee", 0, ""),
        ("contact add Jane C1", 2, "one at a time"),
        ("redo 16", 2, "it takes no number: crm redo"),
        ("win D1", 0, ""),
        ("deal list --where status=won", 0, ""),
        ("task add x --for Jürgen", 2, "--contact 'Jürgen'"),
        ('task add x --due "this week"', 2, "its last, "),
        ('task list --due "this week"', 2, 'crm task list --where "due=…"'),
        ("rate set USD EUR 1.1", 2, "crm rate add USD EUR 1.1?"),
        ("email jane", 2, "crm log email NAME"),
        ("call Jane", 2, "crm log call NAME"),
        ("ls", 2, "crm NOUN list"),
        ("calendar", 2, "--format ics"),
        ("agenda", 0, ""),
        ("contact merge C1 C2 --yes", 2, "leave --yes out"),
        ("undo 28 29 27", 2, "crm undo 29 && crm undo 28 && crm undo 27"),
        ("tag C1 vip", 2, "crm contact tag C1 vip"),
        ("deal close D1", 2, "crm deal win D1 or crm deal lose D1"),
        ("close D1", 2, "crm deal win D1, crm deal lose D1"),
        ("contact view C1", 2, "crm contact show C1?"),
        ("contact find Jane", 2, "crm find Jane"),
        ("contact Jane", 2, "crm contact show Jane"),
        ("contact list Jane", 2, "crm find Jane"),
        ("contct list", 2, "crm contact?"),
        ("task rm K1", 2, "crm task delete K1?"),
        ("status", 2, "crm today"),
        ("new", 2, "crm NOUN add"),
        ("客户", 2, "crm contact list"),
        ("deal add Big --value 12k", 2, "did you mean --amount?"),
        ("contact add X --mobile 123", 2, "did you mean --phone?"),
        ("contact edit C1 --phone", 2, "crm contact edit --help"),
        ("deal move Big deal won", 2, "put quotes around what belongs together"),
    ]:
        result = crm(*shlex.split(typed))
        said = result.err.splitlines()
        if result.code != code or (code and (len(said) != 2 or hint not in said[1])):
            wrong.append((typed, result.code, result.err))
    assert not wrong
