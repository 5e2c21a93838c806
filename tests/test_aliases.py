"""Aliases: what the words after them become, and how they are kept."""

from __future__ import annotations

import pytest

from crm_cli.aliases import expand, words_of
from crm_cli.errors import BadValue, UsageError
from tests.conftest import Crm

COMMANDS = {"deal", "log"}
ALIASES = {
    "hot": 'deal list --where "amount>=10k"',
    "crmed": "crm deal list",
    "met": 'log meeting $1 "$2"',
    "swap": "log $2 $1",
    "deal": "log never",
    "again": "hot",
}


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        (["hot"], ["deal", "list", "--where", "amount>=10k"]),
        (["hot", "--limit", "3"], ["deal", "list", "--where", "amount>=10k", "--limit", "3"]),
        (["--no-input", "hot"], ["--no-input", "deal", "list", "--where", "amount>=10k"]),
        (["crmed"], ["deal", "list"]),
        (["met", "C1", "two words"], ["log", "meeting", "C1", "two words"]),
        (["met", "C1", "a", "--minutes", "5"], ["log", "meeting", "C1", "a", "--minutes", "5"]),
        (["swap", "C1", "call"], ["log", "call", "C1"]),
        (["met", "$2", "x"], ["log", "meeting", "$2", "x"]),
        (["deal", "list"], ["deal", "list"]),
        (["again"], ["hot"]),
        (["unknown"], ["unknown"]),
        ([], []),
    ],
)
def test_expand(typed: list[str], wanted: list[str]) -> None:
    assert expand(typed, COMMANDS, ALIASES) == wanted


def test_a_missing_word_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="met needs 2 words"):
        expand(["met", "C1"], COMMANDS, ALIASES)


@pytest.mark.parametrize("text", ["", "  ", "crm", 'deal "list'])
def test_what_stands_for_nothing_is_refused(text: str) -> None:
    with pytest.raises(BadValue):
        words_of(text)


def test_an_alias_is_kept_used_listed_and_deleted(crm_sqlite: Crm) -> None:
    crm = crm_sqlite
    crm.ok("contact", "add", "Ann Lee")
    crm.ok("contact", "add", "Bob Ray")
    crm.ok("config", "alias", "set", "folk", "contact list --columns name --sort name")
    assert crm.ok("folk", "--json").json == [{"name": "Ann Lee"}, {"name": "Bob Ray"}]
    path = str(crm.database.path)
    assert crm.ok("folk", "--db", path, "--limit", "1", "--json").json == [{"name": "Ann Lee"}]
    (listed,) = crm.ok("config", "alias", "list", "--json").json
    assert listed == {"name": "folk", "words": "crm contact list --columns name --sort name"}
    crm.ok("config", "alias", "delete", "folk", "--dry-run")
    crm.ok("config", "alias", "delete", "folk")
    assert crm("folk").code == 2
    assert crm("config", "alias", "delete", "folk").code == 3


def test_the_history_has_the_command_itself(crm_sqlite: Crm) -> None:
    crm_sqlite.ok("config", "alias", "set", "who", "contact add $1")
    crm_sqlite.ok("who", "Ann Lee")
    newest = crm_sqlite.ok("history", "--json").json[0]
    assert newest["command"] == "contact add 'Ann Lee'"


@pytest.mark.parametrize("name", ["deal", "a b", "", "-x", "_x", "a/b"])
def test_names_that_cannot_be_taken(crm_sqlite: Crm, name: str) -> None:
    assert crm_sqlite("config", "alias", "set", "--", name, "deal list").code == 2
    assert crm_sqlite.ok("config", "alias", "list", "--json").json == []
