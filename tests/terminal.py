"""A terminal to run `crm` in, and what a person sees in it."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pexpect
import pyte

PATIENCE = 60.0  # seconds, for a busy machine
DOWN, ESCAPE, ENTER, CTRL_C, CTRL_D, TAB = "\x1b[B", "\x1b", "\r", "\x03", "\x04", "\t"
BACKSPACE = "\x7f"


class Terminal:
    """One run of `crm` on a pseudo-terminal of 24 lines and 80 columns."""

    def __init__(self, *words: str, environment: Mapping[str, str], folder: Path) -> None:
        self.screen = pyte.Screen(80, 24)
        self._stream = pyte.Stream(self.screen)
        self._process = pexpect.spawn(
            sys.executable,
            ["-m", "crm_cli", *words],
            env={"TERM": "xterm-256color", "LANG": "C.UTF-8", **environment},
            cwd=str(folder),
            dimensions=(24, 80),
            encoding="utf-8",
        )
        self._process.delaybeforesend = None

    @property
    def text(self) -> str:
        """What stands on the screen, without the spaces at the ends of its lines."""
        return "\n".join(line.rstrip() for line in self.screen.display).rstrip("\n")

    def see(self, wanted: str) -> str:
        """Wait until `wanted` is on the screen, wherever its lines break; all of its text."""
        end = time.monotonic() + PATIENCE
        while wanted not in " ".join(self.text.split()):
            if time.monotonic() > end or not self._read():
                raise AssertionError(f"{wanted!r} is not on the screen:\n{self.text}")
        return self.text

    def type(self, keys: str) -> None:
        """Press keys."""
        self._process.send(keys)

    def answer(self, question: str, keys: str) -> None:
        """Wait for a question, then press keys and Enter."""
        self.see(question)
        self.type(keys + ENTER)

    def end(self) -> int:
        """Wait for the end; the exit code."""
        while self._read():
            pass
        self._process.close()
        assert self._process.exitstatus is not None, f"ended by {self._process.signalstatus}"
        return int(self._process.exitstatus)

    def _read(self) -> bool:
        """Take what was written; False at the end."""
        try:
            self._stream.feed(self._process.read_nonblocking(65536, timeout=0.2))
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        return True
