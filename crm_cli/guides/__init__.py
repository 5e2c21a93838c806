"""The long explanations, a Markdown file each, which `crm help TOPIC` shows."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent


def topics() -> dict[str, str]:
    """The name of each guide and its title, in the order of names."""
    found = {}
    for path in sorted(FOLDER.glob("*.md")):
        with path.open(encoding="utf-8") as lines:
            found[path.stem] = next(lines).removeprefix("#").strip()
    return found


def guide(topic: str) -> str:
    """The Markdown of a guide, whose name `topics` has."""
    return (FOLDER / f"{topic}.md").read_text(encoding="utf-8")
