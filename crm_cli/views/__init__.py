"""The SQL views that lists, filters and outside tools read: one file a noun."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent


def view_selects() -> dict[str, str]:
    """The SELECT of every view, by name."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.sql"))}
