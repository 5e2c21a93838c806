"""Searching everything: people, companies, deals, tickets, tasks …, the best fits first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from crm_cli.errors import UsageError
from crm_cli.nouns import NOUNS
from crm_cli.services.hits import COLUMNS, MOMENT, Hit, Query, cells, digits_of
from crm_cli.services.indexed import Index
from crm_cli.services.merged import went_into
from crm_cli.services.references import combined
from crm_cli.tables import Row, Table
from crm_cli.values.text import check_text, fold, like, spellings

if TYPE_CHECKING:
    from crm_cli.book import Book
    from crm_cli.database import Reader

SEARCHED = ("contact", "company", "deal", "ticket", "task", "interaction", "survey")
LEAST_DIGITS = 4  # fewer are too short for a phone number
LONGEST = 500  # characters to look for
CERTAIN = 1000  # so many hits more than shown are counted on the way
_PHONE_SIGNS = "+()-–./ \u00a0"


def find(
    reader: Reader,
    text: str,
    book: Book,
    *,
    nouns: Sequence[str] = SEARCHED,
    limit: int | None = None,
) -> Table:
    """The live records in which all words of `text` occur, whatever their case and accents.

    The team's own fields are looked through as well, there with the accents as they were typed.
    The best first: those whose name begins with the text, then those with all words in the name,
    then the rest; among equals the newest. A number is looked for in phone numbers however it is
    written. `limit` None gives all; the table's `total` counts them. Raises UsageError when there
    is nothing to look for.
    """
    query = _read(text)
    ways = combined(query.ways)
    index = Index(reader, [*ways, *([[query.digits]] if query.digits and ways else [])])
    own = _own_fields(reader)
    hits: list[Hit] = []
    total = 0
    for noun in nouns:
        found, count = _of_noun(reader, noun, query, index, limit)
        more, others = _of_fields(reader, noun, query, own.get(noun, []), limit)
        there = {hit.id for hit in found}  # by another spelling
        total += count + others - sum(hit.id in there for hit in more)
        hits += found + [hit for hit in more if hit.id not in there]
    # Stable, so that among equals the nouns stay in their order: first by moment, then by rank.
    hits.sort(key=lambda hit: hit.moment, reverse=True)
    hits.sort(key=lambda hit: hit.rank)
    shown = hits if limit is None else hits[:limit]
    shown_cells = {
        noun: cells(
            reader, noun, query, [hit.id for hit in shown if hit.noun == noun], own.get(noun), book
        )
        for noun in nouns
    }
    rows: list[Row] = [shown_cells[hit.noun][hit.id] for hit in shown]
    place = next(n for n, column in enumerate(COLUMNS) if column.name == "matched")
    columns = [
        column._replace(shown=column.shown and (n != place or any(row[n] for row in rows)))
        for n, column in enumerate(COLUMNS)
    ]
    return Table(columns, rows, total=total, noun="match", hint="fewer or shorter words find more")


def _read(text: str) -> Query:
    folded = " ".join(fold(check_text(text)).split())
    if not folded:
        raise UsageError("there is nothing to look for", hint="crm find smith")
    if len(folded) > LONGEST:
        raise UsageError(
            "a text of {length:,} characters is too long to look for",
            hint="a few words are enough",
            length=len(folded),
        )
    digits = digits_of(text)
    other = any(not sign.isdigit() and sign not in _PHONE_SIGNS for sign in folded)
    # The longest word first: it leaves the fewest for the others.
    words = sorted(set(folded.split()), key=lambda word: (-len(word), word))
    typed = {fold(word): word.lower() for word in text.split()}
    spelled = {fold(word): spellings(word) for word in text.split()}
    ways = [spelled.get(word) or [word] for word in words]
    digits = "" if other or len(digits) < LEAST_DIGITS else digits
    return Query(folded, words, digits, typed, ways)


def _of_noun(
    reader: Reader, noun: str, query: Query, index: Index, limit: int | None
) -> tuple[list[Hit], int]:
    """The best hits of one noun, at least `limit` if there are so many, and their number."""
    table, title = NOUNS[noun].table, NOUNS[noun].title
    words, params = _having(query.ways, f"r.{title}")
    # The name is the first line of the search text.
    in_name = words.replace("r.search_text", f"substr(r.search_text, 1, length(r.{title}))")
    if noun == "contact" and query.digits:
        params["digits"] = f"%{query.digits}%"
        words = f"({words} OR r.search_text LIKE :digits)"
        in_name = f"({in_name} OR r.search_text LIKE :digits)"
    rank = (
        f"CASE WHEN r.search_text LIKE :start ESCAPE '\\' THEN 0 WHEN {in_name} THEN 1 ELSE 2 END"
    )
    moment = MOMENT.get(noun, "r.created_at")
    # With coalesce SQLite reads the table through, which is faster than by way of an index of it.
    found = f"FROM {table} r WHERE {words} AND coalesce(r.deleted_at, '') = ''"
    found += index.condition(noun)
    params |= index.params
    # Some more than are shown cost little, and save a second look through the table to count.
    most = None if limit is None else limit + CERTAIN
    cut = "" if most is None else f" LIMIT {most}"
    ranked = reader.rows(
        f"SELECT r.id, {rank} AS rank, {moment} AS moment {found}"
        f" ORDER BY 2, 3 DESC NULLS LAST, 1 DESC{cut}",
        params | {"start": f"{like(query.text)}%"},
    )
    count = len(ranked)
    if count == most:
        count = int(reader.rows(f"SELECT count(*) AS n {found}", params)[0]["n"])
    hits = [Hit(noun, row["id"], row["rank"], row["moment"] or "") for row in ranked[:limit]]
    there = {row["id"] for row in ranked}
    own, params = _having(query.ways, title)
    for row in went_into(reader, noun, own.replace("r.search_text", "search_text"), params):
        if row["id"] not in there:  # by the name of one that was merged into it
            there.add(row["id"])
            hits.append(Hit(noun, row["id"], 1, row["updated_at"] or ""))
            count += 1
    return hits, count


def _having(ways: Sequence[Sequence[str]], title: str) -> tuple[str, dict[str, Any]]:
    """The condition that the search text has each word in one of its spellings.

    One without the e of ae, oe, ue counts where the title, as it was typed, has an umlaut.
    """
    params: dict[str, Any] = {}
    each = []
    for way in ways:
        either = []
        for word in way:
            name = f"word{len(params)}"
            params[name] = f"%{like(word)}%"
            either.append(f"r.search_text LIKE :{name} ESCAPE '\\'")
            if len(word) < len(way[0]):
                signs = " OR ".join(f"{title} LIKE '%{sign}%'" for sign in "äöüÄÖÜ")
                either[-1] = f"({either[-1]} AND ({signs}))"
        each.append(f"({' OR '.join(either)})" if either[1:] else either[0])
    return " AND ".join(each), params


def _own_fields(reader: Reader) -> dict[str, list[int]]:
    """The ids of the team's own fields that hold text, by noun."""
    found: dict[str, list[int]] = {}
    for row in reader.rows(
        "SELECT id, noun FROM field WHERE deleted_at IS NULL AND kind IN ('text', 'choice')"
    ):
        found.setdefault(row["noun"], []).append(row["id"])
    return found


