"""Searching everything: people, companies, deals, tickets, tasks …, the best fits first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from crm_cli.errors import UsageError
from crm_cli.nouns import NOUNS
from crm_cli.services.indexed import Index
from crm_cli.services.references import like
from crm_cli.tables import Column, Row, Table
from crm_cli.values.dates import local_day
from crm_cli.values.references import reference
from crm_cli.values.text import check_text, fold

if TYPE_CHECKING:
    from crm_cli.book import Book
    from crm_cli.database import Reader

SEARCHED = ("contact", "company", "deal", "ticket", "task", "interaction", "survey")
LEAST_DIGITS = 4  # fewer are too short for a phone number
LONGEST = 500  # characters to look for
CERTAIN = 1000  # so many hits more than shown are counted on the way
AROUND = 30  # characters shown before and after what matched
_PHONE_SIGNS = "+()-–./ \u00a0"

COLUMNS = [
    Column("ref", title="id"),
    Column("type"),
    Column("title"),
    Column("about"),
    Column("matched"),
    Column("at", "datetime", shown=False),
    Column("id", "integer", shown=False),
]

# What else tells a hit from others, and the moment that orders hits; `r` is the record.
_COMPANY = "(SELECT o.name FROM company o WHERE o.id = r.company_id)"
_ABOUT = {
    "contact": (_COMPANY,),
    "company": ("r.city", "r.country"),
    "deal": (_COMPANY, "(SELECT s.name FROM stage s WHERE s.id = r.stage_id)"),
    "ticket": ("r.status", "(SELECT c.name FROM contact c WHERE c.id = r.contact_id)", _COMPANY),
    "survey": (
        "r.kind",
        "CAST(r.score AS TEXT)",
        "(SELECT c.name FROM contact c WHERE c.id = r.contact_id)",
    ),
    "task": ("'due ' || r.due_on", "CASE WHEN r.done_at IS NULL THEN NULL ELSE 'done' END"),
    "interaction": (
        "r.kind",
        "r.occurred_at",
        "(SELECT c.name FROM interaction_contact l JOIN contact c ON c.id = l.contact_id"
        " WHERE l.interaction_id = r.id ORDER BY l.id LIMIT 1)",
    ),
}
_MOMENT = {
    "interaction": "r.occurred_at",
    "ticket": "r.opened_at",
    "survey": "r.answered_at",
}
# Where the words may have been found, besides the title: what it is called, and its SQL.
_PLACES = {
    "contact": (
        ("e-mail", "(SELECT group_concat(x.email, '\n') FROM contact_email x"
         " WHERE x.contact_id = r.id)"),
        ("phone", "(SELECT group_concat(x.phone, '\n') FROM contact_phone x"
         " WHERE x.contact_id = r.id)"),
        ("handle", "(SELECT group_concat(x.service || ':' || x.handle, '\n')"
         " FROM contact_handle x WHERE x.contact_id = r.id)"),
        ("job title", "r.job_title"),
        ("city", "r.city"),
        ("given name", "r.given_name"),
        ("family name", "r.family_name"),
    ),
    "company": (
        ("domain", "r.domain"),
        ("website", "r.website"),
        ("city", "r.city"),
        ("industry", "r.industry"),
    ),
    "deal": (
        ("reason", "r.reason"),
        ("competitor", "r.competitor"),
        ("campaign", "r.campaign"),
    ),
    "ticket": (("body", "r.body"),),
    "survey": (),
    "task": (),
    "interaction": (("body", "r.body"),),
}  # fmt: skip


class _Query(NamedTuple):
    """What is looked for: folded words, and the digits of a phone number if it may be one."""

    text: str
    words: list[str]
    digits: str


class _Hit(NamedTuple):
    """A record that was found: rank 0 is the best; the moment is empty when it is unknown."""

    noun: str
    id: int
    rank: int
    moment: str


def find(
    reader: Reader,
    text: str,
    book: Book,
    *,
    nouns: Sequence[str] = SEARCHED,
    limit: int | None = None,
) -> Table:
    """The live records in which all words of `text` occur, whatever their case and accents.

    The best first: those whose name begins with the text, then those with all words in the name,
    then the rest; among equals the newest. A number is looked for in phone numbers however it is
    written. `limit` None gives all; the table's `total` counts them. Raises UsageError when there
    is nothing to look for.
    """
    query = _read(text)
    index = Index(reader, [query.words, *([[query.digits]] if query.digits else [])])
    hits: list[_Hit] = []
    total = 0
    for noun in nouns:
        found, count = _of_noun(reader, noun, query, index, limit)
        total += count
        hits += found
    # Stable, so that among equals the nouns stay in their order: first by moment, then by rank.
    hits.sort(key=lambda hit: hit.moment, reverse=True)
    hits.sort(key=lambda hit: hit.rank)
    shown = hits if limit is None else hits[:limit]
    cells = {
        noun: _cells(reader, noun, query, [hit.id for hit in shown if hit.noun == noun], book)
        for noun in nouns
    }
    rows: list[Row] = [cells[hit.noun][hit.id] for hit in shown]
    place = next(n for n, column in enumerate(COLUMNS) if column.name == "matched")
    columns = [
        column._replace(shown=column.shown and (n != place or any(row[n] for row in rows)))
        for n, column in enumerate(COLUMNS)
    ]
    return Table(columns, rows, total=total, noun="match", hint="fewer or shorter words find more")


def _read(text: str) -> _Query:
    folded = " ".join(fold(check_text(text)).split())
    if not folded:
        raise UsageError("there is nothing to look for", hint="crm find smith")
    if len(folded) > LONGEST:
        raise UsageError(
            "a text of {length:,} characters is too long to look for",
            hint="a few words are enough",
            length=len(folded),
        )
    digits = _digits(text)
    other = any(not sign.isdigit() and sign not in _PHONE_SIGNS for sign in folded)
    # The longest word first: it leaves the fewest for the others.
    words = sorted(set(folded.split()), key=lambda word: (-len(word), word))
    return _Query(folded, words, "" if other or len(digits) < LEAST_DIGITS else digits)


def _digits(phone: str) -> str:
    """The digits without the zeros before them, which depend on where one calls from."""
    return "".join(sign for sign in fold(phone.replace("(0)", "")) if sign.isdigit()).lstrip("0")


def _of_noun(
    reader: Reader, noun: str, query: _Query, index: Index, limit: int | None
) -> tuple[list[_Hit], int]:
    """The best hits of one noun, at least `limit` if there are so many, and their number."""
    table, title = NOUNS[noun].table, NOUNS[noun].title
    params: dict[str, Any] = {
        f"word{number}": f"%{like(word)}%" for number, word in enumerate(query.words)
    }
    words = " AND ".join(f"r.search_text LIKE :{name} ESCAPE '\\'" for name in params)
    # The name is the first line of the search text.
    in_name = words.replace("r.search_text", f"substr(r.search_text, 1, length(r.{title}))")
    if noun == "contact" and query.digits:
        params["digits"] = f"%{query.digits}%"
        words = f"({words} OR r.search_text LIKE :digits)"
        in_name = f"({in_name} OR r.search_text LIKE :digits)"
    rank = (
        f"CASE WHEN r.search_text LIKE :start ESCAPE '\\' THEN 0 WHEN {in_name} THEN 1 ELSE 2 END"
    )
    moment = _MOMENT.get(noun, "r.created_at")
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
    hits = [_Hit(noun, row["id"], row["rank"], row["moment"] or "") for row in ranked[:limit]]
    return hits, count


def _cells(
    reader: Reader, noun: str, query: _Query, ids: Sequence[int], book: Book
) -> dict[int, list[Any]]:
    """The cells of these hits, by id."""
    title, moment = NOUNS[noun].title, _MOMENT.get(noun, "r.created_at")
    places = "".join(f", {sql} AS place{n}" for n, (_, sql) in enumerate(_PLACES[noun]))
    places += "".join(f", {sql} AS about{n}" for n, sql in enumerate(_ABOUT[noun]))
    found: dict[int, list[Any]] = {}
    for start in range(0, len(ids), 500):
        part = {f"id{number}": id for number, id in enumerate(ids[start : start + 500])}
        for row in reader.rows(
            f"SELECT r.id, r.{title} AS title, {moment} AS moment{places}"
            f" FROM {NOUNS[noun].table} r WHERE r.id IN ({', '.join(':' + name for name in part)})",
            part,
        ):
            matched = _matched(noun, query, row)
            name = row["title"]
            if not name and noun == "interaction":
                name = (row["place0"] or "").strip().partition("\n")[0]
            found[row["id"]] = [
                reference(noun, row["id"]),
                noun,
                name,
                _about(noun, row, book),
                matched,
                row["moment"],
                row["id"],
            ]
    return found


def _about(noun: str, row: dict[str, Any], book: Book) -> str | None:
    parts = [row[f"about{number}"] for number in range(len(_ABOUT[noun]))]
    if noun == "interaction" and parts[1]:
        parts[1] = local_day(parts[1], book.zone).isoformat()
    return ", ".join(part for part in parts if part) or None


def _matched(noun: str, query: _Query, row: dict[str, Any]) -> str | None:
    """Where the words were found that are not in the title, with what stands around them."""
    title = fold(row["title"] or "")
    missing = [word for word in query.words if word not in title]
    for word in missing:
        for number, (place, _) in enumerate(_PLACES[noun]):
            for text in (row[f"place{number}"] or "").split("\n"):
                if word in fold(text):
                    return f"{place}: {_excerpt(text, word)}"
    if missing and query.digits:
        phones = (row.get("place1") or "").split("\n")
        best = [text for text in phones if query.digits in _digits(text)] or phones
        return f"phone: {best[0]}" if best[0] else None
    return None


def _excerpt(text: str, word: str) -> str:
    """The text around the word, on one line."""
    text = text.strip()
    at = fold(text).find(word)
    if len(text) <= 2 * AROUND + len(word) or len(fold(text)) != len(text):
        return text if len(text) <= 4 * AROUND else text[: 4 * AROUND] + "…"
    start, end = max(at - AROUND, 0), min(at + len(word) + AROUND, len(text))
    # Whole words, where there are spaces between them.
    if start and " " in text[start:at]:
        start = text.index(" ", start)
    if end < len(text) and " " in text[at + len(word) : end]:
        end = text.rindex(" ", at, end)
    return ("…" if start else "") + text[start:end].strip() + ("…" if end < len(text) else "")
