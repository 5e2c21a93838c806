"""The SQL views that lists, filters and outside tools read: one file a noun."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent
ITEM_END = "\x1f\n"
"""What stands between the items of a list in a view: a name may have a line break in it."""


def items(text: str | None) -> list[str]:
    """The items of a list column of a view."""
    return text.split(ITEM_END) if text else []


def view_selects() -> dict[str, str]:
    """The SELECT of every view, by name."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.sql"))}
