"""Make the pictures of the README from the demo data: `python .github/pictures.py`.

Each command runs in a pseudo-terminal of its own; what it writes becomes an SVG.
"""

from __future__ import annotations

import html
import io
import os
import re
import shlex
import sys
import tempfile
from itertools import groupby
from pathlib import Path

import pexpect
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

WIDTH = 100
CELL = 12.2  # the width of a cell in Rich's pictures
PICTURES = {
    "today": "crm today",
    "show": "crm show 吴静",
    "board": "crm board",
    "wins": "crm report wins --by owner",
}
TEXT = re.compile(r'<text ([^>]*?)x="([^"]*)"([^>]*?) textLength="[^"]*"([^>]*)>([^<]*)</text>')
HERE = Path(__file__).parent


def shown(words: list[str], environment: dict[str, str]) -> str:
    """What a command writes on a terminal, colours included."""
    text, code = pexpect.run(
        shlex.join([sys.executable, "-m", "crm_cli", *words]),
        env=environment,  # type: ignore[arg-type]
        dimensions=(60, WIDTH),
        encoding="utf-8",
        withexitstatus=True,
        timeout=120,
    )
    if code:
        raise SystemExit(f"crm {' '.join(words)} ended with exit code {code}:\n{text}")
    return text.replace("\r\n", "\n").rstrip()


def picture(title: str, text: str) -> str:
    """An SVG of a terminal."""
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True)
    console.print(Text.from_ansi(text))
    drawn = console.export_svg(title=title)
    return TEXT.sub(_placed, drawn)


def _placed(found: re.Match[str]) -> str:
    """A piece of text in runs of wide and of narrow characters, each at its cell."""
    before, x, between, after, content = found.groups()
    pieces, place = [], float(x)
    for wide, run in groupby(html.unescape(content), lambda character: cell_len(character) == 2):
        text = "".join(run)
        width = len(text) * CELL * (2 if wide else 1)
        pieces.append(
            f'<text {before}x="{place:g}"{between} textLength="{width:g}"{after}>'
            f"{html.escape(text).replace(' ', '&#160;')}</text>"
        )
        place += width
    return "".join(pieces)


def main() -> None:
    """Write the pictures beside this file."""
    with tempfile.TemporaryDirectory() as home:
        environment = {
            "HOME": home,
            "PATH": os.environ["PATH"],
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
            "CRM_USER": "mei",
            "CRM_NOW": "2026-11-20T10:00:00Z",
        }
        shown(["demo"], environment)
        for name, command in PICTURES.items():
            text = shown(["--db", "demo", *command.split()[1:]], environment)
            (HERE / f"{name}.svg").write_text(picture(command, text), encoding="utf-8")


if __name__ == "__main__":
    main()
