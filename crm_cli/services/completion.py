"""What the shell offers when TAB is pressed: names that begin with what is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_cli.nouns import NOUNS
from crm_cli.services.indexed import Index
from crm_cli.services.references import like
from crm_cli.values.text import check_text, fold

if TYPE_CHECKING:
    from crm_cli.database import Reader

MOST = 30
"""More would fill the screen, and take longer to find than to type another letter."""

# Short lists: the table, and the column that people type.
_SHORT = {
    "tag": ("tag", "name"),
    "stage": ("stage", "name"),
    "pipeline": ("pipeline", "name"),
    "filter": ("saved_filter", "name"),
    "field": ("field", "name"),
}


def suggest(reader: Reader, kind: str, text: str) -> list[str]:
    """Up to 30 names of `kind` (a noun, tag, stage …) that begin with `text`, in any case.

    A text with an "@" is completed to the e-mail addresses of contacts.
    """
    check_text(text)
    if kind == "contact" and "@" in text:
        return _addresses(reader, text)
    if kind in _SHORT:
        table, column = _SHORT[kind]
        return _beginning(
            [
                row["name"]
                for row in reader.rows(
                    f"SELECT {column} AS name FROM {table} WHERE deleted_at IS NULL ORDER BY id"
                )
            ],
            text,
        )
    return _names(reader, kind, text)


def _names(reader: Reader, noun: str, text: str) -> list[str]:
    """The search text begins with the name, folded. Rows come as they lie: sorting reads all."""
    table, title = NOUNS[noun].table, NOUNS[noun].title
    wanted = fold(text)
    index = Index(reader, [wanted.split()])
    rows = reader.rows(
        # With coalesce SQLite reads the table through, which is faster than by an index of it.
        f"SELECT {title} AS name FROM {table} WHERE coalesce(deleted_at, '') = ''"
        f" AND search_text LIKE :start ESCAPE '\\'{index.condition(noun, 'id')} LIMIT {MOST}",
        {"start": like(wanted) + "%", **index.params},
    )
    return _beginning([row["name"] for row in rows], text)


def _addresses(reader: Reader, text: str) -> list[str]:
    rows = reader.rows(
        "SELECT email AS name FROM contact_email WHERE deleted_at IS NULL"
        f" AND key LIKE :start ESCAPE '\\' LIMIT {MOST}",
        {"start": like(text.casefold()) + "%"},
    )
    return [row["name"] for row in rows]


def _beginning(names: list[str | None], text: str) -> list[str]:
    """Those that begin with the text, each once, by name."""
    wanted = fold(text)
    fitting = {name for name in names if name and fold(name).startswith(wanted)}
    return sorted(fitting, key=fold)[:MOST]
