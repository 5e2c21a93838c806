"""Asking the index of the search text which records may have what is looked for.

SQLite has an index of all groups of three characters in the search text (`schema.INDEX`). It says
in which records the groups of a word occur, not whether they stand together: a condition made
here leaves out no record that fits, and the search text is compared as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from crm_cli.nouns import INDEX_ROWS, INDEXED, index_start

if TYPE_CHECKING:
    from crm_cli.database import Reader

GROUP = 3  # characters
MOST_GROUPS = 24  # of all words: more find hardly fewer records
NOWHERE = "\n\n\n"  # a group that no word has
MOST_ENDINGS = 200  # groups that begin with a word too short for a group


class Index:
    """What the index knows of the words that are looked for.

    `ways` are the words of each way to fit: the record has all words of at least one of them.
    """

    def __init__(self, reader: Reader, ways: Sequence[Sequence[str]]) -> None:
        self.query = _query(reader, ways) if _is_there(reader) else ""

    def condition(self, noun: str, id: str = "r.id") -> str:
        """A condition, with its AND, on the column `id` of a noun; "" where every record may fit.

        Its value is that of the parameter `index_query`, which is `query`.
        """
        if not self.query or noun not in INDEXED:
            return ""
        start = index_start(noun)
        return (
            f" AND {id} IN (SELECT rowid - {start} FROM search_index"
            f" WHERE search_index MATCH :index_query"
            f" AND rowid BETWEEN {start + 1} AND {start + INDEX_ROWS - 1})"
        )

    @property
    def params(self) -> dict[str, str]:
        """The parameters of the conditions."""
        return {"index_query": self.query} if self.query else {}


def has(reader: Reader, noun: str, id: int, text: str) -> bool:
    """Whether the index has a record under the last group of its search text."""
    rows = reader.rows(
        "SELECT 1 FROM search_index WHERE search_index MATCH :query AND rowid = :row",
        {"query": _quoted((text + "\n\n")[-GROUP:]), "row": index_start(noun) + id},
    )
    return bool(rows)


def _is_there(reader: Reader) -> bool:
    return (
        reader.engine == "sqlite"
        and not reader.past
        and bool(reader.rows("SELECT 1 FROM sqlite_master WHERE name = 'search_index'"))
    )


def _query(reader: Reader, ways: Sequence[Sequence[str]]) -> str:
    """The query in the language of FTS5; "" when one of the ways fits too many groups."""
    found = []
    for words in ways:
        groups = _groups(words)
        query = " AND ".join(_quoted(group) for group in groups[:MOST_GROUPS])
        if not groups:
            # All are short: the groups that begin with the longest stand for it.
            endings = _beginning(reader, max(words, key=len, default=""))
            if endings is None:
                return ""
            query = " OR ".join(_quoted(group) for group in endings or [NOWHERE])
        found.append(f"({query})")
    return " OR ".join(found)


def _groups(words: Sequence[str]) -> list[str]:
    return list(
        dict.fromkeys(
            word[place : place + GROUP] for word in words for place in range(len(word) - GROUP + 1)
        )
    )


def _beginning(reader: Reader, word: str) -> list[str] | None:
    """The groups in the index that begin with `word`; None when there are too many to ask for."""
    if not word:
        return None
    reader.rows(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.search_group"
        " USING fts5vocab('main', 'search_index', 'row')"
    )
    rows = reader.rows(
        f"SELECT term FROM temp.search_group WHERE term >= :word AND term <= :last"
        f" LIMIT {MOST_ENDINGS + 1}",
        {"word": word, "last": word + "\U0010ffff"},
    )
    return None if len(rows) > MOST_ENDINGS else [row["term"] for row in rows]


def _quoted(group: str) -> str:
    return '"' + group.replace('"', '""') + '"'
