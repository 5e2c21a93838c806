"""Completing the names of records while they are typed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from crm_cli.nouns import NOUNS
from crm_cli.services import references
from crm_cli.values.references import reference
from crm_cli.values.text import fold, visible

if TYPE_CHECKING:
    from crm_cli.database import Reader

SHOWN = 8  # completions in the menu


def company_note(reader: Reader | None, noun: str, id: int) -> str:
    """The company of a contact, to tell people of one name apart."""
    if noun != "contact" or reader is None:
        return ""
    rows = reader.rows("SELECT company FROM contact_view WHERE id = :id", {"id": id})
    return f" ({visible(rows[0]['company'])})" if rows and rows[0]["company"] else ""


class Records(Completer):
    """Completes the names of records, and their ids where a name could be another's."""

    def __init__(self, reader: Reader | None, nouns: Sequence[str]) -> None:
        self.reader, self.nouns = reader, nouns

    def get_completions(
        self, document: Document, complete_event: CompleteEvent
    ) -> Iterable[Completion]:
        """The records whose names have what is typed, those that begin with it first."""
        typed = fold(document.text.strip())
        if self.reader is None or not typed:
            return
        found: list[tuple[bool, str, str, int]] = []
        for noun in self.nouns:
            table, title = NOUNS[noun].table, NOUNS[noun].title
            rows = self.reader.rows(
                f"SELECT id, {title} AS name FROM {table} WHERE deleted_at IS NULL"
                " AND search_text LIKE :pattern ESCAPE '\\' ORDER BY id LIMIT 200",
                {"pattern": f"%{references.like(typed)}%"},
            )
            found += [
                (not fold(row["name"] or "").startswith(typed), row["name"] or "", noun, row["id"])
                for row in rows
            ]
        found.sort(key=lambda item: (item[0], fold(item[1])))
        for _, name, noun, id in found[:SHOWN]:
            ref = reference(noun, id)
            alike = sum(fold(other) == fold(name) for _, other, _, _ in found)
            plain = alike == 1 and name == visible(name) and bool(name)
            yield Completion(
                name if plain else ref,
                start_position=-len(document.text),
                display=visible(name) or ref,
                display_meta=f"{noun} {ref}{company_note(self.reader, noun, id)}",
            )
