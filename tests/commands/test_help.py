"""`crm help`: the guides, and that what they tell people to type exists."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from crm_cli.guides import FOLDER, topics
from tests.conftest import Crm
from tests.terminal import Terminal

README = Path(__file__).parents[2] / "README.md"


def typed(text: str) -> list[str]:
    """The `crm` commands in the code blocks of a Markdown text, each without its comment."""
    blocks = re.findall(r"```\w*\n(.*?)```", text, flags=re.S)
    lines = "".join(blocks).replace("\\\n", " ").splitlines()
    return [line for line in lines if line.startswith("crm ")]


def commands() -> list[str]:
    """All commands that the guides and the README show."""
    found = [
        line for path in sorted(FOLDER.glob("*.md")) for line in typed(path.read_text("utf-8"))
    ]
    return list(dict.fromkeys([*found, *typed(README.read_text("utf-8"))]))


@pytest.mark.parametrize("line", commands())
def test_what_the_guides_show_is_a_command_with_these_options(crm_sqlite: Crm, line: str) -> None:
    words = shlex.split(re.split(r"\s(?:>|&&|\|)", line)[0], comments=True)[1:]
    result = crm_sqlite(*words, "--help")
    assert result.code == 0, result.err
    assert "Usage: crm" in result.out


def test_the_topics_are_listed(crm_sqlite: Crm) -> None:
    listed = crm_sqlite.ok("help").out
    for name, title in topics().items():
        assert f"crm help {name} " in listed
        assert title in listed


def test_a_pipe_gets_the_markdown(crm_sqlite: Crm) -> None:
    assert crm_sqlite.ok("help", "DATES").out == (FOLDER / "dates.md").read_text("utf-8")


def test_a_terminal_gets_it_laid_out(crm_sqlite: Crm) -> None:
    terminal = Terminal(
        "help", "dates", environment=crm_sqlite.environment, folder=crm_sqlite.folder
    )
    text = terminal.see("crm config get timezone.")
    assert terminal.end() == 0
    assert "What is refused" in text
    assert "## What" not in text


def test_the_words_of_a_command_give_its_help(crm_sqlite: Crm) -> None:
    assert crm_sqlite.ok("help", "contact", "add").out == crm_sqlite.ok("contact", "add", "-h").out


def test_an_unknown_topic_names_the_nearest(crm_sqlite: Crm) -> None:
    result = crm_sqlite("help", "date")
    assert result.code == 3
    assert "crm help dates" in result.err
