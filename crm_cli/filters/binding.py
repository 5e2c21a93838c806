"""The values of the conditions that are being compiled, and what reading them depends on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crm_cli.errors import UsageError

if TYPE_CHECKING:
    from crm_cli.book import Book
    from crm_cli.database import Reader
    from crm_cli.nouns import Noun

MOST_BOUND = 5000  # SQLite takes 32,766 parameters


class Binding:
    """Call it with a value to bind it: that gives the parameter to write into the SQL."""

    def __init__(self, reader: Reader, noun: Noun, book: Book) -> None:
        self.reader, self.noun, self.book = reader, noun, book
        self.values: dict[str, Any] = {}

    def __call__(self, value: str | int | None) -> str:
        """The parameter for `value`. UsageError when there are too many."""
        if len(self.values) >= MOST_BOUND:
            raise UsageError(
                "these are too many values at once", hint="tag the records, and ask for the tag"
            )
        name = f"where_{len(self.values)}"
        self.values[name] = value
        return f":{name}"
