"""What product.md promises of every command alike, held for each of them."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

import crm_cli
from crm_cli import errors, reports
from crm_cli.cli import Root, app
from crm_cli.lazy import load
from tests.conftest import Crm

NOT_UTF_8 = b"\xff\xfe".decode(errors="surrogateescape")


def paths() -> Iterator[tuple[str, ...]]:
    """All commands and groups, `crm` itself with them."""
    yield ()
    for name, entry in Root.entries.items():
        yield (name,)
        group: Any = load(entry.module, name)
        below = reports.names() if name == "report" else getattr(group, "infos", {})
        yield from ((name, verb) for verb in below)


def test_there_are_commands_to_hold_to_it() -> None:
    assert len(list(paths())) > 120
    assert typer.main.get_command(app).name == "crm"


@pytest.mark.parametrize("path", list(paths()), ids=lambda path: " ".join(("crm", *path)))
def test_every_help_has_an_example_and_fits_a_terminal(crm_sqlite: Crm, path: Any) -> None:
    result = crm_sqlite.ok(*path, "--help", environment={"COLUMNS": "80"})
    text = " ".join(result.out.split())
    examples = re.findall(r"Example: (crm .*?)(?= Example: |; | [|>] | ╭|$)", text)
    assert examples
    for example in examples:
        assert "Usage: crm" in crm_sqlite.ok(*shlex.split(example)[1:], "--help").out, example
    assert max(map(len, result.lines)) <= 80
    # What an option takes has a name in the help: TEXT, DATE, FILE …
    assert [line for line in result.lines if line.startswith("│ --") and "<str>" in line] == []
    assert result.err == ""


@pytest.mark.parametrize("noun", [name for name in Root.entries if len(name) and name in (
    "contact", "company", "deal", "ticket", "survey", "task", "interaction",
    "user", "tag", "field", "pipeline", "stage", "filter",
)])  # fmt: skip
def test_every_noun_has_the_five_verbs(noun: str) -> None:
    verbs = set(load(Root.entries[noun].module, noun).infos)
    assert verbs >= {"add", "list", "show", "edit", "delete"}


@pytest.mark.parametrize(
    "words",
    [
        ("contact", "add", NOT_UTF_8),
        ("company", "add", "Acme", "--city", NOT_UTF_8),
        ("log", "call", NOT_UTF_8),
        ("task", "add", NOT_UTF_8),
        ("find", NOT_UTF_8),
        ("contact", "list", "--where", f"name={NOT_UTF_8}"),
        ("contact", "show", NOT_UTF_8),
    ],
)
def test_an_argument_that_is_not_utf_8_is_refused(crm_sqlite: Crm, words: Any) -> None:
    result = crm_sqlite(*words)
    assert (result.code, result.out) == (2, "")
    said = result.err.splitlines()
    assert [line.split(":")[0] for line in said] == ["error", "hint"]
    assert "is not valid UTF-8" in said[0]


def test_every_error_says_what_to_do() -> None:
    kinds = {name for name, found in vars(errors).items() if isinstance(found, type)}
    bare: list[str] = []
    for path in sorted(Path(crm_cli.__file__).parent.rglob("*.py")):
        if path.parent.name == "imports":  # the reasons of rejected rows have a table
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            if node.func.id in kinds and "hint" not in {one.arg for one in node.keywords}:
                bare.append(f"{path.name}:{node.lineno}")
    assert bare == []


@pytest.mark.parametrize(
    "words",
    [
        *[(noun, "list") for noun in (
            "contact", "company", "deal", "ticket", "survey", "task", "interaction", "user",
            "tag", "field", "pipeline", "stage", "filter", "segment", "rate", "config",
        )],
        *[("report", name) for name in reports.names()],
    ],
    ids=" ".join,
)  # fmt: skip
def test_every_list_and_report_has_the_options_of_one(crm_sqlite: Crm, words: Any) -> None:
    said = crm_sqlite.ok(*words, "--help", environment={"COLUMNS": "200"}).out
    for option in ("--format", "--json", "--columns", "--sort", "--limit", "--output", "--as-of"):
        assert option in said


def test_a_section_of_a_report_is_sorted_and_cut(crm_sqlite: Crm) -> None:
    for stage in ("lead", "lead", "qualified"):
        crm_sqlite.ok("deal", "add", "A deal", "--stage", stage)
    report = ("report", "pipeline", "--section", "stages", "--columns", "stage,deals")
    cut = crm_sqlite.ok(*report, "--sort=-deals,stage", "--limit", "2")
    assert [line.split() for line in cut.lines[6:8]] == [["lead", "2"], ["qualified", "1"]]
    assert "2 of 5 rows (--limit 0 shows all)" in cut.lines
    csv = crm_sqlite.ok(*report, "--sort=-deals", "--limit", "1", "--format", "csv")
    assert csv.lines == ["stage,deals", "lead,2"]
    vague = crm_sqlite("report", "pipeline", "--sort", "deals")
    assert (vague.code, vague.err.splitlines()[1][:30]) == (2, "hint: choose one with --sectio")
    wrong = crm_sqlite(*report, "--sort", "dals")
    assert (wrong.code, wrong.err.splitlines()[0]) == (2, "error: there is no column dals here")


@pytest.mark.parametrize("verb", ["list", "add"])
def test_a_database_of_another_kind_is_refused(crm_sqlite: Crm, verb: str) -> None:
    result = crm_sqlite("--db", "mysql://x/y", "contact", verb, *(["Jane"] * (verb == "add")))
    assert (result.code, result.out) == (2, "")
    assert result.err.splitlines()[1] == "hint: a file, or postgresql://user@host/name"
    assert list(crm_sqlite.folder.iterdir()) == []


@pytest.mark.parametrize("words", [("init",), ("restore",), ("import",), ("log",), ("undo",)])
def test_a_writing_command_can_be_tried_and_read_by_a_program(crm_sqlite: Crm, words: Any) -> None:
    said = crm_sqlite.ok(*words, "--help", environment={"COLUMNS": "200"}).out
    assert "--dry-run" in said
    assert "--json" in said


@pytest.mark.parametrize(
    ("words", "error", "hint"),
    [
        (("contct",), "no such command 'contct'", "did you mean crm contact? crm --help"),
        (
            ("deal", "mov", "D1"),
            "no such command 'mov'",
            "did you mean crm deal move? crm deal --help",
        ),
        (("xyzzy",), "no such command 'xyzzy'", "crm --help"),
        (("task", "\x1b[31m"), "no such command '^[[31m'", "crm task --help"),
    ],
)
def test_a_wrong_command_names_the_nearest(
    crm_sqlite: Crm, words: Any, error: str, hint: str
) -> None:
    result = crm_sqlite(*words)
    assert result.code == 2
    assert result.err.splitlines() == [f"error: {error}", f"hint: {hint}"]
