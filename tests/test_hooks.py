"""Hooks: what they are told, and that they cannot spoil what was done."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Crm


def hook(crm: Crm, name: str, script: str) -> Path:
    """An executable hook; the path of a file that it may write to."""
    folder = Path(crm.environment["CRM_CONFIG_DIR"]) / "hooks"
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return folder / f"{name}.out"


def test_a_hook_gets_the_outcome_as_json(crm: Crm) -> None:
    out = hook(crm, "post-deal-move", 'cat > "$0.out"')
    crm.ok("deal", "add", "经营 [red]x[/]", "--amount", "12k")
    assert not out.exists(), "no other command calls it"
    result = crm.ok("deal", "move", "D1", "proposal")
    told = json.loads(out.read_text(encoding="utf-8"))
    assert (told["event"], told["actor"], told["at"]) == (
        "deal-move", "amy", "2026-11-20T10:00:00.000Z",
    )  # fmt: skip
    assert told["command"] == "crm deal move D1 proposal"
    assert told["record"]["title"] == "经营 [red]x[/]"
    assert told["record"]["amount"] == "12000.00"
    assert told["record"]["stage"] == "proposal"
    assert f"crm undo {told['changeset']}" in result.out


def test_what_it_prints_goes_to_stderr(crm_sqlite: Crm) -> None:
    hook(crm_sqlite, "post-contact-add", "printf 'told\\033[31m them\\n'; echo too >&2")
    result = crm_sqlite.ok("contact", "add", "Ann", "--json")
    assert result.json["record"]["name"] == "Ann"
    assert "told" in result.err
    assert "too" in result.err
    assert "\x1b" not in result.err


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("exit 3", "failed (exit code 3)"),
        ("kill -9 $$", "failed"),
        ("sleep 30", "was stopped after 1 s"),
        ("exec 0<&-; exit 0", ""),
    ],
)
def test_a_failing_hook_is_reported_and_changes_nothing(
    crm_sqlite: Crm, script: str, said: str
) -> None:
    hook(crm_sqlite, "post-contact-add", script)
    crm_sqlite.ok("config", "set", "hooks.timeout", "1")
    result = crm_sqlite.ok("contact", "add", "Ann")
    assert "added contact C1 Ann" in result.out
    assert said in result.err
    assert crm_sqlite.ok("contact", "show", "C1", "--json").json["name"] == "Ann"


def test_a_hook_without_an_interpreter_is_reported(crm_sqlite: Crm) -> None:
    hook(crm_sqlite, "post-contact-add", "")
    path = Path(crm_sqlite.environment["CRM_CONFIG_DIR"]) / "hooks" / "post-contact-add"
    path.write_text("#!/nowhere/at/all\n", encoding="utf-8")
    result = crm_sqlite.ok("contact", "add", "Ann")
    assert "cannot be run" in result.err


def test_no_hook_is_called_when_nothing_changed(crm_sqlite: Crm) -> None:
    out = hook(crm_sqlite, "post-contact-edit", 'cat > "$0.out"')
    crm_sqlite.ok("contact", "add", "Ann")
    crm_sqlite.ok("contact", "edit", "C1", "--name", "Anna", "--dry-run")
    crm_sqlite.ok("contact", "edit", "C1", "--name", "Ann")
    assert crm_sqlite("contact", "edit", "C9", "--name", "Anna").code == 3
    assert not out.exists()


def test_a_file_that_is_not_executable_is_no_hook(crm_sqlite: Crm) -> None:
    out = hook(crm_sqlite, "post-contact-add", 'cat > "$0.out"')
    out.with_suffix("").chmod(0o644)
    crm_sqlite.ok("contact", "add", "Ann")
    assert not out.exists()


def test_a_hook_that_uses_crm_calls_no_further_hooks(crm_sqlite: Crm) -> None:
    import sys

    crm = crm_sqlite
    again = f'cat >/dev/null; "{sys.executable}" -m crm_cli contact add "By the hook"'
    hook(crm, "post-contact-add", again)
    crm.ok("contact", "add", "Ann")
    names = [row["name"] for row in crm.ok("contact", "list", "--json").json]
    assert sorted(names) == ["Ann", "By the hook"]
