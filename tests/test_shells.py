"""Completion in the real shells: what stands on the line after TAB.

It is installed as the README says, and the words are then printed by the shell itself.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pyte
import pytest

from tests.conftest import Crm

PROMPT = "ready>"
CTRL_A, CTRL_C = "\x01", "\x03"
START = {
    "bash": ["--noprofile", "-i"],
    "zsh": ["-i"],
    "fish": ["-i"],
}
SETTINGS = {
    "bash": (".bashrc", f"PS1='{PROMPT} '\nbind 'set bell-style none'\n"),
    "zsh": (".zshrc", f"PROMPT='{PROMPT} '\nunsetopt PROMPT_SP beep\n"),
    "fish": (
        ".config/fish/config.fish",
        f"set fish_greeting\nset fish_autosuggestion_enabled 0\n"
        f"function fish_prompt; echo '{PROMPT} '; end\n",
    ),
}
PEOPLE = ("Jane Smith", "Jörg O'Dell", "Müller: Jan", "$(touch gone)", 'He "Hi!"', "张伟", "曾静")

# What is typed, and the words that the line has then. A blank at the end: it is one word.
CASES = [
    ("crm con\t", ["crm", "con"]),  # contact and config: nothing is sure
    ("crm contact sh\t", ["crm", "contact", "show"]),
    ("crm deal list --stage prop\t", ["crm", "deal", "list", "--stage", "proposal"]),
    ("crm deal list --owner a\t", ["crm", "deal", "list", "--owner", "amy"]),
    ("crm contact edit C1 --tag V\t", ["crm", "contact", "edit", "C1", "--tag", "vip"]),
    ("crm field show contact sho\t", ["crm", "field", "show", "contact", "shoe size"]),
    ("crm contact list --where tag=v\t", ["crm", "contact", "list", "--where", "tag=vip"]),
    ("crm contact show ja\t", ["crm", "contact", "show", "Jane Smith"]),
    ('crm contact show "Ja\t', ["crm", "contact", "show", "Jane Smith"]),
    ("crm contact show 'Ja\t", ["crm", "contact", "show", "Jane Smith"]),
    ("crm contact show jör\t", ["crm", "contact", "show", "Jörg O'Dell"]),
    ("crm contact show mül\t", ["crm", "contact", "show", "Müller: Jan"]),
    ("crm contact show He\t", ["crm", "contact", "show", 'He "Hi!"']),
    ("crm contact show zhangw\t", ["crm", "contact", "show", "张伟"]),
    ("crm show zj\t", ["crm", "show", "曾静"]),
    ("crm deal add X --company=hua\t", ["crm", "deal", "add", "X", "--company=华为"]),
    ("crm show D1\t", ["crm", "show", "D1"]),
    ("crm show c7\t", ["crm", "show", "C7"]),
    ("crm contact show jane@\t", ["crm", "contact", "show", "jane@acme.example"]),
    ("crm contact show '$(\t", ["crm", "contact", "show", "$(touch gone)"]),
    ("crm ho\t", ["crm", "hot"]),
    ("crm --db nowhere.db show J\t", ["crm", "--db", "nowhere.db", "show", "J"]),
]


class Shell:
    """A shell in a terminal, that `crm` is on the path of."""

    def __init__(self, name: str, environment: dict[str, str], folder: Path) -> None:
        self.screen = pyte.Screen(100, 40)
        self._stream = pyte.Stream(self.screen)
        self._process = pexpect.spawn(
            name,
            START[name],
            env={**environment, "TERM": "xterm", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"},
            cwd=str(folder),
            encoding="utf-8",
            dimensions=(40, 100),
        )
        self._process.delaybeforesend = None
        self.see(PROMPT)

    @property
    def text(self) -> str:
        """All that is on the screen."""
        return "\n".join(line.rstrip() for line in self.screen.display).rstrip()

    def type(self, keys: str) -> None:
        self._process.send(keys)

    def see(self, wanted: str, patience: float = 30) -> str:
        """Wait until `wanted` is on the screen."""
        end = time.monotonic() + patience
        while wanted not in self.text:
            assert time.monotonic() < end, f"{wanted!r} is not on the screen:\n{self.text}"
            self.read()
        return self.text

    def read(self, seconds: float = 0.05) -> bool:
        """Take what was written; False when there was nothing."""
        try:
            self._stream.feed(self._process.read_nonblocking(65536, timeout=seconds))
        except pexpect.TIMEOUT:
            return False
        return True

    def words(self, keys: str) -> list[str]:
        """The words of the line, once these keys were pressed."""
        self.type(CTRL_C)
        self.settle()
        self.screen.reset()
        self.type(keys)
        self.type(CTRL_A + "printf '<%s>\\n' ok ")
        self.type("\r")
        end = time.monotonic() + 15
        while self.text.rpartition("\n")[2] != PROMPT or "\n<ok>" not in self.text:
            if time.monotonic() > end:
                return self.text.split("\n")
            self.read()
        found = [line[1:-1] for line in self.text.split("\n") if line.startswith("<")]
        return found[1:]

    def settle(self) -> None:
        """Wait until nothing is written any more."""
        while self.read(0.15):
            pass

    def close(self) -> None:
        self._process.close(force=True)


@pytest.fixture
def book(crm_sqlite: Crm) -> Crm:
    """A database with names that are hard to type."""
    crm = crm_sqlite
    for name in PEOPLE:
        crm.ok("contact", "add", name)
    crm.ok("contact", "edit", "C1", "--email", "jane@acme.example", "--tag", "vip")
    crm.ok("company", "add", "华为")
    crm.ok("deal", "add", "Relaunch", "--company", "华为")
    crm.ok("field", "add", "contact", "shoe size", "--kind", "number")
    crm.ok("config", "alias", "set", "hot", "deal list")
    return crm


@pytest.fixture(params=["bash", "zsh", "fish"])
def shell(request: pytest.FixtureRequest, book: Crm, tmp_path: Path) -> Iterator[Shell]:
    """Each shell, with completion installed in it."""
    name = request.param
    if shutil.which(name) is None:
        pytest.skip(f"{name} is not installed here")
    home = Path(book.environment["HOME"])
    file, text = SETTINGS[name]
    (home / file).parent.mkdir(parents=True, exist_ok=True)
    (home / file).write_text(text, encoding="utf-8")
    scripts = Path(sys.executable).parent
    environment = book.environment | {"PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}"}
    first = Shell(name, environment, tmp_path)
    first.type("crm --install-completion\r")
    first.see(f"{name} completion installed in")
    first.close()
    found = Shell(name, environment, tmp_path)
    yield found
    found.close()


def test_what_stands_on_the_line(shell: Shell, tmp_path: Path) -> None:
    wrong = {}
    for keys, expected in CASES:
        found = shell.words(keys)
        if found != expected:
            wrong[keys] = found
        assert "Traceback" not in shell.text
        assert "rror" not in shell.text
    assert wrong == {}
    assert not (tmp_path / "gone").exists(), "a name is no command"


def test_several_are_listed(shell: Shell) -> None:
    """What is typed stays, and what is possible is shown."""
    shell.screen.reset()
    shell.type("crm contact show J\t\t")
    text = shell.see("Jörg")
    assert "Jane" in text
