"""How far a long command is, on one line of stderr that goes away at the end."""

from __future__ import annotations

import time
from typing import TextIO

_EVERY = 0.2  # seconds


class Progress:
    """A line such as `45,000 rows · 45 % · 3 s left`; nothing where there is no terminal."""

    def __init__(self, stream: TextIO | None, *, shown: bool) -> None:
        self._stream = stream if shown else None
        self._started = self._last = time.monotonic()
        self._width = 0

    def show(self, rows: int, done: int, whole: int | None) -> None:
        """Say how many rows, and how much (`done` of `whole`, in whatever unit), is behind us."""
        now = time.monotonic()
        if self._stream is None or now - self._last < _EVERY:
            return
        self._last = now
        parts = [f"{rows:,} rows"]
        if whole and 0 < done <= whole:
            left = (now - self._started) * (whole - done) / done
            parts += [f"{done * 100 // whole} %", f"{left:.0f} s left"]
        text = " - ".join(parts)
        self._stream.write("\r" + text.ljust(self._width))
        self._stream.flush()
        self._width = len(text)

    def close(self) -> None:
        """Wipe the line."""
        if self._stream is not None and self._width:
            self._stream.write("\r" + " " * self._width + "\r")
            self._stream.flush()
            self._width = 0

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