def _of_fields(
    reader: Reader, noun: str, query: Query, fields: Sequence[int], limit: int | None
) -> tuple[list[Hit], int]:
    """Hits of one noun that need a field of the team's own to have all words, and their number."""
    if not fields:
        return [], 0
    params: dict[str, Any] = {"digits": f"%{query.digits}%"}
    in_text, in_fields, anywhere = [], [], []
    for number, word in enumerate(query.words):
        params |= {f"word{number}": f"%{like(word)}%"}
        params |= {f"typed{number}": f"%{like(query.typed.get(word, word))}%"}
        text = f"r.search_text LIKE :word{number} ESCAPE '\\'"
        field = " OR ".join(
            f"lower(f.value) LIKE :{name}{number} ESCAPE '\\'" for name in ("word", "typed")
        )
        in_text.append(text)
        in_fields.append(field)
        anywhere.append(
            f"({text} OR EXISTS (SELECT 1 FROM {{values}} AND f.{noun}_id = r.id AND ({field})))"
        )
    values = f"{noun}_field f WHERE f.field_id IN ({', '.join(map(str, fields))})"
    shown = f"NOT ({' AND '.join(in_text)})"
    if noun == "contact" and query.digits:
        shown += " AND r.search_text NOT LIKE :digits"
    moment = MOMENT.get(noun, "r.created_at")
    rows = reader.rows(
        f"SELECT r.id, {moment} AS moment FROM {NOUNS[noun].table} r WHERE r.id IN"
        f" (SELECT f.{noun}_id FROM {values} AND ({' OR '.join(in_fields)}))"
        f" AND r.deleted_at IS NULL AND {shown} AND {' AND '.join(anywhere).format(values=values)}"
        " ORDER BY 2 DESC NULLS LAST, 1 DESC",
        params,
    )
    hits = [Hit(noun, row["id"], 2, row["moment"] or "") for row in rows[:limit]]
    return hits, len(rows)
