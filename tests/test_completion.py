"""What TAB offers, through the protocol of Typer's scripts and in a real bash."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Crm, Result

PEOPLE = ("Jane Smith", "Jörg O'Dell", "Müller: Jan", "$(reboot)", "张伟", "Bob")


@pytest.fixture
def people(crm: Crm) -> Crm:
    """A database with some names."""
    for name in PEOPLE:
        crm.ok("contact", "add", name)
    crm.ok("contact", "edit", "C1", "--email", "jane@acme.example", "--tag", "vip")
    crm.ok("company", "add", "Acme GmbH")
    crm.ok("deal", "add", "Jam jars", "--company", "Acme GmbH")
    crm.ok("task", "add", "Jot it down")
    return crm


def bash(crm: Crm, line: str) -> Result:
    """Press TAB in bash at the end of `line`, whose words are parted by blanks."""
    words = line.split(" ")
    return crm(
        environment={
            "_CRM_COMPLETE": "complete_bash",
            "COMP_WORDS": "\n".join(words),
            "COMP_CWORD": str(len(words) - 1),
        }
    )


def typed(crm: Crm, shell: str, line: str) -> Result:
    """Press TAB in zsh or fish at the end of `line`."""
    environment = {
        "_CRM_COMPLETE": f"complete_{shell}",
        "_TYPER_COMPLETE_ARGS": line,
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
    }
    return crm(environment=environment)


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("crm contact show J", ["Jane\\ Smith", "Jörg\\ O\\'Dell"]),
        ("crm contact show j", ["Jane\\ Smith", "Jörg\\ O\\'Dell"]),
        ("crm contact show jor", ["Jörg\\ O\\'Dell"]),
        ("crm contact show 张", ["张伟"]),
        ("crm contact show mü", ["Müller\\:\\ Jan"]),
        ('crm contact show "Ja', ["Jane Smith"]),
        ("crm contact show jane@", ["jane@acme.example"]),
        ("crm contact show X", []),
        ("crm contact show $", []),
        ("crm contact show %", []),
        ("crm contact show _", []),
        ("crm show Ja", ["Jane\\ Smith", "Jam\\ jars"]),
        ("crm done J", ["Jot\\ it\\ down"]),
        ("crm log call A", ["Acme\\ GmbH"]),
        ("crm log m", ["meeting", "message"]),
        ("crm deal add X --company ac", ["Acme\\ GmbH"]),
        ("crm deal list --stage p", ["proposal"]),
        ("crm deal move D1 neg", ["negotiation"]),
        ("crm deal list --owner a", ["amy"]),
        ("crm contact add X --stage c", ["customer"]),
        ("crm contact edit C1 --tag V", ["vip"]),
        ("crm contact list --format j", ["json", "jsonl"]),
        ("crm report pipeline --owner a", ["amy"]),
        ("crm tag show v", ["vip"]),
        ("crm contact add J", []),
        ("crm con", ["contact", "config"]),
        ("crm contact sh", ["show"]),
        ("crm contact list --li", ["--limit"]),
    ],
)
def test_what_bash_is_offered(people: Crm, line: str, offered: list[str]) -> None:
    result = bash(people, line)
    assert (result.code, result.err) == (0, "")
    assert [word for word in result.lines if word] == offered


def test_zsh_gets_names_in_quotes_and_none_that_its_script_would_change(people: Crm) -> None:
    result = typed(people, "zsh", "crm contact show J")
    assert (result.code, result.err) == (0, "")
    assert result.out == "_arguments '*: :((\"Jane Smith\"))'\n"


def test_fish_quotes_names_itself(people: Crm) -> None:
    result = typed(people, "fish", "crm contact show J")
    assert (result.code, result.err) == (0, "")
    assert result.lines == ["Jane Smith", "Jörg O'Dell"]


def test_the_trash_is_not_offered(people: Crm) -> None:
    people.ok("contact", "delete", "C1")
    assert bash(people, "crm contact show Ja").out.strip() == ""


def test_at_most_thirty_are_offered(crm_sqlite: Crm) -> None:
    rows = "name\n" + "".join(f"Kim {number}\n" for number in range(40))
    crm_sqlite.ok("import", "-", "--as", "contacts", "--map", "name=name", stdin=rows)
    assert len(bash(crm_sqlite, "crm contact show K").lines) == 30


@pytest.mark.parametrize(
    "line",
    [
        "crm --db /nowhere/x.db contact show J",
        "crm --db /dev/null contact show J",
        f"crm --db {__file__} contact show J",
        "crm contact show --no-such-option J",
        "crm nothing J",
    ],
)
def test_nothing_goes_wrong_aloud(crm_sqlite: Crm, line: str) -> None:
    result = bash(crm_sqlite, line)
    assert (result.code, result.out.strip(), result.err) == (0, "", "")


def test_no_database_is_made(crm_sqlite: Crm) -> None:
    missing = crm_sqlite.folder / "missing.db"
    result = bash(crm_sqlite, f"crm --db {missing} contact show J")
    assert (result.code, result.out.strip(), result.err) == (0, "", "")
    assert not missing.exists()


@pytest.mark.parametrize(
    ("shell", "file", "says"),
    [
        ("bash", ".bash_completions/crm.sh", "_CRM_COMPLETE=complete_bash"),
        ("zsh", ".zfunc/_crm", "_CRM_COMPLETE=complete_zsh"),
        ("fish", ".config/fish/completions/crm.fish", "_CRM_COMPLETE=complete_fish"),
    ],
)
def test_it_is_installed_for_each_shell(crm_sqlite: Crm, shell: str, file: str, says: str) -> None:
    # Typer asks for the shell's name, instead of looking which one runs us, with this variable.
    environment = {"_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    result = crm_sqlite("--install-completion", shell, environment=environment)
    assert result.code == 0
    home = Path(crm_sqlite.environment["HOME"])
    assert says in (home / file).read_text(encoding="utf-8")


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
def test_a_name_is_completed_in_a_real_bash(crm_sqlite: Crm) -> None:
    import pexpect

    crm_sqlite.ok("contact", "add", "Zoë O'Dell")
    scripts = Path(sys.executable).parent
    environment = crm_sqlite.environment | {
        "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}",
        "TERM": "dumb",
        "LANG": "C.UTF-8",
    }
    script = subprocess.run(
        ["bash", "-c", "crm --show-completion"],
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout
    file = crm_sqlite.folder / "complete.sh"
    file.write_text(script, encoding="utf-8")
    shell = pexpect.spawn(
        "bash", ["--norc", "-i"], env=environment, encoding="utf-8", timeout=20,
        dimensions=(24, 200),
    )  # fmt: skip
    shell.sendline(f"source {file}; bind 'set enable-bracketed-paste off'; PS1='rea''dy> '")
    shell.expect_exact("ready> ")
    shell.send("crm contact show zo\t")
    shell.expect_exact("Zoë\\ O\\'Dell ")
    shell.send("--json\n")
    shell.expect('"name": "Zoë O\'Dell"')
    shell.close(force=True)
