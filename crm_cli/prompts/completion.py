"""Completing the names of records while they are typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from crm_cli.nouns import NOUNS
from crm_cli.services import references
from crm_cli.services.indexed import Index
from crm_cli.values.references import reference
from crm_cli.values.text import fold, like, visible

if TYPE_CHECKING:
    from crm_cli.database import Reader

SHOWN = 8  # completions in the menu
LOOKED_AT = 500  # records of a noun


class _Found(NamedTuple):
    rank: int
    name: str
    noun: str
    id: int


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
        """The records that have what is typed, the nearest first: by name, sound, or near to it."""
        typed = " ".join(fold(document.text).split())
        if self.reader is None or not typed:
            return
        found = [one for noun in self.nouns for one in self._having(noun, typed)]
        if not found and len(typed) > 2:
            for noun in self.nouns:
                near = references.nearest(self.reader, noun, typed)
                found += [_Found(3, name, noun, id) for id, name in near]
        found.sort(key=lambda one: (one.rank, fold(one.name)))
        for _, name, noun, id in found[:SHOWN]:
            ref = reference(noun, id)
            alike = sum(fold(other.name) == fold(name) for other in found)
            plain = alike == 1 and name == visible(name) and bool(name)
            yield Completion(
                name if plain else ref,
                start_position=-len(document.text),
                display=visible(name) or ref,
                display_meta=f"{noun} {ref}{company_note(self.reader, noun, id)}",
            )

    def _having(self, noun: str, typed: str) -> list[_Found]:
        """Records with all that is typed in what they are searched by; `zw` is also 张伟."""
        assert self.reader is not None
        words = typed.split()[: references.MOST_WORDS]
        params = {f"word{n}": f"%{like(word)}%" for n, word in enumerate(words)}
        condition = " AND ".join(f"search_text LIKE :{word} ESCAPE '\\'" for word in params)
        index = Index(self.reader, [words])
        rows = self.reader.rows(
            f"SELECT id, {NOUNS[noun].title} AS name, search_text AS said FROM {NOUNS[noun].table}"
            f" WHERE coalesce(deleted_at, '') = '' AND {condition}{index.condition(noun, 'id')}"
            f" LIMIT {LOOKED_AT}",
            {**params, **index.params},
        )
        return [_Found(_rank(row, typed), row["name"] or "", noun, row["id"]) for row in rows]


def _rank(row: Mapping[str, Any], typed: str) -> int:
    """How near a record is: its name begins so, sounds so, has it, or something else of it has."""
    name = fold(row["name"] or "")
    if name.startswith(typed):
        return 0
    sound = typed.replace(" ", "")
    if any(word.startswith(sound) for word in references.sounds_of(row["said"])):
        return 0
    return 1 if typed in name else 2
